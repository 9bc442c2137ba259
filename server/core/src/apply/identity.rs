//! Who wrote: one contact, many addresses. Two contacts become one when a webhook shows their addresses together.

use super::{Effect, Lane, merge};
use crate::error::Outcome;
use crate::numbers::Number;
use crate::ports::InboundMessage;
use crate::rows::{self, Line};
use desk_model::contact::phone_display;
use desk_model::message::ThreadEvent;
use desk_model::{ContactId, Identity, IdentityKind, MessageId, Timestamp};
use desk_store::contact::{self, ContactRow, Owner};
use desk_store::{Tx, applied, conversation, ticket};

/// Whether an address belonged to its owner at `at`. One that was given up before may have a new owner: phone companies
/// hand numbers out again.
fn held(owner: &Owner, at: Timestamp) -> bool {
    owner.superseded_at.is_none_or(|end| at <= end)
}

/// The contacts these addresses belonged to at `at`, the one known longest first.
pub(super) fn people(owners: &[Owner], at: Timestamp) -> Vec<ContactRow> {
    let mut people: Vec<ContactRow> = Vec::new();
    for owner in owners.iter().filter(|owner| held(owner, at)) {
        if !people.iter().any(|known| known.id == owner.contact.id) {
            people.push(owner.contact.clone());
        }
    }
    people.sort_by(|a, b| (a.created_at, &a.id).cmp(&(b.created_at, &b.id)));
    people
}

/// Makes one contact of `people`, or a new one with these names when there is none.
pub(super) async fn one_of(
    lane: &mut Lane<'_>,
    tx: &mut Tx<'_>,
    people: Vec<ContactRow>,
    name: Option<&str>,
    username: Option<&str>,
    at: Timestamp,
) -> Outcome<ContactRow> {
    let mut people = people.into_iter();
    let Some(mut first) = people.next() else {
        let new = ContactRow {
            id: lane.inner.id(ContactId::from_parts),
            name: name.unwrap_or_default().trim().to_owned(),
            username: username.map(str::to_owned),
            created_at: lane.facts.at(),
            updated_at: at,
        };
        contact::insert(tx, &new).await?;
        return Ok(new);
    };
    for other in people {
        Box::pin(merge::contacts(lane, tx, &mut first, &other)).await?;
    }
    Ok(first)
}

/// Notes the addresses of `from` that are not known to be the contact's, as of `at`.
pub(super) async fn learn(
    tx: &mut Tx<'_>,
    contact: &ContactRow,
    from: &[Identity],
    owners: &[Owner],
    at: Timestamp,
) -> Outcome<()> {
    for (index, identity) in from.iter().enumerate() {
        let known = owners.iter().any(|owner| owner.index == index && held(owner, at));
        if !known {
            contact::add_identity(tx, &contact.id, identity, at).await?;
        }
    }
    Ok(())
}

/// Takes over the names a message brings, if it is no older than those known. Tells whether something changed.
pub(super) async fn rename(
    lane: &mut Lane<'_>,
    tx: &mut Tx<'_>,
    contact: &mut ContactRow,
    message: &InboundMessage,
) -> Outcome<bool> {
    let name = message.name.as_deref().map(str::trim).filter(|name| !name.is_empty());
    let new_name = name.is_some_and(|name| name != contact.name);
    let new_username = message.username.is_some() && message.username != contact.username;
    if message.at < contact.updated_at || !(new_name || new_username) {
        return Ok(false);
    }
    if let Some(name) = name {
        contact.name = name.to_owned();
    }
    if message.username.is_some() {
        contact.username.clone_from(&message.username);
    }
    contact.updated_at = message.at;
    let ContactRow { id, name, username, updated_at, .. } = &*contact;
    contact::rename(tx, id, name, username.as_deref(), *updated_at).await?;
    if new_name {
        show_name(lane, tx, contact).await?;
    }
    Ok(true)
}

