//! Everything that went in and came out.

use super::{
    bar::Bar,
    folders::Folders,
    tile::Tile,
    uploads::{UploadList, Uploads},
    word,
};
use crate::{
    i18n::{bytes, count, td_string, use_locale},
    kernel::{Page, id::FolderId, page::address_of},
    kit::{
        Card, Empty, Filter, Filters, Icon, Listing, LoadMore, Loaded, PageBody, PageHeader, SearchWords, Segments,
        Skeleton,
    },
    library::{
        model::{Asset, AssetKind, AssetOrigin, AssetQuery, Folder, Shelf},
        rpc,
    },
};
use icondata as i;
use leptos::{ev::DragEvent, prelude::*};
use leptos_router::{hooks::use_query_map, params::ParamsMap};
use std::collections::BTreeSet;
use web_sys::{HtmlInputElement, wasm_bindgen::JsCast};

/// What the browser offers to pick; what a file is, its bytes say.
const ACCEPTED: &str =
    "image/png,image/jpeg,image/webp,image/gif,audio/*,text/*,.md,.json,.srt,.vtt,.pdf,.docx,.xlsx,.pptx,.epub";

/// `/app/library?q=&kind=&origin=&folder=&tag=&trash=`
#[component]
pub fn LibraryPage() -> impl IntoView {
    let l = use_locale();
    let address = use_query_map();
    let query = Memo::new(move |_| read(&address.read()));
    let shelf = Resource::new(|| (), |()| rpc::get_shelf());
    let assets = Resource::new(
        move || query.get(),
        async |query| rpc::list_assets(query.clone()).await.map(|page| (query, page)),
    );
    let again = Callback::new(move |()| {
        shelf.refetch();
        assets.refetch();
    });
    let uploads = Uploads::new(Signal::derive(move || query.with(|query| query.folder)), again);
    let folders = RwSignal::new(Vec::<Folder>::new());
    let is_over = RwSignal::new(false);
    let drag = move |event: DragEvent| {
        event.prevent_default();
        is_over.set(true);
    };
    let drop = move |event: DragEvent| {
        event.prevent_default();
        is_over.set(false);
        uploads.take(event.data_transfer().and_then(|data| data.files()));
    };
    view! {
        <div
            on:dragover=drag
            on:dragleave=move |_| is_over.set(false)
            on:drop=drop
            class="min-h-full data-over:bg-primary-soft"
            data-over=move || is_over.get().then_some("")
        >
            <PageBody>
                <PageHeader title=td_string!(l, library.title) lead=td_string!(l, library.lead)>
                    <Folders folders=folders.into() on_done=again />
                    <Picker uploads=uploads />
                </PageHeader>
                <UploadList uploads=uploads />
                <Loaded resource=shelf skeleton=|| view! { <Skeleton class="h-24 rounded-lg" /> } let:shelf>
                    <Finding shelf=shelf folders=folders />
                </Loaded>
                <Loaded resource=assets skeleton=Shape let:found>
                    <Grid query=found.0 first=found.1 folders=folders.into() on_done=again uploads=uploads />
                </Loaded>
            </PageBody>
        </div>
    }
}

fn read(address: &ParamsMap) -> AssetQuery {
    let text = |name: &str| address.get(name).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    AssetQuery {
        q: text("q"),
        kind: text("kind").and_then(|kind| kind.parse::<AssetKind>().ok()),
        origin: text("origin").and_then(|origin| origin.parse::<AssetOrigin>().ok()),
        folder: text("folder").and_then(|folder| folder.parse::<FolderId>().ok()),
        tag: text("tag"),
        trashed: text("trash").is_some(),
        ..AssetQuery::default()
    }
}

/// A button that is the browser's own choice of files.
#[component]
fn Picker(uploads: Uploads) -> impl IntoView {
    let l = use_locale();
    let pick = move |event: leptos::ev::Event| {
        let Some(input) = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()) else { return };
        uploads.take(input.files());
        input.set_value("");
    };
    view! {
        <label class="inline-flex min-h-10 cursor-pointer items-center justify-center gap-2 rounded-md bg-primary px-3.5 text-sm font-medium whitespace-nowrap text-on-primary shadow-low transition-colors select-none hover:bg-primary-hover has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-primary">
            <Icon icon=i::LuUpload class="size-4.5" />
            {td_string!(l, library.upload)}
            <input type="file" multiple=true accept=ACCEPTED class="sr-only" on:change=pick />
        </label>
    }
}

