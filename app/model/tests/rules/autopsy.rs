//! Why messages fail: every documented code, one remedy each, and when a message may be sent again.

use crate::common::{NOON, cases, line};
use desk_model::autopsy::{
    AttemptOutcome, Cause, Remedy, ResendRefusal, TABLE, autopsy, may_resend, own, remedy_now,
};
use desk_model::message::SendFailure;
use desk_model::time::{MINUTE, SECOND};
use desk_model::view::MessageView;
use desk_model::{Direction, MessageStatus};
use proptest::prelude::*;

/// Cloud API, *Error codes*, with the ends of each range.
const DOCUMENTED: &[(i64, Cause, &str)] = &[
    (0, Cause::Disconnected, "reconnect"),
    (190, Cause::Disconnected, "reconnect"),
    (3, Cause::NoPermission, "reconnect"),
    (10, Cause::NoPermission, "reconnect"),
    (200, Cause::NoPermission, "reconnect"),
    (299, Cause::NoPermission, "reconnect"),
    (131_005, Cause::NoPermission, "reconnect"),
    (1, Cause::Temporary, "resend"),
    (2, Cause::Temporary, "resend"),
    (131_000, Cause::Temporary, "resend"),
    (131_016, Cause::Temporary, "resend"),
    (133_004, Cause::Temporary, "resend"),
    (4, Cause::Throttled, "wait"),
    (80_007, Cause::Throttled, "wait"),
    (130_429, Cause::Throttled, "wait"),
    (131_056, Cause::TooFast, "wait"),
    (131_048, Cause::Spam, "admin"),
    (131_064, Cause::CategoryBlocked, "template"),
    (368, Cause::AccountRestricted, "admin"),
    (131_031, Cause::AccountRestricted, "admin"),
    (130_497, Cause::Country, "nothing"),
    (33, Cause::NotBuilt, "fix"),
    (100, Cause::NotBuilt, "fix"),
    (131_008, Cause::NotBuilt, "fix"),
    (131_009, Cause::NotBuilt, "fix"),
    (135_000, Cause::NotBuilt, "fix"),
    (131_021, Cause::OwnNumber, "nothing"),
    (131_026, Cause::Undeliverable, "nothing"),
    (131_030, Cause::TestList, "admin"),
    (131_037, Cause::NameNotApproved, "admin"),
    (131_042, Cause::Billing, "admin"),
    (131_044, Cause::Billing, "admin"),
    (131_045, Cause::NotRegistered, "reconnect"),
    (131_047, Cause::WindowClosed, "template"),
    (131_049, Cause::HeldBack, "nothing"),
    (131_050, Cause::StoppedMarketing, "nothing"),
    (131_051, Cause::UnsupportedType, "nothing"),
    (131_052, Cause::CustomerFile, "nothing"),
    (131_053, Cause::OurFile, "fix"),
    (131_055, Cause::MarketingOnly, "admin"),
    (134_100, Cause::MarketingOnly, "admin"),
    (131_057, Cause::Maintenance, "wait"),
    (131_059, Cause::StaleList, "resync"),
    (131_062, Cause::NeedsPhone, "phone"),
    (131_063, Cause::MarketingOff, "admin"),
    (130_403, Cause::ContactBlocked, "nothing"),
    (130_472, Cause::HoldOut, "nothing"),
    (132_000, Cause::TemplateValues, "fix"),
    (132_008, Cause::TemplateValues, "fix"),
    (132_012, Cause::TemplateValues, "fix"),
    (132_018, Cause::TemplateValues, "fix"),
    (132_001, Cause::TemplateGone, "resync"),
    (132_005, Cause::TemplateTooLong, "fix"),
    (132_007, Cause::TemplatePolicy, "template"),
    (132_015, Cause::TemplatePaused, "template"),
    (132_016, Cause::TemplateDisabled, "template"),
    (132_068, Cause::FormBlocked, "template"),
    (132_069, Cause::FormThrottled, "wait"),
    (133_000, Cause::Registration, "admin"),
    (133_005, Cause::Registration, "admin"),
    (133_006, Cause::Registration, "admin"),
    (133_008, Cause::Registration, "admin"),
    (133_009, Cause::Registration, "admin"),
    (133_010, Cause::NotRegistered, "reconnect"),
    (133_015, Cause::Registration, "admin"),
    (133_016, Cause::Registration, "admin"),
    (134_011, Cause::PaymentTerms, "admin"),
    (134_101, Cause::TemplateSyncing, "wait"),
    (134_102, Cause::TemplateSyncing, "wait"),
    (136_024, Cause::IdentityChanged, "admin"),
    (137_000, Cause::IdentityChanged, "admin"),
    (138_000, Cause::Calls, "admin"),
    (138_018, Cause::Calls, "admin"),
    (139_000, Cause::FormsOrBlocks, "admin"),
    (139_100, Cause::FormsOrBlocks, "admin"),
    (139_103, Cause::FormsOrBlocks, "admin"),
    (2_388_019, Cause::TemplateRule, "admin"),
    (2_388_040, Cause::TemplateRule, "admin"),
    (2_388_047, Cause::TemplateRule, "admin"),
    (2_388_072, Cause::TemplateRule, "admin"),
    (2_388_073, Cause::TemplateRule, "admin"),
    (2_388_293, Cause::TemplateRule, "admin"),
    (2_388_299, Cause::TemplateRule, "admin"),
    (2_593_107, Cause::Coexistence, "admin"),
    (2_593_108, Cause::Coexistence, "admin"),
    (2_593_109, Cause::Coexistence, "admin"),
];

