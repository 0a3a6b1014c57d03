//! A file in the grid.

use super::{preview::Preview, word};
use crate::{
    i18n::{bytes, td_string, use_locale},
    kernel::id::AssetId,
    library::model::Asset,
};
use leptos::prelude::*;
use std::collections::BTreeSet;

/// Its picture, name and size; picked by its box, opened by the rest.
#[component]
pub(super) fn Tile(asset: Asset, picked: RwSignal<BTreeSet<AssetId>>) -> impl IntoView {
    let l = use_locale();
    let (id, kind) = (asset.id, asset.kind.code());
    let is_picked = Memo::new(move |_| picked.with(|picked| picked.contains(&id)));
    let pick = move |event| {
        let is_on = event_target_checked(&event);
        picked.update(|picked| {
            let _ = if is_on { picked.insert(id) } else { picked.remove(&id) };
        });
    };
    let size = bytes(l, u64::try_from(asset.size_bytes).unwrap_or(0));
    let about = [word::length(l, &asset), Some(size)].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let (name, pick_words) = (asset.name.clone(), td_string!(l, library.pick, name = asset.name.clone()));
    view! {
        <li class="group relative min-w-0" data-asset=kind>
            <a
                href=format!("/app/library/{id}")
                class="flex flex-col gap-2 rounded-lg outline-offset-4"
            >
                <span
                    class="relative block aspect-square overflow-hidden rounded-lg border border-line bg-sunken transition-shadow group-hover:shadow-high data-picked:ring-2 data-picked:ring-primary"
                    data-picked=move || is_picked.get().then_some("")
                >
                    <Preview asset=asset sizes="(min-width: 64rem) 15rem, (min-width: 40rem) 30vw, 45vw" />
                </span>
                <span class="min-w-0 px-1">
                    <span class="block truncate text-sm font-medium"><bdi>{name}</bdi></span>
                    <span class="figures block text-xs text-muted">{about}</span>
                </span>
            </a>
            <label class="absolute start-2 top-2 grid size-9 cursor-pointer place-items-center rounded-md bg-surface/90 shadow-low">
                <span class="sr-only">{pick_words}</span>
                <input type="checkbox" class="size-5 accent-primary" prop:checked=move || is_picked.get() on:change=pick />
            </label>
        </li>
    }
}
