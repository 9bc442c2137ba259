//! Consents as text: every mistake by its line, and what one row needs.

use crate::common::cases;
use desk_model::consent::table::{BadCell, Column, ConsentTerms, ForAll, Wrong, read};
use desk_model::consent::{Act, Purpose};
use desk_model::phone::PhoneProblem;
use desk_model::price::Day;
use desk_model::{Identity, IdentityKind};
use proptest::prelude::*;

fn today() -> Day {
    Day::parse("2026-11-21").unwrap()
}

fn for_all() -> ForAll {
    ForAll { wording: " Aceito receber ofertas ".into(), evidence: "planilha da loja".into() }
}

fn wrong(text: &str, for_all: &ForAll) -> Vec<(usize, Column, Wrong)> {
    let told = |cell: BadCell| (cell.line, cell.column, cell.wrong);
    read(text, for_all, today()).bad.into_iter().map(told).collect()
}

#[test]
fn one_table_in_many_spellings() {
    let expected = ConsentTerms {
        identity: Identity::phone("+55 11 98765-4321").unwrap(),
        name: "Ana Lima".into(),
        purposes: vec![Purpose::Marketing, Purpose::Utility],
        act: Act::Granted,
        day: Day::parse("2025-03-02").unwrap(),
        wording: "Aceito receber ofertas".into(),
        evidence: "planilha da loja".into(),
    };
    for text in [
        "phone,name,purpose,date\n+5511987654321,Ana Lima,marketing+utility,2025-03-02\n",
        "\u{feff}Telefone;Nome;Finalidade;Data;Consentimento\r\n(11) 98765-4321;Ana  Lima;Marketing / Utilidade;02/03/2025;Sim\r\n",
        "DATA\tCELULAR\tPARA QUÊ\tNOME\n2/3/2025\t011987654321\tofertas, avisos\tAna Lima",
        "sep=;\nwhatsapp;purposes;day;act;name;wording;evidence\n'+55 11 98765-4321;marketing|utility|marketing;2025-03-02;opt-in;Ana Lima;\"Aceito receber ofertas\";planilha da loja",
    ] {
        let table = read(text, &for_all(), today());
        assert_eq!((&table.missing, &table.bad), (&vec![], &vec![]), "{text}");
        let good: Vec<_> = table.good.into_iter().map(|(_, terms)| terms).collect();
        assert_eq!(good, std::slice::from_ref(&expected), "{text}");
        assert_eq!(good[0].check(today()), Ok(()));
    }
    let account = read("bsuid,purpose,date\nBR.1A2b3C,marketing,2026-11-21", &for_all(), today());
    assert_eq!(account.good[0].1.identity.kind, IdentityKind::Bsuid);
}

#[test]
fn every_mistake_is_named_by_its_line() {
    let text = "phone,purpose,date,act\n\
        987654321,marketing,2026-01-01,\n\
        11987654321,news,2026-01-01,sim\n\
        11987654321,,2026-13-01,perhaps\n\
        11987654321,marketing,2026-11-22,\n\
        ,marketing,,\n\
        11987654322,marketing,2026-01-01,\n\
        +55 (11) 98765-4322,marketing,1/1/2026,sim\n";
    assert_eq!(
        wrong(text, &for_all()),
        [
            (2, Column::Address, Wrong::Address(PhoneProblem::NoArea)),
            (3, Column::Purpose, Wrong::UnknownPurpose),
            (4, Column::Purpose, Wrong::Missing),
            (4, Column::Act, Wrong::UnknownAct),
            (4, Column::Day, Wrong::BadDay),
            (5, Column::Day, Wrong::Future),
            (6, Column::Address, Wrong::Missing),
            (6, Column::Day, Wrong::Missing),
            (8, Column::Address, Wrong::Repeated { line: 7 }),
        ]
    );
    assert_eq!(read("telefone;nome\n", &for_all(), today()).missing, [Column::Purpose, Column::Day]);
}

#[test]
fn what_is_given_needs_words_and_proof_and_what_is_taken_back_does_not() {
    let text = "phone,purpose,date,act\n11987654321,marketing,2026-01-01,sim\n11987654321,marketing,2026-02-01,não\n";
    let nothing = ForAll::default();
    assert_eq!(
        wrong(text, &nothing),
        [(2, Column::Wording, Wrong::Missing), (2, Column::Evidence, Wrong::Missing)]
    );
    let table = read(text, &nothing, today());
    assert_eq!((table.good.len(), table.good[0].1.act), (1, Act::Withdrawn));
    let long = ForAll { wording: "a".repeat(2_001), ..for_all() };
    assert_eq!(wrong(text, &long).len(), 2);
}

proptest! {
    #![proptest_config(cases(64))]

    /// Whatever was good here is good to the server, and no text breaks the reader.
    #[test]
    fn any_text_is_read(body in "[^\u{0}]{0,200}", header in prop::sample::select(vec!["phone,purpose,date", "phone;name;purpose;act;date;wording;evidence", ""])) {
        let table = read(&format!("{header}\n{body}"), &for_all(), today());
        for (_, terms) in table.good {
            prop_assert_eq!(terms.check(today()), Ok(()));
        }
    }
}
