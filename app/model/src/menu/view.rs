//! How far a customer came, and what the desk shows of menus.

use super::{FieldCheck, Menu, NodeId};
use crate::id::NumberId;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Where a customer stands in a menu.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Walk {
    /// The question that waits for an answer.
    pub at: NodeId,
    /// Wrong answers to it so far.
    pub wrong: u8,
    /// Answers so far, right and wrong.
    pub turns: u32,
    /// When it was asked.
    pub asked_at: Timestamp,
    /// When the newest answer was written, by the provider's clock.
    #[serde(default)]
    pub heard_at: Option<Timestamp>,
    /// What was chosen, in order.
    #[serde(default)]
    pub path: Vec<Trail>,
    /// What is kept.
    #[serde(default)]
    pub answers: Vec<Stored>,
}

/// One choice of a customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trail {
    /// At which step.
    pub node: NodeId,
    /// What the desk calls it.
    pub step: String,
    /// Which option; the key of its button.
    pub key: String,
    /// What was chosen or answered.
    pub answer: String,
}

/// One answer that is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stored {
    /// Under which name.
    pub label: String,
    /// What it had to be.
    pub check: FieldCheck,
    /// The answer.
    pub value: String,
}

/// Why a customer left the menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// Their choices led there.
    Chosen,
    /// They asked for a person.
    Agent,
    /// They answered wrongly too often.
    Wrong,
    /// They did not answer.
    Silent,
    /// They went round in circles.
    Turns,
    /// The window closed: nothing more can be said.
    Window,
    /// The menu no longer has the step they were at.
    Broken,
    /// A person took over.
    Person,
}

impl Why {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Chosen,
        Self::Agent,
        Self::Wrong,
        Self::Silent,
        Self::Turns,
        Self::Window,
        Self::Broken,
        Self::Person,
    ];

    /// The stored word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Chosen => "chosen",
            Self::Agent => "agent",
            Self::Wrong => "wrong",
            Self::Silent => "silent",
            Self::Turns => "turns",
            Self::Window => "window",
            Self::Broken => "broken",
            Self::Person => "person",
        }
    }

    /// Reads the stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|why| why.as_str() == word)
    }
}

/// What an agent sees of a ticket's way through the menu.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct TicketMenu {
    /// What was chosen, in order.
    pub path: Vec<Trail>,
    /// What was answered.
    pub answers: Vec<Stored>,
    /// Why the menu ended; `None` while it goes on.
    pub why: Option<Why>,
    /// What the customer answered in earlier tickets.
    pub fields: Vec<ContactField>,
}

impl TicketMenu {
    /// Everything the customer answered, by name: what they said last comes first.
    pub fn known(&self) -> Vec<(String, String)> {
        let now = self.answers.iter().rev().map(|stored| (stored.label.clone(), stored.value.clone()));
        let before = self.fields.iter().map(|field| (field.label.clone(), field.value.clone()));
        now.chain(before).collect()
    }
}

/// Something a customer once answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactField {
    /// Under which name.
    pub label: String,
    /// The answer.
    pub value: String,
    /// When.
    pub at: Timestamp,
}

/// The menu of a number, for its editor.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MenuView {
    /// Which number.
    pub number: NumberId,
    /// Counts the changes of the draft; 0 = nobody ever saved one.
    pub revision: i64,
    /// Who saved it last, by name.
    pub saved_by: Option<String>,
    /// When.
    pub saved_at: Option<Timestamp>,
    /// What is being written.
    pub draft: Menu,
    /// The version customers meet; `None` = none.
    pub published: Option<i64>,
    /// Every version, the newest first.
    pub versions: Vec<MenuVersion>,
}

/// A menu that was published.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MenuVersion {
    /// Counts from 1 for each number.
    pub version: i64,
    /// Who published it, by name.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// The version it brought back.
    pub from: Option<i64>,
    /// How many steps it has.
    pub steps: i64,
}
