//! The consent ledger: entries are added and never changed. An entry stays with the contact it was recorded for; merges are
//! followed when it is read.

use crate::rows::{enum_word, from_enum_word, json, to_json, word};
use crate::tx::{clean, clean_opt};
use crate::{Result, StoreError, Tx};
use desk_model::consent::{Act, Entry, KnownIdentity, PastTemplate, Purpose, Recorder, Source};
use desk_model::message::Direction;
use desk_model::template::Category;
use desk_model::{
    ConsentId, ContactId, ConversationId, Identity, IdentityKind, MessageId, NumberId, TicketId, Timestamp,
    UserId,
};

const TABLE: &str = "consent_entry";

#[derive(sqlx::FromRow)]
struct Raw {
    id: ConsentId,
    contact_id: ContactId,
    identity_kind: Option<String>,
    identity: Option<String>,
    purpose: String,
    act: String,
    source: String,
    wording: String,
    wording_version: Option<i64>,
    evidence: String,
    recorded_by: Option<UserId>,
    recorder: Option<String>,
    recorded_at: Timestamp,
    effective_at: Timestamp,
}

impl TryFrom<Raw> for Entry {
    type Error = StoreError;
    fn try_from(raw: Raw) -> Result<Self> {
        let id = raw.id.as_str();
        let identity = match (raw.identity_kind, raw.identity) {
            (Some(kind), Some(value)) => {
                Some(Identity { kind: word(IdentityKind::parse, &kind, TABLE, id, "identity_kind")?, value })
            }
            _ => None,
        };
        Ok(Self {
            identity,
            purpose: word(Purpose::parse, &raw.purpose, TABLE, id, "purpose")?,
            act: word(Act::parse, &raw.act, TABLE, id, "act")?,
            source: word(Source::parse, &raw.source, TABLE, id, "source")?,
            evidence: json(&raw.evidence, TABLE, id, "evidence")?,
            by: raw.recorded_by.map(|id| Recorder { id, name: raw.recorder.unwrap_or_default() }),
            id: raw.id,
            contact: raw.contact_id,
            wording: raw.wording,
            wording_version: raw.wording_version,
            recorded_at: raw.recorded_at,
            effective_at: raw.effective_at,
        })
    }
}

/// Adds an entry; `false`, and nothing changes, when what happened is in the ledger already under `key`.
pub async fn insert(tx: &mut Tx<'_>, entry: &Entry, key: &str) -> Result<bool> {
    const SQL: &str = "INSERT INTO consent_entry (id, entry_key, contact_id, identity_kind, identity, purpose, act, source, wording,
         wording_version, evidence, recorded_by, recorder, recorded_at, effective_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) ON CONFLICT DO NOTHING";
    let evidence = to_json(&entry.evidence)?;
    let rows = on!(tx, |c| sqlx::query(SQL)
        .bind(&entry.id)
        .bind(clean(key).as_ref())
        .bind(&entry.contact)
        .bind(entry.identity.as_ref().map(|identity| identity.kind.as_str()))
        .bind(clean_opt(entry.identity.as_ref().map(|identity| identity.value.as_str())))
        .bind(entry.purpose.as_str())
        .bind(entry.act.as_str())
        .bind(entry.source.as_str())
        .bind(clean(&entry.wording).as_ref())
        .bind(entry.wording_version)
        .bind(&evidence)
        .bind(entry.by.as_ref().map(|by| &by.id))
        .bind(clean_opt(entry.by.as_ref().map(|by| by.name.as_str())))
        .bind(entry.recorded_at)
        .bind(entry.effective_at)
        .execute(c)
        .await?
        .rows_affected());
    Ok(rows == 1)
}

/// Every entry of a contact, and of all that became part of it; oldest first.
pub async fn of_contact(tx: &mut Tx<'_>, contact: &ContactId) -> Result<Vec<Entry>> {
    const SQL: &str = "WITH RECURSIVE person(id) AS (SELECT CAST($1 AS TEXT)
           UNION SELECT m.from_id FROM contact_merge m JOIN person p ON m.into_id = p.id)
         SELECT e.* FROM person p JOIN consent_entry e ON e.contact_id = p.id ORDER BY e.effective_at, e.id";
    let raw: Vec<Raw> = on!(tx, |c| sqlx::query_as(SQL).bind(contact).fetch_all(c).await?);
    raw.into_iter().map(Entry::try_from).collect()
}

/// Notes that `from` became part of `into`.
pub async fn merge(tx: &mut Tx<'_>, from: &ContactId, into: &ContactId, at: Timestamp) -> Result<()> {
    const SQL: &str = "INSERT INTO contact_merge (from_id, into_id, at) VALUES ($1, $2, $3)";
    on!(tx, |c| sqlx::query(SQL).bind(from).bind(into).bind(at).execute(c).await.map(|_| ())?);
    Ok(())
}

