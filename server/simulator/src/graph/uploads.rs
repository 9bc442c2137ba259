//! Resumable uploads ("Resumable Upload API"): a session is opened, bytes are sent to it, a handle comes back. Handles serve
//! as examples of template headers.

use axum::http::{HeaderMap, header};
use bytes::Bytes;
use serde_json::{Value, json};

use super::{Answer, Call, errors::GraphError};
use crate::{
    ids,
    sim::{Sim, text_at},
};

/// An open session.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    length: usize,
    mime_type: String,
    received: Vec<u8>,
}

/// `POST /{app}/uploads`.
pub(super) fn open(sim: &Sim, call: &Call) -> Answer {
    let given = |name: &str| call.query.get(name).filter(|text| !text.is_empty());
    let length =
        given("file_length").and_then(|text| text.parse::<usize>().ok()).filter(|length| *length > 0);
    let Some(length) = length else {
        return Err(GraphError::parameter("The parameter file_length is required."));
    };
    let Some(mime_type) = given("file_type") else {
        return Err(GraphError::parameter("The parameter file_type is required."));
    };
    let known = ["application/pdf", "image/jpeg", "image/jpg", "image/png", "video/mp4"];
    // Documents of other kinds are taken as examples all the same.
    if !known.contains(&mime_type.as_str())
        && !mime_type.starts_with("application/")
        && mime_type != "text/plain"
        && mime_type != "video/3gpp"
    {
        return Err(GraphError::parameter(format!("Param file_type {mime_type} is not supported.")));
    }
    let id = format!("upload:{}?sig={}", ids::url_hash(), ids::url_hash());
    let session = Session { length, mime_type: mime_type.clone(), received: Vec::new() };
    sim.world().sessions.insert(id.clone(), session);
    Ok(json!({"id": id}))
}

/// `POST /upload:{session}`.
pub(super) fn receive(sim: &Sim, call: &Call, id: &str, headers: &HeaderMap, bytes: &Bytes) -> Answer {
    let signed = format!("{id}?sig={}", call.query.get("sig").map(String::as_str).unwrap_or_default());
    let mut world = sim.world();
    let Some(session) = world.sessions.get_mut(&signed) else {
        return Err(GraphError::no_object("POST", id));
    };
    let offset =
        headers.get("file_offset").and_then(|v| v.to_str().ok()).and_then(|v| v.parse::<usize>().ok());
    if offset != Some(session.received.len()) {
        return Err(GraphError::parameter(
            "The header file_offset is missing or not where the upload stands.",
        ));
    }
    session.received.extend_from_slice(bytes);
    if session.received.len() > session.length {
        return Err(GraphError::parameter("More bytes than file_length announced."));
    }
    if session.received.len() < session.length {
        return Ok(json!({"id": signed}));
    }
    let handle = format!("4::{}", ids::url_hash());
    let mime_type = session.mime_type.clone();
    world.sessions.remove(&signed);
    world.handles.insert(handle.clone(), mime_type);
    Ok(json!({"h": handle}))
}

/// Uploads are authorised with `OAuth`, everything else with `Bearer`; both are taken.
pub(super) fn token(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    ["bearer", "oauth"].iter().any(|known| scheme.eq_ignore_ascii_case(known)).then(|| token.trim())
}

/// The example of a media header must have been uploaded, and be of the header's kind.
pub(super) fn check_handle(sim: &Sim, components: &[Value]) -> Result<(), GraphError> {
    let Some(header) = components.iter().find(|c| c.pointer("/example/header_handle/0").is_some()) else {
        return Ok(());
    };
    let handle = text_at(header, "/example/header_handle/0").unwrap_or_default();
    let kind = text_at(header, "/format").unwrap_or_default().to_ascii_lowercase();
    let found = sim.world().handles.get(handle).cloned();
    let fits = found.is_some_and(|mime| match kind.as_str() {
        "image" | "video" => mime.starts_with(&format!("{kind}/")),
        _ => mime.starts_with("application/") || mime == "text/plain",
    });
    if fits {
        return Ok(());
    }
    Err(GraphError::template_rule(
        2_388_273,
        "Invalid parameter",
        "The media handle in the header's example is not valid for this format.",
    ))
}
