//! What the screens show. Each answer is one consistent snapshot and says which event it already contains.

use crate::error::Outcome;
use crate::{Actor, Desk, Inner};
use desk_model::access::Permission;
use desk_model::label as rules;
use desk_model::view::{
    Bootstrap, ContactView, Cursor, InboxFilter, InboxOrder, InboxPage, InboxRow, InboxView, MessageView,
    NumberView, OlderMessages, Person, QueueView, TemplateList, ThreadView, TicketSummary, sort_key,
};
use desk_model::{ConversationId, DeskError, LabelId, MessageId, NumberId, TicketId, TicketState, Timestamp};
use desk_store::ticket::{FindQuery, InboxQuery, TicketRow};
use desk_store::{
    QueueRow, Tx, contact, conversation, event, held, label, message, number, queue, template, ticket, user,
};
use std::collections::BTreeMap;

/// Rows of one page of the list.
const ROWS: u32 = 50;
/// Lines of one page of a thread.
const LINES: u32 = 50;
/// Tickets in a customer's history, and rows a search gives.
const FEW: u32 = 20;
/// Fewest digits that are looked for as part of a phone number.
const MIN_DIGITS: usize = 4;
/// Most labels looked for at once.
const LABELS: usize = 5;
/// Tickets looked through for them: not all may be for the one who asks.
const MANY: u32 = 200;

impl Desk {
    /// What a page needs before anything else.
    ///
    /// # Errors
    /// [`DeskError::Unauthenticated`] when the actor's account is gone.
    pub async fn bootstrap(&self, actor: &Actor) -> Result<Bootstrap, DeskError> {
        self.settle(self.0.bootstrap(actor)).await
    }

    /// A page of a list, 50 rows.
    ///
    /// # Errors
    /// [`DeskError::Forbidden`].
    pub async fn inbox(
        &self,
        actor: &Actor,
        view: InboxView,
        order: InboxOrder,
        after: Option<Cursor>,
    ) -> Result<InboxPage, DeskError> {
        self.settle(self.0.inbox(actor, view, order, InboxFilter::default(), after)).await
    }

    /// A page of a list that is narrowed down, and so are the counts with it.
    ///
    /// # Errors
    /// [`DeskError::Forbidden`].
    pub async fn inbox_of(
        &self,
        actor: &Actor,
        view: InboxView,
        order: InboxOrder,
        filter: InboxFilter,
        after: Option<Cursor>,
    ) -> Result<InboxPage, DeskError> {
        self.settle(self.0.inbox(actor, view, order, filter, after)).await
    }

    /// A ticket with its newest lines and its customer.
    ///
    /// # Errors
    /// [`DeskError::NotFound`] on `ticket` when there is none, or not for the actor.
    pub async fn thread(&self, actor: &Actor, id: &TicketId) -> Result<ThreadView, DeskError> {
        self.settle(self.0.thread(actor, id)).await
    }

    /// The lines before the one written at an instant, under an id.
    ///
    /// # Errors
    /// [`DeskError::NotFound`] on `ticket` when there is none, or not for the actor.
    pub async fn older(
        &self,
        actor: &Actor,
        id: &TicketId,
        before: (Timestamp, MessageId),
    ) -> Result<OlderMessages, DeskError> {
        self.settle(self.0.older(actor, id, before)).await
    }

    /// The templates of a number, by name and language.
    ///
    /// # Errors
    /// [`DeskError::NotFound`] on `number`.
    pub async fn templates(&self, actor: &Actor, id: &NumberId) -> Result<TemplateList, DeskError> {
        self.settle(self.0.templates(actor, id)).await
    }

    /// The ticket with that protocol, however it was typed; `None` also when it is not for the actor.
    ///
    /// # Errors
    /// [`DeskError::Forbidden`].
    pub async fn search_protocol(&self, actor: &Actor, text: &str) -> Result<Option<TicketId>, DeskError> {
        self.settle(self.0.search_protocol(actor, text)).await
    }

    /// Tickets by protocol, by `#label`, or by the customer's name or number, the newest first; at most 20.
    ///
    /// # Errors
    /// [`DeskError::Forbidden`].
    pub async fn find(&self, actor: &Actor, text: &str) -> Result<Vec<InboxRow>, DeskError> {
        self.settle(self.0.find(actor, text)).await
    }

    /// Whether the actor may be sent the lines of a conversation: they see one of its tickets. Which of the lines, each event's
    /// audience says.
    ///
    /// # Errors
    /// [`DeskError::NotFound`] on `conversation`.
    pub async fn may_follow(&self, actor: &Actor, id: &ConversationId) -> Result<(), DeskError> {
        self.settle(self.0.may_follow(actor, id)).await
    }
}

/// A ticket the actor sees.
///
/// # Errors
/// [`DeskError::NotFound`] on `ticket` when there is none, or not for them: they cannot tell the difference.
pub(crate) async fn visible(tx: &mut Tx<'_>, actor: &Actor, id: &TicketId) -> Outcome<TicketRow> {
    match ticket::get(tx, id).await? {
        Some(found) if sees(actor, &found.row) => Ok(found),
        _ => Err(DeskError::not_found("ticket").into()),
    }
}

