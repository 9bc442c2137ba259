//! Labels: coloured words put on tickets, to find and to count them.

use crate::consent::words::without_accent;
use crate::error::FieldProblem;
use crate::id::LabelId;
use serde::{Deserialize, Serialize};

/// Longest name, in characters.
pub const MAX_NAME: usize = 30;
/// Most labels on one ticket.
pub const MAX_ON_TICKET: usize = 12;
/// Most labels a desk may have, archived ones included.
pub const MAX_LABELS: usize = 300;

/// The colours offered; any other may be typed.
pub const PALETTE: [&str; 12] = [
    "#c92a2a", "#d9480f", "#e8a300", "#5c940d", "#2b8a3e", "#0b7285", "#1864ab", "#3b5bdb", "#6741d9",
    "#862e9c", "#a61e4d", "#495057",
];

/// A label.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
    /// Which.
    pub id: LabelId,
    /// What it says.
    pub name: String,
    /// Its colour, `#rrggbb`.
    pub color: String,
    /// It stays where it is and is offered no more.
    pub archived: bool,
}

/// A label with how often it is used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LabelUse {
    /// The label.
    pub label: Label,
    /// On how many tickets it is.
    pub tickets: i64,
    /// How many of them are open.
    pub open: i64,
}

/// A name as it is kept: one line, no blanks or `#` around it.
///
/// # Errors
/// Nothing is left of it, it is too long, or it holds control characters.
pub fn name(text: &str) -> Result<String, FieldProblem> {
    let name = bare(text).split_whitespace().collect::<Vec<_>>().join(" ");
    match name.chars().count() {
        0 => Err(FieldProblem::Missing),
        1..=MAX_NAME if name.chars().any(char::is_control) => Err(FieldProblem::Malformed),
        1..=MAX_NAME => Ok(name),
        _ => Err(FieldProblem::TooLong { max: MAX_NAME }),
    }
}

/// Without the signs and blanks before it.
fn bare(text: &str) -> &str {
    text.trim_start_matches(|c: char| c == '#' || c.is_whitespace())
}

/// What two names that are the same have in common: neither case nor accents matter.
pub fn key(name: &str) -> String {
    let words = bare(name).split_whitespace().collect::<Vec<_>>().join(" ");
    words.to_lowercase().chars().map(without_accent).collect()
}

/// A colour as it is kept: `#rrggbb` in small letters.
///
/// # Errors
/// It is none.
pub fn color(text: &str) -> Result<String, FieldProblem> {
    let color = text.trim().to_ascii_lowercase();
    if parts(&color).is_some() { Ok(color) } else { Err(FieldProblem::Malformed) }
}

/// The colour for a new label nobody chose one for: names spread over the palette.
pub fn color_for(name: &str) -> &'static str {
    let sum = key(name).bytes().fold(7u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(byte)));
    PALETTE.get(sum as usize % PALETTE.len()).copied().unwrap_or("#495057")
}

fn parts(color: &str) -> Option<[u8; 3]> {
    let digits = color.strip_prefix('#')?;
    if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let part = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
    Some([part(0)?, part(2)?, part(4)?])
}

/// Relative luminance (WCAG 2.2).
fn luminance(color: &str) -> f64 {
    let linear = |part: u8| {
        let share = f64::from(part) / 255.0;
        if share <= 0.040_45 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
    };
    let [red, green, blue] = parts(color).unwrap_or_default();
    0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}

/// The contrast ratio of two colours, 1 to 21 (WCAG 2.2).
pub fn contrast(one: &str, other: &str) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// The colour of words on this colour: black or white, whichever reads better. It is at least 4.5 to 1 on every colour.
pub fn ink(color: &str) -> &'static str {
    if contrast(color, "#ffffff") >= contrast(color, "#000000") { "#ffffff" } else { "#000000" }
}

/// The labels whose names begin with, or hold, what was typed; those that begin with it first.
pub fn search<'a>(labels: &'a [Label], typed: &str) -> Vec<&'a Label> {
    let wanted = key(typed);
    let mut found: Vec<(bool, String, &Label)> = labels
        .iter()
        .map(|label| (label, key(&label.name)))
        .filter(|(_, key)| key.contains(&wanted))
        .map(|(label, key)| (!key.starts_with(&wanted), key, label))
        .collect();
    found.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
    found.into_iter().map(|(_, _, label)| label).collect()
}
