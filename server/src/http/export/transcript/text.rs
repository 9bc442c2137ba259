//! The document as plain text. What people wrote is indented, so that nothing they write looks like a part of the document.

use super::Document;
use std::fmt::Write;

const RULE: &str = "----------------------------------------------------------------------";

/// The whole text; the signature goes behind the mark in its last but one line.
pub(super) fn text(document: &Document, mark: &str) -> String {
    let t = document.t;
    let mut out = format!("{}\n{}\n\n", t.title, one_line(&document.desk));
    for (name, value) in &document.head {
        let _ = writeln!(out, "{name}: {}", one_line(value));
    }
    let _ = writeln!(out, "\n{RULE}");
    if document.lines.is_empty() {
        let _ = writeln!(out, "\n{}", t.empty);
    }
    for line in &document.lines {
        let _ = writeln!(out, "\n{} | {}", line.at, one_line(&line.who));
        for words in std::iter::once(&line.words.body).chain(&line.words.remarks) {
            for row in words.lines() {
                let _ = writeln!(out, "    {}", one_line(row));
            }
        }
    }
    let _ = write!(out, "\n{RULE}\n{}: {mark}\n{}\n", t.signature, t.check);
    out
}

/// No line breaks, and nothing that a terminal obeys or that turns the direction of reading.
fn one_line(text: &str) -> String {
    let tame = |c: char| match c {
        '\t' => ' ',
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}' => '\u{fffd}',
        c if c.is_control() => '\u{fffd}',
        c => c,
    };
    text.chars().map(tame).collect()
}

#[cfg(test)]
mod tests {
    use super::one_line;

    #[test]
    fn nothing_breaks_out_of_its_line() {
        assert_eq!(one_line("a\nb\r\u{1b}[31m\u{202e}\t✓ção"), "a\u{fffd}b\u{fffd}\u{fffd}[31m\u{fffd} ✓ção");
    }
}
