//! Labels: names, colours that can be read, and finding them.

use crate::common::{cases, id};
use desk_model::Label;
use desk_model::error::FieldProblem;
use desk_model::label::{MAX_NAME, PALETTE, color, color_for, contrast, ink, key, name, search};
use proptest::prelude::*;

fn label(n: u8, name: &str) -> Label {
    Label { id: id(&format!("lbl_{n}")), name: name.to_owned(), color: "#c92a2a".to_owned(), archived: false }
}

#[test]
fn names_are_one_line_without_a_sign_before_them() {
    for (typed, kept) in [
        ("garantia", Ok("garantia")),
        ("  #Troca  de \n peça ", Ok("Troca de peça")),
        ("# #x", Ok("x")),
        ("", Err(FieldProblem::Missing)),
        (" # ", Err(FieldProblem::Missing)),
        ("a\u{7}b", Err(FieldProblem::Malformed)),
    ] {
        assert_eq!(name(typed), kept.map(str::to_owned), "{typed:?}");
    }
    assert!(name(&"ã".repeat(MAX_NAME)).is_ok());
    assert_eq!(name(&"ã".repeat(MAX_NAME + 1)), Err(FieldProblem::TooLong { max: MAX_NAME }));
    assert_eq!(key("#Reclamação  Grave"), key("reclamacao grave"));
    assert_ne!(key("troca"), key("trocas"));
}

#[test]
fn colours_are_six_digits() {
    assert_eq!(color(" #C92A2A "), Ok("#c92a2a".to_owned()));
    for bad in ["", "c92a2a", "#c92", "#c92a2g", "#c92a2a;", "red", "#ç92a2", "#+92a2a"] {
        assert_eq!(color(bad), Err(FieldProblem::Malformed), "{bad}");
    }
    assert!(PALETTE.iter().all(|known| color(known).as_deref() == Ok(*known)));
    assert_eq!(color_for("Garantia"), color_for("garantia"));
    assert!(PALETTE.contains(&color_for("qualquer")));
}

#[test]
fn what_begins_with_it_stands_first() {
    let all =
        [label(1, "Pós-venda"), label(2, "Venda perdida"), label(3, "Garantia"), label(4, "venda nova")];
    let names = |typed: &str| search(&all, typed).iter().map(|l| l.name.as_str()).collect::<Vec<_>>();
    assert_eq!(names("VENDA"), ["venda nova", "Venda perdida", "Pós-venda"]);
    assert_eq!(names("pos"), ["Pós-venda"]);
    assert_eq!(names("x"), Vec::<&str>::new());
    assert_eq!(names("").len(), 4);
}

proptest! {
    #![proptest_config(cases(500))]

    #[test]
    fn words_can_be_read_on_every_colour(red: u8, green: u8, blue: u8) {
        let back = format!("#{red:02x}{green:02x}{blue:02x}");
        prop_assert!(contrast(&back, ink(&back)) >= 4.5, "{back}");
        prop_assert!((contrast(&back, "#ffffff") - contrast("#ffffff", &back)).abs() < 1e-9);
    }

    #[test]
    fn a_name_that_was_kept_stays_as_it_is(typed in "\\PC{0,50}") {
        if let Ok(kept) = name(&typed) {
            prop_assert_eq!(name(&kept), Ok(kept.clone()));
            prop_assert_eq!(key(&kept), key(&key(&kept)));
        }
    }
}
