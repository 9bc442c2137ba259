//! Connecting a number: a list of steps, each proven while one watches. Reconnecting one goes the same way.

use super::checks::ago;
use super::setup_form::SetupFields;
use crate::api::{self, ApiError};
use crate::i18n::{Texts, intl, use_texts};
use crate::live::{browser, use_store};
use crate::prelude::*;
use crate::ui::{Button, Icon, SkeletonRows, icon};
use desk_model::number::NumberState;
use desk_model::setup::{SetupView, Step, StepState};
use desk_model::{DeskError, NumberId, QueueId, Timestamp};
use leptos::html;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_params_map};

type Setup = ArcRwSignal<Option<Result<SetupView, DeskError>>>;

/// The list.
#[component]
pub(crate) fn SetupNumberPage() -> impl IntoView {
    let params = use_params_map();
    let asked = Memo::new(move |_| params.read().get("number").unwrap_or_default());
    // Another address is another list.
    move || view! { <Steps asked=asked.get()/> }
}

#[component]
fn Steps(asked: String) -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let is_new = asked == "new";
    let number: Option<NumberId> = asked.parse().ok();
    let setup: Setup =
        ArcRwSignal::new((!is_new && number.is_none()).then(|| Err(DeskError::not_found("number"))));
    let booted = store.boot.clone();
    let ready = Memo::new(move |_| booted.with(Option::is_some));
    if let Some(number) = number {
        let (fetched, news, report) = (setup.clone(), store.number_news.clone(), store.clone());
        Effect::new(move |_| {
            news.track();
            if !ready.get() {
                return;
            }
            let (fetched, number, report) = (fetched.clone(), number.clone(), report.clone());
            spawn_local(async move {
                match api::health::number_setup(number).await {
                    Ok(view) => fetched.set(Some(Ok(view))),
                    Err(ApiError(DeskError::Unauthenticated)) => {
                        report.report(&DeskError::Unauthenticated, t);
                    }
                    Err(ApiError(error)) if !fetched.with_untracked(|known| matches!(known, Some(Ok(_)))) => {
                        fetched.set(Some(Err(error)));
                    }
                    Err(_) => {}
                }
            });
        });
    }
    // The form is drawn once: what is typed stays while the steps below change.
    let loaded = {
        let setup = setup.clone();
        Memo::new(move |_| setup.with(|setup| setup.as_ref().map(|setup| setup.as_ref().err().cloned())))
    };
    let head = {
        let setup = setup.clone();
        Memo::new(move |_| {
            setup.with(|setup| {
                setup
                    .as_ref()
                    .and_then(|setup| setup.as_ref().ok())
                    .is_some_and(|view| view.state != NumberState::Setup)
            })
        })
    };
    let list = move || {
        if is_new && ready.get() {
            return view! { <List setup=setup.clone()/> }.into_any();
        }
        match loaded.get() {
            None => view! { <SkeletonRows/> }.into_any(),
            Some(Some(error)) => view! {
                <p class="notice notice-bad" role="alert">
                    {(t.error)(&error)}
                </p>
            }
            .into_any(),
            Some(None) => view! { <List setup=setup.clone()/> }.into_any(),
        }
    };
    view! {
        <div class="page">
            <header class="page-head">
                <h1>{move || if head.get() { t.admin().health.again_title } else { t.admin().health.new_title }}</h1>
                <p>{move || if head.get() { t.admin().health.again_lead } else { t.admin().health.setup_lead }}</p>
                <a class="btn btn-ghost" href="/admin/numbers">
                    {t.admin().health.back}
                </a>
            </header>
            {list}
        </div>
    }
}

#[component]
fn List(setup: Setup) -> impl IntoView {
    let t = use_texts();
    let navigate = use_navigate();
    let first = setup.with_untracked(|setup| setup.as_ref().and_then(|setup| setup.as_ref().ok().cloned()));
    let was_new = first.is_none();
    let saved = setup.clone();
    let on_saved = move |view: SetupView| {
        if was_new {
            let path = format!("/admin/numbers/{}", view.number);
            navigate(&path, NavigateOptions { replace: true, ..NavigateOptions::default() });
        }
        saved.set(Some(Ok(view)));
    };
    let form = view! { <SetupFields view=first on_saved/> };
    let (access, rest) = (setup.clone(), setup);
    let told = {
        let access = access.clone();
        move || access.with(|setup| known(setup).and_then(|view| access_words(view, t)))
    };
    let exists = {
        let rest = rest.clone();
        Memo::new(move |_| rest.with(|setup| known(setup).is_some()))
    };
    view! {
        <ol class="steps" role="list">
            <StepCard step=Step::Access setup=access.clone()>
                {form} {told}
            </StepCard>
            {move || {
                let rest = rest.clone();
                exists.get().then(|| view! { <Further setup=rest/> })
            }}
        </ol>
    }
}

fn known(setup: &Option<Result<SetupView, DeskError>>) -> Option<&SetupView> {
    setup.as_ref().and_then(|setup| setup.as_ref().ok())
}

