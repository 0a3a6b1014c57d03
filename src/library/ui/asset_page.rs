//! One file: as it looks, what is known of it, and what can be done with it.

use super::{
    link::Share,
    preview::{Preview, content},
    word,
};
use crate::{
    i18n::{bytes, count, date_time, td_string, use_locale},
    kernel::{AppError, id::AssetId},
    kit::{
        Alert, Button, ButtonSize, ButtonVariant, Card, Confirm, CopyButton, Form, Input, LinkButton, Loaded, PageBody,
        PageHeader, Skeleton, Tone, use_toasts,
    },
    library::{
        model::{Asset, AssetChange, AssetKind, Bulk, BulkAction},
        rpc,
    },
};
use icondata as i;
use leptos::{prelude::*, task::spawn_local};
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_params_map},
};

/// `/app/library/:id`
#[component]
pub fn AssetPage() -> impl IntoView {
    let params = use_params_map();
    let id = move || params.read().get("id").and_then(|id| id.parse::<AssetId>().ok());
    let asset = Resource::new(id, async |id| match id {
        Some(id) => rpc::get_asset(id).await,
        None => Err(AppError::NotFound),
    });
    let again = Callback::new(move |()| asset.refetch());
    view! {
        <PageBody>
            <Loaded resource=asset skeleton=|| view! { <Skeleton class="h-[60dvh] rounded-lg" /> } let:asset>
                <Shown asset=asset on_done=again />
            </Loaded>
        </PageBody>
    }
}

#[component]
fn Shown(asset: Asset, on_done: Callback<()>) -> impl IntoView {
    let l = use_locale();
    let download = format!("{}?download=true", content(&asset));
    let id = asset.id;
    let is_trashed = asset.trashed_at.is_some();
    view! {
        <PageHeader title=asset.name.clone()>
            <LinkButton href="/app/library" size=ButtonSize::Small icon=i::LuImages>{td_string!(l, library.title)}</LinkButton>
            <LinkButton href=download external=true size=ButtonSize::Small icon=i::LuDownload>{td_string!(l, library.download)}</LinkButton>
            {(!is_trashed).then(|| view! { <Share id=id /> })}
        </PageHeader>
        {is_trashed.then(|| view! { <Alert tone=Tone::Warning>{td_string!(l, library.is_trashed)}</Alert> })}
        <div class="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_22rem]">
            <Look asset=asset.clone() />
            <div class="flex flex-col gap-6">
                <Words asset=asset.clone() on_done=on_done />
                <Facts asset=asset.clone() />
                <Away asset=asset on_done=on_done />
            </div>
        </div>
    }
}

#[component]
fn Look(asset: Asset) -> impl IntoView {
    let l = use_locale();
    let inside = match asset.kind {
        AssetKind::Audio => view! {
            <audio controls=true preload="metadata" src=content(&asset) class="w-full" aria-label=asset.name.clone()></audio>
        }
        .into_any(),
        AssetKind::Image => {
            let (width, height) = (asset.width.unwrap_or(1).max(1), asset.height.unwrap_or(1).max(1));
            // As large as there is room for, in its own shape.
            let shape = format!("aspect-ratio: {width} / {height}; width: min(100%, calc(70dvh * {width} / {height}))");
            view! {
                <div class="relative mx-auto overflow-hidden rounded-md bg-sunken" style=shape>
                    <Preview asset=asset.clone() sizes="(min-width: 64rem) 60vw, 95vw" />
                </div>
            }
            .into_any()
        }
        AssetKind::Text | AssetKind::Document => view! {
            <div class="relative h-48"><Preview asset=asset.clone() sizes="10rem" /></div>
        }
        .into_any(),
    };
    let prompt = asset.prompt.map(|prompt| {
        let copied = prompt.clone();
        view! {
            <div class="mt-4 flex items-start gap-3 border-t border-line pt-4">
                <div class="min-w-0 flex-1">
                    <h2 class="text-sm font-semibold">{td_string!(l, library.prompt)}</h2>
                    <p dir="auto" class="mt-1 text-sm whitespace-pre-wrap text-muted">{prompt}</p>
                </div>
                <CopyButton text=Signal::derive(move || copied.clone()) />
            </div>
        }
    });
    view! {
        <Card class="min-w-0">
            {inside}
            {prompt}
        </Card>
    }
}

