//! Every field of the editor by its name: the names that problems have are the names of the inputs.

use crate::wire;
use desk_model::QueueId;
use desk_model::consent::Purpose;
use desk_model::menu::{Menu, MenuOption, NodeId, NodeKind, Rules, Sending};
use desk_model::template::{Place, TemplateParam};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The word of an enum that serialises to a plain one.
pub(super) fn word<T: Serialize>(value: &T) -> String {
    wire::write(value).unwrap_or_default().trim_matches('"').to_owned()
}

/// The other way round; `None` for a word that is none.
pub(super) fn from_word<T: DeserializeOwned>(word: &str) -> Option<T> {
    wire::read(&wire::write(word).ok()?).ok()
}

fn id_text(id: Option<NodeId>) -> String {
    id.map(|id| id.to_string()).unwrap_or_default()
}

fn id_of(text: &str) -> Option<NodeId> {
    text.parse().ok().map(NodeId)
}

fn queue_text(queue: Option<&QueueId>) -> String {
    queue.map(ToString::to_string).unwrap_or_default()
}

/// What a field holds.
pub(super) fn read(menu: &Menu, node: Option<NodeId>, field: &str) -> String {
    match node {
        None => read_rule(&menu.rules, field),
        Some(id) => match menu.node(id) {
            Some(node) if field == "name" => node.name.clone(),
            Some(node) => read_kind(&node.kind, field),
            None => String::new(),
        },
    }
}

/// Changes a field.
pub(super) fn write(menu: &mut Menu, node: Option<NodeId>, field: &str, value: String) {
    match node {
        None => write_rule(&mut menu.rules, field, value),
        Some(id) => {
            let Some(node) = menu.node_mut(id) else { return };
            if field == "name" { node.name = value } else { write_kind(&mut node.kind, field, value) }
        }
    }
}

fn read_rule(rules: &Rules, field: &str) -> String {
    match field {
        "attempts" => rules.attempts.to_string(),
        "timeout_minutes" => rules.timeout_minutes.to_string(),
        "invalid_text" => rules.invalid_text.clone(),
        "give_up_text" => rules.give_up_text.clone(),
        "agent_text" => rules.agent_text.clone(),
        "timeout_text" => rules.timeout_text.clone(),
        "agent_queue" => queue_text(rules.agent_queue.as_ref()),
        "on_timeout" => word(&rules.on_timeout),
        _ => String::new(),
    }
}

fn write_rule(rules: &mut Rules, field: &str, value: String) {
    match field {
        "attempts" => rules.attempts = value.trim().parse().unwrap_or(0),
        "timeout_minutes" => rules.timeout_minutes = value.trim().parse().unwrap_or(0),
        "invalid_text" => rules.invalid_text = value,
        "give_up_text" => rules.give_up_text = value,
        "agent_text" => rules.agent_text = value,
        "timeout_text" => rules.timeout_text = value,
        "agent_queue" => rules.agent_queue = value.parse().ok(),
        "on_timeout" => rules.on_timeout = from_word(&value).unwrap_or_default(),
        _ => {}
    }
}

fn read_kind(kind: &NodeKind, field: &str) -> String {
    if let Some((_, to)) = kind.exits().into_iter().find(|(exit, _)| exit.field() == field) {
        return id_text(to);
    }
    match (kind, field) {
        (NodeKind::Ask { options, .. }, field) if field.starts_with("options.") => option_of(field)
            .and_then(|(place, part)| Some(read_option(options.get(place)?, part)))
            .unwrap_or_default(),
        (NodeKind::Ask { button, .. }, "button") => button.clone(),
        (NodeKind::Ask { look, .. }, "look") => word(look),
        (NodeKind::Field { label, .. }, "label") => label.clone(),
        (NodeKind::Field { check, .. }, "check") => word(check),
        (NodeKind::Field { invalid, .. }, "invalid") => invalid.clone(),
        (NodeKind::Send { what, .. }, field) => read_sending(what, field),
        (NodeKind::Hours { queue, .. } | NodeKind::Queue { queue, .. }, "queue") => {
            queue_text(queue.as_ref())
        }
        (NodeKind::Protocol { waiting, .. }, "waiting") => waiting.clone(),
        (NodeKind::Protocol { serving, .. }, "serving") => serving.clone(),
        (NodeKind::Protocol { closed, .. }, "closed") => closed.clone(),
        (NodeKind::Protocol { unknown, .. }, "unknown") => unknown.clone(),
        (NodeKind::Consent { yes, .. }, "yes") => yes.clone(),
        (NodeKind::Consent { no, .. }, "no") => no.clone(),
        (NodeKind::Consent { purposes, .. }, "purposes") => {
            purposes.iter().map(|purpose| purpose.as_str()).collect::<Vec<_>>().join(",")
        }
        (NodeKind::End { reason, .. }, "reason") => word(reason),
        (
            NodeKind::Ask { text, .. }
            | NodeKind::Field { text, .. }
            | NodeKind::Protocol { text, .. }
            | NodeKind::Consent { text, .. }
            | NodeKind::Queue { text, .. }
            | NodeKind::End { text, .. },
            "text",
        ) => text.clone(),
        _ => String::new(),
    }
}

