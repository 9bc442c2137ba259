//! The words of the document.

use desk_model::Locale;

pub(super) struct Texts {
    pub(super) title: &'static str,
    /// How files are called.
    pub(super) file: &'static str,
    pub(super) protocol: &'static str,
    pub(super) customer: &'static str,
    pub(super) addresses: &'static str,
    pub(super) number: &'static str,
    pub(super) queue: &'static str,
    pub(super) agent: &'static str,
    pub(super) nobody: &'static str,
    pub(super) opened: &'static str,
    pub(super) closed: &'static str,
    pub(super) still_open: &'static str,
    pub(super) notes: &'static str,
    pub(super) included: &'static str,
    pub(super) left_out: &'static str,
    pub(super) made: &'static str,
    pub(super) zone: &'static str,
    pub(super) lines: &'static str,
    pub(super) empty: &'static str,
    pub(super) signature: &'static str,
    pub(super) check: &'static str,
    /// How instants are written.
    pub(super) instant: &'static str,
}

static PT_BR: Texts = Texts {
    title: "Transcrição do atendimento",
    file: "transcricao",
    protocol: "Protocolo",
    customer: "Cliente",
    addresses: "Telefone",
    number: "Número",
    queue: "Fila",
    agent: "Atendente",
    nobody: "ninguém",
    opened: "Aberto em",
    closed: "Encerrado em",
    still_open: "em aberto",
    notes: "Notas internas",
    included: "incluídas",
    left_out: "não incluídas",
    made: "Emitido em",
    zone: "Fuso horário",
    lines: "Mensagens",
    empty: "Nenhuma mensagem.",
    signature: "Assinatura (HMAC-SHA256)",
    check: "Guarde o arquivo como foi baixado. Para conferir: guiche verify ARQUIVO",
    instant: "%d/%m/%Y %H:%M:%S",
};

static EN: Texts = Texts {
    title: "Transcript of the ticket",
    file: "transcript",
    protocol: "Protocol",
    customer: "Customer",
    addresses: "Phone",
    number: "Number",
    queue: "Queue",
    agent: "Agent",
    nobody: "nobody",
    opened: "Opened",
    closed: "Closed",
    still_open: "still open",
    notes: "Internal notes",
    included: "included",
    left_out: "not included",
    made: "Made on",
    zone: "Time zone",
    lines: "Messages",
    empty: "No message.",
    signature: "Signature (HMAC-SHA256)",
    check: "Keep the file as it was downloaded. To check it: guiche verify FILE",
    instant: "%Y-%m-%d %H:%M:%S",
};

/// The words of a language.
pub(super) const fn of(locale: Locale) -> &'static Texts {
    match locale {
        Locale::PtBr => &PT_BR,
        Locale::En => &EN,
    }
}
