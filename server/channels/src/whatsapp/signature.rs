//! Who may knock: the signature over a notification and the handshake that sets a webhook up.
//!
//! Meta, *Webhooks › Create a webhook endpoint*: `X-Hub-Signature-256: sha256=<hex of HMAC-SHA256(app secret, body)>`
//! over the bytes as received; re-serialised JSON differs.

use desk_core::ports::Secret;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::{Choice, ConstantTimeEq};

/// Longest challenge that is repeated, in bytes; Meta sends about ten digits.
const MAX_CHALLENGE: usize = 256;

/// Whether `body` was signed with one of `secrets`. `headers` are all values of `X-Hub-Signature-256`: exactly one is
/// accepted, because two would let two readers see different ones. Several secrets are normal while one is being
/// replaced; an empty secret signs nothing, and without any secret everything is refused.
pub fn verify<'h>(secrets: &[Secret], headers: impl IntoIterator<Item = &'h [u8]>, body: &[u8]) -> bool {
    let mut headers = headers.into_iter();
    let (Some(header), None) = (headers.next(), headers.next()) else { return false };
    let Some(claimed) = parse(header) else { return false };
    // All secrets are tried, so that the time taken does not tell which one fits.
    let fits = secrets.iter().filter(|secret| !secret.0.is_empty()).fold(Choice::from(0), |fits, secret| {
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.0.as_bytes()) else { return fits };
        mac.update(body);
        let real: [u8; 32] = mac.finalize().into_bytes().into();
        fits | real.ct_eq(&claimed)
    });
    fits.into()
}

/// `sha256=` and 64 lower-case hexadecimal digits, nothing else.
fn parse(header: &[u8]) -> Option<[u8; 32]> {
    let digits = header.strip_prefix(b"sha256=")?;
    if digits.iter().any(u8::is_ascii_uppercase) {
        return None;
    }
    let mut bytes = [0; 32];
    hex::decode_to_slice(digits, &mut bytes).ok()?;
    Some(bytes)
}

/// The answer to the request with which Meta checks a webhook's address: the challenge, when the token is one of
/// `tokens`. `query` is the raw query, because its names contain dots. `None` means 403.
pub fn handshake(query: Option<&str>, tokens: &[Secret]) -> Option<String> {
    let query = query?;
    if only(query, "hub.mode")? != b"subscribe" {
        return None;
    }
    let token = only(query, "hub.verify_token")?;
    let challenge = only(query, "hub.challenge")?;
    let known = tokens
        .iter()
        .filter(|expected| !expected.0.is_empty())
        .fold(Choice::from(0), |known, expected| known | expected.0.as_bytes().ct_eq(&token));
    if !bool::from(known) || challenge.is_empty() || challenge.len() > MAX_CHALLENGE {
        return None;
    }
    String::from_utf8(challenge).ok()
}

/// The decoded value of a parameter that must stand in the query exactly once.
fn only(query: &str, name: &str) -> Option<Vec<u8>> {
    let mut found = None;
    for pair in query.split('&') {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        if percent_decode(key)? == name.as_bytes() && found.replace(percent_decode(value)?).is_some() {
            return None;
        }
    }
    found
}

/// Decodes `%41` and `+`; `None` when an escape is cut off or not hexadecimal.
fn percent_decode(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        out.push(match byte {
            b'+' => b' ',
            b'%' => {
                let mut decoded = [0];
                hex::decode_to_slice([bytes.next()?, bytes.next()?], &mut decoded).ok()?;
                decoded[0]
            }
            other => other,
        });
    }
    Some(out)
}
