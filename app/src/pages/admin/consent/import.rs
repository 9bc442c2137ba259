//! Consents from another system: every mistake by its line, the good rows for confirmation, and nothing before that.

use crate::api::{self, ApiError};
use crate::i18n::{Texts, day_words, intl, use_locale, use_texts};
use crate::live::{clock, use_store};
use crate::pages::admin::table_input::{BadLine, TableInput, bad_lines};
use crate::prelude::*;
use crate::ui::{Button, Icon, Look, icon};
use desk_model::consent::table::{
    self, ConsentImport, ConsentTable, ConsentTerms, ForAll, MAX_CONSENTS, Wrong,
};
use desk_model::contact::phone_display;
use desk_model::{DeskError, Identity, IdentityKind, Locale};
use leptos::task::spawn_local;

/// How many of the good rows are shown; all of them are taken over.
const SHOWN: usize = 50;

/// Pasting or choosing a table, looking through it, and taking it over.
#[component]
pub(super) fn Import() -> impl IntoView {
    let t = use_texts();
    let c = t.admin().consent;
    let text = ArcRwSignal::new(String::new());
    let (wording, evidence) = (ArcRwSignal::new(String::new()), ArcRwSignal::new(String::new()));
    let found = ArcRwSignal::new(None::<ConsentTable>);
    let check = {
        let (text, found, wording, evidence) =
            (text.clone(), found.clone(), wording.clone(), evidence.clone());
        Callback::new(move |()| {
            let for_all = ForAll { wording: wording.get_untracked(), evidence: evidence.get_untracked() };
            let today = intl::civil(clock::now());
            found.set(Some(text.with_untracked(|text| table::read(text, &for_all, today))));
        })
    };
    let discard = {
        let (text, found) = (text.clone(), found.clone());
        Callback::new(move |()| {
            text.set(String::new());
            found.set(None);
        })
    };
    let problem = {
        let found = found.clone();
        Memo::new(move |_| {
            found.with(|table| {
                let table = table.as_ref()?;
                if !table.missing.is_empty() {
                    let names: Vec<&str> = table.missing.iter().map(|column| column.as_str()).collect();
                    return Some((t.admin().table.missing_columns)(&names.join(", ")));
                }
                (table.good.is_empty() && table.bad.is_empty()).then(|| t.admin().table.nothing.to_owned())
            })
        })
    };
    let outdated = found.clone();
    let outdate = Callback::new(move |()| outdated.set(None));
    view! {
        <section class="card import" aria-labelledby="import-title">
            <h2 id="import-title">{c.import_title}</h2>
            <p class="hint">{c.import_lead}</p>
            <p class="hint">{c.import_columns}</p>
            {for_all("import-wording", c.import_wording, wording, outdate)}
            {for_all("import-evidence", c.import_evidence, evidence, outdate)}
            <TableInput text problem on_check=check on_change=outdate/>
            {move || {
                let table = found.get().filter(|table| !table.good.is_empty() || !table.bad.is_empty())?;
                Some(view! { <Preview table on_done=discard/> })
            }}
        </section>
    }
}

/// What holds for rows that do not tell it themselves.
fn for_all(
    id: &'static str,
    label: &'static str,
    value: ArcRwSignal<String>,
    outdate: Callback<()>,
) -> impl IntoView {
    let shown = value.clone();
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <input
                id=id
                class="input"
                type="text"
                prop:value=move || shown.get()
                on:input=move |event| {
                    value.set(event_target_value(&event));
                    outdate.run(());
                }
            />
        </div>
    }
}

/// Takes the rows over. A part that was taken over before another failed is found as it should be the next time.
async fn take_over(rows: &[ConsentTerms]) -> Result<ConsentImport, DeskError> {
    let mut done = ConsentImport::default();
    for part in rows.chunks(MAX_CONSENTS) {
        let ConsentImport { entered, known } =
            api::consent::import_consents(part.to_vec()).await.map_err(|ApiError(error)| error)?;
        done.entered += entered;
        done.known += known;
    }
    Ok(done)
}

