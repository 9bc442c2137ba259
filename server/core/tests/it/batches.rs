//! What comes together is applied as if it had come one by one: senders are looked up together, and none of them is old when
//! their message is written.

use crate::support::{FINANCE, MAIN, TestDesk, both};
use desk_core::Actor;
use desk_core::ports::{Change, InboundMessage, InboundStatus};
use desk_model::contact::phone_display;
use desk_model::message::Content;
use desk_model::time::SECOND;
use desk_model::view::InboxRow;
use desk_model::{Direction, Identity, IdentityKind, MessageStatus, Timestamp};

both!(together_is_as_one_by_one);

/// Customers of a family.
const PEOPLE: u64 = 3;
/// Things that happen to a family at once.
const STEPS: usize = 24;

/// The same three people twice: what happens to the one family together happens to the other one by one.
struct Family<'a> {
    test: &'a TestDesk,
    prefix: u64,
}

impl Family<'_> {
    fn phone(&self, person: u64) -> String {
        format!("55119{:06}{person}0", self.prefix)
    }

    fn account(&self, person: u64) -> String {
        format!("BR.{}x{person}", self.prefix)
    }

    fn addresses(&self, person: u64, which: u64) -> Vec<Identity> {
        let phone = Identity::phone(&self.phone(person)).unwrap();
        let account = Identity { kind: IdentityKind::Bsuid, value: self.account(person) };
        match which {
            0 | 1 => vec![phone],
            2 => vec![account],
            _ => vec![phone, account],
        }
    }

    fn says(&self, step: &Step, n: usize) -> InboundMessage {
        let at = if step.late { step.at.plus(-3 * SECOND) } else { step.at };
        // A repetition has the id of what was said before.
        let said = if step.again { n.saturating_sub(1) } else { n };
        let mut message = self.test.inbound(&self.phone(step.person), Content::text(format!("recado {n}")));
        message.id = format!("wamid.{}.{said}", self.prefix);
        message.from = self.addresses(step.person, step.addresses);
        message.name = (step.name > 0).then(|| format!("Pessoa {} {}", step.person, step.name));
        message.at = at;
        message
    }

    /// The newest line of ours to somebody, as the provider calls it.
    async fn target(&self, person: u64) -> Option<String> {
        let row = self.rows(person).await.pop()?;
        let thread = self.test.desk.thread(&Actor::operator(), &row.ticket).await.unwrap();
        let line = thread.messages.iter().rev().find(|line| line.direction == Direction::Out)?;
        let mut tx = self.test.store.read().await.unwrap();
        desk_store::message::get(&mut tx, &line.id).await.unwrap().unwrap().provider_id
    }

    async fn change(&self, step: &Step, n: usize) -> (&'static str, Change) {
        let number = if step.finance { FINANCE } else { MAIN };
        if step.status
            && let Some(target) = self.target(step.person).await
        {
            let status = MessageStatus::Delivered;
            let news =
                InboundStatus { target, ours: None, status, failure: None, pricing: None, at: step.at };
            return (MAIN, Change::Status(news));
        }
        (number, Change::Message(Box::new(self.says(step, n))))
    }

    async fn rows(&self, person: u64) -> Vec<InboxRow> {
        let mut rows = self.test.desk.find(&Actor::operator(), &self.phone(person)).await.unwrap();
        rows.sort_by_key(|row| (row.number.clone(), row.opened_at));
        rows
    }

    /// What a reader sees of the family, without what cannot be the same.
    async fn seen(&self) -> Vec<String> {
        let mut rows = Vec::new();
        for person in 0..PEOPLE {
            rows.extend(self.rows(person).await);
        }
        let mut seen = Vec::new();
        for row in &rows {
            let thread = self.test.desk.thread(&Actor::operator(), &row.ticket).await.unwrap();
            let lines = thread.messages.iter().map(|line| format!("{:?} {:?}", line.content, line.status));
            let lines = lines.collect::<Vec<_>>().join("\n");
            let InboxRow { number, contact_name, unread, waiting_since, window, .. } = row;
            let mut all = format!("{number} {contact_name} {unread} {waiting_since:?} {window:?}\n{lines}");
            for (at, row) in rows.iter().enumerate() {
                all = all.replace(&row.protocol.to_string(), &format!("protocol {at}"));
            }
            for person in 0..PEOPLE {
                all = all.replace(&phone_display(&self.phone(person)), &format!("phone {person}"));
                all = all.replace(&self.account(person), &format!("account {person}"));
            }
            seen.push(all);
        }
        seen
    }
}

struct Step {
    person: u64,
    addresses: u64,
    finance: bool,
    name: u64,
    again: bool,
    late: bool,
    status: bool,
    at: Timestamp,
}

/// Numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

async fn together_is_as_one_by_one(test: &TestDesk) {
    test.queue_says("Protocolo {protocol}", "", 0).await;
    let ana = test.agent("ana").await;
    test.capacity(&ana, 99).await;
    let mut delivered = 0;
    for round in 0..16 {
        let mut dice = Dice(round + 1);
        let families = [Family { test, prefix: 100_000 + round }, Family { test, prefix: 200_000 + round }];
        // Some are known before, some begin with what comes.
        for family in &families {
            for person in 0..PEOPLE.min(round % (PEOPLE + 1)) {
                let mut first = test.inbound(&family.phone(person), Content::text("oi"));
                first.name = None;
                test.arrives(MAIN, vec![Change::Message(Box::new(first))]).await;
                let ticket = family.rows(person).await.remove(0).ticket;
                test.desk.claim(&ana, &ticket).await.unwrap();
                // In a second of its own, so that both families read it in the same place.
                test.clock.advance(SECOND);
                test.answers_in(&ana, &ticket).await;
            }
        }
        while test.outbox_size().await > 0 {
            test.desk.drain_outbox().await.unwrap();
            test.clock.advance(SECOND);
        }
        test.clock.advance(10 * SECOND);
        let now = test.now();
        let steps: Vec<Step> = (0..STEPS)
            .map(|n| Step {
                person: dice.roll(PEOPLE),
                addresses: dice.roll(4),
                finance: dice.roll(5) == 0,
                name: dice.roll(3),
                again: dice.roll(6) == 0,
                late: dice.roll(6) == 0,
                status: dice.roll(4) == 0,
                at: now.plus(n as i64 * SECOND),
            })
            .collect();
        let [together, one_by_one] = &families;
        let mut changes = Vec::new();
        for (n, step) in steps.iter().enumerate() {
            changes.push(together.change(step, n).await);
        }
        test.arrive(changes).await;
        let mut changes = Vec::new();
        for (n, step) in steps.iter().enumerate() {
            changes.push(one_by_one.change(step, n).await);
        }
        for change in changes {
            test.arrive(vec![change]).await;
        }
        let seen = together.seen().await;
        assert_eq!(seen, one_by_one.seen().await, "round {round}");
        delivered += seen.iter().filter(|row| row.contains("Delivered")).count();
    }
    assert_eq!(test.problems().await, []);
    assert!(delivered > 0, "statuses came in between");
}
