//! A form on its way: empty at first, then with what was typed and what is wrong.

use crate::kernel::{AppError, form::FormReply};
use leptos::prelude::*;
use leptos_router::{hooks::use_query_map, location::Url, params::ParamsMap};

/// What a public form starts with.
#[derive(Clone)]
pub struct Posted {
    reply: Option<FormReply>,
    query: ParamsMap,
}

impl Posted {
    /// Reads what came back with the page, and its address.
    pub fn read() -> Self {
        Self { reply: use_context(), query: use_query_map().get_untracked() }
    }

    /// What is wrong.
    pub fn error(&self) -> Option<AppError> {
        self.reply.as_ref().map(|reply| reply.error.clone())
    }

    /// What a field starts with: what was typed, else what the address says.
    pub fn value(&self, field: &str) -> String {
        let typed = self.reply.as_ref().and_then(|reply| reply.value(field)).map(str::to_owned);
        typed.or_else(|| self.query.get(field)).unwrap_or_default()
    }

    /// Whether the server found this field wrong.
    pub fn is_wrong(&self, field: &str) -> bool {
        self.first_wrong(|name| name == field).is_some()
    }

    /// The field that takes the focus: the first wrong one of `fields`, else the first one that is empty.
    pub fn focus(&self, fields: &[&'static str]) -> &'static str {
        let wrong = fields.iter().find(|field| self.is_wrong(field));
        let empty = || fields.iter().find(|field| self.value(field).is_empty());
        wrong.or_else(empty).or(fields.first()).copied().unwrap_or_default()
    }

    /// A link to another form that then leads to the same place.
    pub fn link(&self, path: &str) -> String {
        match self.value("return_to") {
            next if next.is_empty() => path.to_owned(),
            next => format!("{path}?return_to={}", Url::escape(&next)),
        }
    }

    fn first_wrong(&self, wanted: impl Fn(&str) -> bool) -> Option<&str> {
        match &self.reply.as_ref()?.error {
            AppError::Invalid { fields } => fields.iter().map(|wrong| wrong.field.as_str()).find(|name| wanted(name)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{FormReply, ParamsMap, Posted};
    use crate::kernel::{AppError, FieldProblem};

    fn posted(error: AppError, values: &[(&str, &str)]) -> Posted {
        let values = values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Posted { reply: Some(FormReply { error, values }), query: ParamsMap::new() }
    }

    #[test]
    fn the_focus_goes_where_work_is_left() {
        let fields = ["email", "password"];
        assert_eq!(Posted { reply: None, query: ParamsMap::new() }.focus(&fields), "email");
        assert_eq!(posted(AppError::InvalidCredentials, &[("email", "a@b.co")]).focus(&fields), "password");
        let wrong = AppError::field("email", FieldProblem::Email);
        assert_eq!(posted(wrong, &[("email", "a@b")]).focus(&fields), "email");
    }

    #[test]
    fn links_keep_where_to_go() {
        let form = posted(AppError::InvalidCredentials, &[("return_to", "/app/chat?x=1")]);
        let link = form.link("/sign-up");
        assert_eq!(link, "/sign-up?return_to=%2Fapp%2Fchat%3Fx%3D1");
        assert_eq!(posted(AppError::InvalidCredentials, &[]).link("/sign-up"), "/sign-up");
    }
}
