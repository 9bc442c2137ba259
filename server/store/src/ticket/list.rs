//! The lists of the inbox: always one page through an index, at any size and any depth.

use super::{Raw, TicketRow};
use crate::{Result, Tx};
use desk_model::message::one_line;
use desk_model::view::{Cursor, InboxCounts, InboxFilter, InboxOrder, InboxRow, InboxView, sort_key};
use desk_model::window::WINDOW;
use desk_model::{ConversationId, LabelId, Priority, QueueId, TicketId, Timestamp, UserId};
use sqlx::{Database, Encode, QueryBuilder, Type};

/// Which rows of the inbox are wanted.
#[derive(Debug, Clone)]
pub struct InboxQuery {
    /// Which list.
    pub view: InboxView,
    /// In which order.
    pub order: InboxOrder,
    /// What it is narrowed down to.
    pub filter: InboxFilter,
    /// For whom.
    pub me: UserId,
    /// Queues whose tickets may be seen (`None` = all); one's own may always.
    pub queues: Option<Vec<QueueId>>,
    /// After which row.
    pub after: Option<Cursor>,
    /// How many.
    pub limit: u32,
}

/// As many queues are read each through its own index; beyond, one sifted query is as good.
const MAX_BRANCHES: usize = 32;

/// The column that holds the first part of the model's sort key.
fn key_column(order: InboxOrder) -> &'static str {
    match order {
        InboxOrder::Recent => "recent_key",
        InboxOrder::Waiting => "waiting_key",
        InboxOrder::Risk => "risk_key",
    }
}

/// Adds `queue_id IN (…)`; never true for no queues.
fn push_queues<DB>(query: &mut QueryBuilder<DB>, queues: &[QueueId])
where
    DB: Database,
    for<'q> &'q QueueId: Encode<'q, DB> + Type<DB>,
{
    query.push("queue_id IN (");
    let mut list = query.separated(", ");
    for queue in queues {
        list.push_bind(queue);
    }
    if queues.is_empty() {
        list.push("NULL");
    }
    query.push(")");
}

/// Adds what somebody may see: tickets of these queues (`None` = all), their own, and those an offer of which is between them
/// and somebody else.
pub(crate) fn push_visible<DB>(query: &mut QueryBuilder<DB>, queues: Option<&[QueueId]>, me: &UserId)
where
    DB: Database,
    for<'q> &'q QueueId: Encode<'q, DB> + Type<DB>,
    for<'q> &'q UserId: Encode<'q, DB> + Type<DB>,
{
    if let Some(queues) = queues {
        query.push(" AND (agent_id = ").push_bind(me).push(" OR offered_by = ").push_bind(me).push(" OR ");
        push_queues(query, queues);
        query.push(")");
    }
}

/// Adds the page: what stands behind the cursor in the order of `key`, then id.
fn push_page<DB>(query: &mut QueryBuilder<DB>, (key, id): (&str, &str), after: Option<&Cursor>, limit: u32)
where
    DB: Database,
    for<'q> i64: Encode<'q, DB> + Type<DB>,
    for<'q> &'q TicketId: Encode<'q, DB> + Type<DB>,
{
    if let Some(cursor) = after {
        // Compared as a pair, so that the index is entered at the cursor however deep it lies.
        query.push(" AND (").push(key).push(", ").push(id).push(") > (").push_bind(cursor.key);
        query.push(", ").push_bind(&cursor.ticket).push(")");
    }
    query.push(" ORDER BY ").push(key).push(", ").push(id).push(" LIMIT ").push_bind(i64::from(limit));
}

/// Adds that the tickets have a priority. What is not the usual one says so, as its index does.
fn push_priority<DB>(query: &mut QueryBuilder<DB>, priority: Option<Priority>)
where
    DB: Database,
    for<'q> i64: Encode<'q, DB> + Type<DB>,
{
    let Some(priority) = priority else { return };
    if priority != Priority::Normal {
        query.push(" AND priority <> 0");
    }
    query.push(" AND priority = ").push_bind(priority.rank());
}

