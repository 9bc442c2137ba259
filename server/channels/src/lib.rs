//! One folder per provider: payload in, request out, signature.

pub mod whatsapp;
