//! Texts about consent.

mod en;
mod pt_br;

pub(super) use en::EN;
pub(super) use pt_br::PT_BR;

use desk_model::consent::table::{Column, Wrong};

/// Every text about consent in one language.
pub(crate) struct ConsentAdminTexts {
    // Administration.
    pub(crate) admin_title: &'static str,
    pub(crate) admin_lead: &'static str,
    pub(crate) limits: &'static str,
    pub(crate) one_unanswered: &'static str,
    pub(crate) marketing_per_week: &'static str,
    pub(crate) templates_per_week: &'static str,
    pub(crate) zero_is_none: &'static str,
    pub(crate) opt_out: &'static str,
    pub(crate) opt_out_hint: &'static str,
    pub(crate) portuguese: &'static str,
    pub(crate) english: &'static str,
    pub(crate) stop_words: &'static str,
    pub(crate) stopped_text: &'static str,
    pub(crate) confirmed_text: &'static str,
    pub(crate) text_hint: &'static str,
    pub(crate) pages: &'static str,
    pub(crate) pages_lead: &'static str,
    pub(crate) page_on: &'static str,
    pub(crate) page_off: &'static str,
    pub(crate) page_enabled: &'static str,
    pub(crate) address: &'static str,
    pub(crate) address_hint: &'static str,
    pub(crate) agrees_to: &'static str,
    pub(crate) wording_pt: &'static str,
    pub(crate) wording_en: &'static str,
    pub(crate) privacy_pt: &'static str,
    pub(crate) privacy_en: &'static str,
    pub(crate) new_version_hint: &'static str,
    pub(crate) share: &'static str,
    pub(crate) preview: &'static str,
    pub(crate) qr_alt: &'static str,
    pub(crate) qr_download: &'static str,
    pub(crate) snippet: &'static str,
    pub(crate) snippet_button: &'static str,
    pub(crate) copy_snippet: &'static str,
    pub(crate) save_first: &'static str,
    // With something in them.
    // Consents of another system.
    pub(crate) import_title: &'static str,
    pub(crate) import_lead: &'static str,
    pub(crate) import_columns: &'static str,
    pub(crate) import_wording: &'static str,
    pub(crate) import_evidence: &'static str,
    pub(crate) import_rows: fn(usize) -> String,
    pub(crate) import_more: fn(usize) -> String,
    /// Rows that were new, and rows that were known.
    pub(crate) imported: fn(usize, usize) -> String,
    pub(crate) column: fn(Column) -> &'static str,
    /// What is wrong with a cell, other than an address.
    pub(crate) wrong: fn(Wrong) -> String,
}
