//! The form of an offer.

use super::amounts::{AmountFields, Amounts};
use crate::{
    i18n::{Locale, td_string, use_locale},
    kernel::{AppError, Coins, Currency, digits, typed, valid::Check},
    kit::{Card, Checkbox, Input, Select, TextArea},
    offer::{
        draft::OfferInput,
        model::{Content, Offer, OfferKind, Package, Period, Plan, Terms},
    },
};
use leptos::prelude::*;

type Text = RwSignal<String>;

/// What is being filled in.
#[derive(Clone, Copy)]
pub(super) struct Draft {
    pub(super) kind: OfferKind,
    revision: StoredValue<Option<i64>>,
    name_fa: Text,
    name_en: Text,
    description_fa: Text,
    description_en: Text,
    coins: Text,
    prices: Amounts,
    highlight: RwSignal<bool>,
    enabled: RwSignal<bool>,
    bonus: Text,
    expires: Text,
    limit: Text,
    code: Text,
    period: Text,
    features_fa: Text,
    features_en: Text,
    multiplier: Text,
    models: Text,
    priority: Text,
    trial_days: Text,
    trial_coins: Text,
}

impl Draft {
    /// Of a new offer.
    pub(super) fn new(kind: OfferKind) -> Self {
        let terms = match kind {
            OfferKind::Package => Terms::package(),
            OfferKind::Plan => Terms::plan(Period::Monthly),
        };
        let content = Content {
            name_fa: String::new(),
            name_en: String::new(),
            description_fa: String::new(),
            description_en: String::new(),
            coins: Coins::ZERO,
            prices: Vec::new(),
            highlight: false,
            enabled: true,
            terms,
        };
        Self::fill(&content, None)
    }

    /// Of an offer as it is.
    pub(super) fn of(offer: &Offer) -> Self {
        Self::fill(&offer.content, Some(offer.revision))
    }

    fn fill(content: &Content, revision: Option<i64>) -> Self {
        let text = |text: &str| RwSignal::new(text.to_owned());
        let number = |number: Option<i64>| RwSignal::new(number.map(|number| number.to_string()).unwrap_or_default());
        let some = |coins: Coins| RwSignal::new(if coins == Coins::ZERO { String::new() } else { coins.to_string() });
        let package = content.package().cloned().unwrap_or_default();
        let plan = content.plan().cloned().unwrap_or_default();
        Self {
            kind: content.kind(),
            revision: StoredValue::new(revision),
            name_fa: text(&content.name_fa),
            name_en: text(&content.name_en),
            description_fa: text(&content.description_fa),
            description_en: text(&content.description_en),
            coins: some(content.coins),
            prices: Amounts::of("prices", &content.prices),
            highlight: RwSignal::new(content.highlight),
            enabled: RwSignal::new(content.enabled),
            bonus: some(package.bonus_coins),
            expires: number(package.expires_days),
            limit: number(package.limit_per_user),
            code: text(&plan.code),
            period: text(plan.period.code()),
            features_fa: text(&plan.features_fa.join("\n")),
            features_en: text(&plan.features_en.join("\n")),
            multiplier: text(&plan.price_multiplier),
            models: text(&plan.models.join("\n")),
            priority: RwSignal::new(plan.queue_priority.to_string()),
            trial_days: number(plan.trial_days),
            trial_coins: some(plan.trial_coins.unwrap_or_default()),
        }
    }

    /// The next change stands on this revision.
    pub(super) fn rebase(&self, revision: i64) {
        self.revision.set_value(Some(revision));
    }

    /// What makes the offer, if it can.
    pub(super) fn input(&self) -> Result<OfferInput, AppError> {
        let mut check = Check::new();
        let input = OfferInput {
            name_fa: self.name_fa.get_untracked(),
            name_en: self.name_en.get_untracked(),
            description_fa: self.description_fa.get_untracked(),
            description_en: self.description_en.get_untracked(),
            coins: check.typed_coins("coins", &self.coins.get_untracked()).unwrap_or_default(),
            prices: self.prices.read(&mut check),
            highlight: self.highlight.get_untracked(),
            enabled: self.enabled.get_untracked(),
            terms: self.terms(&mut check),
            based_on: self.revision.get_value(),
        };
        check.done()?;
        input.read().map(|_| input).map_err(|error| self.named(error))
    }

