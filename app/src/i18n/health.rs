//! Whether numbers are well, and how to connect one.

use desk_model::alert::{AlertNews, AlertTopic};
use desk_model::health::{CheckKind, Finding, Verdict};
use desk_model::number::NumberState;
use desk_model::setup::Step;

/// The texts about numbers.
pub(crate) struct HealthTexts {
    pub(crate) title: &'static str,
    pub(crate) lead: &'static str,
    pub(crate) empty: &'static str,
    pub(crate) empty_hint: &'static str,
    pub(crate) connect: &'static str,
    pub(crate) check_now: &'static str,
    pub(crate) never_checked: &'static str,
    pub(crate) reconnect: &'static str,
    pub(crate) go_on: &'static str,
    pub(crate) subscribe: &'static str,
    pub(crate) subscribed: &'static str,
    pub(crate) announcements: &'static str,
    pub(crate) acknowledge: &'static str,
    pub(crate) not_checked: &'static str,
    pub(crate) not_told: &'static str,
    pub(crate) not_subscribed: &'static str,
    pub(crate) foreign: &'static str,
    pub(crate) never: &'static str,
    pub(crate) no_number_yet: &'static str,
    /// How everything stands.
    pub(crate) summary: fn(Verdict) -> &'static str,
    /// How one thing stands.
    pub(crate) verdict: fn(Verdict) -> &'static str,
    pub(crate) state: fn(NumberState) -> &'static str,
    pub(crate) check: fn(CheckKind) -> &'static str,
    pub(crate) fine: fn(CheckKind) -> &'static str,
    /// A word of the provider's.
    pub(crate) word: fn(CheckKind, &str) -> String,
    /// So many bad signatures or open announcements.
    pub(crate) count: fn(CheckKind, i64) -> String,
    /// So many people of so many.
    pub(crate) reached: fn(i64, Option<i64>) -> String,
    /// What to do.
    pub(crate) todo: fn(CheckKind, &Finding) -> &'static str,
    pub(crate) ago: fn(&str) -> String,
    pub(crate) checked: fn(&str) -> String,
    pub(crate) acknowledged: fn(&str, &str) -> String,
    /// What was announced.
    pub(crate) alert: fn(&AlertNews) -> String,
    // Connecting a number.
    pub(crate) new_title: &'static str,
    pub(crate) again_title: &'static str,
    pub(crate) setup_lead: &'static str,
    pub(crate) again_lead: &'static str,
    pub(crate) back: &'static str,
    pub(crate) step: fn(Step) -> &'static str,
    pub(crate) step_hint: fn(Step) -> &'static str,
    pub(crate) queue_step: &'static str,
    pub(crate) step_done: &'static str,
    pub(crate) step_failed: &'static str,
    pub(crate) step_open: &'static str,
    pub(crate) label: &'static str,
    pub(crate) label_hint: &'static str,
    pub(crate) provider_id: &'static str,
    pub(crate) account_id: &'static str,
    pub(crate) access_token: &'static str,
    pub(crate) app_secret: &'static str,
    pub(crate) secret_hint: &'static str,
    pub(crate) kept_hint: &'static str,
    pub(crate) advanced: &'static str,
    pub(crate) base_url: &'static str,
    pub(crate) base_url_hint: &'static str,
    pub(crate) api_version: &'static str,
    pub(crate) save_and_check: &'static str,
    pub(crate) saved: &'static str,
    pub(crate) callback_url: &'static str,
    pub(crate) verify_token: &'static str,
    pub(crate) copy: &'static str,
    pub(crate) needs_https: &'static str,
    pub(crate) queue: &'static str,
    pub(crate) queue_hint: &'static str,
    pub(crate) finish: &'static str,
    pub(crate) save_queue: &'static str,
    pub(crate) finished: &'static str,
    pub(crate) not_yet: &'static str,
    pub(crate) required: &'static str,
    pub(crate) malformed: fn(&str) -> &'static str,
    /// The number and its name, as the provider knows them.
    pub(crate) this_is: fn(&str, &str) -> String,
    pub(crate) seen_at: fn(&str) -> String,
    /// Where to write to.
    pub(crate) write_to: fn(&str) -> String,
}

