//! Printing: sentences for people or JSON lines for programs on stdout, remarks on stderr.

use crate::round::Stop;
use serde_json::Value;
use std::cell::RefCell;
use std::io::{self, ErrorKind, Write};

/// Where a command prints.
pub(super) struct Screen {
    json: bool,
    /// The first thing that went wrong on stdout; nothing is printed after it.
    broken: RefCell<Option<io::Error>>,
}

impl Screen {
    pub(super) fn new(json: bool) -> Self {
        Self { json, broken: RefCell::default() }
    }

    /// JSON lines are wanted.
    pub(super) fn is_json(&self) -> bool {
        self.json
    }

    /// A line for people; with `--json` nothing.
    pub(super) fn say(&self, text: impl AsRef<str>) {
        if !self.json {
            self.line(&shown(text.as_ref()));
        }
    }

    /// A line for programs; without `--json` nothing.
    pub(super) fn emit(&self, value: &Value) {
        if self.json {
            self.line(&escaped(&value.to_string()));
        }
    }

    /// A sentence beside the result, on stderr. Nobody can be told where stderr is closed.
    pub(super) fn remark(&self, text: &str) {
        let _ = writeln!(io::stderr(), "{}", shown(text));
    }

    /// Nobody reads any more.
    pub(super) fn is_broken(&self) -> bool {
        self.broken.borrow().is_some()
    }

    /// A reader that has gone away is no fault; a full disk is.
    pub(super) fn close(&self) -> Result<(), Stop> {
        match self.broken.borrow().as_ref() {
            Some(error) if error.kind() != ErrorKind::BrokenPipe => {
                Err(Stop::new(format!("结果没有写出（系统提示：{error}）"), "请核对磁盘空间后再运行"))
            }
            _ => Ok(()),
        }
    }

    fn line(&self, text: &str) {
        let mut broken = self.broken.borrow_mut();
        if broken.is_none() {
            *broken = writeln!(io::stdout(), "{text}").err();
        }
    }
}

/// Text out of workbooks may hold characters that a terminal obeys, and ones that turn the order of what is read around.
fn shown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_obeyed(c) && !matches!(c, '\n' | '\t') { out.extend(c.escape_unicode()) } else { out.push(c) }
    }
    out
}

/// The same for JSON, which escapes only the first 32 characters itself: it may be printed on a terminal too.
fn escaped(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if is_obeyed(c) { out.push_str(&format!("\\u{:04x}", u32::from(c))) } else { out.push(c) }
    }
    out
}

/// Control characters, and the marks that set the direction of text.
fn is_obeyed(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_obey_is_printed_escaped() {
        for (text, expected) in [
            ("完成\t20000\n", "完成\t20000\n"),
            ("\u{1b}[2J", "\\u{1b}[2J"),
            ("\u{9b}31m", "\\u{9b}31m"),
            ("a\0b\r", "a\\u{0}b\\u{d}"),
            ("\u{202e}000,02", "\\u{202e}000,02"),
            ("\u{2066}x\u{2069}", "\\u{2066}x\\u{2069}"),
        ] {
            assert_eq!(shown(text), expected);
        }
        let json = Value::from("\u{1b}\u{9b}\u{202e}\"万");
        let printed = escaped(&json.to_string());
        assert!(printed.is_ascii() || printed.contains('万'));
        assert!(!printed.chars().any(is_obeyed), "{printed}");
        assert_eq!(serde_json::from_str::<Value>(&printed).unwrap(), json);
    }
}
