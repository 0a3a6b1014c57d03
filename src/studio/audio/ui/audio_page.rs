//! The studio: sound to text, text to sound, and what was made of both.

use super::{
    history::{Recordings, Speeches},
    speak::Speak,
    transcribe::Transcribe,
};
use crate::{
    i18n::{td_string, use_locale},
    kit::{PageBody, PageHeader, Segments},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

const WRITE: &str = "/app/audio";
const SPEAK: &str = "/app/audio?tab=speak";

/// `/app/audio?tab=`
#[component]
pub fn AudioPage() -> impl IntoView {
    let l = use_locale();
    let address = use_query_map();
    let speaks = Memo::new(move |_| address.read().get("tab").is_some_and(|tab| tab == "speak"));
    let links = vec![
        (WRITE.to_owned(), td_string!(l, audio.tab_transcribe).to_owned()),
        (SPEAK.to_owned(), td_string!(l, audio.tab_speak).to_owned()),
    ];
    let here = Signal::derive(move || if speaks.get() { SPEAK } else { WRITE }.to_owned());
    let shown = move || {
        if speaks.get() {
            view! {
                <Speak />
                <Speeches />
            }
            .into_any()
        } else {
            view! {
                <Transcribe />
                <Recordings />
            }
            .into_any()
        }
    };
    view! {
        <PageBody class="max-w-5xl">
            <PageHeader title=td_string!(l, audio.title) lead=td_string!(l, audio.lead) />
            <Segments label=td_string!(l, audio.tabs) links=links current=here />
            {shown}
        </PageBody>
    }
}
