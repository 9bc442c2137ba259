//! Databases for one test each, and the rows most tests need.

use desk_model::Priority;
use desk_model::message::{Content, Direction, MessageStatus, PreviewKind};
use desk_model::number::{Channel, NumberState};
use desk_model::view::{InboxRow, MessageView, Preview, Provenance};
use desk_model::*;
use desk_store::message::Changes;
use desk_store::*;
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::atomic::{AtomicU32, Ordering};

static NEXT: AtomicU32 = AtomicU32::new(0);

pub(crate) const KEY: [u8; 32] = [7; 32];

/// Runs one test body on both engines, as `name::sqlite` and `name::postgres`.
macro_rules! both {
    ($($name:ident),+ $(,)?) => {$(
        mod $name {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                let db = crate::support::Db::sqlite();
                super::$name(&db).await;
                db.remove().await;
            }
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                let Some(db) = crate::support::Db::postgres().await else { return };
                super::$name(&db).await;
                db.remove().await;
            }
        }
    )+};
}
pub(crate) use both;

/// An empty database of its own.
pub(crate) struct Db {
    pub(crate) url: String,
    /// The folder of a SQLite file.
    pub(crate) folder: Option<PathBuf>,
    admin: Option<(String, String)>,
}

#[expect(
    clippy::disallowed_methods,
    reason = "where the tests' Postgres is can only be told by the environment"
)]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

impl Db {
    pub(crate) fn sqlite() -> Self {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("guiche-contract-{}-{number}", std::process::id()));
        // A folder that is not there yet: opening must make it.
        let url = format!("sqlite:{}", folder.join("data/desk.db").display());
        Self { url, folder: Some(folder), admin: None }
    }

    pub(crate) async fn postgres() -> Option<Self> {
        let Some(server) = variable("GUICHE_TEST_POSTGRES_URL") else {
            assert!(variable("CI").is_none(), "GUICHE_TEST_POSTGRES_URL must be set in CI");
            eprintln!("skipped: GUICHE_TEST_POSTGRES_URL is not set");
            return None;
        };
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("contract_{}_{number}", std::process::id());
        let mut admin = PgConnection::connect(&server).await.unwrap();
        // A collation that does not order by bytes, so that no list depends on the server's.
        let create = format!(
            "CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER icu ICU_LOCALE 'pt-BR'"
        );
        sqlx::query(AssertSqlSafe(create)).execute(&mut admin).await.unwrap();
        admin.close().await.unwrap();
        let (address, options) = server.split_once('?').map_or((server.as_str(), ""), |(a, o)| (a, o));
        let slash = address.rfind('/').unwrap();
        let base = if address[..slash].ends_with('/') { address } else { &address[..slash] };
        let url = format!("{base}/{name}{}{options}", if options.is_empty() { "" } else { "?" });
        Some(Self { url, folder: None, admin: Some((server, name)) })
    }

    pub(crate) fn options(&self) -> StoreOptions {
        StoreOptions { url: self.url.clone(), readers: 4, master_key: KEY }
    }

    /// Opens and migrates.
    pub(crate) async fn open(&self) -> Store {
        let store = Store::open(self.options()).await.unwrap();
        store.migrate().await.unwrap();
        store
    }

    /// Runs a statement of the test's own, past the store.
    pub(crate) async fn execute(&self, store: &Store, sql: &str) {
        let mut tx = store.write().await.unwrap();
        let sql = AssertSqlSafe(sql.to_owned());
        match &mut tx {
            Tx::Sqlite(t) => sqlx::query(sql).execute(&mut **t).await.map(|_| ()).unwrap(),
            Tx::Postgres(t) => sqlx::query(sql).execute(&mut **t).await.map(|_| ()).unwrap(),
        }
        tx.commit().await.unwrap();
    }

    pub(crate) async fn remove(self) {
        if let Some(folder) = &self.folder {
            let _ = std::fs::remove_dir_all(folder);
        }
        if let Some((server, name)) = &self.admin {
            let mut admin = PgConnection::connect(server).await.unwrap();
            let drop = format!("DROP DATABASE {name} WITH (FORCE)");
            sqlx::query(AssertSqlSafe(drop)).execute(&mut admin).await.unwrap();
        }
    }
}

/// An id from a few letters.
pub(crate) fn id<T: FromStr>(text: &str) -> T
where
    T::Err: std::fmt::Debug,
{
    text.parse().unwrap()
}

pub(crate) fn at(micros: i64) -> Timestamp {
    Timestamp(micros)
}

pub(crate) fn phone(digits: &str) -> Identity {
    Identity::phone(digits).unwrap()
}

pub(crate) fn user(name: &str) -> UserRow {
    UserRow {
        id: id(&format!("usr_{name}")),
        email: format!("{name}@Example.org"),
        name: name.to_owned(),
        role: Role::Agent,
        password_hash: "$argon2id$".to_owned(),
        locale: Locale::PtBr,
        theme: Theme::System,
        shortcuts: true,
        disabled: false,
        epoch: 1,
        created_at: at(1),
    }
}

pub(crate) fn queue(name: &str) -> QueueRow {
    QueueRow {
        id: id(&format!("que_{name}")),
        name: name.to_owned(),
        color: "#336699".to_owned(),
        position: 1,
        reopen_hours: 24,
        opening_text: "Olá {name}".to_owned(),
        closing_text: String::new(),
        created_at: at(1),
        nudge_text: "Ainda está aí?".to_owned(),
        nudge_auto: false,
        nudge_minutes: 30,
        policy: desk_model::QueuePolicy::default(),
        archived: false,
        heir_id: None,
    }
}

