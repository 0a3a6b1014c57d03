//! The pages of accounts without a script: forms, cookies, where they lead, and requests from other sites.

use crate::harness::{Client, Form, Setup, TestApp};
use aimall::account;
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};

const PASSWORD: &str = "a good password";

/// A browser: no token, at most a cookie.
struct Browser {
    client: Client,
    cookie: Option<String>,
}

impl Browser {
    fn new(app: &TestApp) -> Self {
        Self { client: app.stranger(), cookie: None }
    }

    /// Signs a new person up.
    async fn member(app: &TestApp, name: &str) -> Self {
        let mut browser = Self::new(app);
        let email = format!("{name}@example.com");
        let response = browser.post("/sign-up", &[("email", &email), ("password", PASSWORD)]).await;
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
        browser.cookie = Some(session(&response).unwrap().split(';').next().unwrap().to_owned());
        browser
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.client.http.request(method, format!("{}{path}", self.client.base));
        match &self.cookie {
            Some(cookie) => request.header("cookie", cookie),
            None => request,
        }
    }

    async fn get(&self, path: &str) -> Response {
        self.request(Method::GET, path).send().await.unwrap()
    }

    async fn post(&self, path: &str, form: &[(&str, &str)]) -> Response {
        self.request(Method::POST, path).form(form).send().await.unwrap()
    }

    async fn status_of_me(&self) -> u16 {
        self.get("/api/v1/me").await.status().as_u16()
    }
}

fn cookies(response: &Response) -> Vec<String> {
    response.headers().get_all("set-cookie").iter().map(|value| value.to_str().unwrap().to_owned()).collect()
}

fn session(response: &Response) -> Option<String> {
    cookies(response).into_iter().find(|cookie| cookie.starts_with("__Host-session="))
}

fn location(response: &Response) -> &str {
    response.headers()["location"].to_str().unwrap()
}

/// The secret in the link for the first admin.
async fn invitation(app: &TestApp) -> String {
    let link = account::server::invite_first_admin(&app.cx).await.map_err(|_| "no link").unwrap().unwrap();
    link.split_once("/setup?token=").unwrap().1.to_owned()
}

