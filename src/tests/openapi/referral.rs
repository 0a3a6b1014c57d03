//! The calls of the referral programme, with somebody who came by a link and bought.

use super::Tour;
use crate::{
    harness::{Client, TestApp},
    invoice::buy,
};
use reqwest::Method;
use serde_json::{Value, json};

/// Goes through them: as a referrer, and as the client, who is staff.
pub(super) async fn go(tour: &mut Tour, app: &TestApp, client: &Client, offer: &Value) {
    let (get, put, post) = (Method::GET, Method::PUT, Method::POST);
    let rules = json!({
        "based_on": 1, "enabled": true, "rate_per_mille": 100, "review_days": 0, "first_only": false, "months": 12, "minimum": "0", "cap": "5000",
    });
    tour.call(client, get.clone(), "admin/referrals/programme", json!({})).await;
    tour.call(client, put.clone(), "admin/referrals/programme", rules).await;
    let referrer = app.member("referrer").await;
    let mine = tour.call(&referrer, get.clone(), "referral", json!({})).await;
    let mut friend = app.stranger();
    let input = json!({"email": "friend@example.com", "password": "a good password", "referral_code": mine["code"]});
    let tokens = tour.call(&friend, post.clone(), "auth/register", input).await;
    friend.keep_tokens(&tokens);
    for _ in 0..2 {
        buy(app, &friend, offer.as_str().unwrap()).await;
    }
    for path in ["referral/people?limit=1", "referral/commissions?limit=1"] {
        tour.call(&referrer, get.clone(), path, json!({})).await;
    }
    let choice = json!({"way": "bank", "account": "IR00 0000"});
    tour.call(&referrer, put, "referral/payout", choice).await;
    let all = tour.call(client, get.clone(), "admin/referrals?state=due&flagged=yes&limit=5", json!({})).await;
    let ids: Vec<&str> = all["items"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), 2, "{all}");
    tour.call(client, get.clone(), &format!("admin/referrals/{}", ids[0]), json!({})).await;
    let path = format!("admin/referrals/{}/decision", ids[0]);
    tour.call(client, post.clone(), &path, json!({"verdict": "approve"})).await;
    let rest = json!({"ids": [ids[1]], "decision": {"verdict": "refuse", "reason": "a tour"}});
    tour.call(client, post, "admin/referrals/decisions", rest).await;
    for path in ["admin/referrals/totals", "admin/referrals.csv?state=approved"] {
        tour.call(client, get.clone(), path, json!({})).await;
    }
}
