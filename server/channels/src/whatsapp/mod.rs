//! WhatsApp through Meta's Cloud API. Its JSON stops at this folder.

mod errors;
mod inspect;
mod payload;
mod request;
pub mod signature;
mod templates;

use async_trait::async_trait;
use desk_core::ports::{Accepted, Gateway, Inspection, NumberAccess, OutboundMessage, Part, SendError};
use desk_model::template::Template;

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
