//! Every recorded notification is taken apart as expected, and none is lost.

use crate::common::GATEWAY;
use desk_core::ports::{Change, Gateway, Part, TemplateChange};
use desk_model::message::{Content, MediaKind};
use std::collections::BTreeSet;
use std::path::PathBuf;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

fn files() -> BTreeSet<String> {
    let names = std::fs::read_dir(folder()).unwrap().map(|f| f.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name.ends_with(".json")).collect()
}

fn decode(file: &str) -> Vec<Part> {
    GATEWAY.decode(&std::fs::read(folder().join(file)).unwrap()).unwrap()
}

/// One word for what a part says.
fn word(change: &Change) -> String {
    match change {
        Change::Message(message) => format!("message {}", content_word(&message.content)),
        Change::Reaction { emoji: Some(_), .. } => "reaction".into(),
        Change::Reaction { emoji: None, .. } => "reaction removed".into(),
        Change::Edit { content, .. } => format!("edit {}", content_word(content)),
        Change::Revoke { .. } => "revoke".into(),
        Change::Status(status) => {
            format!(
                "status {}{}",
                status.status.as_str(),
                status.failure.as_ref().map_or(String::new(), |f| format!(" {}", f.code))
            )
        }
        Change::IdentityChange { .. } => "identity".into(),
        Change::Preference { choice, .. } => format!("preference {choice:?}"),
        Change::Template(news) => match &news.what {
            TemplateChange::Status { status, .. } => format!("template {}", String::from(status.clone())),
            TemplateChange::Flagged { .. } => "template flagged".into(),
            TemplateChange::Category { now } => format!("category {now:?}"),
            TemplateChange::CategoryAnnounced { upcoming, .. } => format!("category soon {upcoming:?}"),
            TemplateChange::Quality { score } => format!("quality {score}"),
            TemplateChange::Parts { .. } => "template parts".into(),
        },
        Change::Alert(news) => format!("alert {} {}", news.topic.as_str(), news.event),
        Change::Noted => "noted".into(),
        Change::Broken { error } => format!("broken: {error}"),
    }
}

fn content_word(content: &Content) -> &'static str {
    match content {
        Content::Text { .. } => "text",
        Content::Note { .. } => "note",
        Content::Media { kind: MediaKind::Image, .. } => "image",
        Content::Media { kind: MediaKind::Video, .. } => "video",
        Content::Media { kind: MediaKind::Audio, voice: true, .. } => "voice",
        Content::Media { kind: MediaKind::Audio, voice: false, .. } => "audio",
        Content::Media { kind: MediaKind::Document, .. } => "document",
        Content::Media { kind: MediaKind::Sticker, .. } => "sticker",
        Content::Location { .. } => "location",
        Content::Contacts { .. } => "contacts",
        Content::Choice { .. } => "choice",
        Content::Form { .. } => "form",
        Content::CallPermission { .. } => "call permission",
        Content::Order { .. } => "order",
        Content::System { .. } => "system",
        Content::Welcome => "welcome",
        Content::Call => "call",
        Content::CallAnswered => "call answered",
        Content::Template { .. } => "template",
        Content::Interactive(_) => "interactive",
        Content::Unsupported { .. } => "unsupported",
        Content::Unknown { .. } => "unknown",
        Content::Event(_) => "event",
    }
}

