//! What the window of a row looks like: ring and words.

use crate::i18n::{Texts, intl};
use crate::ui::{Ring, RingKind};
use desk_model::number::Channel;
use desk_model::time::HOUR;
use desk_model::view::InboxRow;
use desk_model::window::{WINDOW, WindowState, window};
use desk_model::{TicketState, Timestamp};

/// From here on the ring is amber.
const SOON: i64 = 6 * HOUR;

/// The state of a row's window.
pub(super) fn state(row: &InboxRow, channel: Channel, now: Timestamp) -> WindowState {
    window(channel.policy(), &row.window, now)
}

/// The ring of a row.
pub(super) fn ring(row: &InboxRow, channel: Channel, now: Timestamp) -> Ring {
    if matches!(row.state, TicketState::Closed { .. }) {
        return Ring { kind: RingKind::Closed, left: 0 };
    }
    match state(row, channel, now) {
        WindowState::Open { until: None } => Ring { kind: RingKind::Calm, left: 1000 },
        WindowState::Open { until: Some(until) } | WindowState::HumanOnly { until } => {
            let left = until.since(now);
            let kind = match left {
                left if left > SOON => RingKind::Calm,
                left if left > HOUR => RingKind::Soon,
                _ => RingKind::Urgent,
            };
            // In steps of one two-hundredth: the picture need not change every second.
            let part = (left.clamp(0, WINDOW) * 200 / WINDOW) * 5;
            Ring { kind, left: u16::try_from(part.max(15)).unwrap_or(1000) }
        }
        WindowState::Closed { .. } | WindowState::Never => Ring { kind: RingKind::Closed, left: 0 },
    }
}

/// The same in words.
pub(super) fn words(t: &Texts, row: &InboxRow, channel: Channel, now: Timestamp) -> String {
    match state(row, channel, now) {
        WindowState::Open { until: None } => t.window_always.to_owned(),
        WindowState::Open { until: Some(until) } | WindowState::HumanOnly { until } => {
            (t.window_open_until)(&intl::near(t, until, now), &intl::span(t, until.since(now), true))
        }
        WindowState::Closed { since, by_provider: false } => {
            (t.window_closed_since)(&intl::near(t, since, now))
        }
        WindowState::Closed { by_provider: true, .. } => t.window_closed_by_provider.to_owned(),
        WindowState::Never => t.window_never.to_owned(),
    }
}
