//! Forms with files, sent while their progress is told. `fetch` tells none, so this is the browser's older way; its names are
//! looked up, because the library knows them only for more code than this.

use crate::kernel::AppError;
use js_sys::{Array, Function, Object, Reflect};
use leptos::prelude::window;
use serde::de::DeserializeOwned;
use uuid::Uuid;
use web_sys::{
    FormData, ProgressEvent,
    wasm_bindgen::{JsCast, JsValue, closure::Closure},
};

/// Posts a form to an address of ours; `told` hears the part that is sent, in percent, and `ended` what the server made of it.
pub fn send_form<T: DeserializeOwned + 'static>(
    address: &str,
    form: &FormData,
    told: impl Fn(i32) + 'static,
    ended: impl Fn(Result<T, AppError>) + 'static,
) {
    if start(address, form, told, ended).is_err() {
        leptos::logging::warn!("a form could not be sent");
    }
}

fn start<T: DeserializeOwned + 'static>(
    address: &str,
    form: &FormData,
    told: impl Fn(i32) + 'static,
    ended: impl Fn(Result<T, AppError>) + 'static,
) -> Result<(), JsValue> {
    let constructor: Function = Reflect::get(&window(), &"XMLHttpRequest".into())?.dyn_into()?;
    let request: Object = Reflect::construct(&constructor, &Array::new())?.dyn_into()?;
    let progress = Closure::<dyn Fn(ProgressEvent)>::new(move |event: ProgressEvent| {
        // Whole bytes; a hundred of them at least is a picture.
        let (sent, all) = (event.loaded() as i64, event.total() as i64);
        if all > 0 {
            told(i32::try_from(sent.saturating_mul(100) / all).unwrap_or(100));
        }
    });
    let answered = request.clone();
    let end = Closure::<dyn Fn()>::new(move || ended(read(&answered)));
    let upload = Reflect::get(&request, &"upload".into())?;
    Reflect::set(&upload, &"onprogress".into(), &progress.into_js_value())?;
    // Whatever happened, it ends once.
    Reflect::set(&request, &"onloadend".into(), &end.into_js_value())?;
    method(&request, "open")?.call2(&request, &"POST".into(), &address.into())?;
    method(&request, "send")?.call1(&request, form)?;
    Ok(())
}

fn method(of: &Object, name: &str) -> Result<Function, JsValue> {
    Reflect::get(of, &name.into())?.dyn_into()
}

/// The server's answer: the order, or a problem with our code in it.
fn read<T: DeserializeOwned>(request: &Object) -> Result<T, AppError> {
    let of = |name: &str| Reflect::get(request, &name.into()).ok();
    let status = of("status").and_then(|status| status.as_f64()).map_or(0, |status| status as u16);
    let text = of("responseText").and_then(|text| text.as_string()).unwrap_or_default();
    match status {
        // Nothing came back: the connection is gone.
        0 => Err(AppError::Unavailable),
        200..=299 => serde_json::from_str(&text).map_err(|_| AppError::OutdatedClient),
        _ => Err(serde_json::from_str(&text).unwrap_or(AppError::Internal { incident: Uuid::nil() })),
    }
}
