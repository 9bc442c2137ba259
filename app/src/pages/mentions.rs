//! The notes that name the reader.

use crate::i18n::{intl, use_texts};
use crate::live::{clock, use_store};
use crate::prelude::*;
use crate::ui::{Button, Empty, Icon};
use desk_model::mention::MentionView;

/// The list behind the bell.
#[component]
pub(crate) fn MentionsPage() -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let (list, unseen) = (store.mentions.clone(), store.mentions.clone());
    let any = Memo::new(move |_| unseen.with(|list| list.unseen > 0));
    view! {
        <div class="page">
            <header class="page-head">
                <h1>{t.organise.mentions}</h1>
                <p>{t.organise.mentions_lead}</p>
                {move || {
                    let store = store.clone();
                    any.get()
                        .then(|| {
                            view! {
                                <Button on_press=move |_| store.see_mentions(None)>{t.organise.all_seen}</Button>
                            }
                        })
                }}
            </header>
            {move || {
                let mentions = list.with(|list| list.mentions.clone());
                if mentions.is_empty() {
                    view! { <Empty picture=Icon::Bell title=t.organise.no_mentions hint=t.organise.no_mentions_hint/> }
                        .into_any()
                } else {
                    view! {
                        <ul class="mentions card">
                            {mentions.into_iter().map(|mention| view! { <Named mention/> }).collect_view()}
                        </ul>
                    }
                        .into_any()
                }
            }}
        </div>
    }
}

#[component]
fn Named(mention: MentionView) -> impl IntoView {
    let t = use_texts();
    let MentionView { message, ticket, protocol, contact_name, by, text, at, seen } = mention;
    view! {
        <li>
            <a class="mention" class:mention-new=!seen href=format!("/t/{ticket}?m={message}")>
                <span class="mention-top">
                    <strong>{by}</strong>
                    <span>{contact_name}</span>
                    <span class="protocol">{protocol.to_string()}</span>
                    {(!seen).then(|| view! { <span class="tag">{t.organise.new}</span> })}
                    <time datetime=intl::iso(at) title=intl::full(at)>
                        {intl::near(t, at, clock::now())}
                    </time>
                </span>
                <span class="mention-text" dir="auto">
                    {text}
                </span>
            </a>
        </li>
    }
}
