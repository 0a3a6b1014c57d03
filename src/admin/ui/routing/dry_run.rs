//! The dry run beside a policy: what a request would take, and why.

use super::{
    conditions::Word,
    line::{Lines, whole},
    word,
};
use crate::{
    admin::ui::word::provider,
    i18n::{coins_in_words, td_string, use_locale},
    kit::{Alert, Badge, Button, Card, Form, Input, Select, Tone},
    routing::{
        rpc,
        task::Task,
        trial::{DryRun, Trial, Tried},
    },
};
use icondata as i;
use leptos::prelude::*;

/// The form and what came of it; it is tried again when the policy was saved (`saved` counts).
#[component]
pub(super) fn DryRunPanel(task: Task, lines: Lines, saved: RwSignal<u32>) -> impl IntoView {
    let l = use_locale();
    let usual = Trial::default();
    let language = RwSignal::new(usual.language.clone());
    let country = RwSignal::new(String::new());
    let plan = RwSignal::new(usual.plan.clone());
    let tokens = RwSignal::new(usual.input_tokens.to_string());
    let [pictures, sound, tools, schema] = [(); 4].map(|()| RwSignal::new(false));
    let run = Action::new(move |trial: &Trial| {
        let trial = trial.clone();
        async move { rpc::try_policy(trial).await }
    });
    let dispatch = move || {
        run.dispatch(Trial {
            task: task.code().to_owned(),
            plan: plan.get_untracked().trim().to_owned(),
            language: language.get_untracked(),
            country: country.get_untracked(),
            input_tokens: whole(&tokens.get_untracked()).unwrap_or(0),
            has_pictures: pictures.get_untracked(),
            has_sound: sound.get_untracked(),
            has_tools: tools.get_untracked(),
            has_schema: schema.get_untracked(),
        });
    };
    Effect::new(move |before: Option<u32>| {
        let now = saved.get();
        if before.is_some_and(|before| before != now) && run.value().with_untracked(Option::is_some) {
            dispatch();
        }
        now
    });
    let error = Signal::derive(move || run.value().get().and_then(Result::err));
    let result = move || run.value().get().and_then(Result::ok).map(|outcome| view! { <Outcome outcome=outcome /> });
    let languages = vec![
        ("fa".to_owned(), td_string!(l, routing.language_fa).to_owned()),
        ("en".to_owned(), td_string!(l, routing.language_en).to_owned()),
    ];
    let is_unsaved = move || lines.stored.with(|stored| *stored != lines.rules());
    let draws = matches!(task, Task::Image | Task::Thumbnail);
    view! {
        <Card title=td_string!(l, routing.try_title) lead=td_string!(l, routing.try_lead).to_owned() class="lg:sticky lg:top-6">
            <div class="flex flex-col gap-5" data-part="dry-run">
                <Form on_submit=dispatch error=error>
                    <Select name="language" id="try-language" label=td_string!(l, routing.try_language) options=languages value=language />
                    <div class="grid grid-cols-2 gap-3">
                        <Input name="country" id="try-country" label=td_string!(l, routing.try_country) hint=td_string!(l, routing.try_country_hint) value=country ltr=true autocomplete="off" />
                        <Input name="plan" id="try-plan" label=td_string!(l, routing.try_plan) value=plan ltr=true autocomplete="off" />
                    </div>
                    <Input name="input_tokens" id="try-tokens" label=td_string!(l, routing.try_tokens) value=tokens inputmode="numeric" ltr=true autocomplete="off" />
                    {(task.writes() || draws).then(|| view! {
                        <fieldset class="flex flex-col gap-1.5">
                            <legend class="mb-1.5 text-sm font-medium">{td_string!(l, routing.try_with)}</legend>
                            <div class="flex flex-wrap gap-2">
                                <Word code="pictures" label=td_string!(l, routing.try_pictures) value=pictures />
                                {task.writes().then(|| view! {
                                    <Word code="sound" label=td_string!(l, routing.try_sound) value=sound />
                                    <Word code="tools" label=td_string!(l, routing.try_tools) value=tools />
                                    <Word code="schema" label=td_string!(l, routing.try_schema) value=schema />
                                })}
                            </div>
                        </fieldset>
                    })}
                    <div class="flex flex-col gap-3">
                        <Button kind="submit" icon=i::LuFlaskConical busy=run.pending() class="self-start">{td_string!(l, routing.try_run)}</Button>
                        {move || is_unsaved().then(|| view! { <p class="text-xs text-muted">{td_string!(l, routing.try_unsaved)}</p> })}
                    </div>
                </Form>
                <div aria-live="polite" class="empty:hidden">{result}</div>
            </div>
        </Card>
    }
}

#[component]
fn Outcome(outcome: DryRun) -> impl IntoView {
    let l = use_locale();
    let unit = word::unit(l, outcome.unit);
    let costs = match (outcome.quote, outcome.hold) {
        (Some(quote), Some(hold)) => view! {
            <dl class="grid grid-cols-2 gap-3 rounded-lg bg-sunken px-4 py-3 text-sm">
                <div>
                    <dt class="text-xs text-muted">{td_string!(l, routing.quote)}</dt>
                    <dd class="figures font-semibold" data-quote="">{coins_in_words(l, quote)}</dd>
                    <dd class="text-xs text-muted">{unit}</dd>
                </div>
                <div>
                    <dt class="text-xs text-muted">{td_string!(l, routing.hold)}</dt>
                    <dd class="figures font-semibold">{coins_in_words(l, hold)}</dd>
                    <dd class="text-xs text-muted">{td_string!(l, routing.hold_hint)}</dd>
                </div>
            </dl>
        }
        .into_any(),
        _ => view! { <Alert tone=Tone::Warning>{td_string!(l, routing.try_nobody)}</Alert> }.into_any(),
    };
    let row = |tried: Tried| view! { <Step tried=tried /> };
    view! {
        <div class="flex flex-col gap-4 border-t border-line pt-5">
            <h3 class="text-sm font-semibold">{td_string!(l, routing.try_result)}</h3>
            {costs}
            <ol class="flex flex-col gap-3">{outcome.candidates.into_iter().map(row).collect_view()}</ol>
        </div>
    }
}

#[component]
fn Step(tried: Tried) -> impl IntoView {
    let l = use_locale();
    let (words, tone) = word::tried(l, tried.state);
    let why = tried.reason.as_ref().map(|reason| word::reason(l, reason));
    let instead = tried
        .successor_id
        .as_ref()
        .map(|_| td_string!(l, routing.why_successor, model = format!("\u{2068}{}\u{2069}", tried.model_id)));
    let most = tried.quote.map(|quote| td_string!(l, routing.at_most, coins = coins_in_words(l, quote)));
    let line = |text: String| view! { <p class="figures text-xs text-muted">{text}</p> };
    view! {
        <li class="flex items-start justify-between gap-3" data-tried=tried.model_id>
            <div class="min-w-0">
                <p class="text-sm">
                    <bdi class="font-medium">{tried.name}</bdi>
                    <span class="ms-2 text-xs text-muted">{provider(l, &tried.provider)}</span>
                </p>
                {instead.map(line)}
                {why.map(line)}
                {most.map(line)}
            </div>
            <Badge tone=tone>{words}</Badge>
        </li>
    }
}
