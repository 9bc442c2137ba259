//! A hundred customers, twelve people who take, close, pause, come and go all at once, on one node and on two.

use crate::checker::Checker;
use crate::claim::fast_agent;
use crate::support::{FINANCE, MAIN, TestDesk};
use desk_core::{Actor, Desk, SocketSeat};
use desk_model::presence::Choice;
use desk_model::queue::{OnLeave, Routing};
use desk_model::time::SECOND;
use desk_model::view::{InboxOrder, InboxView};
use desk_model::{CloseReason, DeskError};
use tokio_util::sync::CancellationToken;

const CUSTOMERS: usize = 100;
const PEOPLE: usize = 12;
/// What each person does before they rest.
const ACTS: usize = 30;

/// A small generator, so that a failure can be repeated.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

/// What is allowed to happen when many want the same.
fn told(error: &DeskError) -> bool {
    matches!(
        error,
        DeskError::Conflict { .. }
            | DeskError::Transition { .. }
            | DeskError::AtCapacity { .. }
            | DeskError::NotFound { .. }
            | DeskError::Forbidden
            | DeskError::Busy
    )
}

async fn work(nodes: Vec<Desk>, actor: Actor, n: usize) -> Option<SocketSeat> {
    let mut dice = Dice(n as u64 + 1);
    let session = format!("sessão {n}");
    let mut seat = Some(nodes[n % nodes.len()].socket_opened(&actor, &session));
    for _ in 0..ACTS {
        let desk = &nodes[usize::try_from(dice.roll(nodes.len() as u64)).unwrap()];
        let outcome = match dice.roll(10) {
            0..=2 => desk.claim_next(&actor).await.map(|_| ()),
            3 => {
                // One of those that wait, whoever else wants it too.
                let page = desk.inbox(&actor, InboxView::Waiting, InboxOrder::Risk, None).await.unwrap();
                match page.rows.first() {
                    Some(row) => desk.claim(&actor, &row.ticket).await.map(|_| ()),
                    None => Ok(()),
                }
            }
            4..=6 => {
                let page = desk.inbox(&actor, InboxView::Mine, InboxOrder::Risk, None).await.unwrap();
                match page.rows.last() {
                    Some(row) => desk.close(&actor, &row.ticket, CloseReason::Resolved).await.map(|_| ()),
                    None => Ok(()),
                }
            }
            7 => {
                let pause = Choice::Paused { reason: "Intervalo".to_owned() };
                desk.set_presence(&actor, actor.user(), pause).await.map(|_| ())
            }
            8 => desk.set_presence(&actor, actor.user(), Choice::Available).await.map(|_| ()),
            _ => {
                if seat.take().is_some() {
                    desk.logged_out(actor.user(), &session).await
                } else {
                    seat = Some(desk.socket_opened(&actor, &session));
                    Ok(())
                }
            }
        };
        assert!(outcome.as_ref().is_ok() || outcome.as_ref().is_err_and(told), "{outcome:?}");
        tokio::task::yield_now().await;
    }
    // Half of them stay, so that somebody is there to drain what is left.
    if n.is_multiple_of(2) && seat.is_none() {
        seat = Some(nodes[0].socket_opened(&actor, &session));
    }
    let last = nodes[0].set_presence(&actor, actor.user(), Choice::Available).await;
    assert!(last.as_ref().is_ok() || last.as_ref().is_err_and(told), "{last:?}");
    seat
}

/// Lets the nodes work until none of them finds anything to do.
async fn rest(test: &TestDesk, nodes: &[Desk]) {
    loop {
        let seq = test.seq().await;
        for node in nodes {
            while let Err(error) = node.route().await {
                assert_eq!(error, DeskError::Busy);
            }
        }
        if test.seq().await == seq {
            return;
        }
    }
}

async fn everybody_at_once(test: &TestDesk, nodes: Vec<Desk>) {
    test.policy(&test.queue, |policy| {
        (policy.routing, policy.on_leave) = (Routing::Push, OnLeave::Return);
    })
    .await;
    test.policy(&test.finance, |policy| {
        (policy.routing, policy.weight, policy.on_leave) = (Routing::Push, 2, OnLeave::Colleague);
    })
    .await;
    let mut people = Vec::new();
    for n in 0..PEOPLE {
        let actor = fast_agent(test, n).await;
        test.capacity(&actor, [0, 1, 2, 3, 4, 6][n % 6]).await;
        if n % 3 != 0 {
            let operator = Actor::operator();
            test.desk.set_membership(&operator, actor.user(), &test.finance, true).await.unwrap();
        }
        people.push(test.desk.actor(actor.user(), 1).await.unwrap());
    }
    let mut checker = Checker::new(test).await;
    let cancel = CancellationToken::new();
    let loops: Vec<_> = nodes
        .iter()
        .map(|node| {
            let (node, cancel) = (node.clone(), cancel.clone());
            tokio::spawn(async move { node.run_routing(cancel).await })
        })
        .collect();
    let workers: Vec<_> = people
        .iter()
        .enumerate()
        .map(|(n, actor)| tokio::spawn(work(nodes.clone(), actor.clone(), n)))
        .collect();
    for n in 0..CUSTOMERS {
        let number = if n % 4 == 0 { FINANCE } else { MAIN };
        test.customer_says_to(number, &format!("55119876{n:05}"), "oi").await;
        if n % 10 == 9 {
            // Sockets that were lost are forgotten, and nodes have to say that they live.
            test.clock.advance(20 * SECOND);
        }
        checker.replay(test).await;
    }
    let mut seats = Vec::new();
    for worker in workers {
        seats.push(worker.await.unwrap());
    }
    rest(test, &nodes).await;
    checker.at_rest(test).await;
    assert!(checker.routed > 0, "the desk gave out nothing at all");

    // Whoever is there closes what they have until nothing is left that they could get.
    loop {
        let owned: Vec<_> = checker.open().into_iter().filter_map(|(id, owner)| Some((id, owner?))).collect();
        if owned.is_empty() {
            break;
        }
        for (ticket, owner) in owned {
            let owner = people.iter().find(|actor| *actor.user() == owner).unwrap();
            match test.desk.close(owner, &ticket, CloseReason::Resolved).await {
                Ok(_) => {}
                Err(error) => assert!(told(&error), "{error:?}"),
            }
        }
        rest(test, &nodes).await;
        checker.at_rest(test).await;
    }
    assert_eq!(checker.open(), [], "somebody still waits");
    cancel.cancel();
    for task in loops {
        task.await.unwrap();
    }
    drop(seats);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn on_one_node() {
    let test = TestDesk::new().await;
    Box::pin(everybody_at_once(&test, vec![test.desk.clone()])).await;
    test.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn on_two_nodes_over_one_database() {
    let Some(test) = TestDesk::postgres().await else { return };
    let other = test.node().await;
    Box::pin(everybody_at_once(&test, vec![test.desk.clone(), other])).await;
    test.end().await;
}
