//! The price table, fetched when a price is first shown and again when it changed.

use super::store::Store;
use crate::api;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::sync::Arc;

impl Store {
    /// The price table, fetched when not here yet.
    pub(crate) fn want_prices(&self) {
        if self.prices.with_untracked(Option::is_none) {
            self.fetch_prices();
        }
    }

    /// The table changed, or may have.
    pub(crate) fn refetch_prices(&self) {
        if self.prices.with_untracked(Option::is_some) {
            self.fetch_prices();
        }
    }

    fn fetch_prices(&self) {
        let store = self.clone();
        spawn_local(async move {
            if let Ok(prices) = api::cost::prices().await {
                store.prices.set(Some(Arc::new(prices)));
            }
        });
    }
}
