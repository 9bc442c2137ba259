//! Writing into the ledger, and telling the threads that are open.

use crate::Inner;
use crate::error::Outcome;
use crate::rows::{self, Facts, Line};
use desk_model::consent::{Act, Entry, Evidence, Purpose, Recorder, STOPPED_MARKETING, Source};
use desk_model::message::ThreadEvent;
use desk_model::view::InboxRow;
use desk_model::{ConsentId, ContactId, Identity, MessageId, MessageStatus, NumberId, Timestamp};
use desk_store::message::MessageRow;
use desk_store::{Tx, consent, conversation, ticket};

/// Something a customer did, or was said to have done, about their consent.
pub(crate) struct Deed<'a> {
    pub(crate) contact: &'a ContactId,
    pub(crate) identity: Option<&'a Identity>,
    pub(crate) purposes: &'a [Purpose],
    pub(crate) act: Act,
    pub(crate) source: Source,
    pub(crate) wording: &'a str,
    pub(crate) wording_version: Option<i64>,
    pub(crate) evidence: Evidence,
    pub(crate) by: Option<Recorder>,
    pub(crate) effective_at: Timestamp,
    /// Tells it from all other deeds: the same one told twice is written once.
    pub(crate) key: &'a str,
}

impl Deed<'_> {
    /// How the thread tells of it.
    pub(crate) fn event(&self) -> ThreadEvent {
        ThreadEvent::Consent {
            act: self.act,
            purposes: self.purposes.to_vec(),
            source: self.source,
            by: self.by.as_ref().map(|by| by.name.clone()),
        }
    }
}

impl Inner {
    /// Writes one entry for each purpose; `false` when all of it was known.
    pub(crate) async fn enter_silently(
        &self,
        tx: &mut Tx<'_>,
        facts: &Facts,
        deed: &Deed<'_>,
    ) -> Outcome<bool> {
        let mut new = false;
        for purpose in deed.purposes {
            let entry = Entry {
                id: self.id(ConsentId::from_parts),
                contact: deed.contact.clone(),
                identity: deed.identity.cloned(),
                purpose: *purpose,
                act: deed.act,
                source: deed.source,
                wording: deed.wording.to_owned(),
                wording_version: deed.wording_version,
                evidence: deed.evidence.clone(),
                by: deed.by.clone(),
                recorded_at: facts.at(),
                effective_at: deed.effective_at,
            };
            new |= consent::insert(tx, &entry, &format!("{}:{}", deed.key, purpose.as_str())).await?;
        }
        Ok(new)
    }

    /// The same, and says so in the contact's open tickets.
    pub(crate) async fn enter(&self, tx: &mut Tx<'_>, facts: &mut Facts, deed: &Deed<'_>) -> Outcome<bool> {
        if !self.enter_silently(tx, facts, deed).await? {
            return Ok(false);
        }
        for talk in conversation::of_contact(tx, deed.contact).await? {
            if let Some(open) = ticket::open_of(tx, &talk.id).await? {
                let at = facts.at();
                self.tell_consent(tx, facts, &open.row, deed.event(), at).await?;
            }
        }
        Ok(true)
    }

    /// A line of a thread that tells of consent.
    pub(crate) async fn tell_consent(
        &self,
        tx: &mut Tx<'_>,
        facts: &mut Facts,
        row: &InboxRow,
        what: ThreadEvent,
        at: Timestamp,
    ) -> Outcome<()> {
        let line = Line::event(self.id(MessageId::from_parts), what, at, facts.at()).of(row);
        rows::insert_line(tx, facts, row, &line).await?;
        Ok(())
    }

    /// A message failed because the customer stopped marketing: their word counts here too.
    pub(crate) async fn stopped_marketing(
        &self,
        tx: &mut Tx<'_>,
        facts: &mut Facts,
        line: &MessageRow,
    ) -> Outcome<()> {
        let failed = line.view.status == MessageStatus::Failed;
        if !failed || line.view.failure.as_ref().is_none_or(|failure| failure.code != STOPPED_MARKETING) {
            return Ok(());
        }
        let Some(talk) = conversation::get(tx, &line.conversation).await? else { return Ok(()) };
        let deed = Deed {
            contact: &talk.contact,
            identity: Some(&talk.reply_to),
            purposes: &[Purpose::Marketing],
            act: Act::Withdrawn,
            source: Source::Provider,
            wording: "",
            wording_version: None,
            evidence: Evidence {
                line: Some(line.view.id.clone()),
                note: line.view.failure.as_ref().map(|f| format!("{} {}", f.code, f.detail)),
                ..message_evidence(&line.number, line.provider_id.as_deref())
            },
            by: None,
            effective_at: facts.at(),
            key: &format!("refused:{}", line.view.id),
        };
        self.enter(tx, facts, &deed).await?;
        Ok(())
    }
}

/// From when on a farewell counts that the provider told of. Its clock tells whole seconds: what was recorded here earlier in
/// the same second must not outlast it, and it must hold at once.
pub(crate) fn at_the_latest(told: Timestamp, now: Timestamp) -> Timestamp {
    Timestamp::from_secs(told.secs() + 1).plus(-1).min(now).max(told)
}

/// A message as proof.
pub(crate) fn message_evidence(number: &NumberId, provider_id: Option<&str>) -> Evidence {
    Evidence { number: Some(number.clone()), message: provider_id.map(str::to_owned), ..Evidence::default() }
}
