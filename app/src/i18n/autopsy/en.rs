//! English.

use super::AutopsyTexts;
use desk_model::autopsy::{AttemptOutcome, Cause, ResendRefusal};

pub(in crate::i18n) static EN: AutopsyTexts = AutopsyTexts {
    cause: |cause| match cause {
        Cause::Disconnected => (
            "Channel disconnected.",
            "Meta no longer accepts the access. An administrator must reconnect the number.",
        ),
        Cause::NoPermission => (
            "The channel lacks permission for this.",
            "An administrator must reconnect with access that has the permission.",
        ),
        Cause::Temporary => ("A passing fault at WhatsApp.", "Check the chat before sending again."),
        Cause::Throttled => ("WhatsApp slowed this number down.", "Wait a little and resend."),
        Cause::TooFast => ("Too many messages in a row to this person.", "Wait a little and resend."),
        Cause::Spam => (
            "WhatsApp is restricting this number.",
            "People reported unwanted messages. Tell an administrator.",
        ),
        Cause::CategoryBlocked => {
            ("Templates of this category are blocked for now.", "Choose a template of another category.")
        }
        Cause::AccountRestricted => ("The account is restricted by WhatsApp.", "Tell an administrator."),
        Cause::Country => {
            ("This business may not write to that country.", "Use another channel with this person.")
        }
        Cause::NotBuilt => (
            "WhatsApp did not accept the message as it was built.",
            "Adjust it and send again; the details say what was refused.",
        ),
        Cause::OwnNumber => ("The recipient is the business's own number.", "It cannot write to itself."),
        Cause::Undeliverable => (
            "This person cannot receive it on WhatsApp.",
            "No WhatsApp, an old app, or terms not accepted. Resending does not help; try another channel.",
        ),
        Cause::TestList => (
            "Test channel: the contact is not on the list.",
            "An administrator can add the phone to Meta's list.",
        ),
        Cause::NameNotApproved => {
            ("The number's name is not approved yet.", "An administrator follows the approval at Meta.")
        }
        Cause::Billing => {
            ("There is a billing problem at WhatsApp.", "An administrator must settle the payment at Meta.")
        }
        Cause::NotRegistered => (
            "The number is not registered on WhatsApp.",
            "An administrator must register and reconnect the number.",
        ),
        Cause::Registration => (
            "The number's registration is pending.",
            "An administrator must finish registration and PIN at Meta.",
        ),
        Cause::WindowClosed => {
            ("More than 24 h since the customer last wrote.", "Choose a template to resume the conversation.")
        }
        Cause::HeldBack => (
            "WhatsApp did not deliver this marketing message.",
            "It limits how much each person gets. Resending today makes it worse; try another day or channel.",
        ),
        Cause::StoppedMarketing => (
            "The customer opted out of marketing.",
            "Respect the choice: this message must not be sent again.",
        ),
        Cause::UnsupportedType => ("This type of message cannot be sent.", "Write it another way."),
        Cause::CustomerFile => {
            ("The customer's file could not be fetched.", "Ask the customer to send the file again.")
        }
        Cause::OurFile => ("WhatsApp did not accept the file.", "Check its type and size and send again."),
        Cause::MarketingOnly => ("This path takes marketing messages only.", "Tell an administrator."),
        Cause::MarketingOff => ("Marketing is switched off for this number.", "Tell an administrator."),
        Cause::Maintenance => {
            ("The number is in maintenance at WhatsApp.", "It usually takes a minute. Then resend.")
        }
        Cause::StaleList => ("The list of templates changed on the way.", "Sync the templates."),
        Cause::NeedsPhone => (
            "This message needs the customer's phone number.",
            "Only the username is known. Ask for the number.",
        ),
        Cause::ContactBlocked => {
            ("This contact is blocked by the business.", "Unblock it at Meta to write again.")
        }
        Cause::HoldOut => (
            "WhatsApp did not deliver, because of an experiment of Meta's.",
            "Do not resend; try another channel.",
        ),
        Cause::TemplateValues => ("The template's fields do not fit.", "Fill in all fields and send again."),
        Cause::TemplateGone => {
            ("The template no longer exists in this language.", "Sync the templates and choose another.")
        }
        Cause::TemplateTooLong => {
            ("The template's text became too long.", "Shorten the values and send again.")
        }
        Cause::TemplatePolicy => ("Meta refused this template.", "Choose another template."),
        Cause::TemplatePaused => ("The template is paused for its quality.", "Choose another template."),
        Cause::TemplateDisabled => ("The template was disabled.", "Choose another template."),
        Cause::TemplateSyncing => {
            ("Meta is still preparing the template.", "It is ready in about ten minutes.")
        }
        Cause::TemplateRule => {
            ("The template breaks a rule of Meta's.", "An administrator must correct the template.")
        }
        Cause::FormBlocked => ("The form in this template is blocked.", "Choose another template."),
        Cause::FormThrottled => ("The form is being slowed down.", "Try again in ten minutes."),
        Cause::PaymentTerms => {
            ("The payment terms were not accepted.", "An administrator accepts the terms at Meta.")
        }
        Cause::IdentityChanged => {
            ("The customer's device changed.", "The identity has to be confirmed. Tell an administrator.")
        }
        Cause::Calls => ("Something went wrong with calls.", "Tell an administrator."),
        Cause::FormsOrBlocks => {
            ("Something went wrong with a form or the block list.", "Tell an administrator.")
        }
        Cause::Coexistence => {
            ("Something went wrong with using the phone app alongside.", "Tell an administrator.")
        }
        Cause::OutcomeUnknown => (
            "WhatsApp never said what became of this message.",
            "It may have arrived. If you resend it, the customer may get it twice.",
        ),
        Cause::NeverLeft => (
            "The message could not leave within a day of attempts.",
            "It did not reach the customer. You can resend it.",
        ),
        Cause::Unreadable => ("The stored content could not be read.", "Write the message again."),
        Cause::NoReason => ("WhatsApp did not deliver and did not say why.", "You can resend it once."),
        Cause::NoConsent => (
            "It did not leave: the customer's consent for it is missing.",
            "Record the consent and resend it.",
        ),
        Cause::CategoryChanged => (
            "It did not leave: Meta put the template into another category.",
            "Check the price of the new category and resend it.",
        ),
        Cause::Other => {
            ("It was not delivered.", "This code is new to Guichê. Show the details to an administrator.")
        }
    },
    resync: "Sync templates",
    resend_anyway: "Resend anyway",
    reconnect: "Reconnect number",
    fix_and_resend: "Fix and resend",
    see_number: "See the number",
    call_admin: "Call an administrator",
    admin_note_copied: "Note copied: paste it to an administrator",
    ask_for_phone: "Ask for the phone",
    phone_question: "To go on I need your phone number with area code. Could you send it, please?",
    resent: "resent",
    new_attempt: "new attempt",
    details: "Details",
    code: "Code",
    provider_words: "WhatsApp's words",
    trace: "Trace for Meta's support",
    attempts: "Attempts",
    no_attempts: "No attempt on record",
    outcome: |outcome| match outcome {
        AttemptOutcome::Accepted => "accepted by WhatsApp",
        AttemptOutcome::Again => "did not leave; tried again automatically",
        AttemptOutcome::Unknown => "no answer: outcome unknown",
        AttemptOutcome::Refused => "refused",
    },
    resend_in: |span| format!("Resend in {span}"),
    outcome_pending: |until| match until {
        Some(time) => {
            format!("Outcome unknown: waiting for WhatsApp until {time}. Do not resend, it may have arrived.")
        }
        None => "Outcome unknown: waiting for WhatsApp. Do not resend, it may have arrived.".to_owned(),
    },
    admin_note: |number, what, code| {
        if code > 0 {
            format!("Number {number}: {what} (WhatsApp error {code})")
        } else {
            format!("Number {number}: {what}")
        }
    },
    refusal: |refusal| match refusal {
        ResendRefusal::NotFailed => "This message did not fail: there is nothing to resend.",
        ResendRefusal::OutcomePending { .. } => {
            "Nobody knows yet whether it arrived. Wait for WhatsApp's answer before resending."
        }
        ResendRefusal::Already => "This message was resent already.",
        ResendRefusal::NotYet { .. } => "It is too early to resend. Wait a little.",
        ResendRefusal::Never => "This message cannot be resent as it is.",
    },
    refused: |what, code| {
        if code > 0 {
            format!("Meta refused: {what} (error {code})")
        } else {
            format!("No answer from Meta. {what}")
        }
    },
};
