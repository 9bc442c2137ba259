//! The text menu: walking it, and what may be published.

use crate::common::{NOON, cases, id, queue};
use desk_model::interactive::Interactive;
use desk_model::menu::{
    Effect, Env, Fault, FieldCheck, Found, Heard, Input, Look, MAX_TURNS, Menu, MenuOption, Next, Node,
    NodeId, NodeKind, OnTimeout, OutlineAt, Rules, Sending, Spoken, Standing, Step, Walk, Why,
    asks_for_agent, check, fill, plain, read, start, starter, step,
};
use desk_model::message::MediaKind;
use desk_model::time::{MINUTE, SECOND, Timestamp};
use desk_model::{CloseReason, QueueId};
use proptest::collection::vec;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

struct World {
    default: QueueId,
    queues: BTreeMap<QueueId, String>,
    closed: BTreeSet<QueueId>,
    vars: BTreeMap<String, String>,
}

impl World {
    fn new() -> Self {
        Self {
            default: queue(9),
            queues: BTreeMap::from([
                (queue(1), "Vendas".into()),
                (queue(2), "Suporte".into()),
                (queue(9), "Geral".into()),
            ]),
            closed: BTreeSet::new(),
            vars: BTreeMap::from([
                ("name".to_owned(), "Ana".to_owned()),
                ("desk".to_owned(), "Balcão".to_owned()),
            ]),
        }
    }

    fn env<'a>(&'a self, found: Option<&'a Found>, now: Timestamp) -> Env<'a> {
        Env {
            now,
            default_queue: &self.default,
            queues: &self.queues,
            closed: &self.closed,
            vars: &self.vars,
            found,
        }
    }
}

fn the_starter() -> Menu {
    starter(&[(queue(1), "Vendas".into()), (queue(2), "Suporte".into())])
}

fn says(menu: &Menu, walk: &Walk, text: &str) -> Step {
    let world = World::new();
    step(menu, walk, &Heard { input: Input::Text(text), at: NOON }, &world.env(None, NOON))
}

fn begin(menu: &Menu) -> Step {
    start(menu, &World::new().env(None, NOON))
}

fn texts(step: &Step) -> Vec<String> {
    step.effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Say(Spoken::Text(text)) => Some(text.clone()),
            Effect::Say(Spoken::Interactive(what)) => Some(what.body.clone()),
            _ => None,
        })
        .collect()
}

#[test]
fn the_starter_is_walked() {
    let menu = the_starter();
    assert_eq!(check(&menu, &[queue(1), queue(2)], &[]), []);
    let begun = begin(&menu);
    assert_eq!(
        texts(&begun),
        ["Olá, Ana! Como podemos ajudar?\n\n1 - Vendas\n2 - Suporte\n3 - Consultar protocolo\n0 - Atendente"]
    );
    // By number, by name, by synonym without its accent, as it stands in the message.
    for said in ["1", " vendas ", "VENDAS!", "orcamento", "1 - Vendas"] {
        let sold = says(&menu, &begun.walk, said);
        assert_eq!(sold.next, Next::Queue { queue: queue(1), why: Why::Chosen }, "{said}");
        assert!(texts(&sold)[0].contains("fila Vendas"), "{sold:?}");
        assert_eq!(sold.walk.path[0].answer, "Vendas");
    }
    let asked = says(&menu, &begun.walk, "2");
    assert_eq!((asked.next.clone(), asked.asked), (Next::Wait, true));
    let done = says(&menu, &asked.walk, "Ana Souza");
    assert_eq!(done.next, Next::Queue { queue: queue(2), why: Why::Chosen });
    assert_eq!(done.walk.answers[0].value, "Ana Souza");
    let path: Vec<&str> = done.walk.path.iter().map(|trail| trail.answer.as_str()).collect();
    assert_eq!(path, ["Suporte", "Ana Souza"]);
}

