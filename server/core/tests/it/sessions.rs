//! How long a session lives, and what ends it.

use crate::support::{TestDesk, both};
use desk_core::{AccessChange, Actor, SessionData, Topic};
use desk_model::time::{HOUR, MINUTE, SECOND};
use desk_model::{DeskError, Role};

both!(
    logging_out_everywhere_ends_sessions_actors_and_sockets,
    an_ended_session_is_not_brought_back_by_a_late_save,
);

fn session(user: Option<desk_model::UserId>) -> SessionData {
    SessionData { user, data: "{\"a\":1}".to_owned() }
}

#[tokio::test]
async fn a_session_that_is_used_lives_and_one_that_is_not_ends_after_an_hour() {
    let test = TestDesk::new().await;
    assert!(test.desk.session_create("one", &session(None)).await.unwrap());
    assert!(!test.desk.session_create("one", &session(None)).await.unwrap());
    assert!(test.desk.session_create("two", &session(None)).await.unwrap());
    for _ in 0..3 {
        test.clock.advance(40 * MINUTE);
        let (data, until) = test.desk.session_load("one").await.unwrap().unwrap();
        assert_eq!(data, session(None));
        assert_eq!(until, test.now().plus(HOUR));
    }
    assert_eq!(test.desk.session_load("two").await.unwrap(), None);
    assert!(!test.desk.session_save("two", &session(None)).await.unwrap());
    test.clock.advance(HOUR - 1);
    assert!(test.desk.session_load("one").await.unwrap().is_some());
    test.clock.advance(HOUR);
    assert_eq!(test.desk.session_load("one").await.unwrap(), None);
}

#[tokio::test]
async fn no_use_keeps_a_session_beyond_its_day() {
    let test = TestDesk::new().await;
    test.desk.session_create("one", &session(None)).await.unwrap();
    for _ in 0..47 {
        test.clock.advance(30 * MINUTE);
        assert!(test.desk.session_save("one", &session(None)).await.unwrap());
    }
    test.clock.advance(30 * MINUTE - SECOND);
    assert!(test.desk.session_load("one").await.unwrap().is_some());
    test.clock.advance(SECOND);
    assert_eq!(test.desk.session_load("one").await.unwrap(), None);
    assert!(!test.desk.session_save("one", &session(None)).await.unwrap());
}

#[tokio::test]
async fn the_database_does_not_hold_what_the_cookie_holds() {
    let test = TestDesk::new().await;
    test.desk.session_create("the-cookie", &session(None)).await.unwrap();
    let mut tx = test.store.read().await.unwrap();
    let now = test.now();
    assert!(desk_store::session::load(&mut tx, "the-cookie", now).await.unwrap().is_none());
}

async fn an_ended_session_is_not_brought_back_by_a_late_save(test: &TestDesk) {
    test.desk.session_create("one", &session(None)).await.unwrap();
    test.desk.session_delete("one").await.unwrap();
    assert!(!test.desk.session_save("one", &session(None)).await.unwrap());
    assert_eq!(test.desk.session_load("one").await.unwrap(), None);
}

async fn logging_out_everywhere_ends_sessions_actors_and_sockets(test: &TestDesk) {
    let (ana, bruno) = (test.agent("ana").await, test.agent("bruno").await);
    for (id, actor) in [("a1", &ana), ("a2", &ana), ("b1", &bruno)] {
        test.desk.session_create(id, &session(Some(actor.user().clone()))).await.unwrap();
    }
    let seq = test.seq().await;
    let mut changed = test.desk.events_changed();
    changed.mark_unchanged();
    test.desk.logout_everywhere(&ana).await.unwrap();
    assert!(changed.has_changed().unwrap());
    assert_eq!(test.desk.session_load("a1").await.unwrap(), None);
    assert_eq!(test.desk.session_load("a2").await.unwrap(), None);
    assert!(test.desk.session_load("b1").await.unwrap().is_some());
    assert_eq!(test.desk.actor(ana.user(), ana.epoch()).await.unwrap_err(), DeskError::Unauthenticated);
    let events = test.desk.events_since(seq, 10).await.unwrap();
    assert_eq!(events.len(), 1);
    assert_eq!(events[0].topic, Topic::Access);
    assert_eq!(events[0].access(), Some(AccessChange { user: ana.user().clone(), epoch: 2 }));
    assert!(!events[0].is_for(&ana) && !events[0].is_for(&bruno));
}

#[tokio::test]
async fn another_role_password_or_a_lock_ends_what_was_open() {
    let test = TestDesk::new().await;
    let admin = test.admin("caio").await;
    let ana = test.agent("ana").await;
    let mut epoch = ana.epoch();
    for step in 0..4 {
        let before = test.seq().await;
        match step {
            0 => test.desk.set_role(&admin, ana.user(), Role::Supervisor).await.unwrap(),
            1 => test.desk.set_password(&admin, ana.user(), "outra-senha-123").await.unwrap(),
            2 => {
                let me = test.desk.actor(ana.user(), epoch).await.unwrap();
                let new = test.desk.change_password(&me, "outra-senha-123", "mais-uma-senha").await.unwrap();
                assert_eq!(new, epoch + 1);
            }
            _ => test.desk.set_disabled(&admin, ana.user(), true).await.unwrap(),
        }
        assert_eq!(test.desk.actor(ana.user(), epoch).await.unwrap_err(), DeskError::Unauthenticated);
        epoch += 1;
        let events = test.desk.events_since(before, 10).await.unwrap();
        let told: Vec<_> = events.iter().filter_map(desk_core::FeedEvent::access).collect();
        assert_eq!(told, [AccessChange { user: ana.user().clone(), epoch }], "step {step}");
    }
    assert_eq!(test.desk.actor(ana.user(), epoch).await.unwrap_err(), DeskError::Unauthenticated);
}

#[tokio::test]
async fn tidying_removes_dead_sessions_and_old_events_only() {
    let test = TestDesk::new().await;
    let ana = test.agent("ana").await;
    test.desk.session_create("old", &session(None)).await.unwrap();
    test.customer_says("5511987650001", "oi").await;
    let last = test.seq().await;
    assert!(last > 0);
    test.clock.advance(25 * HOUR);
    test.desk.session_create("new", &session(None)).await.unwrap();
    test.desk.logout_everywhere(&ana).await.unwrap();
    test.desk.tidy().await.unwrap();
    assert_eq!(test.desk.oldest_seq().await.unwrap(), last + 1);
    assert_eq!(test.desk.last_seq().await.unwrap(), last + 1);
    assert!(test.desk.session_load("new").await.unwrap().is_some());
    test.clock.advance(25 * HOUR);
    test.desk.tidy().await.unwrap();
    assert_eq!(test.desk.oldest_seq().await.unwrap(), last + 2);
    assert_eq!(test.desk.last_seq().await.unwrap(), last + 1);
}

#[tokio::test]
async fn the_operator_has_no_sessions_and_serves_nobody() {
    let test = TestDesk::new().await;
    let operator = Actor::operator();
    let ticket = test.customer_says("5511987650001", "oi").await;
    assert_eq!(test.desk.claim(&operator, &ticket).await.unwrap_err(), DeskError::Forbidden);
    assert_eq!(test.desk.claim_next(&operator).await.unwrap_err(), DeskError::Forbidden);
    let closed = test.desk.close(&operator, &ticket, desk_model::CloseReason::Resolved).await;
    assert_eq!(closed.unwrap_err(), DeskError::Forbidden);
    assert_eq!(test.desk.actor(operator.user(), 0).await.unwrap_err(), DeskError::Unauthenticated);
}
