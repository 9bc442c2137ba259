//! Roles, what they may do, and a person's own settings.

use serde::{Deserialize, Serialize};

/// What somebody is at the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Answers customers in the queues they belong to.
    Agent,
    /// Sees every queue, steps in, moves work.
    Supervisor,
    /// Also runs the desk: numbers, people, integrations.
    Admin,
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 3] = [Self::Agent, Self::Supervisor, Self::Admin];

    /// The stored word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Supervisor => "supervisor",
            Self::Admin => "admin",
        }
    }

    /// Reads the stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == word)
    }

    /// The permission matrix.
    pub const fn may(self, permission: Permission) -> bool {
        match permission {
            Permission::ReadTickets
            | Permission::ClaimTicket
            | Permission::Reply
            | Permission::WriteNote
            | Permission::CloseOwnTicket
            | Permission::TransferOwnTicket => true,
            Permission::SeeAllQueues
            | Permission::CloseAnyTicket
            | Permission::WakeAnyTicket
            | Permission::ManageLabels
            | Permission::MoveTickets
            | Permission::WatchDesk
            | Permission::ManageTeam
            | Permission::SeeCosts => {
                matches!(self, Self::Supervisor | Self::Admin)
            }
            Permission::SyncTemplates
            | Permission::ManageTemplates
            | Permission::ManageDesk
            | Permission::ReadJournal
            | Permission::ManagePeople => {
                matches!(self, Self::Admin)
            }
        }
    }
}

/// What a use-case asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    /// See tickets of one's own queues and their threads.
    ReadTickets,
    /// See tickets of every queue.
    SeeAllQueues,
    /// Take a waiting ticket.
    ClaimTicket,
    /// Write to the customer of a ticket one owns.
    Reply,
    /// Write an internal note on a ticket one can see.
    WriteNote,
    /// Close a ticket one owns.
    CloseOwnTicket,
    /// Close any ticket one can see.
    CloseAnyTicket,
    /// Fetch back a ticket that somebody else put aside.
    WakeAnyTicket,
    /// Make, change and delete labels.
    ManageLabels,
    /// Hand over a ticket one owns, with a note.
    TransferOwnTicket,
    /// Move any ticket one can see, and take back offers.
    MoveTickets,
    /// See what colleagues are doing.
    WatchDesk,
    /// Change the presence of colleagues, and how much they serve at once.
    ManageTeam,
    /// See what messages cost, all of them together.
    SeeCosts,
    /// Fetch templates from the provider.
    SyncTemplates,
    /// Create, change and delete templates, and say which queues use them.
    ManageTemplates,
    /// Change numbers, queues and texts.
    ManageDesk,
    /// See the journal and what could not be applied.
    ReadJournal,
    /// Create and change people.
    ManagePeople,
}

impl Permission {
    /// All permissions.
    pub const ALL: [Self; 19] = [
        Self::ReadTickets,
        Self::SeeAllQueues,
        Self::ClaimTicket,
        Self::Reply,
        Self::WriteNote,
        Self::CloseOwnTicket,
        Self::CloseAnyTicket,
        Self::WakeAnyTicket,
        Self::ManageLabels,
        Self::TransferOwnTicket,
        Self::MoveTickets,
        Self::WatchDesk,
        Self::ManageTeam,
        Self::SeeCosts,
        Self::SyncTemplates,
        Self::ManageTemplates,
        Self::ManageDesk,
        Self::ReadJournal,
        Self::ManagePeople,
    ];
}

/// The language a person reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
pub enum Locale {
    /// Portuguese of Brazil.
    #[default]
    #[serde(rename = "pt-BR")]
    PtBr,
    /// English.
    #[serde(rename = "en")]
    En,
}

impl Locale {
    /// The BCP 47 tag, which is also the stored word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PtBr => "pt-BR",
            Self::En => "en",
        }
    }

    /// Reads a BCP 47 tag; every `pt` is Portuguese, every `en` English.
    pub fn parse(tag: &str) -> Option<Self> {
        match tag.get(..2) {
            Some("pt") => Some(Self::PtBr),
            Some("en") => Some(Self::En),
            _ => None,
        }
    }
}

/// The look a person chose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the system says.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// The stored word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// Reads the stored word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::System, Self::Light, Self::Dark].into_iter().find(|t| t.as_str() == word)
    }
}
