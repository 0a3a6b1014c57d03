//! What was written down and spoken before.

use super::word::{StateBadge, clock, language};
use crate::{
    i18n::{count, date_time, td_string, use_locale},
    kernel::{Page, PageQuery},
    kit::{Card, Empty, Icon, Listing, LoadMore, Loaded, Section, SkeletonRows},
    studio::audio::{
        model::{Recording, Speech},
        rpc,
    },
};
use icondata as i;
use leptos::prelude::*;

const ROW: &str = "flex items-center gap-4 px-5 py-4 text-sm transition-colors hover:bg-sunken/60 focus-visible:-outline-offset-2 md:px-6";

fn shape() -> impl IntoView {
    view! {
        <Card>
            <SkeletonRows rows=4 />
        </Card>
    }
}

fn next(cursor: String) -> PageQuery {
    PageQuery { limit: None, cursor: Some(cursor) }
}

/// Recordings, the newest first.
#[component]
pub(super) fn Recordings() -> impl IntoView {
    let l = use_locale();
    let recordings = Resource::new(|| (), |()| rpc::list_recordings(PageQuery::default()));
    view! {
        <Section title=td_string!(l, audio.recordings)>
            <Loaded resource=recordings skeleton=shape let:first>
                <RecordingList first=first />
            </Loaded>
        </Section>
    }
}

#[component]
fn RecordingList(first: Page<Recording>) -> impl IntoView {
    let l = use_locale();
    if first.items.is_empty() {
        return view! {
            <Card flush=true>
                <Empty icon=i::LuFileText title=td_string!(l, audio.no_recordings_title) text=td_string!(l, audio.no_recordings_text) />
            </Card>
        }
        .into_any();
    }
    let list = Listing::new(first);
    let more = list.on_more(|cursor| rpc::list_recordings(next(cursor)));
    let row = move |one: Recording| {
        let spoken = one.language.as_deref().map(|code| format!(" · {}", language(l, code)));
        view! {
            <li data-recording=one.state.code()>
                <a href=format!("/app/audio/recordings/{}", one.id) class=ROW>
                    <span class="inline-flex rounded-md bg-sunken p-2.5 text-muted max-sm:hidden"><Icon icon=i::LuFileText /></span>
                    <span class="min-w-0 flex-1">
                        <span class="block truncate font-medium"><bdi>{one.name}</bdi></span>
                        <span class="figures block text-xs text-muted"><bdi>{clock(l, one.duration_ms)}</bdi> {spoken} " · " {date_time(l, one.created_at)}</span>
                    </span>
                    <StateBadge state=one.state />
                </a>
            </li>
        }
    };
    view! {
        <Card flush=true class="min-w-0 overflow-hidden">
            <ul aria-label=td_string!(l, audio.recordings) class="divide-y divide-line">
                <For each=move || list.items.get() key=|one| one.id children=row />
            </ul>
            <LoadMore cursor=list.cursor busy=list.busy on_more=more />
        </Card>
    }
    .into_any()
}

/// Speeches, the newest first.
#[component]
pub(super) fn Speeches() -> impl IntoView {
    let l = use_locale();
    let speeches = Resource::new(|| (), |()| rpc::list_speeches(PageQuery::default()));
    view! {
        <Section title=td_string!(l, audio.speeches)>
            <Loaded resource=speeches skeleton=shape let:first>
                <SpeechList first=first />
            </Loaded>
        </Section>
    }
}

#[component]
fn SpeechList(first: Page<Speech>) -> impl IntoView {
    let l = use_locale();
    if first.items.is_empty() {
        return view! {
            <Card flush=true>
                <Empty icon=i::LuVolume2 title=td_string!(l, audio.no_speeches_title) text=td_string!(l, audio.no_speeches_text) />
            </Card>
        }
        .into_any();
    }
    let list = Listing::new(first);
    let more = list.on_more(|cursor| rpc::list_speeches(next(cursor)));
    let row = move |one: Speech| {
        let voice = one.voice.map(|voice| view! { <bdi>{voice}</bdi> " · " });
        let parts = (one.parts > 1).then(|| td_string!(l, audio.parts, number = count(l, one.parts)) + " · ");
        view! {
            <li data-speech=one.state.code()>
                <a href=format!("/app/audio/speeches/{}", one.id) class=ROW>
                    <span class="inline-flex rounded-md bg-sunken p-2.5 text-muted max-sm:hidden"><Icon icon=i::LuVolume2 /></span>
                    <span class="min-w-0 flex-1">
                        <span class="block truncate font-medium"><bdi>{one.name}</bdi></span>
                        <span class="figures block text-xs text-muted">{voice} {parts} {date_time(l, one.created_at)}</span>
                    </span>
                    <StateBadge state=one.state />
                </a>
            </li>
        }
    };
    view! {
        <Card flush=true class="min-w-0 overflow-hidden">
            <ul aria-label=td_string!(l, audio.speeches) class="divide-y divide-line">
                <For each=move || list.items.get() key=|one| one.id children=row />
            </ul>
            <LoadMore cursor=list.cursor busy=list.busy on_more=more />
        </Card>
    }
    .into_any()
}
