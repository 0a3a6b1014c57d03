//! `/app/text` and `/app/text/{id}`.

use super::{desk::Desk, editor::Results, form::FormCard, history::History, picker::Picker};
use crate::{
    catalog::{
        model::{Capability, Model},
        rpc::list_models,
    },
    i18n::{td_string, use_locale},
    kernel::{AppError, id::TextId},
    kit::{LinkButton, Loaded, PageBody, PageHeader, Skeleton},
    routing::wish::AUTO,
    studio::text::{
        kind::TextKind,
        model::{NewTexts, Text},
        rpc::{list_templates, list_versions},
        template::TextTemplate,
    },
};
use futures::future;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use serde::{Deserialize, Serialize};

/// What a visit loads.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Opening {
    /// The versions of the text that the address names; none for a new one.
    texts: Vec<Text>,
    models: Vec<Model>,
    templates: Vec<TextTemplate>,
}

/// A form beside its results, and what was written before. The address may say which kind: `?task=seo_basic`.
#[component]
pub fn TextPage() -> impl IntoView {
    let l = use_locale();
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id")));
    let opening = Resource::new(move || id.get(), open);
    view! {
        <PageBody class="max-w-7xl">
            <PageHeader title=td_string!(l, text.title) lead=td_string!(l, text.lead)>
                {move || id.with(Option::is_some).then(|| view! {
                    <LinkButton href="/app/text" icon=icondata::LuPlus>{td_string!(l, text.new)}</LinkButton>
                })}
            </PageHeader>
            <Loaded resource=opening skeleton=Shape let:opening>
                <Studio opening=opening />
            </Loaded>
            <History visit=id />
        </PageBody>
    }
}

async fn open(id: Option<String>) -> Result<Opening, AppError> {
    let id = id.map(|id| id.parse::<TextId>().map_err(|_| AppError::NotFound)).transpose()?;
    let texts = async move {
        match id {
            Some(id) => list_versions(id).await,
            None => Ok(Vec::new()),
        }
    };
    let (texts, models, templates) =
        future::try_join3(texts, list_models(Some(Capability::Chat)), list_templates()).await?;
    Ok(Opening { texts, models, templates })
}

#[component]
fn Shape() -> impl IntoView {
    view! {
        <Skeleton class="h-40 rounded-lg" />
        <div class="grid items-start gap-6 lg:grid-cols-[24rem_minmax(0,1fr)]">
            <Skeleton class="h-[32rem] rounded-lg" />
            <Skeleton class="h-80 rounded-lg" />
        </div>
    }
}

#[component]
fn Studio(opening: Opening) -> impl IntoView {
    let Opening { texts, models, templates } = opening;
    let asked = use_query_map().with_untracked(|query| query.get("task")).and_then(|task| task.parse().ok());
    let desk = Desk::new(asked.unwrap_or(TextKind::ProductDescription));
    if let Some(first) = texts.first() {
        let variants = u8::try_from(texts.len()).unwrap_or(1);
        let model = models.iter().any(|model| model.id == first.model).then(|| first.model.clone());
        // Several models may have answered: then the policy chose.
        let is_one = texts.iter().all(|text| text.model == first.model);
        let model = model.filter(|_| is_one && texts.len() > 1).or_else(|| Some(AUTO.to_owned()));
        desk.take(NewTexts { variants, model, ..NewTexts::of(first.form.clone()) });
    }
    desk.keep_draft(texts.is_empty() && asked.is_none());
    desk.keep_quoted();
    view! {
        <Picker desk=desk />
        <div class="grid items-start gap-6 lg:grid-cols-[24rem_minmax(0,1fr)]">
            <FormCard desk=desk models=models templates=templates />
            <Results desk=desk texts=texts />
        </div>
    }
}
