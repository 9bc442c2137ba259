//! The page to print. Everything that comes from outside passes `escape`.

use super::Made;
use crate::http::html::escape;
use desk_model::Locale;
use desk_model::consent::{Act, ContactConsents, Entry, Purpose, Source};
use desk_model::contact::phone_display;
use desk_model::{Identity, IdentityKind};

const STYLE: &str = "body{font:14px/1.5 system-ui,sans-serif;color:#191a1e;background:#fff;margin:32px auto;max-width:1080px;\
padding:0 16px}h1{font-size:22px;margin:0 0 4px}h2{font-size:16px;margin:28px 0 8px}p{margin:0 0 8px}small,.small{color:#4b4d55;\
font-size:12px}table{border-collapse:collapse;width:100%;font-size:13px}th,td{border-bottom:1px solid #cfcfc7;padding:6px 8px;\
text-align:left;vertical-align:top;overflow-wrap:break-word}th{font-size:12px;color:#4b4d55}.scroll{overflow-x:auto}\
code{font-size:12px;overflow-wrap:anywhere}td code,td small{display:block;min-width:110px}td.text{min-width:150px}\
@media print{body{margin:0;max-width:none;font-size:12px}table{font-size:11px}tr{break-inside:avoid}form{display:none}}";

struct Texts {
    title: &'static str,
    made: &'static str,
    by: &'static str,
    customer: &'static str,
    addresses: &'static str,
    until_now: &'static str,
    merged: &'static str,
    state: &'static str,
    never: &'static str,
    since: &'static str,
    until: &'static str,
    entries: &'static str,
    none: &'static str,
    purpose: &'static str,
    act: &'static str,
    source: &'static str,
    effective: &'static str,
    wording: &'static str,
    evidence: &'static str,
    recorded: &'static str,
    system: &'static str,
    version: &'static str,
    day: &'static str,
    show: &'static str,
    locale: Locale,
}

static PT_BR: Texts = Texts {
    title: "Registro de consentimentos",
    made: "Emitido em",
    by: "por",
    customer: "Cliente",
    addresses: "Endereços",
    until_now: "atual",
    merged: "Cadastros unidos a este",
    state: "Situação em",
    never: "nunca informado",
    since: "Desde",
    until: "Até",
    entries: "Registros",
    none: "Nada registrado.",
    purpose: "Finalidade",
    act: "Ato",
    source: "Origem",
    effective: "Vale desde",
    wording: "Texto mostrado",
    evidence: "Prova",
    recorded: "Registrado",
    system: "sistema",
    version: "versão",
    day: "Situação no dia",
    show: "Mostrar",
    locale: Locale::PtBr,
};

static EN: Texts = Texts {
    title: "Consent record",
    made: "Made on",
    by: "by",
    customer: "Customer",
    addresses: "Addresses",
    until_now: "current",
    merged: "Contacts merged into this one",
    state: "State on",
    never: "never told",
    since: "Since",
    until: "Until",
    entries: "Entries",
    none: "Nothing recorded.",
    purpose: "Purpose",
    act: "Act",
    source: "Source",
    effective: "Counts from",
    wording: "Wording shown",
    evidence: "Proof",
    recorded: "Recorded",
    system: "system",
    version: "version",
    day: "State on the day",
    show: "Show",
    locale: Locale::En,
};

impl Texts {
    fn purpose_word(&self, purpose: Purpose) -> &'static str {
        match (self.locale, purpose) {
            (Locale::PtBr, Purpose::Service) => "atendimento",
            (Locale::PtBr, Purpose::Utility) => "avisos",
            (Locale::PtBr, Purpose::Authentication) => "códigos de acesso",
            (_, Purpose::Marketing) => "marketing",
            (Locale::En, Purpose::Service) => "service",
            (Locale::En, Purpose::Utility) => "notices",
            (Locale::En, Purpose::Authentication) => "access codes",
        }
    }

    fn act_word(&self, act: Act) -> &'static str {
        match (self.locale, act) {
            (Locale::PtBr, Act::Granted) => "autorizado",
            (Locale::PtBr, Act::Withdrawn) => "retirado",
            (Locale::En, Act::Granted) => "given",
            (Locale::En, Act::Withdrawn) => "withdrawn",
        }
    }

    fn source_word(&self, source: Source) -> &'static str {
        let (pt, en) = match source {
            Source::InChat => ("na conversa", "in the conversation"),
            Source::Form => ("formulário", "form"),
            Source::Site => ("página de cadastro", "opt-in page"),
            Source::Email => ("e-mail", "e-mail"),
            Source::Sms => ("SMS", "SMS"),
            Source::Import => ("importação", "import"),
            Source::UserPreferences => ("preferências do WhatsApp", "WhatsApp preferences"),
            Source::Agent => ("telefone ou balcão", "telephone or counter"),
            Source::Provider => ("recusa do WhatsApp", "refused by WhatsApp"),
        };
        match self.locale {
            Locale::PtBr => pt,
            Locale::En => en,
        }
    }

    fn instant(&self, made: &Made<'_>, at: desk_model::Timestamp) -> String {
        match self.locale {
            Locale::PtBr => made.local(at, "%d/%m/%Y %H:%M:%S"),
            Locale::En => made.local(at, "%Y-%m-%d %H:%M:%S"),
        }
    }
}

