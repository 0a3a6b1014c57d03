//! The catalogue: the list of models, and a page for each.

mod add;
mod choices;
mod filters;
mod history;
mod list;
mod lists;
mod margin;
mod model_page;
mod models_page;
mod prices;
mod retiring;
mod settings;
pub(super) mod word;

pub use model_page::ModelPage;
pub use models_page::ModelsPage;
pub(super) use word::address as model_address;
