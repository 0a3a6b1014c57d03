//! Templates: forms that people keep.

use super::model::TextForm;
use crate::kernel::{AppError, FieldProblem, Instant, id::TextTemplateId, valid::Check};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Templates of a person.
pub const TEMPLATES_MAX: u32 = 100;
/// Characters of a name.
pub const NAME_CHARS_MAX: u32 = 120;

/// A form that somebody keeps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TextTemplate {
    /// The template.
    pub id: TextTemplateId,
    /// Its name.
    pub name: String,
    /// What is filled in.
    pub form: TextForm,
    /// When it was kept.
    pub created_at: Instant,
}

/// A template as it is to be. Its form need not be whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TextTemplateInput {
    /// Its name, of which there is no other.
    #[schema(min_length = 1, max_length = 120)]
    pub name: String,
    /// What is filled in.
    pub form: TextForm,
}

impl TextTemplateInput {
    /// Whether it can be kept.
    pub fn check(&self) -> Result<(), AppError> {
        let mut check = Check::new();
        check.text("name", &self.name, 1, NAME_CHARS_MAX);
        let mut whole = Check::new();
        self.form.check_into(&mut whole);
        if let Err(AppError::Invalid { fields }) = whole.done() {
            let wrong = fields.into_iter().filter(|wrong| wrong.problem != FieldProblem::Required);
            wrong.for_each(|wrong| check.wrong(&wrong.field, wrong.problem));
        }
        check.done()
    }
}
