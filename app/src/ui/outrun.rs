//! What is said when somebody else saved the same thing meanwhile: the writer decides whose stays.

use super::Button;
use crate::i18n::use_texts;
use crate::prelude::*;

/// Two ways on: one's own over theirs, or theirs instead of one's own.
#[component]
pub(crate) fn Outrun(
    /// What happened.
    words: String,
    /// One's own is saved over it.
    #[prop(into)]
    on_mine: Callback<()>,
    /// Theirs is shown instead.
    #[prop(into)]
    on_theirs: Callback<()>,
) -> impl IntoView {
    let t = use_texts();
    view! {
        <div class="notice notice-outrun" role="alert">
            <span>{words}</span>
            <Button on_press=move |_| on_mine.run(())>{t.outrun_mine}</Button>
            <Button on_press=move |_| on_theirs.run(())>{t.outrun_theirs}</Button>
        </div>
    }
}
