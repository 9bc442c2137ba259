//! What administrators see and change.

mod journal;
mod queues;
mod templates;

pub(crate) use journal::JournalPage;
pub(crate) use queues::QueuesPage;
pub(crate) use templates::TemplatesPage;
