//! Why messages fail, in words an agent can act on.

mod en;
mod pt_br;

pub(super) use en::EN;
pub(super) use pt_br::PT_BR;

use desk_model::autopsy::{AttemptOutcome, Cause, ResendRefusal};
use desk_model::message::SendFailure;

/// The texts about failed messages.
pub(crate) struct AutopsyTexts {
    /// What happened, and what to do or to know about it.
    pub(crate) cause: fn(Cause) -> (&'static str, &'static str),
    pub(crate) resync: &'static str,
    pub(crate) resend_anyway: &'static str,
    pub(crate) reconnect: &'static str,
    pub(crate) fix_and_resend: &'static str,
    pub(crate) see_number: &'static str,
    pub(crate) call_admin: &'static str,
    pub(crate) admin_note_copied: &'static str,
    pub(crate) ask_for_phone: &'static str,
    /// Put into the composer, to the customer.
    pub(crate) phone_question: &'static str,
    pub(crate) resent: &'static str,
    pub(crate) new_attempt: &'static str,
    pub(crate) details: &'static str,
    pub(crate) code: &'static str,
    pub(crate) provider_words: &'static str,
    pub(crate) trace: &'static str,
    pub(crate) attempts: &'static str,
    pub(crate) no_attempts: &'static str,
    pub(crate) outcome: fn(AttemptOutcome) -> &'static str,
    /// Sending again is possible after this span.
    pub(crate) resend_in: fn(&str) -> String,
    /// The outcome is unknown; until when a status is waited for.
    pub(crate) outcome_pending: fn(Option<&str>) -> String,
    /// What an agent passes on: number, what happened, code.
    pub(crate) admin_note: fn(&str, &str, i64) -> String,
    /// Why sending again was refused.
    pub(crate) refusal: fn(ResendRefusal) -> &'static str,
    /// What the provider said when it refused something.
    pub(crate) refused: fn(&str, i64) -> String,
}

impl AutopsyTexts {
    /// A refusal of the provider in a sentence.
    pub(crate) fn provider(&self, failure: &SendFailure) -> String {
        let (what, _) = (self.cause)(desk_model::autopsy::autopsy(failure.code).cause);
        (self.refused)(what, failure.code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use desk_model::autopsy::{TABLE, autopsy};
    use std::collections::BTreeSet;

    /// Every code, the ends of every range and codes nobody knows are told in both languages, each cause in its own words.
    #[test]
    fn every_code_has_its_words_in_both_languages() {
        let codes = TABLE.iter().flat_map(|(from, to, ..)| [*from, *to]).chain([7, 131_999]);
        let causes: BTreeSet<Cause> = codes.map(|code| autopsy(code).cause).collect();
        for texts in [&PT_BR, &EN] {
            let mut heads = BTreeSet::new();
            for cause in &causes {
                let (what, hint) = (texts.cause)(*cause);
                assert!(what.ends_with('.') && hint.ends_with('.'), "{cause:?}: {what} {hint}");
                assert!(heads.insert(what), "{cause:?} says the same as another: {what}");
            }
        }
        for cause in &causes {
            assert_ne!((PT_BR.cause)(*cause), (EN.cause)(*cause), "{cause:?} is not translated");
        }
    }

    #[test]
    fn a_refusal_of_the_provider_names_its_code() {
        let failure = SendFailure { code: 190, detail: String::new() };
        assert_eq!(PT_BR.provider(&failure), "A Meta recusou: Canal desconectado. (erro 190)");
        assert!(
            EN.provider(&SendFailure { code: -4, detail: String::new() }).starts_with("No answer from Meta.")
        );
    }
}
