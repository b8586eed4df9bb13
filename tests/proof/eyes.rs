//! What a person sees in a workbook: sheets as LibreOffice displays them, cells found by their printed labels.

use super::clerk::{converted, folder, python};
use calamine::{Data, Reader, Xlsx, open_workbook};
use std::collections::BTreeMap;
use std::path::Path;

/// Rows of displayed text.
pub type Rows = Vec<Vec<String>>;

/// Every sheet as displayed text, by name.
pub struct Shown {
    pub sheets: BTreeMap<String, Rows>,
}

/// The workbook as LibreOffice shows it; `None` (said aloud) where that cannot be seen.
pub fn shown(workbook: &Path, name: &str) -> Option<Shown> {
    // Every sheet, cell contents as shown.
    const CSV: &str = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,-1";
    let out = folder(&format!("shown/{name}"));
    converted(&[(format!("{name}.xlsx"), workbook.to_owned())], CSV, &out)?;
    let sheets = serde_json::from_value(python(&["shown", out.to_str().unwrap(), name])?).unwrap();
    let shown = Shown { sheets };
    assert!(shown.sheets.len() >= 10, "{name}: {:?}", shown.sheets.keys());
    Some(shown)
}

impl Shown {
    /// A sheet's rows.
    pub fn rows(&self, sheet: &str) -> &Rows {
        self.sheets.get(sheet).unwrap_or_else(|| panic!("no sheet {sheet} in {:?}", self.sheets.keys()))
    }

    /// A sheet that is a table: each row by the headers of its columns.
    pub fn table(&self, sheet: &str) -> Vec<BTreeMap<&str, &str>> {
        let rows = self.rows(sheet);
        let filled = |row: &Vec<String>| row.iter().filter(|cell| !cell.is_empty()).count();
        // The header is the first row that is filled from edge to edge.
        let header = rows.iter().position(|row| filled(row) == row.len()).unwrap();
        rows[header + 1..]
            .iter()
            .map(|row| rows[header].iter().map(String::as_str).zip(row.iter().map(String::as_str)).collect())
            .collect()
    }

    /// The one row of a table with these values under these headers.
    pub fn row(&self, sheet: &str, with: &[(&str, &str)]) -> BTreeMap<&str, &str> {
        let all = self.table(sheet);
        let fits = |row: &&BTreeMap<&str, &str>| with.iter().all(|(header, value)| row.get(header) == Some(value));
        let found: Vec<_> = all.iter().filter(fits).collect();
        assert_eq!(found.len(), 1, "{sheet}: {with:?}");
        found[0].clone()
    }

    /// What stands in the row of the label under the header, of the header last seen above it.
    pub fn under(&self, sheet: &str, label: &str, header: &str) -> String {
        let mut column = None;
        let mut found = Vec::new();
        for row in self.rows(sheet) {
            if let Some(at) = row.iter().position(|cell| cell == header) {
                column = Some(at);
            } else if let Some(at) = column.filter(|_| row.iter().any(|cell| cell == label)) {
                found.push(row[at].clone());
            }
        }
        assert_eq!(found.len(), 1, "{sheet}: {label} / {header}: {found:?}");
        found.remove(0)
    }

    /// What stands at the right of the label.
    pub fn beside(&self, sheet: &str, label: &str) -> String {
        let mut found = Vec::new();
        for row in self.rows(sheet) {
            found.extend(row.iter().position(|cell| cell == label).and_then(|at| row.get(at + 1)).cloned());
        }
        assert_eq!(found.len(), 1, "{sheet}: {label}: {found:?}");
        found.remove(0)
    }
}

/// One cell as openpyxl reads it.
#[derive(Debug, Clone)]
pub struct Stored {
    pub sheet: String,
    pub row: usize,
    pub col: usize,
    pub formula: Option<String>,
    pub value: Option<String>,
    /// `n` number, `s` text, `b` truth value, `e` error, `d` date.
    pub kind: String,
    pub note: Option<String>,
}

/// Every cell as openpyxl reads it; `None` (said aloud) without openpyxl.
pub fn stored(workbook: &Path) -> Option<Vec<Stored>> {
    let sheets = python(&["dump", workbook.to_str().unwrap()])?;
    let text = |value: &serde_json::Value| value.as_str().map(str::to_owned);
    let mut all = Vec::new();
    for sheet in sheets.as_array().unwrap() {
        for cell in sheet["cells"].as_array().unwrap() {
            let number = |key: &str| usize::try_from(cell[key].as_u64().unwrap()).unwrap();
            all.push(Stored {
                sheet: text(&sheet["name"]).unwrap(),
                row: number("row"),
                col: number("col"),
                formula: text(&cell["formula"]),
                value: text(&cell["value"]),
                kind: text(&cell["type"]).unwrap(),
                note: text(&cell["note"]),
            });
        }
    }
    Some(all)
}

/// A sheet that is a table, as calamine reads it: each row by the headers in its first line.
pub fn table(workbook: &Path, sheet: &str) -> Vec<BTreeMap<String, String>> {
    let mut book: Xlsx<_> = open_workbook(workbook).unwrap();
    let range = book.worksheet_range(sheet).unwrap();
    let headers = range.headers().unwrap();
    let row = |cells: &[Data]| headers.iter().cloned().zip(cells.iter().map(ToString::to_string)).collect();
    range.rows().skip(1).map(row).collect()
}

/// An amount as it is printed: 13053.28 is 13,053.28.
pub fn grouped(number: &str) -> String {
    let (whole, rest) = number.split_once('.').map_or((number, String::new()), |(w, r)| (w, format!(".{r}")));
    let mut text = String::new();
    for (n, digit) in whole.chars().enumerate() {
        if n > 0 && (whole.len() - n).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text + &rest
}
