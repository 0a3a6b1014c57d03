//! What is being ordered, and what was: the state that the form and the wall share.

use crate::{
    app::{session::SessionResource, use_session},
    catalog::model::{Capability, Model},
    kernel::{
        AppError, Page,
        id::{AssetId, RunId},
    },
    kit::{Listing, Toasts, use_toasts},
    run::rpc::cancel_run,
    studio::image::{
        model::{Drawing, DrawingQuery, DrawingQuote, PictureOrder, REFRESHED_MAX, Style},
        rpc,
    },
};
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*, task::spawn_local};
use std::time::Duration;
use uuid::Uuid;

/// Between two looks at drawings that are under way.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// A pause in typing.
const PAUSE: Duration = Duration::from_millis(400);
/// Where the browser keeps an order that was not sent.
const DRAFT: &str = "image-draft";

/// The studio.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    pub(super) prompt: RwSignal<String>,
    pub(super) negative: RwSignal<String>,
    pub(super) style: RwSignal<Option<Style>>,
    pub(super) ratio: RwSignal<Option<String>>,
    pub(super) count: RwSignal<u8>,
    pub(super) model: RwSignal<String>,
    pub(super) size: RwSignal<String>,
    pub(super) seed: RwSignal<String>,
    pub(super) references: RwSignal<Vec<AssetId>>,
    pub(super) mask: RwSignal<Option<AssetId>>,
    pub(super) quote: RwSignal<Option<DrawingQuote>>,
    pub(super) error: RwSignal<Option<AppError>>,
    pub(super) is_busy: RwSignal<bool>,
    pub(super) wall: Listing<Drawing>,
    pub(super) toasts: Toasts,
    models: StoredValue<Vec<Model>>,
    session: Option<SessionResource>,
    is_looking: StoredValue<bool>,
}

impl Desk {
    pub(super) fn new(models: Vec<Model>, first: Page<Drawing>) -> Self {
        let draws = |model: &Model| model.can(Capability::Image) || model.can(Capability::Task);
        Self {
            prompt: RwSignal::new(String::new()),
            negative: RwSignal::new(String::new()),
            style: RwSignal::new(None),
            ratio: RwSignal::new(None),
            count: RwSignal::new(1),
            model: RwSignal::new(String::new()),
            size: RwSignal::new(String::new()),
            seed: RwSignal::new(String::new()),
            references: RwSignal::new(Vec::new()),
            mask: RwSignal::new(None),
            quote: RwSignal::new(None),
            error: RwSignal::new(None),
            is_busy: RwSignal::new(false),
            wall: Listing::new(first),
            toasts: use_toasts(),
            models: StoredValue::new(models.into_iter().filter(draws).collect()),
            session: use_session(),
            is_looking: StoredValue::new(false),
        }
    }

    /// The models that can do what is ordered.
    pub(super) fn models(self) -> Vec<Model> {
        let is_edit = self.references.with(|references| !references.is_empty());
        let fits = |model: &&Model| !is_edit || model.can(Capability::ImageEdit);
        self.models.with_value(|models| models.iter().filter(fits).cloned().collect())
    }

    /// Sizes of the chosen model.
    pub(super) fn sizes(self) -> Vec<String> {
        let chosen = self.model.get();
        self.models.with_value(|models| {
            models.iter().find(|model| model.id == chosen).map(|model| model.sizes.clone()).unwrap_or_default()
        })
    }

    /// What is ordered now.
    pub(super) fn order(self) -> PictureOrder {
        let some = |text: RwSignal<String>| Some(text.get()).filter(|text| !text.trim().is_empty());
        let size = some(self.size);
        PictureOrder {
            prompt: self.prompt.get(),
            negative_prompt: some(self.negative),
            style: self.style.get(),
            aspect_ratio: self.ratio.get().filter(|_| size.is_none()),
            size,
            n: Some(self.count.get()),
            seed: crate::kernel::digits::ascii(&self.seed.get()).trim().parse().ok(),
            model: some(self.model),
            references: self.references.get(),
            mask: self.mask.get(),
            client_request_id: None,
        }
    }

    /// Puts an order on the desk.
    pub(super) fn lay(self, order: PictureOrder) {
        self.prompt.set(order.prompt.clone());
        self.negative.set(order.negative_prompt.clone().unwrap_or_default());
        self.style.set(order.style);
        self.ratio.set(order.aspect_ratio.clone());
        self.count.set(order.count());
        self.model.set(order.model.unwrap_or_default());
        self.size.set(order.size.unwrap_or_default());
        self.seed.set(order.seed.map(|seed| seed.to_string()).unwrap_or_default());
        self.references.set(order.references);
        self.mask.set(order.mask);
        self.error.set(None);
    }

