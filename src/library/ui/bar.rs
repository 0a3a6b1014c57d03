//! What can be done with the files that are picked.

use crate::{
    i18n::{count, td_string, use_locale},
    kernel::{AppError, id::AssetId},
    kit::{Button, ButtonSize, ButtonVariant, Confirm, Dialog, Form, Input, Select, use_toasts},
    library::{
        model::{Bulk, BulkAction, Folder},
        rpc,
    },
};
use icondata as i;
use leptos::{prelude::*, task::spawn_local};
use std::collections::BTreeSet;

/// A bar at the page's foot while something is picked.
#[component]
pub(super) fn Bar(
    /// The files.
    picked: RwSignal<BTreeSet<AssetId>>,
    /// They are in the trash.
    in_trash: bool,
    /// Where they can be moved to.
    folders: Signal<Vec<Folder>>,
    /// Something changed.
    on_done: Callback<()>,
) -> impl IntoView {
    let (l, toasts) = (use_locale(), use_toasts());
    let (is_busy, deleting, moving, tagging) =
        (RwSignal::new(false), RwSignal::new(false), RwSignal::new(false), RwSignal::new(false));
    let (folder, tag, error) =
        (RwSignal::new(String::new()), RwSignal::new(String::new()), RwSignal::new(None::<AppError>));
    let act = Callback::new(move |(action,): (BulkAction,)| {
        let ids = picked.with_untracked(|picked| picked.iter().copied().collect());
        let folder_id = folder.get_untracked().parse().ok().filter(|_| action == BulkAction::Move);
        let tag = (action == BulkAction::Tag).then(|| tag.get_untracked());
        is_busy.set(true);
        spawn_local(async move {
            let done = rpc::bulk(Bulk { ids, action, folder_id, tag }).await;
            let _ = is_busy.try_set(false);
            match done {
                Ok(done) => {
                    toasts.success(td_string!(l, library.changed, number = count(l, i64::from(done.changed))));
                    for open in [moving, tagging] {
                        let _ = open.try_set(false);
                    }
                    let _ = picked.try_set(BTreeSet::new());
                    on_done.run(());
                }
                Err(wrong) if tagging.get_untracked() => drop(error.try_set(Some(wrong))),
                Err(wrong) => toasts.error(&wrong),
            }
        });
    });
    let places = Signal::derive(move || {
        let out = (String::new(), td_string!(l, library.no_folder).to_owned());
        let all = folders.get().into_iter().map(|folder| (folder.id.to_string(), folder.name));
        std::iter::once(out).chain(all).collect::<Vec<_>>()
    });
    let buttons = if in_trash {
        view! {
            <Button size=ButtonSize::Small icon=i::LuUndo2 busy=is_busy on:click=move |_| act.run((BulkAction::Restore,)) attr:data-action="restore">{td_string!(l, library.restore)}</Button>
            <Button size=ButtonSize::Small variant=ButtonVariant::Danger icon=i::LuTrash2 busy=is_busy on:click=move |_| deleting.set(true) attr:data-action="delete">{td_string!(l, library.delete)}</Button>
        }
        .into_any()
    } else {
        view! {
            <Button size=ButtonSize::Small icon=i::LuFolderInput busy=is_busy on:click=move |_| moving.set(true) attr:data-action="move">{td_string!(l, library.move_to)}</Button>
            <Button size=ButtonSize::Small icon=i::LuTag busy=is_busy on:click=move |_| tagging.set(true) attr:data-action="tag">{td_string!(l, library.add_tag)}</Button>
            <Button size=ButtonSize::Small icon=i::LuTrash2 busy=is_busy on:click=move |_| act.run((BulkAction::Trash,)) attr:data-action="trash">{td_string!(l, library.trash)}</Button>
        }
        .into_any()
    };
    view! {
        <div
            role="toolbar"
            aria-label=td_string!(l, library.picked_tools)
            class="sticky bottom-[calc(var(--bar-bottom)+0.75rem)] z-20 flex flex-wrap items-center gap-2 rounded-lg border border-line bg-raised p-2 shadow-high"
            class:hidden=move || picked.with(BTreeSet::is_empty)
        >
            <span class="px-2 text-sm font-medium" aria-live="polite">
                {move || td_string!(l, library.picked, number = count(l, i64::try_from(picked.with(BTreeSet::len)).unwrap_or(0)))}
            </span>
            {buttons}
            <Button size=ButtonSize::Small variant=ButtonVariant::Ghost on:click=move |_| picked.set(BTreeSet::new()) class="ms-auto">{td_string!(l, library.unpick)}</Button>
        </div>
        <Dialog open=moving id="move" title=td_string!(l, library.move_title) class="max-w-md">
            <Form on_submit=Callback::new(move |()| act.run((BulkAction::Move,)))>
                <Select name="folder" label=td_string!(l, library.folder) options=places value=folder />
                <Button kind="submit" variant=ButtonVariant::Primary busy=is_busy class="self-start">{td_string!(l, library.move_to)}</Button>
            </Form>
        </Dialog>
        <Dialog open=tagging id="tag" title=td_string!(l, library.tag_title) class="max-w-md">
            <Form on_submit=Callback::new(move |()| act.run((BulkAction::Tag,))) error=error>
                <Input name="tag" label=td_string!(l, library.tag) value=tag autocomplete="off" />
                <Button kind="submit" variant=ButtonVariant::Primary busy=is_busy class="self-start">{td_string!(l, library.add_tag)}</Button>
            </Form>
        </Dialog>
        <Confirm
            open=deleting
            id="delete-picked"
            title=td_string!(l, library.delete_title)
            text=td_string!(l, library.delete_text)
            action=td_string!(l, library.delete)
            on_confirm=Callback::new(move |()| act.run((BulkAction::Delete,)))
        />
    }
}
