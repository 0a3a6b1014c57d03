//! One task: its candidates, their conditions, and a dry run beside them.

use super::{add::AddCandidate, candidate::CandidateRow, dry_run::DryRunPanel, line::Lines, word};
use crate::{
    admin::ui::staff_only::{StaffOnly, seen},
    i18n::{date_time, error_text, td_string, use_locale},
    kernel::AppError,
    kit::{
        Alert, Badge, Button, ButtonVariant, Card, Confirm, Empty, Icon, PageBody, PageHeader, Skeleton, Tone,
        use_toasts,
    },
    routing::{
        model::{Policy, PolicyInput},
        rpc,
        task::Task,
    },
};
use icondata as i;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// `/admin/routing/{task}`
#[component]
pub fn PolicyPage() -> impl IntoView {
    let params = use_params_map();
    let task = Memo::new(move |_| params.read().get("task").unwrap_or_default());
    let policy = Resource::new(
        move || task.get(),
        async |task| match task.parse::<Task>() {
            Ok(task) => seen(rpc::get_policy(task).await),
            Err(_) => Err(AppError::NotFound),
        },
    );
    view! {
        <PageBody class="group max-w-7xl">
            <StaffOnly resource=policy skeleton=Shape let:policy>
                <Whole policy=policy />
            </StaffOnly>
        </PageBody>
    }
}

#[component]
fn Shape() -> impl IntoView {
    view! {
        <div class="grid gap-6 lg:grid-cols-[minmax(0,1fr)_24rem]">
            <Skeleton class="h-96 rounded-lg" />
            <Skeleton class="h-96 rounded-lg" />
        </div>
    }
}

#[component]
fn Whole(policy: Policy) -> impl IntoView {
    let l = use_locale();
    let task = policy.task;
    let (name, hint, _) = word::task(l, task);
    let lines = Lines::new(policy.candidates.clone());
    let (policy, saved) = (RwSignal::new(policy), RwSignal::new(0_u32));
    view! {
        <div class="flex flex-col gap-6">
            <a href="/admin/routing" class="flex min-h-10 items-center gap-2 self-start text-sm text-muted hover:text-text">
                <Icon icon=i::LuArrowLeft flip=true class="size-4.5" />
                {td_string!(l, routing.back)}
            </a>
            <PageHeader title=name lead=hint.to_owned()>
                {move || policy.with(|policy| policy.is_changed).then(|| view! { <Badge tone=Tone::Primary>{td_string!(l, routing.changed)}</Badge> })}
            </PageHeader>
            {move || policy.with(|policy| !policy.candidates.iter().any(|one| one.is_ready())).then(|| view! {
                <Alert tone=Tone::Warning>{td_string!(l, routing.nobody_hint)}</Alert>
            })}
            <div class="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_24rem]">
                <Candidates policy=policy lines=lines saved=saved />
                <DryRunPanel task=task lines=lines saved=saved />
            </div>
        </div>
    }
}

#[component]
fn Candidates(policy: RwSignal<Policy>, lines: Lines, saved: RwSignal<u32>) -> impl IntoView {
    let l = use_locale();
    let (task, needs) = policy.with_untracked(|policy| (policy.task, policy.needs));
    let when = move || {
        policy.with(|policy| {
            let at = date_time(l, policy.updated_at);
            match &policy.updated_by {
                Some(who) => td_string!(l, routing.changed_by, at = at, who = format!("\u{2068}{who}\u{2069}")),
                None if policy.is_changed => td_string!(l, routing.changed_at, at = at),
                None => td_string!(l, routing.from_seed).to_owned(),
            }
        })
    };
    let row = move |line| view! { <CandidateRow task=task line=line lines=lines /> };
    view! {
        <Card title=td_string!(l, routing.candidates_title) lead=td_string!(l, routing.candidates_lead).to_owned() flush=true class="min-w-0">
            <ol aria-label=td_string!(l, routing.candidates_title) class="divide-y divide-line border-y border-line">
                <For each=move || lines.list.get() key=|line| line.key children=row />
            </ol>
            {move || lines.list.with(Vec::is_empty).then(|| view! {
                <Empty icon=i::LuListPlus title=td_string!(l, routing.empty_title) text=td_string!(l, routing.empty_body).to_owned() />
            })}
            <p class="sr-only" role="status">{move || lines.said.get()}</p>
            <div class="flex flex-col gap-5 px-5 py-5 md:px-6">
                <AddCandidate needs=needs lines=lines />
                <Foot policy=policy lines=lines saved=saved />
                <p class="text-xs text-muted">{when}</p>
            </div>
        </Card>
    }
}

/// Save, and the way back.
#[component]
fn Foot(policy: RwSignal<Policy>, lines: Lines, saved: RwSignal<u32>) -> impl IntoView {
    let l = use_locale();
    let toasts = use_toasts();
    let task = policy.with_untracked(|policy| policy.task);
    let asks_reset = RwSignal::new(false);
    let take = move |fresh: Policy| {
        lines.take(fresh.candidates.clone());
        policy.set(fresh);
        saved.update(|times| *times = times.wrapping_add(1));
    };
    let save = Action::new(move |input: &PolicyInput| {
        let input = input.clone();
        async move {
            match rpc::put_policy(task, input).await {
                Ok(fresh) => {
                    toasts.success(td_string!(l, routing.saved));
                    take(fresh);
                }
                Err(error) => lines.error.set(Some(error)),
            }
        }
    });
    let reset = Action::new(move |(): &()| async move {
        match rpc::reset_policy(task).await {
            Ok(fresh) => {
                toasts.success(td_string!(l, routing.reset_done));
                take(fresh);
            }
            Err(error) => toasts.error(&error),
        }
    });
    let submit = move |_| {
        let input = PolicyInput { candidates: untrack(|| lines.rules()) };
        lines.note_sent();
        match input.check() {
            Ok(()) => {
                lines.error.set(None);
                save.dispatch(input);
            }
            Err(error) => lines.error.set(Some(error)),
        }
    };
    let is_unsaved = Memo::new(move |_| lines.stored.with(|stored| *stored != lines.rules()));
    let wrong =
        move || lines.error.get().map(|error| view! { <Alert tone=Tone::Danger>{error_text(l, &error)}</Alert> });
    let give_back = move || {
        reset.dispatch(());
    };
    view! {
        <div aria-live="polite" class="empty:hidden">{wrong}</div>
        <div class="flex flex-wrap items-center gap-3">
            <Button variant=ButtonVariant::Primary busy=save.pending() on:click=submit disabled=Signal::derive(move || !is_unsaved.get())>
                {td_string!(l, routing.save)}
            </Button>
            {move || policy.with(|policy| policy.is_changed).then(|| view! {
                <Button variant=ButtonVariant::Ghost icon=i::LuUndo2 busy=reset.pending() on:click=move |_| asks_reset.set(true)>{td_string!(l, routing.reset)}</Button>
            })}
            {move || is_unsaved.get().then(|| view! { <span class="text-xs text-muted">{td_string!(l, routing.unsaved)}</span> })}
        </div>
        <Confirm
            open=asks_reset
            id="reset-policy"
            title=td_string!(l, routing.reset_title)
            text=td_string!(l, routing.reset_body)
            action=td_string!(l, routing.reset)
            on_confirm=give_back
        />
    }
}
