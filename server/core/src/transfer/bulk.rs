//! Many tickets to one place. Each moves in a transaction of its own: what one cannot do holds up no other, and nothing is half
//! done.

use super::{Destination, TransferRequest, words};
use crate::error::Outcome;
use crate::reads::visible;
use crate::{Actor, Desk, Inner};
use desk_model::access::Permission;
use desk_model::error::FieldProblem;
use desk_model::transfer::{MAX_BULK, MoveResult, TransferTarget};
use desk_model::{DeskError, TicketId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Tickets to be moved together.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BulkTransfer {
    /// Which.
    pub tickets: Vec<TicketId>,
    /// To whom.
    pub target: TransferTarget,
    /// What the next ones have to know.
    pub note: String,
}

impl Desk {
    /// Moves tickets, one after the other; tells of each whether it moved, and if not, why.
    ///
    /// # Errors
    /// [`DeskError::Forbidden`]; [`DeskError::Invalid`] on `tickets` or `note`, [`DeskError::NotFound`] on `queue` or `user`,
    /// [`DeskError::Transfer`] for somebody who may not log in: then nothing moved.
    pub async fn transfer_many(
        &self,
        actor: &Actor,
        request: BulkTransfer,
    ) -> Result<Vec<MoveResult>, DeskError> {
        self.settle(self.0.transfer_many(actor, request)).await
    }
}

impl Inner {
    async fn transfer_many(&self, actor: &Actor, request: BulkTransfer) -> Outcome<Vec<MoveResult>> {
        actor.require(Permission::MoveTickets)?;
        actor.person()?;
        let note = words("note", &request.note)?;
        if request.tickets.is_empty() {
            return Err(DeskError::invalid("tickets", FieldProblem::Missing).into());
        }
        if request.tickets.len() > MAX_BULK {
            return Err(DeskError::invalid("tickets", FieldProblem::TooLong { max: MAX_BULK }).into());
        }
        Destination::find(&mut self.store.read().await?, &request.target).await?;
        let mut results = Vec::with_capacity(request.tickets.len());
        let mut done = BTreeSet::new();
        for ticket in request.tickets {
            if done.insert(ticket.clone()) {
                results.push(self.move_one(actor, ticket, &request.target, &note).await);
            }
        }
        Ok(results)
    }

    async fn move_one(
        &self,
        actor: &Actor,
        ticket: TicketId,
        target: &TransferTarget,
        note: &str,
    ) -> MoveResult {
        let request = TransferRequest {
            ticket: ticket.clone(),
            target: target.clone(),
            note: note.to_owned(),
            draft: String::new(),
        };
        match self.transfer(actor, request).await {
            Ok(row) => MoveResult { ticket, of: Some((row.contact_name, row.protocol)), error: None },
            Err(fault) => {
                let error = Some(self.report(fault));
                MoveResult { of: self.called(actor, &ticket).await, ticket, error }
            }
        }
    }

    /// What a ticket that did not move is called, for the list of results.
    async fn called(&self, actor: &Actor, id: &TicketId) -> Option<(String, desk_model::Protocol)> {
        let mut tx = self.store.read().await.ok()?;
        let found = visible(&mut tx, actor, id).await.ok()?;
        Some((found.row.contact_name, found.row.protocol))
    }
}
