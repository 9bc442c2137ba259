//! What messages come to: charged once, when they were delivered, by the prices of that day.

use crate::support::{MAIN, START, TestDesk, both};
use desk_core::ports::{Change, InboundStatus};
use desk_core::{Actor, ReplyRequest, TemplateRequest};
use desk_model::error::FieldProblem;
use desk_model::message::{Content, SendFailure};
use desk_model::price::{
    Charge, Currency, Day, Market, Money, PriceCategory, PriceImport, PriceTerms, Pricing,
};
use desk_model::template::{Place, TemplateParam};
use desk_model::time::{DAY, HOUR, SECOND};
use desk_model::wire::DeskEvent;
use desk_model::{DeskError, MessageId, MessageStatus, Role, TicketId, Timestamp};

both!(
    a_message_is_charged_once_whatever_the_order,
    the_day_of_delivery_decides,
    free_messages_and_failures_cost_nothing,
    reports_tell_free_form_from_templates,
    prices_are_kept_by_administrators,
    imports_are_all_or_nothing,
);

const ANA: &str = "5511987650001";

fn told(kind: &str, category: &str) -> Option<Pricing> {
    Some(Pricing {
        model: "PMP".into(),
        kind: Some(kind.into()),
        category: category.into(),
        billable: Some(kind == "regular"),
    })
}

