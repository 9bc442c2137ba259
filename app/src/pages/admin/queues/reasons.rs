//! Reasons for closing, edited as an outline.

use super::fields::{FieldError, Switch};
use super::state::{Editing, ReasonLine};
use crate::i18n::use_texts;
use crate::live::browser;
use crate::prelude::*;
use crate::ui::{Icon, icon};
use desk_model::CloseReason;
use desk_model::queue_form::{MAX_REASON, REASON_LEVELS, ReasonDraft};

/// The part.
#[component]
pub(super) fn Closing(editing: Editing) -> impl IntoView {
    let t = use_texts();
    let q = t.admin().queues;
    let lines = editing.reasons.clone();
    let empty = {
        let lines = editing.reasons.clone();
        Memo::new(move |_| lines.with(Vec::is_empty))
    };
    let adding = editing.clone();
    let add = move |_| {
        let key = adding.key();
        adding.reasons.update(|lines| {
            // Beside the last one.
            let level = lines.last().map_or(0, |line| line.draft.level);
            let draft = ReasonDraft { id: None, level, label: String::new(), outcome: CloseReason::Resolved };
            lines.push(ReasonLine { key, draft });
        });
        adding.touched("reason_required");
        request_animation_frame(move || {
            browser::focus(&format!("#reason-{key}"));
        });
    };
    let each = editing.clone();
    let row = move |line: ReasonLine| view! { <Line editing=each.clone() line/> };
    view! {
        <h2>{t.queues.reasons}</h2>
        <p class="hint">{q.reasons_hint}</p>
        {move || empty.get().then(|| view! { <p class="muted">{q.no_reasons}</p> })}
        <div class="reason-lines">
            <For each=move || lines.get() key=|line| line.key children=row/>
        </div>
        <p>
            <button type="button" class="btn" on:click=add>
                {icon(Icon::Plus)} {q.add_reason}
            </button>
        </p>
        <div>
            <Switch
                editing=editing.clone()
                label=q.reason_required
                read=|form| form.policy.reason_required
                write=|form, on| form.policy.reason_required = on
                field="reason_required"
            />
            <FieldError editing field="reason_required"/>
        </div>
    }
}

#[component]
fn Line(editing: Editing, line: ReasonLine) -> impl IntoView {
    let t = use_texts();
    let q = t.admin().queues;
    let key = line.key;
    let here = {
        let lines = editing.reasons.clone();
        Memo::new(move |_| {
            lines.with(|lines| {
                let at = lines.iter().position(|line| line.key == key)?;
                let above = at.checked_sub(1).and_then(|above| lines.get(above)).map(|line| line.draft.level);
                Some((at, lines[at].draft.level, above))
            })
        })
    };
    let words = {
        let problems = editing.problems.clone();
        Memo::new(move |_| {
            let (at, ..) = here.get()?;
            problems.with(|problems| problems.get(&format!("reason_{at}")).cloned())
        })
    };
    let level = Memo::new(move |_| here.get().map_or(0, |(_, level, _)| level));
    let is_deepest = Memo::new(move |_| {
        let above = here.get().and_then(|(_, _, above)| above);
        level.get() >= above.map_or(0, |above| above + 1).min(REASON_LEVELS - 1)
    });
    let change = {
        let editing = editing.clone();
        move |change: &dyn Fn(&mut ReasonDraft)| {
            editing.reasons.update(|lines| {
                if let Some(line) = lines.iter_mut().find(|line| line.key == key) {
                    change(&mut line.draft);
                }
            });
            let at = here.get_untracked().map_or(0, |(at, ..)| at);
            editing.touched(&format!("reason_{at}"));
        }
    };
    let (name, end, deeper, higher) = (change.clone(), change.clone(), change.clone(), change);
    let remove = move |_| {
        editing.reasons.update(|lines| lines.retain(|line| line.key != key));
        // The places of those behind it changed.
        editing.problems.update(|problems| problems.retain(|field, _| !field.starts_with("reason_")));
        editing.touched("");
    };
    let outcome = line.draft.outcome;
    let error_id = format!("reason-{key}-error");
    view! {
        <div class=move || format!("reason-line reason-level-{}", level.get())>
            <input
                class="input"
                id=format!("reason-{key}")
                autocomplete="off"
                maxlength=MAX_REASON.to_string()
                aria-label=q.reason
                aria-invalid=move || words.get().is_some().to_string()
                aria-describedby=error_id.clone()
                value=line.draft.label
                on:input=move |event| {
                    let text = event_target_value(&event);
                    name(&|draft| draft.label.clone_from(&text));
                }
            />
            <select
                class="input"
                aria-label=q.outcome
                on:change=move |event| {
                    if let Some(outcome) = CloseReason::parse(&event_target_value(&event)) {
                        end(&|draft| draft.outcome = outcome);
                    }
                }
            >
                {CloseReason::ALL
                    .map(|choice| {
                        view! {
                            <option value=choice.as_str() selected=choice == outcome>
                                {(t.reason)(choice).0}
                            </option>
                        }
                    })
                    .collect_view()}
            </select>
            <span class="reason-do">
                <button
                    type="button"
                    class="icon-btn"
                    aria-label=q.higher
                    title=q.higher
                    prop:disabled=move || level.get() == 0
                    on:click=move |_| higher(&|draft| draft.level = draft.level.saturating_sub(1))
                >
                    {icon(Icon::Back)}
                </button>
                <button
                    type="button"
                    class="icon-btn icon-forward"
                    aria-label=q.deeper
                    title=q.deeper
                    prop:disabled=move || is_deepest.get()
                    on:click=move |_| deeper(&|draft| draft.level += 1)
                >
                    {icon(Icon::Back)}
                </button>
                <button type="button" class="icon-btn" aria-label=q.remove title=q.remove on:click=remove>
                    {icon(Icon::Close)}
                </button>
            </span>
            <p class="field-error" id=error_id>{move || words.get()}</p>
        </div>
    }
}
