//! The order.

use super::{desk::Desk, picker::Picker, references::References, word};
use crate::{
    i18n::{coins, coins_in_words, count, td_string, use_locale},
    kernel::Coins,
    kit::{Button, ButtonSize, ButtonVariant, Form, Icon, Input, Select, TextArea},
    studio::image::{
        model::{COUNT_MAX, PromptDraft, RATIOS, Style},
        rpc,
    },
};
use icondata as i;
use leptos::{prelude::*, task::spawn_local};

/// What to draw, how, and what it costs.
#[component]
pub(super) fn OrderForm(desk: Desk) -> impl IntoView {
    let l = use_locale();
    let mut styles = vec![(String::new(), td_string!(l, image.style_none).to_owned(), None)];
    styles.extend(Style::ALL.iter().map(|style| (style.code().to_owned(), word::style(l, *style).to_owned(), None)));
    let mut ratios = vec![(String::new(), td_string!(l, image.ratio_auto).to_owned(), None)];
    ratios.extend(RATIOS.iter().map(|ratio| ((*ratio).to_owned(), word::figures(l, ratio), word::sides(ratio))));
    let counts: Vec<_> = (1..=COUNT_MAX).map(|number| (number.to_string(), count(l, number.into()), None)).collect();
    let style = Signal::derive(move || desk.style.get().map_or(String::new(), |style| style.code().to_owned()));
    view! {
        <Form on_submit=Callback::new(move |()| desk.send()) error=desk.error>
            <div>
                <TextArea name="prompt" label=td_string!(l, image.prompt) value=desk.prompt rows=5 placeholder=td_string!(l, image.prompt_example) />
                <Enhance desk=desk />
            </div>
            <References desk=desk />
            <Picker name="style" label=td_string!(l, image.style) options=styles value=style on_pick=Callback::new(move |(code,): (String,)| desk.style.set(code.parse().ok())) />
            <Picker
                name="aspect_ratio"
                label=td_string!(l, image.ratio)
                options=ratios
                value=Signal::derive(move || desk.ratio.get().unwrap_or_default())
                on_pick=Callback::new(move |(ratio,): (String,)| {
                    desk.ratio.set(Some(ratio).filter(|ratio| !ratio.is_empty()));
                    desk.size.set(String::new());
                })
            />
            <Picker
                name="n"
                label=td_string!(l, image.count)
                options=counts
                value=Signal::derive(move || desk.count.get().to_string())
                on_pick=Callback::new(move |(number,): (String,)| desk.count.set(number.parse().unwrap_or(1)))
            />
            <More desk=desk />
            <Price desk=desk />
            <Button kind="submit" variant=ButtonVariant::Primary icon=i::LuPaintbrush busy=desk.is_busy attr:data-action="draw">{td_string!(l, image.draw)}</Button>
        </Form>
    }
}

/// Writes the prompt out; the old one can be brought back.
#[component]
fn Enhance(desk: Desk) -> impl IntoView {
    let l = use_locale();
    let (is_busy, before) = (RwSignal::new(false), RwSignal::new(None::<(String, Coins)>));
    let enhance = move |_| {
        let old = desk.prompt.get_untracked();
        is_busy.set(true);
        spawn_local(async move {
            let written = rpc::enhance_prompt(PromptDraft { prompt: old.clone() }).await;
            let _ = is_busy.try_set(false);
            match written {
                Ok(written) if desk.prompt.try_get_untracked().as_ref() == Some(&old) => {
                    desk.prompt.set(written.prompt);
                    before.set(Some((old, written.coin_cost)));
                }
                // Something else was typed meanwhile: that stays.
                Ok(_) => {}
                Err(wrong) => desk.toasts.error(&wrong),
            }
        });
    };
    let price = move || desk.quote.get().and_then(|quote| quote.enhancing);
    let button = move || {
        price().map(|price| {
            view! {
                <Button size=ButtonSize::Small variant=ButtonVariant::Ghost icon=i::LuWandSparkles busy=is_busy on:click=enhance attr:data-action="enhance">
                    {td_string!(l, image.enhance_price, price = coins_in_words(l, price))}
                </Button>
            }
        })
    };
    let done = move || {
        before.get().map(|(old, cost)| {
            view! {
                <p role="status" class="mt-1 text-xs text-muted">
                    {td_string!(l, image.enhanced, price = coins_in_words(l, cost))} " "
                    <button
                        type="button"
                        class="underline underline-offset-4"
                        on:click=move |_| {
                            desk.prompt.set(old.clone());
                            before.set(None);
                        }
                    >{td_string!(l, image.enhance_undo)}</button>
                </p>
            }
        })
    };
    view! {
        <div class="mt-1 empty:hidden">{button}</div>
        {done}
    }
}

/// What most people leave as it is.
#[component]
fn More(desk: Desk) -> impl IntoView {
    let l = use_locale();
    let models = Signal::derive(move || {
        let auto = (String::new(), td_string!(l, image.model_auto).to_owned());
        std::iter::once(auto).chain(desk.models().into_iter().map(|model| (model.id, model.name))).collect::<Vec<_>>()
    });
    let sizes = Signal::derive(move || {
        let auto = (String::new(), td_string!(l, image.size_auto).to_owned());
        let all = desk.sizes().into_iter().filter(|size| size != "auto");
        std::iter::once(auto).chain(all.map(|size| (size.clone(), size.replace('x', " × ")))).collect::<Vec<_>>()
    });
    Effect::new(move |_| {
        let chosen = desk.size.get();
        if !chosen.is_empty() && !sizes.with(|sizes| sizes.iter().any(|(size, _)| *size == chosen)) {
            desk.size.set(String::new());
        }
    });
    view! {
        <details class="group rounded-md border border-line">
            <summary class="flex min-h-11 cursor-pointer items-center justify-between gap-3 px-3 text-sm font-medium">
                {td_string!(l, image.more)}
                <Icon icon=i::LuChevronDown class="size-4.5 text-muted transition-transform group-open:rotate-180" />
            </summary>
            <div class="flex flex-col gap-5 border-t border-line p-3">
                <Select name="model" label=td_string!(l, image.model) options=models value=desk.model />
                <Select name="size" label=td_string!(l, image.size) options=sizes value=desk.size />
                <TextArea name="negative_prompt" label=td_string!(l, image.negative) value=desk.negative rows=2 optional=true />
                <Input name="seed" label=td_string!(l, image.seed) hint=td_string!(l, image.seed_hint) value=desk.seed optional=true autocomplete="off" ltr=true />
            </div>
        </details>
    }
}

/// The most it can cost, and what is missing.
#[component]
fn Price(desk: Desk) -> impl IntoView {
    let l = use_locale();
    move || {
        let quote = desk.quote.get()?.drawing;
        let missing = Coins::from_milli(quote.maximum.milli.saturating_sub(quote.available.milli));
        if missing <= Coins::ZERO {
            let text = td_string!(l, image.quote, maximum = coins_in_words(l, quote.maximum));
            return Some(
                view! { <p data-quote="enough" role="status" class="figures text-sm text-muted">{text}</p> }.into_any(),
            );
        }
        let text = td_string!(
            l,
            image.quote_short,
            maximum = coins_in_words(l, quote.maximum),
            available = coins(l, quote.available),
            missing = coins(l, missing)
        );
        Some(
            view! {
                <p data-quote="short" role="status" class="figures text-sm font-medium text-danger">
                    {text} " " <a href="/app/wallet" class="whitespace-nowrap underline underline-offset-4">{td_string!(l, image.charge_wallet)}</a>
                </p>
            }
            .into_any(),
        )
    }
}
