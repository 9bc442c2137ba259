//! Meta's rules on new templates, and files for their heads.

use crate::common::{cases, id};
use desk_model::error::FieldProblem::{self, Malformed, Missing, Template, TooLarge, TooLong, WrongType};
use desk_model::template::TemplateRule as R;
use desk_model::template::{
    ButtonKind, Category, DraftButton, DraftHeader, HeaderMedia, TemplateDraft, check_file, sniff,
};
use proptest::prelude::*;

fn draft() -> TemplateDraft {
    TemplateDraft {
        name: "pedido_enviado".into(),
        body: "Olá {{nome}}, o seu pedido já saiu para entrega.".into(),
        examples: [("body.nome".to_owned(), "Ana".to_owned())].into(),
        ..TemplateDraft::default()
    }
}

fn problems(change: impl FnOnce(&mut TemplateDraft)) -> Vec<(String, FieldProblem)> {
    let mut draft = draft();
    change(&mut draft);
    draft.check().into_iter().map(|error| (error.field, error.problem)).collect()
}

fn one(field: &str, problem: FieldProblem) -> Vec<(String, FieldProblem)> {
    vec![(field.to_owned(), problem)]
}

fn rule(rule: R) -> FieldProblem {
    Template(rule)
}

#[test]
fn names_languages_categories() {
    assert_eq!(problems(|_| ()), []);
    assert_eq!(problems(|d| d.name.clear()), one("name", Missing));
    assert_eq!(problems(|d| d.name = "a".repeat(513)), one("name", TooLong { max: 512 }));
    for name in ["Pedido", "pedido enviado", "ação", "a-b"] {
        assert_eq!(problems(|d| d.name = name.into()), one("name", rule(R::NameLetters)), "{name}");
    }
    for language in ["", "pt-BR", "português", "PT", "pt_br", "pt_BRA"] {
        assert_eq!(problems(|d| d.language = language.into()), one("language", Malformed), "{language}");
    }
    assert_eq!(problems(|d| d.category = Category::Authentication), one("category", Malformed));
}

#[test]
fn bodies() {
    let body = |text: &str, named: bool| {
        problems(|d| {
            d.body = text.into();
            d.named = named;
            d.examples.insert("body.1".into(), "a".into());
            d.examples.insert("body.2".into(), "b".into());
        })
    };
    assert_eq!(body("Olá {{1}}, o pedido {{2}} saiu.", false), []);
    assert_eq!(body("  ", true), one("body", Missing));
    assert_eq!(body(&"a".repeat(1025), true), one("body", TooLong { max: 1024 }));
    for (text, named, broken) in [
        ("{{nome}} o seu pedido saiu", true, R::Edges),
        ("O seu pedido saiu {{nome}} ", true, R::Edges),
        ("Pedido {{1}}{{2}} saiu", false, R::Adjacent),
        ("Pedido {{1}} {{2}} saiu", false, R::Adjacent),
        ("Pedido {{2}} saiu", false, R::Counting),
        ("Pedido {{1}} e {{3}} saiu", false, R::Counting),
        ("Pedido {{nome}} saiu", false, R::Counting),
        ("Pedido {{1}} saiu", true, R::Naming),
        ("Pedido {{Nome}} saiu", true, R::Naming),
    ] {
        assert_eq!(body(text, named), one("body", rule(broken)), "{text}");
    }
    assert_eq!(problems(|d| d.examples.clear()), one("example.body.nome", Missing));
    let few = TemplateDraft { body: "Oi {{nome}} ok".into(), ..draft() };
    assert_eq!(few.check(), []);
    assert_eq!(few.warnings()[0].problem, rule(R::FewWords));
    assert_eq!(draft().warnings(), []);
}

#[test]
fn headers_and_footers() {
    let header = |text: &str| problems(|d| d.header = DraftHeader::Text { text: text.into() });
    assert_eq!(header("Pedido a caminho"), []);
    assert_eq!(header(" "), one("header", Missing));
    assert_eq!(header(&"a".repeat(61)), one("header", TooLong { max: 60 }));
    assert_eq!(header("a\nb"), one("header", rule(R::OneLine)));
    assert_eq!(header("{{a}} e {{b}}"), one("header", rule(R::OneVariable)));
    assert_eq!(header("*forte*"), one("header", rule(R::Plain)));
    assert_eq!(header("Pedido {{a_b}}"), one("example.header.a_b", Missing));
    let media = |example| problems(|d| d.header = DraftHeader::Media { kind: HeaderMedia::Image, example });
    assert_eq!(media(None), one("example.header", Missing));
    assert_eq!(media(Some(id("upl_1"))), []);
    assert_eq!(problems(|d| d.header = DraftHeader::Location), []);
    let footer = |text: &str| problems(|d| d.footer = text.into());
    assert_eq!(footer("Responda SAIR"), []);
    assert_eq!(footer(&"a".repeat(61)), one("footer", TooLong { max: 60 }));
    assert_eq!(footer("Olá {{nome}}"), one("footer", rule(R::NoVariables)));
}

fn button(kind: ButtonKind, label: &str, target: &str) -> DraftButton {
    DraftButton { kind, label: label.into(), target: target.into() }
}

