//! Why messages fail, in words an agent can act on.

use desk_model::autopsy::{AttemptOutcome, Cause, ResendRefusal};
use desk_model::message::SendFailure;

/// The texts about failed messages.
pub(crate) struct AutopsyTexts {
    /// What happened, and what to do or to know about it.
    pub(crate) cause: fn(Cause) -> (&'static str, &'static str),
    pub(crate) resync: &'static str,
    pub(crate) resend_anyway: &'static str,
    pub(crate) reconnect: &'static str,
    pub(crate) fix_and_resend: &'static str,
    pub(crate) see_number: &'static str,
    pub(crate) call_admin: &'static str,
    pub(crate) admin_note_copied: &'static str,
    pub(crate) ask_for_phone: &'static str,
    /// Put into the composer, to the customer.
    pub(crate) phone_question: &'static str,
    pub(crate) resent: &'static str,
    pub(crate) new_attempt: &'static str,
    pub(crate) details: &'static str,
    pub(crate) code: &'static str,
    pub(crate) provider_words: &'static str,
    pub(crate) trace: &'static str,
    pub(crate) attempts: &'static str,
    pub(crate) no_attempts: &'static str,
    pub(crate) outcome: fn(AttemptOutcome) -> &'static str,
    /// Sending again is possible after this span.
    pub(crate) resend_in: fn(&str) -> String,
    /// The outcome is unknown; until when a status is waited for.
    pub(crate) outcome_pending: fn(Option<&str>) -> String,
    /// What an agent passes on: number, what happened, code.
    pub(crate) admin_note: fn(&str, &str, i64) -> String,
    /// Why sending again was refused.
    pub(crate) refusal: fn(ResendRefusal) -> &'static str,
    /// What the provider said when it refused something.
    pub(crate) refused: fn(&str, i64) -> String,
}

impl AutopsyTexts {
    /// A refusal of the provider in a sentence.
    pub(crate) fn provider(&self, failure: &SendFailure) -> String {
        let (what, _) = (self.cause)(desk_model::autopsy::autopsy(failure.code).cause);
        (self.refused)(what, failure.code)
    }
}

