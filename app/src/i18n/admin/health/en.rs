//! English.

use super::HealthTexts;
use desk_model::alert::AlertTopic;
use desk_model::health::{CheckKind, Finding, Verdict};
use desk_model::number::NumberState;
use desk_model::setup::Step;

pub(in crate::i18n) static EN: HealthTexts = HealthTexts {
    title: "Numbers",
    lead: "Whether each number receives, sends and is well with Meta, and what to do when it is not.",
    empty: "No number connected",
    empty_hint: "Connect the first WhatsApp number: the guided list checks every step.",
    connect: "Connect a number",
    check_now: "Check now",
    never_checked: "not checked yet",
    reconnect: "Reconnect",
    go_on: "Continue connecting",
    subscribe: "Subscribe the app",
    subscribed: "App subscribed",
    announcements: "Announcements of Meta",
    acknowledge: "Noted",
    not_checked: "not checked yet",
    not_told: "Meta did not say",
    not_subscribed: "no app subscribed",
    foreign: "the number is not of this WhatsApp account",
    never: "nothing yet",
    no_number_yet: "number not confirmed yet",
    summary: |verdict| match verdict {
        Verdict::Waiting => "All well so far",
        Verdict::Pass => "All well",
        Verdict::Warn => "Worth a look",
        Verdict::Fail => "Needs mending",
    },
    verdict: |verdict| match verdict {
        Verdict::Waiting => "waiting",
        Verdict::Pass => "well",
        Verdict::Warn => "attention",
        Verdict::Fail => "failed",
    },
    state: |state| match state {
        NumberState::Setup => "being set up",
        NumberState::Connected => "connected",
        NumberState::Disconnected => "disconnected",
        NumberState::Restricted => "restricted",
    },
    check: |kind| match kind {
        CheckKind::Token => "Access to Meta",
        CheckKind::Status => "State of the number",
        CheckKind::Subscription => "Webhook subscription",
        CheckKind::Inbound => "Last arrival",
        CheckKind::Outbound => "Last accepted send",
        CheckKind::Quality => "Quality",
        CheckKind::Limit => "Limit of started conversations",
        CheckKind::Throughput => "Throughput",
        CheckKind::Name => "Display name",
        CheckKind::Review => "Account review",
        CheckKind::Signatures => "Refused signatures",
        CheckKind::Templates => "Templates synced",
        CheckKind::Alerts => "Announcements not noted",
    },
    fine: |kind| match kind {
        CheckKind::Token => "accepted",
        CheckKind::Subscription => "subscribed",
        _ => "well",
    },
    word: |kind, word| match (kind, word) {
        (CheckKind::Quality, "GREEN") => "high".to_owned(),
        (CheckKind::Quality, "YELLOW") => "medium".to_owned(),
        (CheckKind::Quality, "RED") => "low".to_owned(),
        (CheckKind::Quality, "UNKNOWN" | "NA") => "not rated yet".to_owned(),
        (CheckKind::Status, "DISCONNECTED") => "not registered".to_owned(),
        (CheckKind::Throughput, "STANDARD") => "80 messages a second".to_owned(),
        (CheckKind::Throughput, "HIGH") => "1,000 messages a second".to_owned(),
        (CheckKind::Throughput, "NOT_APPLICABLE") => "not applicable".to_owned(),
        (CheckKind::Name, "AVAILABLE_WITHOUT_REVIEW") => "in use, not reviewed".to_owned(),
        (CheckKind::Name, "PENDING_REVIEW") | (CheckKind::Review, "PENDING") => "in review".to_owned(),
        (_, other) => other.to_lowercase().replace('_', " "),
    },
    count: |kind, count| match (kind, count) {
        (_, 0) => "none".to_owned(),
        (CheckKind::Signatures, n) => format!("{n} since the server started"),
        (_, n) => n.to_string(),
    },
    reached: |used, of| match of {
        Some(of) => format!("{used} of {of} people in 24 h"),
        None => format!("{used} people in 24 h, no limit"),
    },
    todo: |kind, finding| match (kind, finding) {
        (CheckKind::Token, _) => "Make a new token at Meta and reconnect the number.",
        (CheckKind::Status, Finding::Refused(_)) => {
            "Sending stopped. Settle the cause and check now: when Meta answers well, the number is back."
        }
        (CheckKind::Status, _) => "See the state of the number in WhatsApp Manager.",
        (CheckKind::Subscription, Finding::NotSubscribed) => "Without it nothing arrives. Subscribe the app.",
        (CheckKind::Subscription, Finding::Foreign) => "Check the WhatsApp account's id and reconnect.",
        (CheckKind::Subscription, _) => {
            "Meta did not answer about the subscription. Check the token's permissions."
        }
        (CheckKind::Inbound, Finding::Last(None)) => "Send a message from a phone to this number.",
        (CheckKind::Inbound, _) => {
            "Nothing arrived for more than a day. Send a test message and check the subscription."
        }
        (CheckKind::Outbound, _) => "Answer a customer: it shows here when WhatsApp accepts it.",
        (CheckKind::Quality, Finding::Word(Some(word))) if word == "YELLOW" || word == "RED" => {
            "Customers blocked or reported. Review what is sent, marketing above all."
        }
        (CheckKind::Quality, _) => "The rating appears after the first sends.",
        (CheckKind::Limit, _) => {
            "New conversations by template may be refused. Wait for the 24 h to pass or ask Meta for more."
        }
        (CheckKind::Throughput, _) => "Check at Meta whether the number is registered with the API.",
        (CheckKind::Name, _) => "Follow or correct the name in WhatsApp Manager.",
        (CheckKind::Review, Finding::Refused(_)) => {
            "Meta did not answer about the account. Check the token's permissions."
        }
        (CheckKind::Review, _) => "Follow the account's review at Meta.",
        (CheckKind::Signatures, _) => "Somebody calls the address with a wrong secret. Check the app secret.",
        (CheckKind::Templates, _) => "Sync the templates.",
        (CheckKind::Alerts, _) => "Read the announcements below and note them.",
    },
    ago: |span| format!("{span} ago"),
    checked: |when| format!("checked {when}"),
    acknowledged: |who, when| format!("noted by {who}, {when}"),
    alert: |news| {
        let detail = |name: &str| news.detail(name).unwrap_or_default().to_owned();
        match (news.topic, news.event.as_str()) {
            (AlertTopic::Account, "ACCOUNT_DELETED") => "The WhatsApp account was deleted.".to_owned(),
            (AlertTopic::Account, "ACCOUNT_VIOLATION") => {
                format!("Policy violation: {}.", detail("violation_type"))
            }
            (AlertTopic::Account, "ACCOUNT_RESTRICTION") => {
                format!("The account was restricted: {}.", detail("restriction_type"))
            }
            (AlertTopic::Account, "DISABLED_UPDATE") => match news.detail("waba_ban_state") {
                Some("REINSTATE") => "The account was reinstated.".to_owned(),
                Some("SCHEDULE_FOR_DISABLE") => {
                    format!("The account will be disabled on {}.", detail("waba_ban_date"))
                }
                _ => "The account was disabled.".to_owned(),
            },
            (AlertTopic::Account, "PARTNER_REMOVED") => "The link to the partner was removed.".to_owned(),
            (AlertTopic::Account, "PARTNER_ADDED") => "A partner was linked to the account.".to_owned(),
            (AlertTopic::Account, "ACCOUNT_OFFBOARDED") => {
                "The account was taken off the platform.".to_owned()
            }
            (AlertTopic::Account, "ACCOUNT_RECONNECTED") => "The account is back on the platform.".to_owned(),
            (AlertTopic::Account, "VOLUME_BASED_PRICING_TIER_UPDATE") => {
                "The volume price tier changed.".to_owned()
            }
            (AlertTopic::Review, "APPROVED") => "The account's review was approved.".to_owned(),
            (AlertTopic::Review, "REJECTED") => "The account's review was rejected.".to_owned(),
            (AlertTopic::Quality, "FLAGGED") => "The number's quality fell.".to_owned(),
            (AlertTopic::Quality, "UNFLAGGED") => "The number's quality improved.".to_owned(),
            (AlertTopic::Quality, "UPGRADE" | "ONBOARDING") => {
                "The limit of conversations changed.".to_owned()
            }
            (AlertTopic::Quality, "DOWNGRADE") => "The limit of conversations was lowered.".to_owned(),
            (AlertTopic::Quality, "THROUGHPUT_UPGRADE") => "The number's throughput was raised.".to_owned(),
            (AlertTopic::Name, "APPROVED") => "The display name was approved.".to_owned(),
            (AlertTopic::Name, "REJECTED" | "DECLINED") => "The display name was declined.".to_owned(),
            (AlertTopic::Name, _) => "The display name's state changed.".to_owned(),
            (AlertTopic::Capability, _) => {
                format!("Account limit: {} people a day.", detail("max_daily_conversations_per_business"))
            }
            (AlertTopic::Security, "PIN_RESET_REQUEST") => {
                "Somebody asked to reset the number's PIN.".to_owned()
            }
            (AlertTopic::Security, "PIN_CHANGED") => "The number's PIN was changed.".to_owned(),
            (AlertTopic::Security, _) => "A security event of the number.".to_owned(),
            (AlertTopic::Warning, event) => match news.detail("alert_description") {
                Some(text) => format!("Account alert: {text}"),
                None => format!("Account alert: {event}."),
            },
            (AlertTopic::Settings, _) => "A setting of the account changed.".to_owned(),
            (AlertTopic::Account | AlertTopic::Review | AlertTopic::Quality, event) => {
                format!("Account news: {event}.")
            }
        }
    },
    new_title: "Connect a number",
    again_title: "Connection of the number",
    setup_lead: "Follow the steps; each is checked at once. You may leave and come back: what was saved stays, and nothing is sent before the end.",
    again_lead: "Change the access without stopping service: it counts only if Meta accepts it.",
    back: "Back to the numbers",
    step: |step| match step {
        Step::Access => "Access to Meta",
        Step::Handshake => "Webhook address",
        Step::Subscription => "App subscription",
        Step::Secret => "App secret",
        Step::Message => "Test message",
    },
    step_hint: |step| match step {
        Step::Access => "The values are in Meta's dashboard: app, WhatsApp, API setup.",
        Step::Handshake => {
            "At Meta, in WhatsApp › Configuration › Webhook, paste both values, verify, and tick the fields messages and account_update."
        }
        Step::Subscription => "The app must be subscribed to the account for notifications to arrive.",
        Step::Secret => "The first well-signed notification proves that the secret is right.",
        Step::Message => "A real message proves the whole way.",
    },
    queue_step: "Queue and finish",
    step_done: "done",
    step_failed: "failed",
    step_open: "to do",
    label: "Name of the number in the team",
    label_hint: "What the team calls it: Main, Sales…",
    provider_id: "Phone number id",
    account_id: "WhatsApp account id (WABA)",
    access_token: "Access token",
    app_secret: "App secret",
    secret_hint: "Stored encrypted. Never shown again.",
    kept_hint: "Leave empty to keep what is stored.",
    advanced: "Advanced: API address",
    base_url: "API address",
    base_url_hint: "https, or http on this machine for the simulator. Changing it needs the token typed again.",
    api_version: "Version",
    save_and_check: "Save and check",
    saved: "Saved and checked",
    callback_url: "Callback URL",
    verify_token: "Verify token",
    copy: "Copy",
    needs_https: "Meta calls https addresses only. Publish Guichê behind a secure address and set public_url in the configuration.",
    queue: "Queue of new tickets",
    queue_hint: "Whoever writes to this number lands in this queue.",
    finish: "Finish and allow sending",
    save_queue: "Save queue",
    finished: "Done: the number is in use",
    not_yet: "Access, subscription or secret are not proven yet.",
    required: "Fill in this field",
    malformed: |field| match field {
        "provider_id" | "account_id" => "Digits only, as in Meta's dashboard",
        "base_url" => "Use https:// and a server name; http:// on this machine only",
        "api_version" => "Like v24.0",
        _ => "Paste without spaces or line breaks",
    },
    this_is: |display, name| format!("This is {display}, {name}."),
    seen_at: |when| format!("seen {when}"),
    write_to: |display| format!("Send any message from a phone to {display}."),
};
