//! Who wrote: the addresses in a message joined with the contact that belongs to it.
//!
//! Meta, *Business-scoped user IDs*: any of phone, BSUID and parent BSUID may be absent. A contact belongs to a message
//! by BSUID, then by phone, never by its place in the list.

use super::json::{Node, Object};
use desk_model::contact::{Identity, IdentityKind};

/// Longest name and user name that are kept, in characters.
const MAX_NAME: usize = 256;

/// The addresses of one person, each at most once.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Addresses {
    phone: Option<Identity>,
    bsuid: Option<Identity>,
    parent: Option<Identity>,
}

impl Addresses {
    /// Reads a member of any spelling. A BSUID never passes for a phone: without its letters it would be a false one.
    pub(super) fn read(&mut self, text: Option<String>) {
        let Some(text) = text else { return };
        let text = text.trim();
        let Some(identity) = Identity::bsuid(text).or_else(|| Identity::phone(text)) else { return };
        let slot = match identity.kind {
            IdentityKind::Phone => &mut self.phone,
            IdentityKind::Bsuid => &mut self.bsuid,
            IdentityKind::ParentBsuid => &mut self.parent,
        };
        slot.get_or_insert(identity);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.phone.is_none() && self.bsuid.is_none() && self.parent.is_none()
    }

    /// The phone first: where there is one, it is what answers go to.
    pub(super) fn into_vec(self) -> Vec<Identity> {
        [self.phone, self.bsuid, self.parent].into_iter().flatten().collect()
    }

    fn fill(&mut self, other: &Self) {
        for (have, add) in [
            (&mut self.phone, &other.phone),
            (&mut self.bsuid, &other.bsuid),
            (&mut self.parent, &other.parent),
        ] {
            if have.is_none() {
                have.clone_from(add);
            }
        }
    }
}

struct Contact {
    addresses: Addresses,
    name: Option<String>,
    username: Option<String>,
}

/// `value.contacts`.
pub(super) struct Contacts(Vec<Contact>);

impl Contacts {
    /// Reads them; broken ones are as good as absent.
    pub(super) fn of(value: &Object<'_>) -> Self {
        let contacts = value.objects("contacts").into_iter().map(|contact| {
            let mut addresses = Addresses::default();
            for name in ["wa_id", "user_id", "parent_user_id"] {
                addresses.read(contact.text(name));
            }
            let profile = contact.object("profile");
            let word = |name: &str| profile.as_ref()?.text(name).and_then(|text| shorten(&text));
            let username = word("username").map(|name| name.trim_start_matches('@').to_owned());
            Contact { addresses, name: word("name"), username: username.filter(|name| !name.is_empty()) }
        });
        Self(contacts.collect())
    }

    fn belonging_to(&self, sender: &Addresses) -> Option<&Contact> {
        let same = |a: &Option<Identity>, b: &Option<Identity>| match (a, b) {
            (Some(a), Some(b)) => a.match_key() == b.match_key(),
            _ => false,
        };
        // One phone under two BSUIDs is two people: it changed hands.
        let differ = |a: &Option<Identity>, b: &Option<Identity>| a.is_some() && b.is_some() && a != b;
        let by_id = |c: &&Contact| same(&c.addresses.bsuid, &sender.bsuid);
        let by_phone = |c: &&Contact| {
            same(&c.addresses.phone, &sender.phone) && !differ(&c.addresses.bsuid, &sender.bsuid)
        };
        let by_parent = |c: &&Contact| {
            same(&c.addresses.parent, &sender.parent) && !differ(&c.addresses.bsuid, &sender.bsuid)
        };
        let contacts = || self.0.iter();
        contacts().find(by_id).or_else(|| contacts().find(by_phone)).or_else(|| contacts().find(by_parent))
    }
}

/// The one who wrote.
pub(super) struct Sender {
    pub(super) addresses: Vec<Identity>,
    pub(super) name: Option<String>,
    pub(super) username: Option<String>,
}

/// The addresses an item names itself.
pub(super) fn named(item: &Object<'_>) -> Addresses {
    let mut addresses = Addresses::default();
    for name in ["from", "from_user_id", "from_parent_user_id"] {
        addresses.read(item.text(name));
    }
    addresses
}

/// The sender of `item`, one of `items`. An answer to a request for the phone number may name nobody; it is its only
/// contact's, but only when no item of the list names anybody: a guess would put words into a stranger's mouth.
pub(super) fn sender(item: &Object<'_>, items: &[Node<'_>], contacts: &Contacts) -> Option<Sender> {
    let addresses = named(item);
    let contact = match (&contacts.0[..], addresses.is_empty()) {
        (_, false) => contacts.belonging_to(&addresses),
        ([only], true) if items.iter().all(|i| i.object().is_none_or(|i| named(&i).is_empty())) => Some(only),
        (_, true) => None,
    };
    joined(addresses, contact)
}

/// The customer a status of a call of ours is about.
pub(super) fn taker(item: &Object<'_>, contacts: &Contacts) -> Option<Sender> {
    let mut addresses = Addresses::default();
    for name in ["recipient_id", "recipient_user_id", "recipient_parent_user_id", "parent_recipient_user_id"]
    {
        addresses.read(item.text(name));
    }
    let contact = if addresses.is_empty() { None } else { contacts.belonging_to(&addresses) };
    joined(addresses, contact)
}

fn joined(mut addresses: Addresses, contact: Option<&Contact>) -> Option<Sender> {
    if let Some(contact) = contact {
        addresses.fill(&contact.addresses);
    }
    if addresses.is_empty() {
        return None;
    }
    Some(Sender {
        addresses: addresses.into_vec(),
        name: contact.and_then(|c| c.name.clone()),
        username: contact.and_then(|c| c.username.clone()),
    })
}

fn shorten(text: &str) -> Option<String> {
    let text = text.trim();
    let end = text.char_indices().nth(MAX_NAME).map_or(text.len(), |(i, _)| i);
    (!text.is_empty()).then(|| text[..end].to_owned())
}
