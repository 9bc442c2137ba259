//! The screens.

pub(crate) mod admin;
pub(crate) mod console;
pub(crate) mod costs;
pub(crate) mod frame;
pub(crate) mod login;
pub(crate) mod mentions;
pub(crate) mod period;
pub(crate) mod phone;
pub(crate) mod settings;
pub(crate) mod setup;
pub(crate) mod surveys;
pub(crate) mod team;
