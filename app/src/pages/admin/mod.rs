//! What administrators see and change.

mod checks;
mod consent;
mod journal;
mod numbers;
mod prices;
mod queues;
mod setup_form;
mod setup_number;
mod templates;

pub(crate) use consent::ConsentPage;
pub(crate) use journal::JournalPage;
pub(crate) use numbers::NumbersPage;
pub(crate) use prices::PricesPage;
pub(crate) use queues::{QueuePage, QueuesPage};
pub(crate) use setup_number::SetupNumberPage;
pub(crate) use templates::TemplatesPage;
