//! Reading a TOML table key by key: every key read is ticked off, every key left over is a fault with its line.

use super::Fault;
use crate::model::ItemId;
use rust_decimal::Decimal;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::str::FromStr;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The definition's text and the faults found so far.
pub(crate) struct Source<'t> {
    text: &'t str,
    faults: RefCell<Vec<Fault>>,
}

impl<'t> Source<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        Self { text, faults: RefCell::default() }
    }

    /// The line of a byte offset, from 1.
    pub(crate) fn line(&self, offset: usize) -> usize {
        self.text.bytes().take(offset).filter(|b| *b == b'\n').count() + 1
    }

    pub(crate) fn fault(&self, line: usize, code: &'static str, message: impl Into<String>, fix: impl Into<String>) {
        self.faults.borrow_mut().push(Fault { line, code, message: message.into(), fix: fix.into() });
    }

    /// The faults in the order of their lines.
    pub(crate) fn into_faults(self) -> Vec<Fault> {
        let mut faults = self.faults.into_inner();
        faults.sort_by_key(|f| f.line);
        faults
    }
}

/// One table being read.
pub(crate) struct Cursor<'s, 'd> {
    pub(crate) source: &'s Source<'s>,
    table: &'d DeTable<'d>,
    /// The line the table begins on.
    pub(crate) line: usize,
    used: RefCell<BTreeSet<&'static str>>,
}

impl<'s, 'd> Cursor<'s, 'd> {
    pub(crate) fn new(source: &'s Source<'s>, table: &'d DeTable<'d>, offset: usize) -> Self {
        Self { source, table, line: source.line(offset), used: RefCell::default() }
    }

    fn get(&self, key: &'static str) -> Option<&'d Spanned<DeValue<'d>>> {
        self.used.borrow_mut().insert(key);
        self.table.get(key)
    }

    /// The key is written.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// The line of a key, or of the table when it is absent.
    pub(crate) fn line_of(&self, key: &str) -> usize {
        self.table.get(key).map_or(self.line, |v| self.source.line(v.span().start))
    }

    fn wrong_type(&self, key: &str, want: &str) {
        let line = self.line_of(key);
        self.source.fault(line, "D003", format!("“{key}”的写法不对"), format!("应写成{want}"));
    }

    pub(crate) fn missing(&self, key: &str, want: &str) {
        self.source.fault(self.line, "D002", format!("缺少“{key}”"), format!("请补写 {key} = {want}"));
    }

    /// An optional text.
    pub(crate) fn text(&self, key: &'static str) -> Option<String> {
        match self.get(key)?.get_ref() {
            DeValue::String(s) => Some(s.to_string()),
            _ => {
                self.wrong_type(key, "引号内的文字");
                None
            }
        }
    }

    /// A required text; a fault and "" when absent.
    pub(crate) fn need(&self, key: &'static str) -> String {
        let present = self.table.contains_key(key);
        let value = self.text(key);
        if !present {
            self.missing(key, "\"……\"");
        }
        value.unwrap_or_default()
    }

    /// An optional whole number of at least 0.
    pub(crate) fn count(&self, key: &'static str) -> Option<u32> {
        let value = self.get(key)?.get_ref();
        let number = match value {
            DeValue::Integer(i) => i.as_str().parse().ok(),
            _ => None,
        };
        if number.is_none() {
            self.wrong_type(key, "0以上的整数");
        }
        number
    }

    /// An optional decimal: 50, 12.5 or "12.5".
    pub(crate) fn decimal(&self, key: &'static str) -> Option<Decimal> {
        let value = self.get(key)?.get_ref();
        let text = match value {
            DeValue::Integer(i) => i.as_str().to_owned(),
            DeValue::Float(f) => f.as_str().to_owned(),
            DeValue::String(s) => s.to_string(),
            _ => String::new(),
        };
        let number = Decimal::from_str(&text).ok();
        if number.is_none() {
            self.wrong_type(key, "数字，如 50 或 12.5");
        }
        number
    }

    /// An optional yes or no; absent is no.
    pub(crate) fn flag(&self, key: &'static str) -> bool {
        match self.get(key).map(Spanned::get_ref) {
            None => false,
            Some(DeValue::Boolean(b)) => *b,
            Some(_) => {
                self.wrong_type(key, "true 或 false");
                false
            }
        }
    }

    /// An optional list of texts.
    pub(crate) fn texts(&self, key: &'static str) -> Vec<String> {
        let Some(value) = self.get(key) else { return Vec::new() };
        let DeValue::Array(array) = value.get_ref() else {
            self.wrong_type(key, "文字列表，如 [\"甲\", \"乙\"]");
            return Vec::new();
        };
        array
            .iter()
            .filter_map(|v| match v.get_ref() {
                DeValue::String(s) => Some(s.to_string()),
                _ => {
                    self.wrong_type(key, "文字列表，如 [\"甲\", \"乙\"]");
                    None
                }
            })
            .collect()
    }

