//! What follows from an answer: which way, to whom, how often it may be wrong.

use super::answer::read;
use super::speak::{NO, YES, choice_of};
use super::step::{Effect, Heard, Input, MAX_TURNS, Next, Standing, Step, Turn};
use super::words::{asks_for_agent, plain};
use super::{MenuOption, Node, NodeId, NodeKind, OnTimeout, Stored, Trail, Why};
use crate::consent::Act;
use crate::id::QueueId;
use crate::interactive::MAX_BUTTONS_BODY;
use crate::message::MAX_TEXT;
use crate::ticket::CloseReason;

impl<'a> Turn<'a> {
    pub(super) fn end(self, next: Next) -> Step {
        Step { walk: self.walk, effects: self.effects, next, asked: self.asked }
    }

    pub(super) fn hear(&mut self, heard: &Heard<'_>) -> Next {
        if heard.input == Input::Silence {
            return self.silence();
        }
        // Out of order: it was written before what has been answered already.
        if self.walk.heard_at.is_some_and(|newest| heard.at < newest) {
            return Next::Wait;
        }
        let menu = self.menu;
        let Some(mut node) = menu.node(self.walk.at).filter(|node| node.kind.waits()) else {
            return self.hand_over(Why::Broken, "");
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
                self.hand_over(Why::Agent, &menu.rules.agent_text)
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
            return self.hand_over(Why::Turns, &menu.rules.give_up_text);
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
    pub(super) fn go(&mut self, to: Option<NodeId>) -> Next {
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
        self.hand_over(Why::Broken, "")
    }

    fn wrong(&mut self, node: &'a Node) -> Next {
        let rules = &self.menu.rules;
        self.walk.wrong = self.walk.wrong.saturating_add(1);
        if self.walk.wrong >= rules.attempts.max(1) {
            return self.hand_over(Why::Wrong, &rules.give_up_text);
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
            OnTimeout::Queue => self.hand_over(Why::Silent, &rules.timeout_text),
            OnTimeout::End => {
                let text = self.fill(&rules.timeout_text, MAX_TEXT, None);
                self.say(text);
                Next::End { reason: CloseReason::NoAnswer, why: Why::Silent }
            }
        }
    }

    fn hand_over(&mut self, why: Why, text: &str) -> Next {
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
