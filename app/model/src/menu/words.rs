//! What customers type, and what they are told.

/// Longest message in which the word alone counts, in words.
const SHORT: usize = 8;
/// Whole messages that ask for a person.
const AGENT: [&str; 8] =
    ["0", "atendente", "humano", "pessoa", "falar com humano", "falar com uma pessoa", "agent", "human"];

/// `text` without capitals, accents, signs and blanks around words, so that what people type can be compared.
pub fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars().flat_map(char::to_lowercase) {
        let c = match c {
            'á' | 'à' | 'â' | 'ã' | 'ä' | 'å' => 'a',
            'é' | 'è' | 'ê' | 'ë' => 'e',
            'í' | 'ì' | 'î' | 'ï' => 'i',
            'ó' | 'ò' | 'ô' | 'õ' | 'ö' => 'o',
            'ú' | 'ù' | 'û' | 'ü' => 'u',
            'ç' => 'c',
            'ñ' => 'n',
            // Accents that stand behind their letter.
            '\u{300}'..='\u{36f}' => continue,
            other => other,
        };
        if c.is_alphanumeric() {
            if gap && !plain.is_empty() {
                plain.push(' ');
            }
            gap = false;
            plain.push(c);
        } else {
            gap = true;
        }
    }
    plain
}

/// Whether a message asks for a person.
pub fn asks_for_agent(text: &str) -> bool {
    let said = plain(text);
    if AGENT.contains(&said.as_str()) {
        return true;
    }
    let words: Vec<&str> = said.split(' ').collect();
    words.len() <= SHORT && words.contains(&"atendente")
}

/// Fills in `{variables}` in one pass: what `value` does not know stays as it is. At most `max` characters.
pub fn fill(text: &str, max: usize, value: impl Fn(&str) -> Option<String>) -> String {
    let mut filled = String::with_capacity(text.len() + 32);
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        filled.push_str(&rest[..open]);
        rest = &rest[open..];
        let known = rest.find('}').and_then(|close| Some((value(&rest[1..close])?, close + 1)));
        let (value, taken) = known.unwrap_or_else(|| ("{".to_owned(), 1));
        filled.push_str(&value);
        rest = &rest[taken..];
    }
    filled.push_str(rest);
    let filled = filled.trim();
    match filled.char_indices().nth(max) {
        Some((end, _)) => filled[..end].trim_end().to_owned(),
        None => filled.to_owned(),
    }
}
