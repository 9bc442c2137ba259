//! What each queue asks after a ticket, and answers to a protocol number.

mod fields;
mod question;
mod status;

use crate::api::{self, ApiError};
use crate::i18n::use_texts;
use crate::live::use_store;
use crate::prelude::*;
use crate::ui::{Empty, Icon, SkeletonRows};
use desk_model::DeskError;
use desk_model::survey::{QueueSurvey, SurveyChoice, SurveySettings};
use leptos::task::spawn_local;
use question::QuestionForm;
use status::StatusForm;
use std::sync::Arc;

/// A card for each queue.
#[component]
pub(crate) fn SurveySettingsPage() -> impl IntoView {
    let t = use_texts();
    let s = t.admin().survey;
    let store = use_store();
    let settings = ArcRwSignal::new(None::<Result<SurveySettings, DeskError>>);
    let (fetched, booted) = (settings.clone(), store.boot.clone());
    Effect::new(move |_| {
        if booted.with(Option::is_none) {
            return;
        }
        let fetched = fetched.clone();
        spawn_local(async move {
            fetched.set(Some(api::survey::survey_settings().await.map_err(|ApiError(error)| error)));
        });
    });
    view! {
        <div class="page">
            <header class="page-head page-head-many">
                <h1>{s.settings_title}</h1>
                <p>{s.settings_lead}</p>
                <div class="page-do">
                    <a class="btn" href="/surveys">
                        {s.results}
                    </a>
                </div>
            </header>
            {move || match settings.get() {
                None => view! { <SkeletonRows/> }.into_any(),
                Some(Err(error)) => {
                    view! {
                        <p class="notice notice-bad" role="alert">
                            {(t.error)(&error)}
                        </p>
                    }
                        .into_any()
                }
                Some(Ok(settings)) if settings.queues.is_empty() => {
                    view! { <Empty picture=Icon::Queues title=t.no_queues hint=t.no_queues_hint/> }.into_any()
                }
                Some(Ok(settings)) => {
                    let templates = Arc::new(settings.templates);
                    settings
                        .queues
                        .into_iter()
                        .map(|queue| view! { <QueueCard queue templates=templates.clone()/> })
                        .collect_view()
                        .into_any()
                }
            }}
        </div>
    }
}

#[component]
fn QueueCard(queue: QueueSurvey, templates: Arc<Vec<SurveyChoice>>) -> impl IntoView {
    let QueueSurvey { id, name, color, survey, status } = queue;
    let label = name.clone();
    view! {
        <section class="card queue-card survey-card" aria-label=label>
            <h2>
                <svg class="dot" viewBox="0 0 8 8" width="8" height="8" aria-hidden="true">
                    <circle cx="4" cy="4" r="4" fill=color></circle>
                </svg>
                {name}
            </h2>
            <QuestionForm id=id.clone() policy=survey templates/>
            <StatusForm id policy=status/>
        </section>
    }
}
