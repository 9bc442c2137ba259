//! Priority and labels.

use crate::inbound::ANA;
use crate::support::{TestDesk, both};
use desk_core::Actor;
use desk_model::error::FieldProblem;
use desk_model::label::{LabelUse, MAX_ON_TICKET, PALETTE};
use desk_model::message::ThreadEvent;
use desk_model::view::{InboxFilter, InboxOrder, InboxView};
use desk_model::wire::DeskEvent;
use desk_model::{CloseReason, DeskError, Label, LabelId, Priority, TicketId};

both!(labels_are_made_and_changed, labels_stand_on_tickets, priorities_order_the_queue);

fn label_id(n: u8) -> LabelId {
    LabelId::from_parts(u64::from(n), [n; 10])
}

impl TestDesk {
    async fn label(&self, actor: &Actor, n: u8, name: &str) -> Label {
        self.desk.new_label(actor, label_id(n), name, None).await.unwrap()
    }

    async fn listed(&self, actor: &Actor, view: InboxView, filter: &InboxFilter) -> (Vec<TicketId>, i64) {
        let page = self.desk.inbox_of(actor, view, InboxOrder::Recent, filter.clone(), None).await.unwrap();
        let count = match view {
            InboxView::Mine => page.counts.mine,
            InboxView::Snoozed => page.counts.snoozed,
            InboxView::Waiting => page.counts.waiting,
            InboxView::All => page.counts.all,
            InboxView::Closed => page.rows.len() as i64,
        };
        (page.rows.into_iter().map(|row| row.ticket).collect(), count)
    }
}

async fn labels_are_made_and_changed(test: &TestDesk) {
    let (ana, duda) = (test.agent("ana").await, test.supervisor("duda").await);
    let name = "Garantia";
    assert_eq!(test.desk.new_label(&ana, label_id(1), name, None).await, Err(DeskError::Forbidden));
    let since = test.seq().await;
    let made = test.desk.new_label(&duda, label_id(1), " #Garantia ", None).await.unwrap();
    assert_eq!(made.name, name);
    assert!(PALETTE.contains(&made.color.as_str()));
    assert_eq!(test.desk.new_label(&duda, label_id(1), name, None).await, Ok(made.clone()), "twice is once");
    let told: Vec<DeskEvent> = test
        .desk
        .events_since(since, 10)
        .await
        .unwrap()
        .iter()
        .map(|event| {
            assert!(event.is_for(&ana), "open screens of everybody");
            serde_json::from_str(&event.payload).unwrap()
        })
        .collect();
    assert_eq!(told, [DeskEvent::Labels]);
    let taken = Err(DeskError::invalid("name", FieldProblem::Taken));
    assert_eq!(test.desk.new_label(&duda, label_id(2), "GARANTIA", None).await, taken);
    assert_eq!(test.desk.new_label(&duda, label_id(1), "Outra", None).await, taken);
    let both = test.desk.new_label(&duda, label_id(2), "  ", Some("vermelho")).await;
    let Err(DeskError::Invalid { fields }) = both else { panic!("{both:?}") };
    assert_eq!(fields.iter().map(|f| f.field.as_str()).collect::<Vec<_>>(), ["name", "color"]);
    let boleto = test.desk.new_label(&duda, label_id(2), "Boleto", Some("#ABCDEF")).await.unwrap();
    assert_eq!(boleto.color, "#abcdef");
    let renamed = Label { name: "garantia".into(), ..boleto.clone() };
    assert_eq!(test.desk.change_label(&duda, renamed).await, taken);
    let changed = Label { name: "2ª via".into(), archived: true, ..boleto };
    assert_eq!(test.desk.change_label(&duda, changed.clone()).await, Ok(changed.clone()));
    assert_eq!(test.desk.change_label(&ana, changed.clone()).await, Err(DeskError::Forbidden));
    let nobody = Label { id: label_id(9), ..changed.clone() };
    assert_eq!(
        test.desk.change_label(&duda, Label { name: "x".into(), ..nobody }).await,
        Err(DeskError::not_found("label"))
    );
    assert_eq!(test.desk.labels(&ana).await.unwrap(), [changed, made.clone()]);
    assert_eq!(test.desk.bootstrap(&ana).await.unwrap().labels.len(), 2);
    assert_eq!(test.desk.label_uses(&ana).await, Err(DeskError::Forbidden));
    assert_eq!(test.desk.delete_label(&ana, &made.id).await, Err(DeskError::Forbidden));
    test.desk.delete_label(&duda, &made.id).await.unwrap();
    test.desk.delete_label(&duda, &made.id).await.unwrap();
    assert_eq!(test.desk.labels(&ana).await.unwrap().len(), 1);
}

