//! Which address shows which screen.

use crate::i18n::{page_locale, use_texts};
use crate::live::Store;
use crate::pages::admin::{
    AdminFrame, AdminHome, ConsentPage, JournalPage, LabelsPage, MenusPage, NumbersPage, PricesPage,
    QueuePage, QueuesPage, SetupNumberPage, SurveySettingsPage, TemplatesPage,
};
use crate::pages::console::{ConsentUi, Console, Ui};
use crate::pages::costs::CostsPage;
use crate::pages::frame::Frame;
use crate::pages::login::LoginPage;
use crate::pages::mentions::MentionsPage;
use crate::pages::settings::SettingsPage;
use crate::pages::setup::SetupPage;
use crate::pages::surveys::SurveysPage;
use crate::pages::team::TeamPage;
use crate::ui::{Empty, Icon};
use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::components::{Outlet, ParentRoute, Route, Router, Routes};
use leptos_router::path;

/// The app. Runs on the server for the first page and in the browser from then on.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    provide_context(page_locale());
    provide_context(Store::default());
    provide_context(Ui::default());
    provide_context(ConsentUi::default());
    view! {
        <Router>
            <Routes fallback=NotFound>
                <Route path=path!("/login") view=LoginPage/>
                <Route path=path!("/setup") view=SetupPage/>
                <ParentRoute path=path!("") view=Frame>
                    <Route path=path!("/settings") view=SettingsPage/>
                    <Route path=path!("/mentions") view=MentionsPage/>
                    <Route path=path!("/team") view=TeamPage/>
                    <Route path=path!("/costs") view=CostsPage/>
                    <Route path=path!("/surveys") view=SurveysPage/>
                    <ParentRoute path=path!("/admin") view=AdminFrame>
                        <Route path=path!("") view=AdminHome/>
                        <Route path=path!("/queues") view=QueuesPage/>
                        <Route path=path!("/queues/:queue") view=QueuePage/>
                        <Route path=path!("/menus") view=MenusPage/>
                        <Route path=path!("/labels") view=LabelsPage/>
                        <Route path=path!("/surveys") view=SurveySettingsPage/>
                        <Route path=path!("/numbers") view=NumbersPage/>
                        <Route path=path!("/numbers/:number") view=SetupNumberPage/>
                        <Route path=path!("/templates") view=TemplatesPage/>
                        <Route path=path!("/consent") view=ConsentPage/>
                        <Route path=path!("/prices") view=PricesPage/>
                        <Route path=path!("/journal") view=JournalPage/>
                    </ParentRoute>
                    // One console for both addresses: the list stays where it is while the ticket changes.
                    <ParentRoute path=path!("") view=ConsoleRoute>
                        <Route path=path!("") view=Nothing/>
                        <Route path=path!("/t/:ticket") view=Nothing/>
                    </ParentRoute>
                </ParentRoute>
            </Routes>
        </Router>
    }
}

#[component]
fn ConsoleRoute() -> impl IntoView {
    view! {
        <Console/>
        <Outlet/>
    }
}

#[component]
fn Nothing() -> impl IntoView {}

#[component]
fn NotFound() -> impl IntoView {
    #[cfg(feature = "ssr")]
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(http::StatusCode::NOT_FOUND);
    }
    let t = use_texts();
    view! {
        <main class="alone">
            <Empty picture=Icon::Question title=t.page_not_found hint=t.page_not_found_hint>
                <a class="btn btn-primary" href="/" rel="external">
                    {t.back_to_desk}
                </a>
            </Empty>
        </main>
    }
}
