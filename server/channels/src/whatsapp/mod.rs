//! WhatsApp through Meta's Cloud API. Its JSON stops at this folder.

mod definition;
mod errors;
mod inspect;
mod interactive;
mod manage;
mod message_template;
mod payload;
mod request;
pub mod signature;
mod templates;

use async_trait::async_trait;
use desk_core::ports::{
    Accepted, CreatedTemplate, FileUpload, Gateway, Inspection, ManageError, NumberAccess, OutboundMessage,
    Part, SendError,
};
use desk_model::template::{Template, TemplateDraft};

/// The Cloud API as the desk's gateway. One connection pool for all numbers; a clone shares it.
#[derive(Debug, Clone)]
pub struct CloudApi {
    http: request::Http,
}

impl CloudApi {
    /// Prepares the client; nothing is sent yet. Fails when the system's certificates cannot be read.
    pub fn new() -> Result<Self, reqwest::Error> {
        Ok(Self { http: request::Http::new()? })
    }
}

#[async_trait]
impl Gateway for CloudApi {
    async fn send(&self, access: &NumberAccess, message: &OutboundMessage) -> Result<Accepted, SendError> {
        self.http.send(access, message).await
    }

    async fn templates(&self, access: &NumberAccess) -> Result<Vec<Template>, SendError> {
        templates::fetch(&self.http, access).await
    }

    async fn template(&self, access: &NumberAccess, provider_id: &str) -> Result<Template, SendError> {
        manage::get(&self.http, access, provider_id).await
    }

    async fn create_template(
        &self,
        access: &NumberAccess,
        draft: &TemplateDraft,
        example: Option<&str>,
    ) -> Result<CreatedTemplate, ManageError> {
        manage::create(&self.http, access, draft, example).await
    }

    async fn edit_template(
        &self,
        access: &NumberAccess,
        provider_id: &str,
        draft: &TemplateDraft,
        example: Option<&str>,
    ) -> Result<(), ManageError> {
        manage::edit(&self.http, access, provider_id, draft, example).await
    }

    async fn delete_template(
        &self,
        access: &NumberAccess,
        name: &str,
        provider_id: &str,
    ) -> Result<(), ManageError> {
        manage::delete(&self.http, access, name, provider_id).await
    }

    async fn upload(&self, access: &NumberAccess, file: FileUpload) -> Result<String, SendError> {
        manage::upload(&self.http, access, file).await
    }

    async fn upload_example(&self, access: &NumberAccess, file: FileUpload) -> Result<String, SendError> {
        manage::upload_example(&self.http, access, file).await
    }

    async fn inspect(&self, access: &NumberAccess) -> Inspection {
        inspect::inspect(&self.http, access).await
    }

    async fn subscribe(&self, access: &NumberAccess) -> Result<(), SendError> {
        inspect::subscribe(&self.http, access).await
    }

    fn decode(&self, body: &[u8]) -> Result<Vec<Part>, String> {
        payload::decode(body)
    }
}
