//! Everything the screens read, and the one place where an event of the socket changes it.
//!
//! Signals are reference-counted: a callback that outlives its screen writes into nothing instead of failing.

use super::clock::{self, Clock};
use super::drafts::DraftKind;
use super::echo::Echo;
use super::few::Few;
use super::lines::{Entry, Line};
use super::picking::Picking;
use super::presence::PresenceState;
use super::tray::Tray;
use super::{LinkState, browser, socket};
use crate::api::{self, ApiError};
use crate::i18n::intl;
use crate::ui::Toast;
use desk_model::mention::MentionList;
use desk_model::menu::TicketMenu;
use desk_model::number::{Channel, NumberState};
use desk_model::price::Price;
use desk_model::reduce::{Change, Inbox, Thread};
use desk_model::template::Template;
use desk_model::transfer::{Offers, TransferDirectory};
use desk_model::view::{
    Bootstrap, ContactView, HeldReply, InboxCounts, InboxFilter, InboxOrder, InboxRow, InboxView, NumberView,
    QueueView,
};
use desk_model::wire::DeskEvent;
use desk_model::{DeskError, Label, Locale, MessageId, NumberId, QueueId, TicketId, Timestamp, UserId};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::collections::{HashMap, HashSet};
use std::ops::Deref;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Locks; a poisoned lock is still good here, every change is a whole one.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// How far something is that must be fetched.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) enum Load {
    /// On its way.
    #[default]
    Loading,
    /// Here.
    Ready,
    /// It did not come.
    Failed(DeskError),
}

/// A colleague who is writing.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct TypingNow {
    pub(crate) ticket: TicketId,
    pub(crate) user: UserId,
    pub(crate) name: String,
    pub(crate) until: Timestamp,
}

/// Events that came while something was being fetched: the answer may be older than they are.
#[derive(Default)]
struct Meanwhile {
    fetches: u32,
    events: Vec<(i64, DeskEvent)>,
}

