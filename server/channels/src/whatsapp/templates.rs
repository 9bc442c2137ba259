//! The templates of an account (Cloud API, *Templates › Template management*).

use super::errors::own;
use super::payload::{Node, Object, category};
use super::request::{Http, answer};
use desk_core::ports::{NumberAccess, SendError, SendErrorClass};
use desk_model::template::{
    ButtonKind, Category, Header, Standing, Template, TemplateButton, TemplateStatus, variables,
};
use desk_model::{NumberId, TemplateId};
use reqwest::Method;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

pub(super) const FIELDS: &str =
    "id,name,language,status,category,quality_score,rejected_reason,parameter_format,components";
const PAGE: usize = 100;
/// An account holds at most 6,000 templates.
const MAX_PAGES: usize = 200;
/// How often a list whose cursor became invalid is begun again.
const MAX_RESTARTS: usize = 3;
/// *Invalid paging cursor*: begin again without one.
const INVALID_CURSOR: i64 = 131_059;

/// All of them, by the provider's id.
pub(super) async fn fetch(http: &Http, access: &NumberAccess) -> Result<Vec<Template>, SendError> {
    let limit = PAGE.to_string();
    let mut found = BTreeMap::new();
    let mut cursor: Option<String> = None;
    let mut restarts = 0;
    for _ in 0..MAX_PAGES {
        let mut query = vec![("fields", FIELDS), ("limit", limit.as_str())];
        if let Some(after) = &cursor {
            query.push(("after", after));
        }
        let request = http.request(access, Method::GET, &[&access.account_id, "message_templates"])?;
        let answer = answer(request.query(&query), access).await?;
        let page = match answer.success() {
            Ok(body) => page(body, &access.number).ok_or_else(|| answer.error())?,
            Err(error)
                if error.failure.code == INVALID_CURSOR && cursor.is_some() && restarts < MAX_RESTARTS =>
            {
                restarts += 1;
                found.clear();
                cursor = None;
                continue;
            }
            Err(error) => return Err(error),
        };
        found.extend(page.templates);
        match page.after {
            Some(after) if cursor.as_ref() != Some(&after) => cursor = Some(after),
            _ => return Ok(found.into_values().collect()),
        }
    }
    Err(own(SendErrorClass::Unknown, "the list of templates does not end"))
}

struct Page {
    templates: Vec<(String, Template)>,
    after: Option<String>,
}

fn page(body: &str, number: &NumberId) -> Option<Page> {
    let root = Node::parse(body).ok()?.object()?;
    let items = root.list("data")?;
    let paging = root.object("paging");
    // A cursor stands on the last page too; only `next`, or a full page, says that more may come. The address in
    // `next` is not followed: the token goes to our own address only.
    let more = !items.is_empty()
        && (items.len() >= PAGE || paging.as_ref().is_some_and(|p| p.get("next").is_some()));
    let after = paging.and_then(|p| p.object("cursors")?.filled("after")).filter(|_| more);
    let templates =
        items.into_iter().filter_map(Node::object).filter_map(|item| template(&item, number)).collect();
    Some(Page { templates, after })
}

/// The template in an answer about one.
pub(super) fn one(body: &str, number: &NumberId) -> Option<Template> {
    template(&Node::parse(body).ok()?.object()?, number).map(|(_, template)| template)
}

fn template(item: &Object<'_>, number: &NumberId) -> Option<(String, Template)> {
    let provider_id = item.filled("id")?;
    let name = item.filled("name")?;
    let language = item.filled("language")?;
    let quality =
        item.object("quality_score").and_then(|q| q.filled("score")).or_else(|| item.filled("quality_score"));
    let mut template = Template {
        id: id(number, &provider_id),
        number: number.clone(),
        provider_id: provider_id.clone(),
        name,
        language,
        // A word of tomorrow is treated like the one with the strictest rules.
        category: item.text("category").as_deref().and_then(category).unwrap_or(Category::Marketing),
        status: TemplateStatus::from(item.text("status").unwrap_or_default().to_uppercase()),
        quality: quality.unwrap_or_else(|| "UNKNOWN".to_owned()),
        header: None,
        body: String::new(),
        footer: None,
        buttons: Vec::new(),
        named: false,
        examples: BTreeMap::new(),
        standing: Standing {
            rejection: item.filled("rejected_reason").filter(|reason| reason != "NONE"),
            ..Standing::default()
        },
        queues: Vec::new(),
    };
    for component in item.objects("components") {
        add(&mut template, &component);
    }
    template.named = match item.text("parameter_format") {
        Some(format) => format.eq_ignore_ascii_case("named"),
        None => variables(&template.body).iter().any(|name| !name.bytes().all(|b| b.is_ascii_digit())),
    };
    Some((provider_id, template))
}

