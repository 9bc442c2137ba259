//! The HTML around the app.

use crate::i18n::{page_locale, page_theme};
use crate::program::Program;
use crate::routes::App;
use desk_model::Theme;
use leptos::prelude::*;
use leptos_meta::{HashedStylesheet, MetaTags};

/// The whole document. Pages for people who are not logged in carry no script at all: they are plain forms.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    let locale = page_locale();
    let theme = match page_theme() {
        Theme::System => None,
        theme @ (Theme::Light | Theme::Dark) => Some(theme.as_str()),
    };
    let scripts = (!plain_page()).then(|| {
        let options = options.clone();
        let program = use_context().unwrap_or(Program::Console);
        let mut script = options.clone();
        script.output_name = program.file().into();
        view! {
            <AutoReload options/>
            <HydrationScripts options=script/>
        }
    });
    view! {
        <!DOCTYPE html>
        <html lang=locale.as_str() data-theme=theme>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1, interactive-widget=resizes-content"/>
                <meta name="color-scheme" content="light dark"/>
                <meta name="robots" content="noindex"/>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <HashedStylesheet id="leptos" options=options.clone()/>
                {scripts}
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}

#[cfg(feature = "ssr")]
fn plain_page() -> bool {
    use_context::<http::request::Parts>().is_some_and(|parts| matches!(parts.uri.path(), "/login" | "/setup"))
}

#[cfg(not(feature = "ssr"))]
fn plain_page() -> bool {
    false
}
