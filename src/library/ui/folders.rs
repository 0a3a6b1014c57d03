//! Folders: made, renamed and taken away in a dialog.

use crate::{
    i18n::{count, td_string, use_locale},
    kernel::{AppError, id::FolderId},
    kit::{Button, ButtonSize, ButtonVariant, Dialog, Form, Icon, IconButton, Input, use_toasts},
    library::{
        model::{Folder, FolderName},
        rpc,
    },
};
use icondata as i;
use leptos::{prelude::*, task::spawn_local};

/// A button, and the dialog that it opens.
#[component]
pub(super) fn Folders(
    /// What there is.
    folders: Signal<Vec<Folder>>,
    /// Something changed.
    on_done: Callback<()>,
) -> impl IntoView {
    let (l, toasts) = (use_locale(), use_toasts());
    let open = RwSignal::new(false);
    let (name, error, is_busy) = (RwSignal::new(String::new()), RwSignal::new(None::<AppError>), RwSignal::new(false));
    // The folder that gets another name; none: a new one is made.
    let editing = RwSignal::new(None::<FolderId>);
    let save = Callback::new(move |()| {
        let input = FolderName { name: name.get_untracked() };
        is_busy.set(true);
        spawn_local(async move {
            let saved = match editing.get_untracked() {
                Some(id) => rpc::rename_folder(id, input).await,
                None => rpc::create_folder(input).await,
            };
            let _ = is_busy.try_set(false);
            let _ = error.try_set(saved.as_ref().err().cloned());
            if saved.is_ok() {
                let _ = name.try_set(String::new());
                let _ = editing.try_set(None);
                on_done.run(());
            }
        });
    });
    let delete = move |id: FolderId| {
        spawn_local(async move {
            match rpc::delete_folder(id).await {
                Ok(()) => {
                    toasts.success(td_string!(l, library.folder_deleted));
                    on_done.run(());
                }
                Err(wrong) => toasts.error(&wrong),
            }
        });
    };
    let row = move |folder: Folder| {
        let (id, own, name_of) = (folder.id, StoredValue::new(folder.name.clone()), folder.name.clone());
        view! {
            <li class="flex items-center gap-3 py-1.5" data-folder=name_of>
                <Icon icon=i::LuFolder class="size-5 text-muted" />
                <span class="min-w-0 flex-1 truncate text-sm"><bdi>{folder.name}</bdi></span>
                <span class="figures text-xs text-muted">{count(l, folder.files)}</span>
                <IconButton
                    size=ButtonSize::Small
                    label=td_string!(l, library.rename_folder)
                    icon=i::LuPencil
                    on:click=move |_| {
                        editing.set(Some(id));
                        name.set(own.get_value());
                    }
                />
                <IconButton size=ButtonSize::Small label=td_string!(l, library.delete_folder) icon=i::LuTrash2 on:click=move |_| delete(id) />
            </li>
        }
    };
    let submit_words = move || match editing.get() {
        Some(_) => td_string!(l, library.save),
        None => td_string!(l, library.create_folder),
    };
    view! {
        <Button size=ButtonSize::Small icon=i::LuFolder on:click=move |_| open.set(true) attr:data-action="folders">{td_string!(l, library.folders)}</Button>
        <Dialog open=open id="folders" title=td_string!(l, library.folders) class="max-w-md">
            <ul class="mb-4 divide-y divide-line empty:hidden" aria-label=td_string!(l, library.folders)>
                <For each=move || folders.get() key=|folder| (folder.id, folder.name.clone(), folder.files) children=row />
            </ul>
            <Form on_submit=save error=error>
                <Input name="name" label=td_string!(l, library.folder_name) value=name autocomplete="off" />
                <Button kind="submit" variant=ButtonVariant::Primary busy=is_busy class="self-start">{submit_words}</Button>
            </Form>
        </Dialog>
    }
}
