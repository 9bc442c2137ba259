//! The customer wrote.

use super::aside::{self, Aside};
use super::consent;
use super::later::{self, quote_of};
use super::opening::{self, Place};
use super::{Effect, Lane, away, identity};
use crate::error::Outcome;
use crate::numbers::Number;
use crate::ports::InboundMessage;
use crate::rows::{self, Line};
use crate::snooze;
use desk_model::message::{Author, Content, ThreadEvent};
use desk_model::view::{InboxRow, Quote};
use desk_model::{ConversationId, Direction, Identity, MessageId, MessageStatus, TicketState, Timestamp};
use desk_model::{WindowFacts, message::PreviewKind};
use desk_store::contact::{self, ContactRow, Owner};
use desk_store::conversation::{self, ConversationRow};
use desk_store::message::{self, MessageRow};
use desk_store::{TicketRow, Tx, sender, ticket};

/// Applies one message.
pub(super) async fn apply(
    lane: &mut Lane<'_>,
    tx: &mut Tx<'_>,
    number: &Number,
    inbound: &InboundMessage,
) -> Outcome<Effect> {
    if inbound.from.is_empty() {
        return Ok(Effect::Failed("the message names no sender".to_owned()));
    }
    // The usual case, with one question: a known customer with an open ticket. That the message is new is told by its
    // insertion.
    if let Some(found) = lane.sender(tx, &number.access.number, &inbound.from).await?
        && let [contact] = identity::people(&found.owners, inbound.at).as_slice()
    {
        let sender::Sender { owners, conversation: talk, ticket: open } = found;
        let intent = consent::intent(lane, tx, number, inbound, std::slice::from_ref(contact)).await?;
        let intent = match intent {
            Some(intent) => Some(Aside::Consent(intent)),
            None => aside::of(lane, tx, inbound, &talk, Some(&open)).await?,
        };
        if let Some(Aside::Survey(..)) = &intent {
            return beside(lane, tx, number, inbound, (contact.clone(), talk, owners), open, intent).await;
        }
        let at = Sender { contact: contact.clone(), conversation: talk, owners, stranger: false };
        return Box::pin(file(lane, tx, number, inbound, at, Place::in_open(open), intent)).await;
    }
    let owners = contact::owners(tx, &inbound.from).await?;
    if !owners.is_empty() {
        lane.touched_people();
    }
    let people = identity::people(&owners, inbound.at);
    let intent = consent::intent(lane, tx, number, inbound, &people).await?.map(Aside::Consent);
    // From here on things are made: first make sure that it is new.
    if message::is_known(tx, &number.access.number, &inbound.id).await? {
        return Ok(Effect::Repeated);
    }
    let (name, username) = (inbound.name.as_deref(), inbound.username.as_deref());
    let stranger = people.is_empty();
    let contact = identity::one_of(lane, tx, people, name, username, inbound.at).await?;
    let conversation = conversation_of(lane, tx, number, &contact, inbound, &owners, stranger).await?;
    let mut named = contact.clone();
    if let Some(name) = name.map(str::trim).filter(|name| !name.is_empty())
        && (named.name.is_empty() || inbound.at >= named.updated_at)
    {
        name.clone_into(&mut named.name);
    }
    let name = identity::shown(&named, &conversation.reply_to);
    // An address that was not known, or two people who prove to be one, may come with an open ticket.
    let open = if stranger { None } else { ticket::open_of(tx, &conversation.id).await? };
    let intent = match intent {
        None => aside::of(lane, tx, inbound, &conversation, open.as_ref()).await?,
        some => some,
    };
    if let (Some(Aside::Survey(..)), Some(open)) = (&intent, open) {
        return beside(lane, tx, number, inbound, (contact, conversation, owners), open, intent).await;
    }
    let place = match &intent {
        Some(aside @ (Aside::Survey(..) | Aside::Status(_))) => {
            aside::place(tx, aside, &conversation, None).await?
        }
        Some(Aside::Consent(_)) => {
            Some(opening::aside(lane, tx, number, &conversation, &name, inbound).await?)
        }
        None if stranger => opening::first(lane, tx, number, &conversation, &name, inbound).await?,
        None => opening::place(lane, tx, number, &conversation, &name, inbound).await?,
    };
    let Some(place) = place else {
        identity::learn(tx, &contact, &inbound.from, &owners, inbound.at).await?;
        return Ok(Effect::Noted("nothing to file it into".to_owned()));
    };
    let sender = Sender { contact, conversation, owners, stranger };
    Box::pin(file(lane, tx, number, inbound, sender, place, intent)).await
}

