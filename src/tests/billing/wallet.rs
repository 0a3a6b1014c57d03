//! The wallet's doors: what its owner sees and chooses.

use super::*;
use reqwest::{Method, StatusCode};
use serde_json::json;

on_both! {
    with Setup { settings: vec![("SIGNUP_COINS", "10".to_owned())], ..Setup::default() };

    async fn the_owner_sees_what_expires_and_chooses_what_goes_first(app: &TestApp) {
        let (member, stranger) = (app.member("owner").await, app.member("other").await);
        let user = user_of(&member).await;
        let gift = lasting(app, user, 5_000, 7);
        gave(app, gift.clone()).await;
        let (_, balance) = member.get("billing/balance").await;
        assert_eq!(balance, json!({"available": "15", "held": "0", "expiring": "5", "owed": "0", "currency": "coin"}));
        let (_, lots) = member.get("billing/lots").await;
        let lot = &lots["items"][0];
        assert_eq!((&lot["left"], &lot["amount"], &lot["source"]), (&json!("5"), &json!("5"), &json!("package")));
        assert_eq!((&lot["order_id"], &lot["expires_at"]), (&json!(gift.order), &json!(gift.lot.unwrap().1)));
        assert_eq!(stranger.get("billing/lots").await.1["items"], json!([]));

        let (_, wallet_now) = member.get("billing/wallet").await;
        assert_eq!((&wallet_now["spend_order"], &wallet_now["available"]), (&json!("quota_first"), &json!("15")));
        let (status, changed) = member.send(Method::PATCH, "billing/wallet", json!({"spend_order": "wallet_first"})).await;
        assert_eq!((status, &changed["spend_order"], &changed["expiring"]), (StatusCode::OK, &json!("wallet_first"), &json!("5")));
        for wrong in [json!({"spend_order": "cheapest"}), json!({}), json!({"spend_order": "quota_first", "available": "1000"})] {
            let (status, _) = member.send(Method::PATCH, "billing/wallet", wrong.clone()).await;
            assert!(status.is_client_error(), "{wrong}: {status}");
        }
        spent(app, user, 12_000).await;
        assert_eq!((wallet(app, user).await, lots_of(app, user).await), ((3_000, 0, 3_000, 0), vec![3_000]));
        assert_eq!(stranger.get("billing/wallet").await.1["spend_order"], json!("quota_first"), "one's own only");
    }

    async fn movements_are_narrowed_and_saved(app: &TestApp) {
        let member = app.member("owner").await;
        let user = user_of(&member).await;
        gave(app, lasting(app, user, 5_000, 7)).await;
        spent(app, user, 1_000).await;
        let kinds = async |query: &str| -> Vec<String> {
            let (status, body) = member.get(&format!("billing/transactions{query}")).await;
            assert_eq!(status, StatusCode::OK, "{body}");
            body["items"].as_array().unwrap().iter().map(|row| row["kind"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(kinds("").await, ["settle", "hold", "purchase", "signup_grant"]);
        assert_eq!(kinds("?kind=purchase").await, ["purchase"]);
        assert_eq!(kinds("?kind=nothing").await, Vec::<String>::new());
        assert_eq!(kinds("?to=2020-01-01").await, Vec::<String>::new());
        assert_eq!(kinds("?from=2020-01-01&limit=2").await, ["settle", "hold"]);
        assert_eq!(member.get("billing/transactions?from=never").await.0, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(member.get("billing/transactions?cursor=here").await.0, StatusCode::BAD_REQUEST);
        let saved = member.request(Method::GET, "billing/transactions.csv?kind=purchase").send().await.unwrap();
        assert!(saved.headers()["content-type"].to_str().unwrap().starts_with("text/csv"));
        let text = saved.text().await.unwrap();
        let lines: Vec<&str> = text.trim_start_matches('\u{FEFF}').lines().collect();
        assert_eq!(lines.len(), 2, "{text}");
        assert!(lines[0].starts_with("time,kind,available_coins") && lines[1].contains(",purchase,5,0,0,"), "{text}");
    }
}

async fn lots_of(app: &TestApp, user: UserId) -> Vec<i64> {
    lots(app, user).await
}
