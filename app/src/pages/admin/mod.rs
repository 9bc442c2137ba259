//! What administrators see and change.

mod journal;
mod queues;

pub(crate) use journal::JournalPage;
pub(crate) use queues::QueuesPage;
