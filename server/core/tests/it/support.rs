//! A desk to test with.

use async_trait::async_trait;
use bytes::Bytes;
use desk_core::ports::{
    Accepted, Change, Clock, CreatedTemplate, Entropy, FileUpload, Gateway, InboundMessage, Inspection,
    ManageError, NumberAccess, OutboundMessage, Part, Secret, SendError,
};
use desk_core::{
    Actor, Desk, DeskParts, LoginLimits, NewNumber, NewQueue, NewUser, SessionLimits, Settings, Store,
    StoreOptions,
};
use desk_model::health::{AccountFacts, NumberFacts};
use desk_model::message::Content;
use desk_model::template::{Category, Standing, Template, TemplateDraft, TemplateStatus};
use desk_model::view::{InboxRow, Provenance};
use desk_model::{
    Identity, Locale, MessageId, NumberId, QueueId, Role, TemplateId, TicketId, Timestamp, UserId,
};
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use tokio_util::sync::{CancellationToken, DropGuard};

/// When tests begin: 2026-11-21 12:00:00 UTC, 09:00 in São Paulo.
pub(crate) const START: Timestamp = Timestamp::from_secs(1_795_262_400);
/// Everybody's password.
pub(crate) const PASSWORD: &str = "senha-de-teste";

/// A clock that stands still until it is moved.
pub(crate) struct TestClock(AtomicI64);

impl TestClock {
    /// Moves it on by `micros`.
    pub(crate) fn advance(&self, micros: i64) {
        self.0.fetch_add(micros, Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}

/// The same bytes in the same order in every run (splitmix64).
pub(crate) struct TestEntropy(AtomicU64, AtomicU64);

impl TestEntropy {
    fn new(seed: u64) -> Self {
        Self(AtomicU64::new(seed), AtomicU64::new(0))
    }

    /// The next `times` times it is asked, it panics.
    pub(crate) fn trip(&self, times: u64) {
        self.1.store(times, Ordering::SeqCst);
    }
}

impl Entropy for TestEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        let tripped = self.1.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
        assert!(tripped.is_err(), "as the test wants it");
        for chunk in bytes.chunks_mut(8) {
            let mut z = self
                .0
                .fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed)
                .wrapping_add(0x9e37_79b9_7f4a_7c15);
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            chunk.copy_from_slice(&(z ^ (z >> 31)).to_le_bytes()[..chunk.len()]);
        }
    }
}

/// A provider that remembers what it was given and answers as told; else it takes everything. Its notifications are lists of
/// [`Part`] as JSON.
#[derive(Default)]
pub(crate) struct FakeGateway {
    /// What was sent, in order.
    pub(crate) sent: Mutex<Vec<OutboundMessage>>,
    /// What to answer next; `Ok` takes the message.
    pub(crate) answers: Mutex<VecDeque<Result<Accepted, SendError>>>,
    /// What it says its templates are.
    pub(crate) templates: Mutex<Vec<Template>>,
    /// What it says when asked for templates, in place of them.
    pub(crate) templates_fail: Mutex<Option<SendError>>,
    /// What it answers when a template is made, changed or deleted; else it takes everything.
    pub(crate) manage_fail: Mutex<Option<ManageError>>,
    /// Files it was given: type, name, whether as an example.
    pub(crate) files: Mutex<Vec<(&'static str, String, bool)>>,
    /// What it says about a number; else that all is well.
    pub(crate) inspection: Mutex<Option<Inspection>>,
    /// Whom it was asked about, with which token and where.
    pub(crate) inspected: Mutex<Vec<(String, String, String)>>,
}

/// All is well.
pub(crate) fn inspection() -> Inspection {
    Inspection {
        number: Ok(NumberFacts {
            display: Some("+55 11 4000-1001".to_owned()),
            status: Some("CONNECTED".to_owned()),
            ..NumberFacts::default()
        }),
        account: Ok(AccountFacts::default()),
        belongs: Ok(true),
        subscribed: Ok(true),
    }
}

impl FakeGateway {
    /// What was sent so far.
    pub(crate) fn sent(&self) -> Vec<OutboundMessage> {
        self.sent.lock().unwrap().clone()
    }

