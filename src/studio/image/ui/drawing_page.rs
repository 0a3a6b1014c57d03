//! One drawing: its pictures as large as there is room, what was ordered, what it cost.

use super::{desk::Desk, word};
use crate::{
    i18n::{coins_in_words, count, date_time, td_string, use_locale},
    kernel::{AppError, Page, id::RunId},
    kit::{Alert, ButtonSize, Card, CopyButton, LinkButton, Loaded, PageBody, PageHeader, Skeleton, Tone},
    library::{model::Asset, ui::Preview},
    run::ui::RunStateBadge,
    studio::image::{model::Drawing, rpc},
};
use icondata as i;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// `/app/image/:id`
#[component]
pub fn DrawingPage() -> impl IntoView {
    let params = use_params_map();
    let id = move || params.read().get("id").and_then(|id| id.parse::<RunId>().ok());
    let drawing = Resource::new(id, async |id| match id {
        Some(id) => rpc::get_drawing(id).await,
        None => Err(AppError::NotFound),
    });
    view! {
        <PageBody>
            <Loaded resource=drawing skeleton=|| view! { <Skeleton class="h-[60dvh] rounded-lg" /> } let:drawing>
                <Shown drawing=drawing />
            </Loaded>
        </PageBody>
    }
}

#[component]
fn Shown(drawing: Drawing) -> impl IntoView {
    let l = use_locale();
    // The same looks as on the wall keep this page fresh.
    let desk = Desk::new(Vec::new(), Page { items: vec![drawing.clone()], next_cursor: None });
    Effect::new(move |_| desk.keep_looking());
    let id = drawing.id();
    let now = move || desk.wall.items.with(|items| items.first().cloned());
    let title: String = drawing.order.prompt.chars().take(60).collect();
    view! {
        <PageHeader title=title>
            <LinkButton href="/app/image" size=ButtonSize::Small icon=i::LuPalette>{td_string!(l, image.back)}</LinkButton>
            <LinkButton href=format!("/app/image?again={id}") size=ButtonSize::Small icon=i::LuRotateCcw>{td_string!(l, image.again)}</LinkButton>
        </PageHeader>
        <div class="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_22rem]">
            <div class="min-w-0">{move || now().map(|drawing| view! { <Pictures drawing=drawing /> })}</div>
            {move || now().map(|drawing| view! { <Order drawing=drawing /> })}
        </div>
    }
}

#[component]
fn Pictures(drawing: Drawing) -> impl IntoView {
    let l = use_locale();
    let id = drawing.id();
    if !drawing.run.state.is_final() {
        let words =
            if drawing.is_parked { td_string!(l, image.parked).to_owned() } else { word::progress(l, &drawing) };
        return view! { <Card><p role="status" class="figures py-16 text-center text-muted">{words}</p></Card> }
            .into_any();
    }
    if let Some(reason) = word::reason(l, &drawing) {
        return view! { <Alert tone=Tone::Warning>{reason}</Alert> }.into_any();
    }
    let grid = if drawing.pictures.len() == 1 { "grid gap-6" } else { "grid gap-6 sm:grid-cols-2" };
    let picture = move |(number, asset): (i64, Asset)| {
        let (width, height) = (asset.width.unwrap_or(1).max(1), asset.height.unwrap_or(1).max(1));
        let asset_id = asset.id;
        view! {
            <Card>
                <div
                    class="relative mx-auto overflow-hidden rounded-md bg-sunken"
                    style=format!("aspect-ratio: {width} / {height}; width: min(100%, calc(70dvh * {width} / {height}))")
                >
                    <Preview asset=asset sizes="(min-width: 64rem) 60vw, 95vw" />
                </div>
                <div class="mt-4 flex flex-wrap items-center gap-2">
                    <span class="figures text-sm text-muted">{count(l, number)}</span>
                    <LinkButton href=format!("/api/v1/assets/{asset_id}/content?download=true") external=true size=ButtonSize::Small icon=i::LuDownload>{td_string!(l, image.download)}</LinkButton>
                    <LinkButton href=format!("/app/image?again={id}&from={asset_id}") size=ButtonSize::Small icon=i::LuImages>{td_string!(l, image.draw_from)}</LinkButton>
                    <LinkButton href=format!("/app/library/{asset_id}") size=ButtonSize::Small icon=i::LuLibrary>{td_string!(l, image.in_library)}</LinkButton>
                </div>
            </Card>
        }
    };
    view! { <div class=grid>{(1..).zip(drawing.pictures).map(picture).collect_view()}</div> }.into_any()
}

#[component]
fn Order(drawing: Drawing) -> impl IntoView {
    let l = use_locale();
    let (order, run) = (drawing.order, drawing.run);
    let copied = order.prompt.clone();
    let fact = |name: &'static str, value: Option<String>| {
        value.map(|value| {
            view! {
                <dt class="text-muted">{name}</dt>
                <dd class="figures min-w-0 text-end wrap-break-word"><bdi>{value}</bdi></dd>
            }
        })
    };
    view! {
        <Card>
            <div class="flex items-start gap-3">
                <div class="min-w-0 flex-1">
                    <h2 class="text-sm font-semibold">{td_string!(l, image.order)}</h2>
                    <p dir="auto" class="mt-1 text-sm whitespace-pre-wrap">{order.prompt}</p>
                </div>
                <CopyButton text=Signal::derive(move || copied.clone()) />
            </div>
            <div class="mt-4"><RunStateBadge state=run.state /></div>
            <dl class="mt-4 grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-2 border-t border-line pt-4 text-sm">
                {fact(td_string!(l, image.model), Some(drawing.model_name))}
                {fact(td_string!(l, image.style), order.style.map(|style| word::style(l, style).to_owned()))}
                {fact(td_string!(l, image.ratio), order.aspect_ratio.as_deref().map(|ratio| word::ratio(l, ratio)))}
                {fact(td_string!(l, image.size), order.size)}
                {fact(td_string!(l, image.negative), order.negative_prompt)}
                {fact(td_string!(l, image.seed), order.seed.map(|seed| count(l, seed)))}
                {fact(td_string!(l, image.cost), Some(coins_in_words(l, run.coin_cost)))}
                {fact(td_string!(l, library.created_at), Some(date_time(l, run.created_at)))}
            </dl>
            <LinkButton href=format!("/app/runs/{}", run.id) size=ButtonSize::Small icon=i::LuReceiptText class="mt-4">{td_string!(l, image.receipt)}</LinkButton>
        </Card>
    }
}
