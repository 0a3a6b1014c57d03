//! Amounts of money in a form: a field for each currency, in Toman, dollars and euros.

use crate::{
    i18n::Locale,
    kernel::{AppError, Cash, CashInput, Currency, FieldError, FieldProblem, typed, valid::Check},
    kit::Input,
};
use leptos::prelude::*;

/// What is typed for each currency.
#[derive(Debug, Clone, Copy)]
pub struct Amounts {
    name: &'static str,
    texts: [(Currency, RwSignal<String>); 3],
}

impl Amounts {
    /// The amounts as they are, under the name that errors have.
    pub fn of(name: &'static str, amounts: &[Cash]) -> Self {
        let text = |currency: Currency| {
            let found = amounts.iter().find(|cash| cash.currency == currency);
            (currency, RwSignal::new(found.map(|cash| typed::of_cash(*cash)).unwrap_or_default()))
        };
        Self { name, texts: Currency::ALL.map(text) }
    }

    /// What was typed; what can not be read is noted at its field.
    pub fn read(&self, check: &mut Check) -> Vec<CashInput> {
        let read = |(currency, text): &(Currency, RwSignal<String>)| {
            check.typed_cash(&self.field(*currency), &text.get_untracked(), *currency)
        };
        self.texts.iter().filter_map(read).collect()
    }

    /// The amounts that can be read now, for a preview that follows.
    pub fn shown(&self) -> Vec<Cash> {
        self.texts.iter().filter_map(|(currency, text)| typed::cash(&text.get(), *currency)).collect()
    }

    /// The same error with the names of these fields: the server counts amounts, a form has one for each currency.
    pub fn named(&self, error: AppError) -> AppError {
        let AppError::Invalid { fields } = error else { return error };
        let given: Vec<Currency> =
            self.texts.iter().filter(|(_, text)| !text.get_untracked().trim().is_empty()).map(|(of, _)| *of).collect();
        let rename = |wrong: FieldError| {
            let rest = wrong.field.strip_prefix(self.name).and_then(|rest| rest.strip_prefix('.'));
            let at = rest.and_then(|rest| rest.split('.').next()?.parse::<usize>().ok());
            match (at.and_then(|at| given.get(at)), wrong.problem) {
                (Some(currency), problem) => {
                    FieldError { field: self.field(*currency), problem: said(problem, *currency) }
                }
                // Nothing was given at all: said at the first field.
                (None, problem) if wrong.field == self.name => FieldError { field: self.field(Currency::Irr), problem },
                _ => wrong,
            }
        };
        AppError::Invalid { fields: fields.into_iter().map(rename).collect() }
    }

    fn field(&self, currency: Currency) -> String {
        format!("{}.{}", self.name, currency.code())
    }
}

/// A range in the unit that people type.
fn said(problem: FieldProblem, currency: Currency) -> FieldProblem {
    let unit = if currency == Currency::Irr { 10 } else { 100 };
    match problem {
        FieldProblem::OutOfRange { max, .. } => FieldProblem::OutOfRange { min: 1, max: max / unit },
        other => other,
    }
}

/// A field for each currency.
#[component]
pub fn AmountFields(
    /// What is typed.
    amounts: Amounts,
    /// What each field is called.
    label: fn(Locale, Currency) -> String,
    /// Whether all of them may stay empty.
    #[prop(optional)]
    optional: bool,
) -> impl IntoView {
    let l = crate::i18n::use_locale();
    let field = move |(currency, text): (Currency, RwSignal<String>)| {
        let name = amounts.field(currency);
        let id = name.replace('.', "-").to_lowercase();
        view! { <Input name=name id=id label=label(l, currency) value=text inputmode="decimal" autocomplete="off" ltr=true optional=optional /> }
    };
    view! { <div class="grid gap-5 sm:grid-cols-3">{amounts.texts.map(field).collect_view()}</div> }
}
