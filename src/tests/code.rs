//! Codes: what they take off and for whom, that limits hold however many come at once, and that coins are given once.

use crate::harness::{Client, Setup, TestApp, milli};
use aimall::{
    account,
    code::{
        self,
        discount::Discount,
        server::{Purchase, confirm, give_back, price, reserve},
    },
    fetch_all, fetch_one,
    kernel::{
        AppError, Cash, Currency, FieldProblem, Instant,
        id::{OfferId, OrderId, UserId},
    },
    server::Fault,
};
use futures::{FutureExt, future::join_all};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::collections::BTreeSet;

async fn admin(app: &TestApp) -> Client {
    let client = app.member("boss").await;
    account::server::create_admin(&app.cx, "boss@example.com", "a good password".to_owned())
        .await
        .map_err(|_| "no admin")
        .unwrap();
    client
}

/// A new discount code: its id.
async fn discount(boss: &Client, rules: Value) -> String {
    let (status, made) = boss.post("admin/codes", rules).await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
    made["id"].as_str().unwrap().to_owned()
}

async fn user(client: &Client) -> UserId {
    let (_, me) = client.get("me").await;
    me["id"].as_str().unwrap().parse().unwrap()
}

async fn an_offer(app: &TestApp, at: usize) -> OfferId {
    let (_, list) = app.stranger().get("billing/packages").await;
    list["items"][at]["id"].as_str().unwrap().parse().unwrap()
}

fn irr(rial: i64) -> Cash {
    Cash::new(rial, Currency::Irr)
}

fn order() -> OrderId {
    OrderId(uuid::Uuid::now_v7())
}

/// Why it was refused.
fn problem(outcome: Result<Discount, Fault>) -> FieldProblem {
    match outcome {
        Err(Fault::Refused(AppError::Invalid { fields })) => {
            assert_eq!(fields[0].field, "discount_code");
            fields[0].problem
        }
        other => panic!("{other:?}"),
    }
}

async fn priced(app: &TestApp, code: &str, purchase: Purchase) -> Result<Discount, Fault> {
    price(&mut app.cx.db.read().await?, &purchase, code, app.cx.clock.now()).await
}

async fn reserved(app: &TestApp, code: &str, purchase: Purchase, order: OrderId) -> Result<Discount, Fault> {
    let (code, now) = (code.to_owned(), app.cx.clock.now());
    app.cx.db.write(order.0, move |conn| async move { reserve(conn, &purchase, &code, order, now).await }.boxed()).await
}

async fn confirmed(app: &TestApp, order: OrderId) {
    let now = app.cx.clock.now();
    let done = app.cx.db.write(order.0, move |conn| confirm(conn, order, now).boxed());
    done.await.map_err(|_| "not confirmed").unwrap();
}

async fn given_back(app: &TestApp, order: OrderId) {
    let now = app.cx.clock.now();
    let done = app.cx.db.write(order.0, move |conn| give_back(conn, order, now).boxed());
    done.await.map_err(|_| "not given back").unwrap();
}

/// How many uses a code has, by itself and by its uses: they are the same.
async fn used(app: &TestApp, boss: &Client, id: &str) -> i64 {
    let (_, code) = boss.get(&format!("admin/codes/{id}")).await;
    let mut conn = app.cx.db.read().await.map_err(|_| "no connection").unwrap();
    let id: uuid::Uuid = id.parse().unwrap();
    let (uses,) = fetch_one!(
        &mut conn,
        (i64,),
        "SELECT COUNT(*) FROM discount_uses WHERE discount_id = $1 AND state <> 'returned'",
        id
    )
    .unwrap();
    assert_eq!(code["used"], json!(uses));
    uses
}

/// A new batch's codes.
async fn batch(boss: &Client, rules: Value) -> Vec<String> {
    let mut input = json!({"name": "gifts", "codes": 3, "coins": "50"});
    input.as_object_mut().unwrap().extend(rules.as_object().unwrap().clone());
    let (status, table) = boss.post("admin/code-batches", input).await;
    assert_eq!(status, StatusCode::CREATED, "{table}");
    table.as_str().unwrap().lines().skip(1).map(|line| line.split(',').next().unwrap().to_owned()).collect()
}

