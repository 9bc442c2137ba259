//! The vocabulary and the rules of both sides of the desk.
//!
//! Everything here is pure: no I/O, no async, no clock, no randomness. The server runs these functions to
//! decide, the browser runs the very same functions to draw, so the two cannot disagree.

pub mod access;
pub mod alert;
pub mod autopsy;
pub mod consent;
pub mod contact;
pub mod csv;
pub mod dispatch;
pub mod error;
pub mod face;
pub mod health;
pub mod holiday;
pub mod hours;
pub mod id;
pub mod interactive;
pub mod label;
pub mod mention;
pub mod menu;
pub mod message;
pub mod nudge;
pub mod number;
pub mod optin;
pub mod phone;
pub mod policy;
pub mod presence;
pub mod price;
pub mod protocol;
pub mod queue;
pub mod queue_form;
pub mod reduce;
pub mod setup;
pub mod sla;
pub mod snooze;
pub mod status;
pub mod survey;
pub mod template;
pub mod ticket;
pub mod time;
pub mod transfer;
pub mod view;
pub mod window;
pub mod wire;

pub use access::{Locale, Permission, Role, Theme};
pub use contact::{Identity, IdentityKind};
pub use error::{DeskError, FieldError};
pub use id::*;
pub use label::Label;
pub use message::{Author, Content, Direction, MessageStatus};
pub use protocol::Protocol;
pub use queue::{Priority, QueuePolicy};
pub use ticket::{CloseReason, TicketCommand, TicketState};
pub use time::Timestamp;
pub use window::{WindowFacts, WindowPolicy, WindowState};
