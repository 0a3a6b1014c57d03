//! The form of a key: for a new one, and for another name and other rules.

use super::{board::Board, word};
use crate::{
    i18n::{count, date, field_text, td_string, use_locale},
    kernel::{AppError, Coins, FieldProblem, Instant, digits, scope::Scope},
    key::model::{ApiKey, KeyChange, KeyInput, LIMIT_COINS},
    kit::{Checkbox, FormErrors, Icon, Input, Select, TextArea},
};
use leptos::prelude::*;

const DAY_S: i64 = 24 * 3_600;
/// Days a key can be made for.
const DAYS: [i64; 4] = [7, 30, 90, 365];
/// The end stays as it is.
const KEEP: &str = "keep";
/// The key has no end.
const NEVER: &str = "never";

/// What is being filled in.
#[derive(Clone, Copy)]
pub(super) struct Draft {
    name: RwSignal<String>,
    scopes: StoredValue<Vec<(Scope, RwSignal<bool>)>>,
    models: StoredValue<Vec<(String, String, RwSignal<bool>)>>,
    end: RwSignal<String>,
    end_before: Option<Instant>,
    limit: RwSignal<String>,
    addresses: RwSignal<String>,
    now: Instant,
}

impl Draft {
    /// Of a key as it is, or of a new one.
    pub(super) fn new(board: Board, key: Option<&ApiKey>) -> Self {
        let scopes = key.map_or(Scope::USUAL.to_vec(), |key| key.scopes.clone());
        let named = key.map_or(Vec::new(), |key| key.models.clone());
        let end_before = key.and_then(|key| key.expires_at);
        let limit = key.and_then(|key| key.limit_coins).map(|limit| limit.to_string());
        Self {
            name: RwSignal::new(key.map_or(String::new(), |key| key.name.clone())),
            scopes: StoredValue::new(Scope::ALL.map(|scope| (scope, RwSignal::new(scopes.contains(&scope)))).to_vec()),
            models: StoredValue::new(models(board, &named)),
            end: RwSignal::new(if end_before.is_some() { KEEP } else { NEVER }.to_owned()),
            end_before,
            limit: RwSignal::new(limit.unwrap_or_default()),
            addresses: RwSignal::new(key.map_or(String::new(), |key| key.ip_allow.join("\n"))),
            now: board.now,
        }
    }

    /// What makes a key, if it can.
    pub(super) fn input(&self) -> Result<KeyInput, AppError> {
        let input = KeyInput {
            name: self.name.get_untracked(),
            scopes: Some(self.chosen_scopes()),
            models: self.chosen_models(),
            expires_at: self.expires_at(),
            limit_coins: self.limit_coins()?,
            ip_allow: word::lines(&self.addresses.get_untracked()),
        };
        input.check(self.now).map(|()| input)
    }

    /// What changes about a key, if it can.
    pub(super) fn change(&self) -> Result<KeyChange, AppError> {
        let keeps = self.end.with_untracked(|end| end == KEEP);
        let change = KeyChange {
            name: Some(self.name.get_untracked()),
            scopes: Some(self.chosen_scopes()),
            models: Some(self.chosen_models()),
            expires_at: (!keeps).then(|| self.expires_at()),
            limit_coins: Some(self.limit_coins()?),
            ip_allow: Some(word::lines(&self.addresses.get_untracked())),
        };
        change.check(self.now).map(|()| change)
    }

    fn chosen_scopes(&self) -> Vec<Scope> {
        self.scopes.with_value(|scopes| {
            scopes.iter().filter(|(_, chosen)| chosen.get_untracked()).map(|(scope, _)| *scope).collect()
        })
    }

    fn chosen_models(&self) -> Vec<String> {
        self.models.with_value(|models| {
            models.iter().filter(|(.., chosen)| chosen.get_untracked()).map(|(id, ..)| id.clone()).collect()
        })
    }

    fn expires_at(&self) -> Option<Instant> {
        let days: i64 = self.end.with_untracked(|end| end.parse()).ok()?;
        Some(self.now.plus_s(days * DAY_S))
    }

    fn limit_coins(&self) -> Result<Option<Coins>, AppError> {
        let text = self.limit.get_untracked();
        if text.trim().is_empty() {
            return Ok(None);
        }
        let (min, max) = LIMIT_COINS;
        let wrong = || AppError::field("limit_coins", FieldProblem::OutOfRange { min, max });
        digits::plain(&text).parse().map(Some).map_err(|_| wrong())
    }
}

