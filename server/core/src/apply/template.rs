//! What Meta decides about templates.

use super::{Effect, Lane};
use crate::error::Outcome;
use desk_model::NumberId;
use desk_model::template::{Category, TemplateStatus};
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

/// The state of a template changed.
pub(super) async fn status(
    lane: &mut Lane<'_>,
    tx: &mut Tx<'_>,
    owner: Option<&str>,
    name: &str,
    language: &str,
    status: &TemplateStatus,
) -> Outcome<Effect> {
    let mut effect = Effect::Repeated;
    let at = lane.facts.at();
    for number in numbers(lane, owner) {
        if template::set_status(tx, &number, name, language, status, at).await? {
            lane.facts.templates(&number);
            effect = Effect::Done;
        }
    }
    Ok(effect)
}

/// The category of a template changed.
pub(super) async fn category(
    lane: &mut Lane<'_>,
    tx: &mut Tx<'_>,
    owner: Option<&str>,
    name: &str,
    language: &str,
    category: Category,
) -> Outcome<Effect> {
    let mut effect = Effect::Repeated;
    let at = lane.facts.at();
    for number in numbers(lane, owner) {
        if template::set_category(tx, &number, name, language, category, at).await? {
            lane.facts.templates(&number);
            effect = Effect::Done;
        }
    }
    Ok(effect)
}
