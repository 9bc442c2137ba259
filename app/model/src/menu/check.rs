//! Whether a menu may be published: every mistake, at its step.

use super::{
    ATTEMPTS, Exits, Look, MAX_CAPTION, MAX_KEY, MAX_NAME, MAX_NODES, MAX_OPTIONS, MAX_WORD, Menu, Node,
    NodeId, NodeKind, Sending, TIMEOUT_MINUTES, asks_for_agent, plain,
};
use crate::id::QueueId;
use crate::interactive::{
    MAX_BUTTON_TITLE, MAX_BUTTONS, MAX_BUTTONS_BODY, MAX_LIST_BODY, MAX_LIST_BUTTON, MAX_ROW_DESCRIPTION,
    MAX_ROW_TITLE, MAX_ROWS,
};
use crate::message::MAX_TEXT;
use crate::template::{Template, same_language};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// One mistake.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// At which step; `None` = of the menu as a whole.
    pub node: Option<NodeId>,
    /// At which field of its form.
    pub field: String,
    /// What.
    pub fault: Fault,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_family = "wasm", serde(rename = "#fault"))]
#[cfg_attr(not(target_family = "wasm"), serde(tag = "fault"))]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// Nothing stands there.
    Missing,
    /// More than `max` characters.
    TooLong {
        /// The limit.
        max: usize,
    },
    /// More than `max` of them.
    TooMany {
        /// The limit.
        max: usize,
    },
    /// Not between the two.
    Range {
        /// At least.
        min: u32,
        /// At most.
        max: u32,
    },
    /// It leads nowhere: a dead end.
    Nowhere,
    /// It leads back to itself without ever asking the customer.
    Loop {
        /// The steps in order; the last is the first again.
        path: Vec<NodeId>,
    },
    /// No way leads there. It does no harm.
    Unreachable,
    /// Two options are called by the same word.
    Ambiguous {
        /// Which.
        word: String,
    },
    /// This word asks for a person: the option must lead to a queue.
    Reserved {
        /// Which.
        word: String,
    },
    /// There is no such queue.
    UnknownQueue,
    /// There is no such template, or it may not be sent.
    UnknownTemplate,
    /// Values of the template are missing, or it needs what a menu cannot give, such as a file.
    TemplateValues,
    /// It is no address that begins with `https://`.
    BadLink,
}

impl Fault {
    /// Whether the menu cannot be published with it.
    pub const fn blocks(&self) -> bool {
        !matches!(self, Self::Unreachable)
    }
}

/// Every mistake of a menu, in the order of its steps.
pub fn check(menu: &Menu, queues: &[QueueId], templates: &[Template]) -> Vec<Problem> {
    let mut all = Checks { menu, queues, templates, problems: Vec::new() };
    all.whole();
    for node in &menu.nodes {
        all.node(node);
    }
    all.loops();
    all.unreachable();
    all.problems
}

struct Checks<'a> {
    menu: &'a Menu,
    queues: &'a [QueueId],
    templates: &'a [Template],
    problems: Vec<Problem>,
}

impl<'a> Checks<'a> {
    fn add(&mut self, node: Option<NodeId>, field: impl Into<String>, fault: Fault) {
        self.problems.push(Problem { node, field: field.into(), fault });
    }

    fn whole(&mut self) {
        let menu = self.menu;
        match menu.root {
            None => self.add(None, "root", Fault::Missing),
            Some(root) if menu.node(root).is_none() => self.add(None, "root", Fault::Missing),
            Some(_) => {}
        }
        if menu.nodes.len() > MAX_NODES {
            self.add(None, "root", Fault::TooMany { max: MAX_NODES });
        }
        let rules = &menu.rules;
        if !(ATTEMPTS.0..=ATTEMPTS.1).contains(&rules.attempts) {
            let (min, max) = (u32::from(ATTEMPTS.0), u32::from(ATTEMPTS.1));
            self.add(None, "attempts", Fault::Range { min, max });
        }
        if !(TIMEOUT_MINUTES.0..=TIMEOUT_MINUTES.1).contains(&rules.timeout_minutes) {
            let (min, max) = TIMEOUT_MINUTES;
            self.add(None, "timeout_minutes", Fault::Range { min, max });
        }
        self.text(None, "invalid_text", &rules.invalid_text, MAX_BUTTONS_BODY, true);
        self.text(None, "give_up_text", &rules.give_up_text, MAX_TEXT, false);
        self.text(None, "agent_text", &rules.agent_text, MAX_TEXT, false);
        self.text(None, "timeout_text", &rules.timeout_text, MAX_TEXT, false);
        self.queue(None, "agent_queue", rules.agent_queue.as_ref());
    }

