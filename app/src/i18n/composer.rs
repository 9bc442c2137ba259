//! What the composer says beside the texts of every screen: held replies, the question to silent customers, joined bubbles,
//! new conversations.

use desk_model::phone::PhoneProblem;

/// The texts of the composer.
pub(crate) struct ComposerTexts {
    pub(crate) held_title: &'static str,
    pub(crate) held_offer: &'static str,
    pub(crate) held_waits: &'static str,
    pub(crate) held_too_long: &'static str,
    pub(crate) held_send: &'static str,
    pub(crate) held_edit: &'static str,
    pub(crate) held_keeping: &'static str,
    pub(crate) nudge: &'static str,
    pub(crate) nudge_hint: &'static str,
    pub(crate) nudged: &'static str,
    pub(crate) join: &'static str,
    pub(crate) join_hint: &'static str,
    pub(crate) tray: &'static str,
    pub(crate) tray_now: &'static str,
    pub(crate) tray_back: &'static str,
    pub(crate) new: &'static str,
    pub(crate) new_short: &'static str,
    pub(crate) new_lead: &'static str,
    pub(crate) from_number: &'static str,
    pub(crate) to_whom: &'static str,
    pub(crate) to_hint: &'static str,
    pub(crate) to_results: &'static str,
    pub(crate) to_change: &'static str,
    pub(crate) to_open: &'static str,
    pub(crate) in_queue: &'static str,
    pub(crate) which_template: &'static str,
    pub(crate) first_to: &'static str,
    pub(crate) number_down: &'static str,
    pub(crate) sending: &'static str,
    pub(crate) open_ticket: &'static str,
    pub(crate) call_answered: &'static str,
    pub(crate) nudge_section: &'static str,
    pub(crate) nudge_text: &'static str,
    pub(crate) nudge_text_hint: &'static str,
    pub(crate) nudge_auto: &'static str,
    pub(crate) nudge_minutes: &'static str,
    /// Who put the reply aside, and when.
    pub(crate) held_by: fn(&str, &str) -> String,
    /// Free of charge until then.
    /// In so many seconds.
    pub(crate) tray_in: fn(i64) -> String,
    /// An address that was typed.
    pub(crate) write_to: fn(&str) -> String,
    /// Somebody began the conversation.
    pub(crate) started: fn(&str) -> String,
    /// A notice after beginning.
    pub(crate) began: fn(&str) -> String,
    /// The customer has an open ticket.
    pub(crate) ticket_open: fn(Option<&str>) -> String,
    /// What is wrong with a phone.
    pub(crate) phone_problem: fn(PhoneProblem) -> &'static str,
}

/// Portuguese of Brazil.
pub(super) static PT_BR: ComposerTexts = ComposerTexts {
    held_title: "Resposta guardada",
    held_offer: "O cliente respondeu.",
    held_waits: "Ela espera aqui, em qualquer aparelho, até o cliente responder.",
    held_too_long: "É longa demais para uma mensagem: edite antes de enviar.",
    held_send: "Enviar",
    held_edit: "Editar",
    held_keeping: "Guardando o que você escreveu…",
    nudge: "Ainda está aí?",
    nudge_hint: "Enviar a pergunta da fila ao cliente",
    nudged: "Já perguntamos se está aí.",
    join: "Juntar em uma mensagem",
    join_hint: "Espera 5 segundos e junta o que você mandar em uma só mensagem.",
    tray: "Vai sair como uma mensagem",
    tray_now: "Enviar já",
    tray_back: "Voltar ao texto",
    new: "Nova conversa",
    new_short: "Nova",
    new_lead: "O cliente recebe um modelo aprovado. Quando responder, a conversa continua neste atendimento.",
    from_number: "De qual número",
    to_whom: "Para quem",
    to_hint: "Nome, telefone com DDD, protocolo ou código do usuário (BR.…)",
    to_results: "Clientes encontrados",
    to_change: "Trocar",
    to_open: "em aberto",
    in_queue: "Na fila",
    which_template: "Qual modelo",
    first_to: "Diga primeiro para quem.",
    number_down: "Este número não consegue enviar agora. Escolha outro ou avise quem administra.",
    sending: "Enviando…",
    open_ticket: "Abrir o atendimento",
    call_answered: "O cliente atendeu nossa ligação",
    nudge_section: "Antes de a janela fechar",
    nudge_text: "Perguntar se ainda está aí",
    nudge_text_hint: "Sai com a tecla u na última hora da janela. Texto vazio: ninguém pergunta.",
    nudge_auto: "Perguntar sozinho, uma vez por janela, quando o cliente não responde",
    nudge_minutes: "Minutos antes de fechar",
    held_by: |by, at| format!("de {by}, {at}"),
    tray_in: |secs| format!("em {secs} s"),
    write_to: |address| format!("Escrever para {address}"),
    started: |by| format!("{by} iniciou a conversa"),
    began: |protocol| format!("Atendimento {protocol} aberto."),
    ticket_open: |protocol| match protocol {
        Some(protocol) => format!("Este cliente já tem o atendimento {protocol} aberto neste número."),
        None => "Este cliente já está em atendimento com outra equipe neste número.".to_owned(),
    },
    phone_problem: |problem| match problem {
        PhoneProblem::Missing => "Digite um nome, telefone ou protocolo.",
        PhoneProblem::Letters => {
            "Ninguém encontrado com esse nome. Para um número novo, digite só o telefone com DDD."
        }
        PhoneProblem::NoArea => "Falta o DDD: por exemplo (11) 98765-4321.",
        PhoneProblem::BadArea => {
            "Esse DDD não existe no Brasil. Para outro país, comece com + e o código do país."
        }
        PhoneProblem::TooShort => "Faltam dígitos: DDD e 8 ou 9 números, como (11) 98765-4321.",
        PhoneProblem::TooLong => "Há dígitos demais para um telefone.",
        PhoneProblem::Impossible => "Esse número não existe no Brasil: celular começa com 9, fixo com 2 a 5.",
    },
};

