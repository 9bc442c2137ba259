//! The open ticket's priority and labels, in the context panel.

use super::marks::{LabelChip, priority_icon};
use crate::api::{self, ApiError};
use crate::i18n::use_texts;
use crate::live::{browser, use_store};
use crate::prelude::*;
use crate::ui::{Icon, icon};
use desk_model::label::{MAX_ON_TICKET, key, name, search};
use desk_model::{Label, Permission, Priority};
use leptos::html;
use leptos::task::spawn_local;

/// Most labels offered at once.
const OFFERED: usize = 8;

/// The section.
#[component]
pub(super) fn TicketCard() -> impl IntoView {
    let t = use_texts();
    view! {
        <h3>{t.organise.this_ticket}</h3>
        <PriorityField/>
        <Labels/>
    }
}

#[component]
fn PriorityField() -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let row = store.row.clone();
    let now = Memo::new(move |_| {
        row.with(|row| {
            row.as_ref().map_or((Priority::Normal, false), |row| (row.priority, row.state.is_open()))
        })
    });
    let word = |priority: Priority| priority.rank().to_string();
    view! {
        <label class="ticket-priority">
            <span>{t.organise.priority}</span>
            <span class="ticket-priority-choice">
                {move || icon(priority_icon(now.get().0))}
                <select
                    prop:value=move || word(now.get().0)
                    prop:disabled=move || !now.get().1
                    on:change=move |event| {
                        let rank = event_target_value(&event).parse().ok();
                        let chosen = rank.and_then(Priority::from_rank);
                        if let (Some(chosen), Some(row)) = (chosen, store.row.get_untracked()) {
                            store.change_row(api::organise::set_priority(row.ticket, chosen), t);
                        }
                    }
                >
                    {Priority::ALL
                        .into_iter()
                        .rev()
                        .map(|choice| {
                            view! {
                                <option value=word(choice) selected=move || now.get().0 == choice>
                                    {(t.organise.priority_of)(choice)}
                                </option>
                            }
                        })
                        .collect_view()}
                </select>
            </span>
        </label>
    }
}

#[component]
fn Labels() -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let row = store.row.clone();
    let picking = ArcRwSignal::new(false);
    let on =
        Memo::new(move |_| row.with(|row| row.as_ref().map(|row| row.labels.clone()).unwrap_or_default()));
    let chips = {
        let store = store.clone();
        move || {
            store
                .labels_of(&on.get())
                .into_iter()
                .map(|label| {
                    let (store, id) = (store.clone(), label.id.clone());
                    let spoken = (t.organise.take_off)(&label.name);
                    view! {
                        <span class="label-on">
                            <LabelChip label/>
                            <button
                                type="button"
                                class="icon-btn icon-btn-small"
                                aria-label=spoken.clone()
                                title=spoken
                                on:click=move |_| {
                                    if let Some(row) = store.row.get_untracked() {
                                        let asked = api::organise::label_ticket(row.ticket, id.clone(), false);
                                        store.change_row(asked, t);
                                    }
                                }
                            >
                                {icon(Icon::Close)}
                            </button>
                        </span>
                    }
                })
                .collect_view()
        }
    };
    let (shown, toggle, expanded) = (picking.clone(), picking.clone(), picking);
    view! {
        <div class="ticket-labels" role="group" aria-label=t.organise.labels>
            {chips}
            <button
                type="button"
                class="label-add"
                aria-expanded=move || expanded.get().to_string()
                on:click=move |_| toggle.update(|open| *open = !*open)
            >
                {icon(Icon::Plus)}
                {t.organise.add_label}
            </button>
        </div>
        {move || {
            let open = shown.clone();
            shown.get().then(|| view! { <LabelPicker open/> })
        }}
    }
}

/// What the picker offers.
#[derive(Clone, PartialEq)]
enum Choice {
    Known(Label, bool),
    New(String),
}

