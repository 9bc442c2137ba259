//! What is refused in the form of a queue, and where.

use crate::common::user;
use desk_model::error::FieldProblem;
use desk_model::queue::{QueuePolicy, Routing};
use desk_model::queue_form::{
    Capacity, QueueForm, QueueMember, QueueText, QueueWarning, ReasonDraft, choices,
};
use desk_model::ticket::CloseReason;

fn form() -> QueueForm {
    QueueForm {
        name: "Vendas".into(),
        color: "#862e9c".into(),
        opening_text: "Olá {name}, {protocol}".into(),
        closing_text: String::new(),
        reopen_hours: 2,
        nudge_text: "Oi?".into(),
        nudge_auto: false,
        nudge_minutes: 30,
        policy: QueuePolicy::default(),
        members: vec![QueueMember { user: user(1), skill: 3 }],
        capacities: Vec::new(),
        numbers: Vec::new(),
        default_of: Vec::new(),
        reasons: Vec::new(),
    }
}

fn reason(level: u8, label: &str) -> ReasonDraft {
    let id = Some(format!("rsn_{}", label.to_lowercase()).parse().unwrap());
    ReasonDraft { id, level, label: label.into(), outcome: CloseReason::Resolved }
}

fn wrong(form: &QueueForm) -> Vec<String> {
    form.check().into_iter().map(|error| error.field).collect()
}

#[test]
fn a_good_form_passes_and_each_bad_field_is_named() {
    assert!(form().check().is_empty());
    let bad = |change: fn(&mut QueueForm)| {
        let mut form = form();
        change(&mut form);
        wrong(&form)
    };
    assert_eq!(bad(|f| f.name = "  ".into()), ["name"]);
    assert_eq!(bad(|f| f.name = "a".repeat(41)), ["name"]);
    assert_eq!(bad(|f| f.color = "red".into()), ["color"]);
    assert_eq!(bad(|f| f.policy.min_skill = 6), ["min_skill"]);
    assert_eq!(bad(|f| f.policy.offer_seconds = 1), ["offer_seconds"]);
    assert_eq!(bad(|f| f.members[0].skill = 0), ["skill_usr_1"]);
    assert_eq!(bad(|f| f.capacities.push(Capacity { user: user(1), limit: 101 })), ["capacity_usr_1"]);
    assert!(bad(|f| f.capacities.push(Capacity { user: user(1), limit: 0 })).is_empty());
    assert_eq!(bad(|f| f.policy.reason_required = true), ["reason_required"]);
    assert_eq!(bad(|f| f.nudge_minutes = 1), ["nudge_minutes"]);
    assert_eq!(
        bad(|f| {
            f.nudge_auto = true;
            f.nudge_text = " ".into();
        }),
        ["nudge_text"]
    );
}

#[test]
fn unknown_variables_are_refused_where_they_stand() {
    assert_eq!(
        QueueText::Opening.problem("{nome}"),
        Some(FieldProblem::UnknownVariable { name: "nome".into() })
    );
    assert_eq!(
        QueueText::Opening.problem("{opens}"),
        Some(FieldProblem::UnknownVariable { name: "opens".into() })
    );
    assert_eq!(QueueText::Away.problem("Voltamos {opens}, {name}."), None);
    assert_eq!(QueueText::Position.problem("{position} {wait}"), None);
    assert_eq!(QueueText::Transfer.problem("{agent}"), None);
    // What cannot be meant as a variable is text.
    for text in ["{", "a } b", "{}", "{ }", "{dois nomes}", "{{", ":-{)"] {
        assert_eq!(QueueText::Opening.problem(text), None, "{text}");
    }
    assert_eq!(QueueText::Closing.problem(&"a".repeat(4097)), Some(FieldProblem::TooLong { max: 4096 }));
    for text in QueueText::SAID {
        let all: String = text.variables().iter().map(|name| format!("{{{name}}}")).collect();
        assert_eq!(text.problem(&all), None);
    }
}

#[test]
fn reasons_are_a_tree() {
    let tree = [
        reason(0, "Pedido"),
        reason(1, "Atraso"),
        reason(2, "Correio"),
        reason(1, "Troca"),
        reason(0, "Outro"),
    ];
    let all = choices(&tree);
    let labels: Vec<String> = all.iter().map(desk_model::queue_form::ReasonChoice::label).collect();
    assert_eq!(labels, ["Pedido › Atraso › Correio", "Pedido › Troca", "Outro"]);
    let with = |reasons: Vec<ReasonDraft>| wrong(&QueueForm { reasons, ..form() });
    assert!(with(tree.to_vec()).is_empty());
    assert_eq!(with(vec![reason(1, "Solto")]), ["reason_0"]);
    assert_eq!(with(vec![reason(0, "A"), reason(2, "B")]), ["reason_1"]);
    assert_eq!(with(vec![reason(0, "A"), reason(1, "B"), reason(2, "C"), reason(3, "D")]), ["reason_3"]);
    assert_eq!(with(vec![reason(0, "A"), reason(0, "a")]), ["reason_1"]);
    assert!(with(vec![reason(0, "A"), reason(1, "C"), reason(0, "B"), reason(1, "C")]).is_empty());
    let consent = ReasonDraft { outcome: CloseReason::Consent, ..reason(0, "A") };
    assert_eq!(with(vec![consent]), ["reason_0"]);
}

#[test]
fn a_queue_that_reaches_nobody_is_warned_about() {
    let limits = |_: &desk_model::UserId| 6;
    assert_eq!(form().warnings(limits), [QueueWarning::NoHours]);
    let empty = QueueForm { members: Vec::new(), ..form() };
    assert_eq!(empty.warnings(limits), [QueueWarning::NoMembers, QueueWarning::NoHours]);
    let push = |min_skill, limit| QueueForm {
        policy: QueuePolicy { routing: Routing::Push, min_skill, ..QueuePolicy::default() },
        capacities: vec![Capacity { user: user(1), limit }],
        ..form()
    };
    assert_eq!(push(3, 1).warnings(limits), [QueueWarning::NoHours]);
    assert_eq!(push(4, 1).warnings(limits), [QueueWarning::NobodyFits, QueueWarning::NoHours]);
    assert_eq!(push(3, 0).warnings(limits), [QueueWarning::NobodyFits, QueueWarning::NoHours]);
}
