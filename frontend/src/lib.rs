//! hydrate(), nothing else.

use wasm_bindgen::prelude::wasm_bindgen;

/// Called by the page once this module has arrived: the server's markup comes to life.
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    #[cfg(feature = "console")]
    leptos::mount::hydrate_body(app::Console);
    #[cfg(feature = "service")]
    leptos::mount::hydrate_body(app::Service);
    #[cfg(feature = "channel")]
    leptos::mount::hydrate_body(app::Channel);
    #[cfg(not(any(feature = "console", feature = "service", feature = "channel")))]
    leptos::mount::hydrate_body(app::App);
}
