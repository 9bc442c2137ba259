//! The one place where faults of the store become errors of the desk.

use crate::rows::STALE;
use crate::{Desk, Inner};
use desk_model::{DeskError, IncidentId};
use desk_store::StoreError;
use std::error::Error;
use std::future::Future;

/// Why a use-case did not happen, before it is told to anybody.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Fault {
    /// An answer.
    #[error(transparent)]
    Desk(#[from] DeskError),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What a use-case comes to.
pub(crate) type Outcome<T> = Result<T, Fault>;

impl Desk {
    /// Runs a use-case and puts what went wrong in it into words for its caller.
    pub(crate) fn settle<T>(
        &self,
        work: impl Future<Output = Outcome<T>>,
    ) -> impl Future<Output = Result<T, DeskError>> {
        // A use-case holds kilobytes of state. On the heap they do not add up on the stack of whoever waits for it.
        let work = Box::pin(work);
        async move { work.await.map_err(|fault| self.0.report(fault)) }
    }
}

impl Inner {
    /// What the caller is told of a fault; the cause of an unexpected one goes to the log.
    pub(crate) fn report(&self, fault: Fault) -> DeskError {
        match fault {
            Fault::Desk(error) => error,
            Fault::Store(error) if error.is_busy() => DeskError::Busy,
            // Somebody else changed the ticket between our read and our write: the same request finds the new state.
            Fault::Store(StoreError::Conflict { constraint }) if constraint == STALE => DeskError::Busy,
            Fault::Store(error) => self.incident(&error),
        }
    }

    /// Files an unexpected fault under a new incident.
    pub(crate) fn incident(&self, cause: &(dyn Error + 'static)) -> DeskError {
        let incident = self.id(IncidentId::from_parts);
        tracing::error!(%incident, error = cause, "desk.incident");
        DeskError::Internal { incident }
    }
}
