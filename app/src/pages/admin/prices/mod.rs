//! The price table: what messages cost, since when and until when.

mod form;
mod import;
mod table;

use crate::i18n::{use_locale, use_texts};
use crate::live::{files, use_store};
use crate::prelude::*;
use crate::ui::{Button, Look, SkeletonRows};
use desk_model::Permission;
use desk_model::price::{Price, csv};
use form::PriceDialog;
use import::Import;
use table::Table;

/// What the dialog is open for.
#[derive(Debug, Clone, PartialEq)]
enum Task {
    Add,
    Edit(Price),
    /// As `Edit`, with today as the last day.
    End(Price),
}

/// Prices, for administrators.
#[component]
pub(crate) fn PricesPage() -> impl IntoView {
    let (t, locale) = (use_texts(), use_locale());
    let c = t.admin().cost;
    let store = use_store();
    let task = ArcRwSignal::new(None::<Task>);
    let open = ArcRwSignal::new(false);
    let begin = {
        let (task, open) = (task.clone(), open.clone());
        Callback::new(move |what: Task| {
            task.set(Some(what));
            open.set(true);
        })
    };
    let wanting = store.clone();
    let booted = store.boot.clone();
    let may = Memo::new(move |_| {
        booted.with(|boot| boot.as_ref().map(|boot| boot.me.role.may(Permission::ManageDesk)))
    });
    Effect::new(move |_| {
        if may.get() == Some(true) {
            wanting.want_prices();
        }
    });
    let (prices, exported) = (store.prices.clone(), store.prices.clone());
    let export = move |_| {
        let Some(prices) = exported.get_untracked() else { return };
        files::save_csv("precos.csv", &csv::write_prices(prices.iter().map(|price| &price.terms), locale));
    };
    let body = move || match (may.get(), prices.get()) {
        (Some(false), _) => view! {
            <p class="notice notice-bad" role="alert">
                {(t.error)(&desk_model::DeskError::Forbidden)}
            </p>
        }
        .into_any(),
        (None, _) | (_, None) => view! { <SkeletonRows/> }.into_any(),
        (Some(true), Some(prices)) => view! { <Table prices on_task=begin/> }.into_any(),
    };
    view! {
        <div class="page page-wide">
            <header class="page-head page-head-many">
                <h1>{c.prices}</h1>
                <p>{c.prices_lead}</p>
                <div class="page-do">
                    <Button on_press=export>{c.export_csv}</Button>
                    <Button look=Look::Primary on_press=move |_| begin.run(Task::Add)>
                        {c.add_price}
                    </Button>
                </div>
            </header>
            {body}
            {move || (may.get() == Some(true)).then(|| view! { <Import/> })}
            <PriceDialog open task/>
        </div>
    }
}
