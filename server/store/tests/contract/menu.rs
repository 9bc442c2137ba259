//! Drafts, versions, ways through a menu, and answers that are kept.

use crate::support::*;
use desk_model::menu::{ContactField, Menu, NodeId, Walk, Why, starter};
use desk_model::{NumberId, QueueId};
use desk_store::menu::{self, WalkRow};

both!(drafts_and_versions, ways_and_deadlines, answers);

fn sample(text: &str) -> Menu {
    let mut sample = starter(&[(id::<QueueId>("que_vendas"), "Vendas".to_owned())]);
    sample.rules.agent_text = text.to_owned();
    sample
}

async fn drafts_and_versions(db: &Db) {
    let store = db.open().await;
    desk(&store).await;
    let number: NumberId = id("num_um");
    let mut tx = store.write().await.unwrap();
    assert_eq!(menu::draft(&mut tx, &number).await.unwrap(), None);
    assert!(menu::save_draft(&mut tx, &number, 0, &sample("a\0"), "Ana", at(1)).await.unwrap());
    assert!(!menu::save_draft(&mut tx, &number, 0, &sample("b"), "Bia", at(2)).await.unwrap());
    assert!(!menu::save_draft(&mut tx, &number, 7, &sample("b"), "Bia", at(2)).await.unwrap());
    assert!(menu::save_draft(&mut tx, &number, 1, &sample("b"), "Bia", at(2)).await.unwrap());
    let draft = menu::draft(&mut tx, &number).await.unwrap().unwrap();
    assert_eq!(
        (draft.revision, draft.saved_by.as_str(), draft.saved_at, draft.published),
        (2, "Bia", at(2), None)
    );
    assert_eq!(draft.draft, sample("b"));
    assert_eq!(menu::published(&mut tx, &number).await.unwrap(), None);
    assert_eq!(menu::publish(&mut tx, &number, &sample("b"), "Bia", at(3), None).await.unwrap(), 1);
    assert_eq!(menu::publish(&mut tx, &number, &sample("c"), "Ana", at(4), Some(1)).await.unwrap(), 2);
    assert_eq!(menu::published(&mut tx, &number).await.unwrap(), Some((2, sample("c"))));
    let versions = menu::versions(&mut tx, &number).await.unwrap();
    let short: Vec<_> = versions.iter().map(|v| (v.version, v.by.as_str(), v.at, v.from, v.steps)).collect();
    assert_eq!(short, [(2, "Ana", at(4), Some(1), 8), (1, "Bia", at(3), None, 8)]);
    assert_eq!(menu::version(&mut tx, &number, 1).await.unwrap(), Some(sample("b")));
    assert_eq!(menu::version(&mut tx, &number, 3).await.unwrap(), None);
    menu::set_published(&mut tx, &number, None).await.unwrap();
    assert_eq!(menu::published(&mut tx, &number).await.unwrap(), None);
    tx.commit().await.unwrap();
    db.execute(&store, "UPDATE menu_version SET body = '{\"nodes\": 3}' WHERE version = 1").await;
    let mut tx = store.read().await.unwrap();
    let broken = menu::version(&mut tx, &number, 1).await.unwrap_err();
    assert!(menu::is_unreadable(&broken), "{broken:?}");
    drop(tx);
    store.close().await;
}

async fn ways_and_deadlines(db: &Db) {
    let store = db.open().await;
    desk(&store).await;
    let mut tx = store.write().await.unwrap();
    assert_eq!(menu::next_due(&mut tx).await.unwrap(), None);
    let row = |due| WalkRow {
        number: id("num_um"),
        version: 1,
        walk: Walk {
            at: NodeId(3),
            wrong: 1,
            turns: 2,
            asked_at: at(5),
            heard_at: Some(at(4)),
            path: Vec::new(),
            answers: Vec::new(),
        },
        due,
        outcome: None,
        ended_at: None,
    };
    let mut tickets = Vec::new();
    for (n, (name, due)) in
        [("maria", Some(at(30))), ("jose", Some(at(20))), ("lia", None)].into_iter().enumerate()
    {
        let ticket = thread(&mut tx, name, n as u64 + 1).await.row.ticket;
        menu::put_walk(&mut tx, &ticket, &row(due)).await.unwrap();
        assert_eq!(menu::walk(&mut tx, &ticket).await.unwrap(), Some(row(due)));
        tickets.push(ticket);
    }
    assert_eq!(menu::next_due(&mut tx).await.unwrap(), Some(at(20)));
    assert_eq!(menu::due(&mut tx, at(19), 9).await.unwrap(), []);
    assert_eq!(menu::due(&mut tx, at(30), 9).await.unwrap(), [tickets[1].clone(), tickets[0].clone()]);
    assert_eq!(menu::due(&mut tx, at(30), 1).await.unwrap(), [tickets[1].clone()]);
    for why in Why::ALL {
        let over = WalkRow { outcome: Some(why), ended_at: Some(at(21)), ..row(None) };
        menu::put_walk(&mut tx, &tickets[1], &over).await.unwrap();
        assert_eq!(menu::walk(&mut tx, &tickets[1]).await.unwrap(), Some(over));
    }
    assert_eq!(menu::next_due(&mut tx).await.unwrap(), Some(at(30)));
    drop(tx);
    store.close().await;
}

async fn answers(db: &Db) {
    let store = db.open().await;
    desk(&store).await;
    let mut tx = store.write().await.unwrap();
    let field = |label: &str, value: &str, when| ContactField {
        label: label.to_owned(),
        value: value.to_owned(),
        at: at(when),
    };
    let (maria, jose) = (id("con_maria"), id("con_jose"));
    let (one, two) = (id("tkt_1"), id("tkt_2"));
    menu::put_field(&mut tx, &maria, &one, &field("CPF", "1\0", 1)).await.unwrap();
    menu::put_field(&mut tx, &maria, &one, &field("CPF", "2", 2)).await.unwrap();
    menu::put_field(&mut tx, &jose, &two, &field("CPF", "3", 3)).await.unwrap();
    menu::put_field(&mut tx, &jose, &two, &field("E-mail", "4", 3)).await.unwrap();
    assert_eq!(menu::fields(&mut tx, &maria, &two).await.unwrap(), [field("CPF", "2", 2)]);
    assert_eq!(menu::fields(&mut tx, &maria, &one).await.unwrap(), []);
    menu::merge_fields(&mut tx, &jose, &maria).await.unwrap();
    let all = menu::fields(&mut tx, &maria, &id("tkt_3")).await.unwrap();
    assert_eq!(all, [field("CPF", "2", 2), field("E-mail", "4", 3)]);
    assert_eq!(menu::fields(&mut tx, &jose, &one).await.unwrap(), []);
    drop(tx);
    store.close().await;
}
