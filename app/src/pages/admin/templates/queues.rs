//! Which queues may use a template.

use crate::i18n::use_texts;
use crate::live::use_store;
use crate::prelude::*;
use desk_model::QueueId;

/// One box a queue; none ticked means all.
#[component]
pub(super) fn QueueBoxes(chosen: ArcRwSignal<Vec<QueueId>>) -> impl IntoView {
    let t = use_texts();
    let queues = use_store()
        .boot
        .with_untracked(|boot| boot.as_ref().map(|boot| boot.queues.clone()))
        .unwrap_or_default();
    let boxes = queues
        .into_iter()
        .map(|queue| {
            let (read, write, id) = (chosen.clone(), chosen.clone(), queue.id.clone());
            view! {
                <label class="choice">
                    <input
                        type="checkbox"
                        prop:checked=move || read.with(|chosen| chosen.contains(&queue.id))
                        on:change=move |event| {
                            let on = event_target_checked(&event);
                            write.update(|chosen| {
                                chosen.retain(|known| *known != id);
                                if on {
                                    chosen.push(id.clone());
                                }
                            });
                        }
                    />
                    {queue.name}
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="choices">
            <legend>{t.admin().tpl.queues_which}</legend>
            {boxes}
        </fieldset>
        <p class="hint">{t.admin().tpl.queues_hint}</p>
    }
}
