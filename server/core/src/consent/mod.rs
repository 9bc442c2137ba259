//! Consent: writing it down, asking for it before the desk speaks first, and showing it.

mod guard;
mod import;
pub(crate) mod ledger;
mod optin;
pub(crate) mod settings;

pub use optin::{OptInAsk, OptInForm, OptInStarted};

use crate::error::Outcome;
use crate::rows::Facts;
use crate::{Actor, Desk, Inner};
use desk_model::access::Permission;
use desk_model::consent::{
    self, Act, ConsentAbout, ConsentSubject, ContactConsents, Evidence, MAX_WORDING, Occasion, Purpose,
    Recorder, Source,
};
use desk_model::error::{FieldError, FieldProblem};
use desk_model::template::Category;
use desk_model::window::window;
use desk_model::{ContactId, DeskError, Timestamp};
use desk_store::contact::{self, ContactRow};
use desk_store::{Tx, consent as store, conversation, ticket};
use ledger::Deed;
use serde::{Deserialize, Serialize};

/// No limit to the tickets of one customer.
const ALL: u32 = u32::MAX;

/// A consent that a person of the desk records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConsentRequest {
    /// Whose.
    pub subject: ConsentSubject,
    /// What for.
    pub purpose: Purpose,
    /// Given or taken back.
    pub act: Act,
    /// How they know.
    pub source: Source,
    /// The words that were shown or said. Needed when it is given.
    pub wording: String,
    /// The proof, in words. Needed when it is given.
    pub evidence: String,
}

impl Desk {
    /// Everything the ledger knows of a contact the actor sees, with what holds now.
    ///
    /// # Errors
    /// [`DeskError::NotFound`] on `contact`; [`DeskError::Forbidden`].
    pub async fn consents(&self, actor: &Actor, contact: &ContactId) -> Result<ContactConsents, DeskError> {
        self.settle(self.0.consents(actor, contact, self.0.now())).await
    }

    /// The same with what held at the end of a day (`2026-11-21`, in the desk's time zone); `None` = now.
    ///
    /// # Errors
    /// [`DeskError::Invalid`] on `at` when it is no day; else as [`Desk::consents`].
    pub async fn consent_export(
        &self,
        actor: &Actor,
        contact: &ContactId,
        at: Option<&str>,
    ) -> Result<ContactConsents, DeskError> {
        let at = self.0.end_of_day(at)?;
        self.settle(self.0.consents(actor, contact, at)).await
    }

    /// Writes down what a customer told the actor: for a contact they see, or for whoever has an address.
    ///
    /// # Errors
    /// [`DeskError::Invalid`] for `source`, `wording`, `evidence`; [`DeskError::NotFound`] on `contact`;
    /// [`DeskError::Forbidden`].
    pub async fn record_consent(&self, actor: &Actor, request: ConsentRequest) -> Result<(), DeskError> {
        self.settle(self.0.record_consent(actor, request)).await
    }

    /// Why a template of `category` could not be sent now, as far as consent and limits go; `None` when it could.
    ///
    /// # Errors
    /// [`DeskError::NotFound`]; [`DeskError::Forbidden`].
    pub async fn consent_check(
        &self,
        actor: &Actor,
        about: &ConsentAbout,
        category: Category,
    ) -> Result<Option<DeskError>, DeskError> {
        self.settle(self.0.consent_check(actor, about, category)).await
    }
}

impl Inner {
    async fn consents(&self, actor: &Actor, id: &ContactId, at: Timestamp) -> Outcome<ContactConsents> {
        actor.require(Permission::ReadTickets)?;
        let mut tx = self.store.read().await?;
        let known = visible(&mut tx, actor, id).await?;
        let mut entries = store::of_contact(&mut tx, &known.id).await?;
        let state = consent::state(&entries, at);
        entries.reverse();
        Ok(ContactConsents {
            identities: store::identities(&mut tx, &known.id).await?,
            merged: store::merged(&mut tx, &known.id).await?,
            contact: known.id,
            name: known.name,
            state,
            at,
            entries,
        })
    }

    async fn record_consent(&self, actor: &Actor, request: ConsentRequest) -> Outcome<()> {
        // Whoever may note something on a ticket may note this.
        actor.require(Permission::WriteNote)?;
        let person = actor.person()?.clone();
        check(&request)?;
        let now = self.now();
        let mut facts = Facts::new(now);
        let mut tx = self.store.write().await?;
        let (contact, identity) = match &request.subject {
            ConsentSubject::Contact { contact } => {
                let known = visible(&mut tx, actor, contact).await?;
                let identity = contact::identities(&mut tx, &known.id).await?.into_iter().next();
                (known.id, identity)
            }
            ConsentSubject::Address { identity } => {
                (self.contact_at(&mut tx, identity, "", now).await?, Some(identity.clone()))
            }
        };
        let note = Some(request.evidence.trim().to_owned()).filter(|note| !note.is_empty());
        let id = self.secret();
        let deed = Deed {
            contact: &contact,
            identity: identity.as_ref(),
            purposes: &[request.purpose],
            act: request.act,
            source: request.source,
            wording: request.wording.trim(),
            wording_version: None,
            evidence: Evidence { note, ..Evidence::default() },
            by: Some(Recorder { id: person, name: actor.name().to_owned() }),
            effective_at: now,
            key: &format!("person:{id}"),
        };
        self.enter(&mut tx, &mut facts, &deed).await?;
        self.commit(tx, facts).await?;
        Ok(())
    }

