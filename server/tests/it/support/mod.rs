//! A desk for one test.

pub(crate) mod client;
pub(crate) mod database;
pub(crate) mod hook;
pub(crate) mod program;
pub(crate) mod raw;
pub(crate) mod socket;

use client::Person;
use database::{Database, Engine};
use desk_core::ports::{Clock, Secret};
use desk_core::seed::{Demo, DemoSeed, demo};
use desk_core::{Actor, Desk, LoginLimits, NewUser};
use desk_live::LiveOptions;
use desk_model::view::{InboxOrder, InboxRow, InboxView};
use desk_model::{Locale, QueueId, Role, Timestamp, UserId};
use desk_simulator::{Simulator, SimulatorConfig, SimulatorHandle, WindowEnforcement};
use server::config::{Config, Sources};
use server::ports::SystemClock;
use server::runtime::{self, Outside, Running};
use std::future::Future;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Everybody's password.
pub(crate) const PASSWORD: &str = "um cavalo correto";
/// Signs the webhooks of the demo number.
pub(crate) const SECRET: &str = "segredo-do-aplicativo";
/// The demo number's verify token.
pub(crate) const VERIFY_TOKEN: &str = "palavra-de-verificacao";
/// The token the desk shows to the Graph API.
pub(crate) const ACCESS_TOKEN: &str = "EAAtoken-de-acesso";
/// The demo number as Meta knows it.
pub(crate) const NUMBER: &str = "106540352242922";

const ON_ITS_WAY: &str = "SELECT COUNT(*) FROM message WHERE direction = 'out' AND status IN ('queued', 'accepted', 'sent', 'delivered')";

/// The machine's clock, moved by hand.
#[derive(Default)]
pub(crate) struct TestClock(AtomicI64);

impl TestClock {
    /// This instant.
    pub(crate) fn now(&self) -> Timestamp {
        SystemClock.now().plus(self.0.load(Ordering::SeqCst))
    }

    /// Moves it.
    pub(crate) fn advance(&self, by: Duration) {
        self.0.fetch_add(i64::try_from(by.as_micros()).unwrap(), Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        self.now()
    }
}

/// What a test wants to be different.
#[derive(Default)]
pub(crate) struct Wishes {
    /// Settings by variable name, over the usual ones.
    pub(crate) variables: Vec<(&'static str, String)>,
    /// Measures of the live part.
    pub(crate) live: Option<LiveOptions>,
    /// How often somebody may try to log in; by default as often as they like.
    pub(crate) login: Option<LoginLimits>,
    /// Which database.
    pub(crate) engine: Engine,
    /// Where its files go; by default a folder of the test's own.
    pub(crate) folder: Option<PathBuf>,
    /// Nobody and nothing in it.
    pub(crate) empty: bool,
}

/// The same test on both engines: functions that take a [`TestDesk`].
macro_rules! both {
    ($($name:ident)*) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $name() {
                super::$name(crate::support::TestDesk::start().await).await;
            })*
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $name() {
                if crate::support::database::postgres().is_some() {
                    super::$name(crate::support::TestDesk::on_postgres().await).await;
                }
            })*
        }
    };
}
pub(crate) use both;

/// A running desk.
pub(crate) struct TestDesk {
    pub(crate) desk: Desk,
    pub(crate) address: SocketAddr,
    pub(crate) clock: Arc<TestClock>,
    pub(crate) simulator: SimulatorHandle,
    pub(crate) demo: Option<Demo>,
    pub(crate) database: Database,
    pub(crate) folder: Folder,
    pub(crate) running: Option<Running>,
    http: reqwest::Client,
}

impl TestDesk {
    /// With the demo's people, queues and number.
    pub(crate) async fn start() -> Self {
        Self::with(Wishes::default()).await
    }

    /// The same on Postgres.
    pub(crate) async fn on_postgres() -> Self {
        Self::with(Wishes { engine: Engine::Postgres, ..Wishes::default() }).await
    }

    /// A second node beside `first`, on its database.
    pub(crate) async fn beside(first: &Self) -> Self {
        let url = ("GUICHE_DATABASE_URL", first.database.url.clone());
        let mut node = Self::with(Wishes { variables: vec![url], empty: true, ..Wishes::default() }).await;
        node.database = first.database.clone();
        node.demo.clone_from(&first.demo);
        node
    }

