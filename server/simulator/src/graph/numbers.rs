//! Phone numbers and their account ("Business phone numbers").

use std::sync::Arc;

use serde_json::{Value, json};

use super::{Answer, Call, errors::GraphError, select};
use crate::{
    sim::{Sim, text_at},
    world::Number,
};

const DEFAULT_FIELDS: [&str; 7] = [
    "verified_name",
    "code_verification_status",
    "display_phone_number",
    "quality_rating",
    "platform_type",
    "throughput",
    "webhook_configuration",
];

fn view(sim: &Sim, number: &Number) -> Value {
    let mut hooks = json!({});
    {
        let world = sim.world();
        if let Some(url) = &world.webhook_url {
            hooks["application"] = json!(url);
        }
        if let Some(url) =
            world.subscriptions.get(&number.config.waba_id).and_then(|s| s.override_url.as_ref())
        {
            hooks["whatsapp_business_account"] = json!(url);
        }
    }
    if let Some(url) = &number.override_url {
        hooks["phone_number"] = json!(url);
    }
    json!({
        "id": number.config.phone_number_id,
        "verified_name": number.config.verified_name,
        "display_phone_number": number.config.display_phone_number,
        "quality_rating": number.standing.quality,
        "quality_score": {"score": number.standing.quality},
        "code_verification_status": "VERIFIED",
        "name_status": number.standing.name_status,
        "new_name_status": "NONE",
        "status": if number.registered { number.standing.status.as_str() } else { "DISCONNECTED" },
        "account_mode": number.standing.mode,
        "platform_type": if number.registered { "CLOUD_API" } else { "NOT_APPLICABLE" },
        "throughput": {"level": number.standing.throughput},
        "messaging_limit_tier": number.standing.limit,
        "whatsapp_business_manager_messaging_limit": number.standing.limit,
        "is_official_business_account": false,
        "is_pin_enabled": true,
        "webhook_configuration": hooks,
    })
}

pub(super) fn get(sim: &Sim, call: &Call, id: &str) -> Answer {
    let number = sim.world().number(id).cloned().ok_or_else(|| GraphError::no_object("GET", id))?;
    Ok(select(&view(sim, &number), call.fields().as_deref(), &DEFAULT_FIELDS))
}

pub(super) fn list(sim: &Sim, call: &Call, waba: &str) -> Answer {
    let numbers: Vec<Number> =
        sim.world().numbers.iter().filter(|n| n.config.waba_id == waba).cloned().collect();
    let fields = call.fields();
    let data: Vec<Value> =
        numbers.iter().map(|n| select(&view(sim, n), fields.as_deref(), &DEFAULT_FIELDS)).collect();
    let first = numbers.first().map(|n| n.config.phone_number_id.as_str()).unwrap_or_default();
    let last = numbers.last().map(|n| n.config.phone_number_id.as_str()).unwrap_or_default();
    Ok(json!({"data": data, "paging": {"cursors": {"before": first, "after": last}}}))
}

pub(super) fn account(sim: &Sim, call: &Call, waba: &str) -> Answer {
    let (name, review) = sim
        .world()
        .numbers
        .iter()
        .find(|n| n.config.waba_id == waba)
        .map(|n| (n.config.verified_name.clone(), n.standing.review.clone()))
        .unwrap_or_default();
    let object = json!({
        "id": waba, "name": name, "currency": "BRL", "timezone_id": "25", "country": "BR",
        "message_template_namespace": format!("{waba}_namespace"), "account_review_status": review,
        "business_verification_status": "verified", "status": "ACTIVE",
    });
    Ok(select(
        &object,
        call.fields().as_deref(),
        &["name", "timezone_id", "message_template_namespace", "currency"],
    ))
}

/// `POST /{id}/register` and `/deregister`.
pub(super) fn register(sim: &Arc<Sim>, id: &str, edge: &str, body: &Value) -> Answer {
    if edge == "register" {
        if text_at(body, "/messaging_product") != Some("whatsapp") {
            return Err(GraphError::parameter("The parameter messaging_product is required."));
        }
        let pin = body
            .get("pin")
            .map(|p| p.as_str().map_or_else(|| p.to_string(), str::to_owned))
            .unwrap_or_default();
        if pin.len() != 6 || !pin.bytes().all(|b| b.is_ascii_digit()) {
            return Err(GraphError::parameter("Param pin must be 6 characters long."));
        }
    }
    if let Some(number) = sim.world().number_mut(id) {
        number.registered = edge == "register";
    }
    sim.touch();
    Ok(json!({"success": true}))
}

/// `GET` and `POST /{id}/whatsapp_business_profile`.
pub(super) fn profile(sim: &Sim, method: &str, id: &str, body: &Value) -> Answer {
    let mut world = sim.world();
    let number = world.number_mut(id).ok_or_else(|| GraphError::no_object(method, id))?;
    match method {
        "GET" => {
            let mut object = Value::Object(number.profile.clone().into_iter().collect());
            object["messaging_product"] = json!("whatsapp");
            Ok(json!({"data": [object]}))
        }
        "POST" => {
            if text_at(body, "/messaging_product") != Some("whatsapp") {
                return Err(GraphError::parameter("The parameter messaging_product is required."));
            }
            for (name, value) in body.as_object().into_iter().flatten() {
                let known = ["about", "address", "description", "email", "vertical", "websites"];
                if known.contains(&name.as_str()) {
                    number.profile.insert(name.clone(), value.clone());
                }
            }
            Ok(json!({"success": true}))
        }
        _ => Err(GraphError::no_object(method, id)),
    }
}
