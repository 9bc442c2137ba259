//! A template in a send: does it exist, may it be sent, do the parameters fit, how does it look.

use serde_json::{Map, Value, json};

use super::{
    content::{Checked, length, refuse_type},
    errors::GraphError,
    template_rules::{buttons, component, fill, variables},
};
use crate::{records::Template, sim::text_at, world::World};

pub(super) fn check(
    world: &World,
    phone_number_id: &str,
    object: &Value,
    now: i64,
) -> Result<Checked, GraphError> {
    let Some(name) = text_at(object, "/name").filter(|n| !n.is_empty()) else {
        return Err(GraphError::missing("The parameter template['name'] is required."));
    };
    let language = text_at(object, "/language/code").or_else(|| text_at(object, "/language"));
    let Some(language) = language.filter(|l| !l.is_empty()) else {
        return Err(GraphError::missing("The parameter template['language']['code'] is required."));
    };
    let waba = world.number(phone_number_id).map(|n| n.config.waba_id.as_str()).unwrap_or_default();
    let template = world
        .templates
        .iter()
        .find(|t| t.waba_id == waba && t.name == name && t.language == language)
        .ok_or_else(|| not_there(name, language))?;
    match template.status.as_str() {
        "APPROVED" => {}
        "PAUSED" => {
            return Err(GraphError::cloud(132_015, format!("Template {name} is paused due to low quality.")));
        }
        "DISABLED" => {
            return Err(GraphError::cloud(
                132_016,
                format!("Template {name} is disabled due to low quality."),
            ));
        }
        _ => return Err(not_there(name, language)),
    }
    let parts: Vec<&Value> =
        object.get("components").and_then(Value::as_array).map(|l| l.iter().collect()).unwrap_or_default();
    for part in &parts {
        let kind = text_at(part, "/type").unwrap_or_default().to_ascii_lowercase();
        if !["header", "body", "button", "footer", "carousel", "limited_time_offer"].contains(&kind.as_str())
        {
            return Err(GraphError::cloud(132_018, format!("Component type '{kind}' is not valid.")));
        }
    }
    let mut view = Map::new();
    view.insert("name".to_owned(), json!(template.name));
    view.insert("language".to_owned(), json!(template.language));
    view.insert("category".to_owned(), json!(template.category));
    if let Some(header) = component(template, "HEADER") {
        let given = part(&parts, "header");
        view.insert("header".to_owned(), header_view(template, header, given)?);
        stored_file(world, phone_number_id, given, now)?;
    } else if parameters(part(&parts, "header")).next().is_some() {
        return Err(count_mismatch("header", parameters(part(&parts, "header")).count(), 0));
    }
    let text = component(template, "BODY").and_then(|b| text_at(b, "/text")).unwrap_or_default();
    let values = texts(template, "body", &variables(text), part(&parts, "body"))?;
    let body = fill(text, &values);
    if length(&body) > 1024 {
        return Err(GraphError::cloud(132_005, "Translated body text is longer than 1024 characters."));
    }
    view.insert("body".to_owned(), json!(body));
    if let Some(footer) = component(template, "FOOTER").and_then(|f| text_at(f, "/text")) {
        view.insert("footer".to_owned(), json!(footer));
    }
    let buttons = button_views(template, &parts)?;
    if !buttons.is_empty() {
        view.insert("buttons".to_owned(), Value::Array(buttons));
    }
    let category = template.category.to_ascii_lowercase();
    Ok(Checked { view: Value::Object(view), category, failure: None })
}

/// Whether the template of a body is held back for its quality to be judged.
pub(super) fn is_paced(world: &World, phone_number_id: &str, body: &Value) -> bool {
    let waba = world.number(phone_number_id).map(|n| n.config.waba_id.as_str()).unwrap_or_default();
    let (name, language) = (text_at(body, "/template/name"), text_at(body, "/template/language/code"));
    world.templates.iter().any(|t| {
        t.waba_id == waba && Some(t.name.as_str()) == name && Some(t.language.as_str()) == language && t.paced
    })
}

fn not_there(name: &str, language: &str) -> GraphError {
    GraphError::cloud(132_001, format!("template name ({name}) does not exist in {language}"))
}

fn part<'v>(parts: &[&'v Value], kind: &str) -> Option<&'v Value> {
    parts.iter().find(|p| text_at(p, "/type").is_some_and(|t| t.eq_ignore_ascii_case(kind))).copied()
}