#[test]
fn a_protocol_is_told_and_the_menu_goes_on() {
    let menu = the_starter();
    let asked = says(&menu, &begin(&menu).walk, "3");
    let unknown = says(&menu, &asked.walk, "20261121-000042-7");
    assert!(texts(&unknown)[0].contains("Não encontrei"), "{unknown:?}");
    let found = Found {
        protocol: "20261121-000042-7".into(),
        opened: "20/11/2026".into(),
        standing: Standing::Serving,
    };
    let world = World::new();
    let heard = Heard { input: Input::Text("20261121-000042-7"), at: NOON };
    let told = step(&menu, &unknown.walk, &heard, &world.env(Some(&found), NOON));
    assert_eq!(
        texts(&told),
        [
            "O protocolo 20261121-000042-7, aberto em 20/11/2026, está em atendimento.",
            "Posso ajudar em mais alguma coisa?"
        ]
    );
    // A button, by its id.
    let Some(Effect::Say(Spoken::Interactive(Interactive { choices, .. }))) = told.effects.last() else {
        panic!("{told:?}")
    };
    let (id, title) = (choices[1].id.as_str(), choices[1].title.as_str());
    let tapped = Heard { input: Input::Choice { id, title }, at: NOON };
    let over = step(&menu, &told.walk, &tapped, &world.env(None, NOON));
    assert_eq!(over.next, Next::End { reason: CloseReason::Resolved, why: Why::Chosen });
    // The same button once more, in a later menu, is taken by its words; a foreign one is no answer.
    let odd = Heard { input: Input::Choice { id: "x", title: "Cor azul" }, at: NOON };
    assert_eq!(step(&menu, &told.walk, &odd, &world.env(None, NOON)).walk.wrong, 1);
}

#[test]
fn a_button_further_up_changes_ones_mind() {
    let menu = the_starter();
    let world = World::new();
    let asked = says(&menu, &begin(&menu).walk, "2");
    let tap = |id, title| Heard { input: Input::Choice { id, title }, at: NOON };
    let same = step(&menu, &asked.walk, &tap("menu:1:2", "Suporte"), &world.env(None, NOON));
    assert_eq!((same.next, same.effects.len()), (Next::Wait, 0), "tapped twice");
    assert_eq!(same.walk, asked.walk);
    let other = step(&menu, &asked.walk, &tap("menu:1:1", "Vendas"), &world.env(None, NOON));
    assert_eq!(other.next, Next::Queue { queue: queue(1), why: Why::Chosen });
}

#[test]
fn wrong_answers_have_a_limit() {
    let menu = the_starter();
    let mut walk = begin(&menu).walk;
    let world = World::new();
    for count in 1..3 {
        let again = step(&menu, &walk, &Heard { input: Input::Other, at: NOON }, &world.env(None, NOON));
        assert_eq!((again.next.clone(), again.walk.wrong), (Next::Wait, count));
        assert!(texts(&again)[0].starts_with("Não entendi"), "{again:?}");
        assert!(texts(&again)[0].contains("1 - Vendas"));
        walk = again.walk;
    }
    let over = says(&menu, &walk, "banana");
    assert_eq!(over.next, Next::Queue { queue: queue(2), why: Why::Wrong });
    // A right answer in between forgives.
    let asked = says(&menu, &walk, "2");
    assert_eq!(asked.walk.wrong, 0);
}

#[test]
fn what_was_written_before_the_question_is_no_wrong_answer() {
    let menu = the_starter();
    let world = World::new();
    let walk = start(&menu, &world.env(None, NOON)).walk;
    let early = |text| Heard { input: Input::Text(text), at: NOON.plus(-5 * SECOND) };
    let ignored = step(&menu, &walk, &early("tudo bem?"), &world.env(None, NOON));
    assert_eq!((ignored.walk, ignored.effects.len(), ignored.next), (walk.clone(), 0, Next::Wait));
    // But an answer is an answer: clocks differ.
    assert_ne!(step(&menu, &walk, &early("1"), &world.env(None, NOON)).next, Next::Wait);
    // And what was overtaken by a later answer counts no more.
    let asked = step(&menu, &walk, &Heard { input: Input::Text("2"), at: NOON }, &world.env(None, NOON));
    let late = step(&menu, &asked.walk, &early("1"), &world.env(None, NOON));
    assert_eq!((late.walk, late.effects.len()), (asked.walk, 0));
}

