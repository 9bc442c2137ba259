//! Portuguese of Brazil.

use super::{ConsentTexts, listed};
use crate::i18n::intl;
use desk_model::consent::table::{Column, Wrong};
use desk_model::consent::{Act, ContactLimit, Purpose, Source};
use desk_model::template::Category;

pub(in crate::i18n) static PT_BR: ConsentTexts = ConsentTexts {
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
    import_title: "Importar consentimentos",
    import_lead: "Traga de outro sistema quem já autorizou ou retirou. Cada linha entra no registro com a data em que aconteceu; importar de novo não repete nada.",
    import_columns: "A primeira linha nomeia as colunas: phone, purpose e date são necessárias; name, act, wording e evidence também são lidas. Nomes em português valem (telefone, finalidade, data, nome, consentimento, texto, prova). Finalidades: service, utility, marketing, authentication, separadas por +.",
    import_wording: "Texto mostrado ao cliente (para linhas sem texto próprio)",
    import_evidence: "Prova (para linhas sem prova própria)",
    import_rows: |n| if n == 1 { "Importar 1 linha".to_owned() } else { format!("Importar {n} linhas") },
    import_more: |n| if n == 1 { "E mais 1 linha.".to_owned() } else { format!("E mais {n} linhas.") },
    imported: |entered, known| match (entered, known) {
        (0, _) => "Tudo isso já estava no registro.".to_owned(),
        (1, 0) => "1 linha importada.".to_owned(),
        (n, 0) => format!("{n} linhas importadas."),
        (n, known) => format!("{n} linhas importadas; {known} já estavam no registro."),
    },
    column: |column| match column {
        Column::Address => "Telefone ou BSUID",
        Column::Name => "Nome",
        Column::Purpose => "Finalidade",
        Column::Act => "Consentimento",
        Column::Day => "Data",
        Column::Wording => "Texto",
        Column::Evidence => "Prova",
    },
    wrong: |wrong| match wrong {
        Wrong::Missing | Wrong::Address(_) => "Preencha este campo.".to_owned(),
        Wrong::UnknownPurpose => "Use service, utility, marketing ou authentication.".to_owned(),
        Wrong::UnknownAct => "Use sim ou não.".to_owned(),
        Wrong::BadDay => "Escreva um dia que exista, como 2026-10-01 ou 01/10/2026.".to_owned(),
        Wrong::Future => "Esse dia ainda não chegou.".to_owned(),
        Wrong::TooLong { max } => format!("No máximo {max} caracteres."),
        Wrong::Repeated { line } => format!("O mesmo já está na linha {line}."),
    },
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
