//! The form that is being filled in, and what it would cost.

use super::draft;
use crate::{
    app::{session::SessionResource, use_session},
    kernel::AppError,
    kit::{Toasts, use_toasts},
    routing::wish::AUTO,
    run::model::Quote,
    studio::text::{
        kind::TextKind,
        model::{NewTexts, StartedTexts, TextField, TextForm, TextLength},
        rpc::{quote_texts, start_texts},
    },
};
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*, task::spawn_local};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use std::{collections::BTreeSet, time::Duration};
use uuid::Uuid;

/// A pause in typing.
const PAUSE: Duration = Duration::from_millis(500);

/// The form. What is typed into a field stays while another kind is looked at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Desk {
    pub(super) task: RwSignal<TextKind>,
    fields: StoredValue<Vec<(&'static str, RwSignal<String>)>>,
    pub(super) tone: RwSignal<String>,
    pub(super) length: RwSignal<String>,
    pub(super) language: RwSignal<String>,
    pub(super) audience: RwSignal<String>,
    pub(super) keywords: RwSignal<String>,
    pub(super) examples: RwSignal<String>,
    pub(super) variants: RwSignal<String>,
    pub(super) model: RwSignal<String>,
    /// Why the last attempt to start did not work.
    pub(super) error: RwSignal<Option<AppError>>,
    pub(super) is_busy: RwSignal<bool>,
    /// What it would cost.
    pub(super) quote: RwSignal<Option<Quote>>,
    pub(super) toasts: Toasts,
    session: Option<SessionResource>,
    go: Callback<(String,)>,
}

impl Desk {
    pub(super) fn new(task: TextKind) -> Self {
        let keys: BTreeSet<_> = TextKind::ALL.iter().flat_map(|kind| kind.fields()).map(|field| field.key).collect();
        let empty = || RwSignal::new(String::new());
        let navigate = use_navigate();
        Self {
            task: RwSignal::new(task),
            fields: StoredValue::new(keys.into_iter().map(|key| (key, empty())).collect()),
            tone: empty(),
            length: empty(),
            language: empty(),
            audience: empty(),
            keywords: empty(),
            examples: empty(),
            variants: RwSignal::new("1".to_owned()),
            model: RwSignal::new(AUTO.to_owned()),
            error: RwSignal::new(None),
            is_busy: RwSignal::new(false),
            quote: RwSignal::new(None),
            toasts: use_toasts(),
            session: use_session(),
            go: Callback::new(move |(path,): (String,)| {
                navigate(&path, NavigateOptions { scroll: false, ..NavigateOptions::default() });
            }),
        }
    }

    /// The signal behind a field of any kind.
    pub(super) fn field(self, key: &str) -> RwSignal<String> {
        let find = |fields: &Vec<(&'static str, RwSignal<String>)>| {
            fields.iter().find(|(name, _)| *name == key).map(|(_, value)| *value)
        };
        self.fields.with_value(find).unwrap_or_default()
    }

    /// What is filled in.
    pub(super) fn form(self) -> TextForm {
        let task = self.task.get();
        let fields = task.fields().iter().map(|field| (field.key, self.field(field.key).get()));
        let fields = fields.filter(|(_, value)| !value.is_empty());
        TextForm {
            task,
            fields: fields.map(|(key, value)| TextField { key: key.to_owned(), value }).collect(),
            tone: self.tone.get().parse().ok(),
            length: self.length.get().parse().ok(),
            language: self.language.get().parse().ok(),
            audience: self.audience.get(),
            keywords: self.keywords.get(),
            examples: self.examples.get(),
        }
    }

    /// What would be ordered.
    pub(super) fn order(self) -> NewTexts {
        let variants = self.variants.get().parse().unwrap_or(1);
        NewTexts { variants, model: Some(self.model.get()), ..NewTexts::of(self.form()) }
    }

