//! One offer in the list, and what can be done with it there.

use super::word;
use crate::{
    i18n::{Locale, cash, coins_in_words, language, td_string, use_locale},
    kernel::id::OfferId,
    kit::{Badge, Cell, IconButton, Toasts, Tone, use_toasts},
    offer::{
        draft::{OfferOrder, OfferSwitch},
        model::OfferLine,
        rpc,
    },
};
use icondata as i;
use leptos::{prelude::*, task::spawn_local};

/// The offers of the page, and which one is asked about.
#[derive(Clone, Copy)]
pub(super) struct Shelf {
    pub(super) lines: RwSignal<Vec<OfferLine>>,
    pub(super) subject: RwSignal<Option<OfferId>>,
    pub(super) is_archiving: RwSignal<bool>,
    busy: RwSignal<bool>,
    toasts: Toasts,
    l: Locale,
}

impl Shelf {
    pub(super) fn new(lines: Vec<OfferLine>) -> Self {
        Self {
            lines: RwSignal::new(lines),
            subject: RwSignal::new(None),
            is_archiving: RwSignal::new(false),
            busy: RwSignal::new(false),
            toasts: use_toasts(),
            l: use_locale(),
        }
    }

    /// Switches an offer; the list is read again, since others may have changed it.
    pub(super) fn switch(self, id: OfferId, switch: OfferSwitch) {
        let l = self.l;
        self.busy.set(true);
        spawn_local(async move {
            match rpc::switch_offer(id, switch).await {
                Ok(_) => {
                    if let Ok(lines) = rpc::list_offers().await {
                        self.lines.set(lines);
                    }
                    self.toasts.success(td_string!(l, offer.switched));
                }
                Err(error) => self.toasts.error(&error),
            }
            self.busy.set(false);
        });
    }

    /// Moves an offer by one place.
    fn shift(self, id: OfferId, by: isize) {
        let l = self.l;
        let mut ids: Vec<OfferId> = self.lines.with_untracked(|lines| {
            lines.iter().filter(|line| line.archived_at.is_none()).map(|line| line.offer.id).collect()
        });
        let Some(at) = ids.iter().position(|one| *one == id) else { return };
        let Some(to) = at.checked_add_signed(by).filter(|to| *to < ids.len()) else { return };
        ids.swap(at, to);
        self.busy.set(true);
        spawn_local(async move {
            match rpc::order_offers(OfferOrder { ids }).await {
                Ok(lines) => {
                    self.lines.set(lines);
                    self.toasts.success(td_string!(l, offer.moved));
                }
                Err(error) => self.toasts.error(&error),
            }
            self.busy.set(false);
        });
    }

    fn ask(self, id: OfferId) {
        self.subject.set(Some(id));
        self.is_archiving.set(true);
    }
}

/// A row.
#[component]
pub(super) fn Line(line: OfferLine, shelf: Shelf) -> impl IntoView {
    let l = use_locale();
    let content = line.offer.content.clone();
    let name = content.name(language(l)).to_owned();
    let (state, tone) = word::state(l, &line);
    let href = format!("/admin/offers/{}", line.offer.id);
    let prices = content
        .prices
        .iter()
        .map(|price| view! { <span class="block"><bdi>{cash(l, *price)}</bdi></span> })
        .collect_view();
    let key = line.offer.id.to_string();
    let (kind, coins, highlight) =
        (word::kind(l, &content), coins_in_words(l, content.coins_in_all()), content.highlight);
    let shown = name.clone();
    view! {
        <tr data-offer=key>
            <Cell>
                <a href=href class="font-medium text-text underline-offset-4 hover:text-primary-text hover:underline">{shown}</a>
                <span class="mt-0.5 flex flex-wrap items-center gap-2 text-xs text-muted">
                    {kind}
                    {highlight.then(|| view! { <Badge tone=Tone::Primary>{td_string!(l, offer.highlighted)}</Badge> })}
                </span>
            </Cell>
            <Cell number=true>{coins}</Cell>
            <Cell number=true>{prices}</Cell>
            <Cell><Badge tone=tone>{state}</Badge></Cell>
            <Cell number=true>
                <Doings line=line name=name shelf=shelf />
            </Cell>
        </tr>
    }
}

#[component]
fn Doings(line: OfferLine, name: String, shelf: Shelf) -> impl IntoView {
    let l = use_locale();
    let (id, is_on, is_archived) = (line.offer.id, line.offer.content.enabled, line.archived_at.is_some());
    if is_archived {
        let restore = OfferSwitch { archived: Some(false), enabled: None };
        let label = format!("{}: {name}", td_string!(l, offer.restore));
        return view! {
            <IconButton label=label icon=i::LuArchiveRestore disabled=shelf.busy attr:data-action="restore" on:click=move |_| shelf.switch(id, restore) />
        }
        .into_any();
    }
    let (turn, sign) =
        if is_on { (td_string!(l, offer.turn_off), i::LuEyeOff) } else { (td_string!(l, offer.turn_on), i::LuEye) };
    let switch = OfferSwitch { enabled: Some(!is_on), archived: None };
    let (turn, archive) = (format!("{turn}: {name}"), format!("{}: {name}", td_string!(l, offer.archive)));
    view! {
        <div class="flex justify-end gap-1">
            <IconButton label=td_string!(l, offer.move_up, name = name.clone()) icon=i::LuArrowUp disabled=shelf.busy attr:data-action="move-up" on:click=move |_| shelf.shift(id, -1) />
            <IconButton label=td_string!(l, offer.move_down, name = name.clone()) icon=i::LuArrowDown disabled=shelf.busy attr:data-action="move-down" on:click=move |_| shelf.shift(id, 1) />
            <IconButton label=turn icon=sign disabled=shelf.busy attr:data-action="switch-offer" on:click=move |_| shelf.switch(id, switch) />
            <IconButton label=archive icon=i::LuArchive disabled=shelf.busy attr:data-action="archive-offer" on:click=move |_| shelf.ask(id) />
        </div>
    }
    .into_any()
}