/// Contacts that became part of this one, directly or through others.
pub async fn merged(tx: &mut Tx<'_>, contact: &ContactId) -> Result<Vec<ContactId>> {
    const SQL: &str = "WITH RECURSIVE person(id) AS (SELECT m.from_id FROM contact_merge m WHERE m.into_id = $1
           UNION SELECT m.from_id FROM contact_merge m JOIN person p ON m.into_id = p.id) SELECT id FROM person ORDER BY id";
    Ok(on!(tx, |c| sqlx::query_scalar(SQL).bind(contact).fetch_all(c).await?))
}

/// Who a contact is now, wherever it went; `None` when nobody ever had the id.
pub async fn resolve(tx: &mut Tx<'_>, contact: &ContactId) -> Result<Option<ContactId>> {
    const SQL: &str = "WITH RECURSIVE person(id) AS (SELECT CAST($1 AS TEXT)
           UNION SELECT m.into_id FROM contact_merge m JOIN person p ON m.from_id = p.id)
         SELECT k.id FROM person p JOIN contact k ON k.id = p.id";
    Ok(on!(tx, |c| sqlx::query_scalar(SQL).bind(contact).fetch_optional(c).await?))
}

#[derive(sqlx::FromRow)]
struct RawIdentity {
    kind: String,
    value: String,
    created_at: Timestamp,
    superseded_at: Option<Timestamp>,
}

/// All addresses a contact has or had.
pub async fn identities(tx: &mut Tx<'_>, contact: &ContactId) -> Result<Vec<KnownIdentity>> {
    const SQL: &str = "SELECT kind, value, created_at, superseded_at FROM identity WHERE contact_id = $1
         ORDER BY CASE kind WHEN 'phone' THEN 0 ELSE 1 END, created_at, kind";
    let raw: Vec<RawIdentity> = on!(tx, |c| sqlx::query_as(SQL).bind(contact).fetch_all(c).await?);
    raw.into_iter()
        .map(|raw| {
            let kind = word(IdentityKind::parse, &raw.kind, "identity", contact.as_str(), "kind")?;
            let identity = Identity { kind, value: raw.value };
            Ok(KnownIdentity { identity, since: raw.created_at, until: raw.superseded_at })
        })
        .collect()
}

/// The category a template of a number has now.
pub async fn category(
    tx: &mut Tx<'_>,
    number: &NumberId,
    name: &str,
    language: &str,
) -> Result<Option<Category>> {
    const SQL: &str = "SELECT category FROM template WHERE number_id = $1 AND name = $2 AND language = $3";
    let found: Option<String> = on!(tx, |c| sqlx::query_scalar(SQL)
        .bind(number)
        .bind(clean(name).as_ref())
        .bind(clean(language).as_ref())
        .fetch_optional(c)
        .await?);
    found.map(|text| from_enum_word(&text, "template", name, "category")).transpose()
}

/// Which way the first message of a ticket went: who opened it.
pub async fn opener(
    tx: &mut Tx<'_>,
    conversation: &ConversationId,
    ticket: &TicketId,
) -> Result<Option<Direction>> {
    const SQL: &str = "SELECT direction FROM message WHERE conversation_id = $1 AND ticket_id = $2
         AND direction IN ('in', 'out') ORDER BY received_at, id LIMIT 1";
    let found: Option<String> =
        on!(tx, |c| sqlx::query_scalar(SQL).bind(conversation).bind(ticket).fetch_optional(c).await?);
    found.map(|text| word(Direction::parse, &text, "message", ticket.as_str(), "direction")).transpose()
}

/// Notes that a template went into a closed window.
pub async fn note_template(
    tx: &mut Tx<'_>,
    message: &MessageId,
    category: Category,
    at: Timestamp,
) -> Result<()> {
    const SQL: &str =
        "INSERT INTO template_sent (message_id, category, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    let category = enum_word(&category)?;
    on!(tx, |c| sqlx::query(SQL).bind(message).bind(&category).bind(at).execute(c).await.map(|_| ())?);
    Ok(())
}

/// The templates that went to a contact into a closed window after `since` and did not fail, seen from `number`.
pub async fn templates(
    tx: &mut Tx<'_>,
    contact: &ContactId,
    number: &NumberId,
    since: Timestamp,
) -> Result<Vec<PastTemplate>> {
    const SQL: &str = "SELECT s.at, s.category, m.number_id FROM conversation v
         JOIN message m ON m.conversation_id = v.id AND m.at > $2 JOIN template_sent s ON s.message_id = m.id
         WHERE v.contact_id = $1 AND m.status <> 'failed'";
    let rows: Vec<(Timestamp, String, NumberId)> =
        on!(tx, |c| sqlx::query_as(SQL).bind(contact).bind(since).fetch_all(c).await?);
    rows.into_iter()
        .map(|(at, category, from)| {
            let category = from_enum_word(&category, "template_sent", from.as_str(), "category")?;
            Ok(PastTemplate { at, category, same_number: from == *number })
        })
        .collect()
}
