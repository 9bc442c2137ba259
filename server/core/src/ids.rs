//! Ids and secrets, made from the clock and from randomness.

use crate::Inner;
use sha2::{Digest, Sha256};
use std::sync::PoisonError;

impl Inner {
    /// A new id: `inner.id(TicketId::from_parts)`. Greater than all this node made before, so that lines written in one
    /// second stand in the order they came.
    pub(crate) fn id<T>(&self, make: fn(u64, [u8; 10]) -> T) -> T {
        let mut fresh = [0; 10];
        self.entropy.fill(&mut fresh);
        let now = self.now().millis().unsigned_abs();
        let mut last = self.last_id.lock().unwrap_or_else(PoisonError::into_inner);
        *last = if now > last.0 { (now, fresh) } else { successor(*last) };
        make(last.0, last.1)
    }

    /// A new secret of 256 bits, in hexadecimal.
    pub(crate) fn secret(&self) -> String {
        let mut random = [0; 32];
        self.entropy.fill(&mut random);
        hex::encode(random)
    }
}

fn successor((millis, mut random): (u64, [u8; 10])) -> (u64, [u8; 10]) {
    for byte in random.iter_mut().rev() {
        let (next, carry) = byte.overflowing_add(1);
        *byte = next;
        if !carry {
            return (millis, random);
        }
    }
    (millis + 1, random)
}

/// SHA-256 in hexadecimal: what is stored of a secret that has enough randomness of its own.
pub(crate) fn digest(secret: &str) -> String {
    hex::encode(Sha256::digest(secret.as_bytes()))
}
