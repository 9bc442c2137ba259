//! Texts with variables.

use super::{Place, TemplateParam};

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
