//! The first page at 申报: every number of its 综述 stands in a cell, its lists follow the sheets they come from, and of a
//! round from which nothing has come back it says just that.

use super::clerk::{Round, clean, dirty, folder, python};
use super::eyes::stored;
use super::live::office;
use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};
use std::io::Cursor;

/// A sheet's rows as they are stored, from its first row.
fn rows(bytes: &[u8], sheet: &str) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    let range = book.worksheet_range(sheet).unwrap();
    assert_eq!(range.start(), Some((0, 0)), "{sheet}");
    range.rows().map(|row| row.iter().map(Data::to_string).collect()).collect()
}

/// The cells of a column under its header, down to the first blank one.
fn under(rows: &[Vec<String>], header: &str) -> Vec<String> {
    let (top, col) = rows
        .iter()
        .enumerate()
        .find_map(|(top, row)| Some((top, row.iter().position(|cell| cell == header)?)))
        .unwrap_or_else(|| panic!("no {header}"));
    rows[top + 1..].iter().map(|row| row[col].clone()).take_while(|cell| !cell.is_empty()).collect()
}

fn briefing(bytes: &[u8]) -> String {
    let page = rows(bytes, "总览");
    page.iter().find(|row| row[0].starts_with('\u{3000}')).unwrap()[0].trim().to_owned()
}

/// 产出指标, 效益指标 and 合计 of the first page: lines, 相符, 相符（暂定）, 缺口, 缺口（暂定）, 超出, 待定.
fn decomposed(bytes: &[u8], label: &str) -> [usize; 7] {
    let page = rows(bytes, "总览");
    let row = page.iter().find(|row| row[0] == label).unwrap();
    [2, 3, 4, 6, 7, 9, 10].map(|col| row[col].parse().unwrap())
}

#[test]
fn the_briefing_says_what_stands_in_the_cells() {
    let bytes = std::fs::read(dirty("declare").0.workbook()).unwrap();
    let said = briefing(&bytes);
    // The sample's mistakes: 白云 sends nothing, 荔湾 and 天河 are asked to correct.
    assert!(said.starts_with("本轮应报12个单位：已报9个，待更正2个（荔湾、天河），未报1个（白云）。"), "{said}");
    let page = rows(&bytes, "总览");
    for (header, count) in [("应报", "12"), ("已报", "9"), ("待更正", "2"), ("未报", "1")] {
        assert_eq!(under(&page, header)[0], count, "{header}");
    }
    // 预算总额: what the agencies have filled, added up.
    let budget = rows(&bytes, "预算汇总");
    let sums = under(&budget, "支出合计");
    let cents = |text: &str| text.parse::<rust_decimal::Decimal>().ok();
    let total: rust_decimal::Decimal = sums[..12].iter().filter_map(|sum| cents(sum)).sum();
    assert_eq!(cents(&sums[12]), Some(total));
    let grouped = super::eyes::grouped(&format!("{total:.2}"));
    // 天河 has to correct its 财政拨款, which is no part of this sum: its own 3,680.66 is in it.
    assert_eq!(sums[4], "3680.66");
    assert!(said.contains(&format!("预算总额{grouped}万元（暂定，缺白云的数）。")), "{said}");
    // How the lines of 分解衔接表 stand.
    let verdicts = under(&rows(&bytes, "分解衔接表"), "衔接情况");
    let count = |word: &str| verdicts.iter().filter(|v| *v == word).count();
    let (met, open, short) = (count("相符"), count("相符（暂定）"), count("缺口（暂定）"));
    assert_eq!((count("缺口"), met + open + short), (0, 34), "what only 白云 keeps open is no finding");
    assert_eq!(decomposed(&bytes, "合计"), [34, met, open, 0, short, 0, 0]);
    assert!(
        said.contains(&format!(
            "分解的目标共34项（指标33项，其中P-20按数值分列）：相符{}项（其中暂定{open}项），缺口{short}项（均为暂定）。",
            met + open
        )),
        "{said}"
    );
    let sentence = rows(&bytes, "分解衔接表")[3][0].clone();
    assert_eq!(
        sentence,
        format!(
            "共34项（指标33项，其中P-20按数值分列）：相符{}项（其中暂定{open}项），缺口{short}项（其中暂定{short}项），\
             超出0项，待定0项",
            met + open
        )
    );
    // What the review came to.
    let conclusions = under(&rows(&bytes, "审核意见"), "审核结论");
    let count = |word: &str| conclusions.iter().filter(|c| *c == word).count();
    let (fine, mend, missing) = (count("同意上报"), count("补正后上报"), count("未报"));
    assert_eq!((fine, mend, missing), (9, 2, 1));
    assert!(said.contains("审核结论：同意上报9个，补正后上报2个，未报1个。"), "{said}");
    let own: Vec<&[String]> =
        page.iter().filter(|row| row[2] == "补正后上报" || row[2] == "未报").map(|r| &r[..5]).collect();
    let listed: Vec<[&str; 3]> = own.iter().map(|row| [row[0].as_str(), &row[2], &row[4]]).collect();
    assert!(listed.contains(&["荔湾", "补正后上报", "应填未填"]), "{listed:?}");
    assert!(listed.contains(&["天河", "补正后上报", "合计数不平"]), "{listed:?}");
    assert!(listed.contains(&["白云", "未报", "尚未报送"]), "{listed:?}");
}

