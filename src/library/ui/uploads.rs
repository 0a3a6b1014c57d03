//! Files on their way into the library: picked or dropped, one after the other, each with its progress.

use crate::{
    i18n::{count, error_text, field_text, td_string, use_locale},
    kernel::{AppError, id::FolderId},
    kit::{Icon, IconButton, send_form},
    library::model::Asset,
};
use icondata as i;
use leptos::prelude::*;
use send_wrapper::SendWrapper;
use std::collections::VecDeque;
use web_sys::{File, FileList, FormData};

/// Files that were given and did not go in without a word.
#[derive(Clone, Copy)]
pub(super) struct Uploads {
    list: RwSignal<Vec<Sending>>,
    /// Empty on the server, whose threads may let go of it where it was not made.
    queue: StoredValue<VecDeque<(u32, SendWrapper<File>)>>,
    is_busy: RwSignal<bool>,
    last: StoredValue<u32>,
    folder: Signal<Option<FolderId>>,
    on_done: Callback<()>,
}

#[derive(Clone)]
struct Sending {
    id: u32,
    name: String,
    percent: RwSignal<i32>,
    error: RwSignal<Option<AppError>>,
}

impl Uploads {
    pub(super) fn new(folder: Signal<Option<FolderId>>, on_done: Callback<()>) -> Self {
        Self {
            list: RwSignal::new(Vec::new()),
            queue: StoredValue::new(VecDeque::new()),
            is_busy: RwSignal::new(false),
            last: StoredValue::new(0),
            folder,
            on_done,
        }
    }

    /// Takes files that were picked or dropped.
    pub(super) fn take(self, files: Option<FileList>) {
        let Some(files) = files else { return };
        for file in (0..files.length()).filter_map(|at| files.get(at)) {
            self.last.update_value(|last| *last = last.wrapping_add(1));
            let id = self.last.get_value();
            let (percent, error) = (RwSignal::new(0), RwSignal::new(None));
            self.list.update(|list| list.push(Sending { id, name: file.name(), percent, error }));
            self.queue.update_value(|queue| queue.push_back((id, SendWrapper::new(file))));
        }
        if !self.is_busy.get_untracked() {
            self.next();
        }
    }

    fn next(self) {
        let next = self.queue.try_update_value(|queue| queue.pop_front()).flatten();
        self.is_busy.set(next.is_some());
        let Some((id, file)) = next else { return self.on_done.run(()) };
        let Some(sending) = self.list.with_untracked(|list| list.iter().find(|one| one.id == id).cloned()) else {
            return;
        };
        let Ok(form) = FormData::new() else { return };
        if let Some(folder) = self.folder.get_untracked() {
            let _ = form.append_with_str("folder_id", &folder.to_string());
        }
        let _ = form.append_with_blob_and_filename("file", &file, &sending.name);
        let told = move |part| {
            let _ = sending.percent.try_set(part);
        };
        let ended = move |answer: Result<Asset, AppError>| {
            match answer {
                Ok(_) => drop(self.list.try_update(|list| list.retain(|one| one.id != id))),
                Err(wrong) => drop(sending.error.try_set(Some(wrong))),
            }
            self.next();
        };
        send_form("/api/v1/assets", &form, told, ended);
    }

    fn dismiss(self, id: u32) {
        self.list.update(|list| list.retain(|one| one.id != id));
    }
}

/// What is on its way, and what was refused.
#[component]
pub(super) fn UploadList(uploads: Uploads) -> impl IntoView {
    let l = use_locale();
    let row = move |one: Sending| {
        let state = move || match one.error.get() {
            Some(AppError::Invalid { fields }) => {
                fields.first().map_or_else(String::new, |field| field_text(l, &field.problem))
            }
            Some(error) => error_text(l, &error),
            None => td_string!(l, library.sent_part, percent = count(l, i64::from(one.percent.get()))),
        };
        view! {
            <li class="flex items-center gap-3 px-4 py-2 text-sm">
                <Icon icon=i::LuFileUp class="size-5 text-muted" />
                <span class="min-w-0 flex-1">
                    <span class="block truncate"><bdi>{one.name.clone()}</bdi></span>
                    <span class="block text-xs text-muted data-wrong:font-medium data-wrong:text-danger" data-wrong=move || one.error.get().map(|_| "")>{state}</span>
                    <progress max="100" value=move || one.percent.get().to_string() class="h-1.5 w-full accent-primary" class:hidden=move || one.error.get().is_some() aria-label=td_string!(l, library.sending)></progress>
                </span>
                <span class:invisible=move || one.error.get().is_none()>
                    <IconButton label=td_string!(l, kit.close) icon=i::LuX on:click=move |_| uploads.dismiss(one.id) />
                </span>
            </li>
        }
    };
    view! {
        <ul
            aria-label=td_string!(l, library.sending)
            aria-live="polite"
            class="divide-y divide-line rounded-lg border border-line bg-surface shadow-low empty:hidden"
        >
            <For each=move || uploads.list.get() key=|one| one.id children=row />
        </ul>
    }
}
