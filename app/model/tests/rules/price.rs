//! Money, days, markets, prices and what messages come to.

use crate::common::{NOON, cases, id};
use desk_model::price::*;
use desk_model::time::{DAY, HOUR};
use desk_model::window::PriceClass;
use desk_model::{Identity, Locale, MessageStatus, Timestamp};
use proptest::prelude::*;

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn market(text: &str) -> Market {
    Market::parse(text).unwrap()
}

pub(crate) fn terms(
    place: &str,
    category: PriceCategory,
    micros: i64,
    from: &str,
    until: &str,
) -> PriceTerms {
    PriceTerms {
        market: market(place),
        category,
        inside_window: false,
        amount: Money { micros, currency: Currency::USD },
        valid_from: day(from),
        valid_until: Day::parse(until),
        source: String::new(),
        source_date: None,
    }
}

/// What the first migration of prices has for Brazil.
fn brazil() -> Vec<PriceTerms> {
    use PriceCategory::*;
    let inside = PriceTerms { inside_window: true, ..terms("BR", Utility, 0, "2025-07-01", "2026-09-30") };
    vec![
        terms("BR", Marketing, 62_500, "2026-01-01", ""),
        terms("BR", Utility, 6_800, "2026-01-01", ""),
        inside,
        terms("BR", Service, 0, "2025-07-01", "2026-09-30"),
        terms("BR", Service, 6_800, "2026-10-01", ""),
    ]
}

fn price(rows: &[PriceTerms], place: &str, category: PriceCategory, inside: bool, on: &str) -> Option<i64> {
    let market = market(place);
    let wanted = Wanted { market: &market, category, inside_window: inside };
    price_at(rows, wanted, day(on)).map(|row| row.amount.micros)
}

#[test]
fn free_text_is_paid_since_october_and_utility_too() {
    use PriceCategory::*;
    let rows = brazil();
    assert_eq!(price(&rows, "BR", Service, true, "2026-09-30"), Some(0));
    assert_eq!(price(&rows, "BR", Service, true, "2026-10-01"), Some(6_800));
    assert_eq!(price(&rows, "BR", Utility, true, "2026-09-30"), Some(0));
    assert_eq!(price(&rows, "BR", Utility, false, "2026-09-30"), Some(6_800));
    assert_eq!(price(&rows, "BR", Utility, true, "2026-10-01"), Some(6_800));
    assert_eq!(price(&rows, "BR", Marketing, true, "2025-12-31"), None);
    assert_eq!(price(&rows, "AR", Service, true, "2026-11-21"), None, "another country's price is nobody's");
}

#[test]
fn the_nearest_market_and_the_newest_row_win() {
    use PriceCategory::*;
    let mut rows = vec![
        terms("ALL", Service, 1, "2026-01-01", ""),
        terms("REST-LATIN-AMERICA", Service, 2, "2026-01-01", ""),
        terms("UY", Service, 3, "2026-01-01", "2026-03-31"),
        terms("UY", Service, 4, "2026-02-01", "2026-02-28"),
    ];
    for _ in 0..rows.len() {
        rows.rotate_left(1);
        assert_eq!(price(&rows, "UY", Service, false, "2026-01-31"), Some(3));
        assert_eq!(price(&rows, "UY", Service, false, "2026-02-01"), Some(4));
        assert_eq!(price(&rows, "UY", Service, false, "2026-03-01"), Some(3), "the longer one shows again");
        assert_eq!(price(&rows, "UY", Service, false, "2026-04-01"), Some(2));
        assert_eq!(price(&rows, "FR", Service, false, "2026-04-01"), Some(1));
        assert_eq!(price(&rows, "REST-LATIN-AMERICA", Service, false, "2026-04-01"), Some(2));
        assert_eq!(price(&rows, "UY", Service, false, "2025-12-31"), None);
    }
    // A rule of the open window counts before a country's general price.
    rows.push(PriceTerms { inside_window: true, ..terms("ALL", Service, 0, "2026-01-01", "") });
    assert_eq!(price(&rows, "UY", Service, true, "2026-02-01"), Some(0));
    assert_eq!(price(&rows, "UY", Service, false, "2026-02-01"), Some(4));
}

