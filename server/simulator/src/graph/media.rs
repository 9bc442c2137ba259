//! Media: upload, look-up, download, deletion ("Media").

use std::sync::Arc;

use axum::{
    body::Body,
    extract::{FromRequest as _, Multipart, Request},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::{Answer, Call, content::refuse_type, errors::GraphError, escape};
use crate::{
    ids,
    records::{MediaFile, MediaUrl},
    sim::Sim,
    world::World,
};

const DAY_MS: i64 = 24 * 3600 * 1000;
/// Uploads last 30 days.
pub(crate) const UPLOAD_LIFE_MS: i64 = 30 * DAY_MS;
/// What customers sent can be fetched for 7 days.
pub(crate) const INBOUND_LIFE_MS: i64 = 7 * DAY_MS;
/// A download URL lives 5 minutes.
const URL_LIFE_MS: i64 = 5 * 60 * 1000;

/// Stores a file and gives its id.
pub(crate) fn store(
    world: &mut World,
    phone_number_id: &str,
    mime_type: &str,
    bytes: Bytes,
    expires_ms: i64,
) -> String {
    let id = ids::object_id();
    let file = MediaFile {
        id: id.clone(),
        phone_number_id: phone_number_id.to_owned(),
        mime_type: mime_type.to_owned(),
        sha256: Sha256::digest(&bytes).into(),
        bytes,
        expires_ms,
    };
    world.media.insert(id.clone(), file);
    id
}

/// Hash of a file as webhooks carry it.
pub(crate) fn sha256_base64(file: &MediaFile) -> String {
    STANDARD.encode(file.sha256)
}

/// A download URL for a file, valid for five minutes.
pub(crate) fn new_url(world: &mut World, base: &str, media_id: &str, now: i64) -> String {
    let hash = ids::url_hash();
    let expires_ms = now + URL_LIFE_MS;
    world.media_urls.retain(|_, url| url.expires_ms > now);
    world.media_urls.insert(hash.clone(), MediaUrl { media_id: media_id.to_owned(), expires_ms });
    format!(
        "{base}/whatsapp_business/attachments/?mid={media_id}&ext={}&hash={}",
        expires_ms / 1000,
        escape(&hash)
    )
}

pub(super) async fn upload(sim: &Arc<Sim>, number: &str, request: Request) -> Answer {
    if sim.world().number(number).is_none() {
        return Err(GraphError::no_object("POST", number));
    }
    let broken = |_| GraphError::parameter("The request must be a well-formed multipart/form-data body.");
    let mut form = Multipart::from_request(request, &())
        .await
        .map_err(|_| GraphError::parameter("The parameter messaging_product is required."))?;
    let (mut product, mut given_type, mut file) = (None, None, None);
    while let Some(field) = form.next_field().await.map_err(broken)? {
        match field.name().unwrap_or_default() {
            "messaging_product" => product = Some(field.text().await.map_err(broken)?),
            "type" => given_type = Some(field.text().await.map_err(broken)?),
            "file" => {
                let part_type = field.content_type().map(str::to_owned);
                let bytes = field
                    .bytes()
                    .await
                    .map_err(|_| GraphError::cloud(131_053, "File size exceeds the limit of 100 MB."))?;
                file = Some((part_type, bytes));
            }
            _ => {}
        }
    }
    if product.as_deref() != Some("whatsapp") {
        return Err(GraphError::parameter("The parameter messaging_product is required."));
    }
    let Some((part_type, bytes)) = file else {
        return Err(GraphError::parameter("The parameter file is required."));
    };
    let mime_type = given_type.filter(|t| t.contains('/')).or(part_type).unwrap_or_default();
    let well_formed = mime_type.split_once('/').is_some_and(|(a, b)| !a.is_empty() && !b.is_empty());
    if !well_formed || bytes.is_empty() {
        return Err(GraphError::parameter("Param file must be a file of one of the supported types."));
    }
    let kind = match mime_type.split('/').next().unwrap_or_default() {
        "image" if mime_type.starts_with("image/webp") => "sticker",
        kind @ ("image" | "audio" | "video") => kind,
        _ => "document",
    };
    if let Some(note) = refuse_type(kind, &mime_type, bytes.len()) {
        return Err(GraphError::cloud(note.code, note.details));
    }
    let expires_ms = sim.now_ms() + UPLOAD_LIFE_MS;
    let id = store(&mut sim.world(), number, &mime_type, bytes, expires_ms);
    sim.touch();
    Ok(json!({"id": id}))
}

/// `GET` and `DELETE /{media_id}`.
pub(super) fn object(sim: &Sim, call: &Call, id: &str) -> Answer {
    let now = sim.now_ms();
    let mut world = sim.world();
    let owner = call.query.get("phone_number_id");
    let Some(file) = world
        .media
        .get(id)
        .filter(|f| f.expires_ms > now && owner.is_none_or(|o| *o == f.phone_number_id))
        .cloned()
    else {
        return Err(GraphError::no_object(call.method.as_str(), id));
    };
    if call.method == axum::http::Method::DELETE {
        world.media.remove(id);
        return Ok(json!({"success": true}));
    }
    let url = new_url(&mut world, &call.base, id, now);
    Ok(json!({
        "messaging_product": "whatsapp", "url": url, "mime_type": file.mime_type, "sha256": hex::encode(file.sha256),
        "file_size": file.bytes.len(), "id": file.id
    }))
}

/// The file behind a download URL: with the token, within five minutes.
pub(super) fn download(sim: &Sim, call: &Call, authorised: bool) -> Response {
    if !authorised {
        return (StatusCode::UNAUTHORIZED, "").into_response();
    }
    let now = sim.now_ms();
    let world = sim.world();
    let file = call
        .query
        .get("hash")
        .and_then(|hash| world.media_urls.get(hash))
        .filter(|url| url.expires_ms > now && call.query.get("mid") == Some(&url.media_id))
        .and_then(|url| world.media.get(&url.media_id))
        .filter(|file| file.expires_ms > now);
    match file {
        Some(file) => {
            let mut response = Response::new(Body::from(file.bytes.clone()));
            let mime_type = HeaderValue::from_str(&file.mime_type)
                .unwrap_or_else(|_| HeaderValue::from_static("application/octet-stream"));
            response.headers_mut().insert(header::CONTENT_TYPE, mime_type);
            response
        }
        None => (StatusCode::NOT_FOUND, "").into_response(),
    }
}

/// What a webhook says about a stored file.
pub(crate) fn webhook_fields(world: &mut World, base: &str, id: &str, now: i64) -> Value {
    let url = new_url(world, base, id, now);
    match world.media.get(id) {
        Some(file) => {
            json!({"id": id, "mime_type": file.mime_type, "sha256": sha256_base64(file), "url": url})
        }
        None => json!({"id": id}),
    }
}
