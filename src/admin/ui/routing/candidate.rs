//! A candidate in the list: where it stands, and the buttons that move it.

use super::{
    conditions::ConditionFields,
    line::{Line, Lines, summary},
};
use crate::{
    admin::ui::{models::word as catalogue, word::provider},
    i18n::{count, field_text, td_string, use_locale},
    kit::{Badge, Icon, IconButton, Switch, Tone},
    routing::task::Task,
};
use icondata as i;
use leptos::{html, prelude::*};
use web_sys::wasm_bindgen::JsCast;

/// A candidate with its conditions.
#[component]
pub(super) fn CandidateRow(task: Task, line: Line, lines: Lines) -> impl IntoView {
    let l = use_locale();
    let key = line.key;
    let (id, name, whose, successor) = line.about.with_value(|about| {
        (about.rule.model_id.clone(), about.name.clone(), provider(l, &about.provider), about.successor_id.clone())
    });
    let (words, tone, hint) = line.about.with_value(|about| catalogue::state(l, about.state));
    let is_able = line.about.with_value(|about| about.is_able);
    let name = StoredValue::new(name);
    let place = move || count(l, i64::try_from(lines.place(key)).unwrap_or(0).saturating_add(1));
    let row = NodeRef::<html::Li>::new();
    let shift = move |up: bool| {
        lines.shift(key, up);
        lines.said.set(td_string!(l, routing.moved, model = name.get_value(), number = untrack(place)));
        // Moving its element takes the focus away.
        request_animation_frame(move || keep_focus(row, up));
    };
    let remove = move |_| {
        lines.said.set(td_string!(l, routing.removed, model = name.get_value()));
        lines.remove(key);
    };
    let is_first = Signal::derive(move || lines.place(key) == 0);
    let is_last = Signal::derive(move || lines.place(key) + 1 >= lines.list.with(Vec::len));
    let unknown = move || lines.wrong(key, "model_id").map(|problem| field_text(l, &problem));
    view! {
        <li node_ref=row data-candidate=id.clone() class="flex flex-col gap-3 px-5 py-4 md:px-6">
            <div class="flex flex-wrap items-start gap-x-3 gap-y-2">
                <span class="figures mt-0.5 flex size-7 shrink-0 items-center justify-center rounded-full bg-sunken text-xs font-semibold" aria-hidden="true">
                    {place}
                </span>
                <div class="min-w-40 flex-1">
                    <p class="flex flex-wrap items-center gap-2">
                        <span class="sr-only">{move || td_string!(l, routing.place, number = place())}</span>
                        <a href=catalogue::address(&id) class="font-medium hover:text-primary-text hover:underline"><bdi>{name.get_value()}</bdi></a>
                        <span title=hint><Badge tone=tone>{words}</Badge></span>
                        {(!is_able).then(|| view! { <Badge tone=Tone::Danger>{td_string!(l, routing.not_able)}</Badge> })}
                    </p>
                    <p class="mt-0.5 text-xs text-muted">
                        {whose} " · " <bdi dir="ltr" class="font-mono wrap-anywhere">{id.clone()}</bdi>
                    </p>
                    {successor.map(|model| {
                        let model = format!("\u{2068}{model}\u{2069}");
                        view! { <p class="mt-0.5 text-xs text-muted">{td_string!(l, routing.successor, model = model)}</p> }
                    })}
                    <p class="text-xs font-medium text-danger empty:hidden">{unknown}</p>
                </div>
                <div class="flex shrink-0 items-center max-sm:w-full max-sm:ps-10">
                    <div class="me-auto sm:me-3">
                        <Switch label=td_string!(l, routing.enabled) on=line.enabled on_change=move |is: bool| line.enabled.set(is) />
                    </div>
                    <IconButton
                        label=td_string!(l, routing.move_up, model = name.get_value())
                        icon=i::LuArrowUp
                        disabled=is_first
                        attr:data-move="up"
                        on:click=move |_| shift(true)
                    />
                    <IconButton
                        label=td_string!(l, routing.move_down, model = name.get_value())
                        icon=i::LuArrowDown
                        disabled=is_last
                        attr:data-move="down"
                        on:click=move |_| shift(false)
                    />
                    <IconButton label=td_string!(l, routing.remove, model = name.get_value()) icon=i::LuTrash2 on:click=remove />
                </div>
            </div>
            <div class="sm:ps-10">
                <Folded task=task line=line lines=lines />
            </div>
        </li>
    }
}

/// The conditions, folded away behind a few words.
#[component]
fn Folded(task: Task, line: Line, lines: Lines) -> impl IntoView {
    let l = use_locale();
    let details = NodeRef::<html::Details>::new();
    // What is wrong must be seen.
    Effect::new(move |_| {
        if lines.is_wrong(line.key)
            && let Some(details) = details.get()
        {
            let _ = details.set_attribute("open", "");
        }
    });
    view! {
        <details node_ref=details class="group/more">
            <summary class="flex min-h-8 w-fit max-w-full cursor-pointer list-none items-center gap-1.5 text-xs text-muted hover:text-text">
                <Icon icon=i::LuSlidersHorizontal class="size-3.5" />
                <span class="sr-only">{td_string!(l, routing.conditions)} ": "</span>
                <span class="figures min-w-0 wrap-anywhere">{move || summary(l, &line.rule())}</span>
                <Icon icon=i::LuChevronDown class="size-3.5 transition-transform group-open/more:rotate-180" />
            </summary>
            <div class="mt-3">
                <ConditionFields task=task line=line lines=lines />
            </div>
        </details>
    }
}

/// To the button that was pressed, or to the other one where that can go no further.
fn keep_focus(row: NodeRef<html::Li>, up: bool) {
    let names = if up { ["up", "down"] } else { ["down", "up"] };
    let Some(row) = row.try_get_untracked().flatten() else { return };
    for name in names {
        let found = row.query_selector(&format!("[data-move={name}]:enabled")).ok().flatten();
        if let Some(button) = found.and_then(|found| found.dyn_into::<web_sys::HtmlElement>().ok()) {
            let _ = button.focus();
            return;
        }
    }
}
