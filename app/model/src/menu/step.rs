//! One step of a menu: what the customer said, and what follows.

use super::answer::read;
use super::words::{asks_for_agent, fill, plain};
use super::{Look, MAX_CAPTION, Menu, MenuOption, Node, NodeId, NodeKind, OnTimeout, Sending};
use super::{Stored, Trail, Walk, Why};
use crate::consent::{Act, Purpose};
use crate::id::QueueId;
use crate::interactive::{Interactive, MAX_BUTTONS_BODY, MAX_LIST_BODY, OfferedChoice};
use crate::message::{MAX_TEXT, MediaKind};
use crate::template::{MAX_PARAM, TemplateParam};
use crate::ticket::CloseReason;
use crate::time::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// After so many answers a person takes over: nobody goes round in circles for ever.
pub const MAX_TURNS: u32 = 60;
/// What the id of a button begins with.
const PREFIX: &str = "menu:";
const YES: &str = "yes";
const NO: &str = "no";

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

struct Turn<'a> {
    menu: &'a Menu,
    env: &'a Env<'a>,
    walk: Walk,
    effects: Vec<Effect>,
    asked: bool,
}

impl<'a> Turn<'a> {
    fn end(self, next: Next) -> Step {
        Step { walk: self.walk, effects: self.effects, next, asked: self.asked }
    }

    fn hear(&mut self, heard: &Heard<'_>) -> Next {
        if heard.input == Input::Silence {
            return self.silence();
        }
        // Out of order: it was written before what has been answered already.
        if self.walk.heard_at.is_some_and(|newest| heard.at < newest) {
            return Next::Wait;
        }
        let menu = self.menu;
        let Some(mut node) = menu.node(self.walk.at).filter(|node| node.kind.waits()) else {
            return self.to_person(Why::Broken, "");
        };
        let mut chosen = None;
        if let Input::Choice { id, .. } = heard.input
            && let Some((at, key)) = choice_of(id)
            && let Some(before) = menu.node(at)
        {
            if at != node.id {
                // A button further up. The one that was tapped says nothing new; another one changes their mind.
                match self.walk.path.iter().rev().find(|trail| trail.node == at) {
                    Some(trail) if trail.key == key => return Next::Wait,
                    Some(_) => node = before,
                    None => {}
                }
            }
            chosen = (at == node.id).then_some(key);
        }
        self.walk.turns = self.walk.turns.saturating_add(1);
        let said = match heard.input {
            Input::Text(text) => Some(text),
            Input::Choice { title, .. } => Some(title),
            Input::Other | Input::Silence => None,
        };
        let at = node.id;
        let next = match self.answered(node, chosen, said) {
            Some(next) => {
                self.walk.heard_at = Some(heard.at);
                next
            }
            None if said.is_some_and(asks_for_agent) => {
                self.walk.heard_at = Some(heard.at);
                self.to_person(Why::Agent, &menu.rules.agent_text)
            }
            // Written before the customer saw the question: it stays in the thread, and is no wrong answer to it.
            None if heard.at.secs() < self.walk.asked_at.secs() => {
                self.walk.turns = self.walk.turns.saturating_sub(1);
                return Next::Wait;
            }
            None => {
                self.walk.heard_at = Some(heard.at);
                self.walk.at = at;
                self.wrong(node)
            }
        };
        if next == Next::Wait && self.walk.turns >= MAX_TURNS {
            self.effects.retain(|effect| !matches!(effect, Effect::Say(_)));
            return self.to_person(Why::Turns, &menu.rules.give_up_text);
        }
        next
    }