fn add(template: &mut Template, component: &Object<'_>) {
    let kind = component.text("type").unwrap_or_default().to_uppercase();
    let text = component.filled("text");
    match kind.as_str() {
        "HEADER" => {
            examples(template, component, "header");
            let format = component.text("format").unwrap_or_default().to_uppercase();
            template.header = match (format.as_str(), text) {
                ("TEXT" | "", Some(text)) => Some(Header::Text { text }),
                ("TEXT" | "", None) => None,
                (_, _) => Some(Header::of_format(format)),
            };
        }
        "BODY" => {
            examples(template, component, "body");
            template.body = text.unwrap_or_default();
        }
        "FOOTER" => template.footer = text,
        "BUTTONS" => {
            for item in component.objects("buttons") {
                let position = template.buttons.len();
                let example = item.list("example").and_then(|list| list.first()?.text());
                let example = example.or_else(|| item.filled("example"));
                if let Some(example) = example {
                    template.examples.insert(format!("button.{position}"), example);
                }
                template.buttons.push(button(&item));
            }
        }
        // Carousels, limited-time offers and the like need more than this desk can give.
        _ => template.header = Some(Header::Other { kind }),
    }
}

/// What Meta was given in place of the variables of a head or body.
fn examples(template: &mut Template, component: &Object<'_>, place: &str) {
    let Some(example) = component.object("example") else { return };
    for param in example.objects(&format!("{place}_text_named_params")) {
        if let (Some(name), Some(text)) = (param.filled("param_name"), param.text("example")) {
            template.examples.insert(format!("{place}.{name}"), text);
        }
    }
    let list = example.list(&format!("{place}_text")).unwrap_or_default();
    // For the body it is a list of lists.
    let list = list.first().and_then(|first| first.list()).unwrap_or(list);
    for (position, text) in list.into_iter().enumerate() {
        if let Some(text) = text.text() {
            template.examples.insert(format!("{place}.{}", position + 1), text);
        }
    }
}

fn button(button: &Object<'_>) -> TemplateButton {
    let kind = ButtonKind::from(button.text("type").unwrap_or_default().to_uppercase());
    let target = ["url", "phone_number", "flow_id"].iter().find_map(|name| button.filled(name));
    let target = target.unwrap_or_default();
    let needs_value = match &kind {
        ButtonKind::QuickReply | ButtonKind::Phone => false,
        ButtonKind::Url => !variables(&target).is_empty(),
        ButtonKind::CopyCode | ButtonKind::Flow => true,
        ButtonKind::Other(word) => {
            // One-time passwords, product lists, and what comes one day.
            !matches!(word.as_str(), "CATALOG" | "VOICE_CALL" | "REQUEST_CONTACT_INFO")
        }
    };
    TemplateButton { kind, label: button.text("text").unwrap_or_default(), needs_value, target }
}

/// The same id for the same template at every fetch. Two numbers of one account share the provider's ids, so the
/// number is part of it.
fn id(number: &NumberId, provider_id: &str) -> TemplateId {
    let hash: [u8; 32] = Sha256::digest(format!("{number}/{provider_id}")).into();
    let mut millis = [0; 8];
    millis[2..].copy_from_slice(&hash[..6]);
    let mut rest = [0; 10];
    rest.copy_from_slice(&hash[6..16]);
    TemplateId::from_parts(u64::from_be_bytes(millis), rest)
}
