//! Creating, changing and deleting templates, and files for their heads (*Template management*, *Resumable uploads*, *Media*).

use super::definition;
use super::errors::own;
use super::payload::{Node, category};
use super::request::{Http, answer};
use super::templates;
use desk_core::ports::{CreatedTemplate, FileUpload, ManageError, NumberAccess, SendError, SendErrorClass};
use desk_model::template::{Template, TemplateDraft, TemplateStatus};
use reqwest::Method;
use reqwest::multipart::{Form, Part};
use std::time::Duration;

/// A file may take longer than a message.
const FILE_TIMEOUT: Duration = Duration::from_secs(120);

/// `POST /{account_id}/message_templates`.
pub(super) async fn create(
    http: &Http,
    access: &NumberAccess,
    draft: &TemplateDraft,
    example: Option<&str>,
) -> Result<CreatedTemplate, ManageError> {
    let parts = [access.account_id.as_str(), "message_templates"];
    let request = http.request(access, Method::POST, &parts).map_err(ManageError::Failed)?;
    let answer = answer(request.json(&definition::created(draft, example)), access)
        .await
        .map_err(ManageError::Failed)?;
    let made = Node::parse(answer.managed()?).ok().and_then(|root| {
        let made = root.object()?;
        Some(CreatedTemplate {
            provider_id: made.filled("id")?,
            status: TemplateStatus::from(made.filled("status").unwrap_or_else(|| "PENDING".to_owned())),
            category: made.text("category").as_deref().and_then(category),
        })
    });
    made.ok_or_else(|| unclear("the answer names no template"))
}

/// `POST /{template_id}`.
pub(super) async fn edit(
    http: &Http,
    access: &NumberAccess,
    provider_id: &str,
    draft: &TemplateDraft,
    example: Option<&str>,
) -> Result<(), ManageError> {
    let request = http.request(access, Method::POST, &[provider_id]).map_err(ManageError::Failed)?;
    let answer = answer(request.json(&definition::edited(draft, example)), access)
        .await
        .map_err(ManageError::Failed)?;
    done(answer.managed()?)
}

/// `DELETE /{account_id}/message_templates` of one language.
pub(super) async fn delete(
    http: &Http,
    access: &NumberAccess,
    name: &str,
    provider_id: &str,
) -> Result<(), ManageError> {
    let parts = [access.account_id.as_str(), "message_templates"];
    let request = http.request(access, Method::DELETE, &parts).map_err(ManageError::Failed)?;
    let request = request.query(&[("hsm_id", provider_id), ("name", name)]);
    let answer = answer(request, access).await.map_err(ManageError::Failed)?;
    done(answer.managed()?)
}

/// `GET /{template_id}`.
pub(super) async fn get(
    http: &Http,
    access: &NumberAccess,
    provider_id: &str,
) -> Result<Template, SendError> {
    let request = http.request(access, Method::GET, &[provider_id])?;
    let answer = answer(request.query(&[("fields", templates::FIELDS)]), access).await?;
    templates::one(answer.success()?, &access.number).ok_or_else(|| answer.error())
}

/// `POST /{phone_number_id}/media`.
pub(super) async fn upload(
    http: &Http,
    access: &NumberAccess,
    file: FileUpload,
) -> Result<String, SendError> {
    let length = file.bytes.len() as u64;
    let part = Part::stream_with_length(reqwest::Body::from(file.bytes), length)
        .file_name(file.filename)
        .mime_str(file.mime)
        .map_err(|_| own(SendErrorClass::Permanent, "the type of the file is not well-formed"))?;
    let form = Form::new().text("messaging_product", "whatsapp").text("type", file.mime).part("file", part);
    let request = http.request(access, Method::POST, &[&access.provider_id, "media"])?;
    let answer = answer(request.multipart(form).timeout(FILE_TIMEOUT), access).await?;
    named(answer.success()?, "id")
}

/// `POST /app/uploads`, then the bytes to the session it opens; gives the handle.
pub(super) async fn upload_example(
    http: &Http,
    access: &NumberAccess,
    file: FileUpload,
) -> Result<String, SendError> {
    // The application is the one the token belongs to.
    let request = http.request(access, Method::POST, &["app", "uploads"])?;
    let length = file.bytes.len().to_string();
    let query = [("file_name", file.filename.as_str()), ("file_length", &length), ("file_type", file.mime)];
    let opened = answer(request.query(&query), access).await?;
    let session = named(opened.success()?, "id")?;
    let request = http.session(access, &session)?.header("file_offset", "0").body(file.bytes);
    let answer = answer(request.timeout(FILE_TIMEOUT), access).await?;
    named(answer.success()?, "h")
}

fn named(body: &str, name: &str) -> Result<String, SendError> {
    let found = Node::parse(body).ok().and_then(|root| root.object()?.filled(name));
    found.ok_or_else(|| own(SendErrorClass::Unknown, "the answer names no file"))
}

fn done(body: &str) -> Result<(), ManageError> {
    let success = Node::parse(body).ok().and_then(Node::object).is_some_and(|root| root.is_true("success"));
    if success { Ok(()) } else { Err(unclear("the answer does not say that it was done")) }
}

fn unclear(words: &str) -> ManageError {
    ManageError::Failed(own(SendErrorClass::Unknown, words))
}
