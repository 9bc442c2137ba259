//! Asking customers how it went when a ticket ends, what is set about that, and what was answered.

use crate::error::{Fault, Outcome};
use crate::gate::Draft;
use crate::messages::{Chosen, template_draft};
use crate::ports::OutboundBody;
use crate::protocol_clock::day_of;
use crate::rows::{self, Facts, Line};
use crate::texts::{self, TextFacts};
use crate::{Actor, Desk, Inner};
use desk_model::access::Permission;
use desk_model::error::FieldProblem;
use desk_model::message::{Author, Content, ThreadEvent, one_line};
use desk_model::price::{Day, MAX_DAYS};
use desk_model::status::StatusPolicy;
use desk_model::survey::{
    QueueSurvey, SurveyChoice, SurveyPolicy, SurveyReport, SurveySettings, SurveySkip, SurveyTemplate,
    asks_after,
};
use desk_model::template::{Need, Slot, Template, TemplateParam};
use desk_model::window::Outgoing;
use desk_model::{CloseReason, DeskError, MessageId, QueueId, Timestamp, UserId};
use desk_store::conversation::ConversationRow;
use desk_store::queue::QueueRow;
use desk_store::survey::{self, SurveyRow};
use desk_store::ticket::TicketRow;
use desk_store::{Tx, number, queue, template};

/// Most characters of a value of a template.
const MAX_VALUE: usize = 200;
/// Answers a report shows one by one.
const ANSWERS: u32 = 200;

/// How a ticket is being ended.
pub(crate) struct Closing<'a> {
    /// Whose ticket it was.
    pub(crate) agent: Option<&'a UserId>,
    /// Why it ends.
    pub(crate) reason: CloseReason,
    /// The queue's own reason, all of its path.
    pub(crate) detail: Option<String>,
}

impl Desk {
    /// How each queue asks its customers.
    ///
    /// # Errors
    /// [`DeskError::Forbidden`].
    pub async fn survey_settings(&self, actor: &Actor) -> Result<SurveySettings, DeskError> {
        self.settle(self.0.survey_settings(actor)).await
    }

    /// Changes how a queue asks.
    ///
    /// # Errors
    /// [`DeskError::Forbidden`]; [`DeskError::NotFound`] on `queue`; [`DeskError::Invalid`] for the fields, on `template` when
    /// there is none of that name, and on `body.1` and the like for its values.
    pub async fn set_queue_survey(
        &self,
        actor: &Actor,
        id: &QueueId,
        policy: SurveyPolicy,
    ) -> Result<QueueSurvey, DeskError> {
        self.settle(self.0.set_queue_survey(actor, id, policy)).await
    }

    /// Changes what a queue answers to a protocol number.
    ///
    /// # Errors
    /// [`DeskError::Forbidden`]; [`DeskError::NotFound`] on `queue`; [`DeskError::Invalid`] for the fields.
    pub async fn set_queue_status(
        &self,
        actor: &Actor,
        id: &QueueId,
        policy: StatusPolicy,
    ) -> Result<QueueSurvey, DeskError> {
        self.settle(self.0.set_queue_status(actor, id, policy)).await
    }

    /// What was asked from one day to another, and answered; both days count, in the desk's time zone.
    ///
    /// # Errors
    /// [`DeskError::Forbidden`]; [`DeskError::Invalid`] on `until` when it lies before `from`, or more than a year after it.
    pub async fn survey_report(
        &self,
        actor: &Actor,
        from: Day,
        until: Day,
    ) -> Result<SurveyReport, DeskError> {
        self.settle(self.0.survey_report(actor, from, until)).await
    }
}

