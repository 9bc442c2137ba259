//! Fields of these forms: each with its label and, where it was refused, with the reason.

use crate::i18n::use_texts;
use crate::prelude::*;
use desk_model::error::{FieldError, FieldProblem};

/// What was refused at last.
pub(super) type Problems = RwSignal<Vec<FieldError>>;

/// Why a field was refused.
fn problem(problems: Problems, field: &str) -> Option<FieldProblem> {
    problems.with(|all| all.iter().find(|known| known.field == field).map(|known| known.problem.clone()))
}

/// A box to tick.
#[component]
pub(super) fn Tick(label: &'static str, value: RwSignal<bool>) -> impl IntoView {
    view! {
        <label class="choice">
            <input
                type="checkbox"
                prop:checked=move || value.get()
                on:change=move |event| value.set(event_target_checked(&event))
            />
            {label}
        </label>
    }
}

/// A text of several lines.
#[component]
pub(super) fn Area(
    /// Makes the id its own.
    form: String,
    field: &'static str,
    label: &'static str,
    value: RwSignal<String>,
    problems: Problems,
    #[prop(optional)] hint: Option<&'static str>,
    /// Said in place of the usual words when the text has not the expected form.
    #[prop(optional)]
    malformed: Option<&'static str>,
) -> impl IntoView {
    let t = use_texts();
    let id = format!("{form}-{field}");
    let error = format!("{id}-error");
    let why = move || {
        problem(problems, field).map(|problem| match (problem, malformed) {
            (FieldProblem::Malformed, Some(words)) => words.to_owned(),
            (problem, _) => (t.field_problem)(&problem),
        })
    };
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <textarea
                id=id
                rows="2"
                maxlength="2048"
                prop:value=move || value.get()
                on:input=move |event| value.set(event_target_value(&event))
                aria-describedby=error.clone()
                aria-invalid=move || problem(problems, field).is_some().to_string()
            ></textarea>
            <p class="field-error" id=error>
                {why}
            </p>
            {hint.map(|hint| view! { <p class="hint">{hint}</p> })}
        </div>
    }
}

/// A text of one line, or a number of hours between `range`.
#[component]
pub(super) fn Line(
    /// Makes the id its own.
    form: String,
    #[prop(into)] field: String,
    #[prop(into)] label: String,
    value: RwSignal<String>,
    problems: Problems,
    #[prop(optional)] range: Option<(u32, u32)>,
) -> impl IntoView {
    let t = use_texts();
    let id = format!("{form}-{}", field.replace('.', "-"));
    let error = format!("{id}-error");
    let (asked, why_field) = (field.clone(), field);
    let why = move || {
        problem(problems, &why_field).map(|problem| match range {
            Some((from, until)) => (t.admin().survey.hours_range)(from, until),
            None => (t.field_problem)(&problem),
        })
    };
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <input
                id=id
                type=if range.is_some() { "number" } else { "text" }
                min=range.map(|(from, _)| from.to_string())
                max=range.map(|(_, until)| until.to_string())
                prop:value=move || value.get()
                on:input=move |event| value.set(event_target_value(&event))
                aria-describedby=error.clone()
                aria-invalid=move || problem(problems, &asked).is_some().to_string()
            />
            <p class="field-error" id=error>
                {why}
            </p>
        </div>
    }
}
