//! The page of one queue: parts behind tabs, all of them one form.

use super::general::General;
use super::hours::Hours;
use super::people::People;
use super::reasons::Closing;
use super::rules::{Promises, Routing};
use super::says::Says;
use super::state::{Editing, Tab};
use super::{dot, warning_lines};
use crate::api::{self, ApiError};
use crate::i18n::{Texts, use_texts};
use crate::live::{Store, browser, use_store};
use crate::prelude::*;
use crate::ui::{Icon, Outrun, SkeletonRows, icon};
use desk_model::queue_form::QueueBoard;
use desk_model::{DeskError, QueueId};
use leptos::ev::{KeyboardEvent, SubmitEvent};
use leptos::task::spawn_local;
use leptos_router::hooks::use_params_map;
use std::sync::Arc;

/// One queue.
#[component]
pub(crate) fn QueuePage() -> impl IntoView {
    let params = use_params_map();
    let asked = Memo::new(move |_| params.read().get("queue").unwrap_or_default());
    // Another address is another queue.
    move || view! { <Loaded asked=asked.get()/> }
}

#[component]
fn Loaded(asked: String) -> impl IntoView {
    let t = use_texts();
    let booted = use_store().boot.clone();
    let ready = Memo::new(move |_| booted.with(Option::is_some));
    let board = ArcRwSignal::new(None::<Result<Arc<QueueBoard>, DeskError>>);
    let fetched = board.clone();
    Effect::new(move |_| {
        if !ready.get() {
            return;
        }
        let fetched = fetched.clone();
        spawn_local(async move {
            match api::queues::queue_board().await {
                Err(ApiError(DeskError::Unauthenticated)) => browser::to_login(),
                answer => fetched.set(Some(answer.map(Arc::new).map_err(|ApiError(error)| error))),
            }
        });
    });
    let id: Option<QueueId> = asked.parse().ok();
    let content = move || {
        let found = match board.get() {
            None => return view! { <SkeletonRows/> }.into_any(),
            Some(Ok(board)) => {
                let found = board.queues.iter().find(|queue| Some(&queue.id) == id.as_ref()).cloned();
                found.map(|queue| (board, queue)).ok_or_else(|| DeskError::not_found("queue"))
            }
            Some(Err(error)) => Err(error),
        };
        match found {
            Ok((board, queue)) => {
                let tab = ArcRwSignal::new(Tab::General);
                view! { <Form editing=Editing::new(queue.id, board, queue.form, tab)/> }.into_any()
            }
            Err(error) => view! {
                <p class="notice notice-bad" role="alert">
                    {(t.error)(&error)}
                </p>
            }
            .into_any(),
        }
    };
    view! {
        <div class="page">
            <p>
                <a class="back-link" href="/admin/queues">
                    {icon(Icon::Back)}
                    {t.admin().queues.back}
                </a>
            </p>
            {content}
        </div>
    }
}

