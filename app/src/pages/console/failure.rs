//! Why a message did not arrive, in words an agent can act on, with the one button that helps.

use super::{Mode, actions, use_ui};
use crate::api::{self, ApiError};
use crate::i18n::{Texts, intl, use_texts};
use crate::live::drafts::DraftKind;
use crate::live::{Store, browser, clock, use_store};
use crate::prelude::*;
use crate::ui::{Button, Icon, Look, icon};
use desk_model::autopsy::{
    Attempt, Autopsy, Cause, Remedy, ResendRefusal, autopsy, may_resend, own, remedy_now,
};
use desk_model::view::MessageView;
use desk_model::window::window;
use desk_model::{Content, MessageStatus, NumberId, Permission};
use leptos::task::spawn_local;

/// The strip below a line that never got to the desk.
#[component]
pub(super) fn Stuck(
    /// The line.
    message: MessageView,
) -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let (again, back) = (store.clone(), store);
    let (id, same) = (message.id.clone(), message.id);
    let is_text = matches!(message.content, Content::Text { .. });
    view! {
        <div class="failure" role="alert">
            {icon(Icon::Alert)}
            <span>{t.stuck}</span>
            <Button on_press=move |_| again.retry(&id, t)>{t.try_again}</Button>
            {is_text
                .then(|| {
                    view! {
                        <Button look=Look::Ghost on_press=move |_| back.take_back(&same)>
                            {t.take_back}
                        </Button>
                    }
                })}
        </div>
    }
}

/// The strip below a line whose outcome nobody knows: it is waited for, and nobody sends it again.
#[component]
pub(super) fn Pending(
    /// The line.
    message: MessageView,
) -> impl IntoView {
    let t = use_texts();
    let until = message.sending.waits_until.map(intl::time);
    view! {
        <div class="failure failure-pending">
            <p class="failure-words">
                {icon(Icon::Clock)} <span>{(t.autopsy.outcome_pending)(until.as_deref())}</span>
            </p>
            <Details message/>
        </div>
    }
}

/// The strip below a line that failed: cause, one remedy, details.
#[component]
pub(super) fn Failure(
    /// The line.
    message: MessageView,
) -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let code = message.failure.as_ref().map_or(own::NO_REASON, |failure| failure.code);
    let Autopsy { cause, .. } = autopsy(code);
    let (what, hint) = (t.autopsy.cause)(cause);
    let (row, boot) = (store.row.clone(), store.boot.clone());
    // Only who has the ticket may do something about it.
    let mine = Memo::new(move |_| {
        let me = boot.with(|boot| boot.as_ref().map(|boot| boot.me.id.clone()));
        row.with(|row| {
            row.as_ref().is_some_and(|row| {
                row.state.is_open() && row.state.owner().is_some() && row.state.owner() == me.as_ref()
            })
        })
    });
    let resent = message.sending.resent_as.is_some();
    let (acted, shown) = (message.clone(), message);
    view! {
        <div class="failure">
            <p class="failure-words">
                {icon(Icon::Alert)} <span>
                    <strong>{what}</strong>
                    " "
                    {hint}
                </span>
            </p>
            <div class="failure-acts">
                {if resent {
                    view! { <span class="tag">{t.autopsy.resent}</span> }.into_any()
                } else {
                    let acted = acted.clone();
                    (move || mine.get().then(|| view! { <Act message=acted.clone() code/> })).into_any()
                }}
            </div>
            <Details message=shown/>
        </div>
    }
}

