//! The composer: one component with faces, drawn from one signal that flips at the exact instant.

mod blocked;
mod closed;
mod held;
mod naming;
mod nudge;
mod open;
pub(crate) mod picker;
pub(super) mod price;
mod tray;
mod waiting;

pub(super) use nudge::{may_nudge, nudge};

use super::{Mode, use_ui};
use crate::i18n::{Texts, intl, use_texts};
use crate::live::drafts::DraftKind;
use crate::live::{LinkState, Store, clock, use_store};
use crate::prelude::*;
use crate::ui::{Icon, Kbd, icon};
use blocked::BlockedFace;
use closed::ClosedFace;
use desk_model::face::{Face, face, next_change};
use desk_model::number::{Channel, NumberState};
use desk_model::time::{MINUTE, SECOND};
use desk_model::{TicketId, Timestamp};
use held::HeldOffer;
use open::{NoteFace, OpenFace};
use std::time::Duration;
use waiting::WaitingFace;

/// The longest timer; a further instant is looked at again.
const LONGEST: i64 = 60 * MINUTE;

/// The face of the open ticket's composer: computed from row, number and reader, and again at the instant at which it changes by
/// itself, by the server's clock.
fn face_signal(store: &Store) -> ArcRwSignal<Option<Face>> {
    let signal = ArcRwSignal::new(None);
    let wake = ArcTrigger::new();
    let (out, store) = (signal.clone(), store.clone());
    let compute = {
        let store = store.clone();
        move |now: Timestamp| {
            let me = store.boot.with(|boot| boot.as_ref().map(|boot| boot.me.id.clone()))?;
            let row = store.row.get()?;
            let number = store.number(&row.number);
            let (channel, state) = number
                .map_or((Channel::Whatsapp, NumberState::Connected), |number| (number.channel, number.state));
            Some(face(&row, channel, state, &me, now))
        }
    };
    // A timer may sleep with the laptop: the beat of the clock notices that.
    let by_beat = {
        let compute = compute.clone();
        Memo::new(move |_| compute(store.clock.beat()))
    };
    Effect::new(move |_| {
        wake.track();
        by_beat.track();
        let now = clock::now();
        let next = compute(now);
        let due = next.as_ref().and_then(next_change);
        if out.with_untracked(|known| *known != next) {
            out.set(next);
        }
        let Some(due) = due else { return };
        // Timers are whole milliseconds and may fire a little early: never before the instant.
        let wait = u64::try_from(due.since(now).clamp(0, LONGEST) / 1_000).unwrap_or(0) + 2;
        let wake = wake.clone();
        if let Ok(timer) = set_timeout_with_handle(move || wake.notify(), Duration::from_millis(wait)) {
            on_cleanup(move || timer.clear());
        }
    });
    signal
}

