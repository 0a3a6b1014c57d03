//! `application/x-www-form-urlencoded`, with names that nest in brackets.

use std::fmt::{Display, Write};

/// Fields of a request, encoded as they are put in.
#[derive(Debug, Default)]
pub(super) struct Form(String);

impl Form {
    /// One field.
    pub(super) fn put(&mut self, name: &str, value: impl Display) -> &mut Self {
        if !self.0.is_empty() {
            self.0.push('&');
        }
        encode(name, &mut self.0);
        self.0.push('=');
        encode(&value.to_string(), &mut self.0);
        self
    }

    /// One field, where there is a value.
    pub(super) fn put_some(&mut self, name: &str, value: Option<impl Display>) -> &mut Self {
        match value {
            Some(value) => self.put(name, value),
            None => self,
        }
    }

    /// Named words of ours below a field.
    pub(super) fn put_all(&mut self, name: &str, words: &[(String, String)]) -> &mut Self {
        for (key, value) in words {
            self.put(&format!("{name}[{key}]"), value);
        }
        self
    }

    /// The body.
    pub(super) fn into_body(self) -> String {
        self.0
    }
}

fn encode(text: &str, out: &mut String) {
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => out.push(char::from(byte)),
            b' ' => out.push('+'),
            // Writing into a string does not fail.
            other => drop(write!(out, "%{other:02X}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Form;

    #[test]
    fn every_sign_survives() {
        let mut form = Form::default();
        form.put("line_items[0][price_data][product_data][name]", "۱۰۰ سکه & more");
        form.put("success_url", "https://x/?s={CHECKOUT_SESSION_ID}").put("n", 3).put_some("none", None::<&str>);
        let told = [
            "line_items%5B0%5D%5Bprice_data%5D%5Bproduct_data%5D%5Bname%5D=%DB%B1%DB%B0%DB%B0+%D8%B3%DA%A9%D9%87+%26+more",
            "success_url=https%3A%2F%2Fx%2F%3Fs%3D%7BCHECKOUT_SESSION_ID%7D",
            "n=3",
        ];
        assert_eq!(form.into_body(), told.join("&"));
    }

    #[test]
    fn words_of_ours_stand_below_their_field() {
        let mut form = Form::default();
        form.put_all("metadata", &[("order".to_owned(), "a=b".to_owned()), ("kind".to_owned(), String::new())]);
        assert_eq!(form.into_body(), "metadata%5Border%5D=a%3Db&metadata%5Bkind%5D=");
    }
}
