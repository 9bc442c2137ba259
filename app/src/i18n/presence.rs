//! Who is there, and what the desk gives to whom.

use desk_model::DeskError;
use desk_model::message::ReturnReason;
use desk_model::presence::Standing;

/// The texts about presence and routing.
pub(crate) struct PresenceTexts {
    pub(crate) team: &'static str,
    pub(crate) lead: &'static str,
    pub(crate) person: &'static str,
    pub(crate) state: &'static str,
    pub(crate) since: &'static str,
    pub(crate) load: &'static str,
    pub(crate) change: &'static str,
    pub(crate) available: &'static str,
    pub(crate) offline: &'static str,
    pub(crate) pause_because: &'static str,
    pub(crate) never: &'static str,
    pub(crate) not_there: &'static str,
    pub(crate) mine: &'static str,
    pub(crate) mine_hint: &'static str,
    pub(crate) rules: &'static str,
    pub(crate) reasons: &'static str,
    pub(crate) reasons_hint: &'static str,
    pub(crate) grace: &'static str,
    pub(crate) grace_hint: &'static str,
    /// How somebody stands.
    pub(crate) standing: fn(Standing) -> &'static str,
    /// Paused, with the reason.
    pub(crate) paused: fn(&str) -> String,
    /// The button: state, load, limit.
    pub(crate) button: fn(&str, u32, u32) -> String,
    /// Who changed it.
    pub(crate) set_by: fn(&str) -> String,
    /// The menu of a colleague.
    pub(crate) change_of: fn(&str) -> String,
    /// The limit of a colleague.
    pub(crate) capacity_of: fn(&str) -> String,
    /// A ticket is mine now.
    pub(crate) got: fn(&str) -> String,
    /// The desk gave it to somebody.
    pub(crate) routed: fn(&str, bool) -> String,
    /// The desk took it from somebody.
    pub(crate) returned: fn(&str, ReturnReason) -> String,
    /// What is wrong, for the errors of this part.
    pub(crate) error: fn(&DeskError) -> Option<String>,
}

pub(super) static PT_BR: PresenceTexts = PresenceTexts {
    team: "Equipe",
    lead: "Quem está atendendo agora, há quanto tempo e com quantos atendimentos.",
    person: "Pessoa",
    state: "Situação",
    since: "Há",
    load: "Carga e limite",
    change: "Mudar",
    available: "Disponível",
    offline: "Fora",
    pause_because: "Pausar por",
    never: "ainda não entrou",
    not_there: "sem página aberta",
    mine: "Minha presença",
    mine_hint: "Em pausa ou fora você não recebe atendimentos novos; os seus continuam com você, se a fila não disser outra coisa.",
    rules: "Pausas e conexão",
    reasons: "Motivos de pausa",
    reasons_hint: "Um por linha.",
    grace: "Tolerância sem conexão (segundos)",
    grace_hint: "Por esse tempo, quem fechou a última aba ou perdeu a conexão ainda conta como presente.",
    standing: |standing| match standing {
        Standing::Available => "Disponível",
        Standing::Paused => "Em pausa",
        Standing::Offline => "Fora",
    },
    paused: |reason| format!("Em pausa: {reason}"),
    button: |state, load, capacity| format!("Minha presença: {state}, carga {load} de {capacity}"),
    set_by: |name| format!("por {name}"),
    change_of: |name| format!("Mudar a presença de {name}"),
    capacity_of: |name| format!("Limite de {name}"),
    got: |name| format!("Agora com você: {name}."),
    routed: |to, returning| {
        if returning {
            format!("Entregue a {to}, que já atendeu este cliente")
        } else {
            format!("Entregue a {to}")
        }
    },
    returned: |from, why| match why {
        ReturnReason::Offline => format!("Saiu de {from}, que ficou fora"),
        ReturnReason::Silent { minutes: 1 } => {
            format!("Saiu de {from}: o cliente esperou 1 minuto sem resposta")
        }
        ReturnReason::Silent { minutes } => {
            format!("Saiu de {from}: o cliente esperou {minutes} minutos sem resposta")
        }
    },
    error: |error| match error {
        DeskError::AtCapacity { capacity: 0, .. } => Some(
            "Seu limite é 0: você não recebe atendimentos. A supervisão pode mudar isso em Equipe."
                .to_owned(),
        ),
        DeskError::AtCapacity { load, capacity } => Some(format!(
            "Sua carga é {load} de {capacity} e não há espaço para mais um. Encerre um atendimento, ou peça à supervisão um limite maior."
        )),
        DeskError::NotThere { name } => {
            Some(format!("{name} está sem nenhuma página aberta. Quando entrar, dá para mudar."))
        }
        _ => None,
    },
};

pub(super) static EN: PresenceTexts = PresenceTexts {
    team: "Team",
    lead: "Who is serving now, for how long, and how many tickets they have.",
    person: "Person",
    state: "State",
    since: "For",
    load: "Load and limit",
    change: "Change",
    available: "Available",
    offline: "Away",
    pause_because: "Pause for",
    never: "not here yet",
    not_there: "no page open",
    mine: "My presence",
    mine_hint: "While paused or away you get no new tickets; yours stay with you unless their queue says otherwise.",
    rules: "Pauses and connection",
    reasons: "Reasons to pause",
    reasons_hint: "One a line.",
    grace: "Grace without connection (seconds)",
    grace_hint: "For this long, somebody who closed the last tab or lost the connection still counts as here.",
    standing: |standing| match standing {
        Standing::Available => "Available",
        Standing::Paused => "Paused",
        Standing::Offline => "Away",
    },
    paused: |reason| format!("Paused: {reason}"),
    button: |state, load, capacity| format!("My presence: {state}, load {load} of {capacity}"),
    set_by: |name| format!("by {name}"),
    change_of: |name| format!("Change the presence of {name}"),
    capacity_of: |name| format!("Limit of {name}"),
    got: |name| format!("Now with you: {name}."),
    routed: |to, returning| {
        if returning { format!("Given to {to}, who knows this customer") } else { format!("Given to {to}") }
    },
    returned: |from, why| match why {
        ReturnReason::Offline => format!("Taken from {from}, who went away"),
        ReturnReason::Silent { minutes: 1 } => {
            format!("Taken from {from}: the customer waited 1 minute without an answer")
        }
        ReturnReason::Silent { minutes } => {
            format!("Taken from {from}: the customer waited {minutes} minutes without an answer")
        }
    },
    error: |error| match error {
        DeskError::AtCapacity { capacity: 0, .. } => {
            Some("Your limit is 0: you get no tickets. A supervisor can change that under Team.".to_owned())
        }
        DeskError::AtCapacity { load, capacity } => Some(format!(
            "Your load is {load} of {capacity}, with no room for one more. Close a ticket, or ask a supervisor for a higher limit."
        )),
        DeskError::NotThere { name } => {
            Some(format!("{name} has no page open. Once they are here, this can be changed."))
        }
        _ => None,
    },
};
