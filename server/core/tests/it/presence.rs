//! Who is there: several tabs are one person, a lost line is forgiven for a while, and what was chosen stays.

use crate::support::{TestDesk, both};
use desk_core::{Actor, SocketSeat, Topic};
use desk_model::error::FieldProblem;
use desk_model::presence::{Choice, PresenceRules, PresenceView, Standing};
use desk_model::time::SECOND;
use desk_model::wire::DeskEvent;
use desk_model::{DeskError, Role};

both!(
    several_tabs_and_devices_are_one_person,
    coming_back_in_time_changes_nothing,
    logging_out_goes_offline_at_once_unless_another_device_is_there,
    a_node_that_died_takes_its_sockets_along,
    what_was_chosen_outlives_a_lost_line,
    a_supervisor_changes_anybody_who_is_there,
    colleagues_see_names_and_states_only,
);

impl TestDesk {
    /// Opens a page of the desk for somebody; they are there when this returns.
    pub(crate) async fn arrives_at_desk(&self, actor: &Actor, session: &str) -> SocketSeat {
        let seat = self.desk.socket_opened(actor, session);
        self.desk.route().await.unwrap();
        seat
    }

    pub(crate) async fn stands(&self, actor: &Actor) -> Standing {
        self.presence(actor).await.standing
    }

    async fn presence(&self, actor: &Actor) -> PresenceView {
        self.desk.my_presence(actor).await.unwrap().me
    }

    /// How often somebody was said to stand how since `seq`.
    async fn stood(&self, seq: i64) -> Vec<Standing> {
        let events = self.desk.events_since(seq, 1000).await.unwrap();
        let told = events.iter().filter(|event| event.topic == Topic::Presence).map(|event| {
            assert!((event.queue.is_none(), event.user.is_none()) == (true, true));
            match serde_json::from_str(&event.payload).unwrap() {
                DeskEvent::Presence { standing, .. } => standing,
                other => panic!("{other:?}"),
            }
        });
        told.collect()
    }

    async fn later(&self, seconds: i64) {
        // In steps, as time goes: a node that sleeps for minutes counts as dead.
        for _ in 0..seconds {
            self.clock.advance(SECOND);
            self.desk.route().await.unwrap();
        }
    }
}

async fn several_tabs_and_devices_are_one_person(test: &TestDesk) {
    let ana = test.agent("ana").await;
    assert_eq!(test.presence(&ana).await.since, None);
    let seq = test.seq().await;
    let other = test.node().await;
    let tab = test.arrives_at_desk(&ana, "laptop").await;
    let second = test.arrives_at_desk(&ana, "laptop").await;
    let phone = other.socket_opened(&ana, "celular");
    other.route().await.unwrap();
    assert_eq!(test.stands(&ana).await, Standing::Available);
    drop((tab, second));
    test.later(30).await;
    other.route().await.unwrap();
    test.later(40).await;
    assert_eq!(test.stands(&ana).await, Standing::Available);
    assert_eq!(test.stood(seq).await, [Standing::Available]);
    drop(phone);
    other.route().await.unwrap();
    test.later(59).await;
    assert_eq!(test.stands(&ana).await, Standing::Available);
    test.later(1).await;
    assert_eq!(test.stands(&ana).await, Standing::Offline);
    assert_eq!(test.stood(seq).await, [Standing::Available, Standing::Offline]);
}

async fn coming_back_in_time_changes_nothing(test: &TestDesk) {
    let ana = test.agent("ana").await;
    let tab = test.arrives_at_desk(&ana, "laptop").await;
    let (before, seq) = (test.presence(&ana).await, test.seq().await);
    for _ in 0..3 {
        let gone = test.desk.socket_opened(&ana, "laptop");
        drop(gone);
    }
    drop(tab);
    test.desk.route().await.unwrap();
    test.later(59).await;
    let _tab = test.arrives_at_desk(&ana, "laptop").await;
    test.later(300).await;
    assert_eq!(test.presence(&ana).await, before);
    assert_eq!(test.seq().await, seq);
}

async fn logging_out_goes_offline_at_once_unless_another_device_is_there(test: &TestDesk) {
    let ana = test.agent("ana").await;
    let pause = Choice::Paused { reason: "Almoço".to_owned() };
    let laptop = test.arrives_at_desk(&ana, "laptop").await;
    let phone = test.arrives_at_desk(&ana, "celular").await;
    test.desk.set_presence(&ana, ana.user(), pause).await.unwrap();
    test.desk.logged_out(ana.user(), "celular").await.unwrap();
    drop(phone);
    test.desk.route().await.unwrap();
    assert_eq!(test.stands(&ana).await, Standing::Paused);
    // The page is still being closed.
    test.desk.logged_out(ana.user(), "laptop").await.unwrap();
    assert_eq!(test.stands(&ana).await, Standing::Offline);
    test.desk.route().await.unwrap();
    drop(laptop);
    test.desk.route().await.unwrap();
    assert_eq!(test.stands(&ana).await, Standing::Offline);
    // The next time begins anew.
    let _tab = test.arrives_at_desk(&ana, "amanhã").await;
    assert_eq!(test.stands(&ana).await, Standing::Available);
}

async fn a_node_that_died_takes_its_sockets_along(test: &TestDesk) {
    let ana = test.agent("ana").await;
    let other = test.node().await;
    let _never_dropped = other.socket_opened(&ana, "laptop");
    other.route().await.unwrap();
    assert_eq!(test.stands(&ana).await, Standing::Available);
    // Nobody hears of the other node again: its lease, then the grace period.
    test.later(45 + 60).await;
    assert_eq!(test.stands(&ana).await, Standing::Available);
    test.later(2).await;
    assert_eq!(test.stands(&ana).await, Standing::Offline);
    // It was only asleep.
    other.route().await.unwrap();
    assert_eq!(test.stands(&ana).await, Standing::Available);
}

