//! What is said in documents about a line of a thread.

use desk_model::Locale;

/// The texts about it in one language.
pub(crate) struct TranscriptTexts {
    pub(crate) opened: fn(&str) -> String,
    pub(crate) in_reply_to: fn(&str) -> String,
    pub(crate) said_before: fn(&str) -> String,
    pub(crate) taken_back: &'static str,
    pub(crate) not_delivered: &'static str,
    pub(crate) reacted: fn(&str, bool) -> String,
}

static PT_BR: TranscriptTexts = TranscriptTexts {
    opened: |protocol| format!("Atendimento aberto: {protocol}"),
    in_reply_to: |text| format!("Em resposta a: {text}"),
    said_before: |text| format!("Antes de editar: {text}"),
    taken_back: "Apagada por quem enviou",
    not_delivered: "Não entregue",
    reacted: |emoji, customer| {
        let who = if customer { "do cliente" } else { "nossa" };
        format!("Reação {who}: {emoji}")
    },
};

static EN: TranscriptTexts = TranscriptTexts {
    opened: |protocol| format!("Ticket opened: {protocol}"),
    in_reply_to: |text| format!("In reply to: {text}"),
    said_before: |text| format!("Before it was edited: {text}"),
    taken_back: "Deleted by the sender",
    not_delivered: "Not delivered",
    reacted: |emoji, customer| {
        let who = if customer { "The customer's" } else { "Our" };
        format!("{who} reaction: {emoji}")
    },
};

/// The texts of a language.
pub(crate) const fn of(locale: Locale) -> &'static TranscriptTexts {
    match locale {
        Locale::PtBr => &PT_BR,
        Locale::En => &EN,
    }
}
