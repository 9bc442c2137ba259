//! What a template may look like ("Template components", "Template review").

use serde_json::Value;

use super::{content::length, errors::GraphError};
use crate::{ids, records::Template, sim::text_at};

/// Languages in which a template can be written; a selection of the platform's list.
const LANGUAGES: [&str; 24] = [
    "ar", "de", "en", "en_GB", "en_US", "es", "es_AR", "es_CL", "es_CO", "es_ES", "es_MX", "es_PE", "es_UY",
    "fr", "he", "hi", "id", "it", "ja", "nl", "pt_BR", "pt_PT", "ru", "zh_CN",
];

/// A template from the body of a creation request; `None` when name, language or category is missing.
pub(crate) fn from_definition(waba_id: &str, definition: &Value) -> Option<Template> {
    Some(Template {
        id: ids::object_id(),
        waba_id: waba_id.to_owned(),
        name: text_at(definition, "/name")?.to_owned(),
        language: text_at(definition, "/language")?.to_owned(),
        category: text_at(definition, "/category")?.to_ascii_uppercase(),
        status: "PENDING".to_owned(),
        quality: "UNKNOWN".to_owned(),
        quality_at_ms: 0,
        named: text_at(definition, "/parameter_format").is_some_and(|f| f.eq_ignore_ascii_case("named")),
        components: definition.get("components").and_then(Value::as_array).cloned().unwrap_or_default(),
        rejected_reason: "NONE".to_owned(),
        edits_ms: Vec::new(),
        paced: false,
        edition: 0,
    })
}

/// The component of this type.
pub(super) fn component<'t>(template: &'t Template, kind: &str) -> Option<&'t Value> {
    template.components.iter().find(|c| is_kind(c, kind))
}

fn is_kind(component: &Value, kind: &str) -> bool {
    text_at(component, "/type").is_some_and(|t| t.eq_ignore_ascii_case(kind))
}

/// The buttons of a template.
pub(super) fn buttons(template: &Template) -> &[Value] {
    component(template, "BUTTONS")
        .and_then(|c| c.get("buttons"))
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default()
}

/// Names between double braces, in order, each once.
pub(super) fn variables(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once("{{") {
        let Some((name, tail)) = after.split_once("}}") else { break };
        let name = name.trim().to_owned();
        if !found.contains(&name) {
            found.push(name);
        }
        rest = tail;
    }
    found
}

/// Puts values in place of `{{name}}`.
pub(super) fn fill(text: &str, values: &[(String, String)]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        out.push_str(before);
        let Some((name, tail)) = after.split_once("}}") else {
            out.push_str("{{");
            rest = after;
            continue;
        };
        if let Some((_, value)) = values.iter().find(|(n, _)| n == name.trim()) {
            out.push_str(value);
        }
        rest = tail;
    }
    out.push_str(rest);
    out
}

/// Rules on the name, language and category of a new template.
pub(super) fn check_head(definition: &Value) -> Result<(), GraphError> {
    let required = |name: &str| {
        text_at(definition, &format!("/{name}"))
            .filter(|t| !t.is_empty())
            .ok_or_else(|| GraphError::parameter(format!("The parameter {name} is required.")))
    };
    let name = required("name")?;
    let legal = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
    if name.len() > 512 || !name.bytes().all(legal) {
        return Err(GraphError::parameter(
            "Param name must be at most 512 characters long and hold only lower case letters, digits and underscores.",
        ));
    }
    if !LANGUAGES.contains(&required("language")?) {
        return Err(GraphError::parameter("Param language must be one of the supported language codes."));
    }
    let category = required("category")?.to_ascii_uppercase();
    if !["MARKETING", "UTILITY", "AUTHENTICATION"].contains(&category.as_str()) {
        return Err(GraphError::parameter(
            "Param category must be one of {AUTHENTICATION, MARKETING, UTILITY}",
        ));
    }
    Ok(())
}