async fn labels_stand_on_tickets(test: &TestDesk) {
    let (ana, duda) = (test.agent("ana").await, test.supervisor("duda").await);
    let caio = test.finance_agent("caio").await;
    let (warranty, slip) = (test.label(&duda, 1, "Garantia").await, test.label(&duda, 2, "Boleto").await);
    let ticket = test.customer_says(ANA, "oi").await;
    let other = test.customer_says("5511987650002", "oi").await;
    let refused = test.desk.label_ticket(&caio, &ticket, &warranty.id, true).await;
    assert_eq!(refused, Err(DeskError::not_found("ticket")));
    assert_eq!(
        test.desk.label_ticket(&ana, &ticket, &label_id(9), true).await,
        Err(DeskError::not_found("label"))
    );
    test.desk.label_ticket(&ana, &ticket, &slip.id, true).await.unwrap();
    let row = test.desk.label_ticket(&ana, &ticket, &warranty.id, true).await.unwrap();
    assert_eq!(row.labels, [slip.id.clone(), warranty.id.clone()]);
    let again = test.desk.label_ticket(&ana, &ticket, &warranty.id, true).await.unwrap();
    assert_eq!(again.version, row.version);
    test.desk.label_ticket(&ana, &other, &warranty.id, true).await.unwrap();
    let only = |label: &Label| InboxFilter { label: Some(label.id.clone()), priority: None };
    assert_eq!(test.listed(&ana, InboxView::Waiting, &only(&slip)).await, (vec![ticket.clone()], 1));
    assert_eq!(test.listed(&ana, InboxView::All, &only(&warranty)).await.1, 2);
    assert_eq!(test.listed(&caio, InboxView::All, &only(&warranty)).await, (vec![], 0));
    let found = async |text: &str| {
        let rows = test.desk.find(&ana, text).await.unwrap();
        rows.into_iter().map(|row| row.ticket).collect::<Vec<_>>()
    };
    assert_eq!(found("#boleto").await, std::slice::from_ref(&ticket));
    assert_eq!(found("#gar").await.len(), 2);
    assert_eq!(found("#").await, []);
    assert_eq!(found("#nada").await, []);
    assert_eq!(test.desk.find(&caio, "#boleto").await.unwrap(), []);
    // Closed tickets keep their labels, and may get others.
    test.desk.claim(&ana, &ticket).await.unwrap();
    test.desk.close(&ana, &ticket, CloseReason::Resolved).await.unwrap();
    assert_eq!(test.listed(&ana, InboxView::Closed, &only(&slip)).await.0, std::slice::from_ref(&ticket));
    assert_eq!(found("#boleto").await, std::slice::from_ref(&ticket));
    let row = test.desk.label_ticket(&ana, &ticket, &slip.id, false).await.unwrap();
    assert_eq!(row.labels, std::slice::from_ref(&warranty.id));
    test.desk.label_ticket(&ana, &ticket, &slip.id, true).await.unwrap();
    let uses: Vec<LabelUse> = test.desk.label_uses(&duda).await.unwrap();
    assert_eq!(
        uses.iter().map(|u| (u.label.name.as_str(), u.tickets, u.open)).collect::<Vec<_>>(),
        [("Boleto", 1, 0), ("Garantia", 2, 1)]
    );
    let events = test.events(&ticket).await;
    let off = ThreadEvent::Labelled { by: "ana".into(), label: "Boleto".into(), on: false };
    assert!(events.contains(&off), "{events:?}");
    // One that is offered no more stays where it is.
    test.desk.change_label(&duda, Label { archived: true, ..slip.clone() }).await.unwrap();
    let refused = test.desk.label_ticket(&ana, &other, &slip.id, true).await;
    assert_eq!(refused, Err(DeskError::not_found("label")));
    assert!(test.row(&ticket).await.labels.contains(&slip.id));
    test.desk.delete_label(&duda, &warranty.id).await.unwrap();
    assert_eq!(test.row(&ticket).await.labels, std::slice::from_ref(&slip.id));
    assert_eq!(test.row(&other).await.labels, []);
    for n in 10..10 + MAX_ON_TICKET as u8 {
        let label = test.label(&duda, n, &format!("n{n}")).await;
        test.desk.label_ticket(&ana, &other, &label.id, true).await.unwrap();
    }
    let one_more = test.label(&duda, 99, "mais uma").await;
    let refused = test.desk.label_ticket(&ana, &other, &one_more.id, true).await;
    assert!(matches!(refused, Err(DeskError::Invalid { .. })), "{refused:?}");
}

async fn priorities_order_the_queue(test: &TestDesk) {
    let (ana, caio) = (test.agent("ana").await, test.finance_agent("caio").await);
    let first = test.customer_says(ANA, "oi").await;
    let second = test.customer_says("5511987650002", "oi").await;
    let third = test.customer_says("5511987650003", "oi").await;
    let hidden = test.desk.set_priority(&caio, &first, Priority::High).await;
    assert_eq!(hidden, Err(DeskError::not_found("ticket")));
    let row = test.desk.set_priority(&ana, &second, Priority::Urgent).await.unwrap();
    assert_eq!(row.priority, Priority::Urgent);
    let again = test.desk.set_priority(&ana, &second, Priority::Urgent).await.unwrap();
    assert_eq!(again.version, row.version);
    test.desk.set_priority(&ana, &first, Priority::Low).await.unwrap();
    let told = ThreadEvent::Prioritised { by: "ana".into(), priority: Priority::Urgent };
    assert!(test.events(&second).await.contains(&told));
    let only = |priority| InboxFilter { label: None, priority: Some(priority) };
    for (priority, expected) in [
        (Priority::Low, vec![&first]),
        (Priority::Normal, vec![&third]),
        (Priority::Urgent, vec![&second]),
        (Priority::High, vec![]),
    ] {
        let expected: Vec<TicketId> = expected.into_iter().cloned().collect();
        let count = expected.len() as i64;
        assert_eq!(test.listed(&ana, InboxView::Waiting, &only(priority)).await, (expected, count));
    }
    for expected in [&second, &third, &first] {
        assert_eq!(&test.desk.claim_next(&ana).await.unwrap().unwrap().ticket, expected);
    }
    test.desk.close(&ana, &first, CloseReason::Resolved).await.unwrap();
    let refused = test.desk.set_priority(&ana, &first, Priority::High).await;
    assert!(matches!(refused, Err(DeskError::Transition { .. })));
    assert_eq!(test.listed(&ana, InboxView::Closed, &only(Priority::Low)).await.0, [first]);
}
