//! Making, changing, rotating and revoking a key.

use super::{
    board::Board,
    key_form::{Draft, KeyFields},
    reveal::Reveal,
};
use crate::{
    i18n::{duration, td_string, use_locale},
    kernel::AppError,
    key::{
        model::{ApiKey, OVERLAP_S, Rotation},
        rpc::{change_key, create_key, revoke_key, rotate_key},
    },
    kit::{Alert, Button, ButtonVariant, Confirm, Dialog, Form, Select},
};
use leptos::{prelude::*, task::spawn_local};

/// Seconds the old secret can be given.
const OVERLAPS_S: [i64; 4] = [0, 3_600, OVERLAP_S, 7 * OVERLAP_S];

/// All dialogs of the page.
#[component]
pub(super) fn Dialogs(board: Board) -> impl IntoView {
    let l = use_locale();
    let subject = board.subject;
    let revoke = move |()| {
        let Some(key) = subject.get_untracked() else { return };
        spawn_local(async move {
            match revoke_key(key.id).await {
                Ok(key) => {
                    board.put(key);
                    board.toasts.success(td_string!(l, key.revoked));
                }
                Err(error) => board.toasts.error(&error),
            }
        });
    };
    view! {
        <Dialog open=board.is_creating id="create-key" title=td_string!(l, key.create_title) class="max-w-2xl">
            <Create board=board />
        </Dialog>
        <Dialog open=board.is_editing id="edit-key" title=td_string!(l, key.edit_title) class="max-w-2xl">
            {move || subject.get().map(|key| view! { <Edit board=board about=key /> })}
        </Dialog>
        <Dialog open=board.is_rotating id="rotate-key" title=td_string!(l, key.rotate_title) class="max-w-md">
            {move || subject.get().map(|key| view! { <Rotate board=board about=key /> })}
        </Dialog>
        <Confirm
            open=board.is_revoking
            id="revoke-key"
            title=td_string!(l, key.revoke_title)
            text=td_string!(l, key.revoke_text)
            action=td_string!(l, key.revoke)
            on_confirm=revoke
        />
        <Reveal board=board />
    }
}

#[component]
fn Create(board: Board) -> impl IntoView {
    let l = use_locale();
    let draft = Draft::new(board, None);
    let (is_busy, error) = (RwSignal::new(false), RwSignal::new(None::<AppError>));
    let create = move |()| {
        let input = match draft.input() {
            Ok(input) => input,
            Err(wrong) => return error.set(Some(wrong)),
        };
        is_busy.set(true);
        spawn_local(async move {
            let made = create_key(input).await;
            // The dialog may have been closed: a key that was made is shown all the same.
            let _ = is_busy.try_set(false);
            match made {
                Ok(made) => {
                    board.is_creating.set(false);
                    board.reveal(made);
                }
                Err(wrong) => drop(error.try_set(Some(wrong))),
            }
        });
    };
    view! {
        <Form on_submit=Callback::new(create) error=error>
            <KeyFields draft=draft />
            <Foot open=board.is_creating busy=is_busy action=td_string!(l, key.create) />
        </Form>
    }
}

#[component]
fn Edit(board: Board, about: ApiKey) -> impl IntoView {
    let l = use_locale();
    let (id, draft) = (about.id, Draft::new(board, Some(&about)));
    let (is_busy, error) = (RwSignal::new(false), RwSignal::new(None::<AppError>));
    let save = move |()| {
        let change = match draft.change() {
            Ok(change) => change,
            Err(wrong) => return error.set(Some(wrong)),
        };
        is_busy.set(true);
        spawn_local(async move {
            let changed = change_key(id, change).await;
            let _ = is_busy.try_set(false);
            match changed {
                Ok(key) => {
                    board.is_editing.set(false);
                    board.put(key);
                    board.toasts.success(td_string!(l, key.saved));
                }
                Err(wrong) => drop(error.try_set(Some(wrong))),
            }
        });
    };
    view! {
        <Form on_submit=Callback::new(save) error=error>
            <KeyFields draft=draft />
            <Foot open=board.is_editing busy=is_busy action=td_string!(l, key.save) />
        </Form>
    }
}

#[component]
fn Rotate(board: Board, about: ApiKey) -> impl IntoView {
    let l = use_locale();
    let (id, overlap) = (about.id, RwSignal::new(OVERLAP_S.to_string()));
    let (is_busy, error) = (RwSignal::new(false), RwSignal::new(None::<AppError>));
    let rotate = move |()| {
        let rotation = Rotation { overlap_s: overlap.with_untracked(|text| text.parse().ok()) };
        is_busy.set(true);
        spawn_local(async move {
            let made = rotate_key(id, rotation).await;
            let _ = is_busy.try_set(false);
            match made {
                Ok(made) => {
                    board.is_rotating.set(false);
                    board.reveal(made);
                }
                Err(wrong) => drop(error.try_set(Some(wrong))),
            }
        });
    };
    let words = move |seconds: i64| match seconds {
        0 => td_string!(l, key.overlap_none).to_owned(),
        seconds => duration(l, seconds),
    };
    let options: Vec<_> = OVERLAPS_S.into_iter().map(|seconds| (seconds.to_string(), words(seconds))).collect();
    view! {
        <Form on_submit=Callback::new(rotate) error=error>
            <Alert>{td_string!(l, key.rotate_text)}</Alert>
            <Select
                name="overlap_s"
                label=td_string!(l, key.overlap_label)
                hint=td_string!(l, key.overlap_hint)
                options=options
                value=overlap
                id="key-overlap"
            />
            <Foot open=board.is_rotating busy=is_busy action=td_string!(l, key.rotate) />
        </Form>
    }
}

#[component]
fn Foot(open: RwSignal<bool>, #[prop(into)] busy: Signal<bool>, action: &'static str) -> impl IntoView {
    let l = use_locale();
    view! {
        <div class="flex justify-end gap-3">
            <Button on:click=move |_| open.set(false)>{td_string!(l, kit.cancel)}</Button>
            <Button variant=ButtonVariant::Primary kind="submit" busy=busy>{action}</Button>
        </div>
    }
}
