//! How often a customer may be written to unasked.

use crate::template::Category;
use crate::time::{DAY, Timestamp};
use serde::{Deserialize, Serialize};

/// Over how long templates are counted (µs).
pub const WEEK: i64 = 7 * DAY;

/// The limits as an administrator set them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Guards {
    /// At most one template without an answer, from one number to one contact, in 24 hours.
    pub one_unanswered: bool,
    /// Marketing templates to one contact in seven days; 0 = no limit.
    pub marketing_per_week: u32,
    /// Templates of every category to one contact in seven days; 0 = no limit.
    pub templates_per_week: u32,
}

impl Default for Guards {
    fn default() -> Self {
        Self { one_unanswered: true, marketing_per_week: 3, templates_per_week: 0 }
    }
}

/// A template that the desk sent to a contact into a closed window, and that did not fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PastTemplate {
    /// When.
    pub at: Timestamp,
    /// Its category then.
    pub category: Category,
    /// It came from the number that wants to send now.
    pub same_number: bool,
}

/// Which limit was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_family = "wasm", serde(rename = "#limit"))]
#[cfg_attr(not(target_family = "wasm"), serde(tag = "limit"))]
#[serde(rename_all = "snake_case")]
pub enum ContactLimit {
    /// A template waits for an answer.
    Unanswered {
        /// When it was sent.
        since: Timestamp,
        /// From when on another one may go.
        until: Timestamp,
    },
    /// As many as a week allows have been sent.
    PerWeek {
        /// Of this category; `None` for all together.
        category: Option<Category>,
        /// How many are allowed.
        max: u32,
        /// From when on another one may go.
        until: Timestamp,
    },
}

/// The limit that keeps a template of `category` back at `now`, if one does. An answer in the second of the template counts:
/// the provider's clock tells whole seconds.
pub fn limit(
    guards: &Guards,
    category: Category,
    sent: &[PastTemplate],
    last_inbound_at: Option<Timestamp>,
    now: Timestamp,
) -> Option<ContactLimit> {
    let recent = |span: i64| sent.iter().filter(move |past| now.since(past.at) < span);
    if guards.one_unanswered {
        let open = |past: &&PastTemplate| {
            past.same_number && last_inbound_at.is_none_or(|answer| answer.secs() < past.at.secs())
        };
        if let Some(last) = recent(DAY).filter(open).map(|past| past.at).max() {
            return Some(ContactLimit::Unanswered { since: last, until: last.plus(DAY) });
        }
    }
    let counted = [
        (Some(Category::Marketing), guards.marketing_per_week, category == Category::Marketing),
        (None, guards.templates_per_week, true),
    ];
    counted.into_iter().find_map(|(kind, max, applies)| {
        let size = usize::try_from(max).unwrap_or(usize::MAX);
        let mut times: Vec<Timestamp> = recent(WEEK)
            .filter(|past| kind.is_none_or(|kind| past.category == kind))
            .map(|past| past.at)
            .collect();
        if !applies || max == 0 || times.len() < size {
            return None;
        }
        times.sort_unstable();
        let oldest = times.get(times.len() - size)?;
        Some(ContactLimit::PerWeek { category: kind, max, until: oldest.plus(WEEK) })
    })
}
