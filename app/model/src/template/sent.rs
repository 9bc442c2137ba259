//! What a thread keeps of a template that was sent.

use super::{ButtonKind, HeaderMedia};
use serde::{Deserialize, Serialize};

/// File or place in the header of a template that was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_family = "wasm", serde(rename = "#is"))]
#[cfg_attr(not(target_family = "wasm"), serde(tag = "is"))]
#[serde(rename_all = "snake_case")]
pub enum TemplateAttachment {
    /// A file.
    File {
        /// What kind.
        kind: HeaderMedia,
        /// Its name.
        filename: Option<String>,
    },
    /// A place.
    Place {
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

/// A button of a template that was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_family = "wasm"), serde(from = "StoredButton"))]
pub struct SentButton {
    /// What it does.
    pub kind: ButtonKind,
    /// What stands on it.
    pub label: String,
    /// Address, phone number or code, filled in.
    pub target: String,
}

/// A button as it may stand in a database: once it was its label alone.
#[cfg(not(target_family = "wasm"))]
#[derive(Deserialize)]
#[serde(untagged)]
enum StoredButton {
    Label(String),
    Button { kind: ButtonKind, label: String, target: String },
}

#[cfg(not(target_family = "wasm"))]
impl From<StoredButton> for SentButton {
    fn from(stored: StoredButton) -> Self {
        match stored {
            StoredButton::Label(label) => Self { kind: ButtonKind::QuickReply, label, target: String::new() },
            StoredButton::Button { kind, label, target } => Self { kind, label, target },
        }
    }
}

/// Why the provider holds a template back that it has taken (Cloud API, *Template pacing*).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Held {
    /// Its quality is being judged by the feedback on the first ones; it leaves, or fails with 132015, later.
    Quality,
    /// The template is paused.
    Paused,
}
