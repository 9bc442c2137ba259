//! The price table, and the sums of what was delivered.

use crate::support::*;
use desk_model::price::{
    Charge, CostCell, CostReport, Currency, Day, Market, MessageCost, Money, Price, PriceCategory,
    PriceTerms, Pricing,
};
use desk_model::{MessageStatus, PriceId};
use desk_store::{CostRow, StoreError, Tx, cost, message, price};

both!(brazil_is_there, prices_come_back, the_price_of_a_message_comes_back, sums);

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn usd(micros: i64) -> Money {
    Money { micros, currency: Currency::USD }
}

fn terms(market: &str, micros: i64, from: &str) -> PriceTerms {
    PriceTerms {
        market: Market::parse(market).unwrap(),
        category: PriceCategory::Marketing,
        inside_window: false,
        amount: usd(micros),
        valid_from: day(from),
        valid_until: Some(day("2027-12-31")),
        source: "=contrato \0 'x'".to_owned(),
        source_date: Some(day("2026-01-02")),
    }
}

async fn brazil_is_there(db: &Db) {
    let store = db.open().await;
    let mut tx = store.read().await.unwrap();
    let rows = price::list(&mut tx).await.unwrap();
    let micros = |category: PriceCategory, inside: bool, on: &str| {
        let held = rows.iter().map(|row| &row.terms);
        let mut held =
            held.filter(|t| t.category == category && t.inside_window == inside && t.holds(day(on)));
        held.next().map(|terms| terms.amount)
    };
    use PriceCategory::*;
    assert_eq!(micros(Marketing, false, "2026-11-21"), Some(usd(62_500)));
    assert_eq!(micros(Utility, false, "2026-11-21"), Some(usd(6_800)));
    assert_eq!(micros(Authentication, false, "2026-11-21"), Some(usd(6_800)));
    assert_eq!(micros(Service, false, "2026-09-30"), Some(usd(0)));
    assert_eq!(micros(Service, false, "2026-10-01"), Some(usd(6_800)));
    assert_eq!(micros(Utility, true, "2026-09-30"), Some(usd(0)));
    assert_eq!(micros(Utility, true, "2026-10-01"), None);
    for row in &rows {
        assert!(row.terms.check().is_ok() && !row.terms.source.is_empty() && row.terms.source_date.is_some());
    }
    drop(tx);
    store.close().await;
}

async fn prices_come_back(db: &Db) {
    let store = db.open().await;
    let mut tx = store.write().await.unwrap();
    let mut row =
        Price { id: id("prc_new"), terms: terms("REST-LATIN-AMERICA", 1_000_000_000, "2026-02-01") };
    price::put(&mut tx, &row, at(5)).await.unwrap();
    row.terms.source = "=contrato  'x'".to_owned();
    assert_eq!(price::get(&mut tx, &row.id).await.unwrap(), Some(row.clone()), "without U+0000");
    assert_eq!(price::same_start(&mut tx, &row.terms).await.unwrap(), Some(row.clone()));
    assert_eq!(price::same_start(&mut tx, &terms("BR", 1, "2026-02-01")).await.unwrap(), None);
    row.terms.valid_until = None;
    row.terms.inside_window = true;
    price::put(&mut tx, &row, at(6)).await.unwrap();
    assert_eq!(price::get(&mut tx, &row.id).await.unwrap(), Some(row.clone()));
    let chain = Market::parse("UY").unwrap().chain();
    let found = price::of_category(&mut tx, PriceCategory::Marketing, &chain).await.unwrap();
    assert_eq!(found, [row.clone()]);
    assert!(price::of_category(&mut tx, PriceCategory::Service, &chain).await.unwrap().is_empty());
    assert_eq!(price::get(&mut tx, &id::<PriceId>("prc_none")).await.unwrap(), None);
    tx.commit().await.unwrap();
    // Two of the same cannot begin on one day.
    let mut tx = store.write().await.unwrap();
    let twin = Price { id: id("prc_twin"), terms: row.terms };
    assert!(matches!(price::put(&mut tx, &twin, at(7)).await, Err(StoreError::Conflict { .. })));
    drop(tx);
    store.close().await;
}

