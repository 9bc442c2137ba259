//! The dialog behind `x`: to whom, and what they have to know.

use super::results::Results;
use super::targets::TargetList;
use super::{TransferUi, stop_marking};
use crate::api::{self, ApiError};
use crate::i18n::{Texts, use_texts};
use crate::live::drafts::DraftKind;
use crate::live::{Store, use_store};
use crate::pages::console::use_ui;
use crate::prelude::*;
use crate::ui::{Button, Dialog, Icon, Look, icon};
use desk_model::DeskError;
use desk_model::error::{FieldError, FieldProblem};
use desk_model::transfer::{MAX_NOTE, TransferTarget};
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

/// The dialog; one for the whole console.
#[component]
pub(in crate::pages::console) fn TransferDialog() -> impl IntoView {
    let t = use_texts();
    let ui = use_ui().transfer;
    let results = ui.results.clone();
    let done = Memo::new(move |_| results.with(Option::is_some));
    view! {
        <Dialog open=ui.open.clone() title=t.transfer.title close_label=t.close_dialog>
            {move || if done.get() { view! { <Results/> }.into_any() } else { view! { <Form/> }.into_any() }}
        </Dialog>
    }
}

/// What went wrong: at a field, or with the whole.
#[derive(Clone, Default, PartialEq)]
struct Problems {
    target: Option<String>,
    note: Option<String>,
    whole: Option<String>,
}

impl Problems {
    fn of(error: &DeskError, t: &Texts) -> Self {
        let mut found = Self::default();
        match error {
            DeskError::Invalid { fields } => {
                for FieldError { field, problem } in fields {
                    match (field.as_str(), problem) {
                        ("note", FieldProblem::Missing) => {
                            found.note = Some(t.transfer.note_missing.to_owned());
                        }
                        ("note", other) => found.note = Some((t.field_problem)(other)),
                        _ => found.whole = Some((t.error)(error)),
                    }
                }
            }
            DeskError::Transfer { .. } => found.target = Some((t.error)(error)),
            other => found.whole = Some((t.error)(other)),
        }
        found
    }
}

#[component]
fn Form() -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let ui = use_ui().transfer;
    let failed = ArcRwSignal::new(None::<DeskError>);
    store.fetch_directory(failed.clone());
    let directory = store.directory.clone();
    let problems = ArcRwSignal::new(Problems::default());
    let busy = ArcRwSignal::new(false);
    let navigate = StoredValue::new_local(use_navigate());
    let send = {
        let (store, ui, problems, busy) = (store.clone(), ui.clone(), problems.clone(), busy.clone());
        move || {
            let found = missing(&ui, t);
            problems.set(found.clone());
            let Some(target) = ui.chosen.get_untracked().filter(|_| found == Problems::default()) else {
                return;
            };
            if busy.get_untracked() {
                return;
            }
            busy.set(true);
            let (store, ui, problems, busy) = (store.clone(), ui.clone(), problems.clone(), busy.clone());
            spawn_local(async move {
                let answer = go(&store, &ui, target, t).await;
                busy.set(false);
                match answer {
                    Ok(true) => {
                        let _ = navigate.try_with_value(|go| go("/", NavigateOptions::default()));
                    }
                    Ok(false) => {}
                    Err(DeskError::Unauthenticated) => store.report(&DeskError::Unauthenticated, t),
                    Err(error) => problems.set(Problems::of(&error, t)),
                }
            });
        }
    };
    let (by_key, by_button) = (send.clone(), send);
    let (note, write, dismiss) = (ui.note.clone(), ui.note.clone(), ui.open.clone());
    let (target_problem, note_problem, note_invalid, whole) =
        (problems.clone(), problems.clone(), problems.clone(), problems.clone());
    let target_invalid = Signal::derive(move || problems.with(|problems| problems.target.is_some()));
    let people = ui.chosen.clone();
    let to_person = move || people.with(|chosen| matches!(chosen, Some(TransferTarget::Agent { .. })));
    let draft = draft_of(&store, &ui);
    let (known, towards) = (directory.clone(), ui.chosen.clone());
    let not_there = move || {
        let Some(TransferTarget::Agent { agent }) = towards.get() else { return None };
        let person =
            known.with(|known| known.as_ref()?.people.iter().find(|one| one.id == agent).cloned())?;
        let words = (t.transfer.not_there)(&person.name, person.standing)?;
        Some(view! { <p class="hint" role="status">{words}</p> })
    };
    view! {
        <div
            class="form transfer-form"
            on:keydown=move |event| {
                if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
                    event.prevent_default();
                    by_key();
                }
            }
        >
            <p class="transfer-lead">{lead(&store, &ui, t)}</p>
            {
                let (words, chosen) = (ui.words.clone(), ui.chosen.clone());
                view! {
                    <TargetList
                        directory=Signal::derive(move || directory.get().unwrap_or_default())
                        words
                        chosen
                        invalid=target_invalid
                    />
                }
            }
            {not_there}
            <p class="field-error" id="transfer-target-error" role="alert">
                {move || {
                    failed
                        .get()
                        .map(|error| (t.error)(&error))
                        .or_else(|| target_problem.with(|problems| problems.target.clone()))
                }}
            </p>
            <div class="field">
                <label for="transfer-note">{t.transfer.note}</label>
                <textarea
                    id="transfer-note"
                    rows="3"
                    maxlength=MAX_NOTE.to_string()
                    aria-describedby="transfer-note-hint transfer-note-error"
                    aria-invalid=move || note_invalid.with(|problems| problems.note.is_some()).to_string()
                    prop:value=move || note.get()
                    on:input=move |event| write.set(event_target_value(&event))
                ></textarea>
                <p class="hint" id="transfer-note-hint">
                    {t.transfer.note_hint}
                </p>
                <p class="field-error" id="transfer-note-error" role="alert">
                    {move || note_problem.with(|problems| problems.note.clone())}
                </p>
            </div>
            {(!draft.is_empty()).then(|| view! { <p class="hint">{t.transfer.draft_goes}</p> })}
            {move || {
                whole
                    .with(|problems| problems.whole.clone())
                    .map(|words| {
                        view! {
                            <p class="notice notice-bad" role="alert">
                                {icon(Icon::Alert)}
                                <span>{words}</span>
                            </p>
                        }
                    })
            }}
            <div class="dialog-foot">
                <Button look=Look::Ghost on_press=move |_| dismiss.set(false)>
                    {t.transfer.cancel}
                </Button>
                <Button look=Look::Primary key="Ctrl ↵" disabled=Signal::derive(move || busy.get()) on_press=move |_| by_button()>
                    {move || if to_person() { t.transfer.offer } else { t.transfer.transfer }}
                </Button>
            </div>
        </div>
    }
}

