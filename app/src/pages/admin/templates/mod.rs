//! Templates: what Meta says about each, and making, changing and deleting them.

mod buttons;
mod editor;
mod head;
mod inputs;
mod queues;
mod table;

use crate::api::{self, ApiError};
use crate::i18n::{intl, use_texts};
use crate::live::use_store;
use crate::prelude::*;
use crate::ui::{Button, Empty, Icon, Look, SkeletonRows};
use desk_model::template::Template;
use desk_model::view::NumberView;
use desk_model::{NumberId, Permission};
use editor::Editor;
use leptos::task::spawn_local;
use std::sync::Arc;
use table::TemplateTable;

/// What is being done on this page.
#[derive(Debug, Clone, PartialEq, Default)]
enum Doing {
    /// Looking at the list.
    #[default]
    Listing,
    /// Writing a new one.
    Creating,
    /// Changing one.
    Editing(Box<Template>),
}

/// The page.
#[component]
pub(crate) fn TemplatesPage() -> impl IntoView {
    let store = use_store();
    let doing = ArcRwSignal::new(Doing::default());
    let picked = ArcRwSignal::new(None::<NumberId>);
    let number = {
        let (numbers, picked) = (store.numbers.clone(), picked.clone());
        Memo::new(move |_| {
            let first = || numbers.with(|numbers| numbers.first().map(|number| number.id.clone()));
            picked.get().or_else(first)
        })
    };
    let boot = store.boot.clone();
    let may_edit = Memo::new(move |_| {
        boot.with(|boot| boot.as_ref().is_some_and(|b| b.me.role.may(Permission::ManageTemplates)))
    });
    let wanting = store.clone();
    Effect::new(move |_| {
        if let Some(number) = number.get() {
            wanting.want_templates(&number);
        }
    });
    let known = store.templates.clone();
    let all = Memo::new(move |_| {
        let number = number.get()?;
        known.with(|known| known.get(&number).cloned())
    });
    let shown = doing.clone();
    move || {
        let (doing, picked) = (doing.clone(), picked.clone());
        let editing = match shown.get() {
            Doing::Listing => None,
            Doing::Creating => Some(None),
            Doing::Editing(template) => Some(Some(*template)),
        };
        let back = doing.clone();
        let done = Callback::new(move |()| back.set(Doing::Listing));
        match editing.zip(number.get_untracked()) {
            Some((template, number)) => view! { <Editor number template on_done=done/> }.into_any(),
            None => view! { <Listing number picked all may_edit doing/> }.into_any(),
        }
    }
}

#[component]
fn Listing(
    number: Memo<Option<NumberId>>,
    picked: ArcRwSignal<Option<NumberId>>,
    all: Memo<Option<Arc<Vec<Template>>>>,
    may_edit: Memo<bool>,
    doing: ArcRwSignal<Doing>,
) -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let numbers = store.numbers.clone();
    let create = doing.clone();
    let synced = move || {
        let newest = all.with(|all| {
            all.as_ref().and_then(|all| all.iter().filter_map(|template| template.standing.synced_at).max())
        });
        newest
            .map_or_else(|| t.admin().tpl.not_synced.to_owned(), |at| (t.admin().tpl.synced)(&intl::full(at)))
    };
    view! {
        <div class="page page-wide">
            <header class="page-head page-head-many">
                <h1>{t.admin().tpl.title}</h1>
                <p>{t.admin().tpl.lead}</p>
                {move || {
                    let create = create.clone();
                    may_edit
                        .get()
                        .then(|| {
                            view! {
                                <div class="page-do">
                                    <Sync number/>
                                    <Button look=Look::Primary on_press=move |_| create.set(Doing::Creating)>
                                        {t.admin().tpl.new}
                                    </Button>
                                </div>
                            }
                        })
                }}
            </header>
            {move || {
                let picked = picked.clone();
                let numbers = numbers.get();
                (numbers.len() > 1).then(|| view! { <Numbers numbers number picked/> })
            }}
            <p class="hint">
                {move || all.with(Option::is_some).then(&synced)}
                {move || (all.with(Option::is_some) && !may_edit.get()).then(|| format!(" · {}", t.admin().tpl.read_only))}
            </p>
            {
                let doing = doing.clone();
                move || {
                    let edit = doing.clone();
                    let on_edit =
                        Callback::new(move |template: Template| edit.set(Doing::Editing(Box::new(template))));
                    match all.get() {
                        None => view! { <SkeletonRows/> }.into_any(),
                        Some(all) if all.is_empty() => {
                            view! { <Empty picture=Icon::Template title=t.admin().tpl.none_yet hint=t.admin().tpl.none_yet_hint/> }
                                .into_any()
                        }
                        Some(all) => view! { <TemplateTable all may_edit=may_edit.get() on_edit/> }.into_any(),
                    }
                }
            }
        </div>
    }
}

#[component]
fn Numbers(
    numbers: Vec<NumberView>,
    number: Memo<Option<NumberId>>,
    picked: ArcRwSignal<Option<NumberId>>,
) -> impl IntoView {
    let t = use_texts();
    view! {
        <div class="pills" role="group" aria-label=t.admin().tpl.number>
            {numbers
                .into_iter()
                .map(|known| {
                    let (picked, id) = (picked.clone(), known.id.clone());
                    view! {
                        <button
                            type="button"
                            class="pill"
                            aria-pressed=move || (number.get().as_ref() == Some(&known.id)).to_string()
                            on:click=move |_| picked.set(Some(id.clone()))
                        >
                            {known.label}
                        </button>
                    }
                })
                .collect_view()}
        </div>
    }
}

#[component]
fn Sync(number: Memo<Option<NumberId>>) -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let busy = RwSignal::new(false);
    let sync = move |_| {
        let Some(number) = number.get_untracked() else { return };
        let store = store.clone();
        busy.set(true);
        spawn_local(async move {
            match api::admin::sync_templates(number.clone()).await {
                Ok(list) => {
                    store.tell((t.templates_synced)(list.templates.len()), false);
                    store.templates.update(|known| known.put(number, Arc::new(list.templates)));
                }
                Err(ApiError(error)) => store.report(&error, t),
            }
            busy.try_set(false);
        });
    };
    view! {
        <Button disabled=busy on_press=sync>
            {move || if busy.get() { t.admin().tpl.syncing } else { t.admin().tpl.sync }}
        </Button>
    }
}
