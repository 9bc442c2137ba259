//! What a message did cost: what the provider told, what the table made of it, and the sums.

use super::{Day, Market, Money, PriceCategory, PriceTerms, Wanted, price_at};
use crate::id::{NumberId, QueueId, UserId};
use crate::message::MessageStatus;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The longest period of a report, in days.
pub const MAX_DAYS: i64 = 366;

/// Why a message was free, where the provider did not say: the table's price is nothing.
pub const FREE_BY_PRICE: &str = "price";

/// The provider's word on the price of one message (Cloud API, *Pricing › pricing object*), kept as told.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Pricing {
    /// `PMP`, per message; `CBP`, per conversation, until June 2025.
    pub model: String,
    /// `regular`, `free_customer_service`, `free_entry_point`; absent in old notices.
    pub kind: Option<String>,
    /// `service`, `utility`, `marketing_lite`…: also words newer than this desk.
    pub category: String,
    /// Whether it is charged; being retired, `kind` wins.
    pub billable: Option<bool>,
}

impl Pricing {
    /// Why it is free, if it is: everything that begins with `free_`.
    pub fn free(&self) -> Option<&str> {
        match self.kind.as_deref() {
            Some(kind) if kind.starts_with("free_") => Some(kind),
            _ if self.category == "referral_conversion" => Some("free_entry_point"),
            None if self.billable == Some(false) => Some("not_billable"),
            Some(_) | None => None,
        }
    }
}

/// What one message came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_family = "wasm", serde(rename = "#charge"))]
#[cfg_attr(not(target_family = "wasm"), serde(tag = "charge"))]
#[serde(rename_all = "snake_case")]
pub enum Charge {
    /// Nothing.
    Free {
        /// The provider's word, or [`FREE_BY_PRICE`].
        why: String,
    },
    /// This much.
    Paid {
        /// By the price of the day of delivery.
        amount: Money,
    },
    /// Neither provider nor table say.
    Unknown,
}

/// What is known of the price of one of our messages. Nothing is charged before it was delivered, and nothing twice.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct MessageCost {
    /// What the provider told.
    pub pricing: Option<Pricing>,
    /// With which status it told that; a later one counts more.
    pub told_with: Option<MessageStatus>,
    /// The earliest proof that it was delivered.
    pub delivered_at: Option<Timestamp>,
    /// The recipient's country, once delivered.
    pub market: Option<Market>,
    /// What it came to, once delivered.
    pub charge: Option<Charge>,
}

impl MessageCost {
    /// Takes in one status. Order and repetition do not matter. Tells whether anything was learnt.
    pub fn hear(&mut self, status: MessageStatus, pricing: Option<&Pricing>, at: Timestamp) -> bool {
        let proof = match status {
            MessageStatus::Sent => false,
            MessageStatus::Delivered | MessageStatus::Read | MessageStatus::Played => true,
            MessageStatus::Queued
            | MessageStatus::Accepted
            | MessageStatus::Unknown
            | MessageStatus::Failed
            | MessageStatus::Received => return false,
        };
        let mut learnt = false;
        if let Some(pricing) = pricing {
            let known = (self.told_with.map(MessageStatus::rank), self.pricing.as_ref());
            if known < (Some(status.rank()), Some(pricing)) {
                learnt |= self.pricing.as_ref() != Some(pricing);
                self.pricing = Some(pricing.clone());
                self.told_with = Some(status);
            }
        }
        if proof && self.delivered_at.is_none_or(|known| at < known) {
            self.delivered_at = Some(at);
            learnt = true;
        }
        learnt
    }

