//! Portuguese of Brazil.

use super::AutopsyTexts;
use desk_model::autopsy::{AttemptOutcome, Cause, ResendRefusal};

pub(in crate::i18n) static PT_BR: AutopsyTexts = AutopsyTexts {
    cause: |cause| match cause {
        Cause::Disconnected => (
            "Canal desconectado.",
            "A Meta não aceita mais o acesso. Quem administra precisa reconectar o número.",
        ),
        Cause::NoPermission => (
            "O canal não tem permissão para isso.",
            "Quem administra precisa reconectar com um acesso que tenha a permissão.",
        ),
        Cause::Temporary => ("Falha passageira do WhatsApp.", "Confira a conversa antes de reenviar."),
        Cause::Throttled => ("O WhatsApp segurou o ritmo deste número.", "Espere um pouco e reenvie."),
        Cause::TooFast => ("Mensagens demais seguidas para esta pessoa.", "Espere um pouco e reenvie."),
        Cause::Spam => (
            "O WhatsApp está restringindo este número.",
            "Houve denúncias de mensagens indesejadas. Avise quem administra.",
        ),
        Cause::CategoryBlocked => {
            ("Modelos desta categoria estão bloqueados por ora.", "Escolha um modelo de outra categoria.")
        }
        Cause::AccountRestricted => ("A conta está restrita pelo WhatsApp.", "Avise quem administra."),
        Cause::Country => {
            ("Esta empresa não pode enviar para este país.", "Use outro canal com esta pessoa.")
        }
        Cause::NotBuilt => (
            "O WhatsApp não aceitou a mensagem como foi montada.",
            "Ajuste e envie de novo; os detalhes dizem o que ele recusou.",
        ),
        Cause::OwnNumber => ("O destino é o próprio número da empresa.", "Não dá para enviar a si mesmo."),
        Cause::Undeliverable => (
            "Esta pessoa não pode receber pelo WhatsApp.",
            "Não tem WhatsApp, usa uma versão antiga ou não aceitou os termos. Reenviar não ajuda; tente por outro canal.",
        ),
        Cause::TestList => (
            "Canal de teste: o contato não está na lista.",
            "Quem administra pode incluir o telefone na lista da Meta.",
        ),
        Cause::NameNotApproved => {
            ("O nome do número ainda não foi aprovado.", "Quem administra acompanha a aprovação na Meta.")
        }
        Cause::Billing => (
            "Há um problema de cobrança no WhatsApp.",
            "Quem administra precisa acertar o pagamento na Meta.",
        ),
        Cause::NotRegistered => (
            "O número não está registrado no WhatsApp.",
            "Quem administra precisa registrar e reconectar o número.",
        ),
        Cause::Registration => (
            "O registro do número está pendente.",
            "Quem administra precisa concluir o registro e o PIN na Meta.",
        ),
        Cause::WindowClosed => {
            ("Mais de 24 h desde a última mensagem do cliente.", "Escolha um modelo para retomar a conversa.")
        }
        Cause::HeldBack => (
            "O WhatsApp não entregou esta mensagem de marketing.",
            "Ele limita quanto cada pessoa recebe. Reenviar hoje piora; tente outro dia ou outro canal.",
        ),
        Cause::StoppedMarketing => (
            "O cliente não quer receber marketing.",
            "Respeite a escolha: esta mensagem não deve ser reenviada.",
        ),
        Cause::UnsupportedType => ("Este tipo de mensagem não pode ser enviado.", "Escreva de outra forma."),
        Cause::CustomerFile => {
            ("O arquivo do cliente não pôde ser baixado.", "Peça ao cliente que envie o arquivo de novo.")
        }
        Cause::OurFile => ("O WhatsApp não aceitou o arquivo.", "Confira tipo e tamanho e envie de novo."),
        Cause::MarketingOnly => ("Este caminho só aceita mensagens de marketing.", "Avise quem administra."),
        Cause::MarketingOff => ("Marketing está desligado para este número.", "Avise quem administra."),
        Cause::Maintenance => {
            ("O número está em manutenção no WhatsApp.", "Costuma levar um minuto. Depois, reenvie.")
        }
        Cause::StaleList => ("A lista de modelos mudou no meio do caminho.", "Sincronize os modelos."),
        Cause::NeedsPhone => (
            "Para esta mensagem é preciso o telefone do cliente.",
            "Só conhecemos o nome de usuário. Peça o número.",
        ),
        Cause::ContactBlocked => {
            ("Este contato está bloqueado pela empresa.", "Desbloqueie na Meta se quiser voltar a escrever.")
        }
        Cause::HoldOut => {
            ("O WhatsApp não entregou, por um experimento da Meta.", "Não reenvie; tente por outro canal.")
        }
        Cause::TemplateValues => {
            ("Os campos do modelo não conferem.", "Preencha todos os campos e envie de novo.")
        }
        Cause::TemplateGone => {
            ("O modelo não existe mais neste idioma.", "Sincronize os modelos e escolha outro.")
        }
        Cause::TemplateTooLong => {
            ("O texto do modelo ficou longo demais.", "Encurte os valores e envie de novo.")
        }
        Cause::TemplatePolicy => ("A Meta recusou este modelo.", "Escolha outro modelo."),
        Cause::TemplatePaused => ("O modelo está pausado por qualidade.", "Escolha outro modelo."),
        Cause::TemplateDisabled => ("O modelo foi desativado.", "Escolha outro modelo."),
        Cause::TemplateSyncing => {
            ("O modelo ainda está sendo preparado pela Meta.", "Fica pronto em cerca de dez minutos.")
        }
        Cause::TemplateRule => {
            ("O modelo quebra uma regra da Meta.", "Quem administra precisa corrigir o modelo.")
        }
        Cause::FormBlocked => ("O formulário deste modelo está bloqueado.", "Escolha outro modelo."),
        Cause::FormThrottled => ("O formulário está com envio reduzido.", "Tente de novo em dez minutos."),
        Cause::PaymentTerms => {
            ("Os termos de pagamento não foram aceitos.", "Quem administra aceita os termos na Meta.")
        }
        Cause::IdentityChanged => {
            ("O aparelho do cliente mudou.", "A identidade precisa ser confirmada. Avise quem administra.")
        }
        Cause::Calls => ("Algo deu errado com as ligações.", "Avise quem administra."),
        Cause::FormsOrBlocks => {
            ("Algo deu errado com um formulário ou com a lista de bloqueios.", "Avise quem administra.")
        }
        Cause::Coexistence => {
            ("Algo deu errado no uso junto com o aplicativo do celular.", "Avise quem administra.")
        }
        Cause::OutcomeUnknown => (
            "O WhatsApp não disse o que houve com esta mensagem.",
            "Ela pode ter chegado. Se reenviar, o cliente pode receber em dobro.",
        ),
        Cause::NeverLeft => (
            "A mensagem não conseguiu sair em um dia de tentativas.",
            "Ela não chegou ao cliente. Pode reenviar.",
        ),
        Cause::Unreadable => ("O conteúdo guardado não pôde ser lido.", "Escreva a mensagem de novo."),
        Cause::NoReason => ("O WhatsApp não entregou e não disse por quê.", "Pode reenviar uma vez."),
        Cause::NoConsent => (
            "Não saiu: falta o consentimento do cliente para esta mensagem.",
            "Registre o consentimento e reenvie.",
        ),
        Cause::CategoryChanged => {
            ("Não saiu: a Meta mudou a categoria do modelo.", "Confira o preço da nova categoria e reenvie.")
        }
        Cause::Other => {
            ("Não foi entregue.", "Este código é novo para o Guichê. Mostre os detalhes a quem administra.")
        }
    },
    resync: "Sincronizar modelos",
    resend_anyway: "Reenviar mesmo assim",
    reconnect: "Reconectar número",
    fix_and_resend: "Corrigir e reenviar",
    see_number: "Ver o número",
    call_admin: "Chamar um administrador",
    admin_note_copied: "Recado copiado: cole para quem administra",
    ask_for_phone: "Pedir o telefone",
    phone_question: "Para continuar, preciso do seu telefone com DDD. Pode me passar, por favor?",
    resent: "reenviada",
    new_attempt: "nova tentativa",
    details: "Detalhes",
    code: "Código",
    provider_words: "Palavras do WhatsApp",
    trace: "Rastro para o suporte da Meta",
    attempts: "Tentativas",
    no_attempts: "Nenhuma tentativa registrada",
    outcome: |outcome| match outcome {
        AttemptOutcome::Accepted => "aceita pelo WhatsApp",
        AttemptOutcome::Again => "não saiu; nova tentativa automática",
        AttemptOutcome::Unknown => "sem resposta: resultado desconhecido",
        AttemptOutcome::Refused => "recusada",
    },
    resend_in: |span| format!("Reenviar em {span}"),
    outcome_pending: |until| match until {
        Some(time) => format!(
            "Resultado desconhecido: aguardando o WhatsApp até {time}. Não reenvie, ela pode já ter chegado."
        ),
        None => {
            "Resultado desconhecido: aguardando o WhatsApp. Não reenvie, ela pode já ter chegado.".to_owned()
        }
    },
    admin_note: |number, what, code| {
        if code > 0 {
            format!("Número {number}: {what} (erro {code} do WhatsApp)")
        } else {
            format!("Número {number}: {what}")
        }
    },
    refusal: |refusal| match refusal {
        ResendRefusal::NotFailed => "Esta mensagem não falhou: não há o que reenviar.",
        ResendRefusal::OutcomePending { .. } => {
            "Ainda não se sabe se chegou. Espere o WhatsApp responder antes de reenviar."
        }
        ResendRefusal::Already => "Esta mensagem já foi reenviada.",
        ResendRefusal::NotYet { .. } => "Ainda é cedo para reenviar. Espere um pouco.",
        ResendRefusal::Never => "Esta mensagem não pode ser reenviada como está.",
    },
    refused: |what, code| {
        if code > 0 {
            format!("A Meta recusou: {what} (erro {code})")
        } else {
            format!("Sem resposta da Meta. {what}")
        }
    },
};
