//! What the opt-in page says, in both languages.

use desk_model::consent::Purpose;
use desk_model::{DeskError, Locale};

/// The fixed texts of a language.
pub(super) struct Texts {
    pub(super) lead: &'static str,
    pub(super) phone: &'static str,
    pub(super) phone_hint: &'static str,
    pub(super) go: &'static str,
    pub(super) step_one: &'static str,
    pub(super) step_two: &'static str,
    pub(super) open: &'static str,
    pub(super) scan: &'static str,
    pub(super) qr: &'static str,
    pub(super) expires: &'static str,
    pub(super) unknown: &'static str,
    pub(super) languages: &'static str,
    locale: Locale,
}

static PT_BR: Texts = Texts {
    lead: "Receba mensagens pelo WhatsApp",
    phone: "Seu telefone com WhatsApp",
    phone_hint: "Com DDD. De fora do Brasil, comece com + e o código do país.",
    go: "Continuar",
    step_one: "Abra o WhatsApp neste telefone.",
    step_two: "Envie esta mensagem como está, a partir do número que você digitou:",
    open: "Abrir o WhatsApp",
    scan: "Em outro aparelho? Aponte a câmera do celular.",
    qr: "QR code que abre o WhatsApp com a mensagem pronta",
    expires: "O código vale por 24 horas e uma única vez. Sem essa mensagem, nada é enviado a você.",
    unknown: "Página não encontrada",
    languages: "Idioma",
    locale: Locale::PtBr,
};

static EN: Texts = Texts {
    lead: "Get messages on WhatsApp",
    phone: "Your phone number with WhatsApp",
    phone_hint: "With area code. From outside Brazil, begin with + and the country code.",
    go: "Continue",
    step_one: "Open WhatsApp on this phone.",
    step_two: "Send this message as it is, from the number you typed:",
    open: "Open WhatsApp",
    scan: "On another device? Point your phone's camera here.",
    qr: "QR code that opens WhatsApp with the message ready",
    expires: "The code is good for 24 hours and once only. Without this message, nothing is sent to you.",
    unknown: "Page not found",
    languages: "Language",
    locale: Locale::En,
};

/// The texts of a language.
pub(super) fn texts(locale: Locale) -> &'static Texts {
    match locale {
        Locale::PtBr => &PT_BR,
        Locale::En => &EN,
    }
}

impl Texts {
    /// A purpose, as the customer understands it.
    pub(super) fn purpose(&self, purpose: Purpose) -> &'static str {
        match (self.locale, purpose) {
            (Locale::PtBr, Purpose::Service) => "Mensagens sobre o seu atendimento",
            (Locale::PtBr, Purpose::Utility) => "Avisos sobre pedidos e agendamentos",
            (Locale::PtBr, Purpose::Marketing) => "Novidades e ofertas",
            (Locale::PtBr, Purpose::Authentication) => "Códigos de acesso",
            (Locale::En, Purpose::Service) => "Messages about your request",
            (Locale::En, Purpose::Utility) => "Notices about orders and appointments",
            (Locale::En, Purpose::Marketing) => "News and offers",
            (Locale::En, Purpose::Authentication) => "Access codes",
        }
    }

    /// Which wording this is.
    pub(super) fn version(&self, version: i64) -> String {
        match self.locale {
            Locale::PtBr => format!("Versão {version} deste texto"),
            Locale::En => format!("Version {version} of this text"),
        }
    }

    /// Why something did not work, and what to do.
    pub(super) fn problem(&self, error: &DeskError) -> String {
        let pt = self.locale == Locale::PtBr;
        match error {
            DeskError::Invalid { .. } if pt => {
                "Confira o telefone: DDD e número, como (11) 98765-4321.".to_owned()
            }
            DeskError::Invalid { .. } => {
                "Check the phone number: area code and number, like (11) 98765-4321.".to_owned()
            }
            DeskError::TooManyAttempts { retry_after_secs } => {
                let minutes = retry_after_secs.div_ceil(60);
                if pt {
                    format!("Muitas tentativas. Espere {minutes} min e tente de novo.")
                } else {
                    format!("Too many attempts. Wait {minutes} min and try again.")
                }
            }
            DeskError::Conflict { .. } if pt => {
                "O texto desta página acabou de mudar. Leia de novo e continue.".to_owned()
            }
            DeskError::Conflict { .. } => {
                "The text of this page has just changed. Read it again and continue.".to_owned()
            }
            DeskError::NotFound { .. } if pt => {
                "Este cadastro não existe ou foi encerrado. Confira o endereço com a empresa.".to_owned()
            }
            DeskError::NotFound { .. } => {
                "This page does not exist or was closed. Check the address with the company.".to_owned()
            }
            _ if pt => "Não deu certo agora. Tente de novo em instantes.".to_owned(),
            _ => "It did not work just now. Try again shortly.".to_owned(),
        }
    }
}
