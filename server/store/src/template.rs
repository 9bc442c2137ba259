//! Templates as synced from the provider.

use crate::rows::{enum_word, json, to_json};
use crate::tx::clean;
use crate::{Result, Tx};
use desk_model::template::{Category, Template, TemplateStatus};
use desk_model::{NumberId, TemplateId, Timestamp};

const TABLE: &str = "template";

/// Makes the stored templates of a number exactly these; `false` when they were the same already. A template that is there
/// already, by name and language, keeps its id: a composer may have it open.
pub async fn replace_all(
    tx: &mut Tx<'_>,
    number: &NumberId,
    templates: &[Template],
    at: Timestamp,
) -> Result<bool> {
    const DELETE: &str = "DELETE FROM template WHERE number_id = $1";
    let before = list(tx, number).await?;
    let mut after = templates.to_vec();
    for template in &mut after {
        template.number = number.clone();
        if let Some(known) =
            before.iter().find(|b| b.name == template.name && b.language == template.language)
        {
            template.id = known.id.clone();
        }
    }
    after.sort_by(by_name);
    after.dedup_by(|a, b| by_name(a, b).is_eq());
    if before == after {
        return Ok(false);
    }
    on!(tx, |c| sqlx::query(DELETE).bind(number).execute(c).await.map(|_| ())?);
    for template in &after {
        insert(tx, number, template, at).await?;
    }
    Ok(true)
}

async fn insert(tx: &mut Tx<'_>, number: &NumberId, template: &Template, at: Timestamp) -> Result<()> {
    const SQL: &str = "INSERT INTO template (id, number_id, name, language, category, status, definition, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (number_id, name, language) DO UPDATE
         SET category = excluded.category, status = excluded.status, definition = excluded.definition, updated_at = excluded.updated_at";
    let definition = to_json(template)?;
    let category = enum_word(&template.category)?;
    on!(tx, |c| sqlx::query(SQL)
        .bind(&template.id)
        .bind(number)
        .bind(clean(&template.name))
        .bind(clean(&template.language))
        .bind(&category)
        .bind(clean(&String::from(template.status.clone())))
        .bind(&definition)
        .bind(at)
        .execute(c)
        .await
        .map(|_| ())?);
    Ok(())
}

/// The templates of a number, by name and language.
pub async fn list(tx: &mut Tx<'_>, number: &NumberId) -> Result<Vec<Template>> {
    const SQL: &str = "SELECT id, definition FROM template WHERE number_id = $1";
    let rows: Vec<(String, String)> = on!(tx, |c| sqlx::query_as(SQL).bind(number).fetch_all(c).await?);
    let mut templates: Vec<Template> = rows
        .iter()
        .map(|(id, definition)| json(definition, TABLE, id, "definition"))
        .collect::<Result<_>>()?;
    templates.sort_by(by_name);
    Ok(templates)
}

fn by_name(a: &Template, b: &Template) -> std::cmp::Ordering {
    (&a.name, &a.language).cmp(&(&b.name, &b.language))
}

/// One template.
pub async fn get(tx: &mut Tx<'_>, id: &TemplateId) -> Result<Option<Template>> {
    const SQL: &str = "SELECT definition FROM template WHERE id = $1";
    let found: Option<String> = on!(tx, |c| sqlx::query_scalar(SQL).bind(id).fetch_optional(c).await?);
    found.map(|definition| json(&definition, TABLE, id.as_str(), "definition")).transpose()
}

/// Changes the state of a template; `false` when it is unknown or had it.
pub async fn set_status(
    tx: &mut Tx<'_>,
    number: &NumberId,
    name: &str,
    language: &str,
    status: &TemplateStatus,
    at: Timestamp,
) -> Result<bool> {
    change(tx, number, name, language, at, |template| template.status = status.clone()).await
}

/// Changes the category of a template; `false` when it is unknown or had it.
pub async fn set_category(
    tx: &mut Tx<'_>,
    number: &NumberId,
    name: &str,
    language: &str,
    category: Category,
    at: Timestamp,
) -> Result<bool> {
    change(tx, number, name, language, at, |template| template.category = category).await
}

async fn change(
    tx: &mut Tx<'_>,
    number: &NumberId,
    name: &str,
    language: &str,
    at: Timestamp,
    edit: impl Fn(&mut Template),
) -> Result<bool> {
    // Meta writes `en-US` in one place and `en_US` in another.
    let plain = |code: &str| code.replace('-', "_").to_lowercase();
    let found =
        list(tx, number).await?.into_iter().find(|t| t.name == name && plain(&t.language) == plain(language));
    let Some(before) = found else { return Ok(false) };
    let mut after = before.clone();
    edit(&mut after);
    if after == before {
        return Ok(false);
    }
    insert(tx, number, &after, at).await?;
    Ok(true)
}