async fn what_was_chosen_outlives_a_lost_line(test: &TestDesk) {
    let ana = test.agent("ana").await;
    let tab = test.arrives_at_desk(&ana, "laptop").await;
    let reason = "Reunião".to_owned();
    let paused =
        test.desk.set_presence(&ana, ana.user(), Choice::Paused { reason: reason.clone() }).await.unwrap();
    assert_eq!((paused.standing, paused.since), (Standing::Paused, Some(test.now())));
    drop(tab);
    test.desk.route().await.unwrap();
    test.later(61).await;
    assert_eq!(test.stands(&ana).await, Standing::Offline);
    let _tab = test.arrives_at_desk(&ana, "laptop").await;
    let back = test.presence(&ana).await;
    assert_eq!(back.standing, Standing::Paused);
    assert_eq!(back.detail.unwrap().choice, Choice::Paused { reason });
    // Whoever says that they are gone is, with an open page too.
    test.desk.set_presence(&ana, ana.user(), Choice::Offline).await.unwrap();
    test.later(5).await;
    assert_eq!(test.stands(&ana).await, Standing::Offline);
    let refused =
        test.desk.set_presence(&ana, ana.user(), Choice::Paused { reason: "Praia".to_owned() }).await;
    assert_eq!(refused.unwrap_err(), DeskError::invalid("reason", FieldProblem::Malformed));
}

async fn a_supervisor_changes_anybody_who_is_there(test: &TestDesk) {
    let (ana, bruno) = (test.agent("ana").await, test.agent("bruno").await);
    let sonia = test.supervisor("sonia").await;
    let refused = test.desk.set_presence(&bruno, ana.user(), Choice::Offline).await;
    assert_eq!(refused.unwrap_err(), DeskError::Forbidden);
    assert_eq!(test.desk.set_capacity(&ana, ana.user(), 9).await.unwrap_err(), DeskError::Forbidden);
    let refused = test.desk.set_presence(&sonia, ana.user(), Choice::Available).await;
    assert_eq!(refused.unwrap_err(), DeskError::NotThere { name: "ana".to_owned() });

    let _tab = test.arrives_at_desk(&ana, "laptop").await;
    let pause = Choice::Paused { reason: "Treinamento".to_owned() };
    let seen = test.desk.set_presence(&sonia, ana.user(), pause).await.unwrap();
    assert_eq!((seen.standing, seen.detail.unwrap().set_by), (Standing::Paused, Some("sonia".to_owned())));
    // What the agent chooses is the agent's again.
    let own = test.desk.set_presence(&ana, ana.user(), Choice::Available).await.unwrap();
    assert_eq!((own.standing, own.detail.unwrap().set_by), (Standing::Available, None));
    let seen = test.desk.set_capacity(&sonia, ana.user(), 3).await.unwrap();
    assert_eq!(seen.detail.unwrap().capacity, 3);
    assert!(matches!(test.desk.set_capacity(&sonia, ana.user(), 100).await, Err(DeskError::Invalid { .. })));
    // Whoever may not log in any more is not there.
    test.desk.set_disabled(&Actor::operator(), ana.user(), true).await.unwrap();
    assert!(test.desk.team(&sonia).await.unwrap().iter().all(|person| person.user != *ana.user()));
}

async fn colleagues_see_names_and_states_only(test: &TestDesk) {
    let (ana, bruno) = (test.agent("ana").await, test.agent("bruno").await);
    let sonia = test.supervisor("sonia").await;
    let _tab = test.arrives_at_desk(&ana, "laptop").await;
    let pause = Choice::Paused { reason: "Almoço".to_owned() };
    test.desk.set_presence(&ana, ana.user(), pause).await.unwrap();
    let seen = test.desk.team(&bruno).await.unwrap();
    assert_eq!(seen.iter().map(|person| person.name.as_str()).collect::<Vec<_>>(), ["ana", "bruno", "sonia"]);
    assert_eq!((seen[0].standing, seen[0].detail.is_none()), (Standing::Paused, true));
    assert!(seen[1].detail.is_some(), "oneself");
    assert!(test.desk.team(&sonia).await.unwrap().iter().all(|person| person.detail.is_some()));
}

#[tokio::test]
async fn the_grace_period_and_the_reasons_are_the_administrators() {
    let test = TestDesk::new().await;
    let admin = test.admin("caio").await;
    let ana = test.agent("ana").await;
    assert_eq!(test.desk.presence_rules(&ana).await.unwrap_err(), DeskError::Forbidden);
    assert_eq!(
        test.desk.set_presence_rules(&ana, PresenceRules::default()).await.unwrap_err(),
        DeskError::Forbidden
    );
    let rules = PresenceRules { reasons: vec![" Café ".to_owned()], grace_seconds: 0 };
    let stored = test.desk.set_presence_rules(&admin, rules).await.unwrap();
    assert_eq!(stored.reasons, ["Café"]);
    assert_eq!(test.desk.my_presence(&ana).await.unwrap().reasons, ["Café"]);
    let bad = PresenceRules { reasons: Vec::new(), grace_seconds: 9999 };
    let Err(DeskError::Invalid { fields }) = test.desk.set_presence_rules(&admin, bad).await else {
        panic!()
    };
    assert_eq!(fields.len(), 2);
    let tab = test.arrives_at_desk(&ana, "laptop").await;
    drop(tab);
    test.desk.route().await.unwrap();
    assert_eq!(test.stands(&ana).await, Standing::Offline);
    assert_eq!(ana.role(), Role::Agent);
}