on_both! {
    async fn signing_up_and_in_gives_a_cookie_and_leads_inside(app: &TestApp) {
        let mut browser = Browser::new(app);
        for path in ["/sign-up", "/sign-in"] {
            let response = browser.post(path, &[("email", "page@example.com"), ("password", PASSWORD)]).await;
            assert_eq!((response.status(), location(&response)), (StatusCode::SEE_OTHER, "/app"), "{path}");
            let cookie = session(&response).unwrap();
            let flags: Vec<&str> = cookie.split("; ").skip(1).collect();
            for flag in ["HttpOnly", "Secure", "SameSite=Lax", "Path=/"] {
                assert!(flags.contains(&flag), "{flag}: {cookie}");
            }
            assert!(!flags.iter().any(|flag| flag.starts_with("Domain")), "{cookie}");
            browser.cookie = Some(cookie.split(';').next().unwrap().to_owned());
            assert_eq!(browser.status_of_me().await, 200);
            assert_eq!(browser.get("/app").await.status(), StatusCode::OK);
        }
        let response = browser.get("/sign-in").await;
        assert_eq!((response.status(), location(&response)), (StatusCode::SEE_OTHER, "/app"), "who is inside needs no door");
    }

    async fn a_session_from_before_is_not_taken_over(app: &TestApp) {
        let mut browser = Browser::member(app, "fixed").await;
        let before = browser.cookie.clone().unwrap();
        let response = browser.post("/sign-in", &[("email", "fixed@example.com"), ("password", PASSWORD)]).await;
        assert_ne!(session(&response).unwrap().split(';').next().unwrap(), before);
        browser.cookie = Some("__Host-session=chosen-by-somebody-else".to_owned());
        let response = browser.post("/sign-in", &[("email", "fixed@example.com"), ("password", PASSWORD)]).await;
        assert!(!session(&response).unwrap().contains("chosen"));
        assert_eq!(browser.status_of_me().await, 401);
    }

    async fn a_refusal_shows_the_form_again(app: &TestApp) {
        app.member("typed").await;
        let browser = Browser::new(app);
        let secret = "hunter2-not-the-one";
        for (path, email, password, status) in [
            ("/sign-in", "typed@example.com", secret, 401),
            ("/sign-in", "nobody-here@example.com", secret, 401),
            ("/sign-in", "", secret, 422),
            ("/sign-up", "typed@example.com", secret, 409),
            ("/sign-up", "half-an-address@", secret, 422),
            ("/sign-up", "short@example.com", "hunt-2", 422),
        ] {
            let response = browser.post(path, &[("email", email), ("password", password), ("return_to", "/app/wallet")]).await;
            assert_eq!(response.status(), status, "{path} {email}");
            assert!(session(&response).is_none());
            assert_eq!(response.headers()["content-type"], "text/html; charset=utf-8");
            assert!(response.headers()["content-security-policy"].to_str().unwrap().contains("'nonce-"));
            let html = response.text().await.unwrap();
            assert!(html.contains(&format!("action=\"{path}\"")), "{html}");
            assert!(html.contains(&format!("value=\"{email}\"")), "the address is kept: {html}");
            assert!(html.contains("value=\"/app/wallet\""), "where it leads is kept");
            assert!(html.contains("role=\"alert\""), "{html}");
            assert!(!html.contains(password), "{path}: the password is in the page");
        }
        // What was typed is text, not markup.
        let response = browser.post("/sign-in", &[("email", "\"><script>alert(1)</script>"), ("password", secret)]).await;
        assert!(!response.text().await.unwrap().contains("<script>alert(1)"));
    }

    async fn a_form_leads_only_to_addresses_of_ours(app: &TestApp) {
        let browser = Browser::member(app, "returns").await;
        for (wanted, expected) in [
            ("/app/chat?x=1#y", "/app/chat?x=1#y"),
            ("", "/"),
            ("//evil.example", "/"),
            ("https://evil.example", "/"),
            ("/\\evil.example", "/"),
            ("\\\\evil.example", "/"),
            ("/\t/evil.example", "/"),
            ("/\n/evil.example", "/"),
            ("/\r\n/evil.example", "/"),
            (" //evil.example", "/"),
            ("javascript:alert(1)", "/"),
            ("app", "/"),
        ] {
            let response = Browser::new(app).post("/preferences", &[("return_to", wanted)]).await;
            assert_eq!((response.status(), location(&response)), (StatusCode::SEE_OTHER, expected), "{wanted:?}");
        }
        let response = browser.post("/sign-in", &[("email", "returns@example.com"), ("password", PASSWORD), ("return_to", "//evil.example")]).await;
        assert_eq!((response.status(), location(&response)), (StatusCode::SEE_OTHER, "/app"));
        let response = browser.post("/sign-in", &[("email", "returns@example.com"), ("password", PASSWORD), ("return_to", "/app/wallet")]).await;
        assert_eq!(location(&response), "/app/wallet");
    }

    async fn signing_out_ends_session_and_cookie(app: &TestApp) {
        let browser = Browser::member(app, "out").await;
        let response = browser.post("/sign-out", &[]).await;
        assert_eq!((response.status(), location(&response)), (StatusCode::SEE_OTHER, "/"));
        let cookie = session(&response).unwrap();
        assert!(cookie.starts_with("__Host-session=;") && cookie.contains("Max-Age=0"), "{cookie}");
        assert_eq!(response.headers()["clear-site-data"], "\"cache\"");
        // Whoever kept the cookie has nothing.
        assert_eq!(browser.status_of_me().await, 401);
        let inside = browser.get("/app").await;
        assert_eq!((inside.status(), location(&inside)), (StatusCode::SEE_OTHER, "/sign-in?return_to=/app"));
        assert_eq!(browser.post("/sign-out", &[]).await.status(), StatusCode::SEE_OTHER);
    }

    async fn the_dashboard_sends_strangers_to_the_door_and_back(app: &TestApp) {
        let browser = Browser::new(app);
        for (path, back) in [("/app", "/app"), ("/app/chat/1?a=b&c=d", "/app/chat/1%3Fa%3Db%26c%3Dd"), ("/admin/users", "/admin/users")] {
            let response = browser.get(path).await;
            assert_eq!((response.status(), location(&response)), (StatusCode::SEE_OTHER, format!("/sign-in?return_to={back}").as_str()));
        }
        let html = browser.get("/sign-in?return_to=/app/chat/1%3Fa%3Db").await.text().await.unwrap();
        assert!(html.contains("value=\"/app/chat/1?a=b\""), "{html}");
        // A browser's session is no token for an API client.
        let member = Browser::member(app, "cookie").await;
        let secret = member.cookie.as_deref().unwrap().split_once('=').unwrap().1;
        let (url, post) = (format!("{}/api/v1/me", member.client.base), format!("{}/api/v1/auth/refresh", member.client.base));
        assert_eq!(member.client.http.get(&url).bearer_auth(secret).send().await.unwrap().status(), StatusCode::UNAUTHORIZED);
        let refreshed = member.client.http.post(&post).json(&json!({"refresh_token": secret})).send().await.unwrap();
        assert_eq!(refreshed.status(), StatusCode::UNAUTHORIZED);
        // A good cookie doesn't make up for a bad token.
        for authorization in ["Bearer garbage", "Basic dXNlcjpwYXNz", "Bearer", ""] {
            let answer = member.request(Method::GET, "/api/v1/me").header("authorization", authorization).send().await.unwrap();
            assert_eq!(answer.status(), StatusCode::UNAUTHORIZED, "{authorization:?}");
        }
    }

    async fn preferences_last(app: &TestApp) {
        let browser = Browser::member(app, "prefers").await;
        let response = browser.post("/preferences", &[("language", "en"), ("theme", "dark"), ("return_to", "/app")]).await;
        assert_eq!((response.status(), location(&response)), (StatusCode::SEE_OTHER, "/app"));
        let set = cookies(&response);
        assert!(set.iter().any(|cookie| cookie.starts_with("language=en;")) && set.iter().any(|cookie| cookie.starts_with("theme=dark;")), "{set:?}");
        let me: Value = browser.get("/api/v1/me").await.json().await.unwrap();
        assert_eq!((&me["locale"], &me["theme"]), (&json!("en"), &json!("dark")));
        // A stranger's choice shows in the next page.
        let mut stranger = Browser::new(app);
        let page = stranger.get("/").await.text().await.unwrap();
        assert!(page.contains("lang=\"fa\"") && page.contains("dir=\"rtl\""), "{page}");
        stranger.cookie = Some("language=en; theme=dark".to_owned());
        let page = stranger.get("/").await.text().await.unwrap();
        assert!(page.contains("lang=\"en\"") && page.contains("dir=\"ltr\"") && page.contains("dark"), "{page}");
        let response = stranger.post("/preferences", &[("language", "xx\r\nset-cookie: a=b"), ("theme", "loud")]).await;
        assert_eq!((response.status(), cookies(&response).len()), (StatusCode::SEE_OTHER, 0));
    }

    async fn the_link_makes_one_admin_once(app: &TestApp) {
        let token = invitation(app).await;
        let browser = Browser::new(app);
        let page = browser.get(&format!("/setup?token={token}")).await;
        assert_eq!(page.status(), StatusCode::OK);
        assert_eq!(page.headers()["cache-control"], "no-store");
        assert!(page.text().await.unwrap().contains(&token));
        let wrong = browser.post("/setup", &[("token", "guessed"), ("email", "thief@example.com"), ("password", PASSWORD)]).await;
        assert_eq!(wrong.status(), StatusCode::UNPROCESSABLE_ENTITY);
        // A slip in the form doesn't use the link up.
        let slip = browser.post("/setup", &[("token", &token), ("email", "boss@example.com"), ("password", "short")]).await;
        assert_eq!(slip.status(), StatusCode::UNPROCESSABLE_ENTITY);
        let made = browser.post("/setup", &[("token", &token), ("email", "boss@example.com"), ("password", PASSWORD)]).await;
        assert_eq!((made.status(), location(&made)), (StatusCode::SEE_OTHER, "/admin"));
        let cookie = session(&made).unwrap().split(';').next().unwrap().to_owned();
        let admin = Browser { client: app.stranger(), cookie: Some(cookie) };
        assert_eq!(admin.get("/api/v1/admin/dashboard").await.status(), StatusCode::OK);
        let again = browser.post("/setup", &[("token", &token), ("email", "second@example.com"), ("password", PASSWORD)]).await;
        assert_eq!(again.status(), StatusCode::UNPROCESSABLE_ENTITY);
        assert!(session(&again).is_none());
        let none = app.stranger().post("auth/login", json!({"email": "second@example.com", "password": PASSWORD})).await;
        assert_eq!(none.0, StatusCode::UNAUTHORIZED, "the refused set-up left no account");
        let link = account::server::invite_first_admin(&app.cx).await.map_err(|_| "asked").unwrap();
        assert_eq!(link, None, "there is an admin now");
    }

    async fn other_sites_can_change_nothing(app: &TestApp) {
        let browser = Browser::member(app, "target").await;
        let foreign: [(&str, &str); 4] = [
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
            ("origin", "https://evil.example"),
            ("origin", "null"),
        ];
        let form = [("email", "target@example.com"), ("password", PASSWORD)];
        for (name, value) in foreign {
            let requests = [
                browser.request(Method::POST, "/sign-in").form(&form),
                browser.request(Method::POST, "/sign-up").form(&form),
                browser.request(Method::POST, "/sign-out"),
                browser.request(Method::POST, "/setup").form(&form),
                browser.request(Method::POST, "/preferences").form(&[("language", "en")]),
                browser.request(Method::POST, "/rpc/account/end_other_devices").json(&json!({})),
                browser.request(Method::POST, "/rpc/account/change_profile").json(&json!({"input": {"locale": "en"}})),
                browser.request(Method::POST, "/api/v1/auth/login").json(&json!({})),
                browser.request(Method::POST, "/api/v1/conversations").json(&json!({})),
                browser.request(Method::PATCH, "/api/v1/me").json(&json!({"locale": "en"})),
                browser.request(Method::DELETE, "/api/v1/me/devices/x"),
            ];
            for request in requests {
                let response = request.header(name, value).send().await.unwrap();
                let address = response.url().path().to_owned();
                assert_eq!(response.status(), StatusCode::FORBIDDEN, "{address} with {name}: {value}");
                assert!(session(&response).is_none());
                assert_eq!(response.json::<Value>().await.unwrap()["code"], "cross_site", "{address}");
            }
        }
        let me: Value = browser.get("/api/v1/me").await.json().await.unwrap();
        assert_eq!(me["locale"], "fa", "nothing was changed");
        // A link from elsewhere may lead here, and our own pages may post.
        let linked = browser.request(Method::GET, "/").header("sec-fetch-site", "cross-site").send().await.unwrap();
        assert_eq!(linked.status(), StatusCode::OK);
        let own = browser.request(Method::POST, "/preferences").header("origin", &app.cx.settings.public_url).header("sec-fetch-site", "same-origin");
        assert_eq!(own.form(&[("language", "en")]).send().await.unwrap().status(), StatusCode::SEE_OTHER);
    }
}

