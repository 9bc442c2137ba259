//! Templates as synced from the provider, and which queues use them.

use crate::rows::{enum_word, from_enum_word, json, to_json};
use crate::tx::{clean, clean_opt};
use crate::{Result, Tx};
use desk_model::template::{Category, Standing, Template, TemplateStatus, Upcoming, same_language};
use desk_model::{NumberId, QueueId, TemplateId, Timestamp};

const TABLE: &str = "template";

/// Makes the stored templates of a number exactly these; `false` when they were the same already. A template that is there
/// already, by name and language, keeps its id, its queues, and what the list of the provider does not tell: until when it is
/// paused, what its category will be.
pub async fn replace_all(
    tx: &mut Tx<'_>,
    number: &NumberId,
    templates: &[Template],
    at: Timestamp,
) -> Result<bool> {
    const SYNCED: &str = "UPDATE template SET synced_at = $2 WHERE number_id = $1";
    let before = list(tx, number).await?;
    let mut after = templates.to_vec();
    for template in &mut after {
        template.number = number.clone();
        if let Some(known) =
            before.iter().find(|b| b.name == template.name && b.language == template.language)
        {
            keep(template, known);
        }
    }
    after.sort_by(by_name);
    after.dedup_by(|a, b| by_name(a, b).is_eq());
    let mut changed = false;
    for gone in before.iter().filter(|b| !after.iter().any(|a| a.id == b.id)) {
        delete(tx, &gone.id).await?;
        changed = true;
    }
    for template in &mut after {
        let known = before.iter().find(|b| b.id == template.id);
        template.standing.synced_at = known.and_then(|known| known.standing.synced_at);
        if known != Some(template) {
            put(tx, template, at).await?;
            changed = true;
        }
    }
    on!(tx, |c| sqlx::query(SYNCED).bind(number).bind(at).execute(c).await.map(|_| ())?);
    Ok(changed)
}

/// Carries over to a freshly read template what only we know.
fn keep(template: &mut Template, known: &Template) {
    template.id = known.id.clone();
    template.queues.clone_from(&known.queues);
    let (new, old) = (&mut template.standing, &known.standing);
    if template.status == TemplateStatus::Paused {
        new.paused_until = new.paused_until.or(old.paused_until);
    }
    if template.status == TemplateStatus::Rejected && new.rejection.is_none() {
        new.rejection.clone_from(&old.rejection);
    }
    new.upcoming = new.upcoming.or(old.upcoming).filter(|upcoming| upcoming.category != template.category);
    if template.status == known.status {
        new.disable_at = new.disable_at.or(old.disable_at);
    }
}

/// Writes a template, new or known by name and language; its queues stay as they are.
pub async fn put(tx: &mut Tx<'_>, template: &Template, at: Timestamp) -> Result<()> {
    const SQL: &str = "INSERT INTO template (id, number_id, name, language, category, status, definition, updated_at, provider_id,
         rejection, upcoming_category, upcoming_at, paused_until, disable_at, synced_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) ON CONFLICT (number_id, name, language) DO UPDATE
         SET category = excluded.category, status = excluded.status, definition = excluded.definition, updated_at = excluded.updated_at,
         provider_id = excluded.provider_id, rejection = excluded.rejection, upcoming_category = excluded.upcoming_category,
         upcoming_at = excluded.upcoming_at, paused_until = excluded.paused_until, disable_at = excluded.disable_at,
         synced_at = excluded.synced_at";
    let standing = &template.standing;
    // What has a column of its own stands there and nowhere else.
    let definition = Template {
        standing: Standing::default(),
        queues: Vec::new(),
        provider_id: String::new(),
        ..template.clone()
    };
    let definition = to_json(&definition)?;
    let category = enum_word(&template.category)?;
    let upcoming = standing.upcoming.map(|u| enum_word(&u.category)).transpose()?;
    on!(tx, |c| sqlx::query(SQL)
        .bind(&template.id)
        .bind(&template.number)
        .bind(clean(&template.name))
        .bind(clean(&template.language))
        .bind(&category)
        .bind(clean(&String::from(template.status.clone())))
        .bind(&definition)
        .bind(at)
        .bind(clean(&template.provider_id))
        .bind(clean_opt(standing.rejection.as_deref()))
        .bind(&upcoming)
        .bind(standing.upcoming.and_then(|u| u.at))
        .bind(standing.paused_until)
        .bind(standing.disable_at)
        .bind(standing.synced_at)
        .execute(c)
        .await
        .map(|_| ())?);
    Ok(())
}

#[derive(sqlx::FromRow)]
struct Raw {
    id: TemplateId,
    definition: String,
    provider_id: String,
    rejection: Option<String>,
    upcoming_category: Option<String>,
    upcoming_at: Option<Timestamp>,
    paused_until: Option<Timestamp>,
    disable_at: Option<Timestamp>,
    synced_at: Option<Timestamp>,
}

fn open(raw: Raw, queues: Vec<QueueId>) -> Result<Template> {
    let id = raw.id.as_str();
    let mut template: Template = json(&raw.definition, TABLE, id, "definition")?;
    let upcoming = match &raw.upcoming_category {
        Some(word) => {
            let category: Category = from_enum_word(word, TABLE, id, "upcoming_category")?;
            Some(Upcoming { category, at: raw.upcoming_at })
        }
        None => None,
    };
    template.provider_id = raw.provider_id;
    template.standing = Standing {
        rejection: raw.rejection,
        upcoming,
        paused_until: raw.paused_until,
        disable_at: raw.disable_at,
        synced_at: raw.synced_at,
    };
    template.queues = queues;
    Ok(template)
}

