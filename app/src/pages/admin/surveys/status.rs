//! What is answered to a protocol number.

use super::fields::{Area, Problems, Tick};
use crate::api::{self, ApiError};
use crate::i18n::use_texts;
use crate::live::use_store;
use crate::prelude::*;
use desk_model::status::StatusPolicy;
use desk_model::{DeskError, QueueId};
use leptos::ev::SubmitEvent;
use leptos::task::spawn_local;

/// The form.
#[component]
pub(super) fn StatusForm(id: QueueId, policy: StatusPolicy) -> impl IntoView {
    let t = use_texts();
    let s = t.admin().survey;
    let store = use_store();
    let enabled = RwSignal::new(policy.enabled);
    let waiting = RwSignal::new(policy.waiting);
    let serving = RwSignal::new(policy.serving);
    let closed = RwSignal::new(policy.closed);
    let problems: Problems = RwSignal::new(Vec::new());
    let prefix = format!("status-{id}");
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let (store, id) = (store.clone(), id.clone());
        let status = StatusPolicy {
            enabled: enabled.get_untracked(),
            waiting: waiting.get_untracked(),
            serving: serving.get_untracked(),
            closed: closed.get_untracked(),
        };
        spawn_local(async move {
            match api::survey::set_queue_status(id, status).await {
                Ok(_) => {
                    let _ = problems.try_set(Vec::new());
                    store.tell(t.saved.to_owned(), false);
                }
                Err(ApiError(DeskError::Invalid { fields })) => {
                    let _ = problems.try_set(fields);
                }
                Err(ApiError(error)) => store.report(&error, t),
            }
        });
    };
    view! {
        <form class="queue-form queue-nudge" on:submit=save novalidate=true>
            <h3>{s.status_section}</h3>
            <Tick label=s.status_enabled value=enabled/>
            <Area form=prefix.clone() field="waiting" label=s.status_waiting value=waiting problems/>
            <Area form=prefix.clone() field="serving" label=s.status_serving value=serving problems/>
            <Area form=prefix field="closed" label=s.status_closed value=closed problems hint=s.status_hint/>
            <div class="card-foot">
                <button type="submit" class="btn btn-primary">
                    {t.save}
                </button>
            </div>
        </form>
    }
}
