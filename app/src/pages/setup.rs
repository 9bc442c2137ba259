//! The first start: nobody exists yet, and whoever holds the link from the console makes the first administrator.

use super::login::{DoorError, DoorFrame};
use crate::api::ctx::LoginFlash;
use crate::i18n::{remember_chosen_locale, use_texts};
use crate::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// Makes the first administrator.
#[component]
pub(crate) fn SetupPage() -> impl IntoView {
    let t = use_texts();
    let query = use_query_map();
    remember_chosen_locale(query.read_untracked().get("lang").as_deref());
    let token = query.read_untracked().get("token").unwrap_or_default();
    let flash = use_context::<LoginFlash>().unwrap_or_default();
    view! {
        <Title text=t.setup_title/>
        <DoorFrame title=t.setup_heading lead=t.setup_lead path="/setup">
            <DoorError flash=flash.clone()/>
            <form class="form" method="post" action="/setup">
                <input type="hidden" name="token" value=token/>
                <label class="field">
                    <span>{t.your_name}</span>
                    <input type="text" name="name" value=flash.name autocomplete="name" required=true maxlength="80" autofocus=true/>
                </label>
                <label class="field">
                    <span>{t.email}</span>
                    <input type="email" name="email" value=flash.email autocomplete="username" required=true/>
                </label>
                <label class="field">
                    <span>{t.new_password}</span>
                    <input
                        type="password"
                        name="password"
                        autocomplete="new-password"
                        required=true
                        minlength="10"
                        aria-describedby="password-hint"
                    />
                </label>
                <p class="hint" id="password-hint">
                    {t.password_hint}
                </p>
                <button type="submit" class="btn btn-primary btn-wide">
                    {t.create_admin}
                </button>
            </form>
        </DoorFrame>
    }
}
