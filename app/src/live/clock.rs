//! The server's clock, as well as the browser can know it.

use desk_model::Timestamp;
use desk_model::time::SECOND;
use leptos::prelude::*;
use std::cell::Cell;
use std::time::Duration;

thread_local! {
    /// Server minus browser in µs; `None` before the first word of the server.
    static OFFSET: Cell<Option<i64>> = const { Cell::new(None) };
}

fn browser_now() -> i64 {
    (js_sys::Date::now() * 1_000.0) as i64
}

/// The server's time. Only in the browser.
pub(crate) fn now() -> Timestamp {
    Timestamp(browser_now().saturating_add(OFFSET.get().unwrap_or(0)))
}

/// Learns from what the server just said. The way here took time, so a sample is never too late but may be too early: the
/// latest of them is the best, unless one of the clocks was set.
pub(crate) fn learn(server: Timestamp) {
    let sample = server.0.saturating_sub(browser_now());
    let best = match OFFSET.get() {
        Some(known) if known.saturating_sub(sample) < 2 * SECOND => known.max(sample),
        Some(_) | None => sample,
    };
    OFFSET.set(Some(best));
}

/// Beats once a second while its owner lives. Views derive from it through memos, so that only what changed is redrawn.
#[derive(Clone)]
pub(crate) struct Clock(ArcRwSignal<Timestamp>);

impl Default for Clock {
    fn default() -> Self {
        Self(ArcRwSignal::new(Timestamp(0)))
    }
}

impl Clock {
    /// The time of the last beat, tracked.
    pub(crate) fn beat(&self) -> Timestamp {
        self.0.get()
    }

    /// Beats at once, for whoever cannot wait.
    pub(crate) fn strike(&self) {
        self.0.set(now());
    }

    /// Starts beating; stops with the current owner.
    pub(crate) fn start(&self) {
        self.strike();
        let signal = self.0.clone();
        if let Ok(handle) = set_interval_with_handle(move || signal.set(now()), Duration::from_secs(1)) {
            on_cleanup(move || handle.clear());
        }
    }
}
