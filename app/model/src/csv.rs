//! Tables of text, as spreadsheets read and write them: taken apart with the line of each record, written so that no
//! spreadsheet takes a cell for a formula.

use crate::access::Locale;

/// A table, taken apart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sheet {
    /// The names of the columns.
    pub header: Vec<String>,
    /// Everything below, each with the line of the file it begins in, from 1.
    pub lines: Vec<(usize, Vec<String>)>,
}

/// Takes a table apart. The first line names the columns; `,`, `;` or tab part them. Empty lines are left out.
pub fn sheet(text: &str) -> Sheet {
    let text = text.trim_start_matches('\u{feff}');
    let separator = separator(text);
    let mut records = records(text, separator);
    records.retain(|(_, cells)| cells.iter().any(|cell| !cell.trim().is_empty()));
    // What Excel puts first to say how it parts columns.
    if records.first().is_some_and(|(_, cells)| plain(&cells[0]).starts_with("sep=")) {
        records.remove(0);
    }
    let mut records = records.into_iter();
    let header = records.next().map(|(_, cells)| cells).unwrap_or_default();
    let lines = records.map(|(line, cells)| (line, cells.into_iter().map(unguarded).collect())).collect();
    Sheet { header, lines }
}

/// Small letters without accents.
pub(crate) fn plain(text: &str) -> String {
    let letters = text.trim().to_lowercase();
    letters
        .chars()
        .map(|c| match c {
            'á' | 'à' | 'â' | 'ã' => 'a',
            'é' | 'ê' => 'e',
            'í' => 'i',
            'ó' | 'ô' | 'õ' => 'o',
            'ú' => 'u',
            'ç' => 'c',
            other => other,
        })
        .collect()
}

/// The text of a file: UTF-8, with or without a byte order mark, else as old spreadsheets write it (Windows-1252, of which only
/// what it shares with Latin-1 is needed).
pub fn decode(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.trim_start_matches('\u{feff}').to_owned(),
        Err(_) => bytes.iter().map(|byte| char::from(*byte)).collect(),
    }
}

/// What parts the columns: the sign that stands most often in the first line.
fn separator(text: &str) -> char {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    if let Some(told) = first.trim().strip_prefix("sep=").and_then(|rest| rest.chars().next()) {
        return told;
    }
    let count = |sign: char| first.matches(sign).count();
    // `max_by_key` takes the last of equals: the comma.
    ['\t', ';', ','].into_iter().max_by_key(|sign| count(*sign)).unwrap_or(',')
}

/// The records with the line each begins in. Cells in quotes may hold separators and line breaks.
fn records(text: &str, separator: char) -> Vec<(usize, Vec<String>)> {
    let mut records = Vec::new();
    let (mut cells, mut cell) = (Vec::new(), String::new());
    let (mut line, mut begun, mut quoted) = (1usize, 1usize, false);
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '"' if quoted && rest.peek() == Some(&'"') => {
                rest.next();
                cell.push('"');
            }
            '"' if quoted => quoted = false,
            '"' if cell.is_empty() => quoted = true,
            '\r' if !quoted && rest.peek() == Some(&'\n') => {}
            '\n' | '\r' if !quoted => {
                cells.push(std::mem::take(&mut cell));
                records.push((begun, std::mem::take(&mut cells)));
                line += 1;
                begun = line;
            }
            c if c == separator && !quoted => cells.push(std::mem::take(&mut cell)),
            c => {
                line += usize::from(c == '\n');
                cell.push(c);
            }
        }
    }
    if !cell.is_empty() || !cells.is_empty() {
        cells.push(cell);
        records.push((begun, cells));
    }
    records
}

/// What a spreadsheet would take for the beginning of a formula, and the sign that guards against it.
const FORMULA: [char; 7] = ['=', '+', '-', '@', '\t', '\r', '\''];

fn unguarded(cell: String) -> String {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(FORMULA) => rest.to_owned(),
        Some(_) | None => cell,
    }
}

/// One cell as it is written: never a formula, in quotes where it must be.
pub fn cell(text: &str, separator: char) -> String {
    let guarded = if text.starts_with(FORMULA) { format!("'{text}") } else { text.to_owned() };
    if guarded.contains([separator, '"', '\n', '\r']) || guarded.trim() != guarded {
        format!("\"{}\"", guarded.replace('"', "\"\""))
    } else {
        guarded
    }
}

/// What parts columns where people write decimals like that.
pub const fn separator_of(locale: Locale) -> char {
    match locale {
        Locale::PtBr => ';',
        Locale::En => ',',
    }
}

/// A table for the spreadsheets of people who read `locale`.
pub fn write(header: &[&str], rows: impl IntoIterator<Item = Vec<String>>, locale: Locale) -> String {
    let separator = separator_of(locale);
    let parted = separator.to_string();
    // The mark tells old spreadsheets that this is UTF-8.
    let mut text = String::from("\u{feff}");
    let mut line = |cells: Vec<String>| {
        text.push_str(&cells.join(&parted));
        text.push_str("\r\n");
    };
    line(header.iter().map(|name| cell(name, separator)).collect());
    for row in rows {
        line(row.iter().map(|text| cell(text, separator)).collect());
    }
    text
}
