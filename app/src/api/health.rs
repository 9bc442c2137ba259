//! The health of numbers, connecting them, and the history of attempts.

use super::ApiError;
#[cfg(feature = "ssr")]
use super::ctx::{answer, caller};
use crate::wire::Json;
use desk_model::autopsy::Attempt;
use desk_model::health::NumberHealth;
use desk_model::setup::{SetupForm, SetupView};
use desk_model::{AlertId, MessageId, NumberId, QueueId};
use leptos::prelude::*;

/// The health of every number as it was last seen.
#[server(name = AskHealth, prefix = "/api", endpoint = "number_health", input = Json, output = Json)]
pub async fn number_health() -> Result<Vec<NumberHealth>, ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.number_health(&actor).await)
}

/// Asks the provider about a number now.
#[server(prefix = "/api", endpoint = "check_number", input = Json, output = Json)]
pub async fn check_number(number: NumberId) -> Result<NumberHealth, ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.check_number(&actor, &number).await)
}

/// Subscribes our application to the webhooks of the number's account.
#[server(prefix = "/api", endpoint = "subscribe_number", input = Json, output = Json)]
pub async fn subscribe_number(number: NumberId) -> Result<NumberHealth, ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.subscribe_number(&actor, &number).await)
}

/// Takes note of something the provider announced.
#[server(prefix = "/api", endpoint = "acknowledge_alert", input = Json, output = Json)]
pub async fn acknowledge_alert(alert: AlertId) -> Result<(), ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.acknowledge_alert(&actor, &alert).await)
}

/// How far the connection of a number got.
#[server(name = AskSetup, prefix = "/api", endpoint = "number_setup", input = Json, output = Json)]
pub async fn number_setup(number: NumberId) -> Result<SetupView, ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.number_setup(&actor, &number).await)
}

/// Stores how to reach a number, a new one or a known one, and asks the provider about it.
#[server(prefix = "/api", endpoint = "save_number", input = Json, output = Json)]
pub async fn save_number(number: Option<NumberId>, form: SetupForm) -> Result<SetupView, ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.save_number(&actor, number.as_ref(), &form).await)
}

/// Says where a number leads; one that was being set up may send from then on.
#[server(prefix = "/api", endpoint = "finish_number", input = Json, output = Json)]
pub async fn finish_number(number: NumberId, queue: QueueId) -> Result<SetupView, ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.finish_number(&actor, &number, &queue).await)
}

/// The attempts to send a message.
#[server(prefix = "/api", endpoint = "message_attempts", input = Json, output = Json)]
pub async fn message_attempts(message: MessageId) -> Result<Vec<Attempt>, ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.message_attempts(&actor, &message).await)
}
