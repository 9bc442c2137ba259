//! Pieces of screens without domain words.

mod avatar_ring;
mod button;
mod dialog;
mod empty;
mod icon;
mod kbd;
mod menu;
mod outrun;
mod skeleton;
mod toast;

pub(crate) use avatar_ring::{Avatar, AvatarRing, Ring, RingKind};
pub(crate) use button::{Button, Look};
pub(crate) use dialog::Dialog;
pub(crate) use empty::Empty;
pub(crate) use icon::{Icon, icon};
pub(crate) use kbd::Kbd;
pub(crate) use menu::Menu;
pub(crate) use outrun::Outrun;
pub(crate) use skeleton::{SkeletonRows, SkeletonThread};
pub(crate) use toast::{Toast, Toasts};
