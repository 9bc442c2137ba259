//! Keeps in each ticket which promise to its customer is broken next. Asked whenever a ticket is written, so that nothing that
//! happens to it can leave the promise behind.

use crate::hours::CivilZone;
use crate::rows::Facts;
use desk_model::QueueId;
use desk_model::hours::BusinessHours;
use desk_model::queue::SlaTargets;
use desk_model::sla::{SlaFacts, due};
use desk_store::{StoreError, TicketRow, Tx, queue};
use std::sync::Arc;

/// What of a queue decides promises.
#[derive(Debug)]
pub(crate) struct Rules {
    sla: SlaTargets,
    hours: BusinessHours,
    zone: CivilZone,
}

/// Writes into the row which promise is broken next.
pub(crate) async fn renew(
    tx: &mut Tx<'_>,
    facts: &mut Facts,
    ticket: &mut TicketRow,
) -> Result<(), StoreError> {
    let open = ticket.row.state.is_open();
    let next = if open {
        let rules = rules(tx, facts, &ticket.row.queue).await?;
        let known = SlaFacts {
            open,
            began_at: ticket.clocks.reopened_at.unwrap_or(ticket.row.opened_at),
            answered_at: ticket.clocks.answered_at,
            waiting_since: ticket.row.waiting_since,
        };
        due(&rules.sla, &known, &rules.hours, &rules.zone)
    } else {
        None
    };
    ticket.row.due = next.map(|next| next.at);
    ticket.row.promise = next.map(|next| next.promise);
    Ok(())
}

async fn rules(tx: &mut Tx<'_>, facts: &mut Facts, id: &QueueId) -> Result<Arc<Rules>, StoreError> {
    if let Some(known) = facts.rules.get(id) {
        return Ok(Arc::clone(known));
    }
    let policy = queue::get(tx, id).await?.map(|row| row.policy).unwrap_or_default();
    let zone = CivilZone::of(&policy.hours);
    let read = Arc::new(Rules { sla: policy.sla, hours: policy.hours, zone });
    facts.rules.insert(id.clone(), Arc::clone(&read));
    Ok(read)
}
