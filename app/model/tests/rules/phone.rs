//! Phones in every spelling people use, and what is said to the others.

use crate::common::cases;
use desk_model::contact::{IdentityKind, phone_display};
use desk_model::phone::{PhoneProblem as P, e164, recipient};
use proptest::prelude::*;

#[test]
fn every_brazilian_spelling_is_one_number() {
    for text in [
        "(11) 98765-4321",
        "11 98765-4321",
        "11987654321",
        "011 98765-4321",
        "0 11 98765 4321",
        "0 21 11 98765-4321",
        "02111987654321",
        "(011) 98765-4321",
        "+55 11 98765 4321",
        "+55 (11) 98765-4321",
        "+55 (011) 98765-4321",
        "+5511987654321",
        "5511987654321",
        "55 11 98765-4321",
        "0055 11 98765-4321",
        // As before the ninth digit.
        "(11) 8765-4321",
        "551187654321",
        "+55 11 8765-4321",
        "\u{a0}11\u{a0}98765.4321 ",
    ] {
        assert_eq!(e164(text).as_deref(), Ok("5511987654321"), "{text}");
    }
    assert_eq!(e164("(11) 3456-7890").as_deref(), Ok("551134567890"), "a landline stays as it is");
    // The area code that looks like the country code.
    assert_eq!(e164("(55) 98765-4321").as_deref(), Ok("5555987654321"));
    assert_eq!(e164("55 3222-1234").as_deref(), Ok("555532221234"));
    assert_eq!(e164("55 55 98765-4321").as_deref(), Ok("5555987654321"));
}

#[test]
fn other_countries_need_their_code() {
    assert_eq!(e164("+351 912 345 678").as_deref(), Ok("351912345678"));
    assert_eq!(e164("00351912345678").as_deref(), Ok("351912345678"));
    assert_eq!(e164("+1 (650) 555-1234").as_deref(), Ok("16505551234"));
}

#[test]
fn the_impossible_is_named() {
    for (text, problem) in [
        ("", P::Missing),
        ("  ", P::Missing),
        ("+", P::Missing),
        ("onze 98765", P::Letters),
        ("11 98765-4321 ramal 2", P::Letters),
        ("1+1 98765-4321", P::Letters),
        ("98765-4321", P::NoArea),
        ("8765-4321", P::NoArea),
        ("4321", P::TooShort),
        ("+55 11 4321", P::TooShort),
        ("(20) 98765-4321", P::BadArea),
        ("+55 10 98765-4321", P::BadArea),
        ("(11) 88765-4321", P::Impossible),
        ("(11) 1234-5678", P::Impossible),
        ("+0 11 98765 4321", P::Impossible),
        ("11 98765-43210", P::TooLong),
        ("+12 3456", P::TooShort),
        ("+1234567890123456", P::TooLong),
    ] {
        assert_eq!(e164(text), Err(problem), "{text}");
    }
}

#[test]
fn a_business_scoped_id_is_no_phone() {
    let to = recipient(" BR.13491208655302741918 ").unwrap();
    assert_eq!((to.kind, to.value.as_str()), (IdentityKind::Bsuid, "BR.13491208655302741918"));
    assert_eq!(recipient("br.1349"), Err(P::Letters));
    let phone = recipient("(11) 98765-4321").unwrap();
    assert_eq!((phone.kind, phone.value.as_str()), (IdentityKind::Phone, "5511987654321"));
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn what_is_shown_can_be_typed(area in prop::sample::select(vec!["11", "21", "31", "55", "68", "98"]), local in 0u32..100_000_000) {
        let digits = format!("55{area}9{local:08}");
        let display = phone_display(&digits);
        prop_assert_eq!(e164(&display), Ok(digits.clone()));
        prop_assert_eq!(e164(&digits), Ok(digits));
    }

    #[test]
    fn whatever_is_typed_gets_an_answer(text in ".{0,40}") {
        if let Ok(digits) = e164(&text) {
            prop_assert!((7..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()));
        }
        let _ = recipient(&text);
    }
}
