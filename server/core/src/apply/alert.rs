//! What the provider announces about an account or a number: kept, shown, and reason to look at the number at once.

use super::{Effect, Lane};
use crate::error::Outcome;
use desk_model::alert::{AlertNews, Severity};
use desk_model::{AlertId, Timestamp};
use desk_store::Tx;
use desk_store::alert::{self, NewAlert};
use std::sync::Arc;

/// Keeps an announcement. `owner` is the account, or the number, that it came for.
pub(super) async fn apply(
    lane: &mut Lane<'_>,
    tx: &mut Tx<'_>,
    owner: Option<&str>,
    news: &AlertNews,
) -> Outcome<Effect> {
    let Some(owner) = owner else { return Ok(Effect::Noted("the announcement names no account".to_owned())) };
    let of_owner: Vec<_> = lane
        .numbers
        .iter()
        .filter(|number| number.access.account_id == owner || number.access.provider_id == owner)
        .map(Arc::clone)
        .collect();
    let Some(first) = of_owner.first() else {
        return Ok(Effect::Noted("the account is not connected here".to_owned()));
    };
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let about = news
        .display
        .as_deref()
        .and_then(|display| of_owner.iter().find(|number| digits(&number.display) == digits(display)));
    let part_key = key(news);
    let at = lane.facts.at();
    // Without an instant of the provider's, ours is the best there is.
    let mut news = news.clone();
    if news.at == Timestamp(0) {
        news.at = at;
    }
    let new = NewAlert {
        id: lane.inner.id(AlertId::from_parts),
        account: &first.access.account_id,
        number: about.map(|number| &number.access.number),
        part_key: &part_key,
        news: &news,
        received_at: at,
    };
    if !alert::add(tx, &new).await? {
        return Ok(Effect::Repeated);
    }
    for number in &of_owner {
        lane.facts.number(&number.access.number, number.state);
    }
    if news.severity() > Severity::Info {
        lane.inner.check_bell.notify_one();
    }
    Ok(Effect::Done)
}

/// The same announcement, delivered or replayed twice, has the same key.
fn key(news: &AlertNews) -> String {
    let details: Vec<String> = news.details.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let display = news.display.as_deref().unwrap_or_default();
    let whole =
        format!("{}|{}|{}|{display}|{}", news.topic.as_str(), news.event, news.at.0, details.join("|"));
    crate::ids::digest(&whole)
}
