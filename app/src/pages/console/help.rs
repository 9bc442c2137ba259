//! The list of keys.

use crate::i18n::use_texts;
use crate::live::use_store;
use crate::prelude::*;
use crate::program::rel_to;
use crate::ui::{Dialog, Kbd};

/// The dialog behind `?`.
#[component]
pub(crate) fn Help(
    /// Whether it is open.
    open: ArcRwSignal<bool>,
) -> impl IntoView {
    let t = use_texts();
    let shortcuts = use_store().shortcuts.clone();
    view! {
        <Dialog open title=t.keyboard close_label=t.close_dialog>
            <div class="help">
                {t
                    .keys
                    .iter()
                    .map(|group| {
                        view! {
                            <section>
                                <h3>{group.title}</h3>
                                <dl>
                                    {group
                                        .keys
                                        .iter()
                                        .map(|(keys, what)| {
                                            view! {
                                                <div>
                                                    <dt>
                                                        <Kbd keys=keys/>
                                                        <span class="sr-only">{*keys}</span>
                                                    </dt>
                                                    <dd>{*what}</dd>
                                                </div>
                                            }
                                        })
                                        .collect_view()}
                                </dl>
                            </section>
                        }
                    })
                    .collect_view()}
            </div>
            <p class="hint">
                {
                    let shortcuts = shortcuts.clone();
                    move || if shortcuts.get() { t.shortcuts_on } else { t.shortcuts_off }
                } " " <a href="/settings" rel=rel_to("/settings")>{t.settings}</a>
            </p>
        </Dialog>
    }
}
