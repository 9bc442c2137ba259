//! What a message is billed as ("Pricing").

use serde_json::{Value, json};

use super::{content::Checked, messages::WINDOW_MS};
use crate::world::World;

/// A free entry point lasts 72 hours from the answer.
const FREE_ENTRY_MS: i64 = 72 * 3600 * 1000;

/// The pricing object of this message's statuses, and `conversation` during a free entry point.
pub(super) fn price(
    world: &mut World,
    number: &str,
    customer: Option<usize>,
    checked: &Checked,
    id: &str,
    now: i64,
) -> (Value, Option<Value>) {
    let mut free_entry = None;
    if let Some(customer) = customer.and_then(|i| world.customers.get_mut(i)) {
        if let Some(at) = customer.entry_point_ms.take()
            && now < at + WINDOW_MS
        {
            customer.free_entry_until_ms = Some(now + FREE_ENTRY_MS);
        }
        free_entry = customer.free_entry_until_ms.filter(|until| now < *until);
    }
    if let Some(until) = free_entry {
        let pricing = json!({"billable": false, "pricing_model": "PMP", "type": "free_entry_point",
                             "category": "referral_conversion"});
        let short: String =
            id.bytes().rev().filter(u8::is_ascii_alphanumeric).take(16).map(char::from).collect();
        let conversation = json!({"id": hex::encode(short), "expiration_timestamp": (until / 1000).to_string(),
                                  "origin": {"type": "referral_conversion"}});
        return (pricing, Some(conversation));
    }
    let mut kind = "regular";
    if checked.category == "service"
        && let Some(number) = world.number_mut(number).filter(|n| n.free_left > 0)
    {
        number.free_left -= 1;
        kind = "free_customer_service";
    }
    let pricing = json!({"billable": kind == "regular", "pricing_model": "PMP", "type": kind,
                         "category": checked.category});
    (pricing, None)
}
