//! From which day to which, and what is known of it.

use crate::api::ApiError;
use crate::i18n::{CostAdminTexts, intl, use_texts};
use crate::live::{browser, clock};
use crate::prelude::*;
use desk_model::DeskError;
use desk_model::price::{Day, MAX_DAYS};
use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::task::spawn_local;
use std::sync::Arc;

/// What a period can be asked about.
pub(crate) trait Report: Sized + Send + Sync + 'static {
    /// Asks for the figures from one day to another.
    fn ask(from: Day, until: Day) -> impl Future<Output = Result<Self, ApiError>>;
}

/// The period on screen, and what is known of it.
#[derive(Debug)]
pub(crate) struct Shown<R: 'static> {
    pub(crate) period: ArcRwSignal<Option<(Day, Day)>>,
    pub(crate) report: ArcRwSignal<Option<Result<Arc<R>, DeskError>>>,
}

impl<R> Clone for Shown<R> {
    fn clone(&self) -> Self {
        Self { period: self.period.clone(), report: self.report.clone() }
    }
}

impl<R: Report> Shown<R> {
    pub(crate) fn new() -> Self {
        Self { period: ArcRwSignal::new(None), report: ArcRwSignal::new(None) }
    }

    /// Shows another period.
    pub(crate) fn choose(&self, from: Day, until: Day) {
        self.period.set(Some((from, until)));
        self.fetch();
    }

    /// Asks again for the same period.
    pub(crate) fn fetch(&self) {
        let shown = self.clone();
        let Some((from, until)) = shown.period.get_untracked() else { return };
        spawn_local(async move {
            let answer = R::ask(from, until).await;
            // Somebody may have asked for another period meanwhile.
            if shown.period.get_untracked() != Some((from, until)) {
                return;
            }
            match answer {
                Err(ApiError(DeskError::Unauthenticated)) => browser::to_login(),
                Err(ApiError(error)) => shown.report.set(Some(Err(error))),
                Ok(report) => shown.report.set(Some(Ok(Arc::new(report)))),
            }
        });
    }
}

/// The periods that are offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Period {
    Today,
    Days7,
    Days30,
    ThisMonth,
    LastMonth,
}

impl Period {
    const ALL: [Self; 5] = [Self::Today, Self::Days7, Self::Days30, Self::ThisMonth, Self::LastMonth];

    const fn word(self, c: &CostAdminTexts) -> &'static str {
        match self {
            Self::Today => c.today,
            Self::Days7 => c.days_7,
            Self::Days30 => c.days_30,
            Self::ThisMonth => c.this_month,
            Self::LastMonth => c.last_month,
        }
    }

    /// Its first and last day.
    pub(crate) fn range(self, today: Day) -> (Day, Day) {
        match self {
            Self::Today => (today, today),
            Self::Days7 => (today.plus(-6), today),
            Self::Days30 => (today.plus(-29), today),
            Self::ThisMonth => (today.month_start(), today),
            Self::LastMonth => {
                let last = today.month_start().plus(-1);
                (last.month_start(), last)
            }
        }
    }
}

/// Which period is shown: one of those offered, or any two days.
#[component]
pub(crate) fn PeriodBar(
    /// The period on screen.
    period: ArcRwSignal<Option<(Day, Day)>>,
    /// Shows another one.
    #[prop(into)]
    on_choose: Callback<(Day, Day)>,
) -> impl IntoView {
    let t = use_texts();
    let c = t.admin().cost;
    let from = NodeRef::<html::Input>::new();
    let until = NodeRef::<html::Input>::new();
    let problem = ArcRwSignal::new(false);
    let (now, wrong) = (period.clone(), problem.clone());
    // The fields show the period on screen.
    Effect::new(move |_| {
        if let (Some((first, last)), Some(from), Some(until)) = (now.get(), from.get(), until.get()) {
            from.set_value(&first.to_string());
            until.set_value(&last.to_string());
        }
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let (Some(from), Some(until)) = (from.get_untracked(), until.get_untracked()) else { return };
        match Day::parse(&from.value()).zip(Day::parse(&until.value())) {
            Some((from, until)) if from <= until && until.number() - from.number() < MAX_DAYS => {
                wrong.set(false);
                on_choose.run((from, until));
            }
            Some(_) | None => wrong.set(true),
        }
    };
    let presets = Period::ALL
        .map(|offered| {
            let (now, problem) = (period.clone(), problem.clone());
            let today = intl::civil(clock::now());
            view! {
                <button
                    type="button"
                    class="pill"
                    aria-pressed=move || (now.get() == Some(offered.range(today))).to_string()
                    on:click=move |_| {
                        problem.set(false);
                        on_choose.run(offered.range(intl::civil(clock::now())));
                    }
                >
                    {offered.word(c)}
                </button>
            }
        })
        .collect_view();
    let (bad, bad_again, bad_words) = (problem.clone(), problem.clone(), problem);
    view! {
        <div class="period">
            <div class="period-presets" role="group" aria-label=c.period>
                {presets}
            </div>
            <form class="period-custom" novalidate aria-label=c.other_period on:submit=submit>
                <label class="field field-inline">
                    <span>{c.from}</span>
                    <input
                        node_ref=from
                        type="date"
                        aria-invalid=move || bad.get().to_string()
                        aria-describedby="period-problem"
                    />
                </label>
                <label class="field field-inline">
                    <span>{c.until}</span>
                    <input
                        node_ref=until
                        type="date"
                        aria-invalid=move || bad_again.get().to_string()
                        aria-describedby="period-problem"
                    />
                </label>
                <button type="submit" class="btn">
                    {c.show}
                </button>
            </form>
            <p class="field-error" id="period-problem" role="alert">
                {move || bad_words.get().then_some(c.bad_period)}
            </p>
        </div>
    }
}
