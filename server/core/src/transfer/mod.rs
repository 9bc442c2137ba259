//! Handing tickets over: to a queue at once, to a person as an offer with a deadline. Each ticket in one transaction, so that
//! at no moment it has no queue or two owners; what goes along with it (lines, held reply, promises, window) is filed under the
//! ticket and not touched.

mod answer;
mod bulk;
mod expire;
mod lists;

pub use bulk::BulkTransfer;

use crate::error::Outcome;
use crate::held;
use crate::presence::make_room;
use crate::tickets::Held;
use crate::{Actor, Desk, Inner};
use desk_model::access::Permission;
use desk_model::error::FieldProblem;
use desk_model::message::ThreadEvent;
use desk_model::presence::Standing;
use desk_model::queue::OnLeave;
use desk_model::time::SECOND;
use desk_model::transfer::{
    Handover, HandoverOutcome, MAX_NOTE, TransferProblem, TransferTarget, may_transfer,
};
use desk_model::view::InboxRow;
use desk_model::{DeskError, MessageId, QueueId, TicketCommand, TicketId, TicketState, Timestamp, UserId};
use desk_store::{QueueRow, StoreError, TicketRow, Tx, UserRow, presence, queue, user};
use serde::{Deserialize, Serialize};

/// An offer lasts at least so many seconds, whatever the queue says: somebody has to read it.
const SHORTEST: u32 = 5;
/// And at most so many.
const LONGEST: u32 = 3_600;

/// A ticket to be handed over.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TransferRequest {
    /// Which.
    pub ticket: TicketId,
    /// To whom.
    pub target: TransferTarget,
    /// What the next one has to know.
    pub note: String,
    /// What its owner was just writing to the customer: it goes along as a held reply. Empty = nothing.
    pub draft: String,
}

impl Desk {
    /// Hands a ticket over: one's own, or with the permission any one sees. To a queue it goes at once; to a person it is
    /// offered, and comes back when they do not take it in time.
    ///
    /// # Errors
    /// [`DeskError::Invalid`] on `note`; [`DeskError::Transfer`] when it cannot go there; [`DeskError::Transition`] when it
    /// cannot go anywhere; [`DeskError::NotFound`] on `ticket`, `queue` or `user`; [`DeskError::Forbidden`].
    pub async fn transfer(&self, actor: &Actor, request: TransferRequest) -> Result<InboxRow, DeskError> {
        self.settle(self.0.transfer(actor, request)).await
    }
}

/// Where a ticket goes, looked up.
pub(super) enum Destination {
    Queue(Box<QueueRow>),
    Agent(UserRow),
}

impl Destination {
    /// # Errors
    /// [`DeskError::NotFound`] on `queue` or `user`; [`DeskError::Transfer`] for somebody who may not log in.
    pub(super) async fn find(tx: &mut Tx<'_>, target: &TransferTarget) -> Outcome<Self> {
        Ok(match target {
            TransferTarget::Queue { queue: id } => {
                let row = queue::get(tx, id).await?.filter(|row| !row.archived);
                Self::Queue(Box::new(row.ok_or_else(|| DeskError::not_found("queue"))?))
            }
            TransferTarget::Agent { agent } => {
                let person = user::by_id(tx, agent).await?.ok_or_else(|| DeskError::not_found("user"))?;
                if person.disabled {
                    return Err(problem(TransferProblem::Disabled { name: person.name }).into());
                }
                Self::Agent(person)
            }
        })
    }

    fn name(&self) -> &str {
        match self {
            Self::Queue(queue) => &queue.name,
            Self::Agent(person) => &person.name,
        }
    }
}

