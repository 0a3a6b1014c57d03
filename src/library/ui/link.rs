//! A link that opens a file for whoever has it.

use crate::{
    i18n::{date_time, td_string, use_locale},
    kernel::{AppError, id::AssetId},
    kit::{Button, ButtonSize, ButtonVariant, CopyButton, Dialog, Form, Select},
    library::{
        model::{Link, NewLink},
        rpc,
    },
};
use icondata as i;
use leptos::{prelude::*, task::spawn_local};

const DAY_S: i64 = 86_400;

/// A button, and the dialog that makes the link.
#[component]
pub(super) fn Share(id: AssetId) -> impl IntoView {
    let l = use_locale();
    let (open, is_busy, error) = (RwSignal::new(false), RwSignal::new(false), RwSignal::new(None::<AppError>));
    let (expires, made) = (RwSignal::new(DAY_S.to_string()), RwSignal::new(None::<Link>));
    let times = Signal::derive(move || {
        vec![
            (3_600.to_string(), td_string!(l, library.link_hour).to_owned()),
            (DAY_S.to_string(), td_string!(l, library.link_day).to_owned()),
            ((7 * DAY_S).to_string(), td_string!(l, library.link_week).to_owned()),
            ((30 * DAY_S).to_string(), td_string!(l, library.link_month).to_owned()),
        ]
    });
    let make = Callback::new(move |()| {
        let expires_s = expires.get_untracked().parse().unwrap_or(DAY_S);
        is_busy.set(true);
        spawn_local(async move {
            let answer = rpc::make_link(id, NewLink { expires_s }).await;
            let _ = is_busy.try_set(false);
            let _ = error.try_set(answer.as_ref().err().cloned());
            if let Ok(link) = answer {
                let _ = made.try_set(Some(link));
            }
        });
    });
    let shown = move || {
        made.get().map(|link| {
            let url = link.url.clone();
            view! {
                <div class="mt-5 flex flex-col gap-2">
                    <p class="text-xs text-muted">{td_string!(l, library.link_until, date = date_time(l, link.expires_at))}</p>
                    <div class="flex items-center gap-2">
                        <input class="control" dir="ltr" readonly=true aria-label=td_string!(l, library.link) value=link.url data-part="link" />
                        <CopyButton text=Signal::derive(move || url.clone()) />
                    </div>
                </div>
            }
        })
    };
    view! {
        <Button size=ButtonSize::Small icon=i::LuLink on:click=move |_| open.set(true) attr:data-action="share">{td_string!(l, library.share)}</Button>
        <Dialog open=open id="share" title=td_string!(l, library.share_title) class="max-w-md">
            <p class="mb-5 text-sm text-muted">{td_string!(l, library.share_text)}</p>
            <Form on_submit=make error=error>
                <Select name="expires_s" label=td_string!(l, library.link_time) options=times value=expires />
                <Button kind="submit" variant=ButtonVariant::Primary busy=is_busy class="self-start">{td_string!(l, library.make_link)}</Button>
            </Form>
            {shown}
        </Dialog>
    }
}
