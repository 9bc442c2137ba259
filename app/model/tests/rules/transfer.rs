//! Handing over: who may, who sees it, and what every screen makes of the events.

use crate::common::{NOON, assigned, cases, id, queue, row, ticket, user};
use desk_model::reduce::Inbox;
use desk_model::ticket::{CloseReason, TicketCommand, TicketState};
use desk_model::time::SECOND;
use desk_model::transfer::{
    Handover, HandoverOutcome, OfferList, OfferNews, Offers, TransferTarget, may_transfer, may_withdraw,
};
use desk_model::view::{Facet, InboxCounts, InboxOrder, InboxPage, InboxRow, InboxView};
use desk_model::wire::DeskEvent;
use desk_model::{QueueId, Role, TicketId, UserId};
use proptest::collection::vec;
use proptest::prelude::*;
use std::collections::BTreeMap;

fn offered(agent: u8, from: Option<u8>) -> TicketState {
    TicketState::Offered {
        queue: queue(1),
        agent: user(agent),
        from: from.map(user),
        until: NOON.plus(60 * SECOND),
    }
}

fn handed(by: u8, outcome: HandoverOutcome) -> Box<Handover> {
    Box::new(Handover {
        by: user(by),
        by_name: "Ana".into(),
        to_name: "Bruno".into(),
        target: TransferTarget::Agent { agent: user(2) },
        note: "veja".into(),
        at: NOON,
        outcome,
    })
}

#[test]
fn who_may_hand_over() {
    let closed = TicketState::Closed { queue: queue(1), by: None, at: NOON, reason: CloseReason::Resolved };
    let snoozed = TicketState::Snoozed { queue: queue(1), agent: user(1), until: Some(NOON) };
    // State; its owner as an agent, another agent, a supervisor.
    for (state, expected) in [
        (TicketState::Menu { queue: queue(1), since: NOON }, [false, false, false]),
        (TicketState::Queued { queue: queue(1), since: NOON }, [false, false, true]),
        (offered(2, Some(1)), [false, false, true]),
        (assigned(1), [true, false, true]),
        (snoozed, [true, false, true]),
        (closed, [false, false, false]),
    ] {
        let may = [(1, Role::Agent), (3, Role::Agent), (3, Role::Supervisor)]
            .map(|(who, role)| may_transfer(&state, &user(who), role));
        assert_eq!(may, expected, "{state:?}");
    }
}

#[test]
fn who_may_take_an_offer_back() {
    let offer = InboxRow {
        state: offered(2, Some(1)),
        handover: Some(handed(3, HandoverOutcome::Offered)),
        ..row(1)
    };
    for (who, role, may) in [
        (1, Role::Agent, true),
        (2, Role::Agent, false),
        (3, Role::Agent, true),
        (4, Role::Agent, false),
        (4, Role::Supervisor, true),
    ] {
        assert_eq!(may_withdraw(&offer, &user(who), role), may, "{who} {role:?}");
        assert!(!may_withdraw(&InboxRow { state: assigned(1), ..offer.clone() }, &user(who), role));
    }
}

#[test]
fn what_a_screen_tells_of_offers() {
    let list = |rows| OfferList { as_of: 1, rows };
    let event = |row: &InboxRow| DeskEvent::Ticket { before: None, row: Box::new(row.clone()) };
    let offer = InboxRow {
        state: offered(2, Some(1)),
        handover: Some(handed(1, HandoverOutcome::Offered)),
        ..row(1)
    };
    let taken = InboxRow {
        version: 2,
        state: assigned(2),
        handover: Some(handed(1, HandoverOutcome::Accepted)),
        ..row(1)
    };
    let mut giver = Offers::new(user(1), list(vec![]));
    let mut receiver = Offers::new(user(2), list(vec![]));
    let mut bystander = Offers::new(user(3), list(vec![]));
    assert_eq!(giver.apply(2, &event(&offer)), None);
    assert_eq!(receiver.apply(2, &event(&offer)), Some(OfferNews::Came(Box::new(offer.clone()))));
    assert_eq!(receiver.apply(2, &event(&offer)), None, "heard before");
    assert_eq!(bystander.apply(2, &event(&offer)), None);
    assert_eq!((giver.by_me(), giver.to_me()), (vec![offer.clone()], vec![]));
    assert_eq!((receiver.by_me(), receiver.to_me()), (vec![], vec![offer.clone()]));
    for screen in [&mut giver, &mut receiver] {
        assert_eq!(screen.apply(3, &event(&taken)), Some(OfferNews::Ended(Box::new(taken.clone()))));
        assert_eq!((screen.by_me(), screen.to_me()), (vec![], vec![]));
    }
    assert_eq!(bystander.apply(3, &event(&taken)), None);
    // Read with the page, and passed on to somebody else.
    let mut receiver = Offers::new(user(2), list(vec![offer.clone()]));
    let moved = InboxRow { version: 3, state: offered(3, Some(1)), ..offer };
    assert_eq!(receiver.apply(4, &event(&moved)), None);
    assert_eq!(receiver.to_me(), []);
}

/// The desk as its events tell of it, and what somebody in some queues is sent of them.
#[derive(Default)]
struct Desk {
    rows: BTreeMap<TicketId, InboxRow>,
    events: Vec<(DeskEvent, Facet, Option<Facet>)>,
}