fn parameters(part: Option<&Value>) -> impl Iterator<Item = &Value> {
    part.and_then(|p| p.get("parameters")).and_then(Value::as_array).into_iter().flatten()
}

fn count_mismatch(place: &str, given: usize, expected: usize) -> GraphError {
    GraphError::cloud(
        132_000,
        format!(
            "{place}: number of localizable_params ({given}) does not match the expected number of params ({expected})"
        ),
    )
}

fn format_mismatch(place: &str, expected: &str, received: &str) -> GraphError {
    GraphError::cloud(132_012, format!("{place}: Format mismatch, expected {expected}, received {received}"))
}

/// The text a parameter stands for.
fn parameter_text(place: &str, parameter: &Value) -> Result<String, GraphError> {
    let text = match text_at(parameter, "/type").unwrap_or("text") {
        "text" => text_at(parameter, "/text"),
        "currency" => text_at(parameter, "/currency/fallback_value"),
        "date_time" => text_at(parameter, "/date_time/fallback_value"),
        other => return Err(format_mismatch(place, "TEXT", &other.to_ascii_uppercase())),
    };
    let Some(text) = text.filter(|t| !t.is_empty()) else {
        return Err(GraphError::missing(format!("{place}: Parameter of type text is missing text value")));
    };
    if text.contains(['\n', '\r', '\t']) || text.contains("     ") {
        return Err(GraphError::cloud(
            132_018,
            format!(
                "{place}: Param text cannot have new-line/tab characters or more than 4 consecutive spaces"
            ),
        ));
    }
    Ok(text.to_owned())
}

/// Values for the variables of a text, by position or by name as the template was made.
fn texts(
    template: &Template,
    place: &str,
    names: &[String],
    part: Option<&Value>,
) -> Result<Vec<(String, String)>, GraphError> {
    let given: Vec<&Value> = parameters(part).collect();
    if given.len() != names.len() {
        return Err(count_mismatch(place, given.len(), names.len()));
    }
    let mut values: Vec<(String, String)> = Vec::new();
    for (index, parameter) in given.iter().enumerate() {
        let name = if template.named {
            let name = text_at(parameter, "/parameter_name").unwrap_or_default();
            if !names.iter().any(|n| n == name) || values.iter().any(|(n, _)| n == name) {
                return Err(GraphError::cloud(
                    132_012,
                    format!(
                        "{place}: Parameter name '{name}' is missing, repeated or not one of {}",
                        names.join(", ")
                    ),
                ));
            }
            name.to_owned()
        } else {
            names.get(index).cloned().unwrap_or_default()
        };
        values.push((name, parameter_text(place, parameter)?));
    }
    Ok(values)
}

fn header_view(template: &Template, header: &Value, part: Option<&Value>) -> Result<Value, GraphError> {
    let format = text_at(header, "/format").unwrap_or("TEXT").to_ascii_uppercase();
    if format == "TEXT" {
        let text = text_at(header, "/text").unwrap_or_default();
        let values = texts(template, "header", &variables(text), part)?;
        return Ok(json!({"type": "text", "text": fill(text, &values)}));
    }
    let mut given = parameters(part);
    let Some(parameter) = given.next() else {
        return Err(format_mismatch("header", &format, "UNKNOWN"));
    };
    if given.next().is_some() {
        return Err(count_mismatch("header", parameters(part).count(), 1));
    }
    let kind = text_at(parameter, "/type").unwrap_or_default().to_ascii_lowercase();
    if kind != format.to_ascii_lowercase() {
        return Err(format_mismatch("header", &format, &kind.to_ascii_uppercase()));
    }
    let file = parameter.get(&kind).cloned().unwrap_or_else(|| json!({}));
    if kind == "location" {
        let degrees = |name: &str| {
            let value = file.get(name)?;
            value.as_f64().or_else(|| value.as_str()?.parse().ok())
        };
        if degrees("latitude").is_none() || degrees("longitude").is_none() {
            return Err(GraphError::missing(
                "header: Parameter of type location needs latitude and longitude",
            ));
        }
    }
    if kind != "location" && text_at(&file, "/id").or_else(|| text_at(&file, "/link")).is_none() {
        return Err(GraphError::missing(format!("header: Parameter of type {kind} needs an id or a link")));
    }
    Ok(
        json!({"type": kind, "media_id": file.get("id"), "link": file.get("link"), "place": file.get("name"), "filename": file.get("filename")}),
    )
}

