//! The page where a person redeems a code.

use crate::{
    app::use_session,
    code::{
        redeem::{RedeemInput, Redeemed},
        rpc,
    },
    i18n::{coins_in_words, date, td_string, use_locale},
    kernel::{AppError, FieldProblem},
    kit::{Button, ButtonVariant, Card, Form, Icon, Input, LinkButton, PageBody, PageHeader},
};
use icondata as i;
use leptos::{prelude::*, task::spawn_local};

/// `/app/redeem`
#[component]
pub fn RedeemPage() -> impl IntoView {
    let l = use_locale();
    let code = RwSignal::new(String::new());
    let (is_busy, error) = (RwSignal::new(false), RwSignal::new(None::<AppError>));
    let (given, session) = (RwSignal::new(None::<Redeemed>), use_session());
    let submit = move |()| {
        let typed = code.get_untracked();
        if typed.trim().is_empty() {
            return error.set(Some(AppError::field("code", FieldProblem::Required)));
        }
        is_busy.set(true);
        spawn_local(async move {
            let outcome = rpc::redeem(RedeemInput { code: typed }).await;
            let _ = is_busy.try_set(false);
            match outcome {
                Ok(redeemed) => {
                    let _ = error.try_set(None);
                    let _ = code.try_set(String::new());
                    let _ = given.try_set(Some(redeemed));
                    // The balance above the page.
                    if let Some(session) = session {
                        session.refetch();
                    }
                }
                Err(wrong) => drop(error.try_set(Some(wrong))),
            }
        });
    };
    let content = move || {
        match given.get() {
        Some(redeemed) => view! { <Given redeemed=redeemed on_again=Callback::new(move |()| given.set(None)) /> }.into_any(),
        None => view! {
            <Form on_submit=Callback::new(submit) error=error>
                <Input
                    name="code"
                    id="redeem-code"
                    label=td_string!(l, code.redeem_code)
                    hint=td_string!(l, code.redeem_hint)
                    value=code
                    placeholder="XXXX-XXXX-XXXX-XXXX"
                    autocomplete="off"
                    ltr=true
                    autofocus=true
                />
                <Button kind="submit" variant=ButtonVariant::Primary icon=i::LuGift busy=is_busy class="self-start">{td_string!(l, code.redeem_submit)}</Button>
            </Form>
        }
        .into_any(),
    }
    };
    view! {
        <PageBody class="max-w-2xl">
            <PageHeader title=td_string!(l, code.redeem_title) lead=td_string!(l, code.redeem_lead).to_owned()>
                <LinkButton href="/app/wallet" icon=i::LuWallet>{td_string!(l, code.redeem_wallet)}</LinkButton>
            </PageHeader>
            <Card>
                {content}
            </Card>
        </PageBody>
    }
}

#[component]
fn Given(redeemed: Redeemed, on_again: Callback<()>) -> impl IntoView {
    let l = use_locale();
    let until = redeemed.expires_at.map(|at| td_string!(l, code.redeem_until, date = date(l, at)));
    view! {
        <div role="status" class="flex flex-col items-center py-6 text-center" data-redeemed="">
            <span class="inline-flex rounded-full bg-success-soft p-4 text-success">
                <Icon icon=i::LuCircleCheck class="size-8" />
            </span>
            <h2 class="mt-4 text-lg font-bold">{td_string!(l, code.redeem_done_title, coins = coins_in_words(l, redeemed.coins))}</h2>
            <p class="mt-1 text-sm text-muted">{td_string!(l, code.redeem_done_body, coins = coins_in_words(l, redeemed.available))}</p>
            {until.map(|until| view! { <p class="text-sm text-muted">{until}</p> })}
            <div class="mt-6 flex flex-wrap justify-center gap-3">
                <LinkButton href="/app/wallet" variant=ButtonVariant::Primary>{td_string!(l, code.redeem_wallet)}</LinkButton>
                <Button on:click=move |_| on_again.run(())>{td_string!(l, code.redeem_again)}</Button>
            </div>
        </div>
    }
}
