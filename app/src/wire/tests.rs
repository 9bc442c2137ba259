//! The browser's reading and writing against the server's: the same types once as each half compiles them.

use super::read::{Node, tree};
use super::write::Writer;
use super::{Malformed, read as read_here, write as write_here};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// The types of a module with one attribute for tagged enums.
macro_rules! types {
    ($half:ident, $kind:meta, $event:meta) => {
        mod $half {
            use serde::{Deserialize, Serialize};
            use std::collections::BTreeMap;

            #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
            #[serde($kind, rename_all = "snake_case")]
            pub(super) enum Content {
                Nothing,
                Text {
                    body: String,
                    #[serde(default, skip_serializing_if = "Option::is_none")]
                    url: Option<String>,
                },
                Card(Card),
                Event(Event),
            }

            #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
            #[serde($event, rename_all = "snake_case")]
            pub(super) enum Event {
                Opened { by: Option<Author>, at: i64 },
                Closed,
            }

            #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
            #[serde(rename_all = "snake_case")]
            pub(super) enum Author {
                Customer,
                SomeoneElse,
            }

            #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
            #[serde(rename_all = "snake_case")]
            pub(super) enum Plain {
                Unit,
                One(u32),
                Two(u32, String),
                Named { yes: bool },
            }

            #[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
            #[serde(default)]
            pub(super) struct Card {
                pub(super) name: String,
                pub(super) rate: f64,
                pub(super) labels: Vec<(u16, String)>,
            }

            #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
            pub(super) struct Id(pub(super) String);

            #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
            pub(super) struct Whole {
                pub(super) id: Id,
                pub(super) list: Vec<Content>,
                pub(super) plain: Vec<Plain>,
                pub(super) by_author: BTreeMap<Author, u8>,
                pub(super) by_number: BTreeMap<u32, Option<char>>,
                #[serde(skip)]
                pub(super) scratch: u8,
                #[serde(default)]
                pub(super) later: u64,
                pub(super) unit: (),
            }

            pub(super) fn samples() -> Vec<Whole> {
                let card = Card {
                    name: "Zé \"Ação\" \u{1f600}\n\u{0}".to_owned(),
                    rate: 0.1,
                    labels: vec![(1, "a".to_owned()), (65_535, String::new())],
                };
                let text =
                    |url: Option<&str>| Content::Text { body: "oi".to_owned(), url: url.map(str::to_owned) };
                let opened = |by| Content::Event(Event::Opened { by, at: i64::MIN });
                let list = vec![
                    Content::Nothing,
                    text(None),
                    text(Some("https://a.example/?b=1")),
                    Content::Card(card),
                    opened(None),
                    opened(Some(Author::SomeoneElse)),
                    Content::Event(Event::Closed),
                ];
                let plain = vec![
                    Plain::Unit,
                    Plain::One(u32::MAX),
                    Plain::Two(0, "dois".to_owned()),
                    Plain::Named { yes: true },
                ];
                let empty = Whole {
                    id: Id(String::new()),
                    list: Vec::new(),
                    plain: Vec::new(),
                    by_author: BTreeMap::new(),
                    by_number: BTreeMap::new(),
                    scratch: 0,
                    later: u64::MAX,
                    unit: (),
                };
                let full = Whole {
                    list,
                    plain,
                    by_author: [(Author::Customer, 1), (Author::SomeoneElse, 255)].into(),
                    by_number: [(0, None), (12, Some('ç'))].into(),
                    ..empty.clone()
                };
                vec![empty, full]
            }
        }
    };
}

types!(server, tag = "kind", tag = "event");
types!(browser, rename = "#kind", rename = "#event");

fn written<T: Serialize>(value: &T) -> Result<String, Malformed> {
    let mut text = String::new();
    value.serialize(Writer::new(&mut text))?;
    Ok(text)
}

fn taken<T: DeserializeOwned>(json: &str) -> Result<T, Malformed> {
    T::deserialize(Node(&tree(json.as_bytes())?))
}

#[test]
fn both_halves_write_the_same_text() {
    for (server, browser) in server::samples().iter().zip(browser::samples()) {
        assert_eq!(written(&browser).unwrap(), serde_json::to_string(server).unwrap());
    }
}

