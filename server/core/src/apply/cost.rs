//! What our messages come to. The provider tells in its statuses, in any order and more than once; a message is charged when it
//! was delivered, by the prices of that day, and once.

use super::Lane;
use crate::cost::late_until;
use crate::error::Outcome;
use crate::ports::InboundStatus;
use crate::protocol_clock::day_of;
use desk_model::message::{Author, Content, Direction};
use desk_model::number::Channel;
use desk_model::price::{Charge, CostCell, Market, MessageCost, PriceCategory, PriceTerms};
use desk_model::view::InboxRow;
use desk_store::message::MessageRow;
use desk_store::{CostRow, Tx, conversation, cost, price};

/// Takes in what a status tells of the price of a message of ours. Changes `line` in memory and its price in the store; tells
/// whether it did, so that the caller writes the line and its event.
pub(super) async fn heard(
    lane: &Lane<'_>,
    tx: &mut Tx<'_>,
    row: &InboxRow,
    line: &mut MessageRow,
    news: &InboundStatus,
) -> Outcome<bool> {
    if line.view.direction != Direction::Out
        || lane.inner.number(&line.number).await?.channel != Channel::Whatsapp
    {
        return Ok(false);
    }
    let mut known = line.view.cost.clone().unwrap_or_default();
    if !known.hear(news.status, news.pricing.as_ref(), news.at) {
        return Ok(false);
    }
    charge(lane, tx, row, line, &mut known).await?;
    cost::note(tx, &line.view.id, &known).await?;
    line.view.cost = Some(known);
    Ok(true)
}

/// Works out what a delivered message came to, and enters it into the sums.
async fn charge(
    lane: &Lane<'_>,
    tx: &mut Tx<'_>,
    row: &InboxRow,
    line: &MessageRow,
    known: &mut MessageCost,
) -> Outcome<()> {
    let Some(delivered_at) = known.delivered_at else { return Ok(()) };
    let day = day_of(&lane.inner.zone, delivered_at);
    if known.market.is_none() {
        let found = conversation::get(tx, &line.conversation).await?;
        known.market = found.and_then(|found| Market::of(&found.reply_to));
    }
    let corrected = known.charge.is_some();
    let rows = match (known.category().and_then(PriceCategory::parse), &known.market) {
        (Some(category), Some(market)) => price::of_category(tx, category, &market.chain()).await?,
        _ => Vec::new(),
    };
    let terms: Vec<PriceTerms> = rows.into_iter().map(|row| row.terms).collect();
    known.settle(&terms, day);
    let (free, amount) = match &known.charge {
        Some(Charge::Free { why }) => (Some(why.clone()), None),
        Some(Charge::Paid { amount }) => (None, Some(*amount)),
        Some(Charge::Unknown) | None => (None, None),
    };
    let cell = CostCell {
        day,
        number: line.number.clone(),
        queue: row.queue.clone(),
        agent: match &line.view.author {
            Author::User { id, .. } => Some(id.clone()),
            Author::Customer | Author::Desk | Author::PhoneApp => None,
        },
        template: match &line.view.content {
            Content::Template { name, .. } => Some(name.clone()),
            _ => None,
        },
        category: known.category().filter(|word| !word.is_empty()).map(str::to_owned),
        free,
        amount,
        delivered: 1,
    };
    let message = line.view.id.clone();
    let before = if corrected { cost::day_of(tx, &message).await? } else { None };
    cost::enter(tx, &CostRow { message, cell, market: known.market.clone(), delivered_at }).await?;
    // The sums of a day that is over are kept: this one comes late.
    let today = day_of(&lane.inner.zone, lane.facts.at());
    for late in [Some(day), before.filter(|before| *before != day)].into_iter().flatten() {
        if late <= late_until(today) {
            cost::spoil(tx, late).await?;
        }
    }
    Ok(())
}