/// Rules on the components of a new or edited template.
pub(super) fn check_components(components: &[Value], named: bool, category: &str) -> Result<(), GraphError> {
    let of = |kind: &'static str| components.iter().filter(move |c| is_kind(c, kind));
    if of("BODY").count() != 1 && category != "AUTHENTICATION" {
        return Err(GraphError::template_rule(
            2_388_072,
            "Body missing",
            "A template needs exactly one BODY component.",
        ));
    }
    for kind in ["HEADER", "FOOTER", "BUTTONS"] {
        if of(kind).count() > 1 {
            return Err(GraphError::template_rule(
                2_388_019,
                "Too many components",
                format!("A template holds at most one {kind} component."),
            ));
        }
    }
    if let Some(odd) = components.iter().find(|c| {
        !["HEADER", "BODY", "FOOTER", "BUTTONS", "CAROUSEL", "LIMITED_TIME_OFFER", "CALL_PERMISSION_REQUEST"]
            .iter()
            .any(|kind| is_kind(c, kind))
    }) {
        return Err(GraphError::parameter(format!(
            "Component type {} is not valid.",
            text_at(odd, "/type").unwrap_or("(none)")
        )));
    }
    if let Some(header) = of("HEADER").next() {
        check_header(header, named)?;
    }
    if let (Some(body), true) = (of("BODY").next(), category != "AUTHENTICATION") {
        check_body(body, named)?;
    }
    if let Some(footer) = of("FOOTER").next().filter(|_| category != "AUTHENTICATION") {
        let text = text_at(footer, "/text").unwrap_or_default();
        if text.is_empty() || length(text) > 60 || !variables(text).is_empty() {
            return Err(GraphError::template_rule(
                2_388_073,
                "Footer not valid",
                "The footer holds 1 to 60 characters and no variables.",
            ));
        }
    }
    if let Some(list) = of("BUTTONS").next() {
        check_buttons(list)?;
    }
    Ok(())
}

fn check_header(header: &Value, named: bool) -> Result<(), GraphError> {
    let bad = |text: &str| Err(GraphError::template_rule(2_388_047, "Header not valid", text));
    match text_at(header, "/format").map(str::to_ascii_uppercase).as_deref() {
        Some("TEXT") => {
            let text = text_at(header, "/text").unwrap_or_default();
            let names = variables(text);
            if text.is_empty() || length(text) > 60 || text.contains('\n') {
                return bad("A text header holds 1 to 60 characters on one line.");
            }
            if names.len() > 1 {
                return bad("A text header holds at most one variable.");
            }
            check_names(&names, named)?;
            let sample = if named { "/example/header_text_named_params/0" } else { "/example/header_text/0" };
            if !names.is_empty() && header.pointer(sample).is_none() {
                return bad("A header with a variable needs an example.");
            }
            Ok(())
        }
        Some("IMAGE" | "VIDEO" | "DOCUMENT") => match header.pointer("/example/header_handle/0") {
            Some(_) => Ok(()),
            None => bad("A media header needs an example handle."),
        },
        Some("LOCATION") => Ok(()),
        _ => bad("The header format must be TEXT, IMAGE, VIDEO, DOCUMENT or LOCATION."),
    }
}

fn check_names(names: &[String], named: bool) -> Result<(), GraphError> {
    let legal_name = |n: &String| {
        n.starts_with(|c: char| c.is_ascii_lowercase())
            && n.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
    };
    let right = if named {
        names.iter().all(legal_name)
    } else {
        names.iter().enumerate().all(|(i, n)| *n == (i + 1).to_string())
    };
    if right {
        return Ok(());
    }
    Err(GraphError::parameter(if named {
        "Variables must be lower case letters, digits and underscores, as in {{first_name}}."
    } else {
        "Variables must be numbered from {{1}} without gaps."
    }))
}

fn check_body(body: &Value, named: bool) -> Result<(), GraphError> {
    let text = text_at(body, "/text").unwrap_or_default();
    if text.trim().is_empty() {
        return Err(GraphError::template_rule(2_388_072, "Body not valid", "The body must have a text."));
    }
    if length(text) > 1024 {
        return Err(GraphError::template_rule(
            2_388_040,
            "Text too long",
            "The body holds at most 1024 characters.",
        ));
    }
    let names = variables(text);
    check_names(&names, named)?;
    if names.is_empty() {
        return Ok(());
    }
    let trimmed = text.trim();
    if trimmed.starts_with("{{") || trimmed.ends_with("}}") {
        return Err(GraphError::template_rule(
            2_388_299,
            "Leading or trailing variable",
            "Variables can't be at the start or end of the template.",
        ));
    }
    if text.contains("}}{{") || text.contains("}} {{") {
        return Err(GraphError::template_rule(
            2_388_299,
            "Variables next to each other",
            "Your template has parameters placed next to each other without text or punctuation between them.",
        ));
    }
    let words = text.split_whitespace().filter(|w| !w.contains("{{")).count();
    if words < 2 * names.len() + 1 {
        return Err(GraphError::template_rule(
            2_388_293,
            "Too few words",
            "This template has too many variables for its length. Reduce the number of variables or lengthen it.",
        ));
    }
    let samples = if named {
        body.pointer("/example/body_text_named_params").and_then(Value::as_array).map_or(0, Vec::len)
    } else {
        body.pointer("/example/body_text/0").and_then(Value::as_array).map_or(0, Vec::len)
    };
    if samples != names.len() {
        return Err(GraphError::parameter("A body with variables needs an example for each of them."));
    }
    Ok(())
}

