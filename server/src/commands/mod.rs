//! What the command line can do.

mod demo;
mod journal;
mod people;
mod seed;
mod serve;
mod verify;

use crate::cli::{Cli, Command, ConfigCommand};
use crate::config::{Config, Sources};
use crate::failure::Failure;
use crate::runtime::{self, Outside};
use std::io::IsTerminal;
use std::sync::Arc;
use tracing_subscriber::EnvFilter;

/// Runs the program to its end.
///
/// # Errors
/// Why it ended.
pub fn run(cli: Cli, variables: Vec<(String, String)>) -> Result<(), Failure> {
    let arguments = cli.listen.map(|listen| ("listen", listen.to_string())).into_iter().collect();
    let config = Config::load(Sources { file: cli.config, variables, arguments }).map_err(Failure::Config)?;
    let command = cli.command.unwrap_or(Command::Serve);
    if let Command::Config(ConfigCommand::Check) = command {
        for (name, value) in config.describe() {
            println!("{name} = {value}");
        }
        return Ok(());
    }
    if let Command::Verify(options) = &command {
        return verify::run(&config, options);
    }
    log(&config);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::cannot("the runtime", error))?;
    let config = Arc::new(config);
    runtime.block_on(async {
        match command {
            Command::Serve => serve::run(config).await,
            Command::Demo(options) => demo::run(config, options).await,
            Command::Migrate => migrate(&config).await,
            Command::Replay(options) => journal::replay(&config, &options).await,
            Command::User(command) => people::run(&config, command).await,
            Command::Seed(options) => seed::run(&config, options).await,
            Command::Verify(options) => verify::run(&config, &options),
            Command::Config(ConfigCommand::Check) => Ok(()),
        }
    })
}

async fn migrate(config: &Config) -> Result<(), Failure> {
    let store = runtime::open(config, Outside::default().entropy.as_ref()).await?;
    store.migrate().await.map_err(Failure::store)?;
    store.close().await;
    println!("the database is up to date");
    Ok(())
}

fn log(config: &Config) {
    // Checked with the rest of the configuration.
    let filter = EnvFilter::try_new(&config.log).unwrap_or_else(|_| EnvFilter::new("info"));
    let logger = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal());
    // A logger that is already there (tests) stays.
    let _ = if config.log_json { logger.json().try_init() } else { logger.try_init() };
}