#[component]
fn Form(editing: Editing) -> impl IntoView {
    let t = use_texts();
    let q = t.admin().queues;
    let store = use_store();
    let busy = ArcRwSignal::new(false);
    let (saving, saver, working) = (editing.clone(), store.clone(), busy.clone());
    // `over` = whatever somebody else saved meanwhile.
    let send = move |over: bool| {
        let (mut form, wrong) = untrack(|| saving.collect());
        if !wrong.is_empty() {
            saving.refuse(t, &wrong);
            focus_problem();
            return;
        }
        saving.changed_capacities(&mut form);
        let (editing, store, busy) = (saving.clone(), saver.clone(), busy.clone());
        let read = (!over).then(|| editing.read.get_untracked());
        busy.set(true);
        spawn_local(async move {
            match api::queues::save_queue(editing.id.clone(), form, read).await {
                Ok(saved) => {
                    editing.load(saved.form);
                    store.tell(t.saved.to_owned(), false);
                }
                Err(ApiError(DeskError::Conflict { what, .. })) if what == "queue" => {
                    editing.outrun.set(true);
                }
                Err(ApiError(DeskError::Invalid { fields })) => {
                    editing.refuse(t, &fields);
                    focus_problem();
                }
                Err(ApiError(error)) => store.report(&error, t),
            }
            busy.set(false);
        });
    };
    let (over, take, told) = (send.clone(), editing.clone(), store);
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        send(false);
    };
    let outrun = editing.outrun.clone();
    let outran = move || {
        let (over, take, told) = (over.clone(), take.clone(), told.clone());
        outrun.get().then(|| {
            let theirs = move |()| see_theirs(&take, &told, t);
            view! { <Outrun words=q.outrun.to_owned() on_mine=move |()| over(true) on_theirs=theirs/> }
        })
    };
    let (head, warned) = (editing.form.clone(), editing.clone());
    let warnings = Memo::new(move |_| warned.collect().0.warnings(|_| 0));
    let name = {
        let form = editing.form.clone();
        Memo::new(move |_| form.with(|form| form.name.clone()))
    };
    let color = Memo::new(move |_| head.with(|form| form.color.clone()));
    let (dirty, problems) = (editing.dirty.clone(), editing.problems.clone());
    let state = move || {
        if problems.with(|problems| !problems.is_empty()) {
            view! { <span class="save-problem">{icon(Icon::Alert)} {q.check_fields}</span> }.into_any()
        } else if dirty.get() {
            view! { <span>{q.unsaved}</span> }.into_any()
        } else {
            ().into_any()
        }
    };
    let panel = |tab: Tab, content: AnyView| {
        let now = editing.tab.clone();
        view! {
            <section
                class="card queue-panel"
                id=format!("panel-{}", tab.key())
                role="tabpanel"
                aria-labelledby=format!("tab-{}", tab.key())
                hidden=move || now.get() != tab
            >
                {content}
            </section>
        }
    };
    view! {
        <header class="page-head">
            <h1>{move || dot(color.get())} " " {move || name.get()}</h1>
        </header>
        <div class="queue-warnings">{move || warning_lines(t, warnings.get())}</div>
        {outran}
        <form class="queue-editor" novalidate on:submit=save>
            <Tabs editing=editing.clone()/>
            {panel(Tab::General, view! { <General editing=editing.clone()/> }.into_any())}
            {panel(Tab::People, view! { <People editing=editing.clone()/> }.into_any())}
            {panel(Tab::Hours, view! { <Hours editing=editing.clone()/> }.into_any())}
            {panel(Tab::Texts, view! { <Says editing=editing.clone()/> }.into_any())}
            {panel(Tab::Routing, view! { <Routing editing=editing.clone()/> }.into_any())}
            {panel(Tab::Sla, view! { <Promises editing=editing.clone()/> }.into_any())}
            {panel(Tab::Closing, view! { <Closing editing=editing.clone()/> }.into_any())}
            <div class="save-bar">
                <span role="status">{state}</span>
                <button type="submit" class="btn btn-primary" prop:disabled=move || working.get()>
                    {t.save}
                </button>
            </div>
        </form>
    }
}

/// Shows the queue as it is stored now.
fn see_theirs(editing: &Editing, store: &Store, t: &'static Texts) {
    let (editing, store) = (editing.clone(), store.clone());
    spawn_local(async move {
        match api::queues::queue_board().await {
            Ok(board) => match board.queues.into_iter().find(|queue| queue.id == editing.id) {
                Some(queue) => editing.load(queue.form),
                None => store.report(&DeskError::not_found("queue"), t),
            },
            Err(ApiError(error)) => store.report(&error, t),
        }
    });
}

fn focus_problem() {
    request_animation_frame(|| {
        browser::focus(".queue-panel:not([hidden]) [aria-invalid=true]");
    });
}

/// The tabs; arrow keys go from one to the next.
#[component]
fn Tabs(editing: Editing) -> impl IntoView {
    let t = use_texts();
    let q = t.admin().queues;
    let pressed = editing.tab.clone();
    let on_key = move |event: KeyboardEvent| {
        let here = Tab::ALL.iter().position(|tab| *tab == pressed.get_untracked()).unwrap_or(0);
        let last = Tab::ALL.len() - 1;
        let next = match event.key().as_str() {
            "ArrowRight" => {
                if here == last {
                    0
                } else {
                    here + 1
                }
            }
            "ArrowLeft" => {
                if here == 0 {
                    last
                } else {
                    here - 1
                }
            }
            "Home" => 0,
            "End" => last,
            _ => return,
        };
        event.prevent_default();
        if let Some(tab) = Tab::ALL.get(next) {
            pressed.set(*tab);
            let selector = format!("#tab-{}", tab.key());
            browser::focus(&selector);
        }
    };
    let tabs = Tab::ALL.map(|tab| {
        let (now, choose, here) = (editing.tab.clone(), editing.tab.clone(), editing.tab.clone());
        let count = {
            let editing = editing.clone();
            Memo::new(move |_| editing.problems_in(tab))
        };
        view! {
            <button
                type="button"
                role="tab"
                class="queue-tab"
                id=format!("tab-{}", tab.key())
                aria-controls=format!("panel-{}", tab.key())
                aria-selected=move || (now.get() == tab).to_string()
                tabindex=move || if here.get() == tab { "0" } else { "-1" }
                on:click=move |_| choose.set(tab)
            >
                {tab.title(t)}
                {move || {
                    (count.get() > 0)
                        .then(|| {
                            view! {
                                <span class="queue-tab-bad">
                                    <span aria-hidden="true">{count.get()}</span>
                                    <span class="sr-only">{(q.problems)(count.get())}</span>
                                </span>
                            }
                        })
                }}
            </button>
        }
    });
    view! {
        <div class="queue-tabs" role="tablist" aria-label=q.sections on:keydown=on_key>
            {tabs.collect_view()}
        </div>
    }
}
