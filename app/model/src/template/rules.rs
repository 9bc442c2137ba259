//! Meta's rules on a new or changed template (*Templates › Components*, *Template review*), checked while it is typed.

use super::{ButtonKind, Category, DraftButton, DraftHeader, Piece, TemplateDraft, pieces, variables};
use crate::error::{FieldError, FieldProblem};
use serde::{Deserialize, Serialize};

/// Longest name, in characters.
pub const MAX_NAME: usize = 512;
/// Longest header text, in characters.
pub const MAX_HEADER: usize = 60;
/// Longest body, in characters.
pub const MAX_BODY: usize = 1024;
/// Longest footer, in characters.
pub const MAX_FOOTER: usize = 60;
/// Longest label of a button, in characters.
pub const MAX_LABEL: usize = 25;
/// Longest address of a button, in characters.
pub const MAX_URL: usize = 2000;
/// Most buttons.
pub const MAX_BUTTONS: usize = 10;
/// Longest phone number of a button, in characters.
const MAX_PHONE: usize = 20;
/// Longest code to copy, in characters.
const MAX_CODE: usize = 20;

/// A rule a template breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_family = "wasm", serde(rename = "#rule"))]
#[cfg_attr(not(target_family = "wasm"), serde(tag = "rule"))]
#[serde(rename_all = "snake_case")]
pub enum TemplateRule {
    /// A name has lower case letters, digits and underscores only.
    NameLetters,
    /// The name was deleted less than 30 days ago.
    NameBlocked,
    /// A text neither begins nor ends with a variable.
    Edges,
    /// Between two variables stands text.
    Adjacent,
    /// Counted variables go 1, 2, 3… without gaps.
    Counting,
    /// Named variables have lower case letters, digits and underscores, and begin with a letter.
    Naming,
    /// At most one variable here.
    OneVariable,
    /// No variables here.
    NoVariables,
    /// One line only.
    OneLine,
    /// No formatting here.
    Plain,
    /// At most so many of this kind.
    TooMany {
        /// The limit.
        max: usize,
    },
    /// Quick replies stand together.
    Apart,
    /// Begins with `https://` or `http://`, without blanks.
    Address,
    /// The variable of an address is its end.
    AddressEnd,
    /// A phone number with country code.
    Phone,
    /// The number of a form.
    Flow,
    /// Few words for so many variables: Meta may refuse it.
    FewWords,
    /// Changed too often: an approved one once a day and ten times in 30 days.
    TooOften,
    /// What its state now does not allow to be changed.
    Locked,
}

impl TemplateDraft {
    /// Everything Meta would refuse. Field names: `name`, `language`, `category`, `header`, `body`, `footer`, `buttons`,
    /// `button.0.label`, `button.0.target`, and `example.` before the field of each example.
    pub fn check(&self) -> Vec<FieldError> {
        let mut found = Found::default();
        self.check_head(&mut found);
        self.check_header(&mut found);
        self.check_body(&mut found);
        self.check_footer(&mut found);
        self.check_buttons(&mut found);
        found.0
    }

    /// What Meta may dislike without saying so at once.
    pub fn warnings(&self) -> Vec<FieldError> {
        let mut found = Found::default();
        let names = variables(&self.body).len();
        let words: usize = pieces(&self.body)
            .iter()
            .map(|piece| match piece {
                Piece::Text(text) => {
                    text.split_whitespace().filter(|w| w.chars().any(char::is_alphanumeric)).count()
                }
                Piece::Variable(_) => 0,
            })
            .sum();
        if names > 0 && words < 2 * names + 1 {
            found.rule("body", TemplateRule::FewWords);
        }
        found.0
    }

    fn check_head(&self, found: &mut Found) {
        let name = self.name.trim();
        let legal = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
        if found.length("name", name, MAX_NAME) && !name.bytes().all(legal) {
            found.rule("name", TemplateRule::NameLetters);
        }
        if !is_language(self.language.trim()) {
            found.add("language", FieldProblem::Malformed);
        }
        // Their text is Meta's own: they are made in Meta's manager.
        if self.category == Category::Authentication {
            found.add("category", FieldProblem::Malformed);
        }
    }