/// How much room there is, and what the files are narrowed to.
#[component]
fn Finding(shelf: Shelf, folders: RwSignal<Vec<Folder>>) -> impl IntoView {
    let l = use_locale();
    let address = use_query_map();
    Effect::new({
        let all = shelf.folders.clone();
        move |_| folders.set(all.clone())
    });
    let used = bytes(l, u64::try_from(shelf.used_bytes).unwrap_or(0));
    let quota = bytes(l, u64::try_from(shelf.quota_bytes).unwrap_or(0));
    let places = [
        ("/app/library".to_owned(), td_string!(l, library.files, number = count(l, shelf.files))),
        ("/app/library?trash=1".to_owned(), td_string!(l, library.in_trash, number = count(l, shelf.trashed))),
    ];
    let here = Signal::derive(move || {
        let trash = address.read().get("trash").unwrap_or_default();
        format!("/app/library{}", address_of(&[("trash", &trash)]))
    });
    let all = |list: &'static [AssetKind]| {
        list.iter().map(|kind| (kind.code().to_owned(), word::kind(l, *kind).to_owned())).collect()
    };
    let origins =
        AssetOrigin::ALL.iter().map(|one| (one.code().to_owned(), word::origin(l, *one).to_owned())).collect();
    let names = shelf.folders.into_iter().map(|folder| (folder.id.to_string(), folder.name)).collect();
    let tags = shelf.tags.into_iter().map(|tag| (tag.clone(), tag)).collect();
    let filter =
        |name, label: &str, any: &str, options| Filter { name, label: label.to_owned(), any: any.to_owned(), options };
    let filters = vec![
        filter("kind", td_string!(l, library.kind), td_string!(l, library.any_kind), all(AssetKind::ALL)),
        filter("origin", td_string!(l, library.origin), td_string!(l, library.any_origin), origins),
        filter("folder", td_string!(l, library.folder), td_string!(l, library.any_folder), names),
        filter("tag", td_string!(l, library.tag), td_string!(l, library.any_tag), tags),
    ];
    let search = SearchWords {
        label: td_string!(l, library.search).to_owned(),
        clear: td_string!(l, library.search_clear).to_owned(),
    };
    view! {
        <div class="flex flex-wrap items-center justify-between gap-4">
            <Segments label=td_string!(l, library.places) links=places.to_vec() current=here />
            <label class="flex min-w-48 flex-col gap-1 text-xs text-muted">
                <span class="figures">{td_string!(l, library.room, used = used, quota = quota)}</span>
                <progress max=shelf.quota_bytes.to_string() value=shelf.used_bytes.to_string() class="h-2 w-full accent-primary"></progress>
            </label>
        </div>
        <Filters action="/app/library" search=search filters=filters class="lg:grid-cols-[2fr_1fr_1fr_1fr_1fr] lg:[&>:first-child]:col-span-1" />
    }
}

#[component]
fn Shape() -> impl IntoView {
    let tiles = (0..10).map(|_| view! { <Skeleton class="aspect-square rounded-lg" /> }).collect_view();
    view! { <div class=GRID>{tiles}</div> }
}

const GRID: &str = "grid grid-cols-2 gap-x-4 gap-y-6 sm:grid-cols-3 lg:grid-cols-4 xl:grid-cols-5";

#[component]
fn Grid(
    query: AssetQuery,
    first: Page<Asset>,
    folders: Signal<Vec<Folder>>,
    on_done: Callback<()>,
    uploads: Uploads,
) -> impl IntoView {
    let l = use_locale();
    if first.items.is_empty() {
        let is_narrowed = query != AssetQuery { trashed: query.trashed, ..AssetQuery::default() };
        let (title, text) = match (is_narrowed, query.trashed) {
            (true, _) => (td_string!(l, library.none_title), td_string!(l, library.none_text)),
            (false, true) => (td_string!(l, library.trash_empty_title), td_string!(l, library.trash_empty_text)),
            (false, false) => (td_string!(l, library.empty_title), td_string!(l, library.empty_text)),
        };
        let is_new = !is_narrowed && !query.trashed;
        return view! {
            <Card flush=true>
                <Empty icon=i::LuImages title=title text=text>
                    {is_new.then(|| view! { <Picker uploads=uploads /> })}
                </Empty>
            </Card>
        }
        .into_any();
    }
    let in_trash = query.trashed;
    let picked = RwSignal::new(BTreeSet::new());
    let list = Listing::new(first);
    let more = list.on_more(move |cursor| rpc::list_assets(AssetQuery { cursor: Some(cursor), ..query.clone() }));
    view! {
        <ul aria-label=td_string!(l, library.title) class=GRID>
            <For each=move || list.items.get() key=|asset| asset.id children=move |asset| view! { <Tile asset=asset picked=picked /> } />
        </ul>
        <LoadMore cursor=list.cursor busy=list.busy on_more=more />
        <Bar picked=picked in_trash=in_trash folders=folders on_done=on_done />
    }
    .into_any()
}
