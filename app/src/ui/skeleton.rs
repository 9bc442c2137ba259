//! The shape of what is on its way. It fades in after 200 ms, so that a quick answer shows nothing at all.

use crate::prelude::*;

/// Rows of a list.
#[component]
pub(crate) fn SkeletonRows() -> impl IntoView {
    view! {
        <div class="skeleton" aria-hidden="true">
            {(0..7)
                .map(|_| {
                    view! {
                        <div class="skeleton-row">
                            <span class="skeleton-dot"></span>
                            <span class="skeleton-lines">
                                <span></span>
                                <span></span>
                            </span>
                        </div>
                    }
                })
                .collect_view()}
        </div>
    }
}

/// Lines of a thread.
#[component]
pub(crate) fn SkeletonThread() -> impl IntoView {
    view! {
        <div class="skeleton skeleton-thread" aria-hidden="true">
            {(0..5).map(|_| view! { <span class="skeleton-bubble"></span> }).collect_view()}
        </div>
    }
}
