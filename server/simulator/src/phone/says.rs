//! A customer sends something.

use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::objects::object_of;
use crate::{
    graph::limits,
    hooks::{self, Notice, payload},
    ids::{self, Direction},
    records::ChatMessage,
    sim::{Sim, text_at},
    world::World,
};

/// A message written by a customer, of any inbound type.
///
/// As JSON: `{"type":"text","text":{"body":"Oi"}}` and so on, each type with the object it has in the webhook, plus the
/// fields below. `{"text":"Oi"}` alone is a text. Media objects may hold `data_base64`, `mime_type`, `filename`,
/// `caption`, `voice`; without data a small sample file is made.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct CustomerMessage {
    /// `text`, `image`, `audio`, `video`, `document`, `sticker`, `location`, `contacts`, `reaction`, `button`,
    /// `interactive`, `order`, `system`, `unsupported`, `edit`, `revoke`, `request_welcome`, or anything else, which is
    /// passed on as it is.
    #[serde(rename = "type")]
    pub kind: String,
    /// Business number it is written to; the first one by default.
    pub phone_number_id: Option<String>,
    /// Id to use instead of a new one: the same id twice is the same message twice.
    pub id: Option<String>,
    /// Timestamp to stamp, in seconds since 1970.
    pub timestamp: Option<i64>,
    /// Or: how many seconds ago it was written.
    pub age_seconds: Option<i64>,
    /// Id of the quoted message.
    pub reply_to: Option<String>,
    /// The same, in the form `{"message_id": "…"}`.
    pub context: Option<Value>,
    /// Forwarded from another chat.
    pub forwarded: bool,
    /// Forwarded many times.
    pub frequently_forwarded: bool,
    /// The ad or post the customer came from; opens a free entry point.
    pub referral: Option<Value>,
    /// The object of the type, under its name.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

impl CustomerMessage {
    /// A text.
    #[must_use]
    pub fn text(body: impl Into<String>) -> Self {
        Self::of("text", json!({"body": body.into()}))
    }

    /// Any type with its object.
    #[must_use]
    pub fn of(kind: impl Into<String>, object: Value) -> Self {
        let kind = kind.into();
        let mut rest = Map::new();
        rest.insert(kind.clone(), object);
        Self { kind, rest, ..Self::default() }
    }

    /// Written this many seconds ago.
    #[must_use]
    pub fn aged(mut self, seconds: i64) -> Self {
        self.age_seconds = Some(seconds);
        self
    }

    /// Stamped with this second since 1970.
    #[must_use]
    pub fn at(mut self, timestamp: i64) -> Self {
        self.timestamp = Some(timestamp);
        self
    }

    /// Quotes this message.
    #[must_use]
    pub fn replying_to(mut self, message_id: impl Into<String>) -> Self {
        self.reply_to = Some(message_id.into());
        self
    }

    /// Written to this business number.
    #[must_use]
    pub fn to_number(mut self, phone_number_id: impl Into<String>) -> Self {
        self.phone_number_id = Some(phone_number_id.into());
        self
    }
}

/// Types that do not open the customer service window.
fn opens_window(kind: &str) -> bool {
    !matches!(kind, "reaction" | "edit" | "revoke" | "system")
}

