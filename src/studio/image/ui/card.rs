//! One drawing on the wall.

use super::{desk::Desk, word};
use crate::{
    i18n::{coins_in_words, count, date_time, td_string, use_locale},
    kit::{Alert, Button, ButtonSize, Card, Confirm, IconButton, Spinner, Tone},
    library::ui::Preview,
    run::model::RunState,
    studio::image::{
        model::{Drawing, PictureOrder},
        rpc,
    },
};
use icondata as i;
use leptos::{prelude::*, task::spawn_local};

/// Its prompt, how it stands, its pictures.
#[component]
pub(super) fn DrawingCard(desk: Desk, drawing: Drawing) -> impl IntoView {
    let l = use_locale();
    let (id, order) = (drawing.id(), drawing.order.clone());
    let deleting = RwSignal::new(false);
    let (about, state) = (about(l, &drawing), drawing.run.state.code());
    let again = PictureOrder { client_request_id: None, ..order.clone() };
    let remove = Callback::new(move |()| {
        spawn_local(async move {
            match rpc::delete_drawing(id).await {
                Ok(()) => {
                    desk.forget(id);
                    desk.toasts.success(td_string!(l, image.deleted));
                }
                Err(wrong) => desk.toasts.error(&wrong),
            }
        });
    });
    view! {
        <li data-drawing=state>
            <Card>
                <div class="flex items-start gap-3">
                    <div class="min-w-0 flex-1">
                        <a href=format!("/app/image/{id}") class="line-clamp-2 font-medium hover:underline"><bdi>{order.prompt.clone()}</bdi></a>
                        <p class="figures mt-1 text-xs text-muted">{about}</p>
                    </div>
                    <IconButton label=td_string!(l, image.again) icon=i::LuRotateCcw on:click=move |_| desk.lay(again.clone()) attr:data-action="again" />
                    <IconButton label=td_string!(l, image.delete) icon=i::LuTrash2 on:click=move |_| deleting.set(true) attr:data-action="delete" />
                </div>
                <Body desk=desk drawing=drawing />
            </Card>
            <Confirm
                open=deleting
                id=format!("delete-{id}")
                title=td_string!(l, image.delete_title)
                text=td_string!(l, image.delete_text)
                action=td_string!(l, image.delete)
                on_confirm=remove
            />
        </li>
    }
}

fn about(l: crate::i18n::Locale, drawing: &Drawing) -> String {
    let (order, run) = (&drawing.order, &drawing.run);
    let cost = (run.coin_cost.milli > 0).then(|| coins_in_words(l, run.coin_cost));
    let parts = [
        Some(drawing.model_name.clone()),
        order.style.map(|style| word::style(l, style).to_owned()),
        order.aspect_ratio.as_deref().map(|ratio| word::ratio(l, ratio)),
        cost,
        Some(date_time(l, run.created_at)),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

#[component]
fn Body(desk: Desk, drawing: Drawing) -> impl IntoView {
    let l = use_locale();
    let id = drawing.id();
    if !drawing.run.state.is_final() {
        return view! { <Open desk=desk drawing=drawing /> }.into_any();
    }
    if let Some(reason) = word::reason(l, &drawing) {
        let tone = if drawing.run.state == RunState::Failed { Tone::Danger } else { Tone::Warning };
        return view! { <div class="mt-4"><Alert tone=tone>{reason}</Alert></div> }.into_any();
    }
    let prompt = drawing.order.prompt.clone();
    let picture = move |(number, asset): (i64, crate::library::model::Asset)| {
        let label = td_string!(l, image.picture, number = count(l, number), prompt = prompt.clone());
        let (width, height) = (asset.width.unwrap_or(1).max(1), asset.height.unwrap_or(1).max(1));
        view! {
            <a
                href=format!("/app/image/{id}")
                aria-label=label
                class="relative block overflow-hidden rounded-md bg-sunken transition-shadow hover:shadow-high"
                style=format!("aspect-ratio: {width} / {height}")
            >
                <Preview asset=asset sizes="(min-width: 64rem) 25vw, 45vw" />
            </a>
        }
    };
    let grid = if drawing.pictures.len() == 1 {
        "mt-4 grid max-w-md gap-3"
    } else {
        "mt-4 grid grid-cols-2 gap-3 xl:grid-cols-4"
    };
    view! { <div class=grid>{(1..).zip(drawing.pictures).map(picture).collect_view()}</div> }.into_any()
}

/// One that waits or is being drawn.
#[component]
fn Open(desk: Desk, drawing: Drawing) -> impl IntoView {
    let l = use_locale();
    let id = drawing.id();
    let words = if drawing.is_parked { td_string!(l, image.parked).to_owned() } else { word::progress(l, &drawing) };
    let is_parked = drawing.is_parked;
    view! {
        <div class="mt-4 flex min-h-24 flex-wrap items-center justify-center gap-4 rounded-md border border-dashed border-line-strong bg-sunken p-4">
            {(!is_parked).then(|| view! { <Spinner /> })}
            <p role="status" class="figures min-w-0 flex-1 text-sm text-muted">{words}</p>
            <Button size=ButtonSize::Small icon=i::LuX on:click=move |_| desk.stop(id) attr:data-action="stop">{td_string!(l, image.cancel)}</Button>
        </div>
    }
}
