//! The form of the chosen kind.

use super::{desk::Desk, price::Price, templates::Templates, word};
use crate::{
    catalog::model::Model,
    i18n::{Locale, count, td_string, use_locale},
    kit::{Button, ButtonVariant, Card, Form, Input, Select, TextArea},
    routing::wish::AUTO,
    studio::text::{
        kind::{Field, TextFieldKind},
        model::{TextLanguage, TextLength, TextTone, VARIANTS_MAX},
        template::TextTemplate,
    },
};
use icondata as i;
use leptos::prelude::*;

/// All that can be filled in, the price, and the button.
#[component]
pub(super) fn FormCard(desk: Desk, models: Vec<Model>, templates: Vec<TextTemplate>) -> impl IntoView {
    let l = use_locale();
    let fields = move || {
        let fields = desk.task.get().fields().iter().enumerate();
        fields.map(|(at, field)| view! { <Control desk=desk field=*field is_main=at == 0 /> }).collect_view()
    };
    view! {
        <Card class="min-w-0">
            <Templates desk=desk templates=templates />
            <Form on_submit=Callback::new(move |()| desk.start()) error=desk.error>
                {fields}
                <Manner desk=desk models=models />
                <Price desk=desk />
                <Button
                    kind="submit"
                    variant=ButtonVariant::Primary
                    icon=i::LuWandSparkles
                    busy=desk.is_busy
                    class="w-full"
                    attr:data-action="write"
                >
                    {td_string!(l, text.write)}
                </Button>
            </Form>
        </Card>
    }
}

#[component]
fn Control(desk: Desk, field: Field, is_main: bool) -> impl IntoView {
    let l = use_locale();
    let (name, label, value) = (format!("fields.{}", field.key), word::field(l, field.key), desk.field(field.key));
    let id = format!("text-{}", field.key);
    let hint = word::note(l, field.key);
    match field.kind {
        TextFieldKind::Line => {
            view! { <Input name=name id=id label=label value=value optional=true autocomplete="off" /> }.into_any()
        }
        TextFieldKind::Long => {
            let rows = if is_main { 5 } else { 3 };
            match hint {
                Some(hint) => view! {
                    <TextArea name=name id=id label=label value=value rows=rows optional=!is_main hint=hint />
                }
                .into_any(),
                None => view! { <TextArea name=name id=id label=label value=value rows=rows optional=!is_main /> }
                    .into_any(),
            }
        }
        TextFieldKind::Choice => {
            let choices = field.choices.iter().map(|code| ((*code).to_owned(), word::choice(l, code).to_owned()));
            let options = with_none(td_string!(l, text.choose), choices);
            view! { <Select name=name id=id label=label options=options value=value /> }.into_any()
        }
    }
}

fn with_none(none: &str, options: impl Iterator<Item = (String, String)>) -> Vec<(String, String)> {
    std::iter::once((String::new(), none.to_owned())).chain(options).collect()
}

/// How it is to be written, whatever it is.
#[component]
fn Manner(desk: Desk, models: Vec<Model>) -> impl IntoView {
    let l = use_locale();
    let tones = TextTone::ALL.iter().map(|one| (one.code().to_owned(), word::tone(l, *one).to_owned()));
    let lengths = TextLength::ALL.iter().map(|one| (one.code().to_owned(), word::length(l, *one).to_owned()));
    let languages = TextLanguage::ALL.iter().map(|one| (one.code().to_owned(), word::language(l, *one).to_owned()));
    let (tones, lengths) =
        (with_none(td_string!(l, text.any_tone), tones), with_none(td_string!(l, text.any_length), lengths));
    let languages = with_none(td_string!(l, text.any_language), languages);
    let variants: Vec<_> = (1..=VARIANTS_MAX).map(|number| (number.to_string(), count(l, number.into()))).collect();
    view! {
        <div class="grid gap-x-3 gap-y-5 sm:grid-cols-2">
            <Select name="language" label=td_string!(l, text.language) options=languages value=desk.language />
            <Select name="tone" label=td_string!(l, text.tone) options=tones value=desk.tone />
            <Select name="length" label=td_string!(l, text.length) options=lengths value=desk.length />
            <Select name="variants" label=td_string!(l, text.variants) options=variants value=desk.variants />
        </div>
        <details class="group/more rounded-lg border border-line px-4 py-2" open=move || has_more(desk)>
            <summary class="flex min-h-10 cursor-pointer items-center text-sm font-medium">{td_string!(l, text.more)}</summary>
            <div class="flex flex-col gap-5 py-3">
                <Input name="audience" label=td_string!(l, text.audience) hint=td_string!(l, text.audience_hint) value=desk.audience optional=true autocomplete="off" />
                <Input name="keywords" label=td_string!(l, text.keywords) hint=td_string!(l, text.keywords_hint) value=desk.keywords optional=true autocomplete="off" />
                <TextArea name="examples" label=td_string!(l, text.examples) hint=td_string!(l, text.examples_hint) value=desk.examples rows=3 optional=true />
            </div>
        </details>
        <Select name="model" label=td_string!(l, text.model) options=model_options(l, models) value=desk.model />
    }
}

/// Whether something is filled in there, as the page opens.
fn has_more(desk: Desk) -> bool {
    [desk.audience, desk.keywords, desk.examples].iter().any(|value| !value.with_untracked(String::is_empty))
}

fn model_options(l: Locale, models: Vec<Model>) -> Vec<(String, String)> {
    let automatic = (AUTO.to_owned(), td_string!(l, chat.automatic).to_owned());
    std::iter::once(automatic).chain(models.into_iter().map(|model| (model.id, model.name))).collect()
}
