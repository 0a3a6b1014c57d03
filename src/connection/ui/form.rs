//! How a provider is reached: the form, with a test of what stands in it.

use super::{outcome::Outcome, word};
use crate::{
    connection::{
        input::{ConnectionChange, ConnectionProbe, SecretText},
        model::{Accent, Connection, Origin, Wire},
        rpc,
    },
    i18n::{Locale, date_time, td_string, use_locale},
    kernel::Interrupted,
    kit::{Button, ButtonSize, ButtonVariant, Card, Form, Input, Password, Select, use_toasts},
};
use icondata as i;
use leptos::prelude::*;

/// The form. Only what was changed is sent; keys and proxies only when something was typed.
#[component]
pub(super) fn Settings(connection: Connection, on_change: Callback<Connection>) -> impl IntoView {
    let l = use_locale();
    let toasts = use_toasts();
    let fields = Fields::of(&connection);
    let is_own = !connection.is_known;
    let has_accent = is_own && connection.kind == Wire::OpenaiCompat;
    let tells_balance = connection.has_balance || connection.id == "openrouter";
    let stored = RwSignal::new(connection);
    let taken = move |fresh: Connection| {
        fields.key.set(String::new());
        fields.proxy.set(String::new());
        stored.set(fresh.clone());
        on_change.run(fresh);
    };
    let save = Action::new(move |change: &ConnectionChange| {
        let (id, change) = (stored.with_untracked(|stored| stored.id.clone()), change.clone());
        async move { rpc::change_connection(id, change).await }
    });
    Effect::new(move |_| {
        if let Some(Ok(fresh)) = save.value().get() {
            toasts.success(td_string!(l, connection.saved));
            taken(fresh);
        }
    });
    let test = Action::new(move |(): &()| {
        let (id, probe) = stored.with_untracked(|stored| (stored.id.clone(), fields.probe(stored)));
        let is_stored = probe.is_stored();
        async move {
            let outcome = rpc::test_connection(id.clone(), probe).await;
            // A test of what is stored may have ended a refusal, or begun one.
            if is_stored && let Ok(detail) = rpc::get_connection(id).await {
                on_change.run(detail.connection);
            }
            outcome
        }
    });
    let busy = test.pending();
    let submit = move || {
        let change = stored.with_untracked(|stored| fields.change(stored));
        save.dispatch(change);
    };
    let forget_proxy = move || {
        save.dispatch(ConnectionChange { proxy: Some(None), ..ConnectionChange::default() });
    };
    let error = Signal::derive(move || save.value().get().and_then(Result::err));
    let words =
        move || if busy.get() { td_string!(l, connection.test_running) } else { td_string!(l, connection.test_values) };
    let key_hint = stored.with_untracked(|stored| key_hint(l, stored));
    let proxy_hint = stored.with_untracked(|stored| proxy_hint(l, stored));
    let url_hint = stored.with_untracked(|stored| url_hint(l, stored));
    let has_proxy = move || stored.with(|stored| matches!(stored.proxy_from, Origin::Stored | Origin::Unreadable));
    view! {
        <Card title=td_string!(l, connection.settings) lead=td_string!(l, connection.settings_lead).to_owned()>
            <Form on_submit=submit error=error>
                {is_own.then(|| view! {
                    <Input name="name" label=td_string!(l, connection.name) value=fields.name optional=true autocomplete="off" />
                })}
                <Input name="base_url" kind="url" label=td_string!(l, connection.base_url) hint=url_hint value=fields.url optional=!is_own autocomplete="off" />
                <Password name="api_key" label=td_string!(l, connection.api_key) hint=key_hint autocomplete="new-password" value=fields.key />
                <Password name="proxy" label=td_string!(l, connection.proxy) hint=proxy_hint autocomplete="new-password" value=fields.proxy />
                {move || has_proxy().then(|| view! {
                    <Button variant=ButtonVariant::Ghost size=ButtonSize::Small icon=i::LuTrash2 class="-mt-3 self-start" on:click=move |_| forget_proxy()>
                        {td_string!(l, connection.proxy_remove)}
                    </Button>
                })}
                <div class="grid gap-5 sm:grid-cols-2">
                    {has_accent.then(|| view! {
                        <Select name="dialect" label=td_string!(l, connection.dialect) options=accents(l) value=fields.accent />
                    })}
                    <Select name="interrupted" label=td_string!(l, connection.interrupted) hint=td_string!(l, connection.interrupted_hint) options=rules(l) value=fields.interrupted />
                    <Input name="position" label=td_string!(l, connection.position) hint=td_string!(l, connection.position_hint) value=fields.position inputmode="numeric" ltr=true />
                    {tells_balance.then(|| view! {
                        <Input name="low_balance_usd" label=td_string!(l, connection.low) hint=td_string!(l, connection.low_hint) value=fields.low optional=true inputmode="decimal" ltr=true />
                    })}
                </div>
                <div class="empty:hidden" aria-live="polite">
                    {move || (!busy.get()).then(|| test.value().get().map(|outcome| view! { <Outcome outcome=outcome /> }))}
                </div>
                <div class="flex flex-wrap gap-3">
                    <Button kind="submit" variant=ButtonVariant::Primary busy=save.pending()>{td_string!(l, connection.save)}</Button>
                    <Button
                        icon=i::LuPlugZap
                        busy=busy
                        on:click=move |_| {
                            test.dispatch(());
                        }
                    >
                        {words}
                    </Button>
                </div>
            </Form>
        </Card>
    }
}

