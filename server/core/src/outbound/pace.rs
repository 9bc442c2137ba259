//! How fast messages may leave: so many a second from each number, and slowly to a customer the provider called too many for.

use desk_model::time::{MINUTE, SECOND};
use desk_model::{ConversationId, NumberId, Timestamp};
use std::collections::HashMap;

/// Messages a number may send at once after a silence.
const BURST: i64 = 8;
/// A number that has used up its pace rests so long at most (µs), so that a few messages leave with one look at the outbox.
const REST: i64 = SECOND / 20;
/// Between two messages to one customer after the provider complained (µs; Cloud API, *Pair rate limits*).
const PAIR: i64 = 6 * SECOND;
/// How long such a customer is treated with care (µs).
const CARE: i64 = 10 * MINUTE;

/// What this node remembers of the pace. Driven by the desk's clock alone.
pub(crate) struct Pace {
    /// Between two messages of a number (µs).
    interval: i64,
    /// When the next message of a number would leave if all so far had been spread evenly.
    even: HashMap<NumberId, Timestamp>,
    /// Numbers that have used up their pace, until when.
    resting: HashMap<NumberId, Timestamp>,
    /// Nothing of the number leaves before.
    paused: HashMap<NumberId, Timestamp>,
    /// Customers to be treated with care: until when, and not before when the next.
    careful: HashMap<ConversationId, (Timestamp, Timestamp)>,
}

impl Pace {
    /// `per_second` messages of one number.
    pub(crate) fn new(per_second: u32) -> Self {
        let interval = SECOND / i64::from(per_second.max(1));
        Self {
            interval,
            even: HashMap::new(),
            resting: HashMap::new(),
            paused: HashMap::new(),
            careful: HashMap::new(),
        }
    }

    /// Whether one message of `number` may leave now.
    ///
    /// # Errors
    /// When to ask again.
    pub(crate) fn ready(&self, number: &NumberId, now: Timestamp) -> Result<(), Timestamp> {
        if let Some(until) = self.paused.get(number).copied().filter(|until| now < *until) {
            return Err(until);
        }
        match self.resting.get(number).copied().filter(|until| now < *until) {
            Some(until) => Err(until),
            None => Ok(()),
        }
    }

    /// Takes the right to send one message of `number` now.
    ///
    /// # Errors
    /// When to ask again.
    pub(crate) fn take(&mut self, number: &NumberId, now: Timestamp) -> Result<(), Timestamp> {
        self.ready(number, now)?;
        self.paused.remove(number);
        let even = self.even.get(number).copied().unwrap_or(now).max(now);
        let even = even.plus(self.interval);
        let over = even.since(now) - self.interval * (BURST - 1);
        if over > 0 {
            let rest = (self.interval * BURST / 2).min(REST).max(over);
            self.resting.insert(number.clone(), now.plus(rest));
        }
        self.even.insert(number.clone(), even);
        Ok(())
    }

    /// The provider asked for a pause of the whole number.
    pub(crate) fn pause(&mut self, number: &NumberId, until: Timestamp) {
        let known = self.paused.entry(number.clone()).or_insert(until);
        *known = until.max(*known);
    }

    /// The number works again.
    pub(crate) fn resume(&mut self, number: &NumberId) {
        self.paused.remove(number);
    }

    /// The provider complained of too many messages to this customer.
    pub(crate) fn care(&mut self, conversation: &ConversationId, now: Timestamp) {
        self.careful.retain(|_, (until, _)| now < *until);
        self.careful.insert(conversation.clone(), (now.plus(CARE), now));
    }

    /// Takes the right to send one message to this customer now.
    ///
    /// # Errors
    /// When to ask again.
    pub(crate) fn take_pair(
        &mut self,
        conversation: &ConversationId,
        now: Timestamp,
    ) -> Result<(), Timestamp> {
        match self.careful.get_mut(conversation) {
            Some((until, next)) if now < *until => {
                if now < *next {
                    return Err(*next);
                }
                *next = now.plus(PAIR);
                Ok(())
            }
            Some(_) => {
                self.careful.remove(conversation);
                Ok(())
            }
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{BURST, Pace};
    use desk_model::time::SECOND;
    use desk_model::{ConversationId, NumberId, Timestamp};

    #[test]
    fn a_number_never_sends_more_than_its_rate_and_one_burst() {
        let (number, other) = (NumberId::from_parts(1, [1; 10]), NumberId::from_parts(1, [2; 10]));
        let mut pace = Pace::new(80);
        let mut sent = 0;
        let mut now = Timestamp(0);
        while now < Timestamp(10 * SECOND) {
            match pace.take(&number, now) {
                Ok(()) => sent += 1,
                Err(next) => {
                    assert!(next > now);
                    assert!(pace.take(&other, now).is_ok() || next.since(now) < SECOND / 80 + 1);
                    now = next;
                }
            }
        }
        assert!((800..=800 + BURST).contains(&sent), "{sent}");
    }

    #[test]
    fn a_pause_holds_the_number_alone() {
        let (number, other) = (NumberId::from_parts(1, [1; 10]), NumberId::from_parts(1, [2; 10]));
        let mut pace = Pace::new(80);
        pace.pause(&number, Timestamp(SECOND));
        pace.pause(&number, Timestamp(SECOND / 2));
        assert_eq!(pace.take(&number, Timestamp(0)), Err(Timestamp(SECOND)));
        assert_eq!(pace.take(&other, Timestamp(0)), Ok(()));
        assert_eq!(pace.take(&number, Timestamp(SECOND)), Ok(()));
    }

    #[test]
    fn after_a_complaint_one_message_in_six_seconds() {
        let pair = ConversationId::from_parts(1, [1; 10]);
        let mut pace = Pace::new(80);
        assert_eq!(pace.take_pair(&pair, Timestamp(0)), Ok(()));
        pace.care(&pair, Timestamp(0));
        assert_eq!(pace.take_pair(&pair, Timestamp(0)), Ok(()));
        assert_eq!(pace.take_pair(&pair, Timestamp(SECOND)), Err(Timestamp(6 * SECOND)));
        assert_eq!(pace.take_pair(&pair, Timestamp(6 * SECOND)), Ok(()));
        assert_eq!(pace.take_pair(&pair, Timestamp(601 * SECOND)), Ok(()));
        assert_eq!(pace.take_pair(&pair, Timestamp(601 * SECOND)), Ok(()));
    }
}
