//! The menu talks to a customer: in the transaction of the message that is answered, so that either both happen or neither.

use super::say::Said;
use crate::Inner;
use crate::consent::ledger::{Deed, message_evidence};
use crate::error::{Fault, Outcome};
use crate::protocol_clock::day_of;
use crate::rows::{self, Facts, Line};
use desk_model::consent::{Evidence, Source};
use desk_model::menu::{
    ContactField, Effect, Env, Found, Heard, Input, Menu, Next, NodeKind, Standing, Step, Stored, Why, start,
    step,
};
use desk_model::message::{Content, ThreadEvent};
use desk_model::time::MINUTE;
use desk_model::{
    CloseReason, MessageId, NumberId, Protocol, QueueId, TicketCommand, TicketState, Timestamp,
};
use desk_store::conversation::ConversationRow;
use desk_store::menu::{self, WalkRow};
use desk_store::message::MessageRow;
use desk_store::ticket::{self, TicketRow};
use desk_store::{StoreError, Tx, queue};
use std::collections::{BTreeMap, BTreeSet};

/// A menu that was published, with its version.
pub(crate) type Published = (i64, Menu);

/// What the rows of one transaction say about this moment.
struct Moment {
    queues: BTreeMap<QueueId, String>,
    closed: BTreeSet<QueueId>,
    vars: BTreeMap<String, String>,
    found: Option<Found>,
}

impl Moment {
    fn env<'a>(&'a self, ticket: &'a TicketRow, now: Timestamp) -> Env<'a> {
        Env {
            now,
            default_queue: &ticket.row.queue,
            queues: &self.queues,
            closed: &self.closed,
            vars: &self.vars,
            found: self.found.as_ref(),
        }
    }
}

/// What somebody who writes now means for a menu; `None` when it is nothing anybody would answer with.
fn input(content: &Content) -> Option<Input<'_>> {
    match content {
        Content::Text { body } => Some(Input::Text(body)),
        Content::Choice { id, title, .. } => Some(Input::Choice { id, title }),
        Content::Media { .. }
        | Content::Location { .. }
        | Content::Contacts { .. }
        | Content::Form { .. }
        | Content::Order { .. }
        | Content::Unsupported { .. }
        | Content::Unknown { .. } => Some(Input::Other),
        Content::CallPermission { .. }
        | Content::System { .. }
        | Content::Welcome
        | Content::Call
        | Content::CallAnswered
        | Content::Template { .. }
        | Content::Interactive(_)
        | Content::Note { .. }
        | Content::Event(_) => None,
    }
}

impl Inner {
    /// The menu that new customers of a number meet. One that cannot be read is none: the message it would answer must not be
    /// lost.
    pub(crate) async fn menu_of(&self, tx: &mut Tx<'_>, number: &NumberId) -> Outcome<Option<Published>> {
        readable(number, menu::published(tx, number).await)
    }

    /// Whether the menu ended this ticket by itself, so that nobody ever served it.
    pub(crate) async fn ended_by_menu(&self, tx: &mut Tx<'_>, ticket: &TicketRow) -> Outcome<bool> {
        let TicketState::Closed { by: None, at, .. } = ticket.row.state else { return Ok(false) };
        let walk = menu::walk(tx, &ticket.row.ticket).await?;
        Ok(walk.is_some_and(|walk| walk.ended_at == Some(at)))
    }

    /// Greets the customer of a new ticket. Changes `ticket`, which the caller saves.
    pub(crate) async fn begin_menu(
        &self,
        tx: &mut Tx<'_>,
        facts: &mut Facts,
        ticket: &mut TicketRow,
        conversation: &ConversationRow,
        (version, menu): &Published,
    ) -> Outcome<()> {
        let moment = self.moment(tx, ticket, menu, facts.at(), None).await?;
        let first = start(menu, &moment.env(ticket, facts.at()));
        let row = WalkRow {
            number: conversation.number.clone(),
            version: *version,
            walk: first.walk.clone(),
            due: None,
            outcome: None,
            ended_at: None,
        };
        self.follow(tx, facts, ticket, conversation, menu, (row, first), None).await
    }

    /// The customer of a ticket in the menu wrote `line`. Changes `ticket`, which the caller saves.
    pub(crate) async fn hear_menu(
        &self,
        tx: &mut Tx<'_>,
        facts: &mut Facts,
        ticket: &mut TicketRow,
        conversation: &ConversationRow,
        line: &MessageRow,
    ) -> Outcome<()> {
        let Some(input) = input(&line.view.content) else { return Ok(()) };
        let heard = Heard { input, at: line.view.at };
        self.turn_menu(tx, facts, ticket, conversation, &heard, Some(line)).await
    }