    /// Orders what is on the desk; what was typed stays.
    pub(super) fn send(self) {
        let order = untrack(|| self.order());
        if let Err(wrong) = order.check() {
            return self.error.set(Some(wrong));
        }
        self.is_busy.set(true);
        let order = PictureOrder { client_request_id: Some(Uuid::now_v7().to_string()), ..order };
        spawn_local(async move {
            let drawn = match rpc::draw(order.clone()).await {
                // The same order finds the drawing that the first one may have begun.
                Err(AppError::Unavailable) => rpc::draw(order).await,
                drawn => drawn,
            };
            let _ = self.is_busy.try_set(false);
            let _ = self.error.try_set(drawn.as_ref().err().cloned());
            if let Ok(drawing) = drawn {
                let _ = self.wall.items.try_update(|items| {
                    items.retain(|known| known.id() != drawing.id());
                    items.insert(0, drawing);
                });
                self.refresh_balance();
            }
        });
    }

    /// Stops a drawing.
    pub(super) fn stop(self, id: RunId) {
        spawn_local(async move {
            if let Err(wrong) = cancel_run(id).await {
                self.toasts.error(&wrong);
            }
            self.look(vec![id]).await;
        });
    }

    /// Takes a drawing off the wall, after the server did.
    pub(super) fn forget(self, id: RunId) {
        let _ = self.wall.items.try_update(|items| items.retain(|known| known.id() != id));
    }

    /// Looks at drawings that are under way until they have ended, while the page is there.
    pub(super) fn keep_looking(self) {
        let timer = set_interval_with_handle(
            move || {
                let open: Vec<RunId> = self.wall.items.with_untracked(|items| {
                    let open = items.iter().filter(|drawing| !drawing.run.state.is_final()).map(Drawing::id);
                    open.take(usize::try_from(REFRESHED_MAX).unwrap_or(usize::MAX)).collect()
                });
                if !open.is_empty() && !self.is_looking.get_value() {
                    spawn_local(self.look(open));
                }
            },
            LOOK_EVERY,
        );
        on_cleanup(move || {
            if let Ok(timer) = timer {
                timer.clear();
            }
        });
    }

    async fn look(self, ids: Vec<RunId>) {
        self.is_looking.try_set_value(true);
        // A connection that is away for a moment is tried again with the next look.
        let found = rpc::refresh_drawings(ids).await.unwrap_or_default();
        self.is_looking.try_set_value(false);
        let changed = self.wall.items.try_with_untracked(|items| {
            let differs = |drawing: &Drawing| items.iter().any(|known| known.id() == drawing.id() && known != drawing);
            found.iter().any(differs)
        });
        if changed != Some(true) {
            return;
        }
        if found.iter().any(|drawing| drawing.run.state.is_final()) {
            self.refresh_balance();
        }
        let _ = self.wall.items.try_update(|items| {
            for drawing in found {
                if let Some(known) = items.iter_mut().find(|known| known.id() == drawing.id()) {
                    *known = drawing;
                }
            }
        });
    }

    /// The balance above the page.
    fn refresh_balance(self) {
        if let Some(session) = self.session {
            session.refetch();
        }
    }

    /// Asks for the price after each pause in typing, and keeps what is typed in the browser.
    pub(super) fn keep_quoted(self) {
        Effect::new(move |waiting: Option<Option<TimeoutHandle>>| {
            if let Some(waiting) = waiting.flatten() {
                waiting.clear();
            }
            let order = self.order();
            if waiting.is_some() {
                save(&order);
                // What was wrong is being mended.
                self.error.set(None);
            }
            if order.check().is_err() {
                self.quote.set(None);
                return None;
            }
            set_timeout_with_handle(move || spawn_local(self.ask_price(order)), PAUSE).ok()
        });
    }

    async fn ask_price(self, order: PictureOrder) {
        let quoted = rpc::quote_drawing(order.clone()).await.ok();
        if self.quote.try_get_untracked().is_some() && untrack(|| self.order()) == order {
            self.quote.set(quoted);
        }
    }

    /// The page before the first: fetches what follows.
    pub(super) fn more(self) -> Callback<(String,)> {
        self.wall.on_more(|cursor| rpc::list_drawings(DrawingQuery { cursor: Some(cursor), ..DrawingQuery::default() }))
    }
}

fn save(order: &PictureOrder) {
    if let (Ok(Some(storage)), Ok(text)) = (window().local_storage(), serde_json::to_string(order)) {
        let _ = storage.set_item(DRAFT, &text);
    }
}

/// The order that was typed here last.
pub(super) fn draft() -> Option<PictureOrder> {
    let text = window().local_storage().ok().flatten()?.get_item(DRAFT).ok().flatten()?;
    serde_json::from_str(&text).ok()
}
