//! Protocol numbers.

use crate::common::cases;
use desk_model::Protocol;
use desk_model::protocol::{ProtocolError, damm};
use proptest::prelude::*;

#[test]
fn known_values() {
    // The example of the literature.
    assert_eq!(damm("572"), 4);
    assert_eq!(damm("5724"), 0);
    assert_eq!(damm(""), 0);
    let protocol = Protocol::new(2026, 11, 21, 42);
    assert_eq!(protocol.digits(), format!("20261121000042{}", damm("20261121000042")));
    let shown = protocol.to_string();
    assert_eq!((&shown[..16], shown.len()), ("20261121-000042-", 17));
    assert_eq!(Protocol::parse(&shown), Ok(protocol));
}

#[test]
fn what_is_none() {
    for text in
        ["", "2026", "20261121-000042", "20261121-000042-x", "protocolo", "20261121+0000427", &"1".repeat(25)]
    {
        assert_eq!(Protocol::parse(text), Err(ProtocolError::Form), "{text}");
    }
    let right = Protocol::new(2026, 11, 21, 42).digits().to_owned();
    let wrong = format!("{}{}", &right[..14], (right.as_bytes()[14] - b'0' + 1) % 10);
    assert_eq!(Protocol::parse(&wrong), Err(ProtocolError::CheckDigit));
    assert!(serde_json::from_value::<Protocol>(wrong.into()).is_err(), "not past the door either");
}

fn protocols() -> impl Strategy<Value = Protocol> {
    // From the first ticket of a day to a sequence of fifteen digits.
    let sequence = prop_oneof![0..=1_000_u64, 999_990..=1_000_010_u64, 0..=999_999_999_999_999_u64];
    (2000i16..=2999, 1i8..=12, 1i8..=31, sequence).prop_map(|(y, m, d, n)| Protocol::new(y, m, d, n))
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn every_wrong_digit_is_caught(protocol in protocols()) {
        let digits = protocol.digits().as_bytes();
        for at in 0..digits.len() {
            for digit in b'0'..=b'9' {
                let mut typed = digits.to_vec();
                typed[at] = digit;
                let expected = if digit == digits[at] { Ok(protocol.clone()) } else { Err(ProtocolError::CheckDigit) };
                prop_assert_eq!(Protocol::parse(std::str::from_utf8(&typed).unwrap()), expected);
            }
        }
    }

    #[test]
    fn every_swap_of_neighbours_is_caught(protocol in protocols()) {
        let digits = protocol.digits().as_bytes();
        for at in 1..digits.len() {
            let mut typed = digits.to_vec();
            typed.swap(at - 1, at);
            let expected = if digits[at - 1] == digits[at] { Ok(protocol.clone()) } else { Err(ProtocolError::CheckDigit) };
            prop_assert_eq!(Protocol::parse(std::str::from_utf8(&typed).unwrap()), expected);
        }
    }

    #[test]
    fn separators_do_not_matter(protocol in protocols(), cuts in prop::collection::vec((any::<prop::sample::Index>(), prop::sample::select(vec!['-', '.', ' ', '/', '–', '\u{a0}'])), 0..6)) {
        prop_assert_eq!(Protocol::parse(&protocol.to_string()), Ok(protocol.clone()));
        let mut typed: Vec<char> = protocol.digits().chars().collect();
        for (at, separator) in cuts {
            typed.insert(at.index(typed.len()), separator);
        }
        prop_assert_eq!(Protocol::parse(&format!(" {} ", String::from_iter(typed))), Ok(protocol.clone()));
        let json = serde_json::to_string(&protocol).unwrap();
        prop_assert_eq!(serde_json::from_str::<Protocol>(&json).unwrap(), protocol);
    }

    #[test]
    fn different_tickets_have_different_protocols(day in 1i8..=28, a in 0u64..2_000_000, b in 0u64..2_000_000) {
        prop_assert_eq!(a == b, Protocol::new(2026, 11, day, a) == Protocol::new(2026, 11, day, b));
    }

    #[test]
    fn any_text_is_read_without_panic(text in "\\PC{0,40}") {
        if let Ok(protocol) = Protocol::parse(&text) {
            prop_assert_eq!(damm(protocol.digits()), 0);
            prop_assert_eq!(Protocol::parse(&protocol.to_string()), Ok(protocol));
        }
    }
}
