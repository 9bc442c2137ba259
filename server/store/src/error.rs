//! What can go wrong in the store.

/// A store call failed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Locked, disk full, pool exhausted, connection lost: nothing was written, try again.
    #[error("the database is busy or out of space: {0}")]
    Busy(String),
    /// A unique rule was broken.
    #[error("conflict on {constraint}")]
    Conflict {
        /// The name of the unique index, the same on both engines: `users_email_key`, `ticket_open`…
        constraint: String,
    },
    /// A row holds what no version of the desk writes.
    #[error("inconsistent row {id} of {table}, column {column}")]
    Inconsistent {
        /// Table.
        table: &'static str,
        /// Row.
        id: String,
        /// Column.
        column: &'static str,
    },
    /// The database was written by a newer desk.
    #[error("the database is at version {found}, this binary knows up to {known}: use the newer binary")]
    Newer {
        /// Highest migration found.
        found: i64,
        /// Highest migration known.
        known: i64,
    },
    /// The configured key does not open what is sealed in the database.
    #[error("the configured key does not open the secrets in this database")]
    WrongKey,
    /// Anything else.
    #[error("{0}")]
    Other(String),
}

impl StoreError {
    /// Whether trying again may help.
    pub fn is_busy(&self) -> bool {
        matches!(self, Self::Busy(_))
    }

    pub(crate) fn inconsistent(table: &'static str, id: &str, column: &'static str) -> Self {
        Self::Inconsistent { table, id: id.to_owned(), column }
    }
}

/// Primary result codes of SQLite after which nothing was written: BUSY, LOCKED, IOERR, FULL, CANTOPEN, READONLY.
const SQLITE_BUSY: [i64; 6] = [5, 6, 10, 13, 14, 8];

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Database(db) => {
                if db.is_unique_violation() {
                    return Self::Conflict { constraint: crate::dialect::violated_index(db.as_ref()) };
                }
                let code = db.code().unwrap_or_default();
                let sqlite_busy =
                    code.parse::<i64>().is_ok_and(|c| code.len() < 5 && SQLITE_BUSY.contains(&(c & 0xff)));
                // Classes of SQLSTATE: 53 resources, 57 operator intervention, 08 connection, 40 rollback.
                let postgres_busy = code.len() == 5 && ["53", "57", "08", "40"].contains(&&code[..2]);
                if sqlite_busy || postgres_busy {
                    Self::Busy(db.message().to_owned())
                } else {
                    Self::Other(error.to_string())
                }
            }
            sqlx::Error::PoolTimedOut
            | sqlx::Error::Io(_)
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed => Self::Busy(error.to_string()),
            _ => Self::Other(error.to_string()),
        }
    }
}
