//! The offers a new installation begins with. Staff changes them as any other.

use super::store;
use crate::{
    kernel::id::OfferId,
    offer::draft::OfferInput,
    server::{Cx, Result},
};
use futures::FutureExt;
use serde::Deserialize;

const SEED: &str = include_str!("seed.json");

#[derive(Debug, Deserialize)]
struct Seed {
    /// Always the same, so that two processes that start together plant it once.
    id: OfferId,
    #[serde(flatten)]
    offer: OfferInput,
}

/// Adds the offers that came with this version where there never was one.
pub async fn plant_seed(cx: &Cx) -> Result<()> {
    let (seeds, now) = (read()?, cx.clock.now());
    cx.db
        .write(uuid::Uuid::nil(), move |conn| {
            async move {
                if store::count_all(conn).await? > 0 {
                    return Ok(());
                }
                for (position, seed) in (0_i64..).zip(&seeds) {
                    let content = seed.offer.read()?;
                    if store::insert_offer(conn, seed.id, &content, position, now).await? {
                        store::insert_revision(conn, seed.id, 1, &content, now, None).await?;
                    }
                }
                Ok(())
            }
            .boxed()
        })
        .await
}

fn read() -> Result<Vec<Seed>> {
    Ok(serde_json::from_str(SEED)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        kernel::Currency,
        offer::model::{OfferKind, Period},
    };

    #[test]
    fn the_seed_can_be_sold() {
        let contents: Vec<_> = read().unwrap().iter().map(|seed| seed.offer.read().unwrap()).collect();
        assert_eq!(contents.iter().filter(|content| content.kind() == OfferKind::Package).count(), 3);
        let periods: Vec<_> = contents.iter().filter_map(|content| content.plan()).map(|plan| plan.period).collect();
        assert_eq!(periods, [Period::Monthly, Period::Yearly]);
        for content in &contents {
            assert!(content.price(Currency::Irr).is_some() && content.price(Currency::Usd).is_some());
        }
    }
}