#[test]
fn an_estimate_says_free_how_much_or_that_it_does_not_know() {
    let rows = brazil();
    let br = market("BR");
    let on = day("2026-11-21");
    let ask = |class, category, market: Option<&Market>| {
        estimate(&rows, class, category, market, true, on).map(|(estimate, _)| estimate)
    };
    let until = NOON.plus(HOUR);
    let paid = Money { micros: 6_800, currency: Currency::USD };
    use PriceCategory::{Marketing, Service};
    assert_eq!(ask(PriceClass::Paid, Service, Some(&br)), Some(Estimate::Amount(paid)));
    assert_eq!(
        ask(PriceClass::FreeEntry { until }, Marketing, Some(&br)),
        Some(Estimate::Free { why: FreeWhy::EntryPoint { until } })
    );
    assert_eq!(ask(PriceClass::Paid, Service, None), Some(Estimate::Unknown));
    assert_eq!(ask(PriceClass::Unknown, Service, Some(&br)), None);
    let before = estimate(&rows, PriceClass::Paid, Service, Some(&br), true, day("2026-09-30")).unwrap();
    assert_eq!(before.0, Estimate::Free { why: FreeWhy::Price });
}

#[test]
fn a_recipients_market_is_their_country() {
    for (phone, country) in [
        ("5511987654321", "BR"),
        ("351912345678", "PT"),
        ("12125550123", "US"),
        ("14165550123", "CA"),
        ("18095550123", "DO"),
        ("79161234567", "RU"),
        ("77011234567", "KZ"),
        ("598912345678", "UY"),
        ("447911123456", "GB"),
    ] {
        assert_eq!(Market::of_phone(phone).unwrap().as_str(), country, "{phone}");
    }
    assert_eq!(Market::of_phone("999"), None);
    let bsuid = Identity::bsuid("AR.1A2b3C").unwrap();
    let parent = Identity::bsuid("US.ENT.11815799212886844830").unwrap();
    assert_eq!(Market::of(&bsuid).unwrap().as_str(), "AR");
    assert_eq!(Market::of(&parent).unwrap().as_str(), "US");
    let phone = Identity::phone("5511987654321").unwrap();
    assert_eq!(Market::of_any(&[bsuid, phone]).unwrap().as_str(), "BR", "the phone counts");
    assert_eq!(Market::of_any(&[]), None);
    for wrong in ["", "B", "BRA", "XX", "br asil", "REST"] {
        assert_eq!(Market::parse(wrong), None, "{wrong}");
    }
    assert_eq!(Market::parse(" br ").unwrap().as_str(), "BR");
    for market in Market::choices() {
        assert_eq!(Market::parse(market.as_str()), Some(market.clone()));
        let json = serde_json::to_string(&market).unwrap();
        assert_eq!(serde_json::from_str::<Market>(&json).unwrap(), market);
        assert_eq!(market.chain().first(), Some(&market));
        assert_eq!(market.chain().last(), Some(&Market::all()));
    }
    assert!(serde_json::from_str::<Market>("\"br\"").is_err());
    // Every country is in one region at most: its chain is itself, a region, all.
    let countries = Market::choices().into_iter().filter(Market::is_country);
    assert!(countries.clone().all(|country| country.chain().len() == 3));
    assert!(countries.count() > 200);
}

#[test]
fn money_is_written_as_its_readers_write_it() {
    let usd = |micros| Money { micros, currency: Currency::USD };
    for (micros, portuguese, english) in [
        (0, "0,00", "0.00"),
        (6_800, "0,0068", "0.0068"),
        (62_500, "0,0625", "0.0625"),
        (1, "0,000001", "0.000001"),
        (1_500_000, "1,50", "1.50"),
        (1_234_567_890_000, "1.234.567,89", "1,234,567.89"),
        (-6_800, "-0,0068", "-0.0068"),
    ] {
        assert_eq!(usd(micros).number(Locale::PtBr), portuguese);
        assert_eq!(usd(micros).number(Locale::En), english);
    }
    assert_eq!(usd(6_800).show(Locale::PtBr), "US$\u{a0}0,0068");
    let real = Money { micros: 50_000, currency: Currency::BRL };
    assert_eq!(real.show(Locale::En), "R$\u{a0}0.05");
}

