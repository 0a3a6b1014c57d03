//! Staff's adjustments and the ledger as staff looks into it.

use super::*;
use aimall::account;
use reqwest::StatusCode;
use serde_json::{Value, json};

const PASSWORD: &str = "a good password";

async fn staff(app: &TestApp, name: &str) -> Client {
    let email = format!("{name}@example.com");
    account::server::create_admin(&app.cx, &email, PASSWORD.to_owned()).await.map_err(|_| "no admin").unwrap();
    let mut client = app.stranger();
    let (status, body) = client.post("auth/login", json!({"email": email, "password": PASSWORD})).await;
    assert_eq!(status, StatusCode::OK);
    client.keep_tokens(&body);
    client
}

async fn adjust(client: &Client, user: UserId, coins: &str, more: Value) -> Value {
    let mut input = json!({"user_id": user, "coins": coins, "reason": " تماس ۱۲۳ "});
    input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let (status, made) = client.post("admin/adjustments", input).await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
    made
}

async fn decided(client: &Client, made: &Value, how: &str) -> (StatusCode, Value) {
    client.post(&format!("admin/adjustments/{}/{how}", made["id"].as_str().unwrap()), json!({})).await
}

on_both! {
    with Setup { settings: vec![("SIGNUP_COINS", "0".to_owned()), ("ADJUSTMENT_LIMIT", "100".to_owned())], ..Setup::default() };

    async fn up_to_the_limit_it_is_done_at_once(app: &TestApp) {
        let (ann, member) = (staff(app, "ann").await, app.member("person").await);
        let user = user_of(&member).await;
        let made = adjust(&ann, user, "60.5", json!({})).await;
        assert_eq!((&made["state"], &made["reason"], &made["own"]), (&json!("applied"), &json!("تماس ۱۲۳"), &json!(true)));
        assert_eq!((&made["decided_by"], &made["email"]), (&Value::Null, &json!("person@example.com")));
        assert_eq!(wallet(app, user).await, (60_500, 0, 0, 0));

        // What is not there any more is owed.
        let taken = adjust(&ann, user, "-39", json!({})).await;
        assert_eq!((&taken["state"], &taken["owed"]), (&json!("applied"), &json!("0")));
        let others = staff(app, "other").await;
        let taken = adjust(&others, user, "-30", json!({})).await;
        assert_eq!(taken["owed"], json!("8.5"));
        assert_eq!(wallet(app, user).await, (0, 0, 0, 8_500));
        let (_, balance) = member.get("billing/balance").await;
        assert_eq!(balance, json!({"available": "0", "held": "0", "expiring": "0", "owed": "8.5", "currency": "coin"}));
        let (_, moved) = member.get("billing/transactions?kind=adjustment&limit=1").await;
        assert_eq!((&moved["items"][0]["owed"], &moved["items"][0]["reason"]), (&json!("8.5"), &json!("تماس ۱۲۳")));

        // The second half of the limit is used up: the same person may not go on alone, however small the steps.
        let made = adjust(&ann, user, "1", json!({})).await;
        assert_eq!(made["state"], json!("proposed"));
        assert_eq!(decided(&ann, &made, "reject").await.0, StatusCode::OK, "one's own can be withdrawn");
        assert_eq!(decided(&others, &made, "approve").await.0, StatusCode::CONFLICT);
        assert_eq!(wallet(app, user).await, (0, 0, 0, 8_500));
    }

    async fn above_the_limit_a_second_one_approves(app: &TestApp) {
        let (ann, bea, cem) = (staff(app, "ann").await, staff(app, "bea").await, staff(app, "cem").await);
        let user = user_of(&app.member("person").await).await;
        let expires = Instant::from_micros(app.cx.clock.now().plus_s(9 * DAY_S).micros);
        let made = adjust(&ann, user, "100.001", json!({"expires_at": expires})).await;
        assert_eq!((&made["state"], &made["decided_at"]), (&json!("proposed"), &Value::Null));
        assert_eq!(wallet(app, user).await, (0, 0, 0, 0));
        assert_eq!(decided(&ann, &made, "approve").await.0, StatusCode::FORBIDDEN, "not one's own");
        let (_, waiting) = bea.get("admin/adjustments?state=proposed").await;
        assert_eq!((waiting["items"].as_array().unwrap().len(), &waiting["items"][0]["own"]), (1, &json!(false)));

        // Two at once, in two processes: one of them is first.
        let (other, address) = app.second().await;
        let elsewhere = cem.at(address);
        let decisions = (0..8).map(|n| {
            let (client, made) = (if n % 2 == 0 { bea.clone() } else { elsewhere.clone() }, made.clone());
            async move { decided(&client, &made, if n == 5 { "reject" } else { "approve" }).await.0 }
        });
        let answers = join_all(decisions).await;
        assert_eq!(answers.iter().filter(|status| **status == StatusCode::OK).count(), 1, "{answers:?}");
        assert_eq!(answers.iter().filter(|status| **status == StatusCode::CONFLICT).count(), 7, "{answers:?}");
        let (_, now) = ann.get("admin/adjustments?person=person@example.com").await;
        let now = &now["items"][0];
        let given = if now["state"] == json!("applied") { 100_001 } else { 0 };
        assert_eq!(wallet(app, user).await, (given, 0, given, 0), "{now}");
        assert!(now["decided_by"] == json!("bea@example.com") || now["decided_by"] == json!("cem@example.com"), "{now}");
        other.stopping.cancel();
        other.aborting.cancel();
    }

    async fn two_proposals_at_once_count_each_other(app: &TestApp) {
        let ann = staff(app, "ann").await;
        let user = user_of(&app.member("person").await).await;
        let made = join_all((0..6).map(|_| adjust(&ann, user, "30", json!({})))).await;
        assert_eq!(made.iter().filter(|one| one["state"] == json!("applied")).count(), 3);
        assert_eq!(wallet(app, user).await, (90_000, 0, 0, 0));
    }

    async fn what_makes_no_sense_is_refused(app: &TestApp) {
        let (ann, member) = (staff(app, "ann").await, app.member("person").await);
        let user = user_of(&member).await;
        let past = app.cx.clock.now().plus_s(-1);
        let future = app.cx.clock.now().plus_s(DAY_S);
        for (input, field) in [
            (json!({"user_id": user, "coins": "0", "reason": "x"}), "coins"),
            (json!({"user_id": user, "coins": "1000000001", "reason": "x"}), "coins"),
            (json!({"user_id": user, "coins": "1", "reason": "  "}), "reason"),
            (json!({"user_id": user, "coins": "1", "reason": "x", "expires_at": past}), "expires_at"),
            (json!({"user_id": user, "coins": "-1", "reason": "x", "expires_at": future}), "expires_at"),
        ] {
            let (status, problem) = ann.post("admin/adjustments", input.clone()).await;
            assert_eq!((status, &problem["fields"][0]["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!(field)), "{input}");
        }
        let nobody = json!({"user_id": Uuid::now_v7(), "coins": "1", "reason": "x"});
        assert_eq!(ann.post("admin/adjustments", nobody.clone()).await.0, StatusCode::NOT_FOUND);
        assert_eq!(member.post("admin/adjustments", nobody).await.0, StatusCode::FORBIDDEN);
        assert_eq!(wallet(app, user).await, (0, 0, 0, 0));
    }

    async fn staff_looks_into_the_whole_ledger(app: &TestApp) {
        let (ann, member) = (staff(app, "ann").await, app.member("person").await);
        let (user, other) = (user_of(&member).await, user_of(&app.member("other").await).await);
        let gift = Credit { order: Some(Uuid::now_v7()), ..bought(user, 50_000) };
        let order = gift.order.unwrap();
        gave(app, gift).await;
        gave(app, bought(other, 7_000)).await;
        spent(app, user, 20_000).await;
        adjust(&ann, user, "5", json!({})).await;
        assert_eq!(took(app, user, "refund", 60_000, Some(order)).await, (35_000, 25_000));

        let found = async |query: &str| {
            let (status, body) = ann.get(&format!("admin/ledger?{query}")).await;
            assert_eq!(status, StatusCode::OK, "{body}");
            body["items"].as_array().unwrap().clone()
        };
        let kinds = |entries: &[Value]| -> Vec<String> { entries.iter().map(|one| one["kind"].as_str().unwrap().to_owned()).collect() };
        let all = found("person=Person@example.com").await;
        assert_eq!(kinds(&all), ["refund", "adjustment", "settle", "hold", "purchase"]);
        assert_eq!(all[0]["postings"], json!([
            {"account": "available", "amount": "-35"}, {"account": "debt", "amount": "-25"}, {"account": "sold", "amount": "60"},
        ]));
        assert_eq!((&all[1]["author"], &all[1]["reason"]), (&json!("ann@example.com"), &json!("تماس ۱۲۳")));
        assert_eq!(kinds(&found(&format!("id={order}")).await), ["refund", "purchase"]);
        assert_eq!(kinds(&found(&format!("id={}", all[2]["run_id"].as_str().unwrap())).await), ["settle", "hold"]);
        assert_eq!(kinds(&found("account=sold").await), ["refund", "purchase", "purchase"]);
        assert_eq!(kinds(&found("kind=purchase&person=other@example.com").await), ["purchase"]);
        assert_eq!(found("from=2020-01-01&to=2020-01-02").await.len(), 0);
        let (_, page) = ann.get("admin/ledger?limit=2").await;
        let next = found(&format!("limit=2&cursor={}", page["next_cursor"].as_str().unwrap())).await;
        assert_eq!(kinds(&next), ["settle", "hold"]);
        let (status, _) = ann.get("admin/ledger?from=tomorrow").await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);

        let (_, totals) = ann.get("admin/ledger/totals").await;
        let expected = json!({
            "sold": "-3", "granted": "0", "adjusted": "5", "revenue": "20", "expired": "0", "available": "7", "held": "0", "debt": "25",
        });
        assert_eq!(totals, expected);
        let sum = |names: &[&str]| names.iter().map(|name| crate::harness::milli(&totals[*name])).sum::<i64>();
        assert_eq!(sum(&["sold", "granted", "adjusted", "debt"]), sum(&["revenue", "expired", "available", "held"]), "double entry");

        let (_, sound) = ann.get("admin/ledger/check").await;
        assert_eq!((&sound["sound"], sound["invariants"].as_array().unwrap().len()), (&json!(true), 13));
        let wrong = async |sql: &'static str| {
            let done = app.cx.db.write(user.0, move |conn| async move { execute!(conn, sql)?; Ok(()) }.boxed());
            done.await.map_err(Fault::disclose).unwrap();
            ann.get("admin/ledger/check").await.1
        };
        let sound = wrong("UPDATE wallets SET expiring_milli = 5").await;
        assert_eq!(sound["sound"], json!(false));
        let broken: Vec<&Value> = sound["invariants"].as_array().unwrap().iter().filter(|one| one["holds"] == json!(false)).collect();
        assert_eq!(broken[0]["code"], json!("expiring_lots"), "{broken:?}");
        assert!(broken[0]["details"][0].as_str().unwrap().contains("@example.com"), "{broken:?}");
        assert_eq!(wrong("UPDATE wallets SET expiring_milli = 0").await["sound"], json!(true));
    }
}
