//! The lists: every view and order, page by page, is what the model says.

use crate::support::*;
use desk_model::view::{Cursor, InboxCounts, InboxFilter, InboxOrder, InboxRow, InboxView, sort_key};
use desk_model::{CloseReason, Label, Priority, QueueId, TicketState, UserId, WindowFacts};
use desk_store::ticket::FindQuery;
use desk_store::{InboxQuery, Store, label, ticket};

pub(crate) fn a_label(name: &str) -> Label {
    let color = "#c92a2a".to_owned();
    Label { id: id(&format!("lbl_{name}")), name: name.to_owned(), color, archived: false }
}

/// Every way to narrow a list down.
fn filters() -> Vec<InboxFilter> {
    let labels = [None, Some("lbl_a"), Some("lbl_b"), Some("lbl_c")];
    let priorities = [None, Some(Priority::Normal), Some(Priority::Urgent)];
    let both =
        |label: Option<&str>| priorities.map(|priority| InboxFilter { label: label.map(id), priority });
    labels.into_iter().flat_map(both).collect()
}

both!(pages_are_the_models_order, finds, pages_go_through_an_index);

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    fn maybe(&mut self, sides: u64) -> Option<i64> {
        Some(self.roll(sides)).filter(|n| n % 3 != 0).map(|n| n as i64)
    }
}

/// Tickets in all states, with many equal keys, and ids whose order depends on the collation.
async fn fill(store: &Store) -> Vec<InboxRow> {
    let mut dice = Dice(7);
    let mut rows = Vec::new();
    let mut tx = store.write().await.unwrap();
    for name in ["a", "b", "c"] {
        assert!(label::insert(&mut tx, &a_label(name), at(1)).await.unwrap());
    }
    for i in 0..150u64 {
        let name = format!("c{i}");
        conversation(&mut tx, &name).await;
        let letter = ["a", "B", "c", "D", "0"][dice.roll(5) as usize];
        let mut row = ticket(&format!("tkt_{letter}{i}"), &name, i + 1);
        let queue: QueueId = id(["que_vendas", "que_suporte"][dice.roll(2) as usize]);
        let agent: UserId = id(["usr_ana", "usr_bia"][dice.roll(2) as usize]);
        row.row.queue = queue.clone();
        row.row.state = match dice.roll(7) {
            0 => TicketState::Menu { queue, since: at(1) },
            1 => TicketState::Queued { queue, since: at(dice.roll(9) as i64) },
            2 => {
                let from = [None, Some(id("usr_ana")), Some(id("usr_bia"))][dice.roll(3) as usize].clone();
                TicketState::Offered { queue, agent, from, until: at(5) }
            }
            3 => TicketState::Assigned { queue, agent, since: at(5) },
            4 => TicketState::Snoozed { queue, agent, until: dice.maybe(9).map(at) },
            _ => TicketState::Closed { queue, by: Some(agent), at: at(5), reason: CloseReason::Resolved },
        };
        row.row.priority = Priority::ALL[dice.roll(4) as usize];
        for label in ["lbl_a", "lbl_b"] {
            if dice.roll(2) == 0 {
                row.row.labels.push(id(label));
            }
        }
        row.row.preview_at = at(dice.roll(12) as i64);
        row.row.waiting_since = dice.maybe(12).map(at);
        row.row.window = WindowFacts {
            last_inbound_at: dice.maybe(12).map(at),
            refused_at: dice.maybe(12).map(at),
            ..WindowFacts::default()
        };
        ticket::insert(&mut tx, &row).await.unwrap();
        rows.push(row.row);
    }
    tx.commit().await.unwrap();
    rows
}

fn may_see(row: &InboxRow, me: &UserId, queues: Option<&[QueueId]>) -> bool {
    queues.is_none_or(|queues| queues.contains(&row.queue)) || row.state.concerns(me)
}

