//! The part of `/sim` about business numbers: adding one, and how the platform rates it.

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::{Path, State},
    http::StatusCode,
    routing::{patch, post},
};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    config::NumberConfig,
    hooks::{self, Notice},
    sim::Sim,
    sim_api::{Body, Refused, Reply, Shared, done},
    world::{Number, World},
};

pub(crate) fn router() -> Router<Arc<Sim>> {
    Router::new().route("/sim/numbers", post(add)).route("/sim/numbers/{id}", patch(rate))
}

/// A number as the page shows it.
pub(crate) fn view(world: &World, number: &Number) -> Value {
    let mut view = json!(number.config);
    view["standing"] = json!(number.standing);
    view["subscribed"] = json!(world.subscriptions.get(&number.config.waba_id).is_some_and(|s| s.subscribed));
    view
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewNumber {
    phone_number_id: String,
    display_phone_number: String,
    verified_name: String,
    waba_id: Option<String>,
}

async fn add(State(sim): Shared, body: Body<NewNumber>) -> Result<(StatusCode, Json<Value>), Refused> {
    let Json(new) = body?;
    let is_id = |id: &str| !id.is_empty() && id.bytes().all(|b| b.is_ascii_digit());
    let mut world = sim.world();
    let waba_id = new
        .waba_id
        .or_else(|| world.numbers.first().map(|number| number.config.waba_id.clone()))
        .unwrap_or_default();
    if !is_id(&new.phone_number_id) || !is_id(&waba_id) {
        return Err(Refused::from("ids are digits".to_owned()));
    }
    if world.number(&new.phone_number_id).is_some() {
        return Err(Refused::from("there is such a number".to_owned()));
    }
    let config = NumberConfig {
        phone_number_id: new.phone_number_id,
        display_phone_number: new.display_phone_number,
        waba_id,
        verified_name: new.verified_name,
    };
    world.subscriptions.entry(config.waba_id.clone()).or_default();
    let number = Number::new(config, sim.config.free_service_messages);
    let shown = view(&world, &number);
    world.numbers.push(number);
    drop(world);
    sim.touch();
    Ok((StatusCode::CREATED, Json(shown)))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rating {
    quality: Option<String>,
    status: Option<String>,
    name_status: Option<String>,
    throughput: Option<String>,
    limit: Option<String>,
    mode: Option<String>,
    review: Option<String>,
    subscribed: Option<bool>,
}

async fn rate(State(sim): Shared, Path(id): Path<String>, body: Body<Rating>) -> Reply {
    let Json(rating) = body?;
    let now = sim.now_ms() / 1000;
    let mut told: Vec<(&str, Value)> = Vec::new();
    let waba_id = {
        let mut world = sim.world();
        let Some(number) = world.number_mut(&id) else {
            return Err(Refused::from("no such number".to_owned()));
        };
        let display = number.config.digits();
        let name = number.config.verified_name.clone();
        let waba_id = number.config.waba_id.clone();
        let standing = &mut number.standing;
        if let Some(quality) = rating.quality {
            let event = if quality == "RED" { "FLAGGED" } else { "UNFLAGGED" };
            if (quality == "RED") != (standing.quality == "RED") {
                told.push((
                    "phone_number_quality_update",
                    json!({"display_phone_number": display, "event": event, "current_limit": standing.limit}),
                ));
            }
            standing.quality = quality;
        }
        if let Some(status) = rating.status {
            if status == "RESTRICTED" {
                told.push((
                    "account_update",
                    json!({"event": "ACCOUNT_RESTRICTION", "restriction_info": [
                        {"restriction_type": "RESTRICTED_BIZ_INITIATED_MESSAGING", "expiration": now + 3 * 86_400}]}),
                ));
            }
            standing.status = status;
        }
        if let Some(status) = rating.name_status {
            told.push((
                "phone_number_name_update",
                json!({"display_phone_number": display, "decision": status, "requested_verified_name": name,
                       "rejection_reason": null}),
            ));
            standing.name_status = status;
        }
        if let Some(limit) = rating.limit {
            let people = match limit.as_str() {
                "TIER_250" => json!(250),
                "TIER_2K" => json!(2_000),
                "TIER_10K" => json!(10_000),
                "TIER_100K" => json!(100_000),
                _ => json!("unlimited"),
            };
            told.push((
                "business_capability_update",
                json!({"max_daily_conversations_per_business": people, "max_phone_numbers_per_waba": 25}),
            ));
            standing.limit = limit;
        }
        if let Some(review) = rating.review {
            told.push(("account_review_update", json!({"decision": review})));
            standing.review = review;
        }
        if let Some(throughput) = rating.throughput {
            standing.throughput = throughput;
        }
        if let Some(mode) = rating.mode {
            standing.mode = mode;
        }
        if let Some(subscribed) = rating.subscribed {
            world.subscriptions.entry(waba_id.clone()).or_default().subscribed = subscribed;
        }
        waba_id
    };
    for (field, value) in told {
        let notice = Notice {
            waba_id: waba_id.clone(),
            phone_number_id: None,
            customer: None,
            field: field.to_owned(),
            value,
            time: Some(now),
            tick: None,
        };
        hooks::notify(&sim, notice);
    }
    sim.touch();
    Ok(done())
}
