//! What a customer agreed to.

use crate::i18n::intl;
use desk_model::Timestamp;
use desk_model::consent::{Act, ContactLimit, Purpose, Source};
use desk_model::template::Category;

/// See the module.
pub(crate) struct ConsentTexts {
    // The card beside the thread.
    pub(crate) title: &'static str,
    pub(crate) never: &'static str,
    pub(crate) record: &'static str,
    pub(crate) history: &'static str,
    pub(crate) no_history: &'static str,
    pub(crate) export: &'static str,
    pub(crate) export_page: &'static str,
    pub(crate) evidence: &'static str,
    pub(crate) by_desk: &'static str,
    pub(crate) failed: &'static str,
    // The dialog.
    pub(crate) record_title: &'static str,
    pub(crate) record_lead: &'static str,
    pub(crate) purpose_label: &'static str,
    pub(crate) act_label: &'static str,
    pub(crate) gave: &'static str,
    pub(crate) took_back: &'static str,
    pub(crate) source_label: &'static str,
    pub(crate) wording_label: &'static str,
    pub(crate) wording_hint: &'static str,
    pub(crate) evidence_label: &'static str,
    pub(crate) evidence_hint: &'static str,
    pub(crate) save: &'static str,
    pub(crate) cancel: &'static str,
    pub(crate) recorded: &'static str,
    pub(crate) fill_in: &'static str,
    // The notice in the composer.
    pub(crate) register: &'static str,
    /// A purpose.
    pub(crate) purpose: fn(Purpose) -> &'static str,
    /// What is proposed as the wording of a consent.
    pub(crate) proposal: fn(Purpose) -> &'static str,
    /// A source.
    pub(crate) source: fn(Source) -> &'static str,
    /// How a purpose stands.
    pub(crate) standing: fn(Act) -> &'static str,
    /// Since when.
    pub(crate) since: fn(&str) -> String,
    /// A version of a wording.
    pub(crate) version_of: fn(i64) -> String,
    /// A line of the thread.
    pub(crate) event: fn(Act, &[Purpose], Source, Option<&str>) -> String,
    /// Consent is missing, or was taken back at this instant.
    pub(crate) missing: fn(Purpose, Option<Timestamp>) -> String,
    /// A limit was reached.
    pub(crate) limit: fn(&ContactLimit) -> String,
}

pub(super) static PT_BR: ConsentTexts = ConsentTexts {
    title: "Consentimentos",
    never: "nunca informado",
    record: "Registrar",
    history: "Histórico",
    no_history: "Nada registrado ainda.",
    export: "Exportar",
    export_page: "Página para imprimir",
    evidence: "Prova",
    by_desk: "registrado pelo sistema",
    failed: "Os consentimentos não vieram.",
    record_title: "Registrar consentimento",
    record_lead: "Só o que o cliente disse ou assinou de verdade. O registro não pode ser alterado depois.",
    purpose_label: "Para quê",
    act_label: "O cliente",
    gave: "autorizou",
    took_back: "retirou",
    source_label: "Como soubemos",
    wording_label: "O que foi dito ou mostrado ao cliente",
    wording_hint: "Ajuste para as palavras usadas.",
    evidence_label: "Prova",
    evidence_hint: "Onde está o registro: ligação de hoje às 14h, ficha assinada na pasta 12, e-mail de 20/11…",
    save: "Registrar",
    cancel: "Cancelar",
    recorded: "Consentimento registrado.",
    fill_in: "Preencha este campo",
    register: "Registrar consentimento",
    purpose: |purpose| match purpose {
        Purpose::Service => "atendimento",
        Purpose::Utility => "avisos",
        Purpose::Marketing => "marketing",
        Purpose::Authentication => "códigos de acesso",
    },
    proposal: |purpose| match purpose {
        Purpose::Service => "Podemos falar com você pelo WhatsApp sobre o seu atendimento?",
        Purpose::Utility => "Podemos avisar pelo WhatsApp sobre seus pedidos e agendamentos?",
        Purpose::Marketing => {
            "Podemos enviar novidades e ofertas pelo WhatsApp? Você pode sair quando quiser, respondendo SAIR."
        }
        Purpose::Authentication => "Podemos enviar códigos de acesso pelo WhatsApp?",
    },
    source: |source| match source {
        Source::InChat => "na conversa",
        Source::Form => "formulário",
        Source::Site => "página de cadastro",
        Source::Email => "e-mail",
        Source::Sms => "SMS",
        Source::Import => "importação",
        Source::UserPreferences => "preferências do WhatsApp",
        Source::Agent => "telefone ou balcão",
        Source::Provider => "recusa do WhatsApp",
    },
    standing: |act| match act {
        Act::Granted => "autorizado",
        Act::Withdrawn => "retirado",
    },
    since: |at| format!("desde {at}"),
    version_of: |version| format!("versão {version}"),
    event: |act, purposes, source, by| {
        let what = listed(purposes, PT_BR.purpose);
        let source = (PT_BR.source)(source);
        match (act, by) {
            (Act::Granted, Some(by)) => format!("{by} registrou consentimento para {what} ({source})"),
            (Act::Granted, None) => format!("Consentimento dado para {what} ({source})"),
            (Act::Withdrawn, Some(by)) => {
                format!("{by} registrou a retirada do consentimento: {what} ({source})")
            }
            (Act::Withdrawn, None) => format!("Consentimento retirado: {what} ({source})"),
        }
    },
    missing: |purpose, withdrawn| {
        let what = (PT_BR.purpose)(purpose);
        match withdrawn {
            Some(at) => {
                let at = intl::full(at);
                format!(
                    "O cliente retirou o consentimento ({what}) em {at}. Só com um novo registro dá para enviar."
                )
            }
            None => format!("Falta o consentimento do cliente ({what}). Registre-o para enviar este modelo."),
        }
    },
    limit: |limit| match limit {
        ContactLimit::Unanswered { until, .. } => {
            format!(
                "O último modelo ainda não teve resposta. Outro pode sair a partir de {}.",
                intl::full(*until)
            )
        }
        ContactLimit::PerWeek { category, max, until } => {
            let kind = if *category == Some(Category::Marketing) { " de marketing" } else { "" };
            format!(
                "Limite por cliente: {max} modelo(s){kind} em 7 dias. Outro pode sair a partir de {}.",
                intl::full(*until)
            )
        }
    },
};

