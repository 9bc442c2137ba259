//! `guiche seed`, and what `guiche demo` shares with it.

use crate::cli::SeedOptions;
use crate::config::Config;
use crate::failure::Failure;
use crate::runtime::{self, Outside};
use desk_core::Desk;
use desk_core::ports::{Entropy, Secret};
use desk_core::seed::{Demo, DemoSeed, demo};
use desk_simulator::SimulatorConfig;

/// Letters of the passwords made here: none is mistaken for another.
const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// Fills the database with demo data.
pub(crate) async fn run(config: &Config, options: SeedOptions) -> Result<(), Failure> {
    let outside = Outside::default();
    let password = options.password.unwrap_or_else(|| random_password(outside.entropy.as_ref()));
    let desk = runtime::desk(config, &outside).await?;
    let mut simulator = SimulatorConfig::default();
    if let Some(secret) = options.app_secret {
        simulator.app_secret = secret;
    }
    let graph = options.graph_url.unwrap_or_else(|| format!("http://{}", config.simulator_listen));
    let demo = fill(config, &desk, &simulator, &graph, &password).await?;
    print(&demo, &password);
    desk.store().close().await;
    Ok(())
}

/// Makes what is missing of the demo, with a number that leads to `simulator` at `graph`.
pub(crate) async fn fill(
    config: &Config,
    desk: &Desk,
    simulator: &SimulatorConfig,
    graph: &str,
    password: &str,
) -> Result<Demo, Failure> {
    let number =
        simulator.numbers.first().ok_or_else(|| Failure::cannot("the simulator", "has no number"))?;
    let token = simulator.access_tokens.first().cloned().unwrap_or_default();
    let seed = DemoSeed {
        password: Secret(password.to_owned()),
        base_url: graph.to_owned(),
        api_version: config.graph_version.clone(),
        provider_id: number.phone_number_id.clone(),
        account_id: number.waba_id.clone(),
        phone: number.display_phone_number.clone(),
        access_token: Secret(token),
        app_secret: Secret(simulator.app_secret.clone()),
        verify_token: Secret(simulator.verify_token.clone()),
    };
    Ok(demo(desk, &seed).await?)
}

/// Who can log in, and how.
pub(crate) fn print(demo: &Demo, password: &str) {
    println!("logins (password: {password})");
    for person in &demo.people {
        println!("  {:<22} {} ({})", person.email, person.name, person.role.as_str());
    }
}

/// Sixteen letters and digits: 80 bits.
pub(crate) fn random_password(entropy: &dyn Entropy) -> String {
    let mut bytes = [0; 16];
    entropy.fill(&mut bytes);
    let letters: Vec<char> = bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect();
    letters.chunks(4).map(|chunk| chunk.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}
