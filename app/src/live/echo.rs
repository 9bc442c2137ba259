//! Lines that were just written here and that the server has not confirmed yet.
//!
//! They are kept in the browser's memory until it has, so that neither a lost answer nor a reload loses one; a second try uses
//! the same id, so that it cannot become a second message.

use super::browser;
use super::clock;
use super::drafts::DraftKind;
use super::store::{Store, lock};
use crate::api::{self, ApiError};
use crate::i18n::Texts;
use crate::wire;
use desk_model::mention::Mention;
use desk_model::template::{Category, TemplateParam};
use desk_model::view::{MessageView, Provenance};
use desk_model::{
    Author, Content, ConversationId, DeskError, Direction, MessageId, MessageStatus, TemplateId, TicketId,
    Timestamp,
};
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};

const MEMORY: &str = "guiche.unsent";

/// How sending stands.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum EchoState {
    /// On its way to the desk.
    Sending,
    /// It did not get there; it can be tried again.
    Stuck(DeskError),
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_family = "wasm", serde(rename = "#kind"))]
#[cfg_attr(not(target_family = "wasm"), serde(tag = "kind"))]
#[serde(rename_all = "snake_case")]
pub(crate) enum Written {
    /// To the customer.
    Reply { body: String, reply_to: Option<MessageId> },
    /// To colleagues.
    Note {
        body: String,
        /// Who is named in it.
        #[serde(default)]
        mentions: Vec<Mention>,
    },
    /// A template.
    Template {
        template: TemplateId,
        #[serde(default)]
        category: Option<Category>,
        params: Vec<TemplateParam>,
        content: Box<Content>,
    },
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Echo {
    pub(crate) id: MessageId,
    pub(crate) ticket: TicketId,
    pub(crate) conversation: ConversationId,
    pub(crate) at: Timestamp,
    pub(crate) what: Written,
    #[serde(skip)]
    pub(crate) stuck: Option<DeskError>,
}

impl Echo {
    fn direction(&self) -> Direction {
        match self.what {
            Written::Note { .. } => Direction::Note,
            Written::Reply { .. } | Written::Template { .. } => Direction::Out,
        }
    }

    /// The line as it will look.
    pub(super) fn line(&self, author: Author) -> MessageView {
        MessageView {
            id: self.id.clone(),
            ticket: self.ticket.clone(),
            direction: self.direction(),
            author,
            content: match &self.what {
                Written::Note { body, mentions } if !mentions.is_empty() => {
                    Content::Note { body: body.clone(), mentions: mentions.clone() }
                }
                Written::Reply { body, .. } | Written::Note { body, .. } => Content::text(body.clone()),
                Written::Template { content, .. } => (**content).clone(),
            },
            at: self.at,
            status: MessageStatus::Queued,
            failure: None,
            sending: desk_model::autopsy::Sending::default(),
            quote: None,
            provenance: Provenance::default(),
            reactions: Vec::new(),
            earlier: Vec::new(),
            revoked_at: None,
            cost: None,
            version: -1,
        }
    }

    pub(super) fn state(&self) -> EchoState {
        self.stuck.clone().map_or(EchoState::Sending, EchoState::Stuck)
    }
}

impl Store {
    /// Shows the line at once and sends it.
    pub(crate) fn write(
        &self,
        ticket: TicketId,
        conversation: ConversationId,
        what: Written,
        t: &'static Texts,
    ) {
        self.write_as(browser::new_message_id(), ticket, conversation, what, t);
    }

    /// The same under an id that was made before: what is sent twice under it is one message.
    pub(crate) fn write_as(
        &self,
        id: MessageId,
        ticket: TicketId,
        conversation: ConversationId,
        what: Written,
        t: &'static Texts,
    ) {
        let echo = Echo { id, ticket, conversation, at: clock::now(), what, stuck: None };
        let id = echo.id.clone();
        {
            let mut echoes = lock(&self.echoes);
            echoes.retain(|known| known.id != id);
            echoes.push(echo);
        }
        self.send_error.set(None);
        self.keep_echoes();
        self.publish_lines(true);
        self.send(id, t);
    }

    /// Tries a stuck line again, under the same id.
    pub(crate) fn retry(&self, id: &MessageId, t: &'static Texts) {
        if let Some(echo) = lock(&self.echoes).iter_mut().find(|echo| echo.id == *id) {
            echo.stuck = None;
        }
        self.publish_lines(false);
        self.send(id.clone(), t);
    }

    /// Takes a stuck line back into the composer.
    pub(crate) fn take_back(&self, id: &MessageId) {
        if let Some(echo) = self.drop_echo(id) {
            self.give_back(&echo);
        }
        self.publish_lines(false);
    }

