//! Two contacts that turn out to be one person. Nothing is lost: lines, tickets, addresses and window go along.

use super::Lane;
use crate::error::Outcome;
use crate::rows::{self, Facts};
use desk_model::view::PendingTemplate;
use desk_model::{CloseReason, MessageStatus, TicketCommand, TicketState};
use desk_store::Tx;
use desk_store::contact::{self, ContactRow};
use desk_store::conversation::{self, ConversationRow};
use desk_store::ticket::{self, TicketRow};
use desk_store::{consent, held, menu, message};

/// No limit to the tickets of one customer.
const ALL: u32 = u32::MAX;

/// Makes `other` part of `into`.
pub(super) async fn contacts(
    lane: &mut Lane<'_>,
    tx: &mut Tx<'_>,
    into: &mut ContactRow,
    other: &ContactRow,
) -> Outcome<()> {
    for theirs in conversation::of_contact(tx, &other.id).await? {
        let theirs = lane.lock(tx, theirs).await?;
        match conversation::find(tx, &into.id, &theirs.number).await? {
            Some(ours) => {
                let ours = lane.lock(tx, ours).await?;
                conversations(lane, tx, ours, &theirs).await?;
            }
            None => conversation::reassign(tx, &theirs.id, &into.id).await?,
        }
    }
    if (into.name.is_empty() || other.updated_at > into.updated_at) && !other.name.is_empty() {
        into.name.clone_from(&other.name);
    }
    into.username = into.username.take().or_else(|| other.username.clone());
    into.updated_at = into.updated_at.max(other.updated_at);
    contact::rename(tx, &into.id, &into.name, into.username.as_deref(), into.updated_at).await?;
    contact::move_identities(tx, &other.id, &into.id).await?;
    // What is left of the tickets of both: the customer they are filed under, and the name they show.
    for mut row in ticket::of_contact(tx, &other.id, ALL).await? {
        let before = row.row.facet();
        row.row.contact = into.id.clone();
        if !into.name.is_empty() {
            row.row.contact_name.clone_from(&into.name);
        }
        rows::save_ticket(tx, &mut lane.facts, &mut row, before).await?;
    }
    menu::merge_fields(tx, &other.id, &into.id).await?;
    consent::merge(tx, &other.id, &into.id, lane.facts.at()).await?;
    contact::delete(tx, &other.id).await?;
    Ok(())
}

/// Makes `theirs` part of `ours`, on the same number.
async fn conversations(
    lane: &mut Lane<'_>,
    tx: &mut Tx<'_>,
    ours: ConversationRow,
    theirs: &ConversationRow,
) -> Outcome<()> {
    let window = ours.window.with_all_of(theirs.window);
    let reply_to = if theirs.window.last_inbound_at > ours.window.last_inbound_at {
        &theirs.reply_to
    } else {
        &ours.reply_to
    };
    conversation::update(tx, &ours.id, &window, reply_to).await?;

    let moved: Vec<_> = message::ids_of(tx, &theirs.id).await?;
    let mut open = (ticket::open_of(tx, &ours.id).await?, ticket::open_of(tx, &theirs.id).await?);
    if let (Some(a), Some(b)) = &mut open {
        let (elder, younger) = if (a.row.opened_at, &a.row.ticket) <= (b.row.opened_at, &b.row.ticket) {
            (&mut *a, &mut *b)
        } else {
            (&mut *b, &mut *a)
        };
        tickets(tx, &mut lane.facts, elder, younger).await?;
    }
    // The younger one is closed by now: only one open ticket can stand in a conversation.
    for mut row in ticket::of_contact(tx, &theirs.contact, ALL).await? {
        if row.row.conversation == theirs.id {
            let before = row.row.facet();
            row.row.conversation = ours.id.clone();
            row.row.contact = ours.contact.clone();
            rows::save_ticket(tx, &mut lane.facts, &mut row, before).await?;
        }
    }
    message::reassign_conversation(tx, &theirs.id, &ours.id).await?;
    conversation::delete(tx, &theirs.id).await?;

    if let Some(mut row) = ticket::open_of(tx, &ours.id).await? {
        let before = row.row.facet();
        row.row.window = window;
        rows::save_ticket(tx, &mut lane.facts, &mut row, before).await?;
    }
    // Those who look at the thread see what came to it.
    for id in moved {
        let Some(line) = message::get(tx, &id).await? else { continue };
        let row = rows::ticket_of(tx, &line.view.ticket).await?;
        lane.facts.line(&row.row, &line.view);
    }
    Ok(())
}

/// Ends the younger of two open tickets; its lines go to the elder, and so does what the customer is waiting for.
async fn tickets(
    tx: &mut Tx<'_>,
    facts: &mut Facts,
    elder: &mut TicketRow,
    younger: &mut TicketRow,
) -> Outcome<()> {
    let at = facts.at();
    let before = younger.row.facet();
    let elder_before = elder.row.facet();
    // Whoever is talking to the customer goes on doing so.
    if let (TicketState::Queued { .. } | TicketState::Menu { .. }, Some(agent)) =
        (&elder.row.state, younger.row.state.owner().cloned())
    {
        elder.row.state = elder.row.state.clone().step(TicketCommand::Claim { agent }, at)?;
    }
    younger.row.state =
        TicketState::Closed { queue: younger.row.queue.clone(), by: None, at, reason: CloseReason::Resolved };
    let (into, from) = (&mut elder.row, &mut younger.row);
    into.unread = into.unread.saturating_add(from.unread);
    into.waiting_since = match (into.waiting_since, from.waiting_since) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    };
    into.pending_template = newest(into.pending_template.take(), from.pending_template.take());
    if into.contact_name.is_empty() {
        into.contact_name.clone_from(&from.contact_name);
    }
    from.unread = 0;
    from.waiting_since = None;
    if younger.row.preview_at > elder.row.preview_at {
        elder.row.preview = younger.row.preview.clone();
        elder.row.preview_at = younger.row.preview_at;
        elder.preview_message = younger.preview_message.take();
    }
    message::reassign_ticket(tx, &younger.row.ticket, &elder.row.ticket).await?;
    held::reassign(tx, &younger.row.ticket, &elder.row.ticket).await?;
    rows::save_ticket(tx, facts, younger, before).await?;
    rows::save_ticket(tx, facts, elder, elder_before).await?;
    Ok(())
}

fn newest(a: Option<PendingTemplate>, b: Option<PendingTemplate>) -> Option<PendingTemplate> {
    [a, b]
        .into_iter()
        .flatten()
        .filter(|sent| sent.status != MessageStatus::Failed)
        .max_by_key(|sent| sent.at)
}