/// See [`Store`].
#[derive(Default)]
pub(crate) struct Inner {
    pub(crate) clock: Clock,
    pub(crate) boot: ArcRwSignal<Option<Arc<Bootstrap>>>,
    pub(crate) boot_failed: ArcRwSignal<Option<DeskError>>,
    pub(crate) stale_build: ArcRwSignal<bool>,
    pub(crate) link: ArcRwSignal<LinkState>,
    pub(crate) numbers: ArcRwSignal<Vec<NumberView>>,
    /// Counts what was told about numbers: their health is fetched again.
    pub(crate) number_news: ArcRwSignal<u32>,
    pub(crate) typing: ArcRwSignal<Vec<TypingNow>>,
    pub(crate) notices: ArcRwSignal<Vec<Toast>>,
    pub(crate) shortcuts: ArcRwSignal<bool>,
    /// All labels, archived ones included.
    pub(crate) labels: ArcRwSignal<Vec<Label>>,
    /// The notes that name the reader.
    pub(crate) mentions: ArcRwSignal<MentionList>,
    /// The line to be shown next.
    pub(crate) sought: ArcRwSignal<Option<MessageId>>,
    // The list.
    /// What it is narrowed down to.
    pub(crate) filter: ArcRwSignal<InboxFilter>,
    pub(crate) view: ArcRwSignal<InboxView>,
    pub(crate) order: ArcRwSignal<InboxOrder>,
    pub(crate) ids: ArcRwSignal<Vec<TicketId>>,
    pub(crate) found: ArcRwSignal<Option<Vec<TicketId>>>,
    pub(crate) counts: ArcRwSignal<Option<InboxCounts>>,
    pub(crate) more_rows: ArcRwSignal<bool>,
    pub(crate) list_load: ArcRwSignal<Load>,
    pub(super) inbox: Mutex<Option<Inbox>>,
    pub(super) rows: Mutex<HashMap<TicketId, ArcRwSignal<InboxRow>>>,
    pub(super) list_round: Mutex<u32>,
    pub(super) list_busy: Mutex<bool>,
    pub(super) search_round: Mutex<u32>,
    /// Tickets offered to the reader.
    pub(crate) offers_to_me: ArcRwSignal<Vec<InboxRow>>,
    /// Tickets the reader handed over, not answered yet.
    pub(crate) offers_by_me: ArcRwSignal<Vec<InboxRow>>,
    pub(super) offers: Mutex<Option<Offers>>,
    /// To whom tickets can be handed, as last fetched.
    pub(crate) directory: ArcRwSignal<Option<TransferDirectory>>,
    // The open ticket.
    pub(crate) open: ArcRwSignal<Option<TicketId>>,
    pub(crate) row: ArcRwSignal<Option<InboxRow>>,
    pub(crate) contact: ArcRwSignal<Option<Arc<ContactView>>>,
    /// What the customer told a menu.
    pub(crate) menu: ArcRwSignal<Option<TicketMenu>>,
    pub(crate) thread_load: ArcRwSignal<Load>,
    pub(crate) entries: ArcRwSignal<Vec<Entry>>,
    pub(crate) more_lines: ArcRwSignal<bool>,
    pub(crate) loading_older: ArcRwSignal<bool>,
    /// Counts lines that arrived at the end.
    pub(crate) arrivals: ArcRwSignal<u32>,
    pub(crate) quoting: ArcRwSignal<Option<MessageId>>,
    pub(crate) send_error: ArcRwSignal<Option<DeskError>>,
    /// An answer of the open ticket that waits for its customer.
    pub(crate) held: ArcRwSignal<Option<HeldReply>>,
    /// What is about to leave as one message.
    pub(crate) tray: ArcRwSignal<Option<Tray>>,
    /// Whether bubbles are joined.
    pub(crate) joining: ArcRwSignal<bool>,
    pub(super) holding: Mutex<HashSet<TicketId>>,
    pub(super) thread: Mutex<Option<Thread>>,
    pub(super) lines: Mutex<HashMap<MessageId, ArcRwSignal<Line>>>,
    pub(super) thread_round: Mutex<u32>,
    pub(super) thread_as_of: Mutex<i64>,
    pub(super) followed: Mutex<bool>,
    pub(super) unread_from: Mutex<Option<(MessageId, u32)>>,
    pub(super) echoes: Mutex<Vec<Echo>>,
    pub(super) drafts: Mutex<HashMap<(TicketId, DraftKind), ArcRwSignal<String>>>,
    pub(super) pickings: Mutex<HashMap<TicketId, Picking>>,
    pub(crate) templates: ArcRwSignal<Few<NumberId, Arc<Vec<Template>>>>,
    pub(crate) prices: ArcRwSignal<Option<Arc<Vec<Price>>>>,
    /// Who is there.
    pub(crate) presence: PresenceState,
    meanwhile: Mutex<Meanwhile>,
    next_notice: Mutex<u32>,
}

/// The browser's copy of the desk. Cheap to clone.
#[derive(Clone, Default)]
pub(crate) struct Store(Arc<Inner>);

impl Deref for Store {
    type Target = Inner;
    fn deref(&self) -> &Inner {
        &self.0
    }
}

/// The store of this page.
pub(crate) fn use_store() -> Store {
    use_context::<Store>().unwrap_or_default()
}

fn find_queue(boot: &Bootstrap, queue: &QueueId) -> Option<QueueView> {
    boot.queues.iter().chain(&boot.former_queues).find(|known| known.id == *queue).cloned()
}

impl Store {
    /// Fetches what everything else needs, then opens the socket. Once a page.
    pub(crate) fn start(&self) {
        let store = self.clone();
        let asked = clock::question();
        spawn_local(async move {
            match api::session::bootstrap().await {
                Ok(boot) => {
                    clock::answered(asked, boot.now);
                    store.booted(boot);
                }
                Err(ApiError(DeskError::Unauthenticated)) => browser::to_login(),
                Err(ApiError(error)) => {
                    store.boot_failed.set(Some(error));
                    // The desk may only be restarting: the next try is soon.
                    set_timeout(move || store.start(), std::time::Duration::from_secs(3));
                }
            }
        });
    }