impl Inner {
    pub(super) async fn transfer(&self, actor: &Actor, request: TransferRequest) -> Outcome<InboxRow> {
        if !actor.may(Permission::MoveTickets) {
            actor.require(Permission::TransferOwnTicket)?;
        }
        let me = actor.person()?.clone();
        let mut held = self.hold(actor, &request.ticket).await?;
        let note = words("note", &request.note)?;
        allowed(&mut held, actor, &me).await?;
        let there = Destination::find(&mut held.tx, &request.target).await?;
        let (now, mine) = (held.facts.at(), held.before.owner.as_ref() == Some(&me));
        // Whoever has it, when somebody else moves it.
        let had = match held.before.owner.clone() {
            Some(owner) if !mine => Some(name_of(&mut held.tx, &owner).await?),
            _ => None,
        };
        held.ticket.row.state = self.moved(&mut held.tx, &held.ticket.row, &there, &me, now).await?;
        let by = actor.name().to_owned();
        let to_name = there.name().to_owned();
        let outcome = match &there {
            Destination::Queue(queue) => {
                held.ticket.row.queue = queue.id.clone();
                HandoverOutcome::Moved
            }
            Destination::Agent(_) => HandoverOutcome::Offered,
        };
        held.ticket.row.handover = Some(Box::new(Handover {
            by: me.clone(),
            by_name: by.clone(),
            to_name: to_name.clone(),
            target: request.target,
            note: note.clone(),
            at: now,
            outcome,
        }));
        if mine {
            self.draft_goes_along(&mut held, &me, &by, &request.draft).await?;
        }
        let event = match &there {
            Destination::Queue(queue) => {
                self.tell_customer(&mut held, queue, &queue.name).await?;
                ThreadEvent::Transferred { by, from: had, queue: to_name, note }
            }
            Destination::Agent(_) => ThreadEvent::Offered { by, from: had, to: to_name, note },
        };
        held.save().await?;
        held.tell(self, event).await?;
        let row = held.ticket.row;
        self.commit(held.tx, held.facts).await?;
        self.offer_bell.notify_one();
        Ok(row)
    }

    /// The state a ticket gets when it goes there.
    async fn moved(
        &self,
        tx: &mut Tx<'_>,
        row: &InboxRow,
        there: &Destination,
        me: &UserId,
        now: Timestamp,
    ) -> Outcome<TicketState> {
        match there {
            Destination::Queue(queue) => {
                if matches!(&row.state, TicketState::Queued { queue: here, .. } if *here == queue.id) {
                    return Err(problem(TransferProblem::SameQueue { name: queue.name.clone() }).into());
                }
                Ok(row.state.clone().step(TicketCommand::Release { queue: queue.id.clone() }, now)?)
            }
            Destination::Agent(person) => {
                if person.id == *me {
                    return Err(problem(TransferProblem::ToOneself).into());
                }
                let offered = matches!(&row.state, TicketState::Offered { agent, .. } if *agent == person.id);
                if offered {
                    return Err(problem(TransferProblem::Offered { name: person.name.clone() }).into());
                }
                // Another offer first takes back the one before: whoever had it is still who gets it back.
                let (state, _) = self.back(tx, row, now).await?;
                if state.owner() == Some(&person.id) {
                    return Err(problem(TransferProblem::HasIt { name: person.name.clone() }).into());
                }
                let policy = queue::get(tx, &row.queue).await?.map(|queue| queue.policy).unwrap_or_default();
                make_room(tx, &person.id, &policy, now).await?;
                let seconds = i64::from(policy.offer_seconds.clamp(SHORTEST, LONGEST));
                let until = now.plus(seconds * SECOND);
                Ok(state.step(TicketCommand::Offer { agent: person.id.clone(), until }, now)?)
            }
        }
    }

    /// What an offered ticket is when the offer is over and was not taken, and who has it then, by name. A ticket that is not
    /// offered stays what it is.
    pub(super) async fn back(
        &self,
        tx: &mut Tx<'_>,
        row: &InboxRow,
        now: Timestamp,
    ) -> Outcome<(TicketState, String)> {
        let TicketState::Offered { queue, from, .. } = &row.state else {
            return Ok((row.state.clone(), String::new()));
        };
        let owner = match from {
            Some(owner) => takes_back(tx, owner, queue).await?,
            None => None,
        };
        let command = match (&owner, from) {
            (None, Some(_)) => TicketCommand::Release { queue: queue.clone() },
            (Some(_), _) | (None, None) => TicketCommand::Decline,
        };
        let name = match owner {
            Some(person) => person.name,
            None => queue_name(tx, queue).await?,
        };
        Ok((row.state.clone().step(command, now)?, name))
    }

