//! Who is bound to whom.

use super::{code, join, pair, people, referral};
use crate::{
    harness::{Form, TestApp},
    order::shop,
};
use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};

const PASSWORD: &str = "a good password";

/// What a cookie of this name says, with its flags.
fn kept(response: &Response) -> Option<String> {
    let cookies = response.headers().get_all("set-cookie").iter().map(|value| value.to_str().unwrap().to_owned());
    cookies.into_iter().find(|cookie| cookie.starts_with("referral="))
}

on_both! {
    async fn a_code_stays_and_leads_to_its_owner(app: &TestApp) {
        let nima = app.member("nima").await;
        let mine = referral(&nima).await;
        let code = mine["code"].as_str().unwrap().to_owned();
        assert_eq!(code.len(), 8);
        assert_eq!(mine["link"], json!(format!("{}/r/{code}", app.cx.settings.public_url)));
        assert_eq!((&mine["payout"]["way"], &mine["sums"]["people"]), (&json!("coins"), &json!(0)));
        assert_eq!(referral(&nima).await["code"], json!(code), "it stays");
        let leila = app.member("leila").await;
        let all = futures::future::join_all((0..8).map(|_| referral(&leila))).await;
        assert!(all.iter().all(|one| one["code"] == all[0]["code"] && one["code"] != json!(code)), "one for all at once: {all:?}");
        let sara = join(app, "sara@example.com", &code.to_lowercase(), "203.0.113.9").await;
        assert_ne!(super::code(&sara).await, code);
        assert_eq!(people(&nima).await[0]["email"], "s***@example.com");
    }

    async fn a_code_that_nobody_has_is_as_good_as_none(app: &TestApp) {
        let nima = app.member("nima").await;
        let code = code(&nima).await;
        for (number, wrong) in ["", "ABCDEFGH", "x", "<script>", &"A".repeat(5_000), "کد معرف", &format!("{code}0")].into_iter().enumerate() {
            join(app, &format!("p{number}@example.com"), wrong, "203.0.113.9").await;
        }
        assert_eq!(people(&nima).await, Vec::<Value>::new());
    }

    async fn the_link_works_without_a_script(app: &TestApp) {
        let nima = app.member("nima").await;
        let code = code(&nima).await;
        let visitor = app.stranger();
        let page = |path: String| visitor.http.request(Method::GET, format!("{}{path}", visitor.base));
        let response = page(format!("/r/{}", code.to_lowercase())).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
        assert_eq!(response.headers()["location"].to_str().unwrap(), format!("/sign-up?ref={code}"));
        let cookie = kept(&response).unwrap();
        assert!(cookie.starts_with(&format!("referral={code}; ")), "{cookie}");
        for flag in ["HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=2592000"] {
            assert!(cookie.contains(flag), "{flag}: {cookie}");
        }
        let html = page(format!("/sign-up?ref={code}")).send().await.unwrap().text().await.unwrap();
        assert!(html.contains("name=\"ref\"") && html.contains(&format!("value=\"{code}\"")) && html.contains("data-invited"), "{html}");
        // Any page keeps it, and none keeps what is no code.
        for path in ["/", "/pricing", "/sign-up"] {
            assert!(kept(&page(format!("{path}?ref={code}")).send().await.unwrap()).is_some(), "{path}");
            assert!(kept(&page(format!("{path}?ref=nothing%20such")).send().await.unwrap()).is_none(), "{path}");
            assert!(kept(&page(path.to_owned()).send().await.unwrap()).is_none(), "{path}");
        }
        let nowhere = page("/r/nothing".to_owned()).send().await.unwrap();
        assert_eq!((nowhere.status(), kept(&nowhere)), (StatusCode::SEE_OTHER, None));
        // The field of the form, and the cookie alone.
        let sign_up = |fields: Vec<(&'static str, String)>, cookie: Option<String>| {
            let request = visitor.http.request(Method::POST, format!("{}/sign-up", visitor.base));
            let request = match cookie {
                Some(cookie) => request.header("cookie", cookie),
                None => request,
            };
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            request.form(&fields).send()
        };
        let with = |email: &str| vec![("email", email.to_owned()), ("password", PASSWORD.to_owned())];
        let response = sign_up([with("field@example.com"), vec![("ref", code.clone())]].concat(), None).await.unwrap();
        assert_eq!((response.status(), kept(&response)), (StatusCode::SEE_OTHER, None));
        // What is refused keeps the code.
        let wrong = sign_up([with("half@"), vec![("ref", code.clone())]].concat(), None).await.unwrap();
        assert_eq!(wrong.status(), StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.text().await.unwrap().contains(&format!("value=\"{code}\"")));
        let response = sign_up(with("cookie@example.com"), Some(format!("referral={code}"))).await.unwrap();
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
        assert!(kept(&response).unwrap().contains("Max-Age=0"), "it brought one account");
        let emails: Vec<Value> = people(&nima).await.iter().map(|person| person["email"].clone()).collect();
        assert_eq!(emails, ["c***@example.com", "f***@example.com"]);
    }

    async fn nobody_brings_an_own_mailbox(app: &TestApp) {
        let nima = join(app, "nima.k@gmail.com", "", "203.0.113.1").await;
        let own = code(&nima).await;
        for email in ["nimak@gmail.com", "n.i.m.a.k+shop@gmail.com", "NimaK@googlemail.com", "nima.k+1@gmail.com"] {
            join(app, email, &own, "203.0.113.1").await;
        }
        assert_eq!(people(&nima).await, Vec::<Value>::new());
        // Nor does somebody whom that one brought: the circle would close.
        let sara = join(app, "sara@example.com", &own, "203.0.113.2").await;
        let leila = join(app, "leila@example.com", &code(&sara).await, "203.0.113.3").await;
        join(app, "nima.k+2@gmail.com", &code(&leila).await, "203.0.113.1").await;
        join(app, "s.ara@example.com", &code(&leila).await, "203.0.113.4").await;
        let of = async |client| people(client).await.len();
        assert_eq!((of(&nima).await, of(&sara).await, of(&leila).await), (1, 1, 1));
        assert_eq!(people(&leila).await[0]["email"], "s***@example.com", "another mailbox, where dots count");
    }
}

