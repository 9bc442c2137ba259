//! The question why a ticket is closed.

use super::{actions, use_ui};
use crate::api;
use crate::i18n::use_texts;
use crate::live::{browser, use_store};
use crate::prelude::*;
use crate::ui::{Dialog, Kbd};
use desk_model::queue_form::{CloseChoices, ReasonChoice};
use desk_model::{CloseReason, TicketId};
use leptos::ev::KeyboardEvent;
use leptos::task::spawn_local;

/// The dialog behind `e`: the queue's own reasons, and one key for each outcome.
#[component]
pub(super) fn CloseTicket() -> impl IntoView {
    let t = use_texts();
    let open = use_ui().closing;
    view! {
        <Dialog open=open title=t.close_ticket close_label=t.close_dialog>
            <Question/>
        </Dialog>
    }
}

/// What is asked; made anew each time, so that it knows what the queue asks for now.
#[component]
fn Question() -> impl IntoView {
    let t = use_texts();
    let q = t.queues;
    let store = use_store();
    let open = use_ui().closing;
    let Some(ticket) = store.row.with_untracked(|row| row.as_ref().map(|row| row.ticket.clone())) else {
        return ().into_any();
    };
    let choices = ArcRwSignal::new(None::<CloseChoices>);
    fetch(&ticket, &choices);
    let problem = ArcRwSignal::new(None::<&'static str>);
    // The queue began to ask for a reason meanwhile: ask anew, and say why.
    let refused = {
        let (ticket, choices, problem) = (ticket.clone(), choices.clone(), problem.clone());
        Callback::new(move |()| {
            problem.set(Some(q.choose_reason));
            fetch(&ticket, &choices);
        })
    };
    let choose = {
        let (store, open, ticket) = (store.clone(), open.clone(), ticket.clone());
        Callback::new(move |reason: CloseReason| {
            actions::close(&store, open.clone(), ticket.clone(), Ok(reason), refused, t);
        })
    };
    let pick = Callback::new(move |reason: ReasonChoice| {
        actions::close(&store, open.clone(), ticket.clone(), Err(reason.id), refused, t);
    });
    let shown = choices.clone();
    let own = move || {
        let reasons = choices.get().map(|choices| choices.reasons).unwrap_or_default();
        (!reasons.is_empty()).then(|| view! { <OwnReasons reasons pick/> })
    };
    let outcomes = move || {
        let (required, own) = shown
            .with(|known| known.as_ref().map_or((false, false), |k| (k.required, !k.reasons.is_empty())));
        (!required).then(|| {
            view! {
                <p>{if own { q.or_outcome } else { t.close_question }}</p>
                <Outcomes choose focus=!own/>
            }
        })
    };
    view! {
        <p class="field-error" role="alert">{move || problem.get()}</p>
        {own}
        {outcomes}
        <p class="hint">{t.close_hint}</p>
    }
    .into_any()
}

fn fetch(ticket: &TicketId, choices: &ArcRwSignal<Option<CloseChoices>>) {
    let (ticket, choices) = (ticket.clone(), choices.clone());
    spawn_local(async move {
        // Without an answer the outcomes are offered, and the desk says what is missing.
        if let Ok(known) = api::queues::close_choices(ticket).await {
            let own = !known.reasons.is_empty();
            choices.set(Some(known));
            if own {
                request_animation_frame(|| {
                    browser::focus("#close-search");
                });
            }
        }
    });
}

/// One key for each.
#[component]
fn Outcomes(choose: Callback<CloseReason>, focus: bool) -> impl IntoView {
    let t = use_texts();
    view! {
        <div
            class="reasons"
            on:keydown=move |event| {
                let place = match event.key().as_str() {
                    "1" => 0,
                    "2" => 1,
                    "3" => 2,
                    _ => return,
                };
                if let Some(reason) = CloseReason::ALL.get(place) {
                    event.prevent_default();
                    choose.run(*reason);
                }
            }
        >
            {CloseReason::ALL
                .into_iter()
                .zip(["1", "2", "3"])
                .map(|(reason, key)| {
                    let (word, hint) = (t.reason)(reason);
                    view! {
                        <button
                            type="button"
                            class="reason"
                            autofocus=focus && key == "1"
                            on:click=move |_| choose.run(reason)
                        >
                            <span>
                                <strong>{word}</strong>
                                <span>{hint}</span>
                            </span>
                            <Kbd keys=key/>
                        </button>
                    }
                })
                .collect_view()}
        </div>
    }
}

/// The queue's reasons, found by any of their words; arrows and Enter choose.
#[component]
fn OwnReasons(reasons: Vec<ReasonChoice>, pick: Callback<ReasonChoice>) -> impl IntoView {
    let t = use_texts();
    let q = t.queues;
    let text = ArcRwSignal::new(String::new());
    let here = ArcRwSignal::new(0_usize);
    let wanted = text.clone();
    let found = Memo::new(move |_| {
        let words: Vec<String> = wanted.get().to_lowercase().split_whitespace().map(str::to_owned).collect();
        let fits = |reason: &&ReasonChoice| {
            let label = reason.label().to_lowercase();
            words.iter().all(|word| label.contains(word))
        };
        reasons.iter().filter(fits).cloned().collect::<Vec<_>>()
    });
    let moved = here.clone();
    let on_key = move |event: KeyboardEvent| {
        let count = found.with_untracked(Vec::len);
        let at = moved.get_untracked();
        match event.key().as_str() {
            "ArrowDown" if count > 0 => moved.set((at + 1) % count),
            "ArrowUp" if count > 0 => moved.set((at + count - 1) % count),
            "Enter" => {
                if let Some(reason) = found.with_untracked(|found| found.get(at).cloned()) {
                    pick.run(reason);
                }
            }
            _ => return,
        }
        event.prevent_default();
        request_animation_frame(|| {
            if let Ok(Some(chosen)) = document().query_selector(".reason-choice[aria-selected=true]") {
                chosen.scroll_into_view_with_bool(false);
            }
        });
    };
    let (active, chosen, typed) = (here.clone(), here.clone(), here);
    view! {
        <input
            id="close-search"
            class="input"
            role="combobox"
            autocomplete="off"
            aria-label=q.search_reason
            placeholder=q.search_reason
            aria-expanded="true"
            aria-controls="close-reasons"
            aria-activedescendant=move || {
                (!found.with(Vec::is_empty)).then(|| format!("close-reason-{}", active.get()))
            }
            on:input=move |event| {
                text.set(event_target_value(&event));
                typed.set(0);
            }
            on:keydown=on_key
        />
        <ul class="reason-choices" id="close-reasons" role="listbox" aria-label=q.reasons>
            {move || {
                found
                    .get()
                    .into_iter()
                    .enumerate()
                    .map(|(at, reason)| {
                        let chosen = chosen.clone();
                        let (path, end) = (reason.label(), (t.reason)(reason.outcome).0);
                        view! {
                            <li
                                class="reason-choice"
                                id=format!("close-reason-{at}")
                                role="option"
                                aria-selected=move || (chosen.get() == at).to_string()
                                on:click=move |_| pick.run(reason.clone())
                            >
                                <span>{path}</span>
                                <span class="muted">{end}</span>
                            </li>
                        }
                    })
                    .collect_view()
            }}
        </ul>
        {move || found.with(Vec::is_empty).then(|| view! { <p class="muted" role="status">{q.no_such_reason}</p> })}
    }
}
