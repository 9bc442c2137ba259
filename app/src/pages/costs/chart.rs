//! Pictures of a report. Every figure they show also stands in a table.

use super::amounts;
use crate::i18n::{count_words, day_words, use_locale, use_texts};
use crate::prelude::*;
use desk_model::price::{CostReport, CostSum, Currency};
use std::sync::Arc;

/// Height of the chart, in its own units.
const HIGH: i64 = 96;
/// Room of one day, in the same units.
const WIDE: i64 = 12;

/// The currency that most was charged in.
fn main_currency(total: &CostSum) -> Option<Currency> {
    total.amounts.iter().max_by_key(|money| money.micros).map(|money| money.currency)
}

/// A bar for every day: what it came to or, where nothing was charged, how many were delivered.
#[component]
pub(super) fn DayChart(report: Arc<CostReport>) -> impl IntoView {
    let (t, locale) = (use_texts(), use_locale());
    let c = t.admin().cost;
    let currency = main_currency(&report.total);
    let size = |sum: &CostSum| currency.map_or(sum.delivered, |currency| sum.in_currency(currency));
    let most = report.days.iter().map(|(_, sum)| size(sum)).max().unwrap_or(0).max(1);
    let days = i64::try_from(report.days.len()).unwrap_or(1).max(1);
    let (from, until) = (day_words(locale, report.from), day_words(locale, report.until));
    let label = if currency.is_some() { (c.chart)(&from, &until) } else { (c.chart_count)(&from, &until) };
    let bars = report
        .days
        .iter()
        .zip(0i64..)
        .filter(|((_, sum), _)| sum.delivered > 0)
        .map(|((day, sum), at)| {
            let part = i128::from(size(sum)) * i128::from(HIGH) / i128::from(most);
            // A day with something always shows.
            let high = i64::try_from(part).unwrap_or(HIGH).max(1);
            let words = format!(
                "{}: {}, {} {}",
                day_words(locale, *day),
                amounts(sum, locale, c.nothing_charged),
                count_words(locale, sum.delivered),
                c.delivered.to_lowercase(),
            );
            view! {
                <rect
                    x=(at * WIDE + 1).to_string()
                    y=(HIGH - high).to_string()
                    width=(WIDE - 2).to_string()
                    height=high.to_string()
                    rx="1.5"
                >
                    <title>{words}</title>
                </rect>
            }
        })
        .collect_view();
    // A single day is not blown up to the whole width.
    let width = (days * WIDE).max(WIDE * 14);
    let top = currency.map_or_else(
        || format!("{} {}", count_words(locale, most), c.delivered.to_lowercase()),
        |currency| desk_model::price::Money { micros: most, currency }.show_sum(locale),
    );
    view! {
        <figure class="card day-chart">
            <figcaption>
                <span>{c.by_day}</span>
                <span class="muted">{format!("{} {top}", c.peak)}</span>
            </figcaption>
            <svg
                class="bars"
                role="img"
                aria-label=label
                viewBox=format!("0 0 {width} {HIGH}")
                preserveAspectRatio="none"
            >
                <line class="bars-ground" x1="0" x2=width.to_string() y1=HIGH.to_string() y2=HIGH.to_string()></line>
                {bars}
            </svg>
            <p class="bars-ends" aria-hidden="true">
                <span>{from}</span>
                <span>{until}</span>
            </p>
        </figure>
    }
}

/// How many in a hundred, rounded.
fn percent(part: i64, whole: i64) -> i64 {
    (part * 100 + whole / 2) / whole.max(1)
}

/// Free-form messages against templates.
#[component]
pub(super) fn ShareBar(report: Arc<CostReport>) -> impl IntoView {
    let (t, locale) = (use_texts(), use_locale());
    let c = t.admin().cost;
    let whole = report.total.delivered;
    let free_form = percent(report.session.delivered, whole);
    let lines = [
        (c.session, "share-session", &report.session, free_form),
        (c.template, "share-template", &report.template, 100 - free_form),
    ]
    .map(|(name, class, sum, share)| {
        view! {
            <p class="share-line">
                <span class=format!("share-dot {class}") aria-hidden="true"></span>
                <strong>{format!("{share}%")}</strong>
                <span>{name}</span>
                <span class="muted">
                    {format!(
                        "{} · {}",
                        count_words(locale, sum.delivered),
                        amounts(sum, locale, c.nothing_charged),
                    )}
                </span>
            </p>
        }
    })
    .collect_view();
    view! {
        <section class="card share" aria-labelledby="share-title">
            <h2 id="share-title">{c.session_share}</h2>
            <svg class="share-bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
                <rect class="share-template" width="100" height="6"></rect>
                <rect class="share-session" width=free_form.to_string() height="6"></rect>
            </svg>
            <div class="share-lines">{lines}</div>
        </section>
    }
}
