//! Interactive messages: buttons, lists, links, flows, location requests.

use serde_json::{Value, json};

use super::{
    content::{Checked, length},
    errors::GraphError,
};
use crate::sim::text_at;

pub(super) fn check(object: &Value) -> Result<Checked, GraphError> {
    let Some(kind) = text_at(object, "/type") else {
        return Err(GraphError::missing("The parameter interactive['type'] is required."));
    };
    let body_limit = if kind == "list" { 4096 } else { 1024 };
    let body_needed = !matches!(kind, "product" | "call_permission_request");
    bounded(object, "/body/text", "interactive['body']['text']", body_limit, body_needed)?;
    bounded(object, "/footer/text", "interactive['footer']['text']", 60, false)?;
    header(object)?;
    let Some(action) = object.get("action").filter(|a| a.is_object()) else {
        return Err(GraphError::missing("The parameter interactive['action'] is required."));
    };
    match kind {
        "button" => buttons(action)?,
        "list" => list(action)?,
        "cta_url" => cta_url(action)?,
        "flow" => flow(action)?,
        "location_request_message" => named(action, "send_location")?,
        "address_message" => named(action, "address_message")?,
        "call_permission_request" => named(action, "call_permission_request")?,
        "request_contact_info" => {}
        "product" | "product_list" => {
            required(action, "/catalog_id", "interactive['action']['catalog_id']")?;
        }
        "catalog_message" => named(action, "catalog_message")?,
        other => {
            return Err(GraphError::invalid(format!(
                "Param interactive['type'] has the unknown value '{other}'."
            )));
        }
    }
    Ok(Checked::free(object.clone()))
}

fn required<'v>(object: &'v Value, pointer: &str, name: &str) -> Result<&'v str, GraphError> {
    text_at(object, pointer)
        .filter(|t| !t.trim().is_empty())
        .ok_or_else(|| GraphError::missing(format!("The parameter {name} is required.")))
}

fn bounded(object: &Value, pointer: &str, name: &str, limit: usize, needed: bool) -> Result<(), GraphError> {
    match text_at(object, pointer) {
        None if needed => Err(GraphError::missing(format!("The parameter {name} is required."))),
        None => Ok(()),
        Some(text) if text.trim().is_empty() || length(text) > limit => Err(GraphError::invalid(format!(
            "Param {name} length invalid. Min length: 1, Max length: {limit}"
        ))),
        Some(_) => Ok(()),
    }
}

fn header(object: &Value) -> Result<(), GraphError> {
    let Some(header) = object.get("header") else { return Ok(()) };
    match text_at(header, "/type") {
        Some("text") => bounded(header, "/text", "interactive['header']['text']", 60, true),
        Some(kind @ ("image" | "video" | "document")) => {
            let file = header.get(kind);
            if file.and_then(|f| f.get("id").or_else(|| f.get("link"))).is_none() {
                return Err(GraphError::missing(format!(
                    "The parameter interactive['header']['{kind}']['id'] or ['link'] is required."
                )));
            }
            Ok(())
        }
        _ => Err(GraphError::invalid(
            "Param interactive['header']['type'] must be text, image, video or document.",
        )),
    }
}

fn named(action: &Value, name: &str) -> Result<(), GraphError> {
    if required(action, "/name", "interactive['action']['name']")? == name {
        return Ok(());
    }
    Err(GraphError::invalid(format!("Param interactive['action']['name'] must be '{name}'.")))
}

fn buttons(action: &Value) -> Result<(), GraphError> {
    let list = action.get("buttons").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    if list.is_empty() || list.len() > 3 {
        return Err(GraphError::invalid(
            "Invalid buttons count. Min allowed buttons: 1, Max allowed buttons: 3",
        ));
    }
    let mut seen: Vec<(&str, &str)> = Vec::new();
    for (index, button) in list.iter().enumerate() {
        if text_at(button, "/type") != Some("reply") {
            return Err(GraphError::invalid(format!("Button {index} must have the type 'reply'.")));
        }
        let name = format!("interactive['action']['buttons'][{index}]['reply']");
        bounded(button, "/reply/title", &format!("{name}['title']"), 20, true)?;
        bounded(button, "/reply/id", &format!("{name}['id']"), 256, true)?;
        let id = required(button, "/reply/id", &name)?;
        let title = required(button, "/reply/title", &name)?;
        if seen.iter().any(|(other, words)| *other == id || *words == title) {
            return Err(GraphError::invalid("Duplicate button id or title."));
        }
        seen.push((id, title));
    }
    Ok(())
}

