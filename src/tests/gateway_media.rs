//! `/v1` beyond conversations: vectors, pictures and sound, each a run that is held, paid and ended like any other, and
//! frozen where nobody knows whether its provider did the work.

use crate::{
    harness::{Client, Setup, TestApp, milli, wait_until},
    provider::emulator::{
        Scenario, Step,
        media::{png, wav},
    },
};
use aimall::{account, execute, kernel::id::RunId};
use base64::{Engine, engine::general_purpose::STANDARD};
use futures::FutureExt;
use reqwest::{
    Response, StatusCode,
    multipart::{Form, Part},
};
use serde_json::{Value, json};
use std::time::Duration;

const SIGNUP: i64 = 5_000_000;
const IMAGE: &str = "openai/gpt-image-2.5-flare";
const WRITES: &str = "openai/gpt-transcribe";

fn rich() -> Setup {
    Setup { settings: vec![("SIGNUP_COINS", "5000".to_owned())], ..Setup::default() }
}

async fn post(client: &Client, path: &str, body: Value) -> Response {
    let request = client.http.post(format!("{}/v1/{path}", client.base)).json(&body);
    request.bearer_auth(client.access_token.as_deref().unwrap_or("")).send().await.unwrap()
}

async fn post_form(client: &Client, path: &str, form: Form) -> Response {
    let request = client.http.post(format!("{}/v1/{path}", client.base)).multipart(form);
    request.bearer_auth(client.access_token.as_deref().unwrap_or("")).send().await.unwrap()
}

async fn read(response: Response) -> (StatusCode, Value) {
    let (status, text) = (response.status(), response.text().await.unwrap());
    (status, serde_json::from_str(&text).unwrap_or(Value::String(text)))
}

fn file(bytes: Vec<u8>, name: &str) -> Part {
    Part::bytes(bytes).file_name(name.to_owned())
}

fn recording() -> Part {
    // Two seconds of silence.
    file(wav(&vec![0; 96_000]), "voice.wav")
}

/// A refusal names the field, and nothing was asked or held for it.
async fn refused(app: &TestApp, client: &Client, response: Response, field: &str) {
    let (status, body) = read(response).await;
    assert_eq!((status, &body["error"]["param"]), (StatusCode::BAD_REQUEST, &json!(field)), "{body}");
    assert!(body["error"]["message"].as_str().unwrap().len() > 10, "{body}");
    assert_eq!(client.balance().await, (SIGNUP, 0));
    assert_eq!(app.emulator.requests().iter().filter(|request| request.method == "POST").count(), 0);
}

async fn boss(app: &TestApp) -> Client {
    account::server::create_admin(&app.cx, "boss@example.com", "a good password".to_owned())
        .await
        .map_err(|_| "no admin")
        .unwrap();
    let mut client = app.stranger();
    let login = json!({"email": "boss@example.com", "password": "a good password"});
    client.keep_tokens(&client.post("auth/login", login).await.1);
    client
}

