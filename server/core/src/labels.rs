//! Priority and labels: how tickets are told apart.

use crate::error::{Fault, Outcome};
use crate::rows::Facts;
use crate::{Actor, Desk, Inner};
use desk_model::access::Permission;
use desk_model::error::{FieldError, FieldProblem};
use desk_model::label::{self as rules, LabelUse, MAX_ON_TICKET};
use desk_model::message::ThreadEvent;
use desk_model::ticket::StateName;
use desk_model::view::InboxRow;
use desk_model::{DeskError, Label, LabelId, Priority, TicketId};
use desk_store::{StoreError, label};

impl Desk {
    /// Says how pressing an open ticket is that the actor sees.
    ///
    /// # Errors
    /// [`DeskError::Transition`] when it is closed; [`DeskError::NotFound`]; [`DeskError::Forbidden`].
    pub async fn set_priority(
        &self,
        actor: &Actor,
        id: &TicketId,
        priority: Priority,
    ) -> Result<InboxRow, DeskError> {
        self.settle(self.0.set_priority(actor, id, priority)).await
    }

    /// Puts a label on a ticket the actor sees, open or not, or takes it off. Twice is once.
    ///
    /// # Errors
    /// [`DeskError::NotFound`] on `ticket`, and on `label` when it is not offered; [`DeskError::Invalid`] for `labels` when
    /// there are too many; [`DeskError::Forbidden`].
    pub async fn label_ticket(
        &self,
        actor: &Actor,
        id: &TicketId,
        label: &LabelId,
        on: bool,
    ) -> Result<InboxRow, DeskError> {
        self.settle(self.0.label_ticket(actor, id, label, on)).await
    }

    /// All labels by name, archived ones too: they may stand on tickets.
    ///
    /// # Errors
    /// [`DeskError::Forbidden`].
    pub async fn labels(&self, actor: &Actor) -> Result<Vec<Label>, DeskError> {
        self.settle(self.0.labels(actor)).await
    }

    /// All labels by name, with how often they are used.
    ///
    /// # Errors
    /// [`DeskError::Forbidden`].
    pub async fn label_uses(&self, actor: &Actor) -> Result<Vec<LabelUse>, DeskError> {
        self.settle(self.0.label_uses(actor)).await
    }

    /// Makes a label under an id the browser made; the same id twice is one label. Without a colour it gets one.
    ///
    /// # Errors
    /// [`DeskError::Invalid`] for `name`, with `Taken` when another has it, and for `color`; [`DeskError::Forbidden`].
    pub async fn new_label(
        &self,
        actor: &Actor,
        id: LabelId,
        name: &str,
        color: Option<&str>,
    ) -> Result<Label, DeskError> {
        self.settle(self.0.new_label(actor, id, name, color)).await
    }

    /// Changes name, colour, and whether a label is offered. Open screens learn of it at once.
    ///
    /// # Errors
    /// As [`Desk::new_label`]; [`DeskError::NotFound`] on `label`.
    pub async fn change_label(&self, actor: &Actor, label: Label) -> Result<Label, DeskError> {
        self.settle(self.0.change_label(actor, label)).await
    }

    /// Takes a label off every ticket and deletes it. One that is gone is gone.
    ///
    /// # Errors
    /// [`DeskError::Forbidden`].
    pub async fn delete_label(&self, actor: &Actor, id: &LabelId) -> Result<(), DeskError> {
        self.settle(self.0.delete_label(actor, id)).await
    }
}

/// A label whose name and colour may be kept.
fn checked(label: Label) -> Result<Label, DeskError> {
    let field = |name: &str, problem| FieldError { field: name.to_owned(), problem };
    match (rules::name(&label.name), rules::color(&label.color)) {
        (Ok(name), Ok(color)) => Ok(Label { name, color, ..label }),
        (name, color) => Err(DeskError::Invalid {
            fields: [name.err().map(|why| field("name", why)), color.err().map(|why| field("color", why))]
                .into_iter()
                .flatten()
                .collect(),
        }),
    }
}

fn taken() -> Fault {
    DeskError::invalid("name", FieldProblem::Taken).into()
}

impl Inner {
    async fn set_priority(&self, actor: &Actor, id: &TicketId, priority: Priority) -> Outcome<InboxRow> {
        actor.require(Permission::WriteNote)?;
        actor.person()?;
        let mut held = self.hold(actor, id).await?;
        if !held.ticket.row.state.is_open() {
            return Err(DeskError::Transition { from: StateName::Closed, to: "priority".to_owned() }.into());
        }
        if held.ticket.row.priority == priority {
            return Ok(held.ticket.row);
        }
        held.ticket.row.priority = priority;
        held.save().await?;
        held.tell(self, ThreadEvent::Prioritised { by: actor.name().to_owned(), priority }).await?;
        let row = held.ticket.row;
        self.commit(held.tx, held.facts).await?;
        Ok(row)
    }