    fn send(&self, id: MessageId, t: &'static Texts) {
        let Some(echo) = lock(&self.echoes).iter().find(|echo| echo.id == id).cloned() else { return };
        let store = self.clone();
        spawn_local(async move {
            let (id, ticket) = (echo.id.clone(), echo.ticket.clone());
            let answer = match echo.what.clone() {
                Written::Reply { body, reply_to } => api::messages::reply(id, ticket, body, reply_to).await,
                Written::Note { body, mentions } => {
                    let named = mentions.into_iter().map(|mention| mention.user).collect();
                    api::messages::note(id, ticket, body, named).await
                }
                Written::Template { template, category, params, .. } => {
                    api::messages::send_template(id, ticket, template, params, category).await
                }
            };
            match answer {
                Ok(message) => {
                    if matches!(echo.what, Written::Template { .. }) {
                        store.picking(&echo.ticket).clear();
                    }
                    store.confirmed(&echo.conversation, message);
                }
                Err(ApiError(error)) => store.not_sent(&echo, error, t),
            }
        });
    }

    /// The answer of the desk: the line is real now.
    pub(crate) fn confirmed(&self, conversation: &ConversationId, message: MessageView) {
        self.drop_echo(&message.id);
        if let Some(thread) = lock(&self.thread).as_mut()
            && thread.conversation() == conversation
        {
            thread.put(message);
        }
        self.publish_lines(false);
    }

    fn not_sent(&self, echo: &Echo, error: DeskError, t: &'static Texts) {
        match error {
            // Nobody knows whether it arrived: the line stays, and a second try with the same id is harmless.
            DeskError::Transport { .. }
            | DeskError::Busy
            | DeskError::Internal { .. }
            | DeskError::Unauthenticated => {
                let lost_session = error == DeskError::Unauthenticated;
                if let Some(kept) = lock(&self.echoes).iter_mut().find(|kept| kept.id == echo.id) {
                    kept.stuck = Some(error);
                }
                self.publish_lines(false);
                if lost_session {
                    browser::to_login();
                }
            }
            refused => {
                self.drop_echo(&echo.id);
                // A text that came too late is held by the desk, for every device.
                let held =
                    matches!((&refused, &echo.what), (DeskError::WindowClosed { .. }, Written::Reply { .. }));
                if !held {
                    self.give_back(echo);
                }
                if let (Written::Template { .. }, DeskError::Invalid { fields }) = (&echo.what, &refused) {
                    self.picking(&echo.ticket).refuse(fields);
                }
                self.publish_lines(false);
                let here = self.open.with_untracked(|open| open.as_ref() == Some(&echo.ticket));
                if here {
                    // What the composer believed is outdated: ask again.
                    self.reload_thread();
                    self.send_error.set(Some(refused));
                } else {
                    self.tell((t.error)(&refused), true);
                }
            }
        }
    }

    fn give_back(&self, echo: &Echo) {
        match &echo.what {
            Written::Reply { body, .. } => self.return_draft(&echo.ticket, DraftKind::Reply, body),
            Written::Note { body, .. } => self.return_draft(&echo.ticket, DraftKind::Note, body),
            Written::Template { .. } => {}
        }
    }

    /// The real line is here, by whatever way: the echo is not needed any more.
    pub(super) fn drop_echo(&self, id: &MessageId) -> Option<Echo> {
        let dropped = {
            let mut echoes = lock(&self.echoes);
            let place = echoes.iter().position(|echo| echo.id == *id)?;
            echoes.remove(place)
        };
        self.keep_echoes();
        Some(dropped)
    }

    fn keep_echoes(&self) {
        let echoes = lock(&self.echoes).clone();
        let text = if echoes.is_empty() { String::new() } else { wire::write(&echoes).unwrap_or_default() };
        browser::remember(&self.memory_key(), &text);
    }

    /// Lines that were under way when the page was left.
    pub(super) fn restore_echoes(&self) {
        let Some(text) = browser::recall(&self.memory_key()) else { return };
        let Ok(mut echoes) = wire::read::<Vec<Echo>>(&text) else { return };
        for echo in &mut echoes {
            echo.stuck = Some(DeskError::Transport { detail: "the page was left".to_owned() });
        }
        *lock(&self.echoes) = echoes;
    }

    /// One a person: a shared browser does not show one agent's lines to the next.
    fn memory_key(&self) -> String {
        self.me().map_or_else(|| MEMORY.to_owned(), |me| format!("{MEMORY}.{me}"))
    }

    pub(super) fn echoes_of(&self, conversation: &ConversationId) -> Vec<Echo> {
        lock(&self.echoes).iter().filter(|echo| echo.conversation == *conversation).cloned().collect()
    }
}