on_both! {
    with rich();

    async fn texts_become_vectors(app: &TestApp) {
        let client = app.member("vectors").await;
        let ask = json!({"model": "sandbox-embedding", "input": ["سلام دنیا", "hello"], "dimensions": 16});
        let (status, body) = read(post(&client, "embeddings", ask.clone()).await).await;
        assert_eq!(status, StatusCode::OK, "{body}");
        assert_eq!((&body["object"], &body["data"][1]["index"]), (&json!("list"), &json!(1)));
        let plain: Vec<f32> = serde_json::from_value(body["data"][0]["embedding"].clone()).unwrap();
        assert_eq!(plain.len(), 16);
        let cost = milli(&body["usage"]["coin_cost"]);
        assert!(cost > 0 && body["usage"]["prompt_tokens"].as_i64().unwrap() > 0);
        assert_eq!(client.balance().await, (SIGNUP - cost, 0));
        let mut packed = ask;
        packed["encoding_format"] = json!("base64");
        let (_, body) = read(post(&client, "embeddings", packed).await).await;
        let bytes = STANDARD.decode(body["data"][0]["embedding"].as_str().unwrap()).unwrap();
        let unpacked: Vec<f32> = bytes.chunks(4).map(|four| f32::from_le_bytes(four.try_into().unwrap())).collect();
        assert_eq!(plain, unpacked);
    }

    async fn pictures_are_drawn_and_paid(app: &TestApp) {
        let client = app.member("pictures").await;
        let ask = json!({"model": IMAGE, "prompt": "یک گربه", "n": 2, "size": "1280x720", "quality": "low"});
        let (status, body) = read(post(&client, "images/generations", ask).await).await;
        assert_eq!(status, StatusCode::OK, "{body}");
        let picture = STANDARD.decode(body["data"][1]["b64_json"].as_str().unwrap()).unwrap();
        assert!(picture.starts_with(b"\x89PNG") && body["data"].as_array().unwrap().len() == 2);
        // Twelve tokens of text at 5 dollars a million and two thousand of pictures at 30, × 1,000 coins × 1.5.
        assert_eq!(milli(&body["usage"]["coin_cost"]), (12 * 5 + 2_000 * 30) * 1_500 / 1_000);
        assert_eq!(client.balance().await, (SIGNUP - 90_090, 0));
        let form = Form::new().text("model", IMAGE).text("prompt", "کلاه").part("image", file(png(8, 8, 1), "a.png"));
        let form = form.part("mask", file(png(8, 8, 2), "m.png"));
        let (status, body) = read(post_form(&client, "images/edits", form).await).await;
        assert_eq!(status, StatusCode::OK, "{body}");
        let form = Form::new().text("model", IMAGE).text("prompt", "دو").part("image[]", file(png(8, 8, 1), "x"));
        let form = form.part("image[]", file(png(8, 8, 3), "y"));
        assert_eq!(post_form(&client, "images/edits", form).await.status(), StatusCode::OK);
        let asked: Vec<_> = app.emulator.requests().into_iter().filter(|request| request.method == "POST").collect();
        assert_eq!(asked.len(), 3);
        let (_, runs) = client.get("runs/quote?model=openai%2Fgpt-5-mini&content=x").await;
        assert!(runs["available"].is_string(), "{runs}");
    }

    async fn wrong_pictures_are_refused_before_anything(app: &TestApp) {
        let client = app.member("wrong").await;
        let ask = |more: Value| {
            let mut body = json!({"model": IMAGE, "prompt": "x"});
            more.as_object().unwrap().iter().for_each(|(name, value)| body[name] = value.clone());
            post(&client, "images/generations", body)
        };
        for (more, field) in [
            (json!({"n": 11}), "n"),
            (json!({"n": 0}), "n"),
            (json!({"prompt": " "}), "prompt"),
            (json!({"prompt": "x".repeat(32_001)}), "prompt"),
            (json!({"size": "13x7"}), "size"),
            (json!({"aspect_ratio": "1:100"}), "aspect_ratio"),
            (json!({"stream": true}), "stream"),
            (json!({"response_format": "url"}), "response_format"),
        ] {
            refused(app, &client, ask(more).await, field).await;
        }
        for model in ["openai/gpt-5-mini", "nobody/knows"] {
            let (status, body) = read(ask(json!({"model": model})).await).await;
            assert_eq!((status, &body["error"]["code"]), (StatusCode::NOT_FOUND, &json!("model_not_found")), "{body}");
        }
        let form = |bytes: Vec<u8>| Form::new().text("model", IMAGE).text("prompt", "x").part("image", file(bytes, "a.png"));
        refused(app, &client, post_form(&client, "images/edits", form(b"<svg/>".to_vec())).await, "image").await;
        refused(app, &client, post_form(&client, "images/edits", form(vec![])).await, "image").await;
        let none = Form::new().text("model", IMAGE).text("prompt", "x");
        refused(app, &client, post_form(&client, "images/edits", none).await, "image").await;
        let mask = form(png(4, 4, 1)).part("mask", file(b"\xFF\xD8\xFF\xE0".to_vec(), "m.png"));
        refused(app, &client, post_form(&client, "images/edits", mask).await, "mask").await;
    }

    async fn what_a_model_can_not_do_is_refused_before_anything(app: &TestApp) {
        let staff = boss(app).await;
        let price = |component: &str| json!({"component": component, "usd": "1"});
        let model = json!({
            "provider": "openai", "provider_model": "blind", "name": "Blind", "capabilities": ["chat"],
            "context_tokens": 4_000, "output_tokens_max": 100, "prices": [price("input"), price("output")],
        });
        assert_eq!(staff.post("admin/models", model).await.0, StatusCode::CREATED);
        let client = app.member("blind").await;
        let ask = |model: &str, more: Value| {
            let mut body = json!({"model": model, "messages": [{"role": "user", "content": "x"}]});
            more.as_object().unwrap().iter().for_each(|(name, value)| body[name] = value.clone());
            post(&client, "chat/completions", body)
        };
        let shown = |kind: &str, bytes: &[u8]| {
            let url = format!("data:{kind};base64,{}", STANDARD.encode(bytes));
            json!({"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": url}}]}]})
        };
        let heard = json!({"messages": [{"role": "user", "content": [{"type": "input_audio", "input_audio": {"data": STANDARD.encode(wav(&[0; 480])), "format": "wav"}}]}]});
        let tool = json!({"tools": [{"type": "function", "function": {"name": "find"}}]});
        let picture = png(4, 4, 1);
        for (model, more, field) in [
            ("openai/blind", shown("image/png", &picture), "messages"),
            ("openai/blind", heard, "messages"),
            ("openai/blind", tool, "tools"),
            ("openai/gpt-5-mini", shown("image/png", b"<svg onload=alert(1)>"), "messages"),
            ("openai/gpt-5-mini", json!({"frequency_penalty": 0.5}), "frequency_penalty"),
            ("openai/gpt-5-mini", json!({"logit_bias": {"1": 5}}), "logit_bias"),
            ("openai/gpt-5-mini", json!({"modalities": ["text", "audio"]}), "modalities"),
        ] {
            refused(app, &client, ask(model, more).await, field).await;
        }
        // A picture is what its bytes are, whatever it is called.
        assert_eq!(ask("openai/gpt-5-mini", shown("image/webp", &picture)).await.status(), StatusCode::OK);
        let asked = app.emulator.requests().into_iter().rfind(|request| request.method == "POST").unwrap();
        assert!(asked.body.to_string().contains("data:image/png;base64,"), "{}", asked.body);
    }

    async fn speech_is_written_down_and_paid_by_the_second(app: &TestApp) {
        let client = app.member("heard").await;
        let form = || Form::new().text("model", WRITES).text("language", "fa").part("file", recording());
        let (status, body) = read(post_form(&client, "audio/transcriptions", form()).await).await;
        assert_eq!(status, StatusCode::OK, "{body}");
        assert!(body["text"].as_str().unwrap().contains("شبیه\u{200c}ساز"));
        // Two seconds at 0.0045 dollars a minute: the provider tells tokens, for which there is no price.
        assert_eq!((milli(&body["usage"]["coin_cost"]), &body["usage"]["seconds"]), (225, &json!(2.0)), "{body}");
        let text = post_form(&client, "audio/transcriptions", form().text("response_format", "text")).await;
        assert_eq!(text.headers()["x-coin-cost"], "0.225");
        assert_eq!(client.balance().await, (SIGNUP - 450, 0));
        let form = |format: &'static str| {
            Form::new().text("model", "sandbox-transcription").text("response_format", format).part("file", recording())
        };
        let (_, body) = read(post_form(&client, "audio/transcriptions", form("verbose_json")).await).await;
        assert_eq!((&body["duration"], &body["segments"][0]["end"]), (&json!(2.0), &json!(2.0)), "{body}");
        let vtt = post_form(&client, "audio/transcriptions", form("vtt")).await;
        assert!(vtt.headers()["content-type"].to_str().unwrap().starts_with("text/vtt"));
        assert!(vtt.text().await.unwrap().starts_with("WEBVTT\n\n00:00:00.000 --> 00:00:02.000\n"));
    }

    async fn what_is_no_sound_is_refused_before_anything(app: &TestApp) {
        let client = app.member("noise").await;
        let form = |bytes: Vec<u8>| Form::new().text("model", WRITES).part("file", file(bytes, "voice.mp3"));
        for bytes in [vec![], b"<html>".to_vec(), b"RIFF\0\0\0\0WAVE".to_vec(), vec![0xFF; 5_000], wav(&[])] {
            refused(app, &client, post_form(&client, "audio/transcriptions", form(bytes)).await, "file").await;
        }
        let good = || form(wav(&[0; 4_800]));
        for (name, value) in [("response_format", "docx"), ("response_format", "srt"), ("language", "Persian"), ("stream", "true")] {
            refused(app, &client, post_form(&client, "audio/transcriptions", good().text(name, value)).await, name).await;
        }
        let none = Form::new().text("model", WRITES);
        refused(app, &client, post_form(&client, "audio/transcriptions", none).await, "file").await;
        let large = form(vec![0; (25 << 20) + 1]);
        refused(app, &client, post_form(&client, "audio/transcriptions", large).await, "file").await;
    }

    async fn text_is_spoken_and_paid_by_the_character(app: &TestApp) {
        let client = app.member("spoken").await;
        let ask = |format: &str| json!({"model": "sandbox-speech", "input": "سلام", "voice": "sandbox", "response_format": format, "speed": 1.25});
        let response = post(&client, "audio/speech", ask("wav")).await;
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()["content-type"], "audio/wav");
        // Four characters at two dollars a million.
        assert_eq!(response.headers()["x-coin-cost"], "0.012");
        let whole = response.bytes().await.unwrap();
        let raw = post(&client, "audio/speech", ask("pcm")).await;
        assert_eq!(raw.headers()["content-type"], "audio/pcm");
        assert_eq!(raw.bytes().await.unwrap(), whole.slice(44..));
        for (name, value) in [("voice", json!("nobody")), ("speed", json!(9)), ("response_format", json!("midi")), ("input", json!(""))] {
            let mut wrong = ask("wav");
            wrong[name] = value;
            let (status, body) = read(post(&client, "audio/speech", wrong).await).await;
            assert_eq!((status, &body["error"]["param"]), (StatusCode::BAD_REQUEST, &json!(name)), "{body}");
        }
        assert_eq!(client.balance().await, (SIGNUP - 24, 0));
    }

    async fn what_a_provider_refuses_costs_nothing(app: &TestApp) {
        let client = app.member("blocked").await;
        let blocked = json!({"error": {"message": "no", "type": "image_generation_user_error", "code": "moderation_blocked"}});
        app.emulator.queue(Scenario::status(400, blocked));
        let ask = || post(&client, "images/generations", json!({"model": IMAGE, "prompt": "x"}));
        let (status, body) = read(ask().await).await;
        assert_eq!((status, &body["error"]["code"]), (StatusCode::BAD_REQUEST, &json!("content_policy_violation")), "{body}");
        app.emulator.queue(Scenario::status(200, json!({"created": 1, "data": []})));
        assert_eq!(read(ask().await).await.1["error"]["code"], "content_policy_violation", "how some moderations say no");
        assert_eq!(client.balance().await, (SIGNUP, 0));
    }

    async fn a_lost_answer_freezes_its_hold_until_staff_decides(app: &TestApp) {
        let client = app.member("lost").await;
        let (_, key) = client.post("api-keys", json!({"name": "k", "limit_coins": "4000"})).await;
        let ask = |broken: bool| {
            if broken {
                app.emulator.queue(Scenario::new("lost").step(Step::Reset));
            }
            let request = client.http.post(format!("{}/v1/images/generations", client.base)).json(&json!({"model": IMAGE, "prompt": "x"}));
            request.bearer_auth(key["key"].as_str().unwrap()).send()
        };
        for _ in 0..2 {
            let (status, body) = read(ask(true).await.unwrap()).await;
            assert_eq!((status, &body["error"]["code"]), (StatusCode::BAD_GATEWAY, &json!("uncertain")), "{body}");
        }
        assert_eq!(app.emulator.requests().iter().filter(|request| request.path.ends_with("/images/generations")).count(), 2, "asked once each");
        let (available, held) = client.balance().await;
        assert!(held > 0 && available + held == SIGNUP, "{available} {held}");
        aimall::billing::server::expire_holds(&app.cx).await.map_err(|_| "expiry").unwrap();
        assert_eq!(client.balance().await, (available, held), "frozen holds are not forgotten");
        let staff = boss(app).await;
        assert_eq!(client.get("admin/uncertain").await.0, StatusCode::FORBIDDEN);
        let (_, waiting) = staff.get("admin/uncertain").await;
        assert_eq!((waiting["items"].as_array().unwrap().len(), &waiting["items"][0]["email"]), (2, &json!("lost@example.com")));
        let decide = async |run: &Value, verdict: &str| {
            let decision = json!({"runs": [run["run"]], "verdict": verdict, "note": "looked at"});
            let (status, body) = staff.post("admin/uncertain", decision).await;
            assert_eq!(status, StatusCode::OK, "{body}");
            (body["resolved"].as_i64().unwrap(), body["gone"].as_i64().unwrap())
        };
        let (one, two) = (&waiting["items"][0], &waiting["items"][1]);
        let (quote, estimate) = (milli(&two["quote"]), milli(&two["estimate"]));
        assert_eq!(decide(one, "release").await, (1, 0));
        assert_eq!(decide(one, "charge").await, (0, 1), "decided once");
        assert_eq!(client.balance().await, (SIGNUP - quote, quote));
        assert_eq!(decide(two, "charge").await, (1, 0));
        assert_eq!(client.balance().await, (SIGNUP - estimate, 0));
        let nothing = json!({"runs": [], "verdict": "charge", "note": ""});
        assert_eq!(staff.post("admin/uncertain", nothing).await.0, StatusCode::UNPROCESSABLE_ENTITY);
        let (_, keys) = client.get("api-keys").await;
        assert_eq!(milli(&keys["items"][0]["spent_coins"]), estimate, "{keys}");
        let (_, run) = client.get(&format!("runs/{}", two["run"].as_str().unwrap())).await;
        assert_eq!((&run["state"], milli(&run["coin_cost"])), (&json!("interrupted"), estimate));
        let (status, body) = read(ask(false).await.unwrap()).await;
        assert_eq!(status, StatusCode::OK, "the key works on: {body}");
    }

    async fn a_picture_whose_process_died_is_uncertain(app: &TestApp) {
        let client = app.member("orphan").await;
        app.emulator.queue(Scenario::new("slow").step(Step::Gate("draw".to_owned())).step(Step::Reset));
        let asking = tokio::spawn(post_owned(client.clone(), json!({"model": IMAGE, "prompt": "x"})));
        wait_until("the provider is asked", || async {
            app.emulator.requests().iter().any(|request| request.path.ends_with("/images/generations"))
        })
        .await;
        let run = RunId(app.cx.live.ids()[0]);
        let written = app.cx.db.write(uuid::Uuid::nil(), move |conn| {
            async move {
                execute!(conn, "UPDATE runs SET lease_owner = $2, lease_until = 1 WHERE id = $1", run, uuid::Uuid::now_v7())?;
                Ok(())
            }
            .boxed()
        });
        written.await.map_err(|_| "not written").unwrap();
        let (other, address) = app.second().await;
        let elsewhere = client.at(address);
        wait_until("another process ends it", || async { elsewhere.get(&format!("runs/{run}")).await.1["state"] == "uncertain" }).await;
        app.emulator.open_gate("draw");
        assert_eq!(asking.await.unwrap().status(), StatusCode::BAD_GATEWAY);
        wait_until("the old owner gives up", || async { app.cx.live.count() == 0 }).await;
        assert_eq!(client.get(&format!("runs/{run}")).await.1["state"], "uncertain", "ended once");
        let (available, held) = client.balance().await;
        assert!(held > 0 && available + held == SIGNUP, "its hold is frozen: {available} {held}");
        other.stopping.cancel();
        other.aborting.cancel();
        other.db.close().await;
    }

    async fn a_client_that_leaves_does_not_stop_what_was_sent(app: &TestApp) {
        let client = app.member("leaver").await;
        app.emulator.queue(Scenario::new("slow").step(Step::Gate("draw".to_owned())).step(Step::Reset));
        let asking = tokio::spawn(post_owned(client.clone(), json!({"model": IMAGE, "prompt": "x"})));
        wait_until("the provider is asked", || async {
            app.emulator.requests().iter().any(|request| request.path.ends_with("/images/generations"))
        })
        .await;
        asking.abort();
        app.emulator.open_gate("draw");
        wait_until("the run waits for a decision", || async { app.cx.live.count() == 0 }).await;
        assert!(client.balance().await.1 > 0, "its hold is frozen");
    }
}

