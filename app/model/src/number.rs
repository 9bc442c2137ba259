//! A connected number and the channel it belongs to.

use crate::window::WindowPolicy;
use serde::{Deserialize, Serialize};

/// A kind of medium.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// WhatsApp.
    Whatsapp,
    /// Facebook Messenger.
    Messenger,
    /// Instagram Direct.
    Instagram,
    /// The site's own chat.
    Webchat,
}

impl Channel {
    /// Whose window applies.
    pub const fn policy(self) -> WindowPolicy {
        match self {
            Self::Whatsapp => WindowPolicy::Whatsapp,
            Self::Messenger | Self::Instagram => WindowPolicy::Meta,
            Self::Webchat => WindowPolicy::Webchat,
        }
    }

    /// The stored word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Whatsapp => "whatsapp",
            Self::Messenger => "messenger",
            Self::Instagram => "instagram",
            Self::Webchat => "webchat",
        }
    }

    /// Reads the stored word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Whatsapp, Self::Messenger, Self::Instagram, Self::Webchat]
            .into_iter()
            .find(|c| c.as_str() == word)
    }
}

/// Whether a number can send.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NumberState {
    /// Not yet: an administrator is still setting it up. Nothing is sent from it; what comes in is taken.
    Setup,
    /// Working as far as we know.
    Connected,
    /// The provider refused our credentials (error 0, 190): an administrator must reconnect it.
    Disconnected,
    /// The provider restricted the number or account (368, 131031, 131048).
    Restricted,
}

impl NumberState {
    /// The stored word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Setup => "setup",
            Self::Connected => "connected",
            Self::Disconnected => "disconnected",
            Self::Restricted => "restricted",
        }
    }

    /// Reads the stored word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Setup, Self::Connected, Self::Disconnected, Self::Restricted]
            .into_iter()
            .find(|s| s.as_str() == word)
    }
}