    /// Where an acceptable answer leads; `None` when it is none. Whoever asks for a person gets one, also where any text would
    /// do: only an option that leads to a queue goes before that.
    fn answered(&mut self, node: &'a Node, chosen: Option<&str>, said: Option<&str>) -> Option<Next> {
        let person = said.is_some_and(asks_for_agent);
        match &node.kind {
            NodeKind::Ask { options, .. } => {
                let option = option_of(options, chosen, said)?;
                let to = option.to;
                let queue = to
                    .and_then(|to| self.menu.node(to))
                    .is_some_and(|n| matches!(n.kind, NodeKind::Queue { .. }));
                if person && !queue {
                    return None;
                }
                self.trail(node, &option.key, &option.title);
                Some(self.go(to))
            }
            NodeKind::Field { .. } | NodeKind::Protocol { .. } | NodeKind::Consent { .. } if person => None,
            NodeKind::Field { label, check, next, .. } => {
                let value = read(*check, said?)?;
                let stored = Stored { label: label.clone(), check: *check, value: value.clone() };
                self.walk.answers.retain(|known| known.label != *label);
                self.walk.answers.push(stored.clone());
                self.effects.push(Effect::Keep(stored));
                self.trail(node, "", &value);
                Some(self.go(*next))
            }
            NodeKind::Protocol { waiting, serving, closed, next, .. } => {
                let found = self.env.found?;
                let text = match found.standing {
                    Standing::Waiting => waiting,
                    Standing::Serving => serving,
                    Standing::Closed => closed,
                };
                let text = self.fill(text, MAX_TEXT, Some(found));
                self.say(text);
                self.trail(node, "", &found.protocol);
                Some(self.go(*next))
            }
            NodeKind::Consent { text, yes, no, purposes, granted, refused } => {
                let given = allowed(yes, no, chosen, said)?;
                let (act, to, key, word) = if given {
                    (Act::Granted, *granted, YES, yes)
                } else {
                    (Act::Withdrawn, *refused, NO, no)
                };
                let wording = self.fill(text, MAX_BUTTONS_BODY, None);
                self.effects.push(Effect::Consent { purposes: purposes.clone(), act, wording });
                self.trail(node, key, word);
                Some(self.go(to))
            }
            NodeKind::Send { .. }
            | NodeKind::Hours { .. }
            | NodeKind::Queue { .. }
            | NodeKind::End { .. } => None,
        }
    }

    fn trail(&mut self, node: &Node, key: &str, answer: &str) {
        self.walk.path.push(Trail {
            node: node.id,
            step: node.name.clone(),
            key: key.to_owned(),
            answer: answer.to_owned(),
        });
    }

    /// Walks on until the customer has to answer, or the menu is over.
    fn go(&mut self, to: Option<NodeId>) -> Next {
        let menu = self.menu;
        let mut to = to;
        for _ in 0..=menu.nodes.len() {
            let Some(node) = to.and_then(|to| menu.node(to)) else { break };
            match &node.kind {
                NodeKind::Ask { .. }
                | NodeKind::Field { .. }
                | NodeKind::Protocol { .. }
                | NodeKind::Consent { .. } => {
                    self.walk.at = node.id;
                    self.walk.wrong = 0;
                    self.ask(node, "");
                    return Next::Wait;
                }
                NodeKind::Send { what, next } => {
                    self.send(what);
                    to = *next;
                }
                NodeKind::Hours { queue, open, closed } => {
                    let shut = queue.as_ref().is_some_and(|queue| self.env.closed.contains(queue));
                    to = if shut { *closed } else { *open };
                }
                NodeKind::Queue { text, queue } => {
                    let queue = self.known(queue.as_ref()).unwrap_or_else(|| self.fallback());
                    let text = self.fill_queue(text, &queue);
                    self.say(text);
                    return Next::Queue { queue, why: Why::Chosen };
                }
                NodeKind::End { text, reason } => {
                    let text = self.fill(text, MAX_TEXT, None);
                    self.say(text);
                    return Next::End { reason: *reason, why: Why::Chosen };
                }
            }
        }
        self.to_person(Why::Broken, "")
    }

    fn wrong(&mut self, node: &'a Node) -> Next {
        let rules = &self.menu.rules;
        self.walk.wrong = self.walk.wrong.saturating_add(1);
        if self.walk.wrong >= rules.attempts.max(1) {
            return self.to_person(Why::Wrong, &rules.give_up_text);
        }
        let words = match &node.kind {
            NodeKind::Field { invalid, .. } if !invalid.trim().is_empty() => invalid,
            NodeKind::Protocol { unknown, .. } if !unknown.trim().is_empty() => unknown,
            _ => &rules.invalid_text,
        };
        self.ask(node, words);
        Next::Wait
    }