    /// What to answer next.
    pub(crate) fn answer(&self, answer: Result<Accepted, SendError>) {
        self.answers.lock().unwrap().push_back(answer);
    }
}

#[async_trait]
impl Gateway for FakeGateway {
    async fn send(&self, _: &NumberAccess, message: &OutboundMessage) -> Result<Accepted, SendError> {
        let answer = self.answers.lock().unwrap().pop_front();
        let mut sent = self.sent.lock().unwrap();
        sent.push(message.clone());
        answer
            .unwrap_or_else(|| Ok(Accepted { provider_id: format!("wamid.out.{}", sent.len()), held: None }))
    }

    async fn templates(&self, _: &NumberAccess) -> Result<Vec<Template>, SendError> {
        match self.templates_fail.lock().unwrap().clone() {
            Some(error) => Err(error),
            None => Ok(self.templates.lock().unwrap().clone()),
        }
    }

    async fn create_template(
        &self,
        _: &NumberAccess,
        _: &TemplateDraft,
        _: Option<&str>,
    ) -> Result<CreatedTemplate, ManageError> {
        match self.manage_fail.lock().unwrap().clone() {
            Some(error) => Err(error),
            None => Ok(CreatedTemplate {
                provider_id: "777".to_owned(),
                status: TemplateStatus::Pending,
                category: Some(Category::Marketing),
            }),
        }
    }

    async fn edit_template(
        &self,
        _: &NumberAccess,
        _: &str,
        _: &TemplateDraft,
        _: Option<&str>,
    ) -> Result<(), ManageError> {
        self.manage_fail.lock().unwrap().clone().map_or(Ok(()), Err)
    }

    async fn delete_template(&self, _: &NumberAccess, _: &str, _: &str) -> Result<(), ManageError> {
        self.manage_fail.lock().unwrap().clone().map_or(Ok(()), Err)
    }

    async fn upload(&self, _: &NumberAccess, file: FileUpload) -> Result<String, SendError> {
        let mut files = self.files.lock().unwrap();
        files.push((file.mime, file.filename, false));
        Ok(format!("media{}", files.len()))
    }

    async fn upload_example(&self, _: &NumberAccess, file: FileUpload) -> Result<String, SendError> {
        let mut files = self.files.lock().unwrap();
        files.push((file.mime, file.filename, true));
        Ok(format!("4::handle{}", files.len()))
    }

    async fn inspect(&self, access: &NumberAccess) -> Inspection {
        let asked = (access.provider_id.clone(), access.access_token.0.clone(), access.base_url.clone());
        self.inspected.lock().unwrap().push(asked);
        self.inspection.lock().unwrap().clone().unwrap_or_else(inspection)
    }

    async fn subscribe(&self, _: &NumberAccess) -> Result<(), SendError> {
        let mut told = self.inspection.lock().unwrap();
        let now = told.get_or_insert_with(inspection);
        now.number.clone()?;
        now.subscribed = Ok(true);
        Ok(())
    }

    fn decode(&self, body: &[u8]) -> Result<Vec<Part>, String> {
        serde_json::from_slice(body).map_err(|error| error.to_string())
    }
}

/// Runs one test body on both engines, as `name::sqlite` and `name::postgres`.
macro_rules! both {
    ($($name:ident),+ $(,)?) => {$(
        mod $name {
            #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn sqlite() {
                let test = crate::support::TestDesk::new().await;
                Box::pin(super::$name(&test)).await;
                test.end().await;
            }
            #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn postgres() {
                let Some(test) = crate::support::TestDesk::postgres().await else { return };
                Box::pin(super::$name(&test)).await;
                test.end().await;
            }
        }
    )+};
}
pub(crate) use both;

