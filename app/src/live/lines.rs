//! What stands below each other in a thread: the lines, the days between them, and where the unread ones begin.

use super::echo::EchoState;
use crate::i18n::intl;
use desk_model::message::ThreadEvent;
use desk_model::time::MINUTE;
use desk_model::view::MessageView;
use desk_model::{Author, Content, Direction, MessageId, Timestamp};

/// A line as it is drawn.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Line {
    /// What the server knows, or will know.
    pub(crate) message: MessageView,
    /// How sending stands, when the server has not confirmed it yet.
    pub(crate) echo: Option<EchoState>,
}

/// One entry of the thread, in a form that says by itself whether it must be drawn anew.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Entry {
    /// A new day.
    Day {
        /// `2026-11-21`
        key: String,
        /// An instant of it.
        at: Timestamp,
    },
    /// What follows is new.
    Unread {
        /// How many.
        count: u32,
    },
    /// A message, a note or an event.
    Line {
        /// Which.
        id: MessageId,
        /// It begins a group of one author.
        lead: bool,
    },
}

fn same_group(a: &MessageView, b: &MessageView) -> bool {
    a.direction == b.direction
        && a.author == b.author
        && b.at.since(a.at) < 5 * MINUTE
        && a.direction != Direction::Event
}

/// Puts the entries of `lines` below each other.
pub(super) fn arrange(lines: &[MessageView], unread_from: Option<&(MessageId, u32)>) -> Vec<Entry> {
    let mut entries = Vec::with_capacity(lines.len() + 8);
    let mut last: Option<&MessageView> = None;
    let mut last_day = String::new();
    for line in lines {
        let key = intl::day_key(line.at);
        let new_day = key != last_day;
        if new_day {
            entries.push(Entry::Day { key: key.clone(), at: line.at });
            last_day = key;
        }
        let unread = unread_from.filter(|(id, _)| *id == line.id);
        if let Some((_, count)) = unread {
            entries.push(Entry::Unread { count: *count });
        }
        let lead = new_day || unread.is_some() || last.is_none_or(|last| !same_group(last, line));
        entries.push(Entry::Line { id: line.id.clone(), lead });
        last = Some(line);
    }
    entries
}

/// The customer's message at which the newest `count` begin.
pub(super) fn unread_start(lines: &[&MessageView], count: u32) -> Option<MessageId> {
    let skip = usize::try_from(count).ok()?.checked_sub(1)?;
    let mut inbound = lines.iter().rev().filter(|line| line.direction == Direction::In);
    inbound
        .nth(skip)
        .or_else(|| lines.iter().find(|line| line.direction == Direction::In))
        .map(|line| line.id.clone())
}

/// Whether a line opens a ticket, and which.
pub(crate) fn opened_protocol(content: &Content) -> Option<&str> {
    match content {
        Content::Event(ThreadEvent::Opened { protocol }) => Some(protocol),
        _ => None,
    }
}

/// Whether I wrote it, or another person, or the desk.
pub(crate) fn author_name(author: &Author) -> Option<&str> {
    match author {
        Author::User { name, .. } => Some(name),
        Author::Customer | Author::Desk | Author::PhoneApp => None,
    }
}
