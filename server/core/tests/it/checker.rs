//! Replays the log of events and says whether the desk ever broke its promises: each ticket is in one queue or with one
//! person, nobody has more than they may, the desk gives nothing to whoever is not available, and in the end nobody waits
//! whom somebody could serve.

use crate::support::TestDesk;
use desk_core::Topic;
use desk_model::dispatch::{Candidate, Need};
use desk_model::message::{Content, ThreadEvent};
use desk_model::presence::Standing;
use desk_model::queue::Routing;
use desk_model::view::InboxRow;
use desk_model::wire::DeskEvent;
use desk_model::{QueueId, TicketId, TicketState, Timestamp, UserId};
use desk_store::{QueueRow, presence, queue};
use std::collections::{BTreeMap, HashMap};

/// What is true after each event.
pub(crate) struct Checker {
    queues: HashMap<QueueId, QueueRow>,
    people: HashMap<UserId, Candidate>,
    rows: BTreeMap<TicketId, InboxRow>,
    seq: i64,
    /// How many tickets the desk gave out.
    pub(crate) routed: usize,
}

impl Checker {
    /// People, limits and rules are those of now; they must not have changed since the first event.
    pub(crate) async fn new(test: &TestDesk) -> Self {
        let mut tx = test.store.read().await.unwrap();
        let queues = queue::list(&mut tx).await.unwrap().into_iter().map(|queue| (queue.id.clone(), queue));
        let mut people: HashMap<UserId, Candidate> = HashMap::new();
        for person in presence::team(&mut tx).await.unwrap() {
            let skills = presence::skills_of(&mut tx, &person.user).await.unwrap();
            let skills =
                skills.into_iter().map(|(queue, skill)| (queue, u8::try_from(skill).unwrap())).collect();
            let candidate = Candidate {
                user: person.user.clone(),
                standing: Standing::Offline,
                skills,
                load: 0,
                capacity: person.capacity,
                idle_since: Timestamp(0),
            };
            people.insert(person.user, candidate);
        }
        Self { queues: queues.collect(), people, rows: BTreeMap::new(), seq: 0, routed: 0 }
    }

    /// Goes through everything that happened since the last time.
    pub(crate) async fn replay(&mut self, test: &TestDesk) {
        loop {
            let events = test.desk.events_since(self.seq, 500).await.unwrap();
            if events.is_empty() {
                return;
            }
            for event in events {
                assert_eq!(event.seq, self.seq + 1, "no number is left out");
                self.seq = event.seq;
                if matches!(event.topic, Topic::Ticket | Topic::Message | Topic::Presence) {
                    self.apply(serde_json::from_str(&event.payload).unwrap());
                }
            }
        }
    }

    fn apply(&mut self, event: DeskEvent) {
        match event {
            DeskEvent::Presence { user, standing, .. } => {
                self.people.get_mut(&user).unwrap().standing = standing;
            }
            DeskEvent::Ticket { row, before } => self.ticket(*row, before),
            DeskEvent::Message { message, .. } => {
                if let Content::Event(ThreadEvent::Routed { .. }) = &message.content {
                    let owner = self.rows[&message.ticket].state.owner().expect("it was given to somebody");
                    assert_eq!(self.people[owner].standing, Standing::Available, "at {}", self.seq);
                    self.routed += 1;
                }
            }
            _ => {}
        }
    }

    fn ticket(&mut self, row: InboxRow, before: Option<desk_model::view::Facet>) {
        let (seq, old) = (self.seq, self.rows.get(&row.ticket));
        // Nobody changed it between what this change was made from and this change.
        assert_eq!(before, old.map(InboxRow::facet), "at {seq}: {}", row.ticket);
        if let Some(old) = old {
            assert!(row.version > old.version, "at {seq}: {} went back", row.ticket);
        }
        // One queue or one person: the state has room for no more, and must agree with the row.
        assert_eq!(row.state.queue(), Some(&row.queue), "at {seq}: {}", row.ticket);
        let gained = match &row.state {
            TicketState::Offered { agent, .. } => Some(agent.clone()),
            state => state.owner().cloned(),
        };
        let woken = old.is_some_and(|old| matches!(old.state, TicketState::Snoozed { .. }));
        self.rows.insert(row.ticket.clone(), row);
        if let Some(user) = gained.filter(|_| !woken) {
            let (load, most) = (self.load(&user), self.people[&user].capacity);
            assert!(load <= most, "at {seq}: {user} serves {load} of {most}");
        }
    }

    fn load(&self, user: &UserId) -> u32 {
        let serves = |row: &&InboxRow| match &row.state {
            TicketState::Assigned { agent, .. } => agent == user,
            TicketState::Offered { agent, from, .. } => agent == user || from.as_ref() == Some(user),
            TicketState::Menu { .. }
            | TicketState::Queued { .. }
            | TicketState::Snoozed { .. }
            | TicketState::Closed { .. } => false,
        };
        self.rows.values().filter(serves).map(|row| self.queues[&row.queue].policy.weight).sum()
    }

    /// Nothing happens any more: what is stored is what was told, and whoever waits could not be served by anybody.
    pub(crate) async fn at_rest(&mut self, test: &TestDesk) {
        self.replay(test).await;
        for (id, row) in &self.rows {
            assert_eq!(test.row(id).await, *row);
        }
        let mut people: Vec<Candidate> = self.people.values().cloned().collect();
        for person in &mut people {
            person.load = self.load(&person.user);
            let mut tx = test.store.read().await.unwrap();
            let stored = presence::colleague(&mut tx, &person.user).await.unwrap().unwrap().presence;
            assert_eq!(stored.map_or(Standing::Offline, |row| row.standing()), person.standing);
        }
        for row in self.rows.values() {
            let queue = &self.queues[&row.queue];
            let policy = &queue.policy;
            if matches!(row.state, TicketState::Queued { .. }) && policy.routing == Routing::Push {
                let need = Need {
                    queue: &queue.id,
                    weight: policy.weight,
                    min_skill: policy.min_skill,
                    sticky: None,
                    avoid: None,
                };
                let free = people.iter().find(|person| person.may_get(&need));
                assert!(free.is_none(), "{} waits while {free:?} is free", row.ticket);
            }
        }
    }

    /// The tickets that are not closed, with who has them.
    pub(crate) fn open(&self) -> Vec<(TicketId, Option<UserId>)> {
        let open = self.rows.values().filter(|row| row.state.is_open());
        open.map(|row| (row.ticket.clone(), row.state.owner().cloned())).collect()
    }
}
