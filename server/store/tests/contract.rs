//! What the store promises, on both engines: every query runs at least once on SQLite and on Postgres.
//!
//! Postgres: `GUICHE_TEST_POSTGRES_URL` names a server on which databases may be made. Without it the Postgres half
//! fails where `CI` is set, and says so and passes elsewhere.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panicking, as tests do")]

#[path = "contract/support.rs"]
mod support;

#[path = "contract/composer.rs"]
mod composer;
#[path = "contract/consent.rs"]
mod consent;
#[path = "contract/cost.rs"]
mod cost;
#[path = "contract/customers.rs"]
mod customers;
#[path = "contract/events.rs"]
mod events;
#[path = "contract/filing.rs"]
mod filing;
#[path = "contract/health.rs"]
mod health;
#[path = "contract/inbox.rs"]
mod inbox;
#[path = "contract/journal.rs"]
mod journal;
#[path = "contract/menu.rs"]
mod menu;
#[path = "contract/messages.rs"]
mod messages;
#[path = "contract/organise.rs"]
mod organise;
#[path = "contract/outbox.rs"]
mod outbox;
#[path = "contract/people.rs"]
mod people;
#[path = "contract/presence.rs"]
mod presence;
#[path = "contract/queues.rs"]
mod queues;
#[path = "contract/schema.rs"]
mod schema;
#[path = "contract/survey.rs"]
mod survey;
#[path = "contract/templates.rs"]
mod templates;
#[path = "contract/tickets.rs"]
mod tickets;
#[path = "contract/transactions.rs"]
mod transactions;
#[path = "contract/transfer.rs"]
mod transfer;
