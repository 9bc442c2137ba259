//! What messages came to in a period, from every side.

mod chart;
mod export;
mod tables;

use crate::api::{self, ApiError};
use crate::i18n::{CostAdminTexts, Texts, count_words, intl, use_locale, use_texts};
use crate::live::{Store, clock, files, use_store};
use crate::pages::period::{Period, PeriodBar, Report, Shown};
use crate::prelude::*;
use crate::ui::{Button, Empty, Icon, SkeletonRows};
use chart::{DayChart, ShareBar};
use desk_model::Locale;
use desk_model::price::{CostReport, CostSum, Day};
use std::sync::Arc;
use tables::Tables;

/// Amounts in words, a currency each.
fn amounts(sum: &CostSum, locale: Locale, nothing: &'static str) -> String {
    if sum.amounts.is_empty() {
        return nothing.to_owned();
    }
    sum.amounts.iter().map(|money| money.show_sum(locale)).collect::<Vec<_>>().join(" + ")
}

impl Report for CostReport {
    async fn ask(from: Day, until: Day) -> Result<Self, ApiError> {
        api::cost::cost_report(from, until).await
    }
}

/// Costs, for supervisors and administrators.
#[component]
pub(crate) fn CostsPage() -> impl IntoView {
    let (t, locale) = (use_texts(), use_locale());
    let c = t.admin().cost;
    let store = use_store();
    let shown = Shown::<CostReport>::new();
    let (booted, first) = (store.boot.clone(), shown.clone());
    Effect::new(move |_| {
        if booted.with(Option::is_some) && first.period.get_untracked().is_none() {
            let (from, until) = Period::Days30.range(intl::civil(clock::now()));
            first.choose(from, until);
        }
    });
    let (again, saved, names) = (shown.clone(), shown.report.clone(), store.clone());
    let export = move |_| {
        let Some(Ok(report)) = saved.get_untracked() else { return };
        let name = format!("custos-{}-{}.csv", report.from, report.until);
        files::save_csv(&name, &export::table(&report, &names, t, locale));
    };
    let (known, chosen) = (store.boot.clone(), shown.clone());
    let here = Memo::new(move |_| known.with(Option::is_some));
    let report = shown.report.clone();
    let body = move || match report.get() {
        None => view! { <SkeletonRows/> }.into_any(),
        Some(Err(error)) => view! {
            <p class="notice notice-bad" role="alert">
                {(t.error)(&error)}
            </p>
        }
        .into_any(),
        Some(Ok(report)) if report.total.delivered == 0 => {
            view! { <Empty picture=Icon::Chart title=c.nothing_delivered hint=c.nothing_delivered_hint/> }
                .into_any()
        }
        Some(Ok(report)) => view! { <Report report/> }.into_any(),
    };
    view! {
        <div class="page page-wide">
            <header class="page-head page-head-many">
                <h1>{t.cost.costs}</h1>
                <p>{c.costs_lead}</p>
                <div class="page-do">
                    <Button on_press=move |_| again.fetch()>{t.refresh}</Button>
                    <Button on_press=export>{c.export_csv}</Button>
                </div>
            </header>
            // What day it is, only the browser knows.
            {move || {
                let chosen = chosen.clone();
                let period = chosen.period.clone();
                here.get().then(|| view! { <PeriodBar period on_choose=move |(from, until)| chosen.choose(from, until)/> })
            }}
            <div class="costs" aria-live="polite">{body}</div>
        </div>
    }
}

#[component]
fn Report(report: Arc<CostReport>) -> impl IntoView {
    let (t, locale) = (use_texts(), use_locale());
    let c = t.admin().cost;
    let total = report.total.clone();
    let figures = [
        (c.cost, amounts(&total, locale, c.nothing_charged)),
        (c.delivered, count_words(locale, total.delivered)),
        (c.free_messages, count_words(locale, total.free)),
        (c.unknown_messages, count_words(locale, total.unknown)),
    ];
    let figures = figures
        .map(|(name, value)| {
            view! {
                <div>
                    <dt>{name}</dt>
                    <dd class="num">{value}</dd>
                </div>
            }
        })
        .collect_view();
    let unknown = (total.unknown > 0).then(|| view! { <p class="hint">{c.unknown_hint}</p> });
    view! {
        <dl class="figures costs-figures">{figures}</dl>
        {unknown}
        <DayChart report=report.clone()/>
        <ShareBar report=report.clone()/>
        <Tables report/>
    }
}

/// The name of a number, queue or person of the desk.
fn named(found: Option<String>, c: &CostAdminTexts) -> String {
    found.unwrap_or_else(|| c.gone.to_owned())
}

/// One table of a report.
struct Side {
    title: &'static str,
    /// What its lines are.
    head: &'static str,
    rows: Vec<(String, CostSum)>,
}

/// The lines of a report with their names.
fn sides(report: &CostReport, store: &Store, t: &'static Texts) -> Vec<Side> {
    let c = t.admin().cost;
    let numbers = store.numbers.get_untracked();
    let categories =
        report.categories.iter().map(|(word, sum)| ((t.cost.category_word)(word), sum.clone())).collect();
    let agents = report.agents.iter().map(|(id, sum)| {
        let name = id.as_ref().map_or_else(|| c.the_desk.to_owned(), |id| named(store.name_of(id), c));
        (name, sum.clone())
    });
    let queues = report
        .queues
        .iter()
        .map(|(id, sum)| (named(store.queue(id).map(|queue| queue.name), c), sum.clone()));
    let numbers = report.numbers.iter().map(|(id, sum)| {
        let label = numbers.iter().find(|number| number.id == *id).map(|number| number.label.clone());
        (named(label, c), sum.clone())
    });
    vec![
        Side { title: c.by_category, head: c.category_label, rows: categories },
        Side { title: c.by_template, head: c.template, rows: report.templates.clone() },
        Side { title: c.by_agent, head: c.agent, rows: agents.collect() },
        Side { title: c.by_queue, head: c.queue, rows: queues.collect() },
        Side { title: c.by_number, head: c.number, rows: numbers.collect() },
    ]
}
