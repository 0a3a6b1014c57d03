//! The discount codes.

use super::{
    discount_form::{DiscountFields, Draft},
    discount_row::DiscountRow,
    uses::Uses,
};
use crate::{
    account::ui::{StaffOnly, seen},
    code::{
        discount::{DiscountCode, DiscountInput},
        rpc,
    },
    i18n::{Locale, td_string, use_locale},
    kernel::{AppError, Page, PageQuery},
    kit::{
        Button, ButtonVariant, Card, Column, Dialog, Empty, Form, Icon, Listing, LoadMore, SkeletonRows, Table, Toasts,
        use_toasts,
    },
    offer::{self, model::OfferLine},
};
use futures::future::try_join;
use icondata as i;
use leptos::{ev::SubmitEvent, prelude::*, task::spawn_local};
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
};

/// What the part holds together.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    pub(super) l: Locale,
    list: Listing<DiscountCode>,
    pub(super) offers: StoredValue<Vec<OfferLine>>,
    subject: RwSignal<Option<DiscountCode>>,
    is_creating: RwSignal<bool>,
    is_editing: RwSignal<bool>,
    is_showing: RwSignal<bool>,
    toasts: Toasts,
}

impl Desk {
    /// Opens the form of a code.
    pub(super) fn edit(self, code: &DiscountCode) {
        self.subject.set(Some(code.clone()));
        self.is_editing.set(true);
    }

    /// Opens the uses of a code.
    pub(super) fn show(self, code: &DiscountCode) {
        self.subject.set(Some(code.clone()));
        self.is_showing.set(true);
    }

    /// Switches a code on or off.
    pub(super) fn switch(self, code: &DiscountCode) {
        let (id, input) = (code.id, DiscountInput::of(&code.rules));
        let input = DiscountInput { enabled: !input.enabled, ..input };
        spawn_local(async move {
            match rpc::change_discount(id, input).await {
                Ok(code) => {
                    self.put(code);
                    self.toasts.success(td_string!(self.l, code.switched));
                }
                Err(error) => self.toasts.error(&error),
            }
        });
    }

    fn put(self, code: DiscountCode) {
        self.list.items.update(|items| match items.iter_mut().find(|item| item.id == code.id) {
            Some(item) => *item = code,
            None => items.insert(0, code),
        });
    }
}

/// The part of the page: search, list, dialogs.
#[component]
pub(super) fn Discounts() -> impl IntoView {
    let query = use_query_map();
    let search = Memo::new(move |_| query.read().get("q").unwrap_or_default());
    let codes = Resource::new(
        move || search.get(),
        async |search| {
            let codes = rpc::list_discounts(search.clone(), PageQuery::default());
            seen(try_join(codes, offer::rpc::list_offers()).await.map(|(codes, offers)| (search, codes, offers)))
        },
    );
    view! {
        <StaffOnly resource=codes skeleton=Shape let:found>
            <List search=found.0 codes=found.1 offers=found.2 />
        </StaffOnly>
    }
}

#[component]
fn Shape() -> impl IntoView {
    view! {
        <Card>
            <SkeletonRows rows=6 />
        </Card>
    }
}

#[component]
fn List(search: String, codes: Page<DiscountCode>, offers: Vec<OfferLine>) -> impl IntoView {
    let l = use_locale();
    let list = Listing::new(codes);
    let closed = || RwSignal::new(false);
    let desk = Desk {
        l,
        list,
        offers: StoredValue::new(offers),
        subject: RwSignal::new(None),
        is_creating: closed(),
        is_editing: closed(),
        is_showing: closed(),
        toasts: use_toasts(),
    };
    let wanted = search.clone();
    let more = list
        .on_more(move |cursor| rpc::list_discounts(wanted.clone(), PageQuery { limit: None, cursor: Some(cursor) }));
    let is_empty = Memo::new(move |_| list.items.with(Vec::is_empty));
    let nothing = StoredValue::new(search.clone());
    view! {
        <div class="flex flex-wrap items-center justify-between gap-3">
            <Search search=search />
            <Button variant=ButtonVariant::Primary icon=i::LuPlus attr:data-action="create-discount" on:click=move |_| desk.is_creating.set(true)>
                {td_string!(l, code.new_discount)}
            </Button>
        </div>
        <Card flush=true class="stacked">
            {move || {
                if is_empty.get() {
                    view! { <Nothing search=nothing.get_value() /> }.into_any()
                } else {
                    view! {
                        <Table caption=td_string!(l, code.discounts_table) columns=columns(l)>
                            <For each=move || list.items.get() key=|code| (code.id, code.rules.clone(), code.used) let:code>
                                <DiscountRow code=code desk=desk />
                            </For>
                        </Table>
                        <LoadMore cursor=list.cursor busy=list.busy on_more=more />
                    }
                    .into_any()
                }
            }}
        </Card>
        <Dialog open=desk.is_creating id="create-discount" title=td_string!(l, code.new_discount) class="max-w-2xl">
            <Editor desk=desk about=None />
        </Dialog>
        <Dialog open=desk.is_editing id="edit-discount" title=td_string!(l, code.edit_discount) class="max-w-2xl">
            {move || desk.subject.get().map(|code| view! { <Editor desk=desk about=Some(code) /> })}
        </Dialog>
        <Dialog open=desk.is_showing id="discount-uses" title=td_string!(l, code.tab_discounts) class="max-w-3xl">
            {move || desk.subject.get().map(|code| view! { <Uses code=code /> })}
        </Dialog>
    }
}

