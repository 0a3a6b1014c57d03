//! The calls of documents and of the financial report, after something was bought and a part of it went back.

use super::Tour;
use crate::harness::Client;
use reqwest::Method;
use serde_json::json;

/// Goes through them as staff, who bought.
pub(super) async fn go(tour: &mut Tour, client: &Client) {
    let (get, put) = (Method::GET, Method::PUT);
    let seller = json!({
        "based_on": 1, "name": "House", "address": "Tehran", "registration_id": "1", "tax_id": "2", "phone": "3", "logo": null, "vat_per_mille": 100,
    });
    tour.call(client, put.clone(), "admin/seller", seller).await;
    tour.call(client, get.clone(), "admin/seller", json!({})).await;
    let details = json!({"legal_name": "Ltd", "tax_id": "4", "address": "Shiraz"});
    tour.call(client, put.clone(), "billing/details", details).await;
    tour.call(client, get.clone(), "billing/details", json!({})).await;
    let invoices = tour.call(client, get.clone(), "payments/invoices?limit=5", json!({})).await;
    let invoice = invoices["items"][0]["id"].as_str().unwrap();
    tour.call(client, get.clone(), &format!("payments/invoices/{invoice}"), json!({})).await;
    for path in [
        "admin/invoices?kind=credit_note&limit=1",
        "admin/invoices.csv",
        "admin/finance?days=7",
        "admin/finance.csv",
        "admin/finance-coins.csv",
        "admin/reconciliation",
    ] {
        tour.call(client, get.clone(), path, json!({})).await;
    }
}
