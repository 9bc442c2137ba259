//! The editor of one number: saving, publishing, and the three columns.

use super::node::Middle;
use super::problems::Problems;
use super::state::{Form, Shown};
use super::tree::Tree;
use super::tryout::TryOut;
use super::versions::Versions;
use crate::api::{self, ApiError};
use crate::i18n::{intl, use_texts};
use crate::live::{browser, use_store};
use crate::prelude::*;
use crate::ui::{Button, Empty, Icon, Look, Outrun};
use desk_model::menu::{MenuView, NodeId, new_node, starter};
use desk_model::{DeskError, QueueId};
use leptos::task::spawn_local;
use std::sync::Arc;

/// The editor.
#[component]
pub(super) fn Desk(menu: MenuView) -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let queues = store.boot.with_untracked(|boot| {
        let all =
            boot.as_ref().map(|boot| boot.queues.iter().map(|queue| (queue.id.clone(), queue.name.clone())));
        Arc::new(all.map(Iterator::collect).unwrap_or_default())
    });
    let (known, number) = (store.templates.clone(), menu.number.clone());
    let templates = Memo::new(move |_| known.with(|known| known.get(&number).cloned().unwrap_or_default()));
    let form = Form::new(t, menu, queues, templates);
    let tried = RwSignal::new(false);
    let outrun = RwSignal::new(None::<String>);
    // One save at a time: two would outrun each other.
    let busy = RwSignal::new(false);
    let draft = form.draft.clone();
    let empty = Memo::new(move |_| draft.with(|draft| draft.nodes.is_empty()));
    let (head, columns, history) = (form.clone(), form.clone(), form.clone());
    view! {
        <Head form=head tried outrun busy/>
        <Outran form=form.clone() outrun busy/>
        <Undo form=form.clone()/>
        {move || {
            let form = columns.clone();
            if empty.get() {
                return view! { <Begin form/> }.into_any();
            }
            view! {
                <Problems form=form.clone() tried/>
                <div class="menu-columns">
                    <div class="menu-steps">
                        <Tree form=form.clone()/>
                    </div>
                    <div class="card menu-form">
                        <Middle form=form.clone()/>
                    </div>
                    <TryOut form/>
                </div>
            }
                .into_any()
        }}
        <Versions form=history/>
    }
}

/// Saves what is typed; gives the revision to publish, or `None` when that did not work.
async fn save(form: &Form, outrun: RwSignal<Option<String>>) -> Result<Option<i64>, DeskError> {
    if !form.dirty.get_untracked() {
        return Ok(Some(form.revision.get_untracked()));
    }
    let (draft, revision) = (form.draft.get_untracked(), form.revision.get_untracked());
    match api::menus::save_menu(form.number.clone(), revision, draft).await {
        Ok(menu) => {
            outrun.set(None);
            form.revision.set(menu.revision);
            form.saved.set(menu);
            Ok(Some(form.revision.get_untracked()))
        }
        Err(ApiError(DeskError::Conflict { winner, .. })) => {
            outrun.set(Some(winner.unwrap_or_default()));
            Ok(None)
        }
        Err(ApiError(error)) => Err(error),
    }
}

#[component]
fn Head(
    form: Form,
    tried: RwSignal<bool>,
    outrun: RwSignal<Option<String>>,
    busy: RwSignal<bool>,
) -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let (saving, publishing, stopping) = (form.clone(), form.clone(), form.clone());
    let (save_store, publish_store, stop_store) = (store.clone(), store.clone(), store);
    let on_save = move |_| {
        let (form, store) = (saving.clone(), save_store.clone());
        busy.set(true);
        spawn_local(async move {
            match save(&form, outrun).await {
                Ok(Some(_)) => store.tell(t.saved.to_owned(), false),
                Ok(None) => {}
                Err(error) => store.report(&error, t),
            }
            busy.try_set(false);
        });
    };
    let on_publish = move |_| {
        let (form, store) = (publishing.clone(), publish_store.clone());
        tried.set(true);
        busy.set(true);
        spawn_local(async move {
            let answer = match save(&form, outrun).await {
                Ok(Some(revision)) => api::menus::publish_menu(form.number.clone(), revision).await,
                Ok(None) => {
                    busy.try_set(false);
                    return;
                }
                Err(error) => Err(ApiError(error)),
            };
            match answer {
                Ok(menu) => {
                    form.saved.set(menu);
                    tried.try_set(false);
                    store.tell(t.admin().menu.published.to_owned(), false);
                }
                Err(ApiError(DeskError::MenuFaulty { problems })) => {
                    store.tell((t.menu.faulty)(problems.len()), true);
                    request_animation_frame(|| {
                        browser::focus(".menu-problems summary");
                    });
                }
                Err(ApiError(DeskError::Conflict { winner, .. })) => {
                    outrun.set(Some(winner.unwrap_or_default()))
                }
                Err(ApiError(error)) => store.report(&error, t),
            }
            busy.try_set(false);
        });
    };
    let on_stop = move |_| {
        let (form, store) = (stopping.clone(), stop_store.clone());
        spawn_local(async move {
            match api::menus::stop_menu(form.number.clone()).await {
                Ok(menu) => {
                    form.saved.set(menu);
                    store.tell(t.admin().menu.stopped.to_owned(), false);
                }
                Err(ApiError(error)) => store.report(&error, t),
            }
        });
    };
    let (dirty, saved, shown) = (form.dirty, form.saved.clone(), form.saved.clone());
    let live = Memo::new(move |_| saved.with(|saved| saved.published));
    let draft = form.draft.clone();
    let nothing = Memo::new(move |_| draft.with(|draft| draft.nodes.is_empty()));
    let unchanged = Signal::derive(move || busy.get() || !dirty.get());
    let held = Signal::derive(move || busy.get() || nothing.get());
    view! {
        <header class="page-head page-head-many">
            <h1>{t.admin().menu.title}</h1>
            <p class="menu-state">
                {move || match live.get() {
                    Some(version) => view! { <span class="tag">{(t.admin().menu.live)(version)}</span> }.into_any(),
                    None => view! { <span class="tag tag-wait">{t.admin().menu.off}</span> }.into_any(),
                }}
                {move || {
                    dirty.get().then(|| view! { <span class="tag tag-bad menu-unsaved">{t.admin().menu.unsaved}</span> })
                }}
                <span class="muted">
                    {move || {
                        shown
                            .with(|menu| {
                                let (name, at) = (menu.saved_by.as_ref()?, menu.saved_at?);
                                Some((t.admin().menu.saved_by)(name, &intl::full(at)))
                            })
                            .unwrap_or_else(|| t.admin().menu.lead.to_owned())
                    }}
                </span>
            </p>
            <div class="page-do">
                {move || {
                    let stop = on_stop.clone();
                    live.get().map(|_| view! { <Button look=Look::Ghost on_press=stop>{t.admin().menu.stop}</Button> })
                }}
                <Button disabled=unchanged on_press=on_save>{t.admin().menu.save}</Button>
                <Button look=Look::Primary disabled=held on_press=on_publish>{t.admin().menu.publish}</Button>
            </div>
        </header>
    }
}

