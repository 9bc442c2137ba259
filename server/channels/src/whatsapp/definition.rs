//! The definition of a template as it is handed in (*Templates › Components*).

use desk_model::template::{ButtonKind, Category, DraftButton, DraftHeader, TemplateDraft, variables};
use serde_json::{Map, Value, json};

/// What is sent to create a template.
pub(super) fn created(draft: &TemplateDraft, example: Option<&str>) -> Value {
    json!({
        "name": draft.name.trim(), "language": draft.language.trim(), "category": category(draft.category),
        "parameter_format": format(draft), "components": components(draft, example),
    })
}

/// What is sent to change one: all parts, in place of those before.
pub(super) fn edited(draft: &TemplateDraft, example: Option<&str>) -> Value {
    json!({
        "category": category(draft.category), "parameter_format": format(draft),
        "components": components(draft, example),
    })
}

fn category(category: Category) -> &'static str {
    match category {
        Category::Marketing => "MARKETING",
        Category::Utility => "UTILITY",
        Category::Authentication => "AUTHENTICATION",
    }
}

fn format(draft: &TemplateDraft) -> &'static str {
    if draft.named { "named" } else { "positional" }
}

fn components(draft: &TemplateDraft, example: Option<&str>) -> Vec<Value> {
    let mut components: Vec<Value> = header(draft, example).into_iter().collect();
    let mut body = json!({ "type": "BODY", "text": draft.body.trim() });
    let names = variables(draft.body.trim());
    if !names.is_empty() {
        body["example"] = if draft.named {
            json!({ "body_text_named_params": named(draft, "body", &names) })
        } else {
            json!({ "body_text": [counted(draft, "body", &names)] })
        };
    }
    components.push(body);
    if !draft.footer.trim().is_empty() {
        components.push(json!({ "type": "FOOTER", "text": draft.footer.trim() }));
    }
    if !draft.buttons.is_empty() {
        let buttons: Vec<Value> =
            draft.buttons.iter().enumerate().map(|(at, one)| button(draft, at, one)).collect();
        components.push(json!({ "type": "BUTTONS", "buttons": buttons }));
    }
    components
}

fn header(draft: &TemplateDraft, example: Option<&str>) -> Option<Value> {
    match &draft.header {
        DraftHeader::None => None,
        DraftHeader::Text { text } => {
            let text = text.trim();
            let mut header = json!({ "type": "HEADER", "format": "TEXT", "text": text });
            let names = variables(text);
            if !names.is_empty() {
                header["example"] = if draft.named {
                    json!({ "header_text_named_params": named(draft, "header", &names) })
                } else {
                    json!({ "header_text": counted(draft, "header", &names) })
                };
            }
            Some(header)
        }
        DraftHeader::Media { kind, .. } => {
            let mut header = json!({ "type": "HEADER", "format": kind.as_str().to_uppercase() });
            if let Some(handle) = example {
                header["example"] = json!({ "header_handle": [handle] });
            }
            Some(header)
        }
        DraftHeader::Location => Some(json!({ "type": "HEADER", "format": "LOCATION" })),
    }
}

fn example<'a>(draft: &'a TemplateDraft, field: &str) -> &'a str {
    draft.examples.get(field).map(|text| text.trim()).unwrap_or_default()
}

fn named(draft: &TemplateDraft, place: &str, names: &[String]) -> Vec<Value> {
    let one =
        |name: &String| json!({ "param_name": name, "example": example(draft, &format!("{place}.{name}")) });
    names.iter().map(one).collect()
}

/// In the order of the numbers, wherever in the text they stand.
fn counted(draft: &TemplateDraft, place: &str, names: &[String]) -> Vec<String> {
    (1..=names.len()).map(|n| example(draft, &format!("{place}.{n}")).to_owned()).collect()
}

fn button(draft: &TemplateDraft, position: usize, button: &DraftButton) -> Value {
    let mut json = Map::new();
    json.insert("type".into(), String::from(button.kind.clone()).into());
    json.insert("text".into(), button.label.trim().into());
    let target = button.target.trim();
    let example = example(draft, &format!("button.{position}"));
    match button.kind {
        ButtonKind::Url => {
            json.insert("url".into(), target.into());
            if let Some(at) = target.find("{{") {
                // Meta wants the whole address as the example; people write the end of it.
                let whole = if example.contains("://") {
                    example.to_owned()
                } else {
                    format!("{}{example}", &target[..at])
                };
                json.insert("example".into(), json!([whole]));
            }
        }
        ButtonKind::Phone => {
            let plain: String = target.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
            json.insert("phone_number".into(), plain.into());
        }
        ButtonKind::CopyCode => {
            json.insert("example".into(), example.into());
        }
        ButtonKind::Flow => {
            json.insert("flow_id".into(), target.into());
        }
        ButtonKind::QuickReply | ButtonKind::Other(_) => {}
    }
    Value::Object(json)
}