/// The key of a list as the labels hold it.
fn label_key(order: InboxOrder) -> &'static str {
    match order {
        InboxOrder::Recent => "l.recent_key",
        InboxOrder::Waiting => "l.waiting_key",
        InboxOrder::Risk => "l.risk_key",
    }
}

/// The states of a list. Each begins as its index does.
fn states(view: InboxView) -> &'static str {
    match view {
        InboxView::Closed => "state = 'closed'",
        InboxView::All => "state <> 'closed'",
        InboxView::Waiting => "state <> 'closed' AND state IN ('queued', 'offered')",
        InboxView::Mine => "state <> 'closed' AND state = 'assigned'",
        InboxView::Snoozed => "state <> 'closed' AND state = 'snoozed'",
    }
}

/// A page of the inbox, in exactly the order of the model's `sort_key`.
pub async fn list(tx: &mut Tx<'_>, wanted: &InboxQuery) -> Result<Vec<InboxRow>> {
    let key = (key_column(wanted.order), "id");
    let InboxFilter { label, priority } = &wanted.filter;
    let after = wanted.after.as_ref();
    let raw = on!(tx, |c| {
        let mut query = QueryBuilder::new("");
        match (wanted.view, wanted.queues.as_deref()) {
            (view, queues) if let Some(label) = label => {
                // Each label has an index of its own in every order. `CROSS JOIN` keeps SQLite from beginning elsewhere.
                query.push("SELECT t.* FROM ticket_label l CROSS JOIN ticket t WHERE t.id = l.ticket_id AND l.label_id = ");
                query.push_bind(label).push(" AND l.closed = ").push_bind(view == InboxView::Closed);
                query.push(" AND ").push(states(view));
                if matches!(view, InboxView::Mine | InboxView::Snoozed) {
                    query.push(" AND agent_id = ").push_bind(&wanted.me);
                } else {
                    push_visible(&mut query, queues, &wanted.me);
                }
                push_priority(&mut query, *priority);
                push_page(&mut query, (label_key(wanted.order), "l.ticket_id"), after, wanted.limit);
            }
            // Closed tickets are many, and have no owner: read each queue through its own index rather than sift all.
            (InboxView::Closed, Some(queues))
                if wanted.order == InboxOrder::Recent
                    && (1..=MAX_BRANCHES).contains(&queues.len())
                    && priority.is_none() =>
            {
                for (i, queue) in queues.iter().enumerate() {
                    query.push(if i == 0 { "SELECT * FROM (" } else { " UNION ALL SELECT * FROM (" });
                    query
                        .push("SELECT * FROM ticket WHERE state = 'closed' AND queue_id = ")
                        .push_bind(queue);
                    push_page(&mut query, key, after, wanted.limit);
                    query.push(") AS q").push(i);
                }
                query.push(" ORDER BY recent_key, id LIMIT ").push_bind(i64::from(wanted.limit));
            }
            (view, queues) => {
                query.push("SELECT * FROM ticket WHERE ").push(states(view));
                if matches!(view, InboxView::Mine | InboxView::Snoozed) {
                    query.push(" AND agent_id = ").push_bind(&wanted.me);
                } else {
                    push_visible(&mut query, queues, &wanted.me);
                }
                push_priority(&mut query, *priority);
                push_page(&mut query, key, after, wanted.limit);
            }
        }
        query.build_query_as::<Raw>().fetch_all(c).await?
    });
    raw.into_iter().map(|raw| TicketRow::try_from(raw).map(|ticket| ticket.row)).collect()
}

