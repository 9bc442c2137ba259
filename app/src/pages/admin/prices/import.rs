//! Prices from a table of text: every mistake by its line, the good rows for confirmation, and nothing before that.

use crate::api::{self, ApiError};
use crate::i18n::{Texts, day_words, use_locale, use_texts};
use crate::live::use_store;
use crate::pages::admin::table_input::{BadLine, TableInput, bad_lines};
use crate::pages::console::market_name;
use crate::prelude::*;
use crate::ui::{Button, Icon, Look, icon};
use desk_model::price::csv::{self, PriceTable};
use desk_model::price::{MAX_ROWS, Price, PriceImport, PriceTerms};
use desk_model::{DeskError, Locale};
use leptos::task::spawn_local;

/// Pasting or choosing a table, looking through it, and taking it over.
#[component]
pub(super) fn Import() -> impl IntoView {
    let t = use_texts();
    let c = t.admin().cost;
    let store = use_store();
    let text = ArcRwSignal::new(String::new());
    let table = ArcRwSignal::new(None::<PriceTable>);
    let check = {
        let (text, table) = (text.clone(), table.clone());
        Callback::new(move |()| table.set(Some(text.with_untracked(|text| csv::read(text)))))
    };
    let discard = {
        let (text, table) = (text.clone(), table.clone());
        Callback::new(move |()| {
            text.set(String::new());
            table.set(None);
        })
    };
    let problem = {
        let table = table.clone();
        Memo::new(move |_| {
            table.with(|table| {
                let table = table.as_ref()?;
                if !table.missing.is_empty() {
                    let names: Vec<&str> = table.missing.iter().map(|column| column.as_str()).collect();
                    return Some((t.admin().table.missing_columns)(&names.join(", ")));
                }
                (table.good.is_empty() && table.bad.is_empty()).then(|| t.admin().table.nothing.to_owned())
            })
        })
    };
    let outdated = table.clone();
    let outdate = Callback::new(move |()| outdated.set(None));
    view! {
        <section class="card import" aria-labelledby="import-title">
            <h2 id="import-title">{c.import_title}</h2>
            <p class="hint">{c.import_lead}</p>
            <p class="hint">{c.import_columns}</p>
            <TableInput text problem on_check=check on_change=outdate/>
            {move || {
                let table = table.get().filter(|table| !table.good.is_empty() || !table.bad.is_empty())?;
                let prices = store.prices.get().unwrap_or_default();
                Some(view! { <Preview table prices=prices.to_vec() on_done=discard/> })
            }}
        </section>
    }
}

/// Takes the rows over. A part that was taken over before another failed is found as it should be the next time.
async fn take_over(rows: &[PriceTerms]) -> Result<PriceImport, DeskError> {
    let mut done = PriceImport::default();
    for part in rows.chunks(MAX_ROWS) {
        let PriceImport { added, changed, same } =
            api::cost::import_prices(part.to_vec()).await.map_err(|ApiError(error)| error)?;
        done.added += added;
        done.changed += changed;
        done.same += same;
    }
    Ok(done)
}

/// What a row would do to the table.
fn effect(prices: &[Price], terms: &PriceTerms, t: &'static Texts) -> (&'static str, &'static str) {
    match prices.iter().find(|price| price.terms.key() == terms.key()) {
        None => (t.admin().cost.row_new, "tag"),
        Some(price) if price.terms == *terms => (t.admin().cost.row_same, "tag tag-quiet"),
        Some(_) => (t.admin().cost.row_changed, "tag tag-warn"),
    }
}

#[component]
fn Preview(table: PriceTable, prices: Vec<Price>, on_done: Callback<()>) -> impl IntoView {
    let (t, locale) = (use_texts(), use_locale());
    let c = t.admin().cost;
    let store = use_store();
    let busy = ArcRwSignal::new(false);
    let failed = ArcRwSignal::new(None::<String>);
    let rows: Vec<PriceTerms> = table.good.iter().map(|(_, terms)| terms.clone()).collect();
    let (count, working, shown_failure) = (rows.len(), busy.clone(), failed.clone());
    let import = move |_| {
        let (store, rows, busy, failed) = (store.clone(), rows.clone(), busy.clone(), failed.clone());
        busy.set(true);
        spawn_local(async move {
            failed.set(None);
            match take_over(&rows).await {
                Ok(done) => {
                    store.tell((c.imported)(done), false);
                    on_done.run(());
                }
                Err(DeskError::Unauthenticated) => store.report(&DeskError::Unauthenticated, t),
                Err(error) => failed.set(Some((t.error)(&error))),
            }
            store.refetch_prices();
            busy.set(false);
        });
    };
    let bad = table.bad.into_iter().map(|cell| BadLine {
        line: cell.line,
        column: (c.column)(cell.column),
        text: cell.text,
        problem: (c.wrong)(cell.wrong),
    });
    let bad = bad_lines(t, bad.collect());
    let good = (!table.good.is_empty()).then(|| good_table(t, locale, &table.good, &prices));
    view! {
        {bad}
        {good}
        {move || {
            shown_failure
                .get()
                .map(|words| view! { <p class="notice notice-bad" role="alert">{icon(Icon::Alert)} {words}</p> })
        }}
        <div class="card-foot">
            <Button on_press=move |_| on_done.run(())>{t.admin().table.discard}</Button>
            {(count > 0)
                .then(|| {
                    view! {
                        <Button
                            look=Look::Primary
                            disabled=Signal::derive(move || working.get())
                            on_press=import
                        >
                            {(c.import_rows)(count)}
                        </Button>
                    }
                })}
        </div>
    }
}

fn good_table(
    t: &'static Texts,
    locale: Locale,
    good: &[(usize, PriceTerms)],
    prices: &[Price],
) -> impl IntoView + use<> {
    let c = t.admin().cost;
    let rows = good
        .iter()
        .map(|(line, terms)| {
            let (word, class) = effect(prices, terms, t);
            let until = terms.valid_until.map(|day| day_words(locale, day));
            let inside = terms.inside_window.then(|| view! { <span class="cell-note">{c.inside_window}</span> });
            view! {
                <tr>
                    <td class="num">{*line}</td>
                    <td class="nowrap">{market_name(t, locale, &terms.market)}</td>
                    <td>{(t.cost.category)(terms.category)} {inside}</td>
                    <td class="num nowrap">{terms.amount.show(locale)}</td>
                    <td class="nowrap">{(c.holds)(&day_words(locale, terms.valid_from), until.as_deref())}</td>
                    <td>
                        <span class=class>{word}</span>
                    </td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <h3>{t.admin().table.good}</h3>
        <div class="table-scroll" tabindex="0" role="region" aria-label=t.admin().table.good>
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col" class="num">
                            {t.admin().table.line}
                        </th>
                        <th scope="col">{c.market}</th>
                        <th scope="col">{c.category_label}</th>
                        <th scope="col" class="num">
                            {c.amount}
                        </th>
                        <th scope="col">{c.validity}</th>
                        <th scope="col">{c.what_happens}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}
