//! Consents brought over from another system, as a table of text: every mistake named by its line.

use super::{Act, MAX_WORDING, Purpose};
use crate::contact::{Identity, IdentityKind};
use crate::csv::{Sheet, plain, sheet};
use crate::error::{FieldError, FieldProblem};
use crate::phone::{PhoneProblem, recipient};
use crate::price::Day;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// Most rows taken over with one request.
pub const MAX_CONSENTS: usize = 200;
/// Longest name, in characters.
const MAX_NAME: usize = 80;

/// The columns of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Column {
    /// A phone in any spelling, or a BSUID.
    Address,
    /// What they are called, for who is not known yet.
    Name,
    /// What for; several with `+`, `/` or `,` between them.
    Purpose,
    /// Given or taken back.
    Act,
    /// When.
    Day,
    /// The words that were shown.
    Wording,
    /// The proof, in words.
    Evidence,
}

impl Column {
    /// All columns in the order they are explained.
    pub const ALL: [Self; 7] =
        [Self::Address, Self::Name, Self::Purpose, Self::Act, Self::Day, Self::Wording, Self::Evidence];

    /// Its name in the first line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Address => "phone",
            Self::Name => "name",
            Self::Purpose => "purpose",
            Self::Act => "act",
            Self::Day => "date",
            Self::Wording => "wording",
            Self::Evidence => "evidence",
        }
    }

    /// Whether a table without it cannot be read.
    pub const fn required(self) -> bool {
        matches!(self, Self::Address | Self::Purpose | Self::Day)
    }

    /// By its name, in either language, however it is spelt.
    fn parse(name: &str) -> Option<Self> {
        Some(match plain(name).replace([' ', '-'], "_").as_str() {
            "phone" | "telefone" | "celular" | "whatsapp" | "numero" | "bsuid" | "address" => Self::Address,
            "name" | "nome" => Self::Name,
            "purpose" | "purposes" | "finalidade" | "finalidades" | "para_que" => Self::Purpose,
            "act" | "ato" | "consent" | "consentimento" => Self::Act,
            "date" | "day" | "data" | "dia" => Self::Day,
            "wording" | "text" | "texto" => Self::Wording,
            "evidence" | "proof" | "prova" | "evidencia" => Self::Evidence,
            _ => return None,
        })
    }
}

/// What is wrong with a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    /// Nothing stands there.
    Missing,
    /// It cannot be written to.
    Address(PhoneProblem),
    /// None of the four.
    UnknownPurpose,
    /// Neither given nor taken back.
    UnknownAct,
    /// No day.
    BadDay,
    /// A day that has not come yet.
    Future,
    /// More than `max` characters.
    TooLong {
        /// The limit in characters.
        max: usize,
    },
    /// The same stands in an earlier line.
    Repeated {
        /// Which.
        line: usize,
    },
}

/// One row of the table.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConsentTerms {
    /// Whose.
    pub identity: Identity,
    /// What they are called; empty = not told.
    pub name: String,
    /// What for.
    pub purposes: Vec<Purpose>,
    /// Given or taken back.
    pub act: Act,
    /// When. What is given counts from the beginning of the day, what is taken back at its end: both on one day is a no.
    pub day: Day,
    /// The words that were shown.
    pub wording: String,
    /// The proof, in words.
    pub evidence: String,
}

/// What holds for rows that do not tell it themselves.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ForAll {
    /// The words that were shown.
    pub wording: String,
    /// The proof, in words.
    pub evidence: String,
}

/// A cell that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadCell {
    /// The line of the file it stands in, from 1.
    pub line: usize,
    /// In which column.
    pub column: Column,
    /// What is wrong.
    pub wrong: Wrong,
    /// What stood there.
    pub text: String,
}

/// A table of text, taken apart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ConsentTable {
    /// Columns that must be there and are not; then nothing else was read.
    pub missing: Vec<Column>,
    /// Rows that can be taken over, with their lines.
    pub good: Vec<(usize, ConsentTerms)>,
    /// Every mistake, in the order of the lines.
    pub bad: Vec<BadCell>,
}

/// What an import came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ConsentImport {
    /// Rows that were new.
    pub entered: usize,
    /// Rows that were in the ledger already.
    pub known: usize,
}

impl ConsentTerms {
    /// Looks at the row as a stranger wrote it. `today` is the day of the desk.
    ///
    /// # Errors
    /// The fields that cannot be taken over.
    pub fn check(&self, today: Day) -> Result<(), Vec<FieldError>> {
        let wrong: Vec<FieldError> = self
            .wrong(today)
            .into_iter()
            .map(|(column, wrong)| FieldError {
                field: column.as_str().to_owned(),
                problem: match wrong {
                    Wrong::Missing => FieldProblem::Missing,
                    Wrong::TooLong { max } => FieldProblem::TooLong { max },
                    Wrong::Address(_)
                    | Wrong::UnknownPurpose
                    | Wrong::UnknownAct
                    | Wrong::BadDay
                    | Wrong::Future
                    | Wrong::Repeated { .. } => FieldProblem::Malformed,
                },
            })
            .collect();
        if wrong.is_empty() { Ok(()) } else { Err(wrong) }
    }

