//! One step of a menu: what the customer said, and what follows.

use super::{Menu, NodeId, Stored, Walk, Why};
use crate::consent::{Act, Purpose};
use crate::id::QueueId;
use crate::interactive::Interactive;
use crate::message::MediaKind;
use crate::template::TemplateParam;
use crate::ticket::CloseReason;
use crate::time::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// After so many answers a person takes over: nobody goes round in circles for ever.
pub const MAX_TURNS: u32 = 60;

/// What the desk knows at this moment.
#[derive(Debug, Clone, Copy)]
pub struct Env<'a> {
    /// This instant, by the desk's clock.
    pub now: Timestamp,
    /// Where tickets of this number go that nobody sent elsewhere.
    pub default_queue: &'a QueueId,
    /// The queues there are, with their names.
    pub queues: &'a BTreeMap<QueueId, String>,
    /// Those outside of their business hours.
    pub closed: &'a BTreeSet<QueueId>,
    /// What the variables stand for: `name`, `protocol`, `desk`.
    pub vars: &'a BTreeMap<String, String>,
    /// The ticket of the same customer whose protocol was typed.
    pub found: Option<&'a Found>,
}

/// A ticket that was asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Its protocol, as it is shown.
    pub protocol: String,
    /// The day it was opened, as it is shown.
    pub opened: String,
    /// How it stands.
    pub standing: Standing,
}

/// How a ticket stands, for its customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Nobody serves it yet.
    Waiting,
    /// Somebody serves it.
    Serving,
    /// It has ended.
    Closed,
}

/// What came from the customer, or did not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Heard<'a> {
    /// What.
    pub input: Input<'a>,
    /// When it was written, by the provider's clock.
    pub at: Timestamp,
}

/// What kind of thing it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Input<'a> {
    /// Text.
    Text(&'a str),
    /// A button or a row of a list.
    Choice {
        /// Its id.
        id: &'a str,
        /// What stands on it.
        title: &'a str,
    },
    /// A photo, a place, anything else: no answer to any question.
    Other,
    /// Nothing, for too long.
    Silence,
}

/// What the desk has to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Say something.
    Say(Spoken),
    /// Keep an answer.
    Keep(Stored),
    /// Write down what the customer allowed, or did not.
    Consent {
        /// What for.
        purposes: Vec<Purpose>,
        /// Given or not.
        act: Act,
        /// What they were asked, in full.
        wording: String,
    },
}

/// Something to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Spoken {
    /// Text.
    Text(String),
    /// With something to tap.
    Interactive(Interactive),
    /// A file that the provider fetches.
    Media {
        /// What kind.
        kind: MediaKind,
        /// Where it lies.
        link: String,
        /// Text below it.
        caption: Option<String>,
    },
    /// A template.
    Template {
        /// The provider's name.
        name: String,
        /// The provider's language code.
        language: String,
        /// Its values, filled in.
        params: Vec<TemplateParam>,
    },
}

/// Where it goes from here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// The customer has to answer.
    Wait,
    /// The ticket waits for a person.
    Queue {
        /// Where.
        queue: QueueId,
        /// Why.
        why: Why,
    },
    /// The ticket ends.
    End {
        /// Why, for the reports.
        reason: CloseReason,
        /// Why, for the thread.
        why: Why,
    },
}

/// What follows from one answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Where the customer stands now.
    pub walk: Walk,
    /// What to do, in order.
    pub effects: Vec<Effect>,
    /// Where it goes.
    pub next: Next,
    /// Whether the question was asked just now, so that its time begins again.
    pub asked: bool,
}

/// Begins a menu.
pub fn start(menu: &Menu, env: &Env<'_>) -> Step {
    let at = menu.root.unwrap_or(NodeId(0));
    let walk = Walk {
        at,
        wrong: 0,
        turns: 0,
        asked_at: env.now,
        heard_at: None,
        path: Vec::new(),
        answers: Vec::new(),
    };
    let mut turn = Turn { menu, env, walk, effects: Vec::new(), asked: false };
    let next = turn.go(menu.root);
    turn.end(next)
}

/// What follows from what was heard at the question the customer stands at.
pub fn step(menu: &Menu, walk: &Walk, heard: &Heard<'_>, env: &Env<'_>) -> Step {
    let mut turn = Turn { menu, env, walk: walk.clone(), effects: Vec::new(), asked: false };
    let next = turn.hear(heard);
    turn.end(next)
}

/// One answer on its way through the menu.
pub(super) struct Turn<'a> {
    pub(super) menu: &'a Menu,
    pub(super) env: &'a Env<'a>,
    pub(super) walk: Walk,
    pub(super) effects: Vec<Effect>,
    pub(super) asked: bool,
}
