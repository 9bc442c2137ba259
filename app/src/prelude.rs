//! What every screen uses of Leptos.

pub(crate) use leptos::prelude::*;

/// [`leptos::view!`] with its type erased at once. A closure, an option or a list around a view is then the same type
/// everywhere, and the browser loads the code for it once instead of once a shape.
macro_rules! erased_view {
    ($($markup:tt)*) => { $crate::prelude::IntoAny::into_any(::leptos::view! { $($markup)* }.into_inner()) };
}
pub(crate) use erased_view as view;
