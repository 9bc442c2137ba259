//! What customers answered after a ticket.

mod tables;

use crate::api::{self, ApiError};
use crate::i18n::{count_words, intl, use_locale, use_texts};
use crate::live::{clock, use_store};
use crate::pages::period::{Period, PeriodBar, Report, Shown};
use crate::prelude::*;
use crate::ui::{Button, Empty, Icon, SkeletonRows};
use desk_model::price::Day;
use desk_model::survey::{SurveyReport, SurveySum};
use desk_model::{Locale, Permission};
use std::sync::Arc;
use tables::{Answers, Tables};

impl Report for SurveyReport {
    async fn ask(from: Day, until: Day) -> Result<Self, ApiError> {
        api::survey::survey_report(from, until).await
    }
}

/// An average of hundredths: `4,25`; a dash without answers.
fn average_words(sum: &SurveySum, locale: Locale) -> String {
    let sign = match locale {
        Locale::PtBr => ',',
        Locale::En => '.',
    };
    sum.average().map_or_else(|| "–".to_owned(), |value| format!("{}{sign}{:02}", value / 100, value % 100))
}

/// Results, for supervisors and administrators.
#[component]
pub(crate) fn SurveysPage() -> impl IntoView {
    let t = use_texts();
    let s = t.admin().survey;
    let store = use_store();
    let shown = Shown::<SurveyReport>::new();
    let (booted, first) = (store.boot.clone(), shown.clone());
    Effect::new(move |_| {
        if booted.with(Option::is_some) && first.period.get_untracked().is_none() {
            let (from, until) = Period::Days30.range(intl::civil(clock::now()));
            first.choose(from, until);
        }
    });
    let (again, chosen, report) = (shown.clone(), shown.clone(), shown.report.clone());
    let role = Memo::new(move |_| store.boot.with(|boot| boot.as_ref().map(|boot| boot.me.role)));
    let body = move || match report.get() {
        None => view! { <SkeletonRows/> }.into_any(),
        Some(Err(error)) => view! {
            <p class="notice notice-bad" role="alert">
                {(t.error)(&error)}
            </p>
        }
        .into_any(),
        Some(Ok(report)) if report.total.asked == 0 => {
            view! { <Empty picture=Icon::Star title=s.nothing hint=s.nothing_hint/> }.into_any()
        }
        Some(Ok(report)) => view! { <Report report/> }.into_any(),
    };
    view! {
        <div class="page page-wide">
            <header class="page-head page-head-many">
                <h1>{t.survey.title}</h1>
                <p>{s.lead}</p>
                <div class="page-do">
                    <Button on_press=move |_| again.fetch()>{t.refresh}</Button>
                    {move || {
                        role.get()
                            .is_some_and(|role| role.may(Permission::ManageDesk))
                            .then(|| {
                                view! {
                                    <a class="btn" href="/admin/surveys">
                                        {s.configure}
                                    </a>
                                }
                            })
                    }}
                </div>
            </header>
            // What day it is, only the browser knows.
            {move || {
                let chosen = chosen.clone();
                let period = chosen.period.clone();
                role.get()
                    .map(|_| view! { <PeriodBar period on_choose=move |(from, until)| chosen.choose(from, until)/> })
            }}
            <div class="costs" aria-live="polite">{body}</div>
        </div>
    }
}

#[component]
fn Report(report: Arc<SurveyReport>) -> impl IntoView {
    let (t, locale) = (use_texts(), use_locale());
    let s = t.admin().survey;
    let total = report.total.clone();
    let figures = [
        (s.average, average_words(&total, locale)),
        (s.answered, count_words(locale, total.answered())),
        (s.share, format!("{}%", total.share())),
        (s.asked, count_words(locale, total.asked)),
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
    view! {
        <dl class="figures costs-figures">{figures}</dl>
        <Spread total/>
        <Tables report=report.clone()/>
        <Answers report/>
    }
}

/// How often each score was answered, the best first.
#[component]
fn Spread(total: SurveySum) -> impl IntoView {
    let (t, locale) = (use_texts(), use_locale());
    let s = t.admin().survey;
    let answered = total.answered();
    let rows = [5, 4, 3, 2, 1]
        .into_iter()
        .zip(total.spread.into_iter().rev())
        .map(|(score, count): (i64, i64)| {
            let percent = (count * 100 + answered / 2) / answered.max(1);
            let words = (s.spread_line)(score, &count_words(locale, count), percent);
            view! {
                <li class="spread-row">
                    <span class="sr-only">{words}</span>
                    <span class="spread-score num" aria-hidden="true">
                        {score}
                    </span>
                    <svg
                        class=format!("spread-bar spread-{score}")
                        viewBox="0 0 100 4"
                        preserveAspectRatio="none"
                        aria-hidden="true"
                    >
                        <rect class="spread-ground" width="100" height="4"></rect>
                        <rect width=percent.to_string() height="4"></rect>
                    </svg>
                    <span class="num muted" aria-hidden="true">
                        {format!("{} · {percent}%", count_words(locale, count))}
                    </span>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="card spread" aria-labelledby="spread-title">
            <h2 id="spread-title">{s.spread}</h2>
            <ul>{rows}</ul>
        </section>
    }
}
