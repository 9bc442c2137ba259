//! Giving up a queue: it asks where what is in it goes.

use super::{dot, problem_words};
use crate::api::{self, ApiError};
use crate::i18n::use_texts;
use crate::live::use_store;
use crate::prelude::*;
use crate::ui::Dialog;
use desk_model::queue_form::QueueDetail;
use desk_model::{DeskError, QueueId};
use leptos::ev::SubmitEvent;
use leptos::task::spawn_local;
use std::sync::Arc;

/// The dialog.
#[component]
pub(super) fn RemoveDialog(
    queue: QueueDetail,
    /// Where things can go.
    others: Vec<QueueDetail>,
    /// Which queue is asked about; `None` closes the dialog.
    asked: ArcRwSignal<Option<QueueId>>,
    /// After it is gone.
    done: Callback<()>,
) -> impl IntoView {
    let t = use_texts();
    let q = t.admin().queues;
    let open = ArcRwSignal::new(true);
    let (shown, closed) = (open.clone(), asked);
    Effect::new(move |_| {
        if !shown.get() {
            closed.set(None);
        }
    });
    let title = format!("{} {}", q.delete_title, queue.form.name);
    let asking = open.clone();
    let children: ChildrenFn = Arc::new(move || {
        let (queue, others, open) = (queue.clone(), others.clone(), asking.clone());
        view! { <RemoveForm queue others open done/> }.into_any()
    });
    view! {
        <Dialog open title=title close_label=t.close_dialog>
            {children()}
        </Dialog>
    }
}

#[component]
fn RemoveForm(
    queue: QueueDetail,
    others: Vec<QueueDetail>,
    open: ArcRwSignal<bool>,
    done: Callback<()>,
) -> impl IntoView {
    let t = use_texts();
    let q = t.admin().queues;
    let store = use_store();
    let heir = ArcRwSignal::new(None::<QueueId>);
    let problem = ArcRwSignal::new(None::<String>);
    let busy = ArcRwSignal::new(false);
    let asks = queue.open > 0 || !queue.form.default_of.is_empty();
    let what = (q.delete_what)(queue.open, queue.form.default_of.len());
    let (chosen, found, working, closing) = (heir.clone(), problem.clone(), busy.clone(), open.clone());
    let name = queue.form.name.clone();
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let heir = chosen.get_untracked();
        if asks && heir.is_none() {
            found.set(Some(q.delete_pick.to_owned()));
            return;
        }
        let (store, open, found, busy) = (store.clone(), open.clone(), found.clone(), busy.clone());
        let (id, name) = (queue.id.clone(), name.clone());
        busy.set(true);
        spawn_local(async move {
            match api::queues::delete_queue(id, heir).await {
                Ok(went) => {
                    store.tell((q.deleted)(&name, went), false);
                    open.set(false);
                    done.run(());
                }
                Err(ApiError(DeskError::Invalid { fields })) => {
                    found.set(fields.first().map(|error| problem_words(t, &error.field, &error.problem)));
                }
                Err(ApiError(error)) => store.report(&error, t),
            }
            busy.set(false);
        });
    };
    let (invalid, forget) = (problem.clone(), problem.clone());
    let choices = others
        .into_iter()
        .map(|other| {
            let (heir, forget, id) = (heir.clone(), forget.clone(), other.id.clone());
            view! {
                <label class="choice">
                    <input
                        type="radio"
                        name="heir"
                        on:change=move |_| {
                            heir.set(Some(id.clone()));
                            forget.set(None);
                        }
                    />
                    {dot(other.form.color)}
                    {other.form.name}
                </label>
            }
        })
        .collect_view();
    view! {
        <form class="form" novalidate on:submit=save>
            {if asks {
                view! {
                    <p>{what}</p>
                    <fieldset
                        class="choices choices-column"
                        aria-describedby="heir-error"
                        aria-invalid=move || invalid.with(Option::is_some).to_string()
                    >
                        <legend>{q.delete_where}</legend>
                        {choices}
                    </fieldset>
                    <p class="field-error" id="heir-error" role="alert">{move || problem.get()}</p>
                    <p class="hint">{q.delete_note}</p>
                }
                    .into_any()
            } else {
                view! { <p>{q.delete_nothing}</p> }.into_any()
            }}
            <div class="form-foot">
                <button type="button" class="btn" autofocus on:click=move |_| closing.set(false)>
                    {q.cancel}
                </button>
                <button type="submit" class="btn btn-danger" prop:disabled=move || working.get()>
                    {q.delete}
                </button>
            </div>
        </form>
    }
}
