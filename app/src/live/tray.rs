//! Joining bubbles: what is sent within a few seconds leaves as one message. It waits in sight, and wherever it ends it is not
//! lost: leaving the ticket sends it, leaving the page puts it back into the text.

use super::drafts::DraftKind;
use super::echo::Written;
use super::store::Store;
use super::{browser, clock};
use crate::i18n::Texts;
use crate::wire;
use desk_model::message::MAX_TEXT;
use desk_model::time::SECOND;
use desk_model::{ConversationId, MessageId, TicketId, Timestamp};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// How long more bubbles are waited for (µs).
const WAIT: i64 = 5 * SECOND;
/// When the window closes sooner than this (µs), nothing waits.
const HASTE: i64 = 8 * SECOND;
/// A stored tray whose page has not shown a sign of life for so long (µs) was left behind by a crash.
const LEFT_BEHIND: i64 = 3 * SECOND;

/// What is about to leave.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Tray {
    pub(crate) id: MessageId,
    pub(crate) ticket: TicketId,
    pub(crate) conversation: ConversationId,
    pub(crate) body: String,
    pub(crate) reply_to: Option<MessageId>,
    /// When it leaves.
    pub(crate) due: Timestamp,
    /// When its page last showed a sign of life.
    seen: Timestamp,
}

impl Store {
    fn tray_key(&self) -> Option<String> {
        self.me().map(|me| format!("guiche.tray.{me}"))
    }

    fn join_key(&self) -> Option<String> {
        self.me().map(|me| format!("guiche.join.{me}"))
    }

    /// Turns joining on or off, for this person on this browser.
    pub(crate) fn set_joining(&self, on: bool, t: &'static Texts) {
        self.joining.set(on);
        if let Some(key) = self.join_key() {
            browser::remember(&key, if on { "1" } else { "" });
        }
        if !on {
            self.flush_tray(t);
        }
    }

    /// A bubble: into the tray, to what lies there.
    pub(crate) fn bubble(
        &self,
        ticket: TicketId,
        conversation: ConversationId,
        body: &str,
        reply_to: Option<MessageId>,
        t: &'static Texts,
    ) {
        let fits = |tray: &Tray| {
            tray.ticket == ticket
                && (reply_to.is_none() || tray.reply_to == reply_to)
                && tray.body.chars().count() + 1 + body.chars().count() <= MAX_TEXT
        };
        if self.tray.with_untracked(|tray| tray.as_ref().is_some_and(|tray| !fits(tray))) {
            self.flush_tray(t);
        }
        let now = clock::now();
        let next = match self.tray.get_untracked() {
            Some(tray) => {
                Tray { body: format!("{}\n{body}", tray.body), due: now.plus(WAIT), seen: now, ..tray }
            }
            None => Tray {
                id: browser::new_message_id(),
                ticket,
                conversation,
                body: body.to_owned(),
                reply_to,
                due: now.plus(WAIT),
                seen: now,
            },
        };
        self.put_tray(Some(next));
        self.check_tray(t);
    }

    /// Sends what is in the tray.
    pub(crate) fn flush_tray(&self, t: &'static Texts) {
        let Some(tray) = self.tray.get_untracked() else { return };
        self.put_tray(None);
        let Tray { id, ticket, conversation, body, reply_to, .. } = tray;
        self.write_as(id, ticket, conversation, Written::Reply { body, reply_to }, t);
    }

    /// Takes the tray back into the text.
    pub(crate) fn untray(&self) {
        let Some(tray) = self.tray.get_untracked() else { return };
        self.put_tray(None);
        self.return_draft(&tray.ticket, DraftKind::Reply, &tray.body);
    }

    /// Called every second: sends what is due, and what the window would not wait for.
    pub(crate) fn check_tray(&self, t: &'static Texts) {
        let Some(tray) = self.tray.get_untracked() else { return };
        let now = clock::now();
        let row = self.row.get_untracked().filter(|row| row.ticket == tray.ticket);
        let closing = row.and_then(|row| row.window.until()).is_some_and(|until| until.since(now) < HASTE);
        if tray.due <= now || closing {
            self.flush_tray(t);
        } else if now.since(tray.seen) >= SECOND {
            self.put_tray(Some(Tray { seen: now, ..tray }));
        }
    }

    /// Another ticket is opened: what waits for this one leaves.
    pub(super) fn tray_left(&self, next: Option<&TicketId>) {
        if self.tray.with_untracked(|tray| tray.as_ref().is_some_and(|tray| Some(&tray.ticket) != next)) {
            self.flush_tray(crate::i18n::texts(self.locale()));
        }
    }

    fn put_tray(&self, tray: Option<Tray>) {
        if let Some(key) = self.tray_key() {
            let text = tray.as_ref().and_then(|tray| wire::write(tray).ok());
            browser::remember(&key, &text.unwrap_or_default());
        }
        self.tray.set(tray);
    }

    /// What a page that ended without a word left behind goes back into the text.
    pub(super) fn restore_tray(&self) {
        if let Some(key) = self.join_key() {
            self.joining.set(browser::recall(&key).is_some());
        }
        let Some(key) = self.tray_key() else { return };
        let Some(tray) = browser::recall(&key).and_then(|text| wire::read::<Tray>(&text).ok()) else {
            return;
        };
        if clock::now().since(tray.seen).abs() >= LEFT_BEHIND {
            browser::remember(&key, "");
            self.return_draft(&tray.ticket, DraftKind::Reply, &tray.body);
        }
    }
}
