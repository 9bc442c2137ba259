//! English.

use super::{ConsentTexts, listed};
use crate::i18n::intl;
use desk_model::consent::table::{Column, Wrong};
use desk_model::consent::{Act, ContactLimit, Purpose, Source};
use desk_model::template::Category;

pub(in crate::i18n) static EN: ConsentTexts = ConsentTexts {
    title: "Consent",
    never: "never told",
    record: "Record",
    history: "History",
    no_history: "Nothing recorded yet.",
    export: "Export",
    export_page: "Page to print",
    evidence: "Proof",
    by_desk: "recorded by the system",
    failed: "Consent could not be fetched.",
    record_title: "Record consent",
    record_lead: "Only what the customer really said or signed. A record cannot be changed afterwards.",
    purpose_label: "What for",
    act_label: "The customer",
    gave: "gave consent",
    took_back: "took it back",
    source_label: "How we know",
    wording_label: "What the customer was told or shown",
    wording_hint: "Change it to the words that were used.",
    evidence_label: "Proof",
    evidence_hint: "Where the record is: today's call at 2 pm, signed card in folder 12, e-mail of 20 November…",
    save: "Record",
    cancel: "Cancel",
    recorded: "Consent recorded.",
    fill_in: "Fill in this field",
    register: "Record consent",
    admin_title: "Consent",
    admin_lead: "Who may get what, how often, and how customers join and leave.",
    limits: "Limits per customer",
    one_unanswered: "At most one unanswered template in 24 hours, per number",
    marketing_per_week: "Marketing templates in 7 days",
    templates_per_week: "Templates of any kind in 7 days",
    zero_is_none: "0 = no limit. For messages the company begins, with the window closed.",
    opt_out: "Opt-out words and confirmations",
    opt_out_hint: "They count only as the whole message. Capitals, accents and punctuation at the end do not matter.",
    portuguese: "Portuguese",
    english: "English",
    stop_words: "Opt-out words, separated by commas",
    stopped_text: "Confirmation of leaving",
    confirmed_text: "Confirmation of joining",
    text_hint: "Empty text: nothing is sent.",
    pages: "Opt-in pages",
    pages_lead: "The customer types the phone number and confirms it from WhatsApp: only then consent counts.",
    page_on: "online",
    page_off: "offline",
    page_enabled: "Page is online",
    address: "Address",
    address_hint: "Small letters, digits and hyphens.",
    agrees_to: "The customer allows",
    wording_pt: "Wording in Portuguese",
    wording_en: "Wording in English",
    privacy_pt: "Privacy line in Portuguese",
    privacy_en: "Privacy line in English",
    new_version_hint: "Other words or purposes make a new version; those who agreed before stay with theirs.",
    share: "Share",
    preview: "Open the page",
    qr_alt: "QR code of the opt-in page",
    qr_download: "Download QR code",
    snippet: "Form for your own site",
    snippet_button: "Get it on WhatsApp",
    copy_snippet: "Copy code",
    save_first: "Save with the page online to see the QR code and the form.",
    import_title: "Import consents",
    import_lead: "Bring over from another system who has agreed or withdrawn. Each line enters the ledger with the day it happened; importing again repeats nothing.",
    import_columns: "The first line names the columns: phone, purpose and date are needed; name, act, wording and evidence are read too. Purposes: service, utility, marketing, authentication, with + between them.",
    import_wording: "Words shown to the customer (for lines without their own)",
    import_evidence: "Proof (for lines without their own)",
    import_rows: |n| if n == 1 { "Import 1 line".to_owned() } else { format!("Import {n} lines") },
    import_more: |n| if n == 1 { "And 1 more line.".to_owned() } else { format!("And {n} more lines.") },
    imported: |entered, known| match (entered, known) {
        (0, _) => "All of that was in the ledger already.".to_owned(),
        (1, 0) => "1 line imported.".to_owned(),
        (n, 0) => format!("{n} lines imported."),
        (n, known) => format!("{n} lines imported; {known} were in the ledger already."),
    },
    column: |column| match column {
        Column::Address => "Phone or BSUID",
        Column::Name => "Name",
        Column::Purpose => "Purpose",
        Column::Act => "Consent",
        Column::Day => "Date",
        Column::Wording => "Words",
        Column::Evidence => "Proof",
    },
    wrong: |wrong| match wrong {
        Wrong::Missing | Wrong::Address(_) => "Fill this in.".to_owned(),
        Wrong::UnknownPurpose => "Use service, utility, marketing or authentication.".to_owned(),
        Wrong::UnknownAct => "Use yes or no.".to_owned(),
        Wrong::BadDay => "Write a day that exists, like 2026-10-01 or 01/10/2026.".to_owned(),
        Wrong::Future => "That day has not come yet.".to_owned(),
        Wrong::TooLong { max } => format!("At most {max} characters."),
        Wrong::Repeated { line } => format!("The same stands in line {line}."),
    },
    purpose: |purpose| match purpose {
        Purpose::Service => "service",
        Purpose::Utility => "notices",
        Purpose::Marketing => "marketing",
        Purpose::Authentication => "access codes",
    },
    proposal: |purpose| match purpose {
        Purpose::Service => "May we talk to you on WhatsApp about your request?",
        Purpose::Utility => "May we send you notices about your orders and appointments on WhatsApp?",
        Purpose::Marketing => {
            "May we send you news and offers on WhatsApp? You can stop at any time by replying STOP."
        }
        Purpose::Authentication => "May we send you access codes on WhatsApp?",
    },
    source: |source| match source {
        Source::InChat => "in the conversation",
        Source::Form => "form",
        Source::Site => "opt-in page",
        Source::Email => "e-mail",
        Source::Sms => "SMS",
        Source::Import => "import",
        Source::UserPreferences => "WhatsApp preferences",
        Source::Agent => "telephone or counter",
        Source::Provider => "refused by WhatsApp",
    },
    standing: |act| match act {
        Act::Granted => "given",
        Act::Withdrawn => "withdrawn",
    },
    since: |at| format!("since {at}"),
    version_of: |version| format!("version {version}"),
    event: |act, purposes, source, by| {
        let what = listed(purposes, EN.purpose);
        let source = (EN.source)(source);
        match (act, by) {
            (Act::Granted, Some(by)) => format!("{by} recorded consent for {what} ({source})"),
            (Act::Granted, None) => format!("Consent given for {what} ({source})"),
            (Act::Withdrawn, Some(by)) => {
                format!("{by} recorded the withdrawal of consent: {what} ({source})")
            }
            (Act::Withdrawn, None) => format!("Consent withdrawn: {what} ({source})"),
        }
    },
    missing: |purpose, withdrawn| {
        let what = (EN.purpose)(purpose);
        match withdrawn {
            Some(at) => {
                let at = intl::full(at);
                format!("The customer withdrew consent ({what}) on {at}. It takes a new record to send this.")
            }
            None => format!("The customer's consent ({what}) is missing. Record it to send this template."),
        }
    },
    limit: |limit| match limit {
        ContactLimit::Unanswered { until, .. } => {
            format!("The last template has not been answered. Another may go from {}.", intl::full(*until))
        }
        ContactLimit::PerWeek { category, max, until } => {
            let kind = if *category == Some(Category::Marketing) { " marketing" } else { "" };
            format!(
                "Limit per customer: {max}{kind} template(s) in 7 days. Another may go from {}.",
                intl::full(*until)
            )
        }
    },
};
