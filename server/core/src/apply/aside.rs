//! Messages that are nobody's work: about consent, the answer to a question after a ticket, a protocol number alone. They
//! stand in a ticket like any other, and neither ring nor open one.

use super::consent::{self, Intent};
use super::{Lane, opening::Place};
use crate::error::Outcome;
use crate::ports::InboundMessage;
use crate::rows::{self, Line};
use desk_model::message::{Content, ThreadEvent};
use desk_model::status::{self, ASK_TIME, MAX_ANSWERS};
use desk_model::survey::{Heard, Reading, Scale, Standing, SurveyPolicy, hear, read};
use desk_model::{MessageId, TicketId, TicketState, Timestamp};
use desk_store::conversation::ConversationRow;
use desk_store::message::{self, MessageRow};
use desk_store::survey::{self, SurveyRow};
use desk_store::ticket::{self, TicketRow};
use desk_store::{Tx, wait};

/// What such a message is about.
pub(super) enum Aside {
    /// Consent.
    Consent(Intent),
    /// The question after a ticket.
    Survey(Box<SurveyRow>, Heard),
    /// How a ticket stands.
    Status(TicketId),
}

/// How a button of ours begins that answers the question after a ticket; the score follows.
const BUTTON: &str = "survey:";

/// What the customer says in a conversation, if it is an answer or a protocol number. `open` is its open ticket.
pub(super) async fn of(
    lane: &mut Lane<'_>,
    tx: &mut Tx<'_>,
    inbound: &InboundMessage,
    talk: &ConversationRow,
    open: Option<&TicketRow>,
) -> Outcome<Option<Aside>> {
    // A menu has asked something, and what is typed into it is the answer.
    let in_menu = open.is_some_and(|ticket| matches!(ticket.row.state, TicketState::Menu { .. }));
    if !in_menu && let Some(asked) = protocol(lane, tx, inbound, talk).await? {
        return Ok(Some(asked));
    }
    answer(lane, tx, inbound, talk, open).await
}

/// Where it goes: an answer into the ticket it is about; the rest where messages go that nobody has to answer. `None` when
/// there is no such ticket.
pub(super) async fn place(
    tx: &mut Tx<'_>,
    aside: &Aside,
    talk: &ConversationRow,
    open: Option<TicketRow>,
) -> Outcome<Option<Place>> {
    let found = match (aside, open) {
        (Aside::Survey(row, _), _) => ticket::get(tx, &row.ticket).await?,
        (Aside::Consent(_) | Aside::Status(_), Some(open)) => Some(open),
        (Aside::Consent(_) | Aside::Status(_), None) => ticket::latest_of(tx, &talk.id).await?,
    };
    Ok(found.map(Place::in_open))
}

/// What follows from a filed message.
pub(super) async fn heard(
    lane: &mut Lane<'_>,
    tx: &mut Tx<'_>,
    ticket: &mut TicketRow,
    talk: &ConversationRow,
    line: &MessageRow,
    aside: &Aside,
) -> Outcome<()> {
    match aside {
        Aside::Consent(intent) => consent::heard(lane, tx, ticket, talk, line, intent).await,
        Aside::Survey(row, heard) => answered(lane, tx, ticket, talk, line, row, *heard).await,
        Aside::Status(about) => tell_status(lane, tx, ticket, talk, about).await,
    }
}

/// A protocol number of this customer and nothing else. Whoever sends a wrong one, or somebody else's, is not told so: it is
/// an ordinary message.
async fn protocol(
    lane: &mut Lane<'_>,
    tx: &mut Tx<'_>,
    inbound: &InboundMessage,
    talk: &ConversationRow,
) -> Outcome<Option<Aside>> {
    let Content::Text { body } = &inbound.content else { return Ok(None) };
    let Some(protocol) = status::asked(body) else { return Ok(None) };
    let Some(about) = ticket::by_protocol(tx, &protocol).await? else { return Ok(None) };
    if about.row.contact != talk.contact || ticket::latest_of(tx, &talk.id).await?.is_none() {
        return Ok(None);
    }
    let policy = lane.queue(tx, &about.row.queue).await?.policy.status;
    // Whoever asks again and again is no longer answered by a machine.
    let told = wait::told(tx, &talk.id, lane.facts.at().plus(-ASK_TIME)).await?;
    Ok((policy.enabled && told < MAX_ANSWERS).then_some(Aside::Status(about.row.ticket)))
}

async fn tell_status(
    lane: &mut Lane<'_>,
    tx: &mut Tx<'_>,
    ticket: &mut TicketRow,
    talk: &ConversationRow,
    about: &TicketId,
) -> Outcome<()> {
    let Some(asked) = ticket::get(tx, about).await? else { return Ok(()) };
    let queue = lane.queue(tx, &asked.row.queue).await?;
    let now = lane.facts.at();
    let text = lane.inner.status_text(tx, &asked.row, &queue, &queue.policy.status, now).await?;
    wait::tell(tx, &talk.id, now, now.plus(-ASK_TIME)).await?;
    lane.inner.queue_notice(tx, &mut lane.facts, ticket, talk, &queue, &text).await
}