fn word(remedy: Remedy) -> &'static str {
    match remedy {
        Remedy::ChooseTemplate => "template",
        Remedy::Resync => "resync",
        Remedy::WaitAndResend { after } => {
            assert!((MINUTE..=10 * MINUTE).contains(&after));
            "wait"
        }
        Remedy::Resend => "resend",
        Remedy::Reconnect => "reconnect",
        Remedy::FixAndResend => "fix",
        Remedy::CallAdmin => "admin",
        Remedy::AskForPhone => "phone",
        Remedy::Nothing => "nothing",
    }
}

fn failed(code: i64) -> MessageView {
    let mut message = line(1, NOON);
    message.direction = Direction::Out;
    message.status = MessageStatus::Failed;
    message.failure = Some(SendFailure { code, detail: "x".into() });
    message.sending.failed_at = Some(NOON.plus(5 * SECOND));
    message
}

#[test]
fn every_documented_code_has_one_cause_and_one_remedy() {
    for (code, cause, remedy) in DOCUMENTED {
        let found = autopsy(*code);
        assert_eq!((found.cause, word(found.remedy)), (*cause, *remedy), "{code}");
    }
    for code in own::ALL {
        assert_ne!(autopsy(code).cause, Cause::Other, "{code}");
    }
    for code in [5, 191, 300, 131_001, 132_002, 138_019, 139_104, i64::MAX, i64::MIN] {
        assert_eq!((autopsy(code).cause, word(autopsy(code).remedy)), (Cause::Other, "admin"), "{code}");
    }
}

#[test]
fn the_table_is_in_order_and_nothing_in_it_overlaps() {
    for pair in TABLE.windows(2) {
        assert!(pair[0].0 <= pair[0].1 && pair[0].1 < pair[1].0, "{pair:?}");
    }
}

#[test]
fn what_would_do_harm_is_never_sent_again() {
    for code in [131_026, 131_049, 131_050, 130_472, 130_497, 131_021, 132_000, 132_015, own::UNREADABLE] {
        assert_eq!(may_resend(&failed(code), NOON.plus(MINUTE * 600)), Err(ResendRefusal::Never), "{code}");
    }
}

#[test]
fn who_has_to_wait_waits_to_the_instant() {
    let message = failed(131_057);
    let ready = NOON.plus(5 * SECOND + MINUTE);
    assert_eq!(may_resend(&message, ready.plus(-1)), Err(ResendRefusal::NotYet { at: ready }));
    assert_eq!(may_resend(&message, ready), Ok(()));
}

#[test]
fn an_unknown_outcome_is_waited_for_and_then_decided_by_a_person() {
    let mut message = failed(0);
    message.status = MessageStatus::Unknown;
    message.failure = None;
    message.sending.waits_until = Some(NOON.plus(MINUTE));
    let pending = ResendRefusal::OutcomePending { until: Some(NOON.plus(MINUTE)) };
    assert_eq!(may_resend(&message, NOON.plus(MINUTE * 9_999)), Err(pending));
    assert_eq!(may_resend(&failed(own::OUTCOME_UNKNOWN), NOON), Ok(()));
}

#[test]
fn what_the_closed_window_refused_is_repeated_once_it_is_open() {
    assert_eq!(remedy_now(131_047, false), Remedy::ChooseTemplate);
    assert_eq!(remedy_now(131_047, true), Remedy::Resend);
    assert_eq!(remedy_now(131_026, true), Remedy::Nothing);
    assert_eq!(may_resend(&failed(131_047), NOON), Ok(()));
}

#[test]
fn outcomes_are_stored_as_words() {
    for outcome in AttemptOutcome::ALL {
        assert_eq!(AttemptOutcome::parse(outcome.as_str()), Some(outcome));
    }
    assert_eq!(AttemptOutcome::parse("x"), None);
}

proptest! {
    #![proptest_config(cases(256))]

    /// Whatever failed, it is repeated at most once, and only what failed.
    #[test]
    fn nothing_is_repeated_twice(code in -5_i64..3_000_000, status in 0_usize..9, after in 0_i64..100_000_000_000) {
        let now = NOON.plus(after);
        let mut message = failed(code);
        message.status = MessageStatus::ALL[status];
        if message.status != MessageStatus::Failed {
            prop_assert!(may_resend(&message, now).is_err());
        }
        message.sending.resent_as = Some("msg_again".parse().unwrap());
        prop_assert!(may_resend(&message, now).is_err());
        message.direction = Direction::In;
        prop_assert_eq!(may_resend(&message, now), Err(ResendRefusal::NotFailed));
    }
}
