//! The people of the desk: who they are, how they come in, how long they stay.

pub(crate) mod limiter;
pub(crate) mod login;
pub(crate) mod password;
pub(crate) mod sessions;
pub(crate) mod setup;
pub(crate) mod users;
