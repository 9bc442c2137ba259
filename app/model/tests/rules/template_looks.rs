//! How a template looks on the phone, and what its variables most likely mean.

use crate::common::cases;
use crate::template::template;
use desk_model::template::{Header, Prefill, Run, Slotted, Template, runs, styled, suggest};
use proptest::prelude::*;

/// `b`, `i`, `s`, `m` before a run that is bold, italic, struck, of one width.
fn shown(runs: Vec<Run>) -> Vec<String> {
    let mark = |run: Run| {
        let style = run.style;
        let marks = [(style.bold, 'b'), (style.italic, 'i'), (style.strike, 's'), (style.mono, 'm')];
        let mut text: String = marks.iter().filter(|(on, _)| *on).map(|(_, letter)| *letter).collect();
        if !text.is_empty() {
            text.push(':');
        }
        text + &run.text
    };
    runs.into_iter().map(mark).collect()
}

#[test]
fn formatting_is_whatsapps() {
    for (text, expected) in [
        ("Oi *Ana*, tudo?", vec!["Oi ", "b:Ana", ", tudo?"]),
        ("_a_ ~b~ ```c```", vec!["i:a", " ", "s:b", " ", "m:c"]),
        ("*_a_*", vec!["bi:a"]),
        ("*a _b_ c*", vec!["b:a ", "bi:b", "b: c"]),
        ("`a*b*`", vec!["m:a*b*"]),
        ("```linha\n*duas*```", vec!["m:linha\n*duas*"]),
        ("2*3*4", vec!["2*3*4"]),
        ("snake_case_name", vec!["snake_case_name"]),
        ("* a*", vec!["* a*"]),
        ("*a *", vec!["*a *"]),
        ("*a\nb*", vec!["*a\nb*"]),
        ("**", vec!["**"]),
        ("*a", vec!["*a"]),
        ("", vec![]),
    ] {
        assert_eq!(shown(styled(text)), expected, "{text}");
    }
    assert_eq!(shown(styled("{{1}}")), ["{{1}}"], "what was sent has no variables");
}

#[test]
fn variables_are_marked_and_formatted() {
    let value = |name: &str| (name == "nome").then(|| "*Ana*".to_owned());
    let seen = runs("Olá _{{nome}}_, pedido {{numero}}.", value);
    let slots: Vec<(&str, Slotted)> = seen.iter().map(|run| (run.text.as_str(), run.slot)).collect();
    assert_eq!(
        slots,
        [
            ("Olá ", Slotted::No),
            ("Ana", Slotted::Filled),
            (", pedido ", Slotted::No),
            ("numero", Slotted::Empty),
            (".", Slotted::No)
        ]
    );
    assert!(seen[1].style.bold && seen[1].style.italic);
}

fn facts(contact: &str) -> Prefill {
    Prefill {
        contact: contact.into(),
        protocol: "20261121-000042-7".into(),
        agent: "Bruno Reis".into(),
        queue: "Financeiro".into(),
        today: "21/11/2026".into(),
        fields: Vec::new(),
    }
}

fn suggested(template: &Template, facts: &Prefill) -> Vec<Option<String>> {
    template.slots().iter().map(|slot| suggest(template, slot, facts)).collect()
}

#[test]
fn names_of_variables_say_what_is_meant() {
    for (key, expected) in [
        ("nome", Some("Marina")),
        ("Customer_Name", Some("Marina")),
        ("nome_completo", Some("Marina Duarte")),
        ("protocolo", Some("20261121-000042-7")),
        ("atendente", Some("Bruno Reis")),
        ("fila", Some("Financeiro")),
        ("hoje", Some("21/11/2026")),
        ("veiculo", None),
    ] {
        let template = template("", &format!("Pedido de {{{{{key}}}}} aqui"));
        let expected = expected.map(str::to_owned);
        assert_eq!(suggested(&template, &facts("Marina Duarte")), [expected], "{key}");
    }
}

#[test]
fn what_the_customer_answered_to_a_menu_is_known() {
    let fields = [("Placa do veículo", "ABC1D23"), ("Nome completo", "Marina Duarte Alves"), ("CPF", " ")];
    let fields = fields.map(|(name, answer)| (name.to_owned(), answer.to_owned()));
    let known = Prefill { fields: fields.to_vec(), ..facts("Marina") };
    let one = |body: &str| suggested(&template("", body), &known).remove(0);
    assert_eq!(one("Carro {{placa_do_veiculo}} pronto").as_deref(), Some("ABC1D23"));
    assert_eq!(one("Prezada {{nome_completo}}").as_deref(), Some("Marina Duarte Alves"));
    assert_eq!(one("A placa do veículo: *{{1}}* está certa?").as_deref(), Some("ABC1D23"));
    // Part of a word is not the word, and nothing is no answer.
    assert_eq!(one("A replaca do veículo {{1}} chegou"), None);
    assert_eq!(one("CPF {{1}}, certo?"), None);
    assert_eq!(one("Olá, {{1}}!").as_deref(), Some("Marina"));
}

#[test]
fn counted_variables_are_told_by_the_text_before_them() {
    let body = "Olá, *{{1}}*! Aqui é {{2}}, da equipe {{3}}. Protocolo: {{4}}. O valor é {{5}}.";
    let found = suggested(&template("", body), &facts("Marina Duarte"));
    let expected = ["Marina", "Bruno Reis", "Financeiro", "20261121-000042-7", ""];
    let expected = expected.map(|text| Some(text.to_owned()).filter(|text| !text.is_empty()));
    assert_eq!(found, expected);
    // "cola" is no greeting.
    assert_eq!(suggested(&template("", "Sua cola {{1}} chegou"), &facts("Ana")), [None]);
    let header = Template { header: Some(Header::Text { text: "Oi {{1}}".into() }), ..template("", "x") };
    assert_eq!(suggested(&header, &facts("Ana")), [Some("Ana".to_owned())]);
}

#[test]
fn customers_without_a_name_are_called_something() {
    let called = |contact: &str, language: &str| {
        let template = Template { language: language.into(), ..template("", "Olá {{nome}}!") };
        suggested(&template, &facts(contact)).remove(0).unwrap()
    };
    assert_eq!(called("Bia", "pt_BR"), "Bia");
    assert_eq!(called("  Seu Antônio ", "pt_BR"), "Seu Antônio");
    assert_eq!(called("", "pt_BR"), "cliente");
    assert_eq!(called("+55 31 98888-7777", "pt_BR"), "cliente");
    assert_eq!(called("👋", "en_US"), "customer");
    assert_eq!(called("", "es_MX"), "cliente");
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn nothing_but_marks_is_lost(text in "[*_~` ab\\n]{0,24}") {
        let again: String = styled(&text).into_iter().map(|run| run.text).collect();
        let letters = |text: &str| text.chars().filter(|c| !"*_~`".contains(*c)).collect::<String>();
        prop_assert_eq!(letters(&again), letters(&text));
        for run in styled(&text) {
            prop_assert!(!run.text.is_empty());
        }
    }

    #[test]
    fn suggesting_never_panics(body in "[{}12 oláOiprotocolo,:]{0,30}", contact in "\\PC{0,12}") {
        let template = template("", &body);
        for value in suggested(&template, &facts(&contact)).into_iter().flatten() {
            prop_assert!(!value.trim().is_empty());
        }
    }
}
