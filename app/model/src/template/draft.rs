//! A template being written, before Meta has seen it.

use super::{
    ButtonKind, Category, Header, HeaderMedia, Standing, Template, TemplateButton, TemplateStatus, variables,
};
use crate::id::{NumberId, TemplateId, UploadId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Languages that are offered when writing one; any well-formed code is accepted.
pub const LANGUAGES: [&str; 12] =
    ["pt_BR", "en_US", "es", "en", "en_GB", "es_AR", "es_ES", "es_MX", "pt_PT", "fr", "it", "de"];

/// The head of a template being written.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(target_family = "wasm", serde(rename = "#format"))]
#[cfg_attr(not(target_family = "wasm"), serde(tag = "format"))]
#[serde(rename_all = "snake_case")]
pub enum DraftHeader {
    /// None.
    #[default]
    None,
    /// Text.
    Text {
        /// The text.
        text: String,
    },
    /// A file, with the one Meta is shown as an example.
    Media {
        /// Which.
        kind: HeaderMedia,
        /// The example.
        example: Option<UploadId>,
    },
    /// A place.
    Location,
}

/// A button being written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftButton {
    /// What it does.
    pub kind: ButtonKind,
    /// What stands on it.
    pub label: String,
    /// The address, the phone number, or the form's id.
    pub target: String,
}

/// A template being written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TemplateDraft {
    /// Its name.
    pub name: String,
    /// Its language.
    pub language: String,
    /// What it is for.
    pub category: Category,
    /// Variables are named rather than counted.
    pub named: bool,
    /// Head.
    pub header: DraftHeader,
    /// Body.
    pub body: String,
    /// Foot; empty = none.
    pub footer: String,
    /// Buttons.
    pub buttons: Vec<DraftButton>,
    /// What Meta is shown in place of each variable, by field name (`body.nome`, `header.1`, `button.0`).
    pub examples: BTreeMap<String, String>,
}

impl Default for TemplateDraft {
    fn default() -> Self {
        Self {
            name: String::new(),
            language: "pt_BR".to_owned(),
            category: Category::Utility,
            named: true,
            header: DraftHeader::None,
            body: String::new(),
            footer: String::new(),
            buttons: Vec::new(),
            examples: BTreeMap::new(),
        }
    }
}

impl TemplateDraft {
    /// A draft of what a template is now, to be changed.
    pub fn of(template: &Template) -> Self {
        Self {
            name: template.name.clone(),
            language: template.language.clone(),
            category: template.category,
            named: template.named,
            header: match &template.header {
                Some(Header::Text { text }) => DraftHeader::Text { text: text.clone() },
                Some(Header::Media { kind }) => DraftHeader::Media { kind: *kind, example: None },
                Some(Header::Location) => DraftHeader::Location,
                Some(Header::Other { .. }) | None => DraftHeader::None,
            },
            body: template.body.clone(),
            footer: template.footer.clone().unwrap_or_default(),
            buttons: template
                .buttons
                .iter()
                .map(|b| DraftButton {
                    kind: b.kind.clone(),
                    label: b.label.clone(),
                    target: b.target.clone(),
                })
                .collect(),
            examples: template.examples.clone(),
        }
    }

    /// The template it will be, waiting for Meta's word.
    pub fn template(&self, id: TemplateId, number: NumberId) -> Template {
        Template {
            id,
            number,
            provider_id: String::new(),
            name: self.name.trim().to_owned(),
            language: self.language.trim().to_owned(),
            category: self.category,
            status: TemplateStatus::Pending,
            quality: "UNKNOWN".to_owned(),
            header: match &self.header {
                DraftHeader::None => None,
                DraftHeader::Text { text } => Some(Header::Text { text: text.trim().to_owned() }),
                DraftHeader::Media { kind, .. } => Some(Header::Media { kind: *kind }),
                DraftHeader::Location => Some(Header::Location),
            },
            body: self.body.trim().to_owned(),
            footer: Some(self.footer.trim().to_owned()).filter(|text| !text.is_empty()),
            buttons: self.buttons.iter().map(DraftButton::button).collect(),
            named: self.named,
            examples: self.examples.clone(),
            standing: Standing::default(),
            queues: Vec::new(),
        }
    }
}

impl DraftButton {
    fn button(&self) -> TemplateButton {
        TemplateButton {
            kind: self.kind.clone(),
            label: self.label.trim().to_owned(),
            needs_value: match self.kind {
                ButtonKind::Url => !variables(&self.target).is_empty(),
                ButtonKind::CopyCode | ButtonKind::Flow => true,
                ButtonKind::QuickReply | ButtonKind::Phone | ButtonKind::Other(_) => false,
            },
            target: self.target.trim().to_owned(),
        }
    }
}
