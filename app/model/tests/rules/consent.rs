//! Consent: what holds is a fold that no order of arrival can change; what a category needs; words of farewell; limits.

use crate::common::{NOON, cases, id};
use desk_model::Locale;
use desk_model::consent::{
    Act, ConsentSettings, ContactLimit, Entry, Evidence, Guards, Occasion, PastTemplate, Purpose, Source,
    WEEK, limit, may_send, normalized, required, state,
};
use desk_model::error::{DeskError, FieldProblem};
use desk_model::template::Category;
use desk_model::time::{DAY, HOUR, SECOND, Timestamp};
use proptest::prelude::*;

fn entry(n: u32, purpose: Purpose, act: Act, at: i64) -> Entry {
    Entry {
        id: id(&format!("cse_{n:06}")),
        contact: id("con_1"),
        identity: None,
        purpose,
        act,
        source: Source::Agent,
        wording: String::new(),
        wording_version: None,
        evidence: Evidence::default(),
        by: None,
        recorded_at: Timestamp(at),
        effective_at: Timestamp(at),
    }
}

fn anything() -> impl Strategy<Value = Vec<Entry>> {
    let one = (0usize..4, any::<bool>(), 0i64..6);
    prop::collection::vec(one, 0..12).prop_map(|list| {
        let made = list.into_iter().enumerate().map(|(n, (purpose, given, at))| {
            let act = if given { Act::Granted } else { Act::Withdrawn };
            entry(u32::try_from(n).unwrap(), Purpose::ALL[purpose], act, at)
        });
        made.collect()
    })
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn the_order_of_arrival_does_not_matter(
        (sorted, mixed) in anything().prop_flat_map(|list| (Just(list.clone()), Just(list).prop_shuffle())),
        at in -1i64..7,
    ) {
        prop_assert_eq!(state(&sorted, Timestamp(at)), state(&mixed, Timestamp(at)));
    }

    #[test]
    fn what_comes_later_does_not_change_the_past(entries in anything(), at in 0i64..6) {
        let past: Vec<Entry> = entries.iter().filter(|e| e.effective_at <= Timestamp(at)).cloned().collect();
        prop_assert_eq!(state(&entries, Timestamp(at)), state(&past, Timestamp(i64::MAX)));
    }

    #[test]
    fn the_last_word_counts(entries in anything(), at in 0i64..6) {
        let now = state(&entries, Timestamp(at));
        for purpose in Purpose::ALL {
            let spoken = entries.iter().filter(|e| e.purpose == purpose && e.effective_at <= Timestamp(at));
            let last = spoken.max_by_key(|e| (e.effective_at, e.id.clone()));
            prop_assert_eq!(now.get(purpose).map(|s| (s.act, s.since)), last.map(|e| (e.act, e.effective_at)));
            prop_assert!(!(now.granted(purpose) && now.withdrawn_at(purpose).is_some()));
        }
    }

    #[test]
    fn after_a_farewell_nothing_begins_but_what_was_allowed_anew(entries in anything(), category in 0usize..2) {
        // Whatever was before: the farewell at 10 ends it.
        let mut entries = entries;
        let count = u32::try_from(entries.len()).unwrap();
        for (n, purpose) in Purpose::STOPPED.into_iter().enumerate() {
            entries.push(entry(count + u32::try_from(n).unwrap(), purpose, Act::Withdrawn, 10));
        }
        let category = [Category::Marketing, Category::Utility][category];
        let now = state(&entries, Timestamp(11));
        for occasion in [Occasion::TheirTicket, Occasion::FirstWord] {
            let refusal = may_send(&now, category, occasion);
            let named = matches!(refusal, Err(DeskError::ConsentMissing { withdrawn_at: Some(Timestamp(10)), .. }));
            prop_assert!(named, "{:?}", refusal);
        }
        let purpose = required(category, false).purpose;
        entries.push(entry(count + 9, purpose, Act::Granted, 11));
        prop_assert_eq!(may_send(&state(&entries, Timestamp(11)), category, Occasion::FirstWord), Ok(()));
    }

    #[test]
    fn a_sentence_is_no_farewell(word in "PARE|sair|Stop|cancelar", more in "[a-z]{1,8}", before in any::<bool>()) {
        let text = if before { format!("{more} {word}") } else { format!("{word} {more}") };
        prop_assert_eq!(ConsentSettings::default().opt_out(&text), None);
    }

    #[test]
    fn limits_never_look_at_what_is_over(
        past in prop::collection::vec((0i64..20, any::<bool>(), any::<bool>()), 0..8),
        answer in prop::option::of(0i64..20),
    ) {
        let sent: Vec<PastTemplate> = past.iter().map(|(days, marketing, same_number)| PastTemplate {
            at: NOON.plus(-days * DAY),
            category: if *marketing { Category::Marketing } else { Category::Utility },
            same_number: *same_number,
        }).collect();
        let guards = Guards { one_unanswered: true, marketing_per_week: 2, templates_per_week: 4 };
        let answered = answer.map(|days| NOON.plus(-days * DAY));
        for category in [Category::Marketing, Category::Utility, Category::Authentication] {
            match limit(&guards, category, &sent, answered, NOON) {
                Some(ContactLimit::Unanswered { until, .. } | ContactLimit::PerWeek { until, .. }) => {
                    prop_assert!(until > NOON && until <= NOON.plus(WEEK));
                    // When it says so, it really is over.
                    let next = limit(&guards, category, &sent, answered, until);
                    let waits = matches!(next, Some(ContactLimit::Unanswered { .. }));
                    prop_assert!(!waits);
                }
                None => prop_assert!(sent.iter().filter(|p| NOON.since(p.at) < WEEK).count() < 4),
            }
        }
    }
}

