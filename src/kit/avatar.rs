//! A person's sign.

use leptos::prelude::*;

const COLOURS: [&str; 5] = [
    "bg-primary-soft text-primary-text",
    "bg-accent-soft text-accent",
    "bg-success-soft text-success",
    "bg-warning-soft text-warning",
    "bg-danger-soft text-danger",
];

/// The first letters of a name on a colour of its own. Decoration: the name stands beside it.
#[component]
pub fn Avatar(
    /// The person's name.
    #[prop(into)]
    name: String,
    /// Size utilities.
    #[prop(into, default = "size-9 text-sm".to_owned())]
    class: String,
) -> impl IntoView {
    let colour = name.chars().fold(0_u32, |sum, c| sum.wrapping_mul(31).wrapping_add(u32::from(c))) % 5;
    let colour = usize::try_from(colour).ok().and_then(|at| COLOURS.get(at)).copied().unwrap_or_default();
    view! {
        <span aria-hidden="true" class=format!("inline-flex shrink-0 items-center justify-center rounded-full font-semibold {colour} {class}")>
            {initials(&name)}
        </span>
    }
}

/// Two first letters; Persian ones kept apart, so that they do not join.
fn initials(name: &str) -> String {
    let mut letters = name.split_whitespace().filter_map(|word| word.chars().next());
    match (letters.next(), letters.next()) {
        (Some(first), Some(second)) => format!("{}\u{200C}{}", first.to_uppercase(), second.to_uppercase()),
        (Some(first), None) => first.to_uppercase().to_string(),
        _ => "?".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::initials;

    #[test]
    fn two_letters_at_most() {
        assert_eq!(initials("sara ahmadi far"), "S\u{200C}A");
        assert_eq!(initials("سارا"), "س");
        assert_eq!(initials(" "), "?");
    }
}
