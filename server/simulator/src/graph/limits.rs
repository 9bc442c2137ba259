//! Rates: throughput per number and the pair rate.

use super::errors::GraphError;
use crate::{
    config::Limits,
    world::{Number, World},
};

/// One message per six seconds to one user…
const PAIR_INTERVAL_MS: i64 = 6_000;
/// …of which 45 may be sent at once, borrowed from the future.
const PAIR_BURST: i64 = 45;

/// Counts a message of this number, in or out; `false` when the second is full.
pub(crate) fn count(number: &mut Number, limits: &Limits, now: i64) -> bool {
    let Some(limit) = limits.messages_per_second else { return true };
    while number.traffic_ms.front().is_some_and(|at| now - at >= 1000) {
        number.traffic_ms.pop_front();
    }
    let fits = number.traffic_ms.len() < limit as usize;
    if fits {
        number.traffic_ms.push_back(now);
    }
    fits
}

/// Checks and counts one send.
pub(super) fn take(
    world: &mut World,
    limits: &Limits,
    phone_number_id: &str,
    address: &str,
    now: i64,
) -> Result<(), GraphError> {
    let pair = (phone_number_id.to_owned(), address.to_owned());
    let due = world.pair_ms.get(&pair).copied().unwrap_or(now).max(now);
    if limits.pair_rate && due - now > PAIR_INTERVAL_MS * (PAIR_BURST - 1) {
        return Err(GraphError::cloud(
            131_056,
            "Message failed to send because there were too many messages sent from this phone number to the same \
             phone number in a short period of time.",
        ));
    }
    let fits = world.number_mut(phone_number_id).is_none_or(|number| count(number, limits, now));
    if !fits {
        return Err(GraphError::cloud(
            130_429,
            "Message failed to send because there were too many messages sent from this phone number in a short \
             period of time.",
        ));
    }
    if limits.pair_rate {
        world.pair_ms.insert(pair, due + PAIR_INTERVAL_MS);
    }
    Ok(())
}
