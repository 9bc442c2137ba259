//! The text menu of a number: a graph of steps that talks to the customer until a queue or the end is reached.
//!
//! The server walks it with the same functions with which the editor tries it out.

mod answer;
mod check;
mod outline;
mod speak;
mod starter;
mod step;
mod turn;
mod view;
mod words;

pub use answer::{FieldCheck, MAX_ANSWER, read};
pub use check::{Fault, Problem, check};
pub use outline::{OutlineAt, OutlineRow};
pub use starter::{new_node, starter};
pub use step::{Effect, Env, Found, Heard, Input, MAX_TURNS, Next, Spoken, Standing, Step, start, step};
pub use view::{ContactField, MenuVersion, MenuView, Stored, TicketMenu, Trail, Walk, Why};
pub use words::{asks_for_agent, fill, plain};

use crate::consent::Purpose;
use crate::id::QueueId;
use crate::message::MediaKind;
use crate::template::TemplateParam;
use crate::ticket::CloseReason;
use serde::{Deserialize, Serialize};

/// Most steps of a menu.
pub const MAX_NODES: usize = 200;
/// Longest name of a step or field, in characters.
pub const MAX_NAME: usize = 60;
/// Longest word or number of an option, in characters.
pub const MAX_KEY: usize = 10;
/// Longest synonym, in characters.
pub const MAX_WORD: usize = 40;
/// Most options of a text menu.
pub const MAX_OPTIONS: usize = 20;
/// Longest caption of a file, in characters (Cloud API, *Media messages*).
pub const MAX_CAPTION: usize = 1024;
/// How many wrong answers may be allowed.
pub const ATTEMPTS: (u8, u8) = (1, 5);
/// For how many minutes the menu may wait for an answer.
pub const TIMEOUT_MINUTES: (u32, u32) = (1, 1440);

/// One step of a menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct NodeId(pub u32);

impl std::fmt::Display for NodeId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// A menu as it is drafted and published.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Menu {
    /// Where it begins.
    pub root: Option<NodeId>,
    /// The steps, in the order they were made.
    pub nodes: Vec<Node>,
    /// What holds at every step.
    pub rules: Rules,
}

/// What holds at every step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Rules {
    /// After so many wrong answers to one question a person takes over.
    pub attempts: u8,
    /// Said before a question is asked again.
    pub invalid_text: String,
    /// Said when a person takes over after wrong answers; empty = nothing.
    pub give_up_text: String,
    /// Where those go who ask for a person, answer wrongly too often, or fall silent.
    pub agent_queue: Option<QueueId>,
    /// Said to those who ask for a person; empty = nothing.
    pub agent_text: String,
    /// After so many minutes without an answer the menu ends.
    pub timeout_minutes: u32,
    /// Said then; empty = nothing.
    pub timeout_text: String,
    /// What becomes of the ticket then.
    pub on_timeout: OnTimeout,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            attempts: 3,
            invalid_text: "Não entendi. Responda com uma das opções, ou 0 para falar com um atendente."
                .to_owned(),
            give_up_text: "Vou passar você para um atendente.".to_owned(),
            agent_queue: None,
            agent_text: "Certo! Já vou chamar um atendente.".to_owned(),
            timeout_minutes: 30,
            timeout_text: "Como não tivemos resposta, passei a conversa para um atendente.".to_owned(),
            on_timeout: OnTimeout::Queue,
        }
    }
}

/// What becomes of the ticket of a customer who does not answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum OnTimeout {
    /// It waits for a person.
    #[default]
    Queue,
    /// It ends.
    End,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Node {
    /// Which.
    pub id: NodeId,
    /// What the desk calls it; customers do not see it.
    pub name: String,
    /// What it does.
    pub kind: NodeKind,
}

/// What a step does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_family = "wasm", serde(rename = "#kind"))]
#[cfg_attr(not(target_family = "wasm"), serde(tag = "kind"))]
#[serde(rename_all = "snake_case")]
pub enum NodeKind {
    /// A message with options.
    Ask {
        /// The message.
        text: String,
        /// How the options are shown.
        look: Look,
        /// The word on the button that opens a list.
        button: String,
        /// What can be chosen.
        options: Vec<MenuOption>,
    },
    /// A question whose answer is kept.
    Field {
        /// The question.
        text: String,
        /// Under which name the answer is kept.
        label: String,
        /// What it must be.
        check: FieldCheck,
        /// Said when it is not; empty = what the rules say.
        invalid: String,
        /// What comes then.
        next: Option<NodeId>,
    },
    /// Something is sent.
    Send {
        /// What.
        what: Sending,
        /// What comes then.
        next: Option<NodeId>,
    },
    /// The business hours decide.
    Hours {
        /// Of which queue.
        queue: Option<QueueId>,
        /// Where it goes within them.
        open: Option<NodeId>,
        /// Where it goes outside of them.
        closed: Option<NodeId>,
    },
    /// The customer asks how one of their tickets stands. The answers also have the variables `{ticket}` and `{opened}`.
    Protocol {
        /// Asks for the protocol.
        text: String,
        /// Said when it waits for a person.
        waiting: String,
        /// Said when somebody serves it.
        serving: String,
        /// Said when it has ended.
        closed: String,
        /// Said when the customer has no such ticket.
        unknown: String,
        /// What comes then.
        next: Option<NodeId>,
    },
    /// Consent is asked for.
    Consent {
        /// What is allowed, in full: these words are kept as the proof.
        text: String,
        /// What stands on the button that allows it.
        yes: String,
        /// What stands on the other one.
        no: String,
        /// What for.
        purposes: Vec<Purpose>,
        /// Where it goes after a yes.
        granted: Option<NodeId>,
        /// Where it goes after a no.
        refused: Option<NodeId>,
    },
    /// The ticket waits for a person.
    Queue {
        /// Said before; empty = nothing.
        text: String,
        /// Where.
        queue: Option<QueueId>,
    },
    /// The ticket ends.
    End {
        /// Said before; empty = nothing.
        text: String,
        /// Why.
        reason: CloseReason,
    },
}

