//! What a person is called.

use crate::{
    account::{
        model::{Person, ProfileChange},
        rpc::{change_profile, get_profile},
    },
    app::use_session,
    i18n::{date, td_string, use_locale},
    kit::{Button, ButtonVariant, Card, Form, Input, Loaded, SkeletonLines, use_toasts},
};
use leptos::prelude::*;

/// Name and e-mail address.
#[component]
pub fn ProfilePanel() -> impl IntoView {
    let l = use_locale();
    let person = Resource::new(|| (), |()| get_profile());
    view! {
        <Card title=td_string!(l, account.profile_title) lead=td_string!(l, account.profile_lead)>
            <Loaded resource=person skeleton=|| view! { <SkeletonLines lines=6 /> } let:person>
                <ProfileForm person=person />
            </Loaded>
        </Card>
    }
}

#[component]
fn ProfileForm(person: Person) -> impl IntoView {
    let l = use_locale();
    let (toasts, session) = (use_toasts(), use_session());
    let name = RwSignal::new(person.full_name);
    let save = Action::new(|full_name: &String| {
        let change = ProfileChange { full_name: Some(full_name.clone()), ..ProfileChange::default() };
        async move {
            change.check()?;
            change_profile(change).await
        }
    });
    Effect::new(move |_| {
        if save.value().with(|saved| matches!(saved, Some(Ok(_)))) {
            toasts.success(td_string!(l, account.profile_saved));
            if let Some(session) = session {
                session.refetch();
            }
        }
    });
    let submit = move || {
        save.dispatch(name.get_untracked());
    };
    let error = Signal::derive(move || save.value().get().and_then(Result::err));
    view! {
        <Form on_submit=submit error=error class="max-w-md">
            <Input name="full_name" label=td_string!(l, account.full_name) value=name autocomplete="name" optional=true />
            <Input
                name="email"
                label=td_string!(l, account.email)
                kind="email"
                initial=person.email
                hint=td_string!(l, account.email_fixed)
                disabled=true
                ltr=true
            />
            <Button kind="submit" variant=ButtonVariant::Primary busy=save.pending() class="self-start">{td_string!(l, account.save)}</Button>
            <p class="text-xs text-muted">{td_string!(l, account.member_since, date = date(l, person.created_at))}</p>
        </Form>
    }
}