mod with_a_shop {
    use super::*;
    use crate::{
        invoice::buy,
        referral::{Pair, approve, queue},
    };

    on_both! {
        with shop();

        async fn what_looks_like_one_person_is_said(app: &TestApp) {
            let Pair { nima, sara, boss, offer } = pair(app).await;
            buy(app, &sara, &offer).await;
            let twin = join(app, "twin@example.com", &code(&nima).await, "203.0.113.1").await;
            buy(app, &twin, &offer).await;
            // The gateway's pages of a test know one card.
            buy(app, &nima, &offer).await;
            buy(app, &sara, &offer).await;
            let flags: Vec<Value> = queue(&boss, "").await.iter().map(|one| one["flags"].clone()).collect();
            assert_eq!(flags, [json!(["same_card"]), json!(["same_address"]), json!([])]);
            assert_eq!((queue(&boss, "?flagged=yes").await.len(), queue(&boss, "?flagged=no").await.len()), (2, 1));
            let all = queue(&boss, "").await;
            let ids: Vec<&Value> = all.iter().map(|one| &one["id"]).collect();
            let decisions = json!({"ids": ids, "decision": {"verdict": "approve"}});
            let (status, done) = boss.post("admin/referrals/decisions", decisions).await;
            assert_eq!(status, StatusCode::OK, "{done}");
            let outcomes: Vec<&Value> = done["items"].as_array().unwrap().iter().map(|one| &one["outcome"]).collect();
            assert_eq!(outcomes, ["flagged", "flagged", "paid"]);
            approve(&boss, &all[0]).await;
        }
    }
}