async fn post_owned(client: Client, body: Value) -> Response {
    post(&client, "images/generations", body).await
}

mod tasks {
    use super::*;
    use crate::provider::emulator::task::{GOAPI, goapi};
    use reqwest::Method;

    fn minutes() -> Setup {
        let settings = vec![
            ("SIGNUP_COINS", "5000".to_owned()),
            ("GOAPI_API_KEY", GOAPI.key.to_owned()),
            ("PUBLIC_URL", "https://mall.example".to_owned()),
        ];
        Setup { settings, ..Setup::default() }
    }

    /// Puts Midjourney on offer: it is off until somebody wants it.
    async fn on_offer(app: &TestApp) -> Client {
        let staff = boss(app).await;
        let model = "admin/models/goapi%2Fmidjourney";
        let price = json!({"prices": [{"component": "request", "usd": "0.10"}]});
        assert_eq!(staff.send(Method::PUT, &format!("{model}/prices"), price).await.0, StatusCode::OK);
        assert_eq!(staff.send(Method::PATCH, model, json!({"enabled": true})).await.0, StatusCode::OK);
        staff
    }

    fn draw(client: &Client) -> impl Future<Output = Response> + Send + 'static {
        let (client, ask) =
            (client.clone(), json!({"model": "goapi/midjourney", "prompt": "روباه", "aspect_ratio": "16:9"}));
        post_owned(client, ask)
    }

    on_both! {
        with minutes();

        async fn a_sheet_is_waited_for(app: &TestApp) {
            let client = app.member("sheet").await;
            let (status, body) = read(post(&client, "images/generations", json!({"model": "sandbox-task", "prompt": "x"})).await).await;
            assert_eq!((status, body["data"].as_array().map(Vec::len)), (StatusCode::OK, Some(4)), "{}", body["error"]);
            // A cent a request.
            assert_eq!((milli(&body["usage"]["coin_cost"]), client.balance().await), (15_000, (SIGNUP - 15_000, 0)));
            let many = post(&client, "images/generations", json!({"model": "sandbox-task", "prompt": "x", "n": 2})).await;
            assert_eq!(read(many).await.1["error"]["param"], "n");
        }

        async fn a_webhook_only_wakes_the_asking(app: &TestApp) {
            on_offer(app).await;
            let client = app.member("woken").await;
            app.emulator.queue(Scenario::status(200, goapi("pending", &json!({}), 0)));
            let asking = tokio::spawn(draw(&client));
            wait_until("the task is ordered", || async { app.cx.live.count() == 1 && app.emulator.requests().iter().any(|one| one.method == "POST") }).await;
            let run = RunId(app.cx.live.ids()[0]);
            wait_until("its name is kept", || async {
                app.cx.live.get(run.0).is_some_and(|log| log.hook_secret.get().is_some())
            })
            .await;
            let secret = app.cx.live.get(run.0).unwrap().hook_secret.get().unwrap().clone();
            let picture = format!("data:image/png;base64,{}", STANDARD.encode(png(4, 4, 7)));
            app.emulator.queue(Scenario::status(200, goapi("completed", &json!({"image_urls": [picture]}), 0)));
            let hook = |secret: &str| app.stranger().http.post(format!("{}/hooks/tasks/{run}/{secret}", client.base)).body("junk").send();
            assert_eq!(hook("wrong").await.unwrap().status(), StatusCode::NOT_FOUND);
            assert_eq!(hook(&secret).await.unwrap().status(), StatusCode::NO_CONTENT);
            let (status, body) = read(asking.await.unwrap()).await;
            assert_eq!((status, body["data"].as_array().map(Vec::len)), (StatusCode::OK, Some(1)), "{body}");
            assert_eq!(client.balance().await, (SIGNUP - 150_000, 0));
            assert_eq!(hook(&secret).await.unwrap().status(), StatusCode::NOT_FOUND, "a run that ended waits for nothing");
        }

        async fn an_order_is_never_sent_twice(app: &TestApp) {
            on_offer(app).await;
            let client = app.member("lost").await;
            app.emulator.queue(Scenario::new("lost").step(Step::Reset));
            assert_eq!(read(draw(&client).await).await.1["error"]["code"], "uncertain");
            let orders = app.emulator.requests().iter().filter(|one| one.path.ends_with("/task")).count();
            assert_eq!((orders, client.balance().await.1), (1, 150_000), "ordered once, its hold frozen");
        }

        async fn a_failed_task_costs_nothing(app: &TestApp) {
            on_offer(app).await;
            let client = app.member("failed").await;
            // One that failed was not charged: it is ordered once more.
            for _ in 0..2 {
                app.emulator.queue(Scenario::status(200, goapi("failed", &json!({}), 10_000)));
            }
            assert!(!draw(&client).await.status().is_success());
            assert_eq!(app.emulator.requests().iter().filter(|one| one.path.ends_with("/task")).count(), 2);
            assert_eq!(client.balance().await, (SIGNUP, 0));
        }
    }
}

