//! The calls themselves.

use super::{
    super::{payment::Answer, payment::next::Next, record::Request, scenario::Scenario},
    MERCHANT, OTHER_MERCHANT, Payment, Standing, State, Zarinpal, check,
};
use serde_json::{Value, json};

/// How long a payment can be given back.
const REVERSIBLE_S: i64 = 30 * 60;

/// An answer: `data`, or a code.
type Said = Result<Value, (i64, Value)>;

impl Zarinpal {
    pub(super) fn api(&self, call: &str, request: &Request) -> Answer {
        self.tick();
        if let Err(violation) = check::check(call, request) {
            let wrong = json!([{ "request": violation }]);
            return Answer::violation(self.error(-9, "The input params invalid, validation error.", &wrong), violation);
        }
        let Some(next) = self.next.take(call) else { return Answer::api(self.said(&self.call(call, &request.body))) };
        let said = if next.commit || next.flip { self.call(call, &request.body) } else { Ok(Value::Null) };
        Answer::api(self.injected(&next, &said))
    }

    fn injected(&self, next: &Next, said: &Said) -> Scenario {
        if let Some(code) = next.code {
            let error = self.error(code, message(code), &json!([]));
            return next.dressed(Scenario { status: next.status.unwrap_or(error.status), ..error });
        }
        if next.flip {
            let (data, errors) = match said {
                Ok(data) => (json!([data]), json!({})),
                Err((code, _)) => (json!({}), json!([{"code": code, "message": message(*code), "validations": {}}])),
            };
            return next.dressed(Scenario::status(200, json!({"data": data, "errors": errors})));
        }
        next.plain().unwrap_or_else(|| next.dressed(self.said(said)))
    }

    fn said(&self, said: &Said) -> Scenario {
        match said {
            Ok(data) => Scenario::status(200, json!({"data": data, "errors": []})).named_as("zarinpal"),
            Err((code, validations)) => self.error(*code, message(*code), validations),
        }
    }

    pub(super) fn error(&self, code: i64, message: &str, validations: &Value) -> Scenario {
        let errors = json!({"code": code, "message": message, "validations": validations});
        let status = self.lock().settings.error_status;
        Scenario::status(status, json!({"data": [], "errors": errors})).named_as(&format!("zarinpal {code}"))
    }

    fn call(&self, call: &str, body: &Value) -> Said {
        let now = self.clock.now();
        let merchant = body["merchant_id"].as_str().unwrap_or_default();
        if ![MERCHANT, OTHER_MERCHANT].contains(&merchant) {
            return refuse(-10);
        }
        let mut state = self.lock();
        match call {
            "request" => state.request(merchant, body, now),
            "unVerified" => Ok(state.unverified(merchant)),
            _ => {
                let settings = state.settings.clone();
                let authority = body["authority"].as_str().unwrap_or_default();
                let Some(payment) = state.find(authority) else { return refuse(-54) };
                if payment.merchant != merchant {
                    return refuse(-53);
                }
                match call {
                    "verify" => payment.verify(body["amount"].as_i64().unwrap_or(0), &settings.fee_payer),
                    "inquiry" => Ok(json!({"code": 100, "message": "Success", "status": payment.standing.as_str()})),
                    _ if !settings.may_reverse => refuse(-62),
                    _ => payment.reverse(now),
                }
            }
        }
    }
}

fn refuse(code: i64) -> Said {
    Err((code, json!([])))
}

impl State {
    fn request(&mut self, merchant: &str, body: &Value, now: i64) -> Said {
        let asked = body["amount"].as_i64().unwrap_or(0);
        let amount = if body["currency"] == "IRT" { asked.saturating_mul(10) } else { asked };
        if amount < self.settings.minimum {
            return Err((-9, json!([{"amount": format!("The amount must be at least {}.", self.settings.minimum)}])));
        }
        let callback_url = body["callback_url"].as_str().unwrap_or_default();
        let host = callback_url.split('/').nth(2).unwrap_or_default();
        if self.settings.domain.as_ref().is_some_and(|domain| domain != host) {
            return refuse(-14);
        }
        let number = u64::try_from(self.payments.len()).unwrap_or(0) + 1;
        let payment = Payment {
            authority: format!("A{number:035}"),
            merchant: merchant.to_owned(),
            amount,
            description: body["description"].as_str().unwrap_or_default().to_owned(),
            callback_url: callback_url.to_owned(),
            order_id: body["metadata"]["order_id"].as_str().map(str::to_owned),
            standing: Standing::Created,
            ref_id: 20_100_000_000 + number,
            created_at: now,
            paid_at: 0,
        };
        let data = json!({
            "code": 100, "message": "Success", "authority": payment.authority,
            "fee_type": self.settings.fee_payer, "fee": fee(amount),
        });
        self.payments.push(payment);
        Ok(data)
    }

    fn unverified(&self, merchant: &str) -> Value {
        let waits = |payment: &&Payment| payment.merchant == merchant && payment.standing == Standing::Paid;
        let listed = self.payments.iter().rev().filter(waits).take(100).map(|payment| {
            json!({
                "authority": payment.authority, "amount": payment.amount, "callback_url": payment.callback_url,
                "referer": "", "date": date(payment.paid_at),
            })
        });
        json!({"code": 100, "message": "Success", "authorities": listed.collect::<Vec<_>>()})
    }
}

impl Payment {
    fn verify(&mut self, amount: i64, fee_payer: &str) -> Said {
        let code = match self.standing {
            Standing::Paid | Standing::Verified if self.amount != amount => return refuse(-50),
            Standing::Paid => 100,
            Standing::Verified => 101,
            _ => return refuse(-51),
        };
        self.standing = Standing::Verified;
        Ok(json!({
            "code": code, "message": if code == 100 { "Paid" } else { "Verified" }, "ref_id": self.ref_id,
            "card_pan": "502229******5995", "fee_type": fee_payer, "fee": fee(self.amount), "order_id": self.order_id,
            "card_hash": "1EBE3EBEBE35C7EC0F8D6EE4F2F859107A87822CA179BC9528767EA7B5489B69",
        }))
    }

    fn reverse(&mut self, now: i64) -> Said {
        if self.standing != Standing::Verified {
            return refuse(-61);
        }
        if now > self.paid_at + REVERSIBLE_S {
            return refuse(-63);
        }
        self.standing = Standing::Reversed;
        Ok(json!({"code": 100, "message": "Reversed"}))
    }
}

fn fee(amount: i64) -> i64 {
    (amount / 100).min(40_000)
}

fn date(at: i64) -> String {
    let timestamp = jiff::Timestamp::from_second(at).unwrap_or_default();
    timestamp.strftime("%Y-%m-%d %H:%M:%S").to_string()
}

fn message(code: i64) -> &'static str {
    match code {
        -9 => "The input params invalid, validation error.",
        -10 => "Terminal is not valid, please check merchant_id or ip address.",
        -11 => "Terminal is not active, please contact our support team.",
        -12 => "To many attempts, please try again later.",
        -13 => "Terminal limit reached.",
        -14 => "The callback URL domain does not match the registered terminal domain.",
        -15 => "Terminal user is suspend : (please contact our support team).",
        -50 => "Session is not valid, amounts values is not the same.",
        -51 => "Session is not valid, session is not active paid try.",
        -52 => "Oops!!, please contact our support team",
        -53 => "Session is not this merchant_id session",
        -54 => "Invalid authority.",
        -60 => "Session can not be reversed with bank.",
        -61 => "Session is not in success status.",
        -62 => "Terminal ip limit must be active.",
        -63 => "Maximum time for reverse this session is expired.",
        _ => "Something else.",
    }
}
