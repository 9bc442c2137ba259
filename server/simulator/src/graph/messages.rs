//! `POST /{phone_number_id}/messages`.

use std::sync::Arc;

use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use serde_json::{Value, json};

use super::{
    Call, bad_json,
    content::{self, Checked, Recipient},
    errors::{GraphError, WINDOW_DETAILS, answer},
    limits, misbehave, pricing, receipts, template_send,
};
use crate::{
    config::{UnknownRecipient, WindowEnforcement},
    faults::SendFaultKind,
    ids::{self, Direction},
    records::{ChatMessage, Delivery, FailureNote, SendRecord, SentMessage},
    sim::{Sim, add_customer, text_at},
    statuses::{self, Fate},
    world::World,
};

/// The customer service window, in milliseconds.
pub(super) const WINDOW_MS: i64 = 24 * 3600 * 1000;

pub(super) async fn send(sim: &Arc<Sim>, call: &Call, number: &str, bytes: Bytes) -> Response {
    let parsed: Option<Value> = serde_json::from_slice(&bytes).ok();
    let serial = open_record(sim, call, &bytes, parsed.as_ref());
    let Some(body) = parsed.filter(Value::is_object) else {
        return refuse(sim, serial, &bad_json());
    };
    if sim.world().number(number).is_none() {
        return refuse(sim, serial, &GraphError::no_object("POST", number));
    }
    if body.get("status").is_some() {
        return match receipts::read(sim, number, &body) {
            Ok(()) => {
                close_record(sim, serial, |r| {
                    "read_receipt".clone_into(&mut r.outcome);
                    r.http_status = Some(200);
                });
                answer(200, &json!({"success": true}))
            }
            Err(error) => refuse(sim, serial, &error),
        };
    }
    let fault = take_fault(sim, &body);
    if let Some(fault) = &fault {
        close_record(sim, serial, |r| r.outcome = format!("fault:{}", fault.word()));
        if let Some(response) = misbehave::before(sim, call, fault).await {
            close_record(sim, serial, |r| r.http_status = Some(response.status().as_u16()));
            return response;
        }
    }
    let forced = match &fault {
        Some(SendFaultKind::FailedStatus { code }) => {
            Some(FailureNote { code: *code, details: "Asked for by a test.".to_owned() })
        }
        _ => None,
    };
    let accepted = match accept(sim, number, &body, forced) {
        Ok(accepted) => accepted,
        Err(error) => return refuse(sim, serial, &error),
    };
    close_record(sim, serial, |r| {
        r.message_id = Some(accepted.id.clone());
        match &fault {
            None => {
                "accepted".clone_into(&mut r.outcome);
                r.http_status = Some(200);
            }
            Some(fault) => r.outcome = format!("fault:{}", fault.word()),
        }
    });
    statuses::schedule(sim, accepted.id, accepted.fate);
    match fault {
        None => answer(200, &accepted.answer),
        Some(fault) => {
            let response = misbehave::after(sim, call, &fault, &accepted.answer).await;
            close_record(sim, serial, |r| r.http_status = Some(response.status().as_u16()));
            response
        }
    }
}

fn open_record(sim: &Sim, call: &Call, bytes: &Bytes, body: Option<&Value>) -> u64 {
    let to = body.and_then(|b| text_at(b, "/to").or_else(|| text_at(b, "/recipient"))).map(str::to_owned);
    let body = body.cloned().unwrap_or_else(|| Value::String(String::from_utf8_lossy(bytes).into_owned()));
    let mut world = sim.world();
    let serial = world.next_serial();
    world.send_log.push(SendRecord {
        serial,
        at_ms: sim.now_ms(),
        path: call.path.clone(),
        body,
        to,
        outcome: "pending".to_owned(),
        http_status: None,
        error_code: None,
        message_id: None,
    });
    serial
}

fn close_record(sim: &Sim, serial: u64, change: impl FnOnce(&mut SendRecord)) {
    let mut world = sim.world();
    if let Some(record) = world.send_log.iter_mut().rev().find(|r| r.serial == serial) {
        change(record);
    }
    drop(world);
    sim.touch();
}

fn refuse(sim: &Sim, serial: u64, error: &GraphError) -> Response {
    close_record(sim, serial, |r| {
        "refused".clone_into(&mut r.outcome);
        r.http_status = Some(error.status);
        r.error_code = Some(error.code);
    });
    error.clone().into_response()
}

/// Whether a name in a fault means the recipient of this body.
fn fits(world: &World, body: &Value, name: &str) -> bool {
    let Some(to) = text_at(body, "/to").or_else(|| text_at(body, "/recipient")) else { return false };
    if to == name {
        return true;
    }
    let digits = (ids::phone_digits(to), ids::phone_digits(name));
    if let (Some(a), Some(b)) = digits
        && ids::same_phone(&a, &b)
    {
        return true;
    }
    world.customer_index(to).and_then(|i| world.customers.get(i)).is_some_and(|c| c.answers_to(name))
}

