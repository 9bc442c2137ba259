//! How the desk deals with consent: limits, words of farewell, opt-in pages.

mod import;
mod optin;
mod rules;

use crate::api::{self, ApiError};
use crate::i18n::use_texts;
use crate::live::use_store;
use crate::prelude::*;
use crate::ui::SkeletonRows;
use desk_model::DeskError;
use desk_model::consent::ConsentSettings;
use desk_model::error::{FieldError, FieldProblem};
use desk_model::optin::OptInPage;
use import::Import;
use leptos::task::spawn_local;
use optin::PageCard;
use rules::Rules;

type Fetched = Result<(ConsentSettings, Vec<OptInPage>), DeskError>;

/// The page of the administrator.
#[component]
pub(crate) fn ConsentPage() -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let found = ArcRwSignal::new(None::<Fetched>);
    let (fill, booted) = (found.clone(), store.boot.clone());
    let ready = Memo::new(move |_| booted.with(Option::is_some));
    Effect::new(move |_| {
        if !ready.get() {
            return;
        }
        let fill = fill.clone();
        spawn_local(async move { fill.set(Some(fetch().await.map_err(|ApiError(error)| error))) });
    });
    view! {
        <div class="page">
            <header class="page-head">
                <h1>{t.admin().consent.admin_title}</h1>
                <p>{t.admin().consent.admin_lead}</p>
            </header>
            {move || match found.get() {
                None => view! { <SkeletonRows/> }.into_any(),
                Some(Err(error)) => {
                    view! {
                        <p class="notice notice-bad" role="alert">
                            {(t.error)(&error)}
                        </p>
                    }
                        .into_any()
                }
                Some(Ok((settings, pages))) => {
                    view! {
                        <Rules settings/>
                        <h2 class="page-section">{t.admin().consent.pages}</h2>
                        <p class="hint">{t.admin().consent.pages_lead}</p>
                        {pages.into_iter().map(|page| view! { <PageCard page/> }).collect_view()}
                        <Import/>
                    }
                        .into_any()
                }
            }}
        </div>
    }
}

async fn fetch() -> Result<(ConsentSettings, Vec<OptInPage>), ApiError> {
    Ok((api::consent::consent_settings().await?, api::consent::optin_pages().await?))
}

/// What is wrong with a field, in words.
fn words_for(problems: &[FieldError], field: &str) -> Option<String> {
    let t = use_texts();
    problems.iter().find(|known| known.field == field).map(|known| match &known.problem {
        FieldProblem::Missing => t.consent.fill_in.to_owned(),
        other => (t.field_problem)(other),
    })
}