/// A search field with its labels: arrows and Enter choose, Escape closes.
#[component]
fn LabelPicker(open: ArcRwSignal<bool>) -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let typed = ArcRwSignal::new(String::new());
    let active = ArcRwSignal::new(0usize);
    let input = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        if let Some(input) = input.get() {
            let _ = input.focus();
        }
    });
    let (row, labels, boot, text) =
        (store.row.clone(), store.labels.clone(), store.boot.clone(), typed.clone());
    let choices = Memo::new(move |_| {
        let on = row.with(|row| row.as_ref().map(|row| row.labels.clone()).unwrap_or_default());
        let text = text.get();
        let may_create =
            boot.with(|boot| boot.as_ref().is_some_and(|b| b.me.role.may(Permission::ManageLabels)));
        let all = labels.get();
        let found = search(&all, &text).into_iter().filter(|label| !label.archived || on.contains(&label.id));
        let mut choices: Vec<Choice> =
            found.take(OFFERED).map(|label| Choice::Known(label.clone(), on.contains(&label.id))).collect();
        if let Ok(new) = name(&text)
            && may_create
            && all.iter().all(|label| key(&label.name) != key(&new))
        {
            choices.push(Choice::New(new));
        }
        choices
    });
    let choose = {
        let (store, typed, active) = (store.clone(), typed.clone(), active.clone());
        move |choice: Choice| {
            let Some(row) = store.row.get_untracked() else { return };
            if !matches!(choice, Choice::Known(_, true))
                && store.labels_of(&row.labels).len() >= MAX_ON_TICKET
            {
                store.tell(t.organise.labels_full.to_owned(), true);
                return;
            }
            typed.set(String::new());
            active.set(0);
            match choice {
                Choice::Known(label, on) => {
                    store.change_row(api::organise::label_ticket(row.ticket, label.id, !on), t);
                }
                Choice::New(name) => {
                    let store = store.clone();
                    spawn_local(async move {
                        match api::organise::new_label(browser::new_label_id(), name, None).await {
                            Ok(label) => {
                                store.labels.update(|known| {
                                    if known.iter().all(|one| one.id != label.id) {
                                        known.push(label.clone());
                                    }
                                });
                                store.change_row(api::organise::label_ticket(row.ticket, label.id, true), t);
                            }
                            Err(ApiError(error)) => store.report(&error, t),
                        }
                    });
                }
            }
        }
    };
    let by_key = {
        let (active, open, choose) = (active.clone(), open.clone(), choose.clone());
        move |event: leptos::ev::KeyboardEvent| {
            let count = choices.with_untracked(Vec::len);
            match event.key().as_str() {
                "ArrowDown" if count > 0 => active.update(|at| *at = (*at + 1) % count),
                "ArrowUp" if count > 0 => active.update(|at| *at = (*at + count - 1) % count),
                "Enter" => {
                    let at = active.get_untracked();
                    if let Some(choice) = choices.with_untracked(|choices| choices.get(at).cloned()) {
                        choose(choice);
                    }
                }
                "Escape" => {
                    open.set(false);
                    browser::focus(".label-add");
                }
                _ => return,
            }
            event.prevent_default();
            event.stop_propagation();
        }
    };
    let (value, changed, first, marked) = (typed.clone(), typed, active.clone(), active.clone());
    view! {
        <div class="label-picker">
            <input
                node_ref=input
                type="text"
                role="combobox"
                aria-label=t.organise.find_label
                placeholder=t.organise.find_label
                aria-expanded="true"
                aria-controls="label-options"
                aria-autocomplete="list"
                aria-activedescendant=move || format!("label-option-{}", marked.get())
                autocomplete="off"
                spellcheck="false"
                maxlength="40"
                prop:value=move || value.get()
                on:input=move |event| {
                    changed.set(event_target_value(&event));
                    first.set(0);
                }
                on:keydown=by_key
            />
            <ul id="label-options" role="listbox" aria-label=t.organise.labels>
                {move || {
                    choices
                        .get()
                        .into_iter()
                        .enumerate()
                        .map(|(at, choice)| {
                            let (choose, chosen, active) = (choose.clone(), choice.clone(), active.clone());
                            let on = matches!(choice, Choice::Known(_, true));
                            let inner = match choice {
                                Choice::Known(label, _) => view! { <LabelChip label/> }.into_any(),
                                Choice::New(name) => {
                                    view! {
                                        {icon(Icon::Plus)}
                                        {(t.organise.create)(&name)}
                                    }
                                        .into_any()
                                }
                            };
                            view! {
                                <li
                                    id=format!("label-option-{at}")
                                    role="option"
                                    aria-selected=on.to_string()
                                    class:option-active=move || active.get() == at
                                    on:mousedown=move |event| {
                                        // The field keeps the focus.
                                        event.prevent_default();
                                        choose(chosen.clone());
                                    }
                                >
                                    {inner}
                                    {on.then(|| icon(Icon::Check))}
                                </li>
                            }
                        })
                        .collect_view()
                }}
            </ul>
            {move || {
                choices
                    .with(Vec::is_empty)
                    .then(|| view! { <p class="hint" role="status">{t.organise.no_label_fits}</p> })
            }}
        </div>
    }
}