#[component]
fn Preview(table: ConsentTable, on_done: Callback<()>) -> impl IntoView {
    let (t, locale) = (use_texts(), use_locale());
    let c = t.admin().consent;
    let store = use_store();
    let busy = ArcRwSignal::new(false);
    let failed = ArcRwSignal::new(None::<String>);
    let rows: Vec<ConsentTerms> = table.good.iter().map(|(_, terms)| terms.clone()).collect();
    let (count, working, shown_failure) = (rows.len(), busy.clone(), failed.clone());
    let import = move |_| {
        let (store, rows, busy, failed) = (store.clone(), rows.clone(), busy.clone(), failed.clone());
        busy.set(true);
        spawn_local(async move {
            failed.set(None);
            match take_over(&rows).await {
                Ok(done) => {
                    store.tell((c.imported)(done.entered, done.known), false);
                    on_done.run(());
                }
                Err(DeskError::Unauthenticated) => store.report(&DeskError::Unauthenticated, t),
                Err(error) => failed.set(Some((t.error)(&error))),
            }
            busy.set(false);
        });
    };
    let bad = table.bad.into_iter().map(|cell| BadLine {
        line: cell.line,
        column: (c.column)(cell.column),
        text: cell.text,
        problem: wrong(t, cell.wrong),
    });
    let bad = bad_lines(t, bad.collect());
    let good = (!table.good.is_empty()).then(|| good_table(t, locale, &table.good));
    view! {
        {bad}
        {good}
        {move || {
            shown_failure
                .get()
                .map(|words| view! { <p class="notice notice-bad" role="alert">{icon(Icon::Alert)} {words}</p> })
        }}
        <div class="card-foot">
            <Button on_press=move |_| on_done.run(())>{t.admin().table.discard}</Button>
            {(count > 0)
                .then(|| {
                    view! {
                        <Button
                            look=Look::Primary
                            disabled=Signal::derive(move || working.get())
                            on_press=import
                        >
                            {(c.import_rows)(count)}
                        </Button>
                    }
                })}
        </div>
    }
}

fn wrong(t: &'static Texts, wrong: Wrong) -> String {
    match wrong {
        Wrong::Address(problem) => (t.composer.phone_problem)(problem).to_owned(),
        other => (t.admin().consent.wrong)(other),
    }
}

fn address(identity: &Identity) -> String {
    match identity.kind {
        IdentityKind::Phone => phone_display(&identity.value),
        IdentityKind::Bsuid | IdentityKind::ParentBsuid => identity.value.clone(),
    }
}

fn good_table(t: &'static Texts, locale: Locale, good: &[(usize, ConsentTerms)]) -> impl IntoView + use<> {
    let c = t.admin().consent;
    let more = good.len().saturating_sub(SHOWN);
    let rows = good
        .iter()
        .take(SHOWN)
        .map(|(line, terms)| {
            let purposes: Vec<&str> =
                terms.purposes.iter().map(|purpose| (t.consent.purpose)(*purpose)).collect();
            view! {
                <tr>
                    <td class="num">{*line}</td>
                    <td class="nowrap">{address(&terms.identity)}</td>
                    <td>{terms.name.clone()}</td>
                    <td>{purposes.join(", ")}</td>
                    <td>{(t.consent.standing)(terms.act)}</td>
                    <td class="nowrap">{day_words(locale, terms.day)}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <h3>{t.admin().table.good}</h3>
        <div class="table-scroll" tabindex="0" role="region" aria-label=t.admin().table.good>
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col" class="num">
                            {t.admin().table.line}
                        </th>
                        {table::Column::ALL
                            .into_iter()
                            .take(5)
                            .map(|column| view! { <th scope="col">{(c.column)(column)}</th> })
                            .collect_view()}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        {(more > 0).then(|| view! { <p class="hint">{(c.import_more)(more)}</p> })}
    }
}
