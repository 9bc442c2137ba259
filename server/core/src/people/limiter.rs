//! How often somebody may try to log in.
//!
//! Each node counts in its memory. An attempt is counted when it begins and forgiven when it succeeds, so that many at the
//! same time cannot slip through; what was refused for too many is not counted, so that waiting always helps. An address that
//! logged in to an account before is not held up by what strangers do to that account.

use crate::settings::LoginLimits;
use desk_model::Timestamp;
use desk_model::time::{DAY, SECOND};
use std::collections::{HashMap, VecDeque};
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};

/// How long an address counts as known to an account (µs).
const KNOWN_FOR: i64 = 30 * DAY;
/// Entries of one kind after which those that no longer count are removed.
const SWEEP_AT: usize = 20_000;

/// Counts attempts.
#[derive(Default)]
pub(crate) struct Limiter(Mutex<State>);

#[derive(Default)]
struct State {
    addresses: HashMap<IpAddr, VecDeque<Timestamp>>,
    accounts: HashMap<String, VecDeque<Timestamp>>,
    known: HashMap<(String, IpAddr), Timestamp>,
}

/// An attempt that was counted.
pub(crate) struct Attempt {
    address: IpAddr,
    account: String,
    at: Timestamp,
}

impl Limiter {
    /// Counts an attempt.
    ///
    /// # Errors
    /// Seconds to wait, at least 1, when there were too many.
    pub(crate) fn begin(
        &self,
        limits: &LoginLimits,
        peer: IpAddr,
        account: &str,
        now: Timestamp,
    ) -> Result<Attempt, u32> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.sweep(limits, now);
        let address = network(peer);
        let account = account.to_owned();
        let known = state.known.contains_key(&(account.clone(), address));

        let by_address = state.addresses.entry(address).or_default();
        let wait_address = wait(by_address, limits.per_address, limits.address_secs, now);
        let by_account = state.accounts.entry(account.clone()).or_default();
        let wait_account = wait(by_account, limits.per_account, limits.account_secs, now).filter(|_| !known);
        if let Some(secs) = wait_address.max(wait_account) {
            return Err(secs);
        }
        if !known {
            by_account.push_back(now);
        }
        state.addresses.entry(address).or_default().push_back(now);
        Ok(Attempt { address, account, at: now })
    }

    /// It was the right password: the attempt does not count, and the address is known from now on.
    pub(crate) fn succeeded(&self, attempt: &Attempt) {
        self.forgive(attempt);
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.known.insert((attempt.account.clone(), attempt.address), attempt.at);
    }

    /// The attempt does not count: it never came to the password.
    pub(crate) fn forgive(&self, attempt: &Attempt) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(stamps) = state.addresses.get_mut(&attempt.address) {
            remove_one(stamps, attempt.at);
        }
        if let Some(stamps) = state.accounts.get_mut(&attempt.account) {
            remove_one(stamps, attempt.at);
        }
    }
}

impl State {
    fn sweep(&mut self, limits: &LoginLimits, now: Timestamp) {
        let recent = |stamps: &VecDeque<Timestamp>, secs: u32| {
            stamps.back().is_some_and(|at| now.since(*at) < i64::from(secs) * SECOND)
        };
        if self.addresses.len() > SWEEP_AT {
            self.addresses.retain(|_, stamps| recent(stamps, limits.address_secs));
        }
        if self.accounts.len() > SWEEP_AT {
            self.accounts.retain(|_, stamps| recent(stamps, limits.account_secs));
        }
        if self.known.len() > SWEEP_AT {
            self.known.retain(|_, at| now.since(*at) < KNOWN_FOR);
        }
    }
}

/// Seconds until one more is allowed, if it is not now. Forgets what no longer counts.
fn wait(stamps: &mut VecDeque<Timestamp>, limit: usize, secs: u32, now: Timestamp) -> Option<u32> {
    let span = i64::from(secs) * SECOND;
    while stamps.front().is_some_and(|at| now.since(*at) >= span) {
        stamps.pop_front();
    }
    if stamps.len() < limit {
        return None;
    }
    // With `limit` of them left to count, the oldest of the newest `limit` has to end first.
    let blocking = stamps.get(stamps.len() - limit.min(stamps.len()))?;
    let rest = span - now.since(*blocking);
    Some(
        u32::try_from(rest.div_euclid(SECOND) + i64::from(rest.rem_euclid(SECOND) > 0))
            .unwrap_or(secs)
            .max(1),
    )
}

