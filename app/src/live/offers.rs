//! Tickets that are offered to the reader, or by them; and that they are told how it ended.

use super::store::{Store, lock};
use crate::api;
use crate::i18n::texts;
use desk_model::DeskError;
use desk_model::transfer::{HandoverOutcome, OfferNews, Offers, TransferTarget};
use desk_model::view::InboxRow;
use desk_model::wire::DeskEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;

impl Store {
    /// Fetches the offers again.
    pub(crate) fn reload_offers(&self) {
        let Some(me) = self.me() else { return };
        self.begin_fetch();
        let store = self.clone();
        spawn_local(async move {
            let answer = api::transfer::offers().await;
            let meanwhile = store.end_fetch();
            // Without them the list shows the tickets all the same; the next connection asks again.
            if let Ok(list) = answer {
                let mut offers = Offers::new(me, list);
                for (seq, event) in &meanwhile {
                    offers.apply(*seq, event);
                }
                *lock(&store.offers) = Some(offers);
                store.publish_offers();
            }
        });
    }

    /// An event that may be about an offer.
    pub(super) fn hear_offer(&self, seq: i64, event: &DeskEvent) {
        let news = lock(&self.offers).as_mut().and_then(|offers| offers.apply(seq, event));
        self.publish_offers();
        let (Some(news), Some(me)) = (news, self.me()) else { return };
        let t = texts(self.locale());
        match news {
            OfferNews::Came(row) => {
                if let Some(handover) = &row.handover {
                    self.tell((t.transfer.came)(&handover.by_name, &row.contact_name), false);
                }
            }
            OfferNews::Ended(row) => {
                let Some(handover) = &row.handover else { return };
                let to_me = handover.target == TransferTarget::Agent { agent: me.clone() };
                let name = self.name_of(&me);
                // Whoever took it back knows.
                let own = matches!(&handover.outcome, HandoverOutcome::Withdrawn { by_name } if Some(by_name) == name.as_ref());
                if !own && let Some((words, bad)) = (t.transfer.ended)(handover, to_me, &row.contact_name) {
                    self.tell(words, bad);
                }
            }
        }
    }

    fn publish_offers(&self) {
        let (to_me, by_me) =
            lock(&self.offers).as_ref().map(|offers| (offers.to_me(), offers.by_me())).unwrap_or_default();
        for (signal, now) in [(&self.offers_to_me, to_me), (&self.offers_by_me, by_me)] {
            if signal.with_untracked(|known: &Vec<InboxRow>| *known != now) {
                signal.set(now);
            }
        }
    }

    /// Fetches to whom tickets can be handed.
    pub(crate) fn fetch_directory(&self, failed: ArcRwSignal<Option<DeskError>>) {
        let store = self.clone();
        spawn_local(async move {
            match api::transfer::transfer_targets().await {
                Ok(directory) => store.directory.set(Some(directory)),
                Err(api::ApiError(error)) => failed.set(Some(error)),
            }
        });
    }
}
