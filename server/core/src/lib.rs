//! The use-cases of the desk behind one facade.
//!
//! Every use-case takes an [`Actor`] and asks for a permission first; what somebody may not see does not exist for them.
//! Rows and the events that tell of them are written in one transaction, and every message to a customer passes `gate`.

mod actor;
mod admin;
mod apply;
mod connect;
mod consent;
mod cost;
mod dispatch;
mod error;
mod feed;
mod gate;
mod health;
mod held;
mod hours;
mod housekeeping;
mod ids;
mod inbound;
mod journal;
mod labels;
mod mentions;
mod menu;
mod messages;
mod nudge;
mod numbers;
mod outbound;
mod people;
pub mod ports;
mod presence;
mod promises;
mod protocol_clock;
mod queues;
mod reads;
mod rows;
pub mod seed;
mod settings;
mod setup;
mod snooze;
mod start;
mod status;
mod survey;
mod templates;
mod texts;
mod tickets;
mod transcript;
mod transfer;

pub use actor::{Actor, QueueScope};
pub use connect::{NewNumber, NewQueue};
pub use consent::{ConsentRequest, OptInAsk, OptInForm, OptInStarted};
pub use feed::{AccessChange, FeedEvent, Topic};
pub use held::HoldRequest;
pub use inbound::ReplayReport;
pub use messages::{NoteRequest, ReplyRequest, ResendRequest, TemplateRequest};
pub use nudge::NudgeRequest;
pub use people::login::Login;
pub use people::sessions::SessionData;
pub use people::users::{NewUser, UserSummary};
pub use presence::SocketSeat;
pub use settings::{LoginLimits, SessionLimits, Settings};
pub use start::StartRequest;
pub use templates::NewUpload;
pub use transcript::Transcript;
pub use transfer::{BulkTransfer, TransferRequest};

// What callers need to build the parts without naming the store's crate otherwise.
pub use desk_store::{Store, StoreError, StoreOptions};

use crate::numbers::NumberDirectory;
use crate::ports::{Clock, Entropy, Gateway};
use crate::rows::Facts;
use desk_model::{DeskError, Timestamp};
use desk_store::Tx;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, RwLock};
use tokio::sync::{Notify, Semaphore, watch};

/// What a desk is made of.
pub struct DeskParts {
    /// The database, migrated.
    pub store: Store,
    /// Where instants come from.
    pub clock: Arc<dyn Clock>,
    /// Where randomness comes from.
    pub entropy: Arc<dyn Entropy>,
    /// The provider.
    pub gateway: Arc<dyn Gateway>,
    /// How this desk is set up.
    pub settings: Settings,
}

/// The desk: every use-case, cheap to clone.
#[derive(Clone)]
pub struct Desk(pub(crate) Arc<Inner>);

/// What all use-cases share.
pub(crate) struct Inner {
    pub(crate) store: Store,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) entropy: Arc<dyn Entropy>,
    pub(crate) gateway: Arc<dyn Gateway>,
    pub(crate) settings: Settings,
    /// The desk's time zone, from the settings.
    pub(crate) zone: jiff::tz::TimeZone,
    /// Counts commits that wrote events; the value itself means nothing.
    pub(crate) feed: watch::Sender<u64>,
    /// Something is waiting to leave.
    pub(crate) outbox_bell: Notify,
    /// Something is waiting to be applied.
    pub(crate) inbound_bell: Notify,
    /// A ticket was put aside.
    pub(crate) snooze_bell: Notify,
    /// A queue asks its customers in another way.
    pub(crate) nudge_bell: Notify,
    /// A menu asked something: there is a new deadline.
    pub(crate) menu_bell: Notify,
    /// A ticket was offered: its time runs.
    pub(crate) offer_bell: Notify,
    /// A ticket waits, somebody came or has room, a rule changed: the dispatcher looks again.
    pub(crate) routing_bell: Notify,
    /// Whose sockets live on this node.
    pub(crate) sockets: presence::Sockets,
    /// A number was connected: its templates are to be fetched.
    pub(crate) template_bell: Notify,
    /// The health of the numbers is to be looked at before its time.
    pub(crate) check_bell: Notify,
    /// What this node last wrote down of what it saw of each number.
    pub(crate) sightings: health::Sightings,
    /// How to reach the provider, by number; replaced whole.
    pub(crate) numbers: RwLock<Arc<NumberDirectory>>,
    /// Requests refused for a bad or missing signature since the start.
    pub(crate) bad_signatures: AtomicU64,
    /// Who tried to log in, and how often.
    pub(crate) logins: people::limiter::Limiter,
    /// Who sent opt-in forms, and how often.
    pub(crate) optins: people::limiter::Limiter,
    /// Argon2 needs memory and a whole core: only so many at a time.
    pub(crate) hashing: Semaphore,
    /// Takes requests to the journal.
    pub(crate) journal: journal::Intake,
    /// What the lane remembers.
    pub(crate) lane: inbound::LaneState,
    /// What the sender remembers.
    pub(crate) sender: outbound::Sender,
    /// The newest id made: each is greater than the one before, also within one millisecond.
    pub(crate) last_id: Mutex<(u64, [u8; 10])>,
}

