//! Connecting a number step by step, and giving one that is in use new access.

use crate::support::{TestDesk, both, inspection};
use desk_core::ports::{Inspection, Secret, SendError, SendErrorClass};
use desk_core::{Actor, ReplyRequest};
use desk_model::error::{FieldError, FieldProblem};
use desk_model::message::SendFailure;
use desk_model::number::NumberState;
use desk_model::setup::{SetupForm, SetupView, Step, StepState};
use desk_model::{DeskError, NumberId};

both!(
    a_number_is_connected_step_by_step,
    a_number_in_use_changes_only_to_access_that_works,
    the_stored_token_goes_to_no_other_address,
);

fn form(provider_id: &str) -> SetupForm {
    SetupForm {
        label: "Loja".into(),
        provider_id: provider_id.into(),
        account_id: "2000".into(),
        access_token: "EAAnew".into(),
        app_secret: "segredo-novo".into(),
        base_url: "https://graph.facebook.com".into(),
        api_version: "v24.0".into(),
    }
}

fn dead() -> Inspection {
    let failure = SendFailure { code: 190, detail: "expired".into() };
    let class = SendErrorClass::NumberDown(NumberState::Disconnected);
    Inspection { number: Err(SendError { class, failure, retry_after_secs: None }), ..inspection() }
}

fn field(error: DeskError) -> (String, FieldProblem) {
    match error {
        DeskError::Invalid { mut fields } => {
            let FieldError { field, problem } = fields.remove(0);
            (field, problem)
        }
        other => panic!("{other:?}"),
    }
}

impl TestDesk {
    async fn view(&self, admin: &Actor, id: &NumberId) -> SetupView {
        self.desk.number_setup(admin, id).await.unwrap()
    }
}

async fn a_number_is_connected_step_by_step(test: &TestDesk) {
    let admin = test.admin("chefe").await;
    *test.gateway.inspection.lock().unwrap() = Some(dead());
    // Refused by the provider, and kept all the same.
    let view = test.desk.save_number(&admin, None, &form("5001")).await.unwrap();
    let id = view.number.clone();
    assert_eq!((view.state, view.step(Step::Access)), (NumberState::Setup, StepState::Failed));
    assert_eq!(view.callback_url, "http://127.0.0.1:3000/webhooks/whatsapp");
    assert!(view.verify_token.len() >= 32);
    // The provider's id can still be corrected, but not to another number's.
    let taken = test.desk.save_number(&admin, Some(&id), &form("1001")).await.unwrap_err();
    assert_eq!(field(taken), ("provider_id".into(), FieldProblem::Taken));
    let mut told = inspection();
    told.subscribed = Ok(false);
    *test.gateway.inspection.lock().unwrap() = Some(told);
    let kept = SetupForm { access_token: String::new(), app_secret: String::new(), ..form("5002") };
    let view = test.desk.save_number(&admin, Some(&id), &kept).await.unwrap();
    assert_eq!((view.step(Step::Access), view.display.as_str()), (StepState::Done, "+55 11 4000-1001"));
    let asked = test.gateway.inspected.lock().unwrap().last().cloned().unwrap();
    assert_eq!(asked, ("5002".into(), "EAAnew".into(), "https://graph.facebook.com".into()));
    // Nothing makes it send before its time.
    let _ = test.desk.sync_templates(&admin, &id).await;
    test.desk.check_number(&admin, &id).await.unwrap();
    let early = test.desk.finish_number(&admin, &id, &test.finance).await.unwrap_err();
    assert!(matches!(early, DeskError::Conflict { .. }));
    assert_eq!(test.view(&admin, &id).await.state, NumberState::Setup);
    // What comes in is taken, and cannot be answered yet.
    let ticket = test.customer_says_to("5002", "5511987650009", "oi").await;
    let agent = test.agent("ana").await;
    test.desk.claim(&agent, &ticket).await.unwrap();
    let request = ReplyRequest { id: test.message_id(), ticket, body: "olá".into(), reply_to: None };
    let refused = test.desk.reply(&agent, request.clone()).await.unwrap_err();
    assert!(matches!(refused, DeskError::NumberDown { .. }));
    assert!(test.view(&admin, &id).await.inbound_at.is_some());

    test.desk.subscribe_number(&admin, &id).await.unwrap();
    let word = test.desk.handshake_words().into_iter().find(|(number, _)| *number == id).unwrap();
    assert_eq!(word.1, Secret(view.verify_token));
    test.desk.handshake_made(std::slice::from_ref(&id)).await;
    assert!(test.desk.unproven_secrets().iter().any(|(number, _)| *number == id));
    test.desk.signature_proven(std::slice::from_ref(&id)).await;
    assert!(!test.desk.unproven_secrets().iter().any(|(number, _)| *number == id));
    let view = test.view(&admin, &id).await;
    assert!(Step::ALL.iter().all(|step| view.step(*step) == StepState::Done), "{view:?}");
    let gone = test.desk.finish_number(&admin, &id, &"que_none".parse().unwrap()).await.unwrap_err();
    assert_eq!(gone, DeskError::not_found("queue"));
    let view = test.desk.finish_number(&admin, &id, &test.finance).await.unwrap();
    assert_eq!((view.state, &view.queue), (NumberState::Connected, &test.finance));
    test.desk.reply(&agent, request).await.unwrap();
    test.desk.drain_outbox().await.unwrap();
    assert_eq!(test.gateway.sent().len(), 1);
}

