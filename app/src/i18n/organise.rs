//! Words about putting tickets aside, priority, labels, and colleagues named in notes.

use super::intl;
use desk_model::message::{ThreadEvent, WakeCause};
use desk_model::snooze::Preset;
use desk_model::{Priority, Timestamp};

/// The texts of one language.
pub(crate) struct OrganiseTexts {
    // Putting aside.
    pub(crate) snooze: &'static str,
    pub(crate) snooze_title: &'static str,
    pub(crate) snooze_lead: &'static str,
    pub(crate) until_answer: &'static str,
    pub(crate) until_answer_hint: &'static str,
    pub(crate) own_time: &'static str,
    pub(crate) own_day: &'static str,
    pub(crate) own_hour: &'static str,
    pub(crate) own_submit: &'static str,
    pub(crate) past: &'static str,
    pub(crate) too_far: &'static str,
    pub(crate) no_time: &'static str,
    pub(crate) snoozed_view: &'static str,
    pub(crate) empty_snoozed: &'static str,
    pub(crate) empty_snoozed_hint: &'static str,
    pub(crate) fetch_back: &'static str,
    pub(crate) change_time: &'static str,
    pub(crate) returned: &'static str,
    pub(crate) aside_no_time: &'static str,
    pub(crate) snoozed_no_time_notice: &'static str,
    pub(crate) preset: fn(Preset) -> &'static str,
    /// The window closes before the ticket comes back.
    pub(crate) closes_first: fn(&str) -> String,
    /// Put aside until then.
    pub(crate) aside_until: fn(&str) -> String,
    /// A notice after putting aside.
    pub(crate) snoozed_notice: fn(&str) -> String,
    // Priority.
    pub(crate) this_ticket: &'static str,
    pub(crate) priority: &'static str,
    pub(crate) priority_of: fn(Priority) -> &'static str,
    // Labels.
    pub(crate) labels: &'static str,
    pub(crate) add_label: &'static str,
    pub(crate) find_label: &'static str,
    pub(crate) no_label_fits: &'static str,
    pub(crate) labels_full: &'static str,
    pub(crate) take_off: fn(&str) -> String,
    pub(crate) create: fn(&str) -> String,
    pub(crate) more_labels: fn(usize) -> String,
    // Narrowing the list down.
    pub(crate) filter: &'static str,
    pub(crate) any_label: &'static str,
    pub(crate) any_priority: &'static str,
    pub(crate) empty_filtered: &'static str,
    pub(crate) empty_filtered_hint: &'static str,
    pub(crate) remove_filter: fn(&str) -> String,
    // The page of labels.
    pub(crate) labels_lead: &'static str,
    pub(crate) new_label: &'static str,
    pub(crate) label_name: &'static str,
    pub(crate) label_color: &'static str,
    pub(crate) create_label: &'static str,
    pub(crate) archive: &'static str,
    pub(crate) restore: &'static str,
    pub(crate) archived: &'static str,
    pub(crate) delete: &'static str,
    pub(crate) delete_title: &'static str,
    pub(crate) delete_label: &'static str,
    pub(crate) keep: &'static str,
    pub(crate) no_labels: &'static str,
    pub(crate) no_labels_hint: &'static str,
    pub(crate) name_missing: &'static str,
    pub(crate) name_taken: &'static str,
    pub(crate) color_bad: &'static str,
    /// On so many tickets, so many of them open.
    pub(crate) used: fn(i64, i64) -> String,
    /// What deleting comes to.
    pub(crate) delete_question: fn(&str, i64) -> String,
    // Mentions.
    pub(crate) mentions: &'static str,
    pub(crate) mentions_lead: &'static str,
    pub(crate) no_mentions: &'static str,
    pub(crate) no_mentions_hint: &'static str,
    pub(crate) all_seen: &'static str,
    pub(crate) new: &'static str,
    pub(crate) people: &'static str,
    /// The rail's link, with how many are new.
    pub(crate) mentions_new: fn(i64) -> String,
    /// Who named the reader, and in whose ticket.
    pub(crate) mentioned: fn(&str, &str) -> String,
    /// Somebody may not see the ticket they are named in.
    pub(crate) unseen: fn(&str) -> String,
    /// What happened, as a line of the thread.
    pub(crate) event: fn(&ThreadEvent) -> String,
}

fn when(at: Timestamp) -> String {
    intl::full(at)
}

