//! Long texts in parts that end where sentences do.

/// The text in parts of at most so many characters: whole sentences where they fit, else parts of sentences, else words, else
/// what fits. Nothing but the blanks around the parts is lost.
pub(super) fn parts(text: &str, chars_max: usize) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for sentence in split(text, is_end) {
        for piece in pieces(sentence, chars_max) {
            match parts.last_mut() {
                Some(last) if length(last) + length(&piece) <= chars_max => last.push_str(&piece),
                _ => parts.push(piece),
            }
        }
    }
    let trimmed = parts.iter().map(|part| part.trim().to_owned());
    trimmed.filter(|part| !part.is_empty()).collect()
}

/// One sentence in pieces that fit.
fn pieces(sentence: &str, chars_max: usize) -> Vec<String> {
    if length(sentence) <= chars_max {
        return vec![sentence.to_owned()];
    }
    let mut fitting = Vec::new();
    for clause in split(sentence, is_pause) {
        if length(clause) <= chars_max {
            fitting.push(clause.to_owned());
            continue;
        }
        for word in split(clause, char::is_whitespace) {
            let letters: Vec<char> = word.chars().collect();
            fitting.extend(letters.chunks(chars_max.max(1)).map(|chunk| chunk.iter().collect::<String>()));
        }
    }
    fitting
}

/// Cuts after each sign that is followed by a blank or by nothing, and after the blanks.
fn split(text: &str, is_cut: fn(char) -> bool) -> Vec<&str> {
    let (mut cut, mut start, mut seen) = (Vec::new(), 0, false);
    let mut last = ' ';
    for (at, c) in text.char_indices() {
        let is_boundary = seen && (!c.is_whitespace() || last == '\n') && (last.is_whitespace());
        if is_boundary && at > start {
            cut.push(&text[start..at]);
            (start, seen) = (at, false);
        }
        if is_cut(c) {
            seen = true;
        } else if !c.is_whitespace() && !is_closing(c) {
            seen = false;
        }
        last = c;
    }
    if start < text.len() {
        cut.push(&text[start..]);
    }
    cut
}

/// What ends a sentence: also a new line, and the marks of Persian.
fn is_end(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '\n' | '\u{2026}' | '\u{61F}' | '\u{6D4}' | ':')
}

/// What parts a sentence.
fn is_pause(c: char) -> bool {
    matches!(c, ',' | ';' | '\u{60C}' | '\u{61B}' | '\u{2013}' | '\u{2014}')
}

/// What may stand after the end of a sentence and belongs to it.
fn is_closing(c: char) -> bool {
    matches!(c, ')' | ']' | '"' | '\'' | '\u{BB}' | '\u{201D}' | '\u{2019}')
}

fn length(text: &str) -> usize {
    text.chars().count()
}

#[cfg(test)]
mod tests {
    use super::parts;

    #[test]
    fn parts_end_where_sentences_do() {
        let text = "One is here. Two is 3.5 long! Is three? Four.";
        assert_eq!(parts(text, 100), [text]);
        assert_eq!(parts(text, 30), ["One is here. Two is 3.5 long!", "Is three? Four."]);
        let persian = "سلام. حال شما چطور است؟ من خوبم!";
        assert_eq!(parts(persian, 20), ["سلام.", "حال شما چطور است؟", "من خوبم!"]);
        assert_eq!(parts("\u{AB}\u{633}.\u{BB} \u{628}", 5).len(), 2);
    }

    #[test]
    fn long_sentences_are_cut_at_pauses_and_words() {
        assert_eq!(parts("one two, three four, five", 12), ["one two,", "three four,", "five"]);
        assert_eq!(parts("one two three", 8), ["one two", "three"]);
        assert_eq!(parts("abcdefghij", 4), ["abcd", "efgh", "ij"]);
        assert_eq!(parts(" \n ", 4), Vec::<String>::new());
    }

    #[test]
    fn nothing_is_lost() {
        let text = "a b. c,d e\nf! g؟ ".repeat(200);
        let plain = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        for most in [1, 3, 7, 50, 999] {
            let cut = parts(&text, most);
            assert!(cut.iter().all(|part| part.chars().count() <= most), "{most}");
            assert_eq!(plain(&cut.concat()), plain(&text), "{most}");
        }
    }
}
