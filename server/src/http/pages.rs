//! Screens and server functions of the `app` crate.

use crate::http::security::page_policy;
use crate::http::session::Caller;
use crate::state::AppState;
use app::Program;
use app::api::ctx::LoginFlash;
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use desk_core::Desk;
use http::request::Parts;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use leptos::nonce::use_nonce;
use leptos::prelude::{provide_context, use_context};
use leptos_axum::{LeptosRoutes, ResponseOptions, generate_route_list, render_app_async_with_context};

/// Screens for people who are not logged in.
const PUBLIC: [&str; 2] = ["/login", "/setup"];

/// All screens, and all server functions under their own paths.
pub(crate) fn routes(state: &AppState) -> Router<AppState> {
    let options = state.leptos.clone();
    Router::new().leptos_routes_with_context(
        state,
        generate_route_list(app::App),
        context(state.desk.clone()),
        move || app::shell(options.clone()),
    )
}

/// What screens and server functions find in their context: the desk, and who is calling. Each answer gets the policy
/// with its own nonce.
fn context(desk: Desk) -> impl Fn() + Clone + Send + Sync + 'static {
    move || {
        let parts = use_context::<Parts>();
        // cargo-leptos builds the browser half as one.
        if let Some(parts) = parts.as_ref().filter(|_| std::env::var_os("LEPTOS_WATCH").is_none()) {
            provide_context(Program::of(parts.uri.path()));
        }
        let extensions = parts.map(|parts| parts.extensions).unwrap_or_default();
        let actor = extensions.get::<Caller>().and_then(|caller| caller.actor.clone());
        provide_context(app::api::ctx::Caller { desk: desk.clone(), actor });
        provide_context(extensions.get::<LoginFlash>().cloned().unwrap_or_default());
        if let Some((nonce, response)) = use_nonce().zip(use_context::<ResponseOptions>())
            && let Ok(policy) = HeaderValue::from_str(&page_policy(&nonce))
        {
            response.insert_header(header::CONTENT_SECURITY_POLICY, policy);
        }
    }
}

/// Sends people to the login screen, and those who are logged in away from it. Server functions answer for themselves.
pub(crate) async fn gate(request: Request, next: Next) -> Response {
    let known = request.extensions().get::<Caller>().is_some_and(|caller| caller.actor.is_some());
    let path = request.uri().path();
    let page = request.method().is_safe() && !path.starts_with("/api/");
    let public = PUBLIC.contains(&path);
    if page && !known && !public {
        // Back to where they wanted to go, afterwards.
        return found(&login_path(request.uri().path_and_query().map_or("/", |path| path.as_str())));
    }
    if page && known && path == "/login" {
        return found("/");
    }
    next.run(request).await
}

/// The login screen, which leads on to `next`.
pub(crate) fn login_path(next: &str) -> String {
    let Ok(query) = serde_urlencoded::to_string([("next", next)]) else { return "/login".to_owned() };
    if inside(next) && next != "/" { format!("/login?{query}") } else { "/login".to_owned() }
}

/// Whether `path` is a screen of ours and cannot be taken for another site's address.
pub(crate) fn inside(path: &str) -> bool {
    let mut bytes = path.bytes();
    bytes.next() == Some(b'/')
        && !matches!(bytes.next(), Some(b'/' | b'\\'))
        && path.len() <= 512
        && path.bytes().all(|b| b.is_ascii_graphic() && b != b'\\')
}

/// 302, which every browser follows with GET.
fn found(path: &str) -> Response {
    match HeaderValue::from_str(path) {
        Ok(path) => (StatusCode::FOUND, [(header::LOCATION, path)]).into_response(),
        Err(_) => StatusCode::BAD_REQUEST.into_response(),
    }
}

/// After a form was taken: 303, so that a reload does not send it again.
pub(crate) fn see_other(path: &str) -> Response {
    Redirect::to(path).into_response()
}

/// The screen at `path`, drawn for `caller`, with what there is to say about the form that was just sent.
pub(crate) async fn draw(
    state: &AppState,
    headers: &HeaderMap,
    caller: Caller,
    path: &str,
    flash: LoginFlash,
) -> Response {
    let options = state.leptos.clone();
    let draw =
        render_app_async_with_context(context(state.desk.clone()), move || app::shell(options.clone()));
    let mut request = Request::new(Body::empty());
    match path.parse() {
        Ok(uri) => *request.uri_mut() = uri,
        Err(_) => return StatusCode::BAD_REQUEST.into_response(),
    }
    for name in [header::ACCEPT_LANGUAGE, header::COOKIE, header::HOST] {
        if let Some(value) = headers.get(&name) {
            request.headers_mut().insert(name, value.clone());
        }
    }
    request.extensions_mut().insert(caller);
    request.extensions_mut().insert(flash);
    draw(request).await
}

/// What is neither screen nor file.
pub(crate) async fn not_found(State(state): State<AppState>, caller: Caller, request: Request) -> Response {
    let html = request
        .headers()
        .get(header::ACCEPT)
        .and_then(|v| v.to_str().ok())
        .is_some_and(|v| v.contains("text/html"));
    if !html || !request.method().is_safe() {
        return (StatusCode::NOT_FOUND, "not found\n").into_response();
    }
    // The query is of no use to a screen that does not exist.
    let path = request.uri().path().to_owned();
    let mut response = draw(&state, request.headers(), caller, &path, LoginFlash::default()).await;
    *response.status_mut() = StatusCode::NOT_FOUND;
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_login_leads_only_to_our_own_screens() {
        assert_eq!(login_path("/"), "/login");
        assert_eq!(login_path("/t/tkt_1?a=b"), "/login?next=%2Ft%2Ftkt_1%3Fa%3Db");
        for outside in [
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "",
            "evil",
            "/a\\b",
            "/a b",
            "/a\r\nb",
        ] {
            assert!(!inside(outside), "{outside}");
            assert_eq!(login_path(outside), "/login");
        }
    }
}
