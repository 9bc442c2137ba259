//! Queues with the texts their customers get.

use crate::api::admin::QueueSettings;
use crate::api::{self, ApiError};
use crate::i18n::use_texts;
use crate::live::use_store;
use crate::ui::{Empty, Icon, SkeletonRows};
use desk_model::error::FieldError;
use desk_model::nudge::MINUTES;
use desk_model::{DeskError, QueueId};
use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Every queue.
#[component]
pub(crate) fn QueuesPage() -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let queues = ArcRwSignal::new(None::<Result<Vec<QueueSettings>, DeskError>>);
    let (fetched, booted) = (queues.clone(), store.boot.clone());
    Effect::new(move |_| {
        if booted.with(Option::is_none) {
            return;
        }
        let fetched = fetched.clone();
        spawn_local(async move {
            fetched.set(Some(api::admin::queue_settings().await.map_err(|ApiError(error)| error)));
        });
    });
    view! {
        <div class="page">
            <header class="page-head">
                <h1>{t.queues_and_texts}</h1>
                <p>{t.queues_lead}</p>
            </header>
            {move || match queues.get() {
                None => view! { <SkeletonRows/> }.into_any(),
                Some(Err(error)) => {
                    view! {
                        <p class="notice notice-bad" role="alert">
                            {(t.error)(&error)}
                        </p>
                    }
                        .into_any()
                }
                Some(Ok(queues)) if queues.is_empty() => {
                    view! { <Empty picture=Icon::Queues title=t.no_queues hint=t.no_queues_hint/> }.into_any()
                }
                Some(Ok(queues)) => queues.into_iter().map(|queue| view! { <QueueCard queue/> }).collect_view().into_any(),
            }}
        </div>
    }
}

#[component]
fn QueueCard(queue: QueueSettings) -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let opening = NodeRef::<html::Textarea>::new();
    let closing = NodeRef::<html::Textarea>::new();
    let hours = NodeRef::<html::Input>::new();
    let (id, nudge_id) = (queue.id.clone(), queue.id.clone());
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let (Some(opening), Some(closing), Some(hours)) =
            (opening.get_untracked(), closing.get_untracked(), hours.get_untracked())
        else {
            return;
        };
        let (store, id) = (store.clone(), id.clone());
        let hours = hours.value().trim().parse().unwrap_or(0);
        let (opening, closing) = (opening.value(), closing.value());
        spawn_local(async move {
            match api::admin::set_queue_texts(id, opening, closing, hours).await {
                Ok(_) => store.tell(t.saved.to_owned(), false),
                Err(ApiError(error)) => store.report(&error, t),
            }
        });
    };
    view! {
        <section class="card queue-card">
        <form class="queue-form" on:submit=save>
            <h2>
                <svg class="dot" viewBox="0 0 8 8" width="8" height="8" aria-hidden="true">
                    <circle cx="4" cy="4" r="4" fill=queue.color></circle>
                </svg>
                {queue.name}
            </h2>
            <label class="field">
                <span>{t.opening_text}</span>
                <textarea node_ref=opening rows="2" maxlength="1024">
                    {queue.opening_text}
                </textarea>
            </label>
            <label class="field">
                <span>{t.closing_text}</span>
                <textarea node_ref=closing rows="2" maxlength="1024">
                    {queue.closing_text}
                </textarea>
            </label>
            <p class="hint">{t.text_variables}</p>
            <div class="card-foot">
                <label class="field field-inline">
                    <span>{t.reopen_hours}</span>
                    <input node_ref=hours type="number" min="0" max="720" value=queue.reopen_hours.to_string()/>
                </label>
                <button type="submit" class="btn btn-primary">
                    {t.save}
                </button>
            </div>
        </form>
        <NudgeForm id=nudge_id text=queue.nudge_text auto=queue.nudge_auto minutes=queue.nudge_minutes/>
        </section>
    }
}

/// How a queue asks silent customers before the window closes.
#[component]
fn NudgeForm(id: QueueId, text: String, auto: bool, minutes: u32) -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let words = NodeRef::<html::Textarea>::new();
    let switch = NodeRef::<html::Input>::new();
    let before = NodeRef::<html::Input>::new();
    let problems = ArcRwSignal::new(Vec::<FieldError>::new());
    let saved = problems.clone();
    let save = {
        let id = id.clone();
        move |event: SubmitEvent| {
            event.prevent_default();
            let (Some(words), Some(switch), Some(before)) =
                (words.get_untracked(), switch.get_untracked(), before.get_untracked())
            else {
                return;
            };
            let (store, id, problems) = (store.clone(), id.clone(), saved.clone());
            let (text, auto) = (words.value(), switch.checked());
            let minutes = before.value().trim().parse().unwrap_or(0);
            spawn_local(async move {
                match api::admin::set_queue_nudge(id, text, auto, minutes).await {
                    Ok(_) => {
                        problems.set(Vec::new());
                        store.tell(t.saved.to_owned(), false);
                    }
                    Err(ApiError(DeskError::Invalid { fields })) => problems.set(fields),
                    Err(ApiError(error)) => store.report(&error, t),
                }
            });
        }
    };
    let problem = move |field: &'static str| {
        let problems = problems.clone();
        Memo::new(move |_| {
            problems
                .with(|all| all.iter().find(|known| known.field == field).map(|known| known.problem.clone()))
        })
    };
    let (text_problem, minutes_problem) = (problem("nudge_text"), problem("nudge_minutes"));
    let (text_id, minutes_id) = (format!("nudge-text-{id}"), format!("nudge-minutes-{id}"));
    let (text_error, minutes_error) = (format!("{text_id}-error"), format!("{minutes_id}-error"));
    view! {
        <form class="queue-form queue-nudge" on:submit=save novalidate>
            <h3>{t.composer.nudge_section}</h3>
            <div class="field">
                <label for=text_id.clone()>{t.composer.nudge_text}</label>
                <textarea
                    id=text_id
                    node_ref=words
                    rows="2"
                    maxlength="4096"
                    aria-invalid=move || text_problem.get().is_some().to_string()
                    aria-describedby=text_error.clone()
                >
                    {text}
                </textarea>
                <p class="field-error" id=text_error>
                    {move || text_problem.get().map(|problem| (t.field_problem)(&problem))}
                </p>
                <p class="hint">{t.composer.nudge_text_hint}</p>
            </div>
            <label class="check">
                <input node_ref=switch type="checkbox" checked=auto/>
                <span>{t.composer.nudge_auto}</span>
            </label>
            <div class="card-foot">
                <div class="field field-inline">
                    <label for=minutes_id.clone()>{t.composer.nudge_minutes}</label>
                    <input
                        id=minutes_id
                        node_ref=before
                        type="number"
                        min=MINUTES.0.to_string()
                        max=MINUTES.1.to_string()
                        value=minutes.to_string()
                        aria-invalid=move || minutes_problem.get().is_some().to_string()
                        aria-describedby=minutes_error.clone()
                    />
                    <p class="field-error" id=minutes_error>
                        {move || {
                            minutes_problem.get().map(|_| (t.composer.minutes_range)(MINUTES.0, MINUTES.1))
                        }}
                    </p>
                </div>
                <button type="submit" class="btn btn-primary">
                    {t.save}
                </button>
            </div>
        </form>
    }
}