    fn wrong(&self, today: Day) -> Vec<(Column, Wrong)> {
        let mut wrong = Vec::new();
        let whole = match self.identity.kind {
            IdentityKind::Phone => Identity::phone(&self.identity.value),
            IdentityKind::Bsuid | IdentityKind::ParentBsuid => Identity::bsuid(&self.identity.value),
        };
        if whole.as_ref() != Some(&self.identity) {
            wrong.push((Column::Address, Wrong::Address(PhoneProblem::Impossible)));
        }
        if self.name.chars().count() > MAX_NAME {
            wrong.push((Column::Name, Wrong::TooLong { max: MAX_NAME }));
        }
        if self.purposes.is_empty() {
            wrong.push((Column::Purpose, Wrong::Missing));
        }
        if self.day > today {
            wrong.push((Column::Day, Wrong::Future));
        }
        for (column, text) in [(Column::Wording, &self.wording), (Column::Evidence, &self.evidence)] {
            if self.act == Act::Granted && text.is_empty() {
                wrong.push((column, Wrong::Missing));
            } else if text.chars().count() > MAX_WORDING {
                wrong.push((column, Wrong::TooLong { max: MAX_WORDING }));
            }
        }
        wrong
    }
}

/// Takes a table apart. The first line names the columns, in any order. `today` is the day of the desk.
pub fn read(text: &str, for_all: &ForAll, today: Day) -> ConsentTable {
    let Sheet { header, lines } = sheet(text);
    let mut table = ConsentTable::default();
    let places: HashMap<Column, usize> =
        header.iter().enumerate().rev().filter_map(|(at, name)| Some((Column::parse(name)?, at))).collect();
    table.missing = Column::ALL.into_iter().filter(|c| c.required() && !places.contains_key(c)).collect();
    if !table.missing.is_empty() {
        return table;
    }
    let mut seen: HashMap<ConsentTerms, usize> = HashMap::new();
    for (line, cells) in lines {
        let cell = |column: Column| {
            places.get(&column).and_then(|at| cells.get(*at)).map_or("", String::as_str).trim()
        };
        let bad = |(column, wrong)| BadCell { line, column, wrong, text: cell(column).to_owned() };
        match read_terms(cell, for_all, today) {
            Ok(terms) => match seen.get(&terms) {
                Some(first) => table.bad.push(bad((Column::Address, Wrong::Repeated { line: *first }))),
                None => {
                    seen.insert(terms.clone(), line);
                    table.good.push((line, terms));
                }
            },
            Err(wrong) => table.bad.extend(wrong.into_iter().map(bad)),
        }
    }
    table
}

/// Reads one row from its cells.
///
/// # Errors
/// Every cell that is wrong.
fn read_terms<'a>(
    cell: impl Fn(Column) -> &'a str,
    for_all: &ForAll,
    today: Day,
) -> Result<ConsentTerms, Vec<(Column, Wrong)>> {
    let or = |column: Column, rest: &str| {
        let own = cell(column);
        if own.is_empty() { rest.trim().to_owned() } else { own.to_owned() }
    };
    let address = match cell(Column::Address) {
        "" => Err(Wrong::Missing),
        text => recipient(text).map_err(Wrong::Address),
    };
    let purposes = purposes(cell(Column::Purpose));
    let act = act(cell(Column::Act)).ok_or(Wrong::UnknownAct);
    let day = match cell(Column::Day) {
        "" => Err(Wrong::Missing),
        text => Day::parse(text).ok_or(Wrong::BadDay),
    };
    let (address, purposes, act, day) = match (address, purposes, act, day) {
        (Ok(address), Ok(purposes), Ok(act), Ok(day)) => (address, purposes, act, day),
        (address, purposes, act, day) => {
            return Err([
                (Column::Address, address.err()),
                (Column::Purpose, purposes.err()),
                (Column::Act, act.err()),
                (Column::Day, day.err()),
            ]
            .into_iter()
            .filter_map(|(column, wrong)| Some((column, wrong?)))
            .collect());
        }
    };
    let terms = ConsentTerms {
        identity: address,
        name: cell(Column::Name).split_whitespace().collect::<Vec<_>>().join(" "),
        purposes,
        act,
        day,
        wording: or(Column::Wording, &for_all.wording),
        evidence: or(Column::Evidence, &for_all.evidence),
    };
    let wrong = terms.wrong(today);
    if wrong.is_empty() { Ok(terms) } else { Err(wrong) }
}

fn purposes(text: &str) -> Result<Vec<Purpose>, Wrong> {
    let mut found = Vec::new();
    for word in text.split(['+', '/', ',', ';', '|']).map(str::trim).filter(|word| !word.is_empty()) {
        let purpose = match plain(word).as_str() {
            "service" | "servico" | "atendimento" => Purpose::Service,
            "utility" | "utilidade" | "avisos" => Purpose::Utility,
            "marketing" | "ofertas" => Purpose::Marketing,
            "authentication" | "autenticacao" => Purpose::Authentication,
            _ => return Err(Wrong::UnknownPurpose),
        };
        if !found.contains(&purpose) {
            found.push(purpose);
        }
    }
    if found.is_empty() { Err(Wrong::Missing) } else { Ok(found) }
}

/// An empty cell is a yes: lists of people who agreed have no such column.
fn act(text: &str) -> Option<Act> {
    Some(match plain(text).replace(['-', '_'], " ").as_str() {
        "" | "granted" | "given" | "opt in" | "yes" | "sim" | "deu" | "concedido" | "autorizou" => {
            Act::Granted
        }
        "withdrawn" | "opt out" | "no" | "nao" | "retirou" | "retirado" | "revogado" => Act::Withdrawn,
        _ => return None,
    })
}
