//! Signing in.

use super::{
    entrance::{Entrance, OtherWay, hidden},
    posted::Posted,
};
use crate::{
    i18n::{td_string, use_locale},
    kit::{Button, ButtonVariant, Form, Input, Password},
};
use leptos::prelude::*;

/// `/sign-in`: e-mail and password, posted to the same address.
#[component]
pub fn SignInPage() -> impl IntoView {
    let l = use_locale();
    let form = Posted::read();
    let focus = form.focus(&["email", "password"]);
    let other = form.link("/sign-up");
    let foot = move || view! { <OtherWay question=td_string!(l, account.no_account) href=other label=td_string!(l, account.to_sign_up) /> };
    view! {
        <Entrance title=td_string!(l, account.sign_in_title) lead=td_string!(l, account.sign_in_lead) foot=foot>
            <Form action="/sign-in" error=Signal::stored(form.error())>
                {hidden(&form, "return_to")}
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
                <Password name="password" label=td_string!(l, account.password) autofocus=focus == "password" />
                <Button kind="submit" variant=ButtonVariant::Primary class="mt-1 w-full">{td_string!(l, account.sign_in_submit)}</Button>
            </Form>
        </Entrance>
    }
}