pub(super) static EN: ConsentTexts = ConsentTexts {
    title: "Consent",
    never: "never told",
    record: "Record",
    history: "History",
    no_history: "Nothing recorded yet.",
    export: "Export",
    export_page: "Page to print",
    evidence: "Proof",
    by_desk: "recorded by the system",
    failed: "Consent could not be fetched.",
    record_title: "Record consent",
    record_lead: "Only what the customer really said or signed. A record cannot be changed afterwards.",
    purpose_label: "What for",
    act_label: "The customer",
    gave: "gave consent",
    took_back: "took it back",
    source_label: "How we know",
    wording_label: "What the customer was told or shown",
    wording_hint: "Change it to the words that were used.",
    evidence_label: "Proof",
    evidence_hint: "Where the record is: today's call at 2 pm, signed card in folder 12, e-mail of 20 November…",
    save: "Record",
    cancel: "Cancel",
    recorded: "Consent recorded.",
    fill_in: "Fill in this field",
    register: "Record consent",
    purpose: |purpose| match purpose {
        Purpose::Service => "service",
        Purpose::Utility => "notices",
        Purpose::Marketing => "marketing",
        Purpose::Authentication => "access codes",
    },
    proposal: |purpose| match purpose {
        Purpose::Service => "May we talk to you on WhatsApp about your request?",
        Purpose::Utility => "May we send you notices about your orders and appointments on WhatsApp?",
        Purpose::Marketing => {
            "May we send you news and offers on WhatsApp? You can stop at any time by replying STOP."
        }
        Purpose::Authentication => "May we send you access codes on WhatsApp?",
    },
    source: |source| match source {
        Source::InChat => "in the conversation",
        Source::Form => "form",
        Source::Site => "opt-in page",
        Source::Email => "e-mail",
        Source::Sms => "SMS",
        Source::Import => "import",
        Source::UserPreferences => "WhatsApp preferences",
        Source::Agent => "telephone or counter",
        Source::Provider => "refused by WhatsApp",
    },
    standing: |act| match act {
        Act::Granted => "given",
        Act::Withdrawn => "withdrawn",
    },
    since: |at| format!("since {at}"),
    version_of: |version| format!("version {version}"),
    event: |act, purposes, source, by| {
        let what = listed(purposes, EN.purpose);
        let source = (EN.source)(source);
        match (act, by) {
            (Act::Granted, Some(by)) => format!("{by} recorded consent for {what} ({source})"),
            (Act::Granted, None) => format!("Consent given for {what} ({source})"),
            (Act::Withdrawn, Some(by)) => {
                format!("{by} recorded the withdrawal of consent: {what} ({source})")
            }
            (Act::Withdrawn, None) => format!("Consent withdrawn: {what} ({source})"),
        }
    },
    missing: |purpose, withdrawn| {
        let what = (EN.purpose)(purpose);
        match withdrawn {
            Some(at) => {
                let at = intl::full(at);
                format!("The customer withdrew consent ({what}) on {at}. It takes a new record to send this.")
            }
            None => format!("The customer's consent ({what}) is missing. Record it to send this template."),
        }
    },
    limit: |limit| match limit {
        ContactLimit::Unanswered { until, .. } => {
            format!("The last template has not been answered. Another may go from {}.", intl::full(*until))
        }
        ContactLimit::PerWeek { category, max, until } => {
            let kind = if *category == Some(Category::Marketing) { " marketing" } else { "" };
            format!(
                "Limit per customer: {max}{kind} template(s) in 7 days. Another may go from {}.",
                intl::full(*until)
            )
        }
    },
};

fn listed(purposes: &[Purpose], name: fn(Purpose) -> &'static str) -> String {
    purposes.iter().map(|purpose| name(*purpose)).collect::<Vec<_>>().join(", ")
}