    fn check_header(&self, found: &mut Found) {
        match &self.header {
            DraftHeader::None | DraftHeader::Location => {}
            DraftHeader::Media { example, .. } => {
                if example.is_none() {
                    found.add("example.header", FieldProblem::Missing);
                }
            }
            DraftHeader::Text { text } => {
                let text = text.trim();
                if !found.length("header", text, MAX_HEADER) {
                    return;
                }
                let names = variables(text);
                let literal = |sign: char| {
                    pieces(text).iter().any(|piece| matches!(piece, Piece::Text(text) if text.contains(sign)))
                };
                if text.contains(['\n', '\r']) {
                    found.rule("header", TemplateRule::OneLine);
                } else if names.len() > 1 {
                    found.rule("header", TemplateRule::OneVariable);
                } else if ['*', '~', '`'].into_iter().any(literal) {
                    found.rule("header", TemplateRule::Plain);
                } else if found.names("header", &names, self.named) {
                    self.examples_of("header", &names, found);
                }
            }
        }
    }

    fn check_body(&self, found: &mut Found) {
        let body = self.body.trim();
        if !found.length("body", body, MAX_BODY) {
            return;
        }
        let parts = pieces(body);
        let names = variables(body);
        let is_variable = |piece: Option<&Piece<'_>>| matches!(piece, Some(Piece::Variable(_)));
        if is_variable(parts.first()) || is_variable(parts.last()) {
            return found.rule("body", TemplateRule::Edges);
        }
        if touching(&parts) {
            return found.rule("body", TemplateRule::Adjacent);
        }
        if found.names("body", &names, self.named) {
            self.examples_of("body", &names, found);
        }
    }

    fn check_footer(&self, found: &mut Found) {
        let footer = self.footer.trim();
        if footer.is_empty() {
            return;
        }
        if found.length("footer", footer, MAX_FOOTER) {
            if !variables(footer).is_empty() {
                found.rule("footer", TemplateRule::NoVariables);
            } else if footer.contains(['\n', '\r']) {
                found.rule("footer", TemplateRule::OneLine);
            }
        }
    }

    fn check_buttons(&self, found: &mut Found) {
        let of = |kind: &ButtonKind| self.buttons.iter().filter(|b| b.kind == *kind).count();
        let limits =
            [(ButtonKind::Url, 2), (ButtonKind::Phone, 1), (ButtonKind::CopyCode, 1), (ButtonKind::Flow, 1)];
        let over = limits.into_iter().find(|(kind, max)| of(kind) > *max).map(|(_, max)| max);
        let quick: Vec<bool> = self.buttons.iter().map(|b| b.kind == ButtonKind::QuickReply).collect();
        if self.buttons.len() > MAX_BUTTONS {
            found.rule("buttons", TemplateRule::TooMany { max: MAX_BUTTONS });
        } else if let Some(max) = over {
            found.rule("buttons", TemplateRule::TooMany { max });
        } else if quick.windows(2).filter(|pair| pair[0] != pair[1]).count() > 1 {
            found.rule("buttons", TemplateRule::Apart);
        }
        for (position, button) in self.buttons.iter().enumerate() {
            self.check_button(position, button, found);
        }
    }