/// The one remedy.
#[component]
fn Act(message: MessageView, code: i64) -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let ui = use_ui();
    let open = {
        let store = store.clone();
        Memo::new(move |_| {
            let now = store.clock.beat();
            store.row.with(|row| {
                row.as_ref().is_some_and(|row| {
                    window(store.channel(&row.number).policy(), &row.window, now).is_open()
                })
            })
        })
    };
    let role = store.boot.with_untracked(|boot| boot.as_ref().map(|boot| boot.me.role));
    let may = move |what| role.is_some_and(|role: desk_model::Role| role.may(what));
    let number = store.row.with_untracked(|row| row.as_ref().map(|row| row.number.clone()));
    move || {
        let remedy = remedy_now(code, open.get());
        let (store, mode, message) = (store.clone(), ui.mode.clone(), message.clone());
        match remedy {
            Remedy::Nothing => ().into_any(),
            Remedy::Resend | Remedy::WaitAndResend { .. } => {
                let risky = autopsy(code).cause == Cause::OutcomeUnknown;
                view! { <ResendButton message risky/> }.into_any()
            }
            Remedy::ChooseTemplate => {
                view! { <Button on_press=move |_| compose(&mode, Mode::Template)>{t.choose_template}</Button> }
                    .into_any()
            }
            Remedy::FixAndResend => {
                let fix = move |_| match &message.content {
                    Content::Text { body } => {
                        store.return_draft(&message.ticket, DraftKind::Reply, body);
                        compose(&mode, Mode::Reply);
                    }
                    _ => compose(&mode, Mode::Template),
                };
                view! { <Button on_press=fix>{t.autopsy.fix_and_resend}</Button> }.into_any()
            }
            Remedy::AskForPhone => {
                let ask = move |_| {
                    store.return_draft(&message.ticket, DraftKind::Reply, t.autopsy.phone_question);
                    compose(&mode, Mode::Reply);
                };
                view! { <Button on_press=ask>{t.autopsy.ask_for_phone}</Button> }.into_any()
            }
            Remedy::Resync if may(Permission::SyncTemplates) => match number.clone() {
                Some(number) => {
                    let sync = move |_| resync(&store, number.clone(), t);
                    view! { <Button on_press=sync>{t.autopsy.resync}</Button> }.into_any()
                }
                None => ().into_any(),
            },
            Remedy::Reconnect | Remedy::CallAdmin if may(Permission::ManageDesk) => {
                let word =
                    if remedy == Remedy::Reconnect { t.autopsy.reconnect } else { t.autopsy.see_number };
                let href = match (remedy, &number) {
                    (Remedy::Reconnect, Some(number)) => format!("/admin/numbers/{number}"),
                    _ => "/admin/numbers".to_owned(),
                };
                view! {
                    <a class="btn" href=href>
                        {word}
                    </a>
                }
                .into_any()
            }
            Remedy::Resync | Remedy::Reconnect | Remedy::CallAdmin => {
                let label = number.as_ref().and_then(|id| store.number(id)).map(|number| number.label);
                let (what, _) = (t.autopsy.cause)(autopsy(code).cause);
                let note = (t.autopsy.admin_note)(&label.unwrap_or_default(), what, code);
                let call = move |_| {
                    browser::copy(&note);
                    store.tell(t.autopsy.admin_note_copied.to_owned(), false);
                };
                view! { <Button on_press=call>{t.autopsy.call_admin}</Button> }.into_any()
            }
        }
    }
}

/// Sends the same again, once, and not before its time.
#[component]
fn ResendButton(message: MessageView, risky: bool) -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let busy = ArcRwSignal::new(false);
    let wait = {
        let (beat, message) = (store.clock.clone(), message.clone());
        Memo::new(move |_| {
            // The beat only wakes; the clock itself is never behind.
            beat.beat();
            let now = clock::now();
            match may_resend(&message, now) {
                Err(ResendRefusal::NotYet { at }) => Some(intl::span(t, at.since(now), true)),
                _ => None,
            }
        })
    };
    let working = busy.clone();
    let press = move |_| actions::resend(&store, message.id.clone(), busy.clone(), t);
    view! {
        <Button disabled=Signal::derive(move || working.get() || wait.with(Option::is_some)) on_press=press>
            {move || match wait.get() {
                Some(span) => (t.autopsy.resend_in)(&span),
                None if risky => t.autopsy.resend_anyway.to_owned(),
                None => t.resend.to_owned(),
            }}
        </Button>
    }
}