/// The templates of a number, by name and language.
pub async fn list(tx: &mut Tx<'_>, number: &NumberId) -> Result<Vec<Template>> {
    const SQL: &str = "SELECT id, definition, provider_id, rejection, upcoming_category, upcoming_at, paused_until, disable_at, synced_at
         FROM template WHERE number_id = $1";
    const QUEUES: &str =
        "SELECT q.template_id, q.queue_id FROM template_queue q JOIN template t ON t.id = q.template_id
         WHERE t.number_id = $1 ORDER BY q.queue_id";
    let rows: Vec<Raw> = on!(tx, |c| sqlx::query_as(SQL).bind(number).fetch_all(c).await?);
    let queues: Vec<(TemplateId, QueueId)> =
        on!(tx, |c| sqlx::query_as(QUEUES).bind(number).fetch_all(c).await?);
    let of = |id: &TemplateId| queues.iter().filter(|(t, _)| t == id).map(|(_, q)| q.clone()).collect();
    let mut templates: Vec<Template> = rows
        .into_iter()
        .map(|raw| {
            let queues = of(&raw.id);
            open(raw, queues)
        })
        .collect::<Result<_>>()?;
    templates.sort_by(by_name);
    Ok(templates)
}

fn by_name(a: &Template, b: &Template) -> std::cmp::Ordering {
    (&a.name, &a.language).cmp(&(&b.name, &b.language))
}

/// One template.
pub async fn get(tx: &mut Tx<'_>, id: &TemplateId) -> Result<Option<Template>> {
    const SQL: &str = "SELECT id, definition, provider_id, rejection, upcoming_category, upcoming_at, paused_until, disable_at, synced_at
         FROM template WHERE id = $1";
    let found: Option<Raw> = on!(tx, |c| sqlx::query_as(SQL).bind(id).fetch_optional(c).await?);
    match found {
        Some(raw) => Ok(Some(opened(tx, raw).await?)),
        None => Ok(None),
    }
}

/// The template of that name and exact language.
pub async fn by_key(
    tx: &mut Tx<'_>,
    number: &NumberId,
    name: &str,
    language: &str,
) -> Result<Option<Template>> {
    const SQL: &str = "SELECT id, definition, provider_id, rejection, upcoming_category, upcoming_at, paused_until, disable_at, synced_at
         FROM template WHERE number_id = $1 AND name = $2 AND language = $3";
    let found: Option<Raw> = on!(tx, |c| sqlx::query_as(SQL)
        .bind(number)
        .bind(clean(name))
        .bind(clean(language))
        .fetch_optional(c)
        .await?);
    match found {
        Some(raw) => Ok(Some(opened(tx, raw).await?)),
        None => Ok(None),
    }
}

async fn opened(tx: &mut Tx<'_>, raw: Raw) -> Result<Template> {
    const SQL: &str = "SELECT queue_id FROM template_queue WHERE template_id = $1 ORDER BY queue_id";
    let queues = on!(tx, |c| sqlx::query_scalar(SQL).bind(&raw.id).fetch_all(c).await?);
    open(raw, queues)
}

/// Changes a template, found by name and language however that is written; `false` when it is unknown or stays as it was.
pub async fn change(
    tx: &mut Tx<'_>,
    number: &NumberId,
    name: &str,
    language: &str,
    at: Timestamp,
    edit: impl Fn(&mut Template) + Send,
) -> Result<bool> {
    // Meta writes `en-US` in one place and `en_US` in another.
    let known = list(tx, number).await?;
    let found = known.into_iter().find(|t| t.name == name && same_language(&t.language, language));
    let Some(before) = found else { return Ok(false) };
    let mut after = before.clone();
    edit(&mut after);
    if after == before {
        return Ok(false);
    }
    put(tx, &after, at).await?;
    Ok(true)
}

/// Takes a template away.
pub async fn delete(tx: &mut Tx<'_>, id: &TemplateId) -> Result<()> {
    const QUEUES: &str = "DELETE FROM template_queue WHERE template_id = $1";
    const SQL: &str = "DELETE FROM template WHERE id = $1";
    on!(tx, |c| sqlx::query(QUEUES).bind(id).execute(c).await.map(|_| ())?);
    on!(tx, |c| sqlx::query(SQL).bind(id).execute(c).await.map(|_| ())?);
    Ok(())
}

/// Says which queues may use a template; none = all.
pub async fn set_queues(tx: &mut Tx<'_>, id: &TemplateId, queues: &[QueueId]) -> Result<()> {
    const CLEAR: &str = "DELETE FROM template_queue WHERE template_id = $1";
    const ADD: &str =
        "INSERT INTO template_queue (template_id, queue_id) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    on!(tx, |c| sqlx::query(CLEAR).bind(id).execute(c).await.map(|_| ())?);
    for queue in queues {
        on!(tx, |c| sqlx::query(ADD).bind(id).bind(queue).execute(c).await.map(|_| ())?);
    }
    Ok(())
}
