//! One's own settings.

use crate::api::{self, ApiError};
use crate::i18n::use_texts;
use crate::live::{browser, use_store};
use crate::prelude::*;
use crate::ui::{Button, Look};
use desk_model::{Locale, Theme};
use leptos::task::spawn_local;

/// Language, look, shortcuts, sessions.
#[component]
pub(crate) fn SettingsPage() -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let boot = store.boot.clone();
    let content = move || {
        let boot = boot.get()?;
        let store = store.clone();
        let (everywhere, keys) = (store.clone(), store.clone());
        Some(view! {
            <section class="card">
                <h2>{t.appearance}</h2>
                <fieldset class="choices">
                    <legend>{t.theme}</legend>
                    {[(Theme::System, t.theme_system), (Theme::Light, t.theme_light), (Theme::Dark, t.theme_dark)]
                        .map(|(theme, name)| {
                            let store = store.clone();
                            view! {
                                <label class="choice">
                                    <input
                                        type="radio"
                                        name="theme"
                                        checked=boot.theme == theme
                                        on:change=move |_| store.prefer(None, Some(theme), None, t)
                                    />
                                    {name}
                                </label>
                            }
                        })
                        .collect_view()}
                </fieldset>
                <fieldset class="choices">
                    <legend>{t.language}</legend>
                    {[(Locale::PtBr, "Português (Brasil)"), (Locale::En, "English")]
                        .map(|(locale, name)| {
                            let store = store.clone();
                            view! {
                                <label class="choice" lang=locale.as_str()>
                                    <input
                                        type="radio"
                                        name="locale"
                                        checked=boot.locale == locale
                                        on:change=move |_| store.prefer(Some(locale), None, None, t)
                                    />
                                    {name}
                                </label>
                            }
                        })
                        .collect_view()}
                </fieldset>
            </section>
            <section class="card">
                <h2>{t.keyboard}</h2>
                <label class="choice">
                    <input
                        type="checkbox"
                        checked=boot.shortcuts
                        on:change=move |event| keys.prefer(None, None, Some(event_target_checked(&event)), t)
                    />
                    {t.one_key_shortcuts}
                </label>
                <p class="hint">{t.one_key_shortcuts_hint}</p>
            </section>
            <section class="card">
                <h2>{t.sessions}</h2>
                <p class="hint">{t.logout_everywhere_hint}</p>
                <Button
                    look=Look::Danger
                    on_press=move |_| {
                        let store = everywhere.clone();
                        spawn_local(async move {
                            match api::session::logout_everywhere().await {
                                Ok(()) => browser::to_login(),
                                Err(ApiError(error)) => store.report(&error, t),
                            }
                        });
                    }
                >
                    {t.logout_everywhere}
                </Button>
            </section>
        })
    };
    view! {
        <div class="page">
            <header class="page-head">
                <h1>{t.settings}</h1>
            </header>
            {content}
        </div>
    }
}
