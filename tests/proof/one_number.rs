//! One number followed from the cell a clerk types it into to every sheet it appears on.

use super::clerk::{clean, python, type_into};
use super::eyes::{grouped, shown, stored};

const LABEL: &str = "运行监测样本数量";
const TYPED: &str = "≥20,000家次";
const TYPED_NUMBER: i64 = 20_000;
const DISTRICTS: [&str; 11] = ["越秀", "海珠", "荔湾", "天河", "白云", "黄埔", "花都", "番禺", "南沙", "从化", "增城"];

/// What the other ten districts have typed, as openpyxl reads it.
fn others(files: &[std::path::PathBuf]) -> Option<i64> {
    let paths: Vec<&str> = files.iter().map(|f| f.to_str().unwrap()).collect();
    let typed = python(&[&["look", LABEL, "完成值"], paths.as_slice()].concat())?;
    Some(typed.as_array().unwrap().iter().map(|v| v.as_str().unwrap().parse::<i64>().unwrap()).sum())
}

#[test]
fn a_typed_number_arrives_on_every_sheet_and_leads_back() {
    let round = clean("evaluate").copy("one-number");
    let file = round.returned("天河");
    let Some((sheet, cell)) = type_into(&file, LABEL, "完成值", TYPED) else { return };
    let rest: Vec<_> = DISTRICTS.iter().filter(|d| **d != "天河").map(|d| round.returned(d)).collect();
    let Some(others) = others(&rest) else { return };
    assert_eq!(round.run(&["consolidate"]).code, 0);
    let Some(book) = shown(&round.workbook(), "one-number") else { return };

    // One of the eleven says ≥, so the sum is at least what they add up to.
    let sum = others + TYPED_NUMBER;
    let written = format!("≥{}家次", grouped(&sum.to_string()));
    assert_eq!(book.under("汇总申报表", LABEL, "完成值"), written);
    assert_eq!(book.row("指标得分", &[("编码", "P-02")])["汇总完成值"], written);

    for (code, amount) in [("440106", TYPED_NUMBER), ("部门", sum)] {
        let row = book.row("计算底稿", &[("单位代码", code), ("编码", "P-02"), ("栏目", "完成值")]);
        assert_eq!((row["完成"].replace(',', ""), row["计量单位"]), (amount.to_string(), "家次"));
    }

    let name = file.file_name().unwrap().to_str().unwrap();
    let own = [("单位", "天河"), ("编码", "P-02"), ("栏目", "完成值")];
    let detail = book.row("明细", &own);
    assert_eq!((detail["填报内容"], detail["计量单位"]), (TYPED, "家次"));
    assert_eq!(detail["数值"].replace(',', ""), TYPED_NUMBER.to_string());
    assert_eq!((detail["文件"], detail["工作表"], detail["单元格"]), (name, sheet.as_str(), cell.as_str()));
    let trace = book.row("溯源", &own);
    assert_eq!((trace["汇总值"], trace["已计入/应计入"], trace["该单位数值"]), (written.as_str(), "11/11", TYPED));
    assert_eq!((trace["文件"], trace["工作表"], trace["单元格"]), (name, sheet.as_str(), cell.as_str()));

    // The figure on the form is a number made by a formula, and its note leads to its line in 溯源.
    let Some(cells) = stored(&round.workbook()) else { return };
    let label = cells.iter().find(|c| c.sheet == "汇总申报表" && c.value.as_deref() == Some(LABEL)).unwrap();
    let figure =
        cells.iter().find(|c| (c.sheet.as_str(), c.row) == ("汇总申报表", label.row) && c.formula.is_some()).unwrap();
    assert_eq!((figure.kind.as_str(), figure.value.clone()), ("n", Some(sum.to_string())));
    let note = figure.note.as_deref().unwrap();
    let line: usize = note.split(['第', '行']).nth(1).unwrap().parse().unwrap();
    let first = &book.rows("溯源")[line - 1];
    assert_eq!((first[0].as_str(), first[2].as_str()), ("P-02", "完成值"), "{note}");
    assert_ne!(book.rows("溯源")[line - 2][2], "完成值", "{note}");
}
