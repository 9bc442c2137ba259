//! Labels, and which tickets have them.

use crate::tx::clean;
use crate::{Result, Tx};
use desk_model::label::key;
use desk_model::view::{InboxOrder, InboxRow, sort_key};
use desk_model::{Label, LabelId, TicketId, Timestamp};

#[derive(sqlx::FromRow)]
struct Raw {
    id: LabelId,
    name: String,
    color: String,
    archived: bool,
}

impl From<Raw> for Label {
    fn from(raw: Raw) -> Self {
        Self { id: raw.id, name: raw.name, color: raw.color, archived: raw.archived }
    }
}

/// Adds a label; `false`, and nothing changes, when its name is taken.
pub async fn insert(tx: &mut Tx<'_>, label: &Label, at: Timestamp) -> Result<bool> {
    const SQL: &str = "INSERT INTO label (id, name, name_key, color, archived, created_at)
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING";
    let name = clean(&label.name);
    let rows = on!(tx, |c| sqlx::query(SQL)
        .bind(&label.id)
        .bind(name.as_ref())
        .bind(key(&name))
        .bind(&label.color)
        .bind(label.archived)
        .bind(at)
        .execute(c)
        .await?
        .rows_affected());
    Ok(rows == 1)
}

/// Changes name, colour and whether it is offered; `false` when there is no such label. [`crate::StoreError::Conflict`] when the
/// name is another one's.
pub async fn update(tx: &mut Tx<'_>, label: &Label) -> Result<bool> {
    const SQL: &str = "UPDATE label SET name = $2, name_key = $3, color = $4, archived = $5 WHERE id = $1";
    let name = clean(&label.name);
    let rows = on!(tx, |c| sqlx::query(SQL)
        .bind(&label.id)
        .bind(name.as_ref())
        .bind(key(&name))
        .bind(&label.color)
        .bind(label.archived)
        .execute(c)
        .await?
        .rows_affected());
    Ok(rows == 1)
}

/// All labels, by name.
pub async fn list(tx: &mut Tx<'_>) -> Result<Vec<Label>> {
    const SQL: &str = "SELECT id, name, color, archived FROM label ORDER BY name_key, id";
    let raw: Vec<Raw> = on!(tx, |c| sqlx::query_as(SQL).fetch_all(c).await?);
    Ok(raw.into_iter().map(Label::from).collect())
}

/// One label.
pub async fn get(tx: &mut Tx<'_>, id: &LabelId) -> Result<Option<Label>> {
    const SQL: &str = "SELECT id, name, color, archived FROM label WHERE id = $1";
    let raw: Option<Raw> = on!(tx, |c| sqlx::query_as(SQL).bind(id).fetch_optional(c).await?);
    Ok(raw.map(Label::from))
}

/// On how many tickets each label is, and how many of those are open.
pub async fn usage(tx: &mut Tx<'_>) -> Result<Vec<(LabelId, i64, i64)>> {
    const SQL: &str = "SELECT label_id, COUNT(*), COUNT(CASE WHEN NOT closed THEN 1 END) FROM ticket_label
         GROUP BY label_id ORDER BY label_id";
    Ok(on!(tx, |c| sqlx::query_as(SQL).fetch_all(c).await?))
}

/// Takes a label off every ticket and deletes it; `false` when there is no such label.
pub async fn delete(tx: &mut Tx<'_>, id: &LabelId) -> Result<bool> {
    // Ids are letters, digits and `_`: in a list they stand between quotes and nowhere else.
    const CLEAR: &str =
        "UPDATE ticket SET labels = REPLACE(REPLACE(REPLACE(labels, ',' || $2, ''), $2 || ',', ''), $2, '')
         WHERE id IN (SELECT ticket_id FROM ticket_label WHERE label_id = $1)";
    const DELETE: &str = "DELETE FROM label WHERE id = $1";
    let quoted = format!("\"{id}\"");
    on!(tx, |c| sqlx::query(CLEAR).bind(id).bind(&quoted).execute(c).await.map(|_| ())?);
    let rows = on!(tx, |c| sqlx::query(DELETE).bind(id).execute(c).await?.rows_affected());
    Ok(rows == 1)
}

/// The sort keys of a row as columns: recent, waiting, risk.
fn keys(row: &InboxRow) -> (i64, i64, i64) {
    let key = |order| sort_key(order, row).0;
    (key(InboxOrder::Recent), key(InboxOrder::Waiting), key(InboxOrder::Risk))
}

/// Remembers that a ticket has a label. The row's own list is the ticket's to write.
pub async fn put_on(tx: &mut Tx<'_>, row: &InboxRow, label: &LabelId) -> Result<()> {
    const SQL: &str =
        "INSERT INTO ticket_label (ticket_id, label_id, closed, recent_key, waiting_key, risk_key)
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING";
    let (recent, waiting, risk) = keys(row);
    on!(tx, |c| sqlx::query(SQL)
        .bind(&row.ticket)
        .bind(label)
        .bind(!row.state.is_open())
        .bind(recent)
        .bind(waiting)
        .bind(risk)
        .execute(c)
        .await
        .map(|_| ())?);
    Ok(())
}

/// Forgets that a ticket has a label.
pub async fn take_off(tx: &mut Tx<'_>, ticket: &TicketId, label: &LabelId) -> Result<()> {
    const SQL: &str = "DELETE FROM ticket_label WHERE ticket_id = $1 AND label_id = $2";
    on!(tx, |c| sqlx::query(SQL).bind(ticket).bind(label).execute(c).await.map(|_| ())?);
    Ok(())
}

/// Carries what changed of a row to its labels. Rows without labels cost nothing.
pub(crate) async fn follow(tx: &mut Tx<'_>, row: &InboxRow) -> Result<()> {
    const SQL: &str = "UPDATE ticket_label SET closed = $2, recent_key = $3, waiting_key = $4, risk_key = $5
         WHERE ticket_id = $1";
    if row.labels.is_empty() {
        return Ok(());
    }
    let (recent, waiting, risk) = keys(row);
    on!(tx, |c| sqlx::query(SQL)
        .bind(&row.ticket)
        .bind(!row.state.is_open())
        .bind(recent)
        .bind(waiting)
        .bind(risk)
        .execute(c)
        .await
        .map(|_| ())?);
    Ok(())
}