/// How many tickets each list holds for `me`, when all are narrowed down by `filter`.
pub async fn counts(
    tx: &mut Tx<'_>,
    me: &UserId,
    queues: Option<&[QueueId]>,
    filter: &InboxFilter,
) -> Result<InboxCounts> {
    // Nearly all tickets have the usual priority: they are counted as those without another one.
    if filter.priority == Some(Priority::Normal) {
        let all = count(tx, me, queues, filter.label.as_ref(), None).await?;
        let mut usual = all;
        for other in Priority::ALL.into_iter().filter(|other| *other != Priority::Normal) {
            let some = count(tx, me, queues, filter.label.as_ref(), Some(other)).await?;
            usual.mine -= some.mine;
            usual.snoozed -= some.snoozed;
            usual.waiting -= some.waiting;
            usual.all -= some.all;
        }
        return Ok(usual);
    }
    count(tx, me, queues, filter.label.as_ref(), filter.priority).await
}

async fn count(
    tx: &mut Tx<'_>,
    me: &UserId,
    queues: Option<&[QueueId]>,
    label: Option<&LabelId>,
    priority: Option<Priority>,
) -> Result<InboxCounts> {
    let (mine, snoozed, waiting, all): (i64, i64, i64, i64) = on!(tx, |c| {
        let mut query = QueryBuilder::new("SELECT COUNT(CASE WHEN state = 'assigned' AND agent_id = ");
        query.push_bind(me).push(" THEN 1 END), COUNT(CASE WHEN state = 'snoozed' AND agent_id = ");
        query
            .push_bind(me)
            .push(" THEN 1 END), COUNT(CASE WHEN state IN ('queued', 'offered') THEN 1 END), COUNT(*)");
        match label {
            None => query.push(" FROM ticket WHERE state <> 'closed'"),
            Some(label) => query
                .push(" FROM ticket_label l CROSS JOIN ticket t WHERE t.id = l.ticket_id AND l.label_id = ")
                .push_bind(label)
                .push(" AND l.closed = ")
                .push_bind(false)
                .push(" AND state <> 'closed'"),
        };
        push_visible(&mut query, queues, me);
        push_priority(&mut query, priority);
        query.build_query_as().fetch_one(c).await?
    });
    Ok(InboxCounts { mine, snoozed, waiting, all })
}

/// The ticket that should be served next, of these queues (`None` = all): first the window that closes soonest, then the
/// longest wait. Locked on Postgres; a ticket somebody else is taking is passed over.
pub async fn next_waiting(tx: &mut Tx<'_>, queues: Option<&[QueueId]>) -> Result<Option<TicketRow>> {
    let skip_locked = crate::dialect::skip_locked(tx);
    let raw = on!(tx, |c| {
        let mut query = QueryBuilder::new("SELECT * FROM ticket WHERE state = 'queued'");
        if let Some(queues) = queues {
            query.push(" AND ");
            push_queues(&mut query, queues);
        }
        query.push(" ORDER BY priority DESC, risk_key, since, id LIMIT 1").push(skip_locked);
        query.build_query_as::<Raw>().fetch_optional(c).await?
    });
    raw.map(TicketRow::try_from).transpose()
}

/// The open tickets of a queue with their conversations, in the order in which both are locked.
pub async fn open_in(tx: &mut Tx<'_>, queue: &QueueId) -> Result<Vec<(TicketId, ConversationId)>> {
    const SQL: &str = "SELECT id, conversation_id FROM ticket WHERE queue_id = $1 AND state <> 'closed' ORDER BY conversation_id";
    Ok(on!(tx, |c| sqlx::query_as(SQL).bind(queue).fetch_all(c).await?))
}