    /// As wished.
    pub(crate) async fn with(wishes: Wishes) -> Self {
        let folder = wishes.folder.map_or_else(Folder::new, Folder::given);
        let database = Database::new(wishes.engine, &folder.path).await;
        let mut variables = vec![
            ("GUICHE_LISTEN", "127.0.0.1:0".to_owned()),
            ("GUICHE_DATA_DIR", folder.path.display().to_string()),
            ("GUICHE_DATABASE_URL", database.url.clone()),
            ("GUICHE_SITE_ROOT", folder.path.join("site").display().to_string()),
            ("GUICHE_MASTER_KEY", "07".repeat(32)),
        ];
        for (name, value) in wishes.variables {
            variables.retain(|(have, _)| *have != name);
            variables.push((name, value));
        }
        let variables = variables.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        let sources = Sources { variables, ..Sources::default() };
        let config = Arc::new(Config::load(sources).unwrap_or_else(|problems| panic!("{problems:?}")));
        let clock = Arc::new(TestClock::default());
        let often = LoginLimits { per_address: 1_000, address_secs: 1, per_account: 1_000, account_secs: 1 };
        let outside = Outside {
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            live: wishes.live.unwrap_or_default(),
            login: wishes.login.unwrap_or(often),
            ..Outside::default()
        };
        let desk = runtime::desk(&config, &outside).await.unwrap();
        let listener = tokio::net::TcpListener::bind(config.listen).await.unwrap();
        let address = listener.local_addr().unwrap();
        let simulator = SimulatorConfig {
            webhook_url: Some(format!("http://{address}/webhooks/whatsapp")),
            app_secret: SECRET.to_owned(),
            verify_token: VERIFY_TOKEN.to_owned(),
            access_tokens: vec![ACCESS_TOKEN.to_owned()],
            ..SimulatorConfig::for_tests()
        };
        let number = simulator.numbers[0].clone();
        let simulator = Simulator::start(simulator).await.unwrap();
        // Customers of tests write past the simulator, so that it cannot know their windows; the desk's own gate is under test.
        simulator.set_window(WindowEnforcement::Off);
        let demo = if wishes.empty {
            None
        } else {
            let seed = DemoSeed {
                password: Secret(PASSWORD.to_owned()),
                base_url: simulator.base_url(),
                api_version: config.graph_version.clone(),
                provider_id: number.phone_number_id,
                account_id: number.waba_id,
                phone: number.display_phone_number,
                access_token: Secret(ACCESS_TOKEN.to_owned()),
                app_secret: Secret(SECRET.to_owned()),
                verify_token: Secret(VERIFY_TOKEN.to_owned()),
            };
            Some(demo(&desk, &seed).await.unwrap())
        };
        let running = Running::start(config, desk.clone(), outside.live, listener).await.unwrap();
        if demo.is_some() {
            // Else the event of the first look would come in the middle of a test.
            eventually("the first look at the number", async || {
                let all = desk.number_health(&Actor::operator()).await.unwrap();
                all.iter().all(|health| health.report.is_some() && health.templates_at.is_some())
            })
            .await;
        }
        let http = client::http();
        Self { desk, address, clock, simulator, demo, database, folder, running: Some(running), http }
    }

    /// A path on this desk.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// The client of tests: no cookies, no redirects.
    pub(crate) fn http(&self) -> &reqwest::Client {
        &self.http
    }

    /// The demo's queues; the first is where tickets wait.
    pub(crate) fn queues(&self) -> &[QueueId] {
        &self.demo.as_ref().unwrap().queues
    }

    /// Logs somebody in.
    pub(crate) async fn login(&self, email: &str) -> Person {
        Person::login(self, email, PASSWORD).await
    }

    /// Makes and logs in an agent of these queues only.
    pub(crate) async fn agent_of(&self, email: &str, queues: &[QueueId]) -> (UserId, Person) {
        let new = NewUser {
            name: email.split('@').next().unwrap().to_owned(),
            email: email.to_owned(),
            role: Role::Agent,
            password: PASSWORD.to_owned(),
            queues: queues.to_vec(),
            locale: Locale::PtBr,
        };
        let id = self.desk.create_user(&Actor::operator(), new).await.unwrap();
        (id, self.login(email).await)
    }

