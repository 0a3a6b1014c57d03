//! What was written before.

use super::word;
use crate::{
    i18n::{count, date_time, td_string, use_locale},
    kernel::{Page, page::address_of},
    kit::{
        Badge, Card, Empty, Filter, Filters, Icon, Listing, LoadMore, Loaded, SearchWords, Section, SkeletonRows, Tone,
    },
    studio::text::{
        kind::TextKind,
        model::{TextLine, TextQuery, TextState},
        rpc::list_texts,
    },
};
use icondata as i;
use leptos::prelude::*;
use leptos_router::{components::A, hooks::use_query_map, params::ParamsMap};

/// Lines of a page.
const LINES: u32 = 12;

/// The texts, narrowed as the address says: `?q=&kind=&favourite=`.
#[component]
pub(super) fn History(
    /// Another visit looks again.
    visit: Memo<Option<String>>,
) -> impl IntoView {
    let l = use_locale();
    let address = use_query_map();
    let query = Memo::new(move |_| read(&address.read()));
    let texts = Resource::new(
        move || (query.get(), visit.get()),
        async |(query, _)| list_texts(query.clone()).await.map(|page| (query, page)),
    );
    let kinds = TextKind::ALL.iter().map(|kind| (kind.code().to_owned(), word::kind(l, *kind).0.to_owned())).collect();
    let favourites = vec![("1".to_owned(), td_string!(l, text.only_favourites).to_owned())];
    let filter =
        |name, label: &str, any: &str, options| Filter { name, label: label.to_owned(), any: any.to_owned(), options };
    let filters = vec![
        filter("kind", td_string!(l, text.kind), td_string!(l, text.any_kind), kinds),
        filter("favourite", td_string!(l, text.favourites), td_string!(l, text.any_favourite), favourites),
    ];
    let search = SearchWords {
        label: td_string!(l, text.history_search).to_owned(),
        clear: td_string!(l, text.search_clear).to_owned(),
    };
    view! {
        <Section title=td_string!(l, text.history)>
            <Filters action="/app/text" search=search filters=filters class="md:grid-cols-4" />
            <Loaded resource=texts skeleton=|| view! { <Card><SkeletonRows rows=4 /></Card> } let:found>
                <Lines query=found.0 first=found.1 />
            </Loaded>
        </Section>
    }
}

fn read(address: &ParamsMap) -> TextQuery {
    let text = |name: &str| address.get(name).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    TextQuery {
        q: text("q"),
        task: text("kind").and_then(|kind| kind.parse().ok()),
        favourite: text("favourite").is_some(),
        limit: Some(LINES),
        cursor: None,
    }
}

#[component]
fn Lines(query: TextQuery, first: Page<TextLine>) -> impl IntoView {
    let l = use_locale();
    if first.items.is_empty() {
        let is_narrowed = query.q.is_some() || query.task.is_some() || query.favourite;
        let (title, text) = if is_narrowed {
            (td_string!(l, text.none_title), td_string!(l, text.none_text))
        } else {
            (td_string!(l, text.empty_title), td_string!(l, text.empty_text))
        };
        return view! { <Card flush=true><Empty icon=i::LuHistory title=title text=text /></Card> }.into_any();
    }
    let address = address_of(&[
        ("q", query.q.as_deref().unwrap_or_default()),
        ("kind", query.task.map_or("", TextKind::code)),
        ("favourite", if query.favourite { "1" } else { "" }),
    ]);
    let list = Listing::new(first);
    let more = list.on_more(move |cursor| list_texts(TextQuery { cursor: Some(cursor), ..query.clone() }));
    let line = move |line: TextLine| view! { <Line line=line address=address.clone() /> };
    view! {
        <Card flush=true>
            <ul class="divide-y divide-line" aria-label=td_string!(l, text.history)>
                <For each=move || list.items.get() key=|line| line.id children=line />
            </ul>
            <LoadMore cursor=list.cursor busy=list.busy on_more=more />
        </Card>
    }
    .into_any()
}

#[component]
fn Line(line: TextLine, address: String) -> impl IntoView {
    let l = use_locale();
    let (kind, _, icon) = word::kind(l, line.task);
    let tone = if line.state == TextState::Failed { Tone::Danger } else { Tone::Neutral };
    let state = word::state(l, line.state).map(|words| view! { <Badge tone=tone>{words}</Badge> });
    let versions = (line.variants > 1).then(|| td_string!(l, text.versions, number = count(l, line.variants)));
    let facts = [Some(kind.to_owned()), versions, Some(date_time(l, line.created_at))];
    let facts = facts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let star = line.favourite.then(|| {
        view! {
            <Icon icon=i::LuStar class="size-4 shrink-0 fill-current text-warning" />
            <span class="sr-only">{td_string!(l, text.is_favourite)}</span>
        }
    });
    view! {
        <li data-line=line.id.to_string()>
            <A
                href=format!("/app/text/{}{address}", line.id)
                attr:class="flex min-h-14 items-center gap-3 px-5 py-2.5 hover:bg-sunken aria-[current=page]:bg-primary-soft"
            >
                <span class="flex shrink-0 rounded-md bg-primary-soft p-2 text-primary-text"><Icon icon=icon class="size-4.5" /></span>
                <span class="min-w-0 flex-1">
                    <span class="block truncate text-sm font-medium"><bdi>{line.title}</bdi></span>
                    <span class="figures block text-xs text-muted">{facts}</span>
                </span>
                {star}
                {state}
            </A>
        </li>
    }
}