    fn booted(&self, boot: Bootstrap) {
        self.clock.strike();
        intl::configure(boot.locale.as_str(), &boot.time_zone);
        browser::set_theme(boot.theme);
        if browser::set_locale(boot.locale) {
            // A device that did not know this person's language yet.
            browser::reload();
            return;
        }
        let after = boot.as_of;
        self.boot_failed.set(None);
        self.shortcuts.set(boot.shortcuts);
        self.numbers.set(boot.numbers.clone());
        self.labels.set(boot.labels.clone());
        self.boot.set(Some(Arc::new(boot)));
        self.refetch_mentions();
        self.restore_echoes();
        self.restore_tray();
        self.reload_list();
        self.reload_offers();
        self.reload_thread();
        self.fetch_presence();
        socket::open(self.clone(), after);
    }

    /// Who is logged in, untracked.
    pub(crate) fn me(&self) -> Option<UserId> {
        self.boot.with_untracked(|boot| boot.as_ref().map(|b| b.me.id.clone()))
    }

    /// The language of this person, untracked.
    pub(super) fn locale(&self) -> Locale {
        self.boot.with_untracked(|boot| boot.as_ref().map(|b| b.locale).unwrap_or_default())
    }

    /// The name of a colleague, untracked.
    pub(crate) fn name_of(&self, user: &UserId) -> Option<String> {
        self.boot.with_untracked(|boot| {
            boot.as_ref().and_then(|b| b.people.iter().find(|p| p.id == *user)).map(|p| p.name.clone())
        })
    }

    /// A queue, untracked.
    pub(crate) fn queue(&self, queue: &QueueId) -> Option<QueueView> {
        self.boot.with_untracked(|boot| find_queue(boot.as_ref()?, queue))
    }

    /// A queue, tracked: an administrator may name it anew while it is on screen.
    pub(crate) fn queue_now(&self, queue: &QueueId) -> Option<QueueView> {
        self.boot.with(|boot| find_queue(boot.as_ref()?, queue))
    }

    /// A number, tracked.
    pub(crate) fn number(&self, number: &NumberId) -> Option<NumberView> {
        self.numbers.with(|numbers| numbers.iter().find(|n| n.id == *number).cloned())
    }

    /// The channel of a number, untracked: it never changes.
    pub(crate) fn channel(&self, number: &NumberId) -> Channel {
        self.numbers.with_untracked(|numbers| {
            numbers.iter().find(|known| known.id == *number).map_or(Channel::Whatsapp, |known| known.channel)
        })
    }

    /// Says something to the reader for a few seconds.
    pub(crate) fn tell(&self, text: String, bad: bool) {
        let id = {
            let mut next = lock(&self.next_notice);
            *next = next.wrapping_add(1);
            *next
        };
        self.notices.update(|notices| notices.push(Toast { id, text, bad }));
        let notices = self.notices.clone();
        let stay = if bad { 8 } else { 4 };
        set_timeout(
            move || notices.update(|n| n.retain(|n| n.id != id)),
            std::time::Duration::from_secs(stay),
        );
    }

    /// An error nobody else deals with: the login page, or a notice.
    pub(crate) fn report(&self, error: &DeskError, t: &'static crate::i18n::Texts) {
        match error {
            DeskError::Unauthenticated => browser::to_login(),
            other => self.tell((t.error)(other), true),
        }
    }

    /// From now on events are kept for an answer that is on its way.
    pub(super) fn begin_fetch(&self) {
        lock(&self.meanwhile).fetches += 1;
    }

    /// The answer is here; these are the events that came since it was asked for.
    pub(super) fn end_fetch(&self) -> Vec<(i64, DeskEvent)> {
        let mut meanwhile = lock(&self.meanwhile);
        meanwhile.fetches = meanwhile.fetches.saturating_sub(1);
        if meanwhile.fetches == 0 { std::mem::take(&mut meanwhile.events) } else { meanwhile.events.clone() }
    }

