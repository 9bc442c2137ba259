//! The server's clock, as well as the browser can know it. The browser's own may be off by hours, may be set while the page is
//! open, and stands still while the machine sleeps.

use desk_model::Timestamp;
use desk_model::time::{MINUTE, SECOND};
use leptos::prelude::*;
use std::cell::Cell;
use std::time::Duration;

/// What is known of the difference of the two clocks.
#[derive(Debug, Clone, Copy)]
struct Known {
    /// Server minus browser (µs).
    offset: i64,
    /// How far off it may be (µs): half of the round trip it was measured by.
    doubt: i64,
    /// When it was measured, by the browser's clock.
    at: i64,
}

thread_local! {
    static KNOWN: Cell<Option<Known>> = const { Cell::new(None) };
    /// When a question to the server left, by the browser's clock.
    static ASKED: Cell<Option<i64>> = const { Cell::new(None) };
    /// The browser's clock and its uninterrupted one when they were last compared.
    static COMPARED: Cell<Option<(i64, i64)>> = const { Cell::new(None) };
}

/// A good measure is replaced by a worse one after so long (µs): clocks drift.
const STALE: i64 = 10 * MINUTE;
/// The clocks are measured again at the latest after so long (µs).
const AGAIN: i64 = 2 * MINUTE;
/// A jump of the browser's clock beyond this (µs) is no matter of a slow timer.
const JUMP: i64 = SECOND / 2;

fn browser_now() -> i64 {
    (js_sys::Date::now() * 1_000.0) as i64
}

/// The server's time. Only in the browser.
pub(crate) fn now() -> Timestamp {
    Timestamp(browser_now().saturating_add(KNOWN.get().map_or(0, |known| known.offset)))
}

/// A question whose answer tells the server's time leaves now.
pub(crate) fn asking() {
    ASKED.set(Some(browser_now()));
}

/// A question to the server, for [`answered`].
pub(crate) fn question() -> i64 {
    browser_now()
}

/// The answer to a question of the instant `asked`: in the middle of the round trip it was `server`.
pub(crate) fn answered(asked: i64, server: Timestamp) {
    let here = browser_now();
    let trip = here.saturating_sub(asked);
    if !(0..MINUTE).contains(&trip) {
        // The browser's clock was set on the way.
        return learn(server);
    }
    let doubt = trip / 2;
    let measured = Known { offset: server.0.saturating_add(doubt).saturating_sub(here), doubt, at: here };
    let keep = KNOWN.get().is_some_and(|known| {
        let recent = here.saturating_sub(known.at) < STALE && here >= known.at;
        let agree = known.offset.abs_diff(measured.offset) <= (known.doubt + measured.doubt).unsigned_abs();
        recent && agree && known.doubt <= measured.doubt
    });
    if !keep {
        KNOWN.set(Some(measured));
    }
}

/// Learns from what the server said by itself. The way here took time, so the server's clock is at least as far as that.
pub(crate) fn learn(server: Timestamp) {
    let here = browser_now();
    if let Some(asked) = ASKED.take() {
        return answered(asked, server);
    }
    let least = server.0.saturating_sub(here);
    match KNOWN.get() {
        Some(known) if least <= known.offset => {}
        Some(known) => {
            KNOWN.set(Some(Known { offset: least, doubt: known.doubt.max(least - known.offset), ..known }));
        }
        None => KNOWN.set(Some(Known { offset: least, doubt: MINUTE, at: here })),
    }
}

/// Called every second: whether the clocks have to be measured again. They have when the machine slept or its clock was set,
/// and now and then.
pub(crate) fn doubtful() -> bool {
    let here = browser_now();
    let steady = window().performance().map_or(here, |performance| (performance.now() * 1_000.0) as i64);
    let jumped = COMPARED.replace(Some((here, steady))).is_some_and(|(then, steady_then)| {
        let (passed, really) = (here.saturating_sub(then), steady.saturating_sub(steady_then));
        passed.abs_diff(really) > JUMP.unsigned_abs() || really > 10 * SECOND
    });
    if jumped && let Some(known) = KNOWN.get() {
        // Whatever is measured next is better.
        KNOWN.set(Some(Known { doubt: i64::MAX / 4, ..known }));
    }
    jumped || KNOWN.get().is_none_or(|known| here.saturating_sub(known.at).abs() > AGAIN)
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