    /// One turn: what was heard, and all that follows. A ticket whose menu is gone goes to its queue.
    pub(super) async fn turn_menu(
        &self,
        tx: &mut Tx<'_>,
        facts: &mut Facts,
        ticket: &mut TicketRow,
        conversation: &ConversationRow,
        heard: &Heard<'_>,
        line: Option<&MessageRow>,
    ) -> Outcome<()> {
        let now = facts.at();
        let number = conversation.number.clone();
        let Some(row) = readable(&number, menu::walk(tx, &ticket.row.ticket).await)? else {
            let queue = ticket.row.queue.clone();
            return self.leave(tx, facts, ticket, queue, Why::Broken, &[]).await;
        };
        let Some(menu) = readable(&number, menu::version(tx, &row.number, row.version).await)? else {
            let queue = ticket.row.queue.clone();
            let path: Vec<String> = row.walk.path.iter().map(|trail| trail.answer.clone()).collect();
            menu::put_walk(tx, &ticket.row.ticket, &WalkRow { due: None, outcome: Some(Why::Broken), ..row })
                .await?;
            return self.leave(tx, facts, ticket, queue, Why::Broken, &path).await;
        };
        let asked = menu.node(row.walk.at).map(|node| &node.kind);
        let protocol = match (asked, heard.input) {
            (Some(NodeKind::Protocol { .. }), Input::Text(text)) => Protocol::parse(text).ok(),
            _ => None,
        };
        let moment = self.moment(tx, ticket, &menu, now, protocol).await?;
        let done = step(&menu, &row.walk, heard, &moment.env(ticket, now));
        self.follow(tx, facts, ticket, conversation, &menu, (row, done), line).await
    }

    async fn moment(
        &self,
        tx: &mut Tx<'_>,
        ticket: &TicketRow,
        menu: &Menu,
        now: Timestamp,
        protocol: Option<Protocol>,
    ) -> Outcome<Moment> {
        let queues: BTreeMap<QueueId, String> =
            queue::list(tx).await?.into_iter().map(|row| (row.id, row.name)).collect();
        let mut closed = BTreeSet::new();
        for node in &menu.nodes {
            if let NodeKind::Hours { queue: Some(queue), .. } = &node.kind
                && queues.contains_key(queue)
                && !self.is_open(tx, queue, now).await?
            {
                closed.insert(queue.clone());
            }
        }
        let vars = [
            ("name", ticket.row.contact_name.clone()),
            ("protocol", ticket.row.protocol.to_string()),
            ("desk", self.settings.desk_name.clone()),
            ("queue", queues.get(&ticket.row.queue).cloned().unwrap_or_default()),
        ];
        let vars = vars.map(|(name, value)| (name.to_owned(), value)).into();
        let asked = match protocol {
            Some(protocol) => ticket::by_protocol(tx, &protocol).await?,
            None => None,
        };
        // Tickets of others do not exist.
        let found = asked.filter(|asked| asked.row.contact == ticket.row.contact).map(|asked| Found {
            protocol: asked.row.protocol.to_string(),
            opened: day_of(&self.zone, asked.row.opened_at).slashed(),
            standing: standing(&asked.row.state),
        });
        Ok(Moment { queues, closed, vars, found })
    }

    /// Does what a step asks for.
    #[expect(clippy::too_many_arguments, reason = "one transaction's worth of rows, and what is to be done")]
    async fn follow(
        &self,
        tx: &mut Tx<'_>,
        facts: &mut Facts,
        ticket: &mut TicketRow,
        conversation: &ConversationRow,
        menu: &Menu,
        (mut row, done): (WalkRow, Step),
        line: Option<&MessageRow>,
    ) -> Outcome<()> {
        let Step { walk, effects, mut next, asked } = done;
        let mut mute = false;
        for effect in effects {
            match effect {
                Effect::Say(_) if mute => {}
                Effect::Say(spoken) => {
                    mute = self.say(tx, facts, ticket, conversation, spoken).await? == Said::Closed;
                }
                Effect::Keep(stored) => self.keep(tx, facts, ticket, &stored).await?,
                Effect::Consent { purposes, act, wording } => {
                    let Some(line) = line else { continue };
                    let deed = Deed {
                        contact: &conversation.contact,
                        identity: Some(&conversation.reply_to),
                        purposes: &purposes,
                        act,
                        source: Source::InChat,
                        wording: &wording,
                        wording_version: None,
                        evidence: Evidence {
                            line: Some(line.view.id.clone()),
                            ..message_evidence(&line.number, line.provider_id.as_deref())
                        },
                        by: None,
                        effective_at: line.view.at,
                        key: &format!("menu:{}", line.view.id),
                    };
                    if self.enter_silently(tx, facts, &deed).await? {
                        let at = facts.at();
                        self.tell_consent(tx, facts, &ticket.row, deed.event(), at).await?;
                    }
                }
            }
        }
        if mute && next == Next::Wait {
            // Whoever cannot be asked cannot answer.
            let queue = menu.rules.agent_queue.clone();
            let known = match &queue {
                Some(queue) => queue::get(tx, queue).await?.is_some(),
                None => false,
            };
            let queue = queue.filter(|_| known).unwrap_or_else(|| ticket.row.queue.clone());
            next = Next::Queue { queue, why: Why::Window };
        }
        let path: Vec<String> = walk.path.iter().map(|trail| trail.answer.clone()).collect();
        row.walk = walk;
        (row.due, row.outcome) = match &next {
            Next::Wait if asked => {
                facts.menus = true;
                let minutes = i64::from(menu.rules.timeout_minutes.max(1));
                (Some(row.walk.asked_at.plus(minutes.saturating_mul(MINUTE))), None)
            }
            Next::Wait => (row.due, None),
            Next::Queue { why, .. } | Next::End { why, .. } => (None, Some(*why)),
        };
        row.ended_at = matches!(next, Next::End { .. }).then_some(facts.at());
        menu::put_walk(tx, &ticket.row.ticket, &row).await?;
        match next {
            Next::Wait => Ok(()),
            Next::Queue { queue, why } => self.leave(tx, facts, ticket, queue, why, &path).await,
            Next::End { reason, why } => {
                self.end_menu(tx, facts, ticket, conversation, reason, why, &path).await
            }
        }
    }

