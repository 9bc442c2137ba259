//! Consent in the console: the card beside the thread, the dialog that records, the notice below a template.

mod card;
mod notice;
mod record;

pub(super) use card::ConsentCard;
pub(super) use notice::ConsentNotice;
pub(super) use record::RecordConsent;

use desk_model::consent::{Act, ConsentSubject, Purpose};
use leptos::prelude::*;

/// What is to be recorded.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Preset {
    /// Whose consent.
    pub(crate) subject: ConsentSubject,
    /// What for.
    pub(crate) purpose: Purpose,
    /// Given or taken back.
    pub(crate) act: Act,
}

/// What the parts share.
#[derive(Clone, Default)]
pub(crate) struct ConsentUi {
    /// The dialog.
    open: ArcRwSignal<bool>,
    /// What it begins with.
    preset: ArcRwSignal<Option<Preset>>,
    /// Counts what was recorded here: whoever shows consent asks again.
    written: ArcRwSignal<u32>,
}

impl ConsentUi {
    /// Opens the dialog.
    fn record(&self, preset: Preset) {
        self.preset.set(Some(preset));
        self.open.set(true);
    }
}

/// What the parts share.
fn use_consent() -> ConsentUi {
    use_context::<ConsentUi>().unwrap_or_default()
}
