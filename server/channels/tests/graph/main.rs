//! What goes to the Graph API, and what its answers mean; against a stand-in on a free port.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

mod inspect;
mod send;
mod stub;
mod templates;
