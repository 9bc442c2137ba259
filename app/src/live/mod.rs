//! The browser's copy of the desk: fetched once, then kept true by the socket.

pub(crate) mod browser;
pub(crate) mod clock;
pub(crate) mod drafts;
pub(crate) mod echo;
pub(crate) mod few;
pub(crate) mod files;
pub(crate) mod held;
pub(crate) mod lines;
pub(crate) mod link;
pub(crate) mod list;
mod offers;
mod organise;
pub(crate) mod picking;
pub(crate) mod prefer;
pub(crate) mod presence;
mod prices;
pub(crate) mod socket;
pub(crate) mod store;
pub(crate) mod thread;
pub(crate) mod tray;

pub(crate) use link::LinkState;
pub(crate) use store::{Load, Store, use_store};
