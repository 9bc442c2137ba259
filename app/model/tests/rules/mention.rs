//! Colleagues named in notes.

use crate::common::{cases, user};
use desk_model::Role;
use desk_model::mention::{Mention, Span, complete, named, spans, suggest, typing};
use desk_model::view::Person;
use proptest::collection::vec;
use proptest::prelude::*;

fn mention(n: u8, name: &str) -> Mention {
    Mention { user: user(n), name: name.to_owned() }
}

fn person(n: u8, name: &str) -> Person {
    Person { id: user(n), name: name.to_owned(), role: Role::Agent }
}

#[test]
fn names_are_found_where_they_stand() {
    let all = [mention(1, "Ana"), mention(2, "Ana Costa"), mention(3, "Zé")];
    let found = |body: &str| {
        let names = spans(body, &all).into_iter().filter_map(|span| match span {
            Span::Name(text, who) => Some((text.to_owned(), who.as_str().to_owned())),
            Span::Text(_) => None,
        });
        names.collect::<Vec<_>>()
    };
    let one = |text: &str, n: u8| vec![(text.to_owned(), format!("usr_{n}"))];
    assert_eq!(found("@Ana, veja"), one("@Ana", 1));
    assert_eq!(found("veja @Ana Costa!"), one("@Ana Costa", 2), "the longer name is meant");
    assert_eq!(found("(@Zé)"), one("@Zé", 3));
    assert_eq!(found("@Anabela @ Ana @ana ana@Ana.com"), []);
    assert_eq!(found("@@Ana"), one("@Ana", 1));
    assert_eq!(named("@Zé e @Ana e @Zé", &all), [mention(3, "Zé"), mention(1, "Ana")]);
    assert_eq!(named("ninguém", &all), []);
}

#[test]
fn what_is_being_typed() {
    for (body, caret, expected) in [
        ("@", 1, Some((0, ""))),
        ("oi @an", 6, Some((3, "an"))),
        ("oi @an", 4, Some((3, ""))),
        ("é @Ana Co", 9, Some((2, "Ana Co"))),
        ("oi @ ana", 8, None),
        ("ana@exemplo", 11, None),
        ("@ana\nveja", 9, None),
        ("oi", 2, None),
        ("(@an", 4, Some((1, "an"))),
    ] {
        let expected = expected.map(|(at, typed)| (at, typed.to_owned()));
        assert_eq!(typing(body, caret), expected, "{body:?} at {caret}");
    }
    assert_eq!(complete("oi @an, veja", 3, 6, "Ana Costa"), ("oi @Ana Costa , veja".to_owned(), 14));
    assert_eq!(complete("é @", 2, 3, "Zé"), ("é @Zé ".to_owned(), 6));
}

#[test]
fn who_may_be_meant() {
    let people =
        [person(1, "Bruno Reis"), person(2, "Sônia Prado"), person(3, "Ana Sousa"), person(4, "Caio Reis")];
    let names = |typed: &str| suggest(&people, typed).iter().map(|p| p.name.as_str()).collect::<Vec<_>>();
    assert_eq!(names("so"), ["Sônia Prado", "Ana Sousa"]);
    assert_eq!(names("REIS"), ["Bruno Reis", "Caio Reis"]);
    assert_eq!(names("ana s"), ["Ana Sousa"]);
    assert_eq!(names("zz"), Vec::<&str>::new());
    assert_eq!(names("").len(), 4);
}

proptest! {
    #![proptest_config(cases(500))]

    #[test]
    fn the_pieces_are_the_note(body in "[@A-Ca-cé \n]{0,60}", names in vec("[A-Ca-c é]{0,5}", 0..5)) {
        let all: Vec<Mention> = names.iter().zip(1u8..).map(|(name, n)| mention(n, name)).collect();
        let whole: String = spans(&body, &all)
            .iter()
            .map(|span| match span {
                Span::Text(text) => {
                    assert!(!text.is_empty());
                    *text
                }
                Span::Name(text, who) => {
                    let meant = all.iter().find(|mention| mention.user == **who).unwrap();
                    assert_eq!(text.strip_prefix('@'), Some(meant.name.as_str()));
                    *text
                }
            })
            .collect();
        prop_assert_eq!(&whole, &body);
        for mention in named(&body, &all) {
            prop_assert!(all.contains(&mention));
        }
    }

    #[test]
    fn a_completed_name_is_found(before in "[a-c]{0,8}", typed in "[A-C]{0,3}", after in "( [a-c]{0,8})?") {
        let body = format!("{before} @{typed}{after}");
        let caret = before.chars().count() + 2 + typed.chars().count();
        let (at, found) = typing(&body, caret).unwrap();
        prop_assert_eq!(&found, &typed);
        let (body, caret) = complete(&body, at, caret, "Ana Costa");
        prop_assert_eq!(named(&body, &[mention(1, "Ana Costa")]).len(), 1);
        prop_assert!(caret <= body.chars().count());
        let left: String = body.chars().take(caret).collect();
        prop_assert!(left.ends_with("@Ana Costa "));
    }
}
