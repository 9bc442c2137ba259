//! `guiche replay`.

use crate::cli::ReplayOptions;
use crate::config::Config;
use crate::failure::Failure;
use crate::runtime::{self, Outside};
use desk_model::Timestamp;
use desk_model::time::SECOND;

/// Applies the journal again from an instant on.
pub(crate) async fn replay(config: &Config, options: &ReplayOptions) -> Result<(), Failure> {
    let outside = Outside::default();
    let since = instant(&options.since, outside.clock.now())?;
    let desk = runtime::desk(config, &outside).await?;
    let report = desk.replay(since).await?;
    println!("{} requests read again, {} applied, {} failed", report.requests, report.applied, report.failed);
    desk.store().close().await;
    Ok(())
}

/// `2026-11-20T12:00:00Z`, or `12h` before now.
fn instant(text: &str, now: Timestamp) -> Result<Timestamp, Failure> {
    if let Ok(span) = crate::config::duration(text) {
        let micros = i64::try_from(span.as_secs()).unwrap_or(i64::MAX).saturating_mul(SECOND);
        return Ok(now.plus(micros.saturating_neg()));
    }
    match text.parse::<jiff::Timestamp>() {
        Ok(instant) => Ok(Timestamp(instant.as_microsecond())),
        Err(error) => {
            let what = "--since must be an instant such as 2026-11-20T12:00:00Z, or a span such as 12h";
            Err(Failure::cannot(what, error))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn since_is_an_instant_or_a_span() {
        let now = Timestamp::from_secs(1_000_000);
        assert_eq!(instant("90s", now).unwrap(), Timestamp::from_secs(999_910));
        assert_eq!(instant("1970-01-02T00:00:00Z", now).unwrap(), Timestamp::from_secs(86_400));
        assert_eq!(instant("1970-01-01T21:00:00-03:00", now).unwrap(), Timestamp::from_secs(86_400));
        assert!(instant("yesterday", now).is_err());
    }
}
