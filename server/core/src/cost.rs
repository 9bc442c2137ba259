//! Prices and what messages came to.

use crate::error::Outcome;
use crate::protocol_clock::day_of;
use crate::rows::Facts;
use crate::{Actor, Desk, Inner};
use desk_model::access::Permission;
use desk_model::error::{FieldError, FieldProblem};
use desk_model::price::{CostReport, Day, MAX_DAYS, MAX_ROWS, Price, PriceImport, PriceTerms};
use desk_model::{DeskError, PriceId};
use desk_store::{Tx, cost, price};
use std::collections::BTreeSet;

/// Days that are summed up in one transaction.
const AT_A_TIME: usize = 31;

impl Desk {
    /// The price table. Whoever writes to customers sees what it costs.
    ///
    /// # Errors
    /// [`DeskError::Forbidden`].
    pub async fn prices(&self, actor: &Actor) -> Result<Vec<Price>, DeskError> {
        self.settle(self.0.prices(actor)).await
    }

    /// Adds a row to the price table, or changes the one of that id. What was delivered before keeps its price.
    ///
    /// # Errors
    /// [`DeskError::Forbidden`]; [`DeskError::NotFound`] on `price`; [`DeskError::Invalid`] for the fields, with
    /// [`FieldProblem::Taken`] on `valid_from` when another row for the same begins on that day.
    pub async fn put_price(
        &self,
        actor: &Actor,
        id: Option<&PriceId>,
        terms: PriceTerms,
    ) -> Result<Price, DeskError> {
        self.settle(self.0.put_price(actor, id, terms)).await
    }

    /// Takes rows over: one for the same thing that begins on the same day is replaced, others are added. All of them, or none.
    ///
    /// # Errors
    /// [`DeskError::Forbidden`]; [`DeskError::Invalid`] on `rows` when there are too many, or on `3.amount` and the like.
    pub async fn import_prices(
        &self,
        actor: &Actor,
        rows: Vec<PriceTerms>,
    ) -> Result<PriceImport, DeskError> {
        self.settle(self.0.import_prices(actor, rows)).await
    }

    /// What the messages delivered from one day to another came to; both days count, in the desk's time zone.
    ///
    /// # Errors
    /// [`DeskError::Forbidden`]; [`DeskError::Invalid`] on `until` when it lies before `from`, or more than a year after it.
    pub async fn cost_report(&self, actor: &Actor, from: Day, until: Day) -> Result<CostReport, DeskError> {
        self.settle(self.0.cost_report(actor, from, until)).await
    }
}

impl Inner {
    async fn prices(&self, actor: &Actor) -> Outcome<Vec<Price>> {
        actor.require(Permission::ReadTickets)?;
        Ok(price::list(&mut self.store.read().await?).await?)
    }

    async fn put_price(&self, actor: &Actor, id: Option<&PriceId>, terms: PriceTerms) -> Outcome<Price> {
        actor.require(Permission::ManageDesk)?;
        let terms = tidy(terms);
        terms.check().map_err(|fields| DeskError::Invalid { fields })?;
        let mut facts = Facts::new(self.now());
        let mut tx = self.store.write().await?;
        if let Some(id) = id
            && price::get(&mut tx, id).await?.is_none()
        {
            return Err(DeskError::not_found("price").into());
        }
        if price::same_start(&mut tx, &terms).await?.is_some_and(|same| Some(&same.id) != id) {
            return Err(DeskError::invalid("valid_from", FieldProblem::Taken).into());
        }
        let row = Price { id: id.cloned().unwrap_or_else(|| self.id(PriceId::from_parts)), terms };
        price::put(&mut tx, &row, facts.at()).await?;
        facts.prices();
        self.commit(tx, facts).await?;
        Ok(row)
    }

    async fn import_prices(&self, actor: &Actor, rows: Vec<PriceTerms>) -> Outcome<PriceImport> {
        actor.require(Permission::ManageDesk)?;
        if rows.is_empty() || rows.len() > MAX_ROWS {
            return Err(DeskError::invalid("rows", FieldProblem::TooLong { max: MAX_ROWS }).into());
        }
        let rows: Vec<PriceTerms> = rows.into_iter().map(tidy).collect();
        check_all(&rows)?;
        let mut facts = Facts::new(self.now());
        let mut tx = self.store.write().await?;
        let mut done = PriceImport::default();
        for terms in rows {
            self.take_over(&mut tx, &facts, terms, &mut done).await?;
        }
        facts.prices();
        self.commit(tx, facts).await?;
        Ok(done)
    }

