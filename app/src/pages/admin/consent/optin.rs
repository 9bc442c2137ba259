//! The opt-in page of one number: what it says, and how to lead customers to it.

use super::words_for;
use crate::api::{self, ApiError};
use crate::i18n::use_texts;
use crate::live::{browser, use_store};
use crate::prelude::*;
use crate::ui::{Button, Icon, icon};
use desk_model::DeskError;
use desk_model::consent::Purpose;
use desk_model::error::FieldError;
use desk_model::optin::{Bilingual, MAX_TEXT, OptInChange, OptInPage};
use leptos::ev::SubmitEvent;
use leptos::task::spawn_local;

/// One number.
#[component]
pub(super) fn PageCard(page: OptInPage) -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let saved = RwSignal::new(page.clone());
    let enabled = RwSignal::new(page.enabled);
    let slug = RwSignal::new(page.slug);
    let purposes = RwSignal::new(page.wording.purposes);
    let text_pt = RwSignal::new(page.wording.text.pt_br);
    let text_en = RwSignal::new(page.wording.text.en);
    let privacy_pt = RwSignal::new(page.wording.privacy.pt_br);
    let privacy_en = RwSignal::new(page.wording.privacy.en);
    let problems = RwSignal::new(Vec::<FieldError>::new());
    let number = page.number;
    let id = number.to_string();
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let change = OptInChange {
            number: number.clone(),
            slug: slug.get_untracked(),
            enabled: enabled.get_untracked(),
            purposes: purposes.get_untracked(),
            text: Bilingual { pt_br: text_pt.get_untracked(), en: text_en.get_untracked() },
            privacy: Bilingual { pt_br: privacy_pt.get_untracked(), en: privacy_en.get_untracked() },
        };
        let store = store.clone();
        spawn_local(async move {
            match api::consent::set_optin_page(change).await {
                Ok(page) => {
                    let _ = problems.try_set(Vec::new());
                    let _ = slug.try_set(page.slug.clone());
                    let _ = saved.try_set(page);
                    store.tell(t.saved.to_owned(), false);
                }
                Err(ApiError(DeskError::Invalid { fields })) => {
                    let _ = problems.try_set(fields);
                }
                Err(ApiError(error)) => store.report(&error, t),
            }
        });
    };
    let error = move |field: &'static str| problems.with(|known| words_for(known, field));
    let area = {
        let id = id.clone();
        move |name: &'static str, label: &'static str, value: RwSignal<String>| {
            let id = format!("{id}-{name}");
            view! {
                <div class="field">
                    <label for=id.clone()>{label}</label>
                    <textarea
                        id=id
                        rows="3"
                        maxlength=MAX_TEXT.to_string()
                        prop:value=move || value.get()
                        on:input=move |event| value.set(event_target_value(&event))
                    ></textarea>
                </div>
            }
        }
    };
    let slug_id = format!("{id}-slug");
    view! {
        <form class="card optin-card" on:submit=save novalidate=true>
            <h2>
                {icon(Icon::Phone)} {page.label} <span class="muted">{page.display}</span>
                <span class="tag" class=("tag-off", move || !saved.get().enabled)>
                    {move || if saved.get().enabled { t.admin().consent.page_on } else { t.admin().consent.page_off }}
                </span>
                {move || {
                    let version = saved.get().wording.version;
                    (version > 0).then(|| view! { <span class="tag tag-off">{(t.consent.version_of)(version)}</span> })
                }}
            </h2>
            <label class="choice">
                <input
                    type="checkbox"
                    name="enabled"
                    prop:checked=move || enabled.get()
                    on:change=move |event| enabled.set(event_target_checked(&event))
                />
                {t.admin().consent.page_enabled}
            </label>
            <div class="field optin-slug">
                <label for=slug_id.clone()>{t.admin().consent.address}</label>
                <span class="optin-address">
                    <span class="muted">"/optin/"</span>
                    <input
                        id=slug_id.clone()
                        type="text"
                        maxlength="40"
                        spellcheck="false"
                        autocomplete="off"
                        prop:value=move || slug.get()
                        on:input=move |event| slug.set(event_target_value(&event))
                        aria-describedby=format!("{slug_id}-hint {slug_id}-error")
                        aria-invalid=move || error("slug").is_some().to_string()
                    />
                </span>
                <p class="hint" id=format!("{slug_id}-hint")>
                    {t.admin().consent.address_hint}
                </p>
                <p class="field-error" id=format!("{slug_id}-error")>
                    {move || error("slug")}
                </p>
            </div>
            <fieldset class="choices">
                <legend>{t.admin().consent.agrees_to}</legend>
                {Purpose::ALL
                    .map(|purpose| {
                        view! {
                            <label class="choice">
                                <input
                                    type="checkbox"
                                    name=purpose.as_str()
                                    prop:checked=move || purposes.with(|chosen| chosen.contains(&purpose))
                                    on:change=move |event| {
                                        let on = event_target_checked(&event);
                                        purposes
                                            .update(|chosen| {
                                                chosen.retain(|known| *known != purpose);
                                                if on {
                                                    chosen.push(purpose);
                                                }
                                            });
                                    }
                                />
                                {(t.consent.purpose)(purpose)}
                            </label>
                        }
                    })
                    .collect_view()}
                <p class="field-error">{move || error("purposes")}</p>
            </fieldset>
            <div class="consent-pair">
                {area("text-pt", t.admin().consent.wording_pt, text_pt)} {area("text-en", t.admin().consent.wording_en, text_en)}
                {area("privacy-pt", t.admin().consent.privacy_pt, privacy_pt)}
                {area("privacy-en", t.admin().consent.privacy_en, privacy_en)}
            </div>
            <p class="field-error" role="alert">
                {move || error("text").or_else(|| error("privacy"))}
            </p>
            <div class="card-foot">
                <p class="hint">{t.admin().consent.new_version_hint}</p>
                <button type="submit" class="btn btn-primary">
                    {t.save}
                </button>
            </div>
            <Share page=saved/>
        </form>
    }
}