    fn silence(&mut self) -> Next {
        let rules = &self.menu.rules;
        match rules.on_timeout {
            OnTimeout::Queue => self.to_person(Why::Silent, &rules.timeout_text),
            OnTimeout::End => {
                let text = self.fill(&rules.timeout_text, MAX_TEXT, None);
                self.say(text);
                Next::End { reason: CloseReason::NoAnswer, why: Why::Silent }
            }
        }
    }

    fn to_person(&mut self, why: Why, text: &str) -> Next {
        let queue = self.fallback();
        let text = self.fill_queue(text, &queue);
        self.say(text);
        Next::Queue { queue, why }
    }

    fn known(&self, queue: Option<&QueueId>) -> Option<QueueId> {
        queue.filter(|queue| self.env.queues.contains_key(queue)).cloned()
    }

    fn fallback(&self) -> QueueId {
        self.known(self.menu.rules.agent_queue.as_ref()).unwrap_or_else(|| self.env.default_queue.clone())
    }

    fn say(&mut self, text: String) {
        if !text.is_empty() {
            self.effects.push(Effect::Say(Spoken::Text(text)));
        }
    }

    fn send(&mut self, what: &Sending) {
        let spoken = match what {
            Sending::Text { text } => {
                let text = self.fill(text, MAX_TEXT, None);
                return self.say(text);
            }
            Sending::Media { media, link, caption } => {
                let caption = self.fill(caption, MAX_CAPTION, None);
                Spoken::Media {
                    kind: *media,
                    link: link.trim().to_owned(),
                    caption: (!caption.is_empty()).then_some(caption),
                }
            }
            Sending::Template { name, language, params } => {
                let params = params.iter().map(|param| {
                    // Meta takes no line breaks in values, and customers choose their own names.
                    let value = self.fill(&param.value, MAX_PARAM, None);
                    let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
                    TemplateParam { value, ..param.clone() }
                });
                Spoken::Template { name: name.clone(), language: language.clone(), params: params.collect() }
            }
        };
        self.effects.push(Effect::Say(spoken));
    }

    /// Asks a question, after words on what was wrong with the answer before.
    fn ask(&mut self, node: &'a Node, before: &str) {
        self.walk.asked_at = self.env.now;
        self.asked = true;
        let before = self.fill(before, MAX_TEXT, None);
        match &node.kind {
            NodeKind::Ask { text, look: Look::Text, options, .. } => {
                let mut text = self.fill(text, MAX_TEXT, None);
                for (place, option) in options.iter().enumerate() {
                    text.push_str(if place == 0 { "\n\n" } else { "\n" });
                    text.push_str(option.key.trim());
                    text.push_str(" - ");
                    text.push_str(option.title.trim());
                }
                self.both(before, text);
            }
            NodeKind::Ask { text, look, button, options } => {
                let (list, max) = match look {
                    Look::List => (Some(button.trim().to_owned()), MAX_LIST_BODY),
                    Look::Text | Look::Buttons => (None, MAX_BUTTONS_BODY),
                };
                let choices = options.iter().map(|option| OfferedChoice {
                    id: choice_id(node.id, &option.key),
                    title: option.title.trim().to_owned(),
                    description: Some(option.description.trim().to_owned())
                        .filter(|text| list.is_some() && !text.is_empty()),
                });
                let choices = choices.collect();
                let body = self.fill(text, max, None);
                self.tap(before, Interactive { body, list, choices }, max);
            }
            NodeKind::Consent { text, yes, no, .. } => {
                let body = self.fill(text, MAX_BUTTONS_BODY, None);
                let choices = [(YES, yes), (NO, no)].map(|(key, word)| OfferedChoice {
                    id: choice_id(node.id, key),
                    title: word.trim().to_owned(),
                    description: None,
                });
                self.tap(before, Interactive { body, list: None, choices: choices.into() }, MAX_BUTTONS_BODY);
            }
            NodeKind::Field { text, .. } => {
                let text = self.fill(text, MAX_TEXT, None);
                // Whoever says what is wrong with the answer has asked again.
                if before.is_empty() { self.say(text) } else { self.say(before) }
            }
            NodeKind::Protocol { text, .. } => {
                let text = self.fill(text, MAX_TEXT, None);
                if before.is_empty() { self.say(text) } else { self.say(before) }
            }
            NodeKind::Send { .. }
            | NodeKind::Hours { .. }
            | NodeKind::Queue { .. }
            | NodeKind::End { .. } => {}
        }
    }

