//! All queues in their order.

use super::remove::RemoveDialog;
use super::{dot, problem_words, warning_lines};
use crate::api::{self, ApiError};
use crate::i18n::use_texts;
use crate::live::{browser, use_store};
use crate::prelude::*;
use crate::ui::{Dialog, Empty, Icon, SkeletonRows, icon};
use desk_model::queue_form::{MAX_NAME, QueueBoard, QueueDetail};
use desk_model::{DeskError, QueueId};
use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use std::collections::HashMap;

/// Colours that can be told apart, on light and on dark ground.
const COLORS: [&str; 8] =
    ["#3b5bdb", "#2b8a3e", "#d9480f", "#862e9c", "#0b7285", "#c2255c", "#846358", "#5f6b7a"];

type Board = ArcRwSignal<Option<Result<QueueBoard, DeskError>>>;

fn fetch(board: &Board) {
    let board = board.clone();
    spawn_local(async move {
        match api::queues::queue_board().await {
            Err(ApiError(DeskError::Unauthenticated)) => browser::to_login(),
            answer => board.set(Some(answer.map_err(|ApiError(error)| error))),
        }
    });
}

/// Every queue.
#[component]
pub(crate) fn QueuesPage() -> impl IntoView {
    let t = use_texts();
    let q = t.admin().queues;
    let booted = use_store().boot.clone();
    let ready = Memo::new(move |_| booted.with(Option::is_some));
    let board: Board = ArcRwSignal::new(None);
    let fetched = board.clone();
    Effect::new(move |_| {
        if ready.get() {
            fetch(&fetched);
        }
    });
    let creating = ArcRwSignal::new(false);
    let removing = ArcRwSignal::new(None::<QueueId>);
    let (create, changed, gone) = (creating.clone(), board.clone(), removing.clone());
    let known = board.clone();
    view! {
        <div class="page">
            <header class="page-head">
                <h1>{t.queues_and_texts}</h1>
                <p>{q.lead}</p>
                <button type="button" class="btn btn-primary" on:click=move |_| create.set(true)>
                    {icon(Icon::Plus)} {q.new_queue}
                </button>
            </header>
            {move || match board.get() {
                None => view! { <SkeletonRows/> }.into_any(),
                Some(Err(error)) => {
                    view! {
                        <p class="notice notice-bad" role="alert">
                            {(t.error)(&error)}
                        </p>
                    }
                        .into_any()
                }
                Some(Ok(all)) if all.queues.is_empty() => {
                    view! { <Empty picture=Icon::Queues title=t.no_queues hint=t.no_queues_hint/> }.into_any()
                }
                Some(Ok(all)) => view! { <List all board=board.clone() removing=removing.clone()/> }.into_any(),
            }}
        </div>
        <CreateDialog open=creating/>
        {move || {
            let id = gone.get()?;
            let board = changed.clone();
            let all = known.with_untracked(|known| known.as_ref().and_then(|known| known.as_ref().ok()).cloned())?;
            let queue = all.queues.iter().find(|queue| queue.id == id)?.clone();
            let others = all.queues.into_iter().filter(|other| other.id != id).collect::<Vec<_>>();
            Some(view! { <RemoveDialog queue others asked=gone.clone() done=Callback::new(move |()| fetch(&board))/> })
        }}
    }
}

#[component]
fn List(all: QueueBoard, board: Board, removing: ArcRwSignal<Option<QueueId>>) -> impl IntoView {
    let t = use_texts();
    let q = t.admin().queues;
    let store = use_store();
    let capacity: HashMap<_, _> =
        all.staff.iter().map(|person| (person.id.clone(), person.capacity)).collect();
    let order: Vec<QueueId> = all.queues.iter().map(|queue| queue.id.clone()).collect();
    let last = order.len().saturating_sub(1);
    let shift = move |place: usize, up: bool| {
        let mut order = order.clone();
        let other = if up { place.saturating_sub(1) } else { (place + 1).min(last) };
        order.swap(place, other);
        let (store, board) = (store.clone(), board.clone());
        spawn_local(async move {
            match api::queues::order_queues(order).await {
                Ok(()) => fetch(&board),
                Err(ApiError(error)) => store.report(&error, t),
            }
        });
    };
    let rows = all.queues.into_iter().enumerate().map(|(place, QueueDetail { id, form, open, is_open })| {
        let warnings = form.warnings(|user| capacity.get(user).copied().unwrap_or_default());
        let (up, down, removing, gone) = (shift.clone(), shift.clone(), removing.clone(), id.clone());
        let name = form.name.clone();
        let state = if is_open { ("tag", q.is_open) } else { ("tag tag-off", q.is_closed) };
        view! {
            <li class="card queue-row">
                <div class="queue-row-main">
                    <h2>{dot(form.color.clone())} <a href=format!("/admin/queues/{id}")>{name.clone()}</a></h2>
                    <p class="queue-row-facts">
                        <span class=state.0>{state.1}</span>
                        <span>{(q.people_count)(form.members.len())}</span>
                        <span>{(q.open_count)(open)}</span>
                    </p>
                    {warning_lines(t, warnings)}
                </div>
                <div class="queue-row-do">
                    <button
                        type="button"
                        class="icon-btn icon-up"
                        aria-label=format!("{}: {name}", q.move_up)
                        title=q.move_up
                        prop:disabled=place == 0
                        on:click=move |_| up(place, true)
                    >
                        {icon(Icon::Down)}
                    </button>
                    <button
                        type="button"
                        class="icon-btn"
                        aria-label=format!("{}: {name}", q.move_down)
                        title=q.move_down
                        prop:disabled=place == last
                        on:click=move |_| down(place, false)
                    >
                        {icon(Icon::Down)}
                    </button>
                    <a class="btn" href=format!("/admin/queues/{id}") aria-label=format!("{}: {name}", q.edit)>
                        {icon(Icon::Gear)} {q.edit}
                    </a>
                    <button
                        type="button"
                        class="btn btn-danger"
                        aria-label=format!("{}: {name}", q.delete)
                        on:click=move |_| removing.set(Some(gone.clone()))
                    >
                        {q.delete}
                    </button>
                </div>
            </li>
        }
    });
    view! { <ol class="queue-list">{rows.collect_view()}</ol> }
}

