//! What a template needs before it can be sent.

use crate::i18n::intl;
use desk_model::Timestamp;
use desk_model::template::{HeaderMedia, TemplateRule};

/// See the module.
pub(crate) struct TemplatesTexts {
    pub(crate) unsupported: &'static str,
    pub(crate) other_queue: &'static str,
    pub(crate) optional: &'static str,
    pub(crate) latitude: &'static str,
    pub(crate) longitude: &'static str,
    pub(crate) place_name: &'static str,
    pub(crate) place_address: &'static str,
    pub(crate) drop_here: &'static str,
    pub(crate) choose_file: &'static str,
    pub(crate) other_file: &'static str,
    pub(crate) sending_file: &'static str,
    pub(crate) file_missing: &'static str,
    pub(crate) held_quality: &'static str,
    pub(crate) held_paused: &'static str,
    /// Paused by Meta until then.
    pub(crate) paused_until: fn(Timestamp) -> String,
    /// The category it will have, and from when on.
    pub(crate) upcoming: fn(&str, Option<Timestamp>) -> String,
    /// The end of a button's address.
    pub(crate) url_end: fn(&str) -> String,
    /// The code a button copies.
    pub(crate) code: fn(&str) -> String,
    /// What a form hands back.
    pub(crate) flow_token: fn(&str) -> String,
    /// The file of a header.
    pub(crate) file_label: fn(HeaderMedia) -> String,
    /// Which files fit.
    pub(crate) accepted: fn(HeaderMedia) -> &'static str,
    /// A file of another type was chosen.
    pub(crate) wrong_type: fn(HeaderMedia) -> String,
    /// A rule of Meta's.
    pub(crate) rule: fn(TemplateRule) -> String,
}

pub(super) static PT_BR: TemplatesTexts = TemplatesTexts {
    unsupported: "tem partes que só o Gerenciador da Meta preenche",
    other_queue: "é de outras filas",
    optional: "opcional",
    latitude: "Latitude",
    longitude: "Longitude",
    place_name: "Nome do lugar",
    place_address: "Endereço do lugar",
    drop_here: "Solte o arquivo aqui",
    choose_file: "Escolher arquivo",
    other_file: "Trocar",
    sending_file: "Enviando o arquivo",
    file_missing: "Escolha um arquivo",
    held_quality: "Retido pelo WhatsApp para avaliação de qualidade",
    held_paused: "Retido: a Meta pausou este modelo",
    paused_until: |until| format!("pausado pela Meta até {}", intl::full(until)),
    upcoming: |category, at| match at {
        Some(at) => format!("será {category} em {}", intl::full(at)),
        None => format!("será {category}"),
    },
    url_end: |label| format!("Fim do link “{label}”"),
    code: |label| {
        if label.is_empty() { "Código a copiar".to_owned() } else { format!("Código de “{label}”") }
    },
    flow_token: |label| format!("Identificador do formulário “{label}”"),
    file_label: |kind| match kind {
        HeaderMedia::Image => "Imagem do cabeçalho".to_owned(),
        HeaderMedia::Video => "Vídeo do cabeçalho".to_owned(),
        HeaderMedia::Document => "Documento do cabeçalho".to_owned(),
    },
    accepted: |kind| match kind {
        HeaderMedia::Image => "JPEG ou PNG, até 5 MB",
        HeaderMedia::Video => "MP4 ou 3GP, até 16 MB",
        HeaderMedia::Document => "PDF, Word, Excel, PowerPoint ou TXT",
    },
    wrong_type: |kind| match kind {
        HeaderMedia::Image => "Este arquivo não é uma imagem JPEG ou PNG. Escolha outro.".to_owned(),
        HeaderMedia::Video => "Este arquivo não é um vídeo MP4 ou 3GP. Escolha outro.".to_owned(),
        HeaderMedia::Document => {
            "Este arquivo não é PDF, Word, Excel, PowerPoint nem TXT. Escolha outro.".to_owned()
        }
    },
    rule: |rule| match rule {
        TemplateRule::NameLetters => "Só letras minúsculas sem acento, números e _".to_owned(),
        TemplateRule::NameBlocked => "Este nome foi excluído há menos de 30 dias: use outro".to_owned(),
        TemplateRule::Edges => "O texto não pode começar nem terminar com uma variável".to_owned(),
        TemplateRule::Adjacent => "Ponha texto entre duas variáveis".to_owned(),
        TemplateRule::Counting => "Numere as variáveis {{1}}, {{2}}, {{3}}… sem pular".to_owned(),
        TemplateRule::Naming => {
            "Nomes de variáveis: letras minúsculas, números e _, como {{nome_cliente}}".to_owned()
        }
        TemplateRule::OneVariable => "No máximo uma variável aqui".to_owned(),
        TemplateRule::NoVariables => "Sem variáveis aqui".to_owned(),
        TemplateRule::OneLine => "Sem quebra de linha aqui".to_owned(),
        TemplateRule::Plain => "Sem formatação aqui".to_owned(),
        TemplateRule::TooMany { max } => format!("No máximo {max} deste tipo"),
        TemplateRule::Apart => "Deixe as respostas rápidas juntas".to_owned(),
        TemplateRule::Address => "Comece com https:// e não use espaços".to_owned(),
        TemplateRule::AddressEnd => "A variável do link é {{1}} e fica no fim".to_owned(),
        TemplateRule::Phone => "Telefone com código do país, como +55 11 4000-0000".to_owned(),
        TemplateRule::Flow => "O número do formulário tem só algarismos".to_owned(),
        TemplateRule::FewWords => "Poucas palavras para tantas variáveis: a Meta pode recusar".to_owned(),
        TemplateRule::TooOften => "Um modelo aprovado muda uma vez por dia e dez vezes em 30 dias".to_owned(),
        TemplateRule::Locked => "Isto não pode mudar na situação atual do modelo".to_owned(),
    },
};

