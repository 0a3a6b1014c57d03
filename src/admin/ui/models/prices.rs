//! A model's prices now, as staff edits them: all of them at once.

use super::{add::whole, word};
use crate::{
    admin::rpc,
    catalog::{
        entry::{EntryDetail, EntryPrice, NewPrice, PriceChange, PriceList},
        model::{Component, Conditions},
    },
    i18n::{error_text, field_text, td_string, use_locale},
    kernel::{AppError, digits},
    kit::{Alert, Button, ButtonVariant, Card, Confirm, Icon, IconButton, Input, Select, Tone, use_toasts},
};
use icondata as i;
use leptos::prelude::*;

/// The prices with their conditions.
#[component]
pub(super) fn Prices(model: EntryDetail, on_change: Callback<EntryDetail>) -> impl IntoView {
    let l = use_locale();
    let toasts = use_toasts();
    let id = StoredValue::new(model.entry.id.clone());
    let next = StoredValue::new(0_u32);
    let is_staffs = RwSignal::new(is_staffs(&model));
    let price_list = RwSignal::new(model.price_list);
    let rows = RwSignal::new(Line::all(&model.entry.prices, next));
    let give_back = RwSignal::new(false);
    let save = Action::new(move |prices: &Vec<NewPrice>| {
        let (id, prices) = (id.get_value(), prices.clone());
        async move { rpc::set_prices(id, PriceChange { prices }).await }
    });
    Effect::new(move |_| {
        if let Some(Ok(fresh)) = save.value().get() {
            let given_back = fresh.entry.prices.is_empty();
            toasts.success(if given_back {
                td_string!(l, catalog.prices_back_done)
            } else {
                td_string!(l, catalog.prices_saved)
            });
            rows.set(Line::all(&fresh.entry.prices, next));
            is_staffs.set(self::is_staffs(&fresh));
            price_list.set(fresh.price_list);
            on_change.run(fresh);
        }
    });
    let submit = move |_| {
        save.dispatch(rows.with_untracked(|rows| rows.iter().map(|row| row.read()).collect()));
    };
    let wrong = move || {
        save.value().get().and_then(Result::err).map(|error| {
            let text = match &error {
                AppError::Invalid { fields } => fields.first().map(|wrong| field_text(l, &wrong.problem)),
                _ => None,
            };
            let text = text.unwrap_or_else(|| error_text(l, &error));
            view! { <Alert tone=Tone::Danger>{text}</Alert> }
        })
    };
    let add = move |_| rows.update(|rows| rows.push(Line::empty(rows, next)));
    let remove = move |key: u32| rows.update(|rows| rows.retain(|row| row.key != key));
    let back = move || {
        save.dispatch(Vec::new());
    };
    view! {
        <Card title=td_string!(l, catalog.prices_title) lead=td_string!(l, catalog.prices_lead).to_owned()>
            <div class="flex flex-col gap-4">
                {move || rows.with(Vec::is_empty).then(|| view! { <Alert tone=Tone::Warning>{td_string!(l, catalog.prices_none)}</Alert> })}
                <ul class="flex flex-col gap-3">
                    <For each=move || rows.get() key=|row| row.key children=move |row| view! { <Edited row=row on_remove=move || remove(row.key) /> } />
                </ul>
                <div aria-live="polite" class="empty:hidden">{wrong}</div>
                <div class="flex flex-wrap gap-3">
                    <Button variant=ButtonVariant::Primary busy=save.pending() on:click=submit disabled=Signal::derive(move || rows.with(Vec::is_empty))>
                        {td_string!(l, catalog.prices_save)}
                    </Button>
                    <Button icon=i::LuPlus on:click=add>{td_string!(l, catalog.price_add)}</Button>
                    {move || (is_staffs.get() && price_list.get() == PriceList::Told).then(|| view! {
                        <Button variant=ButtonVariant::Ghost on:click=move |_| give_back.set(true)>{td_string!(l, catalog.prices_back)}</Button>
                    })}
                </div>
                {move || is_staffs.get().then(|| word::no_price_list(l, price_list.get())).flatten().map(|why| view! {
                    <p class="text-sm text-muted">{why}</p>
                })}
            </div>
            <Confirm
                open=give_back
                id="give-back"
                title=td_string!(l, catalog.prices_back_title)
                text=td_string!(l, catalog.prices_back_body)
                action=td_string!(l, catalog.prices_back)
                on_confirm=back
            />
        </Card>
    }
}

