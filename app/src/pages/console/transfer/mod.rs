//! Handing tickets over: the dialog, the offers, the card with the note, and many at once.

mod card;
mod decline;
mod dialog;
mod marks;
mod offers;
mod results;
mod targets;

pub(super) use card::HandoverCard;
pub(super) use decline::DeclineOffer;
pub(super) use dialog::TransferDialog;
pub(super) use marks::{MarkBar, MarkBox, MarkButton, mark_by_click, mark_by_key, stop_marking};
pub(super) use offers::OfferStrip;

use crate::api::{self, ApiError};
use crate::i18n::Texts;
use crate::live::{Store, browser};
use desk_model::transfer::{MoveResult, TransferTarget, may_transfer, may_withdraw};
use desk_model::view::InboxRow;
use desk_model::{Permission, Role, TicketId, Timestamp, UserId};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// What is open on screen, and what was typed there: closing a dialog loses nothing.
#[derive(Clone, Default)]
pub(crate) struct TransferUi {
    /// The dialog.
    pub(super) open: ArcRwSignal<bool>,
    /// What it is about.
    tickets: ArcRwSignal<Vec<TicketId>>,
    words: ArcRwSignal<String>,
    chosen: ArcRwSignal<Option<TransferTarget>>,
    note: ArcRwSignal<String>,
    results: ArcRwSignal<Option<Vec<MoveResult>>>,
    /// The question why an offer is not taken.
    declining: ArcRwSignal<bool>,
    declined: ArcRwSignal<Option<TicketId>>,
    reason: ArcRwSignal<String>,
    /// Whether rows can be marked.
    pub(super) marking: ArcRwSignal<bool>,
    /// The marked rows, in the order they were marked.
    pub(super) marked: ArcRwSignal<Vec<TicketId>>,
    last_mark: ArcRwSignal<Option<TicketId>>,
}

impl TransferUi {
    /// Opens the dialog for these tickets; what was typed for others is not for them.
    pub(super) fn begin(&self, tickets: Vec<TicketId>) {
        if self.tickets.get_untracked() != tickets {
            self.words.set(String::new());
            self.chosen.set(None);
            self.note.set(String::new());
            self.tickets.set(tickets);
        }
        self.results.set(None);
        self.open.set(true);
    }

    /// Asks why this offer is not taken.
    fn ask_why(&self, ticket: TicketId) {
        if self.declined.get_untracked().as_ref() != Some(&ticket) {
            self.reason.set(String::new());
            self.declined.set(Some(ticket));
        }
        self.declining.set(true);
    }
}

/// Who is reading, tracked.
fn reader(store: &Store) -> Option<(UserId, Role)> {
    store.boot.with(|boot| boot.as_ref().map(|boot| (boot.me.id.clone(), boot.me.role)))
}

/// Whether the reader moves tickets of others, tracked.
pub(super) fn may_move(store: &Store) -> bool {
    reader(store).is_some_and(|(_, role)| role.may(Permission::MoveTickets))
}

/// Whether the reader may hand over the open ticket, tracked.
pub(super) fn may_hand_over(store: &Store) -> bool {
    let Some((me, role)) = reader(store) else { return false };
    store.row.with(|row| row.as_ref().is_some_and(|row| may_transfer(&row.state, &me, role)))
}

/// Whether the reader may take back the offer of the open ticket, tracked.
pub(super) fn may_take_back(store: &Store) -> bool {
    let Some((me, role)) = reader(store) else { return false };
    store.row.with(|row| row.as_ref().is_some_and(|row| may_withdraw(row, &me, role)))
}

/// Opens the dialog: for the marked rows, else for the open ticket.
pub(super) fn hand_over(store: &Store, ui: &TransferUi) -> bool {
    let marked: Vec<TicketId> = ui.marked.get_untracked();
    if ui.marking.get_untracked() && !marked.is_empty() {
        ui.begin(marked);
        return true;
    }
    let may = untrack(|| may_hand_over(store));
    if may && let Some(row) = store.row.get_untracked() {
        ui.begin(vec![row.ticket]);
    }
    may
}

/// Takes an offered ticket, and goes on in the composer.
pub(super) fn accept(store: &Store, ticket: TicketId, t: &'static Texts) {
    let store = store.clone();
    spawn_local(async move {
        match api::transfer::accept_offer(ticket).await {
            Ok(row) => {
                store.learn_row(&row);
                store.seen();
                // The composer has to be drawn first.
                request_animation_frame(|| {
                    request_animation_frame(|| {
                        browser::focus(".held-offer .btn-primary, .composer [data-first]");
                    });
                });
            }
            Err(ApiError(error)) => {
                store.report(&error, t);
                store.reload_offers();
                store.reload_thread();
            }
        }
    });
}

/// Takes an offer back.
pub(super) fn withdraw(store: &Store, ticket: TicketId, t: &'static Texts) {
    let store = store.clone();
    spawn_local(async move {
        match api::transfer::withdraw_offer(ticket).await {
            Ok(row) => store.learn_row(&row),
            Err(ApiError(error)) => {
                store.report(&error, t);
                store.reload_thread();
            }
        }
    });
}

/// Asks why an offered ticket is not taken.
pub(super) fn decline(ui: &TransferUi, ticket: TicketId) {
    ui.ask_why(ticket);
}

/// How long an offer still lasts: `0:42`.
pub(super) fn left(until: Timestamp, now: Timestamp, t: &Texts) -> String {
    let seconds = (until.since(now) + desk_model::time::SECOND - 1).div_euclid(desk_model::time::SECOND);
    if seconds <= 0 {
        return t.transfer.coming_back.to_owned();
    }
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

/// Whether a row is offered to the reader.
fn offered_to_me(row: &InboxRow, me: Option<&UserId>) -> bool {
    me.is_some() && desk_model::transfer::offered_to(row) == me
}
