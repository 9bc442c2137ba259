//! What the menu says: texts with their variables filled in, and questions in the look they were given.

use super::step::{Effect, Found, Spoken, Turn};
use super::words::{fill, plain};
use super::{Look, MAX_CAPTION, Node, NodeId, NodeKind, Sending};
use crate::id::QueueId;
use crate::interactive::{Interactive, MAX_BUTTONS_BODY, MAX_LIST_BODY, OfferedChoice};
use crate::message::MAX_TEXT;
use crate::template::{MAX_PARAM, TemplateParam};

/// What the id of a button begins with.
const PREFIX: &str = "menu:";
/// The key of the button that allows something.
pub(super) const YES: &str = "yes";
/// The key of the other one.
pub(super) const NO: &str = "no";

impl<'a> Turn<'a> {
    pub(super) fn say(&mut self, text: String) {
        if !text.is_empty() {
            self.effects.push(Effect::Say(Spoken::Text(text)));
        }
    }

    pub(super) fn send(&mut self, what: &Sending) {
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
    pub(super) fn ask(&mut self, node: &'a Node, before: &str) {
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

    pub(super) fn fill(&self, text: &str, max: usize, found: Option<&Found>) -> String {
        fill(text, max, |name| match (name, found) {
            ("ticket", Some(found)) => Some(found.protocol.clone()),
            ("opened", Some(found)) => Some(found.opened.clone()),
            _ => self.value(name),
        })
    }

    pub(super) fn fill_queue(&self, text: &str, queue: &QueueId) -> String {
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

/// The step and the key that the id of a button names.
pub(super) fn choice_of(id: &str) -> Option<(NodeId, &str)> {
    let (node, key) = id.strip_prefix(PREFIX)?.split_once(':')?;
    Some((NodeId(node.parse().ok()?), key))
}
