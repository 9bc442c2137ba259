//! Notifications taken apart: recorded ones, every documented shape, broken ones, random ones.

mod common;
mod messages;
mod mutations;
mod recorded;
mod statuses_and_fields;
