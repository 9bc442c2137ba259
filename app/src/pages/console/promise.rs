//! Promises to the customer: which one is broken next, and when.

use crate::i18n::{Texts, intl, use_texts};
use crate::live::use_store;
use crate::prelude::*;
use crate::ui::{Icon, icon};
use desk_model::Timestamp;
use desk_model::sla::Promise;
use desk_model::time::{MINUTE, SECOND};
use desk_model::view::InboxRow;

/// From here on a promise is shown as pressing.
const SOON: i64 = 30 * MINUTE;

/// How a promise stands.
#[derive(Clone, PartialEq)]
struct Standing {
    promise: Promise,
    /// `vence em 12 min`, `atrasado há 5 min`.
    words: String,
    /// `12 min`.
    span: String,
    broken: bool,
    soon: bool,
    at: Timestamp,
}

fn standing(t: &Texts, row: &InboxRow, now: Timestamp) -> Option<Standing> {
    let (at, promise) = row.due.zip(row.promise)?;
    let left = at.since(now);
    // Seconds count only in the last minute.
    let span = intl::span(t, left.abs().max(SECOND), true);
    let broken = left <= 0;
    let words = if broken { (t.queues.broken_for)(&span) } else { (t.queues.due_in)(&span) };
    Some(Standing { promise, words, span, broken, soon: left <= SOON, at })
}

/// The mark in a row of the list: always the time, in words when it is broken.
#[component]
pub(super) fn PromiseMark(row: ArcRwSignal<InboxRow>) -> impl IntoView {
    let t = use_texts();
    let clock = use_store().clock.clone();
    let shown = Memo::new(move |_| row.with(|row| standing(t, row, clock.beat())));
    move || {
        let known = shown.get()?;
        let title = format!("{}: {}", (t.queues.promise)(known.promise), known.words);
        let known_title = title.clone();
        let (class, text) = match (known.broken, known.soon) {
            (true, _) => ("row-due row-due-bad", known.words),
            (false, true) => ("row-due row-due-soon", known.span),
            (false, false) => ("row-due", known.span),
        };
        Some(view! {
            <span class=class title=known_title>
                {icon(if known.broken { Icon::Alert } else { Icon::Clock })}
                <span aria-hidden="true">{text}</span>
                <span class="sr-only">{title}</span>
            </span>
        })
    }
}

/// The same in the right pane, with its name and its hour.
#[component]
pub(super) fn PromiseFacts() -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let (row, clock) = (store.row.clone(), store.clock.clone());
    let shown = Memo::new(move |_| {
        let now = clock.beat();
        row.with(|row| row.as_ref().and_then(|row| standing(t, row, now))).map(|known| {
            let until = (t.queues.due_at)(&intl::near(t, known.at, now));
            (known, until)
        })
    });
    move || {
        let (known, until) = shown.get()?;
        let class = match (known.broken, known.soon) {
            (true, _) => "promise promise-bad",
            (false, true) => "promise promise-soon",
            (false, false) => "promise",
        };
        Some(view! {
            <h3>{t.queues.promises}</h3>
            <p class=class>
                {icon(if known.broken { Icon::Alert } else { Icon::Clock })}
                <span>
                    <strong>{(t.queues.promise)(known.promise)}</strong>
                    <span>{known.words} ", " {until}</span>
                </span>
            </p>
        })
    }
}
