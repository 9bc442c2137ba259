//! What administrators see and change.

mod checks;
mod consent;
mod frame;
mod journal;
mod labels;
mod menus;
mod numbers;
mod prices;
mod queues;
mod sections;
mod setup_form;
mod setup_number;
mod surveys;
mod table_input;
mod templates;

pub(crate) use consent::ConsentPage;
pub(crate) use frame::{AdminFrame, AdminHome};
pub(crate) use journal::JournalPage;
pub(crate) use labels::LabelsPage;
pub(crate) use menus::MenusPage;
pub(crate) use numbers::NumbersPage;
pub(crate) use prices::PricesPage;
pub(crate) use queues::{QueuePage, QueuesPage};
pub(crate) use sections::first_section;
pub(crate) use setup_number::SetupNumberPage;
pub(crate) use surveys::SurveySettingsPage;
pub(crate) use templates::TemplatesPage;
