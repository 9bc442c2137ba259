//! How a desk is set up; the server's configuration fills it in.

use desk_model::template::DEFAULT_DOCUMENT_MIB;

/// How often somebody may try to log in. Only failures count, and what was refused for too many does not count again,
/// so that nobody is locked out for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LoginLimits {
    /// Failures of one address within `address_secs`.
    pub per_address: usize,
    /// In seconds.
    pub address_secs: u32,
    /// Failures on one account within `account_secs`, from addresses it was never used from.
    pub per_account: usize,
    /// In seconds.
    pub account_secs: u32,
}

impl Default for LoginLimits {
    fn default() -> Self {
        Self { per_address: 5, address_secs: 20, per_account: 20, account_secs: 300 }
    }
}

/// How long a session lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionLimits {
    /// Seconds without use.
    pub idle_secs: u32,
    /// Seconds since the login.
    pub absolute_secs: u32,
}

impl Default for SessionLimits {
    fn default() -> Self {
        Self { idle_secs: 8 * 3600, absolute_secs: 7 * 24 * 3600 }
    }
}

/// How a desk is set up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// IANA name: decides the day of protocols and of separators in threads.
    pub time_zone: String,
    /// Which build of the browser half fits.
    pub build: String,
    /// What customers are told the desk is called (`{desk}`).
    pub desk_name: String,
    /// Where providers reach the desk, without a slash at the end.
    pub public_url: String,
    /// Between two looks at each number's health, in seconds.
    pub number_check_secs: u32,
    /// Limits of logging in.
    pub login: LoginLimits,
    /// Life of sessions.
    pub session: SessionLimits,
    /// How long events are kept, in seconds: a screen that was away longer fetches everything anew.
    pub event_retention_secs: u32,
    /// How often templates are fetched from the provider, in hours.
    pub template_sync_hours: u32,
    /// The largest document in the head of a template, in bytes.
    pub document_bytes: u64,
    /// Conversations that are sent to at the same time.
    pub outbox_workers: usize,
    /// Messages a second that one number may send (Cloud API, *Throughput*: 80).
    pub messages_per_second: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            time_zone: "America/Sao_Paulo".to_owned(),
            build: "dev".to_owned(),
            desk_name: "Guichê".to_owned(),
            public_url: "http://127.0.0.1:3000".to_owned(),
            number_check_secs: 15 * 60,
            login: LoginLimits::default(),
            session: SessionLimits::default(),
            event_retention_secs: 24 * 3600,
            template_sync_hours: 6,
            document_bytes: DEFAULT_DOCUMENT_MIB * 1024 * 1024,
            outbox_workers: 8,
            messages_per_second: 80,
        }
    }
}
