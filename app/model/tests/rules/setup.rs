//! What is typed to connect a number, where a token may go, and which steps prove what.

use crate::common::{NOON, cases, id};
use desk_model::error::FieldProblem;
use desk_model::health::{AccountFacts, NumberFacts, Report};
use desk_model::message::SendFailure;
use desk_model::number::NumberState;
use desk_model::setup::{SetupForm, SetupView, Step, StepState, is_safe_base};
use proptest::prelude::*;

fn form() -> SetupForm {
    SetupForm {
        label: "Matriz".into(),
        provider_id: "106540352242922".into(),
        account_id: "102290129340398".into(),
        access_token: "EAAtoken".into(),
        app_secret: "0123abcd".into(),
        base_url: "https://graph.facebook.com".into(),
        api_version: "v24.0".into(),
    }
}

#[test]
fn the_token_goes_only_where_it_is_safe() {
    for good in [
        "https://graph.facebook.com",
        "https://graph.facebook.com:443",
        "http://127.0.0.1:3010",
        "http://localhost:3010",
        "http://[::1]:3010",
        "https://localhost",
        "https://waba-v2.360dialog.io",
    ] {
        assert!(is_safe_base(good), "{good}");
    }
    for bad in [
        "",
        "graph.facebook.com",
        "http://graph.facebook.com",
        "ftp://graph.facebook.com",
        "https://",
        "https://graph",
        "https://user@graph.facebook.com",
        "https://graph.facebook.com@evil.example",
        "https://graph.facebook.com/path",
        "https://graph.facebook.com?x=1",
        "https://graph.facebook.com#x",
        "https://graph.facebook.com\\@evil.example",
        "https://169.254.169.254",
        "https://10.0.0.1",
        "https://0x7f.1",
        "https://2130706433",
        "https://[fd00::1]",
        "https://metadata.google.internal",
        "https://printer.local",
        "http://127.0.0.1.evil.example",
        "http://127.0.0.2",
        "http://[::1].evil.example",
        "http://[::1]evil",
        "https://graph.facebook.com:",
        "https://graph.facebook.com:0",
        "https://graph.facebook.com:99999",
        "https://graph..facebook.com",
        "https://-a.example",
        "https://a b.example",
        "https://gráph.example",
    ] {
        assert!(!is_safe_base(bad), "{bad}");
    }
}

#[test]
fn every_wrong_field_is_told_at_once() {
    assert_eq!(form().check(true), Ok(()));
    let names = |form: &SetupForm, fresh| -> Vec<(String, FieldProblem)> {
        form.check(fresh).unwrap_err().into_iter().map(|error| (error.field, error.problem)).collect()
    };
    let empty = names(&SetupForm::default(), true);
    assert_eq!(
        empty.iter().map(|(field, _)| field.as_str()).collect::<Vec<_>>(),
        ["label", "provider_id", "account_id", "access_token", "app_secret", "base_url", "api_version"]
    );
    // What is stored stays when nothing is typed.
    let known = SetupForm { access_token: String::new(), app_secret: String::new(), ..form() };
    assert_eq!(known.check(false), Ok(()));
    assert_eq!(names(&known, true).len(), 2);
    for (wrong, field) in [
        (SetupForm { provider_id: "12x".into(), ..form() }, "provider_id"),
        (SetupForm { account_id: "1/2".into(), ..form() }, "account_id"),
        (SetupForm { access_token: "a\nb".into(), ..form() }, "access_token"),
        (SetupForm { access_token: "a b".into(), ..form() }, "access_token"),
        (SetupForm { app_secret: "x".repeat(1_025), ..form() }, "app_secret"),
        (SetupForm { api_version: "24".into(), ..form() }, "api_version"),
        (SetupForm { api_version: "v24.0/../x".into(), ..form() }, "api_version"),
        (SetupForm { label: "n".repeat(41), ..form() }, "label"),
    ] {
        let found = names(&wrong, true);
        assert_eq!((found.len(), found[0].0.as_str()), (1, field));
    }
    let pasted = SetupForm {
        access_token: " EAAtoken\n".into(),
        base_url: "https://graph.facebook.com/ ".into(),
        ..form()
    };
    assert_eq!(pasted.trimmed(), form());
    assert!(!format!("{pasted:?}").contains("EAA"));
}

fn view() -> SetupView {
    SetupView {
        number: id("num_1"),
        state: NumberState::Setup,
        label: "Matriz".into(),
        display: String::new(),
        provider_id: "1".into(),
        account_id: "2".into(),
        base_url: "https://graph.facebook.com".into(),
        api_version: "v24.0".into(),
        queue: id("que_1"),
        callback_url: "https://desk.example/webhooks/whatsapp".into(),
        verify_token: "w".into(),
        report: None,
        handshake_at: None,
        signed_at: None,
        inbound_at: None,
    }
}

#[test]
fn a_number_is_released_only_when_the_needed_steps_are_proven() {
    let report = |subscribed| Report {
        at: NOON,
        number: Ok(NumberFacts::default()),
        account: Ok(AccountFacts::default()),
        belongs: Ok(true),
        subscribed: Ok(subscribed),
    };
    let mut view = view();
    assert!(Step::ALL.iter().all(|step| view.step(*step) == StepState::Open) && !view.may_finish());
    view.report = Some(report(false));
    assert_eq!((view.step(Step::Access), view.step(Step::Subscription)), (StepState::Done, StepState::Open));
    view.report = Some(report(true));
    assert!(!view.may_finish(), "the secret is not proven");
    view.signed_at = Some(NOON);
    assert!(view.may_finish());
    view.report = Some(Report { belongs: Ok(false), ..report(true) });
    assert_eq!(view.step(Step::Access), StepState::Failed);
    assert!(!view.may_finish());
    view.report =
        Some(Report { subscribed: Err(SendFailure { code: 190, detail: String::new() }), ..report(true) });
    assert_eq!(view.step(Step::Subscription), StepState::Failed);
}

proptest! {
    #![proptest_config(cases(256))]

    /// However an address is dressed up, plain `http` leaves this machine for nowhere.
    #[test]
    fn plain_http_stays_here(rest in "[a-z0-9.:@/\\[\\]?#-]{0,30}") {
        let address = format!("http://{rest}");
        if is_safe_base(&address) {
            let host = rest.rsplit_once(':').filter(|(_, port)| port.bytes().all(|b| b.is_ascii_digit()) && !port.is_empty()).map_or(rest.as_str(), |(host, _)| host);
            prop_assert!(["127.0.0.1", "localhost", "[::1]"].contains(&host), "{}", address);
        }
    }
}
