//! The real program in processes of its own.

use super::database::{Database, Engine};
use super::{Folder, SECRET, eventually, hook};
use desk_core::ports::Clock;
use desk_simulator::{Simulator, SimulatorConfig, SimulatorHandle};
use server::ports::SystemClock;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// A seeded desk that can be started again and again.
pub(crate) struct Program {
    pub(crate) folder: Folder,
    pub(crate) address: SocketAddr,
    pub(crate) graph: SimulatorHandle,
    database: Database,
    http: reqwest::Client,
}

/// A process; killed when dropped.
pub(crate) struct Running {
    child: Child,
    address: SocketAddr,
}

/// The program with a folder of its own and nothing of ours in its environment.
pub(crate) fn command(folder: &Folder, address: SocketAddr) -> Command {
    let mut command = Command::new(binary());
    command
        .current_dir(&folder.path)
        .env_remove("GUICHE_TEST_POSTGRES_URL")
        .env("GUICHE_LISTEN", address.to_string())
        .env("GUICHE_DATA_DIR", &folder.path)
        .env("GUICHE_LOG", "warn")
        .stdin(Stdio::null());
    command
}

/// Where cargo put the program; a target folder that was moved still has it beside the tests.
fn binary() -> PathBuf {
    let built = PathBuf::from(env!("CARGO_BIN_EXE_guiche"));
    let beside = std::env::current_exe().unwrap().ancestors().nth(2).unwrap().join("guiche");
    if built.exists() { built } else { beside }
}

/// An address nobody listens on at this moment.
pub(crate) fn free_address() -> SocketAddr {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

impl Program {
    pub(crate) async fn new() -> Self {
        let folder = Folder::new();
        let address = free_address();
        let graph = SimulatorConfig {
            webhook_url: Some(format!("http://{address}/webhooks/whatsapp")),
            app_secret: SECRET.to_owned(),
            ..SimulatorConfig::for_tests()
        };
        let graph = Simulator::start(graph).await.unwrap();
        graph.set_window(desk_simulator::WindowEnforcement::Off);
        let url = graph.base_url();
        let seed = ["seed", "--graph-url", &url, "--app-secret", SECRET, "--password", super::PASSWORD];
        let done = command(&folder, address).args(seed).output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        let database = Database::new(Engine::Sqlite, &folder.path).await;
        Self { folder, address, graph, database, http: super::client::http() }
    }

    /// Starts `guiche serve`.
    pub(crate) fn start(&self) -> Running {
        let mut command = command(&self.folder, self.address);
        Running { child: command.arg("serve").spawn().unwrap(), address: self.address }
    }

    /// The same, with files of at most so many blocks of 512 bytes.
    pub(crate) fn start_limited(&self, blocks: u32) -> Running {
        let plain = command(&self.folder, self.address);
        let mut limited = Command::new("sh");
        let script = format!("trap '' XFSZ; ulimit -S -f {blocks}; exec \"$0\" serve");
        limited.arg("-c").arg(script).arg(plain.get_program()).current_dir(&self.folder.path);
        for (name, value) in plain.get_envs() {
            match value {
                Some(value) => limited.env(name, value),
                None => limited.env_remove(name),
            };
        }
        Running { child: limited.stdin(Stdio::null()).spawn().unwrap(), address: self.address }
    }

    /// Posts one message; `None` when nobody answered.
    pub(crate) async fn hook(&self, id: &str, phone: &str, text: &str) -> Option<u16> {
        let body = hook::text(id, phone, text, SystemClock.now());
        let signature = hook::signature(SECRET, &body);
        let request = self.http.post(format!("http://{}/webhooks/whatsapp", self.address));
        let request = request.header("x-hub-signature-256", signature).body(body);
        request.send().await.ok().map(|answer| answer.status().as_u16())
    }

    pub(crate) async fn number(&self, sql: &'static str) -> i64 {
        self.database.number(sql).await
    }

    pub(crate) async fn texts(&self, sql: &'static str) -> Vec<String> {
        self.database.texts(sql).await
    }

    /// Waits until everything received is applied.
    pub(crate) async fn applied(&self) {
        eventually("everything received is applied", async || {
            self.number("SELECT COUNT(*) FROM journal WHERE state = 'pending'").await == 0
        })
        .await;
    }
}

impl Running {
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits until it listens.
    pub(crate) async fn listening(&mut self) {
        let end = Instant::now() + Duration::from_secs(30);
        while tokio::net::TcpStream::connect(self.address).await.is_err() {
            if let Ok(Some(status)) = self.child.try_wait() {
                panic!("it ended at once: {status}");
            }
            assert!(Instant::now() < end, "it does not listen");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// The hardest end there is.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// SIGTERM, and how it ended.
    pub(crate) async fn terminate(mut self) -> ExitStatus {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        let end = Instant::now() + Duration::from_secs(40);
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(Instant::now() < end, "it does not stop");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
