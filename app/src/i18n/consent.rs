//! Texts about consent.

use super::intl;
use desk_model::Timestamp;
use desk_model::consent::{Act, ContactLimit, Purpose, Source};
use desk_model::template::Category;

/// Every text about consent in one language.
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
    // Administration.
    pub(crate) admin_title: &'static str,
    pub(crate) admin_lead: &'static str,
    pub(crate) limits: &'static str,
    pub(crate) one_unanswered: &'static str,
    pub(crate) marketing_per_week: &'static str,
    pub(crate) templates_per_week: &'static str,
    pub(crate) zero_is_none: &'static str,
    pub(crate) opt_out: &'static str,
    pub(crate) opt_out_hint: &'static str,
    pub(crate) portuguese: &'static str,
    pub(crate) english: &'static str,
    pub(crate) stop_words: &'static str,
    pub(crate) stopped_text: &'static str,
    pub(crate) confirmed_text: &'static str,
    pub(crate) text_hint: &'static str,
    pub(crate) pages: &'static str,
    pub(crate) pages_lead: &'static str,
    pub(crate) page_on: &'static str,
    pub(crate) page_off: &'static str,
    pub(crate) page_enabled: &'static str,
    pub(crate) address: &'static str,
    pub(crate) address_hint: &'static str,
    pub(crate) agrees_to: &'static str,
    pub(crate) wording_pt: &'static str,
    pub(crate) wording_en: &'static str,
    pub(crate) privacy_pt: &'static str,
    pub(crate) privacy_en: &'static str,
    pub(crate) new_version_hint: &'static str,
    pub(crate) share: &'static str,
    pub(crate) preview: &'static str,
    pub(crate) qr_alt: &'static str,
    pub(crate) qr_download: &'static str,
    pub(crate) snippet: &'static str,
    pub(crate) snippet_button: &'static str,
    pub(crate) copy_snippet: &'static str,
    pub(crate) save_first: &'static str,
    // With something in them.
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

fn listed(purposes: &[Purpose], name: fn(Purpose) -> &'static str) -> String {
    purposes.iter().map(|purpose| name(*purpose)).collect::<Vec<_>>().join(", ")
}

/// Portuguese of Brazil.
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
    admin_title: "Consentimento",
    admin_lead: "Quem pode receber o quê, quantas vezes, e como os clientes entram e saem.",
    limits: "Limites por cliente",
    one_unanswered: "No máximo um modelo sem resposta a cada 24 horas, por número",
    marketing_per_week: "Modelos de marketing em 7 dias",
    templates_per_week: "Modelos de qualquer tipo em 7 dias",
    zero_is_none: "0 = sem limite. Valem para mensagens que a empresa inicia, com a janela fechada.",
    opt_out: "Palavras de saída e confirmações",
    opt_out_hint: "Só contam quando são a mensagem inteira. Maiúsculas, acentos e pontuação no fim não importam.",
    portuguese: "Português",
    english: "Inglês",
    stop_words: "Palavras de saída, separadas por vírgula",
    stopped_text: "Confirmação da saída",
    confirmed_text: "Confirmação do cadastro",
    text_hint: "Texto vazio: nada é enviado.",
    pages: "Páginas de cadastro",
    pages_lead: "O cliente digita o telefone e confirma pelo WhatsApp: só então o consentimento vale.",
    page_on: "no ar",
    page_off: "fora do ar",
    page_enabled: "Página no ar",
    address: "Endereço",
    address_hint: "Letras minúsculas, números e hífen.",
    agrees_to: "O cliente autoriza",
    wording_pt: "Texto do consentimento",
    wording_en: "Texto em inglês",
    privacy_pt: "Linha de privacidade",
    privacy_en: "Privacidade em inglês",
    new_version_hint: "Mudar textos ou finalidades cria uma nova versão; quem já autorizou continua na anterior.",
    share: "Divulgar",
    preview: "Abrir a página",
    qr_alt: "QR code da página de cadastro",
    qr_download: "Baixar QR code",
    snippet: "Formulário para o seu site",
    snippet_button: "Receber pelo WhatsApp",
    copy_snippet: "Copiar código",
    save_first: "Salve com a página no ar para ver o QR code e o formulário.",
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

/// English.
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
    admin_title: "Consent",
    admin_lead: "Who may get what, how often, and how customers join and leave.",
    limits: "Limits per customer",
    one_unanswered: "At most one unanswered template in 24 hours, per number",
    marketing_per_week: "Marketing templates in 7 days",
    templates_per_week: "Templates of any kind in 7 days",
    zero_is_none: "0 = no limit. For messages the company begins, with the window closed.",
    opt_out: "Opt-out words and confirmations",
    opt_out_hint: "They count only as the whole message. Capitals, accents and punctuation at the end do not matter.",
    portuguese: "Portuguese",
    english: "English",
    stop_words: "Opt-out words, separated by commas",
    stopped_text: "Confirmation of leaving",
    confirmed_text: "Confirmation of joining",
    text_hint: "Empty text: nothing is sent.",
    pages: "Opt-in pages",
    pages_lead: "The customer types the phone number and confirms it from WhatsApp: only then consent counts.",
    page_on: "online",
    page_off: "offline",
    page_enabled: "Page is online",
    address: "Address",
    address_hint: "Small letters, digits and hyphens.",
    agrees_to: "The customer allows",
    wording_pt: "Wording in Portuguese",
    wording_en: "Wording in English",
    privacy_pt: "Privacy line in Portuguese",
    privacy_en: "Privacy line in English",
    new_version_hint: "Other words or purposes make a new version; those who agreed before stay with theirs.",
    share: "Share",
    preview: "Open the page",
    qr_alt: "QR code of the opt-in page",
    qr_download: "Download QR code",
    snippet: "Form for your own site",
    snippet_button: "Get it on WhatsApp",
    copy_snippet: "Copy code",
    save_first: "Save with the page online to see the QR code and the form.",
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
