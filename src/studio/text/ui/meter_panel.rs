//! What is counted about a text, while it is edited.

use super::{pane::Pane, word};
use crate::{
    i18n::{count, digits, td_string, use_locale},
    kit::Input,
    studio::text::{
        meter::{KeywordUse, Meter, MeterInput, MeterWidth, Readability},
        rpc::measure_text,
    },
};
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*, task::spawn_local};
use std::time::Duration;

/// A pause in typing.
const PAUSE: Duration = Duration::from_millis(500);

/// Title, description and keyword beside what came out.
#[component]
pub(super) fn MeterPanel(pane: Pane) -> impl IntoView {
    let l = use_locale();
    let first = |keywords: &str| keywords.split([',', '\u{60c}']).next().unwrap_or_default().trim().to_owned();
    let keyword = RwSignal::new(pane.text.with_untracked(|text| first(&text.form.keywords)));
    let (title, description) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let (meter, is_failed) = (RwSignal::new(None::<Meter>), RwSignal::new(false));
    Effect::new(move |waiting: Option<Option<TimeoutHandle>>| {
        if let Some(waiting) = waiting.flatten() {
            waiting.clear();
        }
        let input = MeterInput {
            title: Some(title.get()),
            description: Some(description.get()),
            text: pane.content.get(),
            keyword: Some(keyword.get()),
        };
        let measure = move || {
            spawn_local(async move {
                let measured = measure_text(input).await;
                is_failed.try_set(measured.is_err());
                if let Ok(measured) = measured {
                    meter.try_set(Some(measured));
                }
            });
        };
        set_timeout_with_handle(measure, PAUSE).ok()
    });
    let id = |name: &str| format!("meter-{name}-{}", pane.id);
    view! {
        <section class="flex flex-col gap-4 border-t border-line pt-4" data-meter="" aria-label=td_string!(l, text.meter)>
            <div class="grid gap-4 sm:grid-cols-2">
                <Input name="title" id=id("title") label=td_string!(l, text.meter_title) value=title optional=true autocomplete="off" />
                <Input name="keyword" id=id("keyword") label=td_string!(l, text.meter_keyword) value=keyword optional=true autocomplete="off" />
                <div class="sm:col-span-2">
                    <Input name="description" id=id("description") label=td_string!(l, text.meter_description) value=description optional=true autocomplete="off" />
                </div>
            </div>
            {move || is_failed.get().then(|| view! { <p role="status" class="text-sm text-danger">{td_string!(l, text.meter_failed)}</p> })}
            {move || meter.get().map(|meter| view! { <Figures meter=meter /> })}
            <p class="text-xs text-muted">{td_string!(l, text.meter_note)}</p>
        </section>
    }
}

#[component]
fn Figures(meter: Meter) -> impl IntoView {
    let l = use_locale();
    let figure = |name: &'static str, number: i64| {
        view! {
            <div>
                <dt class="text-xs text-muted">{name}</dt>
                <dd class="figures text-lg font-semibold">{count(l, number)}</dd>
            </div>
        }
    };
    let title = meter.title.map(|width| view! { <Width name=td_string!(l, text.meter_title) width=width /> });
    let description =
        meter.description.map(|width| view! { <Width name=td_string!(l, text.meter_description) width=width /> });
    view! {
        <div class="flex flex-col gap-4">
            {title}
            {description}
            <dl class="grid grid-cols-3 gap-3">
                {figure(td_string!(l, text.meter_words), meter.words)}
                {figure(td_string!(l, text.meter_sentences), meter.sentences)}
                {figure(td_string!(l, text.meter_characters), meter.characters)}
            </dl>
            {meter.keyword.map(|keyword| view! { <Keyword used=keyword /> })}
            {meter.readability.map(|reading| view! { <Reading reading=reading /> })}
        </div>
    }
}

/// A bar with its words.
fn bar(name: &'static str, words: String, value: i64, max: i64, good: bool) -> AnyView {
    let colour = if good { "accent-success" } else { "accent-danger" };
    let shown = value.min(max).to_string();
    view! {
        <label class="flex flex-col gap-1 text-sm">
            <span class="flex flex-wrap justify-between gap-x-3">
                <span class="font-medium">{name}</span>
                <span class="figures text-muted">{words}</span>
            </span>
            <progress max=max.to_string() value=shown class=format!("h-2 w-full {colour}")></progress>
        </label>
    }
    .into_any()
}

#[component]
fn Width(name: &'static str, width: MeterWidth) -> impl IntoView {
    let l = use_locale();
    let fits = if width.fits { td_string!(l, text.meter_fits) } else { td_string!(l, text.meter_cut) };
    let pixels = td_string!(l, text.meter_pixels, pixels = count(l, width.pixels), max = count(l, width.pixels_max));
    bar(name, format!("{pixels} · {fits}"), width.pixels, width.pixels_max, width.fits)
}

#[component]
fn Keyword(used: KeywordUse) -> impl IntoView {
    let l = use_locale();
    let percent = format!("{}.{}", used.density_per_mille / 10, used.density_per_mille % 10);
    let line = td_string!(l, text.meter_used, count = count(l, used.count), density = digits(l, &percent));
    let fact = |name: &'static str, is: bool| {
        let (words, colour) =
            if is { (td_string!(l, text.yes), "text-success") } else { (td_string!(l, text.no), "text-muted") };
        view! {
            <div class="flex gap-2">
                <dt class="text-muted">{name}</dt>
                <dd class=format!("font-medium {colour}")>{words}</dd>
            </div>
        }
    };
    view! {
        <div class="text-sm" data-keyword=used.count.to_string()>
            <p class="figures"><span class="font-medium">{td_string!(l, text.meter_keyword)}</span> " · " {line}</p>
            <dl class="mt-1 flex flex-wrap gap-x-5 gap-y-1">
                {fact(td_string!(l, text.meter_in_title), used.in_title)}
                {fact(td_string!(l, text.meter_in_description), used.in_description)}
                {fact(td_string!(l, text.meter_in_opening), used.in_opening)}
            </dl>
        </div>
    }
}

#[component]
fn Reading(reading: Readability) -> impl IntoView {
    let l = use_locale();
    let score = td_string!(l, text.meter_score, score = count(l, reading.score));
    let tenths = reading.words_per_sentence_tenths;
    let sentence = digits(l, &format!("{}.{}", tenths / 10, tenths % 10));
    let sentence = td_string!(l, text.meter_sentence_words, number = sentence);
    let words = format!("{score} · {}", word::level(l, reading.level));
    view! {
        <div class="flex flex-col gap-1" data-reading=reading.score.to_string()>
            {bar(td_string!(l, text.meter_reading), words, reading.score, 100, reading.score >= 40)}
            <p class="figures text-xs text-muted">{sentence}</p>
        </div>
    }
}
