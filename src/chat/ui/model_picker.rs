//! Choosing the model: a button that shows the present one, and a list with providers and prices.

use super::{draft, quote_line::rule, thread::Thread};
use crate::{
    catalog::model::{Model, ModelPrice},
    chat::{model::ConversationChange, rpc::change_conversation, title},
    i18n::{coins_in_words, count, td_string, use_locale},
    kernel::{Coins, Interrupted},
    kit::{Badge, Dialog, Icon},
    routing::wish::AUTO,
};
use icondata as i;
use leptos::{ev::KeyboardEvent, prelude::*, task::spawn_local};

const ROW: &str = "flex w-full items-start gap-3 rounded-lg border border-transparent px-3 py-2.5 text-start hover:bg-sunken \
    aria-pressed:border-primary aria-pressed:bg-primary-soft";

/// The button with the present model.
#[component]
pub(super) fn ModelPicker(thread: Thread) -> impl IntoView {
    let l = use_locale();
    let open = RwSignal::new(false);
    let name = Memo::new(move |_| match thread.model.get() {
        Some(model) => thread.desk.model_name(&model),
        None if thread.desk.models.with_value(Vec::is_empty) => td_string!(l, chat.no_models).to_owned(),
        None => td_string!(l, chat.automatic).to_owned(),
    });
    view! {
        <button
            type="button"
            data-action="choose-model"
            aria-haspopup="dialog"
            aria-label=move || td_string!(l, chat.model_now, model = name.get())
            class="flex min-h-10 max-w-56 min-w-0 items-center gap-2 rounded-full px-3 text-sm text-muted hover:bg-sunken hover:text-text"
            on:click=move |_| open.set(true)
        >
            <Icon icon=i::LuSparkles class="size-4 text-primary-text" />
            <span class="truncate" dir="auto">{name}</span>
            <Icon icon=i::LuChevronDown class="size-4" />
        </button>
        <Dialog open=open id="models" title=td_string!(l, chat.choose_model)>
            <Models thread=thread open=open />
        </Dialog>
    }
}

#[component]
fn Models(thread: Thread, open: RwSignal<bool>) -> impl IntoView {
    let l = use_locale();
    let search = RwSignal::new(String::new());
    let found = move || thread.desk.models.with_value(|models| search.with(|search| matching(models, search)));
    let pick = move |model: &str| {
        thread.pick(model);
        open.set(false);
    };
    let press = move |event: KeyboardEvent| {
        if event.key() == "Enter" && !event.is_composing() {
            event.prevent_default();
            if let Some(first) = untrack(found).first() {
                pick(&first.id);
            }
        }
    };
    let row = move |model: Model| {
        let (id, is_chosen) = (model.id.clone(), thread.model.get_untracked().as_deref() == Some(model.id.as_str()));
        view! { <li><ModelRow model=model is_chosen=is_chosen on:click=move |_| pick(&id) /></li> }
    };
    view! {
        <div class="flex flex-col gap-3">
            <div class="relative">
                <Icon icon=i::LuSearch class="pointer-events-none absolute inset-y-0 start-3 my-auto size-4.5 text-faint" />
                <input
                    type="search"
                    class="control ps-10 text-sm"
                    aria-label=td_string!(l, chat.search_model)
                    placeholder=td_string!(l, chat.search_model)
                    autocomplete="off"
                    autofocus
                    prop:value=move || search.get()
                    on:input=move |event| search.set(event_target_value(&event))
                    on:keydown=press
                />
            </div>
            <ul class="flex flex-col gap-1">
                {move || search.with(String::is_empty).then(|| view! { <li><Automatic is_chosen=thread.model.get_untracked().is_none() on:click=move |_| pick(AUTO) /></li> })}
                {move || found().into_iter().map(row).collect_view()}
            </ul>
            {move || found().is_empty().then(|| view! { <p class="py-6 text-center text-sm text-muted">{td_string!(l, chat.no_model_found)}</p> })}
        </div>
    }
}

#[component(transparent)]
fn Automatic(is_chosen: bool) -> impl IntoView {
    let l = use_locale();
    view! {
        <button type="button" data-model=AUTO aria-pressed=is_chosen.to_string() class=ROW>
            <span class="min-w-0 flex-1">
                <span class="font-medium">{td_string!(l, chat.automatic)}</span>
                <span class="mt-0.5 block text-xs text-muted">{td_string!(l, chat.automatic_hint)}</span>
            </span>
            {is_chosen.then(|| view! { <Icon icon=i::LuCheck class="mt-1 text-primary-text" /> })}
        </button>
    }
}

#[component(transparent)]
fn ModelRow(model: Model, is_chosen: bool) -> impl IntoView {
    let l = use_locale();
    let price = td_string!(l, chat.model_price, price = coins_in_words(l, typical(&model.price)));
    let is_paid_when_broken_off = model.interrupted == Interrupted::Used;
    let context = td_string!(l, chat.model_context, number = count(l, i64::from(model.context)));
    view! {
        <button type="button" data-model=model.id aria-pressed=is_chosen.to_string() class=ROW>
            <span class="min-w-0 flex-1">
                <span class="flex flex-wrap items-center gap-2">
                    <span class="font-medium" dir="auto">{model.name}</span>
                    <Badge>{model.provider}</Badge>
                </span>
                <span class="figures mt-0.5 block text-xs text-muted">{format!("{price} · {context}")}</span>
                {is_paid_when_broken_off.then(|| view! { <span class="mt-0.5 block text-xs text-muted">{rule(l, Interrupted::Used)}</span> })}
            </span>
            {is_chosen.then(|| view! { <Icon icon=i::LuCheck class="mt-1 text-primary-text" /> })}
        </button>
    }
}

/// The models whose name, or else whose provider, is searched for.
fn matching(models: &[Model], search: &str) -> Vec<Model> {
    let (by_name, rest): (Vec<Model>, Vec<Model>) =
        models.iter().cloned().partition(|model| title::is_found(&model.name, search));
    let by_provider =
        rest.into_iter().filter(|model| title::is_found(&format!("{} {}", model.name, model.provider), search));
    by_name.into_iter().chain(by_provider).collect()
}

/// What an answer costs that reads and writes as much as answers usually do.
fn typical(price: &ModelPrice) -> Coins {
    const READ: i64 = 800;
    const WRITTEN: i64 = 500;
    let milli = |coins: Option<Coins>| coins.unwrap_or(Coins::ZERO).milli;
    let read = milli(price.input_per_million).saturating_mul(READ);
    let millionths = read.saturating_add(milli(price.output_per_million).saturating_mul(WRITTEN));
    Coins::from_milli(millionths.div_euclid(1_000_000).saturating_add(1)).max(price.minimum)
}

impl Thread {
    /// Takes a model for what comes next, here and in the next conversation.
    fn pick(self, model: &str) {
        self.picked.set(Some(model.to_owned()));
        draft::keep_model(model);
        self.focus_composer();
        let Some(id) = self.id() else { return };
        let input = ConversationChange { title: None, model: Some(model.to_owned()) };
        spawn_local(async move {
            match change_conversation(id, input).await {
                Ok(conversation) => self.desk.update(conversation),
                Err(error) => self.desk.toasts.error(&error),
            }
        });
    }
}
