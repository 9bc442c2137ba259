//! What is said about handing tickets over.

use desk_model::message::ThreadEvent;
use desk_model::presence::Standing;
use desk_model::transfer::{Handover, HandoverOutcome, TransferProblem};

/// The texts of handing over.
pub(crate) struct TransferTexts {
    pub(crate) transfer: &'static str,
    pub(crate) offer: &'static str,
    pub(crate) title: &'static str,
    pub(crate) to_whom: &'static str,
    pub(crate) search: &'static str,
    pub(crate) nothing_found: &'static str,
    pub(crate) choose_first: &'static str,
    pub(crate) note: &'static str,
    pub(crate) note_hint: &'static str,
    pub(crate) note_missing: &'static str,
    pub(crate) draft_goes: &'static str,
    /// What happens when whom it is offered to is not there.
    pub(crate) not_there: fn(&str, Standing) -> Option<String>,
    pub(crate) cancel: &'static str,
    pub(crate) close: &'static str,
    pub(crate) accept: &'static str,
    pub(crate) decline: &'static str,
    pub(crate) decline_more: &'static str,
    pub(crate) decline_title: &'static str,
    pub(crate) reason: &'static str,
    pub(crate) reason_hint: &'static str,
    pub(crate) reason_missing: &'static str,
    pub(crate) withdraw: &'static str,
    pub(crate) offered_to_you: &'static str,
    pub(crate) offered_to_me: &'static str,
    pub(crate) offered_to_you_hint: &'static str,
    pub(crate) offered_hint: &'static str,
    pub(crate) offers: &'static str,
    pub(crate) note_from: &'static str,
    pub(crate) new: &'static str,
    pub(crate) coming_back: &'static str,
    pub(crate) held_came: &'static str,
    pub(crate) mark: &'static str,
    pub(crate) mark_many: &'static str,
    pub(crate) move_marked: &'static str,
    pub(crate) clear_marks: &'static str,
    pub(crate) results: &'static str,
    pub(crate) moved_ok: &'static str,
    pub(crate) unknown_ticket: &'static str,
    /// How many rows are marked.
    pub(crate) marked: fn(usize) -> String,
    /// How many moved, of how many.
    pub(crate) moved_of: fn(usize, usize) -> String,
    /// People of a queue, and tickets that wait in it.
    pub(crate) queue_facts: fn(u32, u32) -> String,
    /// Tickets of a person.
    pub(crate) person_load: fn(u32) -> String,
    /// To whom a ticket is offered, in a row.
    pub(crate) offered_to: fn(&str) -> String,
    /// To whom, and how long still.
    pub(crate) offered_until: fn(&str, &str) -> String,
    /// Somebody hands it over.
    pub(crate) from: fn(&str) -> String,
    /// What the card above the thread is called: the handover, and whether it is to the reader.
    pub(crate) headline: fn(&Handover, bool) -> String,
    /// Somebody offers a ticket of this customer to the reader.
    pub(crate) came: fn(&str, &str) -> String,
    /// It was moved there.
    pub(crate) sent: fn(&str) -> String,
    /// How an offer ended: the handover, whether it was to the reader, the customer. And whether it is bad news.
    pub(crate) ended: fn(&Handover, bool, &str) -> Option<(String, bool)>,
    /// A line of the thread.
    pub(crate) event: fn(&ThreadEvent) -> String,
    /// Why it is not possible.
    pub(crate) problem: fn(&TransferProblem) -> String,
}

