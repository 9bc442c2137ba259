//! One-key shortcuts: only when no text has the focus, and only when the reader wants them.

use super::composer::{may_nudge, nudge};
use super::snooze::may_snooze;
use super::{Mode, Ui, actions, transfer};
use crate::i18n::{Texts, use_texts};
use crate::live::{Store, browser, clock};
use desk_model::TicketState;
use desk_model::view::InboxView;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use std::cell::Cell;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};

/// How long `g` waits for its letter, in ms.
const PREFIX: f64 = 1_500.0;

pub(super) struct Keys<N> {
    store: Store,
    ui: Ui,
    navigate: N,
    t: &'static Texts,
    go_at: Cell<f64>,
}

impl<N> Keys<N>
where
    N: Fn(&str, NavigateOptions) + Clone + 'static,
{
    pub(super) fn new(store: Store, ui: Ui, navigate: N) -> Self {
        Self { store, ui, navigate, t: use_texts(), go_at: Cell::new(0.0) }
    }

    pub(super) fn pressed(&self, event: &KeyboardEvent) {
        let modified = event.ctrl_key() || event.meta_key() || event.alt_key() || event.is_composing();
        if modified
            || event.default_prevented()
            || browser::dialog_open()
            || !self.store.shortcuts.get_untracked()
        {
            return;
        }
        let key = event.key();
        if browser::typing_in_text() {
            return;
        }
        let now = js_sys::Date::now();
        let handled =
            if now - self.go_at.replace(0.0) < PREFIX { self.go(&key) } else { self.act(&key, now) };
        if handled {
            event.prevent_default();
        }
    }

    fn go(&self, key: &str) -> bool {
        let view = match key {
            "m" => InboxView::Mine,
            "s" => InboxView::Snoozed,
            "w" => InboxView::Waiting,
            "a" => InboxView::All,
            "c" => InboxView::Closed,
            _ => return false,
        };
        self.store.show(view, self.store.order.get_untracked());
        true
    }

    fn act(&self, key: &str, now: f64) -> bool {
        match key {
            "j" => step(1),
            "k" => step(-1),
            "g" => {
                self.go_at.set(now);
                true
            }
            "/" => browser::focus("#list-search"),
            "?" => {
                self.ui.help.set(true);
                true
            }
            "p" => self.take(),
            "r" => self.compose(Mode::Reply),
            "n" => self.compose(Mode::Note),
            "t" => self.compose(Mode::Template),
            "u" => {
                let may = untrack(|| may_nudge(&self.store, clock::now()));
                if may {
                    nudge(&self.store, self.t);
                }
                may
            }
            "z" => {
                let may = untrack(|| may_snooze(&self.store));
                if may {
                    self.ui.snoozing.set(true);
                }
                may
            }
            "c" => {
                self.ui.starting.set(true);
                true
            }
            "x" => transfer::hand_over(&self.store, &self.ui.transfer),
            "s" => transfer::mark_by_key(&self.store, &self.ui.transfer),
            "Escape" => transfer::stop_marking(&self.ui.transfer),
            "e" => {
                let may = untrack(|| actions::may_close(&self.store));
                if may {
                    self.ui.closing.set(true);
                }
                may
            }
            _ => false,
        }
    }

    /// Takes the open ticket when it waits, else the next one.
    fn take(&self) -> bool {
        let waiting = self.store.row.with_untracked(|row| {
            row.as_ref()
                .filter(|row| matches!(row.state, TicketState::Queued { .. }))
                .map(|row| row.ticket.clone())
        });
        match waiting {
            Some(ticket) => actions::claim(&self.store, ticket, self.t),
            None => actions::claim_next(&self.store, self.navigate.clone(), self.t),
        }
        true
    }

    fn compose(&self, mode: Mode) -> bool {
        if self.store.row.with_untracked(Option::is_none) {
            return false;
        }
        self.ui.mode.set(mode);
        // The composer may have to be drawn first.
        request_animation_frame(|| {
            browser::focus(".composer [data-first]");
        });
        true
    }
}

/// Moves the focus along the list.
fn step(by: i32) -> bool {
    let Ok(rows) = document().query_selector_all(".rows .row") else { return false };
    let count = i32::try_from(rows.length()).unwrap_or(0);
    if count == 0 {
        return false;
    }
    let active = document().active_element();
    let at = |wanted: &dyn Fn(&web_sys::Element) -> bool| {
        (0..count).find(|i| {
            let row =
                rows.get(u32::try_from(*i).unwrap_or(0)).and_then(|n| n.dyn_into::<web_sys::Element>().ok());
            row.is_some_and(|row| wanted(&row))
        })
    };
    let here =
        at(&|row| Some(row) == active.as_ref()).or_else(|| at(&|row| row.has_attribute("aria-current")));
    let next = match here {
        Some(here) => (here + by).clamp(0, count - 1),
        None => 0,
    };
    let row = rows.get(u32::try_from(next).unwrap_or(0)).and_then(|node| node.dyn_into::<HtmlElement>().ok());
    let Some(row) = row else { return false };
    let _ = row.focus();
    let options = web_sys::ScrollIntoViewOptions::new();
    options.set_block(web_sys::ScrollLogicalPosition::Nearest);
    row.scroll_into_view_with_scroll_into_view_options(&options);
    true
}