    /// An optional list of lists of texts, each with its line.
    pub(crate) fn text_lists(&self, key: &'static str) -> Vec<(Vec<String>, usize)> {
        const WANT: &str = "文字列表的列表，如 [[\"家\", \"户\"]]";
        let Some(value) = self.get(key) else { return Vec::new() };
        let DeValue::Array(lists) = value.get_ref() else {
            self.wrong_type(key, WANT);
            return Vec::new();
        };
        let text = |v: &Spanned<DeValue<'_>>| match v.get_ref() {
            DeValue::String(s) => Some(s.to_string()),
            _ => None,
        };
        let list = |list: &Spanned<DeValue<'_>>| {
            let texts = match list.get_ref() {
                DeValue::Array(texts) => texts.iter().map(text).collect::<Option<Vec<String>>>(),
                _ => None,
            };
            let line = self.source.line(list.span().start);
            if texts.is_none() {
                self.source.fault(line, "D003", format!("“{key}”的写法不对"), format!("应写成{WANT}"));
            }
            texts.map(|texts| (texts, line))
        };
        lists.iter().filter_map(list).collect()
    }

    /// An optional list of item ids.
    pub(crate) fn ids(&self, key: &'static str) -> Vec<ItemId> {
        self.texts(key).iter().map(|t| ItemId::new(t)).collect()
    }

    /// An optional list of whole numbers.
    pub(crate) fn counts(&self, key: &'static str) -> Vec<u32> {
        let Some(value) = self.get(key) else { return Vec::new() };
        let numbers = match value.get_ref() {
            DeValue::Array(array) => array
                .iter()
                .map(|v| match v.get_ref() {
                    DeValue::Integer(i) => i.as_str().parse().ok(),
                    _ => None,
                })
                .collect::<Option<Vec<u32>>>(),
            _ => None,
        };
        numbers.unwrap_or_else(|| {
            self.wrong_type(key, "整数列表，如 [7, 17]");
            Vec::new()
        })
    }

    /// An optional table.
    pub(crate) fn table(&self, key: &'static str) -> Option<Cursor<'s, 'd>> {
        let value = self.get(key)?;
        match value.get_ref() {
            DeValue::Table(t) => Some(Cursor::new(self.source, t, value.span().start)),
            _ => {
                self.wrong_type(key, "一张表");
                None
            }
        }
    }

    /// An optional list of tables.
    pub(crate) fn tables(&self, key: &'static str) -> Vec<Cursor<'s, 'd>> {
        let Some(value) = self.get(key) else { return Vec::new() };
        let DeValue::Array(array) = value.get_ref() else {
            self.wrong_type(key, "若干张表");
            return Vec::new();
        };
        array
            .iter()
            .filter_map(|v| match v.get_ref() {
                DeValue::Table(t) => Some(Cursor::new(self.source, t, v.span().start)),
                _ => {
                    self.wrong_type(key, "若干张表");
                    None
                }
            })
            .collect()
    }

    /// Every key and its text value, for tables with free keys.
    pub(crate) fn pairs(&self) -> Vec<(String, String, usize)> {
        self.table
            .iter()
            .filter_map(|(k, v)| match v.get_ref() {
                DeValue::String(s) => Some((k.get_ref().to_string(), s.to_string(), self.source.line(v.span().start))),
                _ => {
                    self.wrong_type(k.get_ref(), "引号内的文字");
                    None
                }
            })
            .collect()
    }

    /// Reports every key that nobody asked for, with the nearest one that is known.
    pub(crate) fn done(self) {
        let used = self.used.borrow();
        for (key, _) in self.table {
            let name = key.get_ref().as_ref();
            if used.contains(name) {
                continue;
            }
            let fix = match nearest(name, used.iter().copied()) {
                Some(known) => format!("是否想写“{known}”？"),
                None => format!("此处可用：{}", used.iter().copied().collect::<Vec<_>>().join("、")),
            };
            self.source.fault(self.source.line(key.span().start), "D001", format!("不认识的项目“{name}”"), fix);
        }
    }
}

/// The known word at most two edits away, nearest first.
pub(crate) fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    known.map(|k| (edits(word, k), k)).filter(|(d, _)| *d <= 2).min().map(|(_, k)| k)
}

/// The number of single-character edits between two words (Levenshtein).
fn edits(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, cb) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(ca != *cb);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}