    /// The same error with the names of this form's fields.
    pub(super) fn named(&self, error: AppError) -> AppError {
        self.prices.named(error)
    }

    fn terms(&self, check: &mut Check) -> Terms {
        let text = |text: Text| text.get_untracked();
        match self.kind {
            OfferKind::Package => Terms::Package(Package {
                bonus_coins: check.typed_coins("bonus_coins", &text(self.bonus)).unwrap_or_default(),
                expires_days: check.typed_number("expires_days", &text(self.expires)),
                limit_per_user: check.typed_number("limit_per_user", &text(self.limit)),
            }),
            OfferKind::Plan => Terms::Plan(Plan {
                code: text(self.code),
                period: text(self.period).parse().unwrap_or_default(),
                features_fa: typed::lines(&text(self.features_fa)),
                features_en: typed::lines(&text(self.features_en)),
                price_multiplier: text(self.multiplier),
                models: typed::lines(&text(self.models)),
                queue_priority: check.typed_number("queue_priority", &text(self.priority)).unwrap_or(0),
                trial_days: check.typed_number("trial_days", &text(self.trial_days)),
                trial_coins: check.typed_coins("trial_coins", &text(self.trial_coins)),
            }),
        }
    }

    /// What the card shows of what is typed so far; it follows.
    pub(super) fn preview(&self) -> Content {
        let text = |text: Text| text.get();
        let coins = |field: Text| digits::plain(&field.get()).parse::<Coins>().unwrap_or_default();
        let number = |field: Text| digits::plain(&field.get()).parse::<i64>().ok().filter(|number| *number > 0);
        let terms = match self.kind {
            OfferKind::Package => Terms::Package(Package {
                bonus_coins: coins(self.bonus),
                expires_days: number(self.expires),
                limit_per_user: number(self.limit),
            }),
            OfferKind::Plan => Terms::Plan(Plan {
                code: String::new(),
                period: text(self.period).parse().unwrap_or_default(),
                features_fa: typed::lines(&text(self.features_fa)),
                features_en: typed::lines(&text(self.features_en)),
                price_multiplier: digits::plain(&text(self.multiplier)),
                models: typed::lines(&text(self.models)),
                queue_priority: 0,
                trial_days: number(self.trial_days),
                trial_coins: Some(coins(self.trial_coins)).filter(|coins| *coins > Coins::ZERO),
            }),
        };
        Content {
            name_fa: text(self.name_fa),
            name_en: text(self.name_en),
            description_fa: text(self.description_fa),
            description_en: text(self.description_en),
            coins: coins(self.coins),
            prices: self.prices.shown(),
            highlight: self.highlight.get(),
            enabled: true,
            terms,
        }
    }
}

/// The fields, inside a form.
#[component]
pub(super) fn OfferFields(draft: Draft) -> impl IntoView {
    let l = use_locale();
    let is_new = draft.revision.get_value().is_none();
    let coins = match draft.kind {
        OfferKind::Package => td_string!(l, offer.coins),
        OfferKind::Plan => td_string!(l, offer.coins_period),
    };
    let more = match draft.kind {
        OfferKind::Package => view! { <PackageFields draft=draft /> }.into_any(),
        OfferKind::Plan => ().into_any(),
    };
    view! {
        <Card title=td_string!(l, offer.about) lead=td_string!(l, offer.about_lead).to_owned()>
            <div class="grid gap-5 sm:grid-cols-2">
                <Input name="name_fa" label=td_string!(l, offer.name_fa) value=draft.name_fa autocomplete="off" rtl=true />
                <Input name="name_en" label=td_string!(l, offer.name_en) value=draft.name_en autocomplete="off" ltr=true />
                <Input name="description_fa" label=td_string!(l, offer.description_fa) value=draft.description_fa autocomplete="off" optional=true rtl=true />
                <Input name="description_en" label=td_string!(l, offer.description_en) value=draft.description_en autocomplete="off" optional=true ltr=true />
            </div>
        </Card>
        <Card title=td_string!(l, offer.money) lead=td_string!(l, offer.money_lead).to_owned()>
            <div class="flex flex-col gap-5">
                <AmountFields amounts=draft.prices label=price_label />
                <div class="grid gap-5 sm:grid-cols-2">
                    <Input name="coins" label=coins value=draft.coins inputmode="decimal" autocomplete="off" ltr=true />
                    {more}
                </div>
            </div>
        </Card>
        {(draft.kind == OfferKind::Plan).then(|| view! { <PlanFields draft=draft is_new=is_new /> })}
        <Card title=td_string!(l, offer.show)>
            <div class="grid gap-x-6 sm:grid-cols-2">
                <Checkbox name="enabled" label=td_string!(l, offer.enabled) hint=td_string!(l, offer.enabled_hint) checked=draft.enabled />
                <Checkbox name="highlight" label=td_string!(l, offer.highlight) hint=td_string!(l, offer.highlight_hint) checked=draft.highlight />
            </div>
        </Card>
    }
}

