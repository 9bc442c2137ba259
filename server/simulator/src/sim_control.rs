//! The part of `/sim` that steers the simulator itself: templates, webhooks by hand, faults, clock, settings.

use std::{sync::Arc, time::Duration};

use axum::{
    Json, Router,
    extract::{Path, State},
    routing::{get, post},
};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    config::WindowEnforcement,
    faults::{Faults, SendFault},
    graph::{subscriptions, templates},
    hooks::{self, payload},
    sim::Sim,
    sim_api::{Body, Refused, Reply, Shared, done},
};

pub(crate) fn router() -> Router<Arc<Sim>> {
    Router::new()
        .route("/sim/templates/{id}", post(change_template))
        .route("/sim/webhook", post(raw_webhook))
        .route("/sim/webhook/verify", post(verify_webhook))
        .route("/sim/faults", get(faults).put(put_faults).delete(clear_faults))
        .route("/sim/faults/sends", post(add_send_fault))
        .route("/sim/clock", post(advance))
        .route("/sim/config", get(config).put(put_config))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TemplateBody {
    status: Option<String>,
    reason: Option<String>,
    category: Option<String>,
    quality: Option<String>,
    upcoming_category: Option<String>,
    paced: Option<bool>,
}

async fn change_template(State(sim): Shared, Path(id): Path<String>, body: Body<TemplateBody>) -> Reply {
    let Json(body) = body?;
    let found = templates::set_property(&sim, &id, body.category.as_deref(), body.quality.as_deref());
    if let Some(upcoming) = body.upcoming_category.filter(|_| found) {
        templates::announce_category(&sim, &id, &upcoming);
    }
    if let Some(paced) = body.paced {
        templates::set_paced(&sim, &id, paced);
    }
    if let Some(status) = body.status.filter(|_| found) {
        templates::set_status(&sim, &id, &status, body.reason.as_deref().unwrap_or("NONE"));
    }
    if found { Ok(done()) } else { Err(Refused::from("no such template".to_owned())) }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawBody {
    payload: Option<Value>,
    raw: Option<String>,
    field: Option<String>,
    value: Option<Value>,
    waba_id: Option<String>,
    url: Option<String>,
}

async fn raw_webhook(State(sim): Shared, body: Body<RawBody>) -> Reply {
    let Json(body) = body?;
    let serial = match (body.payload, body.raw, body.field, body.value) {
        (Some(payload), None, None, None) => hooks::post_raw(&sim, payload, None, body.url),
        (None, Some(raw), None, None) => {
            hooks::post_raw(&sim, Value::String(raw.clone()), Some(raw.into()), body.url)
        }
        (None, None, Some(field), Some(value)) => {
            let waba = body.waba_id.or_else(|| sim.config.numbers.first().map(|n| n.waba_id.clone()));
            let payload = payload::envelope(&[(waba.unwrap_or_default(), None, field, value)]);
            hooks::post_raw(&sim, payload, None, body.url)
        }
        _ => return Err(Refused::from("give payload, raw, or field and value".to_owned())),
    };
    Ok(Json(json!({"serial": serial})))
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct VerifyBody {
    verify_token: Option<String>,
    url: Option<String>,
}

async fn verify_webhook(State(sim): Shared, body: Option<Json<VerifyBody>>) -> Reply {
    let Json(body) = body.unwrap_or_default();
    let url = body.url.or_else(|| sim.world().webhook_url.clone());
    let Some(url) = url else { return Err(Refused::from("no webhook address is set".to_owned())) };
    let token = body.verify_token.unwrap_or_else(|| sim.config.verify_token.clone());
    Ok(Json(match subscriptions::handshake(&sim, &url, &token).await {
        Ok(()) => json!({"ok": true}),
        Err(error) => json!({"ok": false, "error": error}),
    }))
}

async fn faults(State(sim): Shared) -> Json<Faults> {
    Json(sim.world().faults.set.clone())
}

async fn put_faults(State(sim): Shared, body: Body<Faults>) -> Reply {
    let Json(faults) = body?;
    set_faults(&sim, faults);
    Ok(done())
}

/// Replaces the faults; what the old ones held back goes out.
pub(crate) fn set_faults(sim: &Arc<Sim>, faults: Faults) {
    hooks::flush(sim);
    sim.world().faults.set = faults;
    sim.touch();
}

async fn clear_faults(State(sim): Shared) -> Json<Value> {
    set_faults(&sim, Faults::default());
    done()
}

async fn add_send_fault(State(sim): Shared, body: Body<SendFault>) -> Reply {
    let Json(fault) = body?;
    sim.world().faults.set.sends.push(fault);
    sim.touch();
    Ok(done())
}

#[derive(Deserialize)]
struct ClockBody {
    advance_seconds: u32,
}

async fn advance(State(sim): Shared, body: Body<ClockBody>) -> Reply {
    let Json(body) = body?;
    sim.clock.advance(Duration::from_secs(u64::from(body.advance_seconds)));
    sim.touch();
    Ok(Json(json!({"now_ms": sim.now_ms(), "clock_offset_ms": sim.clock.offset_ms()})))
}

async fn config(State(sim): Shared) -> Json<Value> {
    let world = sim.world();
    Json(json!({"webhook_url": world.webhook_url, "window": world.window, "language": sim.config.language}))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ConfigBody {
    webhook_url: Option<String>,
    window: Option<WindowEnforcement>,
}

async fn put_config(State(sim): Shared, body: Body<ConfigBody>) -> Reply {
    let Json(body) = body?;
    {
        let mut world = sim.world();
        if let Some(url) = body.webhook_url {
            world.webhook_url = Some(url).filter(|u| !u.is_empty());
        }
        if let Some(window) = body.window {
            world.window = window;
        }
    }
    sim.touch();
    Ok(config(State(sim)).await)
}
