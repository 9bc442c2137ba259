//! `guiche serve`.

use crate::config::Config;
use crate::failure::Failure;
use crate::runtime::{self, Outside, Running};
use std::sync::Arc;
use tokio::net::TcpListener;

/// Runs the desk until it is told to stop.
pub(crate) async fn run(config: Arc<Config>) -> Result<(), Failure> {
    let outside = Outside::default();
    let desk = runtime::desk(&config, &outside).await?;
    let listener = listen(config.listen).await?;
    let setup = desk.setup_link_secret().await?;
    let running = Running::start(Arc::clone(&config), desk, outside.live, listener).await?;
    let url = if config.public_url.is_some() { config.url() } else { format!("http://{}", running.address) };
    println!("guichê: {url}");
    if let Some(token) = setup {
        println!("nobody can log in yet; create the first administrator here (works once):");
        println!("  {url}/setup?token={token}");
    }
    running.until_told().await
}

pub(crate) async fn listen(address: std::net::SocketAddr) -> Result<TcpListener, Failure> {
    TcpListener::bind(address)
        .await
        .map_err(|error| Failure::cannot(&format!("cannot listen on {address}"), error))
}
