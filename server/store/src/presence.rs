//! Who is there: what they chose, which of their sockets live on which node, what their tickets come to.

use crate::rows::word;
use crate::tx::clean;
use crate::{Result, StoreError, Tx};
use desk_model::presence::{Choice, Standing, standing};
use desk_model::{QueueId, Role, Timestamp, UserId};

/// How somebody stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PresenceRow {
    /// Who.
    pub user: UserId,
    /// What they chose.
    pub choice: Choice,
    /// Who chose it for them.
    pub set_by: Option<UserId>,
    /// Whether they count as there.
    pub online: bool,
    /// When their last socket was lost, while they still count as there.
    pub lost_at: Option<Timestamp>,
    /// Since when they stand as they stand; 0 when they never were there.
    pub since: Timestamp,
    /// When they last got a ticket.
    pub served_at: Timestamp,
    /// They went offline, and their tickets have not been looked at.
    pub leaving: bool,
}

impl PresenceRow {
    /// How they stand.
    pub fn standing(&self) -> Standing {
        standing(&self.choice, self.online)
    }
}

#[derive(sqlx::FromRow)]
struct Raw {
    user_id: UserId,
    choice: String,
    reason: Option<String>,
    set_by: Option<UserId>,
    online: bool,
    lost_at: Option<Timestamp>,
    since: Timestamp,
    served_at: Timestamp,
    leaving: bool,
}

fn read_choice(choice: &str, reason: Option<String>, id: &str) -> Result<Choice> {
    Ok(match word(Standing::parse, choice, "presence", id, "choice")? {
        Standing::Available => Choice::Available,
        Standing::Paused => Choice::Paused { reason: reason.unwrap_or_default() },
        Standing::Offline => Choice::Offline,
    })
}

impl TryFrom<Raw> for PresenceRow {
    type Error = StoreError;
    fn try_from(raw: Raw) -> Result<Self> {
        Ok(Self {
            choice: read_choice(&raw.choice, raw.reason, raw.user_id.as_str())?,
            user: raw.user_id,
            set_by: raw.set_by,
            online: raw.online,
            lost_at: raw.lost_at,
            since: raw.since,
            served_at: raw.served_at,
            leaving: raw.leaving,
        })
    }
}

/// How somebody stands, locked until the end of the transaction: whoever gives them a ticket, or changes how they stand,
/// waits for the others. Somebody who never was there gets a row now.
pub async fn lock(tx: &mut Tx<'_>, user: &UserId) -> Result<PresenceRow> {
    const NEW: &str = "INSERT INTO presence (user_id, choice, online, since, served_at, leaving)
         VALUES ($1, 'available', $2, 0, 0, $2) ON CONFLICT (user_id) DO NOTHING";
    const SQLITE: &str = "SELECT * FROM presence WHERE user_id = $1";
    const POSTGRES: &str = "SELECT * FROM presence WHERE user_id = $1 FOR UPDATE";
    on!(tx, |c| sqlx::query(NEW).bind(user).bind(false).execute(c).await.map(|_| ())?);
    let raw: Raw = match tx {
        Tx::Sqlite(t) => sqlx::query_as(SQLITE).bind(user).fetch_one(&mut **t).await?,
        Tx::Postgres(t) => sqlx::query_as(POSTGRES).bind(user).fetch_one(&mut **t).await?,
    };
    raw.try_into()
}

/// Writes how somebody stands.
pub async fn save(tx: &mut Tx<'_>, row: &PresenceRow) -> Result<()> {
    const SQL: &str =
        "UPDATE presence SET choice = $2, reason = $3, set_by = $4, online = $5, lost_at = $6, since = $7,
         served_at = $8, leaving = $9 WHERE user_id = $1";
    let reason = match &row.choice {
        Choice::Paused { reason } => Some(clean(reason)),
        Choice::Available | Choice::Offline => None,
    };
    on!(tx, |c| sqlx::query(SQL)
        .bind(&row.user)
        .bind(row.choice.standing().as_str())
        .bind(reason)
        .bind(&row.set_by)
        .bind(row.online)
        .bind(row.lost_at)
        .bind(row.since)
        .bind(row.served_at)
        .bind(row.leaving)
        .execute(c)
        .await
        .map(|_| ())?);
    Ok(())
}