impl Desk {
    fn write(&mut self, row: InboxRow) {
        let before = self.rows.get(&row.ticket).map(InboxRow::facet);
        let event = DeskEvent::Ticket { row: Box::new(row.clone()), before: before.clone() };
        self.events.push((event, row.facet(), before));
        self.rows.insert(row.ticket.clone(), row);
    }

    fn page(&self, me: &UserId, queues: &[QueueId], view: InboxView) -> InboxPage {
        let seen = |view: InboxView| {
            self.rows
                .values()
                .filter(move |row| view.contains(&row.facet(), me) && row.facet().is_for(me, Some(queues)))
        };
        let count = |view| seen(view).count() as i64;
        InboxPage {
            as_of: self.events.len() as i64,
            rows: seen(view).cloned().collect(),
            next: None,
            counts: InboxCounts {
                mine: count(InboxView::Mine),
                snoozed: count(InboxView::Snoozed),
                waiting: count(InboxView::Waiting),
                all: count(InboxView::All),
            },
            queues: Some(queues.to_vec()),
        }
    }
}

fn commands() -> impl Strategy<Value = TicketCommand> {
    let agent = || (1u8..=3).prop_map(user);
    prop_oneof![
        3 => agent().prop_map(|agent| TicketCommand::Claim { agent }),
        4 => agent().prop_map(|agent| TicketCommand::Offer { agent, until: NOON.plus(SECOND) }),
        3 => agent().prop_map(|agent| TicketCommand::Accept { agent }),
        3 => Just(TicketCommand::Decline),
        3 => (1u8..=2).prop_map(|n| TicketCommand::Release { queue: queue(n) }),
        1 => Just(TicketCommand::Close { by: None, reason: CloseReason::Resolved }),
        1 => Just(TicketCommand::Reopen),
    ]
}

proptest! {
    #![proptest_config(cases(300))]

    /// However tickets wander through queues and hands: whoever hears what concerns them has the lists they would be given.
    #[test]
    fn lists_stay_true_while_tickets_change_hands(
        steps in vec((0u32..4, commands()), 0..60),
        mine in prop::sample::subsequence(vec![queue(1), queue(2)], 0..=1),
        view in prop::sample::select(InboxView::ALL.to_vec()),
    ) {
        let me = user(1);
        let mut desk = Desk::default();
        (0..4).for_each(|n| desk.write(row(n)));
        let mut inbox = Inbox::new(me.clone(), view, InboxOrder::Recent, desk.page(&me, &mine, view));
        let mut heard = desk.events.len();
        for (n, command) in steps {
            let mut row = desk.rows[&ticket(n)].clone();
            let Ok(state) = row.state.clone().step(command, NOON) else { continue };
            // One place, and at most one who may write.
            prop_assert_eq!(state.queue().is_some(), true);
            row.queue = state.queue().unwrap().clone();
            row.state = state;
            row.version += 1;
            desk.write(row);
            for (event, after, before) in &desk.events[heard..] {
                heard += 1;
                let concerned = [Some(after), before.as_ref()].into_iter().flatten();
                if concerned.into_iter().any(|facet| facet.is_for(&me, Some(&mine))) {
                    inbox.apply(heard as i64, event);
                }
            }
            let fresh = Inbox::new(me.clone(), view, InboxOrder::Recent, desk.page(&me, &mine, view));
            prop_assert_eq!(inbox.sorted(), fresh.sorted());
            prop_assert_eq!(inbox.counts(), fresh.counts());
        }
    }

    /// An offer comes back to exactly where it came from, whatever is tried meanwhile.
    #[test]
    fn an_offer_that_is_not_taken_goes_back(from in proptest::option::of(1u8..4), tried in vec(commands(), 0..8)) {
        let start = from.map_or(TicketState::Queued { queue: queue(1), since: NOON }, assigned);
        let offer = TicketCommand::Offer { agent: user(9), until: NOON.plus(SECOND) };
        let mut state = start.clone().step(offer, NOON).unwrap();
        for command in tried {
            let ends = matches!(command, TicketCommand::Decline | TicketCommand::Release { .. });
            if !ends && let Ok(next) = state.clone().step(command, NOON) {
                state = next;
            }
        }
        prop_assert_eq!(state.owner(), None);
        let back = state.step(TicketCommand::Decline, NOON).unwrap();
        prop_assert_eq!(back.owner(), start.owner());
        prop_assert_eq!(back.queue(), start.queue());
    }
}

#[test]
fn a_handover_is_told_as_it_is_stored() {
    let whole = handed(1, HandoverOutcome::Declined { reason: "não posso".into() });
    let text = serde_json::to_string(&whole).unwrap();
    assert_eq!(serde_json::from_str::<Box<Handover>>(&text).unwrap(), whole);
    let target: TransferTarget = serde_json::from_str(r#"{"to":"queue","queue":"que_1"}"#).unwrap();
    assert_eq!(target, TransferTarget::Queue { queue: id("que_1") });
    assert!(
        serde_json::from_str::<TransferTarget>(r#"{"to":"queue","queue":"que_1","by":"usr_1"}"#).is_err()
    );
}
