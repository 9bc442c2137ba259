//! Where webhooks go: subscription of the app and overrides of the callback URL ("Webhooks override").

use std::sync::Arc;

use serde_json::{Value, json};

use super::{Answer, errors::GraphError, escape};
use crate::{
    ids,
    sim::{Sim, text_at},
};

/// `GET`, `POST` and `DELETE /{waba_id}/subscribed_apps`.
pub(super) async fn app(sim: &Arc<Sim>, method: &str, waba: &str, body: &Value) -> Answer {
    match method {
        "GET" => {
            let world = sim.world();
            let subscription = world.subscriptions.get(waba).cloned().unwrap_or_default();
            if !subscription.subscribed {
                return Ok(json!({"data": []}));
            }
            let mut entry = json!({"whatsapp_business_api_data":
                {"id": sim.config.app_id, "name": "Guichê", "link": "https://example.com/"}});
            if let Some(url) = subscription.override_url {
                entry["override_callback_uri"] = json!(url);
            }
            Ok(json!({"data": [entry]}))
        }
        "POST" => {
            let url = verified_override(sim, body).await?;
            let mut world = sim.world();
            let subscription = world.subscriptions.entry(waba.to_owned()).or_default();
            subscription.subscribed = true;
            subscription.override_url = url;
            Ok(json!({"success": true}))
        }
        "DELETE" => {
            sim.world().subscriptions.entry(waba.to_owned()).or_default().subscribed = false;
            Ok(json!({"success": true}))
        }
        _ => Err(GraphError::no_object(method, waba)),
    }
}

/// `POST /{phone_number_id}` with `webhook_configuration`.
pub(super) async fn number(sim: &Arc<Sim>, id: &str, body: &Value) -> Answer {
    let Some(configuration) = body.get("webhook_configuration") else {
        return Err(GraphError::parameter("The parameter webhook_configuration is required."));
    };
    let url = verified_override(sim, configuration).await?;
    if let Some(number) = sim.world().number_mut(id) {
        number.override_url = url;
    }
    Ok(json!({"success": true}))
}

/// The override asked for, once its receiver has passed the handshake; an empty one takes the override away.
async fn verified_override(sim: &Sim, body: &Value) -> Result<Option<String>, GraphError> {
    let Some(url) = text_at(body, "/override_callback_uri").filter(|u| !u.is_empty()) else {
        return Ok(None);
    };
    if url.len() > 200 {
        return Err(GraphError::parameter(
            "Param override_callback_uri must be at most 200 characters long.",
        ));
    }
    let Some(token) = text_at(body, "/verify_token") else {
        return Err(GraphError::parameter("The parameter verify_token is required."));
    };
    match handshake(sim, url, token).await {
        Ok(()) => Ok(Some(url.to_owned())),
        Err(cause) => Err(GraphError::plain(
            400,
            2200,
            "OAuthException",
            format!("(#2200) Callback verification failed with the following errors: {cause}"),
        )),
    }
}

/// The subscription handshake: the receiver must answer 200 with exactly the challenge.
pub(crate) async fn handshake(sim: &Sim, url: &str, token: &str) -> Result<(), String> {
    let challenge = ids::object_id();
    let separator = if url.contains('?') { '&' } else { '?' };
    let address = format!(
        "{url}{separator}hub.mode=subscribe&hub.challenge={challenge}&hub.verify_token={}",
        escape(token)
    );
    let answer = sim
        .http
        .get(address)
        .timeout(sim.config.retry.timeout)
        .send()
        .await
        .map_err(|error| error.without_url().to_string())?;
    let status = answer.status();
    let text = answer.text().await.map_err(|error| error.without_url().to_string())?;
    if status.as_u16() == 200 && text == challenge {
        return Ok(());
    }
    Err(format!(
        "HTTP Status Code = {}; the challenge was {}returned",
        status.as_u16(),
        if text == challenge { "" } else { "not " }
    ))
}
