//! Puts the whole desk together: database, use-cases, hub, lanes; runs it and takes it apart again in order.

use crate::config::Config;
use crate::failure::Failure;
use crate::ports::{SystemClock, SystemEntropy};
use crate::serve::{self, Limits};
use crate::shutdown::{self, Lanes};
use crate::state::AppState;
use crate::{BUILD, master_key, routes};
use desk_channels::whatsapp::CloudApi;
use desk_core::ports::{Clock, Entropy};
use desk_core::{Desk, DeskParts, LoginLimits, SessionLimits, Settings, Store, StoreOptions};
use desk_live::{Live, LiveOptions};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// How long requests under way may take at the end.
const DRAIN: Duration = Duration::from_secs(10);

/// What tests replace.
pub struct Outside {
    /// Where instants come from.
    pub clock: Arc<dyn Clock>,
    /// Where randomness comes from.
    pub entropy: Arc<dyn Entropy>,
    /// Measures of the live part.
    pub live: LiveOptions,
    /// How often somebody may try to log in.
    pub login: LoginLimits,
}

impl Default for Outside {
    fn default() -> Self {
        Self {
            clock: Arc::new(SystemClock),
            entropy: Arc::new(SystemEntropy),
            live: LiveOptions::default(),
            login: LoginLimits::default(),
        }
    }
}

/// Opens the database the configuration names. Nothing is changed in it.
///
/// # Errors
/// The data folder, the key or the database cannot be used.
pub async fn open(config: &Config, entropy: &dyn Entropy) -> Result<Store, Failure> {
    private_folder(&config.data_dir)
        .map_err(|error| Failure::cannot(&config.data_dir.display().to_string(), error))?;
    let options = StoreOptions {
        url: config.database_url.expose().clone(),
        readers: config.database_connections,
        master_key: master_key::load(config, entropy)?,
    };
    Store::open(options).await.map_err(Failure::store)
}

/// Makes a folder that only this user may look into; one that is there stays as it is.
fn private_folder(path: &std::path::Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(path)
}

/// The use-cases on a database that is up to date.
///
/// # Errors
/// The database cannot be used, or is newer than this program.
pub async fn desk(config: &Config, outside: &Outside) -> Result<Desk, Failure> {
    let store = open(config, outside.entropy.as_ref()).await?;
    store.migrate().await.map_err(Failure::store)?;
    let gateway = CloudApi::new().map_err(|error| Failure::cannot("the client of the Graph API", error))?;
    let secs = |d: Duration| u32::try_from(d.as_secs()).unwrap_or(u32::MAX);
    let settings = Settings {
        time_zone: config.time_zone.clone(),
        build: BUILD.to_owned(),
        desk_name: config.desk_name.clone(),
        public_url: config.url(),
        number_check_secs: config.number_check_minutes.saturating_mul(60),
        login: outside.login,
        session: SessionLimits {
            idle_secs: secs(config.session_idle),
            absolute_secs: secs(config.session_absolute),
        },
        event_retention_secs: secs(config.event_retention),
        template_sync_hours: config.template_sync_hours,
        document_bytes: config.template_document_mb * 1024 * 1024,
        ..Settings::default()
    };
    let parts = DeskParts {
        store,
        clock: Arc::clone(&outside.clock),
        entropy: Arc::clone(&outside.entropy),
        gateway: Arc::new(gateway),
        settings,
    };
    Ok(Desk::new(parts).await?)
}

/// A desk that runs.
pub struct Running {
    /// What the handlers have.
    pub state: AppState,
    /// Where it listens.
    pub address: SocketAddr,
    lanes: Lanes,
    stop: CancellationToken,
    accept: tokio::task::JoinHandle<()>,
}

impl Running {
    /// Starts everything on `listener`.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn start(
        config: Arc<Config>,
        desk: Desk,
        live: LiveOptions,
        listener: TcpListener,
    ) -> Result<Self, Failure> {
        let address = listener.local_addr().map_err(|error| Failure::cannot("listen", error))?;
        let (live, live_tasks) = Live::new(desk.clone(), live).await?;
        let lanes = Lanes::default();
        let state = AppState::new(desk.clone(), live, Arc::clone(&config));
        let token = || lanes.token();
        lanes.spawn("live", live_tasks.run(token()));
        let (d, t) = (desk.clone(), token());
        lanes.spawn("journal", async move { d.run_journal(t).await });
        let (d, t) = (desk.clone(), token());
        lanes.spawn("inbound", async move { d.run_inbound(t).await });
        let (d, t) = (desk.clone(), token());
        lanes.spawn("outbox", async move { d.run_outbox(t).await });
        let (d, t) = (desk.clone(), token());
        lanes.spawn("snoozes", async move { d.run_snoozes(t).await });
        let (d, t) = (desk.clone(), token());
        lanes.spawn("nudges", async move { d.run_nudges(t).await });
        let (d, t) = (desk.clone(), token());
        lanes.spawn("menus", async move { d.run_menus(t).await });
        let (d, t) = (desk.clone(), token());
        lanes.spawn("offers", async move { d.run_offers(t).await });
        let (d, t) = (desk.clone(), token());
        lanes.spawn("routing", async move { d.run_routing(t).await });
        let (d, t) = (desk.clone(), token());
        lanes.spawn("checks", async move { d.run_checks(t).await });
        let (d, t) = (desk.clone(), token());
        lanes.spawn("housekeeping", async move { d.run_housekeeping(t).await });
        let t = token();
        lanes.spawn("templates", async move { desk.run_template_sync(t).await });
        let limits = Limits {
            per_address: config.connections_per_address,
            unlimited: config.trusted_proxies.clone().into(),
            drain: DRAIN,
        };
        let stop = CancellationToken::new();
        let accept = tokio::spawn(serve::serve(listener, routes::build(state.clone()), limits, stop.clone()));
        state.readiness.working();
        Ok(Self { state, address, lanes, stop, accept })
    }

    /// Waits for a signal or a crash, then stops everything; a second signal does not wait.
    ///
    /// # Errors
    /// A background task crashed.
    pub async fn until_told(self) -> Result<(), Failure> {
        let crashed = tokio::select! {
            told = shutdown::signal() => { told?; None }
            task = self.lanes.crash() => Some(task),
        };
        tracing::info!("stopping");
        tokio::select! {
            () = self.finish() => {}
            _ = shutdown::signal() => {
                tracing::warn!("stopped at once by a second signal");
                std::process::exit(1);
            }
        }
        crashed.map_or(Ok(()), |task| Err(Failure::Crashed(task)))
    }

    /// No longer ready; no new connections; sockets are told when to come back; requests, then lanes, finish.
    pub async fn finish(self) {
        self.state.readiness.stopping();
        self.stop.cancel();
        self.state.live.close_all().await;
        self.state.sockets.close();
        if tokio::time::timeout(shutdown::SOCKETS, self.state.sockets.wait()).await.is_err() {
            tracing::warn!("sockets did not close in time");
        }
        if self.accept.await.is_err() {
            tracing::error!("the accept loop failed");
        }
        self.lanes.finish().await;
        self.state.desk.store().close().await;
        tracing::info!("stopped");
    }
}