/// Name and tags.
#[component]
fn Words(asset: Asset, on_done: Callback<()>) -> impl IntoView {
    let (l, toasts) = (use_locale(), use_toasts());
    let (name, tags) = (RwSignal::new(asset.name), RwSignal::new(asset.tags.join(td_string!(l, library.comma))));
    let (is_busy, error) = (RwSignal::new(false), RwSignal::new(None::<AppError>));
    let save = Callback::new(move |()| {
        let words = tags.get_untracked().split([',', '\u{60C}', '\n']).map(str::to_owned).collect();
        let change = AssetChange { name: Some(name.get_untracked()), tags: Some(words) };
        is_busy.set(true);
        spawn_local(async move {
            let saved = rpc::change_asset(asset.id, change).await;
            let _ = is_busy.try_set(false);
            let _ = error.try_set(saved.as_ref().err().cloned());
            if saved.is_ok() {
                toasts.success(td_string!(l, library.saved));
                on_done.run(());
            }
        });
    });
    view! {
        <Card>
            <Form on_submit=save error=error>
                <Input name="name" label=td_string!(l, library.name) value=name autocomplete="off" />
                <Input name="tags" label=td_string!(l, library.tags) hint=td_string!(l, library.tags_hint) value=tags optional=true autocomplete="off" />
                <Button kind="submit" busy=is_busy class="self-start">{td_string!(l, library.save)}</Button>
            </Form>
        </Card>
    }
}

/// What is known of it.
#[component]
fn Facts(asset: Asset) -> impl IntoView {
    let l = use_locale();
    let size = bytes(l, u64::try_from(asset.size_bytes).unwrap_or(0));
    let sides = asset.width.zip(asset.height);
    let sides = sides.map(|(width, height)| format!("{} × {}", count(l, width), count(l, height)));
    let length = word::length(l, &asset);
    let fact = |name: &'static str, value: Option<String>| {
        value.map(|value| {
            view! {
                <dt class="text-muted">{name}</dt>
                <dd class="figures min-w-0 text-end wrap-break-word"><bdi>{value}</bdi></dd>
            }
        })
    };
    let run = asset.run_id.map(|run| view! {
        <LinkButton href=format!("/app/runs/{run}") size=ButtonSize::Small icon=i::LuReceiptText class="mt-4">{td_string!(l, library.receipt)}</LinkButton>
    });
    view! {
        <Card>
            <dl class="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-2 text-sm">
                {fact(td_string!(l, library.kind), Some(format!("{} · {}", word::kind(l, asset.kind), asset.media_type)))}
                {fact(td_string!(l, library.size), Some(size))}
                {fact(td_string!(l, library.sides), sides)}
                {fact(td_string!(l, library.length), length)}
                {fact(td_string!(l, library.origin), Some(word::origin(l, asset.origin).to_owned()))}
                {fact(td_string!(l, library.created_at), Some(date_time(l, asset.created_at)))}
                {fact("SHA-256", Some(asset.checksum.chars().take(16).collect()))}
            </dl>
            {run}
        </Card>
    }
}

/// Into the trash, out of it, and away for ever.
#[component]
fn Away(asset: Asset, on_done: Callback<()>) -> impl IntoView {
    let (l, toasts, navigate) = (use_locale(), use_toasts(), use_navigate());
    let (is_busy, deleting) = (RwSignal::new(false), RwSignal::new(false));
    let act = Callback::new(move |(action,): (BulkAction,)| {
        let navigate = navigate.clone();
        is_busy.set(true);
        spawn_local(async move {
            let done = rpc::bulk(Bulk { ids: vec![asset.id], action, folder_id: None, tag: None }).await;
            let _ = is_busy.try_set(false);
            match (done, action) {
                (Ok(_), BulkAction::Delete) => navigate("/app/library?trash=1", NavigateOptions::default()),
                (Ok(_), _) => on_done.run(()),
                (Err(wrong), _) => toasts.error(&wrong),
            }
        });
    });
    let buttons = if asset.trashed_at.is_some() {
        view! {
            <Button icon=i::LuUndo2 busy=is_busy on:click=move |_| act.run((BulkAction::Restore,)) attr:data-action="restore">{td_string!(l, library.restore)}</Button>
            <Button variant=ButtonVariant::Danger icon=i::LuTrash2 busy=is_busy on:click=move |_| deleting.set(true) attr:data-action="delete">{td_string!(l, library.delete)}</Button>
        }
        .into_any()
    } else {
        view! {
            <Button icon=i::LuTrash2 busy=is_busy on:click=move |_| act.run((BulkAction::Trash,)) attr:data-action="trash">{td_string!(l, library.trash)}</Button>
        }
        .into_any()
    };
    view! {
        <div class="flex flex-wrap gap-3">{buttons}</div>
        <Confirm
            open=deleting
            id="delete-asset"
            title=td_string!(l, library.delete_title)
            text=td_string!(l, library.delete_text)
            action=td_string!(l, library.delete)
            on_confirm=Callback::new(move |()| act.run((BulkAction::Delete,)))
        />
    }
}
