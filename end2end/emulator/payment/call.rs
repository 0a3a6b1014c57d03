//! Calls of gateways to the product: webhooks, and a browser that came back although nobody sits before it.

use std::time::Duration;

/// Longer than any answer takes; a call that gets none counts as status 0.
const WAIT: Duration = Duration::from_secs(20);

/// Asks like a browser without cookies; the status, or 0 without an answer.
pub async fn get(url: &str) -> u16 {
    status(client().get(url)).await
}

/// Tells an event; the status, or 0 without an answer.
pub async fn post(url: &str, signature: Option<&str>, body: String) -> u16 {
    let mut asking = client().post(url).header("content-type", "application/json; charset=utf-8").body(body);
    if let Some(signature) = signature {
        asking = asking.header("stripe-signature", signature);
    }
    status(asking).await
}

async fn status(asking: reqwest::RequestBuilder) -> u16 {
    asking.send().await.map_or(0, |response| response.status().as_u16())
}

fn client() -> reqwest::Client {
    // Fails only when one is installed already, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let builder = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).timeout(WAIT);
    builder.user_agent("gateway-emulator/1.0").build().unwrap_or_default()
}
