//! Where a picture may change: painted over it with the pointer, sent as a PNG that is transparent there.

#![allow(clippy::float_arithmetic, reason = "places on a screen are numbers of this kind; nothing here is money")]

use super::desk::Desk;
use crate::{
    i18n::{td_string, use_locale},
    kernel::{AppError, id::AssetId},
    kit::{Button, ButtonSize, ButtonVariant, Dialog, Icon, send_form},
    library::model::Asset,
};
use icondata as i;
use leptos::{ev::PointerEvent, html, prelude::*};
use web_sys::{
    Blob, CanvasRenderingContext2d, FormData, HtmlCanvasElement,
    wasm_bindgen::{JsCast, JsValue, closure::Closure},
};

/// Brushes, in hundredths of the picture's width.
const BRUSHES: [(i32, &str); 3] = [(4, "size-3"), (8, "size-5"), (16, "size-7")];
/// What is painted; half of the picture shows through it.
const COLOUR: &str = "rgb(220 38 38)";

/// The button beside the references, and the dialog to paint in. A mask is for one picture.
#[component]
pub(super) fn MaskTool(desk: Desk) -> impl IntoView {
    let l = use_locale();
    let open = RwSignal::new(false);
    let only = Memo::new(move |_| desk.references.with(|all| if all.len() == 1 { all.first().copied() } else { None }));
    let tool = move || {
        only.get().map(|_| {
            if desk.mask.get().is_some() {
                view! {
                    <span class="inline-flex items-center gap-2 text-sm text-success">
                        <Icon icon=i::LuCheck class="size-4.5" />
                        {td_string!(l, image.mask_done)}
                    </span>
                    <Button size=ButtonSize::Small variant=ButtonVariant::Ghost on:click=move |_| desk.mask.set(None)>{td_string!(l, image.mask_remove)}</Button>
                }
                .into_any()
            } else {
                view! {
                    <Button size=ButtonSize::Small icon=i::LuBrush on:click=move |_| open.set(true) attr:data-action="mask">{td_string!(l, image.mask_draw)}</Button>
                }
                .into_any()
            }
        })
    };
    view! {
        {tool}
        <Dialog open=open id="mask" title=td_string!(l, image.mask_title) class="max-w-2xl">
            {move || only.get().map(|id| view! { <Paint desk=desk id=id open=open /> })}
        </Dialog>
    }
}

