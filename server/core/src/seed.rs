//! Demo data: a small company with four queues, four people, and one number that leads to the simulator.

use crate::ports::Secret;
use crate::{Actor, Desk, NewNumber, NewQueue, NewUser};
use desk_model::queue::Routing;
use desk_model::{DeskError, Locale, NumberId, QueueId, Role, UserId};
use desk_store::queue;

/// What the demo is given.
#[derive(Debug, Clone)]
pub struct DemoSeed {
    /// The password of all four people, at least 10 characters. People who exist keep theirs.
    pub password: Secret,
    /// Where the simulator listens, without a slash at the end.
    pub base_url: String,
    /// `v24.0`.
    pub api_version: String,
    /// The simulator's phone number id.
    pub provider_id: String,
    /// The simulator's WhatsApp Business Account id.
    pub account_id: String,
    /// The simulator's phone number.
    pub phone: String,
    /// The simulator's token.
    pub access_token: Secret,
    /// What the simulator signs with.
    pub app_secret: Secret,
    /// What the simulator shows at the handshake.
    pub verify_token: Secret,
}

/// One of the demo's people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoPerson {
    /// Who.
    pub id: UserId,
    /// Their name.
    pub name: &'static str,
    /// With what they log in.
    pub email: &'static str,
    /// Their role.
    pub role: Role,
}

/// What the demo made, or found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Demo {
    /// The people, agents first.
    pub people: Vec<DemoPerson>,
    /// The queues; the first is where the number's tickets wait.
    pub queues: Vec<QueueId>,
    /// The number.
    pub number: NumberId,
}

const PEOPLE: [(&str, &str, Role); 4] = [
    ("Ana Costa", "ana@guiche.local", Role::Agent),
    ("Bruno Reis", "bruno@guiche.local", Role::Agent),
    ("Sônia Prado", "sonia@guiche.local", Role::Supervisor),
    ("Caio Lima", "admin@guiche.local", Role::Admin),
];

const QUEUES: [(&str, &str); 4] =
    [("Atendimento", "#3b5bdb"), ("Financeiro", "#2b8a3e"), ("Oficina", "#d9480f"), ("Vendas", "#862e9c")];

/// Makes what is missing of the demo; what is there stays, but the number gets the address and the secrets given.
///
/// # Errors
/// [`DeskError::Invalid`] for the password or the number's fields; [`DeskError::Busy`] or [`DeskError::Internal`] when the
/// database does not answer.
pub async fn demo(desk: &Desk, seed: &DemoSeed) -> Result<Demo, DeskError> {
    let operator = Actor::operator();
    let mut queues = Vec::new();
    for (name, color) in QUEUES {
        let queue = NewQueue {
            name: name.to_owned(),
            color: color.to_owned(),
            opening_text:
                "Olá! Recebemos sua mensagem. Seu protocolo é {protocol}. Em instantes alguém da equipe \
                           {queue} fala com você."
                    .to_owned(),
            closing_text:
                "Atendimento encerrado. Guarde seu protocolo: {protocol}. Se precisar de algo mais, é só \
                           responder por aqui."
                    .to_owned(),
            reopen_hours: 2,
        };
        queues.push(desk.ensure_queue(&operator, queue).await?);
    }
    let known = desk.list_users(&operator).await?;
    let mut people = Vec::new();
    for (name, email, role) in PEOPLE {
        let id = match known.iter().find(|person| person.email == email) {
            Some(person) => person.id.clone(),
            None => {
                let user = NewUser {
                    name: name.to_owned(),
                    email: email.to_owned(),
                    role,
                    password: seed.password.0.clone(),
                    queues: if role == Role::Agent { queues.clone() } else { Vec::new() },
                    locale: Locale::PtBr,
                };
                desk.create_user(&operator, user).await?
            }
        };
        people.push(DemoPerson { id, name, email, role });
    }
    let number = NewNumber {
        label: "Matriz".to_owned(),
        phone: seed.phone.clone(),
        provider_id: seed.provider_id.clone(),
        account_id: seed.account_id.clone(),
        base_url: seed.base_url.trim_end_matches('/').to_owned(),
        api_version: seed.api_version.clone(),
        access_token: seed.access_token.clone(),
        app_secret: seed.app_secret.clone(),
        previous_app_secret: None,
        verify_token: seed.verify_token.clone(),
        default_queue: queues.first().cloned().ok_or_else(|| DeskError::not_found("queue"))?,
    };
    let number = desk.connect_number(&operator, number).await?;
    Ok(Demo { people, queues, number })
}

/// Lets queues give their tickets to people who are available and have room.
///
/// # Errors
/// [`DeskError::NotFound`] on `queue`; [`DeskError::Busy`] or [`DeskError::Internal`] when the database does not answer.
pub async fn push(desk: &Desk, queues: &[QueueId]) -> Result<(), DeskError> {
    desk.settle(async {
        let mut tx = desk.0.store.write().await?;
        for id in queues {
            let Some(mut row) = queue::get(&mut tx, id).await? else {
                return Err(DeskError::not_found("queue").into());
            };
            row.policy.routing = Routing::Push;
            queue::update_policy(&mut tx, id, &row.policy).await?;
        }
        tx.commit().await?;
        desk.0.routing_bell.notify_one();
        Ok(())
    })
    .await
}
