//! Colleagues named in notes: who may be, who was, and whether they have looked.

use crate::error::Outcome;
use crate::messages::{author, repeated, text};
use crate::rows::{self, Facts, Line};
use crate::{Actor, Desk, Inner, NoteRequest};
use desk_model::access::Permission;
use desk_model::error::FieldProblem;
use desk_model::mention::{MAX_MENTIONS, Mention, MentionList, MentionView, named};
use desk_model::message::{Content, Direction, MessageStatus, one_line};
use desk_model::view::{InboxRow, MessageView, Person};
use desk_model::{DeskError, TicketId, UserId};
use desk_store::{Tx, UserRow, mention, queue, user};

/// Notes listed.
const LISTED: u32 = 100;
/// Longest beginning of a note that is told, in characters.
const TEXT: usize = 240;

impl Desk {
    /// Whom a note on this ticket may name: everybody who sees it, but the actor.
    ///
    /// # Errors
    /// [`DeskError::NotFound`] on `ticket`; [`DeskError::Forbidden`].
    pub async fn mentionable(&self, actor: &Actor, id: &TicketId) -> Result<Vec<Person>, DeskError> {
        self.settle(self.0.mentionable(actor, id)).await
    }

    /// Writes a note that names these people, those of them whose names stand in it with an `@`. They are told at once.
    ///
    /// # Errors
    /// [`DeskError::MentionUnseen`] when one of them may not see the ticket: nothing is written; else as [`Desk::note`].
    pub async fn mention(
        &self,
        actor: &Actor,
        request: NoteRequest,
        people: Vec<UserId>,
    ) -> Result<MessageView, DeskError> {
        self.settle(self.0.mention(actor, request, people)).await
    }

    /// The notes that name the actor, on tickets they still see.
    ///
    /// # Errors
    /// [`DeskError::Forbidden`].
    pub async fn mentions(&self, actor: &Actor) -> Result<MentionList, DeskError> {
        self.settle(self.0.mentions(actor)).await
    }

    /// The actor has looked at the notes of a ticket that name them; `None` = at all of them.
    ///
    /// # Errors
    /// [`DeskError::Forbidden`].
    pub async fn see_mentions(
        &self,
        actor: &Actor,
        ticket: Option<&TicketId>,
    ) -> Result<MentionList, DeskError> {
        self.settle(self.0.see_mentions(actor, ticket)).await
    }
}

impl Inner {
    async fn mentionable(&self, actor: &Actor, id: &TicketId) -> Outcome<Vec<Person>> {
        actor.require(Permission::WriteNote)?;
        let mut tx = self.store.read().await?;
        let row = crate::reads::visible(&mut tx, actor, id).await?.row;
        let people = audience(&mut tx, &row).await?.into_iter().filter(|person| person.id != *actor.user());
        Ok(people.map(|row| Person { id: row.id, name: row.name, role: row.role }).collect())
    }

    pub(crate) async fn mention(
        &self,
        actor: &Actor,
        request: NoteRequest,
        people: Vec<UserId>,
    ) -> Outcome<MessageView> {
        actor.require(Permission::WriteNote)?;
        actor.person()?;
        let body = text(&request.body)?;
        if people.len() > MAX_MENTIONS {
            return Err(DeskError::invalid("mentions", FieldProblem::TooLong { max: MAX_MENTIONS }).into());
        }
        let mut held = self.hold(actor, &request.ticket).await?;
        if let Some(same) = repeated(&mut held.tx, actor, &request.id, &request.ticket).await? {
            return Ok(same);
        }
        let at = held.facts.at();
        let mentions = if people.is_empty() {
            Vec::new()
        } else {
            meant(&mut held.tx, &held.ticket.row, &body, &people).await?
        };
        let line = Line {
            id: request.id,
            direction: Direction::Note,
            author: author(actor),
            content: if mentions.is_empty() {
                Content::text(body.clone())
            } else {
                Content::Note { body: body.clone(), mentions: mentions.clone() }
            },
            at,
            received_at: at,
            status: MessageStatus::Received,
        };
        let line = line.of(&held.ticket.row);
        if !rows::insert_line(&mut held.tx, &mut held.facts, &held.ticket.row, &line).await? {
            return Err(DeskError::Conflict { what: "message".to_owned(), winner: None }.into());
        }
        for named in mentions.iter().filter(|named| named.user != *actor.user()) {
            let place = (&line.view.id, &line.view.ticket);
            mention::insert(&mut held.tx, place, &named.user, actor.name(), at).await?;
            let news = MentionView {
                message: line.view.id.clone(),
                ticket: line.view.ticket.clone(),
                protocol: held.ticket.row.protocol.clone(),
                contact_name: held.ticket.row.contact_name.clone(),
                by: actor.name().to_owned(),
                text: one_line(&body, TEXT),
                at,
                seen: false,
            };
            held.facts.mentions(&named.user, Some(news));
        }
        self.commit(held.tx, held.facts).await?;
        Ok(line.view)
    }

    async fn mentions(&self, actor: &Actor) -> Outcome<MentionList> {
        actor.require(Permission::ReadTickets)?;
        let mut tx = self.store.read().await?;
        let queues = actor.queues();
        let (unseen, mentions) = mention::of_user(&mut tx, actor.user(), queues.as_deref(), LISTED).await?;
        Ok(MentionList { unseen, mentions })
    }

    async fn see_mentions(&self, actor: &Actor, ticket: Option<&TicketId>) -> Outcome<MentionList> {
        actor.require(Permission::ReadTickets)?;
        let mut tx = self.store.write().await?;
        let mut facts = Facts::new(self.now());
        if mention::see(&mut tx, actor.user(), ticket, facts.at()).await? > 0 {
            // The person's other tabs count anew.
            facts.mentions(actor.user(), None);
            self.commit(tx, facts).await?;
        } else {
            drop(tx);
        }
        self.mentions(actor).await
    }
}

/// Who sees a ticket: its owner, the members of its queue, and those who see every queue.
async fn audience(tx: &mut Tx<'_>, row: &InboxRow) -> Outcome<Vec<UserRow>> {
    let members = queue::members(tx, &row.queue).await?;
    let sees = |person: &UserRow| {
        !person.disabled
            && (person.role.may(Permission::SeeAllQueues)
                || members.contains(&person.id)
                || row.state.owner() == Some(&person.id))
    };
    Ok(user::list(tx).await?.into_iter().filter(sees).collect())
}

/// Whom a note names, of those who are said to be.
async fn meant(tx: &mut Tx<'_>, row: &InboxRow, body: &str, people: &[UserId]) -> Outcome<Vec<Mention>> {
    let mut known = Vec::new();
    for id in people {
        if let Some(person) = user::by_id(tx, id).await? {
            known.push(Mention { user: person.id, name: person.name });
        }
    }
    let mentions = named(body, &known);
    let audience = audience(tx, row).await?;
    match mentions.iter().find(|named| audience.iter().all(|person| person.id != named.user)) {
        Some(blind) => Err(DeskError::MentionUnseen { name: blind.name.clone() }.into()),
        None => Ok(mentions),
    }
}
