//! The configuration: defaults, then a file, then `GUICHE_…` variables, then the command line. All of it is checked at
//! once, so that every problem is seen in one go.

mod net;
mod read;
mod value;

pub use net::{Network, Origin};
pub use read::{Problem, Sources};
pub use value::Redacted;
pub(crate) use value::duration;

use read::Reader;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

/// Where the file is looked for when none is named.
pub const DEFAULT_FILE: &str = "guiche.toml";

/// Everything that can be set.
#[derive(Debug, Clone)]
pub struct Config {
    /// Address of the desk.
    pub listen: SocketAddr,
    /// Where browsers reach the desk, when that is not `listen`: behind a proxy, with TLS.
    pub public_url: Option<Origin>,
    /// Database file, key and, later, media.
    pub data_dir: PathBuf,
    /// `sqlite:PATH` or `postgres://…`; may hold a password.
    pub database_url: Redacted<String>,
    /// Connections that only read (SQLite), or all connections (Postgres).
    pub database_connections: u32,
    /// The built browser half.
    pub site_root: PathBuf,
    /// Seals the providers' secrets. `None`: the one in `data_dir/master.key`, made when absent.
    pub master_key: Option<Redacted<[u8; 32]>>,
    /// What the desk calls itself.
    pub desk_name: String,
    /// IANA name; decides the day of a protocol number.
    pub time_zone: String,
    /// Peers whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<Network>,
    /// Most connections from one address at a time.
    pub connections_per_address: usize,
    /// What is logged, in the language of `tracing-subscriber`'s `EnvFilter`.
    pub log: String,
    /// Log lines as JSON.
    pub log_json: bool,
    /// Address of the simulator in `guiche demo`.
    pub simulator_listen: SocketAddr,
    /// Graph API for numbers that are created here.
    pub graph_base_url: String,
    /// Its version, `v24.0`.
    pub graph_version: String,
    /// How often templates are fetched from the provider, in hours.
    pub template_sync_hours: u32,
    /// The largest document in the head of a template, in MiB.
    pub template_document_mb: u64,
    /// Between two looks at the health of each number.
    pub number_check_minutes: u32,
    /// A session nobody uses ends after this.
    pub session_idle: Duration,
    /// A session ends after this in any case.
    pub session_absolute: Duration,
    /// How long events are kept for screens that were away.
    pub event_retention: Duration,
}

impl Config {
    /// Reads and checks everything.
    ///
    /// # Errors
    /// Every problem there is.
    pub fn load(sources: Sources) -> Result<Self, Vec<Problem>> {
        let mut r = Reader::new(sources);
        let data_dir: PathBuf = r.text("data_dir", "./data").into();
        let sqlite = format!("sqlite:{}", data_dir.join("guiche.sqlite").display());
        let config = Self {
            listen: r.parse("listen", "127.0.0.1:3000", value::address),
            public_url: r.optional("public_url", Origin::parse),
            database_url: r.parse("database_url", &sqlite, value::database_url),
            database_connections: r.parse("database_connections", "4", |v| value::whole(v, 1, 200)),
            site_root: r.text("site_root", "target/site").into(),
            master_key: r.optional("master_key", value::key),
            desk_name: r.parse("desk_name", "Guichê", |v| value::filled(v, 60)),
            time_zone: r.parse("time_zone", "America/Sao_Paulo", value::time_zone),
            trusted_proxies: r.list("trusted_proxies", Network::parse),
            connections_per_address: r
                .parse("connections_per_address", "1024", |v| value::whole(v, 1, 1_000_000)),
            log: r.parse("log", "info", value::log_filter),
            log_json: r.parse("log_json", "false", value::truth),
            simulator_listen: r.parse("simulator.listen", "127.0.0.1:3010", value::address),
            graph_base_url: r.parse("graph.base_url", "https://graph.facebook.com", value::url),
            graph_version: r.parse("graph.version", "v24.0", value::graph_version),
            template_sync_hours: r.parse("template_sync_hours", "6", |v| value::whole(v, 1, 168)),
            template_document_mb: r.parse("template_document_mb", "16", |v| value::whole(v, 1, 100)),
            number_check_minutes: r.parse("number_check_minutes", "15", |v| value::whole(v, 1, 1_440)),
            session_idle: r.parse("session.idle", "12h", value::duration),
            session_absolute: r.parse("session.absolute", "7d", value::duration),
            event_retention: r.parse("events.retention", "3d", value::duration),
            data_dir,
        };
        config.validate(&mut r);
        r.finish(config)
    }

    /// What no single value shows.
    fn validate(&self, r: &mut Reader) {
        if self.session_idle > self.session_absolute {
            r.problem("session.idle", "must not be longer than session.absolute");
        }
        if self.session_idle < Duration::from_secs(60) {
            r.problem("session.idle", "must be at least 1m");
        }
        if self.event_retention < Duration::from_secs(600) {
            r.problem("events.retention", "must be at least 10m: screens that were away replay events");
        }
        if self.listen == self.simulator_listen && self.listen.port() != 0 {
            r.problem("simulator.listen", "must not be the same as listen");
        }
    }

    /// Whether browsers come by `https`.
    pub fn is_https(&self) -> bool {
        self.public_url.as_ref().is_some_and(Origin::is_https)
    }

    /// Where browsers reach the desk.
    pub fn url(&self) -> String {
        match &self.public_url {
            Some(origin) => origin.to_string(),
            None => format!("http://{}", self.listen),
        }
    }

    /// Every setting as it is in force, without secrets, for `guiche config check`.
    pub fn describe(&self) -> Vec<(&'static str, String)> {
        let list =
            |networks: &[Network]| networks.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let span = |d: Duration| format!("{}s", d.as_secs());
        vec![
            ("listen", self.listen.to_string()),
            ("public_url", self.url()),
            ("data_dir", self.data_dir.display().to_string()),
            ("database_url", value::without_password(self.database_url.expose())),
            ("database_connections", self.database_connections.to_string()),
            ("site_root", self.site_root.display().to_string()),
            ("master_key", if self.master_key.is_some() { "***".into() } else { "(file)".to_owned() }),
            ("desk_name", self.desk_name.clone()),
            ("time_zone", self.time_zone.clone()),
            ("trusted_proxies", list(&self.trusted_proxies)),
            ("connections_per_address", self.connections_per_address.to_string()),
            ("log", self.log.clone()),
            ("log_json", self.log_json.to_string()),
            ("simulator.listen", self.simulator_listen.to_string()),
            ("graph.base_url", self.graph_base_url.clone()),
            ("graph.version", self.graph_version.clone()),
            ("template_sync_hours", self.template_sync_hours.to_string()),
            ("template_document_mb", self.template_document_mb.to_string()),
            ("number_check_minutes", self.number_check_minutes.to_string()),
            ("session.idle", span(self.session_idle)),
            ("session.absolute", span(self.session_absolute)),
            ("events.retention", span(self.event_retention)),
        ]
    }
}
