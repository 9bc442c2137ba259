//! The options of a message: what is typed, what stands on them, where they lead.

use super::inputs::{ExitField, TextField, words};
use super::state::{Form, Shown};
use crate::i18n::use_texts;
use crate::prelude::*;
use crate::ui::{Button, Icon, icon};
use desk_model::menu::{Exit, Look, MenuOption, NodeId, NodeKind};

/// The options. Drawn anew when their number changes.
#[component]
pub(super) fn Options(form: Form, node: NodeId, look: Look, count: usize) -> impl IntoView {
    let t = use_texts();
    let add = form.clone();
    let checked = form.clone();
    let wrong = Memo::new(move |_| {
        checked.problems.with(|all| {
            let found = all.iter().find(|known| known.node == Some(node) && known.field == "options")?;
            Some(words(&checked, &found.fault))
        })
    });
    view! {
        <fieldset class="editor-part">
            <legend>{t.admin().menu.options}</legend>
            {(0..count).map(|place| view! { <OneOption form=form.clone() node look place last=place + 1 == count/> }).collect_view()}
            <p class="field-error">{move || wrong.get()}</p>
            <div>
                <Button on_press=move |_| {
                    add.draft.update(|draft| {
                        if let Some(NodeKind::Ask { options, .. }) = draft.node_mut(node).map(|node| &mut node.kind) {
                            let used = |key: &str| options.iter().any(|option| option.key.trim() == key);
                            let key = (1..).map(|n: usize| n.to_string()).find(|key| !used(key));
                            options.push(MenuOption { key: key.unwrap_or_default(), ..MenuOption::default() });
                        }
                    });
                    add.jump(Some(node), &format!("options.{count}.title"));
                }>{t.admin().menu.add_option}</Button>
            </div>
        </fieldset>
    }
}

#[component]
fn OneOption(form: Form, node: NodeId, look: Look, place: usize, last: bool) -> impl IntoView {
    let t = use_texts();
    let field = |part: &str| format!("options.{place}.{part}");
    let (up, down, remove) = (form.clone(), form.clone(), form.clone());
    let shift = move |form: &Form, upwards: bool| {
        form.draft.update(|draft| {
            draft.shift(node, place, upwards);
        });
    };
    view! {
        <div class="editor-button menu-option" role="group" aria-label=(t.admin().menu.option)(place + 1)>
            <div class="editor-button-head">
                <span>{(t.admin().menu.option)(place + 1)}</span>
                <button
                    type="button"
                    class="icon-btn icon-btn-small icon-up"
                    aria-label=format!("{}: {}", t.admin().menu.up, (t.admin().menu.option)(place + 1))
                    title=t.admin().menu.up
                    disabled=place == 0
                    on:click=move |_| shift(&up, true)
                >
                    {icon(Icon::Down)}
                </button>
                <button
                    type="button"
                    class="icon-btn icon-btn-small"
                    aria-label=format!("{}: {}", t.admin().menu.down, (t.admin().menu.option)(place + 1))
                    title=t.admin().menu.down
                    disabled=last
                    on:click=move |_| shift(&down, false)
                >
                    {icon(Icon::Down)}
                </button>
                <button
                    type="button"
                    class="icon-btn icon-btn-small"
                    aria-label=format!("{}: {}", t.admin().menu.remove_option, (t.admin().menu.option)(place + 1))
                    title=t.admin().menu.remove_option
                    on:click=move |_| {
                        remove
                            .draft
                            .update(|draft| {
                                if let Some(NodeKind::Ask { options, .. }) = draft
                                    .node_mut(node)
                                    .map(|node| &mut node.kind)
                                {
                                    options.remove(place);
                                }
                            });
                        remove.shown.set(Shown::Node(node));
                    }
                >
                    {icon(Icon::Close)}
                </button>
            </div>
            <div class="menu-option-fields">
                <TextField form=form.clone() node=Some(node) field=field("key") label=t.admin().menu.key/>
                <TextField form=form.clone() node=Some(node) field=field("title") label=t.admin().menu.option_title/>
                <ExitField form=form.clone() node exit=Exit::Option(place)/>
                {(look == Look::List)
                    .then(|| {
                        view! {
                            <div class="menu-wide">
                                <TextField
                                    form=form.clone()
                                    node=Some(node)
                                    field=field("description")
                                    label=t.admin().menu.option_line
                                />
                            </div>
                        }
                    })}
                <div class="menu-wide">
                    <TextField
                        form=form.clone()
                        node=Some(node)
                        field=field("words")
                        label=t.admin().menu.words
                        late=true
                        hint=t.admin().menu.words_hint
                    />
                </div>
            </div>
        </div>
    }
}