#[test]
fn amounts_are_read_however_they_are_typed() {
    for (text, micros) in [
        ("0,0068", 6_800),
        ("0.0068", 6_800),
        (" 0,0625 ", 62_500),
        ("1", 1_000_000),
        ("1.234,56", 1_234_560_000),
        ("1,234.56", 1_234_560_000),
        ("1 234,56", 1_234_560_000),
        ("1.234.567", 1_234_567_000_000),
        ("1.234", 1_234_000),
        ("0,0000010000", 1),
        ("00,5", 500_000),
    ] {
        assert_eq!(parse_amount(text), Ok(micros), "{text}");
    }
    use AmountProblem::*;
    for (text, problem) in [
        ("", Malformed),
        ("-1", Malformed),
        ("1,", Malformed),
        (",5", Malformed),
        ("1e3", Malformed),
        ("12.34.56", Malformed),
        ("1,2.3,4", Malformed),
        ("R$ 1", Malformed),
        ("=1+1", Malformed),
        ("NaN", Malformed),
        ("0,0000001", TooPrecise),
        ("99999999999999999999", TooLarge),
        ("1000000001", TooLarge),
    ] {
        assert_eq!(parse_amount(text), Err(problem), "{text}");
    }
}

#[test]
fn days_are_read_in_both_orders_and_must_exist() {
    assert_eq!(day("01/10/2026"), day("2026-10-01"));
    assert_eq!(day("1/2/2026").to_string(), "2026-02-01");
    assert_eq!(day("2024-02-29").plus(1).to_string(), "2024-03-01");
    assert_eq!(day("2026-12-31").plus(1).to_string(), "2027-01-01");
    assert_eq!(Day::FIRST.number(), 0);
    assert_eq!(Day::FIRST.plus(-5), Day::FIRST);
    assert_eq!(Day::LAST.plus(5), Day::LAST);
    for wrong in [
        "",
        "2026-02-29",
        "31/04/2026",
        "2026-13-01",
        "26-01-01",
        "2026-1",
        "1969-12-31",
        "०१/१०/२०२६",
        "+1/1/2026",
    ] {
        assert_eq!(Day::parse(wrong), None, "{wrong}");
    }
    assert!(serde_json::from_str::<Day>("\"01/10/2026\"").is_err());
}

#[test]
fn terms_are_checked() {
    let good = terms("BR", PriceCategory::Service, 1, "2026-01-01", "2026-01-01");
    assert!(good.check().is_ok());
    let fields = |terms: &PriceTerms| -> Vec<String> {
        terms.check().unwrap_err().into_iter().map(|error| error.field).collect()
    };
    let bad = PriceTerms {
        amount: Money { micros: -1, currency: Currency::USD },
        valid_until: Some(day("2025-12-31")),
        source: "x".repeat(MAX_SOURCE + 1),
        ..good.clone()
    };
    assert_eq!(fields(&bad), ["amount", "valid_until", "source"]);
    assert_eq!(fields(&PriceTerms { source: "a\nb".into(), ..good }), ["source"]);
}

fn pricing(kind: Option<&str>, category: &str) -> Pricing {
    Pricing {
        model: "PMP".into(),
        kind: kind.map(str::to_owned),
        category: category.into(),
        billable: Some(!kind.is_some_and(|kind| kind.starts_with("free"))),
    }
}

fn settled(kind: Option<&str>, category: &str, on: &str) -> Option<Charge> {
    let mut cost = MessageCost { market: Some(market("BR")), ..MessageCost::default() };
    assert!(cost.hear(MessageStatus::Sent, Some(&pricing(kind, category)), NOON));
    cost.settle(&brazil(), day(on));
    assert_eq!(cost.charge, None, "nothing before it is delivered");
    assert!(cost.hear(MessageStatus::Delivered, None, NOON));
    cost.settle(&brazil(), day(on));
    cost.charge
}

