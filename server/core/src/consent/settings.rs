//! What an administrator sets: words of farewell, texts, limits, opt-in pages.

use crate::error::Outcome;
use crate::{Actor, Desk, Inner};
use desk_model::DeskError;
use desk_model::access::Permission;
use desk_model::consent::{ConsentSettings, Purpose};
use desk_model::error::FieldProblem;
use desk_model::optin::{Bilingual, OptInChange, OptInPage, Wording, slug_of};
use desk_store::optin::PageRow;
use desk_store::{NumberRow, Tx, number, optin, setting};

/// Under which name the settings are stored.
const NAME: &str = "consent";

/// The settings as they stand; what was never set is as the desk thinks best.
pub(crate) async fn read(tx: &mut Tx<'_>) -> Outcome<ConsentSettings> {
    let stored = setting::get(tx, NAME).await?;
    Ok(stored.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
}

impl Desk {
    /// How the desk deals with consent.
    ///
    /// # Errors
    /// [`DeskError::Forbidden`].
    pub async fn consent_settings(&self, actor: &Actor) -> Result<ConsentSettings, DeskError> {
        self.settle(self.0.consent_settings(actor)).await
    }

    /// Changes it.
    ///
    /// # Errors
    /// [`DeskError::Forbidden`]; [`DeskError::Invalid`] for the fields, see [`ConsentSettings::check`].
    pub async fn set_consent_settings(
        &self,
        actor: &Actor,
        settings: ConsentSettings,
    ) -> Result<ConsentSettings, DeskError> {
        self.settle(self.0.set_consent_settings(actor, settings)).await
    }

    /// The opt-in page of every number; one that was never set is a proposal, not reachable.
    ///
    /// # Errors
    /// [`DeskError::Forbidden`].
    pub async fn optin_pages(&self, actor: &Actor) -> Result<Vec<OptInPage>, DeskError> {
        self.settle(self.0.optin_pages(actor)).await
    }

    /// Changes an opt-in page. Other words or purposes are a new version; those who agreed before agreed to the old one.
    ///
    /// # Errors
    /// [`DeskError::Forbidden`]; [`DeskError::NotFound`] on `number`; [`DeskError::Invalid`] for the fields, with `Taken` for
    /// an address that another number has.
    pub async fn set_optin_page(&self, actor: &Actor, change: OptInChange) -> Result<OptInPage, DeskError> {
        self.settle(self.0.set_optin_page(actor, change)).await
    }
}

impl Inner {
    async fn consent_settings(&self, actor: &Actor) -> Outcome<ConsentSettings> {
        actor.require(Permission::ManageDesk)?;
        read(&mut self.store.read().await?).await
    }

    async fn set_consent_settings(
        &self,
        actor: &Actor,
        settings: ConsentSettings,
    ) -> Outcome<ConsentSettings> {
        actor.require(Permission::ManageDesk)?;
        let mut settings = settings;
        for words in [&mut settings.pt_br, &mut settings.en] {
            words.stop = words
                .stop
                .iter()
                .map(|word| word.trim().to_owned())
                .filter(|word| !word.is_empty())
                .collect();
            words.stopped = words.stopped.trim().to_owned();
            words.confirmed = words.confirmed.trim().to_owned();
        }
        settings.check().map_err(|fields| DeskError::Invalid { fields })?;
        let text = serde_json::to_string(&settings)
            .map_err(|error| desk_store::StoreError::Other(error.to_string()))?;
        let mut tx = self.store.write().await?;
        setting::put(&mut tx, NAME, &text).await?;
        tx.commit().await?;
        Ok(settings)
    }

    async fn optin_pages(&self, actor: &Actor) -> Outcome<Vec<OptInPage>> {
        actor.require(Permission::ManageDesk)?;
        let mut tx = self.store.read().await?;
        let mut pages = Vec::new();
        for row in number::list(&mut tx, self.store.seal()).await? {
            pages.push(page_of(&mut tx, row).await?);
        }
        Ok(pages)
    }

    async fn set_optin_page(&self, actor: &Actor, change: OptInChange) -> Outcome<OptInPage> {
        actor.require(Permission::ManageDesk)?;
        let mut change = change;
        change.slug = change.slug.trim().to_lowercase();
        change.purposes.sort_unstable();
        change.purposes.dedup();
        for text in [&mut change.text, &mut change.privacy] {
            text.pt_br = text.pt_br.trim().to_owned();
            text.en = text.en.trim().to_owned();
        }
        change.check().map_err(|fields| DeskError::Invalid { fields })?;
        let now = self.now();
        let mut tx = self.store.write().await?;
        let Some(row) = number::get(&mut tx, self.store.seal(), &change.number).await? else {
            return Err(DeskError::not_found("number").into());
        };
        if optin::page_at(&mut tx, &change.slug).await?.is_some_and(|page| page.number != change.number) {
            return Err(DeskError::invalid("slug", FieldProblem::Taken).into());
        }
        let page =
            PageRow { number: change.number, slug: change.slug, enabled: change.enabled, updated_at: now };
        optin::put_page(&mut tx, &page).await?;
        let known = optin::wording(&mut tx, &page.number, None).await?;
        let version = known.as_ref().map_or(0, |known| known.version);
        let wording =
            Wording { version, purposes: change.purposes, text: change.text, privacy: change.privacy };
        if known.as_ref() != Some(&wording) {
            let next = Wording { version: version + 1, ..wording };
            optin::add_wording(&mut tx, &page.number, &next, now).await?;
        }
        let page = page_of(&mut tx, row).await?;
        tx.commit().await?;
        Ok(page)
    }
}

async fn page_of(tx: &mut Tx<'_>, number: NumberRow) -> Outcome<OptInPage> {
    let page = optin::page(tx, &number.id).await?;
    let wording = optin::wording(tx, &number.id, None).await?;
    Ok(OptInPage {
        slug: page.as_ref().map_or_else(|| slug_of(&number.label), |page| page.slug.clone()),
        enabled: page.is_some_and(|page| page.enabled),
        wording: wording.unwrap_or_else(|| proposal(&number.label)),
        number: number.id,
        label: number.label,
        display: number.display,
    })
}

/// What a page says until somebody finds better words.
fn proposal(label: &str) -> Wording {
    Wording {
        version: 0,
        purposes: vec![Purpose::Utility, Purpose::Marketing],
        text: Bilingual {
            pt_br: format!(
                "Quero receber pelo WhatsApp avisos sobre meus pedidos e novidades de {label}. Posso cancelar \
                 quando quiser, respondendo SAIR."
            ),
            en: format!(
                "I want to receive notices about my orders and news from {label} on WhatsApp. I can stop at any \
                 time by replying STOP."
            ),
        },
        privacy: Bilingual {
            pt_br: "Seu número é usado somente para essas mensagens e não é repassado a ninguém.".to_owned(),
            en: "Your number is used for these messages only and is not passed on to anybody.".to_owned(),
        },
    }
}
