//! What is set about questions, as the administrator sees it.

use super::SurveyPolicy;
use crate::id::QueueId;
use crate::status::StatusPolicy;
use crate::template::TemplateParam;
use serde::{Deserialize, Serialize};

/// How a queue asks, and what it answers to a protocol number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueSurvey {
    /// Which.
    pub id: QueueId,
    /// Its name.
    pub name: String,
    /// Its colour, `#rrggbb`.
    pub color: String,
    /// How it asks.
    pub survey: SurveyPolicy,
    /// What it answers to a protocol number.
    pub status: StatusPolicy,
}

/// A template that could ask: it needs nothing but text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SurveyChoice {
    /// The provider's name.
    pub name: String,
    /// The provider's language code.
    pub language: String,
    /// Its body with variables.
    pub body: String,
    /// Its values, without any.
    pub values: Vec<TemplateParam>,
}

/// What is set, queue by queue, and what can be chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SurveySettings {
    /// Every queue.
    pub queues: Vec<QueueSurvey>,
    /// Templates that could ask.
    pub templates: Vec<SurveyChoice>,
}