pub(super) static PT_BR: AutopsyTexts = AutopsyTexts {
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

pub(super) static EN: AutopsyTexts = AutopsyTexts {
    cause: |cause| match cause {
        Cause::Disconnected => (
            "Channel disconnected.",
            "Meta no longer accepts the access. An administrator must reconnect the number.",
        ),
        Cause::NoPermission => (
            "The channel lacks permission for this.",
            "An administrator must reconnect with access that has the permission.",
        ),
        Cause::Temporary => ("A passing fault at WhatsApp.", "Check the chat before sending again."),
        Cause::Throttled => ("WhatsApp slowed this number down.", "Wait a little and resend."),
        Cause::TooFast => ("Too many messages in a row to this person.", "Wait a little and resend."),
        Cause::Spam => (
            "WhatsApp is restricting this number.",
            "People reported unwanted messages. Tell an administrator.",
        ),
        Cause::CategoryBlocked => {
            ("Templates of this category are blocked for now.", "Choose a template of another category.")
        }
        Cause::AccountRestricted => ("The account is restricted by WhatsApp.", "Tell an administrator."),
        Cause::Country => {
            ("This business may not write to that country.", "Use another channel with this person.")
        }
        Cause::NotBuilt => (
            "WhatsApp did not accept the message as it was built.",
            "Adjust it and send again; the details say what was refused.",
        ),
        Cause::OwnNumber => ("The recipient is the business's own number.", "It cannot write to itself."),
        Cause::Undeliverable => (
            "This person cannot receive it on WhatsApp.",
            "No WhatsApp, an old app, or terms not accepted. Resending does not help; try another channel.",
        ),
        Cause::TestList => (
            "Test channel: the contact is not on the list.",
            "An administrator can add the phone to Meta's list.",
        ),
        Cause::NameNotApproved => {
            ("The number's name is not approved yet.", "An administrator follows the approval at Meta.")
        }
        Cause::Billing => {
            ("There is a billing problem at WhatsApp.", "An administrator must settle the payment at Meta.")
        }
        Cause::NotRegistered => (
            "The number is not registered on WhatsApp.",
            "An administrator must register and reconnect the number.",
        ),
        Cause::Registration => (
            "The number's registration is pending.",
            "An administrator must finish registration and PIN at Meta.",
        ),
        Cause::WindowClosed => {
            ("More than 24 h since the customer last wrote.", "Choose a template to resume the conversation.")
        }
        Cause::HeldBack => (
            "WhatsApp did not deliver this marketing message.",
            "It limits how much each person gets. Resending today makes it worse; try another day or channel.",
        ),
        Cause::StoppedMarketing => (
            "The customer opted out of marketing.",
            "Respect the choice: this message must not be sent again.",
        ),
        Cause::UnsupportedType => ("This type of message cannot be sent.", "Write it another way."),
        Cause::CustomerFile => {
            ("The customer's file could not be fetched.", "Ask the customer to send the file again.")
        }
        Cause::OurFile => ("WhatsApp did not accept the file.", "Check its type and size and send again."),
        Cause::MarketingOnly => ("This path takes marketing messages only.", "Tell an administrator."),
        Cause::MarketingOff => ("Marketing is switched off for this number.", "Tell an administrator."),
        Cause::Maintenance => {
            ("The number is in maintenance at WhatsApp.", "It usually takes a minute. Then resend.")
        }
        Cause::StaleList => ("The list of templates changed on the way.", "Sync the templates."),
        Cause::NeedsPhone => (
            "This message needs the customer's phone number.",
            "Only the username is known. Ask for the number.",
        ),
        Cause::ContactBlocked => {
            ("This contact is blocked by the business.", "Unblock it at Meta to write again.")
        }
        Cause::HoldOut => (
            "WhatsApp did not deliver, because of an experiment of Meta's.",
            "Do not resend; try another channel.",
        ),
        Cause::TemplateValues => ("The template's fields do not fit.", "Fill in all fields and send again."),
        Cause::TemplateGone => {
            ("The template no longer exists in this language.", "Sync the templates and choose another.")
        }
        Cause::TemplateTooLong => {
            ("The template's text became too long.", "Shorten the values and send again.")
        }
        Cause::TemplatePolicy => ("Meta refused this template.", "Choose another template."),
        Cause::TemplatePaused => ("The template is paused for its quality.", "Choose another template."),
        Cause::TemplateDisabled => ("The template was disabled.", "Choose another template."),
        Cause::TemplateSyncing => {
            ("Meta is still preparing the template.", "It is ready in about ten minutes.")
        }
        Cause::TemplateRule => {
            ("The template breaks a rule of Meta's.", "An administrator must correct the template.")
        }
        Cause::FormBlocked => ("The form in this template is blocked.", "Choose another template."),
        Cause::FormThrottled => ("The form is being slowed down.", "Try again in ten minutes."),
        Cause::PaymentTerms => {
            ("The payment terms were not accepted.", "An administrator accepts the terms at Meta.")
        }
        Cause::IdentityChanged => {
            ("The customer's device changed.", "The identity has to be confirmed. Tell an administrator.")
        }
        Cause::Calls => ("Something went wrong with calls.", "Tell an administrator."),
        Cause::FormsOrBlocks => {
            ("Something went wrong with a form or the block list.", "Tell an administrator.")
        }
        Cause::Coexistence => {
            ("Something went wrong with using the phone app alongside.", "Tell an administrator.")
        }
        Cause::OutcomeUnknown => (
            "WhatsApp never said what became of this message.",
            "It may have arrived. If you resend it, the customer may get it twice.",
        ),
        Cause::NeverLeft => (
            "The message could not leave within a day of attempts.",
            "It did not reach the customer. You can resend it.",
        ),
        Cause::Unreadable => ("The stored content could not be read.", "Write the message again."),
        Cause::NoReason => ("WhatsApp did not deliver and did not say why.", "You can resend it once."),
        Cause::NoConsent => (
            "It did not leave: the customer's consent for it is missing.",
            "Record the consent and resend it.",
        ),
        Cause::CategoryChanged => (
            "It did not leave: Meta put the template into another category.",
            "Check the price of the new category and resend it.",
        ),
        Cause::Other => {
            ("It was not delivered.", "This code is new to Guichê. Show the details to an administrator.")
        }
    },
    resync: "Sync templates",
    resend_anyway: "Resend anyway",
    reconnect: "Reconnect number",
    fix_and_resend: "Fix and resend",
    see_number: "See the number",
    call_admin: "Call an administrator",
    admin_note_copied: "Note copied: paste it to an administrator",
    ask_for_phone: "Ask for the phone",
    phone_question: "To go on I need your phone number with area code. Could you send it, please?",
    resent: "resent",
    new_attempt: "new attempt",
    details: "Details",
    code: "Code",
    provider_words: "WhatsApp's words",
    trace: "Trace for Meta's support",
    attempts: "Attempts",
    no_attempts: "No attempt on record",
    outcome: |outcome| match outcome {
        AttemptOutcome::Accepted => "accepted by WhatsApp",
        AttemptOutcome::Again => "did not leave; tried again automatically",
        AttemptOutcome::Unknown => "no answer: outcome unknown",
        AttemptOutcome::Refused => "refused",
    },
    resend_in: |span| format!("Resend in {span}"),
    outcome_pending: |until| match until {
        Some(time) => {
            format!("Outcome unknown: waiting for WhatsApp until {time}. Do not resend, it may have arrived.")
        }
        None => "Outcome unknown: waiting for WhatsApp. Do not resend, it may have arrived.".to_owned(),
    },
    admin_note: |number, what, code| {
        if code > 0 {
            format!("Number {number}: {what} (WhatsApp error {code})")
        } else {
            format!("Number {number}: {what}")
        }
    },
    refusal: |refusal| match refusal {
        ResendRefusal::NotFailed => "This message did not fail: there is nothing to resend.",
        ResendRefusal::OutcomePending { .. } => {
            "Nobody knows yet whether it arrived. Wait for WhatsApp's answer before resending."
        }
        ResendRefusal::Already => "This message was resent already.",
        ResendRefusal::NotYet { .. } => "It is too early to resend. Wait a little.",
        ResendRefusal::Never => "This message cannot be resent as it is.",
    },
    refused: |what, code| {
        if code > 0 {
            format!("Meta refused: {what} (error {code})")
        } else {
            format!("No answer from Meta. {what}")
        }
    },
};

#[cfg(test)]
mod tests {
    use super::*;
    use desk_model::autopsy::{TABLE, autopsy};
    use std::collections::BTreeSet;

    /// Every code, the ends of every range and codes nobody knows are told in both languages, each cause in its own words.
    #[test]
    fn every_code_has_its_words_in_both_languages() {
        let codes = TABLE.iter().flat_map(|(from, to, ..)| [*from, *to]).chain([7, 131_999]);
        let causes: BTreeSet<Cause> = codes.map(|code| autopsy(code).cause).collect();
        for texts in [&PT_BR, &EN] {
            let mut heads = BTreeSet::new();
            for cause in &causes {
                let (what, hint) = (texts.cause)(*cause);
                assert!(what.ends_with('.') && hint.ends_with('.'), "{cause:?}: {what} {hint}");
                assert!(heads.insert(what), "{cause:?} says the same as another: {what}");
            }
        }
        for cause in &causes {
            assert_ne!((PT_BR.cause)(*cause), (EN.cause)(*cause), "{cause:?} is not translated");
        }
    }

    #[test]
    fn a_refusal_of_the_provider_names_its_code() {
        let failure = SendFailure { code: 190, detail: String::new() };
        assert_eq!(PT_BR.provider(&failure), "A Meta recusou: Canal desconectado. (erro 190)");
        assert!(
            EN.provider(&SendFailure { code: -4, detail: String::new() }).starts_with("No answer from Meta.")
        );
    }
}