    fn check_button(&self, position: usize, button: &DraftButton, found: &mut Found) {
        let label = format!("button.{position}.label");
        let text = button.label.trim();
        if found.length(&label, text, MAX_LABEL) {
            if !variables(text).is_empty() {
                found.rule(&label, TemplateRule::NoVariables);
            } else if text.contains(['\n', '\r']) {
                found.rule(&label, TemplateRule::OneLine);
            }
        }
        let field = format!("button.{position}.target");
        let target = button.target.trim();
        match &button.kind {
            ButtonKind::QuickReply => {}
            ButtonKind::Url => {
                if !found.length(&field, target, MAX_URL) {
                    return;
                }
                let names = variables(target);
                let host = target.strip_prefix("https://").or_else(|| target.strip_prefix("http://"));
                let host_ok = host.is_some_and(|host| host.starts_with(|c: char| c.is_alphanumeric()));
                if !host_ok || target.chars().any(char::is_whitespace) {
                    found.rule(&field, TemplateRule::Address);
                } else if names.len() > 1 {
                    found.rule(&field, TemplateRule::OneVariable);
                } else if !names.is_empty() && (!target.ends_with("}}") || names != ["1"]) {
                    found.rule(&field, TemplateRule::AddressEnd);
                } else if !names.is_empty() {
                    self.example(&format!("button.{position}"), MAX_URL, found);
                }
            }
            ButtonKind::Phone => {
                let digits = target.chars().filter(char::is_ascii_digit).count();
                let signs =
                    target.chars().all(|c| c.is_ascii_digit() || matches!(c, '+' | ' ' | '-' | '(' | ')'));
                if found.length(&field, target, MAX_PHONE) && (!signs || !(8..=15).contains(&digits)) {
                    found.rule(&field, TemplateRule::Phone);
                }
            }
            ButtonKind::CopyCode => self.example(&format!("button.{position}"), MAX_CODE, found),
            ButtonKind::Flow => {
                if target.is_empty() || !target.bytes().all(|b| b.is_ascii_digit()) {
                    found.rule(&field, TemplateRule::Flow);
                }
            }
            ButtonKind::Other(_) => found.add(&field, FieldProblem::Malformed),
        }
    }

    fn examples_of(&self, place: &str, names: &[String], found: &mut Found) {
        for name in names {
            self.example(&format!("{place}.{name}"), super::MAX_PARAM, found);
        }
    }

    fn example(&self, field: &str, max: usize, found: &mut Found) {
        let value = self.examples.get(field).map(String::as_str).unwrap_or_default();
        found.length(&format!("example.{field}"), value.trim(), max);
    }
}

#[derive(Default)]
struct Found(Vec<FieldError>);

impl Found {
    fn add(&mut self, field: &str, problem: FieldProblem) {
        self.0.push(FieldError { field: field.to_owned(), problem });
    }

    fn rule(&mut self, field: &str, rule: TemplateRule) {
        self.add(field, FieldProblem::Template(rule));
    }

    /// Notes a text that is absent or too long; tells whether it is neither.
    fn length(&mut self, field: &str, text: &str, max: usize) -> bool {
        if text.is_empty() {
            self.add(field, FieldProblem::Missing);
        } else if text.chars().count() > max {
            self.add(field, FieldProblem::TooLong { max });
        } else {
            return true;
        }
        false
    }

    /// Notes variables that are not as Meta wants them; tells whether they are.
    fn names(&mut self, field: &str, names: &[String], named: bool) -> bool {
        let legal = |name: &String| {
            name.starts_with(|c: char| c.is_ascii_lowercase())
                && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
        };
        let right = if named {
            names.iter().all(legal)
        } else {
            names.iter().enumerate().all(|(i, name)| *name == (i + 1).to_string())
        };
        if !right {
            self.rule(field, if named { TemplateRule::Naming } else { TemplateRule::Counting });
        }
        right
    }
}

/// Whether nothing but blanks stands between two variables.
fn touching(parts: &[Piece<'_>]) -> bool {
    let mut after_variable = false;
    for piece in parts {
        match piece {
            Piece::Variable(_) if after_variable => return true,
            Piece::Variable(_) => after_variable = true,
            Piece::Text(text) => after_variable &= text.trim().is_empty(),
        }
    }
    false
}

fn is_language(code: &str) -> bool {
    let (language, country) = code.split_once('_').map_or((code, None), |(l, c)| (l, Some(c)));
    (2..=3).contains(&language.len())
        && language.bytes().all(|b| b.is_ascii_lowercase())
        && country.is_none_or(|c| c.len() == 2 && c.bytes().all(|b| b.is_ascii_uppercase()))
}