/// How many passwords are hashed at the same time.
const HASHERS: usize = 2;

impl Desk {
    /// Puts the parts together, checks the time zone and reads the numbers.
    ///
    /// # Errors
    /// [`DeskError::Invalid`] on `time_zone`; [`DeskError::Busy`] or [`DeskError::Internal`] when the database does not answer.
    pub async fn new(parts: DeskParts) -> Result<Self, DeskError> {
        let zone = protocol_clock::zone(&parts.settings.time_zone)?;
        let lane = inbound::LaneState::new(parts.clock.now());
        let sender = outbound::Sender::new(parts.settings.messages_per_second);
        let sockets = presence::Sockets::new(parts.entropy.as_ref());
        let desk = Self(Arc::new(Inner {
            store: parts.store,
            clock: parts.clock,
            entropy: parts.entropy,
            gateway: parts.gateway,
            settings: parts.settings,
            zone,
            feed: watch::Sender::new(0),
            outbox_bell: Notify::new(),
            inbound_bell: Notify::new(),
            snooze_bell: Notify::new(),
            nudge_bell: Notify::new(),
            menu_bell: Notify::new(),
            offer_bell: Notify::new(),
            routing_bell: Notify::new(),
            sockets,
            template_bell: Notify::new(),
            check_bell: Notify::new(),
            sightings: health::Sightings::default(),
            numbers: RwLock::new(Arc::new(NumberDirectory::default())),
            bad_signatures: AtomicU64::new(0),
            logins: people::limiter::Limiter::default(),
            optins: people::limiter::Limiter::default(),
            hashing: Semaphore::new(HASHERS),
            journal: journal::Intake::new(),
            lane,
            sender,
            last_id: Mutex::default(),
        }));
        desk.settle(desk.0.refresh_numbers()).await?;
        Ok(desk)
    }

    /// The desk's clock.
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.0.clock
    }

    /// This instant, by the desk's clock.
    pub fn now(&self) -> Timestamp {
        self.0.now()
    }

    /// How this desk is set up.
    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    /// The database, for checks of its health and to close it at the end; use-cases are the way to its content.
    pub fn store(&self) -> &Store {
        &self.0.store
    }

    /// Whether the database answers and has every table this version needs.
    ///
    /// # Errors
    /// [`DeskError::Busy`] when it does not.
    pub async fn ready(&self) -> Result<(), DeskError> {
        self.settle(async {
            self.0.store.ping().await?;
            if self.0.store.pending_migrations().await? > 0 {
                return Err(DeskError::Busy.into());
            }
            Ok(())
        })
        .await
    }
}

impl Inner {
    /// This instant.
    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Writes the events, commits, and wakes whoever waits for what became true. The only way a write ends well.
    pub(crate) async fn commit(&self, mut tx: Tx<'static>, mut facts: Facts) -> Result<(), StoreError> {
        let menus = facts.menus;
        let told = facts.append(&mut tx).await?.is_some();
        tx.commit().await?;
        if told {
            self.tell().await;
        }
        if facts.outgoing {
            self.outbox_bell.notify_one();
        }
        if menus {
            self.menu_bell.notify_one();
        }
        if facts.routing {
            self.routing_bell.notify_one();
        }
        Ok(())
    }

    /// Wakes the feed of this node, and by the doorbell those of others.
    pub(crate) async fn tell(&self) {
        self.feed.send_modify(|count| *count = count.wrapping_add(1));
        self.store.doorbell().await;
    }
}
