//! The file in the head of a template: chosen or dropped, with its way to the provider shown.

use crate::i18n::use_texts;
use crate::live::browser;
use crate::live::picking::{FileState, Picking};
use crate::pages::phone::{media_icon, media_word};
use crate::prelude::*;
use crate::ui::{Icon, icon};
use desk_model::error::FieldProblem;
use desk_model::template::HeaderMedia;
use desk_model::{DeskError, NumberId, TemplateId};
use wasm_bindgen::JsValue;

/// A place for one file. What is in it is told by `file`; `problem` stands below it.
#[component]
pub(crate) fn Drop(
    /// Of which kind.
    kind: HeaderMedia,
    /// Its label.
    #[prop(into)]
    label: String,
    /// Id of its field.
    #[prop(into)]
    id: String,
    /// What is in it.
    #[prop(into)]
    file: Signal<Option<FileState>>,
    /// What is wrong beside what the file itself says.
    #[prop(into)]
    problem: Signal<Option<String>>,
    /// A file was chosen.
    #[prop(into)]
    on_file: Callback<JsValue>,
) -> impl IntoView {
    let t = use_texts();
    let over = RwSignal::new(false);
    let error = Memo::new(move |_| match file.get() {
        Some(FileState::Refused { error, .. }) => Some(match &error {
            DeskError::Invalid { fields } => match fields.first().map(|field| &field.problem) {
                Some(FieldProblem::WrongType) => (t.tpl.wrong_type)(kind),
                Some(problem) => (t.field_problem)(problem),
                None => (t.error)(&error),
            },
            other => (t.error)(other),
        }),
        Some(FileState::Sending { .. } | FileState::Ready(_)) => None,
        None => problem.get(),
    });
    let (input_id, describes, error_id) = (id.clone(), format!("{id}-error"), format!("{id}-error"));
    view! {
        <div class="field">
            <span>{label.clone()}</span>
            <div
                class="drop"
                class:drop-over=move || over.get()
                class:drop-bad=move || error.get().is_some()
                on:dragover=move |event| {
                    event.prevent_default();
                    over.set(true);
                }
                on:dragleave=move |_| over.set(false)
                on:drop=move |event| {
                    event.prevent_default();
                    over.set(false);
                    if let Some(file) = browser::dropped_file(&event) {
                        on_file.run(file);
                    }
                }
            >
                <span class="file-icon">{icon(media_icon(kind))}</span>
                <span class="file-words">
                    {move || match file.get() {
                        None => view! { <strong>{t.tpl.drop_here}</strong><span>{(t.tpl.accepted)(kind)}</span> }
                            .into_any(),
                        Some(FileState::Sending { name, percent }) => {
                            view! {
                                <strong>{name}</strong>
                                <progress max="100" value=percent.to_string() aria-label=t.tpl.sending_file></progress>
                            }
                                .into_any()
                        }
                        Some(FileState::Ready(view)) => {
                            view! {
                                <strong>{view.filename}</strong>
                                <span>
                                    {icon(Icon::Check)} {media_word(kind, t)} " · "
                                    {(t.bytes)(i64::try_from(view.size).unwrap_or(i64::MAX))}
                                </span>
                            }
                                .into_any()
                        }
                        Some(FileState::Refused { name, .. }) => view! { <strong>{name}</strong> }.into_any(),
                    }}
                </span>
                <label class="btn drop-choose" for=input_id>
                    {move || if file.with(Option::is_some) { t.tpl.other_file } else { t.tpl.choose_file }}
                    <input
                        id=id
                        class="sr-only param"
                        type="file"
                        accept=kind.accept()
                        aria-label=label
                        aria-invalid=move || error.get().is_some().to_string()
                        aria-describedby=describes
                        on:change=move |event| {
                            let input = event_target::<web_sys::HtmlInputElement>(&event);
                            if let Some(file) = browser::first_file(&input) {
                                on_file.run(file);
                            }
                            // The same file again, after it was mended, is a change too.
                            input.set_value("");
                        }
                    />
                </label>
            </div>
            <p class="field-error" id=error_id role="alert">
                {move || error.get()}
            </p>
        </div>
    }
}

/// The file field of the picker.
#[component]
pub(super) fn FileField(
    template: TemplateId,
    number: NumberId,
    field: String,
    kind: HeaderMedia,
    state: Picking,
) -> impl IntoView {
    let t = use_texts();
    let (files, id) = (state.files.clone(), template.clone());
    let file = Signal::derive(move || files.with(|files| files.get(&id).cloned()));
    let problem = {
        let (state, field) = (state.clone(), field.clone());
        Signal::derive(move || {
            let refused = state.refusal(&field);
            let missing = state.touched.get().then_some(FieldProblem::Missing);
            refused.or(missing).map(|problem| match problem {
                FieldProblem::Missing => t.tpl.file_missing.to_owned(),
                other => (t.field_problem)(&other),
            })
        })
    };
    let on_file = move |chosen: JsValue| {
        state.send_file(template.clone(), field.clone(), &number, kind, &chosen);
    };
    view! { <Drop kind label=(t.tpl.file_label)(kind) id="param-file" file problem on_file/> }
}
