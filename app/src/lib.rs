//! Every screen and every server function.
//!
//! `api` is what the browser may ask, `live` is the browser's copy of the desk and the socket that keeps it true, `pages`
//! are the screens, `ui` are the pieces without domain words, `i18n` has every text in every language.

#![recursion_limit = "256"]
#![expect(unreachable_pub, reason = "the props that the component macro makes are public")]

pub mod api;
mod i18n;
mod live;
mod pages;
mod prelude;
mod program;
mod routes;
mod shell;
mod ui;
mod wire;
#[cfg(feature = "ssr")]
pub mod words;

pub use program::Program;
pub use routes::{App, Channel, Console, Service};
pub use shell::shell;
