//! Templates: variables, one pass, checks before anything leaves.

use crate::common::{cases, id};
use desk_model::error::{FieldError, FieldProblem};
use desk_model::message::{Content, SentButton, TemplateAttachment};
use desk_model::template::{
    ButtonKind, Category, Header, HeaderMedia, MAX_PARAM, Need, Obstacle, Piece, Place, Standing, Template,
    TemplateButton, TemplateParam, TemplateStatus, fill, pieces, same_language, variables,
};
use proptest::prelude::*;

pub(crate) fn template(header: &str, body: &str) -> Template {
    Template {
        id: id("tpl_1"),
        number: id("num_1"),
        provider_id: "1".into(),
        name: "pedido".into(),
        language: "pt_BR".into(),
        category: Category::Utility,
        status: TemplateStatus::Approved,
        quality: "GREEN".into(),
        header: Some(Header::Text { text: header.into() }),
        body: body.into(),
        footer: Some("Responda SAIR".into()),
        buttons: vec![button("QUICK_REPLY", "Falar", "")],
        named: false,
        examples: Default::default(),
        standing: Standing::default(),
        queues: Vec::new(),
    }
}

fn button(kind: &str, label: &str, target: &str) -> TemplateButton {
    let kind = ButtonKind::from(kind.to_owned());
    let needs_value = match kind {
        ButtonKind::Url => target.contains("{{"),
        ButtonKind::CopyCode | ButtonKind::Flow | ButtonKind::Other(_) => true,
        ButtonKind::QuickReply | ButtonKind::Phone => false,
    };
    TemplateButton { kind, label: label.into(), needs_value, target: target.into() }
}

fn param(place: Place, key: &str, value: &str) -> TemplateParam {
    TemplateParam { place, key: key.into(), value: value.into() }
}

#[test]
fn variables_in_order_of_appearance() {
    for (text, expected) in [
        ("", vec![]),
        ("Oi", vec![]),
        ("Oi {{1}} e {{2}} e {{1}}", vec!["1", "2"]),
        ("{{2}}{{1}}", vec!["2", "1"]),
        ("{{nome_do_cliente}} {{ pedido }}", vec!["nome_do_cliente", "pedido"]),
        ("{{}} {{ }} {{a b}} {{a-b}} {1} { {1} }", vec![]),
        // The nearest opening counts.
        ("{{ e {{1}}", vec!["1"]),
        ("{{{1}}}", vec!["1"]),
        ("}} {{1}} {{", vec!["1"]),
        ("{{{{1}}}}", vec!["1"]),
        ("ação {{ção}} 👋{{2}}👋", vec!["ção", "2"]),
    ] {
        assert_eq!(variables(text), expected, "{text}");
    }
}

#[test]
fn filling_is_one_pass() {
    let params = [
        param(Place::Body, "1", "{{2}}"),
        param(Place::Body, "2", "dois {{1}}"),
        param(Place::Header, "1", "cabeça"),
    ];
    assert_eq!(fill("{{1}} e {{2}}", Place::Body, &params), "{{2}} e dois {{1}}");
    assert_eq!(fill("{{1}}", Place::Header, &params), "cabeça");
    assert_eq!(fill("{{3}} {{x y}} {{", Place::Body, &params), "{{3}} {{x y}} {{");
    let rendered = template("Olá {{1}}", "{{1}}/{{2}}").render(&params, None);
    let expected = Content::Template {
        name: "pedido".into(),
        language: "pt_BR".into(),
        header: Some("Olá cabeça".into()),
        attachment: None,
        body: "{{2}}/dois {{1}}".into(),
        footer: Some("Responda SAIR".into()),
        buttons: vec![SentButton {
            kind: ButtonKind::QuickReply,
            label: "Falar".into(),
            target: String::new(),
        }],
        held: None,
    };
    assert_eq!(rendered, expected);
}

