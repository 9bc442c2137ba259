//! Questions after a ticket: what is set, and what was answered.

use super::ApiError;
#[cfg(feature = "ssr")]
use super::ctx::{answer, caller};
use crate::wire::Json;
use desk_model::QueueId;
use desk_model::price::Day;
use desk_model::status::StatusPolicy;
use desk_model::survey::{QueueSurvey, SurveyPolicy, SurveyReport, SurveySettings};
use leptos::prelude::*;

/// How each queue asks, and the templates that could.
#[server(name = AskSurveys, prefix = "/api", endpoint = "survey_settings", input = Json, output = Json)]
pub async fn survey_settings() -> Result<SurveySettings, ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.survey_settings(&actor).await)
}

/// Changes how a queue asks.
#[server(prefix = "/api", endpoint = "set_queue_survey", input = Json, output = Json)]
pub async fn set_queue_survey(queue: QueueId, survey: SurveyPolicy) -> Result<QueueSurvey, ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.set_queue_survey(&actor, &queue, survey).await)
}

/// Changes what a queue answers to a protocol number.
#[server(prefix = "/api", endpoint = "set_queue_status", input = Json, output = Json)]
pub async fn set_queue_status(queue: QueueId, status: StatusPolicy) -> Result<QueueSurvey, ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.set_queue_status(&actor, &queue, status).await)
}

/// What was asked from one day to another, and answered.
#[server(name = AskSurveyReport, prefix = "/api", endpoint = "survey_report", input = Json, output = Json)]
pub async fn survey_report(from: Day, until: Day) -> Result<SurveyReport, ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.survey_report(&actor, from, until).await)
}
