//! One's own preferences: seen at once, then stored.

use super::browser;
use super::store::Store;
use crate::api::{self, ApiError};
use crate::i18n::Texts;
use desk_model::{Locale, Theme};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::sync::Arc;

impl Store {
    /// Changes what is given, leaves the rest.
    pub(crate) fn prefer(
        &self,
        locale: Option<Locale>,
        theme: Option<Theme>,
        shortcuts: Option<bool>,
        t: &'static Texts,
    ) {
        let Some(boot) = self.boot.get_untracked() else { return };
        let mut next = (*boot).clone();
        next.locale = locale.unwrap_or(next.locale);
        next.theme = theme.unwrap_or(next.theme);
        next.shortcuts = shortcuts.unwrap_or(next.shortcuts);
        let (locale, theme, shortcuts) = (next.locale, next.theme, next.shortcuts);
        browser::set_theme(theme);
        self.shortcuts.set(shortcuts);
        self.boot.set(Some(Arc::new(next)));
        let store = self.clone();
        spawn_local(async move {
            match api::session::preferences(locale, theme, shortcuts).await {
                Ok(()) => {
                    if browser::set_locale(locale) {
                        browser::reload();
                    }
                }
                Err(ApiError(error)) => store.report(&error, t),
            }
        });
    }
}
