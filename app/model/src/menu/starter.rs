//! Menus and steps to begin with.

use super::{FieldCheck, Look, Menu, MenuOption, Node, NodeId, NodeKind, Rules, Sending, plain};
use crate::consent::Purpose;
use crate::id::QueueId;
use crate::message::MediaKind;
use crate::ticket::CloseReason;

/// A menu that works as it is: sales, support, the state of a protocol, a person.
pub fn starter(queues: &[(QueueId, String)]) -> Menu {
    let called = |words: &[&str]| {
        let named = |name: &str| words.iter().any(|word| plain(name).contains(word));
        let found = queues.iter().find(|(_, name)| named(name)).or_else(|| queues.first());
        found.map(|(id, _)| id.clone())
    };
    let option = |key: &str, title: &str, words: &[&str], to: u32| MenuOption {
        key: key.to_owned(),
        title: title.to_owned(),
        description: String::new(),
        words: words.iter().map(|word| (*word).to_owned()).collect(),
        to: Some(NodeId(to)),
    };
    let node = |id: u32, name: &str, kind: NodeKind| Node { id: NodeId(id), name: name.to_owned(), kind };
    let queue = |words: &[&str]| NodeKind::Queue {
        text: "Certo! Você está na fila {queue}. Em instantes alguém fala com você.".to_owned(),
        queue: called(words),
    };
    let mut protocol = blank(4);
    if let NodeKind::Protocol { next, .. } = &mut protocol {
        *next = Some(NodeId(6));
    }
    let mut name = blank(1);
    if let NodeKind::Field { next, .. } = &mut name {
        *next = Some(NodeId(4));
    }
    let nodes = vec![
        node(
            1,
            "Boas-vindas",
            NodeKind::Ask {
                text: "Olá, {name}! Como podemos ajudar?".to_owned(),
                look: Look::Text,
                button: "Ver opções".to_owned(),
                options: vec![
                    option("1", "Vendas", &["comprar", "orçamento"], 2),
                    option("2", "Suporte", &["ajuda", "problema"], 3),
                    option("3", "Consultar protocolo", &["protocolo"], 5),
                    option("0", "Atendente", &[], 8),
                ],
            },
        ),
        node(2, "Fila de vendas", queue(&["venda", "comercial"])),
        node(3, "Nome do cliente", name),
        node(4, "Fila de suporte", queue(&["suporte", "atendimento"])),
        node(5, "Protocolo", protocol),
        node(
            6,
            "Algo mais?",
            NodeKind::Ask {
                text: "Posso ajudar em mais alguma coisa?".to_owned(),
                look: Look::Buttons,
                button: "Ver opções".to_owned(),
                options: vec![
                    option("1", "Voltar ao início", &["sim", "voltar", "menu"], 1),
                    option("2", "Encerrar", &["não", "nada", "obrigado", "obrigada"], 7),
                ],
            },
        ),
        node(
            7,
            "Despedida",
            NodeKind::End {
                text: "Obrigado pelo contato! Se precisar, é só escrever aqui.".to_owned(),
                reason: CloseReason::Resolved,
            },
        ),
        node(8, "Atendente", queue(&["atendimento", "suporte"])),
    ];
    let rules = Rules { agent_queue: called(&["atendimento", "suporte"]), ..Rules::default() };
    Menu { root: Some(NodeId(1)), nodes, rules }
}

/// What a new step holds, by its place among the kinds the editor offers: message with options, question, sending, hours,
/// protocol, consent, queue, end.
pub fn new_node(kind: usize, id: NodeId, name: String) -> Node {
    Node { id, name, kind: blank(kind) }
}

fn blank(kind: usize) -> NodeKind {
    let text = |words: &str| words.to_owned();
    match kind {
        0 => NodeKind::Ask {
            text: String::new(),
            look: Look::Text,
            button: text("Ver opções"),
            options: vec![MenuOption { key: text("1"), ..MenuOption::default() }],
        },
        1 => NodeKind::Field {
            text: text("Qual é o seu nome completo?"),
            label: text("Nome completo"),
            check: FieldCheck::Text,
            invalid: String::new(),
            next: None,
        },
        2 => NodeKind::Send { what: Sending::Text { text: String::new() }, next: None },
        3 => NodeKind::Hours { queue: None, open: None, closed: None },
        4 => NodeKind::Protocol {
            text: text("Digite o número do protocolo."),
            waiting: text("O protocolo {ticket}, aberto em {opened}, está na fila: logo alguém responde."),
            serving: text("O protocolo {ticket}, aberto em {opened}, está em atendimento."),
            closed: text("O protocolo {ticket}, aberto em {opened}, foi encerrado."),
            unknown: text("Não encontrei esse protocolo entre os seus. Confira os números e digite de novo."),
            next: None,
        },
        5 => NodeKind::Consent {
            text: text(
                "Podemos enviar novidades e ofertas por aqui? Você pode parar quando quiser respondendo SAIR.",
            ),
            yes: text("Sim"),
            no: text("Não"),
            purposes: vec![Purpose::Marketing],
            granted: None,
            refused: None,
        },
        6 => NodeKind::Queue { text: String::new(), queue: None },
        _ => NodeKind::End { text: String::new(), reason: CloseReason::Resolved },
    }
}

impl Sending {
    /// A file to be sent, with nothing filled in.
    pub const fn media() -> Self {
        Self::Media { media: MediaKind::Image, link: String::new(), caption: String::new() }
    }

    /// A template to be sent, not chosen yet.
    pub const fn template() -> Self {
        Self::Template { name: String::new(), language: String::new(), params: Vec::new() }
    }
}
