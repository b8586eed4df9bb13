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
            self.line(&value.to_string());
        }
    }

    /// A sentence beside the result, on stderr. Nobody can be told where stderr is closed.
    pub(super) fn remark(&self, text: &str) {
        let _ = writeln!(io::stderr(), "{}", shown(text));
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

/// Text out of workbooks may hold control characters, which a terminal would obey.
fn shown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() && !matches!(c, '\n' | '\t') { out.extend(c.escape_default()) } else { out.push(c) }
    }
    out
}
