//! How tickets reach people, and what is promised to customers.

use super::fields::{FigureField, Switch};
use super::state::Editing;
use crate::i18n::use_texts;
use crate::prelude::*;
use desk_model::queue::{OnLeave, Routing as Way};

/// How tickets reach people.
#[component]
pub(super) fn Routing(editing: Editing) -> impl IntoView {
    let q = use_texts().admin().queues;
    let way = editing.form.clone();
    let leave = editing.form.clone();
    let ways =
        [(Way::Pull, q.pull, q.pull_hint), (Way::Push, q.push, q.push_hint)].map(|(choice, word, hint)| {
            let (editing, now) = (editing.clone(), way.clone());
            view! {
                <label class="choice choice-lines">
                    <input
                        type="radio"
                        name="queue-routing"
                        prop:checked=move || now.with(|form| form.policy.routing == choice)
                        on:change=move |_| editing.change("routing", |form| form.policy.routing = choice)
                    />
                    <span>{word} <span class="hint">{hint}</span></span>
                </label>
            }
        });
    let leaves = [
        (OnLeave::Stay, q.leave_stay),
        (OnLeave::Return, q.leave_return),
        (OnLeave::Colleague, q.leave_colleague),
    ]
    .map(|(choice, word)| {
        let (editing, now) = (editing.clone(), leave.clone());
        view! {
            <label class="choice">
                <input
                    type="radio"
                    name="queue-leave"
                    prop:checked=move || now.with(|form| form.policy.on_leave == choice)
                    on:change=move |_| editing.change("on_leave", |form| form.policy.on_leave = choice)
                />
                {word}
            </label>
        }
    });
    view! {
        <fieldset class="choices choices-column">
            <legend>{q.routing}</legend>
            {ways.collect_view()}
        </fieldset>
        <div class="editor-pair">
            <FigureField editing=editing.clone() field="weight" label=q.weight hint=q.weight_hint/>
            <FigureField editing=editing.clone() field="min_skill" label=q.min_skill hint=q.min_skill_hint/>
            <FigureField editing=editing.clone() field="sticky_hours" label=q.sticky_hours hint=q.sticky_hint/>
            <FigureField editing=editing.clone() field="offer_seconds" label=q.offer_seconds/>
        </div>
        <fieldset class="choices choices-column">
            <legend>{q.on_leave}</legend>
            {leaves.collect_view()}
        </fieldset>
        <div class="editor-pair">
            <FigureField editing=editing.clone() field="silent_minutes" label=q.silent_minutes hint=q.silent_hint/>
            <FigureField editing field="reopen_hours" label=q.reopen_hours hint=q.reopen_hint/>
        </div>
    }
}

/// What is promised to customers.
#[component]
pub(super) fn Promises(editing: Editing) -> impl IntoView {
    let q = use_texts().admin().queues;
    view! {
        <p class="hint">{q.sla_lead}</p>
        <div class="editor-pair">
            <FigureField
                editing=editing.clone()
                field="first_answer_minutes"
                label=q.first_answer
                hint=q.first_answer_hint
            />
            <FigureField
                editing=editing.clone()
                field="next_answer_minutes"
                label=q.next_answer
                hint=q.next_answer_hint
            />
            <FigureField
                editing=editing.clone()
                field="resolution_minutes"
                label=q.resolution
                hint=q.resolution_hint
            />
        </div>
        <div>
            <Switch
                editing
                label=q.legal
                read=|form| form.policy.sla.legal_answer
                write=|form, on| form.policy.sla.legal_answer = on
            />
            <p class="hint">{q.legal_hint}</p>
        </div>
    }
}