fn sees(actor: &Actor, row: &InboxRow) -> bool {
    actor.sees_ticket(row)
}

impl Inner {
    async fn bootstrap(&self, actor: &Actor) -> Outcome<Bootstrap> {
        let mut tx = self.store.read().await?;
        let as_of = event::last_seq(&mut tx).await?;
        let Some(me) = user::by_id(&mut tx, actor.user()).await? else {
            return Err(DeskError::Unauthenticated.into());
        };
        let feeds = queue::feeds(&mut tx).await?;
        let shown = |rows: Vec<QueueRow>| -> Vec<QueueView> {
            let seen = rows.into_iter().filter(|queue| actor.sees_queue(&queue.id));
            seen.map(|row| QueueView {
                numbers: feeds.iter().filter(|(queue, _)| *queue == row.id).map(|(_, n)| n.clone()).collect(),
                id: row.id,
                name: row.name,
                color: row.color,
                nudge: row.nudge_text,
            })
            .collect()
        };
        let queues = shown(queue::list(&mut tx).await?);
        let former_queues = shown(queue::former(&mut tx).await?);
        let numbers = number::list(&mut tx, self.store.seal()).await?.into_iter();
        let numbers = numbers
            .map(|row| NumberView {
                id: row.id,
                channel: row.channel,
                label: row.label,
                display: row.display,
                state: row.state,
            })
            .collect();
        let people = user::list(&mut tx).await?.into_iter();
        let people = people.map(|row| Person { id: row.id, name: row.name, role: row.role }).collect();
        Ok(Bootstrap {
            me: Person { id: me.id, name: me.name, role: me.role },
            email: me.email,
            locale: me.locale,
            theme: me.theme,
            shortcuts: me.shortcuts,
            time_zone: self.settings.time_zone.clone(),
            now: self.now(),
            as_of,
            queues,
            former_queues,
            numbers,
            people,
            labels: label::list(&mut tx).await?,
            build: self.settings.build.clone(),
        })
    }

    async fn inbox(
        &self,
        actor: &Actor,
        view: InboxView,
        order: InboxOrder,
        filter: InboxFilter,
        after: Option<Cursor>,
    ) -> Outcome<InboxPage> {
        actor.require(Permission::ReadTickets)?;
        let mut tx = self.store.read().await?;
        let as_of = event::last_seq(&mut tx).await?;
        let me = actor.user().clone();
        let queues = actor.queues();
        let counts = ticket::counts(&mut tx, &me, queues.as_deref(), &filter).await?;
        // One more than is shown, to know whether there is another page.
        let query = InboxQuery { view, order, filter, me, queues: queues.clone(), after, limit: ROWS + 1 };
        let mut rows = ticket::list(&mut tx, &query).await?;
        let more = rows.len() > ROWS as usize;
        rows.truncate(ROWS as usize);
        let next = rows.last().filter(|_| more).map(|row| {
            let (key, ticket) = sort_key(order, row);
            Cursor { key, ticket }
        });
        Ok(InboxPage { as_of, rows, next, counts, queues })
    }

    async fn thread(&self, actor: &Actor, id: &TicketId) -> Outcome<ThreadView> {
        actor.require(Permission::ReadTickets)?;
        let mut tx = self.store.read().await?;
        let as_of = event::last_seq(&mut tx).await?;
        let row = visible(&mut tx, actor, id).await?.row;
        let OlderMessages { messages, more } = lines(&mut tx, actor, &row, None).await?;
        let contact = contact_view(&mut tx, actor, &row).await?;
        let held = held::get(&mut tx, id).await?.filter(|_| row.state.is_open());
        Ok(ThreadView { as_of, row, messages, more, contact, held })
    }

    async fn older(
        &self,
        actor: &Actor,
        id: &TicketId,
        before: (Timestamp, MessageId),
    ) -> Outcome<OlderMessages> {
        actor.require(Permission::ReadTickets)?;
        let mut tx = self.store.read().await?;
        let row = visible(&mut tx, actor, id).await?.row;
        lines(&mut tx, actor, &row, Some(before)).await
    }

    async fn templates(&self, actor: &Actor, id: &NumberId) -> Outcome<TemplateList> {
        actor.require(Permission::ReadTickets)?;
        let mut tx = self.store.read().await?;
        if number::get(&mut tx, self.store.seal(), id).await?.is_none() {
            return Err(DeskError::not_found("number").into());
        }
        Ok(TemplateList { templates: template::list(&mut tx, id).await? })
    }

    async fn search_protocol(&self, actor: &Actor, text: &str) -> Outcome<Option<TicketId>> {
        actor.require(Permission::ReadTickets)?;
        let Some(protocol) = desk_model::status::find(text) else { return Ok(None) };
        let found = ticket::by_protocol(&mut self.store.read().await?, &protocol).await?;
        Ok(found.filter(|found| sees(actor, &found.row)).map(|found| found.row.ticket))
    }