    /// Works out what it came to by the prices of the day it was delivered on.
    pub fn settle<'a>(&mut self, rows: impl IntoIterator<Item = &'a PriceTerms>, day: Day) {
        self.charge = self.delivered_at.map(|_| self.charge_on(rows, day));
    }

    fn charge_on<'a>(&self, rows: impl IntoIterator<Item = &'a PriceTerms>, day: Day) -> Charge {
        let Some(pricing) = &self.pricing else { return Charge::Unknown };
        if let Some(why) = pricing.free() {
            return Charge::Free { why: why.to_owned() };
        }
        // Per conversation: no price of the table is that of a message.
        if pricing.model == "CBP" {
            return Charge::Unknown;
        }
        // Whether it was inside the window, the provider has already said by its word for free.
        let wanted = PriceCategory::parse(&pricing.category).zip(self.market.as_ref());
        let found = wanted.and_then(|(category, market)| {
            price_at(rows, Wanted { market, category, inside_window: false }, day)
        });
        match found {
            None => Charge::Unknown,
            Some(row) if row.amount.micros == 0 => Charge::Free { why: FREE_BY_PRICE.to_owned() },
            Some(row) => Charge::Paid { amount: row.amount },
        }
    }

    /// The category the provider billed it under.
    pub fn category(&self) -> Option<&str> {
        self.pricing.as_ref().map(|pricing| pricing.category.as_str())
    }
}

/// Delivered messages that are alike in everything a report tells apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CostCell {
    /// The day of delivery, in the desk's time zone.
    pub day: Day,
    /// From which number.
    pub number: NumberId,
    /// Of which queue's tickets.
    pub queue: QueueId,
    /// Who wrote them; `None` for the desk itself.
    pub agent: Option<UserId>,
    /// By which template; `None` for free-form messages.
    pub template: Option<String>,
    /// The provider's category; `None` where it told none.
    pub category: Option<String>,
    /// Why they were free, if they were.
    pub free: Option<String>,
    /// What they came to; `None` where they were free or nobody knows.
    pub amount: Option<Money>,
    /// How many.
    pub delivered: i64,
}

/// The sum of some messages.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CostSum {
    /// Delivered.
    pub delivered: i64,
    /// Of them, free.
    pub free: i64,
    /// Of them, those nobody knows the price of.
    pub unknown: i64,
    /// What they came to, a line a currency.
    pub amounts: Vec<Money>,
}

impl CostSum {
    /// The sum of the messages of one cell.
    fn of(cell: &CostCell) -> Self {
        let none = CostSum { delivered: cell.delivered, ..Self::default() };
        match (&cell.free, cell.amount) {
            (Some(_), _) => Self { free: cell.delivered, ..none },
            (None, None) => Self { unknown: cell.delivered, ..none },
            (None, Some(amount)) => Self { amounts: vec![amount], ..none },
        }
    }

    fn add(&mut self, other: &Self) {
        self.delivered += other.delivered;
        self.free += other.free;
        self.unknown += other.unknown;
        for amount in &other.amounts {
            match self.amounts.iter_mut().find(|sum| sum.currency == amount.currency) {
                Some(sum) => sum.micros = sum.micros.saturating_add(amount.micros),
                None => self.amounts.push(*amount),
            }
        }
        self.amounts.sort_by_key(|sum| sum.currency);
    }

    /// What they came to in one currency, in millionths.
    pub fn in_currency(&self, currency: super::Currency) -> i64 {
        self.amounts.iter().find(|sum| sum.currency == currency).map_or(0, |sum| sum.micros)
    }
}

/// What a period came to, from every side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CostReport {
    /// The first day.
    pub from: Day,
    /// The last day.
    pub until: Day,
    /// All of it.
    pub total: CostSum,
    /// Free-form messages.
    pub session: CostSum,
    /// Templates.
    pub template: CostSum,
    /// Every day of the period, also those without a message.
    pub days: Vec<(Day, CostSum)>,
    /// By number.
    pub numbers: Vec<(NumberId, CostSum)>,
    /// By queue.
    pub queues: Vec<(QueueId, CostSum)>,
    /// By author; `None` is the desk itself.
    pub agents: Vec<(Option<UserId>, CostSum)>,
    /// By template.
    pub templates: Vec<(String, CostSum)>,
    /// By the provider's category; empty where it told none.
    pub categories: Vec<(String, CostSum)>,
    /// How many were free, and why.
    pub free: Vec<(String, i64)>,
}