    fn text(&mut self, node: Option<NodeId>, field: &str, text: &str, max: usize, needed: bool) {
        if needed && text.trim().is_empty() {
            self.add(node, field, Fault::Missing);
        } else if text.trim().chars().count() > max {
            self.add(node, field, Fault::TooLong { max });
        }
    }

    fn queue(&mut self, node: Option<NodeId>, field: &str, queue: Option<&QueueId>) {
        match queue {
            None => self.add(node, field, Fault::Missing),
            Some(queue) if !self.queues.contains(queue) => self.add(node, field, Fault::UnknownQueue),
            Some(_) => {}
        }
    }

    fn node(&mut self, node: &'a Node) {
        let at = Some(node.id);
        self.text(at, "name", &node.name, MAX_NAME, true);
        for (exit, to) in node.kind.exits() {
            if to.and_then(|to| self.menu.node(to)).is_none() {
                self.add(at, exit.field(), Fault::Nowhere);
            }
        }
        match &node.kind {
            NodeKind::Ask { .. } => self.ask(node),
            NodeKind::Field { text, label, invalid, .. } => {
                self.text(at, "text", text, MAX_TEXT, true);
                self.text(at, "label", label, MAX_NAME, true);
                self.text(at, "invalid", invalid, MAX_TEXT, false);
            }
            NodeKind::Send { what, .. } => self.send(node.id, what),
            NodeKind::Hours { queue, .. } => self.queue(at, "queue", queue.as_ref()),
            NodeKind::Protocol { text, waiting, serving, closed, unknown, .. } => {
                let texts = [
                    ("text", text),
                    ("waiting", waiting),
                    ("serving", serving),
                    ("closed", closed),
                    ("unknown", unknown),
                ];
                for (field, text) in texts {
                    self.text(at, field, text, MAX_TEXT, true);
                }
            }
            NodeKind::Consent { text, yes, no, purposes, .. } => {
                self.text(at, "text", text, MAX_BUTTONS_BODY, true);
                self.text(at, "yes", yes, MAX_BUTTON_TITLE, true);
                self.text(at, "no", no, MAX_BUTTON_TITLE, true);
                if !yes.trim().is_empty() && plain(yes) == plain(no) {
                    self.add(at, "no", Fault::Ambiguous { word: no.trim().to_owned() });
                }
                if purposes.is_empty() {
                    self.add(at, "purposes", Fault::Missing);
                }
            }
            NodeKind::Queue { text, queue } => {
                self.text(at, "text", text, MAX_TEXT, false);
                self.queue(at, "queue", queue.as_ref());
            }
            NodeKind::End { text, .. } => self.text(at, "text", text, MAX_TEXT, false),
        }
    }

    fn ask(&mut self, node: &'a Node) {
        let NodeKind::Ask { text, look, button, options } = &node.kind else { return };
        let at = Some(node.id);
        let (most, body, title) = match look {
            Look::Text => (MAX_OPTIONS, MAX_TEXT, MAX_NAME),
            Look::Buttons => (MAX_BUTTONS, MAX_BUTTONS_BODY, MAX_BUTTON_TITLE),
            Look::List => (MAX_ROWS, MAX_LIST_BODY, MAX_ROW_TITLE),
        };
        // Numbered options stand in the text itself.
        let lines: usize = match look {
            Look::Text => options.iter().map(|o| o.key.chars().count() + o.title.chars().count() + 4).sum(),
            Look::Buttons | Look::List => 0,
        };
        self.text(at, "text", text, body.saturating_sub(lines), true);
        if *look == Look::List {
            self.text(at, "button", button, MAX_LIST_BUTTON, true);
        }
        if options.is_empty() {
            self.add(at, "options", Fault::Nowhere);
        }
        if options.len() > most {
            self.add(at, "options", Fault::TooMany { max: most });
        }
        let mut words: BTreeMap<String, usize> = BTreeMap::new();
        for (place, option) in options.iter().enumerate() {
            self.text(at, &format!("options.{place}.key"), &option.key, MAX_KEY, true);
            self.text(at, &format!("options.{place}.title"), &option.title, title, true);
            if *look == Look::List {
                let field = format!("options.{place}.description");
                self.text(at, &field, &option.description, MAX_ROW_DESCRIPTION, false);
            }
            for word in &option.words {
                self.text(at, &format!("options.{place}.words"), word, MAX_WORD, false);
            }
            let leads_to_queue = option
                .to
                .and_then(|to| self.menu.node(to))
                .is_some_and(|to| matches!(to.kind, NodeKind::Queue { .. }));
            let said = [("key", &option.key), ("title", &option.title)]
                .into_iter()
                .chain(option.words.iter().map(|word| ("words", word)));
            for (part, word) in said {
                let field = format!("options.{place}.{part}");
                if asks_for_agent(word) && !leads_to_queue {
                    self.add(at, field.clone(), Fault::Reserved { word: word.trim().to_owned() });
                }
                let key = plain(word);
                if key.is_empty() {
                    continue;
                }
                match words.get(&key) {
                    Some(other) if *other != place => {
                        self.add(at, field, Fault::Ambiguous { word: word.trim().to_owned() });
                    }
                    Some(_) => {}
                    None => {
                        words.insert(key, place);
                    }
                }
            }
        }
    }