fn remove_one(stamps: &mut VecDeque<Timestamp>, at: Timestamp) {
    if let Some(index) = stamps.iter().rposition(|stamp| *stamp == at) {
        stamps.remove(index);
    }
}

/// Who shares a count: one IPv4 address, or one IPv6 network of 64 bits, which is what one household gets.
fn network(peer: IpAddr) -> IpAddr {
    match peer.to_canonical() {
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        v4 @ IpAddr::V4(_) => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::Limiter;
    use crate::settings::LoginLimits;
    use desk_model::Timestamp;
    use desk_model::time::SECOND;
    use std::net::{IpAddr, Ipv4Addr};

    const START: Timestamp = Timestamp::from_secs(1_800_000_000);

    fn address(n: u32) -> IpAddr {
        IpAddr::V4(Ipv4Addr::from(0x0a00_0000 + n))
    }

    #[test]
    fn five_failures_of_one_address_and_then_it_waits_twenty_seconds() {
        let (limiter, limits) = (Limiter::default(), LoginLimits::default());
        for n in 0..5 {
            assert!(limiter.begin(&limits, address(1), &format!("a{n}"), START.plus(n * SECOND)).is_ok());
        }
        for _ in 0..100 {
            assert_eq!(limiter.begin(&limits, address(1), "z", START.plus(5 * SECOND)).err(), Some(15));
        }
        assert!(limiter.begin(&limits, address(2), "z", START.plus(5 * SECOND)).is_ok());
        assert_eq!(limiter.begin(&limits, address(1), "z", START.plus(20 * SECOND - 1)).err(), Some(1));
        // The first has ended, and only it: one more is allowed, not five.
        assert!(limiter.begin(&limits, address(1), "z", START.plus(20 * SECOND)).is_ok());
        assert_eq!(limiter.begin(&limits, address(1), "z", START.plus(20 * SECOND)).err(), Some(1));
    }

    #[test]
    fn twenty_failures_on_one_account_hold_up_strangers_and_not_its_owner() {
        let (limiter, limits) = (Limiter::default(), LoginLimits::default());
        let own = limiter.begin(&limits, address(99), "ana", START).unwrap();
        limiter.succeeded(&own);
        for n in 0..20 {
            assert!(limiter.begin(&limits, address(n), "ana", START.plus(SECOND)).is_ok());
        }
        assert_eq!(limiter.begin(&limits, address(50), "ana", START.plus(2 * SECOND)).err(), Some(299));
        assert!(limiter.begin(&limits, address(99), "ana", START.plus(2 * SECOND)).is_ok());
        assert!(limiter.begin(&limits, address(50), "bruno", START.plus(2 * SECOND)).is_ok());
        // Nobody is locked out for ever, however often the refused ones came back.
        assert!(limiter.begin(&limits, address(50), "ana", START.plus(301 * SECOND)).is_ok());
    }

    #[test]
    fn success_is_not_counted() {
        let (limiter, limits) = (Limiter::default(), LoginLimits::default());
        for _ in 0..100 {
            let attempt = limiter.begin(&limits, address(1), "ana", START).unwrap();
            limiter.succeeded(&attempt);
        }
    }

    #[test]
    fn one_ipv6_network_is_one_address() {
        let (limiter, limits) = (Limiter::default(), LoginLimits::default());
        for n in 0..5 {
            let peer: IpAddr = format!("2001:db8::{n}").parse().unwrap();
            assert!(limiter.begin(&limits, peer, "a", START).is_ok());
        }
        assert!(limiter.begin(&limits, "2001:db8::ffff".parse().unwrap(), "a", START).is_err());
        assert!(limiter.begin(&limits, "2001:db8:1::1".parse().unwrap(), "a", START).is_ok());
    }
}
