//! The list of tickets: which, in what order, and how many.

use super::InboxRow;
use crate::id::{LabelId, QueueId, TicketId, UserId};
use crate::queue::Priority;
use crate::ticket::StateName;
use serde::{Deserialize, Serialize};

/// What the lists count a ticket under.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Facet {
    /// Its queue.
    pub queue: QueueId,
    /// Its state.
    pub state: StateName,
    /// Its owner.
    pub owner: Option<UserId>,
    /// Its priority.
    #[serde(default)]
    pub priority: Priority,
    /// Its labels.
    #[serde(default)]
    pub labels: Vec<LabelId>,
    /// Those an offer of it is between.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub offered: Vec<UserId>,
}

impl Facet {
    /// Whether `me` sees it, who sees the tickets of `queues` (`None` = all).
    pub fn is_for(&self, me: &UserId, queues: Option<&[QueueId]>) -> bool {
        queues.is_none_or(|queues| queues.contains(&self.queue))
            || self.owner.as_ref() == Some(me)
            || self.offered.contains(me)
    }
}

/// What a list is narrowed down to; all that is given must fit.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct InboxFilter {
    /// Only tickets with this label.
    pub label: Option<LabelId>,
    /// Only tickets of this priority.
    pub priority: Option<Priority>,
}

impl InboxFilter {
    /// Whether it leaves everything in.
    pub const fn is_empty(&self) -> bool {
        self.label.is_none() && self.priority.is_none()
    }

    /// Whether a ticket counted under `facet` stays in.
    pub fn admits(&self, facet: &Facet) -> bool {
        self.label.as_ref().is_none_or(|label| facet.labels.contains(label))
            && self.priority.is_none_or(|priority| facet.priority == priority)
    }
}

/// Which tickets a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum InboxView {
    /// Owned by me, and not put aside.
    #[default]
    Mine,
    /// Put aside by me.
    Snoozed,
    /// In a queue, nobody's.
    Waiting,
    /// Every open one I may see.
    All,
    /// Closed ones.
    Closed,
}

impl InboxView {
    /// All views in the order of the tabs.
    pub const ALL: [Self; 5] = [Self::Mine, Self::Snoozed, Self::Waiting, Self::All, Self::Closed];

    /// Whether a ticket counted under `facet` belongs here, for `me`.
    pub fn contains(self, facet: &Facet, me: &UserId) -> bool {
        match self {
            Self::Mine => facet.owner.as_ref() == Some(me) && facet.state == StateName::Assigned,
            Self::Snoozed => facet.owner.as_ref() == Some(me) && facet.state == StateName::Snoozed,
            Self::Waiting => matches!(facet.state, StateName::Queued | StateName::Offered),
            Self::All => facet.state != StateName::Closed,
            Self::Closed => facet.state == StateName::Closed,
        }
    }
}

/// In which order a list stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum InboxOrder {
    /// Newest line first.
    #[default]
    Recent,
    /// Longest waiting customer first.
    Waiting,
    /// What is lost soonest first: a promise or the window.
    Risk,
}

impl InboxOrder {
    /// All orders as offered.
    pub const ALL: [Self; 3] = [Self::Recent, Self::Waiting, Self::Risk];
}

/// The place of a row in a list; the smaller stands first.
pub fn sort_key(order: InboxOrder, row: &InboxRow) -> (i64, TicketId) {
    let key = match order {
        InboxOrder::Recent => row.preview_at.0.saturating_neg(),
        InboxOrder::Waiting => row.waiting_since.map_or(i64::MAX, |t| t.0),
        // Nobody has to hurry for a customer who owes us the answer, or whose window is gone.
        InboxOrder::Risk => row.window.until().into_iter().chain(row.due).min().map_or(i64::MAX, |t| t.0),
    };
    (key, row.ticket.clone())
}

/// How many tickets each list holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct InboxCounts {
    /// See [`InboxView::Mine`].
    pub mine: i64,
    /// See [`InboxView::Snoozed`].
    #[serde(default)]
    pub snoozed: i64,
    /// See [`InboxView::Waiting`].
    pub waiting: i64,
    /// See [`InboxView::All`].
    pub all: i64,
}

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InboxPage {
    /// The last event these rows already contain; read before the rows.
    pub as_of: i64,
    /// The rows in order.
    pub rows: Vec<InboxRow>,
    /// Where the next page starts; `None` at the end.
    pub next: Option<Cursor>,
    /// The counts of all lists.
    pub counts: InboxCounts,
    /// The queues whose tickets the reader sees; `None` = all.
    #[serde(default)]
    pub queues: Option<Vec<QueueId>>,
}

/// A place in a list: the sort key of the last row shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// First part of [`sort_key`].
    pub key: i64,
    /// Second part.
    pub ticket: TicketId,
}
