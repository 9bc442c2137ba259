//! Templates, as the provider of a channel knows them.

use super::SendError;
use bytes::Bytes;
use desk_model::Timestamp;
use desk_model::template::{Category, Header, HeaderMedia, TemplateButton, TemplateStatus};
use serde::{Deserialize, Serialize};

/// A file on its way to the provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileUpload {
    /// Its type, told from its bytes.
    pub mime: &'static str,
    /// Its name.
    pub filename: String,
    /// Itself.
    pub bytes: Bytes,
}

/// A template the provider has taken for review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreatedTemplate {
    /// The provider's id of it.
    pub provider_id: String,
    /// Its state.
    pub status: TemplateStatus,
    /// Its category, which the provider may have chosen itself.
    pub category: Option<Category>,
}

/// The provider did not do what an administrator asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ManageError {
    /// It understood and said no.
    Refused {
        /// Its code.
        code: i64,
        /// The rule's number (`error_subcode`), 0 where there is none.
        subcode: i64,
        /// Its words for people.
        words: String,
    },
    /// It could not be asked, or did not answer.
    Failed(SendError),
}

/// What stands in the head of a template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum HeaderValue {
    /// A file the provider has.
    Media {
        /// What kind.
        kind: HeaderMedia,
        /// The provider's id of it.
        id: String,
        /// Its name, shown for documents.
        filename: String,
    },
    /// A place.
    Location {
        /// Degrees north.
        latitude: String,
        /// Degrees east.
        longitude: String,
        /// Its name.
        name: Option<String>,
        /// Its address.
        address: Option<String>,
    },
}

/// The value of one button.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ButtonValue {
    /// Its position, from 0.
    pub index: usize,
    /// What it is given.
    pub action: ButtonAction,
}

/// What a button is given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum ButtonAction {
    /// The end of its address.
    Url {
        /// In place of the variable.
        end: String,
    },
    /// What comes back when it is tapped.
    QuickReply {
        /// The same in every language of the template.
        payload: String,
    },
    /// The code it copies.
    CopyCode {
        /// The code.
        code: String,
    },
    /// What the form hands back.
    Flow {
        /// The token.
        token: String,
    },
}

/// What Meta decided about a template.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TemplateNews {
    /// The template's name.
    pub name: String,
    /// Its language, `-` or `_`.
    pub language: String,
    /// The provider's id of it, where it was told.
    pub provider_id: Option<String>,
    /// What.
    pub what: TemplateChange,
}

/// What can be decided about a template.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum TemplateChange {
    /// Its state changed.
    Status {
        /// The state now.
        status: TemplateStatus,
        /// Why it was rejected.
        reason: Option<String>,
        /// Until when it is paused, if that was told.
        paused_until: Option<Timestamp>,
        /// When it will be, or was, disabled.
        disable_at: Option<Timestamp>,
    },
    /// Bad feedback: it still sends, and is at risk.
    Flagged {
        /// When it will be disabled.
        disable_at: Option<Timestamp>,
    },
    /// Its category changed (in force).
    Category {
        /// The category now.
        now: Category,
    },
    /// Its category will change.
    CategoryAnnounced {
        /// The category now, where it was told.
        now: Option<Category>,
        /// What it will be.
        upcoming: Category,
        /// From when on.
        at: Option<Timestamp>,
    },
    /// Its quality changed.
    Quality {
        /// `GREEN`, `YELLOW`, `RED`, `UNKNOWN`.
        score: String,
    },
    /// Its parts changed.
    Parts {
        /// The head, where it is a text; other heads are not told and stay.
        header: Option<Header>,
        /// Body.
        body: String,
        /// Foot.
        footer: Option<String>,
        /// Buttons.
        buttons: Vec<TemplateButton>,
    },
}
