//! A list that grows page by page.

use super::{Toasts, use_toasts};
use crate::kernel::{AppError, Page};
use leptos::{prelude::*, task::spawn_local};

/// The entries of a list that are loaded so far, and where the next page begins.
#[derive(Debug)]
pub struct Listing<T: Send + Sync + 'static> {
    /// The entries.
    pub items: RwSignal<Vec<T>>,
    /// Where the next page begins; goes to `LoadMore`.
    pub cursor: RwSignal<Option<String>>,
    /// A page is being loaded; goes to `LoadMore`.
    pub busy: RwSignal<bool>,
    toasts: Toasts,
}

impl<T: Send + Sync + 'static> Clone for Listing<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Listing<T> {}

impl<T: Send + Sync + 'static> Listing<T> {
    /// Begins with the first page.
    pub fn new(first: Page<T>) -> Self {
        Self {
            items: RwSignal::new(first.items),
            cursor: RwSignal::new(first.next_cursor),
            busy: RwSignal::new(false),
            toasts: use_toasts(),
        }
    }

    /// What `LoadMore` calls: fetches the page at a cursor and adds it. A failure leaves the list as it is and says so.
    pub fn on_more<F>(self, fetch: impl Fn(String) -> F + Send + Sync + 'static) -> Callback<(String,)>
    where
        F: Future<Output = Result<Page<T>, AppError>> + 'static,
    {
        Callback::new(move |(cursor,): (String,)| {
            self.busy.set(true);
            let next = fetch(cursor);
            spawn_local(async move {
                match next.await {
                    Ok(page) => {
                        self.items.update(|items| items.extend(page.items));
                        self.cursor.set(page.next_cursor);
                    }
                    Err(error) => self.toasts.error(&error),
                }
                self.busy.set(false);
            });
        })
    }
}
