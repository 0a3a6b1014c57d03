//! One discount code in the list.

use super::{discounts::Desk, word};
use crate::{
    code::discount::DiscountCode,
    i18n::{count, td_string, use_locale},
    kit::{Badge, Cell, IconButton},
};
use icondata as i;
use leptos::prelude::*;

/// A row.
#[component]
pub(super) fn DiscountRow(code: DiscountCode, desk: Desk) -> impl IntoView {
    let l = use_locale();
    let (state, tone) = word::state(l, code.state);
    let (value, capped) = word::value(l, &code.rules);
    let conditions = word::conditions(l, &code.rules);
    let used = match code.rules.uses_max {
        Some(max) => td_string!(l, code.used_of, used = count(l, code.used), max = count(l, max)),
        None => td_string!(l, code.used_any, used = count(l, code.used)),
    };
    let (key, text) = (code.rules.code.clone(), code.rules.code.clone());
    let (turn, sign) = if code.rules.enabled {
        (td_string!(l, code.turn_off), i::LuPowerOff)
    } else {
        (td_string!(l, code.turn_on), i::LuPower)
    };
    let labelled = |words: &str| format!("{words}: {}", code.rules.code);
    let (edit, uses, turn) = (labelled(td_string!(l, code.edit)), labelled(td_string!(l, code.uses)), labelled(turn));
    let code = StoredValue::new(code);
    view! {
        <tr data-code=key>
            <Cell><code dir="ltr" class="font-semibold whitespace-nowrap">{text}</code></Cell>
            <Cell>
                <span class="block font-medium">{value}</span>
                {capped.map(|capped| view! { <span class="block text-xs text-muted">{capped}</span> })}
            </Cell>
            <Cell class="text-xs text-muted">
                {conditions.into_iter().map(|line| view! { <span class="block">{line}</span> }).collect_view()}
            </Cell>
            <Cell number=true>{used}</Cell>
            <Cell><Badge tone=tone>{state}</Badge></Cell>
            <Cell number=true>
                <div class="flex justify-end gap-1">
                    <IconButton label=edit icon=i::LuPencil attr:data-action="edit-discount" on:click=move |_| code.with_value(|code| desk.edit(code)) />
                    <IconButton label=uses icon=i::LuListChecks attr:data-action="show-uses" on:click=move |_| code.with_value(|code| desk.show(code)) />
                    <IconButton label=turn icon=sign attr:data-action="switch-discount" on:click=move |_| code.with_value(|code| desk.switch(code)) />
                </div>
            </Cell>
        </tr>
    }
}
