//! Template management ("Template management", "Templates API").

use std::sync::Arc;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use super::{
    Answer, Call,
    errors::GraphError,
    escape, select,
    template_rules::{check_components, check_head, from_definition},
    uploads::check_handle,
};
use crate::{
    hooks::{self, Notice},
    records::Template,
    sim::{Sim, text_at},
};

const DAY_MS: i64 = 24 * 3600 * 1000;
const DEFAULT_FIELDS: [&str; 7] =
    ["name", "parameter_format", "components", "language", "status", "category", "sub_category"];

pub(crate) fn view(template: &Template) -> Value {
    let date = template.quality_at_ms / 1000;
    json!({
        "id": template.id, "name": template.name, "language": template.language, "status": template.status,
        "category": template.category, "parameter_format": if template.named { "NAMED" } else { "POSITIONAL" },
        "components": template.components, "rejected_reason": template.rejected_reason,
        "quality_score": {"score": template.quality, "date": date}
    })
}

fn cursor(template: &Template) -> String {
    URL_SAFE_NO_PAD.encode(format!("template:{}", template.id))
}

/// Values of a filter: one, a list with commas, or a JSON array.
fn wanted(call: &Call, name: &str) -> Option<Vec<String>> {
    let text = call.query.get(name).filter(|t| !t.is_empty())?;
    let list = serde_json::from_str::<Vec<String>>(text)
        .unwrap_or_else(|_| text.split(',').map(|t| t.trim().to_owned()).collect());
    Some(list)
}

pub(super) fn list(sim: &Sim, call: &Call, waba: &str) -> Answer {
    let filters = [
        ("name", wanted(call, "name")),
        ("language", wanted(call, "language")),
        ("status", wanted(call, "status")),
        ("category", wanted(call, "category")),
        ("quality_score", wanted(call, "quality_score")),
    ];
    let content = call.query.get("name_or_content").map(|t| t.to_lowercase());
    let matches = |t: &Template| {
        let fits = filters.iter().all(|(field, values)| {
            let value = match *field {
                "name" => &t.name,
                "language" => &t.language,
                "status" => &t.status,
                "category" => &t.category,
                _ => &t.quality,
            };
            values.as_ref().is_none_or(|list| list.iter().any(|v| v.eq_ignore_ascii_case(value)))
        });
        let found = content.as_ref().is_none_or(|wanted| {
            t.name.contains(wanted)
                || Value::from(t.components.clone()).to_string().to_lowercase().contains(wanted)
        });
        t.waba_id == waba && fits && found
    };
    let world = sim.world();
    let all: Vec<&Template> = world.templates.iter().filter(|t| matches(t)).collect();
    let limit = call.query.get("limit").and_then(|l| l.parse::<usize>().ok()).unwrap_or(25).clamp(1, 1000);
    let place = |text: &str| {
        all.iter().position(|t| cursor(t) == text).ok_or_else(|| {
            GraphError::cloud(131_059, "The cursor is not valid. Restart paging without a cursor.")
        })
    };
    let (from, to) = match (call.query.get("after"), call.query.get("before")) {
        (Some(after), _) if !after.is_empty() => {
            let from = place(after)? + 1;
            (from, (from + limit).min(all.len()))
        }
        (_, Some(before)) if !before.is_empty() => {
            let to = place(before)?;
            (to.saturating_sub(limit), to)
        }
        _ => (0, limit.min(all.len())),
    };
    let page = all.get(from..to).unwrap_or_default();
    let fields = call.fields();
    let data: Vec<Value> =
        page.iter().map(|t| select(&view(t), fields.as_deref(), &DEFAULT_FIELDS)).collect();
    let mut body = json!({"data": data});
    if let (Some(first), Some(last)) = (page.first(), page.last()) {
        let link = |name: &str, cursor: &str| {
            let rest: String = call
                .query
                .iter()
                .filter(|(k, _)| !matches!(k.as_str(), "after" | "before" | "access_token"))
                .map(|(k, v)| format!("{}={}&", escape(k), escape(v)))
                .collect();
            json!(format!("{}{}?{rest}{name}={}", call.base, call.path, escape(cursor)))
        };
        let mut paging = json!({"cursors": {"before": cursor(first), "after": cursor(last)}});
        if to < all.len() {
            paging["next"] = link("after", &cursor(last));
        }
        if from > 0 {
            paging["previous"] = link("before", &cursor(first));
        }
        body["paging"] = paging;
    }
    if call.query.get("summary").is_some_and(|s| s.contains("total_count") || s == "true") {
        body["summary"] = json!({"total_count": all.len(), "message_template_count": all.len(),
                                 "message_template_limit": 6000});
    }
    Ok(body)
}

pub(super) fn get(sim: &Sim, call: &Call, id: &str) -> Answer {
    let world = sim.world();
    let template =
        world.templates.iter().find(|t| t.id == id).ok_or_else(|| GraphError::no_object("GET", id))?;
    Ok(select(&view(template), call.fields().as_deref(), &DEFAULT_FIELDS))
}

