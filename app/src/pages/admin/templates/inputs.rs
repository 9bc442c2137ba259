//! What every field of the editor shares: the draft, and what is wrong with it.

use crate::i18n::use_texts;
use crate::prelude::*;
use desk_model::error::{FieldError, FieldProblem};
use desk_model::template::TemplateDraft;
use std::collections::BTreeSet;

/// A template being written, with everything known about its mistakes. Cheap to clone: all clones are the same.
#[derive(Clone)]
pub(super) struct Form {
    pub(super) draft: ArcRwSignal<TemplateDraft>,
    /// What our own rules say, by now.
    problems: Memo<Vec<FieldError>>,
    /// What Meta said, until the field changes.
    refused: ArcRwSignal<Vec<FieldError>>,
    /// Fields that were left.
    left: ArcRwSignal<BTreeSet<String>>,
    /// Submitting was tried: every problem is shown.
    tried: ArcRwSignal<bool>,
}

impl Form {
    pub(super) fn new(draft: TemplateDraft) -> Self {
        let draft = ArcRwSignal::new(draft);
        let checked = draft.clone();
        Self {
            problems: Memo::new(move |_| checked.with(TemplateDraft::check)),
            draft,
            refused: ArcRwSignal::new(Vec::new()),
            left: ArcRwSignal::new(BTreeSet::new()),
            tried: ArcRwSignal::new(false),
        }
    }

    /// Changes the draft; what Meta said about `field` is outdated then.
    pub(super) fn change(&self, field: &str, edit: impl FnOnce(&mut TemplateDraft)) {
        self.draft.update(edit);
        if self.refused.with_untracked(|refused| refused.iter().any(|r| r.field == field)) {
            self.refused.update(|refused| refused.retain(|r| r.field != field));
        }
    }

    /// Shows every problem; tells whether there is one.
    pub(super) fn try_submit(&self) -> bool {
        self.tried.set(true);
        self.problems.with_untracked(Vec::is_empty)
    }

    /// The server did not accept these.
    pub(super) fn refuse(&self, fields: Vec<FieldError>) {
        self.refused.set(fields);
    }

    /// The problem shown at a field, tracked. Something missing is a reproach only after the field was left.
    pub(super) fn problem(&self, field: &str) -> Option<FieldProblem> {
        let of = |list: &Vec<FieldError>| list.iter().find(|p| p.field == field).map(|p| p.problem.clone());
        let looked = self.tried.get() || self.left.with(|left| left.contains(field));
        let own = self.problems.with(of).filter(|problem| looked || *problem != FieldProblem::Missing);
        self.refused.with(of).or(own)
    }

    fn leave(&self, field: &str) {
        if self.left.with_untracked(|left| !left.contains(field)) {
            self.left.update(|left| {
                left.insert(field.to_owned());
            });
        }
    }
}

/// A field of text, on one line or several, with its problem and how much room is left.
#[component]
pub(super) fn TextInput(
    form: Form,
    /// The name its problems have.
    #[prop(into)]
    field: String,
    #[prop(into)] label: String,
    /// What it reads from the draft.
    read: fn(&TemplateDraft, &str) -> String,
    /// How it changes the draft.
    write: fn(&mut TemplateDraft, &str, String),
    /// Most characters, shown as they are used up.
    #[prop(optional)]
    max: Option<usize>,
    #[prop(optional)] hint: Option<&'static str>,
    /// Lines; 1 = an input.
    #[prop(default = 1)]
    lines: u32,
    #[prop(optional)] locked: bool,
) -> impl IntoView {
    let t = use_texts();
    let id = format!("tpl-{}", field.replace('.', "-"));
    let (error_id, described) = (format!("{id}-error"), format!("{id}-error"));
    let (checked, name) = (form.clone(), field.clone());
    let problem = Memo::new(move |_| checked.problem(&name).map(|problem| (t.field_problem)(&problem)));
    let (shown, key) = (form.draft.clone(), field.clone());
    let text = Memo::new(move |_| shown.with(|draft| read(draft, &key)));
    let (typing, key) = (form.clone(), field.clone());
    let typed = move |value: String| typing.change(&key, |draft| write(draft, &key, value));
    let leave = move || form.leave(&field);
    let input = if lines == 1 {
        view! {
            <input
                id=id.clone()
                class="input"
                type="text"
                autocomplete="off"
                disabled=locked
                aria-invalid=move || problem.get().is_some().to_string()
                aria-describedby=described
                prop:value=move || text.get()
                on:input=move |event| typed(event_target_value(&event))
                on:blur=move |_| leave()
            />
        }
        .into_any()
    } else {
        view! {
            <textarea
                id=id.clone()
                class="input"
                rows=lines.to_string()
                aria-invalid=move || problem.get().is_some().to_string()
                aria-describedby=described
                prop:value=move || text.get()
                on:input=move |event| typed(event_target_value(&event))
                on:blur=move |_| leave()
            ></textarea>
        }
        .into_any()
    };
    view! {
        <div class="field">
            <span class="field-head">
                <label for=id>{label}</label>
                {max
                    .map(|max| {
                        view! {
                            <span class="used num" aria-hidden="true">
                                {move || (t.admin().tpl.used)(text.with(|text| text.chars().count()), max)}
                            </span>
                        }
                    })}
            </span>
            {input}
            <p class="field-error" id=error_id>
                {move || problem.get()}
            </p>
            {hint.map(|hint| view! { <p class="hint">{hint}</p> })}
        </div>
    }
}