#[test]
fn a_delivered_message_comes_to_the_price_of_its_day() {
    let paid = |micros| Some(Charge::Paid { amount: Money { micros, currency: Currency::USD } });
    let free = |why: &str| Some(Charge::Free { why: why.into() });
    assert_eq!(settled(Some("regular"), "service", "2026-10-01"), paid(6_800));
    assert_eq!(settled(Some("regular"), "service", "2026-09-30"), free(FREE_BY_PRICE));
    assert_eq!(settled(Some("regular"), "marketing", "2026-10-01"), paid(62_500));
    assert_eq!(
        settled(Some("free_customer_service"), "service", "2026-10-01"),
        free("free_customer_service")
    );
    assert_eq!(
        settled(Some("free_entry_point"), "referral_conversion", "2026-10-01"),
        free("free_entry_point")
    );
    assert_eq!(settled(Some("free_of_tomorrow"), "what", "2026-10-01"), free("free_of_tomorrow"));
    assert_eq!(settled(Some("regular"), "marketing_lite", "2026-10-01"), Some(Charge::Unknown));
    assert_eq!(settled(None, "utility", "2026-10-01"), paid(6_800));
    let old = Pricing { model: "CBP".into(), ..pricing(None, "service") };
    let mut cost = MessageCost { market: Some(market("BR")), ..MessageCost::default() };
    cost.hear(MessageStatus::Read, Some(&old), NOON);
    cost.settle(&brazil(), day("2026-10-01"));
    assert_eq!(cost.charge, Some(Charge::Unknown), "a conversation's price is no message's");
    let unbilled = Pricing { billable: Some(false), ..old };
    assert_eq!(unbilled.free(), Some("not_billable"));
}

#[test]
fn a_failure_costs_nothing() {
    let mut cost = MessageCost::default();
    assert!(!cost.hear(MessageStatus::Failed, Some(&pricing(Some("regular"), "service")), NOON));
    assert_eq!(cost, MessageCost::default());
}

fn cell(
    on: &str,
    template: Option<&str>,
    free: Option<&str>,
    micros: Option<i64>,
    delivered: i64,
) -> CostCell {
    CostCell {
        day: day(on),
        number: id("num_1"),
        queue: id("que_1"),
        agent: template.is_none().then(|| id("usr_1")),
        template: template.map(str::to_owned),
        category: Some("service".into()),
        free: free.map(str::to_owned),
        amount: micros.map(|micros| Money { micros, currency: Currency::USD }),
        delivered,
    }
}

#[test]
fn a_report_sums_up_from_every_side() {
    let cells = [
        cell("2026-11-02", None, None, Some(13_600), 2),
        cell("2026-11-02", Some("oferta"), None, Some(62_500), 1),
        cell("2026-11-03", None, Some("free_entry_point"), None, 4),
        cell("2026-11-03", None, None, None, 1),
        CostCell {
            amount: Some(Money { micros: 50_000, currency: Currency::BRL }),
            ..cell("2026-11-03", Some("aviso"), None, None, 1)
        },
    ];
    let of = |on: &str| {
        let of_day: Vec<CostCell> = cells.iter().filter(|cell| cell.day == day(on)).cloned().collect();
        CostReport::of_day(day(on), &of_day)
    };
    let parts = [of("2026-11-03"), of("2026-11-02")];
    let report = CostReport::join(day("2026-11-01"), day("2026-11-04"), &parts);
    let json = serde_json::to_string(&parts[0]).unwrap();
    assert_eq!(serde_json::from_str::<CostReport>(&json).unwrap(), parts[0], "as it is stored");
    let dollars = |sum: &CostSum| sum.in_currency(Currency::USD);
    assert_eq!((report.total.delivered, report.total.free, report.total.unknown), (9, 4, 1));
    assert_eq!((dollars(&report.total), report.total.in_currency(Currency::BRL)), (76_100, 50_000));
    assert_eq!((report.session.delivered, report.template.delivered), (7, 2));
    let days: Vec<_> = report.days.iter().map(|(day, sum)| (day.to_string(), sum.delivered)).collect();
    assert_eq!(days.len(), 4, "also those without a message");
    assert_eq!(days[1], ("2026-11-02".to_owned(), 3));
    assert_eq!(report.agents[0].0, None, "the dearest first");
    assert_eq!(
        report.templates.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(),
        ["oferta", "aviso"]
    );
    assert_eq!(report.free, [("free_entry_point".to_owned(), 4)]);
}

