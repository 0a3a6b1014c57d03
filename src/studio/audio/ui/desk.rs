//! Sound on its way in: picked, dropped or recorded, with its progress.

use super::{quote::said, recorder::Recorder, word::clock};
use crate::{
    i18n::{bytes, count, td_string, use_locale},
    kernel::AppError,
    kit::{Icon, IconButton, send_form},
    library::model::{Asset, AssetKind},
};
use icondata as i;
use leptos::{
    ev::{DragEvent, Event},
    prelude::*,
};
use send_wrapper::SendWrapper;
use web_sys::{Blob, FormData, HtmlInputElement, wasm_bindgen::JsCast};

/// What the browser offers to pick; what a file is, its bytes say.
const ACCEPTED: &str = "audio/*,video/mp4,video/webm,.m4a,.mp3,.wav,.ogg,.flac,.webm,.mp4";

/// The sound that is taken.
#[derive(Clone, Copy)]
pub(super) struct Source {
    /// Once it is in the library.
    pub(super) asset: RwSignal<Option<Asset>>,
    sending: RwSignal<Option<(String, i32)>>,
    error: RwSignal<Option<AppError>>,
}

impl Source {
    pub(super) fn new() -> Self {
        Self { asset: RwSignal::new(None), sending: RwSignal::new(None), error: RwSignal::new(None) }
    }

    fn send(self, blob: &Blob, name: String) {
        let Ok(form) = FormData::new() else { return };
        let _ = form.append_with_blob_and_filename("file", blob, &name);
        self.error.set(None);
        self.asset.set(None);
        self.sending.set(Some((name.clone(), 0)));
        let told = move |part| drop(self.sending.try_set(Some((name.clone(), part))));
        let ended = move |answer: Result<Asset, AppError>| {
            let _ = self.sending.try_set(None);
            match answer {
                Ok(asset) if asset.kind == AssetKind::Audio => drop(self.asset.try_set(Some(asset))),
                Ok(_) => {
                    let wrong = AppError::field("file", crate::kernel::FieldProblem::Sound);
                    let _ = self.error.try_set(Some(wrong));
                }
                Err(wrong) => drop(self.error.try_set(Some(wrong))),
            }
        };
        send_form("/api/v1/assets", &form, told, ended);
    }
}

/// Where sound is put in.
#[component]
pub(super) fn SourceDesk(source: Source) -> impl IntoView {
    let l = use_locale();
    let is_over = RwSignal::new(false);
    let pick = move |event: Event| {
        let Some(input) = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()) else { return };
        if let Some(file) = input.files().and_then(|files| files.get(0)) {
            source.send(&file, file.name());
        }
        input.set_value("");
    };
    let drag = move |event: DragEvent| {
        event.prevent_default();
        is_over.set(true);
    };
    let drop = move |event: DragEvent| {
        event.prevent_default();
        is_over.set(false);
        let files = event.data_transfer().and_then(|data| data.files());
        if let Some(file) = files.and_then(|files| files.get(0)) {
            source.send(&file, file.name());
        }
    };
    let recorded = Callback::new(move |(blob, name): (SendWrapper<Blob>, String)| source.send(&blob, name));
    view! {
        <div
            on:dragover=drag
            on:dragleave=move |_| is_over.set(false)
            on:drop=drop
            data-over=move || is_over.get().then_some("")
            class="flex flex-col items-center gap-4 rounded-lg border-2 border-dashed border-line-strong px-4 py-8 text-center data-over:border-primary data-over:bg-primary-soft"
        >
            <span class="inline-flex rounded-full bg-sunken p-4 text-muted"><Icon icon=i::LuAudioLines class="size-7" /></span>
            <p class="max-w-md text-sm text-muted">{td_string!(l, audio.drop_hint)}</p>
            <div class="flex flex-wrap justify-center gap-3">
                <label class="inline-flex min-h-11 cursor-pointer items-center justify-center gap-2 rounded-md bg-primary px-4 text-sm font-medium whitespace-nowrap text-on-primary shadow-low transition-colors select-none hover:bg-primary-hover has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-primary">
                    <Icon icon=i::LuUpload class="size-4.5" />
                    {td_string!(l, audio.pick)}
                    <input type="file" accept=ACCEPTED class="sr-only" on:change=pick data-part="sound" />
                </label>
                <Recorder on_done=recorded />
            </div>
            <Progress source=source />
        </div>
        {move || source.asset.get().map(|asset| view! { <Taken asset=asset source=source /> })}
    }
}

#[component]
fn Progress(source: Source) -> impl IntoView {
    let l = use_locale();
    let sending = move || {
        source.sending.get().map(|(name, percent)| {
            let words = td_string!(l, audio.sending, name = name, percent = count(l, i64::from(percent)));
            view! {
                <span class="figures text-sm text-muted" dir="auto">{words}</span>
                <progress max="100" value=percent.to_string() class="h-2 w-full max-w-sm accent-primary" aria-label=td_string!(l, audio.sending_label)></progress>
            }
        })
    };
    let error = move || {
        source
            .error
            .get()
            .map(|error| view! { <p role="alert" class="text-sm font-medium text-danger">{said(l, &error)}</p> })
    };
    view! {
        <div aria-live="polite" class="flex w-full flex-col items-center gap-2 empty:hidden">{sending} {error}</div>
    }
}

/// The sound that is there, to listen to.
#[component]
fn Taken(asset: Asset, source: Source) -> impl IntoView {
    let l = use_locale();
    let length = asset.duration_ms.map(|ms| clock(l, ms)).unwrap_or_default();
    let size = bytes(l, u64::try_from(asset.size_bytes).unwrap_or(0));
    view! {
        <div class="flex flex-col gap-3 rounded-lg border border-line bg-sunken/50 p-4" data-part="taken">
            <div class="flex items-center gap-3">
                <Icon icon=i::LuAudioLines class="size-5 text-primary-text" />
                <span class="min-w-0 flex-1">
                    <span class="block truncate text-sm font-medium"><bdi>{asset.name.clone()}</bdi></span>
                    <span class="figures block text-xs text-muted"><bdi>{length}</bdi> " · " {size}</span>
                </span>
                <IconButton label=td_string!(l, audio.put_back) icon=i::LuX on:click=move |_| source.asset.set(None) />
            </div>
            <audio controls=true preload="metadata" src=format!("/api/v1/assets/{}/content", asset.id) class="w-full" aria-label=asset.name></audio>
        </div>
    }
}
