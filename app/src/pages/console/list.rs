//! The list: tabs with live counts, search, order, rows.

use super::filter::{FilterChips, FilterMenu};
use super::row::Row;
use super::transfer::{MarkBar, MarkButton, OfferStrip};
use super::{actions, use_ui};
use crate::i18n::use_texts;
use crate::live::{Load, browser, use_store};
use crate::prelude::*;
use crate::ui::{Button, Empty, Icon, Kbd, Look, SkeletonRows, icon};
use desk_model::view::{InboxFilter, InboxOrder, InboxView};
use leptos::html;
use leptos::leptos_dom::helpers::debounce;
use leptos_router::hooks::use_navigate;
use std::time::Duration;

/// The left pane.
#[component]
pub(super) fn TicketList() -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let (found, ids, load, view, more) = (
        store.found.clone(),
        store.ids.clone(),
        store.list_load.clone(),
        store.view.clone(),
        store.more_rows.clone(),
    );
    let searching = {
        let found = found.clone();
        move || found.with(Option::is_some)
    };
    let shown = {
        let found = found.clone();
        move || found.get().unwrap_or_else(|| ids.get())
    };
    let empty = {
        let shown = shown.clone();
        Memo::new(move |_| shown().is_empty())
    };
    let scroller = NodeRef::<html::Div>::new();
    let pager = store.clone();
    let on_scroll = move |_| {
        let Some(list) = scroller.get_untracked() else { return };
        if list.scroll_height() - list.client_height() - list.scroll_top() < 600 {
            pager.more_of_list();
        }
    };
    let retry = store.clone();
    let body = move || {
        if searching() {
            return empty
                .get()
                .then(|| view! { <Empty picture=Icon::Search title=t.nothing_found hint=t.nothing_found_hint/> })
                .into_any();
        }
        match load.get() {
            Load::Loading => view! { <SkeletonRows/> }.into_any(),
            Load::Failed(error) => {
                let store = retry.clone();
                view! {
                    <Empty picture=Icon::Alert title=t.list_failed hint=(t.error)(&error)>
                        <Button on_press=move |_| store.reload_list()>{t.try_again}</Button>
                    </Empty>
                }
                .into_any()
            }
            Load::Ready if empty.get() => view! { <EmptyList view=view.get()/> }.into_any(),
            Load::Ready => ().into_any(),
        }
    };
    view! {
        <section class="list" aria-label=t.tickets>
            <h1 class="sr-only">{t.tickets}</h1>
            <Tabs/>
            <Tools/>
            <FilterChips/>
            <div class="rows" node_ref=scroller on:scroll=on_scroll>
                <OfferStrip/>
                {body}
                <ul>
                    <For each=shown key=|ticket| ticket.clone() let:ticket>
                        <Row ticket/>
                    </For>
                </ul>
                {move || more.get().then(|| view! { <p class="rows-more">{t.loading_more}</p> })}
            </div>
            <MarkBar/>
        </section>
    }
}

#[component]
fn Tabs() -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    view! {
        <nav class="tabs" aria-label=t.lists>
            {InboxView::ALL
                .map(|view| {
                    let (name, key) = match view {
                        InboxView::Mine => (t.mine, "g m"),
                        InboxView::Snoozed => (t.organise.snoozed_view, "g s"),
                        InboxView::Waiting => (t.waiting, "g w"),
                        InboxView::All => (t.all, "g a"),
                        InboxView::Closed => (t.closed, "g c"),
                    };
                    let (counts, current, go) = (store.counts.clone(), store.view.clone(), store.clone());
                    let count = move || {
                        let counts = counts.get()?;
                        let count = match view {
                            InboxView::Mine => Some(counts.mine),
                            InboxView::Snoozed => Some(counts.snoozed),
                            InboxView::Waiting => Some(counts.waiting),
                            InboxView::All => Some(counts.all),
                            InboxView::Closed => None,
                        };
                        // Nothing put aside says nothing.
                        count.filter(|count| *count > 0 || view != InboxView::Snoozed)
                    };
                    view! {
                        <button
                            type="button"
                            class="tab"
                            title=key
                            aria-current=move || (current.get() == view).then_some("true")
                            on:click=move |_| {
                                go.found.set(None);
                                go.show(view, go.order.get_untracked());
                            }
                        >
                            {name}
                            {move || count().map(|count| view! { <span class="tab-count">{count}</span> })}
                        </button>
                    }
                })
                .collect_view()}
        </nav>
    }
}