async fn a_number_in_use_changes_only_to_access_that_works(test: &TestDesk) {
    let admin = test.admin("chefe").await;
    test.desk.signature_proven(std::slice::from_ref(&test.number)).await;
    *test.gateway.inspection.lock().unwrap() = Some(dead());
    let refused = test.desk.save_number(&admin, Some(&test.number), &form("1001")).await.unwrap_err();
    assert!(matches!(refused, DeskError::Provider { failure } if failure.code == 190));
    assert_eq!(test.view(&admin, &test.number).await.label, "Matriz", "nothing was changed");
    *test.gateway.inspection.lock().unwrap() = None;
    let other = test.desk.save_number(&admin, Some(&test.number), &form("7777")).await.unwrap_err();
    assert_eq!(field(other).0, "provider_id");
    let mut tx = test.store.write().await.unwrap();
    desk_store::number::set_state(&mut tx, &test.number, NumberState::Disconnected).await.unwrap();
    tx.commit().await.unwrap();
    let view = test.desk.save_number(&admin, Some(&test.number), &form("1001")).await.unwrap();
    assert_eq!((view.state, view.label.as_str()), (NumberState::Connected, "Loja"), "it works again");
    assert_eq!(view.signed_at, None, "the new secret has still to be proven");
    let secrets = test.desk.webhook_secrets();
    for secret in ["segredo-novo", "secret-1001"] {
        assert!(secrets.contains(&Secret(secret.into())), "the former one is still taken");
    }
}

async fn the_stored_token_goes_to_no_other_address(test: &TestDesk) {
    let admin = test.admin("chefe").await;
    let view = test.desk.save_number(&admin, None, &form("5001")).await.unwrap();
    let asked = test.gateway.inspected.lock().unwrap().len();
    let elsewhere = SetupForm {
        access_token: String::new(),
        app_secret: String::new(),
        base_url: "https://collector.example".into(),
        ..form("5001")
    };
    let refused = test.desk.save_number(&admin, Some(&view.number), &elsewhere).await.unwrap_err();
    assert_eq!(field(refused), ("access_token".into(), FieldProblem::Missing));
    let inside = SetupForm { base_url: "https://169.254.169.254".into(), ..form("5001") };
    let refused = test.desk.save_number(&admin, Some(&view.number), &inside).await.unwrap_err();
    assert_eq!(field(refused), ("base_url".into(), FieldProblem::Malformed));
    assert_eq!(test.gateway.inspected.lock().unwrap().len(), asked, "nobody was asked");
}

#[tokio::test]
async fn only_administrators_connect_and_secrets_do_not_come_back() {
    let test = TestDesk::new().await;
    let (agent, supervisor) = (test.agent("ana").await, test.supervisor("sonia").await);
    for actor in [&agent, &supervisor] {
        assert_eq!(
            test.desk.save_number(actor, None, &form("5001")).await.unwrap_err(),
            DeskError::Forbidden
        );
        assert_eq!(test.desk.number_setup(actor, &test.number).await.unwrap_err(), DeskError::Forbidden);
        let finish = test.desk.finish_number(actor, &test.number, &test.queue).await;
        assert_eq!(finish.unwrap_err(), DeskError::Forbidden);
    }
    let admin = test.admin("chefe").await;
    let view = test.desk.save_number(&admin, None, &form("5001")).await.unwrap();
    let shown = serde_json::to_string(&view).unwrap();
    assert!(!shown.contains("EAAnew") && !shown.contains("segredo-novo"), "{shown}");
    let none = test.desk.number_setup(&admin, &"num_none".parse().unwrap()).await.unwrap_err();
    assert_eq!(none, DeskError::not_found("number"));
}