mod by_the_clock {
    use super::*;

    on_both! {
        with Setup { manual_clock: true, ..Setup::default() };

        async fn the_link_for_the_first_admin_grows_old(app: &TestApp) {
            let before = invitation(app).await;
            let token = invitation(app).await;
            let browser = Browser::new(app);
            let post = async |token: &str| {
                let fields = [("token", token), ("email", "boss@example.com"), ("password", PASSWORD)];
                browser.post("/setup", &fields).await.status()
            };
            assert_eq!(post(&before).await, StatusCode::UNPROCESSABLE_ENTITY, "a newer link replaced it");
            app.cx.clock.advance_s(24 * 3_600);
            assert_eq!(post(&token).await, StatusCode::UNPROCESSABLE_ENTITY, "too old");
            let token = invitation(app).await;
            app.cx.clock.advance_s(24 * 3_600 - 1);
            assert_eq!(post(&token).await, StatusCode::SEE_OTHER);
        }

        async fn a_browser_stays_signed_in_for_thirty_days_of_silence(app: &TestApp) {
            let browser = Browser::member(app, "away").await;
            app.cx.clock.advance_s(30 * 24 * 3_600 - 1);
            assert_eq!(browser.status_of_me().await, 200);
            // The use was written down beside the answer; from it the days count anew.
            app.cx.clock.advance_s(20 * 24 * 3_600);
            crate::harness::wait_until("the session lives on", || async { browser.status_of_me().await == 200 }).await;
            app.cx.clock.advance_s(31 * 24 * 3_600);
            assert_eq!(browser.status_of_me().await, 401);
        }
    }
}
