//! A report as a table for spreadsheets.

use super::sides;
use crate::i18n::Texts;
use crate::live::Store;
use desk_model::Locale;
use desk_model::csv;
use desk_model::price::{CostReport, CostSum};

/// Every line of every table: title, name, counts, and a line for each currency.
pub(super) fn table(report: &CostReport, store: &Store, t: &'static Texts, locale: Locale) -> String {
    let c = t.admin().cost;
    let mut rows = Vec::new();
    add(&mut rows, locale, c.session_share, c.session, &report.session);
    add(&mut rows, locale, c.session_share, c.template, &report.template);
    for side in sides(report, store, t) {
        for (name, sum) in side.rows {
            add(&mut rows, locale, side.title, &name, &sum);
        }
    }
    for (why, count) in &report.free {
        let sum = CostSum { delivered: *count, free: *count, ..CostSum::default() };
        add(&mut rows, locale, c.why_free, &(t.cost.why)(why), &sum);
    }
    for (day, sum) in &report.days {
        add(&mut rows, locale, c.by_day, &day.to_string(), sum);
    }
    let header = [c.period, "", c.delivered, c.free_messages, c.unknown_messages, c.currency, c.cost];
    let period = format!("{} – {}", report.from, report.until);
    let header: Vec<&str> =
        header.iter().enumerate().map(|(at, name)| if at == 0 { period.as_str() } else { name }).collect();
    csv::write(&header, rows, locale)
}

fn add(rows: &mut Vec<Vec<String>>, locale: Locale, title: &str, name: &str, sum: &CostSum) {
    let row = |currency: String, amount: String| {
        let counts = [sum.delivered, sum.free, sum.unknown].map(|count| count.to_string());
        let mut row = vec![title.to_owned(), name.to_owned()];
        row.extend(counts);
        row.extend([currency, amount]);
        row
    };
    if sum.amounts.is_empty() {
        rows.push(row(String::new(), String::new()));
    }
    for money in &sum.amounts {
        rows.push(row(money.currency.to_string(), money.number(locale)));
    }
}
