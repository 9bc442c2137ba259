//! Prices as text: every mistake by its line, and no cell is a formula.

use crate::common::cases;
use desk_model::Locale;
use desk_model::csv::{cell, decode};
use desk_model::price::csv::{Column, Wrong, read, write_prices};
use desk_model::price::{Currency, Day, Market, Money, PriceCategory, PriceTerms};
use proptest::prelude::*;

fn good(text: &str) -> Vec<PriceTerms> {
    let table = read(text);
    assert_eq!((&table.missing, &table.bad), (&vec![], &vec![]), "{text}");
    table.good.into_iter().map(|(_, terms)| terms).collect()
}

fn wrong(text: &str) -> Vec<(usize, Column, Wrong)> {
    read(text).bad.into_iter().map(|cell| (cell.line, cell.column, cell.wrong)).collect()
}

#[test]
fn one_table_in_many_spellings() {
    let expected = PriceTerms {
        market: Market::parse("BR").unwrap(),
        category: PriceCategory::Service,
        inside_window: false,
        amount: Money { micros: 6_800, currency: Currency::USD },
        valid_from: Day::parse("2026-10-01").unwrap(),
        valid_until: Day::parse("2026-12-31"),
        source: "Rate card".into(),
        source_date: None,
    };
    let spellings = [
        "market,category,currency,amount,valid_from,valid_until,source\nBR,service,USD,0.0068,2026-10-01,2026-12-31,Rate card\n",
        "\u{feff}Mercado;Categoria;Moeda;Preço;Vale de;Vale até;Fonte\r\nbr;Serviço;usd;0,0068;01/10/2026;31/12/2026;Rate  card\r\n",
        "sep=;\nVALOR;MOEDA;categoria;mercado;início;fim;source\n\"0,0068\";USD;servico;BR;1/10/2026;31/12/2026;\"Rate card\"",
        "amount\tcurrency\tcategory\tmarket\tvalid_from\tvalid_until\tinside_window\tnote\tsource\n0,0068\tUSD\tservice\tBR\t2026-10-01\t2026-12-31\tnão\twhatever\tRate card",
        "market,category,currency,amount,valid_from,valid_until,source\r\r,,,\r\rBR,service,USD,\"0,0068\",2026-10-01,2026-12-31,Rate card\r",
    ];
    for text in spellings {
        assert_eq!(good(text), std::slice::from_ref(&expected), "{text}");
    }
}

#[test]
fn every_bad_row_is_named_by_its_line_and_good_ones_are_kept() {
    let text = "market;category;currency;amount;valid_from;valid_until;inside_window\n\
                BR;service;USD;0,0068;2026-10-01;;\n\
                XX;gift;EURO;-1;31/02/2026;ontem;talvez\n\
                \n\
                BR;utility;USD;\"0,0068\n\";2026-01-01;2025-12-31;sim\n\
                BR;service;USD;0,01;2026-10-01;;\n\
                AR;marketing;USD;0,0000001;2026-10-01;;\n\
                ;;;;;x;\n\
                BR;marketing;USD;0,0625;2026-01-01;;yes\n";
    let table = read(text);
    assert_eq!(table.good.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [2, 10]);
    use Column::*;
    assert_eq!(
        wrong(text),
        [
            (3, Market, Wrong::UnknownMarket),
            (3, Category, Wrong::UnknownCategory),
            (3, InsideWindow, Wrong::NotYesNo),
            (3, Currency, Wrong::BadCurrency),
            (3, Amount, Wrong::BadAmount),
            (3, ValidFrom, Wrong::BadDay),
            (3, ValidUntil, Wrong::BadDay),
            (5, ValidUntil, Wrong::EndsBeforeStart),
            (7, ValidFrom, Wrong::Repeated { line: 2 }),
            (8, Amount, Wrong::TooPrecise),
            (9, Market, Wrong::Missing),
            (9, Category, Wrong::Missing),
            (9, Currency, Wrong::Missing),
            (9, Amount, Wrong::Missing),
            (9, ValidFrom, Wrong::Missing),
            (9, ValidUntil, Wrong::BadDay),
        ]
    );
}

