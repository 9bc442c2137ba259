//! What came in and could not be applied. Nothing here was lost: it is stored and can be replayed.

use crate::api::{self, ApiError};
use crate::i18n::{intl, use_texts};
use crate::live::use_store;
use crate::prelude::*;
use crate::ui::{Button, Empty, Icon, SkeletonRows};
use desk_model::DeskError;
use desk_model::view::{JournalHealth, JournalProblem};
use leptos::task::spawn_local;

/// The journal at a glance.
#[component]
pub(crate) fn JournalPage() -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let health = ArcRwSignal::new(None::<Result<JournalHealth, DeskError>>);
    let fetch = {
        let (health, store) = (health.clone(), store.clone());
        move || {
            let (health, store) = (health.clone(), store.clone());
            spawn_local(async move {
                match api::admin::journal_health().await {
                    Ok(found) => health.set(Some(Ok(found))),
                    Err(ApiError(error)) => {
                        if error == DeskError::Unauthenticated {
                            store.report(&error, t);
                        }
                        health.set(Some(Err(error)));
                    }
                }
            });
        }
    };
    let (first, again) = (fetch.clone(), fetch);
    let booted = store.boot.clone();
    Effect::new(move |_| {
        if booted.with(Option::is_some) {
            first();
        }
    });
    view! {
        <div class="page">
            <header class="page-head">
                <h1>{t.journal}</h1>
                <p>{t.journal_lead}</p>
                <Button on_press=move |_| again()>{t.refresh}</Button>
            </header>
            {move || match health.get() {
                None => view! { <SkeletonRows/> }.into_any(),
                Some(Err(error)) => {
                    view! {
                        <p class="notice notice-bad" role="alert">
                            {(t.error)(&error)}
                        </p>
                    }
                        .into_any()
                }
                Some(Ok(health)) => view! { <Health health/> }.into_any(),
            }}
        </div>
    }
}

#[component]
fn Health(health: JournalHealth) -> impl IntoView {
    let t = use_texts();
    let list = if health.problems.is_empty() {
        view! { <Empty picture=Icon::Check title=t.no_problems hint=t.no_problems_hint/> }.into_any()
    } else {
        view! {
            <div class="table-scroll" tabindex="0" role="region" aria-label=t.problems>
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">"#"</th>
                            <th scope="col">{t.received_at}</th>
                            <th scope="col">{t.state}</th>
                            <th scope="col">{t.part}</th>
                            <th scope="col">{t.what_went_wrong}</th>
                            <th scope="col" class="num">
                                {t.size}
                            </th>
                        </tr>
                    </thead>
                    <tbody>{health.problems.into_iter().map(problem).collect_view()}</tbody>
                </table>
            </div>
        }
        .into_any()
    };
    view! {
        <dl class="figures">
            <div>
                <dt>{t.journal_pending}</dt>
                <dd>{health.pending}</dd>
            </div>
            <div>
                <dt>{t.bad_signatures}</dt>
                <dd>{health.bad_signatures}</dd>
            </div>
        </dl>
        {list}
    }
}

fn problem(problem: JournalProblem) -> impl IntoView {
    let t = use_texts();
    let (word, bad) = match problem.state.as_str() {
        "unreadable" => (t.state_unreadable, true),
        "failed" => (t.state_failed, true),
        "noted" => (t.state_noted, false),
        _ => ("", false),
    };
    let word = if word.is_empty() { problem.state.clone() } else { word.to_owned() };
    view! {
        <tr>
            <td class="num">{problem.seq}</td>
            <td class="nowrap">
                <time datetime=intl::iso(problem.received_at)>{intl::full(problem.received_at)}</time>
            </td>
            <td>
                <span class="tag" class=("tag-bad", bad)>
                    {word}
                </span>
            </td>
            <td>{problem.part}</td>
            <td class="code">{problem.error}</td>
            <td class="num nowrap">{(t.bytes)(problem.size)}</td>
        </tr>
    }
}