/// Shows the contact's name in all their open tickets.
async fn show_name(lane: &mut Lane<'_>, tx: &mut Tx<'_>, contact: &ContactRow) -> Outcome<()> {
    for conversation in conversation::of_contact(tx, &contact.id).await? {
        let conversation = lane.lock(tx, conversation).await?;
        if let Some(mut open) = ticket::open_of(tx, &conversation.id).await?
            && open.row.contact_name != contact.name
        {
            let before = open.row.facet();
            open.row.contact_name.clone_from(&contact.name);
            rows::save_ticket(tx, &mut lane.facts, &mut open, before).await?;
        }
    }
    Ok(())
}

/// What the list calls the contact: their name, or their address when they have none.
pub(crate) fn shown(contact: &ContactRow, address: &Identity) -> String {
    if !contact.name.is_empty() {
        return contact.name.clone();
    }
    match address.kind {
        IdentityKind::Phone => phone_display(&address.value),
        IdentityKind::Bsuid | IdentityKind::ParentBsuid => address.value.clone(),
    }
}

/// Where to reply to after a message from these addresses written at `at`: the first that was not given up since.
pub(super) fn reply_to<'a>(from: &'a [Identity], owners: &[Owner], at: Timestamp) -> Option<&'a Identity> {
    from.iter().enumerate().find_map(|(index, identity)| {
        let given_up = owners
            .iter()
            .any(|owner| owner.index == index && owner.superseded_at.is_some_and(|end| at <= end));
        (!given_up).then_some(identity)
    })
}

/// The customer's addresses changed.
pub(super) struct News<'a> {
    pub(super) id: Option<&'a str>,
    pub(super) before: &'a [Identity],
    pub(super) after: &'a [Identity],
    pub(super) detail: &'a str,
    pub(super) at: Timestamp,
}

impl News<'_> {
    /// What tells it from others.
    fn key(&self) -> String {
        match self.id {
            Some(id) => id.to_owned(),
            None => {
                let values: Vec<&str> =
                    self.before.iter().chain(self.after).map(|identity| identity.value.as_str()).collect();
                format!("identity:{}:{}", self.at.0, values.join(","))
            }
        }
    }

    fn gives_up(&self, identity: &Identity) -> bool {
        let same =
            |other: &&Identity| other.kind == identity.kind && other.match_key() == identity.match_key();
        self.before.iter().any(|other| same(&other)) && !self.after.iter().any(|other| same(&other))
    }
}

/// The old and the new addresses belong to one contact; the old ones are history from now on. Opens no ticket.
pub(super) async fn change(
    lane: &mut Lane<'_>,
    tx: &mut Tx<'_>,
    number: &Number,
    news: &News<'_>,
) -> Outcome<Effect> {
    if !applied::mark(tx, &number.access.number, &news.key(), news.at).await? {
        return Ok(Effect::Repeated);
    }
    let all: Vec<Identity> = news.before.iter().chain(news.after).cloned().collect();
    if all.is_empty() {
        return Ok(Effect::Noted("names no address".to_owned()));
    }
    let owners = contact::owners(tx, &all).await?;
    let contact = one_of(lane, tx, people(&owners, news.at), None, None, news.at).await?;
    learn(tx, &contact, &all, &owners, news.at).await?;
    for identity in news.before.iter().filter(|identity| news.gives_up(identity)) {
        contact::supersede(tx, identity, news.at).await?;
    }
    for conversation in conversation::of_contact(tx, &contact.id).await? {
        let conversation = lane.lock(tx, conversation).await?;
        if news.gives_up(&conversation.reply_to) {
            let old = &conversation.reply_to;
            let next = news.after.iter().find(|new| new.kind == old.kind).or(news.after.first());
            if let Some(next) = next {
                conversation::update(tx, &conversation.id, &conversation.window, next).await?;
            }
        }
        let Some(open) = ticket::open_of(tx, &conversation.id).await? else { continue };
        let what = ThreadEvent::IdentityChanged { detail: news.detail.to_owned() };
        let line = Line::event(lane.inner.id(MessageId::from_parts), what, news.at, lane.facts.at());
        rows::insert_line(tx, &mut lane.facts, &open.row, &line.of(&open.row)).await?;
    }
    Ok(Effect::Done)
}
