//! What administrators see and change.

mod consent;
mod journal;
mod queues;

pub(crate) use consent::ConsentPage;
pub(crate) use journal::JournalPage;
pub(crate) use queues::QueuesPage;
