//! `POST /{phone_number_id}/messages` with `status: read`.

use serde_json::Value;

use super::errors::GraphError;
use crate::{
    records::Delivery,
    sim::{Sim, text_at},
};

const THIRTY_DAYS_MS: i64 = 30 * 24 * 3600 * 1000;

/// `status: read`, with or without a typing indicator.
pub(super) fn read(sim: &Sim, number: &str, body: &Value) -> Result<(), GraphError> {
    if text_at(body, "/messaging_product") != Some("whatsapp") {
        return Err(GraphError::parameter(
            "The parameter messaging_product is required and must be 'whatsapp'.",
        ));
    }
    if text_at(body, "/status") != Some("read") {
        return Err(GraphError::parameter("Param status must be 'read'."));
    }
    let Some(id) = text_at(body, "/message_id") else {
        return Err(GraphError::parameter("The parameter message_id is required."));
    };
    let typing = match body.get("typing_indicator") {
        None => false,
        Some(indicator) if text_at(indicator, "/type") == Some("text") => true,
        Some(_) => return Err(GraphError::parameter("Param typing_indicator['type'] must be 'text'.")),
    };
    let now = sim.now_ms();
    let mut world = sim.world();
    let found = world
        .bubble(id)
        .filter(|m| m.from_customer && m.phone_number_id == number && now - m.at_ms <= THIRTY_DAYS_MS)
        .is_some();
    let owner = world.message_owner.get(id).copied();
    let Some(customer) = owner.filter(|_| found).and_then(|i| world.customers.get_mut(i)) else {
        return Err(GraphError::invalid("Param message_id is not a message received in the last 30 days."));
    };
    let until = customer.messages.iter().position(|m| m.id == id).unwrap_or_default();
    for message in customer.messages.iter_mut().take(until + 1).filter(|m| m.from_customer) {
        if message.phone_number_id == number {
            message.status = Delivery::Read;
        }
    }
    if typing {
        customer.typing_until_ms = now + 25_000;
    }
    customer.revision += 1;
    Ok(())
}