#[test]
fn the_browser_reads_what_the_server_writes_and_the_other_way_round() {
    for (server, browser) in server::samples().into_iter().zip(browser::samples()) {
        let json = serde_json::to_string(&server).unwrap();
        assert_eq!(taken::<browser::Whole>(&json).unwrap(), browser);
        let json = written(&browser).unwrap();
        assert_eq!(serde_json::from_str::<server::Whole>(&json).unwrap(), server);
        assert_eq!(read_here::<server::Whole>(&write_here(&server).unwrap()).unwrap(), server);
    }
}

#[test]
fn order_and_unknown_fields_do_not_matter() {
    let json = r#"{"at":3,"more":[{}],"kind":"event","by":"customer","event":"opened"}"#;
    let opened =
        browser::Content::Event(browser::Event::Opened { by: Some(browser::Author::Customer), at: 3 });
    assert_eq!(taken::<browser::Content>(json).unwrap(), opened);
}

#[test]
fn a_missing_field_is_its_default_or_a_mistake() {
    let card = taken::<browser::Card>(r#"{"name":"só o nome"}"#).unwrap();
    assert_eq!(card, browser::Card { name: "só o nome".to_owned(), ..browser::Card::default() });
    let bad: Result<browser::Content, _> = taken(r#"{"kind":"text"}"#);
    assert!(bad.unwrap_err().to_string().contains("missing"));
}

#[test]
fn what_is_something_else_is_refused() {
    for json in [
        "",
        "{",
        "null",
        "[]",
        "\"nothing\"",
        r#"{"kind":"never"}"#,
        r#"{"kind":7}"#,
        r#"{"body":"no kind"}"#,
        r#"{"kind":"text","body":7}"#,
        r#"{"kind":"card","labels":[[70000,"a"]]}"#,
        r#"{"kind":"card","labels":{}}"#,
        r#"{"kind":"card","rate":"high"}"#,
        r#"{"kind":"event","event":"opened","by":null,"at":1.5}"#,
        r#"{"kind":"event","event":"opened","by":"nobody","at":1}"#,
    ] {
        assert!(taken::<browser::Content>(json).is_err(), "{json}");
    }
    for json in ["7", "{}", r#"{"unit":1,"one":2}"#, r#"{"one":"x"}"#, r#"{"two":[1]}"#, r#"{"named":[]}"#] {
        assert!(taken::<browser::Plain>(json).is_err(), "{json}");
    }
}

#[test]
fn only_words_and_numbers_are_keys() {
    #[derive(Serialize, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
    struct Pair(u8, u8);
    let map: std::collections::BTreeMap<Pair, u8> = [(Pair(1, 2), 3)].into();
    assert!(written(&map).is_err());
}

/// An enum with a tag that lacks its second attribute would be refused by the browser alone, where no other test looks.
#[test]
fn every_tagged_enum_says_its_tag_to_both_halves() {
    fn look(folder: &std::path::Path, tagged: &mut usize) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                look(&path, tagged);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            let lines: Vec<&str> = text.lines().map(str::trim).collect();
            for (at, line) in lines
                .iter()
                .enumerate()
                .filter(|(_, line)| line.starts_with("#[") && line.contains("tag = \""))
            {
                let tag = line.split("tag = \"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
                let there = format!("#[cfg_attr(target_family = \"wasm\", serde(rename = \"#{tag}\"))]");
                let here = format!("#[cfg_attr(not(target_family = \"wasm\"), serde(tag = \"{tag}\"");
                let stored_only =
                    lines[..at].iter().rev().take(3).any(|line| line.starts_with("#[cfg(not(target_family"));
                let both = line.starts_with(&here) && at > 0 && lines[at - 1] == there;
                assert!(both || stored_only, "{}:{}: {line}", path.display(), at + 1);
                *tagged += 1;
            }
        }
    }
    let app = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut tagged = 0;
    look(&app.join("src"), &mut tagged);
    look(&app.join("model/src"), &mut tagged);
    assert!(tagged > 30, "only {tagged} were found");
}
