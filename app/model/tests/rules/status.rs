//! Protocol numbers in what people write, and how long one waits.

use desk_model::status::{StatusPolicy, asked, estimate, fill, find, minutes_words};
use desk_model::time::{MINUTE, SECOND};
use desk_model::{Protocol, QueueId, TicketState, Timestamp, UserId};
use proptest::prelude::*;

fn protocol(sequence: u64) -> Protocol {
    Protocol::new(2026, 11, 21, sequence)
}

#[test]
fn a_number_alone_asks() {
    let number = protocol(42);
    let shown = number.to_string();
    for text in [
        number.digits().to_owned(),
        shown.clone(),
        format!("  {shown} "),
        format!("Protocolo {shown}"),
        format!("protocolo: {shown}."),
        format!("Qual o status do protocolo nº {}?", number.digits()),
        format!("#{shown}"),
        shown.replace('-', " "),
        shown.replace('-', "."),
        shown.replace('-', "–"),
    ] {
        assert_eq!(asked(&text), Some(number.clone()), "{text}");
        assert_eq!(find(&text), Some(number.clone()), "{text}");
    }
}

#[test]
fn more_than_a_number_wants_more() {
    let number = protocol(42);
    let text = format!("minha geladeira não chegou, protocolo {number}");
    assert_eq!(asked(&text), None);
    assert_eq!(find(&text), Some(number.clone()));
    assert_eq!(asked(""), None);
    assert_eq!(asked("5511987650001"), None);
    assert_eq!(find("ligar 11 98765-0001 amanhã"), None);
    assert_eq!(find(&format!("tel. 11987650001 {}", number.digits())), Some(number));
}

#[test]
fn the_text_fits_the_state() {
    let queue: QueueId = "que_a".parse().unwrap();
    let agent: UserId = "usr_a".parse().unwrap();
    let policy = StatusPolicy::default();
    let at = Timestamp(1);
    let queued = TicketState::Queued { queue: queue.clone(), since: at };
    let snoozed = TicketState::Snoozed { queue: queue.clone(), agent: agent.clone(), until: Some(at) };
    let offered = TicketState::Offered { queue, agent, from: None, until: at };
    assert_eq!(policy.text(&queued), policy.waiting);
    assert_eq!(policy.text(&offered), policy.waiting);
    assert_eq!(policy.text(&snoozed), policy.serving);
    assert_eq!(policy.check(), Ok(()));
    assert!(StatusPolicy { closed: " ".into(), ..policy.clone() }.check().is_err());
    assert!(StatusPolicy { closed: " ".into(), enabled: false, ..policy }.check().is_ok());
}

#[test]
fn a_sentence_about_nothing_known_is_left_out() {
    let text = "Protocolo 1: na fila. Posição: {position}. Espera: {wait}! Até já";
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(
        fill(text, &[("position", some("3")), ("wait", some("5 min"))]),
        "Protocolo 1: na fila. Posição: 3. Espera: 5 min! Até já"
    );
    assert_eq!(
        fill(text, &[("position", some("3")), ("wait", None)]),
        "Protocolo 1: na fila. Posição: 3. Até já"
    );
    assert_eq!(fill("{wait}", &[("wait", None)]), "");
}

#[test]
fn the_middle_of_the_last_waits_is_the_estimate() {
    assert_eq!(estimate(&[]), None);
    assert_eq!(estimate(&[0]), Some(1));
    assert_eq!(estimate(&[-5]), Some(1));
    assert_eq!(estimate(&[9 * MINUTE, MINUTE, 5 * MINUTE]), Some(5));
    assert_eq!(estimate(&[5 * MINUTE + SECOND]), Some(6));
    let words: Vec<String> = [1, 59, 60, 61, 135].into_iter().map(minutes_words).collect();
    assert_eq!(words, ["1 min", "59 min", "1 h", "1 h 1 min", "2 h 15 min"]);
}

proptest! {
    #[test]
    fn one_wrong_digit_asks_for_nothing(sequence in 1u64..999_999, place in 0usize..15, other in 1u8..10) {
        let number = protocol(sequence);
        let mut digits = number.digits().as_bytes().to_vec();
        digits[place] = b'0' + (digits[place] - b'0' + other) % 10;
        let wrong = String::from_utf8(digits).unwrap();
        prop_assert_eq!(asked(&wrong), None);
        prop_assert_eq!(find(&wrong), None);
    }

    #[test]
    fn any_text_is_borne(text in ".{0,200}") {
        if let Some(number) = asked(&text) {
            prop_assert_eq!(find(&text), Some(number));
        }
    }

    #[test]
    fn it_is_found_anywhere(before in "[a-zA-Zç,]{0,12}", after in "[a-zA-Z!?]{0,12}", sequence in 1u64..9_999_999) {
        let number = protocol(sequence);
        let text = format!("{before} {number} {after}");
        prop_assert_eq!(find(&text), Some(number));
    }
}