#[component]
fn Paint(desk: Desk, id: AssetId, open: RwSignal<bool>) -> impl IntoView {
    let l = use_locale();
    let (image, canvas) = (NodeRef::<html::Img>::new(), NodeRef::<html::Canvas>::new());
    let (brush, is_busy) = (RwSignal::new(8), RwSignal::new(false));
    let last = StoredValue::new(None::<(f64, f64)>);
    let fit = move |_| {
        if let (Some(image), Some(canvas)) = (image.get_untracked(), canvas.get_untracked()) {
            canvas.set_width(image.natural_width());
            canvas.set_height(image.natural_height());
        }
    };
    let paint = move |event: PointerEvent| {
        let Some(canvas) = canvas.get_untracked() else { return };
        let here = place(&canvas, &event);
        let from = last.get_value().unwrap_or(here);
        stroke(&canvas, from, here, brush.get_untracked());
        last.set_value(Some(here));
    };
    let down = move |event: PointerEvent| {
        event.prevent_default();
        last.set_value(None);
        if let Some(canvas) = canvas.get_untracked() {
            let _ = canvas.set_pointer_capture(event.pointer_id());
        }
        paint(event);
    };
    let moved = move |event: PointerEvent| {
        if event.buttons() != 0 {
            paint(event);
        }
    };
    let clear = move |_| {
        if let Some((canvas, pen)) = canvas.get_untracked().and_then(|canvas| Some((canvas.clone(), pen(&canvas)?))) {
            pen.clear_rect(0.0, 0.0, f64::from(canvas.width()), f64::from(canvas.height()));
        }
    };
    let save = move |_| {
        let Some(canvas) = canvas.get_untracked() else { return };
        is_busy.set(true);
        let ended = move |answer: Result<Asset, AppError>| {
            let _ = is_busy.try_set(false);
            match answer {
                Ok(asset) => {
                    desk.mask.set(Some(asset.id));
                    open.set(false);
                }
                Err(wrong) => desk.toasts.error(&wrong),
            }
        };
        if send(&canvas, ended).is_err() {
            is_busy.set(false);
            desk.toasts.error(&AppError::Unavailable);
        }
    };
    let choice = move |(size, look): (i32, &'static str)| {
        view! {
            <label class="grid size-10 cursor-pointer place-items-center rounded-md border border-line has-checked:border-primary has-checked:bg-primary-soft has-focus-visible:outline-2 has-focus-visible:outline-primary">
                <input type="radio" name="brush" class="sr-only" aria-label=size.to_string() prop:checked=move || brush.get() == size on:change=move |_| brush.set(size) />
                <span aria-hidden="true" class=format!("rounded-full bg-danger {look}")></span>
            </label>
        }
    };
    view! {
        <p class="mb-4 text-sm text-muted">{td_string!(l, image.mask_text)}</p>
        <div class="relative mx-auto w-fit overflow-hidden rounded-md">
            <img node_ref=image src=format!("/api/v1/assets/{id}/content") alt="" class="block max-h-[55dvh] max-w-full" on:load=fit />
            <canvas
                node_ref=canvas
                data-part="mask"
                class="absolute inset-0 size-full cursor-crosshair touch-none opacity-50"
                on:pointerdown=down
                on:pointermove=moved
            ></canvas>
        </div>
        <div class="mt-4 flex flex-wrap items-center justify-between gap-3">
            <div role="radiogroup" aria-label=td_string!(l, image.mask_brush) class="flex gap-2">{BRUSHES.map(choice)}</div>
            <div class="flex gap-2">
                <Button on:click=clear>{td_string!(l, image.mask_clear)}</Button>
                <Button variant=ButtonVariant::Primary busy=is_busy on:click=save attr:data-action="save-mask">{td_string!(l, image.mask_save)}</Button>
            </div>
        </div>
    }
}

/// Where the pointer is, in the picture's own pixels.
fn place(canvas: &HtmlCanvasElement, event: &PointerEvent) -> (f64, f64) {
    let shown = canvas.get_bounding_client_rect();
    let scale = f64::from(canvas.width()) / shown.width().max(1.0);
    let (x, y) = (f64::from(event.client_x()) - shown.left(), f64::from(event.client_y()) - shown.top());
    (x * scale, y * scale)
}

fn pen(canvas: &HtmlCanvasElement) -> Option<CanvasRenderingContext2d> {
    canvas.get_context("2d").ok().flatten()?.dyn_into().ok()
}

fn stroke(canvas: &HtmlCanvasElement, from: (f64, f64), to: (f64, f64), brush: i32) {
    let Some(pen) = pen(canvas) else { return };
    pen.set_stroke_style_str(COLOUR);
    pen.set_line_cap("round");
    pen.set_line_width(f64::from(canvas.width()) * f64::from(brush) / 100.0);
    pen.begin_path();
    pen.move_to(from.0, from.1);
    // A line of no length draws nothing.
    pen.line_to(to.0 + 0.1, to.1);
    pen.stroke();
}

/// Puts the mask into the library: opaque, and transparent where it was painted.
fn send(painted: &HtmlCanvasElement, ended: impl Fn(Result<Asset, AppError>) + Clone + 'static) -> Result<(), JsValue> {
    let mask: HtmlCanvasElement = document().create_element("canvas")?.dyn_into()?;
    mask.set_width(painted.width());
    mask.set_height(painted.height());
    let pen = pen(&mask).ok_or(JsValue::NULL)?;
    pen.fill_rect(0.0, 0.0, f64::from(mask.width()), f64::from(mask.height()));
    pen.set_global_composite_operation("destination-out")?;
    pen.draw_image_with_html_canvas_element(painted, 0.0, 0.0)?;
    let done = Closure::once_into_js(move |blob: Option<Blob>| {
        let (Some(blob), Ok(form)) = (blob, FormData::new()) else { return ended(Err(AppError::Unavailable)) };
        let _ = form.append_with_blob_and_filename("file", &blob, "mask.png");
        send_form("/api/v1/assets", &form, |_| {}, ended.clone());
    });
    mask.to_blob(done.unchecked_ref())
}
