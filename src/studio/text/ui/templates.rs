//! Forms that were kept: filled in again, kept, forgotten.

use super::desk::Desk;
use crate::{
    i18n::{td_string, use_locale},
    kernel::{AppError, id::TextTemplateId},
    kit::{Button, ButtonSize, ButtonVariant, Dialog, Form, Icon, IconButton, Input, Menu, MenuButton},
    studio::text::{
        rpc,
        template::{TextTemplate, TextTemplateInput},
    },
};
use icondata as i;
use leptos::{prelude::*, task::spawn_local};

/// A menu of templates, and a dialog in which the form becomes one.
#[component]
pub(super) fn Templates(desk: Desk, templates: Vec<TextTemplate>) -> impl IntoView {
    let l = use_locale();
    let (list, open) = (RwSignal::new(templates), RwSignal::new(false));
    let item = move |template: TextTemplate| {
        let (name, form) = (template.name, StoredValue::new(template.form));
        let named = name.clone();
        view! {
            <MenuButton icon=i::LuFileText attr:data-template=named on:click=move |_| {
                desk.fill(form.get_value());
                desk.toasts.success(td_string!(l, text.template_used));
            }>
                <bdi>{name}</bdi>
            </MenuButton>
        }
    };
    let menu = move || {
        (!list.with(Vec::is_empty)).then(|| view! {
            <Menu
                label=td_string!(l, text.template_use)
                button=move || view! { <Icon icon=i::LuBookmark class="size-4.5" /> <span class="text-sm">{td_string!(l, text.templates)}</span> }
                class="start-0 top-full mt-1 max-h-80 w-64 overflow-y-auto"
            >
                {list.get().into_iter().map(item).collect_view()}
            </Menu>
        })
    };
    view! {
        <div class="mb-4 flex flex-wrap items-center justify-between gap-2">
            <h2 class="text-base font-semibold">{move || super::word::kind(l, desk.task.get()).0}</h2>
            <div class="flex items-center gap-1">
                {menu}
                <IconButton
                    label=td_string!(l, text.template_save)
                    icon=i::LuBookmarkPlus
                    attr:data-action="templates"
                    on:click=move |_| open.set(true)
                />
            </div>
        </div>
        <Dialog open=open id="text-templates" title=td_string!(l, text.templates) class="max-w-md">
            <Kept desk=desk list=list />
        </Dialog>
    }
}

#[component]
fn Kept(desk: Desk, list: RwSignal<Vec<TextTemplate>>) -> impl IntoView {
    let l = use_locale();
    let (name, error, is_busy) = (RwSignal::new(String::new()), RwSignal::new(None::<AppError>), RwSignal::new(false));
    let save = Callback::new(move |()| {
        let input = TextTemplateInput { name: name.get_untracked(), form: untrack(|| desk.form()) };
        is_busy.set(true);
        spawn_local(async move {
            let made = rpc::create_template(input).await;
            let _ = is_busy.try_set(false);
            let _ = error.try_set(made.as_ref().err().cloned());
            if let Ok(template) = made {
                let _ = name.try_set(String::new());
                list.try_update(|list| list.push(template));
                desk.toasts.success(td_string!(l, text.template_saved));
            }
        });
    });
    let delete = move |id: TextTemplateId| {
        spawn_local(async move {
            match rpc::delete_template(id).await {
                Ok(()) => {
                    list.try_update(|list| list.retain(|template| template.id != id));
                    desk.toasts.success(td_string!(l, text.template_deleted));
                }
                Err(wrong) => desk.toasts.error(&wrong),
            }
        });
    };
    let row = move |template: TextTemplate| {
        let (id, label) = (template.id, td_string!(l, text.template_delete, name = template.name.clone()));
        let named = template.name.clone();
        view! {
            <li class="flex items-center gap-3 py-1" data-template=named>
                <span class="min-w-0 flex-1 truncate text-sm"><bdi>{template.name}</bdi></span>
                <IconButton label=label icon=i::LuTrash2 on:click=move |_| delete(id) />
            </li>
        }
    };
    view! {
        <ul class="mb-4 divide-y divide-line empty:hidden" aria-label=td_string!(l, text.templates)>
            <For each=move || list.get() key=|template| template.id children=row />
        </ul>
        <Form on_submit=save error=error>
            <Input name="name" id="template-name" label=td_string!(l, text.template_name) hint=td_string!(l, text.template_save) value=name autocomplete="off" />
            <Button kind="submit" variant=ButtonVariant::Primary size=ButtonSize::Small busy=is_busy class="self-start">{td_string!(l, text.template_keep)}</Button>
        </Form>
    }
}