impl Inner {
    /// Asks the customer of a ticket that is about to end, where its queue wants that, or tells the thread why not. Changes
    /// `ticket`, which the caller saves. Whoever ends a ticket calls this before its state changes.
    pub(crate) async fn ask_survey(
        &self,
        tx: &mut Tx<'_>,
        facts: &mut Facts,
        ticket: &mut TicketRow,
        conversation: &ConversationRow,
        queue: &QueueRow,
        closing: Closing<'_>,
    ) -> Outcome<()> {
        let policy = &queue.policy.survey;
        let at = facts.at();
        if !policy.enabled || !asks_after(closing.reason) {
            return Ok(());
        }
        if survey::first_word(tx, &conversation.id, &ticket.row.ticket, Timestamp(0)).await?.is_none()
            || !policy.may_ask(survey::last_asked(tx, &conversation.contact).await?, at)
        {
            return Ok(());
        }
        let draft = match self.question(tx, facts, ticket, conversation, queue).await? {
            Ok(draft) => draft,
            Err(why) => return self.skipped(tx, facts, ticket, why).await,
        };
        let id = draft.id.clone();
        let waiting = ticket.row.pending_template.clone();
        match self.queue_outgoing(tx, facts, ticket, conversation, draft).await {
            Ok(_) => {}
            Err(Fault::Desk(error)) => return self.skipped(tx, facts, ticket, skip(&error)).await,
            Err(fault) => return Err(fault),
        }
        // Nobody waits for the answer.
        ticket.row.pending_template = waiting;
        let row = SurveyRow {
            id,
            ticket: ticket.row.ticket.clone(),
            queue: queue.id.clone(),
            agent: closing.agent.cloned(),
            reason: closing.reason,
            detail: closing.detail,
            day: day_of(&self.zone, at),
            scale: policy.scale,
            comment_asked: !policy.comment.trim().is_empty(),
            asked_at: at,
            until: policy.until(at),
            score: None,
            answered_at: None,
            comment: None,
            commented_at: None,
        };
        survey::insert(tx, &row).await?;
        Ok(())
    }

    /// The message that asks: text in an open window, the queue's template in a closed one.
    async fn question(
        &self,
        tx: &mut Tx<'_>,
        facts: &Facts,
        ticket: &TicketRow,
        conversation: &ConversationRow,
        queue: &QueueRow,
    ) -> Outcome<Result<Draft, SurveySkip>> {
        let policy = &queue.policy.survey;
        let known = self.number(&conversation.number).await?;
        let protocol = ticket.row.protocol.to_string();
        let words = TextFacts {
            protocol: &protocol,
            name: &ticket.row.contact_name,
            queue: &queue.name,
            desk: &self.settings.desk_name,
        };
        let id = self.id(MessageId::from_parts);
        let window = &conversation.window;
        if crate::gate::check(known.channel.policy(), window, Outgoing::FreeByDesk, facts.at()).is_ok() {
            // The one place that decides in which form it is asked.
            let body = policy.ask(&texts::fill(&policy.question, &words));
            let content = Content::text(body.clone());
            let body = OutboundBody::Text { body };
            return Ok(Ok(Draft { id, author: Author::Desk, content, body, reply_to: None }));
        }
        let Some(wanted) = &policy.template else { return Ok(Err(SurveySkip::Window)) };
        let number = &conversation.number;
        let Some(found) = template::by_key(tx, number, &wanted.name, &wanted.language).await? else {
            return Ok(Err(SurveySkip::Template));
        };
        let fill = |param: &TemplateParam| TemplateParam {
            value: one_line(&texts::fill(&param.value, &words), MAX_VALUE),
            ..param.clone()
        };
        let params: Vec<TemplateParam> = wanted.values.iter().map(fill).collect();
        let chosen = Chosen { template: &found.id, params: &params, category: None, queue: Some(&queue.id) };
        match template_draft(tx, &Actor::operator(), id, number, chosen).await {
            Ok(draft) => Ok(Ok(Draft { author: Author::Desk, ..draft })),
            Err(Fault::Desk(_)) => Ok(Err(SurveySkip::Template)),
            Err(fault) => Err(fault),
        }
    }

    async fn skipped(
        &self,
        tx: &mut Tx<'_>,
        facts: &mut Facts,
        ticket: &TicketRow,
        why: SurveySkip,
    ) -> Outcome<()> {
        let at = facts.at();
        let what = ThreadEvent::SurveySkipped { why };
        let line = Line::event(self.id(MessageId::from_parts), what, at, at).of(&ticket.row);
        rows::insert_line(tx, facts, &ticket.row, &line).await?;
        Ok(())
    }

    async fn survey_settings(&self, actor: &Actor) -> Outcome<SurveySettings> {
        actor.require(Permission::ManageDesk)?;
        let mut tx = self.store.read().await?;
        let queues = queue::list(&mut tx).await?.into_iter().map(view).collect();
        Ok(SurveySettings { queues, templates: self.survey_choices(&mut tx).await? })
    }

    /// Templates of any number that need nothing but text, each name once.
    async fn survey_choices(&self, tx: &mut Tx<'_>) -> Outcome<Vec<SurveyChoice>> {
        let mut choices: Vec<SurveyChoice> = Vec::new();
        for known in number::list(tx, self.store.seal()).await? {
            for template in template::list(tx, &known.id).await? {
                let same = |c: &SurveyChoice| c.name == template.name && c.language == template.language;
                let Some(slots) = text_slots(&template).filter(|_| !choices.iter().any(same)) else {
                    continue;
                };
                let values = slots.into_iter().map(|slot| TemplateParam {
                    place: slot.place,
                    key: slot.key,
                    value: String::new(),
                });
                choices.push(SurveyChoice {
                    values: values.collect(),
                    name: template.name,
                    language: template.language,
                    body: template.body,
                });
            }
        }
        Ok(choices)
    }

