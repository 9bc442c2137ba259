//! Opt-in pages: phones in every spelling, codes that are found and never guessed wrongly, what an administrator may set.

use crate::common::{cases, id};
use desk_model::Locale;
use desk_model::consent::Purpose;
use desk_model::error::FieldProblem;
use desk_model::optin::{Bilingual, OptInChange, Via, code, find_code, message_with, slug_of, typed_phone};
use proptest::prelude::*;

#[test]
fn every_brazilian_spelling_is_one_phone() {
    for text in [
        "31987654321",
        "(31) 98765-4321",
        "31 98765 4321",
        "031987654321",
        "0 31 98765-4321",
        "0 15 31 98765-4321",
        "5531987654321",
        "+55 31 98765-4321",
        "0055 31 98765-4321",
        "+55 (31) 9.8765.4321",
        "55 31 98765-4321",
    ] {
        assert_eq!(typed_phone(text).unwrap().value, "5531987654321", "{text}");
    }
    // Before the ninth digit, and a line on a wall; the area code 55 is one like others.
    assert_eq!(typed_phone("(31) 8888-7777").unwrap().match_key(), "5531988887777");
    assert_eq!(typed_phone("1132654321").unwrap().value, "551132654321");
    assert_eq!(typed_phone("(55) 98765-4321").map(|i| i.value).as_deref(), Some("5555987654321"));
    assert_eq!(typed_phone("+1 650 555 1234").unwrap().value, "16505551234");
    for text in [
        "",
        "98765-4321",
        "8765-4321",
        "abc",
        "31 98765-432x",
        "(31) 18765-4321x",
        "31 08765-4321",
        "311987654321",
        "+55 31 8765-432",
        "+",
        "00",
        "31987654321<script>",
        "1650555123456789",
    ] {
        assert_eq!(typed_phone(text), None, "{text}");
    }
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn a_code_is_found_wherever_it_stands(random in any::<[u8; 12]>(), before in "[a-zà-ú ]{0,20}", portuguese in any::<bool>()) {
        let code = code(random);
        let locale = if portuguese { Locale::PtBr } else { Locale::En };
        let message = message_with(locale, &code);
        prop_assert_eq!(find_code(&message), Some(code.clone()));
        prop_assert_eq!(find_code(&format!("{before} ({})!", code.to_lowercase())), Some(code));
    }

    #[test]
    fn ordinary_texts_hold_no_code(text in "\\PC{0,80}") {
        if let Some(found) = find_code(&text) {
            prop_assert_eq!(found.len(), 14);
        }
        let _ = typed_phone(&text);
    }

    #[test]
    fn spellings_never_make_an_odd_number(text in "[0-9 ()+-]{0,20}") {
        if let Some(phone) = typed_phone(&text) {
            prop_assert!((8..=15).contains(&phone.value.len()) && phone.value.bytes().all(|b| b.is_ascii_digit()));
        }
    }

    #[test]
    fn proposed_addresses_are_good_ones(label in "\\PC{0,50}") {
        let change = OptInChange { slug: slug_of(&label), ..change() };
        prop_assert_eq!(change.check(), Ok(()), "{}", change.slug);
    }
}

#[test]
fn codes_are_read_as_people_write_them() {
    assert_eq!(find_code("meu código: o1li-2345-6789").as_deref(), Some("0111-2345-6789"));
    for text in ["7K3F-9QPX", "7K3F-9QPX-2M4", "7K3F9QPX2M4T", "7K3F-9QPX-2M4T-AAAA", "UUUU-UUUU-UUUU", ""] {
        assert_eq!(find_code(text), None, "{text}");
    }
    assert_eq!((Via::parse("form"), Via::parse("x"), Via::parse("")), (Via::Form, Via::Site, Via::Site));
}

fn change() -> OptInChange {
    OptInChange {
        number: id("num_1"),
        slug: "matriz".into(),
        enabled: true,
        purposes: vec![Purpose::Marketing],
        text: Bilingual { pt_br: "Aceito".into(), en: String::new() },
        privacy: Bilingual::default(),
    }
}

#[test]
fn a_page_is_checked() {
    assert_eq!(change().check(), Ok(()));
    for slug in ["", "ab", "-ab", "ab-", "Matriz", "a b c", "açaí", "a/b", &"a".repeat(41), "../x"] {
        let odd = OptInChange { slug: slug.into(), ..change() };
        assert_eq!(odd.check().unwrap_err()[0].field, "slug", "{slug}");
    }
    let empty = OptInChange { purposes: vec![], text: Bilingual::default(), ..change() };
    let fields: Vec<_> = empty.check().unwrap_err().into_iter().map(|e| (e.field, e.problem)).collect();
    assert_eq!(
        fields,
        [("purposes".to_owned(), FieldProblem::Missing), ("text".to_owned(), FieldProblem::Missing)]
    );
    let long = OptInChange { privacy: Bilingual { pt_br: String::new(), en: "x".repeat(1_001) }, ..change() };
    assert_eq!(long.check().unwrap_err()[0].field, "privacy");
    assert_eq!(change().text.of(Locale::En), "Aceito", "the other language stands in");
    assert_eq!(slug_of("Oficina Serra Azul – São João!"), "oficina-serra-azul-sao-joao");
}
