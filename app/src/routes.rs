//! Which address shows which screen.

use crate::i18n::{page_locale, use_texts};
use crate::live::{Store, browser};
use crate::pages::admin::{
    AdminFrame, AdminHome, ConsentPage, JournalPage, LabelsPage, MenusPage, NumbersPage, PricesPage,
    QueuePage, QueuesPage, SetupNumberPage, SurveySettingsPage, TemplatesPage,
};
use crate::pages::console::{self, ConsentUi, Ui};
use crate::pages::costs::CostsPage;
use crate::pages::frame::Frame;
use crate::pages::login::LoginPage;
use crate::pages::mentions::MentionsPage;
use crate::pages::settings::SettingsPage;
use crate::pages::setup::SetupPage;
use crate::pages::surveys::SurveysPage;
use crate::pages::team::TeamPage;
use crate::program::Program;
use crate::ui::{Empty, Icon};
use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::any_nested_route::IntoAnyNestedRoute;
use leptos_router::components::{Outlet, ParentRoute, Route, Router, Routes};
use leptos_router::hooks::use_location;
use leptos_router::path;
use std::time::Duration;

/// Every screen. Runs on the server for the first page.
#[component]
pub fn App() -> impl IntoView {
    provide();
    view! {
        <Router>
            <Routes fallback=NotFound>
                <Route path=path!("/login") view=LoginPage/>
                <Route path=path!("/setup") view=SetupPage/>
                <ParentRoute path=path!("") view=Frame>
                    <ServiceRoutes/>
                    <ChannelRoutes/>
                    <ConsoleRoutes/>
                </ParentRoute>
            </Routes>
        </Router>
    }
}

/// What runs in the browser from then on: [`Program::Console`].
#[component]
pub fn Console() -> impl IntoView {
    provide();
    provide_context(Program::Console);
    view! {
        <Router>
            <Routes fallback=Elsewhere>
                <ParentRoute path=path!("") view=Frame>
                    <ConsoleRoutes/>
                </ParentRoute>
            </Routes>
        </Router>
    }
}

/// What runs in the browser from then on: [`Program::Service`].
#[component]
pub fn Service() -> impl IntoView {
    provide();
    provide_context(Program::Service);
    view! {
        <Router>
            <Routes fallback=Elsewhere>
                <ParentRoute path=path!("") view=Frame>
                    <ServiceRoutes/>
                </ParentRoute>
            </Routes>
        </Router>
    }
}

/// What runs in the browser from then on: [`Program::Channel`].
#[component]
pub fn Channel() -> impl IntoView {
    provide();
    provide_context(Program::Channel);
    view! {
        <Router>
            <Routes fallback=Elsewhere>
                <ParentRoute path=path!("") view=Frame>
                    <ChannelRoutes/>
                </ParentRoute>
            </Routes>
        </Router>
    }
}

fn provide() {
    provide_meta_context();
    provide_context(page_locale());
    provide_context(Store::default());
    provide_context(Ui::default());
    provide_context(ConsentUi::default());
}

#[component(transparent)]
fn ConsoleRoutes() -> impl MatchNestedRoutes + Clone {
    view! {
        <Route path=path!("/settings") view=SettingsPage/>
        <Route path=path!("/mentions") view=MentionsPage/>
        // One console for both addresses: the list stays where it is while the ticket changes.
        <ParentRoute path=path!("") view=ConsoleRoute>
            <Route path=path!("") view=Nothing/>
            <Route path=path!("/t/:ticket") view=Nothing/>
        </ParentRoute>
    }
    .into_inner()
    .into_any_nested_route()
}

#[component(transparent)]
fn ServiceRoutes() -> impl MatchNestedRoutes + Clone {
    view! {
        <Route path=path!("/team") view=TeamPage/>
        <Route path=path!("/surveys") view=SurveysPage/>
        <ParentRoute path=path!("/admin") view=AdminFrame>
            <Route path=path!("") view=AdminHome/>
            <Route path=path!("/queues") view=QueuesPage/>
            <Route path=path!("/queues/:queue") view=QueuePage/>
            <Route path=path!("/menus") view=MenusPage/>
            <Route path=path!("/labels") view=LabelsPage/>
            <Route path=path!("/surveys") view=SurveySettingsPage/>
        </ParentRoute>
    }
    .into_inner()
    .into_any_nested_route()
}

#[component(transparent)]
fn ChannelRoutes() -> impl MatchNestedRoutes + Clone {
    view! {
        <Route path=path!("/costs") view=CostsPage/>
        <ParentRoute path=path!("/admin") view=AdminFrame>
            <Route path=path!("/numbers") view=NumbersPage/>
            <Route path=path!("/numbers/:number") view=SetupNumberPage/>
            <Route path=path!("/templates") view=TemplatesPage/>
            <Route path=path!("/consent") view=ConsentPage/>
            <Route path=path!("/prices") view=PricesPage/>
            <Route path=path!("/journal") view=JournalPage/>
        </ParentRoute>
    }
    .into_inner()
    .into_any_nested_route()
}

#[component]
fn ConsoleRoute() -> impl IntoView {
    view! {
        <console::Console/>
        <Outlet/>
    }
}

#[component]
fn Nothing() -> impl IntoView {}

/// No screen of this program: another program's, or nobody's.
#[component]
fn Elsewhere() -> impl IntoView {
    let path = use_location().pathname;
    let ours = move || use_context::<Program>().is_none_or(|here| here == Program::of(&path.get()));
    move || {
        if ours() {
            return view! { <NotFound/> }.into_any();
        }
        // Once the router has put the address into the history.
        set_timeout(browser::reload, Duration::ZERO);
        ().into_any()
    }
}

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
