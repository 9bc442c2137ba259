//! Every text in every language. A text that one language lacks does not compile.

pub(crate) mod admin;
pub(crate) mod autopsy;
mod composer;
mod consent;
mod cost;
mod en;
pub(crate) mod intl;
mod menu;
mod organise;
mod presence;
mod pt_br;
mod queues;
mod survey;
mod templates;
mod texts;
#[cfg(feature = "ssr")]
pub(crate) mod transcript;
mod transfer;

pub(crate) use admin::CostAdminTexts;
pub(crate) use texts::Texts;

use desk_model::price::Day;
use desk_model::{Locale, Theme};
use leptos::prelude::*;

/// The texts of a language.
pub(crate) const fn texts(locale: Locale) -> &'static Texts {
    match locale {
        Locale::PtBr => &pt_br::TEXTS,
        Locale::En => &en::TEXTS,
    }
}

/// The language of this page. A change of language loads the page anew, so that no text has to watch for it.
pub(crate) fn use_locale() -> Locale {
    use_context::<Locale>().unwrap_or_default()
}

/// The texts of this page.
pub(crate) fn use_texts() -> &'static Texts {
    texts(use_locale())
}

/// A day as its readers write it: `01/10/2026`, `2026-10-01`.
pub(crate) fn day_words(locale: Locale, day: Day) -> String {
    match locale {
        Locale::PtBr => day.slashed(),
        Locale::En => day.to_string(),
    }
}

/// A whole number with its thousands parted.
pub(crate) fn count_words(locale: Locale, count: i64) -> String {
    let sign = match locale {
        Locale::PtBr => '.',
        Locale::En => ',',
    };
    let digits = count.unsigned_abs().to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(sign);
        }
        text.push(digit);
    }
    if count < 0 { format!("-{text}") } else { text }
}

/// The language of the page being made: the reader's choice in a cookie, else what their browser asks for.
#[cfg(feature = "ssr")]
pub(crate) fn page_locale() -> Locale {
    let Some(parts) = use_context::<http::request::Parts>() else { return Locale::default() };
    let query = parts.uri.query().unwrap_or_default();
    let chosen = query.split('&').find_map(|pair| pair.strip_prefix("lang=")).and_then(Locale::parse);
    let accepted = || {
        let header = parts.headers.get(http::header::ACCEPT_LANGUAGE)?.to_str().ok()?;
        header.split(',').find_map(|tag| Locale::parse(tag.trim()))
    };
    chosen
        .or_else(|| cookie(&parts, "guiche_locale").and_then(Locale::parse))
        .or_else(accepted)
        .unwrap_or_default()
}

/// The language the server made this page in.
#[cfg(not(feature = "ssr"))]
pub(crate) fn page_locale() -> Locale {
    let lang = document().document_element().and_then(|root| root.get_attribute("lang"));
    lang.as_deref().and_then(Locale::parse).unwrap_or_default()
}

/// The look of the page being made.
#[cfg(feature = "ssr")]
pub(crate) fn page_theme() -> Theme {
    let parts = use_context::<http::request::Parts>();
    parts.and_then(|parts| cookie(&parts, "guiche_theme").and_then(Theme::parse)).unwrap_or_default()
}

/// Only the server makes pages.
#[cfg(not(feature = "ssr"))]
pub(crate) fn page_theme() -> Theme {
    Theme::System
}

#[cfg(feature = "ssr")]
fn cookie<'a>(parts: &'a http::request::Parts, name: &str) -> Option<&'a str> {
    let headers = parts.headers.get_all(http::header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    headers
        .flat_map(|line| line.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}

/// Somebody who is not logged in chose a language by a link: the next page keeps it.
#[cfg(feature = "ssr")]
pub(crate) fn remember_chosen_locale(tag: Option<&str>) {
    let (Some(locale), Some(response)) =
        (tag.and_then(Locale::parse), use_context::<leptos_axum::ResponseOptions>())
    else {
        return;
    };
    let cookie = format!("guiche_locale={}; Path=/; Max-Age=31536000; SameSite=Lax", locale.as_str());
    if let Ok(value) = http::HeaderValue::from_str(&cookie) {
        response.append_header(http::header::SET_COOKIE, value);
    }
}

/// Those pages carry no script.
#[cfg(not(feature = "ssr"))]
pub(crate) fn remember_chosen_locale(_tag: Option<&str>) {}
