//! Templates: their parts, their parameters, and how they will look. Cloud API, *Templates › Components*.

use crate::error::{FieldError, FieldProblem};
use crate::id::{NumberId, TemplateId};
use crate::message::Content;
use serde::{Deserialize, Serialize};

/// What a template is for; decides its price and the consent it needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Category {
    /// Promotion and anything that is not one of the others.
    Marketing,
    /// About something the customer asked for.
    Utility,
    /// One-time passwords.
    Authentication,
}

/// Whether a template may be sent. Only `Approved` may.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum TemplateStatus {
    /// May be sent.
    Approved,
    /// Being reviewed.
    Pending,
    /// Refused by Meta.
    Rejected,
    /// Paused for poor feedback.
    Paused,
    /// Disabled for good.
    Disabled,
    /// Any other word of the provider.
    Other(String),
}

impl From<String> for TemplateStatus {
    fn from(word: String) -> Self {
        match word.as_str() {
            "APPROVED" => Self::Approved,
            "PENDING" => Self::Pending,
            "REJECTED" => Self::Rejected,
            "PAUSED" => Self::Paused,
            "DISABLED" => Self::Disabled,
            _ => Self::Other(word),
        }
    }
}

impl From<TemplateStatus> for String {
    fn from(status: TemplateStatus) -> String {
        match status {
            TemplateStatus::Approved => "APPROVED".into(),
            TemplateStatus::Pending => "PENDING".into(),
            TemplateStatus::Rejected => "REJECTED".into(),
            TemplateStatus::Paused => "PAUSED".into(),
            TemplateStatus::Disabled => "DISABLED".into(),
            TemplateStatus::Other(word) => word,
        }
    }
}

/// The head of a template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "format", rename_all = "snake_case")]
pub enum Header {
    /// Text with at most one variable.
    Text {
        /// The text.
        text: String,
    },
    /// A picture, film, file or place, which must be given when sending.
    Attachment {
        /// The provider's word: `IMAGE`, `VIDEO`, `DOCUMENT`, `LOCATION`.
        kind: String,
    },
}

/// One button of a template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateButton {
    /// The provider's word: `QUICK_REPLY`, `URL`, `PHONE_NUMBER`…
    pub kind: String,
    /// What stands on it.
    pub label: String,
    /// Whether a value must be given when sending (a URL with a variable, a code to copy).
    pub needs_value: bool,
}

/// A template as the desk knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Template {
    /// Our id.
    pub id: TemplateId,
    /// The number whose account it belongs to.
    pub number: NumberId,
    /// The provider's name.
    pub name: String,
    /// The provider's language code, exact: there is no fallback (132001).
    pub language: String,
    /// What it is for.
    pub category: Category,
    /// Whether it may be sent.
    pub status: TemplateStatus,
    /// `GREEN`, `YELLOW`, `RED` or `UNKNOWN`.
    pub quality: String,
    /// Head.
    pub header: Option<Header>,
    /// Body with `{{variables}}`.
    pub body: String,
    /// Foot.
    pub footer: Option<String>,
    /// Buttons.
    pub buttons: Vec<TemplateButton>,
    /// Variables are named (`{{nome}}`) rather than counted (`{{1}}`).
    pub named: bool,
}

/// Where a variable stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// In the header text.
    Header,
    /// In the body.
    Body,
}

/// One variable with its value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateParam {
    /// Where.
    pub place: Place,
    /// `nome`, or `1`.
    pub key: String,
    /// The value; never empty, no line breaks.
    pub value: String,
}

/// Longest value the desk lets through, in characters: the whole body may have 1,024.
pub const MAX_PARAM: usize = 512;

/// The names between `{{` and `}}` in order of first appearance.
pub fn variables(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for part in pieces(text) {
        if let Piece::Variable(name) = part
            && !found.iter().any(|f| f == name)
        {
            found.push(name.to_owned());
        }
    }
    found
}

