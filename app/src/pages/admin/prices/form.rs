//! One price in a form. The same rules read it as read a line of a CSV.

use super::Task;
use crate::api::{self, ApiError};
use crate::i18n::{Texts, intl, use_locale, use_texts};
use crate::live::{browser, clock, use_store};
use crate::pages::console::market_name;
use crate::prelude::*;
use crate::ui::{Dialog, Icon, icon};
use desk_model::error::FieldProblem;
use desk_model::price::csv::{Column, read_terms};
use desk_model::price::{Market, PriceCategory, PriceTerms};
use desk_model::{DeskError, Locale, PriceId};
use leptos::ev::SubmitEvent;
use leptos::task::spawn_local;
use std::collections::HashMap;

type Cells = ArcRwSignal<HashMap<&'static str, String>>;
type Problems = ArcRwSignal<HashMap<&'static str, String>>;

/// The dialog for adding, changing and ending a price.
#[component]
pub(super) fn PriceDialog(open: ArcRwSignal<bool>, task: ArcRwSignal<Option<Task>>) -> impl IntoView {
    let t = use_texts();
    let (shown, asked) = (open.clone(), task);
    let children: ChildrenFn = std::sync::Arc::new(move || {
        let (open, task) = (shown.clone(), asked.get_untracked());
        task.map(|task| view! { <Form task open/> }).into_any()
    });
    view! {
        <Dialog open title=t.admin().cost.edit_price close_label=t.close_dialog>
            {children()}
        </Dialog>
    }
}

/// What the fields hold at first.
fn cells(task: &Task, locale: Locale) -> (Option<PriceId>, HashMap<&'static str, String>) {
    let today = intl::civil(clock::now());
    let (price, ended) = match task {
        Task::Add => {
            let blank = [(Column::Market, "BR"), (Column::Category, "service"), (Column::Currency, "USD")];
            let mut cells: HashMap<_, _> =
                blank.into_iter().map(|(column, text)| (column.as_str(), text.to_owned())).collect();
            cells.insert(Column::ValidFrom.as_str(), today.to_string());
            return (None, cells);
        }
        Task::Edit(price) => (price, false),
        Task::End(price) => (price, true),
    };
    let PriceTerms { market, category, inside_window, amount, valid_from, valid_until, source, source_date } =
        price.terms.clone();
    let until = if ended { Some(today.max(valid_from)) } else { valid_until };
    let day = |day: Option<desk_model::price::Day>| day.map(|day| day.to_string()).unwrap_or_default();
    let cells = [
        (Column::Market, market.to_string()),
        (Column::Category, category.as_str().to_owned()),
        (Column::InsideWindow, if inside_window { "yes" } else { "no" }.to_owned()),
        (Column::Currency, amount.currency.to_string()),
        (Column::Amount, amount.number(locale)),
        (Column::ValidFrom, valid_from.to_string()),
        (Column::ValidUntil, day(until)),
        (Column::Source, source),
        (Column::SourceDate, day(source_date)),
    ];
    (Some(price.id.clone()), cells.into_iter().map(|(column, text)| (column.as_str(), text)).collect())
}

/// What the server says of a field, in words.
fn problem_words(t: &'static Texts, field: &str, problem: &FieldProblem) -> String {
    match (field, problem) {
        ("valid_from", FieldProblem::Taken) => t.admin().cost.price_taken.to_owned(),
        (_, problem) => (t.field_problem)(problem),
    }
}