/// A person with how they stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Colleague {
    /// Who.
    pub user: UserId,
    /// Their name.
    pub name: String,
    /// Their role.
    pub role: Role,
    /// What their tickets may weigh.
    pub capacity: u32,
    /// How they stand; `None` when they never were there.
    pub presence: Option<PresenceRow>,
}

#[derive(sqlx::FromRow)]
struct RawColleague {
    id: UserId,
    name: String,
    role: String,
    capacity: i64,
    choice: Option<String>,
    reason: Option<String>,
    set_by: Option<UserId>,
    online: Option<bool>,
    lost_at: Option<Timestamp>,
    since: Option<Timestamp>,
    served_at: Option<Timestamp>,
    leaving: Option<bool>,
}

impl TryFrom<RawColleague> for Colleague {
    type Error = StoreError;
    fn try_from(raw: RawColleague) -> Result<Self> {
        let id = raw.id.as_str();
        let presence = match raw.choice {
            Some(choice) => Some(PresenceRow {
                user: raw.id.clone(),
                choice: read_choice(&choice, raw.reason, id)?,
                set_by: raw.set_by,
                online: raw.online.unwrap_or_default(),
                lost_at: raw.lost_at,
                since: raw.since.unwrap_or(Timestamp(0)),
                served_at: raw.served_at.unwrap_or(Timestamp(0)),
                leaving: raw.leaving.unwrap_or_default(),
            }),
            None => None,
        };
        Ok(Self {
            role: word(Role::parse, &raw.role, "users", id, "role")?,
            capacity: u32::try_from(raw.capacity)
                .map_err(|_| StoreError::inconsistent("users", id, "capacity"))?,
            user: raw.id,
            name: raw.name,
            presence,
        })
    }
}

/// Everybody who may log in, by name.
pub async fn team(tx: &mut Tx<'_>) -> Result<Vec<Colleague>> {
    const SQL: &str =
        "SELECT u.id, u.name, u.role, u.capacity, p.choice, p.reason, p.set_by, p.online, p.lost_at, p.since,
         p.served_at, p.leaving FROM users u LEFT JOIN presence p ON p.user_id = u.id
         WHERE NOT u.disabled ORDER BY u.name, u.id";
    let raw: Vec<RawColleague> = on!(tx, |c| sqlx::query_as(SQL).fetch_all(c).await?);
    raw.into_iter().map(Colleague::try_from).collect()
}

/// Those of them who are there and give themselves out as available.
pub async fn available(tx: &mut Tx<'_>) -> Result<Vec<Colleague>> {
    const SQL: &str =
        "SELECT u.id, u.name, u.role, u.capacity, p.choice, p.reason, p.set_by, p.online, p.lost_at, p.since,
         p.served_at, p.leaving FROM presence p JOIN users u ON u.id = p.user_id
         WHERE p.online AND p.choice = 'available' AND u.capacity > 0 AND NOT u.disabled ORDER BY u.id";
    let raw: Vec<RawColleague> = on!(tx, |c| sqlx::query_as(SQL).fetch_all(c).await?);
    raw.into_iter().map(Colleague::try_from).collect()
}

/// One of those who may log in.
pub async fn colleague(tx: &mut Tx<'_>, user: &UserId) -> Result<Option<Colleague>> {
    const SQL: &str =
        "SELECT u.id, u.name, u.role, u.capacity, p.choice, p.reason, p.set_by, p.online, p.lost_at, p.since,
         p.served_at, p.leaving FROM users u LEFT JOIN presence p ON p.user_id = u.id
         WHERE u.id = $1 AND NOT u.disabled";
    let raw: Option<RawColleague> = on!(tx, |c| sqlx::query_as(SQL).bind(user).fetch_optional(c).await?);
    raw.map(Colleague::try_from).transpose()
}

