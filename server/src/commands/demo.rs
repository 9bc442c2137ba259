//! `guiche demo`: the desk with a stand-in for WhatsApp, on one machine, without any account.

use crate::cli::DemoOptions;
use crate::commands::{seed, serve};
use crate::config::Config;
use crate::failure::Failure;
use crate::runtime::{self, Outside, Running};
use desk_core::Actor;
use desk_core::seed::push;
use desk_simulator::{Simulator, SimulatorConfig};
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

/// Where the demo people's password is kept, so that the next start can print it again.
const PASSWORD_FILE: &str = "demo-password";

/// Runs both until told to stop.
pub(crate) async fn run(config: Arc<Config>, options: DemoOptions) -> Result<(), Failure> {
    let outside = Outside::default();
    let desk = runtime::desk(&config, &outside).await?;
    let listener = serve::listen(config.listen).await?;
    let address = listener.local_addr().map_err(|error| Failure::cannot("listen", error))?;
    let simulator = SimulatorConfig {
        bind: config.simulator_listen,
        webhook_url: Some(format!("http://{address}/webhooks/whatsapp")),
        // The phones remember what the desk remembers.
        memory: Some(config.data_dir.join("simulator.json")),
        ..SimulatorConfig::default()
    };
    let secret = simulator.app_secret.clone();
    let phones = Simulator::start(simulator.clone())
        .await
        .map_err(|error| Failure::cannot(&format!("the simulator on {}", config.simulator_listen), error))?;
    let graph = phones.base_url();

    let file = config.data_dir.join(PASSWORD_FILE);
    let kept = std::fs::read_to_string(&file).ok().map(|text| text.trim().to_owned());
    let password = options
        .password
        .or_else(|| kept.clone())
        .unwrap_or_else(|| seed::random_password(outside.entropy.as_ref()));
    let demo = seed::fill(&config, &desk, &simulator, &graph, &password).await?;
    if options.push {
        push(&desk, &demo.queues).await?;
    }
    if kept.as_ref() != Some(&password) {
        // The people may be older than this password.
        for person in &demo.people {
            desk.set_password(&Actor::operator(), &person.id, &password).await?;
        }
        keep(&file, &password).map_err(|error| Failure::cannot(&file.display().to_string(), error))?;
    }

    let running = Running::start(Arc::clone(&config), desk, outside.live, listener).await?;
    let url = if config.public_url.is_some() { config.url() } else { format!("http://{address}") };
    println!("guichê:    {url}");
    println!("simulator: {graph}  (phones to type on; webhooks are signed with {secret:?})");
    seed::print(&demo, &password);
    let outcome = running.until_told().await;
    phones.shutdown().await;
    outcome
}

fn keep(file: &Path, password: &str) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(file)?.write_all(password.as_bytes())
}
