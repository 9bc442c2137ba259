//! A notification taken apart (Cloud API, *Webhooks*).
//!
//! The parser walks over raw JSON one level at a time and never gives up on a whole because of a part: a number out of
//! range, a lone surrogate, ten thousand brackets or a wrong type in one message leave its neighbours alone.

mod alerts;
mod content;
mod envelope;
mod fields;
mod json;
mod message;
mod sender;
mod status;
mod templates;

pub(super) use envelope::decode;
pub(super) use fields::category;
pub(super) use json::{Node, Object};
