//! Templates: variables, one pass, checks before anything leaves.

use crate::common::{cases, id};
use desk_model::error::{FieldError, FieldProblem};
use desk_model::message::Content;
use desk_model::template::{
    Category, Header, MAX_PARAM, Piece, Place, Template, TemplateButton, TemplateParam, TemplateStatus, fill,
    pieces, variables,
};
use proptest::prelude::*;

fn template(header: &str, body: &str) -> Template {
    Template {
        id: id("tpl_1"),
        number: id("num_1"),
        name: "pedido".into(),
        language: "pt_BR".into(),
        category: Category::Utility,
        status: TemplateStatus::Approved,
        quality: "GREEN".into(),
        header: Some(Header::Text { text: header.into() }),
        body: body.into(),
        footer: Some("Responda SAIR".into()),
        buttons: vec![TemplateButton {
            kind: "QUICK_REPLY".into(),
            label: "Falar".into(),
            needs_value: false,
        }],
        named: false,
    }
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
    let rendered = template("Olá {{1}}", "{{1}}/{{2}}").render(&params);
    let expected = Content::Template {
        name: "pedido".into(),
        language: "pt_BR".into(),
        header: Some("Olá cabeça".into()),
        body: "{{2}}/dois {{1}}".into(),
        footer: Some("Responda SAIR".into()),
        buttons: vec!["Falar".into()],
    };
    assert_eq!(rendered, expected);
}

#[test]
fn every_variable_needs_an_acceptable_value() {
    let template = template("{{1}}", "{{1}} {{2}}");
    assert_eq!(
        template.slots(),
        [(Place::Header, "1".to_owned()), (Place::Body, "1".to_owned()), (Place::Body, "2".to_owned())]
    );
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
fn only_approved_templates_of_text_are_usable() {
    assert!(template("x", "y").is_usable());
    for word in ["PENDING", "REJECTED", "PAUSED", "DISABLED", "IN_APPEAL", "ARCHIVED", "approved", ""] {
        let status = TemplateStatus::from(word.to_owned());
        assert_eq!(String::from(status.clone()), word);
        assert!(!Template { status, ..template("x", "y") }.is_usable(), "{word}");
    }
    let picture =
        Template { header: Some(Header::Attachment { kind: "IMAGE".into() }), ..template("x", "y") };
    assert!(!picture.is_usable() && picture.slots().is_empty());
    let code = TemplateButton { kind: "COPY_CODE".into(), label: "Copiar".into(), needs_value: true };
    assert!(!Template { buttons: vec![code], ..template("x", "y") }.is_usable());
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
        let params: Vec<TemplateParam> = template.slots().into_iter().map(|(place, key)| TemplateParam { place, key, value: value.clone() }).collect();
        if template.check(&params).is_ok() && !value.contains(['{', '}']) {
            for (place, key) in template.slots() {
                let text = match place { Place::Header => &header, Place::Body => &body };
                let hole = format!("{{{{{key}}}}}");
                prop_assert!(!fill(text, place, &params).contains(&hole));
            }
        }
    }
}