fn news(n: usize, status: MessageStatus, pricing: Option<Pricing>, at: Timestamp) -> Change {
    let failure =
        (status == MessageStatus::Failed).then(|| SendFailure { code: 131_026, detail: String::new() });
    Change::Status(InboundStatus {
        target: format!("wamid.out.{n}"),
        ours: None,
        status,
        failure,
        pricing,
        at,
    })
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn usd(micros: i64) -> Money {
    Money { micros, currency: Currency::USD }
}

impl TestDesk {
    /// The agent answers a customer, and the provider takes it.
    async fn answered(&self, agent: &Actor) -> (TicketId, MessageId) {
        let ticket = self.customer_says(ANA, "oi").await;
        let _ = self.desk.claim(agent, &ticket).await;
        let id = self.message_id();
        let request =
            ReplyRequest { id: id.clone(), ticket: ticket.clone(), body: "olá".into(), reply_to: None };
        self.desk.reply(agent, request).await.unwrap();
        self.desk.drain_outbox().await.unwrap();
        (ticket, id)
    }

    async fn charge(&self, ticket: &TicketId, id: &MessageId) -> Option<Charge> {
        let thread = self.desk.thread(&Actor::operator(), ticket).await.unwrap();
        thread.messages.into_iter().find(|line| line.id == *id).unwrap().cost.and_then(|cost| cost.charge)
    }

    async fn costs(&self, from: &str, until: &str) -> desk_model::price::CostReport {
        self.desk.cost_report(&Actor::operator(), day(from), day(until)).await.unwrap()
    }
}

async fn a_message_is_charged_once_whatever_the_order(test: &TestDesk) {
    use MessageStatus::{Delivered, Read, Sent};
    let agent = test.agent("ana").await;
    let (regular, later) = (told("regular", "service"), START.plus(SECOND));
    let orders = [
        vec![(Sent, regular.clone()), (Delivered, regular.clone()), (Read, None)],
        vec![(Sent, regular.clone()), (Delivered, None), (Read, None)],
        vec![(Read, None), (Delivered, None), (Sent, regular.clone())],
        vec![(Delivered, None), (Sent, regular.clone()), (Read, regular.clone())],
        vec![(Read, regular.clone())],
        vec![(Delivered, regular.clone()), (Delivered, regular.clone()), (Sent, None), (Delivered, regular)],
    ];
    for (n, order) in orders.into_iter().enumerate() {
        // Some come before the provider's own answer.
        let early = n % 2 == 0;
        if early {
            for (status, pricing) in &order {
                test.arrives(MAIN, vec![news(n + 1, *status, pricing.clone(), later)]).await;
            }
        }
        let (ticket, id) = test.answered(&agent).await;
        for _ in 0..2 {
            for (status, pricing) in &order {
                test.arrives(MAIN, vec![news(n + 1, *status, pricing.clone(), later)]).await;
            }
        }
        let paid = Some(Charge::Paid { amount: usd(6_800) });
        assert_eq!(test.charge(&ticket, &id).await, paid, "order {n}");
        let total = test.costs("2026-11-21", "2026-11-21").await.total;
        let count = i64::try_from(n).unwrap() + 1;
        assert_eq!((total.delivered, total.amounts), (count, vec![usd(6_800 * count)]), "order {n}");
        // A repetition writes nothing.
        let seq = test.seq().await;
        test.arrives(MAIN, vec![news(n + 1, order[0].0, order[0].1.clone(), later)]).await;
        assert_eq!(test.seq().await, seq);
    }
}

async fn the_day_of_delivery_decides(test: &TestDesk) {
    let agent = test.agent("ana").await;
    // Midnight in São Paulo, where 2026-10-01 begins at 03:00 UTC.
    let october = Timestamp::from_secs(1_790_823_600);
    let regular = told("regular", "service");
    let (ticket, first) = test.answered(&agent).await;
    // Written and sent in September, delivered in October: October's price.
    let sent = news(1, MessageStatus::Sent, regular.clone(), october.plus(-HOUR));
    let delivered = news(1, MessageStatus::Delivered, regular.clone(), october);
    test.arrives(MAIN, vec![sent, delivered]).await;
    assert_eq!(test.charge(&ticket, &first).await, Some(Charge::Paid { amount: usd(6_800) }));
    // Read in October, but the proof that it was delivered in September comes late.
    let (ticket, second) = test.answered(&agent).await;
    test.arrives(MAIN, vec![news(2, MessageStatus::Read, regular.clone(), october.plus(DAY))]).await;
    assert_eq!(test.charge(&ticket, &second).await, Some(Charge::Paid { amount: usd(6_800) }));
    test.arrives(MAIN, vec![news(2, MessageStatus::Delivered, regular, october.plus(-SECOND))]).await;
    assert_eq!(test.charge(&ticket, &second).await, Some(Charge::Free { why: "price".into() }));
    let september = test.costs("2026-09-30", "2026-09-30").await;
    assert_eq!((september.total.delivered, september.total.free), (1, 1));
    let report = test.costs("2026-09-30", "2026-10-02").await;
    assert_eq!((report.total.delivered, report.total.amounts), (2, vec![usd(6_800)]));
    assert_eq!(report.days.iter().map(|(_, sum)| sum.delivered).collect::<Vec<_>>(), [1, 1, 0]);
    // The sums of those days are kept by now; what comes late is counted all the same, and what moves is moved.
    let (_, _) = test.answered(&agent).await;
    let late = told("regular", "marketing");
    test.arrives(MAIN, vec![news(3, MessageStatus::Read, late.clone(), october.plus(DAY))]).await;
    assert_eq!(by_day(test).await, [1, 1, 1]);
    test.arrives(MAIN, vec![news(3, MessageStatus::Delivered, late, october.plus(-SECOND))]).await;
    assert_eq!(by_day(test).await, [2, 1, 0]);
    test.desk.tidy().await.unwrap();
    assert_eq!(by_day(test).await, [2, 1, 0]);
}

async fn by_day(test: &TestDesk) -> Vec<i64> {
    let report = test.costs("2026-09-30", "2026-10-02").await;
    report.days.iter().map(|(_, sum)| sum.delivered).collect()
}

async fn free_messages_and_failures_cost_nothing(test: &TestDesk) {
    let agent = test.agent("ana").await;
    for (n, (status, pricing, expected)) in [
        (
            MessageStatus::Delivered,
            told("free_entry_point", "referral_conversion"),
            Some(Charge::Free { why: "free_entry_point".into() }),
        ),
        (
            MessageStatus::Delivered,
            told("free_customer_service", "service"),
            Some(Charge::Free { why: "free_customer_service".into() }),
        ),
        (MessageStatus::Failed, told("regular", "service"), None),
        (MessageStatus::Delivered, None, Some(Charge::Unknown)),
        (MessageStatus::Delivered, told("regular", "a_word_of_tomorrow"), Some(Charge::Unknown)),
    ]
    .into_iter()
    .enumerate()
    {
        let (ticket, id) = test.answered(&agent).await;
        let sent = news(n + 1, MessageStatus::Sent, pricing.clone(), START);
        test.arrives(MAIN, vec![sent, news(n + 1, status, pricing, START)]).await;
        assert_eq!(test.charge(&ticket, &id).await, expected, "{n}");
    }
    let report = test.costs("2026-11-21", "2026-11-21").await;
    assert_eq!((report.total.delivered, report.total.free, report.total.unknown), (4, 2, 2));
    assert!(report.total.amounts.is_empty());
    assert_eq!(report.free.len(), 2);
    assert!(report.categories.iter().any(|(word, _)| word == "a_word_of_tomorrow"));
}

async fn reports_tell_free_form_from_templates(test: &TestDesk) {
    let agent = test.agent("ana").await;
    let template = test.template().await;
    let (ticket, _) = test.answered(&agent).await;
    let params = vec![TemplateParam { place: Place::Body, key: "1".into(), value: "Ana".into() }];
    let request =
        TemplateRequest { id: test.message_id(), ticket: ticket.clone(), template, category: None, params };
    test.desk.send_template(&agent, request).await.unwrap();
    test.desk.drain_outbox().await.unwrap();
    test.arrives(
        MAIN,
        vec![
            news(1, MessageStatus::Delivered, told("regular", "service"), START),
            news(2, MessageStatus::Delivered, told("regular", "utility"), START),
        ],
    )
    .await;
    let report =
        test.desk.cost_report(&test.supervisor("sonia").await, day("2026-11-01"), day("2026-11-30")).await;
    let report = report.unwrap();
    assert_eq!((report.session.delivered, report.template.delivered), (1, 1));
    assert_eq!(report.templates[0].0, "retorno");
    assert_eq!((&report.numbers[0].0, &report.queues[0].0), (&test.number, &test.queue));
    assert_eq!(report.agents.len(), 1);
    assert_eq!(report.agents[0].0.as_ref(), Some(agent.user()));
    assert_eq!(report.days.len(), 30);
    // Who may not see costs does not, and a period has its bounds.
    let asked = test.desk.cost_report(&agent, day("2026-11-01"), day("2026-11-30")).await;
    assert_eq!(asked, Err(DeskError::Forbidden));
    for (from, until) in [("2026-11-02", "2026-11-01"), ("2025-01-01", "2026-11-21")] {
        let asked = test.desk.cost_report(&Actor::operator(), day(from), day(until)).await;
        assert_eq!(asked, Err(DeskError::invalid("until", FieldProblem::Malformed)));
    }
    // Lines of the customer have no price.
    let thread = test.desk.thread(&agent, &ticket).await.unwrap();
    assert!(
        thread
            .messages
            .iter()
            .all(|line| line.cost.is_some() == (line.direction == desk_model::Direction::Out)
                || matches!(line.content, Content::Event(_)))
    );
}

fn terms(micros: i64, from: &str) -> PriceTerms {
    PriceTerms {
        market: Market::parse("BR").unwrap(),
        category: PriceCategory::Service,
        inside_window: false,
        amount: Money { micros, currency: Currency::BRL },
        valid_from: day(from),
        valid_until: None,
        source: " contrato ".into(),
        source_date: None,
    }
}

async fn prices_are_kept_by_administrators(test: &TestDesk) {
    let admin = test.admin("eva").await;
    for role in [Role::Agent, Role::Supervisor] {
        let id = test.person(&format!("p{}", role.as_str()), role, &[&test.queue]).await;
        let other = test.desk.actor(&id, 1).await.unwrap();
        assert_eq!(
            test.desk.put_price(&other, None, terms(1, "2027-01-01")).await,
            Err(DeskError::Forbidden)
        );
        let import = test.desk.import_prices(&other, vec![terms(1, "2027-01-01")]).await;
        assert_eq!(import, Err(DeskError::Forbidden));
        assert!(!test.desk.prices(&other).await.unwrap().is_empty(), "whoever writes sees what it costs");
    }
    let seq = test.seq().await;
    let row = test.desk.put_price(&admin, None, terms(50_000, "2026-11-01")).await.unwrap();
    assert_eq!(row.terms.source, "contrato");
    let events = test.desk.events_since(seq, 10).await.unwrap();
    let told: Vec<DeskEvent> = events.iter().map(|e| serde_json::from_str(&e.payload).unwrap()).collect();
    assert_eq!(told, [DeskEvent::Prices], "every screen learns of it");
    assert!(events[0].is_for(&test.agent("ana").await));
    // Messages delivered from now on cost that; the change of the table is no change of the past.
    let agent = test.agent("bia").await;
    let (ticket, id) = test.answered(&agent).await;
    test.arrives(MAIN, vec![news(1, MessageStatus::Delivered, told_regular(), START)]).await;
    let paid = Some(Charge::Paid { amount: Money { micros: 50_000, currency: Currency::BRL } });
    assert_eq!(test.charge(&ticket, &id).await, paid);
    let mut ended = row.terms.clone();
    ended.valid_until = Some(day("2026-11-10"));
    test.desk.put_price(&admin, Some(&row.id), ended).await.unwrap();
    assert_eq!(test.charge(&ticket, &id).await, paid);
    let (ticket, id) = test.answered(&agent).await;
    test.arrives(MAIN, vec![news(2, MessageStatus::Delivered, told_regular(), START)]).await;
    assert_eq!(test.charge(&ticket, &id).await, Some(Charge::Paid { amount: usd(6_800) }));
    // What cannot be.
    let taken = test.desk.put_price(&admin, None, terms(1, "2026-11-01")).await;
    assert_eq!(taken, Err(DeskError::invalid("valid_from", FieldProblem::Taken)));
    let moved = test.desk.put_price(&admin, Some(&row.id), terms(1, "2026-10-01")).await;
    assert_eq!(moved, Err(DeskError::invalid("valid_from", FieldProblem::Taken)));
    let unknown =
        test.desk.put_price(&admin, Some(&"prc_none".parse().unwrap()), terms(1, "2028-01-01")).await;
    assert_eq!(unknown, Err(DeskError::not_found("price")));
    let negative = test.desk.put_price(&admin, None, terms(-1, "2028-01-01")).await;
    assert_eq!(negative, Err(DeskError::invalid("amount", FieldProblem::Malformed)));
}

fn told_regular() -> Option<Pricing> {
    told("regular", "service")
}

async fn imports_are_all_or_nothing(test: &TestDesk) {
    let admin = test.admin("eva").await;
    let before = test.desk.prices(&admin).await.unwrap().len();
    let bad = vec![terms(1, "2027-01-01"), terms(-1, "2027-02-01"), terms(1, "2027-01-01")];
    match test.desk.import_prices(&admin, bad).await {
        Err(DeskError::Invalid { fields }) => {
            let names: Vec<&str> = fields.iter().map(|error| error.field.as_str()).collect();
            assert_eq!(names, ["1.amount", "2.valid_from"]);
        }
        other => panic!("{other:?}"),
    }
    assert!(test.desk.import_prices(&admin, Vec::new()).await.is_err());
    assert_eq!(test.desk.prices(&admin).await.unwrap().len(), before, "nothing was taken over");
    // The first row of Brazil's free text since October is replaced, one is new.
    let rows = vec![terms(50_000, "2026-10-01"), terms(60_000, "2027-01-01")];
    let done = test.desk.import_prices(&admin, rows.clone()).await.unwrap();
    assert_eq!(done, PriceImport { added: 1, changed: 1, same: 0 });
    assert_eq!(test.desk.prices(&admin).await.unwrap().len(), before + 1);
    let again = test.desk.import_prices(&admin, rows).await.unwrap();
    assert_eq!(again, PriceImport { added: 0, changed: 0, same: 2 });
}