    /// Posts signed bytes as Meta would.
    pub(crate) async fn hook(&self, body: impl Into<Vec<u8>>) -> u16 {
        let body = body.into();
        let signature = hook::signature(SECRET, &body);
        self.hook_signed(body, &signature).await
    }

    /// Posts bytes with a signature of the test's own.
    pub(crate) async fn hook_signed(&self, body: Vec<u8>, signature: &str) -> u16 {
        let request =
            self.http.post(self.url("/webhooks/whatsapp")).header("content-type", "application/json");
        request.header("x-hub-signature-256", signature).body(body).send().await.unwrap().status().as_u16()
    }

    /// A customer writes; comes back with the row of their ticket when everything that was received is applied.
    pub(crate) async fn customer_writes(&self, phone: &str, text: &str) -> InboxRow {
        assert_eq!(self.hook(hook::text(&hook::wamid(), phone, text, self.clock.now())).await, 200);
        self.applied().await;
        self.row_of(phone).await.unwrap()
    }

    /// Waits until the journal holds nothing that waits.
    pub(crate) async fn applied(&self) {
        eventually("everything received is applied", async || {
            self.database.number("SELECT COUNT(*) FROM journal WHERE state = 'pending'").await == 0
        })
        .await;
    }

    /// Waits until nothing is on its way in or out; the number of the newest event.
    pub(crate) async fn quiet(&self) -> i64 {
        self.applied().await;
        eventually("nothing is on its way out", async || self.database.number(ON_ITS_WAY).await == 0).await;
        self.applied().await;
        self.desk.last_seq().await.unwrap()
    }

    /// The newest open row of a customer, as the supervisor sees it.
    pub(crate) async fn row_of(&self, phone: &str) -> Option<InboxRow> {
        let supervisor = self.supervisor().await;
        let page = self.desk.inbox(&supervisor, InboxView::All, InboxOrder::Recent, None).await.unwrap();
        page.rows.into_iter().find(|row| row.contact_name.ends_with(phone))
    }

    /// Somebody who sees everything.
    pub(crate) async fn supervisor(&self) -> Actor {
        let id = &self.demo.as_ref().unwrap().people.iter().find(|p| p.role == Role::Supervisor).unwrap().id;
        self.actor(id).await
    }

    /// The person as the use-cases know them.
    pub(crate) async fn actor(&self, id: &UserId) -> Actor {
        for epoch in 1..50 {
            if let Ok(actor) = self.desk.actor(id, epoch).await {
                return actor;
            }
        }
        panic!("no such person");
    }

    /// Stops it as SIGTERM would.
    pub(crate) async fn stop(mut self) {
        if let Some(running) = self.running.take() {
            running.finish().await;
        }
    }
}

/// Polls a condition for at most 15 s.
pub(crate) async fn eventually(what: &str, condition: impl AsyncFnMut() -> bool) {
    within(Duration::from_secs(15), what, condition).await;
}

/// Polls a condition until `limit`.
pub(crate) async fn within(limit: Duration, what: &str, mut condition: impl AsyncFnMut() -> bool) {
    let end = Instant::now() + limit;
    while !condition().await {
        assert!(Instant::now() < end, "did not happen within {limit:?}: {what}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// All of them at the same time.
pub(crate) async fn all<T>(work: impl IntoIterator<Item = impl Future<Output = T>>) -> Vec<T> {
    futures::future::join_all(work).await
}

/// A folder that goes with the test.
pub(crate) struct Folder {
    pub(crate) path: PathBuf,
    ours: bool,
}

static FOLDERS: AtomicU64 = AtomicU64::new(0);

impl Folder {
    pub(crate) fn new() -> Self {
        let name = format!("guiche-it-{}-{}", std::process::id(), FOLDERS.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Self { path, ours: true }
    }

    fn given(path: PathBuf) -> Self {
        Self { path, ours: false }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if self.ours {
            let _ = std::fs::remove_dir_all(&self.path);
        }
    }
}