mod books {
    use super::*;
    use crate::provider::emulator::contract::OPENROUTER_KEY;
    use aimall::run;
    use reqwest::Method;

    const DRAWS: &str = "openrouter/own/draw";

    fn routed() -> Setup {
        let settings = vec![("SIGNUP_COINS", "5000".to_owned()), ("OPENROUTER_API_KEY", OPENROUTER_KEY.to_owned())];
        Setup { settings, manual_clock: true }
    }

    /// Two pictures whose answers broke off after their names were told.
    async fn lost(app: &TestApp) -> (Client, Client) {
        let staff = boss(app).await;
        let model = json!({
            "provider": "openrouter", "provider_model": "own/draw", "name": "Draw", "capabilities": ["image"],
            "context_tokens": 4_000, "output_tokens_max": 1, "prices": [{"component": "image", "usd": "0.02"}],
        });
        let (status, body) = staff.send(Method::POST, "admin/models", model).await;
        assert_eq!(status, StatusCode::CREATED, "{body}");
        let client = app.member("lost").await;
        for name in ["gen-one", "gen-two"] {
            // Its head arrives, and with it the name that the books know it by.
            let told = Scenario::new("lost").header("x-generation-id", name).send("{".into());
            app.emulator.queue_for(name, told.pause(Duration::from_millis(100)).step(Step::Reset));
            let (_, body) =
                read(post(&client, "images/generations", json!({"model": DRAWS, "prompt": name})).await).await;
            assert_eq!(body["error"]["code"], "uncertain", "{body}");
        }
        (staff, client)
    }

