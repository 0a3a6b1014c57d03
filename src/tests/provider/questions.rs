//! Questions with pictures, sound, a wanted form, effort and everything else that can be asked for; and what each dialect
//! makes of them.

use super::{
    CLOCKS, adapter,
    emulator::{Emulator, Scenario, Step, chunk, media::png},
    listen, question, settings,
};
use aimall::provider::{
    AnswerFormat, Auth, ChatMessage, ChatModel, ChatRequest, ChatRole, Clocks, Effort, EffortField, FailureClass,
    Finish, Media, OpenAiCompat, Part, ProviderSettings, SchemaSupport, SystemRole, Tool, http,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use std::time::Duration;

fn own(settings: ProviderSettings) -> OpenAiCompat {
    OpenAiCompat::with_clocks(http::client(CLOCKS.connect, None).unwrap(), settings, CLOCKS)
}

fn seen(text: &str) -> ChatRequest {
    let picture = Media { media_type: "image/png".to_owned(), bytes: png(2, 2, 7).into() };
    let sound = Media { media_type: "audio/x-wav".to_owned(), bytes: bytes::Bytes::from_static(b"RIFF....WAVE") };
    let mut asked = question("emulator/talk", "");
    asked.messages[1].parts = vec![Part::Image(picture), Part::Text(text.to_owned()), Part::Audio(sound)];
    asked
}

fn formed(text: &str) -> ChatRequest {
    let schema = json!({
        "type": "object", "additionalProperties": false, "required": ["style", "colours"],
        "properties": {"style": {"type": "string", "enum": ["bold", "calm"]}, "colours": {"type": "array", "items": {"type": "string"}}},
    });
    let format = AnswerFormat::Schema { name: "thumbnail".to_owned(), schema, strict: true };
    ChatRequest { format, ..question("emulator/talk", text) }
}

#[tokio::test]
async fn pictures_and_sound_are_sent_with_the_words() {
    let emulator = Emulator::start().await.unwrap();
    for provider in ["openrouter", "groq", "openai", "ollama"] {
        let heard = listen(adapter(&emulator, provider, CLOCKS).stream(seen("این چیست؟ [[fast]]"))).await;
        assert_eq!(heard.finish(), Finish::Stop, "{provider}");
    }
    assert_eq!(emulator.violations(), Vec::<String>::new());
    let kinds = |at: usize| -> Vec<String> {
        let parts = emulator.requests()[at].body["messages"][1]["content"].clone();
        parts.as_array().unwrap().iter().map(|part| part["type"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(kinds(0), ["text", "image_url", "input_audio"]);
    assert_eq!(kinds(2), ["image_url", "text", "input_audio"]);
    let part = &emulator.requests()[2].body["messages"][1]["content"][0];
    let url = format!("data:image/png;base64,{}", STANDARD.encode(png(2, 2, 7)));
    assert_eq!(part["image_url"]["url"], url);
    let mut odd = seen("x");
    odd.messages[1].parts[2] =
        Part::Audio(Media { media_type: "audio/x-unknown".to_owned(), bytes: bytes::Bytes::from_static(b"x") });
    let failure = listen(adapter(&emulator, "openai", CLOCKS).stream(odd)).await.failure();
    assert_eq!((failure.class, emulator.requests().len()), (FailureClass::Caller, 4));
}

#[tokio::test]
async fn everything_that_can_be_asked_for() {
    let emulator = Emulator::start().await.unwrap();
    let asked = ChatRequest {
        top_p: Some("0.9".to_owned()),
        stop: vec!["END".to_owned()],
        seed: Some(-7),
        effort: Some(Effort::High),
        ..question("happy", "x")
    };
    for provider in ["openrouter", "groq", "openai", "ollama"] {
        listen(adapter(&emulator, provider, CLOCKS).stream(asked.clone())).await.finish();
    }
    assert_eq!(emulator.violations(), Vec::<String>::new());
    let requests = emulator.requests();
    let (openrouter, openai) = (&requests[0].body, &requests[2].body);
    assert_eq!((&openai["top_p"], &openai["stop"], &openai["seed"]), (&json!(0.9), &json!(["END"]), &json!(-7)));
    assert_eq!((&openai["reasoning_effort"], &openrouter["reasoning"]), (&json!("high"), &json!({"effort": "high"})));
    let wrong = ChatRequest { top_p: Some("much".to_owned()), ..question("happy", "x") };
    let failure = listen(adapter(&emulator, "openai", CLOCKS).stream(wrong)).await.failure();
    assert_eq!((failure.class, emulator.requests().len()), (FailureClass::Caller, 4));
}

#[tokio::test]
async fn answers_of_a_wanted_form() {
    let emulator = Emulator::start().await.unwrap();
    for provider in ["openrouter", "groq", "openai", "ollama"] {
        let model = adapter(&emulator, provider, CLOCKS);
        let heard = listen(model.stream(formed("تحلیل کن"))).await;
        assert_eq!((heard.finish(), heard.tokens()), (Finish::Stop, Some((20, 9))), "{provider}");
        let answer: Value = serde_json::from_str(&heard.text).unwrap();
        assert_eq!(answer, json!({"style": "bold", "colours": ["emulated"]}), "{provider}");
        let some = ChatRequest { format: AnswerFormat::Json, ..question("emulator/talk", "JSON!") };
        let heard = listen(model.stream(some)).await;
        assert_eq!(heard.text, "{\"emulated\":true}", "{provider}");
    }
    assert_eq!(emulator.violations(), Vec::<String>::new());
    let requests = emulator.requests();
    let format = &requests[4].body["response_format"];
    assert_eq!((&format["json_schema"]["name"], &format["json_schema"]["strict"]), (&json!("thumbnail"), &json!(true)));
    assert_eq!(requests[5].body["response_format"], json!({"type": "json_object"}));
}

#[tokio::test]
async fn a_form_that_the_server_can_not_keep_is_asked_for_in_words() {
    let emulator = Emulator::start().await.unwrap();
    for (support, format) in
        [(SchemaSupport::Object, json!({"type": "json_object"})), (SchemaSupport::None, Value::Null)]
    {
        let mut poor = settings(&emulator, "ollama");
        poor.dialect.schema = support;
        poor.dialect.system_role = SystemRole::System;
        listen(own(poor).stream(formed("x"))).await.finish();
        let body = emulator.requests().pop().unwrap().body;
        assert_eq!(body["response_format"], format);
        let wish = body["messages"][0]["content"].as_str().unwrap();
        assert!(wish.contains("\"style\"") && body["messages"].as_array().unwrap().len() == 3, "{wish}");
    }
}

#[tokio::test]
async fn an_answer_as_a_whole_is_the_same_answer() {
    let emulator = Emulator::start().await.unwrap();
    let whole = |message: Value, finish: &str| {
        let choice = json!({"index": 0, "message": message, "finish_reason": finish});
        json!({"id": "c1", "model": "m", "choices": [choice], "usage": chunk::counts(20, 9)})
    };
    let call = json!({"id": "c1", "type": "function", "function": {"name": "find", "arguments": "{}"}});
    let hear = async |scenario: Scenario, clocks: Clocks| {
        emulator.queue(scenario);
        listen(adapter(&emulator, "groq", clocks).stream(formed("x"))).await
    };
    let pretty = format!("{:#}", whole(json!({"content": "پاسخ", "reasoning": "فکر"}), "stop"));
    let heard = hear(Scenario::body(200, "application/json", pretty).split(7), CLOCKS).await;
    assert_eq!((heard.text.as_str(), heard.reasoning.as_str(), heard.finish()), ("پاسخ", "فکر", Finish::Stop));
    assert_eq!((heard.tokens(), heard.model_served.as_deref()), (Some((20, 9)), Some("m")));
    let heard =
        hear(Scenario::status(200, whole(json!({"content": null, "tool_calls": [call]}), "tool_calls")), CLOCKS).await;
    assert_eq!((heard.finish(), heard.calls.len()), (Finish::ToolCalls, 1));
    let streamed =
        Scenario::new("streamed all the same").send(chunk::text("m", "پاسخ")).send(chunk::finish("m", "stop"));
    assert_eq!(hear(streamed.send(chunk::DONE), CLOCKS).await.text, "پاسخ");
    // It begins when it ends, so it has the time of a whole answer.
    let patient = Clocks { first_token: Duration::from_millis(100), ..CLOCKS };
    let late = Scenario::status(200, whole(json!({"content": "دیر"}), "stop"));
    let late = Scenario { steps: [vec![Step::Sleep(Duration::from_millis(300))], late.steps.clone()].concat(), ..late };
    assert_eq!(hear(late, patient).await.text, "دیر");
    for (scenario, class) in [
        (
            Scenario::status(200, json!({"error": {"message": "m", "code": "context_length_exceeded"}})),
            FailureClass::ContextTooLong,
        ),
        (Scenario::status(200, json!({"object": "list"})), FailureClass::Protocol),
        (Scenario::body(200, "text/html", "<html>"), FailureClass::Protocol),
        (Scenario::status(200, whole(json!({"content": ""}), "stop")), FailureClass::Protocol),
        (Scenario::status(200, json!({"choices": []})), FailureClass::Protocol),
        (
            Scenario::body(200, "application/json", "{\"choices\":[{\"message\":{\"content\":\"x"),
            FailureClass::Protocol,
        ),
        (
            Scenario::new("cut").send("{\"choices\":[{\"message\":{\"content\":".into()).step(Step::CloseMidChunk),
            FailureClass::Transient,
        ),
    ] {
        let failure = hear(scenario, CLOCKS).await.failure();
        assert_eq!(failure.class, class, "{failure:?}");
        assert!(!failure.detail.contains("content"), "{failure:?}");
    }
}

#[tokio::test]
async fn the_dialect_is_data() {
    let emulator = Emulator::start().await.unwrap();
    let asked = ChatRequest {
        effort: Some(Effort::Low),
        parallel_tools: Some(true),
        tools: vec![Tool { name: "f".to_owned(), description: None, parameters: json!({}), strict: Some(true) }],
        ..question("happy", "x")
    };
    let mut odd = settings(&emulator, "ollama");
    odd.api_key = Some("a-key-in-its-own-header".into());
    odd.dialect.auth = Auth::Header("x-api-key".to_owned());
    odd.dialect.effort = EffortField::None;
    odd.dialect.parallel_tools = false;
    odd.dialect.send_stream_options = false;
    odd.dialect.system_role = SystemRole::Developer;
    odd.dialect.extra_body.insert("seed".to_owned(), json!(7));
    odd.dialect.extra_body.insert("model".to_owned(), json!("another"));
    // The emulator's Ollama expects none of this; what was sent is what counts here.
    listen(own(odd).stream(asked)).await.failure();
    let request = emulator.requests().pop().unwrap();
    assert_eq!(request.header("x-api-key"), Some("a-key-in-its-own-header"));
    assert_eq!(request.header("authorization"), None);
    let body = &request.body;
    for absent in ["stream_options", "reasoning_effort", "parallel_tool_calls"] {
        assert_eq!(body.get(absent), None);
    }
    assert_eq!(
        (&body["seed"], &body["model"], &body["messages"][0]["role"]),
        (&json!(7), &json!("happy"), &json!("developer"))
    );
    assert_eq!(body["tools"][0]["function"], json!({"name": "f", "parameters": {}, "strict": true}));
    let mut keyless = settings(&emulator, "ollama");
    keyless.api_key = Some("unwanted".into());
    keyless.dialect.auth = Auth::None;
    listen(own(keyless).stream(question("happy", "x"))).await.finish();
    assert_eq!(emulator.requests().pop().unwrap().header("authorization"), None);
}

#[tokio::test]
async fn thinking_aloud_is_taken_out_only_where_it_is_expected() {
    let emulator = Emulator::start().await.unwrap();
    for (model, reasoning, text) in [("qwen3:8b", "فکر", "پاسخ"), ("llama3", "", "<think>فکر</think>پاسخ")]
    {
        let scenario = ["<thi", "nk>ف", "کر</think>", "پاسخ"]
            .into_iter()
            .fold(Scenario::new("thinking"), |said, piece| said.send(chunk::text("m", piece)))
            .send(chunk::finish("m", "stop"))
            .send(chunk::DONE);
        emulator.queue(scenario);
        let heard = listen(adapter(&emulator, "ollama", CLOCKS).stream(question(model, "x"))).await;
        assert_eq!((heard.reasoning.as_str(), heard.text.as_str()), (reasoning, text));
    }
}

#[tokio::test]
async fn a_message_of_several_texts_is_one_text() {
    let emulator = Emulator::start().await.unwrap();
    let mut asked = question("happy", "یک");
    asked.messages.push(ChatMessage {
        parts: vec![Part::Text("دو".to_owned()), Part::Text("سه".to_owned())],
        ..ChatMessage::text(ChatRole::User, "")
    });
    listen(adapter(&emulator, "groq", CLOCKS).stream(asked)).await.finish();
    assert_eq!(emulator.requests()[0].body["messages"][2]["content"], "دو\nسه");
}
