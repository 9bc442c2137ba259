//! Surveys and transcripts at a ticket.

use desk_model::survey::SurveySkip;

/// See the module.
pub(crate) struct SurveyTexts {
    // In the thread.
    pub(crate) skipped: fn(SurveySkip) -> String,
    pub(crate) answered_with: fn(u8) -> String,
    // The results.
    pub(crate) title: &'static str,
    // A ticket as a document.
    pub(crate) transcript: &'static str,
    pub(crate) transcript_hint: &'static str,
    pub(crate) transcript_open: &'static str,
    pub(crate) transcript_html: &'static str,
    pub(crate) transcript_text: &'static str,
    pub(crate) transcript_notes: &'static str,
}

pub(super) static PT_BR: SurveyTexts = SurveyTexts {
    skipped: |why| {
        let why = match why {
            SurveySkip::Window => "janela fechada",
            SurveySkip::Consent => "falta o consentimento do cliente",
            SurveySkip::Limit => "o cliente já recebeu modelos demais",
            SurveySkip::Template => "o modelo não pode ser enviado",
        };
        format!("Pesquisa não enviada: {why}")
    },
    answered_with: |score| format!("Avaliação do cliente: {score} de 5"),
    title: "Satisfação",
    transcript: "Transcrição",
    transcript_hint: "O atendimento inteiro, assinado. Confira com: guiche verify ARQUIVO",
    transcript_open: "Abrir",
    transcript_html: "Baixar HTML",
    transcript_text: "Baixar texto",
    transcript_notes: "Com as notas internas",
};

pub(super) static EN: SurveyTexts = SurveyTexts {
    skipped: |why| {
        let why = match why {
            SurveySkip::Window => "window closed",
            SurveySkip::Consent => "the customer's consent is missing",
            SurveySkip::Limit => "the customer has had too many templates",
            SurveySkip::Template => "the template cannot be sent",
        };
        format!("Survey not sent: {why}")
    },
    answered_with: |score| format!("Customer's rating: {score} of 5"),
    title: "Satisfaction",
    transcript: "Transcript",
    transcript_hint: "The whole ticket, signed. Check it with: guiche verify FILE",
    transcript_open: "Open",
    transcript_html: "Download HTML",
    transcript_text: "Download text",
    transcript_notes: "With internal notes",
};