    async fn ask(app: &TestApp, seconds: i64) -> u32 {
        app.cx.clock.advance_s(seconds);
        run::server::reconcile(&app.cx).await.map_err(|_| "asking").unwrap()
    }

    on_both! {
        with routed();

        async fn what_a_provider_did_not_charge_is_given_back(app: &TestApp) {
            let (staff, client) = lost(app).await;
            // Two cents each: 20 × 1.5.
            assert_eq!(client.balance().await, (SIGNUP - 60_000, 60_000));
            assert_eq!(ask(app, 30).await, 0, "too early to ask");
            assert_eq!(ask(app, 60).await, 0, "not written yet");
            let free = json!({"data": {"id": "gen", "total_cost": 0}});
            app.emulator.queue(Scenario::status(200, free));
            assert_eq!(ask(app, 120).await, 2);
            // The first was free; of the second the books tell the cost, and staff decides with it.
            assert_eq!(client.balance().await, (SIGNUP - 30_000, 30_000));
            let (_, waiting) = staff.get("admin/uncertain").await;
            let waiting = waiting["items"].as_array().unwrap();
            assert_eq!(waiting.len(), 1);
            assert_eq!((milli(&waiting[0]["quote"]), milli(&waiting[0]["estimate"])), (30_000, 185), "{waiting:?}");
            assert_eq!(ask(app, 100_000).await, 0, "asked and answered");
        }
    }
}