pub(super) static PT_BR: HealthTexts = HealthTexts {
    title: "Números",
    lead: "Se cada número recebe, envia e está bem com a Meta, e o que fazer quando não.",
    empty: "Nenhum número conectado",
    empty_hint: "Conecte o primeiro número do WhatsApp: a lista guiada confere cada passo.",
    connect: "Conectar um número",
    check_now: "Verificar agora",
    never_checked: "ainda não verificado",
    reconnect: "Reconectar",
    go_on: "Continuar conexão",
    subscribe: "Inscrever aplicativo",
    subscribed: "Aplicativo inscrito",
    announcements: "Avisos da Meta",
    acknowledge: "Estou ciente",
    not_checked: "ainda não verificado",
    not_told: "a Meta não informou",
    not_subscribed: "nenhum aplicativo inscrito",
    foreign: "o número não é desta conta do WhatsApp",
    never: "nada ainda",
    no_number_yet: "número ainda não confirmado",
    summary: |verdict| match verdict {
        Verdict::Waiting => "Tudo certo até aqui",
        Verdict::Pass => "Tudo certo",
        Verdict::Warn => "Merece atenção",
        Verdict::Fail => "Precisa de conserto",
    },
    verdict: |verdict| match verdict {
        Verdict::Waiting => "aguardando",
        Verdict::Pass => "certo",
        Verdict::Warn => "atenção",
        Verdict::Fail => "falha",
    },
    state: |state| match state {
        NumberState::Setup => "em conexão",
        NumberState::Connected => "conectado",
        NumberState::Disconnected => "desconectado",
        NumberState::Restricted => "restrito",
    },
    check: |kind| match kind {
        CheckKind::Token => "Acesso à Meta",
        CheckKind::Status => "Situação do número",
        CheckKind::Subscription => "Inscrição nos avisos",
        CheckKind::Inbound => "Última chegada",
        CheckKind::Outbound => "Última saída aceita",
        CheckKind::Quality => "Qualidade",
        CheckKind::Limit => "Limite de conversas iniciadas",
        CheckKind::Throughput => "Vazão",
        CheckKind::Name => "Nome de exibição",
        CheckKind::Review => "Análise da conta",
        CheckKind::Signatures => "Assinaturas recusadas",
        CheckKind::Templates => "Modelos sincronizados",
        CheckKind::Alerts => "Avisos sem ciência",
    },
    fine: |kind| match kind {
        CheckKind::Token => "aceito",
        CheckKind::Subscription => "inscrito",
        _ => "certo",
    },
    word: |kind, word| match (kind, word) {
        (CheckKind::Quality, "GREEN") => "alta".to_owned(),
        (CheckKind::Quality, "YELLOW") => "média".to_owned(),
        (CheckKind::Quality, "RED") => "baixa".to_owned(),
        (CheckKind::Quality, "UNKNOWN" | "NA") => "ainda sem nota".to_owned(),
        (CheckKind::Status, "CONNECTED") => "conectado".to_owned(),
        (CheckKind::Status, "RESTRICTED") => "restrito".to_owned(),
        (CheckKind::Status, "BANNED") => "banido".to_owned(),
        (CheckKind::Status, "PENDING") => "pendente".to_owned(),
        (CheckKind::Status, "FLAGGED") => "sinalizado".to_owned(),
        (CheckKind::Status, "DISCONNECTED") => "sem registro".to_owned(),
        (CheckKind::Throughput, "STANDARD") => "80 mensagens por segundo".to_owned(),
        (CheckKind::Throughput, "HIGH") => "1.000 mensagens por segundo".to_owned(),
        (CheckKind::Throughput, "NOT_APPLICABLE") => "não se aplica".to_owned(),
        (CheckKind::Name | CheckKind::Review, "APPROVED") => "aprovado".to_owned(),
        (CheckKind::Name, "AVAILABLE_WITHOUT_REVIEW") => "em uso, sem análise".to_owned(),
        (CheckKind::Name, "PENDING_REVIEW") | (CheckKind::Review, "PENDING") => "em análise".to_owned(),
        (CheckKind::Name, "DECLINED") | (CheckKind::Review, "REJECTED") => "recusado".to_owned(),
        (CheckKind::Name, "EXPIRED") => "vencido".to_owned(),
        (_, other) => other.to_owned(),
    },
    count: |kind, count| match (kind, count) {
        (CheckKind::Signatures, 0) => "nenhuma".to_owned(),
        (CheckKind::Signatures, n) => format!("{n} desde o início do servidor"),
        (_, 0) => "nenhum".to_owned(),
        (_, n) => n.to_string(),
    },
    reached: |used, of| match of {
        Some(of) => format!("{used} de {of} pessoas em 24 h"),
        None => format!("{used} pessoas em 24 h, sem limite"),
    },
    todo: |kind, finding| match (kind, finding) {
        (CheckKind::Token, _) => "Gere um token novo na Meta e reconecte o número.",
        (CheckKind::Status, Finding::Refused(_)) => {
            "O envio parou. Resolva a causa e verifique agora: se a Meta responder bem, o número volta."
        }
        (CheckKind::Status, _) => "Veja a situação do número no Gerenciador do WhatsApp.",
        (CheckKind::Subscription, Finding::NotSubscribed) => {
            "Sem inscrição nada chega. Inscreva o aplicativo."
        }
        (CheckKind::Subscription, Finding::Foreign) => "Confira o id da conta do WhatsApp e reconecte.",
        (CheckKind::Subscription, _) => {
            "A Meta não respondeu sobre a inscrição. Confira as permissões do token."
        }
        (CheckKind::Inbound, Finding::Last(None)) => "Mande uma mensagem de um celular para este número.",
        (CheckKind::Inbound, _) => {
            "Nada chega há mais de um dia. Mande uma mensagem de teste e confira a inscrição."
        }
        (CheckKind::Outbound, _) => "Responda a um cliente: aqui aparece quando o WhatsApp aceitar.",
        (CheckKind::Quality, Finding::Word(Some(word))) if word == "YELLOW" || word == "RED" => {
            "Clientes bloquearam ou denunciaram. Reveja o que é enviado, sobretudo marketing."
        }
        (CheckKind::Quality, _) => "A nota aparece depois dos primeiros envios.",
        (CheckKind::Limit, _) => {
            "Novas conversas com modelo podem ser recusadas. Espere as 24 h passarem ou peça aumento à Meta."
        }
        (CheckKind::Throughput, _) => "Confira na Meta se o número está registrado na API.",
        (CheckKind::Name, _) => "Acompanhe ou corrija o nome no Gerenciador do WhatsApp.",
        (CheckKind::Review, Finding::Refused(_)) => {
            "A Meta não respondeu sobre a conta. Confira as permissões do token."
        }
        (CheckKind::Review, _) => "Acompanhe a análise da conta na Meta.",
        (CheckKind::Signatures, _) => {
            "Alguém chama o endereço com segredo errado. Confira o segredo do aplicativo."
        }
        (CheckKind::Templates, _) => "Sincronize os modelos.",
        (CheckKind::Alerts, _) => "Leia os avisos abaixo e dê ciência.",
    },
    ago: |span| format!("há {span}"),
    checked: |when| format!("verificado {when}"),
    acknowledged: |who, when| format!("ciência de {who}, {when}"),
    alert: |news| {
        let detail = |name: &str| news.detail(name).unwrap_or_default().to_owned();
        match (news.topic, news.event.as_str()) {
            (AlertTopic::Account, "ACCOUNT_DELETED") => "A conta do WhatsApp foi excluída.".to_owned(),
            (AlertTopic::Account, "ACCOUNT_VIOLATION") => {
                format!("Violação de política: {}.", detail("violation_type"))
            }
            (AlertTopic::Account, "ACCOUNT_RESTRICTION") => {
                format!("A conta foi restringida: {}.", detail("restriction_type"))
            }
            (AlertTopic::Account, "DISABLED_UPDATE") => match news.detail("waba_ban_state") {
                Some("REINSTATE") => "A conta foi reativada.".to_owned(),
                Some("SCHEDULE_FOR_DISABLE") => {
                    format!("A conta será desativada em {}.", detail("waba_ban_date"))
                }
                _ => "A conta foi desativada.".to_owned(),
            },
            (AlertTopic::Account, "PARTNER_REMOVED") => "O vínculo com o parceiro foi removido.".to_owned(),
            (AlertTopic::Account, "PARTNER_ADDED") => "Um parceiro foi vinculado à conta.".to_owned(),
            (AlertTopic::Account, "ACCOUNT_OFFBOARDED") => "A conta foi desligada da plataforma.".to_owned(),
            (AlertTopic::Account, "ACCOUNT_RECONNECTED") => "A conta foi religada à plataforma.".to_owned(),
            (AlertTopic::Account, "VOLUME_BASED_PRICING_TIER_UPDATE") => {
                "Mudou a faixa de preço por volume.".to_owned()
            }
            (AlertTopic::Review, "APPROVED") => "A análise da conta foi aprovada.".to_owned(),
            (AlertTopic::Review, "REJECTED") => "A análise da conta foi recusada.".to_owned(),
            (AlertTopic::Quality, "FLAGGED") => "A qualidade do número caiu.".to_owned(),
            (AlertTopic::Quality, "UNFLAGGED") => "A qualidade do número melhorou.".to_owned(),
            (AlertTopic::Quality, "UPGRADE" | "ONBOARDING") => "O limite de conversas mudou.".to_owned(),
            (AlertTopic::Quality, "DOWNGRADE") => "O limite de conversas foi reduzido.".to_owned(),
            (AlertTopic::Quality, "THROUGHPUT_UPGRADE") => "A vazão do número aumentou.".to_owned(),
            (AlertTopic::Name, "APPROVED") => "O nome de exibição foi aprovado.".to_owned(),
            (AlertTopic::Name, "REJECTED" | "DECLINED") => "O nome de exibição foi recusado.".to_owned(),
            (AlertTopic::Name, _) => "O nome de exibição mudou de situação.".to_owned(),
            (AlertTopic::Capability, _) => format!(
                "Limite da conta: {} pessoas por dia.",
                detail("max_daily_conversations_per_business")
            ),
            (AlertTopic::Security, "PIN_RESET_REQUEST") => {
                "Pediram para redefinir o PIN do número.".to_owned()
            }
            (AlertTopic::Security, "PIN_CHANGED") => "O PIN do número mudou.".to_owned(),
            (AlertTopic::Security, _) => "Evento de segurança do número.".to_owned(),
            (AlertTopic::Warning, event) => match news.detail("alert_description") {
                Some(text) => format!("Alerta da conta: {text}"),
                None => format!("Alerta da conta: {event}."),
            },
            (AlertTopic::Settings, _) => "Mudou uma configuração da conta.".to_owned(),
            (AlertTopic::Account | AlertTopic::Review | AlertTopic::Quality, event) => {
                format!("Aviso da conta: {event}.")
            }
        }
    },
    new_title: "Conectar um número",
    again_title: "Conexão do número",
    setup_lead: "Siga os passos; cada um é conferido na hora. Pode sair e voltar: o que foi salvo fica, e nada é enviado antes do fim.",
    again_lead: "Troque o acesso sem parar o atendimento: só vale se a Meta aceitar.",
    back: "Voltar aos números",
    step: |step| match step {
        Step::Access => "Acesso à Meta",
        Step::Handshake => "Endereço dos avisos",
        Step::Subscription => "Inscrição do aplicativo",
        Step::Secret => "Segredo do aplicativo",
        Step::Message => "Mensagem de teste",
    },
    step_hint: |step| match step {
        Step::Access => "Os dados estão no painel da Meta: aplicativo, WhatsApp, Configuração da API.",
        Step::Handshake => {
            "Na Meta, em WhatsApp › Configuração › Webhook, cole os dois valores, confirme e marque os campos messages e account_update."
        }
        Step::Subscription => "O aplicativo precisa estar inscrito na conta para os avisos chegarem.",
        Step::Secret => "O primeiro aviso bem assinado prova que o segredo está certo.",
        Step::Message => "Uma mensagem de verdade prova o caminho inteiro.",
    },
    queue_step: "Fila e fim",
    step_done: "feito",
    step_failed: "falhou",
    step_open: "a fazer",
    label: "Nome do número na equipe",
    label_hint: "Como a equipe o chama: Matriz, Vendas…",
    provider_id: "Id do número (phone number id)",
    account_id: "Id da conta do WhatsApp (WABA)",
    access_token: "Token de acesso",
    app_secret: "Segredo do aplicativo (app secret)",
    secret_hint: "Guardado cifrado. Não aparece de novo.",
    kept_hint: "Deixe vazio para manter o que está guardado.",
    advanced: "Avançado: endereço da API",
    base_url: "Endereço da API",
    base_url_hint: "https, ou http neste computador para o simulador. Mudar exige digitar o token de novo.",
    api_version: "Versão",
    save_and_check: "Salvar e conferir",
    saved: "Salvo e conferido",
    callback_url: "URL de retorno",
    verify_token: "Token de verificação",
    copy: "Copiar",
    needs_https: "A Meta só chama endereços https. Publique o Guichê atrás de um endereço seguro e informe public_url na configuração.",
    queue: "Fila dos novos atendimentos",
    queue_hint: "Quem escrever para este número cai nesta fila.",
    finish: "Concluir e liberar envios",
    save_queue: "Salvar fila",
    finished: "Pronto: o número está em uso",
    not_yet: "Faltam acesso, inscrição ou segredo conferidos.",
    required: "Preencha este campo",
    malformed: |field| match field {
        "provider_id" | "account_id" => "Só números, como aparece no painel da Meta",
        "base_url" => "Use https:// e um nome de servidor; http:// só neste computador",
        "api_version" => "Como v24.0",
        _ => "Cole sem espaços nem quebras de linha",
    },
    this_is: |display, name| format!("Este é o número {display}, {name}."),
    seen_at: |when| format!("visto {when}"),
    write_to: |display| format!("Mande qualquer mensagem de um celular para {display}."),
};