#[derive(Debug, Clone, Copy)]
struct Fields {
    name: RwSignal<String>,
    url: RwSignal<String>,
    key: RwSignal<String>,
    proxy: RwSignal<String>,
    accent: RwSignal<String>,
    interrupted: RwSignal<String>,
    position: RwSignal<String>,
    low: RwSignal<String>,
}

impl Fields {
    fn of(stored: &Connection) -> Self {
        let text = |text: String| RwSignal::new(text);
        Self {
            name: text(stored.name.clone().unwrap_or_default()),
            url: text(stored_url(stored)),
            key: text(String::new()),
            proxy: text(String::new()),
            accent: text(stored.dialect.code().to_owned()),
            interrupted: text(stored.interrupted.code().to_owned()),
            position: text(stored.position.to_string()),
            low: text(stored.low_balance_usd.clone().unwrap_or_default()),
        }
    }

    /// What differs from the connection as it is stored.
    fn change(self, stored: &Connection) -> ConnectionChange {
        let typed = |field: RwSignal<String>| field.get_untracked().trim().to_owned();
        let text = |field, was: &str| Some(typed(field)).filter(|now| now != was);
        let or_none = |now: String| Some(now).filter(|now| !now.is_empty());
        let secret = |field| or_none(typed(field)).map(|secret| Some(SecretText(secret)));
        let position = crate::kernel::digits::plain(&typed(self.position)).parse().unwrap_or(-1);
        ConnectionChange {
            name: text(self.name, stored.name.as_deref().unwrap_or_default()).map(or_none),
            base_url: text(self.url, &stored_url(stored)).map(or_none),
            api_key: secret(self.key),
            proxy: secret(self.proxy),
            dialect: typed(self.accent).parse().ok().filter(|accent| *accent != stored.dialect),
            enabled: None,
            position: Some(position).filter(|position| *position != stored.position),
            interrupted: typed(self.interrupted).parse().ok().filter(|rule| *rule != stored.interrupted),
            low_balance_usd: text(self.low, stored.low_balance_usd.as_deref().unwrap_or_default()).map(or_none),
        }
    }

    /// What would be reached with what stands in the form.
    fn probe(self, stored: &Connection) -> ConnectionProbe {
        let change = self.change(stored);
        ConnectionProbe {
            kind: None,
            base_url: change.base_url.flatten(),
            api_key: change.api_key.flatten(),
            proxy: change.proxy.flatten(),
        }
    }
}

/// The address where staff stored one; another is only shown beside the field.
fn stored_url(stored: &Connection) -> String {
    let url = stored.base_url.clone().filter(|_| stored.base_url_from == Origin::Stored);
    url.unwrap_or_default()
}

fn url_hint(l: Locale, stored: &Connection) -> String {
    let url = word::isolated(stored.base_url.as_deref().unwrap_or_default());
    match stored.base_url_from {
        Origin::Environment => td_string!(l, connection.base_url_environment, url = url),
        Origin::Usual => td_string!(l, connection.base_url_usual, url = url),
        _ => td_string!(l, connection.base_url_own).to_owned(),
    }
}

fn key_hint(l: Locale, stored: &Connection) -> String {
    let at = stored.key_set_at.map_or_else(String::new, |at| date_time(l, at));
    match (stored.key_from, stored.key_last4.as_deref().unwrap_or_default()) {
        (Origin::Environment, _) => td_string!(l, connection.api_key_environment).to_owned(),
        (Origin::Stored, "") => td_string!(l, connection.api_key_stored_plain, at = at),
        (Origin::Stored, last) => td_string!(l, connection.api_key_stored, last = word::isolated(last), at = at),
        (Origin::Unreadable, _) => td_string!(l, connection.api_key_unreadable).to_owned(),
        _ if stored.is_known && stored.id != "ollama" => td_string!(l, connection.api_key_none).to_owned(),
        _ => td_string!(l, connection.api_key_optional).to_owned(),
    }
}

fn proxy_hint(l: Locale, stored: &Connection) -> String {
    let host = word::isolated(stored.proxy_host.as_deref().unwrap_or_default());
    match stored.proxy_from {
        Origin::Environment => td_string!(l, connection.proxy_environment, host = host),
        Origin::Stored => td_string!(l, connection.proxy_stored, host = host),
        Origin::Unreadable => td_string!(l, connection.proxy_unreadable).to_owned(),
        _ => td_string!(l, connection.proxy_none).to_owned(),
    }
}

fn accents(l: Locale) -> Vec<(String, String)> {
    let words = |accent| match accent {
        Accent::Default => td_string!(l, connection.dialect_default),
        Accent::Openai => td_string!(l, connection.dialect_openai),
        Accent::Openrouter => td_string!(l, connection.dialect_openrouter),
        Accent::Groq => td_string!(l, connection.dialect_groq),
    };
    Accent::ALL.into_iter().map(|accent| (accent.code().to_owned(), words(accent).to_owned())).collect()
}

fn rules(l: Locale) -> Vec<(String, String)> {
    vec![
        (Interrupted::Free.code().to_owned(), td_string!(l, connection.interrupted_free).to_owned()),
        (Interrupted::Used.code().to_owned(), td_string!(l, connection.interrupted_used).to_owned()),
    ]
}
