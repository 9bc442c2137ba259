//! Identifiers of the shapes the Cloud API uses.

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};

static SERIAL: AtomicU32 = AtomicU32::new(1);
static OBJECT: AtomicU64 = AtomicU64::new(0);

fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0_u8; N];
    // Without a random source the serial numbers mixed in below still keep ids of one run apart.
    let _ = getrandom::fill(&mut bytes);
    bytes
}

/// Who wrote the message an id is made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    FromCustomer,
    FromBusiness,
}

/// `wamid.…`: base64 around the address of the customer and 20 hexadecimal digits, as the platform's ids are built.
pub(crate) fn wamid(subject: &str, direction: Direction) -> String {
    let mut tail = Vec::with_capacity(10);
    tail.extend_from_slice(&random::<6>());
    tail.extend_from_slice(&SERIAL.fetch_add(1, Ordering::Relaxed).to_be_bytes());
    let hex = hex::encode_upper(tail);
    let subject = &subject.as_bytes()[..subject.len().min(120)];
    let mut bytes = vec![0x1c, 0x18, u8::try_from(subject.len()).unwrap_or(0)];
    bytes.extend_from_slice(subject);
    let mark = match direction {
        Direction::FromCustomer => 0x12,
        Direction::FromBusiness => 0x11,
    };
    bytes.extend_from_slice(&[0x15, 0x02, 0x00, mark, 0x18, 0x14]);
    bytes.extend_from_slice(hex.as_bytes());
    bytes.push(0x00);
    format!("wamid.{}", STANDARD.encode(bytes))
}

/// A Graph object id: 15 digits or a little more, never repeated in a run.
pub(crate) fn object_id() -> String {
    let noise = u64::from_be_bytes(random::<8>()) % 1_000_000;
    let serial = OBJECT.fetch_add(1, Ordering::Relaxed);
    (1_000_000_000_000_000 + serial * 1_000_000 + noise).to_string()
}

/// A new business-scoped user id of a Brazilian user.
pub(crate) fn user_id() -> String {
    format!("BR.{:020}", u64::from_be_bytes(random::<8>()))
}

/// The support reference in every Graph error.
pub(crate) fn fbtrace_id() -> String {
    format!("A{}", URL_SAFE_NO_PAD.encode(random::<16>()))
}

/// A short unguessable word for download URLs.
pub(crate) fn url_hash() -> String {
    URL_SAFE_NO_PAD.encode(random::<24>())
}

/// Whether a text has the shape of a business-scoped user id (or of a parent id).
pub(crate) fn is_user_id(text: &str) -> bool {
    let Some((country, rest)) = text.split_once('.') else { return false };
    let rest = rest.strip_prefix("ENT.").unwrap_or(rest);
    country.len() == 2
        && country.bytes().all(|b| b.is_ascii_uppercase())
        && (1..=128).contains(&rest.len())
        && rest.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// Strips what people write between digits: `+55 (31) 98888-7777` becomes `5531988887777`. `None` when other
/// characters are left or the length cannot be a phone number's.
pub(crate) fn phone_digits(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(|c| !matches!(c, '+' | ' ' | '-' | '(' | ')' | '.')).collect();
    ((7..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())).then_some(digits)
}

/// Whether two phone numbers reach the same person: equal, or the same Brazilian mobile with and without ninth digit.
pub(crate) fn same_phone(a: &str, b: &str) -> bool {
    a == b || without_ninth_digit(a) == without_ninth_digit(b)
}

fn without_ninth_digit(phone: &str) -> String {
    let bytes = phone.as_bytes();
    if bytes.len() == 13 && phone.starts_with("55") && bytes[4] == b'9' {
        format!("{}{}", &phone[..4], &phone[5..])
    } else {
        phone.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn message_ids_differ_and_are_base64() {
        let a = wamid("5531988887777", Direction::FromBusiness);
        let b = wamid("5531988887777", Direction::FromBusiness);
        assert_ne!(a, b);
        let bytes = STANDARD.decode(a.strip_prefix("wamid.").unwrap()).unwrap();
        assert!(String::from_utf8_lossy(&bytes).contains("5531988887777"));
    }

    #[test]
    fn brazilian_mobiles_match_with_and_without_ninth_digit() {
        assert!(same_phone("5531988887777", "553188887777"));
        assert!(!same_phone("5531988887777", "5531988887778"));
        assert!(!same_phone("16505551234", "1650555123"));
    }

    #[test]
    fn user_ids_are_recognised() {
        assert!(is_user_id("BR.13491208655302741918"));
        assert!(is_user_id("BR.ENT.11815799212886844830"));
        assert!(!is_user_id("5531988887777"));
        assert!(!is_user_id("br.123"));
        assert!(is_user_id(&user_id()));
    }

    #[test]
    fn phones_are_read_as_people_write_them() {
        assert_eq!(phone_digits("+55 (31) 98888-7777").as_deref(), Some("5531988887777"));
        assert_eq!(phone_digits("BR.1234567890"), None);
        assert_eq!(phone_digits("123"), None);
    }
}