/// The models on offer, then those the key names though they are gone: id, name, whether chosen.
fn models(board: Board, named: &[String]) -> Vec<(String, String, RwSignal<bool>)> {
    let offered = board.models.with_value(|models| {
        let entry = |id: &String, name: &String| (id.clone(), name.clone(), RwSignal::new(named.contains(id)));
        models.iter().map(|model| entry(&model.id, &model.name)).collect::<Vec<_>>()
    });
    let gone = named.iter().filter(|id| !offered.iter().any(|(offered, ..)| offered == *id));
    let gone: Vec<_> = gone.map(|id| (id.clone(), id.clone(), RwSignal::new(true))).collect();
    offered.into_iter().chain(gone).collect()
}

/// The fields, inside a form.
#[component]
pub(super) fn KeyFields(draft: Draft) -> impl IntoView {
    let l = use_locale();
    view! {
        <Input name="name" label=td_string!(l, key.name) hint=td_string!(l, key.name_hint) value=draft.name autocomplete="off" autofocus=true id="key-name" />
        <Group name="scopes" label=td_string!(l, key.scopes)>
            <div class="grid gap-x-6 sm:grid-cols-2">
                {draft
                    .scopes
                    .get_value()
                    .into_iter()
                    .map(|(scope, chosen)| {
                        let (name, hint) = word::scope(l, scope);
                        view! { <Checkbox name=scope.code() label=name hint=hint checked=chosen /> }
                    })
                    .collect_view()}
            </div>
        </Group>
        <Models draft=draft />
        <div class="grid gap-5 sm:grid-cols-2">
            <Select name="expires_at" label=td_string!(l, key.end) options=ends(draft) value=draft.end id="key-end" />
            <Input
                name="limit_coins"
                label=td_string!(l, key.limit)
                hint=td_string!(l, key.limit_hint)
                value=draft.limit
                inputmode="decimal"
                autocomplete="off"
                optional=true
                id="key-limit"
            />
        </div>
        <TextArea
            name="ip_allow"
            label=td_string!(l, key.addresses)
            hint=td_string!(l, key.addresses_hint)
            value=draft.addresses
            rows=2
            optional=true
            id="key-addresses"
        />
    }
}

fn ends(draft: Draft) -> Vec<(String, String)> {
    let l = use_locale();
    let keep = draft.end_before.map(|at| (KEEP.to_owned(), td_string!(l, key.end_keep, date = date(l, at))));
    let days = DAYS.map(|days| (days.to_string(), td_string!(l, key.end_days, number = count(l, days))));
    let never = (NEVER.to_owned(), td_string!(l, key.no_end).to_owned());
    keep.into_iter().chain([never]).chain(days).collect()
}

/// Which models: folded away, for most keys may use all.
#[component]
fn Models(draft: Draft) -> impl IntoView {
    let l = use_locale();
    let entries = draft.models.get_value();
    let signals: Vec<_> = entries.iter().map(|(.., chosen)| *chosen).collect();
    let summary = move || match signals.iter().filter(|chosen| chosen.get()).count() {
        0 => td_string!(l, key.all_models).to_owned(),
        number => td_string!(l, key.some_models, number = count(l, i64::try_from(number).unwrap_or(i64::MAX))),
    };
    view! {
        <Group name="models" label=td_string!(l, key.models)>
            <details class="rounded-md border border-line-strong">
                <summary class="flex min-h-11 items-center justify-between gap-3 rounded-md px-3.5 text-sm">
                    {summary}
                    <span class="flex items-center gap-1.5 text-xs text-muted">
                        {td_string!(l, key.models_choose)} <Icon icon=icondata::LuChevronDown class="size-4.5" />
                    </span>
                </summary>
                <div class="max-h-56 overflow-y-auto border-t border-line px-3.5 py-1.5">
                    {entries
                        .into_iter()
                        .map(|(id, name, chosen)| view! { <Checkbox name=format!("model-{id}") label=name hint=id checked=chosen /> })
                        .collect_view()}
                </div>
            </details>
            <p class="text-xs text-muted">{td_string!(l, key.models_hint)}</p>
        </Group>
    }
}

/// Controls under one heading, with what is wrong with them together.
#[component]
fn Group(name: &'static str, label: &'static str, children: Children) -> impl IntoView {
    let l = use_locale();
    let form = use_context::<FormErrors>();
    let wrong = move || form.and_then(|form| form.of(name)).map(|problem| field_text(l, &problem));
    view! {
        <fieldset class="flex flex-col gap-1.5">
            <legend class="mb-1.5 text-sm font-medium">{label}</legend>
            {children()}
            <p class="text-xs font-medium text-danger empty:hidden">{wrong}</p>
        </fieldset>
    }
}
