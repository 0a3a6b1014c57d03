//! How a program uses a key: ready to copy.

use super::board::Board;
use crate::{
    i18n::{td_string, use_locale},
    kit::{Card, Choice, Choices, CopyButton},
};
use icondata as i;
use leptos::prelude::*;

const CURL: &str = r#"curl {base}/chat/completions \
  -H "Authorization: Bearer $AIMALL_API_KEY" \
  -H "Content-Type: application/json" \
  -d '{"model": "{model}", "messages": [{"role": "user", "content": "Hello"}]}'"#;

const PYTHON: &str = r#"import os
from openai import OpenAI

client = OpenAI(base_url="{base}", api_key=os.environ["AIMALL_API_KEY"])
reply = client.chat.completions.create(
    model="{model}",
    messages=[{"role": "user", "content": "Hello"}],
)
print(reply.choices[0].message.content)"#;

const NODE: &str = r#"import OpenAI from "openai";

const client = new OpenAI({
  baseURL: "{base}",
  apiKey: process.env.AIMALL_API_KEY,
});
const reply = await client.chat.completions.create({
  model: "{model}",
  messages: [{ role: "user", content: "Hello" }],
});
console.log(reply.choices[0].message.content);"#;

/// An example for each of three tools, with this server's address and a model on offer.
#[component]
pub(super) fn Examples(board: Board) -> impl IntoView {
    let l = use_locale();
    let tool = RwSignal::new("curl".to_owned());
    let model = board.models.with_value(|models| models.first().map(|model| model.id.clone()));
    let model = StoredValue::new(model.unwrap_or_else(|| "MODEL".to_owned()));
    let code = Signal::derive(move || {
        let template = match tool.get().as_str() {
            "python" => PYTHON,
            "node" => NODE,
            _ => CURL,
        };
        template.replace("{base}", &board.base_url.get_value()).replace("{model}", &model.get_value())
    });
    let option =
        |value: &str, label: &str, icon| Choice { value: value.to_owned(), label: label.to_owned(), icon: Some(icon) };
    let tools = vec![
        option("curl", td_string!(l, key.tool_curl), i::LuTerminal),
        option("python", td_string!(l, key.tool_python), i::LuFileCode),
        option("node", td_string!(l, key.tool_node), i::LuBraces),
    ];
    view! {
        <Card title=td_string!(l, key.example_title) lead=td_string!(l, key.example_lead)>
            <div class="flex flex-col gap-4">
                <p class="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
                    <span class="text-muted">{td_string!(l, key.base_url)}</span>
                    <code dir="ltr" class="rounded-md bg-sunken px-2 py-1 wrap-anywhere">{board.base_url.get_value()}</code>
                </p>
                <Choices
                    name="tool"
                    label=td_string!(l, key.tools)
                    options=tools
                    initial="curl"
                    on_change=Callback::new(move |(chosen,): (String,)| tool.set(chosen))
                />
                <div dir="ltr" class="rounded-md border border-line bg-sunken">
                    <div class="flex justify-end border-b border-line p-1">
                        <CopyButton text=code />
                    </div>
                    <pre tabindex="0" class="overflow-x-auto p-4 text-xs leading-6" data-example>
                        <code>{code}</code>
                    </pre>
                </div>
            </div>
        </Card>
    }
}