/// The composer of one ticket.
#[component]
pub(super) fn Composer(ticket: TicketId) -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let mode = use_ui().mode;
    let face = face_signal(&store);
    let kind = {
        let face = face.clone();
        // Closing counts down by itself: only a change of kind draws the composer anew.
        Memo::new(move |_| {
            face.with(|face| {
                face.as_ref().map(|face| match face {
                    Face::Open { .. } | Face::Closing { .. } => Kind::Open,
                    Face::Closed { .. } => Kind::Closed,
                    Face::Waiting { .. } => Kind::Waiting,
                    Face::Blocked { .. } => Kind::Blocked,
                })
            })
        })
    };
    let now_mode = {
        let mode = mode.clone();
        Memo::new(move |_| mode.get())
    };
    keep_what_was_typed(&store, &ticket, kind, t);
    let body = {
        let (face, ticket) = (face.clone(), ticket.clone());
        move || {
            let kind = kind.get()?;
            let (face, ticket) = (face.clone(), ticket.clone());
            Some(match (now_mode.get(), kind) {
                (Mode::Note, _) => view! { <NoteFace ticket/> }.into_any(),
                (_, Kind::Blocked) => view! { <BlockedFace face/> }.into_any(),
                (Mode::Template, _) => view! { <ClosedFace ticket face by_choice=true/> }.into_any(),
                (Mode::Reply, Kind::Open) => view! { <HeldOffer/> <OpenFace ticket face/> }.into_any(),
                (Mode::Reply, Kind::Closed) => view! { <ClosedFace ticket face by_choice=false/> }.into_any(),
                (Mode::Reply, Kind::Waiting) => view! { <WaitingFace face/> }.into_any(),
            })
        }
    };
    let error = store.send_error.clone();
    let dismissed = store.send_error.clone();
    let shade = {
        let face = face.clone();
        move || {
            let note = now_mode.get() == Mode::Note;
            face.with(|face| match face {
                _ if note => "composer composer-note",
                Some(Face::Closing { .. }) => "composer composer-closing",
                Some(Face::Blocked { .. }) => "composer composer-blocked",
                Some(Face::Closed { .. }) => "composer composer-closed",
                Some(Face::Open { .. } | Face::Waiting { .. }) | None => "composer",
            })
        }
    };
    view! {
        <div class=shade>
            <div class="composer-head">
                <div class="composer-modes" role="group" aria-label=t.composer_modes>
                    {[(Mode::Reply, t.mode_reply, "r"), (Mode::Note, t.mode_note, "n"), (Mode::Template, t.mode_template, "t")]
                        .map(|(choice, word, key)| {
                            let (now, set) = (mode.clone(), mode.clone());
                            view! {
                                <button
                                    type="button"
                                    class="mode"
                                    aria-pressed=move || (now.get() == choice).to_string()
                                    on:click=move |_| set.set(choice)
                                >
                                    {word}
                                    <Kbd keys=key/>
                                </button>
                            }
                        })
                        .collect_view()}
                </div>
                <Countdown face=face.clone()/>
            </div>
            {move || {
                let dismissed = dismissed.clone();
                error
                    .get()
                    .map(|error| {
                        view! {
                            <p class="notice notice-bad composer-error" role="alert">
                                {icon(Icon::Alert)}
                                <span>{(t.error)(&error)}</span>
                                <button
                                    type="button"
                                    class="icon-btn icon-btn-small"
                                    aria-label=t.dismiss
                                    on:click=move |_| dismissed.set(None)
                                >
                                    {icon(Icon::Close)}
                                </button>
                            </p>
                        }
                    })
            }}
            {body}
        </div>
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Open,
    Closed,
    Waiting,
    Blocked,
}

/// What was being written when the window closed moves to the server, as soon as that can be reached.
fn keep_what_was_typed(store: &Store, ticket: &TicketId, kind: Memo<Option<Kind>>, t: &'static Texts) {
    let draft = store.draft(ticket, DraftKind::Reply);
    let link = store.link.clone();
    let live = Memo::new(move |_| matches!(link.get(), LinkState::Live { .. }));
    let (store, ticket) = (store.clone(), ticket.clone());
    Effect::new(move |_| {
        let typed = draft.with(|text| !text.trim().is_empty());
        let shut = matches!(kind.get(), Some(Kind::Closed | Kind::Waiting));
        if live.get() && shut && typed {
            store.hold_draft(&ticket, t);
        }
    });
}

/// How long the window is still open; in its last two minutes to the second.
#[component]
fn Countdown(face: ArcRwSignal<Option<Face>>) -> impl IntoView {
    let t = use_texts();
    let beat = use_store().clock.clone();
    let words = Memo::new(move |_| {
        let now = beat.beat();
        face.with(|face| match face {
            Some(Face::Open { until: Some(until) }) => Some((
                "countdown",
                (t.window_open_until)(&intl::near(t, *until, now), &intl::span(t, until.since(now), true)),
            )),
            Some(Face::Closing { until }) => {
                let left = until.since(now);
                let span = if left < 2 * MINUTE {
                    format!("{} s", (left.max(0) + SECOND - 1) / SECOND)
                } else {
                    intl::span(t, left, true)
                };
                Some(("countdown countdown-closing", (t.window_closing)(&intl::time(*until), &span)))
            }
            Some(Face::Closed { .. } | Face::Waiting { .. }) => {
                Some(("countdown countdown-closed", t.window_closed_short_long.to_owned()))
            }
            Some(Face::Open { until: None } | Face::Blocked { .. }) | None => None,
        })
    });
    move || {
        words.get().map(|(class, words)| {
            view! {
                <span class=class>
                    <span class="countdown-dot" aria-hidden="true"></span>
                    {words}
                </span>
            }
        })
    }
}
