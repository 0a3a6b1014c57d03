//! What is being bought, and what it comes to.

use crate::{
    i18n::{Locale, cash, field_text, td_string},
    kernel::{AppError, Cash, Coins, Currency, FieldProblem},
    kit::{Toasts, use_toasts},
    offer::model::Offer,
    order::{
        model::{Checkout, Gateway, GatewayChoice, NewOrder, OrderQuote},
        rpc,
    },
};
use leptos::{ev, prelude::*, task::spawn_local};
use leptos_router::{NavigateOptions, hooks::use_navigate};

/// What a code was priced for: it stands only for this.
type Priced = (Currency, i64, String);

/// The page's state.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    offer: StoredValue<Offer>,
    pub(super) choices: StoredValue<Vec<GatewayChoice>>,
    pub(super) quantity_max: i64,
    pub(super) gateway: RwSignal<Gateway>,
    pub(super) currency: RwSignal<Currency>,
    pub(super) quantity: RwSignal<i64>,
    /// The code as it is typed.
    pub(super) typed: RwSignal<String>,
    /// The code that is to count.
    pub(super) code: RwSignal<Option<String>>,
    /// What is wrong with it.
    pub(super) code_error: RwSignal<Option<AppError>>,
    /// What it comes to with the code.
    quote: RwSignal<Option<(Priced, OrderQuote)>>,
    /// Our last attempt to pay.
    pub(super) error: RwSignal<Option<AppError>>,
    pub(super) is_busy: RwSignal<bool>,
    language: Locale,
    toasts: Toasts,
    navigate: StoredValue<Go>,
}

#[derive(Clone)]
struct Go(std::sync::Arc<dyn Fn(&str) + Send + Sync>);

impl Desk {
    pub(super) fn new(l: Locale, checkout: &Checkout, wish: Option<Currency>) -> Self {
        let choices = checkout.gateways.clone();
        // Whoever reads English pays in dollars, where that is possible.
        let wish = wish.unwrap_or(if l == Locale::fa { Currency::Irr } else { Currency::Usd });
        let first = choices.iter().find(|choice| choice.currencies.contains(&wish)).or(choices.first());
        let gateway = first.map_or(Gateway::Zarinpal, |choice| choice.gateway);
        let currencies = first.map(|choice| choice.currencies.clone()).unwrap_or_default();
        let currency = if currencies.contains(&wish) { wish } else { currencies.first().copied().unwrap_or(wish) };
        let navigate = use_navigate();
        Self {
            offer: StoredValue::new(checkout.offer.clone()),
            choices: StoredValue::new(choices),
            quantity_max: checkout.quantity_max,
            gateway: RwSignal::new(gateway),
            currency: RwSignal::new(currency),
            quantity: RwSignal::new(1),
            typed: RwSignal::new(String::new()),
            code: RwSignal::new(None),
            code_error: RwSignal::new(None),
            quote: RwSignal::new(None),
            error: RwSignal::new(None),
            is_busy: RwSignal::new(false),
            language: l,
            toasts: use_toasts(),
            navigate: StoredValue::new(Go(std::sync::Arc::new(move |to: &str| {
                navigate(to, NavigateOptions::default())
            }))),
        }
    }

    /// What the chosen gateway takes.
    pub(super) fn currencies(self) -> Vec<Currency> {
        let gateway = self.gateway.get();
        self.choices.with_value(|choices| {
            choices
                .iter()
                .find(|choice| choice.gateway == gateway)
                .map(|choice| choice.currencies.clone())
                .unwrap_or_default()
        })
    }

    /// Pays another way, in a currency that it takes.
    pub(super) fn choose(self, gateway: Gateway) {
        self.gateway.set(gateway);
        let currencies = untrack(move || self.currencies());
        if !currencies.contains(&self.currency.get_untracked())
            && let Some(first) = currencies.first()
        {
            self.currency.set(*first);
        }
    }

    pub(super) fn count_on(self, quantity: i64) {
        self.quantity.set(quantity.clamp(1, self.quantity_max));
    }

    /// What is wrong with a field, after an attempt to pay.
    pub(super) fn wrong(self, l: Locale, field: &'static str) -> Signal<Option<String>> {
        Signal::derive(move || {
            self.error
                .with(|error| error.as_ref().and_then(|error| problem(error, field)))
                .map(|problem| field_text(l, &problem))
        })
    }

    /// What it comes to: with the code once it was priced, before that without.
    pub(super) fn sum(self) -> OrderQuote {
        let (currency, quantity) = (self.currency.get(), self.quantity.get());
        let priced = self.code.get().map(|code| (currency, quantity, code));
        let quoted = self.quote.with(|quote| {
            quote.as_ref().filter(|(key, _)| Some(key) == priced.as_ref()).map(|(_, quote)| quote.clone())
        });
        quoted.unwrap_or_else(|| self.offer.with_value(|offer| plain(offer, currency, quantity)))
    }

