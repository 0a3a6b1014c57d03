//! The bank's page, and the ways back from it.

use super::{
    super::{
        payment::{call, page},
        scenario::Scenario,
    },
    Standing, Zarinpal,
};

/// What a button does to a payment, and how its browser comes back.
pub(super) struct Done {
    /// Where the browser is sent; none when it stays.
    pub(super) location: Option<String>,
    /// How the product answered calls that no browser made.
    pub(super) calls: Vec<u16>,
}

impl Zarinpal {
    /// `{authority}` or `{authority}/{action}` below `StartPay`.
    pub(super) async fn page(&self, method: &str, rest: &str) -> Scenario {
        match (method, rest.split_once('/')) {
            ("GET", None) => self.show(rest),
            ("POST", Some((authority, action))) => match self.act(authority, action).await {
                Err(wrong) => page::page(400, "Zarinpal", &page::line("message", &wrong)),
                Ok(Done { location: Some(to), .. }) => page::redirect(&to),
                Ok(Done { location: None, .. }) if action == "delayed" => {
                    let back = self.callback(authority, "OK").unwrap_or_default();
                    let inner = page::line("message", "Paid. The way back takes its time.");
                    page::page(200, "Zarinpal", &format!("{inner}{}", page::link("back", &back, "Go back now")))
                }
                Ok(_) => page::page(200, "Zarinpal", &page::line("message", "Paid. The tab was closed here.")),
            },
            _ => page::page(404, "Zarinpal", &page::line("message", "There is no such page.")),
        }
    }

    fn show(&self, authority: &str) -> Scenario {
        let mut state = self.lock();
        let Some(payment) = state.find(authority) else {
            return page::page(404, "Zarinpal", &page::line("message", "There is no such payment."));
        };
        if !matches!(payment.standing, Standing::Created | Standing::InBank) {
            return page::page(410, "Zarinpal", &page::line("message", "This payment is over."));
        }
        payment.standing = Standing::InBank;
        let (description, amount) = (payment.description.clone(), payment.amount);
        drop(state);
        let to = |action: &str| format!("/zarinpal/pg/StartPay/{authority}/{action}");
        let inner = [
            page::line("description", &description),
            page::line("amount", &format!("{amount} IRR")),
            page::button(&to("pay"), "Pay"),
            page::button(&to("cancel"), "Cancel"),
            page::button(&to("pay-close"), "Pay, but close the tab"),
            page::button(&to("pay-twice"), "Pay, and come back twice"),
            page::button(&to("delayed"), "Pay, and come back later"),
        ];
        page::page(200, "Zarinpal", &inner.concat())
    }

    /// What a button does.
    pub(super) async fn act(&self, authority: &str, action: &str) -> Result<Done, String> {
        let pays = match action {
            "pay" | "pay-close" | "pay-twice" | "delayed" => true,
            "cancel" => false,
            other => return Err(format!("no action {other}")),
        };
        let now = self.clock.now();
        {
            let mut state = self.lock();
            let payment = state.find(authority).ok_or("no such payment")?;
            if !matches!(payment.standing, Standing::Created | Standing::InBank) {
                return Err("this payment is over".to_owned());
            }
            payment.standing = if pays { Standing::Paid } else { Standing::Failed };
            payment.paid_at = now;
        }
        let back = self.callback(authority, if pays { "OK" } else { "NOK" })?;
        let calls = if action == "pay-twice" { vec![call::get(&back).await] } else { Vec::new() };
        let location = matches!(action, "pay" | "cancel" | "pay-twice").then_some(back);
        Ok(Done { location, calls })
    }

    /// The way back, which anybody could write.
    pub(super) fn callback(&self, authority: &str, status: &str) -> Result<String, String> {
        let mut state = self.lock();
        let payment = state.find(authority).ok_or("no such payment")?;
        Ok(page::with_query(&payment.callback_url, &format!("Authority={authority}&Status={status}")))
    }
}
