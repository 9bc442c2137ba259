//! The page with the phones: static files built into the program, under a strict content security policy.

use std::sync::Arc;

use axum::{
    Router,
    body::{Body, Bytes},
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};

use crate::sim::Sim;

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
                      media-src 'self' blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; \
                      frame-ancestors 'none'";

const HTML: &str = "text/html; charset=utf-8";
const STYLE: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";

const FILES: [(&str, &str, &str); 11] = [
    ("/", HTML, include_str!("page/index.html")),
    ("/page/base.css", STYLE, include_str!("page/base.css")),
    ("/page/phone.css", STYLE, include_str!("page/phone.css")),
    ("/page/app.js", SCRIPT, include_str!("page/app.js")),
    ("/page/api.js", SCRIPT, include_str!("page/api.js")),
    ("/page/dom.js", SCRIPT, include_str!("page/dom.js")),
    ("/page/words.js", SCRIPT, include_str!("page/words.js")),
    ("/page/phone.js", SCRIPT, include_str!("page/phone.js")),
    ("/page/bubble.js", SCRIPT, include_str!("page/bubble.js")),
    ("/page/compose.js", SCRIPT, include_str!("page/compose.js")),
    ("/page/panel.js", SCRIPT, include_str!("page/panel.js")),
];

pub(crate) fn router() -> Router<Arc<Sim>> {
    FILES.iter().fold(Router::new(), |router, (path, kind, text)| {
        router.route(path, get(move || async move { file(kind, text) }))
    })
}

fn file(kind: &'static str, text: &'static str) -> Response {
    let headers: [(HeaderName, HeaderValue); 5] = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    ];
    (headers, text).into_response()
}

/// Kinds of files the page shows; every other kind is downloaded, so that nothing customers or agents send can run.
const SHOWN: [&str; 8] = [
    "image/jpeg",
    "image/png",
    "image/webp",
    "audio/ogg",
    "audio/mpeg",
    "audio/mp4",
    "audio/aac",
    "video/mp4",
];

/// A stored file for the page, whole or the asked part (players need parts to know the length).
pub(crate) fn media(mime_type: &str, bytes: Bytes, range: Option<&HeaderValue>) -> Response {
    let plain = mime_type.split(';').next().unwrap_or_default().trim();
    let shown = SHOWN.contains(&plain);
    let kind = if shown { mime_type } else { "application/octet-stream" };
    let length = bytes.len();
    let part = range.and_then(|r| part_of(r.to_str().ok()?, length));
    let mut response = Response::new(Body::from(match part {
        Some((from, to)) => bytes.slice(from..to),
        None => bytes,
    }));
    if let Some((from, to)) = part {
        *response.status_mut() = StatusCode::PARTIAL_CONTENT;
        if let Ok(value) = HeaderValue::from_str(&format!("bytes {from}-{}/{length}", to - 1)) {
            response.headers_mut().insert(header::CONTENT_RANGE, value);
        }
    }
    let headers = response.headers_mut();
    if let Ok(value) = HeaderValue::from_str(kind) {
        headers.insert(header::CONTENT_TYPE, value);
    }
    let place = HeaderValue::from_static(if shown { "inline" } else { "attachment" });
    headers.insert(header::CONTENT_DISPOSITION, place);
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox"));
    response
}

/// `bytes=from-to` within a file of this length, as a half-open span; `None` for whatever else was asked.
fn part_of(range: &str, length: usize) -> Option<(usize, usize)> {
    let (from, to) = range.strip_prefix("bytes=")?.split_once('-')?;
    let from: usize = from.parse().ok()?;
    let to = if to.is_empty() { length } else { to.parse::<usize>().ok()?.saturating_add(1).min(length) };
    (from < to).then_some((from, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_files() {
        assert_eq!(part_of("bytes=0-", 10), Some((0, 10)));
        assert_eq!(part_of("bytes=2-4", 10), Some((2, 5)));
        assert_eq!(part_of("bytes=2-400", 10), Some((2, 10)));
        assert_eq!(part_of("bytes=10-", 10), None);
        assert_eq!(part_of("bytes=-5", 10), None);
        assert_eq!(part_of("items=0-1", 10), None);
    }
}
