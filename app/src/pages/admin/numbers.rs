//! Every number with its health: what is well, what is not, and what to do.

use super::checks::{Announcements, ago, line, look};
use crate::api::{self, ApiError};
use crate::i18n::use_texts;
use crate::live::use_store;
use crate::prelude::*;
use crate::ui::{Button, Empty, Icon, SkeletonRows, icon};
use desk_model::health::{NumberHealth, Verdict, checks, worst};
use desk_model::number::NumberState;
use desk_model::{DeskError, NumberId, Permission, Role};
use leptos::task::spawn_local;
use std::collections::BTreeMap;
use std::time::Duration;

/// How often ages and counts are fetched again while nobody tells anything new.
const AGAIN: Duration = Duration::from_secs(30);

type Cards = BTreeMap<NumberId, ArcRwSignal<NumberHealth>>;

/// The health of all numbers.
#[component]
pub(crate) fn NumbersPage() -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let list = ArcRwSignal::new(None::<Result<Vec<NumberHealth>, DeskError>>);
    let fetch = {
        let (list, store) = (list.clone(), store.clone());
        move || {
            let (list, store) = (list.clone(), store.clone());
            spawn_local(async move {
                match api::health::number_health().await {
                    Ok(found) => list.set(Some(Ok(found))),
                    Err(ApiError(error)) => {
                        if error == DeskError::Unauthenticated {
                            store.report(&error, t);
                        }
                        // What is on screen stays until there is something newer.
                        if !list.with_untracked(|list| matches!(list, Some(Ok(_)))) {
                            list.set(Some(Err(error)));
                        }
                    }
                }
            });
        }
    };
    let (first, booted, news) = (fetch.clone(), store.boot.clone(), store.number_news.clone());
    let ready = Memo::new(move |_| booted.with(Option::is_some));
    Effect::new(move |_| {
        news.track();
        if ready.get() {
            first();
        }
    });
    let again = fetch;
    Effect::new(move |_| {
        let again = again.clone();
        if let Ok(handle) = set_interval_with_handle(again, AGAIN) {
            on_cleanup(move || handle.clear());
        }
    });
    let role = store.boot.clone();
    let manages = Memo::new(move |_| {
        role.with(|boot| boot.as_ref().is_some_and(|boot| Role::may(boot.me.role, Permission::ManageDesk)))
    });
    // Cards stay where they are while their content changes: a focused button keeps the focus.
    let cards = ArcRwSignal::new(Cards::new());
    let (kept, told) = (cards.clone(), list.clone());
    let ids = Memo::new(move |_| {
        told.with(|list| {
            let Some(Ok(list)) = list else { return Vec::new() };
            kept.update_untracked(|cards| {
                for health in list {
                    match cards.get(&health.number) {
                        Some(card) => card.set(health.clone()),
                        None => {
                            cards.insert(health.number.clone(), ArcRwSignal::new(health.clone()));
                        }
                    }
                }
            });
            list.iter().map(|health| health.number.clone()).collect::<Vec<_>>()
        })
    });
    let failed = list.clone();
    let state = Memo::new(move |_| {
        failed.with(|list| match list {
            None => Some(None),
            Some(Err(error)) => Some(Some(error.clone())),
            Some(Ok(_)) => None,
        })
    });
    let none = move || ids.with(Vec::is_empty) && state.with(Option::is_none);
    view! {
        <div class="page">
            <header class="page-head">
                <h1>{t.admin().health.title}</h1>
                <p>{t.admin().health.lead}</p>
                {move || {
                    manages
                        .get()
                        .then(|| {
                            view! {
                                <a class="btn btn-primary" href="/admin/numbers/new">
                                    {t.admin().health.connect}
                                </a>
                            }
                        })
                }}
            </header>
            {move || match state.get() {
                Some(None) => view! { <SkeletonRows/> }.into_any(),
                Some(Some(error)) => {
                    view! {
                        <p class="notice notice-bad" role="alert">
                            {(t.error)(&error)}
                        </p>
                    }
                        .into_any()
                }
                None => ().into_any(),
            }}
            {move || {
                none().then(|| view! { <Empty picture=Icon::Phone title=t.admin().health.empty hint=t.admin().health.empty_hint/> })
            }}
            <For each=move || ids.get() key=NumberId::clone let:id>
                {cards.with_untracked(|cards| cards.get(&id).cloned()).map(|health| view! { <NumberCard health manages/> })}
            </For>
        </div>
    }
}

