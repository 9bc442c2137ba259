//! Background tasks, and how everything ends in order.

use crate::failure::Failure;
use std::future::Future;
use std::time::Duration;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// How long sockets may take to close.
pub(crate) const SOCKETS: Duration = Duration::from_secs(5);
/// How long the lanes may take to finish what they began.
pub(crate) const LANES: Duration = Duration::from_secs(20);

/// Tasks that must live as long as the process. One that ends before it is told to takes the process with it: half a
/// desk would look alive and lose nothing visibly, for hours.
#[derive(Clone)]
pub struct Lanes {
    tracker: TaskTracker,
    cancel: CancellationToken,
    crashed: watch::Sender<Option<&'static str>>,
}

impl Default for Lanes {
    fn default() -> Self {
        Self {
            tracker: TaskTracker::new(),
            cancel: CancellationToken::new(),
            crashed: watch::Sender::new(None),
        }
    }
}

impl Lanes {
    /// The token that tells the tasks to finish.
    pub fn token(&self) -> CancellationToken {
        self.cancel.clone()
    }

    /// Runs a task for life.
    pub fn spawn(&self, name: &'static str, task: impl Future<Output = ()> + Send + 'static) {
        let (cancel, crashed) = (self.cancel.clone(), self.crashed.clone());
        self.tracker.spawn(async move {
            let ended = tokio::spawn(task).await;
            if let Err(error) = &ended {
                tracing::error!(task = name, panic = error.is_panic(), "background task failed");
            }
            if ended.is_err() || !cancel.is_cancelled() {
                tracing::error!(task = name, "a background task ended: stopping");
                crashed.send_replace(Some(name));
            }
        });
    }

    /// Waits until a task crashed; its name.
    pub async fn crash(&self) -> &'static str {
        let mut crashed = self.crashed.subscribe();
        let name = match crashed.wait_for(Option::is_some).await {
            Ok(name) => *name,
            Err(_) => None,
        };
        match name {
            Some(name) => name,
            // The sender is our own field: this cannot be reached while anybody waits.
            None => std::future::pending().await,
        }
    }

    /// Tells all to finish and waits for them.
    pub async fn finish(&self) {
        self.cancel.cancel();
        self.tracker.close();
        if tokio::time::timeout(LANES, self.tracker.wait()).await.is_err() {
            tracing::warn!("background tasks did not finish in time");
        }
    }
}

/// Waits for SIGTERM or Ctrl+C.
///
/// # Errors
/// Signals cannot be listened for.
pub async fn signal() -> Result<(), Failure> {
    let wrong = |error: std::io::Error| Failure::cannot("signals", error);
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminate = signal(SignalKind::terminate()).map_err(wrong)?;
        let mut interrupt = signal(SignalKind::interrupt()).map_err(wrong)?;
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        Ok(())
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await.map_err(wrong)
}
