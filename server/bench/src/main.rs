//! Load generator and measurements, over the wire only: it posts signed webhooks as Meta would, listens on agents'
//! sockets as browsers would, and counts every message sent, acknowledged, stored and delivered.
//!
//! `desk-bench ingest` starts the release binary `guiche` on a throw-away database, a stand-in for the Graph API, and a
//! probe: the least server that could do the job (axum, HMAC, one commit a request, broadcast). Rates depend on the
//! machine and its neighbours, so each figure stands beside the probe's of the same run.

mod client;
mod count;
mod desk;
mod graph;
mod ingest;
mod probe;
mod process;
mod report;
mod sockets;
mod webhook;

use clap::{Parser, Subcommand, ValueEnum};

/// Measurements of the desk.
#[derive(Parser)]
#[command(version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Webhooks in, frames out.
    Ingest(IngestOptions),
    /// The probe on its own (started by `ingest`).
    #[command(hide = true)]
    Probe {
        /// Address to listen on.
        listen: std::net::SocketAddr,
        /// Database file.
        database: std::path::PathBuf,
        /// Secret of the signatures.
        secret: String,
    },
}

/// Which database the desk runs on.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Engine {
    /// The embedded default.
    Sqlite,
    /// A server whose superuser URL stands in GUICHE_TEST_POSTGRES_URL.
    Postgres,
}

/// What `ingest` does.
#[derive(Parser, Clone)]
pub(crate) struct IngestOptions {
    /// Which database the desk runs on.
    #[arg(long, value_enum, default_value = "sqlite")]
    pub(crate) engine: Engine,
    /// Superuser URL of the Postgres to use.
    #[arg(long, env = "GUICHE_TEST_POSTGRES_URL")]
    pub(crate) postgres_url: Option<String>,
    /// Only this rate in webhooks a second (0 = as fast as possible); default: the three phases of the budget.
    #[arg(long)]
    pub(crate) rate: Option<u32>,
    /// Listening sockets, with --rate.
    #[arg(long, default_value_t = 100)]
    pub(crate) agents: usize,
    /// Length of each phase in seconds.
    #[arg(long, default_value_t = 8)]
    pub(crate) seconds: u32,
    /// Webhooks under way at once at full rate.
    #[arg(long, default_value_t = 32)]
    pub(crate) in_flight: usize,
    /// The desk's binary; default: `guiche` beside this one.
    #[arg(long)]
    pub(crate) binary: Option<std::path::PathBuf>,
}

fn main() -> std::process::ExitCode {
    let arguments = Arguments::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return report::fail(&format!("cannot start: {error}")),
    };
    let outcome = runtime.block_on(async {
        match arguments.command {
            Command::Ingest(options) => ingest::run(options).await,
            Command::Probe { listen, database, secret } => probe::serve(listen, &database, secret).await,
        }
    });
    match outcome {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => report::fail(&error),
    }
}