#[test]
fn buttons() {
    use ButtonKind::{CopyCode, Flow, Phone, QuickReply, Url};
    let of = |buttons: Vec<DraftButton>| {
        problems(|d| {
            d.buttons = buttons;
            d.examples.insert("button.0".into(), "abc".into());
        })
    };
    let quick = || button(QuickReply, "Sim", "");
    let url = |target: &str| button(Url, "Ver", target);
    let good = vec![
        url("https://x.br/{{1}}"),
        url("https://x.br"),
        button(Phone, "Ligar", "+55 11 4000-0000"),
        quick(),
        quick(),
    ];
    assert_eq!(of(good), []);
    assert_eq!(of(vec![quick(), url("https://x.br"), quick()]), one("buttons", rule(R::Apart)));
    assert_eq!(of((0..11).map(|_| quick()).collect()), one("buttons", rule(R::TooMany { max: 10 })));
    let three = vec![url("https://a.br"), url("https://b.br"), url("https://c.br")];
    assert_eq!(of(three), one("buttons", rule(R::TooMany { max: 2 })));
    assert_eq!(of(vec![button(QuickReply, "", "")]), one("button.0.label", Missing));
    assert_eq!(of(vec![button(QuickReply, &"a".repeat(26), "")]), one("button.0.label", TooLong { max: 25 }));
    assert_eq!(of(vec![button(QuickReply, "{{1}}", "")]), one("button.0.label", rule(R::NoVariables)));
    for (target, broken) in [
        ("x.br", R::Address),
        ("https://", R::Address),
        ("javascript:alert(1)", R::Address),
        ("https://x.br/a b", R::Address),
        ("https://x.br/{{1}}/{{2}}", R::OneVariable),
        ("https://x.br/{{1}}/fim", R::AddressEnd),
        ("https://x.br/{{nome}}", R::AddressEnd),
    ] {
        assert_eq!(of(vec![url(target)]), one("button.0.target", rule(broken)), "{target}");
    }
    assert_eq!(
        of(vec![url(&format!("https://{}", "a".repeat(2000)))]),
        one("button.0.target", TooLong { max: 2000 })
    );
    assert_eq!(of(vec![quick(), url("https://x.br/{{1}}")]), one("example.button.1", Missing));
    assert_eq!(of(vec![button(Phone, "Ligar", "4000")]), one("button.0.target", rule(R::Phone)));
    assert_eq!(of(vec![button(Flow, "Abrir", "abc")]), one("button.0.target", rule(R::Flow)));
    assert_eq!(of(vec![button(CopyCode, "Copiar", "")]), []);
    assert_eq!(of(vec![button(ButtonKind::Other("OTP".into()), "x", "")]), one("button.0.target", Malformed));
}

#[test]
fn a_draft_and_its_template_are_the_same() {
    let mut first = draft();
    first.header = DraftHeader::Text { text: "Pedido".into() };
    first.buttons = vec![button(ButtonKind::Url, "Ver", "https://x.br/{{1}}")];
    let template = first.template(id("tpl_1"), id("num_1"));
    assert!(template.buttons[0].needs_value);
    assert_eq!(TemplateDraft::of(&template), first);
}

#[test]
fn files_are_known_by_their_bytes() {
    let mp4 = b"\0\0\0\x18ftypisom....";
    for (bytes, name, expected) in [
        (&b"\xff\xd8\xff\xe0x"[..], "a.png", Some((HeaderMedia::Image, "image/jpeg"))),
        (b"\x89PNG\r\n\x1a\nx", "", Some((HeaderMedia::Image, "image/png"))),
        (b"%PDF-1.7", "a.exe", Some((HeaderMedia::Document, "application/pdf"))),
        (mp4, "a", Some((HeaderMedia::Video, "video/mp4"))),
        (b"\0\0\0\x18ftyp3gp4", "a", Some((HeaderMedia::Video, "video/3gpp"))),
        (b"\0\0\0\x18ftypheic", "a.mp4", None),
        (b"MZ\x90", "foto.jpg", None),
        (b"<html>", "a.pdf", None),
        (b"<svg/>", "a.svg", None),
        (
            b"PK\x03\x04",
            "a.docx",
            Some((
                HeaderMedia::Document,
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            )),
        ),
        (b"PK\x03\x04", "a.zip", None),
        ("olá".as_bytes(), "a.txt", Some((HeaderMedia::Document, "text/plain"))),
        (b"a\0b", "a.txt", None),
        (b"", "a.txt", None),
    ] {
        assert_eq!(sniff(bytes, name), expected, "{name} {bytes:?}");
    }
    let check = |kind, bytes: &[u8]| check_file(kind, bytes, "a.pdf", 10);
    assert_eq!(check(HeaderMedia::Document, b"%PDF-1.7"), Ok("application/pdf"));
    assert_eq!(check(HeaderMedia::Document, b"%PDF-1.7..."), Err(TooLarge { max: 10 }));
    assert_eq!(check(HeaderMedia::Document, b""), Err(Missing));
    assert_eq!(check(HeaderMedia::Image, b"%PDF-1.7"), Err(WrongType));
    let large = vec![0xff; 5 * 1024 * 1024 + 1];
    assert_eq!(check(HeaderMedia::Image, &large), Err(TooLarge { max: 5 * 1024 * 1024 }));
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn checking_never_panics(name in "\\PC{0,12}", body in "[{}1a é\n]{0,24}", header in "[{}1a*]{0,12}", target in "\\PC{0,16}", named in any::<bool>()) {
        let draft = TemplateDraft {
            name, body, named, header: DraftHeader::Text { text: header },
            buttons: vec![button(ButtonKind::Url, "a", &target), button(ButtonKind::Phone, "b", &target)], ..TemplateDraft::default()
        };
        let _ = (draft.check(), draft.warnings());
        let template = draft.template(id("tpl_1"), id("num_1"));
        let _ = template.slots();
    }
}
