//! The rows of the price table, with what holds today.

use super::Task;
use crate::i18n::{Texts, day_words, intl, use_locale, use_texts};
use crate::live::clock;
use crate::pages::console::market_name;
use crate::prelude::*;
use crate::ui::{Empty, Icon};
use desk_model::Locale;
use desk_model::price::{Day, Price, PriceTerms, Wanted, price_at};
use std::sync::Arc;

/// How a row stands today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    Now,
    Future,
    Over,
    /// It would hold, but another one wins.
    Hidden,
}

fn standing(prices: &[Price], terms: &PriceTerms, today: Day) -> Standing {
    if terms.valid_from > today {
        return Standing::Future;
    }
    if !terms.holds(today) {
        return Standing::Over;
    }
    let wanted =
        Wanted { market: &terms.market, category: terms.category, inside_window: terms.inside_window };
    let same = prices.iter().map(|price| &price.terms).filter(|row| row.inside_window == terms.inside_window);
    match price_at(same, wanted, today) {
        Some(winner) if winner.key() != terms.key() => Standing::Hidden,
        Some(_) | None => Standing::Now,
    }
}

/// All rows, ended ones on demand.
#[component]
pub(super) fn Table(prices: Arc<Vec<Price>>, on_task: Callback<Task>) -> impl IntoView {
    let (t, locale) = (use_texts(), use_locale());
    let c = t.admin().cost;
    let show_ended = ArcRwSignal::new(false);
    let today = intl::civil(clock::now());
    let ended = prices.iter().any(|price| standing(&prices, &price.terms, today) == Standing::Over);
    let toggled = show_ended.clone();
    let rows = move || {
        let all = show_ended.get();
        let shown: Vec<(Price, Standing)> = prices
            .iter()
            .map(|price| (price.clone(), standing(&prices, &price.terms, today)))
            .filter(|(_, standing)| all || *standing != Standing::Over)
            .collect();
        if shown.is_empty() {
            return view! { <Empty picture=Icon::Price title=c.no_prices hint=c.no_prices_hint/> }.into_any();
        }
        let rows = shown
            .into_iter()
            .map(|(price, standing)| row(t, locale, price, standing, on_task))
            .collect_view();
        view! {
            <div class="table-scroll" tabindex="0" role="region" aria-label=c.prices>
                <table class="table table-middle">
                    <thead>
                        <tr>
                            <th scope="col">{c.market}</th>
                            <th scope="col">{c.category_label}</th>
                            <th scope="col" class="num">
                                {c.amount}
                            </th>
                            <th scope="col">{c.validity}</th>
                            <th scope="col">{c.source}</th>
                            <th scope="col">
                                <span class="sr-only">{c.actions}</span>
                            </th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
        .into_any()
    };
    view! {
        {ended
            .then(|| {
                view! {
                    <label class="choice">
                        <input type="checkbox" on:change=move |event| toggled.set(event_target_checked(&event))/>
                        {c.show_ended}
                    </label>
                }
            })}
        {rows}
    }
}

fn row(
    t: &'static Texts,
    locale: Locale,
    price: Price,
    standing: Standing,
    on_task: Callback<Task>,
) -> impl IntoView {
    let c = t.admin().cost;
    let terms = &price.terms;
    let (word, class) = match standing {
        Standing::Now => (c.state_now, "tag"),
        Standing::Future => (c.state_future, "tag tag-quiet"),
        Standing::Over => (c.state_over, "tag tag-quiet"),
        Standing::Hidden => (c.state_hidden, "tag tag-quiet"),
    };
    let market = market_name(t, locale, &terms.market);
    let name = format!(
        "{market}, {}, {}",
        (t.cost.category)(terms.category),
        (c.holds)(&day_words(locale, terms.valid_from), None)
    );
    let until = terms.valid_until.map(|day| day_words(locale, day));
    let holds = (c.holds)(&day_words(locale, terms.valid_from), until.as_deref());
    let code =
        terms.market.is_country().then(|| view! { <span class="muted">{terms.market.to_string()}</span> });
    let source_date = terms.source_date.map(|day| day_words(locale, day));
    let (edited, ended) = (price.clone(), price.clone());
    let open_end = terms.valid_until.is_none() && standing != Standing::Future;
    view! {
        <tr class:row-over=standing == Standing::Over>
            <td class="nowrap">{market} " " {code}</td>
            <td>
                {(t.cost.category)(terms.category)}
                {terms.inside_window.then(|| view! { <span class="cell-note">{c.inside_window}</span> })}
            </td>
            <td class="num nowrap">{terms.amount.show(locale)}</td>
            <td>
                <span class="nowrap">{holds}</span>
                " "
                <span class=class>{word}</span>
            </td>
            <td class="cell-source">
                {terms.source.clone()} {source_date.map(|day| view! { <span class="cell-note">{day}</span> })}
            </td>
            <td class="cell-do">
                <button
                    type="button"
                    class="btn btn-small"
                    aria-label=(c.edit_row)(&name)
                    on:click=move |_| on_task.run(Task::Edit(edited.clone()))
                >
                    {c.edit}
                </button>
                {open_end
                    .then(|| {
                        view! {
                            <button
                                type="button"
                                class="btn btn-small"
                                aria-label=(c.end_row)(&name)
                                on:click=move |_| on_task.run(Task::End(ended.clone()))
                            >
                                {c.end_price}
                            </button>
                        }
                    })}
            </td>
        </tr>
    }
}
