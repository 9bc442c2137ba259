//! The command line.

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::net::SocketAddr;
use std::path::PathBuf;

/// The agent desk: WhatsApp messages become tickets that agents answer live.
#[derive(Debug, Parser)]
#[command(name = "guiche", version, about)]
pub struct Cli {
    /// Configuration file; default: guiche.toml, when it is there.
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Address to listen on; wins over file and variables.
    #[arg(long, global = true, value_name = "ADDRESS:PORT")]
    pub listen: Option<SocketAddr>,
    /// What to do.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What the program can do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the desk (the default).
    Serve,
    /// Run the desk on demo data, together with a simulator of WhatsApp.
    Demo(DemoOptions),
    /// Bring the database up to date and stop.
    Migrate,
    /// Apply the journal again; nothing is created twice.
    Replay(ReplayOptions),
    /// Say whether an exported ticket is as this desk signed it: valid (0), altered (1), or of an unknown key (2).
    Verify(VerifyOptions),
    /// People who work at the desk.
    #[command(subcommand)]
    User(UserCommand),
    /// Fill the database with demo data.
    Seed(SeedOptions),
    /// The configuration.
    #[command(subcommand)]
    Config(ConfigCommand),
}

/// Options of `demo`.
#[derive(Debug, Args)]
pub struct DemoOptions {
    /// Password of the demo people; default: one made at the first start and kept in the data folder.
    #[arg(long)]
    pub password: Option<String>,
    /// The demo's queues give their tickets to people who are available; default: people take them.
    #[arg(long)]
    pub push: bool,
}

/// Options of `replay`.
#[derive(Debug, Args)]
pub struct ReplayOptions {
    /// From when on: an instant (2026-11-20T12:00:00Z) or a span of time back from now (90m, 12h, 7d).
    #[arg(long)]
    pub since: String,
}

/// Options of `verify`.
#[derive(Debug, Args)]
pub struct VerifyOptions {
    /// The document, as it was downloaded: HTML or text.
    pub file: PathBuf,
}

/// Options of `seed`.
#[derive(Debug, Args)]
pub struct SeedOptions {
    /// Graph API the demo number talks to; default: the simulator's address.
    #[arg(long)]
    pub graph_url: Option<String>,
    /// Application secret that signs the demo number's webhooks.
    #[arg(long)]
    pub app_secret: Option<String>,
    /// Password of the demo people; default: a random one, printed.
    #[arg(long)]
    pub password: Option<String>,
}

/// What can be done with people.
#[derive(Debug, Subcommand)]
pub enum UserCommand {
    /// Add somebody. The password is read from standard input.
    Add {
        /// E-mail address, with which they log in.
        email: String,
        /// Their name.
        #[arg(long)]
        name: String,
        /// What they are.
        #[arg(long, value_enum, default_value = "agent")]
        role: RoleName,
        /// Queues they belong to, by name; may be repeated.
        #[arg(long = "queue")]
        queues: Vec<String>,
    },
    /// Everybody there is.
    List,
    /// Set a new password, read from standard input; all their sessions end.
    Password {
        /// Who.
        email: String,
    },
    /// Give somebody another role; all their sessions end.
    Role {
        /// Who.
        email: String,
        /// The new role.
        #[arg(value_enum)]
        role: RoleName,
    },
    /// Nobody can log in with this account any more; all its sessions end.
    Disable {
        /// Who.
        email: String,
    },
}

/// A role by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum RoleName {
    /// Answers customers.
    Agent,
    /// Sees every queue.
    Supervisor,
    /// Runs the desk.
    Admin,
}

impl From<RoleName> for desk_model::Role {
    fn from(name: RoleName) -> Self {
        match name {
            RoleName::Agent => Self::Agent,
            RoleName::Supervisor => Self::Supervisor,
            RoleName::Admin => Self::Admin,
        }
    }
}

/// What can be done with the configuration.
#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// Read all of it, print every problem, or every setting in force without secrets.
    Check,
}
