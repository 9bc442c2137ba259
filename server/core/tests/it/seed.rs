//! The demo: complete, and the same however often it is made.

use crate::support::TestDesk;
use desk_core::ports::Secret;
use desk_core::seed::{DemoSeed, demo};
use desk_core::{Actor, QueueScope};
use desk_model::Role;
use std::net::{IpAddr, Ipv4Addr};

fn seed(base_url: &str) -> DemoSeed {
    DemoSeed {
        password: Secret("uma-senha-de-demo".to_owned()),
        base_url: base_url.to_owned(),
        api_version: "v24.0".to_owned(),
        provider_id: "100000000000001".to_owned(),
        account_id: "200000000000001".to_owned(),
        phone: "+55 11 4000-1234".to_owned(),
        access_token: Secret("token".to_owned()),
        app_secret: Secret("secret".to_owned()),
        verify_token: Secret("verify".to_owned()),
    }
}

#[tokio::test]
async fn the_demo_has_people_queues_and_a_number_and_is_made_once() {
    let test = TestDesk::new().await;
    let made = demo(&test.desk, &seed("http://127.0.0.1:3010/")).await.unwrap();
    let roles: Vec<Role> = made.people.iter().map(|person| person.role).collect();
    assert_eq!(roles, [Role::Agent, Role::Agent, Role::Supervisor, Role::Admin]);
    assert_eq!(made.queues.len(), 4);
    let other =
        DemoSeed { password: Secret("outra-senha-de-demo".to_owned()), ..seed("http://127.0.0.1:4010") };
    assert_eq!(demo(&test.desk, &other).await.unwrap(), made);

    let peer = IpAddr::V4(Ipv4Addr::LOCALHOST);
    for person in &made.people {
        let login = test.desk.login(person.email, "uma-senha-de-demo", peer).await.unwrap();
        let actor = test.desk.actor(&login.user, login.epoch).await.unwrap();
        assert_eq!(actor.name(), person.name);
        match actor.scope() {
            QueueScope::All => assert_ne!(person.role, Role::Agent),
            QueueScope::Only(queues) => assert_eq!(queues.len(), 4),
        }
    }
    for queue in test.desk.queue_board(&Actor::operator()).await.unwrap().queues {
        if made.queues.contains(&queue.id) && queue.id != test.queue && queue.id != test.finance {
            assert!(queue.form.opening_text.contains("{protocol}"));
            assert!(queue.form.closing_text.contains("{protocol}"));
        }
    }
    let numbers = test.desk.bootstrap(&test.admin("x").await).await.unwrap().numbers;
    let demo_number = numbers.iter().find(|number| number.id == made.number).unwrap();
    assert_eq!((demo_number.label.as_str(), demo_number.display.as_str()), ("Matriz", "+55 11 4000-1234"));
    // The simulator moved to another port: the number follows.
    let mut tx = test.store.read().await.unwrap();
    let row = desk_store::number::get(&mut tx, test.store.seal(), &made.number).await.unwrap().unwrap();
    assert_eq!(row.base_url, "http://127.0.0.1:4010");
}