/// English.
pub(super) static EN: ComposerTexts = ComposerTexts {
    held_title: "Reply kept",
    held_offer: "The customer answered.",
    held_waits: "It waits here, on any device, until the customer answers.",
    held_too_long: "It is too long for one message: edit it before sending.",
    held_send: "Send",
    held_edit: "Edit",
    held_keeping: "Keeping what you wrote…",
    nudge: "Still there?",
    nudge_hint: "Send the customer the queue's question",
    nudged: "We have asked whether they are there.",
    join: "Join into one message",
    join_hint: "Waits 5 seconds and joins what you send into one message.",
    tray: "Will leave as one message",
    tray_now: "Send now",
    tray_back: "Back to the text",
    new: "New conversation",
    new_short: "New",
    new_lead: "The customer gets an approved template. When they answer, the conversation goes on in this ticket.",
    from_number: "From which number",
    to_whom: "To whom",
    to_hint: "Name, phone with area code, protocol or user id (BR.…)",
    to_results: "Customers found",
    to_change: "Change",
    to_open: "open",
    in_queue: "In the queue",
    which_template: "Which template",
    first_to: "First say to whom.",
    number_down: "This number cannot send now. Choose another one or tell an administrator.",
    sending: "Sending…",
    open_ticket: "Open the ticket",
    call_answered: "The customer took our call",
    nudge_section: "Before the window closes",
    nudge_text: "Ask whether they are still there",
    nudge_text_hint: "Sent with the key u in the window's last hour. Empty: nobody asks.",
    nudge_auto: "Ask by itself, once a window, when the customer does not answer",
    nudge_minutes: "Minutes before closing",
    held_by: |by, at| format!("by {by}, {at}"),
    tray_in: |secs| format!("in {secs} s"),
    write_to: |address| format!("Write to {address}"),
    started: |by| format!("{by} began the conversation"),
    began: |protocol| format!("Ticket {protocol} opened."),
    ticket_open: |protocol| match protocol {
        Some(protocol) => format!("This customer already has the open ticket {protocol} on this number."),
        None => "This customer is already being served by another team on this number.".to_owned(),
    },
    phone_problem: |problem| match problem {
        PhoneProblem::Missing => "Type a name, phone or protocol.",
        PhoneProblem::Letters => {
            "Nobody found by that name. For a new number, type only the phone with its area code."
        }
        PhoneProblem::NoArea => "The area code is missing: for example (11) 98765-4321.",
        PhoneProblem::BadArea => {
            "Brazil has no such area code. For another country, begin with + and its code."
        }
        PhoneProblem::TooShort => "Digits are missing: area code and 8 or 9 digits, like (11) 98765-4321.",
        PhoneProblem::TooLong => "Too many digits for a phone.",
        PhoneProblem::Impossible => "Brazil has no such number: mobiles begin with 9, landlines with 2 to 5.",
    },
};
