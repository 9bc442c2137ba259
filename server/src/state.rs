//! What every handler gets.

use crate::config::Config;
use crate::http::body::Room;
use axum::extract::FromRef;
use desk_core::Desk;
use desk_live::Live;
use leptos::config::LeptosOptions;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use tokio_util::task::TaskTracker;

/// The state of the router. Cheap to clone.
#[derive(Clone)]
pub struct AppState {
    /// The use-cases.
    pub desk: Desk,
    /// The hub of the live sockets.
    pub live: Live,
    /// How the desk is configured.
    pub config: Arc<Config>,
    /// How pages are put together.
    pub leptos: LeptosOptions,
    /// Whether we may be sent work.
    pub readiness: Readiness,
    /// Open sockets: the accept loop does not know of them any more.
    pub sockets: TaskTracker,
    /// Room for large bodies of strangers.
    pub room: Room,
}

impl AppState {
    /// Puts the parts together.
    pub fn new(desk: Desk, live: Live, config: Arc<Config>) -> Self {
        let leptos = LeptosOptions::builder()
            .output_name("guiche")
            .site_root(config.site_root.to_string_lossy().into_owned())
            .site_pkg_dir("pkg")
            .site_addr(config.listen)
            .build();
        Self {
            desk,
            live,
            config,
            leptos,
            readiness: Readiness::default(),
            sockets: TaskTracker::new(),
            room: Room::default(),
        }
    }
}

impl FromRef<AppState> for LeptosOptions {
    fn from_ref(state: &AppState) -> Self {
        state.leptos.clone()
    }
}

/// Whether this node may be sent work.
#[derive(Debug, Clone, Default)]
pub struct Readiness(Arc<AtomicU8>);

const STARTING: u8 = 0;
const WORKING: u8 = 1;
const STOPPING: u8 = 2;

impl Readiness {
    /// Migrations are done, the lanes run.
    pub fn working(&self) {
        // A node that was told to stop does not begin again.
        let _ = self.0.compare_exchange(STARTING, WORKING, Ordering::AcqRel, Ordering::Acquire);
    }

    /// No more work, please.
    pub fn stopping(&self) {
        self.0.store(STOPPING, Ordering::Release);
    }

    /// Why not, if not.
    pub fn refuses(&self) -> Option<&'static str> {
        match self.0.load(Ordering::Acquire) {
            STARTING => Some("starting"),
            WORKING => None,
            _ => Some("stopping"),
        }
    }
}
