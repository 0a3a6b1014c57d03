//! Another password.

use crate::{
    account::{
        model::{PASSWORD_MIN, PasswordChange},
        rpc::change_password,
    },
    i18n::{count, td_string, use_locale},
    kit::{Button, ButtonVariant, Card, Form, Password, use_toasts},
};
use leptos::prelude::*;

/// Changes the password; what was typed stays until it is changed.
#[component]
pub fn PasswordPanel() -> impl IntoView {
    let l = use_locale();
    let toasts = use_toasts();
    let (current, new) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let change = Action::new(|change: &PasswordChange| {
        let change = change.clone();
        async move {
            change.check()?;
            change_password(change).await
        }
    });
    Effect::new(move |_| {
        if change.value().with(|changed| matches!(changed, Some(Ok(())))) {
            current.set(String::new());
            new.set(String::new());
            toasts.success(td_string!(l, account.password_changed));
        }
    });
    let submit = move || {
        change
            .dispatch(PasswordChange { current_password: current.get_untracked(), new_password: new.get_untracked() });
    };
    let error = Signal::derive(move || change.value().get().and_then(Result::err));
    let rule = td_string!(l, account.password_hint, min = count(l, i64::from(PASSWORD_MIN)));
    view! {
        <Card title=td_string!(l, account.password_title) lead=td_string!(l, account.password_lead)>
            <Form on_submit=submit error=error class="max-w-md">
                <Password name="current_password" label=td_string!(l, account.current_password) value=current />
                <Password
                    name="new_password"
                    label=td_string!(l, account.new_password)
                    autocomplete="new-password"
                    value=new
                    hint=rule
                />
                <Button kind="submit" variant=ButtonVariant::Primary busy=change.pending() class="self-start">
                    {td_string!(l, account.password_submit)}
                </Button>
            </Form>
        </Card>
    }
}