    fn send(&mut self, id: NodeId, what: &Sending) {
        let at = Some(id);
        match what {
            Sending::Text { text } => self.text(at, "text", text, MAX_TEXT, true),
            Sending::Media { link, caption, .. } => {
                let link = link.trim();
                let host = link.strip_prefix("https://").and_then(|rest| rest.split(['/', '?', '#']).next());
                let plain = !link.chars().any(|c| c.is_whitespace() || c.is_control());
                if link.is_empty() {
                    self.add(at, "link", Fault::Missing);
                } else if !plain || !host.is_some_and(|host| host.contains('.')) {
                    self.add(at, "link", Fault::BadLink);
                }
                self.text(at, "caption", caption, MAX_CAPTION, false);
            }
            Sending::Template { name, .. } if name.is_empty() => self.add(at, "template", Fault::Missing),
            Sending::Template { name, language, params } => {
                let known =
                    self.templates.iter().find(|t| t.name == *name && same_language(&t.language, language));
                match known.filter(|template| template.is_usable()) {
                    None => self.add(at, "template", Fault::UnknownTemplate),
                    Some(template) if template.check(params).is_err() => {
                        self.add(at, "template", Fault::TemplateValues);
                    }
                    Some(_) => {}
                }
            }
        }
    }

    /// Ways that come back without asking the customer anything.
    fn loops(&mut self) {
        let menu = self.menu;
        let mut done = BTreeSet::new();
        for node in menu.nodes.iter().filter(|node| !node.kind.waits()) {
            let mut path: Vec<(NodeId, Exits)> = Vec::new();
            if !done.contains(&node.id) {
                path.push((node.id, node.kind.exits()));
            }
            while let Some((id, exits)) = path.last_mut() {
                let id = *id;
                if exits.is_empty() {
                    done.insert(id);
                    path.pop();
                    continue;
                }
                let (exit, to) = exits.remove(0);
                let Some(next) = to.and_then(|to| menu.node(to)).filter(|next| !next.kind.waits()) else {
                    continue;
                };
                match path.iter().position(|(known, _)| *known == next.id) {
                    Some(from) => {
                        let mut round: Vec<NodeId> = path[from..].iter().map(|(id, _)| *id).collect();
                        round.push(next.id);
                        self.add(Some(id), exit.field(), Fault::Loop { path: round });
                    }
                    None if done.contains(&next.id) => {}
                    None => path.push((next.id, next.kind.exits())),
                }
            }
        }
    }

    fn unreachable(&mut self) {
        let menu = self.menu;
        let mut seen = BTreeSet::new();
        let mut open: Vec<NodeId> = menu.root.into_iter().collect();
        while let Some(id) = open.pop() {
            if let Some(node) = menu.node(id)
                && seen.insert(id)
            {
                open.extend(node.kind.exits().into_iter().filter_map(|(_, to)| to));
            }
        }
        for node in menu.nodes.iter().filter(|node| !seen.contains(&node.id)) {
            self.add(Some(node.id), "name", Fault::Unreachable);
        }
    }
}
