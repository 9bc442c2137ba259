//! What administrators see and change.

mod consent;
mod journal;
mod prices;
mod queues;

pub(crate) use consent::ConsentPage;
pub(crate) use journal::JournalPage;
pub(crate) use prices::PricesPage;
pub(crate) use queues::QueuesPage;
