//! What holds at every step.

use super::inputs::{QueueField, SelectField, TextField};
use super::state::Form;
use crate::i18n::use_texts;
use crate::prelude::*;

/// The form of the rules.
#[component]
pub(super) fn RulesForm(form: Form) -> impl IntoView {
    let t = use_texts();
    let ends = ["queue", "end"].into_iter().zip(t.admin().menu.on_timeouts);
    let ends = ends.map(|(word, label)| (word.to_owned(), label.to_owned())).collect();
    let text = |field: &'static str, label: &'static str| {
        view! { <TextField form=form.clone() node=None field label lines=2/> }
    };
    view! {
        <h2>{t.admin().menu.rules}</h2>
        <QueueField form=form.clone() node=None field="agent_queue" label=t.admin().menu.agent_queue hint=t.admin().menu.agent_hint/>
        {text("agent_text", t.admin().menu.agent_text)}
        <TextField form=form.clone() node=None field="attempts" label=t.admin().menu.attempts kind="number" late=true/>
        {text("invalid_text", t.admin().menu.invalid_text)}
        {text("give_up_text", t.admin().menu.give_up_text)}
        <div class="editor-pair">
            <TextField
                form=form.clone()
                node=None
                field="timeout_minutes"
                label=t.admin().menu.timeout_minutes
                kind="number"
                late=true
            />
            <SelectField form=form.clone() node=None field="on_timeout" label=t.admin().menu.on_timeout choices=ends/>
        </div>
        {text("timeout_text", t.admin().menu.timeout_text)}
        <p class="hint">{t.admin().menu.variables}</p>
    }
}
