//! `guiche`: reads the command line and the configuration, runs, and says how it ended.

use clap::Parser;
use server::cli::Cli;
use server::commands;
use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let variables = std::env::vars().collect();
    match commands::run(cli, variables) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("guiche: {failure}");
            failure.code()
        }
    }
}