pub(super) fn create(sim: &Arc<Sim>, waba: &str, body: &Value) -> Answer {
    check_head(body)?;
    let Some(template) = from_definition(waba, body) else {
        return Err(GraphError::parameter("The parameter name is required."));
    };
    check_components(&template.components, template.named, &template.category)?;
    check_handle(sim, &template.components)?;
    let now = sim.now_ms();
    let (id, category) = (template.id.clone(), template.category.clone());
    {
        let mut world = sim.world();
        let name = (waba.to_owned(), template.name.clone());
        if world.blocked_names.get(&name).is_some_and(|until| *until > now) {
            return Err(GraphError::template_rule(
                2_388_023,
                "Name is being deleted",
                "A template of this name was deleted; the name can be used again after 30 days.",
            ));
        }
        if world
            .templates
            .iter()
            .any(|t| t.waba_id == waba && t.name == name.1 && t.language == template.language)
        {
            return Err(GraphError::template_rule(
                2_388_024,
                "Content in this language already exists",
                "There is already content in this language for this template. You can edit it.",
            ));
        }
        if world.templates.iter().filter(|t| t.waba_id == waba).count() >= 6000 {
            return Err(GraphError::template_rule(
                2_388_019,
                "Too many templates",
                "The account has 6,000 templates.",
            ));
        }
        world.templates.push(template);
    }
    review(sim, &id);
    sim.touch();
    Ok(json!({"id": id, "status": "PENDING", "category": category}))
}

pub(super) fn edit(sim: &Arc<Sim>, id: &str, body: &Value) -> Answer {
    let now = sim.now_ms();
    if let Some(list) = body.get("components").and_then(Value::as_array) {
        check_handle(sim, list)?;
    }
    {
        let mut world = sim.world();
        let template = world
            .templates
            .iter_mut()
            .find(|t| t.id == id)
            .ok_or_else(|| GraphError::no_object("POST", id))?;
        if !["APPROVED", "REJECTED", "PAUSED"].contains(&template.status.as_str()) {
            return Err(GraphError::template_rule(
                2_388_025,
                "Template can't be edited",
                "Only approved, rejected and paused templates can be edited.",
            ));
        }
        if template.status == "APPROVED" {
            template.edits_ms.retain(|at| now - at < 30 * DAY_MS);
            let today = template.edits_ms.iter().any(|at| now - at < DAY_MS);
            if today || template.edits_ms.len() >= 10 {
                return Err(GraphError::template_rule(
                    2_388_025,
                    "Template edited too often",
                    "An approved template can be edited once a day and 10 times in 30 days.",
                ));
            }
        }
        if let Some(category) = text_at(body, "/category") {
            let category = category.to_ascii_uppercase();
            if template.status == "APPROVED" && category != template.category {
                return Err(GraphError::parameter("The category of an approved template cannot be changed."));
            }
            template.category = category;
        }
        if let Some(components) = body.get("components") {
            let list = components
                .as_array()
                .ok_or_else(|| GraphError::parameter("Param components must be an array."))?;
            let named = text_at(body, "/parameter_format")
                .map_or(template.named, |format| format.eq_ignore_ascii_case("named"));
            check_components(list, named, &template.category)?;
            template.components.clone_from(list);
            template.named = named;
        }
        if template.status == "APPROVED" {
            template.edits_ms.push(now);
        }
        template.status = "PENDING".to_owned();
        template.edition += 1;
    }
    review(sim, id);
    sim.touch();
    Ok(json!({"success": true}))
}

/// Judges a template after the configured wait.
fn review(sim: &Arc<Sim>, id: &str) {
    let edition = sim.world().templates.iter().find(|t| t.id == id).map(|t| t.edition);
    let (worker, id, wait) = (sim.clone(), id.to_owned(), sim.config.template_review);
    sim.spawn(async move {
        tokio::time::sleep(wait).await;
        let judgement = worker.world().faults.set.template_review.clone();
        let current =
            worker.world().templates.iter().find(|t| t.id == id).map(|t| (t.edition, t.status.clone()));
        if current != edition.map(|e| (e, "PENDING".to_owned())) {
            return;
        }
        let (status, reason) = match judgement {
            Some(fault) if fault.decision == "PENDING" => return,
            Some(fault) => (fault.decision, fault.reason.unwrap_or_else(|| "NONE".to_owned())),
            None => ("APPROVED".to_owned(), "NONE".to_owned()),
        };
        set_status(&worker, &id, &status, &reason);
    });
}

/// Changes the status of a template and reports it. `false` when there is no such template.
pub(crate) fn set_status(sim: &Arc<Sim>, id: &str, status: &str, reason: &str) -> bool {
    let notice = {
        let mut world = sim.world();
        let Some(template) = world.templates.iter_mut().find(|t| t.id == id) else { return false };
        // FLAGGED is an event only: the template goes on sending.
        if status != "FLAGGED" {
            status.clone_into(&mut template.status);
        }
        if status == "REJECTED" {
            reason.clone_into(&mut template.rejected_reason);
        }
        let mut value = event(template, status, reason);
        match status {
            "PAUSED" => {
                value["other_info"] = json!({"title": "FIRST_PAUSE",
                    "description": "Your WhatsApp message template has been paused for 3 hours because it had issues."});
            }
            "DISABLED" | "FLAGGED" => {
                value["disable_info"] = json!({"disable_date": (sim.now_ms() + 2 * DAY_MS) / 1000});
            }
            "REJECTED" => {
                value["rejection_info"] = json!({"reason": "The review found a problem.", "recommendation": "Edit the template and try again."});
            }
            _ => {}
        }
        notice(sim, template, "message_template_status_update", value)
    };
    hooks::notify(sim, notice);
    sim.touch();
    true
}

