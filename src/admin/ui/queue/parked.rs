//! Parked runs, to be tried again or given up.

use crate::{
    admin::{rpc, ui::models::model_address},
    i18n::{coins_in_words, count, error_text, relative, td_string, use_locale},
    kernel::{AppError, id::RunId},
    kit::{Button, ButtonSize, ButtonVariant, Card, Confirm, use_toasts},
    run::{
        parked::{ParkedRun, ParkedVerdict, QueueBoard, Settling},
        record::encoded,
        ui::run_kind_label,
    },
};
use icondata as i;
use leptos::{prelude::*, task::spawn_local};

/// All of them, each with its two buttons, and both for all at once.
#[component]
pub(super) fn Parked(board: QueueBoard, on_done: Callback<()>) -> impl IntoView {
    let (l, toasts) = (use_locale(), use_toasts());
    let (is_busy, giving_up) = (RwSignal::new(false), RwSignal::new(Vec::<RunId>::new()));
    let is_asking = RwSignal::new(false);
    let settle = Callback::new(move |(runs, verdict): (Vec<RunId>, ParkedVerdict)| {
        is_busy.set(true);
        spawn_local(async move {
            let answer = rpc::settle_parked(Settling { runs, verdict }).await;
            let _ = is_busy.try_set(false);
            match answer {
                Ok(done) => toasts.success(td_string!(l, queue.settled, number = count(l, done.resolved))),
                Err(wrong) => toasts.error(&wrong),
            }
            on_done.run(());
        });
    });
    let ask = move |runs: Vec<RunId>| {
        giving_up.set(runs);
        is_asking.set(true);
    };
    let all: Vec<RunId> = board.items.iter().map(|item| item.run).collect();
    let (resumed, given_up, now) = (all.clone(), all, board.now);
    let item = move |run: ParkedRun| {
        let id = run.run;
        let reason = run.reason.map(|reason| error_text(l, &AppError::Provider { reason }));
        view! {
            <li class="flex flex-wrap items-center gap-x-6 gap-y-3 px-5 py-4 text-sm" data-run=id.to_string()>
                <div class="min-w-0 flex-1 basis-56">
                    <a href=format!("/admin/users?q={}", encoded(&run.email)) class="block truncate font-medium hover:text-primary-text hover:underline"><bdi dir="ltr">{run.email.clone()}</bdi></a>
                    <p class="figures text-xs text-muted">
                        {run_kind_label(l, &run.kind)} " · " {relative(l, run.since, now)} " · " {td_string!(l, queue.tries, number = count(l, run.tries))}
                    </p>
                </div>
                <div class="min-w-0 flex-1 basis-56">
                    <a href=model_address(&run.model) dir="ltr" class="block truncate hover:text-primary-text hover:underline rtl:text-end">{run.model.clone()}</a>
                    <p class="text-xs text-muted">{reason}</p>
                </div>
                <p class="figures">{coins_in_words(l, run.quote)}</p>
                <div class="flex gap-2">
                    <Button size=ButtonSize::Small icon=i::LuRotateCcw busy=is_busy on:click=move |_| settle.run((vec![id], ParkedVerdict::Resume)) attr:data-action="resume">{td_string!(l, queue.resume)}</Button>
                    <Button size=ButtonSize::Small variant=ButtonVariant::Ghost icon=i::LuX busy=is_busy on:click=move |_| ask(vec![id]) attr:data-action="give-up">{td_string!(l, queue.give_up)}</Button>
                </div>
            </li>
        }
    };
    view! {
        <Card flush=true class="min-w-0">
            <div class="flex flex-wrap items-center justify-between gap-4 px-5 py-4">
                <p class="text-sm text-muted">{td_string!(l, queue.parked_text)}</p>
                <div class="flex flex-wrap gap-2">
                    <Button size=ButtonSize::Small variant=ButtonVariant::Primary icon=i::LuRotateCcw busy=is_busy on:click=move |_| settle.run((resumed.clone(), ParkedVerdict::Resume)) attr:data-action="resume-all">{td_string!(l, queue.resume_all)}</Button>
                    <Button size=ButtonSize::Small busy=is_busy on:click=move |_| ask(given_up.clone()) attr:data-action="give-up-all">{td_string!(l, queue.give_up_all)}</Button>
                </div>
            </div>
            <ul aria-label=td_string!(l, queue.parked) class="divide-y divide-line border-t border-line">{board.items.into_iter().map(item).collect_view()}</ul>
        </Card>
        <Confirm
            open=is_asking
            id="give-up"
            title=td_string!(l, queue.give_up_title)
            text=td_string!(l, queue.give_up_text)
            action=td_string!(l, queue.give_up)
            on_confirm=Callback::new(move |()| settle.run((giving_up.get_untracked(), ParkedVerdict::GiveUp)))
        />
    }
}