pub(super) static EN: TemplatesTexts = TemplatesTexts {
    unsupported: "has parts only Meta's manager can fill in",
    other_queue: "is for other queues",
    optional: "optional",
    latitude: "Latitude",
    longitude: "Longitude",
    place_name: "Name of the place",
    place_address: "Address of the place",
    drop_here: "Drop the file here",
    choose_file: "Choose a file",
    other_file: "Replace",
    sending_file: "Sending the file",
    file_missing: "Choose a file",
    held_quality: "Held back by WhatsApp while its quality is being judged",
    held_paused: "Held back: Meta paused this template",
    paused_until: |until| format!("paused by Meta until {}", intl::full(until)),
    upcoming: |category, at| match at {
        Some(at) => format!("will be {category} on {}", intl::full(at)),
        None => format!("will be {category}"),
    },
    url_end: |label| format!("End of the link “{label}”"),
    code: |label| if label.is_empty() { "Code to copy".to_owned() } else { format!("Code of “{label}”") },
    flow_token: |label| format!("Token of the form “{label}”"),
    file_label: |kind| match kind {
        HeaderMedia::Image => "Header image".to_owned(),
        HeaderMedia::Video => "Header video".to_owned(),
        HeaderMedia::Document => "Header document".to_owned(),
    },
    accepted: |kind| match kind {
        HeaderMedia::Image => "JPEG or PNG, up to 5 MB",
        HeaderMedia::Video => "MP4 or 3GP, up to 16 MB",
        HeaderMedia::Document => "PDF, Word, Excel, PowerPoint or TXT",
    },
    wrong_type: |kind| match kind {
        HeaderMedia::Image => "This file is not a JPEG or PNG image. Choose another.".to_owned(),
        HeaderMedia::Video => "This file is not an MP4 or 3GP video. Choose another.".to_owned(),
        HeaderMedia::Document => {
            "This file is not PDF, Word, Excel, PowerPoint or TXT. Choose another.".to_owned()
        }
    },
    rule: |rule| match rule {
        TemplateRule::NameLetters => "Lower case letters without accents, digits and _ only".to_owned(),
        TemplateRule::NameBlocked => "This name was deleted less than 30 days ago: use another".to_owned(),
        TemplateRule::Edges => "The text may neither begin nor end with a variable".to_owned(),
        TemplateRule::Adjacent => "Put text between two variables".to_owned(),
        TemplateRule::Counting => "Number the variables {{1}}, {{2}}, {{3}}… without gaps".to_owned(),
        TemplateRule::Naming => {
            "Names of variables: lower case letters, digits and _, such as {{customer_name}}".to_owned()
        }
        TemplateRule::OneVariable => "At most one variable here".to_owned(),
        TemplateRule::NoVariables => "No variables here".to_owned(),
        TemplateRule::OneLine => "No line breaks here".to_owned(),
        TemplateRule::Plain => "No formatting here".to_owned(),
        TemplateRule::TooMany { max } => format!("At most {max} of this kind"),
        TemplateRule::Apart => "Keep the quick replies together".to_owned(),
        TemplateRule::Address => "Begin with https:// and use no blanks".to_owned(),
        TemplateRule::AddressEnd => "The variable of a link is {{1}} and stands at its end".to_owned(),
        TemplateRule::Phone => "A phone number with country code, such as +55 11 4000-0000".to_owned(),
        TemplateRule::Flow => "The number of a form has digits only".to_owned(),
        TemplateRule::FewWords => "Few words for so many variables: Meta may refuse it".to_owned(),
        TemplateRule::TooOften => {
            "An approved template changes once a day and ten times in 30 days".to_owned()
        }
        TemplateRule::Locked => "This cannot change in the template's present state".to_owned(),
    },
};
