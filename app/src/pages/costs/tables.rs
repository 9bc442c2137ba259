//! The sums as tables.

use super::{Side, amounts, sides};
use crate::i18n::{Texts, count_words, day_words, use_locale, use_texts};
use crate::live::use_store;
use crate::prelude::*;
use desk_model::Locale;
use desk_model::price::{CostReport, CostSum};
use std::sync::Arc;

/// Every side of the report.
#[component]
pub(super) fn Tables(report: Arc<CostReport>) -> impl IntoView {
    let (t, locale) = (use_texts(), use_locale());
    let c = t.admin().cost;
    let store = use_store();
    let whole = report.total.delivered;
    let tables = sides(&report, &store, t)
        .into_iter()
        .filter(|side| !side.rows.is_empty())
        .map(|side| table(t, locale, side, whole))
        .collect_view();
    let days: Vec<(String, CostSum)> = report
        .days
        .iter()
        .rev()
        .filter(|(_, sum)| sum.delivered > 0)
        .map(|(day, sum)| (day_words(locale, *day), sum.clone()))
        .collect();
    let free = (!report.free.is_empty()).then(|| free_table(t, locale, &report.free));
    view! {
        <div class="cost-tables">
            {tables}
            {free}
            {table(t, locale, Side { title: c.by_day, head: c.day, rows: days }, whole)}
        </div>
    }
}

fn table(t: &'static Texts, locale: Locale, side: Side, whole: i64) -> impl IntoView {
    let c = t.admin().cost;
    let Side { title, head, rows } = side;
    let rows = rows
        .into_iter()
        .map(|(name, sum)| {
            let share = sum.delivered * 100 / whole.max(1);
            let unknown = (sum.unknown > 0).then(|| {
                let words =
                    format!("{} {}", count_words(locale, sum.unknown), c.unknown_messages.to_lowercase());
                view! { <span class="cell-note">{words}</span> }
            });
            view! {
                <tr>
                    <th scope="row">
                        {name}
                        <svg class="cost-bar" viewBox="0 0 100 3" preserveAspectRatio="none" aria-hidden="true">
                            <rect width=share.max(1).to_string() height="3"></rect>
                        </svg>
                    </th>
                    <td class="num">{count_words(locale, sum.delivered)}</td>
                    <td class="num">{count_words(locale, sum.free)}</td>
                    <td class="num">{amounts(&sum, locale, "–")} {unknown}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <section class="cost-side">
            <h2>{title}</h2>
            <div class="table-scroll" tabindex="0" role="region" aria-label=title>
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">{head}</th>
                            <th scope="col" class="num">
                                {c.delivered}
                            </th>
                            <th scope="col" class="num">
                                {c.free_messages}
                            </th>
                            <th scope="col" class="num">
                                {c.cost}
                            </th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
}

fn free_table(t: &'static Texts, locale: Locale, free: &[(String, i64)]) -> impl IntoView + use<> {
    let c = t.admin().cost;
    let rows = free
        .iter()
        .map(|(why, count)| {
            view! {
                <tr>
                    <th scope="row">{(t.cost.why)(why)}</th>
                    <td class="num">{count_words(locale, *count)}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <section class="cost-side">
            <h2>{c.why_free}</h2>
            <div class="table-scroll" tabindex="0" role="region" aria-label=c.why_free>
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">{c.reason}</th>
                            <th scope="col" class="num">
                                {c.free_messages}
                            </th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
}