fn take_fault(sim: &Sim, body: &Value) -> Option<SendFaultKind> {
    let mut world = sim.world();
    if world.faults.set.sends.is_empty() {
        return None;
    }
    let mut faults = std::mem::take(&mut world.faults);
    let taken = faults.take_send(|name| fits(&world, body, name));
    world.faults = faults;
    taken
}

struct Accepted {
    id: String,
    fate: Fate,
    answer: Value,
}

fn accept(
    sim: &Sim,
    number: &str,
    body: &Value,
    forced: Option<FailureNote>,
) -> Result<Accepted, GraphError> {
    if text_at(body, "/messaging_product") != Some("whatsapp") {
        return Err(GraphError::parameter(
            "The parameter messaging_product is required and must be 'whatsapp'.",
        ));
    }
    let recipient = content::recipient(body)?;
    let kind = match body.get("type") {
        None => "text",
        Some(Value::String(kind)) => kind,
        Some(_) => return Err(GraphError::parameter("Param type must be a string.")),
    };
    let callback_data = match body.get("biz_opaque_callback_data") {
        None | Some(Value::Null) => None,
        Some(Value::String(data)) if content::length(data) <= 512 => Some(data.clone()),
        Some(_) => {
            return Err(GraphError::parameter(
                "Param biz_opaque_callback_data must be a string of at most 512 characters.",
            ));
        }
    };
    let context = match body.get("context") {
        None | Some(Value::Null) => None,
        Some(context) => match text_at(context, "/message_id").filter(|id| !id.is_empty()) {
            Some(id) => Some(id.to_owned()),
            None => return Err(GraphError::parameter("The parameter context['message_id'] is required.")),
        },
    };
    let now = sim.now_ms();
    let mut world = sim.world();
    let checked = content::check(&world, number, kind, body, now)?;
    if !world.number(number).is_some_and(|n| n.registered) {
        return Err(GraphError::cloud(133_010, "The phone number is not registered."));
    }
    if world.number(number).is_some_and(|n| matches!(n.standing.status.as_str(), "RESTRICTED" | "BANNED")) {
        return Err(GraphError::cloud(131_031, "Business Account has been locked or restricted."));
    }
    let customer = find_recipient(sim, &mut world, number, &recipient, &checked)?;
    let address = match customer.and_then(|i| world.customers.get(i)) {
        Some(customer) => customer.address().to_owned(),
        None => address_of(&recipient),
    };
    let refusal = window_refusal(&world, number, body, customer, &checked, now);
    if let Some(WindowEnforcement::Sync) = refusal {
        return Err(GraphError::cloud(131_047, WINDOW_DETAILS));
    }
    limits::take(&mut world, &sim.config.limits, number, &address, now)?;

    let failure = forced
        .or(checked.failure.clone())
        .or_else(|| unreachable(&world, customer, &checked))
        .or_else(|| refusal.map(|_| FailureNote { code: 131_047, details: WINDOW_DETAILS.to_owned() }));
    let id = ids::wamid(&address, Direction::FromBusiness);
    let fate = match failure {
        Some(note) => Fate::Fails(note),
        None if kind == "reaction" => Fate::SentOnly,
        None if kind == "template" && template_send::is_paced(&world, number, body) => Fate::Held,
        None => Fate::Arrives,
    };
    let (pricing, conversation) = pricing::price(&mut world, number, customer, &checked, &id, now);
    let held = kind == "template" && template_send::is_paced(&world, number, body);
    let answer = accepted_answer(&world, &recipient, customer, &id, kind, held);
    let customer_id = customer.and_then(|i| world.customers.get(i)).map(|c| c.id.clone());
    world.sent.push(SentMessage {
        id: id.clone(),
        phone_number_id: number.to_owned(),
        customer: customer_id,
        to: match &recipient {
            Recipient::Phone { input, .. } => input.clone(),
            Recipient::UserId(id) => id.clone(),
        },
        kind: kind.to_owned(),
        body: body.clone(),
        at_ms: now,
        status: Delivery::Accepted,
        history: Vec::new(),
        error_code: None,
        pricing: Some(pricing),
        conversation,
        callback_data,
        by_user_id: matches!(recipient, Recipient::UserId(_)),
    });
    let index = world.sent.len() - 1;
    world.sent_index.insert(id.clone(), index);
    if let Some(customer) = customer {
        show(&mut world, customer, number, kind, &id, checked.view, context, &fate, now);
    }
    Ok(Accepted { id, fate, answer })
}