/// What the provider said to the access.
fn access_words(view: &SetupView, t: &'static Texts) -> Option<AnyView> {
    let report = view.report.as_ref()?;
    let refused =
        report.number.as_ref().err().or(report.account.as_ref().err()).or(report.belongs.as_ref().err());
    Some(match (refused, &report.number) {
        (Some(failure), _) => {
            let words = t.autopsy.provider(failure);
            let detail = failure.detail.clone();
            view! {
                <p class="notice notice-bad" role="status">
                    {icon(Icon::Alert)} <span>{words} " " <span class="code">{detail}</span></span>
                </p>
            }
            .into_any()
        }
        (None, Ok(facts)) => {
            let foreign = report.belongs == Ok(false);
            let words = (t.admin().health.this_is)(
                facts.display.as_deref().unwrap_or_default(),
                facts.verified_name.as_deref().unwrap_or_default(),
            );
            let account = report.account.as_ref().ok().and_then(|account| account.name.clone());
            view! {
                <p class="notice" class=("notice-ok", !foreign) class=("notice-bad", foreign) role="status">
                    {icon(if foreign { Icon::Alert } else { Icon::Check })}
                    <span>{words} {account.map(|name| format!(" ({name})"))} {foreign.then_some(" ")} {foreign.then_some(t.admin().health.foreign)}</span>
                </p>
            }
            .into_any()
        }
        (None, Err(_)) => return None,
    })
}

/// The frame of a step: its number, how it stands, its hint.
#[component]
fn StepCard(step: Step, setup: Setup, children: Children) -> impl IntoView {
    let t = use_texts();
    let state =
        Memo::new(move |_| setup.with(|setup| known(setup).map_or(StepState::Open, |view| view.step(step))));
    let place = Step::ALL.iter().position(|known| *known == step).map_or(0, |place| place + 1);
    view! {
        <li class="card step" class=("step-done", move || state.get() == StepState::Done)>
            {move || step_head(place, (t.admin().health.step)(step), Some(state.get()), t)}
            <p class="hint">{(t.admin().health.step_hint)(step)}</p>
            {children()}
        </li>
    }
}

fn step_head(
    place: usize,
    title: &'static str,
    state: Option<StepState>,
    t: &'static Texts,
) -> impl IntoView {
    let tag = state.map(|state| {
        let (class, word) = match state {
            StepState::Done => ("tag check-pass", t.admin().health.step_done),
            StepState::Failed => ("tag check-fail", t.admin().health.step_failed),
            StepState::Open => ("tag check-waiting", t.admin().health.step_open),
        };
        view! { <span class=class>{word}</span> }
    });
    let mark = if state == Some(StepState::Done) {
        icon(Icon::Check).into_any()
    } else {
        place.to_string().into_any()
    };
    view! {
        <div class="step-head">
            <span class="step-mark" aria-hidden="true">
                {mark}
            </span>
            <h2>{title}</h2>
            {tag}
        </div>
    }
}

/// The steps after the first, once there is a number.
#[component]
fn Further(setup: Setup) -> impl IntoView {
    let t = use_texts();
    let h = t.admin().health;
    let field = |pick: fn(&SetupView) -> String| {
        let setup = setup.clone();
        Memo::new(move |_| setup.with(|setup| known(setup).map(pick).unwrap_or_default()))
    };
    let instant = |pick: fn(&SetupView) -> Option<Timestamp>| {
        let setup = setup.clone();
        Memo::new(move |_| setup.with(|setup| known(setup).and_then(pick)))
    };
    let seen = move |at: Memo<Option<Timestamp>>| {
        move || {
            at.get().map(|at| {
                view! {
                    <p class="step-seen" role="status">
                        {(h.seen_at)(&format!("{}, {}", ago(t, at), intl::full(at)))}
                    </p>
                }
            })
        }
    };
    let url = field(|view| view.callback_url.clone());
    let verify = field(|view| view.verify_token.clone());
    let display = field(|view| view.display.clone());
    let (handshake, signed, inbound) =
        (instant(|view| view.handshake_at), instant(|view| view.signed_at), instant(|view| view.inbound_at));
    let (first, second, third) = (setup.clone(), setup.clone(), setup.clone());
    let (fourth, fifth) = (setup.clone(), setup.clone());
    view! {
        <StepCard step=Step::Handshake setup=first>
            <CopyRow label=h.callback_url text=url/>
            <CopyRow label=h.verify_token text=verify/>
            {move || url.with(|url| !url.starts_with("https://")).then(|| view! { <p class="notice">{h.needs_https}</p> })}
            {seen(handshake)}
        </StepCard>
        <StepCard step=Step::Subscription setup=second>
            <Subscribe setup=third/>
        </StepCard>
        <StepCard step=Step::Secret setup=fourth>{seen(signed)}</StepCard>
        <StepCard step=Step::Message setup=fifth>
            {move || {
                display.with(|display| {
                    (!display.is_empty()).then(|| view! { <p>{(h.write_to)(display)}</p> })
                })
            }} {seen(inbound)}
        </StepCard>
        <Finish setup/>
    }
}

