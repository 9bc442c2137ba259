//! Prices as a table of text: read with every mistake named by its line.

use super::{
    AmountProblem, Currency, Day, MAX_SOURCE, Market, Money, PriceCategory, PriceTerms, parse_amount,
};
use crate::access::Locale;
use crate::csv::{Sheet, plain, sheet, write};
use std::collections::HashMap;

/// The columns of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Column {
    /// The country or region.
    Market,
    /// For what.
    Category,
    /// Whether it holds only inside the window.
    InsideWindow,
    /// ISO code.
    Currency,
    /// How much.
    Amount,
    /// The first day.
    ValidFrom,
    /// The last day.
    ValidUntil,
    /// Where it was found.
    Source,
    /// How old that is.
    SourceDate,
}

impl Column {
    /// All columns in the order they are written.
    pub const ALL: [Self; 9] = [
        Self::Market,
        Self::Category,
        Self::InsideWindow,
        Self::Currency,
        Self::Amount,
        Self::ValidFrom,
        Self::ValidUntil,
        Self::Source,
        Self::SourceDate,
    ];

    /// Its name in the first line; also the field's name in the form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Market => "market",
            Self::Category => "category",
            Self::InsideWindow => "inside_window",
            Self::Currency => "currency",
            Self::Amount => "amount",
            Self::ValidFrom => "valid_from",
            Self::ValidUntil => "valid_until",
            Self::Source => "source",
            Self::SourceDate => "source_date",
        }
    }

    /// Whether a table without it cannot be read.
    pub const fn required(self) -> bool {
        matches!(self, Self::Market | Self::Category | Self::Currency | Self::Amount | Self::ValidFrom)
    }

    /// By its name, in either language, however it is spelt.
    fn parse(name: &str) -> Option<Self> {
        let plain = plain(name).replace([' ', '-'], "_");
        Some(match plain.as_str() {
            "market" | "mercado" | "country" | "pais" => Self::Market,
            "category" | "categoria" => Self::Category,
            "inside_window" | "dentro_da_janela" | "na_janela" => Self::InsideWindow,
            "currency" | "moeda" => Self::Currency,
            "amount" | "price" | "valor" | "preco" => Self::Amount,
            "valid_from" | "from" | "vale_de" | "valido_de" | "inicio" => Self::ValidFrom,
            "valid_until" | "until" | "vale_ate" | "valido_ate" | "fim" => Self::ValidUntil,
            "source" | "fonte" => Self::Source,
            "source_date" | "data_da_fonte" => Self::SourceDate,
            _ => return None,
        })
    }
}

/// What is wrong with a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    /// Nothing stands there.
    Missing,
    /// No country and no region.
    UnknownMarket,
    /// None of the four.
    UnknownCategory,
    /// Neither yes nor no.
    NotYesNo,
    /// Not three letters.
    BadCurrency,
    /// Not a number, or below zero.
    BadAmount,
    /// More than six decimal places.
    TooPrecise,
    /// No day.
    BadDay,
    /// The last day is before the first.
    EndsBeforeStart,
    /// More than `max` characters.
    TooLong {
        /// The limit in characters.
        max: usize,
    },
    /// The same price begins on the same day in an earlier line.
    Repeated {
        /// Which.
        line: usize,
    },
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
pub struct PriceTable {
    /// Columns that must be there and are not; then nothing else was read.
    pub missing: Vec<Column>,
    /// Prices that can be taken over, with their lines.
    pub good: Vec<(usize, PriceTerms)>,
    /// Every mistake, in the order of the lines.
    pub bad: Vec<BadCell>,
}

