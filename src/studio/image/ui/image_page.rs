//! The studio: the order on one side, the wall with all drawings on the other.

use super::{
    card::DrawingCard,
    desk::{Desk, draft},
    order_form::OrderForm,
};
use crate::{
    catalog::{model::Model, rpc::list_models},
    i18n::{td_string, use_locale},
    kernel::{
        AppError, Page,
        id::{AssetId, RunId},
    },
    kit::{Card, Empty, LoadMore, Loaded, PageBody, PageHeader, Skeleton},
    studio::image::{
        model::{Drawing, DrawingQuery, PictureOrder},
        rpc,
    },
};
use icondata as i;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// `/app/image?again=RUN&from=ASSET`
#[component]
pub fn ImagePage() -> impl IntoView {
    let l = use_locale();
    let studio = Resource::new(|| (), |()| load());
    view! {
        <PageBody class="max-w-none">
            <PageHeader title=td_string!(l, image.title) lead=td_string!(l, image.lead) />
            <Loaded resource=studio skeleton=Shape let:studio>
                <Studio models=studio.0 first=studio.1 />
            </Loaded>
        </PageBody>
    }
}

async fn load() -> Result<(Vec<Model>, Page<Drawing>), AppError> {
    Ok((list_models(None).await?, rpc::list_drawings(DrawingQuery::default()).await?))
}

#[component]
fn Shape() -> impl IntoView {
    view! {
        <div class=LAYOUT>
            <Skeleton class="h-112 rounded-lg" />
            <div class="flex flex-col gap-6">
                <Skeleton class="h-72 rounded-lg" />
                <Skeleton class="h-72 rounded-lg" />
            </div>
        </div>
    }
}

const LAYOUT: &str = "grid items-start gap-6 lg:grid-cols-[23rem_minmax(0,1fr)]";

#[component]
fn Studio(models: Vec<Model>, first: Page<Drawing>) -> impl IntoView {
    let desk = Desk::new(models, first);
    let address = use_query_map();
    Effect::new(move |before: Option<()>| {
        if before.is_some() {
            return;
        }
        let (again, from) = address.with_untracked(|address| {
            let of = |name: &str| address.get(name);
            (of("again").and_then(|id| id.parse::<RunId>().ok()), of("from").and_then(|id| id.parse::<AssetId>().ok()))
        });
        begin(desk, again, from);
        desk.keep_quoted();
        desk.keep_looking();
    });
    view! {
        <div class=LAYOUT>
            <Card class="lg:sticky lg:top-6"><OrderForm desk=desk /></Card>
            <Wall desk=desk />
        </div>
    }
}

/// What the address asks for, else what was typed here last.
fn begin(desk: Desk, again: Option<RunId>, from: Option<AssetId>) {
    let based = move |order: PictureOrder| match from {
        Some(from) => PictureOrder { references: vec![from], mask: None, ..order },
        None => order,
    };
    if again.is_none() {
        let kept = draft().unwrap_or_default();
        return desk.lay(based(kept));
    }
    leptos::task::spawn_local(async move {
        if let Some(id) = again {
            match rpc::get_drawing(id).await {
                Ok(drawing) => desk.lay(based(drawing.order)),
                Err(wrong) => desk.toasts.error(&wrong),
            }
        }
    });
}

#[component]
fn Wall(desk: Desk) -> impl IntoView {
    let l = use_locale();
    let more = desk.more();
    // A card is made anew when anything of its drawing changes.
    let key = |drawing: &Drawing| {
        let run = &drawing.run;
        (run.id, run.state.code(), run.place, run.progress, drawing.is_parked, drawing.pictures.len())
    };
    let empty = move || {
        desk.wall.items.with(Vec::is_empty).then(|| {
            view! {
                <Card flush=true>
                    <Empty icon=i::LuPalette title=td_string!(l, image.empty_title) text=td_string!(l, image.empty_text) />
                </Card>
            }
        })
    };
    view! {
        <div class="flex min-w-0 flex-col gap-6">
            {empty}
            <ul aria-label=td_string!(l, image.title) aria-live="polite" class="flex flex-col gap-6 empty:hidden">
                <For each=move || desk.wall.items.get() key=key children=move |drawing| view! { <DrawingCard desk=desk drawing=drawing /> } />
            </ul>
            <LoadMore cursor=desk.wall.cursor busy=desk.wall.busy on_more=more />
        </div>
    }
}