    async fn label_ticket(
        &self,
        actor: &Actor,
        id: &TicketId,
        wanted: &LabelId,
        on: bool,
    ) -> Outcome<InboxRow> {
        actor.require(Permission::WriteNote)?;
        actor.person()?;
        let mut held = self.hold(actor, id).await?;
        let known = label::list(&mut held.tx).await?;
        let Some(found) = known.iter().find(|label| label.id == *wanted) else {
            return Err(DeskError::not_found("label").into());
        };
        let mut labels = held.ticket.row.labels.clone();
        // What is left of a label that was deleted while somebody wrote the ticket goes with the next change.
        labels.retain(|id| known.iter().any(|label| label.id == *id));
        match (on, labels.iter().position(|label| label == wanted)) {
            (true, None) if found.archived => return Err(DeskError::not_found("label").into()),
            (true, None) if labels.len() >= MAX_ON_TICKET => {
                let problem = FieldProblem::TooLong { max: MAX_ON_TICKET };
                return Err(DeskError::invalid("labels", problem).into());
            }
            (true, None) => labels.push(wanted.clone()),
            (false, Some(place)) => {
                labels.remove(place);
            }
            (true, Some(_)) | (false, None) => return Ok(held.ticket.row),
        }
        held.ticket.row.labels = labels;
        if on {
            label::put_on(&mut held.tx, &held.ticket.row, wanted).await?;
        } else {
            label::take_off(&mut held.tx, id, wanted).await?;
        }
        held.save().await?;
        let (by, label) = (actor.name().to_owned(), found.name.clone());
        held.tell(self, ThreadEvent::Labelled { by, label, on }).await?;
        let row = held.ticket.row;
        self.commit(held.tx, held.facts).await?;
        Ok(row)
    }

    async fn labels(&self, actor: &Actor) -> Outcome<Vec<Label>> {
        actor.require(Permission::ReadTickets)?;
        Ok(label::list(&mut self.store.read().await?).await?)
    }

    async fn label_uses(&self, actor: &Actor) -> Outcome<Vec<LabelUse>> {
        actor.require(Permission::ManageLabels)?;
        let mut tx = self.store.read().await?;
        let counts = label::usage(&mut tx).await?;
        let used = |label: Label| {
            let (tickets, open) = counts
                .iter()
                .find(|(id, _, _)| *id == label.id)
                .map_or((0, 0), |(_, tickets, open)| (*tickets, *open));
            LabelUse { label, tickets, open }
        };
        Ok(label::list(&mut tx).await?.into_iter().map(used).collect())
    }

    async fn new_label(&self, actor: &Actor, id: LabelId, name: &str, color: Option<&str>) -> Outcome<Label> {
        actor.require(Permission::ManageLabels)?;
        let color = color.unwrap_or_else(|| rules::color_for(name)).to_owned();
        let new = checked(Label { id, name: name.to_owned(), color, archived: false })?;
        let mut tx = self.store.write().await?;
        if let Some(known) = label::get(&mut tx, &new.id).await? {
            return if known.name == new.name { Ok(known) } else { Err(taken()) };
        }
        let mut facts = Facts::new(self.now());
        if !label::insert(&mut tx, &new, facts.at()).await? {
            return Err(taken());
        }
        facts.labels();
        self.commit(tx, facts).await?;
        Ok(new)
    }

    async fn change_label(&self, actor: &Actor, wanted: Label) -> Outcome<Label> {
        actor.require(Permission::ManageLabels)?;
        let wanted = checked(wanted)?;
        let mut tx = self.store.write().await?;
        let mut facts = Facts::new(self.now());
        match label::update(&mut tx, &wanted).await {
            Ok(true) => {}
            Ok(false) => return Err(DeskError::not_found("label").into()),
            Err(StoreError::Conflict { .. }) => return Err(taken()),
            Err(other) => return Err(other.into()),
        }
        facts.labels();
        self.commit(tx, facts).await?;
        Ok(wanted)
    }

    async fn delete_label(&self, actor: &Actor, id: &LabelId) -> Outcome<()> {
        actor.require(Permission::ManageLabels)?;
        let mut tx = self.store.write().await?;
        let mut facts = Facts::new(self.now());
        if label::delete(&mut tx, id).await? {
            facts.labels();
            self.commit(tx, facts).await?;
        }
        Ok(())
    }
}