    async fn set_queue_survey(
        &self,
        actor: &Actor,
        id: &QueueId,
        policy: SurveyPolicy,
    ) -> Outcome<QueueSurvey> {
        actor.require(Permission::ManageDesk)?;
        let mut policy = policy;
        let SurveyPolicy { question, options, comment, thanks, .. } = &mut policy;
        for text in [question, comment, thanks].into_iter().chain(options) {
            *text = text.trim().to_owned();
        }
        policy.check().map_err(|fields| DeskError::Invalid { fields })?;
        let mut tx = self.store.write().await?;
        if let Some(template) = &policy.template {
            check_template(template, &self.survey_choices(&mut tx).await?)?;
        }
        let Some(mut row) = queue::get(&mut tx, id).await? else {
            return Err(DeskError::not_found("queue").into());
        };
        row.policy.survey = policy;
        queue::update_policy(&mut tx, id, &row.policy).await?;
        tx.commit().await?;
        Ok(view(row))
    }

    async fn set_queue_status(
        &self,
        actor: &Actor,
        id: &QueueId,
        policy: StatusPolicy,
    ) -> Outcome<QueueSurvey> {
        actor.require(Permission::ManageDesk)?;
        let mut policy = policy;
        for text in [&mut policy.waiting, &mut policy.serving, &mut policy.closed] {
            *text = text.trim().to_owned();
        }
        policy.check().map_err(|fields| DeskError::Invalid { fields })?;
        let mut tx = self.store.write().await?;
        let Some(mut row) = queue::get(&mut tx, id).await? else {
            return Err(DeskError::not_found("queue").into());
        };
        row.policy.status = policy;
        queue::update_policy(&mut tx, id, &row.policy).await?;
        tx.commit().await?;
        Ok(view(row))
    }

    async fn survey_report(&self, actor: &Actor, from: Day, until: Day) -> Outcome<SurveyReport> {
        actor.require(Permission::WatchDesk)?;
        if until < from || until.number() - from.number() >= MAX_DAYS {
            return Err(DeskError::invalid("until", FieldProblem::Malformed).into());
        }
        let mut tx = self.store.read().await?;
        let cells = survey::cells(&mut tx, from, until).await?;
        let answers = survey::answers(&mut tx, from, until, ANSWERS).await?;
        Ok(SurveyReport::of(from, until, &cells, answers))
    }
}

fn view(row: QueueRow) -> QueueSurvey {
    let (survey, status) = (row.policy.survey, row.policy.status);
    QueueSurvey { id: row.id, name: row.name, color: row.color, survey, status }
}

/// Why nobody was asked.
fn skip(error: &DeskError) -> SurveySkip {
    match error {
        DeskError::WindowClosed { .. } => SurveySkip::Window,
        DeskError::ConsentMissing { .. } => SurveySkip::Consent,
        DeskError::ContactLimit { .. } => SurveySkip::Limit,
        _ => SurveySkip::Template,
    }
}

/// The values a template needs, when it is usable and they are all text.
fn text_slots(template: &Template) -> Option<Vec<Slot>> {
    let slots = template.slots();
    let text = slots.iter().all(|slot| matches!(slot.need, Need::Text));
    (template.is_usable() && text).then_some(slots)
}

fn check_template(wanted: &SurveyTemplate, choices: &[SurveyChoice]) -> Result<(), DeskError> {
    let same = |c: &&SurveyChoice| c.name == wanted.name && c.language == wanted.language;
    let Some(choice) = choices.iter().find(same) else {
        return Err(DeskError::invalid("template", FieldProblem::Missing));
    };
    let problem = |slot: &TemplateParam| {
        let given = wanted.values.iter().find(|value| value.place == slot.place && value.key == slot.key);
        match given.map(|given| given.value.trim().chars().count()) {
            None | Some(0) => Some(FieldProblem::Missing),
            Some(length) if length > MAX_VALUE => Some(FieldProblem::TooLong { max: MAX_VALUE }),
            Some(_) => None,
        }
    };
    let fields: Vec<_> = choice
        .values
        .iter()
        .filter_map(|slot| {
            let field = desk_model::template::field_name(slot.place, &slot.key);
            problem(slot).map(|problem| desk_model::FieldError { field, problem })
        })
        .collect();
    if fields.is_empty() { Ok(()) } else { Err(DeskError::Invalid { fields }) }
}