fn check_buttons(component: &Value) -> Result<(), GraphError> {
    let list = component.get("buttons").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let too_many = |text: &str| Err(GraphError::template_rule(2_388_019, "Too many buttons", text));
    if list.is_empty() || list.len() > 10 {
        return too_many("A template holds 1 to 10 buttons.");
    }
    let kind = |b: &Value| text_at(b, "/type").unwrap_or_default().to_ascii_uppercase();
    for (name, limit) in [("URL", 2), ("PHONE_NUMBER", 1), ("COPY_CODE", 1)] {
        if list.iter().filter(|b| kind(b) == name).count() > limit {
            return too_many(&format!("A template holds at most {limit} buttons of type {name}."));
        }
    }
    let quick: Vec<bool> = list.iter().map(|b| kind(b) == "QUICK_REPLY").collect();
    let changes = quick.windows(2).filter(|pair| pair[0] != pair[1]).count();
    if changes > 1 {
        return Err(GraphError::parameter("Quick reply buttons must be kept together."));
    }
    for button in list {
        let label = text_at(button, "/text");
        let known = [
            "QUICK_REPLY",
            "URL",
            "PHONE_NUMBER",
            "COPY_CODE",
            "FLOW",
            "OTP",
            "CATALOG",
            "MPM",
            "SPM",
            "VOICE_CALL",
            "REQUEST_CONTACT_INFO",
        ];
        if !known.contains(&kind(button).as_str()) {
            return Err(GraphError::parameter("Unknown button type."));
        }
        let label_needed = matches!(kind(button).as_str(), "QUICK_REPLY" | "URL" | "PHONE_NUMBER");
        if label.is_some_and(|l| l.is_empty() || length(l) > 25) || (label_needed && label.is_none()) {
            return Err(GraphError::template_rule(
                2_388_040,
                "Text too long",
                "A button's label holds 1 to 25 characters.",
            ));
        }
        if kind(button) == "URL" {
            let url = text_at(button, "/url").unwrap_or_default();
            let names = variables(url);
            if !url.starts_with("http") || url.len() > 2000 || names.len() > 1 {
                return Err(GraphError::parameter(
                    "The URL of a button holds up to 2000 characters and one variable.",
                ));
            }
            if !names.is_empty() && (!url.ends_with("}}") || button.pointer("/example/0").is_none()) {
                return Err(GraphError::parameter(
                    "The variable of a URL must be at its end, and the button needs an example.",
                ));
            }
        }
        if kind(button) == "PHONE_NUMBER" && text_at(button, "/phone_number").is_none_or(|p| p.len() > 20) {
            return Err(GraphError::parameter("A phone button needs a number of up to 20 characters."));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn body(text: &str, samples: &[&str]) -> Vec<Value> {
        vec![json!({"type": "BODY", "text": text, "example": {"body_text": [samples]}})]
    }

    #[test]
    fn variables_are_found_and_filled() {
        assert_eq!(variables("a {{1}} b {{ nome }} c {{1}}"), ["1", "nome"]);
        let values = [("1".to_owned(), "x".to_owned()), ("nome".to_owned(), "{{1}}".to_owned())];
        assert_eq!(fill("a {{1}} b {{nome}}", &values), "a x b {{1}}");
    }

    #[test]
    fn body_rules() {
        let ok = body("Olá {{1}}, o seu pedido {{2}} já está a caminho hoje.", &["a", "b"]);
        assert!(check_components(&ok, false, "UTILITY").is_ok());
        for (text, samples) in [
            ("{{1}} seu pedido saiu para entrega", vec!["a"]),
            ("Seu pedido saiu para entrega {{1}}", vec!["a"]),
            ("Olá, pedido {{1}}{{2}} para a sua casa hoje mesmo", vec!["a", "b"]),
            ("Oi {{1}} ok", vec!["a"]),
            ("Olá {{2}}, o seu pedido já está a caminho.", vec!["a"]),
            ("Olá {{1}}, o seu pedido já está a caminho.", vec![]),
        ] {
            assert!(check_components(&body(text, &samples), false, "UTILITY").is_err(), "{text}");
        }
    }

    #[test]
    fn the_demonstration_templates_obey_the_rules() {
        for seed in crate::seed::templates() {
            let template = from_definition("1", &seed.definition).unwrap();
            check_head(&seed.definition).unwrap();
            check_components(&template.components, template.named, &template.category).unwrap();
        }
    }
}