const EXPECTED: &[(&str, &str)] = &[
    ("cloud-account-review-update", "alert account_review_update APPROVED"),
    ("cloud-account-update-deleted", "alert account_update ACCOUNT_DELETED"),
    ("cloud-account-update-disabled", "alert account_update DISABLED_UPDATE"),
    ("cloud-account-update-offboarded", "alert account_update ACCOUNT_OFFBOARDED"),
    ("cloud-account-update-partner-added", "alert account_update PARTNER_ADDED"),
    ("cloud-account-update-partner-removed-disconnection", "alert account_update PARTNER_REMOVED"),
    ("cloud-account-update-pricing-tier", "alert account_update VOLUME_BASED_PRICING_TIER_UPDATE"),
    ("cloud-account-update-reconnected", "alert account_update ACCOUNT_RECONNECTED"),
    ("cloud-account-update-violation", "alert account_update ACCOUNT_VIOLATION"),
    ("cloud-audio-file", "message audio"),
    ("cloud-audio-voice", "message voice"),
    ("cloud-business-capability-update", "alert business_capability_update "),
    ("cloud-business-username-update", "noted"),
    ("cloud-button-quick-reply", "message choice"),
    ("cloud-calls-connect", "message call"),
    ("cloud-calls-terminate", "noted"),
    ("cloud-contacts", "message contacts"),
    ("cloud-contacts-request-bsuid", "message contacts"),
    ("cloud-document", "message document"),
    ("cloud-edit-image", "edit image"),
    ("cloud-errors-value-level", "noted"),
    ("cloud-group-lifecycle", "noted"),
    ("cloud-group-text", "message text"),
    ("cloud-history-media", "noted"),
    ("cloud-history-threads", "noted"),
    ("cloud-image", "message image"),
    ("cloud-image-url", "message image"),
    ("cloud-interactive-button-reply", "message choice"),
    ("cloud-interactive-call-permission-accept", "message call permission"),
    ("cloud-interactive-list-reply", "message choice"),
    ("cloud-interactive-nfm-reply", "message form"),
    ("cloud-location-pin", "message location"),
    ("cloud-location-place", "message location"),
    ("cloud-messaging-handover-passed", "noted"),
    ("cloud-order", "message order"),
    ("cloud-phone-name-update", "alert phone_number_name_update APPROVED"),
    ("cloud-phone-quality-flagged-old", "alert phone_number_quality_update FLAGGED"),
    ("cloud-phone-quality-throughput-upgrade", "alert phone_number_quality_update THROUGHPUT_UPGRADE"),
    ("cloud-reaction", "reaction"),
    ("cloud-reaction-removed", "reaction removed"),
    ("cloud-revoke", "revoke"),
    ("cloud-security-pin-reset", "alert security PIN_RESET_REQUEST"),
    ("cloud-smb-app-state-sync", "noted"),
    ("cloud-smb-echo-edit", "noted"),
    ("cloud-smb-echo-text", "noted"),
    ("cloud-standby-echo-text", "noted"),
    ("cloud-standby-inbound", "noted"),
    ("cloud-status-callback-data", "status sent"),
    ("cloud-status-delivered-bsuid-only", "status delivered"),
    ("cloud-status-delivered-bsuid-pmp", "status delivered"),
    ("cloud-status-delivered-cbp", "status delivered"),
    ("cloud-status-failed-130472", "status failed 130472"),
    ("cloud-status-failed-131026", "status failed 131026"),
    ("cloud-status-failed-131047", "status failed 131047"),
    ("cloud-status-failed-131049", "status failed 131049"),
    ("cloud-status-failed-131053", "status failed 131053"),
    ("cloud-status-group-read-bsuid", "status read"),
    ("cloud-status-played", "status played"),
    ("cloud-status-read-cbp", "status read"),
    ("cloud-status-sent-cbp", "status sent"),
    ("cloud-status-sent-pmp", "status sent"),
    ("cloud-status-sent-v24-bare", "status sent"),
    ("cloud-sticker-static", "message sticker"),
    ("cloud-system-number-change", "identity"),
    ("cloud-system-user-changed-user-id", "identity"),
    ("cloud-template-category-done", "category Marketing"),
    ("cloud-template-category-impending", "category soon Marketing"),
    ("cloud-template-components", "template parts"),
    ("cloud-template-quality", "quality YELLOW"),
    ("cloud-template-status-approved", "template APPROVED"),
    ("cloud-template-status-flagged", "template flagged"),
    ("cloud-template-status-rejected-invalid-format", "template REJECTED"),
    ("cloud-template-status-rejected-scam", "template REJECTED"),
    ("cloud-text", "message text"),
    ("cloud-text-br-number", "message text"),
    ("cloud-text-bsuid-only", "message text"),
    ("cloud-text-ctwa-referral", "message text"),
    ("cloud-text-forwarded", "message text"),
    ("cloud-text-minimal", "message text"),
    ("cloud-text-product-inquiry", "message text"),
    ("cloud-text-reply-context", "message text"),
    ("cloud-unknown-with-error", "message unsupported"),
    ("cloud-unsupported", "message unsupported"),
    ("cloud-unsupported-official", "message unsupported"),
    ("cloud-user-id-update", "identity"),
    ("cloud-user-preferences-resume", "preference Resume"),
    ("cloud-user-preferences-signup", "preference Signup"),
    ("cloud-video", "message video"),
];

