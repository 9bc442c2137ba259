//! What a delivered message came to, and the names of markets.

use crate::i18n::{Texts, intl, use_locale};
use crate::prelude::*;
use desk_model::Locale;
use desk_model::price::{Charge, Market};
use desk_model::view::MessageView;

/// A country or region in words.
pub(crate) fn market_name(t: &'static Texts, locale: Locale, market: &Market) -> String {
    (t.cost.region)(market.as_str())
        .map_or_else(|| intl::country(locale.as_str(), market.as_str()), str::to_owned)
}

/// The price in the foot of a message of ours, once it was delivered.
pub(super) fn price_tag(message: &MessageView, t: &'static Texts) -> impl IntoView + use<> {
    let locale = use_locale();
    let c = t.cost;
    let cost = message.cost.as_ref()?;
    let (short, details) = match cost.charge.as_ref()? {
        Charge::Free { why } => (c.free.to_owned(), (c.free_because)(&(c.why)(why))),
        Charge::Paid { amount } => {
            let category = (c.category_word)(cost.category().unwrap_or_default());
            let market = cost.market.as_ref().map(|market| market_name(t, locale, market));
            (amount.show(locale), (c.billed_as)(&category, &market.unwrap_or_default()))
        }
        // Nothing to say beside every message: the costs say how many there are.
        Charge::Unknown => return None,
    };
    Some(view! {
        <span class="msg-price" title=details.clone()>
            {short}
            <span class="sr-only">{format!(". {details}")}</span>
        </span>
    })
}