    async fn take_over(
        &self,
        tx: &mut Tx<'_>,
        facts: &Facts,
        terms: PriceTerms,
        done: &mut PriceImport,
    ) -> Outcome<()> {
        let id = match price::same_start(tx, &terms).await? {
            Some(same) if same.terms == terms => {
                done.same += 1;
                return Ok(());
            }
            Some(same) => {
                done.changed += 1;
                same.id
            }
            None => {
                done.added += 1;
                self.id(PriceId::from_parts)
            }
        };
        price::put(tx, &Price { id, terms }, facts.at()).await?;
        Ok(())
    }

    async fn cost_report(&self, actor: &Actor, from: Day, until: Day) -> Outcome<CostReport> {
        actor.require(Permission::SeeCosts)?;
        if until < from || until.number() - from.number() >= MAX_DAYS {
            return Err(DeskError::invalid("until", FieldProblem::Malformed).into());
        }
        self.sum_up(from, until).await?;
        let mut tx = self.store.read().await?;
        let mut parts = cost::kept(&mut tx, from, until).await?;
        let kept: BTreeSet<Day> = parts.iter().map(|part| part.from).collect();
        let first = cost::first_day(&mut tx).await?.unwrap_or(until);
        for day in days(from.max(first), until).filter(|day| !kept.contains(day)) {
            parts.push(CostReport::of_day(day, &cost::cells(&mut tx, day, day).await?));
        }
        Ok(CostReport::join(from, until, &parts))
    }

    /// Sums up the days of the last year that are over.
    pub(crate) async fn sum_up_days(&self) -> Outcome<()> {
        let today = day_of(&self.zone, self.now());
        self.sum_up(today.plus(-MAX_DAYS), today).await
    }

    /// Sums up the days of a period that are over and have not been, some at a time: others want to write too.
    async fn sum_up(&self, from: Day, until: Day) -> Outcome<()> {
        let closed = late_until(day_of(&self.zone, self.now())).plus(-1).min(until);
        let mut tx = self.store.read().await?;
        let Some(first) = cost::first_day(&mut tx).await? else { return Ok(()) };
        let from = from.max(first);
        if from > closed {
            return Ok(());
        }
        let kept: BTreeSet<Day> = cost::kept_days(&mut tx, from, closed).await?.into_iter().collect();
        drop(tx);
        let missing: Vec<Day> = days(from, closed).filter(|day| !kept.contains(day)).collect();
        for some in missing.chunks(AT_A_TIME) {
            let mut tx = self.store.write().await?;
            for day in some {
                cost::sum_up(&mut tx, *day).await?;
            }
            tx.commit().await?;
        }
        Ok(())
    }
}

/// The days from one to another, both included.
fn days(from: Day, until: Day) -> impl Iterator<Item = Day> {
    (0..=until.number() - from.number()).map(move |n| from.plus(n))
}

/// The last day on which a delivery counts as late: it must say that it came, because the sums of days before are kept. A day
/// more than those, so that nobody keeps a day while somebody still writes to it as if it were young.
pub(crate) fn late_until(today: Day) -> Day {
    today.plus(-1)
}

fn tidy(terms: PriceTerms) -> PriceTerms {
    PriceTerms { source: terms.source.trim().to_owned(), ..terms }
}

/// Every mistake of every row, its field named by the row's place.
fn check_all(rows: &[PriceTerms]) -> Result<(), DeskError> {
    let mut fields = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        if let Err(wrong) = row.check() {
            fields.extend(
                wrong
                    .into_iter()
                    .map(|e| FieldError { field: format!("{at}.{}", e.field), problem: e.problem }),
            );
        }
        if rows[..at].iter().any(|earlier| earlier.key() == row.key()) {
            fields.push(FieldError { field: format!("{at}.valid_from"), problem: FieldProblem::Taken });
        }
    }
    if fields.is_empty() { Ok(()) } else { Err(DeskError::Invalid { fields }) }
}
