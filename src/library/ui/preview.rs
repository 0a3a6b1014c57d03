//! A file as it looks.

use super::{blur, word};
use crate::{
    kit::Icon,
    library::model::{Asset, AssetKind},
};
use leptos::prelude::*;

/// Where the bytes of a file are.
pub(super) fn content(asset: &Asset) -> String {
    format!("/api/v1/assets/{}/content", asset.id)
}

/// A picture in the widths that its place needs, with what stands for it beneath; a sign for whatever is no picture.
#[component]
pub fn Preview(
    /// The file.
    asset: Asset,
    /// How wide it is shown, as `sizes` has it.
    sizes: &'static str,
) -> impl IntoView {
    if asset.kind != AssetKind::Image {
        return view! {
            <span class="grid size-full place-items-center text-muted">
                <Icon icon=word::sign(asset.kind) class="size-10" />
            </span>
        }
        .into_any();
    }
    let address = content(&asset);
    let widths: Vec<String> =
        [160, 320, 640, 1_280, 1_920].map(|width| format!("{address}?w={width} {width}w")).to_vec();
    let blur = asset.blurhash.as_deref().and_then(blur::address);
    view! {
        {blur.map(|blur| view! { <img src=blur alt="" aria-hidden="true" class="absolute inset-0 size-full object-cover" /> })}
        <img
            src=format!("{address}?w=640")
            srcset=widths.join(", ")
            sizes=sizes
            alt=asset.name
            width=asset.width.map(|width| width.to_string())
            height=asset.height.map(|height| height.to_string())
            loading="lazy"
            decoding="async"
            class="relative size-full object-cover"
        />
    }
    .into_any()
}
