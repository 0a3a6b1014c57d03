//! The form of a discount code.

use super::discounts::Desk;
use crate::{
    code::discount::{DiscountCode, DiscountInput, Rules},
    i18n::{Locale, language, td_string, use_locale},
    kernel::{AppError, Currency, Day, FieldProblem, id::OfferId, typed, valid::Check},
    kit::{Checkbox, Choice, Choices, Input, TextArea},
    offer::ui::{AmountFields, Amounts},
};
use leptos::prelude::*;

type Text = RwSignal<String>;
const PERCENT: &str = "percent";
const AMOUNT: &str = "amount";

/// What is being filled in.
#[derive(Clone, Copy)]
pub(super) struct Draft {
    l: Locale,
    code: Text,
    kind: Text,
    percent: Text,
    off: Amounts,
    caps: Amounts,
    minimums: Amounts,
    starts: Text,
    ends: Text,
    uses: Text,
    uses_each: Text,
    users: Text,
    offers: StoredValue<Vec<(OfferId, String, RwSignal<bool>)>>,
    first: RwSignal<bool>,
    enabled: RwSignal<bool>,
}

impl Draft {
    /// Of a code as it is, or of a new one.
    pub(super) fn new(desk: Desk, code: Option<&DiscountCode>) -> Self {
        let rules = code.map(|code| code.rules.clone());
        let of = |read: fn(&Rules) -> String| RwSignal::new(rules.as_ref().map(read).unwrap_or_default());
        let number = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
        let amounts = |name, read: fn(&Rules) -> &Vec<crate::kernel::Cash>| {
            Amounts::of(name, rules.as_ref().map(read).map_or(&[], Vec::as_slice))
        };
        let is_amount = rules.as_ref().is_some_and(|rules| rules.percent.is_none());
        let named = rules.as_ref().map(|rules| rules.offers.clone()).unwrap_or_default();
        let lang = language(desk.l);
        let offers = desk.offers.with_value(|lines| {
            let shown = lines.iter().filter(|line| line.archived_at.is_none() || named.contains(&line.offer.id));
            let entry = |line: &crate::offer::model::OfferLine| {
                let id = line.offer.id;
                (id, line.offer.content.name(lang).to_owned(), RwSignal::new(named.contains(&id)))
            };
            shown.map(entry).collect()
        });
        Self {
            l: desk.l,
            code: of(|rules| rules.code.clone()),
            kind: RwSignal::new(if is_amount { AMOUNT } else { PERCENT }.to_owned()),
            percent: RwSignal::new(number(rules.as_ref().and_then(|rules| rules.percent))),
            off: amounts("off", |rules| &rules.off),
            caps: amounts("caps", |rules| &rules.caps),
            minimums: amounts("minimums", |rules| &rules.minimums),
            starts: of(|rules| rules.starts_at.map(|at| Day::of(at).to_string()).unwrap_or_default()),
            ends: of(|rules| rules.ends_at.map(|at| Day::of(at.plus_s(-1)).to_string()).unwrap_or_default()),
            uses: RwSignal::new(number(rules.as_ref().and_then(|rules| rules.uses_max))),
            uses_each: RwSignal::new(number(rules.as_ref().and_then(|rules| rules.uses_per_user_max))),
            users: of(|rules| rules.users.join("\n")),
            offers: StoredValue::new(offers),
            first: RwSignal::new(rules.as_ref().is_some_and(|rules| rules.first_purchase)),
            enabled: RwSignal::new(rules.as_ref().is_none_or(|rules| rules.enabled)),
        }
    }

    /// What makes the code, if it can.
    pub(super) fn input(&self) -> Result<DiscountInput, AppError> {
        let mut check = Check::new();
        let text = |text: Text| text.get_untracked();
        let is_percent = self.kind.with_untracked(|kind| kind == PERCENT);
        let (percent, off, caps) = if is_percent {
            (check.typed_number("percent", &text(self.percent)), Vec::new(), self.caps.read(&mut check))
        } else {
            (None, self.off.read(&mut check), Vec::new())
        };
        let input = DiscountInput {
            code: text(self.code),
            percent,
            off,
            caps,
            minimums: self.minimums.read(&mut check),
            starts_at: check.typed_day("starts_at", &text(self.starts)).map(Day::start),
            ends_at: check.typed_day("ends_at", &text(self.ends)).map(|day| day.plus(1).start()),
            uses_max: check.typed_number("uses_max", &text(self.uses)),
            uses_per_user_max: check.typed_number("uses_per_user_max", &text(self.uses_each)),
            users: typed::lines(&text(self.users)),
            offers: self.offers.with_value(|offers| {
                offers.iter().filter(|(.., chosen)| chosen.get_untracked()).map(|(id, ..)| *id).collect()
            }),
            first_purchase: self.first.get_untracked(),
            enabled: self.enabled.get_untracked(),
        };
        if !is_percent && input.off.is_empty() {
            check.wrong("off", FieldProblem::Required);
        }
        check.done().map_err(|error| self.named(error))?;
        input.read().map(|_| input).map_err(|error| self.named(error))
    }

    /// The same error with the names of this form's fields.
    pub(super) fn named(&self, error: AppError) -> AppError {
        self.minimums.named(self.caps.named(self.off.named(error)))
    }

