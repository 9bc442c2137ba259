//! What counts as an answer, and the sums.

use desk_model::message::MAX_TEXT;
use desk_model::price::Day;
use desk_model::survey::{
    CHANGE_TIME, COMMENT_TIME, Heard, Reading, Scale, Standing, SurveyCell, SurveyPolicy, SurveyReport,
    SurveySum, asks_after, hear, read,
};
use desk_model::time::{HOUR, SECOND};
use desk_model::{CloseReason, QueueId, Timestamp};
use proptest::prelude::*;

const NOW: Timestamp = Timestamp::from_secs(1_795_262_400);

fn options() -> [String; 3] {
    SurveyPolicy::default().options
}

fn five(text: &str) -> Option<Reading> {
    read(text, Scale::Five, &options())
}

fn three(text: &str) -> Option<Reading> {
    read(text, Scale::Three, &options())
}

#[test]
fn numbers_are_read_however_they_are_written() {
    for (text, score) in [
        ("5", 5),
        (" 4 ", 4),
        ("3!", 3),
        ("nota 2", 2),
        ("Nota: 1.", 1),
        ("5️⃣", 5),
        ("4/5", 4),
        ("4 de 5", 4),
        ("cinco", 5),
        ("TRÊS", 3),
        ("⭐⭐⭐⭐", 4),
        ("⭐️", 1),
        ("5 estrelas", 5),
        ("dou nota 5, obrigado", 5),
        ("5 😀", 5),
        ("*5*", 5),
        ("5 - ótimo", 5),
        ("5/5", 5),
        ("two", 2),
        ("5 stars", 5),
        ("(5)", 5),
    ] {
        assert_eq!(five(text), Some(Reading::Number(score)), "{text}");
    }
    for (text, score) in
        [("1", 1), ("2", 3), ("3", 5), ("Ruim", 1), ("regular", 3), ("ÓTIMO!", 5), ("3/3", 5)]
    {
        assert_eq!(three(text), Some(Reading::Number(score)), "{text}");
    }
}

#[test]
fn words_are_read() {
    for (text, score) in [
        ("Ótimo!", 5),
        ("otimo", 5),
        ("muito bom", 5),
        ("foi muito bom", 5),
        ("bom", 4),
        ("mais ou menos", 3),
        ("ruim", 2),
        ("muito ruim", 1),
        ("péssimo 😡", 1),
        ("o atendimento foi excelente", 5),
        ("very good", 5),
        ("bad", 2),
        ("nota máxima", 5),
    ] {
        assert_eq!(five(text), Some(Reading::Word(score)), "{text}");
    }
    assert_eq!(three("excelente"), Some(Reading::Word(5)));
}

#[test]
fn what_is_no_answer_is_none() {
    for text in [
        "",
        " ",
        "0",
        "6",
        "10",
        "-1",
        "4,5",
        "3.5",
        "R$ 5",
        "5%",
        "55",
        "5 caixas chegaram quebradas",
        "não foi bom",
        "preciso de 5",
        "5?",
        "oi",
        "obrigado",
        "quero falar com alguém",
        "às 5",
        "4 5",
        "rua 5",
        "ok",
        "1️⃣0️⃣",
        "⭐⭐⭐⭐⭐⭐",
        "⭐ ruim",
        "5 ou 4",
        "20261121-000042-7",
        "boa tarde",
        "bom dia",
        "não",
        "sim",
    ] {
        assert_eq!(five(text), None, "{text}");
    }
    assert_eq!(three("4"), None);
    assert_eq!(three("5"), None);
    assert_eq!(five(&format!("5{}", " ".repeat(80))), None);
}

fn standing(answered: Option<i64>, wants_comment: bool) -> Standing {
    Standing {
        asked_at: NOW,
        until: NOW.plus(72 * HOUR),
        answered_at: answered.map(|after| NOW.plus(after)),
        wants_comment,
    }
}

