//! `desk-simulator`: the stand-in for the Graph API as a program of its own.

use std::{net::SocketAddr, process::ExitCode, time::Duration};

use clap::{Parser, ValueEnum};
use desk_simulator::{PageLanguage, Simulator, SimulatorConfig, WindowEnforcement};

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Language {
    Pt,
    En,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Window {
    Async,
    Sync,
    Off,
}

/// A stand-in for Meta's WhatsApp Graph API, with phones to type on.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    /// Address to listen on.
    #[arg(long, env = "GUICHE_SIMULATOR_BIND", default_value = "127.0.0.1:3010")]
    bind: SocketAddr,
    /// Base of the URLs in answers; default: the Host of each request.
    #[arg(long, env = "GUICHE_SIMULATOR_PUBLIC_URL")]
    public_url: Option<String>,
    /// Where signed webhooks go.
    #[arg(
        long,
        env = "GUICHE_SIMULATOR_WEBHOOK_URL",
        default_value = "http://127.0.0.1:3000/webhooks/whatsapp"
    )]
    webhook_url: String,
    /// Key of the webhook signature.
    #[arg(
        long,
        env = "GUICHE_SIMULATOR_APP_SECRET",
        default_value = "simulator-app-secret",
        hide_env_values = true
    )]
    app_secret: String,
    /// Secret word of the webhook handshake.
    #[arg(
        long,
        env = "GUICHE_SIMULATOR_VERIFY_TOKEN",
        default_value = "simulator-verify-token",
        hide_env_values = true
    )]
    verify_token: String,
    /// Bearer tokens accepted, separated by commas.
    #[arg(
        long,
        env = "GUICHE_SIMULATOR_ACCESS_TOKEN",
        default_value = "simulator-access-token",
        hide_env_values = true,
        value_delimiter = ','
    )]
    access_token: Vec<String>,
    /// Id of the business number.
    #[arg(long, env = "GUICHE_SIMULATOR_PHONE_NUMBER_ID")]
    phone_number_id: Option<String>,
    /// The business number as people read it.
    #[arg(long, env = "GUICHE_SIMULATOR_DISPLAY_PHONE_NUMBER")]
    display_phone_number: Option<String>,
    /// Id of the business account.
    #[arg(long, env = "GUICHE_SIMULATOR_WABA_ID")]
    waba_id: Option<String>,
    /// Name of the business on the customers' phones.
    #[arg(long, env = "GUICHE_SIMULATOR_VERIFIED_NAME")]
    verified_name: Option<String>,
    /// Language of the page.
    #[arg(long, env = "GUICHE_SIMULATOR_LANGUAGE", value_enum, default_value = "pt")]
    language: Language,
    /// How free text outside the window is refused.
    #[arg(long, env = "GUICHE_SIMULATOR_WINDOW", value_enum, default_value = "async")]
    window: Window,
    /// Statuses only by hand.
    #[arg(long, env = "GUICHE_SIMULATOR_NO_STATUSES")]
    no_statuses: bool,
    /// Milliseconds from acceptance to `sent`.
    #[arg(long, env = "GUICHE_SIMULATOR_SENT_MS", default_value_t = 150)]
    sent_ms: u64,
    /// Milliseconds from `sent` to `delivered`.
    #[arg(long, env = "GUICHE_SIMULATOR_DELIVERED_MS", default_value_t = 400)]
    delivered_ms: u64,
    /// Milliseconds from `delivered` to `read` with the chat closed; negative: only when somebody opens it.
    #[arg(long, env = "GUICHE_SIMULATOR_READ_MS", default_value_t = 1500, allow_hyphen_values = true)]
    read_ms: i64,
    /// Messages a second per number; 0 for no limit.
    #[arg(long, env = "GUICHE_SIMULATOR_MESSAGES_PER_SECOND", default_value_t = 80)]
    messages_per_second: u32,
    /// No pair rate limit.
    #[arg(long, env = "GUICHE_SIMULATOR_NO_PAIR_RATE")]
    no_pair_rate: bool,
    /// Milliseconds from creation to approval of a template.
    #[arg(long, env = "GUICHE_SIMULATOR_TEMPLATE_REVIEW_MS", default_value_t = 2000)]
    template_review_ms: u64,
    /// Start without the demonstration customers.
    #[arg(long, env = "GUICHE_SIMULATOR_NO_CUSTOMERS")]
    no_customers: bool,
}

fn configuration(arguments: Arguments) -> SimulatorConfig {
    let mut config = SimulatorConfig {
        bind: arguments.bind,
        public_url: arguments.public_url,
        webhook_url: Some(arguments.webhook_url).filter(|u| !u.is_empty()),
        app_secret: arguments.app_secret,
        verify_token: arguments.verify_token,
        access_tokens: arguments.access_token,
        seed_customers: !arguments.no_customers,
        language: match arguments.language {
            Language::Pt => PageLanguage::Pt,
            Language::En => PageLanguage::En,
        },
        window: match arguments.window {
            Window::Async => WindowEnforcement::Async,
            Window::Sync => WindowEnforcement::Sync,
            Window::Off => WindowEnforcement::Off,
        },
        template_review: Duration::from_millis(arguments.template_review_ms),
        ..SimulatorConfig::default()
    };
    config.statuses.automatic = !arguments.no_statuses;
    config.statuses.sent = Duration::from_millis(arguments.sent_ms);
    config.statuses.delivered = Duration::from_millis(arguments.delivered_ms);
    config.statuses.read_closed = u64::try_from(arguments.read_ms).ok().map(Duration::from_millis);
    config.limits.messages_per_second = Some(arguments.messages_per_second).filter(|n| *n > 0);
    config.limits.pair_rate = !arguments.no_pair_rate;
    if let Some(number) = config.numbers.first_mut() {
        for (field, value) in [
            (&mut number.phone_number_id, arguments.phone_number_id),
            (&mut number.display_phone_number, arguments.display_phone_number),
            (&mut number.waba_id, arguments.waba_id),
            (&mut number.verified_name, arguments.verified_name),
        ] {
            if let Some(value) = value {
                *field = value;
            }
        }
    }
    config
}

#[tokio::main]
async fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "info".into()),
        )
        .with_writer(std::io::stderr)
        .init();
    let config = configuration(Arguments::parse());
    let webhook = config.webhook_url.clone().unwrap_or_else(|| "-".to_owned());
    let number = config.numbers.first().map(|n| n.phone_number_id.clone()).unwrap_or_default();
    match Simulator::start(config).await {
        Ok(simulator) => {
            println!("simulator  {}", simulator.base_url());
            println!("webhooks   {webhook}");
            println!("number id  {number}");
            wait_for_end().await;
            simulator.shutdown().await;
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("desk-simulator: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Ctrl-C or SIGTERM.
async fn wait_for_end() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = interrupt.await;
}