#[test]
fn silence_leads_to_a_queue_or_the_end() {
    let mut menu = the_starter();
    let walk = begin(&menu).walk;
    let world = World::new();
    let silent = Heard { input: Input::Silence, at: NOON };
    let over = step(&menu, &walk, &silent, &world.env(None, NOON));
    assert_eq!(over.next, Next::Queue { queue: queue(2), why: Why::Silent });
    assert_eq!(texts(&over).len(), 1);
    menu.rules.on_timeout = OnTimeout::End;
    let over = step(&menu, &walk, &silent, &world.env(None, NOON));
    assert_eq!(over.next, Next::End { reason: CloseReason::NoAnswer, why: Why::Silent });
}

#[test]
fn a_person_is_called_at_every_step() {
    let menu = any_menu();
    let world = World::new();
    let found = Found { protocol: "p".into(), opened: "o".into(), standing: Standing::Waiting };
    for node in menu.nodes.iter().filter(|node| node.kind.waits()) {
        let walk = Walk { at: node.id, ..begin(&menu).walk };
        for words in ["0", "atendente", "Quero falar com um ATENDENTE, por favor", "humano"] {
            let heard = Heard { input: Input::Text(words), at: NOON };
            let called = step(&menu, &walk, &heard, &world.env(Some(&found), NOON));
            assert!(matches!(called.next, Next::Queue { .. }), "{}: {words}", node.name);
        }
    }
    assert!(!asks_for_agent("o atendente de ontem me disse que era para escrever aqui hoje cedo"));
}

#[test]
fn hours_decide_without_asking() {
    let menu = any_menu();
    let mut world = World::new();
    let walk = Walk { at: NodeId(2), ..begin(&menu).walk };
    let heard = Heard { input: Input::Text("ana@exemplo.com.br"), at: NOON };
    let open = step(&menu, &walk, &heard, &world.env(None, NOON));
    assert_eq!(open.walk.at, NodeId(6));
    world.closed.insert(queue(1));
    let closed = step(&menu, &walk, &heard, &world.env(None, NOON));
    assert_eq!(closed.next, Next::End { reason: CloseReason::Resolved, why: Why::Chosen });
    assert!(matches!(closed.effects[1], Effect::Say(Spoken::Media { .. })), "{closed:?}");
}

/// Every kind of step, with ways back.
fn any_menu() -> Menu {
    let node = |id, kind| Node { id: NodeId(id), name: format!("passo {id}"), kind };
    let option = |key: &str, title: &str, to| MenuOption {
        key: key.into(),
        title: title.into(),
        to: Some(NodeId(to)),
        ..MenuOption::default()
    };
    let nodes = vec![
        node(
            1,
            NodeKind::Ask {
                text: "Escolha, {name}".into(),
                look: Look::List,
                button: "Ver".into(),
                options: vec![
                    option("1", "E-mail", 2),
                    option("2", "De novo", 1),
                    option("3", "Consentir", 5),
                ],
            },
        ),
        node(
            2,
            NodeKind::Field {
                text: "E-mail?".into(),
                label: "E-mail".into(),
                check: FieldCheck::Email,
                invalid: "Isso não é um e-mail".into(),
                next: Some(NodeId(3)),
            },
        ),
        node(3, NodeKind::Hours { queue: Some(queue(1)), open: Some(NodeId(6)), closed: Some(NodeId(4)) }),
        node(
            4,
            NodeKind::Send {
                what: Sending::Media {
                    media: MediaKind::Document,
                    link: "https://exemplo.com.br/tabela.pdf".into(),
                    caption: String::new(),
                },
                next: Some(NodeId(8)),
            },
        ),
        node(
            5,
            NodeKind::Consent {
                text: "Pode?".into(),
                yes: "Sim".into(),
                no: "Não".into(),
                purposes: vec![desk_model::consent::Purpose::Marketing],
                granted: Some(NodeId(7)),
                refused: Some(NodeId(1)),
            },
        ),
        node(
            6,
            NodeKind::Protocol {
                text: "Protocolo?".into(),
                waiting: "a".into(),
                serving: "b".into(),
                closed: "c".into(),
                unknown: "d".into(),
                next: Some(NodeId(1)),
            },
        ),
        node(7, NodeKind::Queue { text: String::new(), queue: Some(queue(1)) }),
        node(8, NodeKind::End { text: "Tchau".into(), reason: CloseReason::Resolved }),
    ];
    let rules = Rules { agent_queue: Some(queue(2)), ..Rules::default() };
    Menu { root: Some(NodeId(1)), nodes, rules }
}

