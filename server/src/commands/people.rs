//! `guiche user`.

use crate::cli::UserCommand;
use crate::config::Config;
use crate::failure::Failure;
use crate::runtime::{self, Outside};
use desk_core::{Actor, Desk, NewUser, UserSummary};
use desk_model::{Locale, QueueId};
use std::io::{BufRead, IsTerminal};

/// Runs one of them.
pub(crate) async fn run(config: &Config, command: UserCommand) -> Result<(), Failure> {
    let desk = runtime::desk(config, &Outside::default()).await?;
    let outcome = act(&desk, command).await;
    desk.store().close().await;
    outcome
}

async fn act(desk: &Desk, command: UserCommand) -> Result<(), Failure> {
    let operator = Actor::operator();
    match command {
        UserCommand::Add { email, name, role, queues } => {
            let queues = named(desk, &operator, &queues).await?;
            let password = password()?;
            let new = NewUser { name, email, role: role.into(), password, queues, locale: Locale::default() };
            let id = desk.create_user(&operator, new).await?;
            println!("{id}");
        }
        UserCommand::List => {
            for user in desk.list_users(&operator).await? {
                let state = if user.disabled { "disabled" } else { "active" };
                println!("{}\t{}\t{}\t{state}\t{}", user.id, user.email, user.role.as_str(), user.name);
            }
        }
        UserCommand::Password { email } => {
            let user = find(desk, &operator, &email).await?;
            desk.set_password(&operator, &user.id, &password()?).await?;
            println!("done; all sessions of {} ended", user.email);
        }
        UserCommand::Role { email, role } => {
            let user = find(desk, &operator, &email).await?;
            desk.set_role(&operator, &user.id, role.into()).await?;
            println!("done; all sessions of {} ended", user.email);
        }
        UserCommand::Disable { email } => {
            let user = find(desk, &operator, &email).await?;
            desk.set_disabled(&operator, &user.id, true).await?;
            println!("done; all sessions of {} ended", user.email);
        }
    }
    Ok(())
}

async fn find(desk: &Desk, operator: &Actor, email: &str) -> Result<UserSummary, Failure> {
    let wanted = email.trim().to_lowercase();
    let found = desk.list_users(operator).await?.into_iter().find(|user| user.email == wanted);
    found.ok_or_else(|| Failure::cannot(email, "nobody has this e-mail address"))
}

async fn named(desk: &Desk, operator: &Actor, names: &[String]) -> Result<Vec<QueueId>, Failure> {
    let known = desk.queue_board(operator).await?.queues;
    names
        .iter()
        .map(|name| {
            let found = known.iter().find(|queue| queue.form.name == *name).map(|queue| queue.id.clone());
            found.ok_or_else(|| Failure::cannot(name, "there is no such queue"))
        })
        .collect()
}

/// One line of standard input: nothing that other people of this machine could see in the list of processes.
fn password() -> Result<String, Failure> {
    let input = std::io::stdin();
    if input.is_terminal() {
        eprint!("password (it will be seen): ");
    }
    let mut line = String::new();
    input.lock().read_line(&mut line).map_err(|error| Failure::cannot("standard input", error))?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
