//! Making redeem codes, and taking their file along.

use super::batches::Store;
use crate::{
    code::{
        redeem::{BatchInput, NewBatch},
        rpc,
    },
    i18n::{coins_in_words, count, td_string, use_locale},
    kernel::{AppError, FieldProblem, valid::Check},
    kit::{Alert, Button, ButtonVariant, Checkbox, Dialog, Form, Icon, Input, Tone},
};
use icondata as i;
use leptos::{prelude::*, task::spawn_local};

/// The form of a new batch.
#[component]
pub(super) fn BatchForm(store: Store) -> impl IntoView {
    let l = use_locale();
    let text = || RwSignal::new(String::new());
    let (name, codes, coins, ends, days, each) = (text(), text(), text(), text(), text(), text());
    let (is_busy, error) = (RwSignal::new(false), RwSignal::new(None::<AppError>));
    let read = move || {
        let mut check = Check::new();
        let input = BatchInput {
            name: name.get_untracked(),
            codes: check.typed_number("codes", &codes.get_untracked()).unwrap_or_default(),
            coins: check.typed_coins("coins", &coins.get_untracked()).unwrap_or_default(),
            expires_at: check.typed_day("expires_at", &ends.get_untracked()).map(|day| day.plus(1).start()),
            coins_days: check.typed_number("coins_days", &days.get_untracked()),
            per_user_max: check.typed_number("per_user_max", &each.get_untracked()),
        };
        if input.name.trim().is_empty() {
            check.wrong("name", FieldProblem::Required);
        }
        check.done().map(|()| input)
    };
    let make = move |()| {
        let input = match read() {
            Ok(input) => input,
            Err(wrong) => return error.set(Some(wrong)),
        };
        is_busy.set(true);
        spawn_local(async move {
            let made = rpc::make_batch(input).await;
            let _ = is_busy.try_set(false);
            match made {
                // The dialog may have been closed: codes that were made are shown all the same.
                Ok(made) => store.keep(made),
                Err(wrong) => drop(error.try_set(Some(wrong))),
            }
        });
    };
    view! {
        <Form on_submit=Callback::new(make) error=error>
            <Input name="name" id="batch-name" label=td_string!(l, code.batch_name) hint=td_string!(l, code.batch_name_hint) value=name autocomplete="off" autofocus=true />
            <div class="grid gap-5 sm:grid-cols-2">
                <Input name="codes" id="batch-codes" label=td_string!(l, code.batch_codes) hint=td_string!(l, code.batch_codes_hint) value=codes inputmode="numeric" autocomplete="off" ltr=true />
                <Input name="coins" id="batch-coins" label=td_string!(l, code.batch_coins) value=coins inputmode="decimal" autocomplete="off" ltr=true />
                <Input name="expires_at" id="batch-ends" kind="date" label=td_string!(l, code.batch_ends) hint=td_string!(l, code.day_hint) value=ends optional=true ltr=true />
                <Input name="coins_days" id="batch-days" label=td_string!(l, code.batch_days) hint=td_string!(l, code.batch_days_hint) value=days inputmode="numeric" autocomplete="off" optional=true ltr=true />
                <Input name="per_user_max" id="batch-each" label=td_string!(l, code.batch_each) hint=td_string!(l, code.batch_each_hint) value=each inputmode="numeric" autocomplete="off" optional=true ltr=true />
            </div>
            <Button kind="submit" variant=ButtonVariant::Primary busy=is_busy class="self-end">{td_string!(l, code.batch_make)}</Button>
        </Form>
    }
}

/// The new codes' file. The dialog closes when its reader says that the file is safe.
#[component]
pub(super) fn Made(store: Store) -> impl IntoView {
    let l = use_locale();
    let is_saved = RwSignal::new(false);
    Effect::new(move |_| {
        if !store.is_made.get() {
            store.made.set(None);
            is_saved.set(false);
        }
    });
    let foot = move || {
        let waits = Signal::derive(move || !is_saved.get());
        view! {
            <Button variant=ButtonVariant::Primary disabled=waits attr:data-action="close-batch" on:click=move |_| store.is_made.set(false)>
                {td_string!(l, code.made_done)}
            </Button>
        }
    };
    let file = move |made: NewBatch| {
        let about = td_string!(
            l,
            code.made_count,
            number = count(l, made.about.codes),
            coins = coins_in_words(l, made.about.coins)
        );
        let name = format!("codes-{}.csv", made.about.id);
        view! {
            <div class="flex flex-wrap items-center justify-between gap-3 rounded-md border border-line bg-sunken px-4 py-3">
                <div class="min-w-0">
                    <span class="block font-medium"><bdi>{made.about.name.clone()}</bdi></span>
                    <span class="block text-xs text-muted">{about}</span>
                </div>
                <a
                    href=address(&made.csv)
                    download=name
                    rel="external"
                    data-action="download-codes"
                    class="inline-flex min-h-11 items-center gap-2 rounded-md bg-primary px-4 text-sm font-medium text-on-primary shadow-low hover:bg-primary-hover"
                >
                    <Icon icon=i::LuDownload class="size-4.5" />
                    {td_string!(l, code.download)}
                </a>
            </div>
        }
    };
    view! {
        <Dialog open=store.is_made id="made-batch" title=td_string!(l, code.made_title) foot=foot insistent=true class="max-w-xl">
            <div class="flex flex-col gap-4">
                <Alert tone=Tone::Warning>{td_string!(l, code.made_text)}</Alert>
                {move || store.made.get().map(file)}
                <Checkbox name="saved" label=td_string!(l, code.made_saved) checked=is_saved />
            </div>
        </Dialog>
    }
}

/// The file inside its own address: it leaves the page without another request, in which the codes would be gone.
fn address(csv: &str) -> String {
    let mut address = String::from("data:text/csv;charset=utf-8,");
    for byte in csv.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b',' => address.push(char::from(byte)),
            other => address.push_str(&format!("%{other:02X}")),
        }
    }
    address
}
