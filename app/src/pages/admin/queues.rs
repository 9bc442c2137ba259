//! Queues with the texts their customers get.

use crate::api::admin::QueueSettings;
use crate::api::{self, ApiError};
use crate::i18n::use_texts;
use crate::live::use_store;
use crate::ui::{Empty, Icon, SkeletonRows};
use desk_model::DeskError;
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
    let id = queue.id.clone();
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
        <form class="card queue-card" on:submit=save>
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
    }
}
