//! What holds at every step.

use super::inputs::{QueueField, SelectField, TextField};
use super::state::Form;
use crate::i18n::use_texts;
use leptos::prelude::*;

/// The form of the rules.
#[component]
pub(super) fn RulesForm(form: Form) -> impl IntoView {
    let t = use_texts();
    let ends = ["queue", "end"].into_iter().zip(t.menu.on_timeouts);
    let ends = ends.map(|(word, label)| (word.to_owned(), label.to_owned())).collect();
    let text = |field: &'static str, label: &'static str| {
        view! { <TextField form=form.clone() node=None field label lines=2/> }
    };
    view! {
        <h2>{t.menu.rules}</h2>
        <QueueField form=form.clone() node=None field="agent_queue" label=t.menu.agent_queue hint=t.menu.agent_hint/>
        {text("agent_text", t.menu.agent_text)}
        <TextField form=form.clone() node=None field="attempts" label=t.menu.attempts kind="number" late=true/>
        {text("invalid_text", t.menu.invalid_text)}
        {text("give_up_text", t.menu.give_up_text)}
        <div class="editor-pair">
            <TextField
                form=form.clone()
                node=None
                field="timeout_minutes"
                label=t.menu.timeout_minutes
                kind="number"
                late=true
            />
            <SelectField form=form.clone() node=None field="on_timeout" label=t.menu.on_timeout choices=ends/>
        </div>
        {text("timeout_text", t.menu.timeout_text)}
        <p class="hint">{t.menu.variables}</p>
    }
}
