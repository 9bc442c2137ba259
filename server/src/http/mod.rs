//! Everything that speaks HTTP.

pub mod api;
pub mod assets;
pub mod body;
pub mod client_ip;
pub mod error;
pub mod export;
pub mod health;
pub mod html;
pub mod login;
pub mod optin;
pub mod pages;
pub mod qr;
pub mod security;
pub mod session;
pub mod session_store;
pub mod setup;
pub mod trace;
pub mod upload;
pub mod webhook;
pub mod ws;