#[component]
fn CreateDialog(open: ArcRwSignal<bool>) -> impl IntoView {
    let q = use_texts().admin().queues;
    let t = use_texts();
    let shown = open.clone();
    view! {
        <Dialog open=open title=q.new_queue close_label=t.close_dialog>
            <CreateForm open=shown.clone()/>
        </Dialog>
    }
}

#[component]
fn CreateForm(open: ArcRwSignal<bool>) -> impl IntoView {
    let t = use_texts();
    let q = t.admin().queues;
    let store = use_store();
    let navigate = use_navigate();
    let name = NodeRef::<html::Input>::new();
    let color = ArcRwSignal::new(COLORS[0].to_owned());
    let problem = ArcRwSignal::new(None::<String>);
    let (chosen, found, closing) = (color.clone(), problem.clone(), open.clone());
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let Some(input) = name.get_untracked() else { return };
        let (store, navigate, open, found) = (store.clone(), navigate.clone(), open.clone(), found.clone());
        let color = chosen.get_untracked();
        spawn_local(async move {
            match api::queues::create_queue(input.value(), color).await {
                Ok(made) => {
                    open.set(false);
                    navigate(&format!("/admin/queues/{}", made.id), NavigateOptions::default());
                }
                Err(ApiError(DeskError::Invalid { fields })) => {
                    found.set(fields.first().map(|error| problem_words(t, &error.field, &error.problem)));
                    let _ = input.focus();
                }
                Err(ApiError(error)) => store.report(&error, t),
            }
        });
    };
    let invalid = problem.clone();
    view! {
        <form class="form" novalidate on:submit=save>
            <div class="field">
                <label for="new-queue-name">{q.name}</label>
                <input
                    id="new-queue-name"
                    node_ref=name
                    autofocus
                    autocomplete="off"
                    maxlength=MAX_NAME.to_string()
                    aria-invalid=move || invalid.with(Option::is_some).to_string()
                    aria-describedby="new-queue-name-hint new-queue-name-error"
                />
                <p class="hint" id="new-queue-name-hint">{q.name_hint}</p>
                <p class="field-error" id="new-queue-name-error">{move || problem.get()}</p>
            </div>
            <Swatches color/>
            <div class="form-foot">
                <button type="button" class="btn" on:click=move |_| closing.set(false)>
                    {q.cancel}
                </button>
                <button type="submit" class="btn btn-primary">
                    {q.create}
                </button>
            </div>
        </form>
    }
}

/// A choice of colours, and any other one.
#[component]
pub(super) fn Swatches(color: ArcRwSignal<String>) -> impl IntoView {
    let q = use_texts().admin().queues;
    let (now, typed, shown) = (color.clone(), color.clone(), color);
    view! {
        <fieldset class="choices swatches">
            <legend>{q.color}</legend>
            {COLORS
                .into_iter()
                .map(|choice| {
                    let (color, now) = (typed.clone(), now.clone());
                    view! {
                        <label class="swatch">
                            <input
                                type="radio"
                                name="queue-color"
                                aria-label=choice
                                prop:checked=move || now.with(|now| now == choice)
                                on:change=move |_| color.set(choice.to_owned())
                            />
                            <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
                                <circle cx="10" cy="10" r="9" fill=choice></circle>
                            </svg>
                        </label>
                    }
                })
                .collect_view()}
            <input
                type="color"
                class="swatch-own"
                aria-label=q.color
                prop:value=move || shown.get()
                on:input=move |event| typed.set(event_target_value(&event))
            />
        </fieldset>
    }
}
