//! Checks of input that both sides run. A check collects every wrong field, so that a form shows all at once.

use super::{AppError, FieldError, FieldProblem};

/// Collects what is wrong with an input.
#[derive(Debug, Default)]
pub struct Check {
    fields: Vec<FieldError>,
}

impl Check {
    /// Nothing wrong so far.
    pub fn new() -> Self {
        Self::default()
    }

    /// Notes a wrong field.
    pub fn wrong(&mut self, field: &str, problem: FieldProblem) {
        self.fields.push(FieldError { field: field.to_owned(), problem });
    }

    /// The text has between `min` and `max` characters. With `min` above zero, blank text counts as missing.
    pub fn text(&mut self, field: &str, text: &str, min: u32, max: u32) {
        let length = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
        if min > 0 && text.trim().is_empty() {
            self.wrong(field, FieldProblem::Required);
        } else if length < min {
            self.wrong(field, FieldProblem::TooShort { min });
        } else if length > max {
            self.wrong(field, FieldProblem::TooLong { max });
        }
    }

    /// The text can be an e-mail address: one `@`, a local part, a domain with a dot, no blanks, at most 254 characters.
    pub fn email(&mut self, field: &str, email: &str) {
        if email.trim().is_empty() {
            return self.wrong(field, FieldProblem::Required);
        }
        let plausible = email.len() <= 254
            && !email.chars().any(|c| c.is_whitespace() || c.is_control())
            && email.split_once('@').is_some_and(|(local, domain)| {
                !local.is_empty()
                    && local.len() <= 64
                    && !domain.contains('@')
                    && domain.contains('.')
                    && domain
                        .split('.')
                        .all(|label| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-'))
            });
        if !plausible {
            self.wrong(field, FieldProblem::Email);
        }
    }

    /// Whether nothing was wrong; otherwise all that is.
    pub fn done(self) -> Result<(), AppError> {
        if self.fields.is_empty() { Ok(()) } else { Err(AppError::Invalid { fields: self.fields }) }
    }
}

#[cfg(test)]
mod tests {
    use super::Check;

    #[test]
    fn addresses() {
        for (email, good) in [
            ("a@b.co", true),
            ("سارا@مثال.ایران", true),
            ("a@b", false),
            ("a b@c.de", false),
            ("a@b@c.de", false),
            ("@b.co", false),
            ("a@.co", false),
            ("a@b..co", false),
        ] {
            let mut check = Check::new();
            check.email("email", email);
            assert_eq!(check.done().is_ok(), good, "{email}");
        }
    }
}
