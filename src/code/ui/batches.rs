//! The batches of redeem codes.

use super::{
    batch_form::{BatchForm, Made},
    word,
};
use crate::{
    account::ui::{StaffOnly, seen},
    code::{
        redeem::{BatchState, CodeBatch, NewBatch},
        rpc,
    },
    i18n::{Locale, coins_in_words, count, date, td_string, use_locale},
    kernel::{Page, PageQuery},
    kit::{
        Badge, Button, ButtonVariant, Card, Cell, Column, Confirm, Dialog, Empty, IconButton, Listing, LoadMore,
        SkeletonRows, Table, Toasts, use_toasts,
    },
};
use icondata as i;
use leptos::{prelude::*, task::spawn_local};

/// What the part holds together.
#[derive(Clone, Copy)]
pub(super) struct Store {
    list: Listing<CodeBatch>,
    subject: RwSignal<Option<CodeBatch>>,
    is_revoking: RwSignal<bool>,
    pub(super) is_making: RwSignal<bool>,
    /// The new codes, shown this once.
    pub(super) made: RwSignal<Option<NewBatch>>,
    pub(super) is_made: RwSignal<bool>,
    toasts: Toasts,
}

impl Store {
    /// Shows a new batch, and its codes this once.
    pub(super) fn keep(self, made: NewBatch) {
        self.put(made.about.clone());
        self.made.set(Some(made));
        self.is_making.set(false);
        self.is_made.set(true);
    }

    fn put(self, batch: CodeBatch) {
        self.list.items.update(|items| match items.iter_mut().find(|item| item.id == batch.id) {
            Some(item) => *item = batch,
            None => items.insert(0, batch),
        });
    }
}

/// The part of the page: list and dialogs.
#[component]
pub(super) fn Batches() -> impl IntoView {
    let batches = Resource::new(|| (), async |()| seen(rpc::list_batches(PageQuery::default()).await));
    view! {
        <StaffOnly resource=batches skeleton=Shape let:batches>
            <List batches=batches />
        </StaffOnly>
    }
}

#[component]
fn Shape() -> impl IntoView {
    view! {
        <Card>
            <SkeletonRows rows=4 />
        </Card>
    }
}

#[component]
fn List(batches: Page<CodeBatch>) -> impl IntoView {
    let l = use_locale();
    let list = Listing::new(batches);
    let store = Store {
        list,
        subject: RwSignal::new(None),
        is_revoking: RwSignal::new(false),
        is_making: RwSignal::new(false),
        made: RwSignal::new(None),
        is_made: RwSignal::new(false),
        toasts: use_toasts(),
    };
    let more = list.on_more(|cursor| rpc::list_batches(PageQuery { limit: None, cursor: Some(cursor) }));
    let is_empty = Memo::new(move |_| list.items.with(Vec::is_empty));
    let revoke = move |()| {
        let Some(batch) = store.subject.get_untracked() else { return };
        spawn_local(async move {
            match rpc::revoke_batch(batch.id).await {
                Ok(batch) => {
                    store.put(batch);
                    store.toasts.success(td_string!(l, code.revoked));
                }
                Err(error) => store.toasts.error(&error),
            }
        });
    };
    view! {
        <div class="flex justify-end">
            <Button variant=ButtonVariant::Primary icon=i::LuPlus attr:data-action="make-batch" on:click=move |_| store.is_making.set(true)>
                {td_string!(l, code.new_batch)}
            </Button>
        </div>
        <Card flush=true class="stacked">
            {move || {
                if is_empty.get() {
                    view! { <Empty icon=i::LuGift title=td_string!(l, code.batches_none_title) text=td_string!(l, code.batches_none_body).to_owned() /> }
                        .into_any()
                } else {
                    view! {
                        <Table caption=td_string!(l, code.batches_table) columns=columns(l)>
                            <For each=move || list.items.get() key=|batch| (batch.id, batch.state) let:batch>
                                <Row batch=batch store=store />
                            </For>
                        </Table>
                        <LoadMore cursor=list.cursor busy=list.busy on_more=more />
                    }
                    .into_any()
                }
            }}
        </Card>
        <Dialog open=store.is_making id="make-batch" title=td_string!(l, code.new_batch) class="max-w-xl">
            <BatchForm store=store />
        </Dialog>
        <Made store=store />
        <Confirm
            open=store.is_revoking
            id="revoke-batch"
            title=td_string!(l, code.revoke_title)
            text=td_string!(l, code.revoke_text)
            action=td_string!(l, code.revoke)
            on_confirm=revoke
        />
    }
}

fn columns(l: Locale) -> Vec<Column> {
    vec![
        Column::text(td_string!(l, code.column_batch)),
        Column::number(td_string!(l, code.column_coins)),
        Column::number(td_string!(l, code.column_redeemed)),
        Column::text(td_string!(l, code.column_ends)),
        Column::text(td_string!(l, code.column_state)),
        Column::actions(td_string!(l, code.column_actions)),
    ]
}

#[component]
fn Row(batch: CodeBatch, store: Store) -> impl IntoView {
    let l = use_locale();
    let (state, tone) = word::batch_state(l, batch.state);
    let redeemed = td_string!(l, code.redeemed_of, redeemed = count(l, batch.redeemed), codes = count(l, batch.codes));
    let ends = match batch.expires_at {
        Some(at) => date(l, at.plus_s(-1)),
        None => td_string!(l, code.no_end).to_owned(),
    };
    let works = batch.state == BatchState::Active;
    let (name, made, coins) = (batch.name.clone(), date(l, batch.created_at), coins_in_words(l, batch.coins));
    let label = format!("{} {}", td_string!(l, code.revoke), batch.name);
    let key = batch.id.to_string();
    let batch = StoredValue::new(batch);
    let ask = move |_| {
        store.subject.set(Some(batch.get_value()));
        store.is_revoking.set(true);
    };
    view! {
        <tr data-batch=key>
            <Cell>
                <span class="block font-medium"><bdi>{name}</bdi></span>
                <span class="block text-xs text-muted">{made}</span>
            </Cell>
            <Cell number=true>{coins}</Cell>
            <Cell number=true>{redeemed}</Cell>
            <Cell class="whitespace-nowrap text-muted">{ends}</Cell>
            <Cell><Badge tone=tone>{state}</Badge></Cell>
            <Cell number=true>
                {works.then(|| view! { <IconButton label=label icon=i::LuBan attr:data-action="revoke-batch" on:click=ask /> })}
            </Cell>
        </tr>
    }
}
