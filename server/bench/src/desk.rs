//! The desk under measurement: the release binary on a throw-away database.

use crate::client;
use crate::count::{self, Database};
use crate::graph;
use crate::process::{Server, free_address};
use crate::sockets::Door;
use crate::{Engine, IngestOptions};
use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

/// The application secret the demo number is seeded with.
pub(crate) const SECRET: &str = "bench-application-secret";
/// The demo number as Meta knows it.
pub(crate) const PHONE_NUMBER_ID: &str = "106540352242922";
const EMAIL: &str = "sonia@guiche.local";
const PASSWORD: &str = "bench password 1";

/// A running desk.
pub(crate) struct Desk {
    pub(crate) server: Server,
    pub(crate) database: Database,
    address: SocketAddr,
}

impl Desk {
    /// Seeds a new database and starts the desk on it.
    pub(crate) async fn start(options: &IngestOptions, folder: &Path) -> Result<Self, String> {
        let binary = match &options.binary {
            Some(path) => path.clone(),
            None => std::env::current_exe().map_err(|e| e.to_string())?.with_file_name("guiche"),
        };
        let (url, database) = match options.engine {
            Engine::Sqlite => {
                let path = folder.join("guiche.sqlite");
                (format!("sqlite:{}", path.display()), Database::Sqlite(path))
            }
            Engine::Postgres => {
                let server = options.postgres_url.as_deref().ok_or("GUICHE_TEST_POSTGRES_URL is not set")?;
                let url = count::create_database(server, "guiche_bench").await?;
                (url.clone(), Database::Postgres(url))
            }
        };
        let (graph, _) = graph::start().await?;
        let address = free_address()?;
        let command = |arguments: &[&str]| {
            let mut command = Command::new(&binary);
            command
                .args(arguments)
                .env("GUICHE_LISTEN", address.to_string())
                .env("GUICHE_DATA_DIR", folder)
                .env("GUICHE_DATABASE_URL", &url)
                .env("GUICHE_LOG", "warn");
            command
        };
        let graph_url = format!("http://{graph}");
        let seed = ["seed", "--graph-url", &graph_url, "--app-secret", SECRET, "--password", PASSWORD];
        let seeded =
            command(&seed).output().map_err(|e| format!("cannot start {}: {e}", binary.display()))?;
        if !seeded.status.success() {
            return Err(format!("seed: {}", String::from_utf8_lossy(&seeded.stderr)));
        }
        let mut server = Server::start(command(&["serve"]), &folder.join("guiche.log"))?;
        server.listening(address).await?;
        Ok(Self { server, database, address })
    }

    /// How many distinct messages of run `run` are stored, and in how many rows, once all `wanted` are or time is over:
    /// they are applied after they are acknowledged.
    pub(crate) async fn stored(&self, run: u32, wanted: usize) -> Result<(usize, usize), String> {
        let end = Instant::now() + Duration::from_secs(60);
        loop {
            let found = self.database.stored(run).await?;
            if found.0 >= wanted || Instant::now() > end {
                return Ok(found);
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Logs in and says how a socket gets in. A new socket starts at the newest event.
    pub(crate) async fn door(&self) -> Result<Door, String> {
        let origin = format!("http://{}", self.address);
        let headers = [("content-type", "application/x-www-form-urlencoded"), ("origin", origin.as_str())];
        let form = format!("email={}&password={}", EMAIL.replace('@', "%40"), PASSWORD.replace(' ', "+"));
        let answer = client::post_once(self.address, "/login", &headers, form.into()).await?;
        let cookie = answer
            .headers()
            .get_all("set-cookie")
            .iter()
            .filter_map(|v| v.to_str().ok())
            .filter_map(|v| v.split(';').next())
            .find(|pair| pair.starts_with("guiche="))
            .ok_or_else(|| format!("login answered {} without a session", answer.status()))?
            .to_owned();
        let hello = r#"{"frame":"hello","protocol":1,"build":"bench","last_seq":null,"conversations":[]}"#;
        Ok(Door { address: self.address, path: "/live", cookie: Some(cookie), hello: Some(hello.to_owned()) })
    }
}