/// How options are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Look {
    /// As numbered lines.
    #[default]
    Text,
    /// As reply buttons.
    Buttons,
    /// As a list to open.
    List,
}

/// One option.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct MenuOption {
    /// What is typed for it, usually a number.
    pub key: String,
    /// What stands on it.
    pub title: String,
    /// The second line in a list.
    pub description: String,
    /// What else may be typed for it.
    pub words: Vec<String>,
    /// Where it leads.
    pub to: Option<NodeId>,
}

/// Something that is sent without waiting for an answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_family = "wasm", serde(rename = "#send"))]
#[cfg_attr(not(target_family = "wasm"), serde(tag = "send"))]
#[serde(rename_all = "snake_case")]
pub enum Sending {
    /// Text.
    Text {
        /// The text.
        text: String,
    },
    /// A file that the provider fetches.
    Media {
        /// What kind.
        media: MediaKind,
        /// Where it lies, `https://…`.
        link: String,
        /// Text below it.
        caption: String,
    },
    /// An approved template.
    Template {
        /// The provider's name.
        name: String,
        /// The provider's language code.
        language: String,
        /// Values of its variables; they may hold variables of the menu.
        params: Vec<TemplateParam>,
    },
}

/// The ways out of a step, each with the step it leads to.
pub type Exits = Vec<(Exit, Option<NodeId>)>;

/// A way out of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Exit {
    /// An option, by its place.
    Option(usize),
    /// The one way.
    Next,
    /// Within the business hours.
    Open,
    /// Outside of them.
    Closed,
    /// After a yes.
    Granted,
    /// After a no.
    Refused,
}

impl Exit {
    /// The name of its field.
    pub fn field(self) -> String {
        match self {
            Self::Option(place) => format!("options.{place}.to"),
            Self::Next => "next".to_owned(),
            Self::Open => "open".to_owned(),
            Self::Closed => "closed".to_owned(),
            Self::Granted => "granted".to_owned(),
            Self::Refused => "refused".to_owned(),
        }
    }
}

impl NodeKind {
    /// Whether it waits for the customer.
    pub const fn waits(&self) -> bool {
        match self {
            Self::Ask { .. } | Self::Field { .. } | Self::Protocol { .. } | Self::Consent { .. } => true,
            Self::Send { .. } | Self::Hours { .. } | Self::Queue { .. } | Self::End { .. } => false,
        }
    }

    /// Its ways out, in the order of its form.
    pub fn exits(&self) -> Exits {
        match self {
            Self::Ask { options, .. } => {
                options.iter().enumerate().map(|(place, option)| (Exit::Option(place), option.to)).collect()
            }
            Self::Field { next, .. } | Self::Send { next, .. } | Self::Protocol { next, .. } => {
                vec![(Exit::Next, *next)]
            }
            Self::Hours { open, closed, .. } => vec![(Exit::Open, *open), (Exit::Closed, *closed)],
            Self::Consent { granted, refused, .. } => {
                vec![(Exit::Granted, *granted), (Exit::Refused, *refused)]
            }
            Self::Queue { .. } | Self::End { .. } => Vec::new(),
        }
    }

    /// Leads a way out somewhere else. One it does not have changes nothing.
    pub fn lead(&mut self, exit: Exit, to: Option<NodeId>) {
        match (self, exit) {
            (Self::Ask { options, .. }, Exit::Option(place)) => {
                if let Some(option) = options.get_mut(place) {
                    option.to = to;
                }
            }
            (
                Self::Field { next, .. } | Self::Send { next, .. } | Self::Protocol { next, .. },
                Exit::Next,
            ) => {
                *next = to;
            }
            (Self::Hours { open, .. }, Exit::Open) => *open = to,
            (Self::Hours { closed, .. }, Exit::Closed) => *closed = to,
            (Self::Consent { granted, .. }, Exit::Granted) => *granted = to,
            (Self::Consent { refused, .. }, Exit::Refused) => *refused = to,
            (
                Self::Ask { .. }
                | Self::Field { .. }
                | Self::Send { .. }
                | Self::Protocol { .. }
                | Self::Hours { .. }
                | Self::Consent { .. }
                | Self::Queue { .. }
                | Self::End { .. },
                _,
            ) => {}
        }
    }
}

impl Menu {
    /// A step.
    pub fn node(&self, id: NodeId) -> Option<&Node> {
        self.nodes.iter().find(|node| node.id == id)
    }

    /// A step, to be changed.
    pub fn node_mut(&mut self, id: NodeId) -> Option<&mut Node> {
        self.nodes.iter_mut().find(|node| node.id == id)
    }

    /// An id no step has.
    pub fn free_id(&self) -> NodeId {
        NodeId(self.nodes.iter().map(|node| node.id.0).max().unwrap_or(0).saturating_add(1))
    }

    /// Takes a step out; what led to it leads nowhere.
    pub fn remove(&mut self, id: NodeId) {
        self.nodes.retain(|node| node.id != id);
        if self.root == Some(id) {
            self.root = None;
        }
        for node in &mut self.nodes {
            for (exit, to) in node.kind.exits() {
                if to == Some(id) {
                    node.kind.lead(exit, None);
                }
            }
        }
    }
}
