//! Who is there.

use super::ApiError;
#[cfg(feature = "ssr")]
use super::ctx::{answer, caller};
use crate::wire::Json;
use desk_model::UserId;
use desk_model::presence::{self as model, Choice, PresenceView};
use leptos::prelude::*;

/// How I stand, and why I may pause.
#[server(prefix = "/api", endpoint = "my_presence", input = Json, output = Json)]
pub async fn my_presence() -> Result<model::MyPresence, ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.my_presence(&actor).await)
}

/// Everybody of the desk.
#[server(prefix = "/api", endpoint = "team", input = Json, output = Json)]
pub async fn team() -> Result<Vec<PresenceView>, ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.team(&actor).await)
}

/// Says how somebody stands: oneself, or for supervisors anybody.
#[server(prefix = "/api", endpoint = "set_presence", input = Json, output = Json)]
pub async fn set_presence(user: UserId, choice: Choice) -> Result<PresenceView, ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.set_presence(&actor, &user, choice).await)
}

/// Changes how much somebody serves at once.
#[server(prefix = "/api", endpoint = "set_capacity", input = Json, output = Json)]
pub async fn set_capacity(user: UserId, capacity: u32) -> Result<PresenceView, ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.set_capacity(&actor, &user, capacity).await)
}

/// Why people may pause, and how long a lost line is forgiven.
#[server(prefix = "/api", endpoint = "presence_rules", input = Json, output = Json)]
pub async fn presence_rules() -> Result<model::PresenceRules, ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.presence_rules(&actor).await)
}

/// Changes them.
#[server(prefix = "/api", endpoint = "set_presence_rules", input = Json, output = Json)]
pub async fn set_presence_rules(rules: model::PresenceRules) -> Result<model::PresenceRules, ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.set_presence_rules(&actor, rules).await)
}