#[component]
fn NumberCard(health: ArcRwSignal<NumberHealth>, manages: Memo<bool>) -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let id = health.with_untracked(|health| health.number.clone());
    let (lines, head, foot, alerts, acts) =
        (health.clone(), health.clone(), health.clone(), health.clone(), health.clone());
    let beat = store.clock.clone();
    let minute = Memo::new(move |_| beat.beat().0 / desk_model::time::MINUTE);
    let title_id = format!("number-{id}");
    let labelled = title_id.clone();
    view! {
        <section class="card health-card" aria-labelledby=labelled>
            <header class="health-head">
                <span class="number-icon">{icon(Icon::Phone)}</span>
                {move || {
                    let health = head.get();
                    minute.track();
                    let worst = worst(&checks(&health, crate::live::clock::now()));
                    let (class, _) = look(worst);
                    let display = if health.display.is_empty() { t.admin().health.no_number_yet.to_owned() } else { health.display };
                    let word = if health.state == NumberState::Connected && worst != Verdict::Fail {
                        (t.admin().health.summary)(worst)
                    } else if health.state == NumberState::Connected {
                        (t.admin().health.summary)(Verdict::Fail)
                    } else {
                        (t.admin().health.state)(health.state)
                    };
                    view! {
                        <div class="number-words">
                            <h2 id=title_id.clone()>{health.label}</h2>
                            <p>{display}</p>
                        </div>
                        <span class=format!("tag health-tag check-{class}") role="status">
                            {word}
                        </span>
                    }
                }}
            </header>
            <ul class="checks" role="list">
                {move || {
                    minute.track();
                    lines.with(|health| checks(health, crate::live::clock::now()))
                        .into_iter()
                        .map(|check| line(check, t))
                        .collect_view()
                }}
            </ul>
            {move || view! { <Announcements alerts=alerts.with(|health| health.alerts.clone()) may_note=manages.get()/> }}
            <footer class="card-foot">
                <span class="hint">
                    {move || {
                        minute.track();
                        foot.with(|health| match &health.report {
                            Some(report) => (t.admin().health.checked)(&ago(t, report.at)),
                            None => t.admin().health.never_checked.to_owned(),
                        })
                    }}
                </span>
                {move || manages.get().then(|| view! { <Acts health=acts.clone()/> })}
            </footer>
        </section>
    }
}

/// What an administrator may do about a number.
#[component]
fn Acts(health: ArcRwSignal<NumberHealth>) -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let busy = ArcRwSignal::new(false);
    let id = health.with_untracked(|health| health.number.clone());
    let (setup, unsubscribed, result) = (health.clone(), health.clone(), health);
    let state = Memo::new(move |_| setup.with(|health| health.state));
    let missing = Memo::new(move |_| {
        unsubscribed.with(|health| {
            health.report.as_ref().is_some_and(|report| {
                report.subscribed == Ok(false) && report.belongs != Ok(false) && report.number.is_ok()
            })
        })
    });
    let run = {
        let (busy, id) = (busy.clone(), id.clone());
        move |subscribe: bool| {
            let (store, busy, id, result) = (store.clone(), busy.clone(), id.clone(), result.clone());
            busy.set(true);
            spawn_local(async move {
                let answer = if subscribe {
                    api::health::subscribe_number(id).await
                } else {
                    api::health::check_number(id).await
                };
                match answer {
                    Ok(found) => {
                        result.set(found);
                        if subscribe {
                            store.tell(t.admin().health.subscribed.to_owned(), false);
                        }
                    }
                    Err(ApiError(error)) => store.report(&error, t),
                }
                busy.set(false);
            });
        }
    };
    let sync = {
        let (store, busy, id) = (use_store(), busy.clone(), id.clone());
        move |_| {
            let (store, busy, id) = (store.clone(), busy.clone(), id.clone());
            busy.set(true);
            spawn_local(async move {
                match api::admin::sync_templates(id).await {
                    Ok(list) => store.tell((t.templates_synced)(list.templates.len()), false),
                    Err(ApiError(error)) => store.report(&error, t),
                }
                busy.set(false);
            });
        }
    };
    let (check, subscribe) = (run.clone(), run);
    let working = Signal::derive(move || busy.get());
    view! {
        <div class="health-acts">
            <a class="btn btn-ghost" href=format!("/admin/numbers/{id}")>
                {move || if state.get() == NumberState::Setup { t.admin().health.go_on } else { t.admin().health.reconnect }}
            </a>
            <Button disabled=working on_press=sync>
                {t.sync_templates}
            </Button>
            {move || {
                let subscribe = subscribe.clone();
                missing
                    .get()
                    .then(|| {
                        view! {
                            <Button disabled=working on_press=move |_| subscribe(true)>
                                {t.admin().health.subscribe}
                            </Button>
                        }
                    })
            }}
            <Button disabled=working on_press=move |_| check(false)>
                {t.admin().health.check_now}
            </Button>
        </div>
    }
}