/// A line of the list: what for, how much, for how many, and when.
#[component]
fn Edited(row: Line, #[prop(into)] on_remove: Callback<()>) -> impl IntoView {
    let l = use_locale();
    let id = move |field: &str| format!("price-{}-{field}", row.key);
    let components: Vec<(String, String)> =
        Component::ALL.iter().map(|one| (one.code().to_owned(), word::component(l, *one).to_owned())).collect();
    // Another thing is told for another number of units.
    Effect::new(move |before: Option<String>| {
        let now = row.component.get();
        if before.is_some_and(|before| before != now)
            && let Ok(component) = now.parse::<Component>()
        {
            row.per.set(component.per().to_string());
        }
        now
    });
    let conditional = row.is_conditional();
    view! {
        <li class="flex flex-col gap-3 rounded-lg border border-line p-4">
            <div class="grid grid-cols-2 items-end gap-3 max-sm:[&>:first-child]:col-span-2 sm:grid-cols-[minmax(0,1.4fr)_minmax(0,1fr)_minmax(0,1fr)_auto]">
                <Select name="component" id=id("component") label=td_string!(l, catalog.price_what) options=components value=row.component />
                <Input name="usd" id=id("usd") label=td_string!(l, catalog.price_usd) value=row.usd inputmode="decimal" ltr=true />
                <Input name="per" id=id("per") label=td_string!(l, catalog.price_per) value=row.per inputmode="numeric" ltr=true />
                <IconButton label=td_string!(l, catalog.price_remove) icon=i::LuTrash2 class="justify-self-end max-sm:col-span-2" on:click=move |_| on_remove.run(()) />
            </div>
            <details open=conditional class="group/more">
                <summary class="flex w-fit cursor-pointer list-none items-center gap-1.5 text-xs text-muted hover:text-text">
                    {td_string!(l, catalog.price_more)}
                    <Icon icon=i::LuChevronDown class="size-3.5 transition-transform group-open/more:rotate-180" />
                </summary>
                <div class="mt-3 grid grid-cols-2 gap-3 max-sm:[&>:first-child]:col-span-2 sm:grid-cols-3">
                    <Input name="over" id=id("over") label=td_string!(l, catalog.price_over) value=row.over inputmode="numeric" ltr=true />
                    <Input name="from" id=id("from") kind="time" label=td_string!(l, catalog.price_from) value=row.from ltr=true />
                    <Input name="to" id=id("to") kind="time" label=td_string!(l, catalog.price_to) value=row.to ltr=true />
                </div>
            </details>
        </li>
    }
}

fn is_staffs(model: &EntryDetail) -> bool {
    model.entry.source != "staff" && model.entry.prices.iter().any(|price| price.source == "staff")
}

/// What is typed in a line.
#[derive(Debug, Clone, Copy)]
struct Line {
    key: u32,
    component: RwSignal<String>,
    usd: RwSignal<String>,
    per: RwSignal<String>,
    over: RwSignal<String>,
    from: RwSignal<String>,
    to: RwSignal<String>,
}

impl Line {
    fn all(prices: &[EntryPrice], next: StoredValue<u32>) -> Vec<Self> {
        let line = |price: &EntryPrice| {
            let (component, per) = (price.component, price.per.to_string());
            Self::new(next, component, price.usd.clone(), per, price.when)
        };
        prices.iter().map(line).collect()
    }

    /// A line for the first thing that has none.
    fn empty(lines: &[Self], next: StoredValue<u32>) -> Self {
        let taken = |one: &Component| lines.iter().any(|line| line.component.get_untracked() == one.code());
        let wanted = [Component::Input, Component::Output];
        let free = wanted.iter().chain(Component::ALL).find(|one| !taken(one));
        let component = free.copied().unwrap_or(Component::Input);
        Self::new(next, component, String::new(), component.per().to_string(), Conditions::default())
    }

    fn new(next: StoredValue<u32>, component: Component, usd: String, per: String, when: Conditions) -> Self {
        next.update_value(|next| *next = next.wrapping_add(1));
        let clock = |hhmm: Option<i64>| RwSignal::new(hhmm.map(word::clock).unwrap_or_default());
        Self {
            key: next.get_value(),
            component: RwSignal::new(component.code().to_owned()),
            usd: RwSignal::new(usd),
            per: RwSignal::new(per),
            over: RwSignal::new(when.prompt_tokens_over.map(|over| over.to_string()).unwrap_or_default()),
            from: clock(when.utc_from),
            to: clock(when.utc_to),
        }
    }

    fn is_conditional(&self) -> bool {
        [self.over, self.from, self.to].iter().any(|field| field.with_untracked(|text| !text.is_empty()))
    }

    fn read(&self) -> NewPrice {
        let given = |field: RwSignal<String>| Some(field.get_untracked()).filter(|text| !text.trim().is_empty());
        let hhmm = |text: String| {
            digits::ascii(&text).replace(':', "").get(..4).and_then(|hhmm| hhmm.parse().ok()).unwrap_or(-1)
        };
        NewPrice {
            component: self.component.get_untracked().parse().unwrap_or(Component::Input),
            usd: self.usd.get_untracked(),
            per: given(self.per).map(|per| whole(&per)),
            when: Conditions {
                prompt_tokens_over: given(self.over).map(|over| whole(&over)),
                utc_from: given(self.from).map(hhmm),
                utc_to: given(self.to).map(hhmm),
            },
        }
    }
}