#[test]
fn a_comment_belongs_to_the_answer_for_a_while() {
    let open = standing(Some(0), true);
    let say = |text: &str, after: i64| hear(open, five(text), Some(text), NOW.plus(after));
    assert_eq!(say("a moça foi muito atenciosa", SECOND), Some(Heard::Comment));
    assert_eq!(say("ótimo", SECOND), Some(Heard::Comment), "a word after the question for a comment is one");
    assert_eq!(say("4", SECOND), Some(Heard::Score(4)), "a number is a number");
    assert_eq!(say("vocês abrem amanhã?", SECOND), None, "a question wants an answer");
    assert_eq!(say("Olá, chegou quebrado", SECOND), None, "a new matter");
    assert_eq!(say("preciso de outra coisa", COMMENT_TIME), None);
    assert_eq!(say("4", CHANGE_TIME), Some(Heard::Nothing));
    let done = standing(Some(0), false);
    assert_eq!(hear(done, None, Some("mais uma coisa"), NOW.plus(SECOND)), None);
    assert_eq!(hear(done, five("bom"), Some("bom"), NOW.plus(SECOND)), Some(Heard::Score(4)));
    assert_eq!(hear(open, None, None, NOW.plus(SECOND)), None, "a photo is no comment");
}

#[test]
fn answers_count_late_but_not_for_ever() {
    let asked = standing(None, false);
    let at = |after: i64| hear(asked, five("5"), Some("5"), NOW.plus(after));
    assert_eq!(at(0), Some(Heard::Score(5)));
    assert_eq!(at(72 * HOUR - 1), Some(Heard::Score(5)));
    assert_eq!(at(72 * HOUR), None);
    assert_eq!(at(-SECOND), None, "written before it was asked");
    assert_eq!(hear(asked, None, Some("oi"), NOW.plus(SECOND)), None);
}

#[test]
fn an_older_number_never_replaces_a_newer_one() {
    let answered = standing(Some(60 * SECOND), true);
    assert_eq!(hear(answered, five("1"), Some("1"), NOW.plus(30 * SECOND)), Some(Heard::Nothing));
}

#[test]
fn settings_are_checked() {
    let good = SurveyPolicy { enabled: true, ..SurveyPolicy::default() };
    assert_eq!(good.check(), Ok(()));
    let named = |policy: SurveyPolicy| -> Vec<String> {
        policy.check().err().unwrap_or_default().into_iter().map(|wrong| wrong.field).collect()
    };
    assert_eq!(named(SurveyPolicy { question: " ".into(), ..good.clone() }), ["question"]);
    assert_eq!(named(SurveyPolicy { question: "Que tal?".into(), ..good.clone() }), ["question"]);
    assert!(
        named(SurveyPolicy { question: "Que tal?".into(), scale: Scale::Three, ..good.clone() }).is_empty()
    );
    assert!(named(SurveyPolicy { question: String::new(), enabled: false, ..good.clone() }).is_empty());
    let three = SurveyPolicy { scale: Scale::Three, ..good.clone() };
    let odd = [String::new(), "a".repeat(21), "b".to_owned()];
    assert_eq!(named(SurveyPolicy { options: odd, ..three }), ["option_1", "option_2"]);
    assert_eq!(
        named(SurveyPolicy { answer_hours: 0, again_hours: 9999, ..good.clone() }),
        ["answer_hours", "again_hours"]
    );
    assert_eq!(named(SurveyPolicy { thanks: "a".repeat(MAX_TEXT), ..good }), ["thanks"]);
}

#[test]
fn three_options_are_numbered_and_five_stand_in_the_question() {
    let policy = SurveyPolicy { scale: Scale::Three, ..SurveyPolicy::default() };
    assert_eq!(policy.ask("Que tal?"), "Que tal?\n\n1 – Ruim\n2 – Regular\n3 – Ótimo");
    assert_eq!(SurveyPolicy::default().ask(" 1 a 5? "), "1 a 5?");
}