/// A text cut at its variables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Literal text.
    Text(&'a str),
    /// The name of a variable.
    Variable(&'a str),
}

/// Cuts a text at its variables, in order. What is not a well-formed variable is text.
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(close) = rest.find("}}") {
        // The nearest opening counts: in `{{ {{1}}` only the `1` is a variable.
        let open = rest[..close].rfind("{{");
        let name = open.map(|open| (open, rest[open + 2..close].trim()));
        match name {
            Some((open, name))
                if !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_') =>
            {
                if open > 0 {
                    out.push(Piece::Text(&rest[..open]));
                }
                out.push(Piece::Variable(name));
            }
            Some(_) | None => out.push(Piece::Text(&rest[..close + 2])),
        }
        rest = &rest[close + 2..];
    }
    if !rest.is_empty() {
        out.push(Piece::Text(rest));
    }
    out
}

/// Fills a text in one pass: a value that holds `{{…}}` is not expanded again. Unknown variables stay as they are.
pub fn fill(text: &str, place: Place, params: &[TemplateParam]) -> String {
    pieces(text)
        .into_iter()
        .map(|piece| match piece {
            Piece::Text(text) => text.to_owned(),
            Piece::Variable(name) => params
                .iter()
                .find(|p| p.place == place && p.key == name)
                .map_or_else(|| format!("{{{{{name}}}}}"), |p| p.value.clone()),
        })
        .collect()
}

impl Template {
    /// Every variable that must be given, header first.
    pub fn slots(&self) -> Vec<(Place, String)> {
        let header = match &self.header {
            Some(Header::Text { text }) => variables(text),
            Some(Header::Attachment { .. }) | None => Vec::new(),
        };
        header
            .into_iter()
            .map(|key| (Place::Header, key))
            .chain(variables(&self.body).into_iter().map(|key| (Place::Body, key)))
            .collect()
    }

    /// Whether it needs something the composer cannot give yet: a file in the header, a value for a button.
    pub fn needs_more_than_text(&self) -> bool {
        matches!(self.header, Some(Header::Attachment { .. })) || self.buttons.iter().any(|b| b.needs_value)
    }

    /// Whether it may be sent from the composer.
    pub fn is_usable(&self) -> bool {
        self.status == TemplateStatus::Approved && !self.needs_more_than_text()
    }

    /// Checks the values against Meta's rules before anything leaves: one for every variable, none empty, no line
    /// breaks, tabs or long runs of spaces. The field names are `header.1`, `body.nome`…
    pub fn check(&self, params: &[TemplateParam]) -> Result<(), Vec<FieldError>> {
        let mut problems = Vec::new();
        for (place, key) in self.slots() {
            let field = field_name(place, &key);
            let value = params.iter().find(|p| p.place == place && p.key == key).map(|p| p.value.as_str());
            if let Some(problem) = value_problem(value.unwrap_or_default()) {
                problems.push(FieldError { field, problem });
            }
        }
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }

    /// The template as the customer will see it.
    pub fn render(&self, params: &[TemplateParam]) -> Content {
        Content::Template {
            name: self.name.clone(),
            language: self.language.clone(),
            header: match &self.header {
                Some(Header::Text { text }) => Some(fill(text, Place::Header, params)),
                Some(Header::Attachment { .. }) | None => None,
            },
            body: fill(&self.body, Place::Body, params),
            footer: self.footer.clone(),
            buttons: self.buttons.iter().map(|b| b.label.clone()).collect(),
        }
    }
}

/// The name of a variable's field in a form.
pub fn field_name(place: Place, key: &str) -> String {
    match place {
        Place::Header => format!("header.{key}"),
        Place::Body => format!("body.{key}"),
    }
}

/// What Meta would refuse in a value.
pub fn value_problem(value: &str) -> Option<FieldProblem> {
    if value.trim().is_empty() {
        Some(FieldProblem::Missing)
    } else if value.chars().count() > MAX_PARAM {
        Some(FieldProblem::TooLong { max: MAX_PARAM })
    } else if value.contains(['\n', '\r', '\t']) || value.contains("     ") {
        Some(FieldProblem::Whitespace)
    } else {
        None
    }
}
