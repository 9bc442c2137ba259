//! A round picture made of initials, with a ring that empties.

use crate::prelude::*;

/// How the ring looks. Never by colour alone: the closed one is broken into pieces, and words stand beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RingKind {
    Calm,
    Soon,
    Urgent,
    Closed,
}

impl RingKind {
    const fn class(self) -> &'static str {
        match self {
            Self::Calm => "ring ring-calm",
            Self::Soon => "ring ring-soon",
            Self::Urgent => "ring ring-urgent",
            Self::Closed => "ring ring-closed",
        }
    }
}

/// The ring at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ring {
    pub(crate) kind: RingKind,
    /// Thousandths that are left.
    pub(crate) left: u16,
}

/// A colour out of eight, always the same for the same key.
fn hue(key: &str) -> u32 {
    let hash =
        key.bytes().fold(0x811c_9dc5u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    (hash ^ (hash >> 15)).wrapping_mul(0x2c1b_3c6d) >> 29
}

fn short(initials: &str) -> String {
    if initials.is_empty() { "?".to_owned() } else { initials.chars().take(2).collect() }
}

/// Initials in a circle inside a ring.
#[component]
pub(crate) fn AvatarRing(
    /// One or two letters.
    #[prop(into)]
    initials: Signal<String>,
    /// What the colour is made of.
    #[prop(into)]
    key: String,
    /// The ring.
    #[prop(into)]
    ring: Signal<Ring>,
) -> impl IntoView {
    let face = format!("ring-face hue-{}", hue(&key));
    let dashes = move || {
        let ring = ring.get();
        match ring.kind {
            RingKind::Closed => "34 28.5".to_owned(),
            RingKind::Calm | RingKind::Soon | RingKind::Urgent => format!("{} 1000", ring.left),
        }
    };
    view! {
        <svg class=move || ring.get().kind.class() viewBox="0 0 40 40" width="40" height="40" aria-hidden="true">
            <circle class="ring-track" cx="20" cy="20" r="18.5"></circle>
            <circle
                class="ring-left"
                cx="20"
                cy="20"
                r="18.5"
                pathLength="1000"
                stroke-dasharray=dashes
                transform="rotate(-90 20 20)"
            ></circle>
            <circle class=face cx="20" cy="20" r="15.5"></circle>
            <text class="ring-text" x="20" y="24.3" text-anchor="middle">
                {move || short(&initials.get())}
            </text>
        </svg>
    }
}

/// Initials in a small circle.
#[component]
pub(crate) fn Avatar(
    /// One or two letters.
    #[prop(into)]
    initials: String,
    /// What the colour is made of.
    #[prop(into)]
    key: String,
    /// The whole name.
    #[prop(into)]
    name: String,
) -> impl IntoView {
    let class = format!("avatar hue-{}", hue(&key));
    let title = name.clone();
    view! {
        <span class=class title=title>
            <span aria-hidden="true">{short(&initials)}</span>
            <span class="sr-only">{name}</span>
        </span>
    }
}
