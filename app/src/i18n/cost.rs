//! What a message costs.

use desk_model::price::PriceCategory;

/// See the module.
pub(crate) struct CostTexts {
    pub(crate) costs: &'static str,
    // The note beside the send button, and the price of a message.
    pub(crate) free: &'static str,
    pub(crate) free_entry_details: &'static str,
    pub(crate) no_price_details: &'static str,
    pub(crate) charged_on_delivery: &'static str,
    // Texts with something in them.
    /// Free until a time.
    pub(crate) free_until: fn(&str) -> String,
    /// A category that is free now.
    pub(crate) free_of: fn(&str) -> String,
    /// An amount and its category.
    pub(crate) priced: fn(&str, &str) -> String,
    /// A category without a price.
    pub(crate) no_price: fn(&str) -> String,
    /// Where a price comes from: market, first day, source.
    pub(crate) price_details: fn(&str, &str, &str) -> String,
    /// What a delivered message was billed as, and for which country.
    pub(crate) billed_as: fn(&str, &str) -> String,
    /// Why a delivered message was free.
    pub(crate) free_because: fn(&str) -> String,
    /// What a message is billed as.
    pub(crate) category: fn(PriceCategory) -> &'static str,
    /// The same by the provider's word, also one that is newer than this desk.
    pub(crate) category_word: fn(&str) -> String,
    /// Why something was free, by the provider's word.
    pub(crate) why: fn(&str) -> String,
    /// A region of the rate cards; `None` for countries.
    pub(crate) region: fn(&str) -> Option<&'static str>,
}

pub(super) static PT_BR: CostTexts = CostTexts {
    costs: "Custos",
    free: "grátis",
    free_entry_details: "A pessoa chegou por um anúncio: até lá nenhuma mensagem é cobrada.",
    no_price_details: "Nenhum preço da tabela serve para este país, categoria e dia. Quem administra pode cadastrar em Preços.",
    charged_on_delivery: "Cobrado pela Meta quando a mensagem é entregue.",
    free_until: |time| format!("grátis até {time} (anúncio)"),
    free_of: |category| format!("grátis · {category}"),
    priced: |amount, category| format!("{amount} · {category}"),
    no_price: |category| format!("sem preço cadastrado · {category}"),
    price_details: |market, from, source| format!("{market}, desde {from}. {source}"),
    billed_as: |category, market| {
        format!("Cobrado como {category} ({market}), pelo preço do dia da entrega.")
    },
    free_because: |why| format!("Sem custo: {why}."),
    category: |category| match category {
        PriceCategory::Service => "serviço",
        PriceCategory::Utility => "utilidade",
        PriceCategory::Marketing => "marketing",
        PriceCategory::Authentication => "autenticação",
    },
    category_word: |word| match PriceCategory::parse(word) {
        Some(category) => (PT_BR.category)(category).to_owned(),
        None => match word {
            "marketing_lite" => "marketing (lite)".to_owned(),
            "authentication-international" => "autenticação internacional".to_owned(),
            "referral_conversion" => "entrada por anúncio".to_owned(),
            "" => "não informada".to_owned(),
            other => other.to_owned(),
        },
    },
    why: |word| match word {
        "free_entry_point" => "entrada por anúncio, 72 horas grátis".to_owned(),
        "free_customer_service" => "mensagem de atendimento grátis".to_owned(),
        "price" => "a tabela de preços diz zero".to_owned(),
        "not_billable" => "a Meta disse que não cobra".to_owned(),
        other => other.to_owned(),
    },
    region: |code| match code {
        "ALL" => Some("Todos os mercados"),
        "OTHER" => Some("Outros países"),
        "NORTH-AMERICA" => Some("América do Norte"),
        "REST-AFRICA" => Some("Resto da África"),
        "REST-ASIA-PACIFIC" => Some("Resto da Ásia e do Pacífico"),
        "REST-EUROPE-EAST" => Some("Resto da Europa Central e Oriental"),
        "REST-EUROPE-WEST" => Some("Resto da Europa Ocidental"),
        "REST-LATIN-AMERICA" => Some("Resto da América Latina"),
        "REST-MIDDLE-EAST" => Some("Resto do Oriente Médio"),
        _ => None,
    },
};

pub(super) static EN: CostTexts = CostTexts {
    costs: "Costs",
    free: "free",
    free_entry_details: "This person came by an advertisement: until then no message is charged.",
    no_price_details: "No price of the table fits this country, category and day. An administrator can add one under Prices.",
    charged_on_delivery: "Charged by Meta when the message is delivered.",
    free_until: |time| format!("free until {time} (ad)"),
    free_of: |category| format!("free · {category}"),
    priced: |amount, category| format!("{amount} · {category}"),
    no_price: |category| format!("no price known · {category}"),
    price_details: |market, from, source| format!("{market}, since {from}. {source}"),
    billed_as: |category, market| {
        format!("Billed as {category} ({market}), at the price of the day of delivery.")
    },
    free_because: |why| format!("No cost: {why}."),
    category: |category| match category {
        PriceCategory::Service => "service",
        PriceCategory::Utility => "utility",
        PriceCategory::Marketing => "marketing",
        PriceCategory::Authentication => "authentication",
    },
    category_word: |word| match PriceCategory::parse(word) {
        Some(category) => (EN.category)(category).to_owned(),
        None => match word {
            "marketing_lite" => "marketing (lite)".to_owned(),
            "authentication-international" => "international authentication".to_owned(),
            "referral_conversion" => "entry by an ad".to_owned(),
            "" => "not told".to_owned(),
            other => other.to_owned(),
        },
    },
    why: |word| match word {
        "free_entry_point" => "entry by an ad, 72 hours free".to_owned(),
        "free_customer_service" => "free customer service message".to_owned(),
        "price" => "the price table says nothing is charged".to_owned(),
        "not_billable" => "Meta said it is not billed".to_owned(),
        other => other.to_owned(),
    },
    region: |code| match code {
        "ALL" => Some("Every market"),
        "OTHER" => Some("Other countries"),
        "NORTH-AMERICA" => Some("North America"),
        "REST-AFRICA" => Some("Rest of Africa"),
        "REST-ASIA-PACIFIC" => Some("Rest of Asia Pacific"),
        "REST-EUROPE-EAST" => Some("Rest of Central and Eastern Europe"),
        "REST-EUROPE-WEST" => Some("Rest of Western Europe"),
        "REST-LATIN-AMERICA" => Some("Rest of Latin America"),
        "REST-MIDDLE-EAST" => Some("Rest of the Middle East"),
        _ => None,
    },
};