/// Sends the message and gives its id; the error says what is wrong with the request.
pub(crate) fn say(sim: &Arc<Sim>, customer: &str, mut said: CustomerMessage) -> Result<String, String> {
    if said.kind.is_empty() {
        "text".clone_into(&mut said.kind);
    }
    let kind = said.kind.clone();
    let now = sim.now_ms();
    // The platform stamps whole seconds, and counts the window from them.
    let seconds = said.timestamp.unwrap_or_else(|| now / 1000 - said.age_seconds.unwrap_or(0));
    let at_ms = seconds * 1000;
    let base = sim.config.public_url.clone().unwrap_or_else(|| format!("http://{}", sim.address));
    let mut notices = Vec::new();
    let id = {
        let mut world = sim.world();
        let index = world.customer_index(customer).ok_or("no such customer")?;
        let number = match &said.phone_number_id {
            Some(id) => world.number(id).ok_or("no such number")?.config.clone(),
            None => world.numbers.first().ok_or("no number")?.config.clone(),
        };
        let number_id = number.phone_number_id.as_str();
        let person = world.customers.get(index).ok_or("no such customer")?.clone();
        let id = said.id.clone().unwrap_or_else(|| ids::wamid(person.address(), Direction::FromCustomer));
        let given = said.rest.get(&kind).cloned();
        let object = object_of(&mut world, &kind, given, number_id, &base, now)?;

        let mut message = Map::new();
        if let Some(phone) = &person.phone {
            message.insert("from".to_owned(), json!(phone));
        }
        if kind != "system" {
            message.insert("from_user_id".to_owned(), json!(person.user_id));
        }
        message.insert("id".to_owned(), json!(id));
        message.insert("timestamp".to_owned(), json!(seconds.to_string()));
        message.insert("type".to_owned(), json!(kind));
        match kind.as_str() {
            "unsupported" => {
                message.insert(
                    "errors".to_owned(),
                    json!([{"code": 131_051, "title": "Message type unknown", "message": "Message type unknown",
                            "error_data": {"details": "Message type is currently not supported."}}]),
                );
                if object.as_object().is_some_and(|o| !o.is_empty()) {
                    message.insert(kind.clone(), object.clone());
                }
            }
            "request_welcome" => {}
            _ => {
                message.insert(kind.clone(), object.clone());
            }
        }
        let quoted = said.reply_to.clone().or_else(|| {
            said.context
                .as_ref()
                .and_then(|c| text_at(c, "/message_id").or_else(|| text_at(c, "/id")))
                .map(str::to_owned)
        });
        if let Some(context) = context(&world, &said, quoted.as_deref(), &number.digits(), &person.phone) {
            message.insert("context".to_owned(), context);
        }
        if let Some(referral) = &said.referral {
            message.insert("referral".to_owned(), referral.clone());
        }
        if let Some(errors) = said.rest.get("errors") {
            message.insert("errors".to_owned(), errors.clone());
        }
        if let Some(origin) = said.rest.get("origin") {
            message.insert("origin".to_owned(), origin.clone());
        }

        let sender = (kind != "system").then_some(&person);
        let value = payload::message_value(&number, sender, Value::Object(message));
        notices.push(Notice {
            waba_id: number.waba_id.clone(),
            phone_number_id: Some(number.phone_number_id.clone()),
            customer: Some(person.id.clone()),
            field: "messages".to_owned(),
            value,
            time: None,
            tick: Some(id.clone()),
        });

        if opens_window(&kind)
            && let Some(customer) = world.customers.get_mut(index)
        {
            let last = customer.last_inbound_ms.entry(number.phone_number_id.clone()).or_insert(at_ms);
            *last = (*last).max(at_ms);
            if said.referral.is_some() {
                customer.entry_point_ms = Some(at_ms);
            }
        }
        if let Some(counted) = world.number_mut(number_id) {
            let _ = limits::count(counted, &sim.config.limits, now);
        }
        keep(
            &mut world,
            index,
            &kind,
            &object,
            ChatMessage {
                context: quoted,
                ..ChatMessage::new(
                    id.clone(),
                    number_id,
                    Direction::FromCustomer,
                    &kind,
                    object.clone(),
                    at_ms,
                )
            },
        );
        if kind == "system" {
            apply_system(&mut world, index, &object);
        }
        id
    };
    for notice in notices {
        hooks::notify(sim, notice);
    }
    sim.touch();
    Ok(id)
}

