//! Vectors without a provider: always on, always the same, sold for the least a run costs.

#![allow(clippy::float_arithmetic, reason = "vectors are numbers of this kind; nothing here is money")]

use crate::harness::{TestApp, milli};
use aimall::{
    catalog::{
        self,
        model::Capability,
        server::{CostTrust, Demand},
    },
    kernel::{Coins, id::UserId},
    provider::{
        FailureClass, Local,
        media::{Embedder, EmbeddingRequest, Embeddings},
    },
};
use serde_json::json;

async fn embed(inputs: &[&str], dimensions: Option<u32>) -> Result<Embeddings, FailureClass> {
    let inputs = inputs.iter().map(|text| (*text).to_owned()).collect();
    let request = EmbeddingRequest { model: Local::MODEL.to_owned(), inputs, dimensions };
    Local.embed(request).await.map_err(|failure| failure.class)
}

fn nearness(one: &[f32], other: &[f32]) -> f32 {
    one.iter().zip(other).map(|(one, other)| one * other).sum()
}

#[tokio::test]
async fn the_nearest_text_is_the_one_that_is_spelled_alike() {
    let shelf = ["قیمت کتاب‌های درسی", "راهنمای نصب برنامه", "How to reset a password", "دستور پخت قورمه‌سبزی"];
    let made = embed(&shelf, None).await.unwrap();
    assert!(made.vectors.iter().all(|vector| vector.len() == 384));
    assert!(made.usage.input().is_some_and(|tokens| tokens > 10));
    for (question, nearest) in
        [("كتاب درسي", 0), ("نصب برنامه‌ها", 1), ("resetting pasword", 2), ("قرمه سبزی", 3), ("PASSWORD RESET?", 2)]
    {
        let asked = embed(&[question], None).await.unwrap().vectors.remove(0);
        let near = |at: &usize| nearness(&asked, &made.vectors[*at]);
        let found = (0..shelf.len()).max_by(|one, other| near(one).total_cmp(&near(other))).unwrap();
        assert_eq!(found, nearest, "{question}");
        assert_eq!(asked, embed(&[question], None).await.unwrap().vectors[0]);
    }
}

#[tokio::test]
async fn what_can_not_be_done_is_refused() {
    assert_eq!(embed(&["x"], Some(32)).await.unwrap().vectors[0].len(), 32);
    let (long, many) = ("x".repeat((64 << 10) + 1), "x ".repeat(32 << 10));
    let too_much: Vec<&str> = vec![many.as_str(); 65];
    for (inputs, dimensions) in [
        (&[][..], None),
        (&["x", ""][..], None),
        (&["x"][..], Some(0)),
        (&["x"][..], Some(385)),
        (&[long.as_str()][..], None),
        (&["x"; 2_049][..], None),
        (&too_much[..], None),
    ] {
        assert_eq!(embed(inputs, dimensions).await.unwrap_err(), FailureClass::Caller, "{} texts", inputs.len());
    }
    assert_eq!(embed(&["x"; 2_048], None).await.unwrap().vectors.len(), 2_048);
    assert_eq!(embed(&too_much[..64], None).await.unwrap().vectors.len(), 64);
    let other = EmbeddingRequest { model: "better".to_owned(), inputs: vec!["x".to_owned()], dimensions: None };
    assert_eq!(Local.embed(other).await.unwrap_err().class, FailureClass::ModelGone);
}

mod alone {
    use super::*;
    use crate::harness::Setup;

    on_both! {
        with Setup { settings: vec![("OPENAI_API_KEY", String::new()), ("SANDBOX", "false".to_owned())], ..Setup::default() };

        async fn without_any_provider_it_is_on_offer_for_the_least_a_run_costs(app: &TestApp) {
            let member = app.member("searcher").await;
            let (_, models) = member.get("models?capability=embedding").await;
            let model = &models["items"][0];
            assert_eq!((&model["id"], &model["capabilities"], models["items"].as_array().unwrap().len()), (&json!("local/lexical"), &json!(["embedding"]), 1), "{models}");
            assert_eq!((milli(&model["price"]["input_per_million"]), milli(&model["price"]["minimum"])), (0, 10));
            let me = member.get("me").await.1;
            let user = UserId(me["id"].as_str().unwrap().parse().unwrap());
            let mut conn = app.cx.db.read().await.map_err(|_| "no connection").unwrap();
            let offer = catalog::server::find_offer(&app.cx, &mut conn, user, "local/lexical", Capability::Embedding).await;
            let offer = offer.map_err(|_| "not on offer").unwrap();
            let embedder = app.cx.providers.get(&offer.provider).and_then(|provider| provider.can.embedder.clone()).unwrap();
            let request = EmbeddingRequest { model: offer.provider_model.clone(), inputs: vec!["سلام".to_owned()], dimensions: None };
            let made = embedder.embed(request).await.unwrap();
            assert_eq!(made.vectors[0].len(), 384);
            // A hold is never nothing, and what is paid never more than it.
            let least = Coins::from_milli(10);
            assert_eq!(offer.price.maximum(&Demand::text(1_000_000, 0)), least);
            let charge = offer.price.of(&made.usage);
            assert_eq!((charge.coins, charge.trust, charge.usd.map(|usd| usd.is_zero())), (least, CostTrust::Table, Some(true)));
        }
    }
}
