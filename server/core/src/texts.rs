//! The texts a queue sends by itself, with their variables.

use desk_model::message::MAX_TEXT;

/// What the variables stand for.
pub(crate) struct TextFacts<'a> {
    /// `{protocol}`, as it is shown.
    pub(crate) protocol: &'a str,
    /// `{name}`: the customer.
    pub(crate) name: &'a str,
    /// `{queue}`.
    pub(crate) queue: &'a str,
    /// `{desk}`.
    pub(crate) desk: &'a str,
}

/// Fills in a text in one pass: a customer called `{protocol}` stays `{protocol}`. Unknown variables stay as they are. The
/// result is no longer than a message may be; empty means that nothing is sent.
pub(crate) fn fill(text: &str, facts: &TextFacts<'_>) -> String {
    let mut filled = String::with_capacity(text.len() + 32);
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        filled.push_str(&rest[..open]);
        rest = &rest[open..];
        let value = rest.find('}').and_then(|close| {
            let value = match &rest[1..close] {
                "protocol" => facts.protocol,
                "name" => facts.name,
                "queue" => facts.queue,
                "desk" => facts.desk,
                _ => return None,
            };
            Some((value, close + 1))
        });
        let (value, taken) = value.unwrap_or(("{", 1));
        filled.push_str(value);
        rest = &rest[taken..];
    }
    filled.push_str(rest);
    let filled = filled.trim();
    match filled.char_indices().nth(MAX_TEXT) {
        Some((end, _)) => filled[..end].to_owned(),
        None => filled.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{MAX_TEXT, TextFacts, fill};

    const FACTS: TextFacts<'_> =
        TextFacts { protocol: "20261121-000042-7", name: "Zé {desk}", queue: "Vendas", desk: "Guichê" };

    #[test]
    fn every_variable_is_filled_in_once() {
        assert_eq!(
            fill("{name}: {protocol} na fila {queue} de {desk}.", &FACTS),
            "Zé {desk}: 20261121-000042-7 na fila Vendas de Guichê."
        );
    }

    #[test]
    fn what_is_no_variable_stays() {
        for text in ["{", "}", "{}", "{{x}", "a { b } c", "{nome}", "{{{", "ç{ã"] {
            assert_eq!(fill(text, &FACTS), text);
        }
        assert_eq!(fill("{{queue}}", &FACTS), "{Vendas}");
    }

    #[test]
    fn the_result_fits_into_a_message() {
        let long = "ã".repeat(MAX_TEXT + 10);
        assert_eq!(fill(&long, &FACTS).chars().count(), MAX_TEXT);
        assert_eq!(fill(" \n ", &FACTS), "");
    }
}
