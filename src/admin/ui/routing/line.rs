//! What is typed about a candidate.

use crate::{
    i18n::{Locale, coins_in_words, count, td_string},
    kernel::{AppError, FieldProblem, digits},
    routing::model::{Candidate, Rule},
};
use leptos::prelude::*;

/// A candidate that is being edited.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line {
    pub(super) key: u32,
    pub(super) about: StoredValue<Candidate>,
    pub(super) enabled: RwSignal<bool>,
    pub(super) retries: RwSignal<String>,
    pub(super) fa: RwSignal<bool>,
    pub(super) en: RwSignal<bool>,
    pub(super) regions: RwSignal<String>,
    pub(super) plans: RwSignal<String>,
    pub(super) max_price: RwSignal<String>,
    pub(super) min: RwSignal<String>,
    pub(super) max: RwSignal<String>,
}

/// The candidates of a page, and what was wrong with them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lines {
    pub(super) list: RwSignal<Vec<Line>>,
    /// As it is stored.
    pub(super) stored: RwSignal<Vec<Rule>>,
    pub(super) error: RwSignal<Option<AppError>>,
    /// Told to those who do not see it.
    pub(super) said: RwSignal<String>,
    /// The lines as they were when they were found wrong: fields are named by place.
    sent: StoredValue<Vec<u32>>,
    next: StoredValue<u32>,
    /// Lines belong to the page: one that is added by a row of the search must outlive that row.
    owner: StoredValue<Owner>,
}

impl Line {
    fn new(key: u32, candidate: Candidate) -> Self {
        let rule = candidate.rule.clone();
        let number = |number: Option<i64>| RwSignal::new(number.map(|number| number.to_string()).unwrap_or_default());
        let speaks = |code: &str| RwSignal::new(rule.languages.iter().any(|known| known == code));
        Self {
            key,
            enabled: RwSignal::new(rule.enabled),
            retries: RwSignal::new(rule.retries.to_string()),
            fa: speaks("fa"),
            en: speaks("en"),
            regions: RwSignal::new(rule.regions.join(", ")),
            plans: RwSignal::new(rule.plans.join(", ")),
            max_price: RwSignal::new(rule.max_price.clone().unwrap_or_default()),
            min: number(rule.input_tokens_min),
            max: number(rule.input_tokens_max),
            about: StoredValue::new(candidate),
        }
    }

    /// As it would be stored.
    pub(super) fn rule(&self) -> Rule {
        let languages = [("fa", self.fa), ("en", self.en)].into_iter().filter(|(_, is)| is.get());
        let languages: Vec<String> = languages.map(|(code, _)| code.to_owned()).collect();
        Rule {
            model_id: self.about.with_value(|about| about.rule.model_id.clone()),
            enabled: self.enabled.get(),
            retries: self.retries.get().parse().unwrap_or(-1),
            // Both are all there are: what comes in another language is told as one of them.
            languages: if languages.len() == 2 { Vec::new() } else { languages },
            regions: words(&self.regions.get()),
            plans: words(&self.plans.get()),
            max_price: Some(digits::plain(&self.max_price.get())).filter(|price| !price.is_empty()),
            input_tokens_min: whole(&self.min.get()),
            input_tokens_max: whole(&self.max.get()),
        }
    }
}

impl Lines {
    pub(super) fn new(candidates: Vec<Candidate>) -> Self {
        let lines = Self {
            list: RwSignal::new(Vec::new()),
            stored: RwSignal::new(Vec::new()),
            error: RwSignal::new(None),
            said: RwSignal::new(String::new()),
            sent: StoredValue::new(Vec::new()),
            next: StoredValue::new(0),
            owner: StoredValue::new(Owner::new()),
        };
        lines.take(candidates);
        lines
    }

    /// Shows what is stored.
    pub(super) fn take(self, candidates: Vec<Candidate>) {
        if self.owner.is_disposed() {
            return;
        }
        self.list.set(candidates.into_iter().map(|candidate| self.line(candidate)).collect());
        self.stored.set(untrack(|| self.rules()));
        self.error.set(None);
    }

