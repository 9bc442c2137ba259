//! The composition root of the desk: configuration, routes, sessions, security headers, command line, shutdown.

pub mod cli;
pub mod commands;
pub mod config;
pub mod failure;
pub mod http;
pub mod master_key;
pub mod ports;
pub mod routes;
pub mod runtime;
pub mod serve;
pub mod shutdown;
pub mod signer;
pub mod state;

/// Which build this is; a browser half of another build is asked to reload.
pub const BUILD: &str = match option_env!("GUICHE_BUILD") {
    Some(build) => build,
    None => env!("CARGO_PKG_VERSION"),
};
