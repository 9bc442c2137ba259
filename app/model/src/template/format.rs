//! WhatsApp's formatting: `*bold*`, `_italic_`, `~struck~`, `` `code` `` and ```` ```block``` ````, as the phone shows it.

use super::{Piece, pieces};

/// How a run of text looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Style {
    /// Bold.
    pub bold: bool,
    /// Italic.
    pub italic: bool,
    /// Struck through.
    pub strike: bool,
    /// All letters equally wide.
    pub mono: bool,
}

/// Whether a run stands in place of a variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Slotted {
    /// It stands in the template.
    #[default]
    No,
    /// It is the value of a variable.
    Filled,
    /// It is the name of a variable nobody has given a value for.
    Empty,
}

/// Text that looks the same throughout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// The text, without marks.
    pub text: String,
    /// How it looks.
    pub style: Style,
    /// Whether it stands in place of a variable.
    pub slot: Slotted,
}

#[derive(Clone, Copy)]
struct Mark {
    letter: char,
    style: Style,
    slot: Slotted,
    gone: bool,
}

/// A text with its variables filled in by `value`, cut where its look changes. Nothing is lost but the marks themselves.
pub fn runs(text: &str, value: impl Fn(&str) -> Option<String>) -> Vec<Run> {
    let mut marks: Vec<Mark> = Vec::with_capacity(text.len());
    for piece in pieces(text) {
        match piece {
            Piece::Text(text) => push(&mut marks, text, Slotted::No),
            Piece::Variable(name) => match value(name).filter(|value| !value.trim().is_empty()) {
                Some(value) => push(&mut marks, &value, Slotted::Filled),
                None => push(&mut marks, name, Slotted::Empty),
            },
        }
    }
    cut(marks)
}

/// A text without variables, cut where its look changes.
pub fn styled(text: &str) -> Vec<Run> {
    let mut marks: Vec<Mark> = Vec::with_capacity(text.len());
    push(&mut marks, text, Slotted::No);
    cut(marks)
}

fn push(marks: &mut Vec<Mark>, text: &str, slot: Slotted) {
    let style = Style::default();
    marks.extend(text.chars().map(|letter| Mark { letter, style, slot, gone: false }));
}

fn cut(mut marks: Vec<Mark>) -> Vec<Run> {
    fence(&mut marks);
    pair(&mut marks, '`', |style| style.mono = true);
    pair(&mut marks, '*', |style| style.bold = true);
    pair(&mut marks, '_', |style| style.italic = true);
    pair(&mut marks, '~', |style| style.strike = true);
    let mut runs: Vec<Run> = Vec::new();
    for mark in marks.iter().filter(|mark| !mark.gone) {
        match runs.last_mut() {
            Some(run) if run.style == mark.style && run.slot == mark.slot => run.text.push(mark.letter),
            Some(_) | None => {
                runs.push(Run { text: mark.letter.to_string(), style: mark.style, slot: mark.slot });
            }
        }
    }
    runs
}

/// Three backquotes, over line breaks too.
fn fence(marks: &mut [Mark]) {
    let is_fence = |marks: &[Mark], at: usize| {
        marks.get(at..at + 3).is_some_and(|three| three.iter().all(|m| m.letter == '`' && !m.gone))
    };
    let mut at = 0;
    while at + 3 <= marks.len() {
        let close = is_fence(marks, at)
            .then(|| (at + 4..marks.len()).find(|close| is_fence(marks, *close)))
            .flatten();
        let Some(close) = close else {
            at += 1;
            continue;
        };
        for (place, mark) in marks.iter_mut().enumerate().take(close + 3).skip(at) {
            mark.gone = place < at + 3 || place >= close;
            mark.style.mono = true;
        }
        at = close + 3;
    }
}

/// One sign around text: at the edge of words, on one line, with no blank on its inside.
fn pair(marks: &mut [Mark], sign: char, set: impl Fn(&mut Style)) {
    let is_sign = |mark: &Mark| mark.letter == sign && !mark.gone && !mark.style.mono;
    let outside = |mark: Option<&Mark>| mark.is_none_or(|mark| !mark.letter.is_alphanumeric());
    let inside = |mark: Option<&Mark>| mark.is_some_and(|m| !m.letter.is_whitespace() && m.letter != sign);
    let mut at = 0;
    while at < marks.len() {
        let opens = is_sign(&marks[at])
            && outside(at.checked_sub(1).and_then(|before| marks.get(before)))
            && inside(marks.get(at + 1));
        let close = opens
            .then(|| {
                (at + 2..marks.len()).take_while(|place| marks[*place].letter != '\n').find(|place| {
                    is_sign(&marks[*place]) && inside(marks.get(place - 1)) && outside(marks.get(place + 1))
                })
            })
            .flatten();
        let Some(close) = close else {
            at += 1;
            continue;
        };
        for mark in &mut marks[at + 1..close] {
            set(&mut mark.style);
        }
        marks[at].gone = true;
        marks[close].gone = true;
        at = close + 1;
    }
}