    /// Puts a form in the place of what is filled in; fields of other kinds stay.
    pub(super) fn fill(self, form: TextForm) {
        for field in form.task.fields() {
            self.field(field.key).set(form.value(field.key).to_owned());
        }
        self.task.set(form.task);
        self.tone.set(form.tone.map_or("", |tone| tone.code()).to_owned());
        self.length.set(form.length.map_or("", |length| length.code()).to_owned());
        self.language.set(form.language.map_or("", |language| language.code()).to_owned());
        self.audience.set(form.audience);
        self.keywords.set(form.keywords);
        self.examples.set(form.examples);
        self.error.set(None);
    }

    /// Begins with a form that was kept.
    pub(super) fn take(self, order: NewTexts) {
        self.variants.set(order.variants.clamp(1, crate::studio::text::model::VARIANTS_MAX).to_string());
        self.model.set(order.model.unwrap_or_else(|| AUTO.to_owned()));
        self.fill(order.form);
    }

    /// Takes up the draft where nothing else is filled in, and keeps one as soon as something changes.
    pub(super) fn keep_draft(self, is_new: bool) {
        Effect::new(move |before: Option<NewTexts>| {
            let order = self.order();
            match before {
                None if is_new => {
                    // What was typed before the script came is newer.
                    if order.form.material().is_empty()
                        && let Some(draft) = draft::load()
                    {
                        self.take(draft);
                    }
                }
                Some(before) if before != order => draft::save(&order),
                _ => {}
            }
            order
        });
    }

    /// Starts what is filled in.
    pub(super) fn start(self) {
        if self.is_busy.get_untracked() {
            return;
        }
        let order = untrack(|| self.order());
        let checked = NewTexts { form: order.form.clone().tidied(), ..order.clone() }.check();
        if checked.is_err() {
            return self.error.set(checked.err());
        }
        self.error.set(None);
        self.is_busy.set(true);
        let input = NewTexts { client_request_id: Some(Uuid::now_v7().to_string()), ..order };
        spawn_local(async move {
            let started = start_until_heard(input).await;
            if self.is_busy.try_set(false).is_some() {
                return;
            }
            match started {
                Ok(started) => {
                    draft::forget();
                    if let Some(first) = started.texts.first() {
                        self.go.run((format!("/app/text/{}", first.id),));
                    }
                }
                Err(error) => self.error.set(Some(error)),
            }
        });
    }

    /// Leaves for the empty form.
    pub(super) fn leave(self) {
        self.go.run(("/app/text".to_owned(),));
    }

    /// Something was paid.
    pub(super) fn refresh_balance(self) {
        if let Some(session) = self.session {
            session.refetch();
        }
    }

    /// Fewer coins: a short text, or one version.
    pub(super) fn shorten(self) {
        self.length.set(TextLength::Short.code().to_owned());
        self.error.set(None);
    }

    /// The other way to fewer coins.
    pub(super) fn write_one(self) {
        self.variants.set("1".to_owned());
        self.error.set(None);
    }

    /// Asks for the price after each pause in typing.
    pub(super) fn keep_quoted(self) {
        Effect::new(move |waiting: Option<Option<TimeoutHandle>>| {
            if let Some(waiting) = waiting.flatten() {
                waiting.clear();
            }
            let order = self.order();
            let order = NewTexts { form: order.form.tidied(), ..order };
            if order.check().is_err() {
                self.quote.set(None);
                return None;
            }
            set_timeout_with_handle(move || spawn_local(self.ask_price(order)), PAUSE).ok()
        });
    }

    async fn ask_price(self, order: NewTexts) {
        let quoted = quote_texts(order.clone()).await.ok();
        let now = || NewTexts { form: self.form().tidied(), ..self.order() };
        if self.quote.try_with_untracked(|_| ()).is_some() && untrack(now) == order {
            self.quote.set(quoted);
        }
    }
}

/// Starts; once more when the connection failed. The same request finds what the first one may have started.
pub(super) async fn start_until_heard(input: NewTexts) -> Result<StartedTexts, AppError> {
    match start_texts(input.clone()).await {
        Err(AppError::Unavailable) => start_texts(input).await,
        other => other,
    }
}
