//! `guiche`: reads the command line and the configuration, runs, and says how it ended.

use clap::Parser;
use server::cli::Cli;
use server::commands;
use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = Cli::parse();
    // A variable that is not UTF-8 is none of ours.
    let variables = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect();
    match commands::run(cli, variables) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("guiche: {failure}");
            failure.code()
        }
    }
}
