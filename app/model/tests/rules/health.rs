//! The verdicts on a number, and the severity of announcements.

use crate::common::{NOON, cases, id};
use desk_model::alert::{Alert, AlertNews, AlertTopic, Severity};
use desk_model::autopsy::own;
use desk_model::health::{
    AccountFacts, CheckKind, Down, Finding, NumberFacts, NumberHealth, Report, Verdict, checks, tier, worst,
};
use desk_model::message::SendFailure;
use desk_model::number::NumberState;
use desk_model::time::{DAY, HOUR};
use proptest::prelude::*;

fn word(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn well() -> NumberHealth {
    NumberHealth {
        number: id("num_1"),
        label: "Matriz".into(),
        display: "+55 31 3333-4444".into(),
        state: NumberState::Connected,
        down: None,
        report: Some(Report {
            at: NOON,
            number: Ok(NumberFacts {
                verified_name: word("Oficina"),
                display: word("+55 31 3333-4444"),
                quality: word("GREEN"),
                name_status: word("APPROVED"),
                status: word("CONNECTED"),
                throughput: word("STANDARD"),
                limit: word("TIER_250"),
                verification: word("VERIFIED"),
                mode: word("LIVE"),
            }),
            account: Ok(AccountFacts { name: word("Oficina"), review: word("APPROVED") }),
            belongs: Ok(true),
            subscribed: Ok(true),
        }),
        webhook_at: Some(NOON),
        sent_at: Some(NOON),
        templates_at: Some(NOON),
        reached: 0,
        bad_signatures: 0,
        alerts: Vec::new(),
    }
}

fn facts(health: &mut NumberHealth) -> &mut NumberFacts {
    health.report.as_mut().unwrap().number.as_mut().unwrap()
}

fn verdict(health: &NumberHealth, kind: CheckKind) -> Verdict {
    checks(health, NOON.plus(HOUR)).into_iter().find(|check| check.kind == kind).unwrap().verdict
}

fn refusal() -> SendFailure {
    SendFailure { code: 190, detail: "expired".into() }
}

#[test]
fn all_is_well_when_all_is_well() {
    let found = checks(&well(), NOON.plus(HOUR));
    assert_eq!(found.iter().map(|check| check.kind).collect::<Vec<_>>(), CheckKind::ALL);
    assert!(found.iter().all(|check| check.verdict == Verdict::Pass), "{found:?}");
    assert_eq!(worst(&found), Verdict::Pass);
}

#[test]
fn nothing_is_judged_that_nobody_looked_at() {
    let new = NumberHealth { report: None, webhook_at: None, sent_at: None, templates_at: None, ..well() };
    let found = checks(&new, NOON);
    assert!(found.iter().all(|check| check.verdict <= Verdict::Pass), "{found:?}");
    assert_eq!(verdict(&new, CheckKind::Token), Verdict::Waiting);
    assert_eq!(verdict(&new, CheckKind::Limit), Verdict::Waiting);
}

#[test]
fn a_dead_token_fails_and_says_so() {
    let mut health = well();
    let report = health.report.as_mut().unwrap();
    report.number = Err(refusal());
    report.account = Err(refusal());
    report.subscribed = Err(refusal());
    health.state = NumberState::Disconnected;
    health.down = Some(Down { failure: refusal(), at: NOON });
    for kind in [CheckKind::Token, CheckKind::Status] {
        assert_eq!(verdict(&health, kind), Verdict::Fail, "{kind:?}");
    }
    // What could not be asked is not told to be broken.
    for kind in [CheckKind::Subscription, CheckKind::Review] {
        assert_eq!(verdict(&health, kind), Verdict::Waiting, "{kind:?}");
    }
    let report = health.report.as_mut().unwrap();
    report.number = Ok(NumberFacts::default());
    for kind in [CheckKind::Subscription, CheckKind::Review] {
        assert_eq!(verdict(&health, kind), Verdict::Fail, "{kind:?}");
    }
    let status = checks(&health, NOON).into_iter().find(|check| check.kind == CheckKind::Status).unwrap();
    assert_eq!(status.finding, Finding::Refused(refusal()));
}

#[test]
fn each_word_of_the_provider_has_its_verdict() {
    use Verdict::{Fail, Pass, Waiting, Warn};
    type Set = fn(&mut NumberFacts, String);
    let quality: Set = |facts, word| facts.quality = Some(word);
    let status: Set = |facts, word| facts.status = Some(word);
    let name: Set = |facts, word| facts.name_status = Some(word);
    let throughput: Set = |facts, word| facts.throughput = Some(word);
    for (kind, set, word, expected) in [
        (CheckKind::Quality, quality, "YELLOW", Warn),
        (CheckKind::Quality, quality, "RED", Fail),
        (CheckKind::Quality, quality, "UNKNOWN", Waiting),
        (CheckKind::Status, status, "RESTRICTED", Fail),
        (CheckKind::Status, status, "BANNED", Fail),
        (CheckKind::Status, status, "PENDING", Warn),
        (CheckKind::Status, status, "A_WORD_OF_TOMORROW", Warn),
        (CheckKind::Name, name, "AVAILABLE_WITHOUT_REVIEW", Pass),
        (CheckKind::Name, name, "PENDING_REVIEW", Warn),
        (CheckKind::Name, name, "DECLINED", Fail),
        (CheckKind::Throughput, throughput, "HIGH", Pass),
        (CheckKind::Throughput, throughput, "NOT_APPLICABLE", Warn),
    ] {
        let mut health = well();
        set(facts(&mut health), word.to_owned());
        assert_eq!(verdict(&health, kind), expected, "{kind:?} {word}");
    }
    let mut health = well();
    facts(&mut health).quality = None;
    assert_eq!(verdict(&health, CheckKind::Quality), Waiting);
    health.report.as_mut().unwrap().account =
        Ok(AccountFacts { review: word("REJECTED"), ..AccountFacts::default() });
    assert_eq!(verdict(&health, CheckKind::Review), Fail);
    health.report.as_mut().unwrap().subscribed = Ok(false);
    assert_eq!(verdict(&health, CheckKind::Subscription), Fail);
    health.report.as_mut().unwrap().belongs = Ok(false);
    let found = checks(&health, NOON);
    assert!(found.iter().any(|check| check.finding == Finding::Foreign));
}

#[test]
fn silence_and_the_limit_are_told_before_it_is_too_late() {
    let mut health = well();
    health.webhook_at = Some(NOON.plus(HOUR - DAY));
    assert_eq!(verdict(&health, CheckKind::Inbound), Verdict::Pass);
    health.webhook_at = Some(NOON.plus(HOUR - DAY - 1));
    assert_eq!(verdict(&health, CheckKind::Inbound), Verdict::Warn);
    for (reached, expected) in
        [(199, Verdict::Pass), (200, Verdict::Warn), (249, Verdict::Warn), (250, Verdict::Fail)]
    {
        health.reached = reached;
        assert_eq!(verdict(&health, CheckKind::Limit), expected, "{reached}");
    }
    facts(&mut health).limit = word("TIER_UNLIMITED");
    assert_eq!(verdict(&health, CheckKind::Limit), Verdict::Pass);
    health.bad_signatures = 1;
    assert_eq!(verdict(&health, CheckKind::Signatures), Verdict::Warn);
    for (text, people) in [
        ("TIER_250", Some(250)),
        ("TIER_2K", Some(2_000)),
        ("TIER_100K", Some(100_000)),
        ("TIER_UNLIMITED", None),
        ("2K", None),
        ("TIER_", None),
    ] {
        assert_eq!(tier(text), people, "{text}");
    }
}

fn news(topic: AlertTopic, event: &str, details: &[(&str, &str)]) -> AlertNews {
    let details = details.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    AlertNews { topic, event: event.to_owned(), details, at: NOON, display: None }
}

#[test]
fn announcements_weigh_what_they_mean() {
    use AlertTopic as T;
    for (topic, event, details, expected) in [
        (T::Account, "ACCOUNT_DELETED", &[][..], Severity::Bad),
        (T::Account, "ACCOUNT_RESTRICTION", &[("restriction_type", "X")], Severity::Bad),
        (T::Account, "ACCOUNT_VIOLATION", &[("violation_type", "ADULT")], Severity::Warn),
        (T::Account, "DISABLED_UPDATE", &[("waba_ban_state", "DISABLE")], Severity::Bad),
        (T::Account, "DISABLED_UPDATE", &[("waba_ban_state", "SCHEDULE_FOR_DISABLE")], Severity::Warn),
        (T::Account, "DISABLED_UPDATE", &[("waba_ban_state", "REINSTATE")], Severity::Info),
        (T::Account, "PARTNER_ADDED", &[], Severity::Info),
        (T::Review, "APPROVED", &[], Severity::Info),
        (T::Review, "REJECTED", &[], Severity::Bad),
        (T::Quality, "FLAGGED", &[], Severity::Warn),
        (T::Quality, "THROUGHPUT_UPGRADE", &[], Severity::Info),
        (T::Name, "DECLINED", &[], Severity::Warn),
        (T::Security, "PIN_RESET_REQUEST", &[], Severity::Warn),
        (T::Capability, "", &[], Severity::Info),
        (T::Warning, "X", &[("alert_severity", "CRITICAL")], Severity::Bad),
    ] {
        assert_eq!(news(topic, event, details).severity(), expected, "{topic:?} {event}");
    }
    for topic in AlertTopic::ALL {
        assert_eq!(AlertTopic::parse(topic.as_str()), Some(topic));
    }
    let mut health = well();
    let alert = Alert {
        id: id("alr_1"),
        account: "1".into(),
        number: None,
        news: news(T::Account, "ACCOUNT_DELETED", &[]),
        received_at: NOON,
        acknowledged: None,
    };
    health.alerts = vec![alert.clone()];
    assert_eq!(verdict(&health, CheckKind::Alerts), Verdict::Fail);
    health.alerts = vec![Alert { acknowledged: Some(("Sônia".into(), NOON)), ..alert }];
    assert_eq!(verdict(&health, CheckKind::Alerts), Verdict::Pass);
}

proptest! {
    #![proptest_config(cases(128))]

    /// Whatever words come one day, there is a verdict, and a refusal is never well.
    #[test]
    fn unknown_words_are_never_a_pass(text in "[A-Z_]{1,20}", later in 0_i64..10_000_000_000_000) {
        let known = ["GREEN", "APPROVED", "CONNECTED", "STANDARD", "HIGH", "AVAILABLE_WITHOUT_REVIEW"];
        prop_assume!(!known.contains(&text.as_str()));
        let mut health = well();
        let told = facts(&mut health);
        for place in [&mut told.quality, &mut told.name_status, &mut told.status, &mut told.throughput] {
            *place = Some(text.clone());
        }
        let found = checks(&health, NOON.plus(later));
        for kind in [CheckKind::Quality, CheckKind::Name, CheckKind::Status, CheckKind::Throughput] {
            prop_assert!(found.iter().any(|check| check.kind == kind && check.verdict != Verdict::Pass));
        }
        health.report.as_mut().unwrap().number = Err(SendFailure { code: own::NO_REASON, detail: text });
        prop_assert_eq!(verdict(&health, CheckKind::Token), Verdict::Fail);
    }
}
