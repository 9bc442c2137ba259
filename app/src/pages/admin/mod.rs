//! What administrators see and change.

mod consent;
mod journal;
mod prices;
mod queues;
mod templates;

pub(crate) use consent::ConsentPage;
pub(crate) use journal::JournalPage;
pub(crate) use prices::PricesPage;
pub(crate) use queues::QueuesPage;
pub(crate) use templates::TemplatesPage;
