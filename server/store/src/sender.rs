//! Who wrote, their conversation and its open ticket: what nearly every inbound message needs, with one statement for all of
//! them that are looked at together.

use crate::contact::{ContactRow, Owner};
use crate::conversation::ConversationRow;
use crate::ticket::TicketRow;
use crate::tx::clean;
use crate::{Result, Tx, conversation, ticket};
use desk_model::{Identity, NumberId, Timestamp};
use sqlx::{FromRow, QueryBuilder};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A customer in the middle of a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender {
    /// Whose the addresses are: one entry for each of them, all of the same customer.
    pub owners: Vec<Owner>,
    /// Their conversation on the number; locked until the end of the transaction.
    pub conversation: ConversationRow,
    /// Its open ticket.
    pub ticket: TicketRow,
}

/// One address with all that hangs on it. The ticket's columns have their own names.
struct Found {
    kind: String,
    match_key: String,
    superseded_at: Option<Timestamp>,
    contact: ContactRow,
    conversation: conversation::Raw,
    ticket: ticket::Raw,
}

const COLUMNS: &str = "SELECT i.kind AS i_kind, i.match_key AS i_match_key, i.superseded_at AS i_superseded_at,
     k.name AS k_name, k.username AS k_username, k.created_at AS k_created_at, k.updated_at AS k_updated_at,
     v.reply_kind AS v_reply_kind, v.reply_to AS v_reply_to, v.last_inbound_at AS v_last_inbound_at,
     v.refused_inbound_at AS v_refused_inbound_at, v.entry_at AS v_entry_at, v.free_until AS v_free_until,
     v.nudged_for AS v_nudged_for, v.created_at AS v_created_at, t.*
     FROM identity i JOIN contact k ON k.id = i.contact_id
     JOIN conversation v ON v.contact_id = k.id JOIN ticket t ON t.conversation_id = v.id AND t.state <> 'closed'
     WHERE v.number_id = ";

impl<'r, R: sqlx::Row> FromRow<'r, R> for Found
where
    ticket::Raw: FromRow<'r, R>,
    &'static str: sqlx::ColumnIndex<R>,
    String: sqlx::Decode<'r, R::Database> + sqlx::Type<R::Database>,
    i64: sqlx::Decode<'r, R::Database> + sqlx::Type<R::Database>,
    Timestamp: sqlx::Decode<'r, R::Database> + sqlx::Type<R::Database>,
{
    fn from_row(row: &'r R) -> sqlx::Result<Self> {
        let ticket = ticket::Raw::from_row(row)?;
        Ok(Self {
            kind: row.try_get("i_kind")?,
            match_key: row.try_get("i_match_key")?,
            superseded_at: row.try_get("i_superseded_at")?,
            contact: ContactRow {
                id: ticket.contact_id.clone(),
                name: row.try_get("k_name")?,
                username: row.try_get("k_username")?,
                created_at: row.try_get("k_created_at")?,
                updated_at: row.try_get("k_updated_at")?,
            },
            conversation: conversation::Raw {
                id: ticket.conversation_id.clone(),
                contact_id: ticket.contact_id.clone(),
                number_id: ticket.number_id.clone(),
                reply_kind: row.try_get("v_reply_kind")?,
                reply_to: row.try_get("v_reply_to")?,
                last_inbound_at: row.try_get("v_last_inbound_at")?,
                refused_inbound_at: row.try_get("v_refused_inbound_at")?,
                entry_at: row.try_get("v_entry_at")?,
                free_until: row.try_get("v_free_until")?,
                nudged_for: row.try_get("v_nudged_for")?,
                created_at: row.try_get("v_created_at")?,
            },
            ticket,
        })
    }
}

/// An address as it is looked up: the word of its kind, and its key.
type Key = (&'static str, String);

/// Who has these addresses, when all of them lead to one customer with an open ticket on the number. `None` in every other
/// case, which is to be found out step by step.
pub async fn find(tx: &mut Tx<'_>, number: &NumberId, from: &[Identity]) -> Result<Option<Sender>> {
    Ok(find_all(tx, number, &[from]).await?.pop().flatten())
}

/// [`find`] for the addresses of many senders, with one statement.
pub async fn find_all(
    tx: &mut Tx<'_>,
    number: &NumberId,
    senders: &[&[Identity]],
) -> Result<Vec<Option<Sender>>> {
    let key = |i: &Identity| -> Key { (i.kind.as_str(), clean(&i.match_key()).into_owned()) };
    let keys: Vec<Vec<Key>> = senders.iter().map(|from| from.iter().map(key).collect()).collect();
    let mut wanted: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (kind, key) in keys.iter().flatten() {
        wanted.entry(kind).or_default().insert(key);
    }
    if wanted.is_empty() {
        return Ok(senders.iter().map(|_| None).collect());
    }
    // In one order, so that those who lock several wait for each other in turn.
    let lock = if matches!(tx, Tx::Postgres(_)) { " ORDER BY v.id FOR UPDATE OF v" } else { "" };
    let rows: Vec<Found> = on!(tx, |c| {
        let mut query = QueryBuilder::new(COLUMNS);
        query.push_bind(number).push(" AND (");
        for (at, (kind, keys)) in wanted.iter().enumerate() {
            query.push(if at > 0 { " OR (i.kind = " } else { "(i.kind = " }).push_bind(*kind);
            query.push(" AND i.match_key IN (");
            // Rounded up by naming the last one again: a statement for every count would be prepared anew each time.
            let last = keys.last().into_iter().cycle();
            let mut list = query.separated(", ");
            for key in keys.iter().chain(last).take(keys.len().next_power_of_two()) {
                list.push_bind(*key);
            }
            query.push("))");
        }
        query.push(")").push(lock);
        query.build_query_as().fetch_all(c).await?
    });
    let mut found: HashMap<Key, Found> = HashMap::new();
    for row in rows {
        if let Some((kind, _)) = keys.iter().flatten().find(|(kind, _)| *kind == row.kind) {
            found.insert((*kind, row.match_key.clone()), row);
        }
    }
    keys.into_iter().map(|keys| one(&found, &keys)).collect()
}

/// The one customer all of these keys lead to.
fn one(found: &HashMap<Key, Found>, keys: &[Key]) -> Result<Option<Sender>> {
    let mut owners = Vec::with_capacity(keys.len());
    let mut last = None;
    for (index, key) in keys.iter().enumerate() {
        let Some(row) = found.get(key) else { return Ok(None) };
        owners.push(Owner { index, contact: row.contact.clone(), superseded_at: row.superseded_at });
        last = Some(row);
    }
    let Some(Found { contact, conversation, ticket, .. }) = last else { return Ok(None) };
    if owners.iter().any(|owner| owner.contact.id != contact.id) {
        return Ok(None);
    }
    let (conversation, ticket) = (conversation.clone().try_into()?, ticket.clone().try_into()?);
    Ok(Some(Sender { owners, conversation, ticket }))
}