/// Tickets whose customers owe us an answer, in queues that ask them before the window closes, and how many minutes before.
/// Only windows still open at `now`; the one that closes first stands first. Which of them are due, the model says.
pub async fn to_nudge(tx: &mut Tx<'_>, now: Timestamp, limit: u32) -> Result<Vec<(TicketRow, i64)>> {
    const SQL: &str = "SELECT t.*, q.nudge_minutes FROM ticket t JOIN queue q ON q.id = t.queue_id
         WHERE q.nudge_auto AND q.nudge_text <> '' AND t.state = 'assigned' AND t.waiting_since IS NULL
         AND t.last_inbound_at > $1 AND t.preview_ours
         AND (t.nudged_for IS NULL OR t.nudged_for <> t.last_inbound_at)
         AND (t.refused_inbound_at IS NULL OR t.refused_inbound_at < t.last_inbound_at)
         ORDER BY t.last_inbound_at - q.nudge_minutes * 60000000, t.id LIMIT $2";
    let raw: Vec<ToNudge> =
        on!(tx, |c| sqlx::query_as(SQL).bind(now.plus(-WINDOW)).bind(i64::from(limit)).fetch_all(c).await?);
    raw.into_iter().map(|raw| Ok((TicketRow::try_from(raw.ticket)?, raw.nudge_minutes))).collect()
}

#[derive(sqlx::FromRow)]
struct ToNudge {
    nudge_minutes: i64,
    #[sqlx(flatten)]
    ticket: Raw,
}

/// What somebody looks for.
#[derive(Debug, Clone)]
pub struct FindQuery<'a> {
    /// Part of a name, or the beginning of an address.
    pub text: &'a str,
    /// Part of a phone number.
    pub digits: Option<&'a str>,
    /// For whom.
    pub me: &'a UserId,
    /// Queues whose tickets may be seen (`None` = all); one's own may always.
    pub queues: Option<&'a [QueueId]>,
    /// How many.
    pub limit: u32,
}

/// The newest tickets that may be seen whose customer's name or address holds the text (case does not matter).
pub async fn find(tx: &mut Tx<'_>, wanted: &FindQuery<'_>) -> Result<Vec<TicketRow>> {
    let FindQuery { text, digits, me, queues, limit } = wanted;
    let escape = |text: &str| text.replace('!', "!!").replace('%', "!%").replace('_', "!_");
    let name = format!("%{}%", escape(&one_line(text, 100).to_lowercase()));
    let address = digits.map_or_else(|| format!("{}%", escape(text)), |digits| format!("%{digits}%"));
    let raw = on!(tx, |c| {
        let mut query = QueryBuilder::new("SELECT * FROM ticket WHERE (LOWER(contact_name) LIKE ");
        query
            .push_bind(&name)
            .push(" ESCAPE '!' OR contact_id IN (SELECT contact_id FROM identity WHERE match_key LIKE ");
        query.push_bind(&address).push(" ESCAPE '!'))");
        push_visible(&mut query, *queues, me);
        query.push(" ORDER BY recent_key, id LIMIT ").push_bind(i64::from(*limit));
        query.build_query_as::<Raw>().fetch_all(c).await?
    });
    raw.into_iter().map(TicketRow::try_from).collect()
}

/// The newest tickets with any of these labels that may be seen; of each label the open ones and the closed ones are read in
/// order through its index.
pub async fn labelled(
    tx: &mut Tx<'_>,
    labels: &[LabelId],
    me: &UserId,
    queues: Option<&[QueueId]>,
    limit: u32,
) -> Result<Vec<TicketRow>> {
    let mut found: Vec<TicketRow> = Vec::new();
    for label in labels {
        for closed in [false, true] {
            let raw = on!(tx, |c| {
                let mut query = QueryBuilder::new(
                    "SELECT t.* FROM ticket_label l CROSS JOIN ticket t WHERE t.id = l.ticket_id AND l.label_id = ",
                );
                query.push_bind(label).push(" AND l.closed = ").push_bind(closed);
                push_visible(&mut query, queues, me);
                push_page(&mut query, ("l.recent_key", "l.ticket_id"), None, limit);
                query.build_query_as::<Raw>().fetch_all(c).await?
            });
            for raw in raw {
                let row = TicketRow::try_from(raw)?;
                if found.iter().all(|known| known.row.ticket != row.row.ticket) {
                    found.push(row);
                }
            }
        }
    }
    found.sort_by_cached_key(|found| sort_key(InboxOrder::Recent, &found.row));
    found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(found)
}