/// Turns the composer to what helps, with the focus in it.
fn compose(mode: &ArcRwSignal<Mode>, to: Mode) {
    mode.set(to);
    request_animation_frame(|| {
        browser::focus(".composer [data-first]");
    });
}

fn resync(store: &Store, number: NumberId, t: &'static Texts) {
    let store = store.clone();
    spawn_local(async move {
        match api::admin::sync_templates(number).await {
            Ok(list) => store.tell((t.templates_synced)(list.templates.len()), false),
            Err(ApiError(error)) => store.report(&error, t),
        }
    });
}

/// What support asks for: code, the provider's words, attempts. Fetched when it is opened.
#[component]
fn Details(message: MessageView) -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let attempts = ArcRwSignal::new(None::<Vec<Attempt>>);
    let open = ArcRwSignal::new(false);
    let (fetched, id, toggled) = (attempts.clone(), message.id.clone(), open.clone());
    let toggle = move |_| {
        toggled.update(|open| *open = !*open);
        if !toggled.get_untracked() {
            return;
        }
        let (fetched, id, store) = (fetched.clone(), id.clone(), store.clone());
        spawn_local(async move {
            match api::health::message_attempts(id).await {
                Ok(list) => fetched.set(Some(list)),
                Err(ApiError(error)) => store.report(&error, t),
            }
        });
    };
    let code = message.failure.as_ref().map(|failure| failure.code).filter(|code| *code >= 0);
    let detail = message.failure.map(|failure| failure.detail).unwrap_or_default();
    let (words, trace) = traced(&detail);
    let line = |name: &'static str, value: Option<String>| {
        value.filter(|value| !value.is_empty()).map(|value| {
            view! {
                <dt>{name}</dt>
                <dd class="code">{value}</dd>
            }
        })
    };
    let facts = view! {
        <dl class="failure-facts">
            {line(t.autopsy.code, code.map(|code| code.to_string()))}
            {line(t.autopsy.provider_words, Some(words))} {line(t.autopsy.trace, trace)}
            <dt>{t.autopsy.attempts}</dt>
            <dd>
                {move || match attempts.get() {
                    None => ().into_any(),
                    Some(list) if list.is_empty() => t.autopsy.no_attempts.into_any(),
                    Some(list) => {
                        view! {
                            <ol class="attempts">
                                {list.into_iter().map(|attempt| attempt_line(attempt, t)).collect_view()}
                            </ol>
                        }
                            .into_any()
                    }
                }}
            </dd>
        </dl>
    };
    view! {
        <details class="failure-details" on:toggle=toggle>
            <summary>{t.autopsy.details}</summary>
            {facts}
        </details>
    }
}

fn attempt_line(attempt: Attempt, t: &'static Texts) -> impl IntoView {
    let code = attempt.code.map(|code| format!(" · {code}")).unwrap_or_default();
    view! {
        <li>
            <time datetime=intl::iso(attempt.at)>{intl::full(attempt.at)}</time>
            {format!(" · {}{code}", (t.autopsy.outcome)(attempt.outcome))}
            {(!attempt.detail.is_empty())
                .then(|| view! { <span class="code attempt-words">{traced(&attempt.detail).0}</span> })}
        </li>
    }
}

/// The provider's words, and the trace its support asks for.
fn traced(detail: &str) -> (String, Option<String>) {
    match detail.rsplit_once(" (fbtrace_id ") {
        Some((words, trace)) => (words.to_owned(), Some(trace.trim_end_matches(')').to_owned())),
        None => (detail.to_owned(), None),
    }
}

/// What stands below a line about sending it, if anything.
pub(super) fn strip(message: &MessageView, stuck: bool) -> Option<AnyView> {
    let message = message.clone();
    if stuck {
        return Some(view! { <Stuck message/> }.into_any());
    }
    if message.direction != desk_model::Direction::Out {
        return None;
    }
    match message.status {
        MessageStatus::Failed => Some(view! { <Failure message/> }.into_any()),
        MessageStatus::Unknown => Some(view! { <Pending message/> }.into_any()),
        _ => None,
    }
}
