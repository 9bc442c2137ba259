//! What the status bar says about the socket, truthfully.

use desk_model::Timestamp;

/// How true this page is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum LinkState {
    /// First connection under way.
    #[default]
    Connecting,
    /// The server has proved that nothing is missing, at this instant.
    Live {
        /// When it last did.
        proved_at: Timestamp,
    },
    /// Connected, but not proved to be up to date since this instant.
    Behind {
        /// The last proof.
        since: Timestamp,
    },
    /// No connection.
    Offline {
        /// Since when.
        since: Timestamp,
    },
}
