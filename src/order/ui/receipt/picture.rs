//! Choosing the picture: dropped, picked, or taken with a phone's camera; looked at before it is sent.

use crate::{
    i18n::{bytes, field_text, td_string, use_locale},
    kernel::{AppError, FieldProblem},
    kit::{FormErrors, Icon},
    order::model::RECEIPT_BYTES_MAX,
};
use icondata as i;
use js_sys::Reflect;
use leptos::{html, prelude::*};
use web_sys::{
    Blob, Url,
    wasm_bindgen::{JsCast, JsValue},
};

const KINDS: &str = "image/png,image/jpeg,image/webp";
const BOX: &str = "relative flex min-h-44 flex-col items-center justify-center gap-2 overflow-hidden rounded-lg border-2 border-dashed p-4 text-center transition-colors has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-primary";

/// What was chosen. The file itself stays with the browser's own input.
#[derive(Clone, Copy)]
pub(super) struct Picture {
    picked: NodeRef<html::Input>,
    taken: NodeRef<html::Input>,
    /// The address of what is shown; empty while nothing was chosen.
    shown: RwSignal<String>,
    /// Its name and its size.
    about: RwSignal<(String, u64)>,
}

impl Picture {
    pub(super) fn new() -> Self {
        let picture = Self {
            picked: NodeRef::new(),
            taken: NodeRef::new(),
            shown: RwSignal::new(String::new()),
            about: RwSignal::new((String::new(), 0)),
        };
        Effect::new(move |_| on_cleanup(move || picture.forget()));
        picture
    }

    /// The file, if one was chosen that can be sent.
    pub(super) fn file(self) -> Result<(Blob, String), AppError> {
        let chosen = [self.picked, self.taken].into_iter().find_map(chosen);
        let (file, name) = chosen.ok_or_else(|| AppError::field("file", FieldProblem::Required))?;
        check(&file)?;
        Ok((file, name))
    }

    /// One of the inputs has another file.
    fn look(self, from_camera: bool, error: RwSignal<Option<AppError>>) {
        let (at, other) = if from_camera { (self.taken, self.picked) } else { (self.picked, self.taken) };
        if let Some(input) = other.get_untracked() {
            input.set_value("");
        }
        self.forget();
        let Some((file, name)) = chosen(at) else { return };
        error.set(check(&file).err());
        self.about.set((name, size(&file)));
        if error.with_untracked(Option::is_none) {
            self.shown.set(Url::create_object_url_with_blob(&file).unwrap_or_default());
        }
    }

    fn forget(self) {
        let Some(shown) = self.shown.try_update(std::mem::take).filter(|shown| !shown.is_empty()) else { return };
        let _ = Url::revoke_object_url(&shown);
    }
}

/// The first file of an input, and its name.
fn chosen(input: NodeRef<html::Input>) -> Option<(Blob, String)> {
    let input = input.get_untracked()?;
    let files = Reflect::get(&input, &"files".into()).ok()?;
    let file = Reflect::get_u32(&files, 0).ok().filter(JsValue::is_object)?;
    let name = Reflect::get(&file, &"name".into()).ok().and_then(|name| name.as_string()).unwrap_or_default();
    Some((file.dyn_into::<Blob>().ok()?, name))
}

fn size(file: &Blob) -> u64 {
    file.size() as u64
}

fn check(file: &Blob) -> Result<(), AppError> {
    if !KINDS.split(',').any(|kind| kind == file.type_()) {
        return Err(AppError::field("file", FieldProblem::Picture));
    }
    if size(file) > u64::from(RECEIPT_BYTES_MAX) {
        return Err(AppError::TooLarge { limit_bytes: u64::from(RECEIPT_BYTES_MAX) });
    }
    Ok(())
}

/// Where a picture is dropped or chosen.
#[component]
pub(super) fn Chooser(picture: Picture, error: RwSignal<Option<AppError>>) -> impl IntoView {
    let l = use_locale();
    let is_over = RwSignal::new(false);
    let form = use_context::<FormErrors>();
    let wrong = Memo::new(move |_| form.and_then(|form| form.of("file")).map(|problem| field_text(l, &problem)));
    let frame = move || match (is_over.get(), wrong.with(Option::is_some)) {
        (true, _) => "border-primary bg-primary-soft",
        (false, true) => "border-danger",
        (false, false) => "border-line-strong hover:border-primary hover:bg-sunken/60",
    };
    let inside = move || {
        let shown = picture.shown.get();
        if shown.is_empty() {
            return view! {
                <Icon icon=i::LuImageUp class="size-8 text-muted" />
                <span class="font-medium">{td_string!(l, order.choose_picture)}</span>
                <span class="text-xs text-muted">{td_string!(l, order.picture_hint, limit = bytes(l, u64::from(RECEIPT_BYTES_MAX)))}</span>
            }
            .into_any();
        }
        let (name, size) = picture.about.get();
        view! {
            <img src=shown alt=td_string!(l, order.picture_preview) class="max-h-72 max-w-full rounded-md object-contain" data-part="preview" />
            <span class="max-w-full truncate text-xs text-muted"><bdi>{name}</bdi> " · " {bytes(l, size)}</span>
            <span class="text-xs font-medium text-primary-text">{td_string!(l, order.other_picture)}</span>
        }
        .into_any()
    };
    view! {
        <div class="flex flex-col gap-1.5">
            <label for="field-file" class="text-sm font-medium">{td_string!(l, order.picture)}</label>
            <div
                class=move || format!("{BOX} {}", frame())
                on:dragenter=move |_| is_over.set(true)
                on:dragleave=move |_| is_over.set(false)
                on:drop=move |_| is_over.set(false)
            >
                {inside}
                // It covers the box, so that what is dropped anywhere falls into it.
                <input
                    node_ref=picture.picked
                    id="field-file"
                    type="file"
                    accept=KINDS
                    class="absolute inset-0 size-full cursor-pointer opacity-0"
                    aria-invalid=move || wrong.with(Option::is_some).then_some("true")
                    aria-describedby="field-file-error"
                    on:change=move |_| picture.look(false, error)
                />
            </div>
            <label class="hidden min-h-11 cursor-pointer items-center justify-center gap-2 rounded-md border border-line bg-surface px-4 text-sm font-medium shadow-low hover:bg-sunken has-focus-visible:outline-2 has-focus-visible:outline-primary pointer-coarse:flex">
                <Icon icon=i::LuCamera class="size-4.5" />
                {td_string!(l, order.take_picture)}
                <input
                    node_ref=picture.taken
                    type="file"
                    accept="image/*"
                    capture="environment"
                    class="sr-only"
                    on:change=move |_| picture.look(true, error)
                />
            </label>
            <p id="field-file-error" class="flex items-start gap-1.5 text-xs font-medium text-danger empty:hidden">
                {move || wrong.get().map(|text| view! {
                    <Icon icon=i::LuCircleAlert class="mt-0.5 size-4" />
                    <span>{text}</span>
                })}
            </p>
        </div>
    }
}