fn address_of(recipient: &Recipient) -> String {
    match recipient {
        Recipient::Phone { digits, .. } => digits.clone(),
        Recipient::UserId(id) => id.clone(),
    }
}

/// The customer a message goes to; none for people without WhatsApp.
fn find_recipient(
    sim: &Sim,
    world: &mut World,
    number: &str,
    recipient: &Recipient,
    checked: &Checked,
) -> Result<Option<usize>, GraphError> {
    match recipient {
        Recipient::UserId(id) => {
            if checked.category.starts_with("authentication") {
                return Err(GraphError::cloud(
                    131_062,
                    "Authentication templates need the recipient's phone number.",
                ));
            }
            Ok(world.customers.iter().position(|c| c.user_id == *id))
        }
        Recipient::Phone { digits, .. } => {
            let own = world.number(number).map(|n| n.config.digits()).unwrap_or_default();
            if ids::same_phone(&own, digits) {
                return Err(GraphError::cloud(
                    131_021,
                    "Message failed to send because the recipient is the sender.",
                ));
            }
            if let Some(index) = world.customer_index(digits) {
                return Ok(Some(index));
            }
            match sim.config.unknown_recipient {
                UnknownRecipient::Undeliverable => Ok(None),
                UnknownRecipient::Create => {
                    Ok(Some(add_customer(world, &format!("+{digits}"), Some(digits), None)))
                }
            }
        }
    }
}

/// Whether the 24-hour rule refuses this message, and how.
fn window_refusal(
    world: &World,
    number: &str,
    body: &Value,
    customer: Option<usize>,
    checked: &Checked,
    now: i64,
) -> Option<WindowEnforcement> {
    if checked.category != "service" {
        return None;
    }
    if let Some(mode) = world.faults.reengagement(|name| fits(world, body, name)) {
        return Some(mode).filter(|m| *m != WindowEnforcement::Off);
    }
    let last = customer.and_then(|i| world.customers.get(i)).and_then(|c| c.last_inbound_ms.get(number));
    let open = last.is_some_and(|at| now < at + WINDOW_MS);
    (!open && world.window != WindowEnforcement::Off).then_some(world.window)
}

fn unreachable(world: &World, customer: Option<usize>, checked: &Checked) -> Option<FailureNote> {
    match customer.and_then(|i| world.customers.get(i)) {
        Some(c) if c.on_whatsapp && !(c.stopped_marketing && checked.category == "marketing") => None,
        Some(c) if c.on_whatsapp => Some(FailureNote {
            code: 131_050,
            details: "Unable to deliver the message. This recipient has chosen to stop receiving marketing messages."
                .to_owned(),
        }),
        _ => Some(FailureNote { code: 131_026, details: "Message Undeliverable.".to_owned() }),
    }
}

fn accepted_answer(
    world: &World,
    recipient: &Recipient,
    customer: Option<usize>,
    id: &str,
    kind: &str,
    held: bool,
) -> Value {
    let customer = customer.and_then(|i| world.customers.get(i));
    let mut contact = match recipient {
        Recipient::Phone { input, digits } => {
            let wa_id = customer.and_then(|c| c.phone.as_deref()).unwrap_or(digits);
            json!({"input": input, "wa_id": wa_id})
        }
        Recipient::UserId(id) => json!({"input": id, "user_id": id}),
    };
    if let Some(customer) = customer {
        contact["user_id"] = json!(customer.user_id);
    }
    let mut message = json!({"id": id});
    if kind == "template" {
        message["message_status"] = json!(if held { "held_for_quality_assessment" } else { "accepted" });
    }
    json!({"messaging_product": "whatsapp", "contacts": [contact], "messages": [message]})
}

/// Puts the message on the customer's phone; a reaction goes onto its target.
#[expect(clippy::too_many_arguments, reason = "one call, all of it belongs to the bubble")]
fn show(
    world: &mut World,
    customer: usize,
    number: &str,
    kind: &str,
    id: &str,
    view: Value,
    context: Option<String>,
    fate: &Fate,
    now: i64,
) {
    if let Some(customer) = world.customers.get_mut(customer) {
        customer.typing_until_ms = 0;
    }
    if kind == "reaction" {
        world.message_owner.insert(id.to_owned(), customer);
        if !matches!(fate, Fate::Fails(_)) {
            let emoji = text_at(&view, "/emoji").filter(|e| !e.is_empty()).map(str::to_owned);
            let target = text_at(&view, "/message_id").unwrap_or_default().to_owned();
            world.change_bubble(&target, |bubble| bubble.reaction_business = emoji);
        }
        return;
    }
    let mut bubble = ChatMessage::new(id.to_owned(), number, Direction::FromBusiness, kind, view, now);
    bubble.context = context;
    world.add_bubble(customer, bubble);
}