impl CostReport {
    /// Nothing, in a period.
    fn empty(from: Day, until: Day) -> Self {
        Self {
            from,
            until,
            total: CostSum::default(),
            session: CostSum::default(),
            template: CostSum::default(),
            days: Vec::new(),
            numbers: Vec::new(),
            queues: Vec::new(),
            agents: Vec::new(),
            templates: Vec::new(),
            categories: Vec::new(),
            free: Vec::new(),
        }
    }

    /// Sums up the cells of one day.
    pub fn of_day(day: Day, cells: &[CostCell]) -> Self {
        let mut report = Self::empty(day, day);
        let mut free: BTreeMap<String, i64> = BTreeMap::new();
        for cell in cells {
            let sum = CostSum::of(cell);
            report.total.add(&sum);
            if cell.template.is_some() { &mut report.template } else { &mut report.session }.add(&sum);
            if let Some(why) = &cell.free {
                *free.entry(why.clone()).or_default() += cell.delivered;
            }
        }
        report.days = vec![(day, report.total.clone())];
        let by = |key: &dyn Fn(&CostCell) -> Option<String>| -> Vec<(String, CostSum)> {
            ranked(cells.iter().filter_map(|cell| Some((key(cell)?, CostSum::of(cell)))))
        };
        report.templates = by(&|cell| cell.template.clone());
        report.categories = by(&|cell| Some(cell.category.clone().unwrap_or_default()));
        report.numbers = ranked(cells.iter().map(|cell| (cell.number.clone(), CostSum::of(cell))));
        report.queues = ranked(cells.iter().map(|cell| (cell.queue.clone(), CostSum::of(cell))));
        report.agents = ranked(cells.iter().map(|cell| (cell.agent.clone(), CostSum::of(cell))));
        report.free = free.into_iter().collect();
        report
    }

    /// Puts the reports of days together; days of the period that have none count nothing.
    pub fn join(from: Day, until: Day, parts: &[Self]) -> Self {
        let mut report = Self::empty(from, until);
        let length = (until.number() - from.number()).clamp(-1, MAX_DAYS);
        let mut days: BTreeMap<Day, CostSum> =
            (0..=length).map(|n| (from.plus(n), CostSum::default())).collect();
        let mut free: BTreeMap<String, i64> = BTreeMap::new();
        for part in parts {
            report.total.add(&part.total);
            report.session.add(&part.session);
            report.template.add(&part.template);
            for (day, sum) in &part.days {
                days.entry(*day).or_default().add(sum);
            }
            for (why, count) in &part.free {
                *free.entry(why.clone()).or_default() += count;
            }
        }
        report.days = days.into_iter().collect();
        report.free = free.into_iter().collect();
        report.numbers = ranked(parts.iter().flat_map(|part| part.numbers.iter().cloned()));
        report.queues = ranked(parts.iter().flat_map(|part| part.queues.iter().cloned()));
        report.agents = ranked(parts.iter().flat_map(|part| part.agents.iter().cloned()));
        report.templates = ranked(parts.iter().flat_map(|part| part.templates.iter().cloned()));
        report.categories = ranked(parts.iter().flat_map(|part| part.categories.iter().cloned()));
        report
    }
}

/// The sums of all lines with the same key, the dearest first.
fn ranked<K: Ord + Clone>(lines: impl Iterator<Item = (K, CostSum)>) -> Vec<(K, CostSum)> {
    let mut sums: BTreeMap<K, CostSum> = BTreeMap::new();
    for (key, sum) in lines {
        sums.entry(key).or_default().add(&sum);
    }
    let mut sums: Vec<(K, CostSum)> = sums.into_iter().collect();
    let dearest = |sum: &CostSum| sum.amounts.iter().map(|amount| amount.micros).max().unwrap_or(0);
    sums.sort_by_key(|(_, sum)| std::cmp::Reverse((dearest(sum), sum.delivered)));
    sums
}
