//! Copying code out of an answer. The server's HTML has no buttons: each block gets one here, once it is finished.

use crate::i18n::{Locale, td_string};
use leptos::{ev::MouseEvent, prelude::*, task::spawn_local};
use std::time::Duration;
use web_sys::{Element, wasm_bindgen::JsCast};

const BUTTON: &str = "button.copy-code";

/// Gives each code block its button, and a place in the order of the Tab key where it scrolls.
pub(super) fn furnish(l: Locale, answer: &Element) {
    let Ok(blocks) = answer.query_selector_all("pre") else { return };
    for at in 0..blocks.length() {
        let Some(block) = blocks.item(at).and_then(|node| node.dyn_into::<Element>().ok()) else { continue };
        if matches!(block.query_selector(BUTTON), Ok(None)) {
            let _ = block.append_with_node_1(&button(l, &block));
            if let Ok(Some(code)) = block.query_selector("code") {
                let _ = code.set_attribute("tabindex", "0");
            }
        }
    }
}

fn button(l: Locale, block: &Element) -> Element {
    let button = document().create_element("button").unwrap_or_else(|_| block.clone());
    let _ = button.set_attribute("type", "button");
    let _ = button.set_attribute("class", "copy-code");
    button.set_text_content(Some(td_string!(l, chat.code_copy)));
    button
}

/// A click anywhere among the messages: copies the block whose button it was.
pub(super) fn copy_clicked(l: Locale, event: &MouseEvent) {
    let clicked = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let Some(button) = clicked.and_then(|clicked| clicked.closest(BUTTON).ok().flatten()) else { return };
    let code = button.parent_element().and_then(|block| block.query_selector("code").ok().flatten());
    let Some(text) = code.and_then(|code| code.text_content()) else { return };
    if !window().is_secure_context() {
        return;
    }
    let copying = window().navigator().clipboard().write_text(text.trim_end_matches('\n'));
    spawn_local(async move {
        if copying.await.is_ok() {
            button.set_text_content(Some(td_string!(l, chat.code_copied)));
            set_timeout(move || button.set_text_content(Some(td_string!(l, chat.code_copy))), Duration::from_secs(2));
        }
    });
}
