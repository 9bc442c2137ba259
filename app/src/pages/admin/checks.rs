//! The lines of a number's health, and what the provider announced.

use crate::api::{self, ApiError};
use crate::i18n::{Texts, intl, use_texts};
use crate::live::{clock, use_store};
use crate::prelude::*;
use crate::ui::{Button, Icon, Look, icon};
use desk_model::Timestamp;
use desk_model::alert::{Alert, Severity};
use desk_model::autopsy::autopsy;
use desk_model::health::{Check, Finding, Verdict};
use leptos::task::spawn_local;

/// How a verdict looks: its class and its picture.
pub(super) const fn look(verdict: Verdict) -> (&'static str, Icon) {
    match verdict {
        Verdict::Waiting => ("waiting", Icon::Clock),
        Verdict::Pass => ("pass", Icon::Check),
        Verdict::Warn => ("warn", Icon::Alert),
        Verdict::Fail => ("fail", Icon::Ban),
    }
}

/// A span that is over, in words.
pub(super) fn ago(t: &'static Texts, at: Timestamp) -> String {
    let span = clock::now().since(at);
    if span < desk_model::time::MINUTE {
        t.just_now.to_owned()
    } else {
        (t.admin().health.ago)(&intl::span(t, span, false))
    }
}

/// One line.
pub(super) fn line(check: Check, t: &'static Texts) -> impl IntoView {
    let h = t.admin().health;
    let Check { kind, verdict, finding } = check;
    let (class, picture) = look(verdict);
    let found = match &finding {
        Finding::NotChecked => h.not_checked.to_owned(),
        Finding::Fine => (h.fine)(kind).to_owned(),
        Finding::Refused(failure) => {
            let (what, _) = (t.autopsy.cause)(autopsy(failure.code).cause);
            // The trace is for support; the log has it.
            let words = failure.detail.split(" (fbtrace_id").next().unwrap_or_default();
            if words.is_empty() { what.to_owned() } else { format!("{what} {words}") }
        }
        Finding::Word(Some(word)) => (h.word)(kind, word),
        Finding::Word(None) => h.not_told.to_owned(),
        Finding::NotSubscribed => h.not_subscribed.to_owned(),
        Finding::Foreign => h.foreign.to_owned(),
        Finding::Last(None) => h.never.to_owned(),
        Finding::Last(Some(at)) => ago(t, *at),
        Finding::Reached { used, of } => (h.reached)(*used, *of),
        Finding::Count(count) => (h.count)(kind, *count),
    };
    let todo = (verdict != Verdict::Pass && finding != Finding::NotChecked).then(|| (h.todo)(kind, &finding));
    view! {
        <li class=format!("check check-{class}")>
            <span class="check-mark">
                {icon(picture)} <span class="sr-only">{(h.verdict)(verdict)} ": "</span>
            </span>
            <span class="check-name">{(h.check)(kind)}</span>
            <span class="check-found">{found}</span>
            {todo.map(|todo| view! { <p class="check-todo">{todo}</p> })}
        </li>
    }
}

/// What the provider announced about the number and its account.
#[component]
pub(super) fn Announcements(
    /// Newest first.
    alerts: Vec<Alert>,
    /// The reader may take note of them.
    may_note: bool,
) -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let note = move |alert: &Alert| {
        let (store, id) = (store.clone(), alert.id.clone());
        spawn_local(async move {
            if let Err(ApiError(error)) = api::health::acknowledge_alert(id).await {
                store.report(&error, t);
            }
        });
    };
    let item = move |alert: Alert| {
        let (class, picture) = match alert.news.severity() {
            Severity::Info => ("waiting", Icon::Info),
            Severity::Warn => ("warn", Icon::Alert),
            Severity::Bad => ("fail", Icon::Ban),
        };
        let words = (t.admin().health.alert)(&alert.news);
        let at = alert.news.at;
        let act = match &alert.acknowledged {
            Some((who, when)) => {
                let words = (t.admin().health.acknowledged)(who, &intl::full(*when));
                view! { <span class="hint">{words}</span> }.into_any()
            }
            None if may_note => {
                let note = note.clone();
                view! {
                    <Button look=Look::Ghost on_press=move |_| note(&alert)>
                        {t.admin().health.acknowledge}
                    </Button>
                }
                .into_any()
            }
            None => ().into_any(),
        };
        view! {
            <li class=format!("check announcement check-{class}")>
                <span class="check-mark">{icon(picture)}</span>
                <span class="announcement-words">
                    {words} " " <time datetime=intl::iso(at)>{intl::full(at)}</time>
                </span>
                {act}
            </li>
        }
    };
    (!alerts.is_empty()).then(|| {
        view! {
            <h3 class="checks-title">{t.admin().health.announcements}</h3>
            <ul class="checks" role="list">
                {alerts.into_iter().map(item).collect_view()}
            </ul>
        }
    })
}