fn context(
    world: &World,
    said: &CustomerMessage,
    quoted: Option<&str>,
    business: &str,
    phone: &Option<String>,
) -> Option<Value> {
    let mut context = Map::new();
    if let Some(id) = quoted {
        // The author of the quoted message: the business, unless the customer quotes an own message.
        let own = world.bubble(id).is_some_and(|m| m.from_customer);
        let author = if own { phone.as_deref() } else { Some(business) };
        if let Some(author) = author {
            context.insert("from".to_owned(), json!(author));
        }
        context.insert("id".to_owned(), json!(id));
        if let Some(product) = said.context.as_ref().and_then(|c| c.get("referred_product")) {
            context.insert("referred_product".to_owned(), product.clone());
        }
    }
    if said.forwarded {
        context.insert("forwarded".to_owned(), json!(true));
    }
    if said.frequently_forwarded {
        context.insert("frequently_forwarded".to_owned(), json!(true));
    }
    (!context.is_empty()).then_some(Value::Object(context))
}

/// Puts the message on the customer's own phone.
fn keep(world: &mut World, customer: usize, kind: &str, object: &Value, bubble: ChatMessage) {
    let target =
        text_at(object, "/original_message_id").or_else(|| text_at(object, "/message_id")).map(str::to_owned);
    match (kind, target) {
        ("reaction", Some(target)) => {
            let emoji = text_at(object, "/emoji").map(str::to_owned);
            world.message_owner.insert(bubble.id, customer);
            world.change_bubble(&target, |m| m.reaction_customer = emoji);
        }
        ("edit", Some(target)) => {
            let message = object.get("message").cloned().unwrap_or_default();
            let content = text_at(&message, "/type").and_then(|k| message.get(k)).cloned();
            world.change_bubble(&target, |m| {
                m.edited = true;
                if let Some(content) = content {
                    m.content = content;
                }
            });
        }
        ("revoke", Some(target)) => world.change_bubble(&target, |m| m.revoked = true),
        _ if world.message_owner.contains_key(&bubble.id) => {}
        _ => {
            let bubble = ChatMessage { status: crate::records::Delivery::Sent, ..bubble };
            world.add_bubble(customer, bubble);
        }
    }
}

/// The customer got a new number or a new user id.
fn apply_system(world: &mut World, customer: usize, object: &Value) {
    let Some(customer) = world.customers.get_mut(customer) else { return };
    if text_at(object, "/type") == Some("user_changed_number")
        && let Some(phone) = text_at(object, "/wa_id").and_then(ids::phone_digits)
    {
        customer.phone = Some(phone);
    }
    if let Some(user_id) = text_at(object, "/user_id") {
        user_id.clone_into(&mut customer.user_id);
    }
    customer.revision += 1;
}

/// Reports through `user_preferences` that the customer stopped or resumed marketing messages.
pub(crate) fn report_preference(sim: &Arc<Sim>, customer: &str, stopped: bool) {
    let notices: Vec<Notice> = {
        let world = sim.world();
        let Some(person) = world.customer_index(customer).and_then(|i| world.customers.get(i)) else {
            return;
        };
        let mut entry = json!({
            "user_id": person.user_id, "category": "marketing_messages", "value": if stopped { "stop" } else { "resume" },
            "detail": format!("User requested to {} marketing messages", if stopped { "stop" } else { "resume" }),
            "timestamp": sim.now_ms() / 1000
        });
        if let Some(phone) = &person.phone {
            entry["wa_id"] = json!(phone);
        }
        let number = world.numbers.first().map(|n| &n.config);
        number
            .map(|number| Notice {
                waba_id: number.waba_id.clone(),
                phone_number_id: Some(number.phone_number_id.clone()),
                customer: Some(person.id.clone()),
                field: "user_preferences".to_owned(),
                value: payload::preference_value(number, person, entry),
                time: None,
                tick: None,
            })
            .into_iter()
            .collect()
    };
    for notice in notices {
        hooks::notify(sim, notice);
    }
}
