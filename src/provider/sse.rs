//! Server-sent events, decoded as the bytes come.
//!
//! Own code, because the usual parser takes quadratic time on large events, panics on a byte order mark and drops
//! everything that is no event, which is how providers tell their errors. Whatever way a stream is cut into pieces, the
//! frames are the same. Bytes become text only when a line is whole.

use memchr::memchr2;

/// What a line or a block of lines turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Frame {
    /// An event. Several `data` lines are joined by line feeds.
    Event {
        /// The `event` field.
        event: Option<String>,
        /// The `data` field; may be empty.
        data: String,
    },
    /// An event that is no UTF-8. Later ones are not affected.
    NotUtf8,
    /// An event or a line over the limit; its bytes are dropped. Later ones are not affected.
    TooLarge,
    /// A line that belongs to no event stream: JSON, HTML, or a field of its own such as llama.cpp's `error`.
    Raw(Vec<u8>),
}

/// Turns bytes into frames. Works in linear time for any split, and holds at most one event and what was pushed last.
#[derive(Debug)]
pub struct SseDecoder {
    /// Bytes that came; those before `start` are done with, those before `scanned` hold no end of line.
    buffer: Vec<u8>,
    start: usize,
    scanned: usize,
    /// The last line ended with CR: a LF that follows belongs to it.
    after_cr: bool,
    /// No line was read yet: it may begin with a byte order mark.
    at_first_line: bool,
    ended: bool,
    event: Option<Vec<u8>>,
    data: Option<Vec<u8>>,
    /// What is left of an event or a line over the limit is skipped.
    skipping_event: bool,
    skipping_line: bool,
    event_bytes_max: usize,
}

impl Default for SseDecoder {
    fn default() -> Self {
        Self::new(Self::TEXT_EVENT_BYTES_MAX)
    }
}

impl SseDecoder {
    /// Enough for any event that carries text.
    pub const TEXT_EVENT_BYTES_MAX: usize = 1 << 20;

    /// A decoder that refuses events of more than so many bytes.
    pub fn new(event_bytes_max: usize) -> Self {
        Self {
            buffer: Vec::new(),
            start: 0,
            scanned: 0,
            after_cr: false,
            at_first_line: true,
            ended: false,
            event: None,
            data: None,
            skipping_event: false,
            skipping_line: false,
            event_bytes_max,
        }
    }

    /// Takes the next bytes of the stream.
    pub fn push(&mut self, bytes: &[u8]) {
        // Moving the rest to the front only when it is the smaller part keeps the work linear.
        if self.start * 2 >= self.buffer.len() {
            self.buffer.drain(..self.start);
            self.scanned -= self.start;
            self.start = 0;
        }
        self.buffer.extend_from_slice(bytes);
    }

    /// Says that the stream has ended: a last line and a last event without their line ends count.
    pub fn finish(&mut self) {
        self.ended = true;
    }

    /// Where the next whole line is in the buffer.
    fn next_line(&mut self) -> Option<(usize, usize)> {
        if self.after_cr && self.scanned < self.buffer.len() {
            self.after_cr = false;
            if self.buffer[self.scanned] == b'\n' {
                self.start += 1;
                self.scanned += 1;
            }
        }
        let from = self.start;
        if let Some(at) = memchr2(b'\r', b'\n', &self.buffer[self.scanned..]) {
            let to = self.scanned + at;
            self.after_cr = self.buffer[to] == b'\r';
            self.start = to + 1;
            self.scanned = to + 1;
            return Some((from, to));
        }
        self.scanned = self.buffer.len();
        if self.ended && from < self.buffer.len() {
            self.start = self.buffer.len();
            return Some((from, self.buffer.len()));
        }
        None
    }

    fn line(&mut self, from: usize, to: usize) -> Option<Frame> {
        let mut from = from;
        if self.at_first_line {
            self.at_first_line = false;
            if self.buffer[from..to].starts_with(b"\xEF\xBB\xBF") {
                from += 3;
            }
        }
        if std::mem::take(&mut self.skipping_line) {
            return None;
        }
        let line = &self.buffer[from..to];
        if line.is_empty() {
            return self.dispatch();
        }
        let (name, value) = match memchr::memchr(b':', line) {
            Some(at) => (&line[..at], line[at + 1..].strip_prefix(b" ").unwrap_or(&line[at + 1..])),
            None => (line, &b""[..]),
        };
        match name {
            b"" | b"id" | b"retry" => None,
            b"event" => {
                self.event = Some(value.to_vec());
                None
            }
            b"data" => self.take_data(to - value.len(), to),
            _ => Some(Frame::Raw(line.to_vec())),
        }
    }

    fn take_data(&mut self, from: usize, to: usize) -> Option<Frame> {
        if self.skipping_event {
            return None;
        }
        let held = self.data.as_ref().map_or(0, |data| data.len() + 1);
        if held + (to - from) > self.event_bytes_max {
            self.data = None;
            self.skipping_event = true;
            return Some(Frame::TooLarge);
        }
        match &mut self.data {
            Some(data) => data.push(b'\n'),
            None => self.data = Some(Vec::with_capacity(to - from)),
        }
        if let Some(data) = &mut self.data {
            data.extend_from_slice(&self.buffer[from..to]);
        }
        None
    }

    /// Ends the event that was being read; a block without data is none.
    fn dispatch(&mut self) -> Option<Frame> {
        self.skipping_event = false;
        let event = self.event.take();
        let data = self.data.take()?;
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).ok();
        Some(match (event.map(text), text(data)) {
            (None, Some(data)) => Frame::Event { event: None, data },
            (Some(Some(event)), Some(data)) => Frame::Event { event: Some(event), data },
            _ => Frame::NotUtf8,
        })
    }

    /// Drops what is held of a line that has grown over the limit; tells it once.
    fn over_limit(&mut self) -> bool {
        let partial = self.buffer.len() - self.start;
        // A field's name and its colon come on top of what an event may have.
        if partial <= self.event_bytes_max.saturating_add(16) {
            return false;
        }
        self.buffer.clear();
        (self.start, self.scanned) = (0, 0);
        self.at_first_line = false;
        self.data = None;
        let first_time = !self.skipping_line && !self.skipping_event;
        (self.skipping_line, self.skipping_event) = (true, true);
        first_time
    }
}

impl Iterator for SseDecoder {
    type Item = Frame;

    /// The next frame; `None` until more is pushed.
    fn next(&mut self) -> Option<Frame> {
        while let Some((from, to)) = self.next_line() {
            let frame = self.line(from, to);
            if frame.is_some() {
                return frame;
            }
        }
        if self.over_limit() {
            return Some(Frame::TooLarge);
        }
        if self.ended { self.dispatch() } else { None }
    }
}
