//! The question after a ticket: how it is put, what counts as an answer, and the sums.
//!
//! An answer is nobody's work. What is not plainly an answer is a customer who wants something, so whoever is in doubt
//! takes it for that.

use crate::error::{FieldError, FieldProblem};
use crate::message::MAX_TEXT;
use crate::template::TemplateParam;
use crate::ticket::CloseReason;
use crate::time::{HOUR, MINUTE, Timestamp};
use serde::{Deserialize, Serialize};

mod answer;
mod report;
mod settings;

pub use answer::{Heard, Reading, Standing, hear, read};
pub use report::{SurveyAnswer, SurveyCell, SurveyReason, SurveyReport, SurveySum};
pub use settings::{QueueSurvey, SurveyChoice, SurveySettings};

/// Within this time after an answer a comment belongs to it (µs).
pub const COMMENT_TIME: i64 = 30 * MINUTE;
/// Within this time after an answer another one replaces it (µs); later ones change nothing.
pub const CHANGE_TIME: i64 = 10 * MINUTE;
/// Fewest and most hours for which answers count.
pub const ANSWER_HOURS: (u32, u32) = (1, 720);
/// Most hours for which a customer is not asked again.
pub const MAX_AGAIN_HOURS: u32 = 8760;
/// Most characters of one of the three options.
pub const MAX_OPTION: usize = 20;

/// How a queue asks its customers after a ticket. The texts have the variables of the opening text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SurveyPolicy {
    /// Whether it asks at all.
    pub enabled: bool,
    /// What is asked.
    pub question: String,
    /// What can be answered.
    pub scale: Scale,
    /// The words of a scale of three, worst first.
    pub options: [String; 3],
    /// Asks for a comment after the answer; empty = it does not.
    pub comment: String,
    /// Said after the last answer; empty = nothing.
    pub thanks: String,
    /// For how many hours answers count.
    pub answer_hours: u32,
    /// For how many hours the same customer is not asked again, whatever the queue; 0 = asked every time.
    pub again_hours: u32,
    /// What asks when the window is closed; without it nobody is asked then.
    pub template: Option<SurveyTemplate>,
}

/// What a customer can answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Scale {
    /// A number from 1 to 5.
    #[default]
    Five,
    /// One of three words.
    Three,
}

/// A template that asks, by the provider's name of it: each number has its own of that name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SurveyTemplate {
    /// The provider's name.
    pub name: String,
    /// The provider's language code.
    pub language: String,
    /// Its values, which have the variables of the opening text.
    pub values: Vec<TemplateParam>,
}

/// Why a customer was not asked although the queue asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SurveySkip {
    /// The window is closed and there is no template for that.
    Window,
    /// The customer has not allowed the template.
    Consent,
    /// The customer has had as many templates as the desk allows.
    Limit,
    /// The template cannot be sent: gone, paused, of another number or queue, without a value.
    Template,
}

impl Default for SurveyPolicy {
    fn default() -> Self {
        Self {
            enabled: false,
            question:
                "{name}, como foi o nosso atendimento? Responda com uma nota de 1 (muito ruim) a 5 (ótimo)."
                    .to_owned(),
            scale: Scale::Five,
            options: ["Ruim".to_owned(), "Regular".to_owned(), "Ótimo".to_owned()],
            comment: "Obrigado! Se quiser, conte em uma mensagem o que pesou na sua nota.".to_owned(),
            thanks: "Obrigado pela sua avaliação!".to_owned(),
            answer_hours: 72,
            again_hours: 24,
            template: None,
        }
    }
}

impl Scale {
    /// The stored word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Five => "five",
            Self::Three => "three",
        }
    }

    /// Reads the stored word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Five, Self::Three].into_iter().find(|scale| scale.as_str() == word)
    }

    /// The score, from 1 to 5, of what stands at `place` of the scale: of three they are 1, 3 and 5, so that all answers can
    /// be compared.
    pub const fn score(self, place: u8) -> Option<u8> {
        match (self, place) {
            (Self::Five, 1..=5) => Some(place),
            (Self::Three, 1..=3) => Some(place * 2 - 1),
            (Self::Five | Self::Three, _) => None,
        }
    }
}

impl SurveyPolicy {
    /// The whole question as a customer reads it, from its filled-in text.
    pub fn ask(&self, question: &str) -> String {
        let mut text = question.trim().to_owned();
        if self.scale == Scale::Three {
            text.push('\n');
            for (place, option) in (1..).zip(&self.options) {
                text.push_str(&format!("\n{place} – {}", option.trim()));
            }
        }
        text
    }

    /// Until when answers to a question put at `asked_at` count.
    pub fn until(&self, asked_at: Timestamp) -> Timestamp {
        asked_at.plus(HOUR.saturating_mul(i64::from(self.answer_hours)))
    }

    /// Whether a customer who was asked at `last` may be asked at `now`.
    pub fn may_ask(&self, last: Option<Timestamp>, now: Timestamp) -> bool {
        let pause = HOUR.saturating_mul(i64::from(self.again_hours));
        last.is_none_or(|last| now.since(last) >= pause)
    }

    /// # Errors
    /// The fields that are not acceptable. A question nobody sees may be anything.
    pub fn check(&self) -> Result<(), Vec<FieldError>> {
        let mut fields = Vec::new();
        let mut wrong = |field: &str, problem| fields.push(FieldError { field: field.to_owned(), problem });
        for (field, text) in
            [("question", &self.question), ("comment", &self.comment), ("thanks", &self.thanks)]
        {
            if text.chars().count() > MAX_TEXT / 2 {
                wrong(field, FieldProblem::TooLong { max: MAX_TEXT / 2 });
            }
        }
        if self.enabled && self.question.trim().is_empty() {
            wrong("question", FieldProblem::Missing);
        } else if self.enabled
            && self.scale == Scale::Five
            && !(self.question.contains('1') && self.question.contains('5'))
        {
            // Whoever is not told the ends of the scale cannot answer.
            wrong("question", FieldProblem::Malformed);
        }
        for (field, option) in ["option_1", "option_2", "option_3"].into_iter().zip(&self.options) {
            if self.scale == Scale::Three && option.trim().is_empty() {
                wrong(field, FieldProblem::Missing);
            } else if option.trim().chars().count() > MAX_OPTION {
                wrong(field, FieldProblem::TooLong { max: MAX_OPTION });
            }
        }
        if !(ANSWER_HOURS.0..=ANSWER_HOURS.1).contains(&self.answer_hours) {
            wrong("answer_hours", FieldProblem::Malformed);
        }
        if self.again_hours > MAX_AGAIN_HOURS {
            wrong("again_hours", FieldProblem::Malformed);
        }
        if fields.is_empty() { Ok(()) } else { Err(fields) }
    }
}

/// Whether a customer is asked about a ticket that ended so: not about one that was not for this desk.
pub const fn asks_after(reason: CloseReason) -> bool {
    !matches!(reason, CloseReason::NotForUs | CloseReason::Consent)
}