/// What has to be filled in first.
fn missing(ui: &TransferUi, t: &Texts) -> Problems {
    Problems {
        target: ui.chosen.with_untracked(Option::is_none).then(|| t.transfer.choose_first.to_owned()),
        note: ui
            .note
            .with_untracked(|note| note.trim().is_empty())
            .then(|| t.transfer.note_missing.to_owned()),
        whole: None,
    }
}

/// What the dialog is about: the customer, or how many.
fn lead(store: &Store, ui: &TransferUi, t: &Texts) -> String {
    let tickets = ui.tickets.get_untracked();
    match store.row.get_untracked() {
        Some(row) if tickets == [row.ticket.clone()] => format!("{} · {}", row.contact_name, row.protocol),
        _ => (t.transfer.marked)(tickets.len()),
    }
}

/// What the reader was writing in the ticket that is handed over, if it is theirs.
fn draft_of(store: &Store, ui: &TransferUi) -> String {
    let Some(row) = store.row.get_untracked() else { return String::new() };
    let mine = row.state.owner().is_some() && row.state.owner() == store.me().as_ref();
    if !mine || ui.tickets.get_untracked() != [row.ticket.clone()] || ui.marking.get_untracked() {
        return String::new();
    }
    store.draft(&row.ticket, DraftKind::Reply).get_untracked().trim().to_owned()
}

/// Hands over; tells whether the thread is to be left.
async fn go(
    store: &Store,
    ui: &TransferUi,
    target: TransferTarget,
    t: &'static Texts,
) -> Result<bool, DeskError> {
    let (tickets, note) = (ui.tickets.get_untracked(), ui.note.get_untracked());
    let single = tickets.first().filter(|_| tickets.len() == 1 && !ui.marking.get_untracked()).cloned();
    let Some(ticket) = single else {
        let results = api::transfer::transfer_many(tickets, target, note).await.map_err(|ApiError(e)| e)?;
        // What did not move stays marked, for another try.
        let left = results.iter().filter(|one| one.error.is_some()).map(|one| one.ticket.clone()).collect();
        ui.marked.set(left);
        if ui.marked.with_untracked(|marked| marked.is_empty()) {
            stop_marking(ui);
        }
        ui.note.set(String::new());
        ui.results.set(Some(results));
        return Ok(false);
    };
    let draft = draft_of(store, ui);
    let to_queue = matches!(target, TransferTarget::Queue { .. });
    let row = api::transfer::transfer(ticket.clone(), target, note, draft.clone())
        .await
        .map_err(|ApiError(error)| error)?;
    if !draft.is_empty() {
        store.set_draft(&ticket, DraftKind::Reply, "");
    }
    ui.open.set(false);
    ui.note.set(String::new());
    ui.chosen.set(None);
    ui.words.set(String::new());
    store.learn_row(&row);
    if to_queue && let Some(handover) = &row.handover {
        store.tell((t.transfer.sent)(&handover.to_name), false);
    }
    // A queue the reader does not see: there is nothing left to look at.
    Ok(to_queue && store.queue(&row.queue).is_none())
}
