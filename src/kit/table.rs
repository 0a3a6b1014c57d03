//! Tables.

use leptos::prelude::*;

/// A column's heading.
#[derive(Debug, Clone)]
pub struct Column {
    label: String,
    number: bool,
    hidden: bool,
}

impl Column {
    /// A column of text.
    pub fn text(label: impl Into<String>) -> Self {
        Self { label: label.into(), number: false, hidden: false }
    }

    /// A column of numbers, set at the end.
    pub fn number(label: impl Into<String>) -> Self {
        Self { number: true, ..Self::text(label) }
    }

    /// A column whose heading only screen readers need: buttons.
    pub fn actions(label: impl Into<String>) -> Self {
        Self { hidden: true, ..Self::number(label) }
    }
}

/// A table; its children are the rows, `<tr>` of [`Cell`]s. It scrolls sideways where it is too narrow.
#[component]
pub fn Table(
    /// What the table shows, for screen readers.
    #[prop(into)]
    caption: String,
    /// The headings.
    columns: Vec<Column>,
    children: Children,
) -> impl IntoView {
    let heading = |column: Column| {
        let end = if column.number { "text-end" } else { "text-start" };
        let label = if column.hidden { "sr-only" } else { "" };
        view! {
            <th scope="col" class=format!("px-5 py-3 text-xs font-medium whitespace-nowrap text-muted {end}")>
                <span class=label>{column.label}</span>
            </th>
        }
    };
    let label = caption.clone();
    view! {
        <div class="more-aside relative overflow-x-auto rounded-lg" role="region" aria-label=label tabindex="0">
            <table class="w-full min-w-xl border-collapse text-sm">
                <caption class="sr-only">{caption}</caption>
                <thead class="border-b border-line">
                    <tr>{columns.into_iter().map(heading).collect_view()}</tr>
                </thead>
                <tbody class="divide-y divide-line [&>tr:hover]:bg-sunken/60">{children()}</tbody>
            </table>
        </div>
    }
}

/// A cell of a row.
#[component]
pub fn Cell(
    /// A number: set at the end, with digits of one width.
    #[prop(optional)]
    number: bool,
    /// More utilities.
    #[prop(into, optional)]
    class: String,
    children: Children,
) -> impl IntoView {
    let kind = if number { "text-end figures whitespace-nowrap" } else { "text-start" };
    view! { <td class=format!("px-5 py-3 align-middle {kind} {class}")>{children()}</td> }
}