#[expect(
    clippy::disallowed_methods,
    reason = "where the tests' Postgres is can only be told by the environment"
)]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let name = format!("desk-core-test-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Provider's id of the number that leads to the queue Atendimento.
pub(crate) const MAIN: &str = "1001";
/// Provider's id of the number that leads to the queue Financeiro.
pub(crate) const FINANCE: &str = "1002";

/// A desk with two queues, a number for each, and nobody in it.
pub(crate) struct TestDesk {
    pub(crate) desk: Desk,
    pub(crate) store: Store,
    pub(crate) clock: Arc<TestClock>,
    pub(crate) gateway: Arc<FakeGateway>,
    pub(crate) entropy: Arc<TestEntropy>,
    /// Atendimento.
    pub(crate) queue: QueueId,
    /// Financeiro.
    pub(crate) finance: QueueId,
    /// Leads to Atendimento.
    pub(crate) number: NumberId,
    /// Leads to Financeiro.
    pub(crate) finance_number: NumberId,
    inbound: AtomicU64,
    ids: TestEntropy,
    url: String,
    /// Server and name of a Postgres database.
    database: Option<(String, String)>,
    _journal: DropGuard,
    _folder: Folder,
}

impl TestDesk {
    /// A desk on a new SQLite database.
    pub(crate) async fn new() -> Self {
        let folder = Folder::new();
        let url = format!("sqlite:{}", folder.0.join("desk.db").display());
        Self::on(url, folder).await
    }

    /// A desk on a new Postgres database; `None` where no server is given, which only CI must not do.
    pub(crate) async fn postgres() -> Option<Self> {
        let Some(server) = variable("GUICHE_TEST_POSTGRES_URL") else {
            assert!(variable("CI").is_none(), "GUICHE_TEST_POSTGRES_URL must be set in CI");
            eprintln!("skipped: GUICHE_TEST_POSTGRES_URL is not set");
            return None;
        };
        let folder = Folder::new();
        let name = folder.0.file_name().unwrap().to_str().unwrap().replace('-', "_");
        let mut admin = PgConnection::connect(&server).await.unwrap();
        sqlx::query(AssertSqlSafe(format!("CREATE DATABASE {name}"))).execute(&mut admin).await.unwrap();
        admin.close().await.unwrap();
        let (address, options) = server.split_once('?').unwrap_or((&server, ""));
        let base = &address[..address.rfind('/').unwrap()];
        let mut test = Self::on(format!("{base}/{name}?{options}"), folder).await;
        test.database = Some((server, name));
        Some(test)
    }

    /// Removes a database on a server that outlives the test.
    pub(crate) async fn end(self) {
        self.store.close().await;
        if let Some((server, name)) = &self.database {
            let mut admin = PgConnection::connect(server).await.unwrap();
            let drop = format!("DROP DATABASE {name} WITH (FORCE)");
            sqlx::query(AssertSqlSafe(drop)).execute(&mut admin).await.unwrap();
        }
    }

    async fn on(url: String, folder: Folder) -> Self {
        let options = StoreOptions { url: url.clone(), readers: 4, master_key: [7; 32] };
        let store = Store::open(options).await.unwrap();
        store.migrate().await.unwrap();
        let clock = Arc::new(TestClock(AtomicI64::new(START.0)));
        let gateway = Arc::new(FakeGateway::default());
        let entropy = Arc::new(TestEntropy::new(1));
        let desk = Desk::new(DeskParts {
            store: store.clone(),
            clock: clock.clone(),
            entropy: entropy.clone(),
            gateway: gateway.clone(),
            settings: settings(),
        })
        .await
        .unwrap();
        let operator = Actor::operator();
        let queue = desk.ensure_queue(&operator, new_queue("Atendimento")).await.unwrap();
        let finance = desk.ensure_queue(&operator, new_queue("Financeiro")).await.unwrap();
        let number = desk.connect_number(&operator, new_number("Matriz", MAIN, &queue)).await.unwrap();
        let finance_number =
            desk.connect_number(&operator, new_number("Filial", FINANCE, &finance)).await.unwrap();
        let cancel = CancellationToken::new();
        let journal = (desk.clone(), cancel.clone());
        tokio::spawn(async move { journal.0.run_journal(journal.1).await });
        Self {
            desk,
            store,
            clock,
            gateway,
            entropy,
            queue,
            finance,
            number,
            finance_number,
            inbound: AtomicU64::new(0),
            ids: TestEntropy::new(99),
            url,
            database: None,
            _journal: cancel.drop_guard(),
            _folder: folder,
        }
    }

    /// Another node on the same database, as another process would be: with connections of its own.
    pub(crate) async fn node(&self) -> Desk {
        Desk::new(DeskParts {
            store: self.second_store().await,
            clock: self.clock.clone(),
            entropy: Arc::new(TestEntropy::new(2)),
            gateway: self.gateway.clone(),
            settings: settings(),
        })
        .await
        .unwrap()
    }

    /// The same database over other connections.
    pub(crate) async fn second_store(&self) -> Store {
        let options = StoreOptions { url: self.url.clone(), readers: 4, master_key: [7; 32] };
        Store::open(options).await.unwrap()
    }

    /// This instant.
    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Somebody new, with [`PASSWORD`] and the address `name@desk.test`.
    pub(crate) async fn person(&self, name: &str, role: Role, queues: &[&QueueId]) -> UserId {
        let new = NewUser {
            name: name.to_owned(),
            email: format!("{name}@desk.test"),
            role,
            password: PASSWORD.to_owned(),
            queues: queues.iter().map(|id| (*id).clone()).collect(),
            locale: Locale::PtBr,
        };
        self.desk.create_user(&Actor::operator(), new).await.unwrap()
    }

    /// A new agent of the queue Atendimento.
    pub(crate) async fn agent(&self, name: &str) -> Actor {
        let id = self.person(name, Role::Agent, &[&self.queue]).await;
        self.desk.actor(&id, 1).await.unwrap()
    }

    /// A new agent of the queue Financeiro.
    pub(crate) async fn finance_agent(&self, name: &str) -> Actor {
        let id = self.person(name, Role::Agent, &[&self.finance]).await;
        self.desk.actor(&id, 1).await.unwrap()
    }

    /// A new supervisor.
    pub(crate) async fn supervisor(&self, name: &str) -> Actor {
        let id = self.person(name, Role::Supervisor, &[]).await;
        self.desk.actor(&id, 1).await.unwrap()
    }

    /// A new administrator.
    pub(crate) async fn admin(&self, name: &str) -> Actor {
        let id = self.person(name, Role::Admin, &[]).await;
        self.desk.actor(&id, 1).await.unwrap()
    }

    /// A customer (by phone) writes to the main number now; the ticket it lands in.
    pub(crate) async fn customer_says(&self, phone: &str, text: &str) -> TicketId {
        self.customer_says_to(MAIN, phone, text).await
    }

    /// A customer writes to one of the numbers now; the ticket it lands in.
    pub(crate) async fn customer_says_to(&self, number: &str, phone: &str, text: &str) -> TicketId {
        let message = self.inbound(phone, Content::text(text));
        self.arrives(number, vec![Change::Message(Box::new(message))]).await;
        self.row_of(phone).await.ticket
    }

    /// A message a customer writes now.
    pub(crate) fn inbound(&self, phone: &str, content: Content) -> InboundMessage {
        let count = self.inbound.fetch_add(1, Ordering::Relaxed);
        InboundMessage {
            id: format!("wamid.in.{count}"),
            from: vec![Identity::phone(phone).unwrap()],
            name: Some(format!("Cliente {phone}")),
            username: None,
            at: self.now(),
            content,
            opens_window: true,
            reply_to: None,
            provenance: Provenance::default(),
            from_ad: false,
        }
    }

    /// One request with all of these about one number, applied.
    pub(crate) async fn arrives(&self, number: &str, changes: Vec<Change>) {
        self.arrive(changes.into_iter().map(|change| (number, change)).collect()).await;
    }

    /// One request with all of these, each about its number, applied.
    pub(crate) async fn arrive(&self, changes: Vec<(&str, Change)>) {
        let parts: Vec<Part> = changes
            .into_iter()
            .enumerate()
            .map(|(i, (number, change))| Part {
                path: format!("entry[0].changes[{i}]"),
                field: "messages".to_owned(),
                number: Some(number.to_owned()),
                change,
            })
            .collect();
        let body = serde_json::to_vec(&parts).unwrap();
        self.desk.receive(Bytes::from(body), true).await.unwrap();
        // Large, and many of them in one test's future: on the heap.
        Box::pin(self.desk.drain_inbound()).await.unwrap();
    }

    /// The newest ticket of a customer.
    pub(crate) async fn row_of(&self, phone: &str) -> InboxRow {
        let name = format!("Cliente {phone}");
        let found = self.desk.find(&Actor::operator(), &name).await.unwrap();
        found
            .into_iter()
            .max_by_key(|row| (row.opened_at, row.ticket.clone()))
            .expect("the customer has a ticket")
    }

    /// The row of a ticket as it stands.
    pub(crate) async fn row(&self, ticket: &TicketId) -> InboxRow {
        self.desk.thread(&Actor::operator(), ticket).await.unwrap().row
    }

    /// A message id as a browser would make it.
    pub(crate) fn message_id(&self) -> MessageId {
        let mut random = [0; 10];
        self.ids.fill(&mut random);
        MessageId::from_parts(self.now().millis().unsigned_abs(), random)
    }

    /// How many messages wait to leave, or to be heard of.
    pub(crate) async fn outbox_size(&self) -> i64 {
        desk_store::outbox::count(&mut self.store.read().await.unwrap()).await.unwrap()
    }

    /// The number of the newest event.
    pub(crate) async fn seq(&self) -> i64 {
        self.desk.last_seq().await.unwrap()
    }

    /// Gives the main number one template with a variable in its body, and its id.
    pub(crate) async fn template(&self) -> TemplateId {
        *self.gateway.templates.lock().unwrap() = vec![template("retorno", TemplateStatus::Approved)];
        let list = self.desk.sync_templates(&Actor::operator(), &self.number).await.unwrap();
        list.templates[0].id.clone()
    }
}

/// A template with one counted variable in its body, not yet stored.
pub(crate) fn template(name: &str, status: TemplateStatus) -> Template {
    Template {
        id: TemplateId::from_parts(0, [u8::try_from(name.len()).unwrap(); 10]),
        number: NumberId::from_parts(0, [0; 10]),
        provider_id: format!("9{}", name.len()),
        name: name.to_owned(),
        language: "pt_BR".to_owned(),
        category: Category::Utility,
        status,
        quality: "GREEN".to_owned(),
        header: None,
        body: "Olá {{1}}, podemos continuar?".to_owned(),
        footer: None,
        buttons: Vec::new(),
        named: false,
        examples: std::collections::BTreeMap::new(),
        standing: Standing::default(),
        queues: Vec::new(),
    }
}

fn settings() -> Settings {
    Settings {
        time_zone: "America/Sao_Paulo".to_owned(),
        build: "test".to_owned(),
        desk_name: "Balcão".to_owned(),
        login: LoginLimits::default(),
        session: SessionLimits { idle_secs: 3600, absolute_secs: 24 * 3600 },
        event_retention_secs: 24 * 3600,
        ..Settings::default()
    }
}

/// A queue that says nothing by itself, so that tests see only what they cause.
fn new_queue(name: &str) -> NewQueue {
    NewQueue {
        name: name.to_owned(),
        color: "#3b5bdb".to_owned(),
        opening_text: String::new(),
        closing_text: String::new(),
        reopen_hours: 0,
    }
}

/// A number with its own secrets.
pub(crate) fn new_number(label: &str, provider_id: &str, queue: &QueueId) -> NewNumber {
    NewNumber {
        label: label.to_owned(),
        phone: format!("55 11 4000-{provider_id}"),
        provider_id: provider_id.to_owned(),
        account_id: "2000".to_owned(),
        base_url: "http://provider.test".to_owned(),
        api_version: "v24.0".to_owned(),
        access_token: Secret("token-of-the-test".to_owned()),
        app_secret: Secret(format!("secret-{provider_id}")),
        previous_app_secret: None,
        verify_token: Secret("verify".to_owned()),
        default_queue: queue.clone(),
    }
}