/// Changes what somebody's tickets may weigh; `false` when there is no such person.
pub async fn set_capacity(tx: &mut Tx<'_>, user: &UserId, capacity: u32) -> Result<bool> {
    const SQL: &str = "UPDATE users SET capacity = $2 WHERE id = $1";
    let capacity = i64::from(capacity);
    let rows = on!(tx, |c| sqlx::query(SQL).bind(user).bind(capacity).execute(c).await?.rows_affected());
    Ok(rows == 1)
}

/// Who belongs to which queue, and how well they know it.
pub async fn skills(tx: &mut Tx<'_>) -> Result<Vec<(QueueId, UserId, i64)>> {
    const SQL: &str = "SELECT queue_id, user_id, skill FROM queue_member";
    Ok(on!(tx, |c| sqlx::query_as(SQL).fetch_all(c).await?))
}

/// The queues somebody belongs to, and how well they know them.
pub async fn skills_of(tx: &mut Tx<'_>, user: &UserId) -> Result<Vec<(QueueId, i64)>> {
    const SQL: &str = "SELECT queue_id, skill FROM queue_member WHERE user_id = $1";
    Ok(on!(tx, |c| sqlx::query_as(SQL).bind(user).fetch_all(c).await?))
}

/// How many tickets of each queue everybody has who has any: those they serve, those offered to them, and those they handed
/// over that may still come back.
pub async fn loads(tx: &mut Tx<'_>) -> Result<Vec<(UserId, QueueId, i64)>> {
    const SQL: &str = "SELECT agent_id, queue_id, COUNT(*) FROM ticket
         WHERE state <> 'closed' AND state IN ('assigned', 'offered') AND agent_id IS NOT NULL GROUP BY agent_id, queue_id
         UNION ALL SELECT offered_by, queue_id, COUNT(*) FROM ticket
         WHERE state = 'offered' AND offered_by IS NOT NULL GROUP BY offered_by, queue_id";
    Ok(on!(tx, |c| sqlx::query_as(SQL).fetch_all(c).await?))
}

/// The same for one person.
pub async fn loads_of(tx: &mut Tx<'_>, user: &UserId) -> Result<Vec<(QueueId, i64)>> {
    const SQL: &str = "SELECT queue_id, COUNT(*) FROM ticket
         WHERE state <> 'closed' AND state IN ('assigned', 'offered') AND agent_id = $1 GROUP BY queue_id
         UNION ALL SELECT queue_id, COUNT(*) FROM ticket WHERE state = 'offered' AND offered_by = $1 GROUP BY queue_id";
    Ok(on!(tx, |c| sqlx::query_as(SQL).bind(user).fetch_all(c).await?))
}

/// A node lives at least until `until`; `false` when it was not known, or counted as dead.
pub async fn node_lives(tx: &mut Tx<'_>, node: &str, until: Timestamp) -> Result<bool> {
    const KNOWN: &str = "UPDATE presence_node SET until = $2 WHERE node = $1";
    const NEW: &str = "INSERT INTO presence_node (node, until) VALUES ($1, $2) ON CONFLICT (node) DO NOTHING";
    let known = on!(tx, |c| sqlx::query(KNOWN).bind(node).bind(until).execute(c).await?.rows_affected());
    if known == 0 {
        on!(tx, |c| sqlx::query(NEW).bind(node).bind(until).execute(c).await.map(|_| ())?);
    }
    Ok(known == 1)
}

/// Forgets a node and its sockets.
pub async fn forget_node(tx: &mut Tx<'_>, node: &str) -> Result<()> {
    for sql in ["DELETE FROM presence_socket WHERE node = $1", "DELETE FROM presence_node WHERE node = $1"] {
        on!(tx, |c| sqlx::query(sql).bind(node).execute(c).await.map(|_| ())?);
    }
    Ok(())
}