    async fn draft_goes_along(&self, held: &mut Held, me: &UserId, name: &str, draft: &str) -> Outcome<()> {
        let draft = draft.trim();
        if draft.is_empty() {
            return Ok(());
        }
        if draft.chars().count() > held::MAX_HELD {
            return Err(DeskError::invalid("draft", FieldProblem::TooLong { max: held::MAX_HELD }).into());
        }
        let text = held::Text::draft(self.id(MessageId::from_parts), draft, name);
        held::keep(&mut held.tx, &mut held.facts, &held.ticket.row, me, text).await?;
        Ok(())
    }

    /// The queue's words for a ticket that changes hands, while the window is open. `agent` is who speaks from now on.
    pub(super) async fn tell_customer(&self, held: &mut Held, queue: &QueueRow, agent: &str) -> Outcome<()> {
        let text = &queue.policy.texts.transfer;
        if text.is_empty() {
            return Ok(());
        }
        // A name is no place for variables.
        let text = text.replace("{agent}", &agent.replace(['{', '}'], ""));
        let conversation = held.conversation().await?;
        let Held { tx, facts, ticket, .. } = held;
        self.queue_notice(tx, facts, ticket, &conversation, queue, &text).await
    }
}

/// # Errors
/// Why the actor may not hand this ticket over as it stands.
async fn allowed(held: &mut Held, actor: &Actor, me: &UserId) -> Outcome<()> {
    let state = &held.ticket.row.state;
    if may_transfer(state, me, actor.role()) {
        return Ok(());
    }
    Err(match state {
        TicketState::Menu { .. } | TicketState::Closed { .. } => {
            DeskError::Transition { from: state.name(), to: "transfer".to_owned() }
        }
        TicketState::Offered { agent, .. } if agent != me => {
            let agent = agent.clone();
            problem(TransferProblem::Offered { name: name_of(&mut held.tx, &agent).await? })
        }
        TicketState::Offered { .. }
        | TicketState::Queued { .. }
        | TicketState::Assigned { .. }
        | TicketState::Snoozed { .. } => DeskError::Forbidden,
    }
    .into())
}

/// Who had an offered ticket, if they can have it again. The one place that knows who can.
async fn takes_back(tx: &mut Tx<'_>, who: &UserId, queue: &QueueId) -> Result<Option<UserRow>, StoreError> {
    let Some(person) = user::by_id(tx, who).await?.filter(|person| !person.disabled) else { return Ok(None) };
    let stays = queue::get(tx, queue).await?.is_none_or(|queue| queue.policy.on_leave == OnLeave::Stay);
    // Who left meanwhile keeps no ticket where the queue does not leave them theirs.
    let there = stays || presence::lock(tx, who).await?.standing() != Standing::Offline;
    Ok(there.then_some(person))
}

/// A text that must not be empty.
///
/// # Errors
/// [`DeskError::Invalid`] on `field`.
pub(super) fn words(field: &str, text: &str) -> Result<String, DeskError> {
    let text = text.trim();
    match text.chars().count() {
        0 => Err(DeskError::invalid(field, FieldProblem::Missing)),
        1..=MAX_NOTE => Ok(text.to_owned()),
        _ => Err(DeskError::invalid(field, FieldProblem::TooLong { max: MAX_NOTE })),
    }
}

pub(super) fn problem(problem: TransferProblem) -> DeskError {
    DeskError::Transfer { problem }
}

pub(super) async fn name_of(tx: &mut Tx<'_>, who: &UserId) -> Result<String, StoreError> {
    Ok(user::by_id(tx, who).await?.map(|person| person.name).unwrap_or_default())
}

async fn queue_name(tx: &mut Tx<'_>, id: &QueueId) -> Result<String, StoreError> {
    Ok(queue::get(tx, id).await?.map(|queue| queue.name).unwrap_or_default())
}

/// Writes down what came of the last offer.
pub(super) fn came_to(ticket: &mut TicketRow, outcome: HandoverOutcome) {
    if let Some(handover) = &mut ticket.row.handover {
        handover.outcome = outcome;
    }
}