pub(super) static EN: HealthTexts = HealthTexts {
    title: "Numbers",
    lead: "Whether each number receives, sends and is well with Meta, and what to do when it is not.",
    empty: "No number connected",
    empty_hint: "Connect the first WhatsApp number: the guided list checks every step.",
    connect: "Connect a number",
    check_now: "Check now",
    never_checked: "not checked yet",
    reconnect: "Reconnect",
    go_on: "Continue connecting",
    subscribe: "Subscribe the app",
    subscribed: "App subscribed",
    announcements: "Announcements of Meta",
    acknowledge: "Noted",
    not_checked: "not checked yet",
    not_told: "Meta did not say",
    not_subscribed: "no app subscribed",
    foreign: "the number is not of this WhatsApp account",
    never: "nothing yet",
    no_number_yet: "number not confirmed yet",
    summary: |verdict| match verdict {
        Verdict::Waiting => "All well so far",
        Verdict::Pass => "All well",
        Verdict::Warn => "Worth a look",
        Verdict::Fail => "Needs mending",
    },
    verdict: |verdict| match verdict {
        Verdict::Waiting => "waiting",
        Verdict::Pass => "well",
        Verdict::Warn => "attention",
        Verdict::Fail => "failed",
    },
    state: |state| match state {
        NumberState::Setup => "being set up",
        NumberState::Connected => "connected",
        NumberState::Disconnected => "disconnected",
        NumberState::Restricted => "restricted",
    },
    check: |kind| match kind {
        CheckKind::Token => "Access to Meta",
        CheckKind::Status => "State of the number",
        CheckKind::Subscription => "Webhook subscription",
        CheckKind::Inbound => "Last arrival",
        CheckKind::Outbound => "Last accepted send",
        CheckKind::Quality => "Quality",
        CheckKind::Limit => "Limit of started conversations",
        CheckKind::Throughput => "Throughput",
        CheckKind::Name => "Display name",
        CheckKind::Review => "Account review",
        CheckKind::Signatures => "Refused signatures",
        CheckKind::Templates => "Templates synced",
        CheckKind::Alerts => "Announcements not noted",
    },
    fine: |kind| match kind {
        CheckKind::Token => "accepted",
        CheckKind::Subscription => "subscribed",
        _ => "well",
    },
    word: |kind, word| match (kind, word) {
        (CheckKind::Quality, "GREEN") => "high".to_owned(),
        (CheckKind::Quality, "YELLOW") => "medium".to_owned(),
        (CheckKind::Quality, "RED") => "low".to_owned(),
        (CheckKind::Quality, "UNKNOWN" | "NA") => "not rated yet".to_owned(),
        (CheckKind::Status, "DISCONNECTED") => "not registered".to_owned(),
        (CheckKind::Throughput, "STANDARD") => "80 messages a second".to_owned(),
        (CheckKind::Throughput, "HIGH") => "1,000 messages a second".to_owned(),
        (CheckKind::Throughput, "NOT_APPLICABLE") => "not applicable".to_owned(),
        (CheckKind::Name, "AVAILABLE_WITHOUT_REVIEW") => "in use, not reviewed".to_owned(),
        (CheckKind::Name, "PENDING_REVIEW") | (CheckKind::Review, "PENDING") => "in review".to_owned(),
        (_, other) => other.to_lowercase().replace('_', " "),
    },
    count: |kind, count| match (kind, count) {
        (_, 0) => "none".to_owned(),
        (CheckKind::Signatures, n) => format!("{n} since the server started"),
        (_, n) => n.to_string(),
    },
    reached: |used, of| match of {
        Some(of) => format!("{used} of {of} people in 24 h"),
        None => format!("{used} people in 24 h, no limit"),
    },
    todo: |kind, finding| match (kind, finding) {
        (CheckKind::Token, _) => "Make a new token at Meta and reconnect the number.",
        (CheckKind::Status, Finding::Refused(_)) => {
            "Sending stopped. Settle the cause and check now: when Meta answers well, the number is back."
        }
        (CheckKind::Status, _) => "See the state of the number in WhatsApp Manager.",
        (CheckKind::Subscription, Finding::NotSubscribed) => "Without it nothing arrives. Subscribe the app.",
        (CheckKind::Subscription, Finding::Foreign) => "Check the WhatsApp account's id and reconnect.",
        (CheckKind::Subscription, _) => {
            "Meta did not answer about the subscription. Check the token's permissions."
        }
        (CheckKind::Inbound, Finding::Last(None)) => "Send a message from a phone to this number.",
        (CheckKind::Inbound, _) => {
            "Nothing arrived for more than a day. Send a test message and check the subscription."
        }
        (CheckKind::Outbound, _) => "Answer a customer: it shows here when WhatsApp accepts it.",
        (CheckKind::Quality, Finding::Word(Some(word))) if word == "YELLOW" || word == "RED" => {
            "Customers blocked or reported. Review what is sent, marketing above all."
        }
        (CheckKind::Quality, _) => "The rating appears after the first sends.",
        (CheckKind::Limit, _) => {
            "New conversations by template may be refused. Wait for the 24 h to pass or ask Meta for more."
        }
        (CheckKind::Throughput, _) => "Check at Meta whether the number is registered with the API.",
        (CheckKind::Name, _) => "Follow or correct the name in WhatsApp Manager.",
        (CheckKind::Review, Finding::Refused(_)) => {
            "Meta did not answer about the account. Check the token's permissions."
        }
        (CheckKind::Review, _) => "Follow the account's review at Meta.",
        (CheckKind::Signatures, _) => "Somebody calls the address with a wrong secret. Check the app secret.",
        (CheckKind::Templates, _) => "Sync the templates.",
        (CheckKind::Alerts, _) => "Read the announcements below and note them.",
    },
    ago: |span| format!("{span} ago"),
    checked: |when| format!("checked {when}"),
    acknowledged: |who, when| format!("noted by {who}, {when}"),
    alert: |news| {
        let detail = |name: &str| news.detail(name).unwrap_or_default().to_owned();
        match (news.topic, news.event.as_str()) {
            (AlertTopic::Account, "ACCOUNT_DELETED") => "The WhatsApp account was deleted.".to_owned(),
            (AlertTopic::Account, "ACCOUNT_VIOLATION") => {
                format!("Policy violation: {}.", detail("violation_type"))
            }
            (AlertTopic::Account, "ACCOUNT_RESTRICTION") => {
                format!("The account was restricted: {}.", detail("restriction_type"))
            }
            (AlertTopic::Account, "DISABLED_UPDATE") => match news.detail("waba_ban_state") {
                Some("REINSTATE") => "The account was reinstated.".to_owned(),
                Some("SCHEDULE_FOR_DISABLE") => {
                    format!("The account will be disabled on {}.", detail("waba_ban_date"))
                }
                _ => "The account was disabled.".to_owned(),
            },
            (AlertTopic::Account, "PARTNER_REMOVED") => "The link to the partner was removed.".to_owned(),
            (AlertTopic::Account, "PARTNER_ADDED") => "A partner was linked to the account.".to_owned(),
            (AlertTopic::Account, "ACCOUNT_OFFBOARDED") => {
                "The account was taken off the platform.".to_owned()
            }
            (AlertTopic::Account, "ACCOUNT_RECONNECTED") => "The account is back on the platform.".to_owned(),
            (AlertTopic::Account, "VOLUME_BASED_PRICING_TIER_UPDATE") => {
                "The volume price tier changed.".to_owned()
            }
            (AlertTopic::Review, "APPROVED") => "The account's review was approved.".to_owned(),
            (AlertTopic::Review, "REJECTED") => "The account's review was rejected.".to_owned(),
            (AlertTopic::Quality, "FLAGGED") => "The number's quality fell.".to_owned(),
            (AlertTopic::Quality, "UNFLAGGED") => "The number's quality improved.".to_owned(),
            (AlertTopic::Quality, "UPGRADE" | "ONBOARDING") => {
                "The limit of conversations changed.".to_owned()
            }
            (AlertTopic::Quality, "DOWNGRADE") => "The limit of conversations was lowered.".to_owned(),
            (AlertTopic::Quality, "THROUGHPUT_UPGRADE") => "The number's throughput was raised.".to_owned(),
            (AlertTopic::Name, "APPROVED") => "The display name was approved.".to_owned(),
            (AlertTopic::Name, "REJECTED" | "DECLINED") => "The display name was declined.".to_owned(),
            (AlertTopic::Name, _) => "The display name's state changed.".to_owned(),
            (AlertTopic::Capability, _) => {
                format!("Account limit: {} people a day.", detail("max_daily_conversations_per_business"))
            }
            (AlertTopic::Security, "PIN_RESET_REQUEST") => {
                "Somebody asked to reset the number's PIN.".to_owned()
            }
            (AlertTopic::Security, "PIN_CHANGED") => "The number's PIN was changed.".to_owned(),
            (AlertTopic::Security, _) => "A security event of the number.".to_owned(),
            (AlertTopic::Warning, event) => match news.detail("alert_description") {
                Some(text) => format!("Account alert: {text}"),
                None => format!("Account alert: {event}."),
            },
            (AlertTopic::Settings, _) => "A setting of the account changed.".to_owned(),
            (AlertTopic::Account | AlertTopic::Review | AlertTopic::Quality, event) => {
                format!("Account news: {event}.")
            }
        }
    },
    new_title: "Connect a number",
    again_title: "Connection of the number",
    setup_lead: "Follow the steps; each is checked at once. You may leave and come back: what was saved stays, and nothing is sent before the end.",
    again_lead: "Change the access without stopping service: it counts only if Meta accepts it.",
    back: "Back to the numbers",
    step: |step| match step {
        Step::Access => "Access to Meta",
        Step::Handshake => "Webhook address",
        Step::Subscription => "App subscription",
        Step::Secret => "App secret",
        Step::Message => "Test message",
    },
    step_hint: |step| match step {
        Step::Access => "The values are in Meta's dashboard: app, WhatsApp, API setup.",
        Step::Handshake => {
            "At Meta, in WhatsApp › Configuration › Webhook, paste both values, verify, and tick the fields messages and account_update."
        }
        Step::Subscription => "The app must be subscribed to the account for notifications to arrive.",
        Step::Secret => "The first well-signed notification proves that the secret is right.",
        Step::Message => "A real message proves the whole way.",
    },
    queue_step: "Queue and finish",
    step_done: "done",
    step_failed: "failed",
    step_open: "to do",
    label: "Name of the number in the team",
    label_hint: "What the team calls it: Main, Sales…",
    provider_id: "Phone number id",
    account_id: "WhatsApp account id (WABA)",
    access_token: "Access token",
    app_secret: "App secret",
    secret_hint: "Stored encrypted. Never shown again.",
    kept_hint: "Leave empty to keep what is stored.",
    advanced: "Advanced: API address",
    base_url: "API address",
    base_url_hint: "https, or http on this machine for the simulator. Changing it needs the token typed again.",
    api_version: "Version",
    save_and_check: "Save and check",
    saved: "Saved and checked",
    callback_url: "Callback URL",
    verify_token: "Verify token",
    copy: "Copy",
    needs_https: "Meta calls https addresses only. Publish Guichê behind a secure address and set public_url in the configuration.",
    queue: "Queue of new tickets",
    queue_hint: "Whoever writes to this number lands in this queue.",
    finish: "Finish and allow sending",
    save_queue: "Save queue",
    finished: "Done: the number is in use",
    not_yet: "Access, subscription or secret are not proven yet.",
    required: "Fill in this field",
    malformed: |field| match field {
        "provider_id" | "account_id" => "Digits only, as in Meta's dashboard",
        "base_url" => "Use https:// and a server name; http:// on this machine only",
        "api_version" => "Like v24.0",
        _ => "Paste without spaces or line breaks",
    },
    this_is: |display, name| format!("This is {display}, {name}."),
    seen_at: |when| format!("seen {when}"),
    write_to: |display| format!("Send any message from a phone to {display}."),
};
