//! The list: one row a template and language, with everything Meta has decided.

use super::queues::QueueBoxes;
use crate::api::{self, ApiError};
use crate::i18n::{Texts, use_texts};
use crate::live::{Store, use_store};
use crate::pages::console::composer::picker::quality_mark;
use crate::prelude::*;
use crate::ui::{Button, Dialog, Look};
use desk_model::message::one_line;
use desk_model::template::{Template, TemplateStatus};
use desk_model::{QueueId, TemplateId};
use leptos::task::spawn_local;
use std::sync::Arc;

/// The table.
#[component]
pub(super) fn TemplateTable(
    all: Arc<Vec<Template>>,
    may_edit: bool,
    on_edit: Callback<Template>,
) -> impl IntoView {
    let t = use_texts();
    let deleting = ArcRwSignal::new(None::<Template>);
    let sorting = ArcRwSignal::new(None::<Template>);
    let rows =
        all.iter().map(|template| row(template, may_edit, on_edit, &deleting, &sorting, t)).collect_view();
    view! {
        <div class="table-scroll" tabindex="0" role="region" aria-label=t.admin().tpl.title>
            <table class="table templates-table">
                <thead>
                    <tr>
                        <th scope="col">{t.admin().tpl.column_name}</th>
                        <th scope="col">{t.admin().tpl.column_category}</th>
                        <th scope="col">{t.admin().tpl.column_state}</th>
                        <th scope="col">{t.admin().tpl.column_quality}</th>
                        <th scope="col">{t.admin().tpl.column_queues}</th>
                        {may_edit
                            .then(|| {
                                view! {
                                    <th scope="col">
                                        <span class="sr-only">{t.admin().tpl.column_actions}</span>
                                    </th>
                                }
                            })}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        <DeleteDialog deleting/>
        <QueuesDialog sorting/>
    }
}

/// The word for a status, and the shade of its tag.
fn status_words(status: &TemplateStatus, t: &'static Texts) -> (String, &'static str) {
    match status {
        TemplateStatus::Approved => (t.admin().tpl.approved.to_owned(), "tag"),
        TemplateStatus::Pending => (t.admin().tpl.pending.to_owned(), "tag tag-wait"),
        TemplateStatus::Rejected => (t.admin().tpl.rejected.to_owned(), "tag tag-bad"),
        TemplateStatus::Paused => (t.admin().tpl.paused.to_owned(), "tag tag-bad"),
        TemplateStatus::Disabled => (t.admin().tpl.disabled.to_owned(), "tag tag-bad"),
        TemplateStatus::Other(word) => (word.to_lowercase().replace('_', " "), "tag tag-wait"),
    }
}

/// What stands below the status: why, until when.
fn remarks(template: &Template, t: &'static Texts) -> Vec<String> {
    let standing = &template.standing;
    let mut remarks = Vec::new();
    if let (TemplateStatus::Rejected, Some(reason)) = (&template.status, &standing.rejection) {
        remarks.push((t.admin().tpl.reason)(reason));
    }
    if let Some(until) = standing.paused_until {
        remarks.push((t.tpl.paused_until)(until));
    }
    if let Some(at) = standing.disable_at {
        remarks.push((t.admin().tpl.disable_at)(at));
    }
    remarks
}

fn row(
    template: &Template,
    may_edit: bool,
    on_edit: Callback<Template>,
    deleting: &ArcRwSignal<Option<Template>>,
    sorting: &ArcRwSignal<Option<Template>>,
    t: &'static Texts,
) -> impl IntoView + use<> {
    let store = use_store();
    let (word, shade) = status_words(&template.status, t);
    let upcoming = template.standing.upcoming.map(|u| (t.tpl.upcoming)((t.category)(u.category), u.at));
    let queues: Vec<String> =
        template.queues.iter().filter_map(|id| store.queue(id)).map(|queue| queue.name).collect();
    let queues = if queues.is_empty() { t.admin().tpl.all_queues.to_owned() } else { queues.join(", ") };
    let editable = matches!(
        template.status,
        TemplateStatus::Approved | TemplateStatus::Rejected | TemplateStatus::Paused
    );
    let actions = may_edit.then(|| {
        let (edit, delete, sort) = (template.clone(), template.clone(), template.clone());
        let (deleting, sorting) = (deleting.clone(), sorting.clone());
        let named = |word: &str| format!("{word}: {} ({})", template.name, template.language);
        view! {
            <td class="table-do">
                <button type="button" class="btn btn-ghost" aria-label=named(t.admin().tpl.queues) on:click=move |_| sorting.set(Some(sort.clone()))>
                    {t.admin().tpl.queues}
                </button>
                <button
                    type="button"
                    class="btn btn-ghost"
                    aria-label=named(t.admin().tpl.edit)
                    disabled=!editable
                    on:click=move |_| on_edit.run(edit.clone())
                >
                    {t.admin().tpl.edit}
                </button>
                <button type="button" class="btn btn-ghost" aria-label=named(t.admin().tpl.delete) on:click=move |_| deleting.set(Some(delete.clone()))>
                    {t.admin().tpl.delete}
                </button>
            </td>
        }
    });
    view! {
        <tr>
            <th scope="row" class="templates-name">
                <strong>{template.name.clone()}</strong>
                <span>{template.language.clone()} " · " {one_line(&template.body, 70)}</span>
            </th>
            <td>
                {(t.category)(template.category)}
                {upcoming.map(|words| view! { <span class="remark remark-warn">{words}</span> })}
            </td>
            <td>
                <span class=shade>{word}</span>
                {remarks(template, t)
                    .into_iter()
                    .map(|words| view! { <span class="remark">{words}</span> })
                    .collect_view()}
            </td>
            <td class="nowrap">{quality_mark(&template.quality, t)}</td>
            <td>{queues}</td>
            {actions}
        </tr>
    }
}

