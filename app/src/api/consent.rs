//! Consent of customers, and how the desk deals with it.

use super::ApiError;
#[cfg(feature = "ssr")]
use super::ctx::{answer, caller};
use crate::wire::Json;
use desk_model::consent::table::{ConsentImport, ConsentTerms};
use desk_model::consent::{
    Act, ConsentAbout, ConsentSettings, ConsentSubject, ContactConsents, Purpose, Source,
};
use desk_model::optin::{OptInChange, OptInPage};
use desk_model::template::Category;
use desk_model::{ContactId, DeskError};
use leptos::prelude::*;

/// Everything the ledger knows of a customer.
#[server(prefix = "/api", endpoint = "consents", input = Json, output = Json)]
pub async fn consents(contact: ContactId) -> Result<ContactConsents, ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.consents(&actor, &contact).await)
}

/// Writes down what a customer allowed or took back.
#[server(prefix = "/api", endpoint = "record_consent", input = Json, output = Json)]
pub async fn record_consent(
    subject: ConsentSubject,
    purpose: Purpose,
    act: Act,
    source: Source,
    wording: String,
    evidence: String,
) -> Result<(), ApiError> {
    let (desk, actor) = caller()?;
    let request = desk_core::ConsentRequest { subject, purpose, act, source, wording, evidence };
    answer(desk.record_consent(&actor, request).await)
}

/// Takes over consents that were given to another system.
#[server(prefix = "/api", endpoint = "import_consents", input = Json, output = Json)]
pub async fn import_consents(rows: Vec<ConsentTerms>) -> Result<ConsentImport, ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.import_consents(&actor, rows).await)
}

/// Why a template of this category could not be sent now; `None` when it could.
#[server(prefix = "/api", endpoint = "consent_check", input = Json, output = Json)]
pub async fn consent_check(about: ConsentAbout, category: Category) -> Result<Option<DeskError>, ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.consent_check(&actor, &about, category).await)
}

/// Words, texts and limits.
#[server(name = AskConsentSettings, prefix = "/api", endpoint = "consent_settings", input = Json, output = Json)]
pub async fn consent_settings() -> Result<ConsentSettings, ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.consent_settings(&actor).await)
}

/// Changes words, texts and limits.
#[server(prefix = "/api", endpoint = "set_consent_settings", input = Json, output = Json)]
pub async fn set_consent_settings(settings: ConsentSettings) -> Result<ConsentSettings, ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.set_consent_settings(&actor, settings).await)
}

/// The opt-in page of every number.
#[server(name = AskOptInPages, prefix = "/api", endpoint = "optin_pages", input = Json, output = Json)]
pub async fn optin_pages() -> Result<Vec<OptInPage>, ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.optin_pages(&actor).await)
}

/// Changes an opt-in page.
#[server(prefix = "/api", endpoint = "set_optin_page", input = Json, output = Json)]
pub async fn set_optin_page(change: OptInChange) -> Result<OptInPage, ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.set_optin_page(&actor, change).await)
}