#[test]
fn a_changed_target_is_followed_on_the_first_page() {
    let round = &dirty("declare").0;
    let bytes = std::fs::read(round.workbook()).unwrap();
    let lines = rows(&bytes, "分解衔接表");
    // P-01 is complete and met exactly: one more than pledged is a gap that stands.
    let at = lines.iter().position(|row| row[0] == "P-01").unwrap();
    assert_eq!((lines[at][3].as_str(), lines[at][6].as_str(), lines[at][8].as_str()), ("5", "相符", "完整"));
    // The first line of the list on the first page.
    let page = rows(&bytes, "总览");
    let top = page.iter().position(|row| row[0] == "三级指标").unwrap() + 1;
    let listed = lines.iter().position(|row| row[2] == page[top][0]).unwrap();
    let target: i64 = lines[listed][3].parse().unwrap();
    let edits = serde_json::json!([
        ["分解衔接表", format!("D{}", at + 1), 6],
        ["分解衔接表", format!("D{}", listed + 1), target + 1],
    ]);
    let file = folder("declared").join("target.xlsx");
    if python(&["alter", round.workbook().to_str().unwrap(), file.to_str().unwrap(), &edits.to_string()]).is_none() {
        return;
    }
    let Some(again) = office::recalculated(&[("target".to_owned(), std::fs::read(&file).unwrap())]) else { return };
    let after = &again[0];
    let moved = |before: [usize; 7]| {
        let [all, met, open, short, so_far, over, unsettled] = before;
        [all, met - 1, open, short + 1, so_far, over, unsettled]
    };
    assert_eq!(decomposed(after, "合计"), moved(decomposed(&bytes, "合计")));
    assert_eq!(decomposed(after, "产出指标"), moved(decomposed(&bytes, "产出指标")));
    assert_eq!(decomposed(after, "效益指标"), decomposed(&bytes, "效益指标"));
    let line = &rows(after, "总览")[top];
    let gap: i64 = page[top][8].parse().unwrap();
    assert_eq!([&line[4], &line[8]], [&(target + 1).to_string(), &(gap - 1).to_string()]);
    assert!(rows(after, "分解衔接表")[3][0].contains("（其中暂定20项），超出0项"), "the sentence counts anew");
}

#[test]
fn of_nothing_returned_just_that_is_said() {
    for stage in ["declare", "evaluate"] {
        let none: Round = clean(stage).copy(&format!("nothing-{stage}"));
        for file in none.files("收回") {
            std::fs::remove_file(file).unwrap();
        }
        assert_eq!(none.run(&["consolidate"]).code, 1);
        let bytes = std::fs::read(none.workbook()).unwrap();
        let said = briefing(&bytes);
        assert!(said.starts_with("本轮应报12个单位，均未报送，尚无数据可汇总。报送截止日期为"), "{said}");
        assert!(!said.contains("审核"), "{said}");
        let unplaced = rows(&bytes, "未归位内容");
        assert!(unplaced[1].contains(&"尚无单位报送。".to_owned()), "{unplaced:?}");
        let form = rows(&bytes, "汇总申报表");
        let under = format!("本表为汇总表（{}，2024.1版）。应报12个单位，均未报送，尚无数据。", stage_name(stage));
        assert!(form.iter().flatten().any(|cell| *cell == under), "{under}");
        let Some(cells) = stored(&none.workbook()) else { return };
        let notes: Vec<String> = cells.into_iter().filter(|c| c.sheet == "汇总申报表").filter_map(|c| c.note).collect();
        assert!(notes.len() > 30);
        assert_eq!(notes.iter().find(|note| !note.contains("尚无数据：12个单位均未报送。")), None);
    }
}

fn stage_name(stage: &str) -> &'static str {
    if stage == "declare" { "申报" } else { "自评" }
}