fn price_label(l: Locale, currency: Currency) -> String {
    match currency {
        Currency::Irr => td_string!(l, offer.price_irr),
        Currency::Usd => td_string!(l, offer.price_usd),
        Currency::Eur => td_string!(l, offer.price_eur),
    }
    .to_owned()
}

#[component]
fn PackageFields(draft: Draft) -> impl IntoView {
    let l = use_locale();
    view! {
        <Input name="bonus_coins" label=td_string!(l, offer.bonus) hint=td_string!(l, offer.bonus_hint) value=draft.bonus inputmode="decimal" autocomplete="off" optional=true ltr=true />
        <Input name="expires_days" label=td_string!(l, offer.expires) hint=td_string!(l, offer.expires_hint) value=draft.expires inputmode="numeric" autocomplete="off" optional=true ltr=true />
        <Input name="limit_per_user" label=td_string!(l, offer.limit) hint=td_string!(l, offer.limit_hint) value=draft.limit inputmode="numeric" autocomplete="off" optional=true ltr=true />
    }
}

#[component]
fn PlanFields(draft: Draft, is_new: bool) -> impl IntoView {
    let l = use_locale();
    let periods = vec![
        (Period::Monthly.code().to_owned(), td_string!(l, offer.period_monthly).to_owned()),
        (Period::Yearly.code().to_owned(), td_string!(l, offer.period_yearly).to_owned()),
    ];
    view! {
        <Card title=td_string!(l, offer.rules) lead=td_string!(l, offer.rules_lead).to_owned()>
            <div class="grid gap-5 sm:grid-cols-2">
                <Input name="code" label=td_string!(l, offer.code) hint=td_string!(l, offer.code_hint) value=draft.code autocomplete="off" ltr=true disabled=Signal::stored(!is_new) />
                <Select name="period" label=td_string!(l, offer.period) options=periods value=draft.period />
                <Input name="price_multiplier" label=td_string!(l, offer.multiplier) hint=td_string!(l, offer.multiplier_hint) value=draft.multiplier inputmode="decimal" autocomplete="off" ltr=true />
                <Input name="queue_priority" label=td_string!(l, offer.priority) hint=td_string!(l, offer.priority_hint) value=draft.priority autocomplete="off" ltr=true />
                <Input name="trial_days" label=td_string!(l, offer.trial_days) hint=td_string!(l, offer.trial_hint) value=draft.trial_days inputmode="numeric" autocomplete="off" optional=true ltr=true />
                <Input name="trial_coins" label=td_string!(l, offer.trial_coins) value=draft.trial_coins inputmode="decimal" autocomplete="off" optional=true ltr=true />
                <TextArea name="features_fa" label=td_string!(l, offer.features_fa) hint=td_string!(l, offer.features_hint) value=draft.features_fa optional=true />
                <TextArea name="features_en" label=td_string!(l, offer.features_en) hint=td_string!(l, offer.features_hint) value=draft.features_en optional=true />
            </div>
            <div class="mt-5">
                <TextArea name="models" label=td_string!(l, offer.models) hint=td_string!(l, offer.models_hint) value=draft.models rows=2 optional=true />
            </div>
        </Card>
    }
}
