//! What Meta decides about templates (*Webhooks › message_template_status_update* and its siblings).

use super::envelope::broken;
use super::fields::category;
use super::json::{Node, Object};
use desk_core::ports::{Change, TemplateChange, TemplateNews};
use desk_model::Timestamp;
use desk_model::template::{ButtonKind, Header, TemplateButton, TemplateStatus, variables};
use desk_model::time::HOUR;

/// One of the four fields; `time` is the entry's own.
pub(super) fn decode(field: &str, value: &Object<'_>, time: Option<Timestamp>) -> Change {
    let (Some(name), Some(language)) =
        (value.filled("message_template_name"), value.filled("message_template_language"))
    else {
        return broken("the template's name or language is missing");
    };
    let what = match field {
        "message_template_status_update" => status(value, time),
        "template_category_update" => categories(value),
        "message_template_quality_update" => value
            .filled("new_quality_score")
            .map(|score| TemplateChange::Quality { score: score.to_uppercase() }),
        _ => parts(value),
    };
    match what {
        Some(what) => {
            // The id is an integer here and a string in the API.
            let provider_id = value.filled("message_template_id");
            Change::Template(Box::new(TemplateNews { name, language, provider_id, what }))
        }
        None if field == "message_template_status_update" => broken("the template's event is missing"),
        None => Change::Noted,
    }
}

fn status(value: &Object<'_>, time: Option<Timestamp>) -> Option<TemplateChange> {
    let event = value.filled("event")?;
    let other = value.object("other_info");
    let title = other.as_ref().and_then(|info| info.text("title"));
    // A number in one place, words such as `January 31, 2021` in another.
    let disable_at = value.object("disable_info").and_then(|info| info.get("disable_date"));
    let disable_at = disable_at.and_then(|node| node.time().or_else(|| date(&node.text()?)));
    let status = match (event.as_str(), title.as_deref()) {
        // Bad feedback, but it still sends.
        ("FLAGGED", _) => return Some(TemplateChange::Flagged { disable_at }),
        ("REINSTATED", _) | (_, Some("UNPAUSE")) => TemplateStatus::Approved,
        _ => TemplateStatus::from(event),
    };
    // *Template pausing*: three hours the first time, six the second.
    let hours = match title.as_deref() {
        Some("FIRST_PAUSE") => Some(3),
        Some("SECOND_PAUSE") => Some(6),
        Some(_) | None => None,
    };
    let rejection = value.object("rejection_info");
    let told = rejection.as_ref().and_then(|info| {
        let words: Vec<String> =
            ["reason", "recommendation"].iter().filter_map(|name| info.filled(name)).collect();
        (!words.is_empty()).then(|| words.join(" "))
    });
    let word = value.filled("reason").filter(|reason| reason != "NONE");
    let reason = match (word, told) {
        (Some(word), Some(told)) => Some(format!("{word}: {told}")),
        (word, told) => word.or(told),
    };
    Some(TemplateChange::Status {
        status,
        reason,
        paused_until: time.zip(hours).map(|(time, hours)| time.plus(hours * HOUR)),
        disable_at,
    })
}

/// The first instant of a day written as `January 31, 2021`, UTC.
fn date(words: &str) -> Option<Timestamp> {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let mut words = words.split([' ', ',']).filter(|word| !word.is_empty());
    let name = words.next()?.to_lowercase();
    let month = MONTHS.iter().position(|month| name.starts_with(month))? as i64 + 1;
    let day: i64 = words.next()?.parse().ok().filter(|day| (1..=31).contains(day))?;
    let year: i64 = words.next()?.parse().ok().filter(|year| (1970..=9999).contains(year))?;
    // Days since 1970 with years that begin in March.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let era = year / 400;
    let of_era = year - era * 400;
    let days =
        era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + (153 * month + 2) / 5 + day - 1 - 719_468;
    Some(Timestamp::from_secs(days * 86_400))
}

/// In the announcement, which comes a day ahead, `new_category` is the present one and `correct_category` the future one.
fn categories(value: &Object<'_>) -> Option<TemplateChange> {
    let word = |name: &str| value.text(name).as_deref().and_then(category);
    if value.get("correct_category").is_some() {
        return Some(TemplateChange::CategoryAnnounced {
            now: word("new_category"),
            upcoming: word("correct_category")?,
            at: value.get("category_update_timestamp").and_then(Node::time),
        });
    }
    Some(TemplateChange::Category { now: word("new_category")? })
}

fn parts(value: &Object<'_>) -> Option<TemplateChange> {
    let body = value.filled("message_template_element")?;
    let header = value.filled("message_template_title").map(|text| Header::Text { text });
    let buttons = value.objects("message_template_buttons");
    let buttons = buttons.iter().map(|button| {
        let text = |name: &str| button.text(&format!("message_template_button_{name}")).unwrap_or_default();
        let kind = ButtonKind::from(text("type").to_uppercase());
        let target = if kind == ButtonKind::Phone { text("phone_number") } else { text("url") };
        let needs_value = match &kind {
            ButtonKind::QuickReply | ButtonKind::Phone => false,
            ButtonKind::Url => !variables(&target).is_empty(),
            ButtonKind::CopyCode | ButtonKind::Flow | ButtonKind::Other(_) => true,
        };
        TemplateButton { kind, label: text("text"), needs_value, target }
    });
    Some(TemplateChange::Parts {
        header,
        body,
        footer: value.filled("message_template_footer"),
        buttons: buttons.collect(),
    })
}