#[test]
fn every_variable_needs_an_acceptable_value() {
    let template = template("{{1}}", "{{1}} {{2}}");
    let fields: Vec<String> = template.slots().iter().map(|slot| slot.field()).collect();
    assert_eq!(fields, ["header.1", "body.1", "body.2"]);
    let with = |value: &str| {
        template.check(&[
            param(Place::Header, "1", "a"),
            param(Place::Body, "1", value),
            param(Place::Body, "2", "b"),
        ])
    };
    let refused = |problem| Err(vec![FieldError { field: "body.1".into(), problem }]);
    let longest = "é".repeat(MAX_PARAM);
    for fine in ["Ana", "quatro    espaços", "{{2}}", longest.as_str()] {
        assert_eq!(with(fine), Ok(()), "{fine}");
    }
    assert_eq!(with(""), refused(FieldProblem::Missing));
    assert_eq!(with(" \u{a0} "), refused(FieldProblem::Missing));
    assert_eq!(with(&format!("{longest}é")), refused(FieldProblem::TooLong { max: MAX_PARAM }));
    for space in ["a\nb", "a\rb", "a\tb", "cinco     espaços"] {
        assert_eq!(with(space), refused(FieldProblem::Whitespace), "{space}");
    }
    let fields = template.check(&[param(Place::Body, "9", "x")]).unwrap_err();
    assert_eq!(fields.iter().map(|f| f.field.as_str()).collect::<Vec<_>>(), ["header.1", "body.1", "body.2"]);
}

#[test]
fn only_approved_templates_that_can_be_filled_in_are_usable() {
    assert!(template("x", "y").is_usable());
    for word in ["PENDING", "REJECTED", "PAUSED", "DISABLED", "IN_APPEAL", "ARCHIVED", "approved", ""] {
        let status = TemplateStatus::from(word.to_owned());
        assert_eq!(String::from(status.clone()), word);
        assert!(!Template { status, ..template("x", "y") }.is_usable(), "{word}");
    }
    let other = Template { header: Some(Header::Other { kind: "CAROUSEL".into() }), ..template("x", "y") };
    assert_eq!(other.obstacle(None), Some(Obstacle::Unsupported));
    let password = Template { buttons: vec![button("OTP", "Copiar", "")], ..template("x", "y") };
    assert_eq!(password.obstacle(None), Some(Obstacle::Unsupported));
    let catalogue = TemplateButton { needs_value: false, ..button("CATALOG", "Ver", "") };
    assert!(Template { buttons: vec![catalogue], ..template("x", "y") }.is_usable());
    // Which queues: none chosen means all.
    let mine = Template { queues: vec![crate::common::queue(1)], ..template("x", "y") };
    assert_eq!(mine.obstacle(Some(&crate::common::queue(1))), None);
    assert_eq!(mine.obstacle(Some(&crate::common::queue(2))), Some(Obstacle::OtherQueue));
    assert_eq!(template("x", "y").obstacle(Some(&crate::common::queue(2))), None);
    let until = Some(crate::common::NOON);
    let standing = Standing { paused_until: until, ..Standing::default() };
    let paused = Template { status: TemplateStatus::Paused, standing, ..template("x", "y") };
    assert_eq!(paused.obstacle(None), Some(Obstacle::Paused { until }));
    assert!(same_language("pt-BR", "pt_br") && !same_language("pt_BR", "pt_PT"));
}

fn full(header: Header) -> Template {
    Template {
        header: Some(header),
        buttons: vec![
            button("QUICK_REPLY", "Falar", ""),
            button("URL", "Rastrear", "https://x.br/{{1}}"),
            button("URL", "Loja", "https://x.br/"),
            button("PHONE_NUMBER", "Ligar", "+5511"),
            button("COPY_CODE", "Copiar", ""),
            button("FLOW", "Abrir", "77"),
        ],
        ..template("x", "Olá {{nome}}!")
    }
}

