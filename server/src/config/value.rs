//! Single values: how each is written, and what is wrong with it.

use std::fmt;
use std::net::SocketAddr;
use std::time::Duration;

/// A value that never shows in logs or error texts.
#[derive(Clone, PartialEq, Eq)]
pub struct Redacted<T>(T);

impl<T> Redacted<T> {
    /// Hides a value.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The value itself.
    pub const fn expose(&self) -> &T {
        &self.0
    }
}

impl<T> fmt::Debug for Redacted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

pub(crate) fn address(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| "must be an address and a port, such as 127.0.0.1:3000".to_owned())
}

pub(crate) fn truth(text: &str) -> Result<bool, String> {
    text.parse().map_err(|_| "must be true or false".to_owned())
}

pub(crate) fn whole<T: TryFrom<u64>>(text: &str, min: u64, max: u64) -> Result<T, String> {
    let problem = || format!("must be a whole number from {min} to {max}");
    let number: u64 = text.parse().map_err(|_| problem())?;
    if !(min..=max).contains(&number) {
        return Err(problem());
    }
    T::try_from(number).map_err(|_| problem())
}

pub(crate) fn filled(text: &str, max: usize) -> Result<String, String> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > max {
        return Err(format!("must have 1 to {max} characters"));
    }
    Ok(text.to_owned())
}

pub(crate) fn database_url(text: &str) -> Result<Redacted<String>, String> {
    let known = ["sqlite:", "postgres://", "postgresql://"];
    let rest = known.iter().find_map(|scheme| text.strip_prefix(scheme));
    match rest {
        Some(rest) if !rest.is_empty() => Ok(Redacted::new(text.to_owned())),
        // The text is not repeated: it may hold a password.
        _ => Err("must be sqlite:PATH or postgres://USER:PASSWORD@HOST/NAME".to_owned()),
    }
}

/// A database URL for people.
pub(crate) fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    match rest.rsplit_once('@') {
        Some((user, host)) => format!("{scheme}://{}:***@{host}", user.split(':').next().unwrap_or_default()),
        None => url.to_owned(),
    }
}

pub(crate) fn key(text: &str) -> Result<Redacted<[u8; 32]>, String> {
    let problem = || "must be 64 hexadecimal digits (32 bytes), as from: openssl rand -hex 32".to_owned();
    let bytes = hex::decode(text.trim()).map_err(|_| problem())?;
    bytes.try_into().map(Redacted::new).map_err(|_| problem())
}

pub(crate) fn time_zone(text: &str) -> Result<String, String> {
    match jiff::tz::TimeZone::get(text) {
        Ok(_) => Ok(text.to_owned()),
        Err(_) => Err(format!("{text:?} is no IANA time zone, such as America/Sao_Paulo")),
    }
}

pub(crate) fn log_filter(text: &str) -> Result<String, String> {
    match tracing_subscriber::EnvFilter::try_new(text) {
        Ok(_) => Ok(text.to_owned()),
        Err(error) => Err(format!("is no log filter: {error}")),
    }
}

pub(crate) fn url(text: &str) -> Result<String, String> {
    let text = text.trim_end_matches('/');
    let uri: http::Uri = text.parse().map_err(|_| "must be an http or https URL".to_owned())?;
    let fits =
        matches!(uri.scheme_str(), Some("http" | "https")) && uri.host().is_some_and(|host| !host.is_empty());
    if fits { Ok(text.to_owned()) } else { Err("must be an http or https URL".to_owned()) }
}

pub(crate) fn graph_version(text: &str) -> Result<String, String> {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let fits =
        text.strip_prefix('v').and_then(|v| v.split_once('.')).is_some_and(|(a, b)| digits(a) && digits(b));
    if fits { Ok(text.to_owned()) } else { Err("must be of the form v24.0".to_owned()) }
}

/// `90s`, `15m`, `12h`, `7d`.
pub(crate) fn duration(text: &str) -> Result<Duration, String> {
    let problem = || "must be a whole number and s, m, h or d, such as 12h".to_owned();
    let text = text.trim();
    let unit = text.chars().last().ok_or_else(problem)?;
    let seconds: u64 = match unit {
        's' => 1,
        'm' => 60,
        'h' => 3_600,
        'd' => 86_400,
        _ => return Err(problem()),
    };
    let count: u64 = text[..text.len() - 1].parse().map_err(|_| problem())?;
    let total = count.checked_mul(seconds).filter(|total| (1..=3_650 * 86_400).contains(total));
    total.map(Duration::from_secs).ok_or_else(problem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_of_time_have_a_unit() {
        assert_eq!(duration("90s"), Ok(Duration::from_secs(90)));
        assert_eq!(duration("7d"), Ok(Duration::from_secs(604_800)));
        for wrong in ["", "12", "h", "-1h", "1.5h", "0s", "99999999999999999999d", "1é"] {
            assert!(duration(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_password_is_not_shown() {
        assert_eq!(without_password("postgres://ana:s3cr@t@db:5432/desk"), "postgres://ana:***@db:5432/desk");
        assert_eq!(without_password("sqlite:./data/x"), "sqlite:./data/x");
        assert_eq!(format!("{:?}", Redacted::new("s3cret")), "***");
    }
}
