//! A template being chosen and filled in. It outlives the picker: whatever opens or closes meanwhile, nothing typed is lost.

use super::browser;
use super::few::Few;
use super::store::{Store, lock};
use crate::api::ApiError;
use crate::wire;
use desk_model::error::{FieldError, FieldProblem};
use desk_model::template::{HeaderMedia, UploadView};
use desk_model::{DeskError, NumberId, TemplateId, TicketId};
use leptos::prelude::*;
use wasm_bindgen::JsValue;

/// A file on its way, there, or refused.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum FileState {
    /// On its way: its name, and how many hundredths are there.
    Sending { name: String, percent: u8 },
    /// The provider has it.
    Ready(UploadView),
    /// It was not taken: its name, and why.
    Refused { name: String, error: DeskError },
}

/// What somebody has typed and chosen so far. Cheap to clone: all clones are the same.
#[derive(Clone, Default)]
pub(crate) struct Picking {
    /// What is searched for.
    pub(crate) words: ArcRwSignal<String>,
    /// Which template.
    pub(crate) chosen: ArcRwSignal<Option<TemplateId>>,
    /// What was typed, by template and field name.
    pub(crate) values: ArcRwSignal<Few<(TemplateId, String), String>>,
    /// The file of each template's head.
    pub(crate) files: ArcRwSignal<Few<TemplateId, FileState>>,
    /// Sending was tried: every problem is shown.
    pub(crate) touched: ArcRwSignal<bool>,
    /// What the server said about fields, until they change.
    pub(crate) refused: ArcRwSignal<Vec<FieldError>>,
}

impl Picking {
    /// What stands in a field, tracked.
    pub(crate) fn value(&self, template: &TemplateId, field: &str) -> String {
        let key = (template.clone(), field.to_owned());
        self.values.with(|values| values.get(&key).cloned()).unwrap_or_default()
    }

    /// Something was typed.
    pub(crate) fn set(&self, template: &TemplateId, field: &str, value: String) {
        self.values.update(|values| values.put((template.clone(), field.to_owned()), value));
        if self.refused.with_untracked(|refused| refused.iter().any(|it| it.field == field)) {
            self.refused.update(|refused| refused.retain(|it| it.field != field));
        }
    }

    /// What the server said about a field, tracked.
    pub(crate) fn refusal(&self, field: &str) -> Option<FieldProblem> {
        self.refused.with(|refused| refused.iter().find(|it| it.field == field).map(|it| it.problem.clone()))
    }

    /// The server did not accept these fields.
    pub(crate) fn refuse(&self, fields: &[FieldError]) {
        self.refused.set(fields.to_vec());
        self.touched.set(true);
    }

    /// It was sent: the next one begins anew.
    pub(crate) fn clear(&self) {
        self.words.set(String::new());
        self.values.set(Few::default());
        self.files.set(Few::default());
        self.touched.set(false);
        self.refused.set(Vec::new());
    }

    /// Hands a file over for the head of a template; what it has there is forgotten at once.
    pub(crate) fn send_file(
        &self,
        template: TemplateId,
        field: String,
        number: &NumberId,
        kind: HeaderMedia,
        file: &JsValue,
    ) {
        self.set(&template, &field, String::new());
        let this = self.clone();
        upload(number, kind, false, file, move |state| {
            if let FileState::Ready(view) = &state {
                this.set(&template, &field, view.id.to_string());
            }
            this.files.update(|files| files.put(template.clone(), state));
        });
    }
}

/// Sends a file to the desk and tells how it goes, from the first byte to the answer.
pub(crate) fn upload(
    number: &NumberId,
    kind: HeaderMedia,
    example: bool,
    file: &JsValue,
    tell: impl Fn(FileState) + Clone + 'static,
) {
    let name = browser::file_name(file);
    let encoded = String::from(js_sys::encode_uri_component(&name));
    let address = format!("/upload?number={number}&kind={}&example={example}&name={encoded}", kind.as_str());
    // What is too large for any desk is not sent at all.
    let max = kind.limit(u64::MAX);
    if browser::file_size(file) > max {
        let error = DeskError::invalid("file", FieldProblem::TooLarge { max });
        return tell(FileState::Refused { name, error });
    }
    tell(FileState::Sending { name: name.clone(), percent: 0 });
    let (going, named) = (tell.clone(), name.clone());
    let progress = move |percent| going(FileState::Sending { name: named.clone(), percent });
    browser::send_file(&address, file, progress, move |status, text| {
        tell(match answer(status, &text) {
            Ok(view) => FileState::Ready(view),
            Err(DeskError::Unauthenticated) => {
                browser::to_login();
                FileState::Refused { name, error: DeskError::Unauthenticated }
            }
            Err(error) => FileState::Refused { name, error },
        });
    });
}

fn answer(status: u16, text: &str) -> Result<UploadView, DeskError> {
    let lost = || DeskError::Transport { detail: format!("HTTP {status}") };
    if status == 200 {
        return wire::read(text).map_err(|_| lost());
    }
    Err(wire::read::<ApiError>(text).map_or_else(|_| lost(), |ApiError(error)| error))
}

impl Store {
    /// What is being chosen for a ticket.
    pub(crate) fn picking(&self, ticket: &TicketId) -> Picking {
        lock(&self.pickings).entry(ticket.clone()).or_default().clone()
    }
}