#[component]
fn CopyRow(label: &'static str, text: Memo<String>) -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let copy = move |_| {
        browser::copy(&text.get_untracked());
        store.tell(t.copied.to_owned(), false);
    };
    // What the server keeps to itself is not offered.
    move || {
        text.with(|text| !text.is_empty()).then(|| {
            view! {
                <div class="copy-row">
                    <span class="copy-label">{label}</span>
                    <code class="code">{move || text.get()}</code>
                    <button
                        type="button"
                        class="btn"
                        aria-label=format!("{} {label}", t.admin().health.copy)
                        on:click=copy.clone()
                    >
                        {icon(Icon::Copy)}
                        {t.admin().health.copy}
                    </button>
                </div>
            }
        })
    }
}

#[component]
fn Subscribe(setup: Setup) -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let busy = ArcRwSignal::new(false);
    let (number, state) = (setup.clone(), setup.clone());
    let open = Memo::new(move |_| {
        state.with(|setup| {
            known(setup).is_some_and(|view| {
                view.step(Step::Subscription) != StepState::Done
                    && view.report.as_ref().is_some_and(|r| r.number.is_ok())
            })
        })
    });
    let working = busy.clone();
    let press = move |_| {
        let Some(id) = number.with_untracked(|setup| known(setup).map(|view| view.number.clone())) else {
            return;
        };
        let (store, busy, setup) = (store.clone(), busy.clone(), setup.clone());
        busy.set(true);
        spawn_local(async move {
            match api::health::subscribe_number(id).await {
                Ok(health) => {
                    setup.update(|setup| {
                        if let Some(Ok(view)) = setup {
                            view.report = health.report;
                        }
                    });
                    store.tell(t.admin().health.subscribed.to_owned(), false);
                }
                Err(ApiError(error)) => store.report(&error, t),
            }
            busy.set(false);
        });
    };
    move || {
        let (press, working) = (press.clone(), working.clone());
        open.get().then(|| {
            view! {
                <Button disabled=Signal::derive(move || working.get()) on_press=press>
                    {t.admin().health.subscribe}
                </Button>
            }
        })
    }
}

/// The queue, and the end.
#[component]
fn Finish(setup: Setup) -> impl IntoView {
    let t = use_texts();
    let h = t.admin().health;
    let store = use_store();
    let select = NodeRef::<html::Select>::new();
    let busy = ArcRwSignal::new(false);
    let queues =
        store.boot.with_untracked(|boot| boot.as_ref().map(|boot| boot.queues.clone()).unwrap_or_default());
    let now = setup.with_untracked(|setup| known(setup).map(|view| view.queue.clone()));
    let (ready, waiting, target) = (setup.clone(), setup.clone(), setup);
    let blocked = Memo::new(move |_| {
        ready.with(|setup| {
            known(setup).is_none_or(|view| view.state == NumberState::Setup && !view.may_finish())
        })
    });
    let fresh = Memo::new(move |_| {
        waiting.with(|setup| known(setup).is_some_and(|view| view.state == NumberState::Setup))
    });
    let working = busy.clone();
    let press = move |_| {
        let Some(queue) = select.get_untracked().and_then(|select| select.value().parse::<QueueId>().ok())
        else {
            return;
        };
        let Some(id) = target.with_untracked(|setup| known(setup).map(|view| view.number.clone())) else {
            return;
        };
        let (store, busy, setup) = (store.clone(), busy.clone(), target.clone());
        busy.set(true);
        spawn_local(async move {
            match api::health::finish_number(id, queue).await {
                Ok(view) => {
                    setup.set(Some(Ok(view)));
                    store.tell(h.finished.to_owned(), false);
                }
                Err(ApiError(error)) => store.report(&error, t),
            }
            busy.set(false);
        });
    };
    view! {
        <li class="card step">
            {step_head(Step::ALL.len() + 1, h.queue_step, None, t)}
            <div class="field">
                <label for="setup-queue">{h.queue}</label>
                <select id="setup-queue" class="input" node_ref=select aria-describedby="setup-queue-hint">
                    {queues
                        .into_iter()
                        .map(|queue| {
                            let chosen = Some(&queue.id) == now.as_ref();
                            view! {
                                <option value=queue.id.to_string() selected=chosen>
                                    {queue.name}
                                </option>
                            }
                        })
                        .collect_view()}
                </select>
                <p class="hint" id="setup-queue-hint">
                    {h.queue_hint}
                </p>
            </div>
            <div class="card-foot">
                <span class="hint">{move || blocked.get().then_some(h.not_yet)}</span>
                <button
                    type="button"
                    class="btn btn-primary"
                    disabled=move || blocked.get() || working.get()
                    on:click=press
                >
                    {move || if fresh.get() { h.finish } else { h.save_queue }}
                </button>
            </div>
        </li>
    }
}
