//! The devices where the person is signed in.

use super::device_row::DeviceRow;
use crate::{
    account::{
        model::Device,
        rpc::{end_device, end_other_devices, list_devices},
    },
    i18n::{count, td_string, use_locale},
    kernel::{AppError, id::SessionId},
    kit::{Button, ButtonSize, Card, Confirm, Loaded, SkeletonRows, use_toasts},
};
use leptos::prelude::*;

/// What is signed out.
#[derive(Debug, Clone, Copy)]
enum Ending {
    One(SessionId),
    Others,
}

/// The list of devices, each of which can be signed out.
#[component]
pub fn DevicePanel() -> impl IntoView {
    let l = use_locale();
    let toasts = use_toasts();
    let devices = Resource::new(|| (), |()| list_devices());
    let end = Action::new(|what: &Ending| finish(*what));
    Effect::new(move |_| {
        let Some(ended) = end.value().get() else { return };
        match ended {
            Ok(None) => toasts.success(td_string!(l, account.device_ended)),
            Ok(Some(number)) => {
                toasts.success(td_string!(l, account.devices_ended, number = count(l, i64::from(number))))
            }
            Err(error) => toasts.error(&error),
        }
        devices.refetch();
    });
    let (chosen, asks_one, asks_others) =
        (RwSignal::new(None::<SessionId>), RwSignal::new(false), RwSignal::new(false));
    let ask_one = Callback::new(move |(device,): (Device,)| {
        chosen.set(Some(device.id));
        asks_one.set(true);
    });
    let end_one = move || {
        if let Some(id) = chosen.get_untracked() {
            end.dispatch(Ending::One(id));
        }
    };
    let end_others = move || {
        end.dispatch(Ending::Others);
    };
    view! {
        <Card title=td_string!(l, account.devices_title) lead=td_string!(l, account.devices_lead)>
            <Loaded resource=devices skeleton=|| view! { <SkeletonRows rows=3 /> } let:list>
                <DeviceList list=list on_end=ask_one busy=end.pending() asks_others=asks_others />
            </Loaded>
        </Card>
        <Confirm
            open=asks_one
            id="end-device"
            title=td_string!(l, account.device_end_title)
            text=td_string!(l, account.device_end_body)
            action=td_string!(l, account.device_end_confirm)
            on_confirm=end_one
        />
        <Confirm
            open=asks_others
            id="end-other-devices"
            title=td_string!(l, account.devices_end_title)
            text=td_string!(l, account.devices_end_body)
            action=td_string!(l, account.devices_end_confirm)
            on_confirm=end_others
        />
    }
}

#[component]
fn DeviceList(
    list: Vec<Device>,
    on_end: Callback<(Device,)>,
    #[prop(into)] busy: Signal<bool>,
    asks_others: RwSignal<bool>,
) -> impl IntoView {
    let l = use_locale();
    let others = list.iter().any(|device| !device.is_current);
    view! {
        <ul class="divide-y divide-line">
            {list.into_iter().map(|device| view! { <DeviceRow device=device on_end=on_end /> }).collect_view()}
        </ul>
        <div class="mt-5 border-t border-line pt-5">
            {if others {
                view! {
                    <Button size=ButtonSize::Small icon=icondata::LuLogOut busy=busy on:click=move |_| asks_others.set(true)>
                        {td_string!(l, account.devices_end_others)}
                    </Button>
                }
                .into_any()
            } else {
                view! { <p class="text-sm text-muted">{td_string!(l, account.devices_only_this)}</p> }.into_any()
            }}
        </div>
    }
}

/// Signs out; how many there were, when it was all others.
async fn finish(what: Ending) -> Result<Option<u32>, AppError> {
    match what {
        Ending::One(id) => end_device(id).await.map(|()| None),
        Ending::Others => end_other_devices().await.map(Some),
    }
}