async fn pages_are_the_models_order(db: &Db) {
    let store = db.open().await;
    desk(&store).await;
    let rows = fill(&store).await;
    let me: UserId = id("usr_ana");
    let scopes: [Option<Vec<QueueId>>; 4] = [
        None,
        Some(Vec::new()),
        Some(vec![id("que_vendas")]),
        Some(vec![id("que_vendas"), id("que_suporte")]),
    ];
    let mut tx = store.read().await.unwrap();
    let ways =
        scopes.iter().flat_map(|queues| filters().into_iter().map(move |filter| (queues.clone(), filter)));
    for (queues, filter) in ways {
        let belongs = |row: &InboxRow| may_see(row, &me, queues.as_deref()) && filter.admits(&row.facet());
        for view in InboxView::ALL {
            for order in InboxOrder::ALL {
                let mut expected: Vec<InboxRow> = rows
                    .iter()
                    .filter(|row| view.contains(&row.facet(), &me) && belongs(row))
                    .cloned()
                    .collect();
                expected.sort_by_key(|row| sort_key(order, row));
                let mut query = InboxQuery {
                    view,
                    order,
                    filter: filter.clone(),
                    me: me.clone(),
                    queues: queues.clone(),
                    after: None,
                    limit: 7,
                };
                let mut shown = Vec::new();
                loop {
                    let page = ticket::list(&mut tx, &query).await.unwrap();
                    let Some(last) = page.last() else { break };
                    let (key, ticket) = sort_key(order, last);
                    query.after = Some(Cursor { key, ticket });
                    shown.extend(page);
                }
                let short = |rows: &[InboxRow]| rows.iter().map(|row| row.ticket.clone()).collect::<Vec<_>>();
                assert_eq!(short(&shown), short(&expected), "{view:?} {order:?} {queues:?} {filter:?}");
                assert_eq!(shown, expected);
            }
        }
        let count = |view: InboxView| {
            rows.iter().filter(|row| view.contains(&row.facet(), &me) && belongs(row)).count() as i64
        };
        let expected = InboxCounts {
            mine: count(InboxView::Mine),
            snoozed: count(InboxView::Snoozed),
            waiting: count(InboxView::Waiting),
            all: count(InboxView::All),
        };
        let counts = ticket::counts(&mut tx, &me, queues.as_deref(), &filter).await.unwrap();
        assert_eq!(counts, expected, "{queues:?} {filter:?}");
    }
    drop(tx);
    store.close().await;
}

async fn finds(db: &Db) {
    let store = db.open().await;
    desk(&store).await;
    let mut tx = store.write().await.unwrap();
    for (i, (name, shown, digits)) in [
        ("a", "Maria Silva", "5511987654321"),
        ("b", "100%_real!", "5521912345678"),
        ("c", "José", "5531900001111"),
    ]
    .into_iter()
    .enumerate()
    {
        conversation(&mut tx, name).await;
        desk_store::contact::add_identity(&mut tx, &id(&format!("con_{name}")), &phone(digits), at(1))
            .await
            .unwrap();
        let mut row = ticket(&format!("tkt_{name}"), name, i as u64 + 1);
        row.row.contact_name = shown.to_owned();
        row.row.preview_at = at(100 - i as i64);
        ticket::insert(&mut tx, &row).await.unwrap();
    }
    for (text, digits, expected) in [
        ("MARIA", None, vec!["tkt_a"]),
        ("silva", None, vec!["tkt_a"]),
        ("0%_", None, vec!["tkt_b"]),
        ("_", None, vec!["tkt_b"]),
        ("%", None, vec!["tkt_b"]),
        ("!", None, vec!["tkt_b"]),
        ("'; DROP TABLE ticket; --", None, vec![]),
        ("98765", Some("98765"), vec!["tkt_a"]),
        ("55", Some("55"), vec!["tkt_a", "tkt_b", "tkt_c"]),
        ("nobody", None, vec![]),
    ] {
        let me = id("usr_ana");
        let wanted = FindQuery { text, digits, me: &me, queues: None, limit: 10 };
        let found = ticket::find(&mut tx, &wanted).await.unwrap();
        let found: Vec<_> = found.iter().map(|row| row.row.ticket.as_str()).collect();
        assert_eq!(found, expected, "{text}");
    }
    let (me, other) = (id("usr_ana"), [id("que_suporte")]);
    let wanted = FindQuery { text: "55", digits: Some("55"), me: &me, queues: None, limit: 2 };
    assert_eq!(ticket::find(&mut tx, &wanted).await.unwrap().len(), 2);
    // What may not be seen takes no place of what may.
    let mut mine = ticket::get(&mut tx, &id("tkt_c")).await.unwrap().unwrap();
    mine.row.state = TicketState::Assigned { queue: id("que_vendas"), agent: me.clone(), since: at(10) };
    let version = mine.row.version;
    assert!(ticket::update(&mut tx, &mut mine, version).await.unwrap());
    let wanted = FindQuery { queues: Some(&other), limit: 1, ..wanted };
    let found = ticket::find(&mut tx, &wanted).await.unwrap();
    assert_eq!(found.iter().map(|row| row.row.ticket.as_str()).collect::<Vec<_>>(), ["tkt_c"]);
    assert!(
        ticket::find(&mut tx, &FindQuery { queues: Some(&[]), me: &id("usr_bia"), ..wanted })
            .await
            .unwrap()
            .is_empty()
    );
    tx.commit().await.unwrap();
    store.close().await;
}