async fn redeem(client: &Client, code: &str) -> (u16, Value) {
    let (status, answer) = client.post("billing/redeem", json!({"code": code})).await;
    (status.as_u16(), answer)
}

fn at(app: &TestApp, seconds: i64) -> Instant {
    app.cx.clock.now().plus_s(seconds)
}

on_both! {
    async fn codes_are_made_changed_and_found(app: &TestApp) {
        let boss = admin(app).await;
        app.member("sara").await;
        let offer = an_offer(app, 0).await;
        let rules = json!({
            "code": " nowruz-۲۰ ", "percent": 20, "caps": [{"amount_minor": 500_000, "currency": "IRR"}], "users": ["SARA@example.com"],
            "offers": [offer], "uses_max": 10, "ends_at": at(app, 3_600),
        });
        let id = discount(&boss, rules.clone()).await;
        let (_, found) = boss.get("admin/codes?search=nowruz-2").await;
        let found = &found["items"][0];
        assert_eq!((&found["code"], &found["state"], &found["used"], &found["users"], &found["offers"]),
            (&json!("NOWRUZ-20"), &json!("active"), &json!(0), &json!(["sara@example.com"]), &json!([offer])), "{found}");
        let (_, none) = boss.get("admin/codes?search=%25").await;
        assert_eq!(none["items"], json!([]), "a wildcard is no wildcard");
        let (status, changed) = boss.send(Method::PUT, &format!("admin/codes/{id}"), json!({"code": "x-5", "percent": 5, "enabled": false})).await;
        assert_eq!((status, &changed["code"], &changed["state"], &changed["caps"], &changed["users"]), (StatusCode::OK, &json!("X-5"), &json!("off"), &json!([]), &json!([])));
        discount(&boss, rules.clone()).await;
        for (input, field, problem) in [
            (rules, "code", "taken"),
            (json!({"code": "ok-1", "percent": 0}), "percent", "out_of_range"),
            (json!({"code": "ok-1"}), "percent", "required"),
            (json!({"code": "ok-1", "percent": 5, "caps": [{"amount_minor": 1, "currency": "XXX"}]}), "caps.0.currency", "unknown"),
            (json!({"code": "ok-1", "percent": 5, "users": ["boss@example.com", "nobody@example.com"]}), "users.1", "no_account"),
            (json!({"code": "ok-1", "percent": 5, "offers": [uuid::Uuid::now_v7()]}), "offers", "unknown"),
        ] {
            let (status, answer) = boss.post("admin/codes", input).await;
            assert_eq!((status, &answer["fields"][0]["field"], &answer["fields"][0]["problem"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!(field), &json!(problem)), "{answer}");
        }
    }

    async fn each_rule_refuses_with_its_reason(app: &TestApp) {
        let (boss, sara) = (admin(app).await, app.member("sara").await);
        let (user, other) = (user(&sara).await, user(&boss).await);
        let (offer, another) = (an_offer(app, 0).await, an_offer(app, 1).await);
        let buy = Purchase { user, offer, cash: irr(1_000_000), is_first: true };
        for (rules, purchase, expected) in [
            (json!({"percent": 10}), buy, Ok((100_000, 900_000))),
            (json!({"percent": 10, "caps": [{"amount_minor": 30_000, "currency": "IRR"}]}), buy, Ok((30_000, 970_000))),
            (json!({"off": [{"amount_minor": 2_000_000, "currency": "IRR"}]}), buy, Ok((1_000_000, 0))),
            (json!({"off": [{"amount_minor": 200, "currency": "USD"}]}), buy, Err(FieldProblem::CodeCurrency)),
            (json!({"percent": 10, "enabled": false}), buy, Err(FieldProblem::NoCode)),
            (json!({"percent": 10, "starts_at": at(app, 60)}), buy, Err(FieldProblem::CodeNotYet)),
            (json!({"percent": 10, "starts_at": at(app, -60), "ends_at": at(app, 60)}), buy, Ok((100_000, 900_000))),
            (json!({"percent": 10, "ends_at": at(app, -1)}), buy, Err(FieldProblem::CodeExpired)),
            (json!({"percent": 10, "users": ["sara@example.com"]}), buy, Ok((100_000, 900_000))),
            (json!({"percent": 10, "users": ["sara@example.com"]}), Purchase { user: other, ..buy }, Err(FieldProblem::CodeOtherPerson)),
            (json!({"percent": 10, "offers": [offer]}), buy, Ok((100_000, 900_000))),
            (json!({"percent": 10, "offers": [offer]}), Purchase { offer: another, ..buy }, Err(FieldProblem::CodeOtherProduct)),
            (json!({"percent": 10, "first_purchase": true}), buy, Ok((100_000, 900_000))),
            (json!({"percent": 10, "first_purchase": true}), Purchase { is_first: false, ..buy }, Err(FieldProblem::CodeFirstOnly)),
            (json!({"percent": 10, "minimums": [{"amount_minor": 1_000_000, "currency": "IRR"}]}), buy, Ok((100_000, 900_000))),
            (json!({"percent": 10, "minimums": [{"amount_minor": 1_000_001, "currency": "IRR"}]}), buy, Err(FieldProblem::CodeMinimum { minimum: irr(1_000_001) })),
        ] {
            let mut rules = rules;
            rules["code"] = json!("TABLE");
            let id = discount(&boss, rules.clone()).await;
            let told = match priced(app, "table", purchase).await {
                Ok(discount) => Ok((discount.off.amount_minor, discount.pay.amount_minor)),
                refused => Err(problem(refused)),
            };
            assert_eq!(told, expected, "{rules}");
            // What is told before is what happens.
            let told = match reserved(app, "Table", purchase, order()).await {
                Ok(discount) => Ok((discount.off.amount_minor, discount.pay.amount_minor)),
                refused => Err(problem(refused)),
            };
            assert_eq!(told, expected, "{rules}");
            boss.send(Method::PUT, &format!("admin/codes/{id}"), json!({"code": format!("OLD-{}", &id[24..]), "percent": 1})).await;
        }
        assert_eq!(problem(priced(app, "no-such", buy).await), FieldProblem::NoCode);
    }

    async fn fifty_orders_at_once_share_ten_uses(app: &TestApp) {
        let boss = admin(app).await;
        let id = discount(&boss, json!({"code": "TEN", "percent": 10, "uses_max": 10})).await;
        let (user, offer) = (user(&boss).await, an_offer(app, 0).await);
        let buy = Purchase { user, offer, cash: irr(1_000_000), is_first: false };
        // A second process, so that not one queue keeps them in order.
        let (second, _) = app.second().await;
        let outcomes = join_all((0..50).map(|number| {
            let (db, order, now) = (if number % 2 == 0 { &app.cx.db } else { &second.db }, order(), app.cx.clock.now());
            db.write(uuid::Uuid::from_u128(number), move |conn| async move { reserve(conn, &buy, "ten", order, now).await }.boxed())
        }))
        .await;
        let (taken, refused): (Vec<_>, Vec<_>) = outcomes.into_iter().partition(Result::is_ok);
        assert_eq!((taken.len(), refused.len()), (10, 40));
        assert!(refused.into_iter().all(|refused| problem(refused) == FieldProblem::CodeUsedUp));
        assert_eq!(used(app, &boss, &id).await, 10);
        assert_eq!(problem(priced(app, "ten", buy).await), FieldProblem::CodeUsedUp);
        second.stopping.cancel();
        second.db.close().await;
    }

    async fn a_person_takes_no_more_than_one_may(app: &TestApp) {
        let (boss, sara) = (admin(app).await, app.member("sara").await);
        let id = discount(&boss, json!({"code": "TWICE", "percent": 10, "uses_per_user_max": 2})).await;
        let offer = an_offer(app, 0).await;
        let buy = Purchase { user: user(&sara).await, offer, cash: irr(1_000_000), is_first: false };
        let outcomes = join_all((0..20).map(|_| reserved(app, "twice", buy, order()))).await;
        let (taken, refused): (Vec<_>, Vec<_>) = outcomes.into_iter().partition(Result::is_ok);
        assert_eq!(taken.len(), 2);
        assert!(refused.into_iter().all(|refused| problem(refused) == FieldProblem::CodeUsedByYou));
        assert_eq!(problem(priced(app, "twice", buy).await), FieldProblem::CodeUsedByYou);
        let other = Purchase { user: user(&boss).await, ..buy };
        assert!(reserved(app, "twice", other, order()).await.is_ok(), "others have their own");
        assert_eq!(used(app, &boss, &id).await, 3);
        // A code for first purchases is for one of them, whatever it says.
        discount(&boss, json!({"code": "FIRST", "percent": 10, "first_purchase": true})).await;
        let first = Purchase { is_first: true, ..buy };
        assert!(reserved(app, "first", first, order()).await.is_ok());
        assert_eq!(problem(reserved(app, "first", first, order()).await), FieldProblem::CodeUsedByYou);
    }

    async fn a_use_goes_with_its_order(app: &TestApp) {
        let (boss, sara) = (admin(app).await, app.member("sara").await);
        let id = discount(&boss, json!({"code": "ONE", "percent": 10, "uses_max": 1})).await;
        let other_id = discount(&boss, json!({"code": "OTHER", "percent": 10})).await;
        let buy = Purchase { user: user(&sara).await, offer: an_offer(app, 0).await, cash: irr(1_000_000), is_first: false };
        let (first, second) = (order(), order());
        let told = reserved(app, "one", buy, first).await.unwrap();
        assert_eq!(reserved(app, "one", buy, first).await.unwrap(), told, "the same order again");
        assert!(matches!(reserved(app, "other", buy, first).await, Err(Fault::Refused(AppError::Conflict))));
        assert_eq!((used(app, &boss, &id).await, used(app, &boss, &other_id).await), (1, 0));
        assert_eq!(problem(reserved(app, "one", buy, second).await), FieldProblem::CodeUsedUp);
        // Not paid: somebody else may have it. Twice is once.
        given_back(app, first).await;
        given_back(app, first).await;
        assert_eq!(used(app, &boss, &id).await, 0);
        reserved(app, "one", buy, second).await.unwrap();
        confirmed(app, second).await;
        confirmed(app, second).await;
        given_back(app, second).await;
        assert_eq!(used(app, &boss, &id).await, 1, "what was paid is not given back");
        // The first one was paid after all: its price was promised.
        confirmed(app, first).await;
        confirmed(app, first).await;
        assert_eq!(used(app, &boss, &id).await, 2);
        confirmed(app, order()).await;
        given_back(app, order()).await;
        let (_, uses) = boss.get(&format!("admin/codes/{id}/uses")).await;
        let states: Vec<_> = uses["items"].as_array().unwrap().iter().map(|one| (one["state"].clone(), one["user"].clone())).collect();
        assert_eq!(states, [(json!("used"), json!("sara@example.com")), (json!("used"), json!("sara@example.com"))]);
    }

    async fn a_batch_is_shown_once_and_stored_as_hashes(app: &TestApp) {
        let boss = admin(app).await;
        let request = boss.request(Method::POST, "admin/code-batches").header("idempotency-key", "once");
        let input = json!({"name": "=1+1", "codes": 10_000, "coins": "12.5", "expires_at": "2099-01-01T00:00:00Z"});
        let response = request.json(&input).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::CREATED);
        assert_eq!(response.headers()["content-type"], "text/csv; charset=utf-8");
        assert!(response.headers()["content-disposition"].to_str().unwrap().starts_with("attachment; filename=\"codes-"));
        assert!(response.headers()["location"].to_str().unwrap().starts_with("/api/v1/admin/code-batches/"));
        let table = response.bytes().await.unwrap();
        let table = std::str::from_utf8(&table).unwrap().strip_prefix('\u{feff}').unwrap();
        let mut lines = table.lines();
        assert_eq!(lines.next(), Some("code,coins,expires_at"));
        let codes: BTreeSet<&str> = lines.map(|line| line.strip_suffix(",12.5,2099-01-01T00:00:00Z").unwrap()).collect();
        assert_eq!(codes.len(), 10_000, "each is another");
        assert!(codes.iter().all(|code| code.len() == 19 && code.split('-').all(|group| group.len() == 4)), "{codes:?}");
        // Everything that is kept: no code in it.
        let mut conn = app.cx.db.read().await.map_err(|_| "no connection").unwrap();
        let kept = fetch_all!(&mut conn, (Vec<u8>, String), "SELECT code_hash, last4 FROM redeem_codes").unwrap();
        let first = codes.first().unwrap();
        let hash = aimall::server::random::hash(&first.replace('-', ""));
        assert!(kept.len() == 10_000 && kept.iter().any(|(kept, last4)| *kept == hash && first.ends_with(last4.as_str())));
        let (answer,) = fetch_one!(&mut conn, (String,), "SELECT answer FROM idempotent_requests").unwrap();
        assert!(!codes.iter().any(|code| answer.contains(code)), "{answer}");
        let (_, list) = boss.get("admin/code-batches").await;
        assert_eq!((&list["items"][0]["codes"], &list["items"][0]["redeemed"], &list["items"][0]["state"], &list["items"][0]["name"]),
            (&json!(10_000), &json!(0), &json!("active"), &json!("=1+1")));
        for (field, value) in [("codes", json!(0)), ("codes", json!(10_001)), ("coins", json!("-1")), ("coins", json!("0")), ("name", json!("")), ("coins_days", json!(0)), ("per_user_max", json!(0)), ("expires_at", json!("2001-01-01T00:00:00Z"))] {
            let mut wrong = json!({"name": "x", "codes": 1, "coins": "1"});
            wrong[field] = value;
            let (status, answer) = boss.post("admin/code-batches", wrong.clone()).await;
            assert_eq!((status, &answer["fields"][0]["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!(field)), "{wrong}: {answer}");
        }
    }

    async fn a_code_gives_its_coins_once(app: &TestApp) {
        let (boss, sara) = (admin(app).await, app.member("sara").await);
        let codes = batch(&boss, json!({"codes": 2})).await;
        let before = sara.balance().await.0;
        let typed = codes[0].to_lowercase().replace('-', " ");
        let (status, given) = redeem(&sara, &typed).await;
        assert_eq!((status, &given["coins"], milli(&given["available"])), (200, &json!("50"), before + 50_000), "{given}");
        let (_, movements) = sara.get("billing/transactions?limit=1").await;
        assert_eq!((&movements["items"][0]["kind"], &movements["items"][0]["available"]), (&json!("redeem"), &json!("50")));
        // Used, by oneself and by others, wrong, and no code at all: the same words.
        let mut answers = Vec::new();
        for (client, code) in [(&sara, codes[0].as_str()), (&boss, codes[0].as_str()), (&sara, "ABCD-EFGH-JKMN-PQRS"), (&sara, "x"), (&sara, "")] {
            answers.push(redeem(client, code).await);
        }
        let (status, refusal) = &answers[0];
        assert_eq!((*status, &refusal["fields"]), (422, &json!([{"field": "code", "problem": "redeem_code"}])));
        assert!(answers.iter().all(|answer| answer == &answers[0]), "{answers:?}");
        assert_eq!(sara.balance().await.0, before + 50_000);
    }

    async fn fifty_requests_redeem_a_code_once(app: &TestApp) {
        let boss = admin(app).await;
        let codes = batch(&boss, json!({"codes": 2})).await;
        let people = join_all((0..10).map(|number| async move { app.member(&format!("person{number}")).await })).await;
        let (_, address) = app.second().await;
        let callers: Vec<Client> = people.iter().flat_map(|person| [person.clone(), person.at(address)]).collect();
        let outcomes = join_all((0..50).map(|number| redeem(&callers[number % callers.len()], &codes[0]))).await;
        assert_eq!(outcomes.iter().filter(|(status, _)| *status == 200).count(), 1, "{outcomes:?}");
        assert!(outcomes.iter().all(|(status, _)| [200, 422].contains(status)), "{outcomes:?}");
        let mut conn = app.cx.db.read().await.map_err(|_| "no connection").unwrap();
        let (posted,) = fetch_one!(&mut conn, (i64,), "SELECT COUNT(*) FROM ledger_transactions WHERE kind = 'redeem'").unwrap();
        let (_, list) = boss.get("admin/code-batches").await;
        assert_eq!((posted, &list["items"][0]["redeemed"]), (1, &json!(1)));
    }

    async fn a_batch_holds_each_person_to_its_limit(app: &TestApp) {
        let (boss, sara) = (admin(app).await, app.member("sara").await);
        let codes = batch(&boss, json!({"codes": 5, "per_user_max": 2})).await;
        let outcomes = join_all(codes.iter().map(|code| redeem(&sara, code))).await;
        assert_eq!(outcomes.iter().filter(|(status, _)| *status == 200).count(), 2, "{outcomes:?}");
        let (_, list) = boss.get("admin/code-batches").await;
        assert_eq!(list["items"][0]["redeemed"], 2, "what was refused is not counted");
        let left: Vec<_> = codes.iter().zip(&outcomes).filter(|(_, (status, _))| *status != 200).map(|(code, _)| code).collect();
        assert_eq!(redeem(&boss, left[0]).await.0, 200, "others may have them");
        // Taken back: what was redeemed stays, the rest is worth nothing.
        let id = list["items"][0]["id"].as_str().unwrap().to_owned();
        assert_eq!(boss.send(Method::DELETE, &format!("admin/code-batches/{id}"), json!({})).await.0, StatusCode::NO_CONTENT);
        assert_eq!(redeem(&boss, left[1]).await.0, 422);
        let (_, list) = boss.get("admin/code-batches").await;
        assert_eq!((&list["items"][0]["state"], &list["items"][0]["redeemed"]), (&json!("revoked"), &json!(3)));
    }
}

mod on_a_clock {
    use super::*;

    on_both! {
        with Setup { manual_clock: true, ..Setup::default() };

        async fn whoever_guesses_has_to_wait(app: &TestApp) {
            let (boss, sara) = (admin(app).await, app.member("sara").await);
            let codes = batch(&boss, json!({"codes": 1})).await;
            let outcomes = join_all((0..25).map(|_| redeem(&sara, "ABCD-EFGH-JKMN-PQRS"))).await;
            let waits = outcomes.iter().filter(|(status, _)| *status == 429).count();
            assert_eq!((waits, outcomes.len() - waits), (5, 20), "{outcomes:?}");
            // A right one is not told from the others while one waits.
            let (status, refusal) = redeem(&sara, &codes[0]).await;
            assert_eq!((status, &refusal["code"]), (429, &json!("rate_limited")));
            assert_eq!(redeem(&boss, "x").await.0, 422, "others go on");
            app.cx.clock.advance_s(60);
            assert_eq!(redeem(&sara, &codes[0]).await.0, 200);
        }

        async fn a_code_has_an_end(app: &TestApp) {
            let (boss, sara) = (admin(app).await, app.member("sara").await);
            let codes = batch(&boss, json!({"codes": 2, "expires_at": at(app, 600), "coins_days": 3})).await;
            let (status, given) = redeem(&sara, &codes[0]).await;
            assert_eq!((status, &given["expires_at"]), (200, &json!(at(app, 3 * 86_400))), "{given}");
            app.cx.clock.advance_s(600);
            assert_eq!(redeem(&sara, &codes[1]).await.0, 422);
            let (_, list) = boss.get("admin/code-batches").await;
            assert_eq!(list["items"][0]["state"], "expired");
        }
    }
}

#[test]
fn a_new_batch_prints_without_its_codes() {
    let input = code::redeem::RedeemInput { code: "7K3M-9QXV-2HTR-W5PD".to_owned() };
    assert!(!format!("{input:?}").contains("7K3M"));
}