fn any_status() -> impl Strategy<Value = (MessageStatus, Option<Pricing>, Timestamp)> {
    use MessageStatus::*;
    let status = prop::sample::select(vec![Sent, Delivered, Read, Played, Failed]);
    let kind = prop::sample::select(vec![None, Some("regular"), Some("free_entry_point")]);
    let category = prop::sample::select(vec!["service", "utility", "marketing_lite"]);
    let told = prop::option::of((kind, category).prop_map(|(kind, category)| pricing(kind, category)));
    (status, told, 0i64..40).prop_map(|(status, told, hours)| (status, told, NOON.plus(hours * HOUR)))
}

proptest! {
    #![proptest_config(cases(256))]

    /// However its statuses come, and however often, a message comes to the same.
    #[test]
    fn order_and_repetition_of_statuses_do_not_matter(
        mut news in prop::collection::vec(any_status(), 1..6),
        seed in any::<prop::sample::Index>(),
    ) {
        let hear = |news: &[(MessageStatus, Option<Pricing>, Timestamp)]| {
            let mut cost = MessageCost::default();
            for (status, pricing, at) in news {
                cost.hear(*status, pricing.as_ref(), *at);
            }
            cost
        };
        let first = hear(&news);
        let again = news[seed.index(news.len())].clone();
        news.reverse();
        news.insert(seed.index(news.len()), again);
        let mut second = hear(&news);
        prop_assert_eq!(&first, &second);
        for (status, pricing, at) in &news {
            prop_assert!(!second.hear(*status, pricing.as_ref(), *at), "nothing is learnt twice");
        }
    }

    /// What is written is read again, in both languages.
    #[test]
    fn money_round_trips(micros in 0i64..=1_000_000_000_000_000) {
        let money = Money { micros, currency: Currency::BRL };
        for locale in [Locale::PtBr, Locale::En] {
            prop_assert_eq!(parse_amount(&money.number(locale)), Ok(micros));
        }
        let json = serde_json::to_string(&money).unwrap();
        prop_assert_eq!(serde_json::from_str::<Money>(&json).unwrap(), money);
    }

    /// No text makes it panic, and what it reads is in bounds.
    #[test]
    fn any_text_is_an_amount_or_is_not(text in "[0-9., \u{a0}é=-]{0,24}") {
        if let Ok(micros) = parse_amount(&text) {
            prop_assert!((0..=1_000_000_000_000_000).contains(&micros));
        }
    }

    /// A row holds from its first day to its last and on no other.
    #[test]
    fn validity_has_two_ends(from in 0i64..30_000, length in prop::option::of(0i64..2_000), on in 0i64..32_000) {
        let start = Day::FIRST.plus(from);
        let row = PriceTerms {
            valid_from: start,
            valid_until: length.map(|length| start.plus(length)),
            ..terms("BR", PriceCategory::Service, 1, "2026-01-01", "")
        };
        let holds = on >= from && length.is_none_or(|length| on <= from + length);
        let market = Market::of_phone("5511987654321").unwrap();
        let wanted = Wanted { market: &market, category: PriceCategory::Service, inside_window: false };
        prop_assert_eq!(row.holds(Day::FIRST.plus(on)), holds);
        prop_assert_eq!(price_at([&row], wanted, Day::FIRST.plus(on)).is_some(), holds);
    }

    /// Days and their numbers are one to one, and are written as they are read.
    #[test]
    fn days_count(number in 0i64..2_932_896) {
        let day = Day::FIRST.plus(number);
        prop_assert_eq!(day.number(), number);
        prop_assert_eq!(Day::parse(&day.to_string()), Some(day));
        prop_assert_eq!(Day::parse(&day.slashed()), Some(day));
        let timestamp = Timestamp(number * DAY);
        prop_assert_eq!(timestamp.0.div_euclid(DAY), day.number());
    }
}
