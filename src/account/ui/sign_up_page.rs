//! Making an account.

use super::{
    entrance::{Entrance, OtherWay, hidden},
    posted::Posted,
};
use crate::{
    account::model::PASSWORD_MIN,
    app::use_surroundings,
    i18n::{coins_in_words, count, td_string, use_locale},
    kernel::Coins,
    kit::{Button, ButtonVariant, Form, Icon, Input, Password},
};
use leptos::prelude::*;

/// `/sign-up`: a new account, posted to the same address.
#[component]
pub fn SignUpPage() -> impl IntoView {
    let l = use_locale();
    let form = Posted::read();
    let other = form.link("/sign-in");
    let foot = move || view! { <OtherWay question=td_string!(l, account.have_account) href=other label=td_string!(l, account.to_sign_in) /> };
    view! {
        <Entrance title=td_string!(l, account.sign_up_title) lead=td_string!(l, account.sign_up_lead) foot=foot>
            {form.error().is_none().then(|| view! { <Gift /> })}
            {(!form.value("ref").is_empty()).then(|| view! { <Invited /> })}
            <Form action="/sign-up" error=Signal::stored(form.error())>
                {hidden(&form, "return_to")}
                {hidden(&form, "ref")}
                <NewAccount form=form />
                <Button kind="submit" variant=ButtonVariant::Primary class="mt-1 w-full">{td_string!(l, account.sign_up_submit)}</Button>
            </Form>
        </Entrance>
    }
}

/// The fields that make an account, here and at the set-up.
#[component]
pub fn NewAccount(
    /// The form they stand in.
    form: Posted,
) -> impl IntoView {
    let l = use_locale();
    let focus = form.focus(&["email", "password", "full_name"]);
    let min = count(l, i64::from(PASSWORD_MIN));
    view! {
        <Input
            name="email"
            label=td_string!(l, account.email)
            kind="email"
            initial=form.value("email")
            autocomplete="username"
            inputmode="email"
            ltr=true
            required=true
            autofocus=focus == "email"
        />
        <Password
            name="password"
            label=td_string!(l, account.password)
            autocomplete="new-password"
            hint=td_string!(l, account.password_hint, min = min)
            autofocus=focus == "password"
        />
        <Input
            name="full_name"
            label=td_string!(l, account.full_name)
            initial=form.value("full_name")
            autocomplete="name"
            optional=true
            autofocus=focus == "full_name"
        />
    }
}

/// Somebody's link led here.
#[component]
fn Invited() -> impl IntoView {
    let l = use_locale();
    view! {
        <p class="mb-6 flex items-center justify-center gap-2 text-sm text-muted" data-invited="">
            <Icon icon=icondata::LuUserPlus class="size-4.5" />
            <span>{td_string!(l, account.sign_up_invited)}</span>
        </p>
    }
}

/// What a new account comes with, where it comes with something.
#[component]
fn Gift() -> impl IntoView {
    let l = use_locale();
    let gift = use_surroundings().signup_coins;
    (gift > Coins::ZERO).then(|| {
        view! {
            <p class="mb-6 flex items-center justify-center gap-2 rounded-lg bg-primary-soft px-4 py-3 text-sm font-medium text-primary-text">
                <Icon icon=icondata::LuGift class="size-4.5" />
                <span>{td_string!(l, account.sign_up_gift, coins = coins_in_words(l, gift))}</span>
            </p>
        }
    })
}