    /// In one message where both fit, else in two.
    fn both(&mut self, before: String, text: String) {
        match joined(&before, &text, MAX_TEXT) {
            Some(text) => self.say(text),
            None => {
                self.say(before);
                self.say(text);
            }
        }
    }

    fn tap(&mut self, before: String, what: Interactive, max: usize) {
        let what = match joined(&before, &what.body, max) {
            Some(body) => Interactive { body, ..what },
            None => {
                self.say(before);
                what
            }
        };
        self.effects.push(Effect::Say(Spoken::Interactive(what)));
    }

    fn fill(&self, text: &str, max: usize, found: Option<&Found>) -> String {
        fill(text, max, |name| match (name, found) {
            ("ticket", Some(found)) => Some(found.protocol.clone()),
            ("opened", Some(found)) => Some(found.opened.clone()),
            _ => self.value(name),
        })
    }

    fn fill_queue(&self, text: &str, queue: &QueueId) -> String {
        fill(text, MAX_TEXT, |name| match name {
            "queue" => Some(self.env.queues.get(queue).cloned().unwrap_or_default()),
            _ => self.value(name),
        })
    }

    /// What a variable stands for: what the desk knows, or what the customer answered.
    fn value(&self, name: &str) -> Option<String> {
        self.env.vars.get(name).cloned().or_else(|| {
            let wanted = plain(name);
            let known = self.walk.answers.iter().find(|stored| plain(&stored.label) == wanted)?;
            Some(known.value.clone())
        })
    }
}

fn joined(before: &str, text: &str, max: usize) -> Option<String> {
    if before.is_empty() {
        return Some(text.to_owned());
    }
    let both = format!("{before}\n\n{text}");
    (both.chars().count() <= max).then_some(both)
}

fn choice_id(node: NodeId, key: &str) -> String {
    format!("{PREFIX}{node}:{}", key.trim())
}

fn choice_of(id: &str) -> Option<(NodeId, &str)> {
    let (node, key) = id.strip_prefix(PREFIX)?.split_once(':')?;
    Some((NodeId(node.parse().ok()?), key))
}

fn option_of<'o>(
    options: &'o [MenuOption],
    chosen: Option<&str>,
    said: Option<&str>,
) -> Option<&'o MenuOption> {
    if let Some(key) = chosen {
        return options.iter().find(|option| option.key.trim() == key);
    }
    let said = plain(said?);
    if said.is_empty() {
        return None;
    }
    let is = |text: &str| plain(text) == said;
    options
        .iter()
        .find(|option| is(&option.key))
        .or_else(|| options.iter().find(|option| is(&option.title) || option.words.iter().any(|w| is(w))))
        // "1 - Vendas", as it stands in the message.
        .or_else(|| options.iter().find(|option| is(&format!("{} {}", option.key, option.title))))
}

fn allowed(yes: &str, no: &str, chosen: Option<&str>, said: Option<&str>) -> Option<bool> {
    match chosen {
        Some(YES) => return Some(true),
        Some(NO) => return Some(false),
        Some(_) | None => {}
    }
    let said = plain(said?);
    if said == plain(yes) || matches!(said.as_str(), "sim" | "s" | "yes" | "aceito" | "concordo") {
        return Some(true);
    }
    if said == plain(no) || matches!(said.as_str(), "nao" | "n" | "no" | "nao aceito") {
        return Some(false);
    }
    None
}
