//! Name, colour, and the numbers a queue takes.

use super::fields::{FieldError, problem};
use super::list::Swatches;
use super::state::Editing;
use crate::i18n::use_texts;
use crate::live::use_store;
use crate::prelude::*;
use desk_model::queue_form::MAX_NAME;

/// The first part.
#[component]
pub(super) fn General(editing: Editing) -> impl IntoView {
    let q = use_texts().admin().queues;
    let words = problem(&editing, "name".to_owned());
    let (shown, typed) = (editing.form.clone(), editing.clone());
    // The choice of colours keeps its own signal; the form follows it, and it the form.
    let color = ArcRwSignal::new(editing.form.with_untracked(|form| form.color.clone()));
    let (chosen, follow) = (color.clone(), editing.clone());
    Effect::new(move |_| {
        let now = chosen.get();
        if follow.form.with_untracked(|form| form.color != now) {
            follow.change("color", |form| form.color = now);
        }
    });
    view! {
        <div class="field">
            <label for="queue-name">{q.name}</label>
            <input
                id="queue-name"
                autocomplete="off"
                maxlength=MAX_NAME.to_string()
                aria-invalid=move || words.get().is_some().to_string()
                aria-describedby="queue-name-hint queue-name-error"
                prop:value=move || shown.with(|form| form.name.clone())
                on:input=move |event| {
                    let text = event_target_value(&event);
                    typed.change("name", |form| form.name = text);
                }
            />
            <p class="hint" id="queue-name-hint">{q.name_hint}</p>
            <FieldError editing=editing.clone() field="name"/>
        </div>
        <Swatches color/>
        <FieldError editing=editing.clone() field="color"/>
        <Numbers editing/>
    }
}

#[component]
fn Numbers(editing: Editing) -> impl IntoView {
    let q = use_texts().admin().queues;
    let store = use_store();
    let numbers = store.numbers.get_untracked();
    // What leads here leads on here: a number gets another entrance there, not none here.
    let kept = editing.form.with_untracked(|form| form.default_of.clone());
    let none = numbers.is_empty();
    let rows = numbers
        .into_iter()
        .map(|number| {
            let (feeds, takes, id) = (editing.clone(), editing.form.clone(), number.id.clone());
            let (enters, arrives, entry) = (editing.clone(), editing.form.clone(), number.id.clone());
            let fixed = kept.contains(&number.id);
            let (takes_id, arrives_id) = (number.id.clone(), number.id.clone());
            let named = format!("{} · {}", number.label, number.display);
            view! {
                <tr>
                    <th scope="row">{number.label} " " <span class="muted">{number.display}</span></th>
                    <td>
                        <input
                            type="checkbox"
                            aria-label=format!("{}: {named}", q.takes)
                            prop:checked=move || takes.with(|form| form.numbers.contains(&takes_id))
                            on:change=move |event| {
                                let on = event_target_checked(&event);
                                let id = id.clone();
                                feeds.change("numbers", |form| {
                                    form.numbers.retain(|known| *known != id);
                                    if on {
                                        form.numbers.push(id);
                                    }
                                });
                            }
                        />
                    </td>
                    <td>
                        <input
                            type="checkbox"
                            aria-label=format!("{}: {named}", q.entrance)
                            disabled=fixed
                            title=fixed.then_some(q.entrance_kept)
                            prop:checked=move || arrives.with(|form| form.default_of.contains(&arrives_id))
                            on:change=move |event| {
                                let on = event_target_checked(&event);
                                let id = entry.clone();
                                enters.change("default_of", |form| {
                                    form.default_of.retain(|known| *known != id);
                                    if on {
                                        form.default_of.push(id);
                                    }
                                });
                            }
                        />
                    </td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <h2>{q.numbers}</h2>
        <p class="hint">{q.numbers_hint} " " {q.entrance_kept}</p>
        {if none {
            view! { <p class="muted">{q.no_numbers}</p> }.into_any()
        } else {
            view! {
                <div class="table-scroll">
                    <table class="table table-middle queue-table">
                        <thead>
                            <tr>
                                <th scope="col">{q.numbers}</th>
                                <th scope="col">{q.takes}</th>
                                <th scope="col">{q.entrance}</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            }
                .into_any()
        }}
        <FieldError editing field="default_of"/>
    }
}