    /// The addresses that have no account, where that is what is wrong.
    fn missing(&self, error: Option<&AppError>) -> Option<String> {
        let Some(AppError::Invalid { fields }) = error else { return None };
        let typed = typed::lines(&self.users.get_untracked());
        let at = |field: &str| field.strip_prefix("users.").and_then(|at| at.parse::<usize>().ok());
        let emails: Vec<String> = fields.iter().filter_map(|wrong| typed.get(at(&wrong.field)?).cloned()).collect();
        (!emails.is_empty()).then(|| td_string!(self.l, code.users_missing, emails = emails.join(" ")))
    }
}

/// The fields, inside a form.
#[component]
pub(super) fn DiscountFields(draft: Draft, error: RwSignal<Option<AppError>>) -> impl IntoView {
    let l = use_locale();
    let choice = |value: &str, label: &str| Choice { value: value.to_owned(), label: label.to_owned(), icon: None };
    let kinds =
        vec![choice(PERCENT, td_string!(l, code.kind_percent)), choice(AMOUNT, td_string!(l, code.kind_amount))];
    let is_percent = Memo::new(move |_| draft.kind.with(|kind| kind == PERCENT));
    let missing = Signal::derive(move || error.with(|error| draft.missing(error.as_ref())));
    let offers = draft.offers.get_value();
    view! {
        <Input name="code" id="discount-code" label=td_string!(l, code.code) hint=td_string!(l, code.code_hint) value=draft.code autocomplete="off" ltr=true autofocus=true />
        <Choices name="kind" label=td_string!(l, code.kind) options=kinds initial=draft.kind.get_untracked() on_change=Callback::new(move |(kind,)| draft.kind.set(kind)) />
        {move || {
            if is_percent.get() {
                view! {
                    <Input name="percent" label=td_string!(l, code.percent) value=draft.percent inputmode="numeric" autocomplete="off" ltr=true />
                    <Group label=td_string!(l, code.caps) hint=td_string!(l, code.caps_hint)>
                        <AmountFields amounts=draft.caps label=in_currency />
                    </Group>
                }
                .into_any()
            } else {
                view! {
                    <AmountFields amounts=draft.off label=off_in />
                    <p class="-mt-3 text-xs text-muted">{td_string!(l, code.off_hint)}</p>
                }
                .into_any()
            }
        }}
        <Group label=td_string!(l, code.minimums) hint=td_string!(l, code.minimums_hint)>
            <AmountFields amounts=draft.minimums label=in_currency />
        </Group>
        <div class="grid gap-5 sm:grid-cols-2">
            <Input name="starts_at" kind="date" label=td_string!(l, code.starts) hint=td_string!(l, code.day_hint) value=draft.starts optional=true ltr=true />
            <Input name="ends_at" kind="date" label=td_string!(l, code.ends) hint=td_string!(l, code.day_hint) value=draft.ends optional=true ltr=true />
            <Input name="uses_max" label=td_string!(l, code.uses_max) hint=td_string!(l, code.uses_max_hint) value=draft.uses inputmode="numeric" autocomplete="off" optional=true ltr=true />
            <Input name="uses_per_user_max" label=td_string!(l, code.uses_per_user) hint=td_string!(l, code.uses_per_user_hint) value=draft.uses_each inputmode="numeric" autocomplete="off" optional=true ltr=true />
        </div>
        <TextArea name="users" label=td_string!(l, code.users) hint=td_string!(l, code.users_hint) value=draft.users error=missing rows=2 optional=true />
        <Group label=td_string!(l, code.offers) hint=td_string!(l, code.offers_hint)>
            <div class="grid max-h-56 gap-x-6 overflow-y-auto sm:grid-cols-2">
                {offers.into_iter().map(|(id, name, chosen)| view! { <Checkbox name=format!("offer-{id}") label=name checked=chosen /> }).collect_view()}
            </div>
        </Group>
        <div class="grid gap-x-6 sm:grid-cols-2">
            <Checkbox name="first_purchase" label=td_string!(l, code.first) checked=draft.first />
            <Checkbox name="enabled" label=td_string!(l, code.enabled) hint=td_string!(l, code.enabled_hint) checked=draft.enabled />
        </div>
    }
}

fn off_in(l: Locale, currency: Currency) -> String {
    match currency {
        Currency::Irr => td_string!(l, code.off_irr),
        Currency::Usd => td_string!(l, code.off_usd),
        Currency::Eur => td_string!(l, code.off_eur),
    }
    .to_owned()
}

fn in_currency(l: Locale, currency: Currency) -> String {
    match currency {
        Currency::Irr => td_string!(l, code.in_irr),
        Currency::Usd => td_string!(l, code.in_usd),
        Currency::Eur => td_string!(l, code.in_eur),
    }
    .to_owned()
}

#[component]
fn Group(label: &'static str, hint: &'static str, children: Children) -> impl IntoView {
    view! {
        <fieldset class="flex flex-col gap-2 rounded-lg border border-line px-4 pt-2 pb-4">
            <legend class="px-1 text-sm font-medium">{label}</legend>
            <p class="text-xs text-muted">{hint}</p>
            {children()}
        </fieldset>
    }
}