    async fn consent_check(
        &self,
        actor: &Actor,
        about: &ConsentAbout,
        category: Category,
    ) -> Outcome<Option<DeskError>> {
        actor.require(Permission::ReadTickets)?;
        let now = self.now();
        let mut tx = self.store.read().await?;
        let (contact, number, talk, their_ticket) = match about {
            ConsentAbout::Ticket { ticket } => {
                let row = crate::reads::visible(&mut tx, actor, ticket).await?.row;
                let theirs = self.their_ticket(&mut tx, &row.conversation, ticket).await?;
                let talk = conversation::get(&mut tx, &row.conversation).await?;
                (Some(row.contact), row.number, talk, theirs)
            }
            ConsentAbout::Start { number, to } => {
                let contact = match to {
                    ConsentSubject::Contact { contact } => Some(visible(&mut tx, actor, contact).await?.id),
                    // Whether somebody has the address is not theirs to know; whether they may write to it is.
                    ConsentSubject::Address { identity } => {
                        contact::find(&mut tx, std::slice::from_ref(identity)).await?.into_iter().next()
                    }
                };
                let talk = match &contact {
                    Some(contact) => conversation::find(&mut tx, contact, number).await?,
                    None => None,
                };
                (contact, number.clone(), talk, false)
            }
        };
        let facts = talk.as_ref().map(|talk| talk.window).unwrap_or_default();
        let policy = self
            .numbers()
            .get(&number)
            .map(|known| known.channel.policy())
            .ok_or_else(|| DeskError::not_found("number"))?;
        let occasion = if window(policy, &facts, now).is_open() {
            Occasion::OpenWindow
        } else if their_ticket {
            Occasion::TheirTicket
        } else {
            Occasion::FirstWord
        };
        let entries = match &contact {
            Some(contact) => store::of_contact(&mut tx, contact).await?,
            None => Vec::new(),
        };
        if let Err(error) = consent::may_send(&consent::state(&entries, now), category, occasion) {
            return Ok(Some(error));
        }
        let Some(contact) = contact.filter(|_| occasion != Occasion::OpenWindow) else { return Ok(None) };
        let sent = store::templates(&mut tx, &contact, &number, now.plus(-consent::WEEK)).await?;
        let guards = settings::read(&mut tx).await?.guards;
        let limit = consent::limit(&guards, category, &sent, facts.last_inbound_at, now);
        Ok(limit.map(|limit| DeskError::ContactLimit { limit }))
    }

    /// The contact with this address, made with this name when nobody has it.
    async fn contact_at(
        &self,
        tx: &mut Tx<'_>,
        identity: &desk_model::Identity,
        name: &str,
        now: Timestamp,
    ) -> Outcome<ContactId> {
        if let Some(known) = contact::find(tx, std::slice::from_ref(identity)).await?.into_iter().next() {
            return Ok(known);
        }
        let new = ContactRow {
            id: self.id(ContactId::from_parts),
            name: name.to_owned(),
            username: None,
            created_at: now,
            updated_at: now,
        };
        contact::insert(tx, &new).await?;
        contact::add_identity(tx, &new.id, identity, now).await?;
        Ok(new.id)
    }

    /// The end of a day in the desk's time zone, but never later than now.
    fn end_of_day(&self, day: Option<&str>) -> Result<Timestamp, DeskError> {
        let now = self.now();
        let Some(day) = day.map(str::trim).filter(|day| !day.is_empty()) else { return Ok(now) };
        let malformed = || DeskError::invalid("at", FieldProblem::Malformed);
        let date: jiff::civil::Date = day.parse().map_err(|_| malformed())?;
        let next = date.tomorrow().map_err(|_| malformed())?;
        let end = next.to_zoned(self.zone.clone()).map_err(|_| malformed())?.timestamp();
        Ok(Timestamp(end.as_microsecond().saturating_sub(1)).min(now))
    }
}

/// A contact of whom the actor sees a ticket, or who has none: nobody's customer yet.
///
/// # Errors
/// [`DeskError::NotFound`] on `contact`.
async fn visible(tx: &mut Tx<'_>, actor: &Actor, id: &ContactId) -> Outcome<ContactRow> {
    let hidden = || DeskError::not_found("contact");
    let now = store::resolve(tx, id).await?.ok_or_else(hidden)?;
    let tickets = ticket::of_contact(tx, &now, ALL).await?;
    let seen = tickets.iter().any(|known| actor.sees_ticket(&known.row));
    if !seen && !tickets.is_empty() && !actor.may(Permission::SeeAllQueues) {
        return Err(hidden().into());
    }
    Ok(contact::get(tx, &now).await?.ok_or_else(hidden)?)
}

fn check(request: &ConsentRequest) -> Result<(), DeskError> {
    let mut fields = Vec::new();
    let mut refuse = |field: &str, problem| fields.push(FieldError { field: field.to_owned(), problem });
    if !Source::BY_PERSON.contains(&request.source) {
        refuse("source", FieldProblem::Malformed);
    }
    for (field, text) in [("wording", &request.wording), ("evidence", &request.evidence)] {
        if request.act == Act::Granted && text.trim().is_empty() {
            refuse(field, FieldProblem::Missing);
        } else if text.chars().count() > MAX_WORDING {
            refuse(field, FieldProblem::TooLong { max: MAX_WORDING });
        }
    }
    if fields.is_empty() { Ok(()) } else { Err(DeskError::Invalid { fields }) }
}