/// The whole page.
pub(super) fn page(locale: Locale, found: &ContactConsents, made: &Made<'_>) -> String {
    let t = match locale {
        Locale::PtBr => &PT_BR,
        Locale::En => &EN,
    };
    let name = if found.name.is_empty() { "–".to_owned() } else { escape(&found.name) };
    let identities: String = found
        .identities
        .iter()
        .map(|known| {
            let until = known.until.map_or_else(|| t.until_now.to_owned(), |until| t.instant(made, until));
            format!(
                "<tr><td>{}</td><td>{}</td><td>{until}</td></tr>",
                escape(&shown(&known.identity)),
                t.instant(made, known.since)
            )
        })
        .collect();
    let merged = if found.merged.is_empty() {
        String::new()
    } else {
        let ids: Vec<String> = found.merged.iter().map(|id| format!("<code>{id}</code>")).collect();
        format!("<p>{}: {}</p>", t.merged, ids.join(", "))
    };
    let state: String = Purpose::ALL
        .iter()
        .map(|purpose| {
            let cells = match found.state.get(*purpose) {
                Some(standing) => format!(
                    "<td>{}</td><td>{}</td><td>{}</td>",
                    t.act_word(standing.act),
                    t.instant(made, standing.since),
                    t.source_word(standing.source)
                ),
                None => format!("<td>{}</td><td></td><td></td>", t.never),
            };
            format!("<tr><th scope=\"row\">{}</th>{cells}</tr>", t.purpose_word(*purpose))
        })
        .collect();
    let entries: String = found.entries.iter().map(|entry| row(t, entry, made)).collect();
    let entries = if entries.is_empty() {
        format!("<p>{}</p>", t.none)
    } else {
        format!(
            "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{}\"><table><thead><tr><th scope=\"col\">{}</th>\
             <th scope=\"col\">{}</th><th scope=\"col\">{}</th><th scope=\"col\">{}</th><th scope=\"col\">{}</th>\
             <th scope=\"col\">{}</th><th scope=\"col\">{}</th></tr></thead><tbody>{entries}</tbody></table></div>",
            t.entries, t.effective, t.purpose, t.act, t.source, t.wording, t.evidence, t.recorded
        )
    };
    format!(
        "<!DOCTYPE html><html lang=\"{lang}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, \
         initial-scale=1\"><title>{title}</title><style>{STYLE}</style></head><body><main><h1>{title}</h1>\
         <p class=\"small\">{desk} · {made_word} {made_at} {by} {who}</p>\
         <form method=\"get\"><label>{day} <input type=\"date\" name=\"at\" value=\"{at_day}\"></label> <button>{show}</button></form>\
         <h2>{customer}: {name}</h2><p class=\"small\"><code>{contact}</code></p>{merged}<h2>{addresses}</h2>\
         <table><thead><tr><th scope=\"col\">{addresses}</th><th scope=\"col\">{since}</th><th scope=\"col\">{until}</th></tr></thead>\
         <tbody>{identities}</tbody></table><h2>{state_word} {state_at}</h2><table><thead><tr><th scope=\"col\">{purpose}</th>\
         <th scope=\"col\">{act}</th><th scope=\"col\">{since}</th><th scope=\"col\">{source}</th></tr></thead><tbody>{state}</tbody>\
         </table><h2>{entries_word} ({count})</h2>{entries}</main></body></html>",
        lang = locale.as_str(),
        title = t.title,
        desk = escape(made.desk),
        made_word = t.made,
        made_at = t.instant(made, made.at),
        by = t.by,
        who = escape(made.by),
        day = t.day,
        at_day = made.local(found.at, "%Y-%m-%d"),
        show = t.show,
        customer = t.customer,
        contact = found.contact,
        addresses = t.addresses,
        since = t.since,
        until = t.until,
        state_word = t.state,
        state_at = t.instant(made, found.at),
        purpose = t.purpose,
        act = t.act,
        source = t.source,
        entries_word = t.entries,
        count = found.entries.len(),
    )
}

fn row(t: &Texts, entry: &Entry, made: &Made<'_>) -> String {
    let version = entry
        .wording_version
        .map(|version| format!(" <small>({} {version})</small>", t.version))
        .unwrap_or_default();
    let proof = &entry.evidence;
    let evidence: Vec<String> = [
        proof.note.clone(),
        proof.submission.clone(),
        proof.message.clone(),
        proof.address.clone(),
        proof.line.as_ref().map(ToString::to_string),
    ]
    .into_iter()
    .flatten()
    .map(|text| escape(&text))
    .collect();
    let who = entry.by.as_ref().map_or_else(|| t.system.to_owned(), |by| escape(&by.name));
    let address = entry.identity.as_ref().map(|identity| escape(&shown(identity))).unwrap_or_default();
    format!(
        "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}<small>{address}</small></td><td class=\"text\">{}{version}</td><td><code>{}</code></td>\
         <td>{}<small>{who}</small><code>{}</code></td></tr>",
        t.instant(made, entry.effective_at),
        t.purpose_word(entry.purpose),
        t.act_word(entry.act),
        t.source_word(entry.source),
        escape(&entry.wording),
        evidence.join("<br>"),
        t.instant(made, entry.recorded_at),
        entry.id,
    )
}

fn shown(identity: &Identity) -> String {
    match identity.kind {
        IdentityKind::Phone => phone_display(&identity.value),
        IdentityKind::Bsuid | IdentityKind::ParentBsuid => identity.value.clone(),
    }
}
