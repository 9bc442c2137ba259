//! Fields with their hints and problems.

use super::state::{Editing, FIGURES};
use crate::prelude::*;

/// What is wrong with a field, in words.
pub(super) fn problem(editing: &Editing, field: String) -> Memo<Option<String>> {
    let problems = editing.problems.clone();
    Memo::new(move |_| problems.with(|problems| problems.get(&field).cloned()))
}

/// The place of a problem.
#[component]
pub(super) fn FieldError(editing: Editing, #[prop(into)] field: String) -> impl IntoView {
    let words = problem(&editing, field.clone());
    view! {
        <p class="field-error" id=format!("queue-{field}-error")>
            {move || words.get()}
        </p>
    }
}

/// A whole number.
#[component]
pub(super) fn FigureField(
    editing: Editing,
    field: &'static str,
    label: &'static str,
    #[prop(optional)] hint: &'static str,
) -> impl IntoView {
    let limits = FIGURES.iter().find(|figure| figure.field == field);
    let (min, max) = limits.map_or((0, 0), |figure| (figure.min, figure.max));
    let words = problem(&editing, field.to_owned());
    let (value, typed) = (editing.figures.clone(), editing.clone());
    let id = format!("queue-{field}");
    let described = format!("{id}-hint {id}-error");
    view! {
        <div class="field queue-figure">
            <label for=id.clone()>{label}</label>
            <input
                id=id.clone()
                type="number"
                inputmode="numeric"
                min=min.to_string()
                max=max.to_string()
                aria-invalid=move || words.get().is_some().to_string()
                aria-describedby=described
                prop:value=move || value.with(|figures| figures.get(field).cloned().unwrap_or_default())
                on:input=move |event| {
                    let text = event_target_value(&event);
                    typed.figures.update(|figures| {
                        figures.insert(field, text);
                    });
                    typed.touched(field);
                }
            />
            <p class="hint" id=format!("{id}-hint")>{hint}</p>
            <FieldError editing field/>
        </div>
    }
}

/// A switch.
#[component]
pub(super) fn Switch(
    editing: Editing,
    label: &'static str,
    read: fn(&desk_model::queue_form::QueueForm) -> bool,
    write: fn(&mut desk_model::queue_form::QueueForm, bool),
    #[prop(optional)] field: &'static str,
) -> impl IntoView {
    let now = editing.form.clone();
    view! {
        <label class="choice">
            <input
                type="checkbox"
                prop:checked=move || now.with(read)
                on:change=move |event| {
                    let on = event_target_checked(&event);
                    editing.change(field, |form| write(form, on));
                }
            />
            {label}
        </label>
    }
}
