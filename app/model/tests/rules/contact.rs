//! Addresses: spellings that are one, and others that must never become one.

use crate::common::cases;
use desk_model::contact::{Identity, IdentityKind, initials, phone_digits, phone_display, phone_match_key};
use proptest::prelude::*;

fn key(text: &str) -> String {
    Identity::phone(text).unwrap().match_key()
}

#[test]
fn brazilian_mobiles_with_and_without_the_ninth_digit_are_one() {
    assert_eq!(key("551187654321"), key("+55 (11) 98765-4321"));
    assert_eq!(key("556681234567"), "5566981234567");
    // A landline has no ninth digit, and a mobile with it is left alone.
    for same in ["551132654321", "5511987654321", "5511287654321"] {
        assert_eq!(key(same), same);
    }
    // The stored address stays as the provider gave it: answers go there.
    assert_eq!(Identity::phone("551187654321").unwrap().value, "551187654321");
}

#[test]
fn the_mexican_prefix_is_dropped() {
    assert_eq!(key("5215512345678"), key("+52 55 1234 5678"));
    for same in ["525512345678", "521551234567", "52155123456789"] {
        assert_eq!(key(same), same);
    }
}

#[test]
fn spellings_of_a_phone() {
    for text in ["5511987654321", "+55 11 98765-4321", "(55) 11 98765.4321", " 55\u{a0}11987654321 "] {
        assert_eq!(phone_digits(text).as_deref(), Some("5511987654321"));
    }
    for text in [
        "",
        "+",
        "123456",
        "1234567890123456",
        "55119876x4321",
        "5511987654321@s.whatsapp.net",
        "１２３４５６７８",
        "BR.123456789",
    ] {
        assert_eq!(phone_digits(text), None, "{text}");
    }
    assert_eq!(phone_display("5511987654321"), "+55 11 98765-4321");
    assert_eq!(phone_display("551132654321"), "+55 11 3265-4321");
    assert_eq!(phone_display("16505551234"), "+16505551234");
}

#[test]
fn forms_of_a_bsuid() {
    let longest = format!("BR.{}", "a".repeat(128));
    for (text, kind) in [
        ("US.13491208655302741918", IdentityKind::Bsuid),
        ("BR.1A2b", IdentityKind::Bsuid),
        ("BR.ENT", IdentityKind::Bsuid),
        ("US.ENT.11815799212886844830", IdentityKind::ParentBsuid),
        (longest.as_str(), IdentityKind::Bsuid),
    ] {
        let identity = Identity::bsuid(text).unwrap();
        assert_eq!(
            (identity.kind, identity.value.as_str(), identity.match_key().as_str()),
            (kind, text, text)
        );
    }
    let too_long = format!("{longest}a");
    for text in [
        "",
        "BR",
        "BR.",
        "br.1",
        "BRA.1",
        "B.1",
        "BR.1-2",
        "BR.ENT.",
        "BR.ENT.1.2",
        "BR.á",
        "5511987654321",
        &too_long,
    ] {
        assert_eq!(Identity::bsuid(text), None, "{text}");
    }
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn a_bsuid_is_no_phone(country in "[A-Z]{2}", parent in any::<bool>(), rest in "[0-9]{7,15}") {
        // Without its letters it would look like a number somebody has.
        let text = format!("{country}.{}{rest}", if parent { "ENT." } else { "" });
        prop_assert_eq!(Identity::phone(&text), None);
        prop_assert_eq!(Identity::bsuid(&text).unwrap().match_key(), text);
    }

    #[test]
    fn no_text_is_both(text in "\\PC{0,24}") {
        prop_assert!(Identity::phone(&text).is_none() || Identity::bsuid(&text).is_none());
        let _ = (phone_match_key(&text), phone_display(&text), initials(&text));
    }

    #[test]
    fn the_key_of_a_key_is_itself(digits in "(55[1-9]{2}|521|52|1|)[0-9]{8,10}") {
        if let Some(phone) = Identity::phone(&digits) {
            let key = phone.match_key();
            prop_assert_eq!(phone_match_key(&key), key);
        }
    }

    #[test]
    fn separators_do_not_matter(digits in "[0-9]{7,15}", at in 0usize..7, separator in "[ ().\u{a0}-]{1,3}") {
        let mut text = digits.clone();
        text.insert_str(at, &separator);
        prop_assert_eq!(phone_digits(&text), Some(digits.clone()));
        prop_assert_eq!(phone_digits(&format!("+{digits}")), Some(digits));
    }
}

#[test]
fn initials_are_one_or_two_letters() {
    for (name, expected) in [
        ("Ana", "A"),
        ("ana souza", "AS"),
        ("Ana de Souza Lima", "AL"),
        ("", ""),
        ("💐 ção", "Ç"),
        ("+55 11", "51"),
    ] {
        assert_eq!(initials(name), expected, "{name}");
    }
}
