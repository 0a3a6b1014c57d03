//! The first admin's account, through the link that the server wrote when it started.

use super::{
    entrance::{Entrance, OtherWay, hidden},
    posted::Posted,
    sign_up_page::NewAccount,
};
use crate::{
    i18n::{td_string, use_locale},
    kit::{Alert, Button, ButtonVariant, Form, Tone},
};
use leptos::prelude::*;

/// `/setup?token=…`: the account that runs the product. Without a token that works it says where one comes from.
#[component]
pub fn SetupPage() -> impl IntoView {
    let l = use_locale();
    let form = Posted::read();
    let broken = form.value("token").is_empty() || form.is_wrong("token");
    let foot = move || view! { <OtherWay question=td_string!(l, account.have_account) href="/sign-in".to_owned() label=td_string!(l, account.to_sign_in) /> };
    view! {
        <Entrance title=td_string!(l, account.setup_title) lead=td_string!(l, account.setup_lead) foot=foot>
            {if broken {
                view! {
                    <Alert tone=Tone::Warning title=td_string!(l, account.setup_broken_title)>
                        <p>{td_string!(l, account.setup_broken_body)}</p>
                    </Alert>
                }
                .into_any()
            } else {
                view! {
                    <Form action="/setup" error=Signal::stored(form.error())>
                        {hidden(&form, "token")}
                        <NewAccount form=form />
                        <Button kind="submit" variant=ButtonVariant::Primary class="mt-1 w-full">{td_string!(l, account.setup_submit)}</Button>
                    </Form>
                }
                .into_any()
            }}
        </Entrance>
    }
}
