//! How far a message of ours got, and why it did not get further.

use serde::{Deserialize, Serialize};

/// How far an outgoing message got. Rank only climbs; `failed` ends it. Meta, *messages › statuses*: any order, any
/// number of repetitions, `delivered` may be missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MessageStatus {
    /// Written here, waiting to leave.
    Queued,
    /// The provider took it (HTTP 200); not yet *sent*.
    Accepted,
    /// It left, the answer was lost: a status will tell, nobody resends it blindly.
    Unknown,
    /// The provider sent it.
    Sent,
    /// On the customer's phone.
    Delivered,
    /// Read.
    Read,
    /// A voice note was played.
    Played,
    /// It will not arrive.
    Failed,
    /// From the customer: nothing to track.
    Received,
}

impl MessageStatus {
    /// Every status.
    pub const ALL: [Self; 9] = [
        Self::Queued,
        Self::Accepted,
        Self::Unknown,
        Self::Sent,
        Self::Delivered,
        Self::Read,
        Self::Played,
        Self::Failed,
        Self::Received,
    ];

    /// Order of the lattice, also stored so that SQL can compare. A failure outranks `sent` (131026 and others come
    /// after it) but a later proof of delivery outranks the failure.
    pub const fn rank(self) -> i16 {
        match self {
            Self::Queued => 0,
            Self::Accepted => 1,
            Self::Unknown => 2,
            Self::Sent => 3,
            Self::Failed => 4,
            Self::Delivered => 5,
            Self::Read => 6,
            Self::Played => 7,
            Self::Received => 8,
        }
    }

    /// The status after hearing of `news`: the higher one.
    #[must_use]
    pub fn climb(self, news: Self) -> Self {
        if news.rank() > self.rank() { news } else { self }
    }

    /// The stored word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Accepted => "accepted",
            Self::Unknown => "unknown",
            Self::Sent => "sent",
            Self::Delivered => "delivered",
            Self::Read => "read",
            Self::Played => "played",
            Self::Failed => "failed",
            Self::Received => "received",
        }
    }

    /// Reads the stored or the provider's word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.as_str() == word)
    }
}

/// Why a message failed, as the provider told it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendFailure {
    /// Meta's error code; 0 where there was none.
    pub code: i64,
    /// The provider's own words, for support.
    pub detail: String,
}
