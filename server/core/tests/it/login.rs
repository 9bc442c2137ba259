//! Coming in: who may, how often they may try, and what it tells those who may not.

use crate::support::{PASSWORD, TestDesk};
use desk_model::time::SECOND;
use desk_model::{DeskError, Role};
use std::net::{IpAddr, Ipv4Addr};

fn peer(n: u32) -> IpAddr {
    IpAddr::V4(Ipv4Addr::from(0xc633_6400 + n))
}

#[tokio::test]
async fn the_right_password_lets_in_whatever_the_case_of_the_address() {
    let test = TestDesk::new().await;
    let id = test.person("ana", Role::Agent, &[&test.queue]).await;
    let login = test.desk.login(" Ana@DESK.test ", PASSWORD, peer(1)).await.unwrap();
    assert_eq!((login.user.clone(), login.role, login.name.as_str()), (id, Role::Agent, "ana"));
    let actor = test.desk.actor(&login.user, login.epoch).await.unwrap();
    assert!(actor.sees_queue(&test.queue) && !actor.sees_queue(&test.finance));
}

#[tokio::test]
async fn wrong_unknown_and_disabled_get_the_same_answer() {
    let test = TestDesk::new().await;
    test.person("ana", Role::Agent, &[]).await;
    let bruno = test.person("bruno", Role::Agent, &[]).await;
    let admin = test.admin("caio").await;
    test.desk.set_disabled(&admin, &bruno, true).await.unwrap();
    let long = "x".repeat(100_000);
    let tries = [
        ("ana@desk.test", "senha-errada!"),
        ("ana@desk.test", ""),
        ("ana@desk.test", long.as_str()),
        ("nobody@desk.test", PASSWORD),
        ("bruno@desk.test", PASSWORD),
        ("", ""),
        ("a\0b", "c\0d"),
    ];
    for (n, (email, password)) in tries.into_iter().enumerate() {
        let refused = test.desk.login(email, password, peer(u32::try_from(n).unwrap())).await.unwrap_err();
        assert_eq!(refused, DeskError::WrongCredentials, "{email:?}");
    }
}

#[tokio::test]
async fn a_hundred_guesses_from_one_address_are_five() {
    let test = TestDesk::new().await;
    test.person("ana", Role::Agent, &[]).await;
    let mut wrong = 0;
    let mut waits = Vec::new();
    for n in 0..100 {
        // Also on unknown accounts: the address counts, not what it guesses at.
        let email = if n % 2 == 0 { "ana@desk.test" } else { "nobody@desk.test" };
        match test.desk.login(email, "senha-errada!", peer(1)).await.unwrap_err() {
            DeskError::WrongCredentials => wrong += 1,
            DeskError::TooManyAttempts { retry_after_secs } => waits.push(retry_after_secs),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!((wrong, waits.len()), (5, 95));
    assert!(waits.iter().all(|secs| *secs == 20));
    // Even the right password has to wait, so that nothing can be learnt from it; and after the time told it gets in.
    let refused = test.desk.login("ana@desk.test", PASSWORD, peer(1)).await;
    assert!(matches!(refused, Err(DeskError::TooManyAttempts { .. })));
    test.clock.advance(20 * SECOND);
    test.desk.login("ana@desk.test", PASSWORD, peer(1)).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn guesses_at_the_same_time_are_counted_too() {
    let test = TestDesk::new().await;
    test.person("ana", Role::Agent, &[]).await;
    let tries = (0..40).map(|_| {
        let desk = test.desk.clone();
        tokio::spawn(async move { desk.login("ana@desk.test", "senha-errada!", peer(1)).await })
    });
    let results = futures::future::join_all(tries).await;
    let wrong = results.into_iter().filter(|r| matches!(r, Ok(Err(DeskError::WrongCredentials)))).count();
    assert_eq!(wrong, 5);
}

#[tokio::test]
async fn many_addresses_on_one_account_are_twenty_in_five_minutes_and_its_owner_still_gets_in() {
    let test = TestDesk::new().await;
    test.person("ana", Role::Agent, &[]).await;
    test.desk.login("ana@desk.test", PASSWORD, peer(200)).await.unwrap();
    for account in ["ana@desk.test", "nobody@desk.test"] {
        let mut wrong = 0;
        for n in 0..100 {
            if test.desk.login(account, "senha-errada!", peer(n)).await == Err(DeskError::WrongCredentials) {
                wrong += 1;
            }
        }
        assert_eq!(wrong, 20, "{account}");
        test.clock.advance(20 * SECOND);
    }
    test.desk.login("ana@desk.test", PASSWORD, peer(200)).await.unwrap();
    let stranger = test.desk.login("ana@desk.test", PASSWORD, peer(150)).await;
    assert!(matches!(stranger, Err(DeskError::TooManyAttempts { .. })), "{stranger:?}");
    test.clock.advance(300 * SECOND);
    test.desk.login("ana@desk.test", PASSWORD, peer(150)).await.unwrap();
}