/// The open state of a dialog about a template.
fn opened(subject: &ArcRwSignal<Option<Template>>) -> ArcRwSignal<bool> {
    let open = ArcRwSignal::new(false);
    let (by_subject, watched) = (open.clone(), subject.clone());
    Effect::new(move |_| by_subject.set(watched.with(Option::is_some)));
    let (by_dialog, cleared) = (open.clone(), subject.clone());
    Effect::new(move |before: Option<bool>| {
        let now = by_dialog.get();
        if before == Some(true) && !now {
            cleared.set(None);
        }
        now
    });
    open
}

#[component]
fn DeleteDialog(deleting: ArcRwSignal<Option<Template>>) -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let open = opened(&deleting);
    let closing = open.clone();
    view! {
        <Dialog open title=t.admin().tpl.delete_title close_label=t.close_dialog>
            {
                let (deleting, store, closing) = (deleting.clone(), store.clone(), closing.clone());
                move || {
                    let template = deleting.get()?;
                    let (store, yes, no) = (store.clone(), closing.clone(), closing.clone());
                    let question = (t.admin().tpl.delete_question)(&template.name, &template.language);
                    Some(
                        view! {
                            <p>{question}</p>
                            <div class="dialog-do">
                                <Button on_press=move |_| no.set(false)>{t.admin().tpl.cancel}</Button>
                                <Button
                                    look=Look::Danger
                                    on_press=move |_| {
                                        delete(store.clone(), template.id.clone(), t);
                                        yes.set(false);
                                    }
                                >
                                    {t.admin().tpl.delete}
                                </Button>
                            </div>
                        },
                    )
                }
            }
        </Dialog>
    }
}

fn delete(store: Store, id: TemplateId, t: &'static Texts) {
    spawn_local(async move {
        match api::templates::delete_template(id).await {
            Ok(()) => store.tell(t.admin().tpl.deleted.to_owned(), false),
            Err(ApiError(error)) => store.report(&error, t),
        }
    });
}

#[component]
fn QueuesDialog(sorting: ArcRwSignal<Option<Template>>) -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let open = opened(&sorting);
    let closing = open.clone();
    view! {
        <Dialog open title=t.admin().tpl.queues_which close_label=t.close_dialog>
            {
                let (sorting, store, closing) = (sorting.clone(), store.clone(), closing.clone());
                move || {
                    let template = sorting.get()?;
                    let (store, closing) = (store.clone(), closing.clone());
                    let chosen = ArcRwSignal::new(template.queues.clone());
                    let saved = chosen.clone();
                    Some(
                        view! {
                            <p>
                                <strong>{template.name.clone()}</strong>
                                " · "
                                {template.language.clone()}
                            </p>
                            <QueueBoxes chosen/>
                            <div class="dialog-do">
                                <Button
                                    look=Look::Primary
                                    on_press=move |_| {
                                        save(store.clone(), template.id.clone(), saved.get_untracked(), t);
                                        closing.set(false);
                                    }
                                >
                                    {t.save}
                                </Button>
                            </div>
                        },
                    )
                }
            }
        </Dialog>
    }
}

fn save(store: Store, id: TemplateId, queues: Vec<QueueId>, t: &'static Texts) {
    spawn_local(async move {
        match api::templates::set_template_queues(id, queues).await {
            Ok(_) => store.tell(t.saved.to_owned(), false),
            Err(ApiError(error)) => store.report(&error, t),
        }
    });
}