/// Portuguese of Brazil.
pub(super) static PT_BR: TransferTexts = TransferTexts {
    transfer: "Transferir",
    offer: "Oferecer",
    title: "Transferir atendimento",
    to_whom: "Para quem",
    search: "Buscar fila ou pessoa",
    nothing_found: "Nenhuma fila ou pessoa com esse nome.",
    choose_first: "Escolha uma fila ou pessoa.",
    note: "Recado para quem recebe",
    note_hint: "O que já foi feito e o que falta. Só a equipe vê.",
    note_missing: "Escreva um recado: quem recebe precisa saber do que se trata.",
    draft_goes: "O que você estava escrevendo vai junto, como resposta guardada.",
    not_there: |name, standing| match standing {
        Standing::Available => None,
        Standing::Paused => Some(format!("{name} está em pausa. Sem resposta a tempo, o atendimento volta.")),
        Standing::Offline => Some(format!("{name} está offline. Sem resposta a tempo, o atendimento volta.")),
    },
    cancel: "Cancelar",
    close: "Fechar",
    accept: "Aceitar",
    decline: "Recusar",
    decline_more: "Recusar…",
    decline_title: "Recusar atendimento",
    reason: "Por que não",
    reason_hint: "Quem ofereceu vê o motivo.",
    reason_missing: "Diga o motivo em poucas palavras.",
    withdraw: "Retirar oferta",
    offered_to_you: "Oferecido a você.",
    offered_to_me: "oferecido a você",
    offered_to_you_hint: "Aceite para responder.",
    offered_hint: "Se não houver resposta, volta para onde estava.",
    offers: "Oferecidos a você",
    note_from: "Recado",
    new: "novo",
    coming_back: "voltando…",
    held_came: "Veio junto com o atendimento.",
    mark: "Selecionar",
    mark_many: "Selecionar vários",
    move_marked: "Mover…",
    clear_marks: "Limpar seleção",
    results: "Resultado",
    moved_ok: "movido",
    unknown_ticket: "Atendimento",
    marked: |n| if n == 1 { "1 selecionado".to_owned() } else { format!("{n} selecionados") },
    moved_of: |n, all| format!("{n} de {all} movidos."),
    queue_facts: |people, waiting| {
        let people = match people {
            0 => "ninguém na fila".to_owned(),
            1 => "1 pessoa".to_owned(),
            n => format!("{n} pessoas"),
        };
        format!("{people} · {waiting} esperando")
    },
    person_load: |n| if n == 1 { "1 em atendimento".to_owned() } else { format!("{n} em atendimento") },
    offered_to: |name| format!("oferecido a {name}"),
    offered_until: |name, left| format!("Oferecido a {name} · {left}"),
    from: |name| format!("de {name}"),
    headline: |handover, to_me| {
        let (by, to) = (&handover.by_name, &handover.to_name);
        match &handover.outcome {
            HandoverOutcome::Moved => format!("{by} transferiu para {to}"),
            HandoverOutcome::Offered if to_me => format!("{by} oferece este atendimento a você"),
            HandoverOutcome::Offered => format!("{by} ofereceu a {to}"),
            HandoverOutcome::Accepted if to_me => format!("{by} passou este atendimento a você"),
            HandoverOutcome::Accepted => format!("{by} passou a {to}"),
            HandoverOutcome::Declined { reason } => format!("{to} recusou: {reason}"),
            HandoverOutcome::TimedOut => format!("{to} não respondeu a tempo"),
            HandoverOutcome::Left => format!("{to} ficou offline antes de responder"),
            HandoverOutcome::Withdrawn { by_name } => format!("{by_name} retirou a oferta a {to}"),
        }
    },
    came: |by, customer| format!("{by} oferece {customer} a você."),
    sent: |to| format!("Transferido para {to}."),
    ended: |handover, to_me, customer| {
        let to = &handover.to_name;
        Some(match &handover.outcome {
            HandoverOutcome::Accepted | HandoverOutcome::Declined { .. } if to_me => return None,
            HandoverOutcome::Accepted => (format!("{to} aceitou {customer}."), false),
            HandoverOutcome::Declined { reason } => (format!("{to} recusou {customer}: {reason}"), true),
            HandoverOutcome::TimedOut if to_me => {
                (format!("A oferta de {customer} acabou sem resposta."), true)
            }
            HandoverOutcome::TimedOut => (format!("{to} não respondeu: {customer} voltou."), true),
            HandoverOutcome::Left if to_me => {
                (format!("A oferta de {customer} acabou porque você ficou offline."), true)
            }
            HandoverOutcome::Left => (format!("{to} ficou offline: {customer} voltou."), true),
            HandoverOutcome::Withdrawn { by_name } => {
                (format!("{by_name} retirou a oferta de {customer}."), false)
            }
            HandoverOutcome::Moved => {
                (format!("{} transferiu {customer} para {to}.", handover.by_name), false)
            }
            HandoverOutcome::Offered => return None,
        })
    },
    event: |event| match event {
        ThreadEvent::Transferred { by, from: None, queue, note } => {
            format!("{by} transferiu para {queue}: {note}")
        }
        ThreadEvent::Transferred { by, from: Some(from), queue, note } => {
            format!("{by} moveu de {from} para {queue}: {note}")
        }
        ThreadEvent::Offered { by, from: None, to, note } => format!("{by} ofereceu a {to}: {note}"),
        ThreadEvent::Offered { by, from: Some(from), to, note } => {
            format!("{by} ofereceu a {to} o que estava com {from}: {note}")
        }
        ThreadEvent::OfferAccepted { by } => format!("{by} aceitou"),
        ThreadEvent::OfferDeclined { by, reason, back } => {
            format!("{by} recusou ({reason}); voltou para {back}")
        }
        ThreadEvent::OfferTimedOut { to, back } => format!("{to} não respondeu a tempo; voltou para {back}"),
        ThreadEvent::OfferLeft { to, back } => {
            format!("{to} ficou offline antes de responder; voltou para {back}")
        }
        ThreadEvent::OfferWithdrawn { by, back } => format!("{by} retirou a oferta; voltou para {back}"),
        _ => String::new(),
    },
    problem: |problem| match problem {
        TransferProblem::ToOneself => {
            "Este é você. Escolha outra pessoa, ou pegue o atendimento com p.".to_owned()
        }
        TransferProblem::HasIt { name } => format!("{name} já está com este atendimento."),
        TransferProblem::Disabled { name } => {
            format!("{name} não trabalha mais aqui. Escolha outra pessoa ou uma fila.")
        }
        TransferProblem::Offered { name } => {
            format!("Já está oferecido a {name}. Espere a resposta ou retire a oferta.")
        }
        TransferProblem::SameQueue { name } => format!("Já está esperando em {name}. Escolha outra fila."),
        TransferProblem::OfferEnded => "A oferta acabou: o atendimento já seguiu outro caminho.".to_owned(),
    },
};