#[test]
fn each_category_needs_its_consent() {
    use Category::{Authentication, Marketing, Utility};
    let none = state(&[], NOON);
    let given = |purpose| state(&[entry(1, purpose, Act::Granted, 0)], NOON);
    let taken = |purpose| state(&[entry(1, purpose, Act::Withdrawn, 0)], NOON);
    for occasion in [Occasion::FirstWord, Occasion::TheirTicket] {
        assert!(may_send(&none, Marketing, occasion).is_err());
        assert!(may_send(&given(Purpose::Utility), Marketing, occasion).is_err());
        assert_eq!(may_send(&given(Purpose::Marketing), Marketing, occasion), Ok(()));
        assert_eq!(may_send(&given(Purpose::Authentication), Authentication, occasion), Ok(()));
        assert!(may_send(&given(Purpose::Service), Authentication, occasion).is_err());
        assert_eq!(may_send(&given(Purpose::Utility), Utility, occasion), Ok(()));
    }
    // In their own ticket the customer's message is consent enough, until they take it back.
    assert_eq!(may_send(&none, Utility, Occasion::TheirTicket), Ok(()));
    assert!(may_send(&none, Utility, Occasion::FirstWord).is_err());
    assert!(may_send(&given(Purpose::Service), Utility, Occasion::FirstWord).is_err());
    assert_eq!(
        may_send(&taken(Purpose::Service), Utility, Occasion::TheirTicket),
        Err(DeskError::ConsentMissing { purpose: Purpose::Utility, withdrawn_at: Some(Timestamp(0)) })
    );
    // In a conversation under way everything goes but offers to whoever refused them.
    for category in [Utility, Authentication, Marketing] {
        assert_eq!(may_send(&none, category, Occasion::OpenWindow), Ok(()));
    }
    assert!(may_send(&taken(Purpose::Marketing), Marketing, Occasion::OpenWindow).is_err());
    assert_eq!(may_send(&taken(Purpose::Utility), Utility, Occasion::OpenWindow), Ok(()));
}

