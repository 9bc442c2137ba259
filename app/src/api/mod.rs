//! What the browser may ask of the desk: one endpoint a function, JSON in and out, `POST /api/<name>`.
//!
//! The acting person is never an argument: it is whoever the session says.

pub mod admin;
pub mod composer;
pub mod consent;
pub mod cost;
pub mod ctx;
pub mod health;
pub mod inbox;
pub mod menus;
pub mod messages;
pub mod organise;
pub mod presence;
pub mod queues;
pub mod session;
pub mod survey;
pub mod templates;
pub mod thread;
pub mod transfer;

pub use ctx::ApiError;
