//! What administrators see and change.

mod checks;
mod journal;
mod numbers;
mod queues;
mod setup_form;
mod setup_number;

pub(crate) use journal::JournalPage;
pub(crate) use numbers::NumbersPage;
pub(crate) use queues::QueuesPage;
pub(crate) use setup_number::SetupNumberPage;
