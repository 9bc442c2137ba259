//! Why the program ends, and with which code.

use crate::config::Problem;
use desk_core::StoreError;
use desk_model::DeskError;
use std::fmt;
use std::process::ExitCode;

/// The end of the program.
#[derive(Debug)]
pub enum Failure {
    /// The configuration is wrong; every problem.
    Config(Vec<Problem>),
    /// The database was written by a newer program.
    Newer {
        /// Its newest migration.
        found: i64,
        /// The newest one this program knows.
        known: i64,
    },
    /// Something the program needs does not work; words for the operator.
    Cannot(String),
    /// A document is not as it was signed; its path.
    Altered(String),
    /// A document was signed with a key that is not this desk's; its path.
    UnknownKey(String),
    /// A background task ended although nobody asked it to.
    Crashed(&'static str),
}

impl Failure {
    /// Something did not work.
    pub fn cannot(what: &str, error: impl fmt::Display) -> Self {
        Self::Cannot(format!("{what}: {error}"))
    }

    /// From the store while it is opened or migrated.
    pub fn store(error: StoreError) -> Self {
        match error {
            StoreError::Newer { found, known } => Self::Newer { found, known },
            other => Self::cannot("the database cannot be used", other),
        }
    }

    /// What the shell is told.
    pub fn code(&self) -> ExitCode {
        ExitCode::from(match self {
            Self::Config(_) | Self::UnknownKey(_) => 2,
            Self::Newer { .. } => 3,
            Self::Cannot(_) | Self::Crashed(_) | Self::Altered(_) => 1,
        })
    }
}

impl From<DeskError> for Failure {
    fn from(error: DeskError) -> Self {
        Self::Cannot(error.to_string())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Config(problems) => {
                writeln!(f, "the configuration has {} problem(s):", problems.len())?;
                problems.iter().try_for_each(|problem| writeln!(f, "  {problem}"))
            }
            Self::Newer { found, known } => write!(
                f,
                "the database belongs to a newer guiche: it has migration {found}, this program knows migrations up to \
                 {known}. Install the newer program again; nothing was changed."
            ),
            Self::Cannot(text) => f.write_str(text),
            Self::Altered(path) => write!(f, "altered: {path} is not as it was signed, or was never signed"),
            Self::UnknownKey(path) => {
                write!(f, "unknown key: {path} was signed by a desk with another master key")
            }
            Self::Crashed(task) => write!(f, "the task {task:?} ended unexpectedly; the log has the cause"),
        }
    }
}