#[test]
fn every_cloud_file_says_what_it_should() {
    let listed: BTreeSet<String> = EXPECTED.iter().map(|(name, _)| format!("{name}.json")).collect();
    let present: BTreeSet<String> = files().into_iter().filter(|name| name.starts_with("cloud-")).collect();
    assert_eq!(listed, present);
    for (name, expected) in EXPECTED {
        let words: Vec<String> =
            decode(&format!("{name}.json")).iter().map(|part| word(&part.change)).collect();
        assert_eq!(words, [*expected], "{name}");
    }
}

#[test]
fn the_field_is_kept_and_the_number_too_where_it_is_told() {
    for (file, field, number) in [
        ("cloud-text.json", "messages", Some("1122334455667")),
        ("cloud-status-sent-cbp.json", "messages", Some("1122334455667")),
        ("cloud-calls-connect.json", "calls", Some("743897493242")),
        ("cloud-standby-inbound.json", "standby", Some("106540352242922")),
        ("cloud-smb-echo-text.json", "smb_message_echoes", Some("1122334455667")),
        ("cloud-history-threads.json", "history", Some("106540352242922")),
        ("cloud-messaging-handover-passed.json", "messaging_handovers", Some("106540352242922")),
        ("cloud-user-preferences-resume.json", "user_preferences", Some("106540352242922")),
        ("cloud-account-update-deleted.json", "account_update", Some("102290129340398")),
        (
            "cloud-template-status-rejected-scam.json",
            "message_template_status_update",
            Some("880480871844883"),
        ),
        ("messenger-text.json", "page", None),
        ("instagram-text.json", "instagram", None),
        ("gupshup-text.json", "unknown", None),
    ] {
        let part = decode(file).remove(0);
        assert_eq!((part.field.as_str(), part.number.as_deref()), (field, number), "{file}");
    }
    assert_eq!(decode("cloud-text.json")[0].path, "entry[0].changes[0].value.messages[0]");
    assert_eq!(decode("cloud-standby-inbound.json")[0].path, "entry[0].changes[0].value");
}

#[test]
fn others_are_kept_and_noted() {
    for file in files().iter().filter(|name| !name.starts_with("cloud-")) {
        let words: Vec<String> = decode(file).iter().map(|part| word(&part.change)).collect();
        assert_eq!(words, ["noted"], "{file}");
    }
}

#[test]
fn nobody_of_a_cloud_message_is_without_address() {
    for file in files().iter().filter(|name| name.starts_with("cloud-")) {
        for part in decode(file) {
            if let Change::Message(message) = part.change {
                assert!(!message.from.is_empty() && !message.id.is_empty() && message.at.0 > 0, "{file}");
                let group = file.contains("group") || file.contains("bsuid-only");
                assert_eq!(message.opens_window, !group, "{file}");
            }
        }
    }
}

#[test]
fn parts_survive_their_own_json() {
    // Parked changes are stored as text.
    for file in files() {
        for part in decode(&file) {
            let text = serde_json::to_string(&part).unwrap();
            assert_eq!(serde_json::from_str::<Part>(&text).unwrap(), part, "{file}");
        }
    }
}

/// What the provider told of the price, by file.
#[test]
fn recorded_statuses_tell_their_price() {
    let told = |file: &str| match decode(file).remove(0).change {
        Change::Status(status) => status.pricing.map(|told| {
            let billable =
                told.billable.map_or("?", |billable| if billable { "billable" } else { "not billable" });
            format!("{} {} {} {billable}", told.model, told.kind.unwrap_or("-".into()), told.category)
        }),
        other => panic!("{file}: {other:?}"),
    };
    for (file, expected) in [
        ("cloud-status-sent-cbp", Some("CBP - service billable")),
        ("cloud-status-delivered-cbp", Some("CBP - service billable")),
        ("cloud-status-read-cbp", Some("CBP - service billable")),
        ("cloud-status-sent-pmp", Some("PMP regular marketing billable")),
        ("cloud-status-delivered-bsuid-pmp", Some("PMP regular marketing billable")),
        ("cloud-status-sent-v24-bare", None),
        ("cloud-status-failed-131047", None),
    ] {
        assert_eq!(told(&format!("{file}.json")).as_deref(), expected, "{file}");
    }
}
