//! The switch between a message and its siblings.

use super::thread::Thread;
use crate::{
    chat::tree::Step,
    i18n::{count, td_string, use_locale},
    kit::IconButton,
};
use leptos::prelude::*;

/// `‹ 2 of 3 ›`, where there is more than one version.
#[component]
pub(super) fn Versions(thread: Thread, step: Memo<Option<Step>>) -> impl IntoView {
    let l = use_locale();
    let go = move |by: isize| {
        let Some(step) = step.get_untracked() else { return };
        if let Some(sibling) = step.sibling(by) {
            thread.choices.update(|choices| {
                choices.insert(step.fork, sibling);
            });
        }
    };
    let ends = move |by: isize| {
        Signal::derive(move || step.with(|step| step.as_ref().is_none_or(|step| step.sibling(by).is_none())))
    };
    let number = move |number: usize| count(l, i64::try_from(number).unwrap_or(i64::MAX));
    let words = move || {
        let (at, of) =
            step.with(|step| step.as_ref().map(|step| (step.place() + 1, step.siblings.len()))).unwrap_or((1, 1));
        td_string!(l, chat.version, at = number(at), of = number(of))
    };
    let is_shown = Memo::new(move |_| step.with(|step| step.as_ref().is_some_and(|step| step.siblings.len() > 1)));
    move || {
        is_shown.get().then(|| {
            view! {
                <div class="flex items-center" data-versions="">
                    <IconButton
                        label=td_string!(l, chat.previous_version)
                        icon=icondata::LuChevronLeft
                        flip=true
                        disabled=ends(-1)
                        attr:data-action="previous-version"
                        on:click=move |_| go(-1)
                    />
                    <span class="figures text-xs whitespace-nowrap text-muted">{words}</span>
                    <IconButton
                        label=td_string!(l, chat.next_version)
                        icon=icondata::LuChevronRight
                        flip=true
                        disabled=ends(1)
                        attr:data-action="next-version"
                        on:click=move |_| go(1)
                    />
                </div>
            }
        })
    }
}
