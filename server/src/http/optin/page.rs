//! The HTML of the opt-in page. Everything that comes from outside passes `escape`.

use super::texts::{Texts, texts};
use crate::http::html::escape;
use crate::http::qr;
use desk_core::{OptInForm, OptInStarted};
use desk_model::Locale;
use desk_model::optin::Via;

/// What the form shows besides its texts.
pub(super) struct Shown<'a> {
    pub(super) slug: &'a str,
    /// What was typed.
    pub(super) phone: &'a str,
    pub(super) via: Via,
    /// Why it was not taken.
    pub(super) error: Option<&'a str>,
}

/// The form.
pub(super) fn form(locale: Locale, form: &OptInForm, shown: &Shown<'_>) -> String {
    let t = texts(locale);
    let purposes: String =
        form.wording.purposes.iter().map(|purpose| format!("<li>{}</li>", t.purpose(*purpose))).collect();
    let (error, described) = match shown.error {
        Some(words) => (
            format!(r#"<p class="notice notice-bad" role="alert" id="optin-error">{}</p>"#, escape(words)),
            r#" aria-invalid="true" aria-describedby="optin-error optin-hint""#,
        ),
        None => (String::new(), r#" aria-describedby="optin-hint""#),
    };
    let privacy = form.wording.privacy.of(locale);
    let privacy = if privacy.trim().is_empty() {
        String::new()
    } else {
        format!(r#"<p class="hint">{}</p>"#, escape(privacy))
    };
    let body = format!(
        r#"{error}<form class="form" method="post" action="/optin/{slug}">
<input type="hidden" name="lang" value="{lang}"><input type="hidden" name="via" value="{via}">
<input type="hidden" name="version" value="{version}">
<p class="optin-trap" aria-hidden="true"><label>Website <input type="text" name="website" tabindex="-1" autocomplete="off"></label></p>
<label class="field"><span>{phone_label}</span>
<input type="tel" name="phone" value="{phone}" autocomplete="tel" inputmode="tel" required maxlength="40" placeholder="(11) 98765-4321"{described}></label>
<p class="hint" id="optin-hint">{phone_hint}</p>
<div class="optin-terms"><p>{wording}</p><ul>{purposes}</ul></div>
<button type="submit" class="btn btn-primary btn-wide">{go}</button>
{privacy}<p class="hint">{version_words}</p></form>"#,
        slug = escape(shown.slug),
        lang = locale.as_str(),
        via = shown.via.as_str(),
        version = form.wording.version,
        phone_label = t.phone,
        phone = escape(shown.phone),
        phone_hint = t.phone_hint,
        wording = escape(form.wording.text.of(locale)),
        go = t.go,
        version_words = t.version(form.wording.version),
    );
    document(locale, t, &form.label, Some(&form.display), Some(shown.slug), &body)
}

/// What to do with the code.
pub(super) fn code(locale: Locale, slug: &str, started: &OptInStarted) -> String {
    let t = texts(locale);
    let query = serde_urlencoded::to_string([("text", &started.text)]).unwrap_or_default();
    let link = format!("https://wa.me/{}?{}", started.digits, query.replace('+', "%20"));
    let picture = qr::svg(&link, t.qr).unwrap_or_default();
    let body = format!(
        r#"<ol class="optin-steps"><li>{step_one}</li><li>{step_two}</li></ol>
<p class="optin-code" data-code>{code}</p>
<a class="btn btn-primary btn-wide" href="{link}" rel="noopener noreferrer">{open}</a>
<div class="optin-scan">{picture}</div><p class="optin-after">{scan}</p><p class="optin-after">{expires}</p>"#,
        step_one = t.step_one,
        step_two = t.step_two,
        code = escape(&started.text),
        link = escape(&link),
        open = t.open,
        scan = t.scan,
        expires = t.expires,
    );
    document(locale, t, &started.form.label, Some(&started.form.display), Some(slug), &body)
}

/// Nothing to see here, and why.
pub(super) fn problem(locale: Locale, words: &str) -> String {
    let t = texts(locale);
    let body = format!(r#"<p class="notice notice-bad" role="alert">{}</p>"#, escape(words));
    document(locale, t, t.unknown, None, None, &body)
}

fn document(
    locale: Locale,
    t: &Texts,
    label: &str,
    display: Option<&str>,
    slug: Option<&str>,
    body: &str,
) -> String {
    let display = display
        .map(|number| format!(r#"<p class="optin-number">{}</p>"#, escape(number)))
        .unwrap_or_default();
    let lead = if slug.is_some() { t.lead } else { "" };
    let languages: String = slug
        .map(|slug| {
            [(Locale::PtBr, "Português"), (Locale::En, "English")]
                .map(|(language, name)| {
                    let tag = language.as_str();
                    let here = if language == locale { r#" aria-current="true""# } else { "" };
                    format!(r#"<a href="/optin/{}?lang={tag}" lang="{tag}"{here}>{name}</a>"#, escape(slug))
                })
                .concat()
        })
        .unwrap_or_default();
    format!(
        r#"<!DOCTYPE html>
<html lang="{lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><meta name="robots" content="noindex">
<title>{title} · WhatsApp</title><link rel="icon" href="/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/pkg/guiche.css"></head>
<body><main class="door"><div class="door-card"><h1>{title}</h1>{display}<p class="door-lead">{lead}</p>
{body}</div><nav class="door-languages" aria-label="{languages_label}">{languages}</nav></main></body></html>"#,
        lang = locale.as_str(),
        title = escape(label),
        languages_label = t.languages,
    )
}
