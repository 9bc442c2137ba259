//! Customers who do not answer the menu: each has a deadline, and whichever node comes first ends the wait.

use crate::error::{Fault, Outcome};
use crate::rows::{self, Facts};
use crate::{Desk, Inner};
use desk_model::menu::{Heard, Input, Why};
use desk_model::ticket::StateName;
use desk_model::time::{MINUTE, SECOND};
use desk_model::{DeskError, TicketId, Timestamp};
use desk_store::menu::{self, WalkRow};
use desk_store::{StoreError, conversation, ticket};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How long the desk sleeps when nobody is asked anything: another node may be asking.
const LOOK: i64 = MINUTE;
/// Most tickets looked at in one turn.
const BATCH: u32 = 256;

impl Desk {
    /// Ends the wait for answers that do not come, until `cancel`: sleeps until the next deadline.
    pub async fn run_menus(&self, cancel: CancellationToken) {
        loop {
            let now = self.0.now();
            let wait = match self.0.menus_due().await {
                Ok((_, next)) => next.map_or(LOOK, |next| next.since(now).clamp(SECOND, LOOK)),
                Err(fault) => {
                    tracing::warn!(error = %fault, "menu.waiting");
                    LOOK
                }
            };
            tokio::select! {
                () = cancel.cancelled() => return,
                () = self.0.menu_bell.notified() => {}
                () = tokio::time::sleep(Duration::from_micros(wait.unsigned_abs())) => {}
            }
        }
    }

    /// Ends every wait that is over at this instant of the desk's clock; gives how many that were.
    ///
    /// # Errors
    /// [`DeskError::Busy`] or [`DeskError::Internal`] when the database does not answer.
    pub async fn menus_due(&self) -> Result<usize, DeskError> {
        self.settle(async { Ok(self.0.menus_due().await?.0) }).await
    }
}

impl Inner {
    /// How many waits ended, and when the next one does.
    async fn menus_due(&self) -> Outcome<(usize, Option<Timestamp>)> {
        let late = menu::due(&mut self.store.read().await?, self.now(), BATCH).await?;
        let mut ended = 0;
        for ticket in late {
            match self.silent(&ticket).await {
                Ok(done) => ended += usize::from(done),
                // Somebody changed the ticket meanwhile: the next look tells.
                Err(Fault::Desk(_)) | Err(Fault::Store(StoreError::Conflict { .. })) => {}
                Err(fault) => return Err(fault),
            }
        }
        Ok((ended, menu::next_due(&mut self.store.read().await?).await?))
    }

    /// Ends the wait for one customer, if it still is time to. Tells whether it did.
    async fn silent(&self, id: &TicketId) -> Outcome<bool> {
        let mut tx = self.store.write().await?;
        let Some(found) = ticket::get(&mut tx, id).await? else { return Ok(false) };
        let Some(talk) = conversation::lock(&mut tx, &found.row.conversation).await? else {
            return Ok(false);
        };
        // Another node may have been faster; what was read before the lock may be old.
        let Some(mut ticket) = ticket::get(&mut tx, id).await? else { return Ok(false) };
        let Some(row) = menu::walk(&mut tx, id).await? else { return Ok(false) };
        let mut facts = Facts::new(self.now());
        if row.due.is_none_or(|due| due > facts.at()) {
            return Ok(false);
        }
        if ticket.row.state.name() != StateName::Menu {
            // A person took over: nobody waits for the menu any more.
            let over = WalkRow { due: None, outcome: Some(Why::Person), ..row };
            menu::put_walk(&mut tx, id, &over).await?;
            tx.commit().await?;
            return Ok(false);
        }
        let before = ticket.row.facet();
        let silence = Heard { input: Input::Silence, at: facts.at() };
        self.turn_menu(&mut tx, &mut facts, &mut ticket, &talk, &silence, None).await?;
        rows::save_ticket(&mut tx, &mut facts, &mut ticket, before).await?;
        self.commit(tx, facts).await?;
        Ok(true)
    }
}