#[test]
fn words_of_farewell() {
    let settings = ConsentSettings::default();
    for text in [
        "PARE",
        "pare",
        " Parar ",
        "SAIR.",
        "sair!!!",
        "Sair 😡",
        "cancelar…",
        "CANCELAR ",
        "\u{a0}Pare\n",
        "paré",
        "SAI\u{301}R",
        "pare 🙏🏽",
        "sair)",
        "parar?",
    ] {
        assert_eq!(settings.opt_out(text), Some(Locale::PtBr), "{text:?}");
    }
    assert_eq!(settings.opt_out("Stop."), Some(Locale::En));
    for text in [
        "",
        " ",
        "!!!",
        "👍",
        "não pare",
        "pare com isso",
        "quero cancelar",
        "sairei",
        "pare pare",
        "stop it",
        "non-stop",
        "/sair",
        "\"sair\"",
        "p a r e",
        &"sair ".repeat(100),
    ] {
        assert_eq!(settings.opt_out(text), None, "{text:?}");
    }
    assert_eq!(normalized("  Ação   ÚTIL!! "), "acao util");
}

#[test]
fn settings_are_checked() {
    assert_eq!(ConsentSettings::default().check(), Ok(()));
    let mut odd = ConsentSettings::default();
    odd.pt_br.stop.clear();
    odd.en.stop = vec!["...".into()];
    odd.en.stopped = "x".repeat(1_025);
    odd.guards.marketing_per_week = 1_001;
    let fields: Vec<_> = odd.check().unwrap_err().into_iter().map(|e| (e.field, e.problem)).collect();
    assert_eq!(
        fields,
        [
            ("pt_br.stop".to_owned(), FieldProblem::Missing),
            ("en.stop".to_owned(), FieldProblem::Malformed),
            ("en.stopped".to_owned(), FieldProblem::TooLong { max: 1_024 }),
            ("marketing_per_week".to_owned(), FieldProblem::Malformed),
        ]
    );
    // What an older desk stored is completed.
    let old: ConsentSettings = serde_json::from_str(r#"{"guards":{"marketing_per_week":9}}"#).unwrap();
    assert_eq!((old.guards.marketing_per_week, old.guards.one_unanswered), (9, true));
    assert_eq!(old.pt_br, ConsentSettings::default().pt_br);
}

#[test]
fn limits_to_the_second() {
    let guards = Guards { one_unanswered: true, marketing_per_week: 2, templates_per_week: 0 };
    let past = |ago: i64, category| PastTemplate { at: NOON.plus(-ago), category, same_number: true };
    let marketing = Category::Marketing;
    let one = [past(DAY - SECOND, Category::Utility)];
    let waits = ContactLimit::Unanswered { since: one[0].at, until: one[0].at.plus(DAY) };
    assert_eq!(limit(&guards, Category::Utility, &one, None, NOON), Some(waits));
    assert_eq!(limit(&guards, Category::Utility, &one, None, NOON.plus(SECOND)), None);
    assert_eq!(limit(&guards, Category::Utility, &one, Some(one[0].at.plus(-SECOND)), NOON), Some(waits));
    assert_eq!(limit(&guards, Category::Utility, &one, Some(one[0].at), NOON), None, "answered");
    let elsewhere = [PastTemplate { same_number: false, ..one[0] }];
    assert_eq!(limit(&guards, Category::Utility, &elsewhere, None, NOON), None);
    let two = [past(6 * DAY, marketing), past(2 * DAY, marketing)];
    let reached = ContactLimit::PerWeek { category: Some(marketing), max: 2, until: NOON.plus(DAY) };
    assert_eq!(limit(&guards, marketing, &two, None, NOON), Some(reached));
    assert_eq!(limit(&guards, Category::Utility, &two, None, NOON), None);
    assert_eq!(limit(&guards, marketing, &two, None, NOON.plus(DAY)), None);
    let off = Guards { one_unanswered: false, marketing_per_week: 0, templates_per_week: 0 };
    assert_eq!(limit(&off, marketing, &[two[0], two[1], past(HOUR, marketing)], None, NOON), None);
    let all = Guards { templates_per_week: 3, ..off };
    let three = [two[0], two[1], past(HOUR, Category::Utility)];
    assert!(limit(&all, Category::Authentication, &three, None, NOON).is_some());
}
