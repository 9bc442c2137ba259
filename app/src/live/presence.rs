//! How I stand and how others do, kept true by the socket; and what the desk just gave me.

use super::store::{Store, lock};
use crate::api::{self, ApiError};
use crate::i18n::{Texts, texts};
use desk_model::presence::{Choice, MyPresence};
use desk_model::view::{Facet, InboxRow};
use desk_model::wire::DeskEvent;
use desk_model::{TicketId, TicketState, UserId};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::collections::HashSet;
use std::sync::Mutex;
use std::time::Duration;

/// What changes in a shower is fetched once.
const GATHER: Duration = Duration::from_millis(150);

/// What the screens know of presence.
#[derive(Default)]
pub(crate) struct PresenceState {
    /// Me; `None` until fetched.
    pub(crate) mine: ArcRwSignal<Option<MyPresence>>,
    /// Counts what was told about people and what they serve: lists of them are fetched again.
    pub(crate) news: ArcRwSignal<u32>,
    gathering: Mutex<bool>,
    taking: Mutex<Taking>,
}

/// Tickets this page asked for: nobody has to be told that they got what they took.
#[derive(Default)]
struct Taking {
    asked: u32,
    taken: HashSet<TicketId>,
    heard: Vec<InboxRow>,
}

impl Store {
    /// Fetches how I stand, a moment from now.
    pub(crate) fn fetch_presence(&self) {
        if std::mem::replace(&mut *lock(&self.presence.gathering), true) {
            return;
        }
        let store = self.clone();
        set_timeout(
            move || {
                *lock(&store.presence.gathering) = false;
                spawn_local(async move {
                    if let Ok(mine) = api::presence::my_presence().await {
                        store.presence.mine.set(Some(mine));
                    }
                });
            },
            GATHER,
        );
    }

    /// Says how somebody stands.
    pub(crate) fn set_presence(&self, user: UserId, choice: Choice, t: &'static Texts) {
        let store = self.clone();
        spawn_local(async move {
            match api::presence::set_presence(user, choice).await {
                Ok(seen) => {
                    store.presence.mine.update(|mine| {
                        if let Some(mine) = mine.as_mut().filter(|mine| mine.me.user == seen.user) {
                            mine.me = seen;
                        }
                    });
                    store.presence.news.update(|count| *count = count.wrapping_add(1));
                }
                Err(ApiError(error)) => store.report(&error, t),
            }
        });
    }

    /// An event that may change who is there, or what I serve.
    pub(super) fn heard_presence(&self, event: &DeskEvent) {
        let Some(me) = self.me() else { return };
        let mine = match event {
            DeskEvent::Presence { user, .. } => *user == me,
            DeskEvent::Ticket { row, before } => {
                let after = row.facet();
                if before.as_ref() == Some(&after) {
                    return;
                }
                let had = before.as_ref().is_some_and(|before| before.owner.as_ref() == Some(&me));
                if !had && given(row, before.as_ref(), &me) {
                    self.got(row);
                }
                had || after.owner.as_ref() == Some(&me)
                    || after.state == desk_model::ticket::StateName::Offered
            }
            _ => return,
        };
        self.presence.news.update(|count| *count = count.wrapping_add(1));
        if mine {
            self.fetch_presence();
        }
    }

    /// This page asks for a ticket.
    pub(crate) fn taking(&self) {
        lock(&self.presence.taking).asked += 1;
    }

    /// It got this one, or none.
    pub(crate) fn taken(&self, ticket: Option<&TicketId>) {
        let heard = {
            let mut taking = lock(&self.presence.taking);
            taking.asked = taking.asked.saturating_sub(1);
            taking.taken.extend(ticket.cloned());
            if taking.asked > 0 { Vec::new() } else { std::mem::take(&mut taking.heard) }
        };
        for row in heard {
            self.got(&row);
        }
    }

    /// Tells of a ticket that is mine now, unless this page took it.
    fn got(&self, row: &InboxRow) {
        {
            let mut taking = lock(&self.presence.taking);
            if taking.taken.remove(&row.ticket) {
                return;
            }
            if taking.asked > 0 {
                taking.heard.push(row.clone());
                return;
            }
        }
        self.tell((texts(self.locale()).presence.got)(&row.contact_name), false);
    }
}

/// Whether a ticket that was there before is now served by me.
fn given(row: &InboxRow, before: Option<&Facet>, me: &UserId) -> bool {
    before.is_some() && matches!(&row.state, TicketState::Assigned { agent, .. } if agent == me)
}
