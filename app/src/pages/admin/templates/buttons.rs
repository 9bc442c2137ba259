//! The buttons of a template being written.

use super::inputs::{Form, TextInput};
use crate::i18n::{Texts, use_texts};
use crate::pages::phone::button_icon;
use crate::prelude::*;
use crate::ui::{Icon, icon};
use desk_model::template::{ButtonKind, DraftButton, MAX_BUTTONS, MAX_LABEL, TemplateDraft};

const KINDS: [ButtonKind; 5] =
    [ButtonKind::QuickReply, ButtonKind::Url, ButtonKind::Phone, ButtonKind::CopyCode, ButtonKind::Flow];

fn kind_word(kind: &ButtonKind, t: &'static Texts) -> &'static str {
    match kind {
        ButtonKind::QuickReply => t.admin().tpl.button_quick,
        ButtonKind::Url => t.admin().tpl.button_url,
        ButtonKind::Phone => t.admin().tpl.button_phone,
        ButtonKind::CopyCode => t.admin().tpl.button_code,
        ButtonKind::Flow | ButtonKind::Other(_) => t.admin().tpl.button_flow,
    }
}

/// The position in `button.3.label`.
fn position(field: &str) -> usize {
    field.split('.').nth(1).and_then(|at| at.parse().ok()).unwrap_or(usize::MAX)
}

fn read_label(draft: &TemplateDraft, field: &str) -> String {
    draft.buttons.get(position(field)).map(|button| button.label.clone()).unwrap_or_default()
}

fn write_label(draft: &mut TemplateDraft, field: &str, value: String) {
    if let Some(button) = draft.buttons.get_mut(position(field)) {
        button.label = value;
    }
}

fn read_target(draft: &TemplateDraft, field: &str) -> String {
    draft.buttons.get(position(field)).map(|button| button.target.clone()).unwrap_or_default()
}

fn write_target(draft: &mut TemplateDraft, field: &str, value: String) {
    if let Some(button) = draft.buttons.get_mut(position(field)) {
        button.target = value;
    }
}

/// Exchanges two neighbours, with their examples.
fn swap(draft: &mut TemplateDraft, at: usize) {
    if at == 0 || at >= draft.buttons.len() {
        return;
    }
    draft.buttons.swap(at - 1, at);
    let (one, other) = (format!("button.{}", at - 1), format!("button.{at}"));
    let (first, second) = (draft.examples.remove(&one), draft.examples.remove(&other));
    draft.examples.extend(second.map(|text| (one, text)).into_iter().chain(first.map(|text| (other, text))));
}

fn remove(draft: &mut TemplateDraft, at: usize) {
    for later in at + 1..draft.buttons.len() {
        swap(draft, later);
    }
    draft.buttons.pop();
    draft.examples.remove(&format!("button.{}", draft.buttons.len()));
}

/// All buttons, and the choice of another.
#[component]
pub(super) fn Buttons(form: Form) -> impl IntoView {
    let t = use_texts();
    let shown = form.draft.clone();
    // Drawn anew only when buttons come, go or move.
    let kinds =
        Memo::new(move |_| shown.with(|d| d.buttons.iter().map(|b| b.kind.clone()).collect::<Vec<_>>()));
    let (checked, adding, rows_form) = (form.clone(), form.clone(), form);
    let problem = Memo::new(move |_| checked.problem("buttons").map(|problem| (t.field_problem)(&problem)));
    view! {
        <fieldset class="editor-part">
            <legend>{t.admin().tpl.field_buttons}</legend>
            {move || {
                let kinds = kinds.get();
                kinds
                    .into_iter()
                    .enumerate()
                    .map(|(at, kind)| view! { <ButtonFields form=rows_form.clone() at kind/> })
                    .collect_view()
            }}
            <p class="field-error" role="alert">
                {move || problem.get()}
            </p>
            <div class="pills" role="group" aria-label=t.admin().tpl.add_button>
                {KINDS
                    .map(|kind| {
                        let adding = adding.clone();
                        let word = kind_word(&kind, t);
                        let shape = button_icon(&kind);
                        view! {
                            <button
                                type="button"
                                class="pill"
                                aria-label=format!("{}: {word}", t.admin().tpl.add_button)
                                disabled=move || kinds.with(|kinds| kinds.len() >= MAX_BUTTONS)
                                on:click=move |_| {
                                    let kind = kind.clone();
                                    adding
                                        .change("buttons", |draft| {
                                            let button = DraftButton { kind, label: String::new(), target: String::new() };
                                            draft.buttons.push(button);
                                        });
                                }
                            >
                                {icon(shape)}
                                {word}
                            </button>
                        }
                    })
                    .collect_view()}
            </div>
        </fieldset>
    }
}

#[component]
fn ButtonFields(form: Form, at: usize, kind: ButtonKind) -> impl IntoView {
    let t = use_texts();
    let target = match &kind {
        ButtonKind::Url => Some(t.admin().tpl.button_address),
        ButtonKind::Phone => Some(t.admin().tpl.button_number),
        ButtonKind::Flow => Some(t.admin().tpl.button_flow_id),
        ButtonKind::QuickReply | ButtonKind::CopyCode | ButtonKind::Other(_) => None,
    };
    let (up, gone, target_form) = (form.clone(), form.clone(), form.clone());
    let title = format!("{} · {}", (t.admin().tpl.button_number_of)(at + 1), kind_word(&kind, t));
    let heading = title.clone();
    let (remove_label, up_label) =
        (format!("{}: {title}", t.admin().tpl.remove), format!("{}: {title}", t.admin().tpl.move_up));
    view! {
        <div class="editor-button" role="group" aria-label=title>
            <p class="editor-button-head">
                {icon(button_icon(&kind))} <span>{heading}</span>
                {(at > 0)
                    .then(|| {
                        view! {
                            <button
                                type="button"
                                class="icon-btn icon-btn-small icon-up"
                                aria-label=up_label
                                title=t.admin().tpl.move_up
                                on:click=move |_| up.change("buttons", |draft| swap(draft, at))
                            >
                                {icon(Icon::Down)}
                            </button>
                        }
                    })}
                <button
                    type="button"
                    class="icon-btn icon-btn-small"
                    aria-label=remove_label
                    title=t.admin().tpl.remove
                    on:click=move |_| gone.change("buttons", |draft| remove(draft, at))
                >
                    {icon(Icon::Close)}
                </button>
            </p>
            <div class="editor-pair">
                <TextInput
                    form
                    field=format!("button.{at}.label")
                    label=t.admin().tpl.button_label
                    read=read_label
                    write=write_label
                    max=MAX_LABEL
                />
                {target
                    .map(|label| {
                        view! {
                            <TextInput
                                form=target_form
                                field=format!("button.{at}.target")
                                label
                                read=read_target
                                write=write_target
                            />
                        }
                    })}
            </div>
        </div>
    }
}