/// The plans of the pages that can be deep: no scan of the table, no sorting of the whole.
async fn pages_go_through_an_index(db: &Db) {
    let store = db.open().await;
    if !store.is_sqlite() {
        // With few rows Postgres rightly prefers to scan; the text of the query is the same.
        store.close().await;
        return;
    }
    let mut tx = store.read().await.unwrap();
    let desk_store::Tx::Sqlite(t) = &mut tx else { panic!("not SQLite") };
    for (key, state) in [("recent_key", "<>"), ("waiting_key", "<>"), ("risk_key", "<>"), ("recent_key", "=")]
    {
        let sql = format!(
            "EXPLAIN QUERY PLAN SELECT * FROM ticket WHERE state {state} 'closed' AND ({key}, id) > (5, 'tkt_5')
             ORDER BY {key}, id LIMIT 50"
        );
        let plan: Vec<(i64, i64, i64, String)> =
            sqlx::query_as(sqlx::AssertSqlSafe(sql)).fetch_all(&mut **t).await.unwrap();
        let plan: String = plan.into_iter().map(|row| row.3 + "\n").collect();
        assert!(
            plan.contains("SEARCH ticket USING INDEX") && plan.contains("(") && !plan.contains("TEMP"),
            "{plan}"
        );
    }
    for key in ["recent_key", "waiting_key", "risk_key"] {
        for (sql, index) in [
            (
                format!(
                    "SELECT t.* FROM ticket_label l CROSS JOIN ticket t WHERE t.id = l.ticket_id AND l.label_id = 'lbl_a'
                     AND l.closed = FALSE AND state <> 'closed' AND (l.{key}, l.ticket_id) > (5, 'tkt_5')
                     ORDER BY l.{key}, l.ticket_id LIMIT 50"
                ),
                "SEARCH l USING COVERING INDEX ticket_label_",
            ),
            (
                format!(
                    "SELECT * FROM ticket WHERE state <> 'closed' AND priority <> 0 AND priority = 2
                     AND ({key}, id) > (5, 'tkt_5') ORDER BY {key}, id LIMIT 50"
                ),
                "SEARCH ticket USING INDEX ticket_priority_",
            ),
        ] {
            let sql = sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}"));
            let plan: Vec<(i64, i64, i64, String)> = sqlx::query_as(sql).fetch_all(&mut **t).await.unwrap();
            let plan: String = plan.into_iter().map(|row| row.3 + "\n").collect();
            assert!(plan.contains(index) && !plan.contains("TEMP") && !plan.contains("SCAN"), "{plan}");
        }
    }
    let due =
        "EXPLAIN QUERY PLAN SELECT id FROM ticket WHERE state IN ('offered', 'snoozed') AND state = 'snoozed'
         AND until <= 5 ORDER BY until, id LIMIT 9";
    let plan: Vec<(i64, i64, i64, String)> = sqlx::query_as(due).fetch_all(&mut **t).await.unwrap();
    assert!(plan.iter().any(|row| row.3.contains("ticket_until")), "{plan:?}");
    drop(tx);
    store.close().await;
}
