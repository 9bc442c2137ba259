//! How the customer's consent stands, what it rests on, and the ways to record and export it.

use super::{Preset, use_consent};
use crate::api::{self, ApiError};
use crate::i18n::{Texts, intl, use_texts};
use crate::live::use_store;
use crate::prelude::*;
use crate::ui::{Button, Icon, icon};
use desk_model::consent::{Act, ConsentSubject, ContactConsents, Entry, Purpose, Standing};
use leptos::task::spawn_local;

/// The card in the context panel.
#[component]
pub(in crate::pages::console) fn ConsentCard() -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let ui = use_consent();
    let found = ArcRwSignal::new(None::<ContactConsents>);
    let failed = ArcRwSignal::new(false);
    let (contact, arrivals, written) = (store.contact.clone(), store.arrivals.clone(), ui.written.clone());
    let who = Memo::new(move |_| contact.with(|contact| contact.as_ref().map(|contact| contact.id.clone())));
    let (fill, missing) = (found.clone(), failed.clone());
    // A line may tell of consent: asked again with each one that arrives.
    Effect::new(move |_| {
        arrivals.track();
        written.track();
        let Some(contact) = who.get() else { return fill.set(None) };
        let (fill, missing) = (fill.clone(), missing.clone());
        spawn_local(async move {
            match api::consent::consents(contact.clone()).await {
                // Another ticket may have been opened meanwhile.
                Ok(consents) if who.try_get_untracked() == Some(Some(contact)) => {
                    missing.set(false);
                    fill.set(Some(consents));
                }
                Ok(_) => {}
                Err(ApiError(_)) => missing.set(true),
            }
        });
    });
    move || {
        if failed.get() {
            return view! { <p class="hint">{t.consent.failed}</p> }.into_any();
        }
        let Some(consents) = found.get() else {
            return view! { <p class="hint">"…"</p> }.into_any();
        };
        let ui = ui.clone();
        let subject = ConsentSubject::Contact { contact: consents.contact.clone() };
        let base = format!("/export/consent/{}", consents.contact);
        let state = consents.state.clone();
        view! {
            <dl class="consents">
                {Purpose::ALL.map(|purpose| standing(purpose, state.get(purpose), t)).collect_view()}
            </dl>
            <div class="consent-actions">
                <Button on_press=move |_| {
                    ui.record(Preset { subject: subject.clone(), purpose: Purpose::Marketing, act: Act::Granted });
                }>{t.consent.record}</Button>
                <span class="consent-exports">
                    <span class="muted">{t.consent.export}</span>
                    <a href=format!("{base}.html") target="_blank" rel="external noopener" title=t.consent.export_page>
                        "HTML"
                    </a>
                    <a href=format!("{base}.json") rel="external" download="">
                        "JSON"
                    </a>
                </span>
            </div>
            <details class="consent-history">
                <summary>
                    {t.consent.history} " " <span class="muted">{consents.entries.len()}</span>
                </summary>
                {consents.entries.is_empty().then(|| view! { <p class="hint">{t.consent.no_history}</p> })}
                <ol>{consents.entries.into_iter().map(|entry| line(entry, t)).collect_view()}</ol>
            </details>
        }
        .into_any()
    }
}

fn standing(purpose: Purpose, standing: Option<&Standing>, t: &'static Texts) -> AnyView {
    let (class, picture, words, detail) = match standing {
        Some(known) => {
            let (class, picture) = match known.act {
                Act::Granted => ("consent consent-given", Icon::Check),
                Act::Withdrawn => ("consent consent-taken", Icon::Ban),
            };
            let since = (t.consent.since)(&intl::date(known.since));
            let detail = format!("{since} · {}", (t.consent.source)(known.source));
            (class, picture, (t.consent.standing)(known.act), Some(detail))
        }
        None => ("consent", Icon::Question, t.consent.never, None),
    };
    view! {
        <div class=class>
            <dt>{(t.consent.purpose)(purpose)}</dt>
            <dd>
                <span class="consent-word">{icon(picture)} {words}</span>
                {detail.map(|detail| view! { <span class="consent-detail">{detail}</span> })}
            </dd>
        </div>
    }
    .into_any()
}

fn line(entry: Entry, t: &'static Texts) -> impl IntoView {
    let act = match entry.act {
        Act::Granted => Icon::Check,
        Act::Withdrawn => Icon::Ban,
    };
    let who = entry.by.map_or_else(|| t.consent.by_desk.to_owned(), |by| by.name);
    let proof = [entry.evidence.note, entry.evidence.submission].into_iter().flatten().next();
    let version = entry.wording_version.map(|version| format!(" ({})", (t.consent.version_of)(version)));
    view! {
        <li>
            <span class="consent-line">
                {icon(act)} <strong>{(t.consent.purpose)(entry.purpose)}</strong> " "
                {(t.consent.standing)(entry.act)}
            </span>
            <span class="consent-detail">
                <time datetime=intl::iso(entry.effective_at)>{intl::full(entry.effective_at)}</time> " · "
                {(t.consent.source)(entry.source)} " · " {who}
            </span>
            {(!entry.wording.is_empty())
                .then(|| view! { <q class="consent-wording">{entry.wording} {version}</q> })}
            {proof
                .map(|proof| {
                    view! { <span class="consent-detail consent-proof">{t.consent.evidence} ": " {proof}</span> }
                })}
        </li>
    }
}