#[test]
fn heads_and_buttons_have_their_slots_and_rules() {
    let picture = full(Header::Media { kind: HeaderMedia::Image });
    let fields: Vec<String> = picture.slots().iter().map(|slot| slot.field()).collect();
    assert_eq!(fields, ["file.image", "body.nome", "button.1", "button.4", "button.5"]);
    let place = full(Header::Location);
    let needs: Vec<Need> = place.slots().iter().map(|slot| slot.need).collect();
    assert_eq!(needs[..4], [Need::PlaceWords, Need::PlaceWords, Need::Latitude, Need::Longitude]);
    let given = |changes: &[(Place, &str, &str)]| {
        let mut params = vec![
            param(Place::Location, "latitude", "-23.55"),
            param(Place::Location, "longitude", "-46.63"),
            param(Place::Body, "nome", "Ana"),
            param(Place::Button, "1", "abc123"),
            param(Place::Button, "4", "PROMO10"),
            param(Place::Button, "5", "token"),
        ];
        for (place, key, value) in changes {
            params.retain(|p| p.place != *place || p.key != *key);
            params.push(param(*place, key, value));
        }
        place_problems(&place, &params)
    };
    assert!(given(&[]).is_empty());
    assert!(given(&[(Place::Location, "name", ""), (Place::Location, "address", "Rua 1")]).is_empty());
    for (change, field, problem) in [
        ((Place::Location, "latitude", "91"), "location.latitude", FieldProblem::Malformed),
        ((Place::Location, "latitude", "1e1"), "location.latitude", FieldProblem::Malformed),
        ((Place::Location, "longitude", "oeste"), "location.longitude", FieldProblem::Malformed),
        ((Place::Location, "longitude", ""), "location.longitude", FieldProblem::Missing),
        ((Place::Button, "1", ""), "button.1", FieldProblem::Missing),
        ((Place::Button, "1", "a b"), "button.1", FieldProblem::Malformed),
        ((Place::Button, "4", "123456789012345678901"), "button.4", FieldProblem::TooLong { max: 20 }),
        ((Place::Button, "5", ""), "button.5", FieldProblem::Missing),
    ] {
        assert_eq!(given(&[change]), [(field.to_owned(), problem)], "{change:?}");
    }
    let file = |value: &str| picture.check(&[param(Place::File, "image", value)]).unwrap_err()[0].clone();
    assert_eq!(file("").problem, FieldProblem::Missing);
    assert_eq!(file("qualquer").problem, FieldProblem::Malformed);
    assert_ne!(file("upl_1").field, "file.image");
}

fn place_problems(template: &Template, params: &[TemplateParam]) -> Vec<(String, FieldProblem)> {
    let found = template.check(params).err().unwrap_or_default();
    found.into_iter().map(|error| (error.field, error.problem)).collect()
}

#[test]
fn the_whole_body_must_not_be_too_long() {
    let template = template("x", "{{1}} e {{2}} e {{3}}");
    let long = "a".repeat(MAX_PARAM);
    let params =
        [param(Place::Body, "1", "b"), param(Place::Body, "2", &long), param(Place::Body, "3", &long)];
    let found = place_problems(&template, &params);
    assert_eq!(found, [("body.3".to_owned(), FieldProblem::TooLong { max: 1024 })]);
}

#[test]
fn what_was_sent_shows_head_and_buttons() {
    let params = [
        param(Place::Body, "nome", "Ana"),
        param(Place::Button, "1", "abc"),
        param(Place::Button, "4", "PROMO"),
        param(Place::Location, "latitude", "1"),
        param(Place::Location, "longitude", "2"),
    ];
    let Content::Template { attachment, buttons, .. } =
        full(Header::Media { kind: HeaderMedia::Document }).render(&params, Some("boleto.pdf"))
    else {
        panic!()
    };
    let filename = Some("boleto.pdf".to_owned());
    assert_eq!(attachment, Some(TemplateAttachment::File { kind: HeaderMedia::Document, filename }));
    let targets: Vec<&str> = buttons.iter().map(|b| b.target.as_str()).collect();
    assert_eq!(targets, ["", "https://x.br/abc", "https://x.br/", "+5511", "PROMO", "77"]);
    let Content::Template { attachment, .. } = full(Header::Location).render(&params, None) else { panic!() };
    let place =
        TemplateAttachment::Place { latitude: "1".into(), longitude: "2".into(), name: None, address: None };
    assert_eq!(attachment, Some(place));
}

