//! Consents that were given to another system.

use super::ledger::Deed;
use crate::error::Outcome;
use crate::protocol_clock::day_of;
use crate::rows::Facts;
use crate::{Actor, Desk, Inner, ids};
use desk_model::access::Permission;
use desk_model::consent::table::{ConsentImport, ConsentTerms, MAX_CONSENTS};
use desk_model::consent::{Act, Evidence, Recorder, Source};
use desk_model::error::{FieldError, FieldProblem};
use desk_model::price::Day;
use desk_model::{DeskError, Timestamp};

impl Desk {
    /// Writes rows of a table into the ledger, all or none; who is not known becomes known. A row that was taken over before
    /// changes nothing.
    ///
    /// # Errors
    /// [`DeskError::Forbidden`]; [`DeskError::Invalid`] on `rows` when there are none or too many, and on fields such as
    /// `rows.3.date` (counted from 1).
    pub async fn import_consents(
        &self,
        actor: &Actor,
        rows: Vec<ConsentTerms>,
    ) -> Result<ConsentImport, DeskError> {
        self.settle(self.0.import_consents(actor, rows)).await
    }
}

impl Inner {
    async fn import_consents(&self, actor: &Actor, rows: Vec<ConsentTerms>) -> Outcome<ConsentImport> {
        actor.require(Permission::ManageDesk)?;
        let by = Recorder { id: actor.person()?.clone(), name: actor.name().to_owned() };
        let now = self.now();
        check(&rows, day_of(&self.zone, now))?;
        let mut facts = Facts::new(now);
        let mut tx = self.store.write().await?;
        let mut done = ConsentImport::default();
        for terms in rows {
            let contact = self.contact_at(&mut tx, &terms.identity, &terms.name, now).await?;
            let note = Some(terms.evidence.clone()).filter(|note| !note.is_empty());
            let deed = Deed {
                contact: &contact,
                identity: Some(&terms.identity),
                purposes: &terms.purposes,
                act: terms.act,
                source: Source::Import,
                wording: &terms.wording,
                wording_version: None,
                evidence: Evidence { note, ..Evidence::default() },
                by: Some(by.clone()),
                effective_at: self.instant(terms.day, terms.act, now),
                key: &key(&terms),
            };
            if self.enter(&mut tx, &mut facts, &deed).await? {
                done.entered += 1;
            } else {
                done.known += 1;
            }
        }
        self.commit(tx, facts).await?;
        tracing::info!(entered = done.entered, known = done.known, by = %actor.user(), "consents.imported");
        Ok(done)
    }

    /// From when on a row counts: what is given from the beginning of its day, what is taken back at its end, so that of both
    /// on one day the no holds; never later than now.
    fn instant(&self, day: Day, act: Act, now: Timestamp) -> Timestamp {
        let (year, month, date) = day.parts();
        let parts = (i16::try_from(year), i8::try_from(month), i8::try_from(date));
        let (Ok(year), Ok(month), Ok(date)) = parts else { return now };
        let begins = jiff::civil::Date::new(year, month, date)
            .and_then(|date| if act == Act::Withdrawn { date.tomorrow() } else { Ok(date) })
            .and_then(|date| date.to_zoned(self.zone.clone()));
        let Ok(begins) = begins else { return now };
        let at = Timestamp(begins.timestamp().as_microsecond());
        if act == Act::Withdrawn { at.plus(-1).min(now) } else { at.min(now) }
    }
}

/// What tells a row from all others, whatever file it came in. Names may be mended.
fn key(terms: &ConsentTerms) -> String {
    let ConsentTerms { identity, name: _, purposes: _, act, day, wording, evidence } = terms;
    let parts =
        [identity.kind.as_str(), &identity.match_key(), act.as_str(), &day.to_string(), wording, evidence];
    format!("import:{}", ids::digest(&parts.join("\u{1f}")))
}

fn check(rows: &[ConsentTerms], today: Day) -> Result<(), DeskError> {
    if rows.is_empty() || rows.len() > MAX_CONSENTS {
        return Err(DeskError::invalid("rows", FieldProblem::TooLong { max: MAX_CONSENTS }));
    }
    let wrong = rows.iter().enumerate().flat_map(|(at, row)| {
        let fields = row.check(today).err().unwrap_or_default();
        fields.into_iter().map(move |FieldError { field, problem }| FieldError {
            field: format!("rows.{}.{field}", at + 1),
            problem,
        })
    });
    let fields: Vec<FieldError> = wrong.collect();
    if fields.is_empty() { Ok(()) } else { Err(DeskError::Invalid { fields }) }
}