#[component]
fn Form(task: Task, open: ArcRwSignal<bool>) -> impl IntoView {
    let (t, locale) = (use_texts(), use_locale());
    let c = t.admin().cost;
    let store = use_store();
    let ending = matches!(task, Task::End(_));
    let (id, first) = cells(&task, locale);
    let cells: Cells = ArcRwSignal::new(first);
    let problems: Problems = ArcRwSignal::new(HashMap::new());
    let failed = ArcRwSignal::new(None::<String>);
    let busy = ArcRwSignal::new(false);
    let closing = open.clone();
    let (working, shown_failure) = (busy.clone(), failed.clone());
    let (given, found) = (cells.clone(), problems.clone());
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let read = given.with_untracked(|cells| {
            read_terms(|column| cells.get(column.as_str()).map_or("", String::as_str))
        });
        let terms = match read {
            Ok(terms) => terms,
            Err(wrong) => {
                let wrong = wrong.into_iter().map(|(column, what)| (column.as_str(), (c.wrong)(what)));
                found.set(wrong.collect());
                focus_problem();
                return;
            }
        };
        found.set(HashMap::new());
        failed.set(None);
        busy.set(true);
        let (store, open, busy, id) = (store.clone(), open.clone(), busy.clone(), id.clone());
        let (found, failed) = (found.clone(), failed.clone());
        spawn_local(async move {
            match api::cost::put_price(id, terms).await {
                Ok(_) => {
                    store.tell(c.price_saved.to_owned(), false);
                    store.refetch_prices();
                    open.set(false);
                }
                Err(ApiError(DeskError::Invalid { fields })) => {
                    let named = fields.iter().filter_map(|error| {
                        let column = Column::ALL.into_iter().find(|c| c.as_str() == error.field)?;
                        Some((column.as_str(), problem_words(t, &error.field, &error.problem)))
                    });
                    found.set(named.collect());
                    focus_problem();
                }
                Err(ApiError(DeskError::Unauthenticated)) => browser::to_login(),
                Err(ApiError(error)) => failed.set(Some((t.error)(&error))),
            }
            busy.set(false);
        });
    };
    let field = Field { cells: cells.clone(), problems };
    let market_names = Market::choices()
        .into_iter()
        .map(|market| {
            let name = market_name(t, locale, &market);
            view! { <option value=market.to_string()>{name}</option> }
        })
        .collect_view();
    view! {
        <form class="form price-form" novalidate on:submit=save>
            {move || {
                shown_failure
                    .get()
                    .map(|words| view! { <p class="notice notice-bad" role="alert">{icon(Icon::Alert)} {words}</p> })
            }}
            {field.text(Column::Market, c.market, "text", c.market_hint, Some("price-markets"))}
            <datalist id="price-markets">{market_names}</datalist>
            {category_field(t, &cells)}
            {field.text(Column::Amount, c.amount, "text", "", None)}
            {field.text(Column::Currency, c.currency, "text", c.currency_hint, None)}
            {inside_field(t, &cells)}
            {field.text(Column::ValidFrom, c.valid_from, "date", "", None)}
            {field
                .text(
                    Column::ValidUntil,
                    c.valid_until,
                    "date",
                    if ending { c.end_hint } else { c.valid_until_hint },
                    None,
                )}
            {field.text(Column::Source, c.source, "text", c.source_hint, None)}
            {field.text(Column::SourceDate, c.source_date, "date", "", None)}
            <div class="form-foot">
                <button type="button" class="btn" on:click=move |_| closing.set(false)>
                    {c.cancel}
                </button>
                <button type="submit" class="btn btn-primary" prop:disabled=move || working.get()>
                    {t.save}
                </button>
            </div>
        </form>
    }
}

fn focus_problem() {
    request_animation_frame(|| {
        browser::focus(".price-form [aria-invalid=true]");
    });
}

/// The fields of the form.
struct Field {
    cells: Cells,
    problems: Problems,
}

impl Field {
    /// A field with its hint and its problem.
    fn text(
        &self,
        column: Column,
        label: &'static str,
        kind: &'static str,
        hint: &'static str,
        list: Option<&'static str>,
    ) -> impl IntoView + use<> {
        let name = column.as_str();
        let (value, typed) = (self.cells.clone(), self.cells.clone());
        let (invalid, words, forget) = (self.problems.clone(), self.problems.clone(), self.problems.clone());
        let id = format!("price-{name}");
        let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-error"));
        let described = format!("{hint_id} {error_id}");
        let max = if column == Column::Source { desk_model::price::MAX_SOURCE } else { 40 };
        view! {
            <div class=format!("field field-{name}")>
                <label for=id.clone()>{label}</label>
                <input
                    id=id
                    type=kind
                    list=list
                    autocomplete="off"
                    maxlength=max.to_string()
                    aria-invalid=move || invalid.with(|p| p.contains_key(name)).to_string()
                    aria-describedby=described
                    prop:value=move || value.with(|cells| cells.get(name).cloned().unwrap_or_default())
                    on:input=move |event| {
                        let text = event_target_value(&event);
                        typed.update(|cells| {
                            cells.insert(name, text);
                        });
                        if forget.with_untracked(|p| p.contains_key(name)) {
                            forget.update(|p| {
                                p.remove(name);
                            });
                        }
                    }
                />
                {(!hint.is_empty()).then(|| view! { <p class="hint" id=hint_id>{hint}</p> })}
                <p class="field-error" id=error_id>
                    {move || words.with(|p| p.get(name).cloned())}
                </p>
            </div>
        }
    }
}

fn category_field(t: &'static Texts, cells: &Cells) -> impl IntoView + use<> {
    let name = Column::Category.as_str();
    let typed = cells.clone();
    let now = cells.with_untracked(|cells| cells.get(name).cloned().unwrap_or_default());
    let options = PriceCategory::ALL
        .map(|category| {
            let word = category.as_str();
            view! { <option value=word selected=now == word>{(t.cost.category)(category)}</option> }
        })
        .collect_view();
    view! {
        <div class="field field-category">
            <label for="price-category">{t.admin().cost.category_label}</label>
            <select
                id="price-category"
                class="input"
                on:change=move |event| {
                    let text = event_target_value(&event);
                    typed.update(|cells| {
                        cells.insert(name, text);
                    });
                }
            >
                {options}
            </select>
        </div>
    }
}

fn inside_field(t: &'static Texts, cells: &Cells) -> impl IntoView + use<> {
    let name = Column::InsideWindow.as_str();
    let typed = cells.clone();
    let on = cells.with_untracked(|cells| cells.get(name).is_some_and(|text| text == "yes"));
    view! {
        <label class="choice field-inside_window">
            <input
                type="checkbox"
                checked=on
                on:change=move |event| {
                    let text = if event_target_checked(&event) { "yes" } else { "no" };
                    typed.update(|cells| {
                        cells.insert(name, text.to_owned());
                    });
                }
            />
            {t.admin().cost.inside_window}
        </label>
    }
}
