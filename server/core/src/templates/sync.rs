//! Keeping templates true: at the start, when a number was connected, and every few hours. Between these, webhooks tell.

use crate::Desk;
use futures::FutureExt;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How soon it is tried again when a number's provider did not answer.
const SOON: Duration = Duration::from_secs(300);

impl Desk {
    /// Fetches the templates of every number now, whenever a number was connected, and every
    /// [`crate::Settings::template_sync_hours`]; until `cancel`.
    pub async fn run_template_sync(&self, cancel: CancellationToken) {
        tokio::select! {
            () = cancel.cancelled() => {}
            () = self.sync_for_ever() => {}
        }
    }

    async fn sync_for_ever(&self) {
        let often = Duration::from_secs(3600 * u64::from(self.0.settings.template_sync_hours.max(1)));
        // Numbers that were connected before are part of the first round.
        let _ = self.0.template_bell.notified().now_or_never();
        loop {
            let wait = if self.sync_all_templates().await { often } else { often.min(SOON) };
            tokio::select! {
                () = tokio::time::sleep(wait) => {}
                () = self.0.template_bell.notified() => {}
            }
        }
    }
}