#[test]
fn nobody_is_asked_too_often_or_about_nothing() {
    let policy = SurveyPolicy::default();
    assert!(policy.may_ask(None, NOW));
    assert!(!policy.may_ask(Some(NOW.plus(-23 * HOUR)), NOW));
    assert!(policy.may_ask(Some(NOW.plus(-24 * HOUR)), NOW));
    assert!(SurveyPolicy { again_hours: 0, ..policy }.may_ask(Some(NOW), NOW));
    assert!(asks_after(CloseReason::Resolved) && asks_after(CloseReason::NoAnswer));
    assert!(!asks_after(CloseReason::NotForUs) && !asks_after(CloseReason::Consent));
}

#[test]
fn sums_are_of_everything() {
    let queue = |name: &str| -> QueueId { format!("que_{name}").parse().unwrap() };
    let cell = |name: &str, score: Option<u8>, count: i64| SurveyCell {
        queue: queue(name),
        agent: None,
        reason: CloseReason::Resolved,
        detail: (name == "b").then(|| "Troca".to_owned()),
        score,
        count,
    };
    let cells = [
        cell("a", None, 5),
        cell("a", Some(5), 2),
        cell("b", Some(4), 1),
        cell("b", Some(1), 1),
        cell("b", None, 9),
    ];
    let day = Day::parse("2026-11-21").unwrap();
    let report = SurveyReport::of(day, day, &cells, Vec::new());
    assert_eq!(report.total, SurveySum { asked: 18, spread: [1, 0, 0, 1, 2] });
    assert_eq!((report.total.answered(), report.total.share(), report.total.average()), (4, 22, Some(375)));
    let names: Vec<&QueueId> = report.queues.iter().map(|(queue, _)| queue).collect();
    assert_eq!(names, [&queue("b"), &queue("a")]);
    let reasons: Vec<_> =
        report.reasons.iter().map(|(why, sum)| (why.detail.as_deref(), sum.asked)).collect();
    assert_eq!(reasons, [(Some("Troca"), 11), (None, 7)]);
    assert_eq!(SurveySum::default().average(), None);
    assert_eq!(SurveySum::default().share(), 0);
}

proptest! {
    #[test]
    fn reading_never_panics_and_stays_on_the_scale(text in ".{0,80}") {
        for reading in [five(&text), three(&text)].into_iter().flatten() {
            prop_assert!((1..=5).contains(&reading.score()));
        }
    }

    #[test]
    fn a_sentence_with_a_number_is_no_answer(before in "[a-z]{5,9} [a-z]{5,9}", number in 0u32..100, after in "[a-z]{5,9}s") {
        let text = format!("{before} {number} {after}");
        prop_assert_eq!(five(&text), None);
    }

    /// However two numbers come in, the one written last counts, and a repetition changes nothing.
    #[test]
    fn order_of_arrival_does_not_matter(one in 1u8..=5, other in 1u8..=5, apart in 1i64..600, swap: bool) {
        let mut arrivals = [(one, NOW.plus(SECOND)), (other, NOW.plus((1 + apart.min(599)) * SECOND))];
        if swap { arrivals.swap(0, 1); }
        let mut held: Option<(u8, Timestamp)> = None;
        for (score, at) in arrivals.into_iter().chain(arrivals) {
            let standing = Standing { answered_at: held.map(|(_, at)| at), ..standing(None, false) };
            if let Some(Heard::Score(score)) = hear(standing, Some(Reading::Number(score)), None, at) {
                held = Some((score, at));
            }
        }
        prop_assert_eq!(held.map(|(score, _)| score), Some(other));
    }

    #[test]
    fn nothing_is_heard_outside_of_its_time(after in -1_000_000i64..1_000_000, text in "[a-z0-9 ?]{0,20}") {
        let at = NOW.plus(after * SECOND);
        if !(0..72 * 3600).contains(&after) {
            prop_assert_eq!(hear(standing(None, false), five(&text), Some(&text), at), None);
            prop_assert_eq!(hear(standing(Some(0), true), five(&text), Some(&text), at), None);
        }
    }
}
