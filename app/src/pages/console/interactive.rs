//! A message with something to tap, as the customer sees it.

use crate::pages::phone::formatted;
use crate::prelude::*;
use crate::ui::{Icon, icon};
use desk_model::interactive::Interactive;

/// The card in the thread.
pub(super) fn card(what: &Interactive) -> AnyView {
    let picture = if what.list.is_some() { Icon::Queues } else { Icon::Reply };
    view! {
        <p class="msg-text" dir="auto">{formatted(&what.body)}</p>
        {what.list.clone().map(|word| view! { <p class="msg-sub">{icon(Icon::Down)} " " {word}</p> })}
        <ul class="msg-buttons">
            {what
                .choices
                .iter()
                .map(|choice| {
                    view! {
                        <li title=choice.description.clone()>
                            {icon(picture)} {choice.title.clone()}
                        </li>
                    }
                })
                .collect_view()}
        </ul>
    }
    .into_any()
}
