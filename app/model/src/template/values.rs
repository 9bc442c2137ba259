//! What must be given when a template is sent, and whether it may leave.

use super::{ButtonKind, Header, HeaderMedia, Place, Template, TemplateParam, fill, variables};
use crate::error::{FieldError, FieldProblem};
use crate::id::UploadId;
use crate::message::{Content, SentButton, TemplateAttachment};

/// Longest value the desk lets through, in characters: the whole body may have 1,024.
pub const MAX_PARAM: usize = 512;
/// Longest end of an address, in characters.
const MAX_SUFFIX: usize = 2000;
/// Longest code to copy, in characters.
const MAX_CODE: usize = 20;
/// Longest token of a form, in characters.
const MAX_TOKEN: usize = 200;
/// Longest filled-in body (132005).
const MAX_FILLED: usize = 1024;

/// What kind of value is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Text of a variable.
    Text,
    /// A file that was uploaded.
    File(HeaderMedia),
    /// Degrees north.
    Latitude,
    /// Degrees east.
    Longitude,
    /// Name or address of a place; may be left out.
    PlaceWords,
    /// What stands in place of the variable at the end of an address.
    UrlEnd,
    /// A code to copy.
    Code,
    /// What the form hands back to us.
    FlowToken,
}

impl Need {
    /// Whether it may be left out.
    pub const fn is_optional(self) -> bool {
        matches!(self, Self::PlaceWords)
    }

    /// The most characters it may have.
    pub const fn max(self) -> usize {
        match self {
            Self::Text | Self::PlaceWords => MAX_PARAM,
            Self::File(_) => 64,
            Self::Latitude | Self::Longitude => 24,
            Self::UrlEnd => MAX_SUFFIX,
            Self::Code => MAX_CODE,
            Self::FlowToken => MAX_TOKEN,
        }
    }
}

/// One value that is needed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// Where.
    pub place: Place,
    /// Under which key.
    pub key: String,
    /// What.
    pub need: Need,
}

impl Slot {
    /// The name of its field in a form.
    pub fn field(&self) -> String {
        field_name(self.place, &self.key)
    }
}

impl Template {
    /// Every value that must or may be given, in the order of a form.
    pub fn slots(&self) -> Vec<Slot> {
        let slot = |place, key: &str, need| Slot { place, key: key.to_owned(), need };
        let text = |place, key: &String| slot(place, key, Need::Text);
        let mut slots = match &self.header {
            Some(Header::Text { text: words }) => {
                variables(words).iter().map(|key| text(Place::Header, key)).collect()
            }
            Some(Header::Media { kind }) => vec![slot(Place::File, kind.as_str(), Need::File(*kind))],
            Some(Header::Location) => vec![
                slot(Place::Location, "name", Need::PlaceWords),
                slot(Place::Location, "address", Need::PlaceWords),
                slot(Place::Location, "latitude", Need::Latitude),
                slot(Place::Location, "longitude", Need::Longitude),
            ],
            Some(Header::Other { .. }) | None => Vec::new(),
        };
        slots.extend(variables(&self.body).iter().map(|key| text(Place::Body, key)));
        for (position, button) in self.buttons.iter().enumerate().filter(|(_, b)| b.needs_value) {
            let need = match button.kind {
                ButtonKind::Url => Need::UrlEnd,
                ButtonKind::CopyCode => Need::Code,
                ButtonKind::Flow => Need::FlowToken,
                ButtonKind::QuickReply | ButtonKind::Phone | ButtonKind::Other(_) => continue,
            };
            slots.push(slot(Place::Button, &position.to_string(), need));
        }
        slots
    }

    /// Checks the values against Meta's rules before anything leaves: one for every variable, none empty, no line
    /// breaks, tabs or long runs of spaces, the whole body short enough. The field names are `header.1`, `body.nome`,
    /// `file.image`, `location.latitude`, `button.0`.
    pub fn check(&self, params: &[TemplateParam]) -> Result<(), Vec<FieldError>> {
        let mut problems = Vec::new();
        for slot in self.slots() {
            let value = params.iter().find(|p| p.place == slot.place && p.key == slot.key);
            let value = value.map(|p| p.value.as_str()).unwrap_or_default();
            if let Some(problem) = param_problem(slot.need, value) {
                problems.push(FieldError { field: slot.field(), problem });
            }
        }
        let longest = params
            .iter()
            .filter(|p| p.place == Place::Body && variables(&self.body).contains(&p.key))
            .max_by_key(|p| p.value.chars().count());
        if problems.is_empty()
            && let Some(longest) = longest
            && fill(&self.body, Place::Body, params).chars().count() > MAX_FILLED
        {
            let field = field_name(Place::Body, &longest.key);
            problems.push(FieldError { field, problem: FieldProblem::TooLong { max: MAX_FILLED } });
        }
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }

    /// The template as the customer will see it. `file` is the name of the file in its header.
    pub fn render(&self, params: &[TemplateParam], file: Option<&str>) -> Content {
        let given = |place: Place, key: &str| {
            let found = params.iter().find(|p| p.place == place && p.key == key);
            found.map(|p| p.value.trim().to_owned()).filter(|value| !value.is_empty())
        };
        let (header, attachment) = match &self.header {
            Some(Header::Text { text }) => (Some(fill(text, Place::Header, params)), None),
            Some(Header::Media { kind }) => {
                let file = TemplateAttachment::File { kind: *kind, filename: file.map(str::to_owned) };
                (None, Some(file))
            }
            Some(Header::Location) => {
                let place = TemplateAttachment::Place {
                    latitude: given(Place::Location, "latitude").unwrap_or_default(),
                    longitude: given(Place::Location, "longitude").unwrap_or_default(),
                    name: given(Place::Location, "name"),
                    address: given(Place::Location, "address"),
                };
                (None, Some(place))
            }
            Some(Header::Other { .. }) | None => (None, None),
        };
        let buttons = self.buttons.iter().enumerate().map(|(position, button)| {
            let value = given(Place::Button, &position.to_string());
            let target = match (&button.kind, value) {
                (ButtonKind::Url, Some(end)) => url_with(&button.target, &end),
                (ButtonKind::CopyCode, Some(code)) => code,
                (_, _) => button.target.clone(),
            };
            SentButton { kind: button.kind.clone(), label: button.label.clone(), target }
        });
        Content::Template {
            name: self.name.clone(),
            language: self.language.clone(),
            header,
            attachment,
            body: fill(&self.body, Place::Body, params),
            footer: self.footer.clone(),
            buttons: buttons.collect(),
            held: None,
        }
    }
}

/// An address with the value in place of its variable.
fn url_with(target: &str, end: &str) -> String {
    match target.find("{{") {
        Some(at) => format!("{}{end}", &target[..at]),
        None => target.to_owned(),
    }
}

/// The name of a value's field in a form.
pub fn field_name(place: Place, key: &str) -> String {
    let word = match place {
        Place::Header => "header",
        Place::Body => "body",
        Place::File => "file",
        Place::Location => "location",
        Place::Button => "button",
    };
    format!("{word}.{key}")
}

/// What Meta would refuse in the value of a variable.
pub fn value_problem(value: &str) -> Option<FieldProblem> {
    text_problem(value, MAX_PARAM)
}

fn text_problem(value: &str, max: usize) -> Option<FieldProblem> {
    if value.trim().is_empty() {
        Some(FieldProblem::Missing)
    } else if value.chars().count() > max {
        Some(FieldProblem::TooLong { max })
    } else if value.contains(['\n', '\r', '\t']) || value.contains("     ") {
        Some(FieldProblem::Whitespace)
    } else {
        None
    }
}

/// What is wrong with a value of that kind.
pub fn param_problem(need: Need, value: &str) -> Option<FieldProblem> {
    if need.is_optional() && value.trim().is_empty() {
        return None;
    }
    let problem = text_problem(value, need.max());
    let malformed = match need {
        Need::Text | Need::PlaceWords => false,
        Need::File(_) => value.trim().parse::<UploadId>().is_err(),
        Need::Latitude => !is_degrees(value, 90.0),
        Need::Longitude => !is_degrees(value, 180.0),
        Need::UrlEnd | Need::Code | Need::FlowToken => value.trim().chars().any(char::is_whitespace),
    };
    problem.or_else(|| malformed.then_some(FieldProblem::Malformed))
}

fn is_degrees(text: &str, limit: f64) -> bool {
    let text = text.trim();
    let plain = text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+'));
    plain && text.parse::<f64>().is_ok_and(|degrees| degrees.abs() <= limit)
}