fn faults(menu: &Menu) -> Vec<(Option<u32>, String, Fault)> {
    let known = [queue(1), queue(2)];
    check(menu, &known, &[]).into_iter().map(|p| (p.node.map(|n| n.0), p.field, p.fault)).collect()
}

fn change(id: u32, edit: impl FnOnce(&mut NodeKind)) -> Vec<(Option<u32>, String, Fault)> {
    let mut menu = any_menu();
    edit(&mut menu.node_mut(NodeId(id)).unwrap().kind);
    faults(&menu)
}

#[test]
fn mistakes_are_told_at_their_steps() {
    assert_eq!(faults(&any_menu()), []);
    let mut menu = any_menu();
    menu.root = None;
    assert!(faults(&menu).contains(&(None, "root".into(), Fault::Missing)));
    menu = any_menu();
    menu.rules = Rules { attempts: 0, timeout_minutes: 0, agent_queue: Some(queue(7)), ..menu.rules };
    let told = faults(&menu);
    assert!(told.contains(&(None, "attempts".into(), Fault::Range { min: 1, max: 5 })));
    assert!(told.contains(&(None, "timeout_minutes".into(), Fault::Range { min: 1, max: 1440 })));
    assert!(told.contains(&(None, "agent_queue".into(), Fault::UnknownQueue)));

    menu = any_menu();
    menu.remove(NodeId(7));
    assert_eq!(faults(&menu), [(Some(5), "granted".into(), Fault::Nowhere)]);
    let long = |kind: &mut NodeKind| {
        if let NodeKind::Ask { options, .. } = kind {
            options[1].title = "x".repeat(25);
            options[2].key = "1".into();
            options[0].words = vec!["Atendente".into()];
        }
    };
    let told = change(1, long);
    assert!(told.contains(&(Some(1), "options.1.title".into(), Fault::TooLong { max: 24 })), "{told:?}");
    assert!(told.contains(&(Some(1), "options.2.key".into(), Fault::Ambiguous { word: "1".into() })));
    assert!(told.contains(&(
        Some(1),
        "options.0.words".into(),
        Fault::Reserved { word: "Atendente".into() }
    )));
    let many = |kind: &mut NodeKind| {
        if let NodeKind::Ask { look, options, .. } = kind {
            *look = Look::Buttons;
            options.push(MenuOption { key: "4".into(), title: "x".repeat(21), ..MenuOption::default() });
        }
    };
    let told = change(1, many);
    assert!(told.contains(&(Some(1), "options".into(), Fault::TooMany { max: 3 })), "{told:?}");
    assert!(told.contains(&(Some(1), "options.3.title".into(), Fault::TooLong { max: 20 })));
    assert!(told.contains(&(Some(1), "options.3.to".into(), Fault::Nowhere)));
    for (link, fault) in
        [("", Fault::Missing), ("http://a.b/c", Fault::BadLink), ("https://a", Fault::BadLink)]
    {
        let told = change(4, |kind| {
            if let NodeKind::Send { what: Sending::Media { link: known, .. }, .. } = kind {
                *known = link.into();
            }
        });
        assert_eq!(told, [(Some(4), "link".into(), fault)]);
    }
    let gone = Sending::Template { name: "sumiu".into(), language: "pt_BR".into(), params: Vec::new() };
    let told = change(4, |kind| *kind = NodeKind::Send { what: gone, next: Some(NodeId(8)) });
    assert_eq!(told, [(Some(4), "template".into(), Fault::UnknownTemplate)]);
}

