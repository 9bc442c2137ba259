//! What else customers do: appear, open a chat, switch the phone off, let time pass.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    ids,
    records::Customer,
    sim::{Sim, add_customer},
    world::World,
};

/// A new customer. Without a phone the person is known by BSUID (and username) only.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NewCustomer {
    /// Profile name; may be empty, many profiles have none.
    pub name: String,
    /// Phone in any spelling, or nothing.
    pub phone: Option<String>,
    /// `@username`.
    pub username: Option<String>,
    /// Business-scoped user id; made up when absent.
    pub bsuid: Option<String>,
}

/// Changes to a customer; what is absent stays.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CustomerChange {
    /// Profile name.
    pub name: Option<String>,
    /// Phone; an empty text hides it.
    pub phone: Option<String>,
    /// Username; an empty text removes it.
    pub username: Option<String>,
    /// Phone switched on.
    pub online: Option<bool>,
    /// Has WhatsApp.
    pub on_whatsapp: Option<bool>,
    /// Sends read receipts.
    pub read_receipts: Option<bool>,
    /// Refuses marketing. Reported through `user_preferences` by the call that changes it.
    pub stopped_marketing: Option<bool>,
}

fn optional(text: &str) -> Option<String> {
    (!text.trim().is_empty()).then(|| text.trim().to_owned())
}

fn phone_of(text: &str) -> Result<Option<String>, String> {
    match optional(text) {
        None => Ok(None),
        Some(text) => ids::phone_digits(&text).map(Some).ok_or_else(|| "not a phone number".to_owned()),
    }
}

/// Adds a customer; gives the id.
pub(crate) fn create(sim: &Sim, new: &NewCustomer) -> Result<String, String> {
    let phone = phone_of(new.phone.as_deref().unwrap_or_default())?;
    if let Some(bsuid) = &new.bsuid
        && !ids::is_user_id(bsuid)
    {
        return Err("not a business-scoped user id".to_owned());
    }
    let mut world = sim.world();
    let taken = world.customers.iter().any(|c| {
        (phone.is_some() && c.phone == phone) || new.bsuid.as_ref().is_some_and(|b| *b == c.user_id)
    });
    if taken {
        return Err("there is a customer with this phone or BSUID".to_owned());
    }
    let username = new.username.as_deref().and_then(optional);
    let index = add_customer(&mut world, new.name.trim(), phone.as_deref(), username.as_deref());
    let customer = world.customers.get_mut(index).ok_or("no such customer")?;
    if let Some(bsuid) = &new.bsuid {
        customer.user_id.clone_from(bsuid);
    }
    let id = customer.id.clone();
    drop(world);
    sim.touch();
    Ok(id)
}

/// Runs a change on a customer and lets everybody know.
fn with_customer<T>(
    sim: &Sim,
    name: &str,
    change: impl FnOnce(&mut Customer) -> Result<T, String>,
) -> Result<T, String> {
    let result = {
        let mut world = sim.world();
        let index = world.customer_index(name).ok_or("no such customer")?;
        let customer = world.customers.get_mut(index).ok_or("no such customer")?;
        customer.revision += 1;
        change(customer)
    };
    sim.touch_phones();
    result
}

/// Applies the changes.
pub(crate) fn change(sim: &Sim, name: &str, change: &CustomerChange) -> Result<(), String> {
    let phone = change.phone.as_deref().map(phone_of).transpose()?;
    with_customer(sim, name, |customer| {
        if let Some(name) = &change.name {
            name.trim().clone_into(&mut customer.name);
        }
        if let Some(phone) = phone {
            customer.phone = phone;
        }
        if let Some(username) = &change.username {
            customer.username = optional(username);
        }
        for (field, value) in [
            (&mut customer.online, change.online),
            (&mut customer.on_whatsapp, change.on_whatsapp),
            (&mut customer.read_receipts, change.read_receipts),
            (&mut customer.stopped_marketing, change.stopped_marketing),
        ] {
            *field = value.unwrap_or(*field);
        }
        Ok(())
    })
}

/// Opens the chat with a number (the first by default), or puts the phone away.
pub(crate) fn open(sim: &Sim, name: &str, open: bool, number: Option<&str>) -> Result<(), String> {
    let chat = {
        let world = sim.world();
        match number {
            Some(id) => Some(world.number(id).ok_or("no such number")?.config.phone_number_id.clone()),
            None => world.numbers.first().map(|n| n.config.phone_number_id.clone()),
        }
    };
    with_customer(sim, name, |customer| {
        customer.open_chat = chat.filter(|_| open);
        Ok(())
    })
}

/// Moves what the simulator knows of this customer's last message into the past: its own window closes that much earlier.
pub(crate) fn age(sim: &Sim, name: &str, seconds: i64) -> Result<(), String> {
    with_customer(sim, name, |customer| {
        for at in customer.last_inbound_ms.values_mut() {
            *at -= seconds * 1000;
        }
        for message in &mut customer.messages {
            message.at_ms -= seconds * 1000;
        }
        Ok(())
    })
}

/// A customer as the page sees it: the person and the chat.
pub(crate) fn view(world: &World, customer: &Customer, now: i64, messages: usize) -> Value {
    let mut value = serde_json::to_value(customer).unwrap_or_default();
    let windows: Value = world
        .numbers
        .iter()
        .map(|n| {
            let id = n.config.phone_number_id.clone();
            let closes = customer.last_inbound_ms.get(&id).map(|at| at + 24 * 3600 * 1000);
            (id, json!({"closes_ms": closes, "open": closes.is_some_and(|at| now < at)}))
        })
        .collect::<serde_json::Map<String, Value>>()
        .into();
    value["windows"] = windows;
    value["typing"] = json!(customer.typing_until_ms > now);
    let skip = customer.messages.len().saturating_sub(messages);
    value["messages"] = customer
        .messages
        .iter()
        .skip(skip)
        .map(|m| serde_json::to_value(m).unwrap_or_default())
        .collect::<Vec<_>>()
        .into();
    value
}
