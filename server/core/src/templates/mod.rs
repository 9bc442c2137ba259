//! Templates: choosing and checking them, making and changing them, files for their heads, keeping them true.

mod manage;
mod outbound;
mod sync;
mod upload;

pub(crate) use outbound::{agreed, compose, stopped, usable};
pub use upload::NewUpload;

use crate::ports::{ManageError, SendError, SendErrorClass};
use desk_model::DeskError;
use desk_model::error::FieldProblem;
use desk_model::template::TemplateRule;

/// What somebody is told when the provider could not be asked, or said no.
fn failed(label: &str, error: SendError) -> DeskError {
    match error.class {
        SendErrorClass::NumberDown(_) => DeskError::NumberDown { number: label.to_owned() },
        SendErrorClass::Permanent => {
            DeskError::ProviderRefused { code: error.failure.code, words: error.failure.detail }
        }
        SendErrorClass::PauseNumber
        | SendErrorClass::PauseConversation
        | SendErrorClass::NotSent
        | SendErrorClass::Unknown
        | SendErrorClass::WindowClosed => {
            DeskError::Transport { detail: format!("{} {}", error.failure.code, error.failure.detail) }
        }
    }
}

/// The same for what an administrator asked for: at the field, where the rule's number says which.
fn refused(label: &str, error: ManageError) -> DeskError {
    let rule = |field: &str, rule| DeskError::invalid(field, FieldProblem::Template(rule));
    match error {
        ManageError::Failed(error) => failed(label, error),
        ManageError::Refused { subcode: 2_388_024, .. } => DeskError::invalid("name", FieldProblem::Taken),
        ManageError::Refused { subcode: 2_388_023, .. } => rule("name", TemplateRule::NameBlocked),
        ManageError::Refused { subcode: 2_388_293, .. } => rule("body", TemplateRule::FewWords),
        ManageError::Refused { code, words, .. } => DeskError::ProviderRefused { code, words },
    }
}