fn write_kind(kind: &mut NodeKind, field: &str, value: String) {
    if let Some((exit, _)) = kind.exits().into_iter().find(|(exit, _)| exit.field() == field) {
        return kind.lead(exit, id_of(&value));
    }
    match (kind, field) {
        (NodeKind::Ask { options, .. }, field) if field.starts_with("options.") => {
            if let Some((place, part)) = option_of(field)
                && let Some(option) = options.get_mut(place)
            {
                write_option(option, part, value);
            }
        }
        (NodeKind::Ask { button, .. }, "button") => *button = value,
        (NodeKind::Ask { look, .. }, "look") => *look = from_word(&value).unwrap_or_default(),
        (NodeKind::Field { label, .. }, "label") => *label = value,
        (NodeKind::Field { check, .. }, "check") => *check = from_word(&value).unwrap_or_default(),
        (NodeKind::Field { invalid, .. }, "invalid") => *invalid = value,
        (NodeKind::Send { what, .. }, field) => write_sending(what, field, value),
        (NodeKind::Hours { queue, .. } | NodeKind::Queue { queue, .. }, "queue") => {
            *queue = value.parse().ok()
        }
        (NodeKind::Protocol { waiting, .. }, "waiting") => *waiting = value,
        (NodeKind::Protocol { serving, .. }, "serving") => *serving = value,
        (NodeKind::Protocol { closed, .. }, "closed") => *closed = value,
        (NodeKind::Protocol { unknown, .. }, "unknown") => *unknown = value,
        (NodeKind::Consent { yes, .. }, "yes") => *yes = value,
        (NodeKind::Consent { no, .. }, "no") => *no = value,
        (NodeKind::Consent { purposes, .. }, "purposes") => {
            let wanted: Vec<&str> = value.split(',').collect();
            *purposes =
                Purpose::ALL.into_iter().filter(|purpose| wanted.contains(&purpose.as_str())).collect();
        }
        (NodeKind::End { reason, .. }, "reason") => *reason = from_word(&value).unwrap_or_default(),
        (
            NodeKind::Ask { text, .. }
            | NodeKind::Field { text, .. }
            | NodeKind::Protocol { text, .. }
            | NodeKind::Consent { text, .. }
            | NodeKind::Queue { text, .. }
            | NodeKind::End { text, .. },
            "text",
        ) => *text = value,
        _ => {}
    }
}

/// `options.2.title` → 2, `title`.
fn option_of(field: &str) -> Option<(usize, &str)> {
    let (place, part) = field.strip_prefix("options.")?.split_once('.')?;
    Some((place.parse().ok()?, part))
}

fn read_option(option: &MenuOption, part: &str) -> String {
    match part {
        "key" => option.key.clone(),
        "title" => option.title.clone(),
        "description" => option.description.clone(),
        "words" => option.words.join(", "),
        _ => String::new(),
    }
}

fn write_option(option: &mut MenuOption, part: &str, value: String) {
    match part {
        "key" => option.key = value,
        "title" => option.title = value,
        "description" => option.description = value,
        "words" => {
            let words = value.split([',', ';', '\n']).map(str::trim).filter(|word| !word.is_empty());
            option.words = words.map(str::to_owned).collect();
        }
        _ => {}
    }
}

fn read_sending(what: &Sending, field: &str) -> String {
    match (what, field) {
        (Sending::Text { text }, "text") => text.clone(),
        (Sending::Media { media, .. }, "media") => word(media),
        (Sending::Media { link, .. }, "link") => link.clone(),
        (Sending::Media { caption, .. }, "caption") => caption.clone(),
        (Sending::Template { name, language, .. }, "template") if !name.is_empty() => {
            format!("{name}|{language}")
        }
        (Sending::Template { params, .. }, field) => {
            let value = param_of(field).and_then(|(place, key)| {
                params
                    .iter()
                    .find(|param| param.place == place && param.key == key)
                    .map(|param| param.value.clone())
            });
            value.unwrap_or_default()
        }
        (Sending::Text { .. }, "send") => "0".to_owned(),
        (Sending::Media { .. }, "send") => "1".to_owned(),
        _ => String::new(),
    }
}

fn write_sending(what: &mut Sending, field: &str, value: String) {
    match (what, field) {
        (what, "send") => {
            *what = match value.as_str() {
                "1" => Sending::media(),
                "2" => Sending::template(),
                _ => Sending::Text { text: String::new() },
            }
        }
        (Sending::Text { text }, "text") => *text = value,
        (Sending::Media { media, .. }, "media") => {
            if let Some(kind) = from_word(&value) {
                *media = kind;
            }
        }
        (Sending::Media { link, .. }, "link") => *link = value,
        (Sending::Media { caption, .. }, "caption") => *caption = value,
        (Sending::Template { name, language, params }, "template") => {
            let (chosen, tongue) = value.split_once('|').unwrap_or_default();
            chosen.clone_into(name);
            tongue.clone_into(language);
            params.clear();
        }
        (Sending::Template { params, .. }, field) => {
            let Some((place, key)) = param_of(field) else { return };
            params.retain(|param| param.place != place || param.key != key);
            params.push(TemplateParam { place, key: key.to_owned(), value });
        }
        _ => {}
    }
}

/// `param.body.nome` → body, `nome`.
fn param_of(field: &str) -> Option<(Place, &str)> {
    let (place, key) = field.strip_prefix("param.")?.split_once('.')?;
    Some((from_word(place)?, key))
}