#[test]
fn rings_without_a_question_are_told_with_their_path() {
    // 3 (hours) → 4 (a file) → 3.
    let mut menu = any_menu();
    menu.node_mut(NodeId(4)).unwrap().kind.lead(desk_model::menu::Exit::Next, Some(NodeId(3)));
    let told = faults(&menu);
    let ring = Fault::Loop { path: [3, 4, 3].map(NodeId).into() };
    assert!(told.contains(&(Some(4), "next".into(), ring)), "{told:?}");
    assert!(told.contains(&(Some(8), "name".into(), Fault::Unreachable)));
    assert!(!Fault::Unreachable.blocks());
    // Even so nobody would be lost in it.
    let walk = Walk { at: NodeId(2), ..begin(&menu).walk };
    let mut world = World::new();
    world.closed.insert(queue(1));
    let heard = Heard { input: Input::Text("a@b.co"), at: NOON };
    let out = step(&menu, &walk, &heard, &world.env(None, NOON));
    assert_eq!(out.next, Next::Queue { queue: queue(2), why: Why::Broken });
}

#[test]
fn the_tree_shows_each_step_once() {
    let menu = any_menu();
    let rows = menu.outline();
    let mut seen: Vec<NodeId> = rows
        .iter()
        .filter_map(|row| match row.at {
            OutlineAt::Node(id) => Some(id),
            OutlineAt::Again(_) | OutlineAt::Nowhere => None,
        })
        .collect();
    seen.sort();
    assert_eq!(seen, menu.nodes.iter().map(|node| node.id).collect::<Vec<_>>());
    assert!(rows.iter().any(|row| row.at == OutlineAt::Again(NodeId(1)) && row.depth == 1));
    let mut moved = menu.clone();
    assert!(moved.shift(NodeId(1), 1, true));
    assert!(
        !moved.shift(NodeId(1), 0, true)
            && !moved.shift(NodeId(1), 2, false)
            && !moved.shift(NodeId(7), 0, false)
    );
    assert_eq!(moved.outline()[1].at, OutlineAt::Again(NodeId(1)));
    assert_eq!(menu.free_id(), NodeId(9));
}

#[test]
fn answers_are_checked_and_written_down() {
    use FieldCheck as F;
    for (check, good, kept) in [
        (F::Text, "  oi ", "oi"),
        (F::Number, "1.234,56", "1.234,56"),
        (F::Number, "-3", "-3"),
        (F::Email, "Ana.Souza@Exemplo.com.br", "ana.souza@exemplo.com.br"),
        (F::Cpf, "529.982.247-25", "529.982.247-25"),
        (F::Cpf, "52998224725", "529.982.247-25"),
        (F::Date, "1/2/2026", "01/02/2026"),
        (F::Date, "2024-02-29", "29/02/2024"),
        (F::Phone, "(11) 98765-4321", "+5511987654321"),
    ] {
        assert_eq!(read(check, good).as_deref(), Some(kept), "{good}");
    }
    for (check, bad) in [
        (F::Text, "   "),
        (F::Number, "doze"),
        (F::Number, ","),
        (F::Email, "ana@exemplo"),
        (F::Email, "ana exemplo@a.com"),
        (F::Email, "a@b@c.com"),
        (F::Cpf, "529.982.247-26"),
        (F::Cpf, "11111111111"),
        (F::Cpf, "5299822472"),
        (F::Date, "31/04/2026"),
        (F::Date, "29/02/2026"),
        (F::Date, "amanhã"),
        (F::Phone, "98765-4321"),
    ] {
        assert_eq!(read(check, bad), None, "{bad}");
    }
    assert_eq!(plain("  Não, OBRIGADO!! "), "nao obrigado");
    assert_eq!(fill("{a}{b} {", 4, |name| (name == "a").then(|| "{b}".to_owned())), "{b}{");
}