fn list(action: &Value) -> Result<(), GraphError> {
    bounded(action, "/button", "interactive['action']['button']", 20, true)?;
    let sections = action.get("sections").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    if sections.is_empty() || sections.len() > 10 {
        return Err(GraphError::invalid(
            "Invalid sections count. Min allowed sections: 1, Max allowed sections: 10",
        ));
    }
    let mut ids: Vec<&str> = Vec::new();
    for (index, section) in sections.iter().enumerate() {
        let name = format!("interactive['action']['sections'][{index}]");
        bounded(section, "/title", &format!("{name}['title']"), 24, sections.len() > 1)?;
        let rows = section.get("rows").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        if rows.is_empty() {
            return Err(GraphError::missing(format!("The parameter {name}['rows'] is required.")));
        }
        for (row, value) in rows.iter().enumerate() {
            let name = format!("{name}['rows'][{row}]");
            bounded(value, "/id", &format!("{name}['id']"), 200, true)?;
            bounded(value, "/title", &format!("{name}['title']"), 24, true)?;
            if text_at(value, "/description").is_some_and(|d| length(d) > 72) {
                return Err(GraphError::invalid(format!(
                    "Param {name}['description'] length invalid. Max length: 72"
                )));
            }
            let id = required(value, "/id", &name)?;
            if ids.contains(&id) {
                return Err(GraphError::invalid("Duplicate row id."));
            }
            ids.push(id);
        }
    }
    if ids.len() > 10 {
        return Err(GraphError::invalid("Total row count exceed max allowed count: 10"));
    }
    Ok(())
}

fn cta_url(action: &Value) -> Result<(), GraphError> {
    named(action, "cta_url")?;
    bounded(
        action,
        "/parameters/display_text",
        "interactive['action']['parameters']['display_text']",
        20,
        true,
    )?;
    let url = required(action, "/parameters/url", "interactive['action']['parameters']['url']")?;
    if url.starts_with("https://") || url.starts_with("http://") {
        return Ok(());
    }
    Err(GraphError::invalid("Param interactive['action']['parameters']['url'] is not a valid URL."))
}

fn flow(action: &Value) -> Result<(), GraphError> {
    named(action, "flow")?;
    let parameters = action.get("parameters").cloned().unwrap_or_else(|| json!({}));
    required(
        &parameters,
        "/flow_message_version",
        "interactive['action']['parameters']['flow_message_version']",
    )?;
    if text_at(&parameters, "/flow_id").or_else(|| text_at(&parameters, "/flow_name")).is_none() {
        return Err(GraphError::missing("The parameter flow_id or flow_name is required."));
    }
    bounded(&parameters, "/flow_cta", "interactive['action']['parameters']['flow_cta']", 30, true)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn button(id: &str, title: &str) -> Value {
        json!({"type": "reply", "reply": {"id": id, "title": title}})
    }

    fn buttons_message(buttons: Vec<Value>) -> Value {
        json!({"type": "button", "body": {"text": "Confirma?"}, "action": {"buttons": buttons}})
    }

    #[test]
    fn buttons_are_one_to_three_short_and_different() {
        assert!(check(&buttons_message(vec![button("s", "Sim"), button("n", "Não")])).is_ok());
        assert!(check(&buttons_message(vec![])).is_err());
        assert!(
            check(&buttons_message((0..4).map(|i| button(&i.to_string(), &format!("b{i}"))).collect()))
                .is_err()
        );
        assert!(check(&buttons_message(vec![button("s", "título com vinte e um c")])).is_err());
        assert!(check(&buttons_message(vec![button("s", "Sim"), button("s", "Não")])).is_err());
    }

    #[test]
    fn lists_hold_ten_rows_in_all() {
        let rows = |from: usize, to: usize| -> Vec<Value> {
            (from..to).map(|i| json!({"id": format!("r{i}"), "title": format!("Linha {i}")})).collect()
        };
        let message = |sections: Value| json!({"type": "list", "body": {"text": "Escolha"}, "action": {"button": "Ver", "sections": sections}});
        assert!(check(&message(json!([{"rows": rows(0, 10)}]))).is_ok());
        assert!(
            check(&message(json!([{"title": "A", "rows": rows(0, 6)}, {"title": "B", "rows": rows(6, 11)}])))
                .is_err()
        );
        assert!(check(&message(json!([{"rows": []}]))).is_err());
    }
}
