//! A card's number, as it stands on cards.

use leptos::prelude::*;

/// Sixteen digits in groups of four, from left to right in both languages; read out as one number.
#[component]
pub(super) fn CardNumber(
    /// The digits.
    #[prop(into)]
    number: String,
    /// Size utilities.
    #[prop(into, default = "text-sm".to_owned())]
    class: String,
) -> impl IntoView {
    let group = |group: &[char]| view! { <span>{group.iter().collect::<String>()}</span> };
    let letters: Vec<char> = number.chars().collect();
    view! {
        <bdi dir="ltr" class=format!("inline-flex gap-[0.5em] font-mono whitespace-nowrap tabular-nums {class}")>
            {letters.chunks(4).map(group).collect_view()}
        </bdi>
    }
}
