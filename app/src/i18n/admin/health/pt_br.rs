//! Portuguese of Brazil.

use super::HealthTexts;
use desk_model::alert::AlertTopic;
use desk_model::health::{CheckKind, Finding, Verdict};
use desk_model::number::NumberState;
use desk_model::setup::Step;

pub(in crate::i18n) static PT_BR: HealthTexts = HealthTexts {
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
