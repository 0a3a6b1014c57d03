//! Names a browser and its system from what it says about itself.

use crate::i18n::{Locale, td_string};

/// The device in words: `Chrome on Windows`.
pub fn describe(l: Locale, agent: &str) -> String {
    match (browser(l, agent), system(l, agent)) {
        (None, None) => td_string!(l, account.agent_unknown).to_owned(),
        (Some(name), None) => name.to_owned(),
        (name, Some(system)) => {
            td_string!(
                l,
                account.agent_both,
                browser = name.unwrap_or(td_string!(l, account.agent_browser)),
                system = system
            )
        }
    }
}

/// Whether it is held in a hand.
pub fn is_handheld(agent: &str) -> bool {
    ["iPhone", "iPad", "Android"].iter().any(|mark| agent.contains(mark))
}

/// Most browsers call themselves by older names too: the most particular mark comes first.
fn browser(l: Locale, agent: &str) -> Option<&'static str> {
    let marks = [
        (["Edg/", "EdgA/", "EdgiOS/"].as_slice(), td_string!(l, account.agent_edge)),
        (&["OPR/", "OPT/", "Opera"], td_string!(l, account.agent_opera)),
        (&["SamsungBrowser/"], td_string!(l, account.agent_samsung)),
        (&["Firefox/", "FxiOS/"], td_string!(l, account.agent_firefox)),
        (&["Chrome/", "Chromium/", "CriOS/"], td_string!(l, account.agent_chrome)),
        (&["Safari/"], td_string!(l, account.agent_safari)),
    ];
    named(&marks, agent)
}

fn system(l: Locale, agent: &str) -> Option<&'static str> {
    let marks = [
        (["iPhone"].as_slice(), td_string!(l, account.agent_iphone)),
        (&["iPad"], td_string!(l, account.agent_ipad)),
        (&["Android"], td_string!(l, account.agent_android)),
        (&["CrOS"], td_string!(l, account.agent_chromeos)),
        (&["Windows"], td_string!(l, account.agent_windows)),
        (&["Macintosh", "Mac OS"], td_string!(l, account.agent_mac)),
        (&["Linux", "X11"], td_string!(l, account.agent_linux)),
    ];
    named(&marks, agent)
}

fn named(marks: &[(&[&str], &'static str)], agent: &str) -> Option<&'static str> {
    marks.iter().find(|(marks, _)| marks.iter().any(|mark| agent.contains(mark))).map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::describe;
    use crate::i18n::Locale;

    #[test]
    fn agents_have_names() {
        let windows = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36";
        for (agent, fa, en) in [
            (windows, "کروم در ویندوز", "Chrome on Windows"),
            (&format!("{windows} Edg/141.0.0.0"), "اج در ویندوز", "Edge on Windows"),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1",
                "سافاری در آیفون",
                "Safari on iPhone",
            ),
            (
                "Mozilla/5.0 (Android 15; Mobile; rv:144.0) Gecko/144.0 Firefox/144.0",
                "فایرفاکس در اندروید",
                "Firefox on Android",
            ),
            ("Mozilla/5.0 (X11; Linux x86_64)", "مرورگر در لینوکس", "Browser on Linux"),
            ("curl/8.5.0", "دستگاه ناشناس", "Unknown device"),
        ] {
            assert_eq!(describe(Locale::fa, agent), fa);
            assert_eq!(describe(Locale::en, agent), en);
        }
    }
}