pub(crate) fn number(name: &str) -> NumberRow {
    NumberRow {
        id: id(&format!("num_{name}")),
        channel: Channel::Whatsapp,
        provider: "cloud".to_owned(),
        label: name.to_owned(),
        display: "+55 11 4000-0000".to_owned(),
        provider_id: format!("pn-{name}"),
        account_id: "waba".to_owned(),
        base_url: "https://graph.example".to_owned(),
        api_version: "v24.0".to_owned(),
        secrets: NumberSecrets {
            access_token: "PLAINTOKEN".to_owned(),
            app_secret: "PLAINSECRET".to_owned(),
            previous_app_secret: Some("PLAINOLDSECRET".to_owned()),
            verify_token: "PLAINVERIFY".to_owned(),
        },
        default_queue: id("que_vendas"),
        state: NumberState::Connected,
        created_at: at(1),
    }
}

pub(crate) fn contact(name: &str, since: i64) -> ContactRow {
    ContactRow {
        id: id(&format!("con_{name}")),
        name: name.to_owned(),
        username: None,
        created_at: at(since),
        updated_at: at(since),
    }
}

/// Two queues, two people, one number.
pub(crate) async fn desk(store: &Store) {
    let mut tx = store.write().await.unwrap();
    for name in ["vendas", "suporte"] {
        desk_store::queue::insert(&mut tx, &queue(name)).await.unwrap();
    }
    for name in ["ana", "bia"] {
        desk_store::user::insert(&mut tx, &user(name)).await.unwrap();
    }
    desk_store::number::insert(&mut tx, store.seal(), &number("um")).await.unwrap();
    tx.commit().await.unwrap();
}

/// A customer with a conversation on number `um`: `con_NAME`, `cnv_NAME`.
pub(crate) async fn conversation(tx: &mut Tx<'_>, name: &str) -> ConversationRow {
    desk_store::contact::insert(tx, &contact(name, 5)).await.unwrap();
    let row = ConversationRow {
        id: id(&format!("cnv_{name}")),
        contact: id(&format!("con_{name}")),
        number: id("num_um"),
        reply_to: phone("5511987654321"),
        window: WindowFacts { last_inbound_at: Some(at(10)), ..WindowFacts::default() },
        created_at: at(5),
    };
    desk_store::conversation::insert(tx, &row).await.unwrap();
    row
}

/// A waiting ticket of `cnv_NAME`; `n` makes its protocol.
pub(crate) fn ticket(ticket: &str, name: &str, n: u64) -> TicketRow {
    TicketRow {
        row: InboxRow {
            ticket: id(ticket),
            version: 1,
            conversation: id(&format!("cnv_{name}")),
            contact: id(&format!("con_{name}")),
            number: id("num_um"),
            protocol: Protocol::new(2026, 11, 21, n),
            queue: id("que_vendas"),
            state: TicketState::Queued { queue: id("que_vendas"), since: at(10) },
            contact_name: name.to_owned(),
            preview: Preview { kind: PreviewKind::Text, text: "oi".to_owned(), ours: false, status: None },
            preview_at: at(10),
            waiting_since: Some(at(10)),
            unread: 1,
            window: WindowFacts { last_inbound_at: Some(at(10)), ..WindowFacts::default() },
            pending_template: None,
            opened_at: at(10),
            priority: Priority::Normal,
            due: None,
            promise: None,
            labels: Vec::new(),
            returned_at: None,
            handover: None,
        },
        preview_message: None,
        clocks: desk_store::Clocks::default(),
    }
}

/// A customer's line of `cnv_NAME` in `tkt_NAME`.
pub(crate) fn message(message: &str, name: &str, when: i64, provider_id: Option<&str>) -> MessageRow {
    MessageRow {
        view: MessageView {
            id: id(message),
            ticket: id(&format!("tkt_{name}")),
            direction: Direction::In,
            author: Author::Customer,
            content: Content::text("oi"),
            at: at(when),
            status: MessageStatus::Received,
            failure: None,
            sending: desk_model::autopsy::Sending::default(),
            quote: None,
            provenance: Provenance::default(),
            reactions: Vec::new(),
            earlier: Vec::new(),
            revoked_at: None,
            cost: None,
            version: 1,
        },
        conversation: id(&format!("cnv_{name}")),
        number: id("num_um"),
        provider_id: provider_id.map(str::to_owned),
        quote_provider_id: None,
        received_at: at(when + 1),
        outgoing: None,
        changes: Changes::default(),
    }
}

/// A customer `NAME` with conversation and waiting ticket `tkt_NAME`.
pub(crate) async fn thread(tx: &mut Tx<'_>, name: &str, n: u64) -> TicketRow {
    conversation(tx, name).await;
    let row = ticket(&format!("tkt_{name}"), name, n);
    desk_store::ticket::insert(tx, &row).await.unwrap();
    row
}

pub(crate) fn is_conflict<T: std::fmt::Debug>(result: Result<T>, index: &str) {
    match result {
        Err(StoreError::Conflict { constraint }) => assert_eq!(constraint, index),
        other => panic!("expected a conflict on {index}, got {other:?}"),
    }
}
