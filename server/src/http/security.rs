//! What every answer says to browsers, and which pages may ask.

use crate::config::Origin;
use crate::http::error::Refused;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use desk_model::DeskError;
use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use std::sync::Arc;

/// For everything that is no page.
const CLOSED: &str = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/// Where the desk is reached, as far as it is configured.
#[derive(Clone)]
pub(crate) struct Doors {
    pub(crate) public: Option<Origin>,
    pub(crate) https: bool,
}

/// The policy of one page: scripts only from us or with this answer's nonce. `style-src-attr` lets the colours and
/// positions of single elements through; style sheets come from us only.
pub(crate) fn page_policy(nonce: &str) -> String {
    format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self' 'nonce-{nonce}'; \
         style-src-attr 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; media-src 'self' blob:; \
         connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; \
         object-src 'none'; frame-ancestors 'none'"
    )
}

/// Sets what every answer carries; what a handler set itself stays.
pub(crate) async fn headers(State(doors): State<Arc<Doors>>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let always = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::CONTENT_SECURITY_POLICY, CLOSED),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (
            HeaderName::from_static("permissions-policy"),
            "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
        ),
        // Everything is data of the desk unless a handler knows better.
        (header::CACHE_CONTROL, "no-store"),
    ];
    for (name, value) in always {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if doors.https {
        let year = HeaderValue::from_static("max-age=31536000; includeSubDomains");
        headers.entry(header::STRICT_TRANSPORT_SECURITY).or_insert(year);
    }
    response
}

/// Refuses what a page of another site sends: every method that may change something, and the live socket.
pub(crate) async fn same_origin(State(doors): State<Arc<Doors>>, request: Request, next: Next) -> Response {
    let upgrade = request.headers().contains_key(header::UPGRADE);
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let allowed = if upgrade {
        // Sockets are not covered by the browser's same-origin rule at all: the origin must be there, and ours.
        matches!(judge(request.headers(), &doors), Verdict::Ours)
    } else {
        safe || !matches!(judge(request.headers(), &doors), Verdict::Foreign)
    };
    if allowed { next.run(request).await } else { Refused(DeskError::ForeignOrigin).into_response() }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Ours,
    Foreign,
    /// No browser that is in use sends a request that changes something without either header, so this is a program,
    /// and no page can make a program use somebody's cookie.
    NoBrowser,
}

fn judge(headers: &HeaderMap, doors: &Doors) -> Verdict {
    let one = |name: HeaderName| {
        let mut values = headers.get_all(name).iter();
        match (values.next(), values.next()) {
            (Some(value), None) => Some(value.to_str().unwrap_or("unreadable")),
            (None, _) => None,
            (Some(_), Some(_)) => Some("several"),
        }
    };
    if one(HeaderName::from_static("sec-fetch-site")).is_some_and(|site| site != "same-origin") {
        return Verdict::Foreign;
    }
    if let Some(origin) = one(header::ORIGIN) {
        let Ok(origin) = Origin::parse(origin) else { return Verdict::Foreign };
        // Behind a proxy that ends TLS we do not see the scheme; the page's own is taken, host and port must be ours.
        let addressed = one(header::HOST).and_then(|host| Origin::of_authority(origin.is_https(), host));
        let ours = addressed.as_ref() == Some(&origin) || doors.public.as_ref() == Some(&origin);
        return if ours { Verdict::Ours } else { Verdict::Foreign };
    }
    if headers.contains_key("sec-fetch-site") { Verdict::Ours } else { Verdict::NoBrowser }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(pairs: &[(&'static str, &'static str)], public: Option<&str>) -> Verdict {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(*name, HeaderValue::from_static(value));
        }
        let doors = Doors { public: public.map(|text| Origin::parse(text).unwrap()), https: false };
        judge(&headers, &doors)
    }

    #[test]
    fn only_our_own_pages_may_ask() {
        let host = ("host", "127.0.0.1:3000");
        assert_eq!(ask(&[host, ("origin", "http://127.0.0.1:3000")], None), Verdict::Ours);
        assert_eq!(ask(&[host, ("sec-fetch-site", "same-origin")], None), Verdict::Ours);
        for origin in [
            "null",
            "http://evil.example",
            "http://127.0.0.1:3001",
            "http://127.0.0.1:30000",
            "http://127.0.0.1",
            "http://127.0.0.1:3000.evil.example",
            "http://evil.example/127.0.0.1:3000",
            "http://127.0.0.1:3000@evil.example",
            "",
        ] {
            assert_eq!(ask(&[host, ("origin", origin)], None), Verdict::Foreign, "{origin}");
        }
        for site in ["cross-site", "same-site", "none"] {
            assert_eq!(ask(&[host, ("sec-fetch-site", site)], None), Verdict::Foreign, "{site}");
        }
        let twice = [host, ("origin", "http://127.0.0.1:3000"), ("origin", "http://evil.example")];
        assert_eq!(ask(&twice, None), Verdict::Foreign);
        assert_eq!(ask(&[host], None), Verdict::NoBrowser);
        let public = Some("https://desk.example");
        assert_eq!(ask(&[("host", "inside:80"), ("origin", "https://desk.example")], public), Verdict::Ours);
        assert_eq!(
            ask(&[("host", "inside:80"), ("origin", "http://desk.example")], public),
            Verdict::Foreign
        );
        assert_eq!(ask(&[("host", "desk.example"), ("origin", "https://desk.example")], None), Verdict::Ours);
    }
}
