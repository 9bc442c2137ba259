//! Labels: made, renamed, coloured, archived, deleted.

use crate::api::{self, ApiError};
use crate::i18n::{Texts, use_texts};
use crate::live::{browser, use_store};
use crate::pages::console::LabelChip;
use crate::prelude::*;
use crate::ui::{Button, Dialog, Empty, Icon, Look, SkeletonRows};
use desk_model::error::{FieldError, FieldProblem};
use desk_model::label::{LabelUse, MAX_NAME, PALETTE};
use desk_model::{DeskError, Label, LabelId};
use leptos::ev::SubmitEvent;
use leptos::task::spawn_local;

/// Every label.
#[component]
pub(crate) fn LabelsPage() -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let uses = ArcRwSignal::new(None::<Result<Vec<LabelUse>, DeskError>>);
    let (fetched, booted, labels) = (uses.clone(), store.boot.clone(), store.labels.clone());
    Effect::new(move |_| {
        // Whoever changes a label changes this list.
        labels.track();
        if booted.with(Option::is_none) {
            return;
        }
        let fetched = fetched.clone();
        spawn_local(async move {
            fetched.set(Some(api::organise::label_uses().await.map_err(|ApiError(error)| error)));
        });
    });
    let deleting = ArcRwSignal::new(None::<LabelUse>);
    let asked = deleting.clone();
    let rows = Memo::new(move |_| uses.get());
    view! {
        <div class="page">
            <header class="page-head">
                <h1>{t.organise.labels}</h1>
                <p>{t.organise.labels_lead}</p>
            </header>
            <NewLabel/>
            {move || match rows.get() {
                None => view! { <SkeletonRows/> }.into_any(),
                Some(Err(error)) => {
                    view! {
                        <p class="notice notice-bad" role="alert">
                            {(t.error)(&error)}
                        </p>
                    }
                        .into_any()
                }
                Some(Ok(uses)) if uses.is_empty() => {
                    view! { <Empty picture=Icon::Price title=t.organise.no_labels hint=t.organise.no_labels_hint/> }
                        .into_any()
                }
                Some(Ok(uses)) => {
                    view! {
                        <ul class="label-list card">
                            {uses
                                .into_iter()
                                .map(|used| {
                                    let deleting = asked.clone();
                                    view! { <LabelRow used deleting/> }
                                })
                                .collect_view()}
                        </ul>
                    }
                        .into_any()
                }
            }}
            <DeleteLabel deleting/>
        </div>
    }
}

/// What is wrong, in the words of this page.
fn words(field: &FieldError, t: &'static Texts) -> String {
    match (field.field.as_str(), &field.problem) {
        ("name", FieldProblem::Missing) => t.organise.name_missing.to_owned(),
        ("name", FieldProblem::Taken) => t.organise.name_taken.to_owned(),
        ("color", _) => t.organise.color_bad.to_owned(),
        (_, problem) => (t.field_problem)(problem),
    }
}

/// Name and colour, with what is wrong about them below.
#[component]
fn LabelFields(
    id: String,
    name: ArcRwSignal<String>,
    color: ArcRwSignal<String>,
    problems: ArcRwSignal<Vec<FieldError>>,
) -> impl IntoView {
    let t = use_texts();
    let problem = move |field: &'static str| {
        let problems = problems.clone();
        Memo::new(move |_| {
            problems.with(|all| all.iter().find(|known| known.field == field).map(|known| words(known, t)))
        })
    };
    let (name_problem, color_problem) = (problem("name"), problem("color"));
    let (name_id, color_id, list) = (format!("{id}-name"), format!("{id}-color"), format!("{id}-colors"));
    let (name_error, color_error) = (format!("{name_id}-error"), format!("{color_id}-error"));
    let (typed, picked, shown, chosen) = (name.clone(), color.clone(), name, color);
    view! {
        <div class="field label-name">
            <label for=name_id.clone()>{t.organise.label_name}</label>
            <input
                id=name_id
                type="text"
                maxlength=MAX_NAME.to_string()
                autocomplete="off"
                prop:value=move || shown.get()
                aria-invalid=move || name_problem.get().is_some().to_string()
                aria-describedby=name_error.clone()
                on:input=move |event| typed.set(event_target_value(&event))
            />
            <p class="field-error" id=name_error>
                {move || name_problem.get()}
            </p>
        </div>
        <div class="field label-color">
            <label for=color_id.clone()>{t.organise.label_color}</label>
            <input
                id=color_id
                type="color"
                list=list.clone()
                prop:value=move || chosen.get()
                aria-invalid=move || color_problem.get().is_some().to_string()
                aria-describedby=color_error.clone()
                on:input=move |event| picked.set(event_target_value(&event))
            />
            <datalist id=list>
                {PALETTE.map(|color| view! { <option value=color></option> }).collect_view()}
            </datalist>
            <p class="field-error" id=color_error>
                {move || color_problem.get()}
            </p>
        </div>
    }
}

/// The label as it will look.
#[component]
fn LabelPreview(name: ArcRwSignal<String>, color: ArcRwSignal<String>) -> impl IntoView {
    // It is only looked at, also on the server: any id will do.
    let id = LabelId::from_parts(0, [0; 10]);
    move || {
        let label = Label { id: id.clone(), name: name.get(), color: color.get(), archived: false };
        (!label.name.trim().is_empty()).then(|| view! { <LabelChip label/> })
    }
}