    fn line(self, candidate: Candidate) -> Line {
        self.next.update_value(|next| *next = next.wrapping_add(1));
        let key = self.next.get_value();
        self.owner.get_value().with(|| Line::new(key, candidate))
    }

    /// One more, at the end.
    pub(super) fn add(self, candidate: Candidate) {
        let line = self.line(candidate);
        self.list.update(|list| list.push(line));
    }

    pub(super) fn remove(self, key: u32) {
        self.list.update(|list| list.retain(|line| line.key != key));
    }

    /// Where a line stands, from 0.
    pub(super) fn place(self, key: u32) -> usize {
        self.list.with(|list| list.iter().position(|line| line.key == key)).unwrap_or(0)
    }

    /// Moves a line by one; its new place.
    pub(super) fn shift(self, key: u32, up: bool) -> usize {
        let from = untrack(|| self.place(key));
        let to = if up { from.saturating_sub(1) } else { from.saturating_add(1) };
        self.list.update(|list| {
            if from < list.len() && to < list.len() {
                list.swap(from, to);
            }
        });
        untrack(|| self.place(key))
    }

    /// All as they would be stored.
    pub(super) fn rules(self) -> Vec<Rule> {
        self.list.with(|list| list.iter().map(Line::rule).collect())
    }

    /// Notes the lines as they are about to be sent.
    pub(super) fn note_sent(self) {
        self.sent.set_value(self.list.with_untracked(|list| list.iter().map(|line| line.key).collect()));
    }

    /// What is wrong with a field of a line.
    pub(super) fn wrong(self, key: u32, field: &str) -> Option<FieldProblem> {
        self.error.with(|error| {
            let Some(AppError::Invalid { fields }) = error else { return None };
            let at = self.sent.with_value(|sent| sent.iter().position(|sent| *sent == key))?;
            let name = format!("candidates.{at}.{field}");
            fields.iter().find(|wrong| wrong.field == name).map(|wrong| wrong.problem)
        })
    }

    /// Whether anything of a line is wrong.
    pub(super) fn is_wrong(self, key: u32) -> bool {
        let fields = ["retries", "languages", "regions", "plans", "max_price", "input_tokens_min", "input_tokens_max"];
        fields.iter().any(|field| self.wrong(key, field).is_some())
    }
}

/// The conditions of a rule in a few words.
pub(super) fn summary(l: Locale, rule: &Rule) -> String {
    let mut parts = Vec::new();
    let comma = td_string!(l, routing.separator);
    match rule.languages.first().map(String::as_str) {
        Some("fa") => parts.push(td_string!(l, routing.sum_language, words = td_string!(l, routing.language_fa))),
        Some(_) => parts.push(td_string!(l, routing.sum_language, words = td_string!(l, routing.language_en))),
        None => {}
    }
    if !rule.regions.is_empty() {
        parts.push(td_string!(l, routing.sum_regions, words = rule.regions.join(comma)));
    }
    if !rule.plans.is_empty() {
        parts.push(td_string!(l, routing.sum_plans, words = rule.plans.join(comma)));
    }
    if let Some(price) = rule.ceiling() {
        parts.push(td_string!(l, routing.sum_price, price = coins_in_words(l, price)));
    }
    if let Some(min) = rule.input_tokens_min {
        parts.push(td_string!(l, routing.sum_min, number = count(l, min)));
    }
    if let Some(max) = rule.input_tokens_max {
        parts.push(td_string!(l, routing.sum_max, number = count(l, max)));
    }
    if parts.is_empty() { td_string!(l, routing.no_conditions).to_owned() } else { parts.join(" · ") }
}

/// Words between commas or blanks.
fn words(text: &str) -> Vec<String> {
    let is_between = |letter: char| letter.is_whitespace() || matches!(letter, ',' | ';' | '\u{60c}');
    text.split(is_between).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// A whole number with any digits; what is none is outside every range.
pub(super) fn whole(text: &str) -> Option<i64> {
    let plain = digits::plain(text);
    (!plain.is_empty()).then(|| plain.parse().unwrap_or(-1))
}