fn columns(l: Locale) -> Vec<Column> {
    vec![
        Column::text(td_string!(l, code.column_code)),
        Column::text(td_string!(l, code.column_value)),
        Column::text(td_string!(l, code.column_for)),
        Column::number(td_string!(l, code.column_used)),
        Column::text(td_string!(l, code.column_state)),
        Column::actions(td_string!(l, code.column_actions)),
    ]
}

#[component]
fn Nothing(search: String) -> impl IntoView {
    let l = use_locale();
    let (title, text) = if search.is_empty() {
        (td_string!(l, code.none_title), td_string!(l, code.none_body).to_owned())
    } else {
        (td_string!(l, code.none_found_title), td_string!(l, code.none_found_body, search = search))
    };
    view! { <Empty icon=i::LuTicketPercent title=title text=text /> }
}

/// What is searched for stands in the address.
#[component]
fn Search(search: String) -> impl IntoView {
    let l = use_locale();
    let navigate = StoredValue::new(use_navigate());
    let text = RwSignal::new(search);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let query = leptos_router::params::ParamsMap::from_iter([("q", text.get_untracked().trim().to_owned())]);
        navigate.with_value(|go| go(&format!("/admin/codes{}", query.to_query_string()), NavigateOptions::default()));
    };
    view! {
        <form role="search" class="relative w-full sm:max-w-xs" on:submit=submit>
            <Icon icon=i::LuSearch class="pointer-events-none absolute inset-y-0 start-3 my-auto size-4.5 text-muted" />
            <input
                type="search"
                name="q"
                class="control ps-10"
                aria-label=td_string!(l, code.search)
                placeholder=td_string!(l, code.search)
                value=text.get_untracked()
                prop:value=move || text.get()
                on:input=move |event| text.set(event_target_value(&event))
            />
        </form>
    }
}

/// The form of a new code, or of one that is there.
#[component]
fn Editor(desk: Desk, about: Option<DiscountCode>) -> impl IntoView {
    let l = use_locale();
    let (id, draft) = (about.as_ref().map(|code| code.id), Draft::new(desk, about.as_ref()));
    let (is_busy, error) = (RwSignal::new(false), RwSignal::new(None::<AppError>));
    let save = move |()| {
        let input = match draft.input() {
            Ok(input) => input,
            Err(wrong) => return error.set(Some(wrong)),
        };
        is_busy.set(true);
        spawn_local(async move {
            let saved = match id {
                Some(id) => rpc::change_discount(id, input).await,
                None => rpc::create_discount(input).await,
            };
            let _ = is_busy.try_set(false);
            match saved {
                Ok(code) => {
                    desk.is_creating.set(false);
                    desk.is_editing.set(false);
                    desk.put(code);
                    let words = if id.is_some() { td_string!(l, code.saved) } else { td_string!(l, code.created) };
                    desk.toasts.success(words);
                }
                Err(wrong) => drop(error.try_set(Some(draft.named(wrong)))),
            }
        });
    };
    let words = if id.is_some() { td_string!(l, code.save) } else { td_string!(l, code.create) };
    view! {
        <Form on_submit=Callback::new(save) error=error>
            <DiscountFields draft=draft error=error />
            <Button kind="submit" variant=ButtonVariant::Primary busy=is_busy class="self-end">{words}</Button>
        </Form>
    }
}
