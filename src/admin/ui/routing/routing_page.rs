//! All tasks: which model each takes, and which have none.

use super::word;
use crate::{
    admin::ui::staff_only::{StaffOnly, seen},
    i18n::{count, td_string, use_locale},
    kit::{Alert, Badge, Card, Icon, PageBody, PageHeader, SkeletonRows, Tone},
    routing::{model::PolicyLine, rpc, task::Task},
};
use icondata as i;
use leptos::prelude::*;

/// `/admin/routing`
#[component]
pub fn RoutingPage() -> impl IntoView {
    let l = use_locale();
    let policies = Resource::new(|| (), async |()| seen(rpc::list_policies().await));
    view! {
        <PageBody class="group max-w-5xl">
            <PageHeader title=td_string!(l, routing.title) lead=td_string!(l, routing.lead).to_owned() />
            <StaffOnly resource=policies skeleton=Shape let:policies>
                <Policies policies=policies />
            </StaffOnly>
        </PageBody>
    }
}

#[component]
fn Shape() -> impl IntoView {
    view! {
        <Card>
            <SkeletonRows rows=10 />
        </Card>
    }
}

#[component]
fn Policies(policies: Vec<PolicyLine>) -> impl IntoView {
    let l = use_locale();
    let is_talk = |task: Task| matches!(task, Task::Chat | Task::Vision | Task::Title);
    let group_of = move |task: Task| match () {
        () if is_talk(task) => 0,
        () if task.writes() => 1,
        () => 2,
    };
    let titles =
        [td_string!(l, routing.group_talk), td_string!(l, routing.group_shop), td_string!(l, routing.group_media)];
    let without: Vec<&str> =
        policies.iter().filter(|one| one.first.is_none()).map(|one| word::task(l, one.task).0).collect();
    let warning = (!without.is_empty()).then(|| {
        let tasks = without.join(td_string!(l, routing.separator));
        let text = td_string!(l, routing.nobody_body, tasks = tasks);
        view! { <Alert tone=Tone::Warning title=td_string!(l, routing.nobody_title)>{text}</Alert> }
    });
    let group = |(number, title): (usize, &'static str)| {
        let lines = policies.iter().filter(|one| group_of(one.task) == number).cloned();
        let lines = lines.map(|line| view! { <Line line=line /> }).collect_view();
        view! {
            <Card title=title flush=true>
                <ul class="divide-y divide-line border-t border-line">{lines}</ul>
            </Card>
        }
    };
    view! { <div class="flex flex-col gap-6">{warning} {titles.into_iter().enumerate().map(group).collect_view()}</div> }
}

#[component]
fn Line(line: PolicyLine) -> impl IntoView {
    let l = use_locale();
    let (name, hint, icon) = word::task(l, line.task);
    let ready = td_string!(l, routing.ready, ready = count(l, line.ready), all = count(l, line.candidates));
    let first = match line.first {
        Some(first) => view! { <bdi class="truncate font-medium">{first}</bdi> }.into_any(),
        None => view! { <Badge tone=Tone::Warning>{td_string!(l, routing.nobody)}</Badge> }.into_any(),
    };
    view! {
        <li data-task=line.task.code()>
            <a href=word::address(line.task) class="flex items-center gap-4 px-5 py-3.5 hover:bg-sunken/60 md:px-6">
                <span class="inline-flex rounded-lg bg-sunken p-2.5 text-muted max-sm:hidden">
                    <Icon icon=icon />
                </span>
                <span class="grid min-w-0 flex-1 gap-x-6 gap-y-1.5 sm:grid-cols-[minmax(0,1.3fr)_minmax(0,1fr)] sm:items-center">
                    <span class="min-w-0">
                        <span class="flex flex-wrap items-center gap-2">
                            <span class="font-medium">{name}</span>
                            {line.is_changed.then(|| view! { <Badge tone=Tone::Primary>{td_string!(l, routing.changed)}</Badge> })}
                        </span>
                        <span class="mt-0.5 block text-xs text-muted">{hint}</span>
                    </span>
                    <span class="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1 text-sm">
                        {first}
                        {line.is_sandbox.then(|| view! { <Badge>{td_string!(l, routing.sandbox)}</Badge> })}
                        <span class="figures text-xs text-muted">{ready}</span>
                    </span>
                </span>
                <Icon icon=i::LuChevronRight flip=true class="size-4.5 text-faint" />
            </a>
        </li>
    }
}