/// Somebody else saved another draft meanwhile.
#[component]
fn Outran(form: Form, outrun: RwSignal<Option<String>>, busy: RwSignal<bool>) -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    move || {
        let name = outrun.get()?;
        let (theirs, mine) = (form.clone(), form.clone());
        let (their_store, my_store) = (store.clone(), store.clone());
        let take = move |_| {
            let (form, store) = (theirs.clone(), their_store.clone());
            busy.set(true);
            spawn_local(async move {
                match api::menus::menu(form.number.clone()).await {
                    Ok(menu) => {
                        form.revision.set(menu.revision);
                        form.draft.set(menu.draft.clone());
                        form.shown.set(menu.draft.root.map_or(Shown::Rules, Shown::Node));
                        form.saved.set(menu);
                        outrun.set(None);
                    }
                    Err(ApiError(error)) => store.report(&error, t),
                }
                busy.try_set(false);
            });
        };
        let keep = move |_| {
            let (form, store) = (mine.clone(), my_store.clone());
            busy.set(true);
            spawn_local(async move {
                match api::menus::menu(form.number.clone()).await {
                    Ok(menu) => {
                        form.revision.set(menu.revision);
                        form.saved.set(menu);
                        if let Err(error) = save(&form, outrun).await {
                            store.report(&error, t);
                        }
                    }
                    Err(ApiError(error)) => store.report(&error, t),
                }
                busy.try_set(false);
            });
        };
        Some(view! {
            <Outrun words=(t.admin().menu.outrun)(&name) on_mine=keep on_theirs=take/>
        })
    }
}

/// The way back after a deletion.
#[component]
fn Undo(form: Form) -> impl IntoView {
    let t = use_texts();
    move || {
        let (words, _) = form.undo.get()?;
        let back = form.clone();
        Some(view! {
            <p class="notice notice-outrun" role="status">
                <span>{words}</span>
                <Button on_press=move |_| {
                    if let Some((_, before)) = back.undo.get_untracked() {
                        back.shown.set(before.root.map_or(Shown::Rules, Shown::Node));
                        back.draft.set(before);
                        back.undo.set(None);
                    }
                }>{t.admin().menu.undo}</Button>
            </p>
        })
    }
}

/// Nothing is there yet.
#[component]
fn Begin(form: Form) -> impl IntoView {
    let t = use_texts();
    let (ready, blank) = (form.clone(), form);
    let use_starter = move |_| {
        let queues: Vec<(QueueId, String)> = ready.queues.to_vec();
        let menu = starter(&queues);
        ready.shown.set(menu.root.map_or(Shown::Rules, Shown::Node));
        ready.draft.set(menu);
    };
    let from_scratch = move |_| {
        let id = NodeId(1);
        blank.draft.update(|draft| {
            draft.nodes = vec![new_node(0, id, t.admin().menu.kinds[0].to_owned())];
            draft.root = Some(id);
        });
        blank.shown.set(Shown::Node(id));
    };
    view! {
        <Empty picture=Icon::Branch title=t.admin().menu.empty hint=t.admin().menu.empty_hint>
            <Button look=Look::Primary on_press=use_starter>{t.admin().menu.use_starter}</Button>
            <Button on_press=from_scratch>{t.admin().menu.begin_blank}</Button>
        </Empty>
    }
}