/// Changes category or quality and reports it. `false` when there is no such template.
pub(crate) fn set_property(sim: &Arc<Sim>, id: &str, category: Option<&str>, quality: Option<&str>) -> bool {
    let mut notices = Vec::new();
    {
        let mut world = sim.world();
        let Some(template) = world.templates.iter_mut().find(|t| t.id == id) else { return false };
        if let Some(new) = category {
            let previous = std::mem::replace(&mut template.category, new.to_owned());
            let mut value = base(template);
            value["previous_category"] = json!(previous);
            value["new_category"] = json!(new);
            notices.push(notice(sim, template, "template_category_update", value));
        }
        if let Some(new) = quality {
            let previous = std::mem::replace(&mut template.quality, new.to_owned());
            template.quality_at_ms = sim.now_ms();
            let mut value = base(template);
            value["previous_quality_score"] = json!(previous);
            value["new_quality_score"] = json!(new);
            notices.push(notice(sim, template, "message_template_quality_update", value));
        }
    }
    for notice in notices {
        hooks::notify(sim, notice);
    }
    sim.touch();
    true
}

/// Announces a category that will be in force a day later, in the shape of an announcement. `false` when there is no such
/// template.
pub(crate) fn announce_category(sim: &Arc<Sim>, id: &str, upcoming: &str) -> bool {
    let notice = {
        let world = sim.world();
        let Some(template) = world.templates.iter().find(|t| t.id == id) else { return false };
        let mut value = base(template);
        value["new_category"] = json!(template.category);
        value["correct_category"] = json!(upcoming);
        value["category_update_timestamp"] = json!((sim.now_ms() + DAY_MS) / 1000);
        notice(sim, template, "template_category_update", value)
    };
    hooks::notify(sim, notice);
    true
}

/// From now on sends of a template are held back for its quality to be judged, or no longer.
pub(crate) fn set_paced(sim: &Arc<Sim>, id: &str, paced: bool) {
    if let Some(template) = sim.world().templates.iter_mut().find(|t| t.id == id) {
        template.paced = paced;
    }
}

/// The part all template webhooks share; the id is a JSON integer here.
fn base(template: &Template) -> Value {
    json!({"message_template_id": template.id.parse::<u64>().unwrap_or_default(),
           "message_template_name": template.name, "message_template_language": template.language})
}

fn event(template: &Template, event: &str, reason: &str) -> Value {
    let mut value = base(template);
    value["event"] = json!(event);
    value["reason"] = json!(reason);
    value["message_template_category"] = json!(template.category);
    value
}

fn notice(sim: &Sim, template: &Template, field: &str, value: Value) -> Notice {
    Notice {
        waba_id: template.waba_id.clone(),
        phone_number_id: None,
        customer: None,
        field: field.to_owned(),
        value,
        time: Some(sim.now_ms() / 1000),
        tick: None,
    }
}

pub(super) fn unpause(sim: &Arc<Sim>, id: &str) -> Answer {
    let paused = sim.world().templates.iter().any(|t| t.id == id && t.status == "PAUSED");
    if !paused {
        return Err(GraphError::parameter("The template is not paused."));
    }
    set_status(sim, id, "APPROVED", "NONE");
    Ok(json!({"success": true}))
}

pub(super) fn delete(sim: &Arc<Sim>, call: &Call, waba: &str) -> Answer {
    let Some(name) = call.query.get("name").filter(|n| !n.is_empty()) else {
        return Err(GraphError::parameter("The parameter name is required."));
    };
    let id = call.query.get("hsm_id");
    let now = sim.now_ms();
    let gone: Vec<Template> = {
        let mut world = sim.world();
        let hit = |t: &Template| t.waba_id == waba && t.name == *name && id.is_none_or(|id| t.id == *id);
        let gone: Vec<Template> = world.templates.iter().filter(|t| hit(t)).cloned().collect();
        if gone.is_empty() {
            return Err(GraphError::template_rule(
                2_593_002,
                "Message template not found",
                format!("No template {name} was found in this account."),
            ));
        }
        world.templates.retain(|t| !hit(t));
        if !world.templates.iter().any(|t| t.waba_id == waba && t.name == *name) {
            world.blocked_names.insert((waba.to_owned(), name.clone()), now + 30 * DAY_MS);
        }
        gone
    };
    for template in &gone {
        let value = event(template, "PENDING_DELETION", "NONE");
        hooks::notify(sim, notice(sim, template, "message_template_status_update", value));
    }
    sim.touch();
    Ok(json!({"success": true}))
}