#[component]
fn Tools() -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let (searcher, sorter, order) = (store.clone(), store.clone(), store.order.clone());
    let input = NodeRef::<html::Input>::new();
    let mut search = debounce(Duration::from_millis(180), move |text: String| searcher.search(text));
    let clear = store.clone();
    let cleared = store.found.clone();
    Effect::new(move |_| {
        // Another tab ends the search; then its words go too.
        if cleared.with(Option::is_none)
            && let Some(input) = input.get_untracked()
            && input.value().trim().chars().count() >= 2
            && document().active_element().as_ref() != Some(input.as_ref())
        {
            input.set_value("");
        }
    });
    let starting = use_ui().starting;
    view! {
        <div class="tools">
            <button
                type="button"
                class="btn btn-new"
                aria-label=t.composer.new
                aria-keyshortcuts="c"
                title=format!("{} (c)", t.composer.new)
                on:click=move |_| starting.set(true)
            >
                {icon(Icon::Plus)}
                <span class="btn-word">{t.composer.new_short}</span>
            </button>
            <div class="search">
                {icon(Icon::Search)}
                <input
                    id="list-search"
                    node_ref=input
                    type="search"
                    placeholder=t.search_hint
                    aria-label=t.search_label
                    autocomplete="off"
                    spellcheck="false"
                    on:input=move |event| search(event_target_value(&event))
                    on:keydown=move |event| {
                        if event.key() == "Escape" {
                            if let Some(input) = input.get_untracked() {
                                input.set_value("");
                                let _ = input.blur();
                            }
                            clear.search(String::new());
                        } else if event.key() == "ArrowDown" || event.key() == "Enter" {
                            event.prevent_default();
                            browser::focus(".rows .row");
                        }
                    }
                />
                <Kbd keys="/"/>
            </div>
            <MarkButton/>
            <label class="sort">
                <span class="sr-only">{t.order}</span>
                <select
                    on:change=move |event| {
                        let chosen = event_target_value(&event);
                        let order = InboxOrder::ALL.into_iter().find(|order| order_word(*order) == chosen);
                        sorter.show(sorter.view.get_untracked(), order.unwrap_or_default());
                    }
                    prop:value=move || order_word(order.get())
                >
                    {InboxOrder::ALL
                        .map(|order| {
                            let name = match order {
                                InboxOrder::Recent => t.order_recent,
                                InboxOrder::Waiting => t.order_waiting,
                                InboxOrder::Risk => t.order_risk,
                            };
                            view! { <option value=order_word(order)>{name}</option> }
                        })
                        .collect_view()}
                </select>
            </label>
            <FilterMenu/>
        </div>
    }
}

const fn order_word(order: InboxOrder) -> &'static str {
    match order {
        InboxOrder::Recent => "recent",
        InboxOrder::Waiting => "waiting",
        InboxOrder::Risk => "risk",
    }
}

#[component]
fn EmptyList(view: InboxView) -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let navigate = use_navigate();
    let filtered = !store.filter.with_untracked(InboxFilter::is_empty);
    let (title, hint) = match view {
        _ if filtered => (t.organise.empty_filtered, t.organise.empty_filtered_hint),
        InboxView::Snoozed => (t.organise.empty_snoozed, t.organise.empty_snoozed_hint),
        InboxView::Mine => (t.empty_mine, t.empty_mine_hint),
        InboxView::Waiting => (t.empty_waiting, t.empty_waiting_hint),
        InboxView::All => (t.empty_all, t.empty_all_hint),
        InboxView::Closed => (t.empty_closed, t.empty_closed_hint),
    };
    let take = (view == InboxView::Mine && !filtered).then(|| {
        view! {
            <Button
                look=Look::Primary
                key="p"
                on_press=move |_| actions::claim_next(&store, navigate.clone(), t)
            >
                {t.take_next}
            </Button>
        }
    });
    view! {
        <Empty picture=Icon::Inbox title hint>
            {take}
        </Empty>
    }
}