/// Link, picture and form that lead to the page.
#[component]
fn Share(page: RwSignal<OptInPage>) -> impl IntoView {
    let t = use_texts();
    move || {
        let page = page.get();
        if !page.enabled {
            return view! { <p class="hint optin-share-off">{t.admin().consent.save_first}</p> }.into_any();
        }
        let path = format!("/optin/{}", page.slug);
        let origin = window().location().origin().unwrap_or_default();
        let code = snippet(&format!("{origin}{path}"), t.admin().consent.snippet_button);
        let picture = format!("{path}/qr.svg");
        let copied = code.clone();
        let store = use_store();
        view! {
            <section class="optin-share">
                <h3>{t.admin().consent.share}</h3>
                <div class="optin-qr">
                    <img src=picture.clone() alt=t.admin().consent.qr_alt width="160" height="160"/>
                    <div class="optin-links">
                        <a class="btn" href=path.clone() target="_blank" rel="external noopener">
                            {t.admin().consent.preview}
                            {icon(Icon::External)}
                        </a>
                        <a class="btn" href=picture download=format!("optin-{}.svg", page.slug) rel="external">
                            {t.admin().consent.qr_download}
                        </a>
                        <code class="code">{format!("{origin}{path}")}</code>
                    </div>
                </div>
                <h3>{t.admin().consent.snippet}</h3>
                <pre class="optin-snippet" tabindex="0"><code>{code}</code></pre>
                <Button on_press=move |_| {
                    browser::copy(&copied);
                    store.tell(t.copied.to_owned(), false);
                }>{t.admin().consent.copy_snippet}</Button>
            </section>
        }
        .into_any()
    }
}

/// A form that only leads to the page, with the number typed in: nothing is changed from another site.
fn snippet(address: &str, button: &str) -> String {
    format!(
        "<form action=\"{address}\" method=\"get\" target=\"_blank\">\n  <label>WhatsApp <input type=\"tel\" name=\"phone\" \
         autocomplete=\"tel\" required></label>\n  <input type=\"hidden\" name=\"via\" value=\"form\">\n  \
         <button>{button}</button>\n</form>"
    )
}
