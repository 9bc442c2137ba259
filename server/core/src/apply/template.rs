//! What Meta decides about templates.

use super::{Effect, Lane};
use crate::error::Outcome;
use crate::ports::{TemplateChange, TemplateNews};
use desk_model::NumberId;
use desk_model::template::{Header, Template, TemplateStatus, Upcoming};
use desk_store::{Tx, template};

/// The numbers a decision concerns: those of the account, or the one number, that `owner` names; all when nobody is named.
fn numbers(lane: &Lane<'_>, owner: Option<&str>) -> Vec<NumberId> {
    lane.numbers
        .iter()
        .map(|number| &number.access)
        .filter(|access| owner.is_none_or(|owner| access.account_id == owner || access.provider_id == owner))
        .map(|access| access.number.clone())
        .collect()
}

/// Applies a decision to the template, for every number that has it.
pub(super) async fn apply(
    lane: &mut Lane<'_>,
    tx: &mut Tx<'_>,
    owner: Option<&str>,
    news: &TemplateNews,
) -> Outcome<Effect> {
    let mut effect = Effect::Repeated;
    let at = lane.facts.at();
    for number in numbers(lane, owner) {
        let turn = |template: &mut Template| turn(template, news);
        if template::change(tx, &number, &news.name, &news.language, at, turn).await? {
            lane.facts.templates(&number);
            effect = Effect::Done;
        }
    }
    Ok(effect)
}

fn turn(template: &mut Template, news: &TemplateNews) {
    if let Some(id) = &news.provider_id {
        template.provider_id.clone_from(id);
    }
    let standing = &mut template.standing;
    match &news.what {
        TemplateChange::Status { status, reason, paused_until, disable_at } => {
            template.status = status.clone();
            standing.rejection = reason.clone().filter(|_| *status == TemplateStatus::Rejected);
            standing.paused_until = paused_until.filter(|_| *status == TemplateStatus::Paused);
            standing.disable_at = *disable_at;
        }
        TemplateChange::Flagged { disable_at } => standing.disable_at = *disable_at,
        TemplateChange::Category { now } => {
            template.category = *now;
            standing.upcoming = None;
        }
        TemplateChange::CategoryAnnounced { now, upcoming, at } => {
            if let Some(now) = now {
                template.category = *now;
            }
            // What is in force already is no announcement: it came late.
            standing.upcoming =
                (template.category != *upcoming).then_some(Upcoming { category: *upcoming, at: *at });
        }
        TemplateChange::Quality { score } => template.quality.clone_from(score),
        TemplateChange::Parts { header, body, footer, buttons } => {
            match (header, &template.header) {
                (Some(header), _) => template.header = Some(header.clone()),
                (None, Some(Header::Text { .. })) => template.header = None,
                // Files and places are not told of.
                (None, _) => {}
            }
            template.body.clone_from(body);
            template.footer.clone_from(footer);
            template.buttons.clone_from(buttons);
        }
    }
}