/// Nodes that have not said for too long that they live.
pub async fn dead_nodes(tx: &mut Tx<'_>, now: Timestamp) -> Result<Vec<String>> {
    const SQL: &str = "SELECT node FROM presence_node WHERE until < $1";
    Ok(on!(tx, |c| sqlx::query_scalar(SQL).bind(now).fetch_all(c).await?))
}

/// A session has a socket on a node.
pub async fn add_socket(tx: &mut Tx<'_>, node: &str, session: &str, user: &UserId) -> Result<()> {
    const SQL: &str = "INSERT INTO presence_socket (node, session, user_id) VALUES ($1, $2, $3)
         ON CONFLICT (node, session) DO UPDATE SET user_id = excluded.user_id";
    on!(tx, |c| sqlx::query(SQL).bind(node).bind(session).bind(user).execute(c).await.map(|_| ())?);
    Ok(())
}

/// A session has no socket on a node any more.
pub async fn remove_socket(tx: &mut Tx<'_>, node: &str, session: &str) -> Result<()> {
    const SQL: &str = "DELETE FROM presence_socket WHERE node = $1 AND session = $2";
    on!(tx, |c| sqlx::query(SQL).bind(node).bind(session).execute(c).await.map(|_| ())?);
    Ok(())
}

/// A session ended, on every node.
pub async fn end_session(tx: &mut Tx<'_>, session: &str) -> Result<()> {
    const SQL: &str = "DELETE FROM presence_socket WHERE session = $1";
    on!(tx, |c| sqlx::query(SQL).bind(session).execute(c).await.map(|_| ())?);
    Ok(())
}

/// All sessions of somebody ended.
pub async fn end_sessions(tx: &mut Tx<'_>, user: &UserId) -> Result<()> {
    const SQL: &str = "DELETE FROM presence_socket WHERE user_id = $1";
    on!(tx, |c| sqlx::query(SQL).bind(user).execute(c).await.map(|_| ())?);
    Ok(())
}

/// Whether any socket of somebody lives, on any node.
pub async fn has_socket(tx: &mut Tx<'_>, user: &UserId) -> Result<bool> {
    const SQL: &str = "SELECT COUNT(*) FROM presence_socket WHERE user_id = $1";
    let count: i64 = on!(tx, |c| sqlx::query_scalar(SQL).bind(user).fetch_one(c).await?);
    Ok(count > 0)
}

/// People whose row does not say yet what their sockets say: came, or lost the last one.
pub async fn unsettled(tx: &mut Tx<'_>) -> Result<Vec<UserId>> {
    const SQL: &str = "SELECT p.user_id FROM presence p WHERE p.online AND p.lost_at IS NULL
         AND NOT EXISTS (SELECT 1 FROM presence_socket s WHERE s.user_id = p.user_id)
         UNION SELECT s.user_id FROM presence_socket s LEFT JOIN presence p ON p.user_id = s.user_id
         WHERE p.user_id IS NULL OR NOT p.online OR p.lost_at IS NOT NULL";
    Ok(on!(tx, |c| sqlx::query_scalar(SQL).fetch_all(c).await?))
}

/// People whose last socket was lost, and when; who lost it first stands first.
pub async fn lost(tx: &mut Tx<'_>) -> Result<Vec<(UserId, Timestamp)>> {
    const SQL: &str =
        "SELECT user_id, lost_at FROM presence WHERE lost_at IS NOT NULL ORDER BY lost_at, user_id";
    Ok(on!(tx, |c| sqlx::query_as(SQL).fetch_all(c).await?))
}

/// People who went offline and whose tickets are to be looked at.
pub async fn leaving(tx: &mut Tx<'_>) -> Result<Vec<UserId>> {
    const SQL: &str = "SELECT user_id FROM presence WHERE leaving ORDER BY user_id";
    Ok(on!(tx, |c| sqlx::query_scalar(SQL).fetch_all(c).await?))
}