#[test]
fn a_table_without_its_columns_is_not_read() {
    let table = read("market,price\nBR,1\n");
    assert_eq!(table.missing, [Column::Category, Column::Currency, Column::ValidFrom]);
    assert!(table.good.is_empty() && table.bad.is_empty());
    assert_eq!(read("").missing.len(), 5);
    assert_eq!(read("=HYPERLINK(\"http://evil\")\n").missing.len(), 5);
}

#[test]
fn formulas_are_just_text() {
    let text = "market,category,currency,amount,valid_from,source\n\
                BR,service,USD,0.0068,2026-10-01,\"=HYPERLINK(\"\"http://evil\"\",\"\"x\"\")\"\n\
                =1+1,service,USD,=2,2026-10-01,@x\n";
    let table = read(text);
    assert_eq!(table.good[0].1.source, "=HYPERLINK(\"http://evil\",\"x\")");
    assert_eq!(wrong(text).len(), 2);
    let written = write_prices(table.good.iter().map(|(_, terms)| terms), Locale::En);
    assert!(written.contains("\"'=HYPERLINK(\"\"http://evil\"\",\"\"x\"\")\""), "{written}");
    for dangerous in ["=1", "+1", "-1", "@A1", "\tx", "\rx"] {
        let written = cell(dangerous, ',');
        assert!(written.trim_start_matches('"').starts_with('\''), "{written}");
    }
}

#[test]
fn old_spreadsheets_write_latin_1() {
    assert_eq!(decode("\u{feff}preço".as_bytes()), "preço");
    assert_eq!(decode(b"pre\xe7o"), "preço");
}

fn any_terms() -> impl Strategy<Value = PriceTerms> {
    let market = prop::sample::select(Market::choices());
    let category = prop::sample::select(PriceCategory::ALL.to_vec());
    let currency = prop::sample::select(vec![Currency::USD, Currency::BRL]);
    let source = "[ -~çãé“”'=@+;,\"]{0,40}"
        .prop_map(|text: String| text.split_whitespace().collect::<Vec<_>>().join(" "));
    let days = (0i64..30_000, prop::option::of(0i64..900), prop::option::of(0i64..30_000));
    (market, category, any::<bool>(), currency, 0i64..2_000_000_000, source, days).prop_map(
        |(market, category, inside_window, currency, micros, source, (from, length, dated))| {
            let valid_from = Day::FIRST.plus(from);
            PriceTerms {
                market,
                category,
                inside_window,
                amount: Money { micros, currency },
                valid_from,
                valid_until: length.map(|length| valid_from.plus(length)),
                source,
                source_date: dated.map(|days| Day::FIRST.plus(days)),
            }
        },
    )
}

proptest! {
    #![proptest_config(cases(256))]

    /// What is exported is imported as it was, for readers of both languages; no cell begins like a formula.
    #[test]
    fn exported_prices_come_back(
        mut rows in prop::collection::vec(any_terms(), 0..12),
        portuguese in any::<bool>(),
    ) {
        let mut seen: Vec<PriceTerms> = Vec::new();
        rows.retain(|row| {
            let new = !seen.iter().any(|known| known.key() == row.key());
            seen.push(row.clone());
            new
        });
        let locale = if portuguese { Locale::PtBr } else { Locale::En };
        let text = write_prices(&rows, locale);
        prop_assert_eq!(good(&text), rows);
    }

    /// No text makes the reader panic; every line is good, bad or empty.
    #[test]
    fn any_text_is_read(body in "[a-z0-9,;\"\r\n\t=é]{0,200}") {
        read(&body);
        read(&format!("market,category,currency,amount,valid_from\n{body}"));
    }
}