/// A file named by id must have been uploaded for this number, be of the header's kind, and still be there.
fn stored_file(world: &World, number: &str, part: Option<&Value>, now: i64) -> Result<(), GraphError> {
    let Some(parameter) = parameters(part).next() else { return Ok(()) };
    let kind = text_at(parameter, "/type").unwrap_or_default().to_ascii_lowercase();
    let Some(id) = text_at(parameter, &format!("/{kind}/id")) else { return Ok(()) };
    let file = world.media.get(id).filter(|f| f.phone_number_id == number && f.expires_ms > now);
    let Some(file) = file else {
        return Err(GraphError::invalid(format!("header: Media ID {id} does not exist or has expired.")));
    };
    match refuse_type(&kind, &file.mime_type, file.bytes.len()) {
        Some(note) => Err(GraphError::cloud(note.code, note.details)),
        None => Ok(()),
    }
}

fn index_of(part: &Value) -> Option<usize> {
    match part.get("index")? {
        Value::String(text) => text.parse().ok(),
        Value::Number(number) => usize::try_from(number.as_u64()?).ok(),
        _ => None,
    }
}

fn button_views(template: &Template, parts: &[&Value]) -> Result<Vec<Value>, GraphError> {
    let list = buttons(template);
    let given: Vec<&&Value> = parts
        .iter()
        .filter(|p| text_at(p, "/type").is_some_and(|t| t.eq_ignore_ascii_case("button")))
        .collect();
    for part in &given {
        let index = index_of(part);
        if index.and_then(|i| list.get(i)).is_none() {
            return Err(GraphError::cloud(
                132_018,
                "Button index is missing or the template has no such button.",
            ));
        }
    }
    let mut views = Vec::new();
    for (index, button) in list.iter().enumerate() {
        let kind = text_at(button, "/type").unwrap_or_default().to_ascii_lowercase();
        let part = given.iter().find(|p| index_of(p) == Some(index)).copied().copied();
        let sub_type = part.and_then(|p| text_at(p, "/sub_type")).map(str::to_ascii_lowercase);
        if sub_type.as_ref().is_some_and(|s| *s != kind) {
            return Err(format_mismatch(
                &format!("button {index}"),
                &kind.to_ascii_uppercase(),
                &sub_type.unwrap_or_default().to_ascii_uppercase(),
            ));
        }
        let label = text_at(button, "/text").unwrap_or_default();
        let mut view = json!({"type": kind, "text": label});
        let first = parameters(part).next();
        match kind.as_str() {
            "quick_reply" => {
                let payload = first.and_then(|p| text_at(p, "/payload")).unwrap_or(label);
                if length(payload) > 256 {
                    return Err(GraphError::invalid("Button payload must be at most 256 characters long."));
                }
                view["payload"] = json!(payload);
            }
            "url" => {
                let url = text_at(button, "/url").unwrap_or_default();
                let names = variables(url);
                let value = match (names.first(), first) {
                    (None, None) => Vec::new(),
                    (None, Some(_)) => return Err(count_mismatch("button", 1, 0)),
                    (Some(_), None) => {
                        return Err(GraphError::missing(format!(
                            "buttons: Button at index {index} of type Url requires a parameter"
                        )));
                    }
                    (Some(name), Some(p)) => vec![(name.clone(), parameter_text("button", p)?)],
                };
                view["url"] = json!(fill(url, &value));
            }
            "copy_code" => {
                let Some(code) = first.and_then(|p| text_at(p, "/coupon_code")) else {
                    return Err(GraphError::missing(format!(
                        "buttons: Button at index {index} of type CopyCode requires a parameter"
                    )));
                };
                view["code"] = json!(code);
            }
            "flow" => {
                let token = first.and_then(|p| text_at(p, "/action/flow_token"));
                if first.is_some() && token.is_none() {
                    return Err(format_mismatch(&format!("button {index}"), "ACTION", "UNKNOWN"));
                }
                view["flow_token"] = json!(token.unwrap_or("unused"));
            }
            "phone_number" => view["phone_number"] = button["phone_number"].clone(),
            _ => {}
        }
        views.push(view);
    }
    Ok(views)
}