async fn the_price_of_a_message_comes_back(db: &Db) {
    let store = db.open().await;
    desk(&store).await;
    let mut tx = store.write().await.unwrap();
    thread(&mut tx, "maria", 1).await;
    message::insert(&mut tx, &message("msg_1", "maria", 20, None)).await.unwrap();
    let known = MessageCost {
        pricing: Some(Pricing {
            model: "PMP".into(),
            kind: Some("regular".into()),
            category: "service".into(),
            billable: Some(true),
        }),
        told_with: Some(MessageStatus::Delivered),
        delivered_at: Some(at(30)),
        market: Market::parse("BR"),
        charge: Some(Charge::Paid { amount: usd(6_800) }),
    };
    cost::note(&mut tx, &id("msg_1"), &known).await.unwrap();
    let mut line = message::get(&mut tx, &id("msg_1")).await.unwrap().unwrap();
    assert_eq!((line.view.cost.as_ref(), line.view.version), (Some(&known), 1));
    // Another change of the line leaves it alone.
    message::update(&mut tx, &mut line).await.unwrap();
    let line = message::get(&mut tx, &id("msg_1")).await.unwrap().unwrap();
    assert_eq!((line.view.cost, line.view.version), (Some(known), 2));
    tx.commit().await.unwrap();
    store.close().await;
}

async fn delivered(tx: &mut Tx<'_>, n: usize, cell: CostCell) {
    let name = format!("msg_{n}");
    if message::get(tx, &id(&name)).await.unwrap().is_none() {
        message::insert(tx, &message(&name, "maria", 20, None)).await.unwrap();
    }
    let market = Market::parse("BR");
    cost::enter(tx, &CostRow { message: id(&name), cell, market, delivered_at: at(50) }).await.unwrap();
}

async fn sums(db: &Db) {
    let store = db.open().await;
    desk(&store).await;
    let mut tx = store.write().await.unwrap();
    thread(&mut tx, "maria", 1).await;
    let free_form = CostCell {
        day: day("2026-11-20"),
        number: id("num_um"),
        queue: id("que_vendas"),
        agent: Some(id("usr_ana")),
        template: None,
        category: Some("service".into()),
        free: None,
        amount: Some(usd(6_800)),
        delivered: 1,
    };
    let template = CostCell {
        template: Some("oferta".into()),
        category: Some("marketing".into()),
        amount: Some(usd(62_500)),
        ..free_form.clone()
    };
    let free = CostCell { free: Some("free_entry_point".into()), amount: None, ..free_form.clone() };
    let unknown = CostCell { category: None, amount: None, agent: None, ..free_form.clone() };
    let next_day = CostCell { day: day("2026-11-21"), ..free_form.clone() };
    let other_year = CostCell { day: day("2025-11-20"), ..free_form.clone() };
    let all = [&free_form, &free_form, &template, &free, &unknown, &next_day, &other_year];
    for (n, cell) in all.into_iter().enumerate() {
        delivered(&mut tx, n, cell.clone()).await;
    }
    // Entered twice is still one message.
    delivered(&mut tx, 0, free_form.clone()).await;
    let cells = cost::cells(&mut tx, day("2026-11-20"), day("2026-11-21")).await.unwrap();
    assert_eq!(cells.len(), 5);
    let twice = CostCell { amount: Some(usd(13_600)), delivered: 2, ..free_form.clone() };
    for cell in [&twice, &template, &free, &unknown, &next_day] {
        assert!(cells.contains(cell), "{cell:?} in {cells:?}");
    }
    // Summed up day by day, kept, and put together.
    for on in ["2026-11-20", "2026-11-21", "2026-11-22"] {
        cost::sum_up(&mut tx, day(on)).await.unwrap();
    }
    assert_eq!(cost::first_day(&mut tx).await.unwrap(), Some(day("2025-11-20")));
    let kept = cost::kept(&mut tx, day("2026-11-20"), day("2026-11-21")).await.unwrap();
    assert_eq!(kept.len(), 2);
    let report = CostReport::join(day("2026-11-20"), day("2026-11-21"), &kept);
    assert_eq!(report.total.amounts, [usd(13_600 + 62_500 + 6_800)]);
    assert_eq!((report.total.delivered, report.total.free, report.total.unknown), (6, 1, 1));
    cost::spoil(&mut tx, day("2026-11-21")).await.unwrap();
    let days = cost::kept_days(&mut tx, day("2026-11-01"), day("2026-11-30")).await.unwrap();
    assert_eq!(days, [day("2026-11-20"), day("2026-11-22")]);
    assert_eq!(cost::kept(&mut tx, day("2026-11-21"), day("2026-11-21")).await.unwrap(), []);
    // What it came to can be corrected; the message is still one.
    delivered(&mut tx, 1, CostCell { day: day("2026-11-21"), ..free.clone() }).await;
    assert_eq!(cost::day_of(&mut tx, &id("msg_1")).await.unwrap(), Some(day("2026-11-21")));
    let cells = cost::cells(&mut tx, day("2026-11-20"), day("2026-11-20")).await.unwrap();
    assert!(cells.contains(&free_form) && cells.iter().map(|cell| cell.delivered).sum::<i64>() == 4);
    assert!(cost::cells(&mut tx, day("2027-01-01"), day("2027-01-02")).await.unwrap().is_empty());
    tx.commit().await.unwrap();
    store.close().await;
}