#[test]
fn rows_of_earlier_versions_are_still_read() {
    let stored = |header: &str| {
        format!(
            r#"{{"id":"tpl_1","number":"num_1","name":"n","language":"pt_BR","category":"UTILITY","status":"APPROVED",
            "quality":"GREEN","header":{header},"body":"b","footer":null,
            "buttons":[{{"kind":"URL","label":"Ver","needs_value":true}}],"named":false}}"#
        )
    };
    for (header, expected) in [
        (r#"{"format":"text","text":"x"}"#, Header::Text { text: "x".into() }),
        (r#"{"format":"attachment","kind":"IMAGE"}"#, Header::Media { kind: HeaderMedia::Image }),
        (r#"{"format":"attachment","kind":"LOCATION"}"#, Header::Location),
        (r#"{"format":"attachment","kind":"CAROUSEL"}"#, Header::Other { kind: "CAROUSEL".into() }),
    ] {
        let template: Template = serde_json::from_str(&stored(header)).unwrap();
        assert_eq!(template.header, Some(expected));
        assert_eq!(template.buttons[0].kind, ButtonKind::Url);
        let again: Template = serde_json::from_str(&serde_json::to_string(&template).unwrap()).unwrap();
        assert_eq!(again, template);
    }
    let line = r#"{"type":"template","name":"n","language":"pt_BR","header":null,"body":"b","footer":null,"buttons":["Ver"]}"#;
    let content: Content = serde_json::from_str(line).unwrap();
    let Content::Template { buttons, attachment: None, held: None, .. } = &content else { panic!() };
    assert_eq!(buttons[0].label, "Ver");
    assert_eq!(serde_json::from_str::<Content>(&serde_json::to_string(&content).unwrap()).unwrap(), content);
}

proptest! {
    #![proptest_config(cases(500))]

    #[test]
    fn the_pieces_are_the_text(text in "[{} a1_é]{0,24}") {
        let again: String = pieces(&text).into_iter().map(|piece| match piece {
            Piece::Text(text) => text.to_owned(),
            Piece::Variable(name) => format!("{{{{{name}}}}}"),
        }).collect();
        // Only white space around names may go.
        let squeezed = |text: &str| text.replace(' ', "");
        prop_assert_eq!(squeezed(&again), squeezed(&text));
        for name in variables(&text) {
            prop_assert!(!name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_'));
        }
    }

    #[test]
    fn values_are_never_read_again(body in "([a-z ]{0,4}\\{\\{[12]\\}\\}){0,4}", one in "[{}12 a]{0,8}", two in "[{}12 a]{0,8}") {
        let params = [param(Place::Body, "1", &one), param(Place::Body, "2", &two)];
        // Filling the parts one by one gives the same: what a value holds is out of reach.
        let expected: String = body.split_inclusive("}}").map(|part| {
            part.strip_suffix("{{1}}").map(|text| format!("{text}{one}"))
                .or_else(|| part.strip_suffix("{{2}}").map(|text| format!("{text}{two}")))
                .unwrap_or_else(|| part.to_owned())
        }).collect();
        prop_assert_eq!(fill(&body, Place::Body, &params), expected);
    }

    #[test]
    fn what_passes_the_check_has_no_hole(header in "[a{}1 ]{0,10}", body in "[a{}12 ]{0,16}", value in "\\PC{1,10}") {
        let template = template(&header, &body);
        let params: Vec<TemplateParam> = template.slots().into_iter().map(|slot| TemplateParam { place: slot.place, key: slot.key, value: value.clone() }).collect();
        if template.check(&params).is_ok() && !value.contains(['{', '}']) {
            for slot in template.slots() {
                let text = if slot.place == Place::Header { &header } else { &body };
                let hole = format!("{{{{{}}}}}", slot.key);
                prop_assert!(!fill(text, slot.place, &params).contains(&hole));
            }
        }
    }

    #[test]
    fn nothing_panics_and_what_passes_has_no_empty_value(
        body in "\\PC{0,24}", target in "(https://x.br/)?(\\{\\{1\\}\\})?", kind in 0usize..3, values in prop::collection::vec("\\PC{0,8}|upl_1|1.5", 8),
    ) {
        let header = [Header::Location, Header::Media { kind: HeaderMedia::Video }, Header::Other { kind: "X".into() }][kind].clone();
        let template = Template {
            header: Some(header), body, buttons: vec![button("URL", "a", &target), button("COPY_CODE", "b", ""), button("FLOW", "c", "1")], ..template("", "")
        };
        let params: Vec<TemplateParam> = template.slots().into_iter().zip(values.iter().cycle())
            .map(|(slot, value)| TemplateParam { place: slot.place, key: slot.key, value: value.clone() }).collect();
        let _ = template.render(&params, Some("a"));
        if template.check(&params).is_ok() {
            for slot in template.slots().into_iter().filter(|slot| !slot.need.is_optional()) {
                let value = params.iter().find(|p| p.place == slot.place && p.key == slot.key).map(|p| p.value.trim());
                prop_assert!(value.is_some_and(|value| !value.is_empty()), "{:?}", slot);
            }
        }
    }
}
