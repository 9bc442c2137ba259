//! The question why an offer is not taken.

use crate::api::{self, ApiError};
use crate::i18n::use_texts;
use crate::live::use_store;
use crate::pages::console::use_ui;
use crate::prelude::*;
use crate::ui::{Button, Dialog, Look};
use desk_model::DeskError;
use desk_model::error::FieldProblem;
use desk_model::transfer::MAX_NOTE;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

/// The dialog; one for the whole console.
#[component]
pub(in crate::pages::console) fn DeclineOffer() -> impl IntoView {
    let t = use_texts();
    let open = use_ui().transfer.declining;
    view! {
        <Dialog open title=t.transfer.decline_title close_label=t.close_dialog>
            <Form/>
        </Dialog>
    }
}

#[component]
fn Form() -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let ui = use_ui().transfer;
    let navigate = StoredValue::new_local(use_navigate());
    let problem = ArcRwSignal::new(None::<String>);
    let busy = ArcRwSignal::new(false);
    let (reason, write) = (ui.reason.clone(), ui.reason.clone());
    let send = {
        let (ui, problem, busy) = (ui.clone(), problem.clone(), busy.clone());
        move || {
            let Some(ticket) = ui.declined.get_untracked() else { return };
            if busy.get_untracked() {
                return;
            }
            busy.set(true);
            let (store, ui, problem, busy) = (store.clone(), ui.clone(), problem.clone(), busy.clone());
            spawn_local(async move {
                let answer = api::transfer::decline_offer(ticket.clone(), ui.reason.get_untracked()).await;
                busy.set(false);
                match answer {
                    Ok(()) => {
                        ui.declining.set(false);
                        ui.reason.set(String::new());
                        // It may be nothing to see for the reader any more.
                        if store.open.get_untracked().as_ref() == Some(&ticket) {
                            let _ = navigate.try_with_value(|go| go("/", NavigateOptions::default()));
                        }
                    }
                    Err(ApiError(DeskError::Invalid { fields })) => {
                        let words = fields.first().map(|field| match &field.problem {
                            FieldProblem::Missing => t.transfer.reason_missing.to_owned(),
                            other => (t.field_problem)(other),
                        });
                        problem.set(words);
                    }
                    Err(ApiError(DeskError::Unauthenticated)) => store.report(&DeskError::Unauthenticated, t),
                    Err(ApiError(error)) => problem.set(Some((t.error)(&error))),
                }
            });
        }
    };
    let (by_key, by_button) = (send.clone(), send);
    let dismiss = ui.declining.clone();
    let (shown, marked) = (problem.clone(), problem);
    view! {
        <div
            class="form"
            on:keydown=move |event| {
                if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
                    event.prevent_default();
                    by_key();
                }
            }
        >
            <div class="field">
                <label for="decline-reason">{t.transfer.reason}</label>
                <textarea
                    id="decline-reason"
                    rows="2"
                    autofocus
                    maxlength=MAX_NOTE.to_string()
                    aria-describedby="decline-hint decline-error"
                    aria-invalid=move || marked.with(Option::is_some).to_string()
                    prop:value=move || reason.get()
                    on:input=move |event| write.set(event_target_value(&event))
                ></textarea>
                <p class="hint" id="decline-hint">
                    {t.transfer.reason_hint}
                </p>
                <p class="field-error" id="decline-error" role="alert">
                    {move || shown.get()}
                </p>
            </div>
            <div class="dialog-foot">
                <Button look=Look::Ghost on_press=move |_| dismiss.set(false)>
                    {t.transfer.cancel}
                </Button>
                <Button look=Look::Primary key="Ctrl ↵" disabled=Signal::derive(move || busy.get()) on_press=move |_| by_button()>
                    {t.transfer.decline}
                </Button>
            </div>
        </div>
    }
}
