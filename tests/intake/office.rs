//! The same workbook as LibreOffice saves it in the other formats is read as the same values.

use jihe::intake::{RawBook, RawValue, read};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Formula, Workbook};
use std::process::Command;

/// A small return: text, numbers, percent, date, formulas, a merge, a hidden sheet, names, a property. No truth value
/// and no text formula: LibreOffice itself turns them into `=TRUE()` and 0 on the way to `.xls`.
fn original() -> Vec<u8> {
    let mut book = Workbook::new();
    book.set_properties(&DocProperties::new().set_custom_property("jihe", "dept-target|2024.1"));
    let percent = Format::new().set_num_format("0.00%");
    let date = Format::new().set_num_format("yyyy\\-mm\\-dd");
    let literal = Format::new().set_num_format("\"≥\"#,##0\"家次\"");
    let sheet = book.add_worksheet();
    sheet.set_name("绩效目标").unwrap();
    sheet.write_string(0, 0, "部门整体预算绩效目标申报表").unwrap();
    sheet.write_string(1, 0, "≥20,000家次\n另起一行").unwrap();
    sheet.write_number(2, 0, 248_267.28).unwrap();
    sheet.write_number(3, 0, -5.0).unwrap();
    sheet.write_number_with_format(4, 0, 0.83, &percent).unwrap();
    sheet.write_number_with_format(5, 0, 1.0, &percent).unwrap();
    sheet.write_datetime_with_format(6, 0, ExcelDateTime::from_ymd(2024, 12, 31).unwrap(), &date).unwrap();
    sheet.write_number_with_format(7, 0, 20_000.0, &literal).unwrap();
    sheet.write_formula(9, 0, Formula::new("=A3+A4").set_result("248262.28")).unwrap();
    sheet.write_formula(11, 0, Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
    sheet.merge_range(12, 0, 13, 1, "合并", &Format::new()).unwrap();
    sheet.write_number(2, 3, 7.5).unwrap();
    let hidden = book.add_worksheet();
    hidden.set_name("键 表").unwrap().set_hidden(true);
    hidden.write_string(1, 1, "x").unwrap();
    book.define_name("jh_a", "='绩效目标'!$A$3").unwrap();
    book.define_name("jh_b", "='键 表'!$B$2:$C$4").unwrap();
    book.save_to_buffer().unwrap()
}

/// What all formats can tell: sheet, cell, value, whether a formula, merges, names, the property.
fn facts(book: &RawBook) -> Vec<String> {
    let mut facts = Vec::new();
    for sheet in &book.sheets {
        for (cell, raw) in &sheet.cells {
            let formula = if raw.formula.is_some() { " formula" } else { "" };
            facts.push(format!("{} {cell} {:?}{formula}", sheet.name, raw.value));
        }
        facts.extend(sheet.merges.iter().map(|m| format!("{} {}", sheet.name, m.absolute())));
        facts.push(format!("{} hidden {}", sheet.name, sheet.hidden));
    }
    facts.extend(book.names.iter().map(|n| format!("{} {} {}", n.name, n.sheet, n.area.absolute())));
    facts.push(format!("{:?}", book.properties.get("jihe")));
    facts
}

#[test]
fn xls_and_ods_say_the_same_as_xlsx() {
    let bytes = original();
    let book = read("a.xlsx", &bytes).unwrap();
    let expected = facts(&book);
    let main = &book.sheets[0];
    let at = |row| main.cells.iter().find(|(c, _)| c.row == row && c.col == 0).map(|(_, raw)| raw.value.clone());
    assert_eq!(at(4), Some(RawValue::Percent(83.into())), "the comparison below would be empty otherwise");
    // 12 + 1 cells, one merge, two sheets, two names, one property
    assert_eq!(expected.len(), 13 + 1 + 2 + 2 + 1, "{expected:#?}");
    for format in ["xls", "ods"] {
        let Some(converted) = convert(&bytes, format) else {
            eprintln!("soffice is not installed: {format} was NOT compared");
            continue;
        };
        let other = read(&format!("a.{format}"), &converted).unwrap();
        assert_eq!(other.format.as_str(), format);
        assert_eq!(facts(&other), expected, "{format}");
    }
}

/// The bytes as LibreOffice saves them in another format; `None` where it is not installed.
#[allow(clippy::disallowed_methods, reason = "LibreOffice works on files")]
fn convert(bytes: &[u8], format: &str) -> Option<Vec<u8>> {
    let folder = tempfile::tempdir().unwrap();
    let from = folder.path().join("a.xlsx");
    std::fs::write(&from, bytes).unwrap();
    let profile = format!("-env:UserInstallation=file://{}/profile", folder.path().display());
    let run = Command::new("soffice")
        .args([&profile, "--headless", "--convert-to", format, "--outdir"])
        .arg(folder.path())
        .arg(&from)
        .output()
        .ok()?;
    let converted = std::fs::read(folder.path().join(format!("a.{format}")));
    assert!(converted.is_ok(), "{}", String::from_utf8_lossy(&run.stderr));
    converted.ok()
}
