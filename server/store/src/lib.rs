//! All SQL of the desk, for SQLite and Postgres from one text.
//!
//! One module an aggregate, each function takes the transaction it belongs to; only `desk-core` opens transactions.
//! What differs between the engines stands in [`dialect`].

mod dialect;
mod error;
mod migrate;
mod rows;
mod seal;
#[macro_use]
mod tx;

pub mod alert;
pub mod applied;
pub mod attempt;
pub mod close_reason;
pub mod consent;
pub mod contact;
pub mod conversation;
pub mod cost;
pub mod event;
pub mod filing;
pub mod health;
pub mod held;
pub mod journal;
pub mod label;
pub mod mention;
pub mod menu;
pub mod message;
pub mod number;
pub mod optin;
pub mod outbox;
pub mod parked;
pub mod presence;
pub mod price;
pub mod queue;
pub mod sender;
pub mod session;
pub mod setting;
pub mod staff;
pub mod survey;
pub mod template;
pub mod ticket;
pub mod upload;
pub mod user;
pub mod wait;

pub use contact::ContactRow;
pub use conversation::ConversationRow;
pub use cost::CostRow;
pub use dialect::Doorbell;
pub use error::StoreError;
pub use event::{EventRow, NewEvent};
pub use journal::{JournalRow, NewRequest};
pub use message::MessageRow;
pub use number::{NumberRow, NumberSecrets};
pub use outbox::OutboxRow;
pub use parked::Parked;
pub use presence::PresenceRow;
pub use queue::QueueRow;
pub use seal::Seal;
pub use session::SessionRow;
pub use survey::SurveyRow;
pub use ticket::{Clocks, InboxQuery, TicketRow};
pub use tx::{Store, StoreOptions, Tx};
pub use upload::UploadRow;
pub use user::UserRow;

/// Result of every store call.
pub type Result<T> = std::result::Result<T, StoreError>;
