//! The public half of opting in: showing the page, and turning a typed number into a code. No one is logged in here.

use crate::error::Outcome;
use crate::ids::digest;
use crate::settings::LoginLimits;
use crate::{Desk, Inner};
use desk_model::contact::phone_digits;
use desk_model::error::FieldProblem;
use desk_model::optin::{self as rules, Via, Wording, typed_phone};
use desk_model::{DeskError, Locale, SubmissionId};
use desk_store::optin::{self, RequestRow};
use desk_store::{NumberRow, Tx, number};
use std::net::IpAddr;

/// How often the form may be sent: from one address, and for one phone.
const LIMITS: LoginLimits =
    LoginLimits { per_address: 10, address_secs: 600, per_account: 3, account_secs: 3_600 };

/// What an opt-in page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OptInForm {
    /// What the desk calls the number.
    pub label: String,
    /// The number for people.
    pub display: String,
    /// What the customer agrees to.
    pub wording: Wording,
}

/// A form that was sent in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OptInAsk {
    /// The phone as it was typed.
    pub phone: String,
    /// The language of the page.
    pub locale: Locale,
    /// Where the form stood.
    pub via: Via,
    /// The version of the wording that was on the page.
    pub version: i64,
    /// A field that people do not see; machines fill it in.
    pub trap: String,
}

/// What the customer has to do now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OptInStarted {
    /// The page it belongs to.
    pub form: OptInForm,
    /// The code.
    pub code: String,
    /// What to send from WhatsApp.
    pub text: String,
    /// The digits of the number to send it to.
    pub digits: String,
}

impl Desk {
    /// The opt-in page at an address.
    ///
    /// # Errors
    /// [`DeskError::NotFound`] on `page` when there is none, or it is switched off.
    pub async fn optin_form(&self, slug: &str) -> Result<OptInForm, DeskError> {
        self.settle(async {
            let (_, form) = self.0.optin_page(&mut self.0.store.read().await?, slug).await?;
            Ok(form)
        })
        .await
    }

    /// Takes a form and makes a code of it, good once and for a day, from that phone.
    ///
    /// # Errors
    /// [`DeskError::NotFound`] on `page`; [`DeskError::Invalid`] on `phone`; [`DeskError::Conflict`] on `wording` when the
    /// page has other words by now; [`DeskError::TooManyAttempts`].
    pub async fn optin_ask(
        &self,
        slug: &str,
        ask: OptInAsk,
        peer: IpAddr,
    ) -> Result<OptInStarted, DeskError> {
        self.settle(self.0.optin_ask(slug, ask, peer)).await
    }
}

impl Inner {
    async fn optin_page(&self, tx: &mut Tx<'_>, slug: &str) -> Outcome<(NumberRow, OptInForm)> {
        let hidden = || DeskError::not_found("page");
        let page = optin::page_at(tx, slug).await?.filter(|page| page.enabled).ok_or_else(hidden)?;
        let number = number::get(tx, self.store.seal(), &page.number).await?.ok_or_else(hidden)?;
        let wording = optin::wording(tx, &page.number, None).await?.ok_or_else(hidden)?;
        let form = OptInForm { label: number.label.clone(), display: number.display.clone(), wording };
        Ok((number, form))
    }

    async fn optin_ask(&self, slug: &str, ask: OptInAsk, peer: IpAddr) -> Outcome<OptInStarted> {
        let (number, form) = self.optin_page(&mut self.store.read().await?, slug).await?;
        let Some(phone) = typed_phone(&ask.phone) else {
            let problem =
                if ask.phone.trim().is_empty() { FieldProblem::Missing } else { FieldProblem::Malformed };
            return Err(DeskError::invalid("phone", problem).into());
        };
        if ask.version != form.wording.version {
            return Err(DeskError::Conflict { what: "wording".to_owned(), winner: None }.into());
        }
        let now = self.now();
        let phone_key = phone.match_key();
        self.optins
            .begin(&LIMITS, peer, &phone_key, now)
            .map_err(|retry_after_secs| DeskError::TooManyAttempts { retry_after_secs })?;
        let mut random = [0; 12];
        self.entropy.fill(&mut random);
        let code = rules::code(random);
        // A machine gets a page like everybody else, and a code that opens nothing.
        if ask.trap.trim().is_empty() {
            let request = RequestRow {
                id: self.id(SubmissionId::from_parts),
                code: digest(&code),
                number: number.id,
                version: form.wording.version,
                locale: ask.locale,
                via: ask.via,
                phone_key,
                address: peer.to_canonical().to_string(),
                created_at: now,
                expires_at: rules::expires_at(now),
            };
            let mut tx = self.store.write().await?;
            optin::add_request(&mut tx, &request).await?;
            tx.commit().await?;
        }
        let digits = phone_digits(&number.display).unwrap_or_default();
        Ok(OptInStarted { text: rules::message_with(ask.locale, &code), form, code, digits })
    }
}
