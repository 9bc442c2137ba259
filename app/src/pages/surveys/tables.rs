//! The sums by their sides, and the answers one by one.

use super::average_words;
use crate::i18n::{Texts, count_words, intl, use_locale, use_texts};
use crate::live::{Store, use_store};
use crate::prelude::*;
use crate::program::rel_to;
use desk_model::survey::{SurveyAnswer, SurveyReport, SurveySum};
use desk_model::{Locale, UserId};
use std::sync::Arc;

/// Every side of the report.
#[component]
pub(super) fn Tables(report: Arc<SurveyReport>) -> impl IntoView {
    let (t, locale) = (use_texts(), use_locale());
    let s = t.admin().survey;
    let store = use_store();
    let queues = report.queues.iter().map(|(id, sum)| {
        let name = store.queue(id).map_or_else(|| t.admin().cost.gone.to_owned(), |queue| queue.name);
        (name, sum.clone())
    });
    let agents = report.agents.iter().map(|(id, sum)| (person(&store, id.as_ref(), t), sum.clone()));
    let reasons = report.reasons.iter().map(|(reason, sum)| {
        let name = reason.detail.clone().unwrap_or_else(|| (t.reason)(reason.outcome).0.to_owned());
        (name, sum.clone())
    });
    view! {
        <div class="cost-tables">
            {table(t, locale, s.by_queue, s.queue, queues.collect())}
            {table(t, locale, s.by_agent, s.agent, agents.collect())}
            {table(t, locale, s.by_reason, s.reason, reasons.collect())}
        </div>
    }
}

fn person(store: &Store, id: Option<&UserId>, t: &'static Texts) -> String {
    match id {
        None => t.admin().survey.nobody.to_owned(),
        Some(id) => store.name_of(id).unwrap_or_else(|| t.admin().cost.gone.to_owned()),
    }
}

fn table(
    t: &'static Texts,
    locale: Locale,
    title: &'static str,
    head: &'static str,
    rows: Vec<(String, SurveySum)>,
) -> impl IntoView {
    let s = t.admin().survey;
    let rows = rows
        .into_iter()
        .map(|(name, sum)| {
            // The bar shows the average: from 1 to 5.
            let width = sum.average().map_or(0, |average| (average - 100).max(4) / 4);
            view! {
                <tr>
                    <th scope="row">
                        {name}
                        <svg class="cost-bar" viewBox="0 0 100 3" preserveAspectRatio="none" aria-hidden="true">
                            <rect width=width.to_string() height="3"></rect>
                        </svg>
                    </th>
                    <td class="num">{average_words(&sum, locale)}</td>
                    <td class="num">{count_words(locale, sum.answered())}</td>
                    <td class="num">{format!("{}%", sum.share())}</td>
                    <td class="num">{count_words(locale, sum.asked)}</td>
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
                            {[s.average, s.answered, s.share, s.asked]
                                .map(|name| {
                                    view! {
                                        <th scope="col" class="num">
                                            {name}
                                        </th>
                                    }
                                })
                                .collect_view()}
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
}

/// The newest answers with their comments.
#[component]
pub(super) fn Answers(report: Arc<SurveyReport>) -> impl IntoView {
    let t = use_texts();
    let s = t.admin().survey;
    let store = use_store();
    if report.answers.is_empty() {
        return view! { <p class="hint">{s.no_answers}</p> }.into_any();
    }
    let rows = report.answers.iter().map(|answer| row(t, &store, answer)).collect_view();
    view! {
        <section class="cost-side survey-answers">
            <h2>{s.answers}</h2>
            <div class="table-scroll" tabindex="0" role="region" aria-label=s.answers>
                <table class="table">
                    <thead>
                        <tr>
                            {[s.score, s.comment, s.customer, s.queue, s.agent, s.ticket, s.when]
                                .map(|name| view! { <th scope="col">{name}</th> })
                                .collect_view()}
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

fn row(t: &'static Texts, store: &Store, answer: &SurveyAnswer) -> impl IntoView + use<> {
    let s = t.admin().survey;
    let queue = store.queue(&answer.queue).map_or_else(|| t.admin().cost.gone.to_owned(), |queue| queue.name);
    let comment = match &answer.comment {
        Some(comment) => view! { <span dir="auto">{comment.clone()}</span> }.into_any(),
        None => view! { <span class="muted">{s.no_comment}</span> }.into_any(),
    };
    view! {
        <tr>
            <td>
                <span class=format!("score score-{}", answer.score) role="img" aria-label=(s.score_of)(answer.score)>
                    {answer.score}
                </span>
            </td>
            <td class="survey-comment">{comment}</td>
            <td>{answer.contact_name.clone()}</td>
            <td>{queue}</td>
            <td>{person(store, answer.agent.as_ref(), t)}</td>
            <td>
                <a class="protocol" href=format!("/t/{}", answer.ticket) rel=rel_to("/t/")>
                    {answer.protocol.to_string()}
                </a>
            </td>
            <td class="survey-when">
                <time datetime=intl::iso(answer.at)>{intl::full(answer.at)}</time>
            </td>
        </tr>
    }
}