    async fn find(&self, actor: &Actor, text: &str) -> Outcome<Vec<InboxRow>> {
        actor.require(Permission::ReadTickets)?;
        let text = text.trim();
        if text.is_empty() {
            return Ok(Vec::new());
        }
        let mut tx = self.store.read().await?;
        if let Some(protocol) = desk_model::status::find(text)
            && let Some(found) = ticket::by_protocol(&mut tx, &protocol).await?
            && sees(actor, &found.row)
        {
            return Ok(vec![found.row]);
        }
        if text.starts_with('#') {
            return find_labelled(&mut tx, actor, text).await;
        }
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let digits = Some(digits.as_str()).filter(|digits| digits.len() >= MIN_DIGITS);
        let queues = actor.queues();
        let wanted = FindQuery { text, digits, me: actor.user(), queues: queues.as_deref(), limit: FEW };
        Ok(ticket::find(&mut tx, &wanted).await?.into_iter().map(|found| found.row).collect())
    }

    async fn may_follow(&self, actor: &Actor, id: &ConversationId) -> Outcome<()> {
        actor.require(Permission::ReadTickets)?;
        let mut tx = self.store.read().await?;
        let Some(found) = conversation::get(&mut tx, id).await? else {
            return Err(DeskError::not_found("conversation").into());
        };
        if let Some(latest) = ticket::latest_of(&mut tx, id).await?
            && sees(actor, &latest.row)
        {
            return Ok(());
        }
        // An earlier ticket may have been in a queue they see.
        let known = ticket::of_contact(&mut tx, &found.contact, MANY).await?;
        if known.iter().any(|known| known.row.conversation == *id && sees(actor, &known.row)) {
            return Ok(());
        }
        Err(DeskError::not_found("conversation").into())
    }
}

/// Tickets with the label of that name, or with those whose names come closest.
async fn find_labelled(tx: &mut Tx<'_>, actor: &Actor, text: &str) -> Outcome<Vec<InboxRow>> {
    let wanted = rules::key(text);
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let all = label::list(tx).await?;
    let mut labels: Vec<LabelId> =
        rules::search(&all, text).into_iter().take(LABELS).map(|label| label.id.clone()).collect();
    if let Some(exact) = all.iter().find(|label| rules::key(&label.name) == wanted) {
        labels = vec![exact.id.clone()];
    }
    let queues = actor.queues();
    let found = ticket::labelled(tx, &labels, actor.user(), queues.as_deref(), FEW).await?;
    Ok(found.into_iter().map(|found| found.row).collect())
}

/// A page of lines before a place. A conversation may have gone through several queues: lines of tickets the actor does not see
/// are left out.
async fn lines(
    tx: &mut Tx<'_>,
    actor: &Actor,
    row: &InboxRow,
    before: Option<(Timestamp, MessageId)>,
) -> Outcome<OlderMessages> {
    let mut seen: BTreeMap<TicketId, bool> = BTreeMap::from([(row.ticket.clone(), true)]);
    let mut before = before;
    loop {
        let mut page = message::page(tx, &row.conversation, before.as_ref(), LINES + 1).await?;
        let more = page.len() > LINES as usize;
        if more {
            page.remove(0);
        }
        let oldest = page.first().map(|line| (line.at, line.id.clone()));
        let mut messages: Vec<MessageView> = Vec::with_capacity(page.len());
        for line in page {
            let shown = match seen.get(&line.ticket) {
                Some(shown) => *shown,
                None => {
                    let shown =
                        ticket::get(tx, &line.ticket).await?.is_some_and(|found| sees(actor, &found.row));
                    seen.insert(line.ticket.clone(), shown);
                    shown
                }
            };
            if shown {
                messages.push(line);
            }
        }
        // Never an empty page with more behind it: whoever asks goes on from the oldest line they got.
        if !messages.is_empty() || !more {
            return Ok(OlderMessages { messages, more });
        }
        before = oldest;
    }
}

async fn contact_view(tx: &mut Tx<'_>, actor: &Actor, row: &InboxRow) -> Outcome<ContactView> {
    let found = contact::get(tx, &row.contact).await?;
    let identities = contact::identities(tx, &row.contact).await?;
    let tickets = ticket::of_contact(tx, &row.contact, MANY).await?.into_iter().map(|known| known.row);
    let tickets = tickets.filter(|row| sees(actor, row)).take(FEW as usize).map(summary).collect();
    let (name, username, since) = found.map_or_else(
        || (row.contact_name.clone(), None, row.opened_at),
        |contact| (contact.name, contact.username, contact.created_at),
    );
    Ok(ContactView { id: row.contact.clone(), name, username, identities, since, tickets })
}

fn summary(row: InboxRow) -> TicketSummary {
    let closed = match row.state {
        TicketState::Closed { reason, .. } => Some(reason),
        TicketState::Menu { .. }
        | TicketState::Queued { .. }
        | TicketState::Offered { .. }
        | TicketState::Assigned { .. }
        | TicketState::Snoozed { .. } => None,
    };
    TicketSummary {
        ticket: row.ticket,
        protocol: row.protocol,
        queue: row.queue,
        opened_at: row.opened_at,
        closed,
    }
}
