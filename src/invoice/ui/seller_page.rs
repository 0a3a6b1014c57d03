//! Who sells.

use crate::{
    account::ui::{StaffOnly, seen},
    i18n::{count, date, td_string, use_locale},
    invoice::{
        rpc::{change_seller, get_seller},
        staff::{PER_MILLE_MAX, SellerInput, SellerProfile},
    },
    kernel::{AppError, FieldProblem, typed},
    kit::{Button, ButtonVariant, Card, Form, Input, PageBody, PageHeader, SkeletonLines, TextArea, use_toasts},
};
use leptos::prelude::*;

/// `/admin/seller`.
#[component]
pub fn SellerPage() -> impl IntoView {
    let l = use_locale();
    let seller = Resource::new(|| (), async |()| seen(get_seller().await));
    view! {
        <PageBody class="max-w-3xl">
            <PageHeader title=td_string!(l, invoice.seller_title) lead=td_string!(l, invoice.seller_lead) />
            <StaffOnly resource=seller skeleton=|| view! { <SkeletonLines lines=12 /> } let:seller>
                <Card title=td_string!(l, invoice.seller_form)>
                    <SellerForm profile=seller />
                </Card>
            </StaffOnly>
        </PageBody>
    }
}

#[component]
fn SellerForm(profile: SellerProfile) -> impl IntoView {
    let (l, toasts) = (use_locale(), use_toasts());
    let SellerProfile { version, seller, logo, vat_per_mille, created_at } = profile;
    let (version, since) = (RwSignal::new(version), RwSignal::new(created_at));
    let name = RwSignal::new(seller.name);
    let address = RwSignal::new(seller.address);
    let registration_id = RwSignal::new(seller.registration_id);
    let tax_id = RwSignal::new(seller.tax_id);
    let phone = RwSignal::new(seller.phone);
    let logo = RwSignal::new(logo.unwrap_or_default());
    let rate = RwSignal::new(typed::of_per_mille(vat_per_mille));
    let save = Action::new(|asked: &Result<SellerInput, AppError>| {
        let asked = asked.clone();
        async move {
            let input = asked?;
            input.check()?;
            change_seller(input).await
        }
    });
    Effect::new(move |_| {
        save.value().with(|saved| {
            if let Some(Ok(saved)) = saved {
                version.set(saved.version);
                since.set(saved.created_at);
                toasts.success(td_string!(l, invoice.seller_saved));
            }
        });
    });
    let submit = move || {
        let asked = per_mille(&rate.get_untracked()).map(|vat_per_mille| {
            SellerInput {
                based_on: Some(version.get_untracked()),
                name: name.get_untracked(),
                address: address.get_untracked(),
                registration_id: registration_id.get_untracked(),
                tax_id: tax_id.get_untracked(),
                phone: phone.get_untracked(),
                logo: Some(logo.get_untracked()),
                vat_per_mille,
            }
            .trimmed()
        });
        save.dispatch(asked);
    };
    let error = Signal::derive(move || save.value().get().and_then(Result::err));
    // The first one was there before anybody.
    let state = move || {
        let since = Some(since.get()).filter(|since| since.micros > 0)?;
        Some(td_string!(l, invoice.seller_version, version = count(l, version.get()), date = date(l, since)))
    };
    view! {
        <Form on_submit=submit error=error class="max-w-xl">
            <Input name="name" label=td_string!(l, invoice.name) value=name autocomplete="organization" required=true />
            <TextArea name="address" label=td_string!(l, invoice.address) value=address rows=3 optional=true />
            <div class="grid gap-5 sm:grid-cols-2">
                <Input
                    name="registration_id"
                    label=td_string!(l, invoice.registration_id)
                    value=registration_id
                    autocomplete="off"
                    optional=true
                    ltr=true
                />
                <Input name="tax_id" label=td_string!(l, invoice.tax_id) value=tax_id autocomplete="off" optional=true ltr=true />
                <Input name="phone" label=td_string!(l, invoice.phone) kind="tel" value=phone autocomplete="tel" optional=true />
                <Input
                    name="vat_per_mille"
                    label=td_string!(l, invoice.vat_rate)
                    value=rate
                    hint=td_string!(l, invoice.vat_rate_hint)
                    inputmode="decimal"
                    autocomplete="off"
                    ltr=true
                />
            </div>
            <TextArea name="logo" label=td_string!(l, invoice.logo) value=logo rows=3 hint=td_string!(l, invoice.logo_hint) optional=true />
            {move || {
                let address = logo.get();
                address.starts_with("data:image/").then(|| view! { <img src=address alt="" class="max-h-16 max-w-48 rounded-md bg-white p-2" /> })
            }}
            <div class="flex flex-wrap items-center gap-4">
                <Button kind="submit" variant=ButtonVariant::Primary busy=save.pending()>{td_string!(l, invoice.save)}</Button>
                <p class="text-xs text-muted">{state}</p>
            </div>
        </Form>
    }
}

/// The rate, in the reader's digits or in others.
fn per_mille(text: &str) -> Result<i64, AppError> {
    let range = || AppError::field("vat_per_mille", FieldProblem::OutOfRange { min: 0, max: PER_MILLE_MAX / 10 });
    if text.trim().is_empty() { Ok(0) } else { typed::per_mille(text).ok_or_else(range) }
}