    /// One event of the socket.
    pub(crate) fn apply(&self, seq: i64, event: &DeskEvent) {
        {
            let mut meanwhile = lock(&self.meanwhile);
            if meanwhile.fetches > 0 {
                meanwhile.events.push((seq, event.clone()));
            }
        }
        let list = lock(&self.inbox).as_mut().map(|inbox| inbox.apply(seq, event)).unwrap_or_default();
        let thread = lock(&self.thread).as_mut().map(|thread| thread.apply(seq, event)).unwrap_or_default();
        if let DeskEvent::Ticket { row, .. } = event {
            self.learn_row(row);
            self.learn_history(row);
            self.hear_offer(seq, event);
        }
        if list.contains(&Change::Order) {
            self.publish_order();
        }
        if list.contains(&Change::Counts) {
            self.publish_counts();
        }
        self.publish_thread(&thread);
        match event {
            DeskEvent::Templates { number } => self.refetch_templates(number),
            DeskEvent::Prices => self.refetch_prices(),
            DeskEvent::Labels => self.refetch_labels(),
            DeskEvent::Desk => self.fetch_boot(),
            DeskEvent::Mentions { new } => self.mentioned(new.as_deref()),
            DeskEvent::Number { number, state } => self.number_changed(number, *state),
            DeskEvent::Ticket { .. } | DeskEvent::Presence { .. } => self.heard_presence(event),
            DeskEvent::Message { .. } | DeskEvent::Held { .. } => {}
        }
    }

    fn number_changed(&self, number: &NumberId, state: NumberState) {
        let mut known = false;
        self.numbers.update(|numbers| {
            if let Some(found) = numbers.iter_mut().find(|n| n.id == *number) {
                found.state = state;
                known = true;
            }
        });
        self.number_news.update(|count| *count = count.wrapping_add(1));
        if !known {
            self.fetch_boot();
        }
    }

    /// Events may be missing: everything on screen is fetched again. What was typed stays.
    pub(crate) fn resync(&self) {
        *lock(&self.followed) = false;
        self.reload_list();
        self.reload_offers();
        self.reload_thread();
        self.refetch_prices();
        self.refetch_mentions();
        self.fetch_presence();
        self.presence.news.update(|count| *count = count.wrapping_add(1));
        self.number_news.update(|count| *count = count.wrapping_add(1));
        self.fetch_boot();
    }

    /// Fetches again what came with the page.
    pub(crate) fn fetch_boot(&self) {
        let store = self.clone();
        let asked = clock::question();
        spawn_local(async move {
            if let Ok(boot) = api::session::bootstrap().await {
                clock::answered(asked, boot.now);
                store.numbers.set(boot.numbers.clone());
                store.labels.set(boot.labels.clone());
                store.boot.set(Some(Arc::new(boot)));
            }
        });
    }

    /// Asks whether the session still lives; if not, off to the login page.
    pub(crate) fn still_here(&self) {
        spawn_local(async {
            if let Err(ApiError(DeskError::Unauthenticated)) = api::session::bootstrap().await {
                browser::to_login();
            }
        });
    }

    /// The templates of a number, fetched when not here yet.
    pub(crate) fn want_templates(&self, number: &NumberId) {
        if !self.templates.with_untracked(|known| known.get(number).is_some()) {
            self.fetch_templates(number.clone());
        }
    }

    fn refetch_templates(&self, number: &NumberId) {
        if self.templates.with_untracked(|known| known.get(number).is_some()) {
            self.fetch_templates(number.clone());
        }
    }

    fn fetch_templates(&self, number: NumberId) {
        let store = self.clone();
        spawn_local(async move {
            if let Ok(list) = api::thread::templates(number.clone()).await {
                store.templates.update(|known| known.put(number, Arc::new(list.templates)));
            }
        });
    }

    /// A colleague writes.
    pub(crate) fn heard_typing(&self, ticket: TicketId, user: UserId, name: String) {
        if self.me().as_ref() == Some(&user) {
            return;
        }
        let until = clock::now().plus(5 * desk_model::time::SECOND);
        self.typing.update(|typing| {
            typing.retain(|t| t.user != user);
            typing.push(TypingNow { ticket, user, name, until });
        });
    }

    /// Forgets who has stopped writing.
    pub(crate) fn prune_typing(&self) {
        let now = clock::now();
        if self.typing.with_untracked(|typing| typing.iter().any(|t| t.until <= now)) {
            self.typing.update(|typing| typing.retain(|t| t.until > now));
        }
    }
}