/// An answer to an earlier ticket while another one is open, which only learns of the window.
async fn beside(
    lane: &mut Lane<'_>,
    tx: &mut Tx<'_>,
    number: &Number,
    inbound: &InboundMessage,
    (contact, conversation, owners): (ContactRow, ConversationRow, Vec<Owner>),
    open: TicketRow,
    intent: Option<Aside>,
) -> Outcome<Effect> {
    let talk = conversation.id.clone();
    lane.touched(&talk);
    let place = match &intent {
        Some(aside) => aside::place(tx, aside, &conversation, Some(open)).await?,
        None => Some(Place::in_open(open)),
    };
    let Some(place) = place else { return Ok(Effect::Noted("nothing to file it into".to_owned())) };
    let sender = Sender { contact, conversation, owners, stranger: false };
    let effect = Box::pin(file(lane, tx, number, inbound, sender, place, intent)).await?;
    if let (Some(known), Some(mut open)) =
        (conversation::get(tx, &talk).await?, ticket::open_of(tx, &talk).await?)
        && open.row.window != known.window
    {
        let before = open.row.facet();
        open.row.window = known.window;
        rows::save_ticket(tx, &mut lane.facts, &mut open, before).await?;
    }
    Ok(effect)
}

/// Who wrote, and where.
struct Sender {
    contact: ContactRow,
    conversation: ConversationRow,
    owners: Vec<Owner>,
    /// Nobody knew anything of them before this message.
    stranger: bool,
}

async fn conversation_of(
    lane: &Lane<'_>,
    tx: &mut Tx<'_>,
    number: &Number,
    contact: &ContactRow,
    inbound: &InboundMessage,
    owners: &[Owner],
    stranger: bool,
) -> Outcome<ConversationRow> {
    if !stranger && let Some(found) = conversation::find(tx, &contact.id, &number.access.number).await? {
        return lane.lock(tx, found).await;
    }
    // A customer who changed their address since is reached under the new one.
    let reply_to: Identity = match identity::reply_to(&inbound.from, owners, inbound.at) {
        Some(identity) => identity.clone(),
        None => {
            let now = contact::identities(tx, &contact.id).await?;
            now.into_iter().next().unwrap_or_else(|| inbound.from[0].clone())
        }
    };
    let new = ConversationRow {
        id: lane.inner.id(ConversationId::from_parts),
        contact: contact.id.clone(),
        number: number.access.number.clone(),
        reply_to,
        window: window_after(WindowFacts::default(), inbound),
        created_at: lane.facts.at(),
    };
    conversation::insert(tx, &new).await?;
    Ok(new)
}

/// The window once a message is here.
fn window_after(window: WindowFacts, inbound: &InboundMessage) -> WindowFacts {
    match (inbound.opens_window, inbound.from_ad) {
        (false, _) => window,
        (true, false) => window.with_inbound(inbound.at),
        (true, true) => window.with_inbound(inbound.at).with_entry(inbound.at),
    }
}

/// Writes the message into its ticket, with everything that follows from it.
async fn file(
    lane: &mut Lane<'_>,
    tx: &mut Tx<'_>,
    number: &Number,
    inbound: &InboundMessage,
    sender: Sender,
    place: Place,
    intent: Option<Aside>,
) -> Outcome<Effect> {
    let Sender { mut contact, mut conversation, owners, stranger } = sender;
    let Place { mut ticket, before, mut event, menu } = place;
    let open = ticket.row.state.is_open();
    let newest = inbound.at >= conversation.window.last_inbound_at.unwrap_or(inbound.at);

    let mut line = line_of(lane, &ticket.row, inbound);
    let waits_for_quote = quote(tx, number, inbound, &mut line).await?;

    let window = window_after(conversation.window, inbound);
    let reply_to = match identity::reply_to(&inbound.from, &owners, inbound.at) {
        Some(identity) if newest => identity.clone(),
        _ => conversation.reply_to.clone(),
    };
    let moved = window != conversation.window || reply_to != conversation.reply_to;
    conversation.window = window;
    conversation.reply_to = reply_to;

    ticket.row.window = window;
    if open {
        // What is aside is nobody's work.
        if intent.is_none() {
            came(&mut ticket.row, inbound);
            let woken =
                snooze::customer_wrote(tx, &mut ticket.row, &inbound.content, lane.facts.at()).await?;
            event = event.or(woken);
        }
        answered(&mut ticket.row, inbound);
    }
    if !matches!(inbound.content, Content::System { .. }) {
        rows::preview(&mut ticket, &line.view);
    }
    let opened = event.is_some() && before.is_none();
    // The line that tells of the opening stands right before the message that opened.
    let told_at = inbound.at.plus(-1);
    match before {
        None => {
            if moved {
                let ConversationRow { id, window, reply_to, .. } = &conversation;
                conversation::update(tx, id, window, reply_to).await?;
            }
            rows::insert_ticket(tx, &mut lane.facts, &mut ticket).await?;
            tell(lane, tx, &ticket.row, event, told_at).await?;
            rows::insert_line(tx, &mut lane.facts, &ticket.row, &line).await?;
        }
        Some(before) => {
            // The row is written in any case: it is the lock, and what comes to an open ticket nearly always changes it.
            if !rows::file_line(tx, &mut lane.facts, &line, &conversation, &mut ticket, before).await? {
                return Ok(Effect::Repeated);
            }
            tell(lane, tx, &ticket.row, event, told_at).await?;
        }
    }
    identity::learn(tx, &contact, &inbound.from, &owners, inbound.at).await?;
    if identity::rename(lane, tx, &mut contact, inbound).await? {
        lane.touched_people();
        if let Some(renamed) = ticket::get(tx, &ticket.row.ticket).await? {
            ticket = renamed;
        }
    }
    if waits_for_quote && let Some(target) = &inbound.reply_to {
        let id = line.view.id.clone();
        later::park_quote(lane, tx, &number.access.number, target, &id, inbound.at).await?;
    }
    let shown = ticket.row.clone();
    later::settle(lane, tx, &mut ticket, &mut line).await?;
    if opened {
        let queue = lane.queue(tx, &ticket.row.queue).await?;
        for text in [&queue.policy.texts.greeting, &queue.opening_text] {
            lane.inner.queue_notice(tx, &mut lane.facts, &mut ticket, &conversation, &queue, text).await?;
        }
        consent::first_word(lane, tx, &conversation, &line, stranger).await?;
        lane.inner.tell_position(tx, &mut lane.facts, &mut ticket, &conversation, &queue).await?;
    }
    if let Some(menu) = &menu {
        lane.inner.begin_menu(tx, &mut lane.facts, &mut ticket, &conversation, menu).await?;
    } else if intent.is_none() && matches!(ticket.row.state, TicketState::Menu { .. }) {
        lane.inner.hear_menu(tx, &mut lane.facts, &mut ticket, &conversation, &line).await?;
        let queue = lane.queue(tx, &ticket.row.queue).await?;
        lane.inner.tell_position(tx, &mut lane.facts, &mut ticket, &conversation, &queue).await?;
    }
    if let Some(intent) = &intent {
        aside::heard(lane, tx, &mut ticket, &conversation, &line, intent).await?;
    }
    let waits = open && intent.is_none() && inbound.opens_window;
    let told = waits && away::tell(lane, tx, &mut ticket, &conversation).await?;
    if told || ticket.row != shown {
        rows::save_ticket(tx, &mut lane.facts, &mut ticket, shown.facet()).await?;
    }
    Ok(Effect::Done)
}