/// Reads one price from its cells.
///
/// # Errors
/// Every cell that is wrong.
pub fn read_terms<'a>(cell: impl Fn(Column) -> &'a str) -> Result<PriceTerms, Vec<(Column, Wrong)>> {
    let mut wrong = Vec::new();
    let text = |column: Column| cell(column).trim();
    let mut given = |column: Column| {
        let text = text(column);
        if text.is_empty() {
            wrong.push((column, Wrong::Missing));
        }
        (!text.is_empty()).then_some(text)
    };
    let market = given(Column::Market).map(|text| Market::parse(text).ok_or(Wrong::UnknownMarket));
    let category = given(Column::Category).map(|text| category(text).ok_or(Wrong::UnknownCategory));
    let currency = given(Column::Currency).map(|text| Currency::parse(text).ok_or(Wrong::BadCurrency));
    let amount = given(Column::Amount).map(|text| {
        parse_amount(text).map_err(|problem| match problem {
            AmountProblem::Malformed | AmountProblem::TooLarge => Wrong::BadAmount,
            AmountProblem::TooPrecise => Wrong::TooPrecise,
        })
    });
    let valid_from = given(Column::ValidFrom).map(|text| Day::parse(text).ok_or(Wrong::BadDay));
    let mut keep = |column: Column, problem: Wrong| wrong.push((column, problem));
    let inside_window = yes_no(text(Column::InsideWindow));
    if inside_window.is_none() {
        keep(Column::InsideWindow, Wrong::NotYesNo);
    }
    let mut day = |column: Column| {
        let text = text(column);
        let day = Day::parse(text);
        if day.is_none() && !text.is_empty() {
            keep(column, Wrong::BadDay);
        }
        day
    };
    let (valid_until, source_date) = (day(Column::ValidUntil), day(Column::SourceDate));
    let source: String = text(Column::Source).split_whitespace().collect::<Vec<_>>().join(" ");
    if source.chars().count() > MAX_SOURCE {
        keep(Column::Source, Wrong::TooLong { max: MAX_SOURCE });
    }
    if let (Some(Ok(from)), Some(until)) = (&valid_from, valid_until)
        && until < *from
    {
        keep(Column::ValidUntil, Wrong::EndsBeforeStart);
    }
    let mut note = |column: Column, problem: Option<Wrong>| wrong.extend(problem.map(|p| (column, p)));
    note(Column::Market, market.as_ref().and_then(|m| m.as_ref().err().copied()));
    note(Column::Category, category.as_ref().and_then(|c| c.as_ref().err().copied()));
    note(Column::Currency, currency.as_ref().and_then(|c| c.as_ref().err().copied()));
    note(Column::Amount, amount.as_ref().and_then(|a| a.as_ref().err().copied()));
    note(Column::ValidFrom, valid_from.as_ref().and_then(|d| d.as_ref().err().copied()));
    match (market, category, inside_window, currency, amount, valid_from) {
        (
            Some(Ok(market)),
            Some(Ok(category)),
            Some(inside_window),
            Some(Ok(currency)),
            Some(Ok(micros)),
            Some(Ok(valid_from)),
        ) if wrong.is_empty() => Ok(PriceTerms {
            market,
            category,
            inside_window,
            amount: Money { micros, currency },
            valid_from,
            valid_until,
            source,
            source_date,
        }),
        _ => {
            wrong.sort_by_key(|(column, _)| Column::ALL.iter().position(|known| known == column));
            Err(wrong)
        }
    }
}

fn category(text: &str) -> Option<PriceCategory> {
    Some(match plain(text).as_str() {
        "service" | "servico" => PriceCategory::Service,
        "utility" | "utilidade" => PriceCategory::Utility,
        "marketing" => PriceCategory::Marketing,
        "authentication" | "autenticacao" => PriceCategory::Authentication,
        _ => return None,
    })
}

fn yes_no(text: &str) -> Option<bool> {
    match plain(text).as_str() {
        "" | "no" | "nao" | "n" | "false" | "0" => Some(false),
        "yes" | "sim" | "s" | "y" | "true" | "1" => Some(true),
        _ => None,
    }
}

/// Takes a table apart. The first line names the columns, in any order; `,`, `;` or tab part them.
pub fn read(text: &str) -> PriceTable {
    let Sheet { header, lines } = sheet(text);
    let mut table = PriceTable::default();
    let places: HashMap<Column, usize> =
        header.iter().enumerate().rev().filter_map(|(at, name)| Some((Column::parse(name)?, at))).collect();
    table.missing = Column::ALL.into_iter().filter(|c| c.required() && !places.contains_key(c)).collect();
    if !table.missing.is_empty() {
        return table;
    }
    let mut seen: HashMap<(Market, PriceCategory, bool, Day), usize> = HashMap::new();
    for (line, cells) in lines {
        let cell =
            |column: Column| places.get(&column).and_then(|at| cells.get(*at)).map_or("", String::as_str);
        match read_terms(cell) {
            Ok(terms) => {
                let (market, category, inside, from) = terms.key();
                match seen.entry((market.clone(), category, inside, from)) {
                    std::collections::hash_map::Entry::Occupied(first) => {
                        let wrong = Wrong::Repeated { line: *first.get() };
                        let text = cell(Column::ValidFrom).to_owned();
                        table.bad.push(BadCell { line, column: Column::ValidFrom, wrong, text });
                    }
                    std::collections::hash_map::Entry::Vacant(free) => {
                        free.insert(line);
                        table.good.push((line, terms));
                    }
                }
            }
            Err(wrong) => table.bad.extend(wrong.into_iter().map(|(column, wrong)| BadCell {
                line,
                column,
                wrong,
                text: cell(column).trim().to_owned(),
            })),
        }
    }
    table
}

/// Prices as a table that [`read`] reads back.
pub fn write_prices<'a>(rows: impl IntoIterator<Item = &'a PriceTerms>, locale: Locale) -> String {
    let header = Column::ALL.map(Column::as_str);
    let day = |day: Option<Day>| day.map(|day| day.to_string()).unwrap_or_default();
    let rows = rows.into_iter().map(|row| {
        vec![
            row.market.to_string(),
            row.category.as_str().to_owned(),
            if row.inside_window { "yes" } else { "no" }.to_owned(),
            row.amount.currency.to_string(),
            row.amount.number(locale),
            row.valid_from.to_string(),
            day(row.valid_until),
            row.source.clone(),
            day(row.source_date),
        ]
    });
    write(&header, rows, locale)
}
