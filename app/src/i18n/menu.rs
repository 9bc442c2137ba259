//! What a text menu told and asked.

use desk_model::menu::Why;

/// See the module.
pub(crate) struct MenuTexts {
    pub(crate) faulty: fn(usize) -> String,
    pub(crate) card_title: &'static str,
    pub(crate) card_path: &'static str,
    pub(crate) card_before: &'static str,
    pub(crate) card_talking: &'static str,
    pub(crate) row_word: &'static str,
    pub(crate) why: fn(Why) -> &'static str,
    pub(crate) left: fn(Why, &[String], Option<&str>) -> String,
    pub(crate) skipped: fn(&str) -> String,
}

pub(super) static PT_BR: MenuTexts = MenuTexts {
    faulty: |n| format!("O menu não foi publicado: {n} problema(s). Veja cada um no seu passo."),
    card_title: "O que o cliente respondeu",
    card_path: "Caminho",
    card_before: "De outros atendimentos",
    card_talking: "O menu está falando com o cliente.",
    row_word: "no menu",
    why: |why| match why {
        Why::Chosen => "Escolheu",
        Why::Agent => "Pediu um atendente",
        Why::Wrong => "Não acertou a resposta",
        Why::Silent => "Parou de responder",
        Why::Turns => "Deu muitas voltas",
        Why::Window => "A janela fechou",
        Why::Broken => "O menu mudou",
        Why::Person => "Uma pessoa assumiu",
    },
    left: |why, path, queue| {
        let way = way(path);
        let what = match why {
            Why::Chosen => "O menu terminou",
            Why::Agent => "O cliente pediu um atendente",
            Why::Wrong => "O cliente não acertou as respostas do menu",
            Why::Silent => "O cliente não respondeu ao menu",
            Why::Turns => "O cliente deu muitas voltas no menu",
            Why::Window => "A janela fechou durante o menu",
            Why::Broken => "O menu mudou e o passo não existe mais",
            Why::Person => "Uma pessoa assumiu o menu",
        };
        match queue {
            Some(queue) => format!("{what}{way}: fila {queue}"),
            None => format!("{what}{way}"),
        }
    },
    skipped: |what| format!("O menu não pôde enviar “{what}” e seguiu sem isso"),
};

pub(super) static EN: MenuTexts = MenuTexts {
    faulty: |n| format!("The menu was not published: {n} problem(s). See each at its step."),
    card_title: "What the customer answered",
    card_path: "Way",
    card_before: "From other tickets",
    card_talking: "The menu is talking to the customer.",
    row_word: "in the menu",
    why: |why| match why {
        Why::Chosen => "Chose",
        Why::Agent => "Asked for a person",
        Why::Wrong => "Could not answer",
        Why::Silent => "Stopped answering",
        Why::Turns => "Went round in circles",
        Why::Window => "The window closed",
        Why::Broken => "The menu changed",
        Why::Person => "A person took over",
    },
    left: |why, path, queue| {
        let way = way(path);
        let what = match why {
            Why::Chosen => "The menu is done",
            Why::Agent => "The customer asked for a person",
            Why::Wrong => "The customer could not answer the menu",
            Why::Silent => "The customer did not answer the menu",
            Why::Turns => "The customer went round in circles in the menu",
            Why::Window => "The window closed during the menu",
            Why::Broken => "The menu changed and the step is gone",
            Why::Person => "A person took over from the menu",
        };
        match queue {
            Some(queue) => format!("{what}{way}: queue {queue}"),
            None => format!("{what}{way}"),
        }
    },
    skipped: |what| format!("The menu could not send “{what}” and went on without it"),
};

fn way(path: &[String]) -> String {
    if path.is_empty() { String::new() } else { format!(" ({})", path.join(" › ")) }
}
