//! The customers' side: what people do with their phones.

pub(crate) mod actions;
mod objects;
mod picture;
mod samples;
pub(crate) mod says;
