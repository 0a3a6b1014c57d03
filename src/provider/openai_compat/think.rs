//! Thinking that a model writes into its answer, between `<think>` and `</think>`, told apart from the answer.

const OPENING: &str = "<think>";
const CLOSING: &str = "</think>";

/// Tells them apart in one answer, however it is cut into pieces.
#[derive(Debug, Default)]
pub(super) struct Thinking {
    place: Place,
    /// What may be the beginning of a tag.
    held: String,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Place {
    #[default]
    Before,
    Inside,
    /// Behind the closing tag, where blanks are left out.
    Behind,
    Answer,
}

/// A piece of the answer.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// Of the thinking.
    Reasoning(String),
    /// Of the answer.
    Text(String),
}

impl Thinking {
    /// Takes a piece; what can be told now.
    pub(super) fn push(&mut self, text: &str) -> Vec<Said> {
        self.held.push_str(text);
        let mut said = Vec::new();
        loop {
            let before = (self.place, self.held.len());
            said.extend(self.step());
            if self.held.is_empty() || (self.place, self.held.len()) == before {
                return said;
            }
        }
    }

    /// No further piece comes: what was held.
    pub(super) fn finish(&mut self) -> Option<Said> {
        let held = std::mem::take(&mut self.held);
        match self.place {
            _ if held.is_empty() => None,
            Place::Inside => Some(Said::Reasoning(held)),
            Place::Behind => None,
            Place::Before | Place::Answer => Some(Said::Text(held)),
        }
    }

    fn step(&mut self) -> Option<Said> {
        match self.place {
            Place::Before => {
                let begun = self.held.trim_start();
                if let Some(rest) = begun.strip_prefix(OPENING) {
                    self.held = rest.to_owned();
                    self.place = Place::Inside;
                } else if !OPENING.starts_with(begun) {
                    self.place = Place::Answer;
                }
                None
            }
            Place::Inside => {
                let (end, after) = match self.held.find(CLOSING) {
                    Some(at) => (at, Some(at + CLOSING.len())),
                    None => (self.held.len() - begun(&self.held, CLOSING), None),
                };
                let rest = self.held.split_off(after.unwrap_or(end));
                let mut thought = std::mem::replace(&mut self.held, rest);
                thought.truncate(end);
                if after.is_some() {
                    self.place = Place::Behind;
                }
                (!thought.is_empty()).then_some(Said::Reasoning(thought))
            }
            Place::Behind => {
                self.held = self.held.trim_start().to_owned();
                if !self.held.is_empty() {
                    self.place = Place::Answer;
                }
                None
            }
            Place::Answer => {
                Some(Said::Text(std::mem::take(&mut self.held))).filter(|said| *said != Said::Text(String::new()))
            }
        }
    }
}

/// How many bytes at the text's end are the beginning of the tag.
fn begun(text: &str, tag: &str) -> usize {
    (1..tag.len().min(text.len() + 1)).rev().find(|length| text.ends_with(&tag[..*length])).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::{Said, Thinking};

    fn told(pieces: &[&str]) -> (String, String) {
        let (mut thinking, mut reasoning, mut text) = (Thinking::default(), String::new(), String::new());
        let mut said: Vec<_> = pieces.iter().flat_map(|piece| thinking.push(piece)).collect();
        said.extend(thinking.finish());
        for piece in said {
            match piece {
                Said::Reasoning(piece) => reasoning.push_str(&piece),
                Said::Text(piece) => text.push_str(&piece),
            }
        }
        (reasoning, text)
    }

    #[test]
    fn every_split_tells_the_same() {
        for (script, reasoning, text) in [
            ("<think>فکر < 2</think>\n\nپاسخ <think>", "فکر < 2", "پاسخ <think>"),
            ("\n <think>x</think>", "x", ""),
            ("<think>cut </thi", "cut </thi", ""),
            ("<thin", "", "<thin"),
            (" سلام </think>", "", " سلام </think>"),
            ("", "", ""),
        ] {
            let at: Vec<usize> = script.char_indices().map(|(at, _)| at).chain([script.len()]).collect();
            for first in &at {
                for second in at.iter().filter(|second| *second >= first) {
                    let pieces = [&script[..*first], &script[*first..*second], &script[*second..]];
                    assert_eq!(told(&pieces), (reasoning.to_owned(), text.to_owned()), "{pieces:?}");
                }
            }
        }
    }
}
