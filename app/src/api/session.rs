//! Who is here and how they like it.

use super::ApiError;
#[cfg(feature = "ssr")]
use super::ctx::{answer, caller};
use crate::wire::Json;
use desk_model::view::Bootstrap;
use desk_model::{Locale, Theme};
use leptos::prelude::*;

/// What the console needs before anything else.
#[server(name = AskBootstrap, prefix = "/api", endpoint = "bootstrap", input = Json, output = Json)]
pub async fn bootstrap() -> Result<Bootstrap, ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.bootstrap(&actor).await)
}

/// Changes one's own language, look and shortcuts.
#[server(prefix = "/api", endpoint = "preferences", input = Json, output = Json)]
pub async fn preferences(locale: Locale, theme: Theme, shortcuts: bool) -> Result<(), ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.set_preferences(&actor, locale, theme, shortcuts).await)
}

/// Ends every session of the one who asks, this one too.
#[server(prefix = "/api", endpoint = "logout_everywhere", input = Json, output = Json)]
pub async fn logout_everywhere() -> Result<(), ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.logout_everywhere(&actor).await)
}
