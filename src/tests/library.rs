//! The library: what goes in comes out, once, for its owner alone, within its limits.

mod abuse;

use crate::harness::{Client, Setup, TestApp};
use aimall::library::server as library;
use futures::future::join_all;
use reqwest::{Method, Response, StatusCode, multipart};
use serde_json::{Value, json};

/// A picture that no other number gives.
fn picture(width: u32, height: u32, number: u8) -> Vec<u8> {
    let image = image::RgbImage::from_fn(width, height, |x, y| {
        image::Rgb([number, u8::try_from(x % 251).unwrap(), u8::try_from(y % 241).unwrap()])
    });
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::DynamicImage::ImageRgb8(image).write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

async fn put(client: &Client, name: &str, bytes: Vec<u8>) -> (StatusCode, Value) {
    put_into(client, name, bytes, None).await
}

async fn put_into(client: &Client, name: &str, bytes: Vec<u8>, folder: Option<&str>) -> (StatusCode, Value) {
    // What is said of it is not believed.
    let file = multipart::Part::bytes(bytes).file_name(name.to_owned()).mime_str("application/x-lie").unwrap();
    let mut form = multipart::Form::new();
    if let Some(folder) = folder {
        form = form.text("folder_id", folder.to_owned());
    }
    let answer = client.request(Method::POST, "assets").multipart(form.part("file", file)).send().await.unwrap();
    (answer.status(), answer.json().await.unwrap())
}

async fn kept(client: &Client, name: &str, bytes: Vec<u8>) -> Value {
    let (status, asset) = put(client, name, bytes).await;
    assert_eq!(status, StatusCode::CREATED, "{asset}");
    asset
}

async fn content(client: &Client, asset: &Value, rest: &str, headers: &[(&str, &str)]) -> Response {
    let mut request = client.request(Method::GET, &format!("assets/{}/content{rest}", asset["id"].as_str().unwrap()));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.send().await.unwrap()
}

async fn found(client: &Client, query: &str) -> Vec<String> {
    let (status, list) = client.get(&format!("assets?{query}")).await;
    assert_eq!(status, StatusCode::OK, "{list}");
    list["items"].as_array().unwrap().iter().map(|asset| asset["name"].as_str().unwrap().to_owned()).collect()
}

async fn bulk(client: &Client, action: &str, ids: &[&Value], more: Value) -> i64 {
    let mut input = json!({"action": action, "ids": ids.iter().map(|asset| &asset["id"]).collect::<Vec<_>>()});
    input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let (status, done) = client.post("assets/bulk", input).await;
    assert_eq!(status, StatusCode::OK, "{done}");
    done["changed"].as_i64().unwrap()
}

async fn sound(app: &TestApp) {
    let findings = library::check_library(&app.cx).await.map_err(|_| "not checked").unwrap();
    assert_eq!(findings, Vec::new());
}

/// Files of this kind of name that lie in the storage's folder.
fn objects(app: &TestApp, below: &str) -> usize {
    fn count(folder: &std::path::Path) -> usize {
        let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
        entries
            .map(|entry| entry.unwrap())
            .map(|entry| if entry.path().is_dir() { count(&entry.path()) } else { 1 })
            .sum()
    }
    count(&app.folder().join("files").join(below))
}

on_both! {
    async fn what_goes_in_comes_out(app: &TestApp) {
        let sara = app.member("sara").await;
        let bytes = picture(900, 600, 1);
        let asset = kept(&sara, "گربه.png", bytes.clone()).await;
        assert_eq!((&asset["kind"], &asset["media_type"], &asset["origin"]), (&json!("image"), &json!("image/png"), &json!("upload")));
        assert_eq!((&asset["width"], &asset["height"]), (&json!(900), &json!(600)));
        assert!(asset["blurhash"].as_str().unwrap().len() > 10);
        assert_eq!(sara.get(&format!("assets/{}", asset["id"].as_str().unwrap())).await.1, asset);

        let whole = content(&sara, &asset, "", &[]).await;
        let tag = whole.headers()["etag"].to_str().unwrap().to_owned();
        assert_eq!(whole.headers()["content-type"], "image/png");
        assert_eq!(whole.headers()["cache-control"], "private, no-cache");
        assert!(whole.headers()["content-disposition"].to_str().unwrap().starts_with("inline"));
        assert_eq!(whole.bytes().await.unwrap(), bytes);
        assert_eq!(content(&sara, &asset, "", &[("if-none-match", &tag)]).await.status(), StatusCode::NOT_MODIFIED);
        let part = content(&sara, &asset, "", &[("range", "bytes=10-19")]).await;
        assert_eq!(part.status(), StatusCode::PARTIAL_CONTENT);
        assert_eq!(part.headers()["content-range"], format!("bytes 10-19/{}", bytes.len()));
        assert_eq!(part.bytes().await.unwrap(), bytes[10..20]);
        let none = content(&sara, &asset, "", &[("range", "bytes=99999999-")]).await;
        assert_eq!((none.status(), none.headers()["content-range"].to_str().unwrap()), (StatusCode::RANGE_NOT_SATISFIABLE, format!("bytes */{}", bytes.len()).as_str()));
        let saved = content(&sara, &asset, "?download=true", &[]).await;
        assert!(saved.headers()["content-disposition"].to_str().unwrap().starts_with("attachment; filename*=UTF-8''%"));
        sound(app).await;
    }

    async fn pictures_are_made_smaller_once(app: &TestApp) {
        let sara = app.member("sara").await;
        let asset = kept(&sara, "wide.png", picture(1_000, 500, 2)).await;
        let asked = join_all((0..8).map(|_| content(&sara, &asset, "?w=300", &[]))).await;
        for answer in asked {
            assert_eq!((answer.status(), &answer.headers()["content-type"]), (StatusCode::OK, &"image/jpeg".parse().unwrap()));
            let small = image::load_from_memory(&answer.bytes().await.unwrap()).unwrap();
            assert_eq!((small.width(), small.height()), (320, 160));
        }
        assert_eq!(objects(app, "variants"), 1, "eight asked, one was made");
        let own = content(&sara, &asset, "?w=1920", &[]).await;
        assert_eq!(own.headers()["content-type"], "image/png", "larger than it is nothing gets");
        let text = kept(&sara, "words.txt", "سلام".into()).await;
        assert_eq!(content(&sara, &text, "?w=320", &[]).await.text().await.unwrap(), "سلام");
    }

    async fn the_same_file_is_kept_once(app: &TestApp) {
        let (sara, omid) = (app.member("sara").await, app.member("omid").await);
        let bytes = picture(64, 64, 3);
        let answers = join_all((0..6).map(|_| put(&sara, "one.png", bytes.clone()))).await;
        assert_eq!(answers.iter().filter(|(status, _)| *status == StatusCode::CREATED).count(), 1);
        assert!(answers.iter().all(|(_, asset)| asset["id"] == answers[0].1["id"]));
        let other = kept(&omid, "mine.png", bytes.clone()).await;
        assert_ne!(other["id"], answers[0].1["id"]);
        assert_eq!(objects(app, "blobs"), 1, "two people, one file");
        assert_eq!(sara.get("assets/shelf").await.1["used_bytes"], json!(bytes.len()));
        // Gone for one, there for the other; then gone.
        for (person, asset, left) in [(&sara, &answers[0].1, 1), (&omid, &other, 0)] {
            let path = format!("assets/{}", asset["id"].as_str().unwrap());
            for gone in [false, true] {
                assert_eq!(person.send(Method::DELETE, &path, json!({})).await.0, StatusCode::NO_CONTENT);
                assert_eq!(person.get(&path).await.0 == StatusCode::NOT_FOUND, gone);
            }
            assert_eq!(objects(app, "blobs"), left);
        }
        assert_eq!(sara.get("assets/shelf").await.1["used_bytes"], 0);
        sound(app).await;
    }

    async fn nobody_sees_the_files_of_others(app: &TestApp) {
        let (sara, omid) = (app.member("sara").await, app.member("omid").await);
        let asset = kept(&sara, "secret.txt", "only mine".into()).await;
        let path = format!("assets/{}", asset["id"].as_str().unwrap());
        assert_eq!(omid.get(&path).await.0, StatusCode::NOT_FOUND);
        assert_eq!(content(&omid, &asset, "", &[]).await.status(), StatusCode::NOT_FOUND);
        assert_eq!(omid.send(Method::PATCH, &path, json!({"name": "x"})).await.0, StatusCode::NOT_FOUND);
        assert_eq!(omid.send(Method::DELETE, &path, json!({})).await.0, StatusCode::NOT_FOUND);
        assert_eq!(omid.post(&format!("{path}/link"), json!({"expires_s": 60})).await.0, StatusCode::NOT_FOUND);
        for action in ["trash", "restore", "delete", "move"] {
            assert_eq!(bulk(&omid, action, &[&asset], json!({})).await, 0);
        }
        assert_eq!(bulk(&omid, "tag", &[&asset], json!({"tag": "x"})).await, 0);
        let (_, folder) = omid.post("folders", json!({"name": "His"})).await;
        let (status, refused) = put_into(&sara, "x.txt", "x".into(), folder["id"].as_str()).await;
        assert_eq!((status.as_u16(), &refused["fields"][0]["field"]), (422, &json!("folder_id")));
        assert_eq!(found(&omid, "").await, Vec::<String>::new());
        assert_eq!(sara.get(&path).await.1, asset);
    }

    async fn files_are_found_however_persian_is_typed(app: &TestApp) {
        let sara = app.member("sara").await;
        let cat = kept(&sara, "گربهٔ كوچك.txt", "a".into()).await;
        let dog = kept(&sara, "100%_سگ.txt", "b".into()).await;
        kept(&sara, "picture.png", picture(40, 40, 4)).await;
        let change = json!({"tags": ["حیوان‌ها", " Pets ", "pets"]});
        let (status, changed) = sara.send(Method::PATCH, &format!("assets/{}", cat["id"].as_str().unwrap()), change).await;
        assert_eq!((status, &changed["tags"]), (StatusCode::OK, &json!(["pets", "حیوانها"])), "{changed}");
        assert_eq!(found(&sara, "q=گربه کوچک").await, ["گربهٔ كوچك.txt"]);
        assert_eq!(found(&sara, "q=حيوان").await, ["گربهٔ كوچك.txt"], "tags too, with another keyboard");
        assert_eq!(found(&sara, "q=۱۰۰%25_").await, ["100%_سگ.txt"], "signs of patterns are signs");
        assert_eq!(found(&sara, "q=_____").await, Vec::<String>::new());
        assert_eq!(found(&sara, "kind=image").await, ["picture.png"]);
        assert_eq!(found(&sara, "tag=PETS").await, ["گربهٔ كوچك.txt"]);
        assert_eq!(found(&sara, "oldest_first=true&limit=1").await, ["گربهٔ كوچك.txt"]);
        let (_, first) = sara.get("assets?limit=2").await;
        let cursor = first["next_cursor"].as_str().unwrap();
        assert_eq!(found(&sara, &format!("limit=2&cursor={cursor}")).await, ["گربهٔ كوچك.txt"]);

        let (status, folder) = sara.post("folders", json!({"name": "  حیوان  ها "})).await;
        assert_eq!((status, &folder["name"]), (StatusCode::CREATED, &json!("حیوان ها")));
        let (status, taken) = sara.post("folders", json!({"name": "حيوان ها"})).await;
        assert_eq!((status.as_u16(), &taken["fields"][0]["field"]), (422, &json!("name")), "the same to whoever reads it");
        let id = folder["id"].as_str().unwrap();
        assert_eq!(bulk(&sara, "move", &[&cat, &dog], json!({"folder_id": id})).await, 2);
        assert_eq!(found(&sara, &format!("folder={id}")).await.len(), 2);
        assert_eq!(bulk(&sara, "trash", &[&dog], json!({})).await, 1);
        assert_eq!(bulk(&sara, "trash", &[&dog], json!({})).await, 0);
        assert_eq!(found(&sara, "trashed=true").await, ["100%_سگ.txt"]);
        let (_, shelf) = sara.get("assets/shelf").await;
        assert_eq!((&shelf["folders"][0]["files"], &shelf["files"], &shelf["trashed"], &shelf["tags"]), (&json!(1), &json!(2), &json!(1), &json!(["pets", "حیوانها"])));
        assert_eq!(sara.send(Method::DELETE, &format!("folders/{id}"), json!({})).await.0, StatusCode::NO_CONTENT);
        assert_eq!(sara.get(&format!("assets/{}", cat["id"].as_str().unwrap())).await.1["folder_id"], Value::Null, "files stay");
        sound(app).await;
    }

    async fn outputs_of_runs_are_kept_once(app: &TestApp) {
        let sara = app.member("sara").await;
        let user = sara.get("me").await.1["id"].as_str().unwrap().parse().unwrap();
        let run = aimall::kernel::id::RunId(app.cx.id());
        let output = |position, bytes: Vec<u8>| library::Output {
            user, run, position, name: "cat.png".to_owned(), prompt: Some("یک گربهٔ خیال‌انگیز".to_owned()), bytes: bytes.into(),
        };
        let kept = async |output| library::keep_output(&app.cx, output).await.map_err(|_| "not kept").unwrap();
        let first = kept(output(0, picture(50, 50, 5))).await;
        assert_eq!(kept(output(0, picture(50, 50, 5))).await, first, "a run that is ended again");
        assert_ne!(kept(output(1, picture(50, 50, 5))).await, first, "two that look the same are two");
        assert_eq!(objects(app, "blobs"), 1);
        let (_, list) = sara.get("assets?q=خیال انگیز&origin=run").await;
        assert_eq!(list["items"].as_array().unwrap().len(), 2, "{list}");
        assert_eq!(list["items"][0]["run_id"], json!(run));
        sound(app).await;
    }
}

on_both! {
    with Setup { settings: vec![("STORAGE_QUOTA_MB", "1".to_owned())], ..Setup::default() };

    async fn nobody_keeps_more_than_there_is_room_for(app: &TestApp) {
        let sara = app.member("sara").await;
        let text = |number: usize| format!("{number}{}", "x".repeat(300_000)).into_bytes();
        let tries = join_all((0..8).map(|number| put(&sara, "large.txt", text(number)))).await;
        assert_eq!(tries.iter().filter(|(status, _)| *status == StatusCode::CREATED).count(), 3, "at once");
        let refused = tries.iter().find(|(status, _)| *status != StatusCode::CREATED).unwrap();
        assert_eq!((refused.0.as_u16(), &refused.1["fields"][0]["problem"]), (422, &json!("no_room")), "{}", refused.1);
        assert_eq!(objects(app, "blobs"), 3, "what was refused is not there");
        sound(app).await;
    }
}

on_both! {
    with Setup { manual_clock: true, ..Setup::default() };

    async fn links_open_a_file_for_a_while(app: &TestApp) {
        let sara = app.member("sara").await;
        let asset = kept(&sara, "shared.txt", "for you".into()).await;
        let path = format!("assets/{}", asset["id"].as_str().unwrap());
        let (status, link) = sara.post(&format!("{path}/link"), json!({"expires_s": 3_600})).await;
        assert_eq!(status, StatusCode::CREATED, "{link}");
        let url = link["url"].as_str().unwrap();
        let path_of = |url: &str| url.split_once("/api/v1/").unwrap().1.to_owned();
        let open = async |path: &str| app.stranger().request(Method::GET, path).send().await.unwrap();
        let opened = open(&path_of(url)).await;
        assert!(opened.headers()["content-disposition"].to_str().unwrap().starts_with("attachment"), "it might be a page");
        assert_eq!(opened.text().await.unwrap(), "for you");
        let other = kept(&sara, "other.txt", "not for you".into()).await;
        for forged in [
            url.replace("signature=", "signature=0"),
            url.replace("expires=1", "expires=2"),
            url.replace(asset["id"].as_str().unwrap(), other["id"].as_str().unwrap()),
            url.split_once("&signature").unwrap().0.to_owned(),
        ] {
            assert_eq!(open(&path_of(&forged)).await.status(), StatusCode::NOT_FOUND, "{forged}");
        }
        bulk(&sara, "trash", &[&asset], json!({})).await;
        assert_eq!(open(&path_of(url)).await.status(), StatusCode::NOT_FOUND, "what is in the trash nobody gets");
        bulk(&sara, "restore", &[&asset], json!({})).await;
        assert_eq!(open(&path_of(url)).await.status(), StatusCode::OK);
        app.cx.clock.advance_s(3_600);
        assert_eq!(open(&path_of(url)).await.status(), StatusCode::NOT_FOUND);
        for expires_s in [0, 59, 2_592_001, -1] {
            let sara = crate::order::sign_in(app, "sara").await;
            assert_eq!(sara.post(&format!("{path}/link"), json!({"expires_s": expires_s})).await.0, StatusCode::UNPROCESSABLE_ENTITY);
        }
    }

    async fn the_trash_is_emptied_and_strays_are_swept(app: &TestApp) {
        let sara = app.member("sara").await;
        let (old, young) = (kept(&sara, "old.txt", "old".into()).await, kept(&sara, "young.txt", "young".into()).await);
        bulk(&sara, "trash", &[&old], json!({})).await;
        // As an upload left it whose process died.
        let stray = format!("blobs/{}", app.cx.id().simple());
        app.cx.storage.put(&stray, "lost".into()).await.map_err(|_| "not put").unwrap();
        let sweep = async || library::sweep(&app.cx).await.map_err(|_| "not swept").unwrap();
        assert_eq!(sweep().await, 0, "an upload may be under way");
        app.cx.clock.advance_s(2 * 86_400);
        assert_eq!((sweep().await, objects(app, "blobs")), (1, 2));
        app.cx.clock.advance_s(29 * 86_400);
        assert_eq!((sweep().await, objects(app, "blobs")), (1, 1));
        let sara = crate::order::sign_in(app, "sara").await;
        assert_eq!(found(&sara, "").await, [young["name"].as_str().unwrap()]);
        assert_eq!(found(&sara, "trashed=true").await, Vec::<String>::new());
        sound(app).await;
    }
}
