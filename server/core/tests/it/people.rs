//! The first administrator, and what becomes of people.

use crate::support::{PASSWORD, TestDesk, both};
use desk_core::{Actor, NewUser};
use desk_model::error::{FieldError, FieldProblem};
use desk_model::{DeskError, Locale, Role, Theme};
use std::net::{IpAddr, Ipv4Addr};

both!(of_two_who_use_the_link_at_the_same_time_one_becomes_administrator, an_address_belongs_to_one_person,);

const PEER: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

#[tokio::test]
async fn a_fresh_desk_has_nobody_and_its_link_works_once() {
    let test = TestDesk::new().await;
    assert!(test.desk.list_users(&Actor::operator()).await.unwrap().is_empty());
    let old = test.desk.setup_link_secret().await.unwrap().expect("nobody is there yet");
    let token = test.desk.setup_link_secret().await.unwrap().expect("still nobody");
    assert_ne!(old, token);
    for wrong in ["", "0", old.as_str(), &token[1..]] {
        assert!(!test.desk.setup_is_open(wrong).await.unwrap());
        let refused = test.desk.create_first_admin(wrong, "Caio", "caio@desk.test", PASSWORD).await;
        assert_eq!(refused.unwrap_err(), DeskError::not_found("setup"));
    }
    // A mistake in the form does not use the link up.
    let short = test.desk.create_first_admin(&token, "Caio", "caio@desk.test", "curta").await.unwrap_err();
    assert_eq!(short, DeskError::invalid("password", FieldProblem::TooShort { min: 10 }));
    assert!(test.desk.setup_is_open(&token).await.unwrap());
    let id = test.desk.create_first_admin(&token, "Caio", "caio@desk.test", PASSWORD).await.unwrap();
    assert!(!test.desk.setup_is_open(&token).await.unwrap());
    let again = test.desk.create_first_admin(&token, "Eve", "eve@desk.test", PASSWORD).await.unwrap_err();
    assert_eq!(again, DeskError::not_found("setup"));
    assert_eq!(test.desk.setup_link_secret().await.unwrap(), None);
    let login = test.desk.login("caio@desk.test", PASSWORD, PEER).await.unwrap();
    assert_eq!((login.user, login.role), (id, Role::Admin));
}

async fn of_two_who_use_the_link_at_the_same_time_one_becomes_administrator(test: &TestDesk) {
    let token = test.desk.setup_link_secret().await.unwrap().unwrap();
    let tries = ["a@desk.test", "b@desk.test"].map(|email| {
        let (desk, token) = (test.desk.clone(), token.clone());
        tokio::spawn(async move { desk.create_first_admin(&token, "Caio", email, PASSWORD).await })
    });
    let results = futures::future::join_all(tries).await;
    assert_eq!(results.iter().filter(|result| matches!(result, Ok(Ok(_)))).count(), 1);
    assert_eq!(test.desk.list_users(&Actor::operator()).await.unwrap().len(), 1);
}

#[tokio::test]
async fn all_faults_of_a_form_are_told_at_once_and_nothing_is_made() {
    let test = TestDesk::new().await;
    let new = NewUser {
        name: " ".to_owned(),
        email: "ana".to_owned(),
        role: Role::Agent,
        password: "curta".to_owned(),
        queues: Vec::new(),
        locale: Locale::En,
    };
    let DeskError::Invalid { fields } = test.desk.create_user(&Actor::operator(), new).await.unwrap_err()
    else {
        panic!("it was taken");
    };
    let fields: Vec<(&str, &FieldProblem)> =
        fields.iter().map(|FieldError { field, problem }| (field.as_str(), problem)).collect();
    assert_eq!(
        fields,
        [
            ("name", &FieldProblem::Missing),
            ("email", &FieldProblem::Malformed),
            ("password", &FieldProblem::TooShort { min: 10 })
        ]
    );
    assert!(test.desk.list_users(&Actor::operator()).await.unwrap().is_empty());
}

async fn an_address_belongs_to_one_person(test: &TestDesk) {
    test.person("ana", Role::Agent, &[]).await;
    let new = NewUser {
        name: "Outra".to_owned(),
        email: "ANA@desk.test".to_owned(),
        role: Role::Admin,
        password: PASSWORD.to_owned(),
        queues: Vec::new(),
        locale: Locale::PtBr,
    };
    let refused = test.desk.create_user(&Actor::operator(), new).await.unwrap_err();
    assert_eq!(refused, DeskError::invalid("email", FieldProblem::Taken));
}

#[tokio::test]
async fn the_last_administrator_stays_one() {
    let test = TestDesk::new().await;
    let caio = test.admin("caio").await;
    let last = DeskError::Conflict { what: "last_admin".to_owned(), winner: None };
    assert_eq!(test.desk.set_role(&caio, caio.user(), Role::Agent).await.unwrap_err(), last);
    assert_eq!(test.desk.set_disabled(&caio, caio.user(), true).await.unwrap_err(), last);
    let dora = test.admin("dora").await;
    test.desk.set_disabled(&caio, dora.user(), true).await.unwrap();
    assert_eq!(test.desk.set_role(&caio, caio.user(), Role::Agent).await.unwrap_err(), last);
    test.desk.set_disabled(&caio, dora.user(), false).await.unwrap();
    test.desk.set_role(&caio, caio.user(), Role::Agent).await.unwrap();
}

#[tokio::test]
async fn who_joins_a_queue_sees_it_and_who_leaves_it_does_not() {
    let test = TestDesk::new().await;
    let admin = test.admin("caio").await;
    let ana = test.agent("ana").await;
    let ticket = test.customer_says_to(crate::support::FINANCE, "5511987650001", "oi").await;
    assert!(test.desk.thread(&ana, &ticket).await.is_err());
    for (member, seen) in [(true, true), (false, false)] {
        let seq = test.seq().await;
        test.desk.set_membership(&admin, ana.user(), &test.finance, member).await.unwrap();
        // The session goes on; what it may see is read anew.
        let ana = test.desk.actor(ana.user(), ana.epoch()).await.unwrap();
        assert_eq!(test.desk.thread(&ana, &ticket).await.is_ok(), seen);
        let events = test.desk.events_since(seq, 10).await.unwrap();
        assert_eq!(events[0].access().map(|change| change.epoch), Some(ana.epoch()));
    }
}

#[tokio::test]
async fn what_somebody_chose_is_there_at_the_next_start() {
    let test = TestDesk::new().await;
    let ana = test.agent("ana").await;
    test.desk.set_preferences(&ana, Locale::En, Theme::Dark, false).await.unwrap();
    let page = test.desk.bootstrap(&ana).await.unwrap();
    assert_eq!((page.locale, page.theme, page.shortcuts), (Locale::En, Theme::Dark, false));
}

#[tokio::test]
async fn the_old_password_is_needed_for_a_new_one() {
    let test = TestDesk::new().await;
    let ana = test.agent("ana").await;
    let refused = test.desk.change_password(&ana, "senha-errada!", "outra-senha-123").await.unwrap_err();
    assert_eq!(refused, DeskError::WrongCredentials);
    test.desk.change_password(&ana, PASSWORD, "outra-senha-123").await.unwrap();
    assert!(test.desk.login("ana@desk.test", PASSWORD, PEER).await.is_err());
    test.desk.login("ana@desk.test", "outra-senha-123", PEER).await.unwrap();
}
