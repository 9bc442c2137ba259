//! A hundred customers, twelve people who take, hand over, put aside, close, pause, come and go all at once, and a
//! supervisor who moves what they have, on one node and on two.

use crate::checker::Checker;
use crate::claim::fast_agent;
use crate::support::{FINANCE, MAIN, TestDesk};
use desk_core::{Actor, BulkTransfer, Desk, SocketSeat, TransferRequest};
use desk_model::presence::Choice;
use desk_model::queue::{OnLeave, Routing};
use desk_model::time::SECOND;
use desk_model::transfer::TransferTarget;
use desk_model::view::{InboxOrder, InboxView};
use desk_model::{CloseReason, DeskError, QueueId, TicketState, UserId};
use tokio_util::sync::CancellationToken;

const CUSTOMERS: usize = 100;
const PEOPLE: usize = 12;
/// What each person does before they rest.
const ACTS: usize = 45;

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
            | DeskError::Transfer { .. }
            | DeskError::NotFound { .. }
            | DeskError::Forbidden
            | DeskError::Busy
    )
}

/// Where tickets go from hand to hand.
#[derive(Clone)]
struct Targets {
    queues: Vec<QueueId>,
    people: Vec<UserId>,
}

impl Targets {
    fn any(&self, dice: &mut Dice) -> TransferTarget {
        let pick = |dice: &mut Dice, of: usize| usize::try_from(dice.roll(of as u64)).unwrap();
        if dice.roll(3) == 0 {
            TransferTarget::Queue { queue: self.queues[pick(dice, self.queues.len())].clone() }
        } else {
            TransferTarget::Agent { agent: self.people[pick(dice, self.people.len())].clone() }
        }
    }
}

/// Hands over something of one's own.
async fn hand_over(desk: &Desk, actor: &Actor, target: TransferTarget) -> Result<(), DeskError> {
    let page = desk.inbox(actor, InboxView::Mine, InboxOrder::Risk, None).await.unwrap();
    let Some(row) = page.rows.first() else { return Ok(()) };
    let (ticket, note) = (row.ticket.clone(), "segue".to_owned());
    desk.transfer(actor, TransferRequest { ticket, target, note, draft: String::new() }).await.map(|_| ())
}

/// Takes or refuses what is offered.
async fn answer(desk: &Desk, actor: &Actor, take: bool) -> Result<(), DeskError> {
    let to_me =
        |state: &TicketState| matches!(state, TicketState::Offered { agent, .. } if agent == actor.user());
    let offers = desk.offers(actor).await.unwrap();
    let Some(row) = offers.rows.iter().find(|row| to_me(&row.state)) else { return Ok(()) };
    if take {
        desk.accept_offer(actor, &row.ticket).await.map(|_| ())
    } else {
        desk.decline_offer(actor, &row.ticket, "agora não").await
    }
}

/// Puts something aside, or fetches it back.
async fn aside(desk: &Desk, actor: &Actor, put: bool) -> Result<(), DeskError> {
    let view = if put { InboxView::Mine } else { InboxView::Snoozed };
    let page = desk.inbox(actor, view, InboxOrder::Risk, None).await.unwrap();
    let Some(row) = page.rows.first() else { return Ok(()) };
    if put {
        let until = desk.now().plus(40 * SECOND);
        desk.snooze(actor, &row.ticket, Some(until)).await.map(|_| ())
    } else {
        desk.unsnooze(actor, &row.ticket).await.map(|_| ())
    }
}

/// A supervisor who moves what is open, several at once, and takes offers back.
async fn supervise(nodes: Vec<Desk>, sonia: Actor, targets: Targets) {
    let mut dice = Dice(99);
    for turn in 0..ACTS {
        let desk = &nodes[turn % nodes.len()];
        let page = desk.inbox(&sonia, InboxView::All, InboxOrder::Risk, None).await.unwrap();
        let offered = page.rows.iter().find(|row| matches!(row.state, TicketState::Offered { .. }));
        let outcome = match offered {
            Some(row) if turn % 3 == 0 => desk.withdraw_offer(&sonia, &row.ticket).await.map(|_| ()),
            _ => {
                let tickets: Vec<_> =
                    page.rows.iter().step_by(4).take(3).map(|row| row.ticket.clone()).collect();
                if tickets.is_empty() {
                    continue;
                }
                let (target, note) = (targets.any(&mut dice), "mutirão".to_owned());
                desk.transfer_many(&sonia, BulkTransfer { tickets, target, note }).await.map(|_| ())
            }
        };
        assert!(outcome.as_ref().is_ok() || outcome.as_ref().is_err_and(told), "{outcome:?}");
        tokio::task::yield_now().await;
    }
}

async fn work(nodes: Vec<Desk>, actor: Actor, n: usize, targets: Targets) -> Option<SocketSeat> {
    let mut dice = Dice(n as u64 + 1);
    let session = format!("sessão {n}");
    let mut seat = Some(nodes[n % nodes.len()].socket_opened(&actor, &session));
    for _ in 0..ACTS {
        let desk = &nodes[usize::try_from(dice.roll(nodes.len() as u64)).unwrap()];
        let outcome = match dice.roll(16) {
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
            9 | 10 => hand_over(desk, &actor, targets.any(&mut dice)).await,
            11 | 12 => answer(desk, &actor, true).await,
            13 => answer(desk, &actor, false).await,
            14 => aside(desk, &actor, dice.roll(2) == 0).await,
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
            while let Err(error) = node.expire_offers().await {
                assert_eq!(error, DeskError::Busy);
            }
            while let Err(error) = node.wake_due().await {
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
    let sonia = test.supervisor("sonia").await;
    let targets = Targets {
        queues: vec![test.queue.clone(), test.finance.clone()],
        people: people.iter().map(|actor| actor.user().clone()).collect(),
    };
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
        .map(|(n, actor)| tokio::spawn(work(nodes.clone(), actor.clone(), n, targets.clone())))
        .collect();
    let supervisor = tokio::spawn(supervise(nodes.clone(), sonia, targets));
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
    supervisor.await.unwrap();
    rest(test, &nodes).await;
    checker.at_rest(test).await;
    // Offers end, and what was put aside comes back.
    for _ in 0..6 {
        test.clock.advance(20 * SECOND);
        rest(test, &nodes).await;
        checker.at_rest(test).await;
    }
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
