//! The whole desk through its real router: a database of its own for each test, a clock that can be moved, the
//! simulator in Meta's place.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

mod auth;
mod csrf;
mod cswsh;
mod disk;
mod fixtures;
mod headers;
mod idor;
mod kill;
mod limits;
mod live;
mod nodes;
mod opens;
mod optin;
mod presence;
mod program;
mod proxy;
mod secrets;
mod snapshot;
mod transcript;
mod upload;
mod webhook;
mod window;