    async fn keep(&self, tx: &mut Tx<'_>, facts: &Facts, ticket: &TicketRow, stored: &Stored) -> Outcome<()> {
        let field = ContactField { label: stored.label.clone(), value: stored.value.clone(), at: facts.at() };
        Ok(menu::put_field(tx, &ticket.row.contact, &ticket.row.ticket, &field).await?)
    }

    /// The ticket waits for a person from now on.
    async fn leave(
        &self,
        tx: &mut Tx<'_>,
        facts: &mut Facts,
        ticket: &mut TicketRow,
        to: QueueId,
        why: Why,
        path: &[String],
    ) -> Outcome<()> {
        let row = &mut ticket.row;
        row.state = row.state.clone().step(TicketCommand::Enqueue { queue: to.clone() }, facts.at())?;
        row.queue = to.clone();
        row.waiting_since = row.window.last_inbound_at.or(Some(facts.at()));
        let queue = queue::get(tx, &to).await?.map(|queue| queue.name);
        self.tell_left(tx, facts, ticket, ThreadEvent::MenuLeft { why, path: path.to_vec(), queue }).await
    }

    #[expect(clippy::too_many_arguments, reason = "one transaction's worth of rows, and how it ends")]
    async fn end_menu(
        &self,
        tx: &mut Tx<'_>,
        facts: &mut Facts,
        ticket: &mut TicketRow,
        conversation: &ConversationRow,
        reason: CloseReason,
        why: Why,
        path: &[String],
    ) -> Outcome<()> {
        let at = facts.at();
        if let Some(queue) = queue::get(tx, &ticket.row.queue).await? {
            let text = queue.closing_text.clone();
            self.queue_notice(tx, facts, ticket, conversation, &queue, &text).await?;
        }
        let left = ThreadEvent::MenuLeft { why, path: path.to_vec(), queue: None };
        self.tell_left(tx, facts, ticket, left).await?;
        let row = &mut ticket.row;
        row.state = row.state.clone().step(TicketCommand::Close { by: None, reason }, at)?;
        row.waiting_since = None;
        row.unread = 0;
        self.tell_left(tx, facts, ticket, ThreadEvent::Closed { by: None, reason, detail: None }).await
    }

    async fn tell_left(
        &self,
        tx: &mut Tx<'_>,
        facts: &mut Facts,
        ticket: &TicketRow,
        what: ThreadEvent,
    ) -> Outcome<()> {
        let at = facts.at();
        let line = Line::event(self.id(MessageId::from_parts), what, at, at).of(&ticket.row);
        rows::insert_line(tx, facts, &ticket.row, &line).await?;
        Ok(())
    }
}

fn standing(state: &TicketState) -> Standing {
    match state {
        TicketState::Menu { .. } | TicketState::Queued { .. } | TicketState::Offered { .. } => {
            Standing::Waiting
        }
        TicketState::Assigned { .. } | TicketState::Snoozed { .. } => Standing::Serving,
        TicketState::Closed { .. } => Standing::Closed,
    }
}

/// What cannot be read counts as not there, and the log says so.
fn readable<T>(number: &NumberId, read: Result<Option<T>, StoreError>) -> Outcome<Option<T>> {
    match read {
        Err(error) if menu::is_unreadable(&error) => {
            tracing::error!(%number, %error, "menu.unreadable");
            Ok(None)
        }
        other => other.map_err(Fault::from),
    }
}
