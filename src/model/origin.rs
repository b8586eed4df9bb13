//! Where a value came from: every value carries its origin from the moment it leaves Excel.

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::sync::Arc;

/// One cell of a sheet, counted from 0; printed as `B7`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CellRef {
    /// Row, from 0.
    pub row: u32,
    /// Column, from 0.
    pub col: u16,
}

impl CellRef {
    /// The cell at this row and column, both from 0.
    pub const fn new(row: u32, col: u16) -> Self {
        Self { row, col }
    }

    /// Reads `B7`, `$B$7`; `None` for anything else or outside Excel's grid.
    pub fn parse(text: &str) -> Option<Self> {
        let text: String = text.chars().filter(|c| *c != '$').collect();
        let digits = text.find(|c: char| c.is_ascii_digit())?;
        let (letters, number) = text.split_at(digits);
        if letters.is_empty() || letters.len() > 3 || number.len() > 7 {
            return None;
        }
        let mut col: u32 = 0;
        for c in letters.chars() {
            let c = c.to_ascii_uppercase();
            if !c.is_ascii_uppercase() {
                return None;
            }
            col = col * 26 + (c as u32 - 'A' as u32 + 1);
        }
        let row: u32 = number.parse().ok()?;
        if row == 0 || row > 1_048_576 || col > 16_384 {
            return None;
        }
        Some(Self { row: row - 1, col: u16::try_from(col - 1).ok()? })
    }

    /// `$B$7`, for formulas.
    pub fn absolute(self) -> String {
        format!("${}${}", column_name(self.col), self.row + 1)
    }
}

/// `A` for 0, `AA` for 26.
pub fn column_name(col: u16) -> String {
    let mut n = u32::from(col) + 1;
    let mut letters = Vec::new();
    while n > 0 {
        let digit = u8::try_from((n - 1) % 26).unwrap_or(0);
        letters.push(char::from(b'A' + digit));
        n = (n - 1) / 26;
    }
    letters.iter().rev().collect()
}

impl fmt::Display for CellRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", column_name(self.col), self.row + 1)
    }
}

impl Serialize for CellRef {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        // People and programs read `B7`; between two processes of this program it stays two numbers.
        if s.is_human_readable() { s.collect_str(self) } else { (self.row, self.col).serialize(s) }
    }
}

impl<'de> Deserialize<'de> for CellRef {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        if d.is_human_readable() {
            let text = String::deserialize(d)?;
            return Self::parse(&text).ok_or_else(|| D::Error::custom("not a cell"));
        }
        <(u32, u16)>::deserialize(d).map(|(row, col)| Self { row, col })
    }
}

/// File, sheet and cell of one value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Origin {
    /// The file's path relative to the round folder, with `/`.
    pub file: Arc<str>,
    /// The sheet's name as the file has it.
    pub sheet: Arc<str>,
    /// The cell.
    pub cell: CellRef,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}!{}", self.file, self.sheet, self.cell)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_print_as_excel_prints_them() {
        for (text, row, col) in [("A1", 0, 0), ("Z9", 8, 25), ("AA10", 9, 26), ("XFD1048576", 1_048_575, 16_383)] {
            assert_eq!(CellRef::new(row, col).to_string(), text);
            assert_eq!(CellRef::parse(text), Some(CellRef::new(row, col)));
            let json = format!("\"{text}\"");
            assert_eq!(serde_json::to_string(&CellRef::new(row, col)).unwrap(), json);
            assert_eq!(serde_json::from_str::<CellRef>(&json).unwrap(), CellRef::new(row, col));
        }
        for bad in ["", "A", "1", "A0", "XFE1", "A1048577", "Ａ1", "A4294967297"] {
            assert_eq!(CellRef::parse(bad), None, "{bad}");
        }
    }
}
