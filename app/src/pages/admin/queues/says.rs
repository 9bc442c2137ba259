//! What the desk says by itself in a queue.

use super::fields::{FieldError, FigureField, Switch, problem};
use super::state::Editing;
use crate::i18n::use_texts;
use crate::prelude::*;
use desk_model::message::MAX_TEXT;
use desk_model::queue_form::{QueueForm, QueueText};

fn put(form: &mut QueueForm, which: QueueText, text: String) {
    let texts = &mut form.policy.texts;
    *match which {
        QueueText::Greeting => &mut texts.greeting,
        QueueText::Opening => &mut form.opening_text,
        QueueText::Away => &mut texts.away,
        QueueText::Position => &mut texts.position,
        QueueText::Transfer => &mut texts.transfer,
        QueueText::Closing => &mut form.closing_text,
        QueueText::Nudge => &mut form.nudge_text,
    } = text;
}

/// The part.
#[component]
pub(super) fn Says(editing: Editing) -> impl IntoView {
    let t = use_texts();
    let q = t.admin().queues;
    let said = QueueText::SAID
        .into_iter()
        .map(|which| {
            let (label, hint) = (q.text)(which);
            view! { <Words editing=editing.clone() which label hint/> }
        })
        .collect_view();
    view! {
        <p class="hint">{q.texts_lead}</p>
        {said}
        <fieldset class="queue-nudge">
            <legend>{t.composer.nudge_section}</legend>
            <Words
                editing=editing.clone()
                which=QueueText::Nudge
                label=t.composer.nudge_text
                hint=t.composer.nudge_text_hint
            />
            <Switch
                editing=editing.clone()
                label=t.composer.nudge_auto
                read=|form| form.nudge_auto
                write=|form, on| form.nudge_auto = on
                field="nudge_text"
            />
            <FigureField editing field="nudge_minutes" label=t.composer.nudge_minutes/>
        </fieldset>
    }
}

#[component]
fn Words(editing: Editing, which: QueueText, label: &'static str, hint: &'static str) -> impl IntoView {
    let q = use_texts().admin().queues;
    let field = which.field();
    let words = problem(&editing, field.to_owned());
    let (shown, typed) = (editing.form.clone(), editing.clone());
    let id = format!("queue-{field}");
    let (hint_id, described) = (format!("{id}-hint"), format!("{id}-hint {id}-error {id}-variables"));
    let variables_id = format!("{id}-variables");
    let variables = which
        .variables()
        .into_iter()
        .map(|name| view! { <span class="variable"><code>{format!("{{{name}}}")}</code> " " {(q.variable)(name)}</span> })
        .collect_view();
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <p class="hint" id=hint_id>{hint}</p>
            <textarea
                id=id
                rows="2"
                maxlength=MAX_TEXT.to_string()
                aria-invalid=move || words.get().is_some().to_string()
                aria-describedby=described
                prop:value=move || shown.with(|form| form.text(which).to_owned())
                on:input=move |event| {
                    let text = event_target_value(&event);
                    typed.change(field, |form| put(form, which, text));
                }
            ></textarea>
            <FieldError editing field/>
            <p class="variables" id=variables_id>{q.variables} " " {variables}</p>
        </div>
    }
}
