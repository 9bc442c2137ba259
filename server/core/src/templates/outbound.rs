//! From a template and its values to what the provider is asked to send, and the last look before it leaves.

use crate::error::Outcome;
use crate::ports::{ButtonAction, ButtonValue, HeaderValue, OutboundBody};
use desk_model::error::FieldProblem;
use desk_model::message::SendFailure;
use desk_model::template::{
    ButtonKind, CATEGORY_CHANGED, Category, HeaderMedia, Need, Obstacle, Place, Template, TemplateParam,
    TemplateStatus, field_name,
};
use desk_model::{Content, DeskError, NumberId, QueueId, UploadId};
use desk_store::{Tx, template, upload};

/// Longest payload of a quick reply, in characters.
const MAX_PAYLOAD: usize = 256;

/// Whether a template may be sent from `number` for a ticket in `queue`.
///
/// # Errors
/// [`DeskError::TemplateUnavailable`]; [`DeskError::TemplateNotForQueue`].
pub(crate) fn usable(
    template: &Template,
    number: &NumberId,
    queue: Option<&QueueId>,
) -> Result<(), DeskError> {
    let name = || template.name.clone();
    if template.number != *number {
        return Err(DeskError::TemplateUnavailable { name: name() });
    }
    match template.obstacle(queue) {
        None => Ok(()),
        Some(Obstacle::OtherQueue) => Err(DeskError::TemplateNotForQueue { name: name() }),
        Some(_) => Err(DeskError::TemplateUnavailable { name: name() }),
    }
}

/// Whether the category is still the one that was seen.
///
/// # Errors
/// [`DeskError::TemplateCategoryChanged`].
pub(crate) fn agreed(template: &Template, seen: Option<Category>) -> Result<(), DeskError> {
    match seen {
        Some(seen) if seen != template.category => {
            let name = template.name.clone();
            Err(DeskError::TemplateCategoryChanged { name, category: template.category })
        }
        Some(_) | None => Ok(()),
    }
}

/// What is sent and what the thread shows, from the values of exactly the template's slots.
///
/// # Errors
/// [`DeskError::Invalid`] for the values.
pub(crate) async fn compose(
    tx: &mut Tx<'_>,
    template: Template,
    given: &[TemplateParam],
) -> Outcome<(OutboundBody, Content)> {
    template.check(given).map_err(|fields| DeskError::Invalid { fields })?;
    let slots = template.slots();
    let params: Vec<TemplateParam> = slots
        .iter()
        .filter_map(|slot| {
            let found = given.iter().find(|p| p.place == slot.place && p.key == slot.key)?;
            let value = found.value.trim().to_owned();
            (!value.is_empty()).then(|| TemplateParam { value, ..found.clone() })
        })
        .collect();
    let value = |place: Place, key: &str| {
        params.iter().find(|p| p.place == place && p.key == key).map(|p| p.value.clone())
    };
    let mut header = None;
    for slot in &slots {
        if let Need::File(kind) = slot.need {
            header = Some(file(tx, &template.number, kind, value(slot.place, &slot.key)).await?);
        }
    }
    if let (Some(latitude), Some(longitude)) =
        (value(Place::Location, "latitude"), value(Place::Location, "longitude"))
    {
        let (name, address) = (value(Place::Location, "name"), value(Place::Location, "address"));
        header = Some(HeaderValue::Location { latitude, longitude, name, address });
    }
    let buttons = template.buttons.iter().enumerate().filter_map(|(index, button)| {
        let given = value(Place::Button, &index.to_string());
        let action = match (&button.kind, given) {
            (ButtonKind::Url, Some(end)) => ButtonAction::Url { end },
            (ButtonKind::CopyCode, Some(code)) => ButtonAction::CopyCode { code },
            (ButtonKind::Flow, Some(token)) => ButtonAction::Flow { token },
            // Not the label: it is another in each language.
            (ButtonKind::QuickReply, _) => {
                let payload = format!("{}:{index}", template.name);
                if payload.len() > MAX_PAYLOAD {
                    return None;
                }
                ButtonAction::QuickReply { payload }
            }
            (_, _) => return None,
        };
        Some(ButtonValue { index, action })
    });
    let buttons = buttons.collect();
    let filename = match &header {
        Some(HeaderValue::Media { filename, .. }) => Some(filename.clone()),
        Some(HeaderValue::Location { .. }) | None => None,
    };
    let content = template.render(&params, filename.as_deref());
    let params = params.into_iter().filter(|p| matches!(p.place, Place::Header | Place::Body)).collect();
    let body = OutboundBody::Template {
        name: template.name,
        language: template.language,
        named: template.named,
        params,
        header,
        buttons,
        category: Some(template.category),
    };
    Ok((body, content))
}

/// The file that was uploaded for the head, for this number and of this kind.
async fn file(
    tx: &mut Tx<'_>,
    number: &NumberId,
    kind: HeaderMedia,
    id: Option<String>,
) -> Outcome<HeaderValue> {
    let wrong = |problem| DeskError::invalid(&field_name(Place::File, kind.as_str()), problem);
    let id: UploadId = id.and_then(|id| id.parse().ok()).ok_or_else(|| wrong(FieldProblem::Missing))?;
    let found = upload::get(tx, &id).await?.filter(|found| found.view.number == *number);
    // Too old, of another number, or never there: it has to be chosen again.
    let Some(found) = found else { return Err(wrong(FieldProblem::Missing).into()) };
    match found.media_id {
        Some(id) if found.view.kind == kind => {
            Ok(HeaderValue::Media { kind, id, filename: found.view.filename })
        }
        Some(_) | None => Err(wrong(FieldProblem::WrongType).into()),
    }
}

/// Why a template that was written some time ago may not leave now; `None` for what is no template.
pub(crate) async fn stopped(
    tx: &mut Tx<'_>,
    number: &NumberId,
    body: &OutboundBody,
) -> Outcome<Option<SendFailure>> {
    let OutboundBody::Template { name, language, category, .. } = body else { return Ok(None) };
    let failure = |code, detail: &str| Some(SendFailure { code, detail: detail.to_owned() });
    let Some(found) = template::by_key(tx, number, name, language).await? else {
        return Ok(failure(132_001, "the template was deleted meanwhile"));
    };
    let status = match &found.status {
        TemplateStatus::Approved => None,
        TemplateStatus::Paused => failure(132_015, "the template was paused meanwhile"),
        TemplateStatus::Disabled => failure(132_016, "the template was disabled meanwhile"),
        TemplateStatus::Pending | TemplateStatus::Rejected | TemplateStatus::Other(_) => {
            failure(132_001, "the template is no longer approved")
        }
    };
    Ok(status.or_else(|| match category {
        Some(seen) if *seen != found.category => {
            failure(CATEGORY_CHANGED, "the template was put into another category meanwhile")
        }
        Some(_) | None => None,
    }))
}
