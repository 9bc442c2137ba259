//! Promises, reasons for closing, and what is wrong with the form of a queue.

use desk_model::sla::Promise;

/// See the module.
pub(crate) struct QueuesTexts {
    pub(crate) reasons: &'static str,
    pub(crate) backwards: &'static str,
    pub(crate) overlap: &'static str,
    pub(crate) last_queue: &'static str,
    pub(crate) search_reason: &'static str,
    pub(crate) no_such_reason: &'static str,
    pub(crate) choose_reason: &'static str,
    pub(crate) or_outcome: &'static str,
    pub(crate) promises: &'static str,
    /// Not between two numbers.
    pub(crate) range: fn(i64, i64) -> String,
    /// A variable nothing stands for.
    pub(crate) unknown_variable: fn(&str) -> String,
    /// A line of the thread: the queue is gone.
    pub(crate) queue_gone: fn(&str, &str) -> String,
    /// What was promised.
    pub(crate) promise: fn(Promise) -> &'static str,
    /// Due in that time.
    pub(crate) due_in: fn(&str) -> String,
    /// Broken since that time.
    pub(crate) broken_for: fn(&str) -> String,
    /// Until when.
    pub(crate) due_at: fn(&str) -> String,
}

pub(super) static PT_BR: QueuesTexts = QueuesTexts {
    reasons: "Motivos de encerramento",
    backwards: "O fim tem de vir depois do começo.",
    overlap: "Dois horários deste dia se cruzam.",
    last_queue: "É a única fila: crie outra antes de apagar esta.",
    search_reason: "Procurar motivo",
    no_such_reason: "Nenhum motivo com estas palavras.",
    choose_reason: "Escolha o motivo.",
    or_outcome: "Ou só o desfecho:",
    promises: "Prazo",
    range: |min, max| format!("Entre {min} e {max}."),
    unknown_variable: |name| format!("{{{name}}} não existe. Use as variáveis listadas abaixo do texto."),
    queue_gone: |from, to| format!("A fila {from} foi apagada: a conversa passou para {to}"),
    promise: |promise| match promise {
        Promise::FirstAnswer => "Primeira resposta",
        Promise::NextAnswer => "Resposta ao cliente",
        Promise::Resolution => "Solução",
        Promise::Legal => "7 dias do Decreto 11.034",
    },
    due_in: |span| format!("vence em {span}"),
    broken_for: |span| format!("atrasado há {span}"),
    due_at: |when| format!("até {when}"),
};

pub(super) static EN: QueuesTexts = QueuesTexts {
    reasons: "Reasons for closing",
    backwards: "The end has to come after the beginning.",
    overlap: "Two of this day's hours overlap.",
    last_queue: "It is the only queue: make another one first.",
    search_reason: "Search a reason",
    no_such_reason: "No reason with these words.",
    choose_reason: "Choose the reason.",
    or_outcome: "Or only the outcome:",
    promises: "Promise",
    range: |min, max| format!("Between {min} and {max}."),
    unknown_variable: |name| format!("There is no {{{name}}}. Use the variables listed below the text."),
    queue_gone: |from, to| format!("The queue {from} was deleted: the conversation went to {to}"),
    promise: |promise| match promise {
        Promise::FirstAnswer => "First answer",
        Promise::NextAnswer => "Answer to the customer",
        Promise::Resolution => "Resolution",
        Promise::Legal => "7 days of Decreto 11.034",
    },
    due_in: |span| format!("due in {span}"),
    broken_for: |span| format!("late by {span}"),
    due_at: |when| format!("until {when}"),
};