fn line_of(lane: &Lane<'_>, row: &InboxRow, inbound: &InboundMessage) -> MessageRow {
    let line = Line {
        id: lane.inner.id(MessageId::from_parts),
        direction: Direction::In,
        author: Author::Customer,
        content: inbound.content.clone(),
        at: inbound.at,
        received_at: lane.facts.at(),
        status: MessageStatus::Received,
    };
    let mut line = line.of(row);
    line.provider_id = Some(inbound.id.clone());
    line.quote_provider_id.clone_from(&inbound.reply_to);
    line.view.provenance = inbound.provenance.clone();
    line
}

/// Shows what the message replies to. Tells whether that has not come yet.
async fn quote(
    tx: &mut Tx<'_>,
    number: &Number,
    inbound: &InboundMessage,
    line: &mut MessageRow,
) -> Outcome<bool> {
    let Some(target) = &inbound.reply_to else { return Ok(false) };
    let quoted = message::by_provider_id(tx, &number.access.number, target).await?;
    let known = quoted.is_some();
    line.view.quote = Some(quoted.as_ref().map(quote_of).unwrap_or(Quote {
        message: None,
        ours: false,
        kind: PreviewKind::Text,
        text: String::new(),
    }));
    Ok(!known)
}

/// What a customer's message changes in the row of an open ticket, besides window and preview.
fn came(row: &mut InboxRow, inbound: &InboundMessage) {
    // That they took a call of ours asks for no answer.
    if matches!(inbound.content, Content::CallAnswered) {
        row.pending_template = None;
        return;
    }
    row.unread = row.unread.saturating_add(1);
    // Whom the menu talks to waits for nobody.
    if !matches!(row.state, TicketState::Menu { .. }) {
        row.waiting_since = Some(row.waiting_since.map_or(inbound.at, |since| since.min(inbound.at)));
    }
}

/// A template waits no longer once the customer wrote. An answer in the same second counts: the provider's clock tells whole
/// seconds.
fn answered(row: &mut InboxRow, inbound: &InboundMessage) {
    if row.pending_template.as_ref().is_some_and(|sent| inbound.at.secs() >= sent.at.secs()) {
        row.pending_template = None;
    }
}

async fn tell(
    lane: &mut Lane<'_>,
    tx: &mut Tx<'_>,
    row: &InboxRow,
    event: Option<ThreadEvent>,
    at: Timestamp,
) -> Outcome<()> {
    if let Some(what) = event {
        let line = Line::event(lane.inner.id(MessageId::from_parts), what, at, lane.facts.at());
        rows::insert_line(tx, &mut lane.facts, row, &line.of(row)).await?;
    }
    Ok(())
}