/// Portuguese of Brazil.
pub(super) static PT_BR: OrganiseTexts = OrganiseTexts {
    snooze: "Adiar",
    snooze_title: "Adiar atendimento",
    snooze_lead: "Ele sai da sua lista e volta para você na hora escolhida, ou antes, se o cliente escrever.",
    until_answer: "Até o cliente responder",
    until_answer_hint: "Sem hora marcada",
    own_time: "Outra data e hora",
    own_day: "Dia",
    own_hour: "Hora",
    own_submit: "Adiar até lá",
    past: "Esta hora já passou. Escolha uma depois de agora.",
    too_far: "No máximo um ano à frente.",
    no_time: "Escolha o dia e a hora.",
    snoozed_view: "Adiados",
    empty_snoozed: "Nada adiado",
    empty_snoozed_hint: "Com z você adia um atendimento; ele espera aqui e volta sozinho.",
    fetch_back: "Trazer de volta",
    change_time: "Mudar hora",
    returned: "Voltou",
    aside_no_time: "Adiado até o cliente responder",
    snoozed_no_time_notice: "Adiado. Volta quando o cliente responder.",
    preset: |preset| match preset {
        Preset::Hour => "Em 1 hora",
        Preset::Afternoon => "Hoje à tarde",
        Preset::Tomorrow => "Amanhã cedo",
        Preset::Monday => "Segunda-feira",
    },
    closes_first: |at| format!("A janela fecha antes: {at}"),
    aside_until: |at| format!("Adiado até {at}"),
    snoozed_notice: |at| format!("Adiado até {at}."),
    this_ticket: "Este atendimento",
    priority: "Prioridade",
    priority_of: |priority| match priority {
        Priority::Low => "Baixa",
        Priority::Normal => "Normal",
        Priority::High => "Alta",
        Priority::Urgent => "Urgente",
    },
    labels: "Etiquetas",
    add_label: "Etiqueta",
    find_label: "Buscar etiqueta",
    no_label_fits: "Nenhuma etiqueta com esse nome",
    labels_full: "Este atendimento já tem etiquetas demais. Tire uma antes.",
    take_off: |name| format!("Tirar etiqueta {name}"),
    create: |name| format!("Criar “{name}”"),
    more_labels: |count| format!("e mais {count}"),
    filter: "Filtrar lista",
    any_label: "Todas as etiquetas",
    any_priority: "Todas as prioridades",
    empty_filtered: "Nada com este filtro",
    empty_filtered_hint: "Outra lista pode ter, ou tire o filtro.",
    remove_filter: |name| format!("Tirar filtro {name}"),
    labels_lead: "Palavras coloridas para achar, filtrar e contar atendimentos. Mudanças aparecem em todas as telas na hora.",
    new_label: "Nova etiqueta",
    label_name: "Nome",
    label_color: "Cor",
    create_label: "Criar etiqueta",
    archive: "Arquivar",
    restore: "Reativar",
    archived: "Arquivada",
    delete: "Excluir",
    delete_title: "Excluir etiqueta",
    delete_label: "Excluir de vez",
    keep: "Manter",
    no_labels: "Nenhuma etiqueta ainda",
    no_labels_hint: "Crie a primeira acima, por exemplo “Garantia”.",
    name_missing: "Dê um nome à etiqueta.",
    name_taken: "Já existe uma etiqueta com esse nome.",
    color_bad: "Escolha uma cor, como #2b8a3e.",
    used: |tickets, open| match tickets {
        0 => "em nenhum atendimento".to_owned(),
        1 => format!("em 1 atendimento, {open} em aberto"),
        n => format!("em {n} atendimentos, {open} em aberto"),
    },
    delete_question: |name, tickets| match tickets {
        0 => format!("“{name}” não está em nenhum atendimento."),
        1 => format!("“{name}” sai de 1 atendimento. Não dá para desfazer; arquivar mantém onde está."),
        n => format!("“{name}” sai de {n} atendimentos. Não dá para desfazer; arquivar mantém onde está."),
    },
    mentions: "Menções",
    mentions_lead: "Notas em que alguém chamou você com @.",
    no_mentions: "Ninguém chamou você ainda",
    no_mentions_hint: "Quando alguém escrever @ e o seu nome em uma nota, ela aparece aqui.",
    all_seen: "Marcar todas como vistas",
    new: "Nova",
    people: "Quem pode ser chamado",
    mentions_new: |count| match count {
        0 => "Menções".to_owned(),
        1 => "Menções: 1 nova".to_owned(),
        n => format!("Menções: {n} novas"),
    },
    mentioned: |by, contact| format!("{by} chamou você em uma nota: {contact}."),
    unseen: |name| {
        format!("{name} não vê este atendimento. Tire o nome da nota ou transfira para uma fila de {name}.")
    },
    event: |event| match event {
        ThreadEvent::Snoozed { by, until: Some(until) } => format!("{by} adiou até {}", when(*until)),
        ThreadEvent::Snoozed { by, until: None } => format!("{by} adiou até o cliente responder"),
        ThreadEvent::Woken { cause, to } => {
            let place = to.as_ref().map_or("para a fila".to_owned(), |name| format!("para {name}"));
            match cause {
                WakeCause::Time => format!("Voltou {place} na hora marcada"),
                WakeCause::Customer => format!("O cliente escreveu: voltou {place}"),
                WakeCause::Hand { by } => format!("{by} trouxe de volta {place}"),
            }
        }
        ThreadEvent::Prioritised { by, priority } => {
            format!("{by} mudou a prioridade para {}", (PT_BR.priority_of)(*priority).to_lowercase())
        }
        ThreadEvent::Labelled { by, label, on: true } => format!("{by} pôs a etiqueta {label}"),
        ThreadEvent::Labelled { by, label, on: false } => format!("{by} tirou a etiqueta {label}"),
        _ => String::new(),
    },
};