#[component]
fn NewLabel() -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let (name, color) = (ArcRwSignal::new(String::new()), ArcRwSignal::new(PALETTE[7].to_owned()));
    let problems = ArcRwSignal::new(Vec::<FieldError>::new());
    let busy = RwSignal::new(false);
    let submit = {
        let (name, color, problems) = (name.clone(), color.clone(), problems.clone());
        move |event: SubmitEvent| {
            event.prevent_default();
            if busy.get_untracked() {
                return;
            }
            busy.set(true);
            let (store, name, color, problems) =
                (store.clone(), name.clone(), color.clone(), problems.clone());
            spawn_local(async move {
                let (text, chosen) = (name.get_untracked(), Some(color.get_untracked()));
                match api::organise::new_label(browser::new_label_id(), text, chosen).await {
                    Ok(label) => {
                        name.set(String::new());
                        problems.set(Vec::new());
                        // The next one has another colour.
                        let at = PALETTE.iter().position(|known| *known == label.color).unwrap_or(0);
                        color.set(PALETTE[(at + 1) % PALETTE.len()].to_owned());
                        store.tell(t.saved.to_owned(), false);
                    }
                    Err(ApiError(DeskError::Invalid { fields })) => problems.set(fields),
                    Err(ApiError(error)) => store.report(&error, t),
                }
                busy.try_set(false);
            });
        }
    };
    let (shown_name, shown_color) = (name.clone(), color.clone());
    view! {
        <form class="card label-new" on:submit=submit novalidate>
            <h2>{t.organise.new_label}</h2>
            <div class="label-row">
                <LabelFields id="new-label".to_owned() name color problems/>
                <span class="label-preview">
                    <LabelPreview name=shown_name color=shown_color/>
                </span>
                <button type="submit" class="btn btn-primary" prop:disabled=move || busy.get()>
                    {t.organise.create_label}
                </button>
            </div>
        </form>
    }
}

#[component]
fn LabelRow(used: LabelUse, deleting: ArcRwSignal<Option<LabelUse>>) -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let LabelUse { label, tickets, open } = used.clone();
    let (name, color) = (ArcRwSignal::new(label.name.clone()), ArcRwSignal::new(label.color.clone()));
    let problems = ArcRwSignal::new(Vec::<FieldError>::new());
    let change = {
        let (label, name, color, problems) = (label.clone(), name.clone(), color.clone(), problems.clone());
        move |archived: bool| {
            let (store, problems) = (store.clone(), problems.clone());
            let wanted = Label {
                id: label.id.clone(),
                name: name.get_untracked(),
                color: color.get_untracked(),
                archived,
            };
            spawn_local(async move {
                match api::organise::change_label(wanted).await {
                    Ok(_) => {
                        problems.try_set(Vec::new());
                        store.tell(t.saved.to_owned(), false);
                    }
                    Err(ApiError(DeskError::Invalid { fields })) => {
                        problems.try_set(fields);
                    }
                    Err(ApiError(error)) => store.report(&error, t),
                }
            });
        }
    };
    let archived = label.archived;
    let (save, flip) = (change.clone(), change);
    let (shown_name, shown_color) = (name.clone(), color.clone());
    view! {
        <li>
            <form
                class="label-row"
                novalidate
                aria-label=label.name.clone()
                on:submit=move |event| {
                    event.prevent_default();
                    save(archived);
                }
            >
                <LabelFields id=label.id.to_string() name color problems/>
                <span class="label-preview">
                    <LabelPreview name=shown_name color=shown_color/>
                    {archived.then(|| view! { <span class="tag tag-quiet">{t.organise.archived}</span> })}
                    <span class="hint">{(t.organise.used)(tickets, open)}</span>
                </span>
                <span class="label-do">
                    <button type="submit" class="btn">
                        {t.save}
                    </button>
                    <Button look=Look::Ghost on_press=move |_| flip(!archived)>
                        {if archived { t.organise.restore } else { t.organise.archive }}
                    </Button>
                    <Button look=Look::Ghost on_press=move |_| deleting.set(Some(used.clone()))>
                        {t.organise.delete}
                    </Button>
                </span>
            </form>
        </li>
    }
}

/// Asks before a label comes off everywhere.
#[component]
fn DeleteLabel(deleting: ArcRwSignal<Option<LabelUse>>) -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let open = ArcRwSignal::new(false);
    let (shown, asked) = (open.clone(), deleting.clone());
    Effect::new(move |_| shown.set(asked.with(Option::is_some)));
    let (closed, forgotten) = (open.clone(), deleting.clone());
    Effect::new(move |before: Option<bool>| {
        let open = closed.get();
        if before == Some(true) && !open {
            forgotten.set(None);
        }
        open
    });
    let dialog = open.clone();
    view! {
        <Dialog open=dialog title=t.organise.delete_title close_label=t.close_dialog>
            {
                let (store, open, deleting) = (store.clone(), open.clone(), deleting.clone());
                move || {
                    let used = deleting.get()?;
                    let (store, id) = (store.clone(), used.label.id.clone());
                    let (keep, gone) = (open.clone(), open.clone());
                    let delete = move |_| {
                        let (store, id, gone) = (store.clone(), id.clone(), gone.clone());
                        spawn_local(async move {
                            match api::organise::delete_label(id).await {
                                Ok(()) => gone.set(false),
                                Err(ApiError(error)) => store.report(&error, t),
                            }
                        });
                    };
                    Some(view! {
                        <p>{(t.organise.delete_question)(&used.label.name, used.tickets)}</p>
                        <div class="card-foot">
                            <Button autofocus=true on_press=move |_| keep.set(false)>
                                {t.organise.keep}
                            </Button>
                            <Button look=Look::Danger on_press=delete>
                                {t.organise.delete_label}
                            </Button>
                        </div>
                    })
                }
            }
        </Dialog>
    }
}
