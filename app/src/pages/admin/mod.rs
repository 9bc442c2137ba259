//! What administrators see and change.

mod journal;
mod prices;
mod queues;

pub(crate) use journal::JournalPage;
pub(crate) use prices::PricesPage;
pub(crate) use queues::QueuesPage;