/// English.
pub(super) static EN: OrganiseTexts = OrganiseTexts {
    snooze: "Snooze",
    snooze_title: "Snooze ticket",
    snooze_lead: "It leaves your list and comes back to you at that time, or sooner if the customer writes.",
    until_answer: "Until the customer answers",
    until_answer_hint: "No fixed time",
    own_time: "Another date and time",
    own_day: "Day",
    own_hour: "Time",
    own_submit: "Snooze until then",
    past: "That time is over. Choose one later than now.",
    too_far: "At most one year ahead.",
    no_time: "Choose day and time.",
    snoozed_view: "Snoozed",
    empty_snoozed: "Nothing snoozed",
    empty_snoozed_hint: "Press z to snooze a ticket; it waits here and comes back by itself.",
    fetch_back: "Bring back",
    change_time: "Change time",
    returned: "Back",
    aside_no_time: "Snoozed until the customer answers",
    snoozed_no_time_notice: "Snoozed. Back when the customer answers.",
    preset: |preset| match preset {
        Preset::Hour => "In 1 hour",
        Preset::Afternoon => "This afternoon",
        Preset::Tomorrow => "Tomorrow morning",
        Preset::Monday => "Monday",
    },
    closes_first: |at| format!("The window closes before that: {at}"),
    aside_until: |at| format!("Snoozed until {at}"),
    snoozed_notice: |at| format!("Snoozed until {at}."),
    this_ticket: "This ticket",
    priority: "Priority",
    priority_of: |priority| match priority {
        Priority::Low => "Low",
        Priority::Normal => "Normal",
        Priority::High => "High",
        Priority::Urgent => "Urgent",
    },
    labels: "Labels",
    add_label: "Label",
    find_label: "Find a label",
    no_label_fits: "No label of that name",
    labels_full: "This ticket has too many labels already. Take one off first.",
    take_off: |name| format!("Take off label {name}"),
    create: |name| format!("Create “{name}”"),
    more_labels: |count| format!("and {count} more"),
    filter: "Filter the list",
    any_label: "All labels",
    any_priority: "All priorities",
    empty_filtered: "Nothing with this filter",
    empty_filtered_hint: "Another list may have some, or take the filter off.",
    remove_filter: |name| format!("Take off filter {name}"),
    labels_lead: "Coloured words to find, filter and count tickets. Changes reach every open screen at once.",
    new_label: "New label",
    label_name: "Name",
    label_color: "Colour",
    create_label: "Create label",
    archive: "Archive",
    restore: "Offer again",
    archived: "Archived",
    delete: "Delete",
    delete_title: "Delete label",
    delete_label: "Delete for good",
    keep: "Keep",
    no_labels: "No labels yet",
    no_labels_hint: "Create the first one above, “Warranty” for example.",
    name_missing: "Give the label a name.",
    name_taken: "There is a label of that name already.",
    color_bad: "Choose a colour, such as #2b8a3e.",
    used: |tickets, open| match tickets {
        0 => "on no ticket".to_owned(),
        1 => format!("on 1 ticket, {open} open"),
        n => format!("on {n} tickets, {open} open"),
    },
    delete_question: |name, tickets| match tickets {
        0 => format!("“{name}” is on no ticket."),
        1 => format!("“{name}” comes off 1 ticket. This cannot be undone; archiving leaves it where it is."),
        n => {
            format!("“{name}” comes off {n} tickets. This cannot be undone; archiving leaves it where it is.")
        }
    },
    mentions: "Mentions",
    mentions_lead: "Notes in which somebody called you with @.",
    no_mentions: "Nobody has called you yet",
    no_mentions_hint: "When somebody writes @ and your name in a note, it appears here.",
    all_seen: "Mark all as seen",
    new: "New",
    people: "Who can be called",
    mentions_new: |count| match count {
        0 => "Mentions".to_owned(),
        n => format!("Mentions: {n} new"),
    },
    mentioned: |by, contact| format!("{by} called you in a note: {contact}."),
    unseen: |name| {
        format!(
            "{name} cannot see this ticket. Take the name out of the note, or transfer it to a queue of {name}'s."
        )
    },
    event: |event| match event {
        ThreadEvent::Snoozed { by, until: Some(until) } => format!("{by} snoozed it until {}", when(*until)),
        ThreadEvent::Snoozed { by, until: None } => format!("{by} snoozed it until the customer answers"),
        ThreadEvent::Woken { cause, to } => {
            let place = to.as_ref().map_or("to its queue".to_owned(), |name| format!("to {name}"));
            match cause {
                WakeCause::Time => format!("Back {place} at the time set"),
                WakeCause::Customer => format!("The customer wrote: back {place}"),
                WakeCause::Hand { by } => format!("{by} brought it back {place}"),
            }
        }
        ThreadEvent::Prioritised { by, priority } => {
            format!("{by} set the priority to {}", (EN.priority_of)(*priority).to_lowercase())
        }
        ThreadEvent::Labelled { by, label, on: true } => format!("{by} put on the label {label}"),
        ThreadEvent::Labelled { by, label, on: false } => format!("{by} took off the label {label}"),
        _ => String::new(),
    },
};
