//! One offer: the form with the card as buyers see it, and what it said before.

use super::{
    card::OfferCard,
    form::{Draft, OfferFields},
    history::History,
    word,
};
use crate::{
    account::ui::{StaffOnly, seen},
    i18n::{language, td_string, use_locale},
    kernel::{AppError, id::OfferId},
    kit::{Alert, Badge, Button, ButtonVariant, Form, Icon, PageBody, PageHeader, Skeleton, Tone, use_toasts},
    offer::{
        model::{OfferDetail, OfferKind},
        rpc,
    },
};
use icondata as i;
use leptos::{prelude::*, task::spawn_local};
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_params_map, use_query_map},
};

/// `/admin/offers/new?kind=`
#[component]
pub fn NewOfferPage() -> impl IntoView {
    let query = use_query_map();
    let kind =
        Memo::new(move |_| query.read().get("kind").and_then(|kind| kind.parse().ok()).unwrap_or(OfferKind::Package));
    // Only whether this is staff: the form needs nothing.
    let allowed = Resource::new(move || kind.get(), async |kind| seen(rpc::list_offers().await.map(|_| kind)));
    view! {
        <PageBody class="group">
            <Back />
            <StaffOnly resource=allowed skeleton=Shape let:kind>
                <Fresh kind=kind />
            </StaffOnly>
        </PageBody>
    }
}

/// `/admin/offers/{id}`
#[component]
pub fn OfferPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.read().get("id").unwrap_or_default());
    let offer = Resource::new(
        move || id.get(),
        async |id| match id.parse::<OfferId>() {
            Ok(id) => seen(rpc::get_offer(id).await),
            Err(_) => Err(AppError::NotFound),
        },
    );
    view! {
        <PageBody class="group">
            <Back />
            <StaffOnly resource=offer skeleton=Shape let:detail>
                <Existing detail=detail />
            </StaffOnly>
        </PageBody>
    }
}

#[component]
fn Back() -> impl IntoView {
    let l = use_locale();
    view! {
        <a href="/admin/offers" class="flex min-h-10 items-center gap-2 self-start text-sm text-muted hover:text-text">
            <Icon icon=i::LuArrowLeft flip=true class="size-4.5" />
            {td_string!(l, offer.back)}
        </a>
    }
}

#[component]
fn Shape() -> impl IntoView {
    view! {
        <div class="grid gap-6 lg:grid-cols-[minmax(0,1fr)_20rem]">
            <Skeleton class="h-128 rounded-lg" />
            <Skeleton class="h-80 rounded-xl" />
        </div>
    }
}

#[component]
fn Fresh(kind: OfferKind) -> impl IntoView {
    let l = use_locale();
    let (toasts, navigate) = (use_toasts(), StoredValue::new(use_navigate()));
    let title = match kind {
        OfferKind::Package => td_string!(l, offer.new_package_title),
        OfferKind::Plan => td_string!(l, offer.new_plan_title),
    };
    let draft = Draft::new(kind);
    let (is_busy, error) = (RwSignal::new(false), RwSignal::new(None::<AppError>));
    let create = move |()| {
        let input = match draft.input() {
            Ok(input) => input,
            Err(wrong) => return error.set(Some(wrong)),
        };
        is_busy.set(true);
        spawn_local(async move {
            match rpc::create_offer(input).await {
                Ok(made) => {
                    toasts.success(td_string!(l, offer.created));
                    let address = format!("/admin/offers/{}", made.line.offer.id);
                    navigate
                        .with_value(|go| go(&address, NavigateOptions { replace: true, ..NavigateOptions::default() }));
                }
                Err(wrong) => drop(error.try_set(Some(draft.named(wrong)))),
            }
            let _ = is_busy.try_set(false);
        });
    };
    view! {
        <PageHeader title=title />
        <Desk draft=draft>
            <Form on_submit=Callback::new(create) error=error>
                <OfferFields draft=draft />
                <Button kind="submit" variant=ButtonVariant::Primary busy=is_busy class="self-start">{td_string!(l, offer.create)}</Button>
            </Form>
        </Desk>
    }
}

#[component]
fn Existing(detail: OfferDetail) -> impl IntoView {
    let l = use_locale();
    let toasts = use_toasts();
    let (id, is_archived) = (detail.line.offer.id, detail.line.archived_at.is_some());
    let draft = Draft::of(&detail.line.offer);
    let shown = RwSignal::new(detail);
    let (is_busy, error) = (RwSignal::new(false), RwSignal::new(None::<AppError>));
    let save = move |()| {
        let input = match draft.input() {
            Ok(input) => input,
            Err(wrong) => return error.set(Some(wrong)),
        };
        is_busy.set(true);
        spawn_local(async move {
            match rpc::change_offer(id, input).await {
                Ok(changed) => {
                    let _ = error.try_set(None);
                    draft.rebase(changed.line.offer.revision);
                    let _ = shown.try_set(changed);
                    toasts.success(td_string!(l, offer.saved));
                }
                Err(wrong) => drop(error.try_set(Some(draft.named(wrong)))),
            }
            let _ = is_busy.try_set(false);
        });
    };
    let head = move || {
        shown.with(|shown| {
            let (state, tone) = word::state(l, &shown.line);
            let content = &shown.line.offer.content;
            view! {
                <PageHeader title=content.name(language(l)).to_owned() lead=word::kind(l, content).to_owned()>
                    <Badge tone=tone>{state}</Badge>
                </PageHeader>
            }
        })
    };
    view! {
        {head}
        {is_archived.then(|| view! { <Alert tone=Tone::Warning>{td_string!(l, offer.archived_note)}</Alert> })}
        <Desk draft=draft>
            <Form on_submit=Callback::new(save) error=error>
                <OfferFields draft=draft />
                <Button kind="submit" variant=ButtonVariant::Primary busy=is_busy disabled=Signal::stored(is_archived) class="self-start">{td_string!(l, offer.save)}</Button>
            </Form>
        </Desk>
        {move || view! { <History revisions=shown.with(|shown| shown.revisions.clone()) /> }}
    }
}

/// The form, and beside it the card it makes.
#[component]
fn Desk(draft: Draft, children: Children) -> impl IntoView {
    let l = use_locale();
    view! {
        <div class="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_20rem]">
            {children()}
            <aside aria-label=td_string!(l, offer.preview) class="lg:sticky lg:top-8" data-preview="">
                <h2 class="text-base font-semibold">{td_string!(l, offer.preview)}</h2>
                <p class="mb-3 text-sm text-muted">{td_string!(l, offer.preview_lead)}</p>
                {move || view! { <OfferCard content=draft.preview() currency=word::usual_currency(l) href=None /> }}
            </aside>
        </div>
    }
}
