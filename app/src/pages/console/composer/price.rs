//! What a message will cost, said before it is sent.

use crate::i18n::{Texts, intl, use_locale, use_texts};
use crate::live::{Store, clock, use_store};
use crate::pages::console::market_name;
use crate::prelude::*;
use crate::ui::{Icon, icon};
use desk_model::price::{Estimate, FreeWhy, Market, PriceCategory, PriceTerms, estimate};
use desk_model::window::window;
use desk_model::{Locale, WindowFacts, WindowPolicy};

/// To whom, as far as the price cares.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PriceTo {
    /// Whose rules apply.
    pub(crate) policy: WindowPolicy,
    /// The customer's window.
    pub(crate) window: WindowFacts,
    /// Their country, when it is known.
    pub(crate) market: Option<Market>,
}

/// The customer of the open ticket.
fn open_ticket(store: &Store) -> Signal<Option<PriceTo>> {
    let store = store.clone();
    Signal::derive(move || {
        let row = store.row.get()?;
        let identities = store.contact.with(|contact| contact.as_ref().map(|c| c.identities.clone()));
        Some(PriceTo {
            policy: store.channel(&row.number).policy(),
            window: row.window,
            market: Market::of_any(&identities.unwrap_or_default()),
        })
    })
}

/// The price in words, and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Words {
    short: String,
    details: String,
    free: bool,
}

/// The price of a message that is about to be sent: of the open ticket's customer, or of `to`. Nothing where the channel has no
/// prices.
#[component]
pub(crate) fn PriceNote(
    /// What it would be billed as; nothing is shown for none.
    #[prop(into)]
    category: Signal<Option<PriceCategory>>,
    /// To whom, where that is not the open ticket's customer.
    #[prop(optional)]
    to: Option<Signal<Option<PriceTo>>>,
) -> impl IntoView {
    let (t, locale) = (use_texts(), use_locale());
    let store = use_store();
    let wanting = store.clone();
    Effect::new(move |_| wanting.want_prices());
    let to = to.unwrap_or_else(|| open_ticket(&store));
    let words = Memo::new(move |_| {
        let category = category.get()?;
        let prices = store.prices.get()?;
        let to = to.get()?;
        let now = store.clock.beat().max(clock::now());
        let open = window(to.policy, &to.window, now).is_open();
        let class = to.window.price_class(to.policy, now);
        let rows = prices.iter().map(|price| &price.terms);
        let (estimate, row) = estimate(rows, class, category, to.market.as_ref(), open, intl::civil(now))?;
        Some(words(t, locale, estimate, row, category, now))
    });
    move || {
        words.get().map(|Words { short, details, free }| {
            view! {
                <span class="price-note" class:price-note-free=free title=details.clone()>
                    {icon(Icon::Price)}
                    <span>{short}</span>
                    <span class="sr-only">{format!(". {details}")}</span>
                </span>
            }
        })
    }
}

fn words(
    t: &'static Texts,
    locale: Locale,
    estimate: Estimate,
    row: Option<&PriceTerms>,
    category: PriceCategory,
    now: desk_model::Timestamp,
) -> Words {
    let c = t.cost;
    let name = (c.category)(category);
    let (short, free, fallback) = match estimate {
        Estimate::Free { why: FreeWhy::EntryPoint { until } } => {
            ((c.free_until)(&intl::near(t, until, now)), true, c.free_entry_details)
        }
        Estimate::Free { why: FreeWhy::Price } => ((c.free_of)(name), true, ""),
        Estimate::Amount(money) => ((c.priced)(&money.show(locale), name), false, ""),
        Estimate::Unknown => ((c.no_price)(name), false, c.no_price_details),
    };
    let details = row.map_or_else(
        || fallback.to_owned(),
        |row| {
            let market = market_name(t, locale, &row.market);
            let from =
                (c.price_details)(&market, &crate::i18n::day_words(locale, row.valid_from), &row.source);
            format!("{} {from}", c.charged_on_delivery)
        },
    );
    Words { short, details, free }
}