/// The answer to a question after a ticket, or its comment.
async fn answer(
    lane: &mut Lane<'_>,
    tx: &mut Tx<'_>,
    inbound: &InboundMessage,
    talk: &ConversationRow,
    open: Option<&TicketRow>,
) -> Outcome<Option<Aside>> {
    // Most of the time nothing is asked, or somebody is being served: nobody has to look.
    if !lane.asked || !matches!(inbound.content, Content::Text { .. } | Content::Choice { .. }) {
        return Ok(None);
    }
    let options = SurveyPolicy::default().options;
    let pointed = inbound.reply_to.is_some() || matches!(inbound.content, Content::Choice { .. });
    if open.is_some() && !pointed && reading(&inbound.content, Scale::Five, &options).is_none() {
        return Ok(None);
    }
    let Some(row) = survey::open_of(tx, &talk.id, inbound.at).await? else { return Ok(None) };
    let policy = lane.queue(tx, &row.queue).await?.policy.survey;
    let standing = Standing {
        asked_at: row.asked_at,
        until: row.until,
        answered_at: row.answered_at,
        wants_comment: row.comment_asked && row.comment.is_none() && !policy.comment.is_empty(),
    };
    let text = match &inbound.content {
        Content::Text { body } => Some(body.as_str()),
        _ => None,
    };
    let reading = reading(&inbound.content, row.scale, &policy.options);
    let Some(heard) = hear(standing, reading, text, inbound.at) else { return Ok(None) };
    // Somebody is being served: a number is an answer to them, unless it says that it is not, or was written before.
    if let Some(open) = open
        && !points_at(tx, inbound, &row).await?
    {
        let asked = Timestamp::from_secs(row.asked_at.secs());
        let first = survey::first_word(tx, &talk.id, &open.row.ticket, asked).await?;
        if first.is_none_or(|first| inbound.at >= first) {
            return Ok(None);
        }
    }
    Ok(Some(Aside::Survey(Box::new(row), heard)))
}

/// What a message says as a rating.
fn reading(content: &Content, scale: Scale, options: &[String; 3]) -> Option<Reading> {
    match content {
        Content::Text { body } => read(body, scale, options),
        Content::Choice { title, id, .. } => {
            let score = id.strip_prefix(BUTTON).and_then(|score| score.parse::<u8>().ok());
            score
                .filter(|score| (1..=5).contains(score))
                .map(Reading::Number)
                .or_else(|| read(title, scale, options).map(|known| Reading::Number(known.score())))
        }
        _ => None,
    }
}

/// Whether a message is an answer to the very question: it quotes it, or is one of its buttons.
async fn points_at(tx: &mut Tx<'_>, inbound: &InboundMessage, row: &SurveyRow) -> Outcome<bool> {
    if let Content::Choice { id, .. } = &inbound.content
        && id.starts_with(BUTTON)
    {
        return Ok(true);
    }
    let Some(target) = &inbound.reply_to else { return Ok(false) };
    let question = message::get(tx, &row.id).await?;
    Ok(question.is_some_and(|question| question.provider_id.as_deref() == Some(target)))
}

async fn answered(
    lane: &mut Lane<'_>,
    tx: &mut Tx<'_>,
    ticket: &mut TicketRow,
    talk: &ConversationRow,
    line: &MessageRow,
    row: &SurveyRow,
    heard: Heard,
) -> Outcome<()> {
    let queue = lane.queue(tx, &row.queue).await?;
    let policy = &queue.policy.survey;
    let mut row = row.clone();
    let at = line.view.at;
    let answer = match heard {
        Heard::Nothing => return Ok(()),
        Heard::Score(score) => {
            let first = row.score.is_none();
            let changed = row.score != Some(score);
            row.score = Some(score);
            row.answered_at = Some(at);
            if changed {
                let id = lane.inner.id(MessageId::from_parts);
                let what = ThreadEvent::SurveyAnswered { score };
                let told = Line::event(id, what, at.plus(1), lane.facts.at()).of(&ticket.row);
                rows::insert_line(tx, &mut lane.facts, &ticket.row, &told).await?;
            }
            match (first, row.comment_asked && !policy.comment.is_empty()) {
                (true, true) => policy.comment.clone(),
                (true, false) => policy.thanks.clone(),
                (false, _) => String::new(),
            }
        }
        Heard::Comment => {
            row.comment = Some(match &line.view.content {
                Content::Text { body } => body.trim().to_owned(),
                _ => String::new(),
            });
            row.commented_at = Some(at);
            policy.thanks.clone()
        }
    };
    survey::update(tx, &row).await?;
    lane.inner.queue_notice(tx, &mut lane.facts, ticket, talk, &queue, &answer).await
}
