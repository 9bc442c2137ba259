//! The template object of a message (Cloud API, *Send message templates*).

use desk_core::ports::{ButtonAction, ButtonValue, HeaderValue};
use desk_model::template::{HeaderMedia, Place, TemplateParam};
use serde_json::{Value, json};

/// Its JSON. Parts without values are left out.
pub(super) fn json(
    name: &str,
    language: &str,
    named: bool,
    params: &[TemplateParam],
    header: Option<&HeaderValue>,
    buttons: &[ButtonValue],
) -> Value {
    let mut head: Vec<Value> = header.map(header_parameter).into_iter().collect();
    head.extend(texts(Place::Header, named, params));
    let body = texts(Place::Body, named, params);
    let mut components: Vec<Value> = [("header", head), ("body", body)]
        .into_iter()
        .filter(|(_, parameters)| !parameters.is_empty())
        .map(|(word, parameters)| json!({ "type": word, "parameters": parameters }))
        .collect();
    components.extend(buttons.iter().map(button));
    let mut template = json!({ "name": name, "language": { "code": language } });
    if !components.is_empty() {
        template["components"] = components.into();
    }
    template
}

fn texts(place: Place, named: bool, params: &[TemplateParam]) -> Vec<Value> {
    let mut here: Vec<&TemplateParam> = params.iter().filter(|param| param.place == place).collect();
    if !named {
        // Counted variables go by their number, wherever in the text they stand; the sort keeps the rest in order.
        here.sort_by_key(|param| param.key.parse::<u32>().unwrap_or(u32::MAX));
    }
    here.into_iter()
        .map(|param| {
            let mut value = json!({ "type": "text", "text": param.value });
            if named {
                value["parameter_name"] = param.key.as_str().into();
            }
            value
        })
        .collect()
}

fn header_parameter(header: &HeaderValue) -> Value {
    match header {
        HeaderValue::Media { kind, id, filename } => {
            let mut file = json!({ "id": id });
            if *kind == HeaderMedia::Document {
                file["filename"] = filename.as_str().into();
            }
            json!({ "type": kind.as_str(), kind.as_str(): file })
        }
        HeaderValue::Location { latitude, longitude, name, address } => {
            let mut place = json!({ "latitude": latitude, "longitude": longitude });
            for (key, value) in [("name", name), ("address", address)] {
                if let Some(value) = value {
                    place[key] = value.as_str().into();
                }
            }
            json!({ "type": "location", "location": place })
        }
    }
}

fn button(value: &ButtonValue) -> Value {
    let (sub_type, parameter) = match &value.action {
        ButtonAction::Url { end } => ("url", json!({ "type": "text", "text": end })),
        ButtonAction::QuickReply { payload } => {
            ("quick_reply", json!({ "type": "payload", "payload": payload }))
        }
        ButtonAction::CopyCode { code } => {
            ("copy_code", json!({ "type": "coupon_code", "coupon_code": code }))
        }
        ButtonAction::Flow { token } => {
            ("flow", json!({ "type": "action", "action": { "flow_token": token } }))
        }
    };
    json!({ "type": "button", "sub_type": sub_type, "index": value.index.to_string(), "parameters": [parameter] })
}
