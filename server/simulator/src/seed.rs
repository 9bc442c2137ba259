//! The demonstration set: one workshop's number, its templates and four Brazilian customers.

use serde_json::{Value, json};

use crate::config::{NumberConfig, TemplateSeed};

/// A customer of the demonstration set.
pub(crate) struct CustomerSeed {
    pub(crate) name: &'static str,
    pub(crate) phone: Option<&'static str>,
    pub(crate) username: Option<&'static str>,
    pub(crate) user_id: &'static str,
}

/// Four people: two ordinary numbers, one registered before the ninth digit, one with a username and no phone.
pub(crate) const CUSTOMERS: [CustomerSeed; 4] = [
    CustomerSeed {
        name: "Marina Duarte",
        phone: Some("5531987654321"),
        username: None,
        user_id: "BR.10492817365540028371",
    },
    CustomerSeed {
        name: "João Batista",
        phone: Some("553188887777"),
        username: None,
        user_id: "BR.10776523419908817264",
    },
    CustomerSeed {
        name: "Bia Nogueira",
        phone: None,
        username: Some("@bia.nogueira"),
        user_id: "BR.13491208655302741918",
    },
    CustomerSeed {
        name: "Seu Antônio",
        phone: Some("5511976543210"),
        username: None,
        user_id: "BR.12208471930066514432",
    },
];

/// The workshop's number.
pub(crate) fn default_number() -> NumberConfig {
    NumberConfig {
        phone_number_id: "106540352242922".to_owned(),
        display_phone_number: "+55 31 3333-4444".to_owned(),
        waba_id: "102290129340398".to_owned(),
        verified_name: "Oficina Serra Azul".to_owned(),
    }
}

fn approved(definition: Value) -> TemplateSeed {
    TemplateSeed { definition, status: "APPROVED".to_owned(), quality: "GREEN".to_owned() }
}

fn named(name: &str, example: &str) -> Value {
    json!({"param_name": name, "example": example})
}

/// The templates of the demonstration set.
pub(crate) fn templates() -> Vec<TemplateSeed> {
    let mut list = utility();
    list.push(approved(json!({
        "name": "promo_revisao", "language": "pt_BR", "category": "MARKETING", "parameter_format": "NAMED",
        "components": [
            {"type": "HEADER", "format": "IMAGE", "example": {"header_handle": ["4::aW1hZ2UvanBlZw=="]}},
            {"type": "BODY",
             "text": "Olá, {{nome}}! Este mês a revisão completa do seu carro sai com 20% de desconto. \
                      Vale até {{validade}}, com hora marcada. Quer reservar?",
             "example": {"body_text_named_params": [named("nome", "Marina"), named("validade", "30/11")]}},
            {"type": "FOOTER", "text": "Responda SAIR para não receber mais"},
            {"type": "BUTTONS", "buttons": [
                {"type": "QUICK_REPLY", "text": "Quero agendar"},
                {"type": "URL", "text": "Ver o que inclui", "url": "https://oficina.example/revisao/{{1}}",
                 "example": ["https://oficina.example/revisao/novembro"]}]}
        ]
    })));
    list.push(TemplateSeed {
        definition: json!({
            "name": "aviso_pronto_v1", "language": "pt_BR", "category": "UTILITY", "parameter_format": "POSITIONAL",
            "components": [{"type": "BODY", "text": "Olá {{1}}, seu pedido está pronto.",
                            "example": {"body_text": [["Marina"]]}}]
        }),
        status: "PAUSED".to_owned(),
        quality: "RED".to_owned(),
    });
    list
}

fn utility() -> Vec<TemplateSeed> {
    vec![
        approved(json!({
            "name": "servico_pronto", "language": "pt_BR", "category": "UTILITY", "parameter_format": "NAMED",
            "components": [
                {"type": "HEADER", "format": "TEXT", "text": "Serviço concluído"},
                {"type": "BODY",
                 "text": "Olá, {{nome}}! O serviço do seu {{veiculo}} terminou e ele pode ser retirado a partir das \
                          {{horario}}. Protocolo {{protocolo}}. Posso ajudar em mais alguma coisa?",
                 "example": {"body_text_named_params": [named("nome", "Marina"), named("veiculo", "Onix prata"),
                     named("horario", "16h30"), named("protocolo", "20261121-000042-7")]}},
                {"type": "FOOTER", "text": "Oficina Serra Azul"},
                {"type": "BUTTONS", "buttons": [
                    {"type": "QUICK_REPLY", "text": "Vou buscar hoje"},
                    {"type": "QUICK_REPLY", "text": "Busco amanhã"},
                    {"type": "QUICK_REPLY", "text": "Falar com atendente"}]}
            ]
        })),
        approved(json!({
            "name": "servico_pronto", "language": "en_US", "category": "UTILITY", "parameter_format": "NAMED",
            "components": [
                {"type": "HEADER", "format": "TEXT", "text": "Service completed"},
                {"type": "BODY",
                 "text": "Hello, {{nome}}! The work on your {{veiculo}} is done and you can pick it up from {{horario}} \
                          on. Reference {{protocolo}}. Can we help with anything else?",
                 "example": {"body_text_named_params": [named("nome", "Marina"), named("veiculo", "silver Onix"),
                     named("horario", "4:30 pm"), named("protocolo", "20261121-000042-7")]}},
                {"type": "FOOTER", "text": "Oficina Serra Azul"},
                {"type": "BUTTONS", "buttons": [
                    {"type": "QUICK_REPLY", "text": "I'll pick it up today"},
                    {"type": "QUICK_REPLY", "text": "Talk to someone"}]}
            ]
        })),
        approved(json!({
            "name": "orcamento_pronto", "language": "pt_BR", "category": "UTILITY", "parameter_format": "POSITIONAL",
            "components": [
                {"type": "HEADER", "format": "TEXT", "text": "Orçamento {{1}}",
                 "example": {"header_text": ["1842"]}},
                {"type": "BODY",
                 "text": "Olá, {{1}}. O orçamento do seu {{2}} ficou em {{3}}. Ele vale por cinco dias; \
                          responda aqui para aprovar ou tirar dúvidas.",
                 "example": {"body_text": [["Marina", "Onix prata", "R$ 840,00"]]}},
                {"type": "BUTTONS", "buttons": [
                    {"type": "QUICK_REPLY", "text": "Aprovar"},
                    {"type": "QUICK_REPLY", "text": "Tenho uma dúvida"}]}
            ]
        })),
        approved(json!({
            "name": "retomar_atendimento", "language": "pt_BR", "category": "UTILITY", "parameter_format": "NAMED",
            "components": [
                {"type": "BODY",
                 "text": "Olá, {{nome}}. Seguimos com o seu atendimento de protocolo {{protocolo}} e temos uma resposta \
                          para você. Podemos continuar por aqui?",
                 "example": {"body_text_named_params": [named("nome", "Marina"),
                     named("protocolo", "20261121-000042-7")]}},
                {"type": "BUTTONS", "buttons": [
                    {"type": "QUICK_REPLY", "text": "Sim, continuar"},
                    {"type": "QUICK_REPLY", "text": "Já resolvi"}]}
            ]
        })),
        approved(json!({
            "name": "boas_vindas", "language": "pt_BR", "category": "UTILITY", "parameter_format": "POSITIONAL",
            "components": [
                {"type": "BODY",
                 "text": "Olá! Recebemos o seu cadastro na Oficina Serra Azul. Responda esta mensagem para falar com a \
                          nossa equipe."},
                {"type": "FOOTER", "text": "Seg a sex, das 8h às 18h"}
            ]
        })),
    ]
}