/// What customers send.
fn said() -> impl Strategy<Value = (Option<String>, bool, i64)> {
    let words = prop_oneof![
        Just("1".to_owned()),
        Just("2".to_owned()),
        Just("3".to_owned()),
        Just("sim".to_owned()),
        Just("não".to_owned()),
        Just("a@b.co".to_owned()),
        Just("de novo".to_owned()),
        "\\PC{0,20}",
    ];
    (proptest::option::of(words), any::<bool>(), 0i64..120)
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn nobody_is_stuck(script in vec(said(), 0..90), attempts in 1u8..=5, shut in any::<bool>()) {
        let mut menu = any_menu();
        menu.rules.attempts = attempts;
        let mut world = World::new();
        if shut {
            world.closed.insert(queue(1));
        }
        let found = Found { protocol: "p".into(), opened: "o".into(), standing: Standing::Closed };
        let mut now = NOON;
        let mut at = start(&menu, &world.env(None, now));
        let mut answers = 0;
        for (text, known, seconds) in script {
            if at.next != Next::Wait {
                break;
            }
            now = now.plus(seconds * SECOND);
            let input = text.as_deref().map_or(Input::Other, Input::Text);
            at = step(&menu, &at.walk, &Heard { input, at: now }, &world.env(known.then_some(&found), now));
            answers += 1;
            // What waits for an answer is a question that was asked.
            if at.next == Next::Wait {
                prop_assert!(menu.node(at.walk.at).is_some_and(|node| node.kind.waits()));
                prop_assert!(at.asked);
                prop_assert!(at.walk.wrong < attempts);
            }
            for effect in &at.effects {
                match effect {
                    Effect::Say(Spoken::Interactive(what)) => prop_assert!(what.fits(), "{what:?}"),
                    Effect::Say(Spoken::Text(text)) => prop_assert!((1..=4096).contains(&text.chars().count())),
                    _ => {}
                }
            }
        }
        prop_assert!(answers <= MAX_TURNS);
        // Whatever was said, silence ends it.
        if at.next == Next::Wait {
            let late = now.plus(30 * MINUTE);
            at = step(&menu, &at.walk, &Heard { input: Input::Silence, at: late }, &world.env(None, late));
        }
        prop_assert!(at.next != Next::Wait);
    }

    #[test]
    fn any_menu_ends_and_none_that_passes_has_rings(links in vec(proptest::option::of(1u32..=8), 9), word in "[0-3]|\\PC{0,3}") {
        let mut menu = any_menu();
        let mut links = links.into_iter();
        for node in &mut menu.nodes {
            for (exit, _) in node.kind.exits() {
                node.kind.lead(exit, links.next().flatten().map(NodeId));
            }
        }
        let passes = check(&menu, &[queue(1), queue(2)], &[]).iter().all(|problem| !problem.fault.blocks());
        let world = World::new();
        let mut at = start(&menu, &world.env(None, NOON));
        for _ in 0..=MAX_TURNS {
            if at.next != Next::Wait {
                break;
            }
            at = step(&menu, &at.walk, &Heard { input: Input::Text(&word), at: NOON }, &world.env(None, NOON));
        }
        prop_assert!(at.next != Next::Wait);
        if passes {
            let broken = matches!(at.next, Next::Queue { why: Why::Broken, .. });
            prop_assert!(!broken);
        }
        let again: Menu = serde_json::from_str(&serde_json::to_string(&menu).unwrap()).unwrap();
        prop_assert_eq!(again, menu);
    }
}

#[test]
fn what_can_be_tapped_fits_the_platform() {
    let choice = |n: usize, title: &str| desk_model::interactive::OfferedChoice {
        id: format!("i{n}"),
        title: title.to_owned(),
        description: None,
    };
    let buttons = |titles: &[&str]| Interactive {
        body: "?".into(),
        list: None,
        choices: titles.iter().enumerate().map(|(n, title)| choice(n, title)).collect(),
    };
    assert!(buttons(&["Sim", "Não"]).fits());
    assert!(!buttons(&[]).fits() && !buttons(&["a", "b", "c", "d"]).fits() && !buttons(&["a", "a"]).fits());
    assert!(!buttons(&["um título com mais de vinte"]).fits());
    let list = Interactive {
        list: Some("Ver".into()),
        ..buttons(&["um título de vinte e dois"[..22].trim(), "b", "c", "d"])
    };
    assert!(list.fits());
    assert!(!Interactive { list: Some(String::new()), ..list.clone() }.fits());
    assert!(!Interactive { body: "x".repeat(4097), ..list }.fits());
    let _: desk_model::NumberId = id("num_1");
}