/// English.
pub(super) static EN: TransferTexts = TransferTexts {
    transfer: "Transfer",
    offer: "Offer",
    title: "Transfer ticket",
    to_whom: "To whom",
    search: "Search a queue or person",
    nothing_found: "No queue or person of that name.",
    choose_first: "Choose a queue or a person.",
    note: "Note for whoever gets it",
    note_hint: "What was done and what is left to do. Only the team sees it.",
    note_missing: "Write a note: whoever gets it has to know what it is about.",
    draft_goes: "What you were writing goes along as a kept reply.",
    not_there: |name, standing| match standing {
        Standing::Available => None,
        Standing::Paused => {
            Some(format!("{name} is on a break. Without an answer in time, the ticket comes back."))
        }
        Standing::Offline => {
            Some(format!("{name} is offline. Without an answer in time, the ticket comes back."))
        }
    },
    cancel: "Cancel",
    close: "Close",
    accept: "Accept",
    decline: "Decline",
    decline_more: "Decline…",
    decline_title: "Decline ticket",
    reason: "Why not",
    reason_hint: "Whoever offered it sees the reason.",
    reason_missing: "Say why in a few words.",
    withdraw: "Take the offer back",
    offered_to_you: "Offered to you.",
    offered_to_me: "offered to you",
    offered_to_you_hint: "Accept it to answer.",
    offered_hint: "Without an answer it goes back to where it was.",
    offers: "Offered to you",
    note_from: "Note",
    new: "new",
    coming_back: "coming back…",
    held_came: "It came along with the ticket.",
    mark: "Select",
    mark_many: "Select several",
    move_marked: "Move…",
    clear_marks: "Clear selection",
    results: "Result",
    moved_ok: "moved",
    unknown_ticket: "Ticket",
    marked: |n| format!("{n} selected"),
    moved_of: |n, all| format!("{n} of {all} moved."),
    queue_facts: |people, waiting| {
        let people = match people {
            0 => "nobody in it".to_owned(),
            1 => "1 person".to_owned(),
            n => format!("{n} people"),
        };
        format!("{people} · {waiting} waiting")
    },
    person_load: |n| if n == 1 { "1 ticket".to_owned() } else { format!("{n} tickets") },
    offered_to: |name| format!("offered to {name}"),
    offered_until: |name, left| format!("Offered to {name} · {left}"),
    from: |name| format!("from {name}"),
    headline: |handover, to_me| {
        let (by, to) = (&handover.by_name, &handover.to_name);
        match &handover.outcome {
            HandoverOutcome::Moved => format!("{by} transferred it to {to}"),
            HandoverOutcome::Offered if to_me => format!("{by} offers you this ticket"),
            HandoverOutcome::Offered => format!("{by} offered it to {to}"),
            HandoverOutcome::Accepted if to_me => format!("{by} handed you this ticket"),
            HandoverOutcome::Accepted => format!("{by} handed it to {to}"),
            HandoverOutcome::Declined { reason } => format!("{to} declined: {reason}"),
            HandoverOutcome::TimedOut => format!("{to} did not answer in time"),
            HandoverOutcome::Left => format!("{to} went offline before answering"),
            HandoverOutcome::Withdrawn { by_name } => format!("{by_name} took back the offer to {to}"),
        }
    },
    came: |by, customer| format!("{by} offers you {customer}."),
    sent: |to| format!("Transferred to {to}."),
    ended: |handover, to_me, customer| {
        let to = &handover.to_name;
        Some(match &handover.outcome {
            HandoverOutcome::Accepted | HandoverOutcome::Declined { .. } if to_me => return None,
            HandoverOutcome::Accepted => (format!("{to} accepted {customer}."), false),
            HandoverOutcome::Declined { reason } => (format!("{to} declined {customer}: {reason}"), true),
            HandoverOutcome::TimedOut if to_me => {
                (format!("The offer of {customer} ended unanswered."), true)
            }
            HandoverOutcome::TimedOut => (format!("{to} did not answer: {customer} is back."), true),
            HandoverOutcome::Left if to_me => {
                (format!("The offer of {customer} ended because you went offline."), true)
            }
            HandoverOutcome::Left => (format!("{to} went offline: {customer} is back."), true),
            HandoverOutcome::Withdrawn { by_name } => {
                (format!("{by_name} took back the offer of {customer}."), false)
            }
            HandoverOutcome::Moved => {
                (format!("{} transferred {customer} to {to}.", handover.by_name), false)
            }
            HandoverOutcome::Offered => return None,
        })
    },
    event: |event| match event {
        ThreadEvent::Transferred { by, from: None, queue, note } => {
            format!("{by} transferred it to {queue}: {note}")
        }
        ThreadEvent::Transferred { by, from: Some(from), queue, note } => {
            format!("{by} moved it from {from} to {queue}: {note}")
        }
        ThreadEvent::Offered { by, from: None, to, note } => format!("{by} offered it to {to}: {note}"),
        ThreadEvent::Offered { by, from: Some(from), to, note } => {
            format!("{by} offered {to} what {from} had: {note}")
        }
        ThreadEvent::OfferAccepted { by } => format!("{by} accepted"),
        ThreadEvent::OfferDeclined { by, reason, back } => {
            format!("{by} declined ({reason}); back to {back}")
        }
        ThreadEvent::OfferTimedOut { to, back } => format!("{to} did not answer in time; back to {back}"),
        ThreadEvent::OfferLeft { to, back } => format!("{to} went offline before answering; back to {back}"),
        ThreadEvent::OfferWithdrawn { by, back } => format!("{by} took back the offer; back to {back}"),
        _ => String::new(),
    },
    problem: |problem| match problem {
        TransferProblem::ToOneself => {
            "That is you. Choose somebody else, or take the ticket with p.".to_owned()
        }
        TransferProblem::HasIt { name } => format!("{name} has this ticket already."),
        TransferProblem::Disabled { name } => {
            format!("{name} does not work here any more. Choose somebody else or a queue.")
        }
        TransferProblem::Offered { name } => {
            format!("It is offered to {name} already. Wait for the answer or take the offer back.")
        }
        TransferProblem::SameQueue { name } => format!("It waits in {name} already. Choose another queue."),
        TransferProblem::OfferEnded => "The offer is over: the ticket has gone another way.".to_owned(),
    },
};
