//! The words by which a customer takes their consent back, and what they are told.

use super::limits::Guards;
use crate::access::Locale;
use crate::error::{FieldError, FieldProblem};
use serde::{Deserialize, Serialize};

/// Longest word of farewell, in characters.
pub const MAX_WORD: usize = 30;
/// Most words of one language.
pub const MAX_STOP_WORDS: usize = 20;
/// Longest text that the desk sends by itself, in characters.
const MAX_NOTICE: usize = 1_024;
/// Highest limit that makes sense.
const MAX_PER_WEEK: u32 = 1_000;

/// The words and texts of one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentWords {
    /// Any of these as the whole message takes consent back.
    pub stop: Vec<String>,
    /// What the customer is told then; empty = nothing.
    pub stopped: String,
    /// What the customer is told after confirming an opt-in; empty = nothing.
    pub confirmed: String,
}

/// How the desk deals with consent, as an administrator set it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ConsentSettings {
    /// How often customers may be written to.
    pub guards: Guards,
    /// Portuguese of Brazil.
    pub pt_br: ConsentWords,
    /// English.
    pub en: ConsentWords,
}

impl Default for ConsentSettings {
    fn default() -> Self {
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        Self {
            guards: Guards::default(),
            pt_br: ConsentWords {
                stop: words(&["PARE", "PARAR", "SAIR", "CANCELAR"]),
                stopped:
                    "Pronto: você não receberá mais mensagens iniciadas por nós. Se precisar de algo, é \
                          só escrever aqui."
                        .to_owned(),
                confirmed: "Cadastro confirmado, obrigado! Para deixar de receber, responda SAIR.".to_owned(),
            },
            en: ConsentWords {
                stop: words(&["STOP"]),
                stopped: "Done: you will no longer get messages that we begin. If you need anything, just \
                          write here."
                    .to_owned(),
                confirmed: "You are subscribed, thank you! To stop, reply STOP.".to_owned(),
            },
        }
    }
}

impl ConsentSettings {
    /// The words of a language.
    pub const fn words(&self, locale: Locale) -> &ConsentWords {
        match locale {
            Locale::PtBr => &self.pt_br,
            Locale::En => &self.en,
        }
    }

    /// Whether the whole message is a word of farewell, and in which language.
    pub fn opt_out(&self, text: &str) -> Option<Locale> {
        // Long texts are no single word; nobody has to look at them.
        if text.len() > 8 * MAX_WORD {
            return None;
        }
        let said = normalized(text);
        if said.is_empty() {
            return None;
        }
        [Locale::PtBr, Locale::En]
            .into_iter()
            .find(|locale| self.words(*locale).stop.iter().any(|word| normalized(word) == said))
    }

    /// Checks what an administrator typed; field names are `pt_br.stop`, `en.stopped`, `marketing_per_week`…
    ///
    /// # Errors
    /// The fields that are not acceptable.
    pub fn check(&self) -> Result<(), Vec<FieldError>> {
        let mut problems = Vec::new();
        let mut refuse = |field: String, problem| problems.push(FieldError { field, problem });
        for (name, words) in [("pt_br", &self.pt_br), ("en", &self.en)] {
            let empty = words.stop.iter().any(|word| normalized(word).is_empty());
            if words.stop.is_empty() {
                refuse(format!("{name}.stop"), FieldProblem::Missing);
            } else if words.stop.len() > MAX_STOP_WORDS || empty {
                refuse(format!("{name}.stop"), FieldProblem::Malformed);
            } else if words.stop.iter().any(|word| word.chars().count() > MAX_WORD) {
                refuse(format!("{name}.stop"), FieldProblem::TooLong { max: MAX_WORD });
            }
            for (text, value) in [("stopped", &words.stopped), ("confirmed", &words.confirmed)] {
                if value.chars().count() > MAX_NOTICE {
                    refuse(format!("{name}.{text}"), FieldProblem::TooLong { max: MAX_NOTICE });
                }
            }
        }
        for (field, max) in [
            ("marketing_per_week", self.guards.marketing_per_week),
            ("templates_per_week", self.guards.templates_per_week),
        ] {
            if max > MAX_PER_WEEK {
                refuse(field.to_owned(), FieldProblem::Malformed);
            }
        }
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }
}

/// A message as words of farewell are compared: lower case, without accents, blanks around it, and whatever is neither
/// letter nor digit at its end.
pub fn normalized(text: &str) -> String {
    let plain: String = text
        .chars()
        .filter(|c| !('\u{300}'..='\u{36f}').contains(c))
        .flat_map(char::to_lowercase)
        .map(without_accent)
        .collect();
    let end = plain.trim_end_matches(|c: char| !c.is_alphanumeric());
    end.split_whitespace().collect::<Vec<_>>().join(" ")
}

pub(crate) const fn without_accent(c: char) -> char {
    match c {
        'á' | 'à' | 'â' | 'ã' | 'ä' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'í' | 'ì' | 'î' | 'ï' => 'i',
        'ó' | 'ò' | 'ô' | 'õ' | 'ö' => 'o',
        'ú' | 'ù' | 'û' | 'ü' => 'u',
        'ç' => 'c',
        'ñ' => 'n',
        other => other,
    }
}
