//! Pictures to draw from.

use super::{desk::Desk, mask::MaskTool};
use crate::{
    i18n::{td_string, use_locale},
    kernel::{AppError, id::AssetId},
    kit::{Icon, send_form},
    library::model::Asset,
    studio::image::model::REFERENCES_MAX,
};
use icondata as i;
use leptos::prelude::*;
use web_sys::{File, FormData, HtmlInputElement, wasm_bindgen::JsCast};

/// Those that are chosen, and a button for more.
#[component]
pub(super) fn References(desk: Desk) -> impl IntoView {
    let l = use_locale();
    let is_sending = RwSignal::new(false);
    let pick = move |event: leptos::ev::Event| {
        let Some(input) = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()) else { return };
        if let Some(file) = input.files().and_then(|files| files.get(0)) {
            send(desk, &file, is_sending);
        }
        input.set_value("");
    };
    let is_full =
        move || desk.references.with(|all| u32::try_from(all.len()).is_ok_and(|count| count >= REFERENCES_MAX));
    let tile = move |id: AssetId| {
        let remove = move |_| {
            desk.references.update(|all| all.retain(|one| *one != id));
            desk.mask.set(None);
        };
        view! {
            <li class="relative size-20 overflow-hidden rounded-md border border-line bg-sunken">
                <img src=format!("/api/v1/assets/{id}/content?w=160") alt="" class="size-full object-cover" />
                <button type="button" aria-label=td_string!(l, image.remove_reference) class="absolute end-1 top-1 grid size-7 place-items-center rounded-full bg-surface/90 shadow-low" on:click=remove>
                    <Icon icon=i::LuX class="size-4" />
                </button>
            </li>
        }
    };
    view! {
        <div>
            <p class="mb-1.5 text-sm font-medium">{td_string!(l, image.references)}</p>
            <ul class="mb-2 flex flex-wrap gap-2 empty:hidden">
                <For each=move || desk.references.get() key=|id| *id children=tile />
            </ul>
            <div class="flex flex-wrap items-center gap-2">
                <label class:hidden=is_full class="inline-flex min-h-9 cursor-pointer items-center gap-2 rounded-md border border-line-strong px-3 text-sm font-medium hover:bg-sunken has-focus-visible:outline-2 has-focus-visible:outline-primary has-disabled:opacity-60">
                    <Icon icon=i::LuImagePlus class="size-4.5" />
                    {td_string!(l, image.add_reference)}
                    <input type="file" name="reference" accept="image/png,image/jpeg,image/webp" class="sr-only" on:change=pick disabled=is_sending />
                </label>
                <MaskTool desk=desk />
            </div>
            <p class="mt-1.5 text-xs text-muted">{td_string!(l, image.references_hint)}</p>
        </div>
    }
}

/// Puts a picture into the library and onto the desk.
fn send(desk: Desk, file: &File, is_sending: RwSignal<bool>) {
    let Ok(form) = FormData::new() else { return };
    let _ = form.append_with_blob_and_filename("file", file, &file.name());
    is_sending.set(true);
    let ended = move |answer: Result<Asset, AppError>| {
        let _ = is_sending.try_set(false);
        match answer {
            Ok(asset) => {
                let _ = desk.references.try_update(|all| {
                    if !all.contains(&asset.id) {
                        all.push(asset.id);
                    }
                });
            }
            Err(wrong) => desk.toasts.error(&wrong),
        }
    };
    send_form("/api/v1/assets", &form, |_| {}, ended);
}
