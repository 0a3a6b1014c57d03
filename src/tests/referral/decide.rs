//! Staff's word, and what it pays.

use super::{Pair, approve, code, decide, earned, join, pair, queue, referral, rules};
use crate::{
    harness::TestApp,
    invoice::{buy, give_back},
    order::{shop, staff},
};
use futures::future::join_all;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

on_both! {
    with shop();

    async fn of_many_who_approve_at_once_one_does(app: &TestApp) {
        let Pair { nima, sara, boss, offer } = pair(app).await;
        let second = staff(app, "second").await;
        let (cx, address) = app.second().await;
        let before = nima.balance().await.0;
        buy(app, &sara, &offer).await;
        let one = queue(&boss, "?state=due").await.remove(0);
        let clients = [boss.clone(), second.clone(), boss.at(address), second.at(address)];
        let path = format!("admin/referrals/{}/decision", one["id"].as_str().unwrap());
        let all = (0..24).map(|at| {
            let (client, path) = (&clients[at % 4], &path);
            let verdict = if at % 6 == 5 { json!({"verdict": "refuse", "reason": "no"}) } else { json!({"verdict": "approve"}) };
            async move { client.request(Method::POST, path).json(&verdict).send().await.unwrap().status() }
        });
        let statuses = join_all(all).await;
        let done = statuses.iter().filter(|status| **status == StatusCode::OK).count();
        assert_eq!(done, 1, "{statuses:?}");
        let now = earned(&nima).await.remove(0);
        let gain = if now["state"] == "paid" { 10_000 } else { 0 };
        assert_eq!(nima.balance().await.0, before + gain, "{now}");
        cx.db.close().await;
    }

    async fn a_payment_is_told(app: &TestApp) {
        let Pair { nima, sara, boss, offer } = pair(app).await;
        buy(app, &sara, &offer).await;
        let done = approve(&boss, &queue(&boss, "").await[0]).await;
        assert_eq!((&done["state"], &done["way"], &done["decided_by"]), (&json!("paid"), &json!("coins"), &json!("boss@example.com")), "{done}");
        let (_, inbox) = nima.get("notifications").await;
        assert_eq!(inbox["items"][0]["notice"], json!({"kind": "commission_paid", "coins": "10", "amount": null}), "{inbox}");
        let (_, totals) = boss.get("admin/referrals/totals").await;
        assert_eq!((&totals["people"], &totals["paid_coins"], &totals["waiting"]), (&json!(1), &json!("10"), &json!(0)), "{totals}");
        assert_eq!(referral(&nima).await["sums"]["paid"], "10");
    }

    async fn nothing_is_paid_before_its_time_or_below_the_minimum(app: &TestApp) {
        let Pair { nima, sara, boss, offer } = pair(app).await;
        rules(&boss, json!({"review_days": 14, "minimum": "15"})).await;
        buy(app, &sara, &offer).await;
        let one = queue(&boss, "").await.remove(0);
        assert_eq!((&one["is_due"], queue(&boss, "?state=due").await.len()), (&json!(false), 0));
        assert_eq!(decide(&boss, &one, json!({"verdict": "approve"})).await.0, StatusCode::CONFLICT);
        let many = json!({"ids": [one["id"], uuid::Uuid::now_v7()], "decision": {"verdict": "approve"}});
        let (_, done) = boss.post("admin/referrals/decisions", many).await;
        assert_eq!((&done["items"][0]["outcome"], &done["items"][1]["outcome"]), (&json!("not_due"), &json!("missing")), "{done}");
        rules(&boss, json!({"review_days": 0, "minimum": "15"})).await;
        buy(app, &sara, &offer).await;
        let before = nima.balance().await.0;
        let newer = queue(&boss, "?state=due").await.remove(0);
        assert_eq!(approve(&boss, &newer).await["state"], "approved", "10 of 15");
        assert_eq!(nima.balance().await.0, before);
        buy(app, &sara, &offer).await;
        let newest = queue(&boss, "?state=due").await.remove(0);
        assert_eq!(approve(&boss, &newest).await["state"], "paid");
        assert_eq!(nima.balance().await.0, before + 20_000, "both at once");
        assert_eq!(queue(&boss, "?state=paid").await.len(), 2);
    }

    async fn a_bank_is_paid_by_hand(app: &TestApp) {
        let Pair { nima, sara, boss, offer } = pair(app).await;
        for (wrong, field) in [(json!({"way": "bank"}), "account"), (json!({"way": "bank", "account": "x".repeat(61)}), "account")] {
            let (status, problem) = nima.send(Method::PUT, "referral/payout", wrong).await;
            assert_eq!((status.as_u16(), &problem["fields"][0]["field"]), (422, &json!(field)), "{problem}");
        }
        let choice = json!({"way": "bank", "account": " 6037 9912 3456 7893, Nima "});
        let (status, kept) = nima.send(Method::PUT, "referral/payout", choice).await;
        assert_eq!((status, &kept["account"]), (StatusCode::OK, &json!("6037 9912 3456 7893, Nima")), "{kept}");
        let before = nima.balance().await.0;
        let order = buy(app, &sara, &offer).await;
        let one = queue(&boss, "").await.remove(0);
        assert_eq!(decide(&boss, &one, json!({"verdict": "mark_paid", "reference": "1"})).await.0, StatusCode::CONFLICT, "not approved");
        assert_eq!(approve(&boss, &one).await["state"], "approved");
        // A fifth goes back before it is paid. What was approved stays as it was approved.
        give_back(&boss, &order, 98_000).await;
        assert_eq!(nima.send(Method::PUT, "referral/payout", json!({"way": "coins"})).await.0, StatusCode::OK);
        let (status, problem) = decide(&boss, &one, json!({"verdict": "mark_paid"})).await;
        assert_eq!((status.as_u16(), &problem["fields"][0]["field"]), (422, &json!("reference")));
        rules(&boss, json!({"minimum": "11"})).await;
        assert_eq!(decide(&boss, &one, json!({"verdict": "mark_paid", "reference": "777"})).await.0, StatusCode::CONFLICT, "below the minimum");
        rules(&boss, json!({})).await;
        let (status, paid) = decide(&boss, &one, json!({"verdict": "mark_paid", "reference": "777"})).await;
        assert_eq!((status, &paid["state"], &paid["reference"], &paid["account"]), (StatusCode::OK, &json!("paid"), &json!("777"), &json!("6037 9912 3456 7893, Nima")), "{paid}");
        assert_eq!(decide(&boss, &one, json!({"verdict": "mark_paid", "reference": "778"})).await.0, StatusCode::CONFLICT, "once");
        assert_eq!(nima.balance().await.0, before, "no coins");
        let (_, inbox) = nima.get("notifications").await;
        assert_eq!(inbox["items"][0]["notice"]["amount"], json!({"amount_minor": 39_200, "currency": "IRR"}), "{inbox}");
        assert_eq!(referral(&nima).await["sums"]["paid_cash"], json!([{"amount_minor": 39_200, "currency": "IRR"}]));
        give_back(&boss, &order, 392_000).await;
        assert_eq!(queue(&boss, "").await[0]["to_recover"]["amount_minor"], 39_200, "what was sent is asked back by hand");
    }

    async fn a_refusal_says_why_and_stays(app: &TestApp) {
        let Pair { nima, sara, boss, offer } = pair(app).await;
        let order = buy(app, &sara, &offer).await;
        let one = queue(&boss, "").await.remove(0);
        let (status, problem) = decide(&boss, &one, json!({"verdict": "refuse"})).await;
        assert_eq!((status.as_u16(), &problem["fields"][0]["field"]), (422, &json!("reason")));
        let (status, refused) = decide(&boss, &one, json!({"verdict": "refuse", "reason": "the same person"})).await;
        assert_eq!((status, &refused["state"]), (StatusCode::OK, &json!("refused")), "{refused}");
        assert_eq!(decide(&boss, &one, json!({"verdict": "approve"})).await.0, StatusCode::CONFLICT);
        let mine = earned(&nima).await.remove(0);
        assert_eq!((&mine["state"], &mine["reason"]), (&json!("refused"), &json!("the same person")));
        give_back(&boss, &order, 1_000).await;
        assert_eq!(earned(&nima).await[0]["state"], "refused");
    }

    async fn nobody_decides_about_an_own_one(app: &TestApp) {
        let Pair { boss, offer, .. } = pair(app).await;
        let friend = join(app, "friend@example.com", &code(&boss).await, "203.0.113.7").await;
        buy(app, &friend, &offer).await;
        let one = queue(&boss, "?person=friend@example.com").await.remove(0);
        assert_eq!(one["is_own"], true);
        for verdict in [json!({"verdict": "approve"}), json!({"verdict": "refuse", "reason": "x"})] {
            assert_eq!(decide(&boss, &one, verdict).await.0, StatusCode::FORBIDDEN);
        }
        let second = staff(app, "second").await;
        assert_eq!(approve(&second, &one).await["state"], "paid");
    }

    async fn what_is_wrong_is_said(app: &TestApp) {
        let Pair { nima, sara, boss, offer } = pair(app).await;
        buy(app, &sara, &offer).await;
        let one = queue(&boss, "").await.remove(0);
        let path = format!("admin/referrals/{}", one["id"].as_str().unwrap());
        for path in ["admin/referrals", "admin/referrals.csv", "admin/referrals/totals", "admin/referrals/programme", &path] {
            assert_eq!(nima.get(path).await.0, StatusCode::FORBIDDEN, "{path}");
        }
        assert_eq!(decide(&nima, &one, json!({"verdict": "approve"})).await.0, StatusCode::FORBIDDEN);
        assert_eq!(boss.get(&path).await.0, StatusCode::OK);
        assert_eq!(boss.get(&format!("admin/referrals/{}", uuid::Uuid::now_v7())).await.0, StatusCode::NOT_FOUND);
        for (wrong, field) in [
            (json!({"ids": [], "decision": {"verdict": "approve"}}), "ids"),
            (json!({"ids": vec![one["id"].clone(); 101], "decision": {"verdict": "approve"}}), "ids"),
            (json!({"ids": [one["id"]], "decision": {"verdict": "refuse", "reason": " "}}), "reason"),
            (json!({"ids": [one["id"]], "decision": {"verdict": "refuse", "reason": "x".repeat(301)}}), "reason"),
        ] {
            let sent = boss.request(Method::POST, "admin/referrals/decisions").json(&wrong).send().await.unwrap();
            let (status, problem) = (sent.status().as_u16(), sent.json::<Value>().await.unwrap());
            assert_eq!((status, &problem["fields"][0]["field"]), (422, &json!(field)), "{problem}");
        }
        let (_, programme) = boss.get("admin/referrals/programme").await;
        for (changes, field) in [
            (json!({"rate_per_mille": 1_001}), "rate_per_mille"),
            (json!({"rate_per_mille": -1}), "rate_per_mille"),
            (json!({"review_days": 366}), "review_days"),
            (json!({"months": 0}), "months"),
            (json!({"minimum": "-1"}), "minimum"),
            (json!({"cap": "0"}), "cap"),
        ] {
            let mut wrong = programme.clone();
            wrong.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
            let sent = boss.request(Method::PUT, "admin/referrals/programme").json(&wrong).send().await.unwrap();
            let (status, problem) = (sent.status().as_u16(), sent.json::<Value>().await.unwrap());
            assert_eq!((status, &problem["fields"][0]["field"]), (422, &json!(field)), "{changes}: {problem}");
        }
        let mut stale = programme.clone();
        stale["based_on"] = json!(programme["version"].as_i64().unwrap() - 1);
        let sent = boss.request(Method::PUT, "admin/referrals/programme").json(&stale).send().await.unwrap();
        assert_eq!(sent.status(), StatusCode::CONFLICT);
        let (status, table) = boss.get("admin/referrals.csv?state=waiting").await;
        let table = table.as_str().unwrap().to_owned();
        assert_eq!((status, table.lines().count()), (StatusCode::OK, 2), "{table}");
        assert!(table.contains("nima@example.com,sara2@example.com,waiting") && table.contains(",49000,"), "{table}");
    }
}
