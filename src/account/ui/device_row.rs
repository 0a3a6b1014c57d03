//! One device of the list.

use super::agent;
use crate::{
    account::model::Device,
    i18n::{date_time, td_string, use_locale},
    kit::{Badge, Button, ButtonSize, Icon, Tone},
};
use icondata as i;
use leptos::prelude::*;

/// Name, address and times of a device, and the button that signs it out.
#[component]
pub fn DeviceRow(
    /// The device.
    device: Device,
    /// Asked to sign it out.
    on_end: Callback<(Device,)>,
) -> impl IntoView {
    let l = use_locale();
    let icon = if device.is_api {
        i::LuTerminal
    } else if agent::is_handheld(&device.agent) {
        i::LuSmartphone
    } else {
        i::LuMonitor
    };
    let name =
        if device.is_api { td_string!(l, account.agent_api).to_owned() } else { agent::describe(l, &device.agent) };
    let asks = td_string!(l, account.device_end_one, device = name.clone());
    let (seen, since) = (date_time(l, device.seen_at), date_time(l, device.created_at));
    let ended = device.clone();
    let end = move |_| on_end.run((ended.clone(),));
    view! {
        <li class="flex flex-wrap items-center gap-x-4 gap-y-3 py-4 first:pt-0 last:pb-0 sm:flex-nowrap">
            <span class="flex rounded-md bg-sunken p-2.5 text-muted">
                <Icon icon=icon />
            </span>
            <div class="min-w-0 flex-1 basis-56">
                <p class="flex flex-wrap items-center gap-x-2.5 gap-y-1 text-sm font-medium" title=device.agent>
                    {name}
                    {device.is_current.then(|| view! { <Badge tone=Tone::Success>{td_string!(l, account.device_current)}</Badge> })}
                </p>
                <p class="mt-0.5 text-xs text-muted">{td_string!(l, account.device_seen, date = seen)}</p>
                <p class="flex flex-wrap gap-x-3 text-xs text-muted">
                    <span>{td_string!(l, account.device_since, date = since)}</span>
                    <bdi dir="ltr">{device.ip}</bdi>
                </p>
            </div>
            {(!device.is_current)
                .then(|| {
                    view! {
                        <Button size=ButtonSize::Small on:click=end attr:aria-label=asks class="max-sm:w-full">
                            {td_string!(l, account.device_end)}
                        </Button>
                    }
                })}
        </li>
    }
}
