//! The door. A plain form: it works before, and without, any script.

use crate::api::ctx::LoginFlash;
use crate::i18n::{remember_chosen_locale, use_locale, use_texts};
use crate::prelude::*;
use crate::ui::{Icon, icon};
use desk_model::Locale;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// Where somebody logs in.
#[component]
pub(crate) fn LoginPage() -> impl IntoView {
    let t = use_texts();
    let query = use_query_map();
    remember_chosen_locale(query.read_untracked().get("lang").as_deref());
    let flash = use_context::<LoginFlash>().unwrap_or_default();
    let asked = query.read_untracked().get("next").unwrap_or_default();
    let next = if flash.next.is_empty() { asked } else { flash.next.clone() };
    let failed = flash.error.is_some();
    let first = flash.email.is_empty();
    view! {
        <Title text=t.login_title/>
        <DoorFrame title=t.login_heading lead=t.login_lead path="/login">
            <DoorError flash=flash.clone()/>
            <form class="form" method="post" action="/login">
                <input type="hidden" name="next" value=next/>
                <label class="field">
                    <span>{t.email}</span>
                    <input
                        type="email"
                        name="email"
                        value=flash.email
                        autocomplete="username"
                        required=true
                        autofocus=first
                        aria-describedby=failed.then_some("door-error")
                    />
                </label>
                <label class="field">
                    <span>{t.password}</span>
                    <input
                        type="password"
                        name="password"
                        autocomplete="current-password"
                        required=true
                        autofocus=!first
                        aria-describedby=failed.then_some("door-error")
                    />
                </label>
                <button type="submit" class="btn btn-primary btn-wide">
                    {t.log_in}
                </button>
            </form>
        </DoorFrame>
    }
}

/// Why the attempt before failed.
#[component]
pub(super) fn DoorError(
    /// What the server remembers of it.
    flash: LoginFlash,
) -> impl IntoView {
    let t = use_texts();
    flash.error.map(|error| {
        view! {
            <p class="notice notice-bad" role="alert" id="door-error">
                {icon(Icon::Alert)}
                <span>{(t.error)(&error)}</span>
            </p>
        }
    })
}

/// The frame of the pages for people who are not logged in.
#[component]
pub(super) fn DoorFrame(
    /// The heading.
    title: &'static str,
    /// What this is, in a sentence.
    lead: &'static str,
    /// Its own address, for the language links.
    path: &'static str,
    /// The form.
    children: Children,
) -> impl IntoView {
    let locale = use_locale();
    let languages = [(Locale::PtBr, "Português"), (Locale::En, "English")];
    view! {
        <main class="door">
            <div class="door-card">
                <p class="door-brand">
                    <span class="brand-mark" aria-hidden="true">
                        "G"
                    </span>
                    "Guichê"
                </p>
                <h1>{title}</h1>
                <p class="door-lead">{lead}</p>
                {children()}
            </div>
            <nav class="door-languages">
                {languages
                    .map(|(language, name)| {
                        view! {
                            <a
                                href=format!("{path}?lang={}", language.as_str())
                                lang=language.as_str()
                                aria-current=(language == locale).then_some("true")
                                rel="external"
                            >
                                {name}
                            </a>
                        }
                    })
                    .collect_view()}
            </nav>
        </main>
    }
}