    /// A code was given, and what it takes off is not known yet.
    pub(super) fn is_pricing(self) -> bool {
        let key = self.code.get().map(|code| (self.currency.get(), self.quantity.get(), code));
        key.is_some_and(|key| self.quote.with(|quote| quote.as_ref().is_none_or(|(known, _)| *known != key)))
    }

    /// Counts the code that is typed.
    pub(super) fn apply(self) {
        let typed = self.typed.with_untracked(|typed| typed.trim().to_owned());
        self.code_error.set(None);
        if typed.is_empty() {
            return self.code_error.set(Some(AppError::field("discount_code", FieldProblem::Required)));
        }
        self.code.set(Some(typed));
    }

    /// Without a code.
    pub(super) fn drop_code(self) {
        self.typed.set(String::new());
        self.code.set(None);
        self.code_error.set(None);
    }

    /// Prices the code again whenever something changes that it depends on.
    pub(super) fn keep_quoted(self) {
        Effect::new(move |_| {
            let Some(code) = self.code.get() else { return };
            let key = (self.currency.get(), self.quantity.get(), code);
            if self.quote.with_untracked(|quote| quote.as_ref().is_some_and(|(known, _)| *known == key)) {
                return;
            }
            spawn_local(self.price(key));
        });
        Effect::new(move |_| {
            // Whoever comes back from the gateway by the browser's own way finds the page as it was left.
            let back = window_event_listener(ev::pageshow, move |_| self.is_busy.set(false));
            on_cleanup(move || back.remove());
        });
    }

    async fn price(self, key: Priced) {
        let answer = rpc::quote_order(self.input(Some(key.2.clone()))).await;
        let now = self
            .code
            .try_get_untracked()
            .flatten()
            .map(|code| (self.currency.get_untracked(), self.quantity.get_untracked(), code));
        if now.as_ref() != Some(&key) {
            return;
        }
        match answer {
            Ok(quote) => self.quote.set(Some((key, quote))),
            Err(error) => {
                self.code.set(None);
                self.code_error.set(Some(error));
            }
        }
    }

    fn input(self, discount_code: Option<String>) -> NewOrder {
        NewOrder {
            package_id: self.offer.with_value(|offer| offer.id),
            gateway: self.gateway.get_untracked(),
            currency: Some(self.currency.get_untracked()),
            quantity: Some(self.quantity.get_untracked()),
            discount_code,
        }
    }

    /// Makes the order, and goes where it is paid. A code that was typed and not counted is counted first: nobody pays another
    /// amount than the button says.
    pub(super) fn submit(self) {
        if self.is_busy.get_untracked() || untrack(move || self.is_pricing()) {
            return;
        }
        if self.code.with_untracked(Option::is_none) && self.typed.with_untracked(|typed| !typed.trim().is_empty()) {
            self.toasts.info(td_string!(self.language, order.code_first));
            return self.apply();
        }
        self.is_busy.set(true);
        self.error.set(None);
        let input = self.input(self.code.get_untracked());
        spawn_local(async move {
            match rpc::place_order(input).await {
                Ok(placed) => match placed.redirect_url {
                    // The button stays as it is until the browser is away.
                    Some(url) => drop(window().location().set_href(&url)),
                    None => {
                        let address = format!("/app/orders/{}", placed.order.id);
                        let _ = self.navigate.try_with_value(|go| (go.0)(&address));
                    }
                },
                Err(error) => {
                    if self.is_busy.try_set(false).is_some() {
                        return;
                    }
                    if problem(&error, "discount_code").is_some() {
                        self.code.set(None);
                        self.code_error.set(Some(error));
                    } else {
                        self.error.set(Some(error));
                    }
                }
            }
        });
    }

    /// What the button says.
    pub(super) fn action(self, l: Locale) -> String {
        let total = self.sum().total;
        if total.amount_minor == 0 {
            return td_string!(l, order.take).to_owned();
        }
        td_string!(l, order.pay, amount = cash(l, total))
    }
}

/// What is wrong with a field of an input.
pub(super) fn problem(error: &AppError, field: &str) -> Option<FieldProblem> {
    match error {
        AppError::Invalid { fields } => fields.iter().find(|wrong| wrong.field == field).map(|wrong| wrong.problem),
        _ => None,
    }
}

/// What it comes to without a code.
fn plain(offer: &Offer, currency: Currency, quantity: i64) -> OrderQuote {
    let unit = offer.content.price(currency).map_or(0, |price| price.amount_minor);
    let subtotal = Cash::new(unit.saturating_mul(quantity), currency);
    let coins = Coins::from_milli(offer.content.coins_in_all().milli.saturating_mul(quantity));
    OrderQuote { subtotal, discount: Cash::zero(currency), total: subtotal, coins }
}
