//! What is missing makes provisional, never 0: a return is taken away, a cell is blanked, and every figure that moves says
//! so in its cell's note, in its row, or in the header over it.

use super::clerk::{Round, clean, type_into};
use super::eyes::{Rows, Shown, shown, stored};
use std::collections::BTreeMap;
use std::sync::OnceLock;

const STATES: [&str; 7] = ["暂定", "未报", "待更正", "待核实", "待评分", "缺", "未填写"];
/// What stands where there is nothing to list.
const NOTHING_FOUND: [&str; 3] = ["没有发现问题", "没有缺口", "没有须补正或未报的单位"];
/// How much weight has been scored so far: 0 where nothing has.
const SCORED_WEIGHT: [&str; 2] = ["计分权重", "核定权重"];

/// The words of a state, or n/m with n below m.
fn says(text: &str) -> bool {
    let number = |digits: &str| digits.parse::<u32>().ok();
    let last = |text: &str| text.rsplit(|c: char| !c.is_ascii_digit()).next().and_then(number);
    let first = |text: &str| text.split(|c: char| !c.is_ascii_digit()).next().and_then(number);
    let short = |(at, _): (usize, &str)| last(&text[..at]).zip(first(&text[at + 1..])).is_some_and(|(n, m)| n < m);
    // 缺口 is a number of its own.
    let text = &text.replace("缺口", "");
    STATES.iter().any(|state| text.contains(state)) || text.match_indices('/').any(short)
}

/// The workbook as it is shown, with the notes of its cells.
struct Seen {
    shown: Shown,
    notes: BTreeMap<(String, usize, usize), String>,
}

fn see(round: &Round) -> Option<Seen> {
    let cells = stored(&round.workbook())?.into_iter();
    let notes = cells.filter_map(|c| c.note.map(|note| ((c.sheet, c.row, c.col), note))).collect();
    Some(Seen { shown: shown(&round.workbook(), &round.name)?, notes })
}

/// The round of a stage with nothing missing, looked at once.
fn whole(stage: &str) -> Option<&'static Seen> {
    static SEEN: [OnceLock<Option<Seen>>; 2] = [const { OnceLock::new() }; 2];
    SEEN[usize::from(stage == "declare")].get_or_init(|| see(clean(stage))).as_ref()
}

/// Every row of a sheet under what it is about, wherever it stands: rows move when another is added.
fn by_subject(sheet: &str, rows: &Rows) -> BTreeMap<(String, usize), usize> {
    let mut block = String::new();
    let mut found = BTreeMap::new();
    for (at, row) in rows.iter().enumerate() {
        let pick = |columns: &[usize]| columns.iter().map(|c| row[*c].as_str()).collect::<Vec<_>>().join("|");
        let subject = match sheet {
            "计算底稿" => pick(&[0, 2, 4, 5]),
            "明细" | "溯源" => pick(&[0, 2, 5]),
            "指标得分" => pick(&[0, 3]),
            "单位得分" | "报送情况" | "审核意见" | "预算汇总" => pick(&[1]),
            "得分矩阵" => pick(&[0]),
            "重点任务" => pick(&[0, 1]),
            "分解衔接表" if row[0].starts_with('共') => "how many lines stand how".to_owned(),
            "分解衔接表" => pick(&[0, 2]),
            // Values stand under a row of headers; the other rows begin with a word of their own.
            "总览" if is_number(&row[0]) => rows[at - 1].join("|"),
            "总览" if row[0].starts_with('\u{3000}') => "the briefing".to_owned(),
            // Beside the charts stands the list they show.
            "总览" if row[0].is_empty() && row.len() > 13 => pick(&[13]),
            "总览" => pick(&[0]),
            "汇总申报表" => {
                if !row[0].is_empty() {
                    block = row[0].replace("（续）", "").chars().take(6).collect();
                }
                format!("{block}|{}", pick(if block == "绩效指标" { &[3] } else { &[1] }))
            }
            _ => row.join("|"),
        };
        let again = (0..).find(|n| !found.contains_key(&(subject.clone(), *n))).unwrap();
        found.insert((subject, again), at);
    }
    found
}

/// What is written over a cell: for 总览 the row above and the heading of the block (`二、部门得分`); for tables the first
/// row that is filled from edge to edge.
fn header(sheet: &str, rows: &Rows, row: usize, col: usize) -> String {
    if sheet == "总览" {
        let heading = rows[..row].iter().rfind(|r| r[0].chars().nth(1) == Some('、'));
        return format!("{}|{}", rows[row - 1].join("|"), heading.map_or(String::new(), |r| r.join("|")));
    }
    let top = rows[..row].iter().find(|r| r.iter().all(|cell| !cell.is_empty()));
    top.map_or(String::new(), |r| r[col].clone())
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_digit() || c == ',' || c == '.')
}

fn has_digit(one: &str, other: &str) -> bool {
    [one, other].iter().any(|text| text.contains(|c: char| c.is_ascii_digit()))
}

fn is_zero(text: &str) -> bool {
    let number = text.trim_end_matches(|c: char| !c.is_ascii_digit());
    !number.is_empty() && number.chars().all(|c| c == '0' || c == '.')
}

/// Every cell that moved without saying so, every figure that became 0, everything that vanished; and how many moved.
fn silent(before: &Seen, after: &Seen, agency: &str) -> (Vec<String>, usize) {
    let (mut silent, mut moved) = (Vec::new(), 0);
    for (sheet, rows) in &after.shown.sheets {
        let old = before.shown.rows(sheet);
        let (was, is) = (by_subject(sheet, old), by_subject(sheet, rows));
        for (subject, at) in &is {
            let row = &rows[*at];
            let whole = row.join("|");
            let Some(old) = was.get(subject).map(|at| &old[*at]) else {
                // A new line: of the list of findings, of 报送情况 or of the hashes; and the agency that is now among the
                // weakest, with what it had before.
                let heading = rows[..*at].iter().rfind(|r| r[0].chars().nth(1) == Some('、'));
                if sheet == "总览" && heading.is_some_and(|r| r[0].ends_with("得分较低的单位（参与排名的）"))
                {
                    continue;
                }
                if !says(&whole) && !whole.contains("SHA-256") {
                    silent.push(format!("{sheet} new: {whole}"));
                }
                continue;
            };
            // Words are no figures: reasons, and labels repeated after a page break.
            let figure = |(_, (cell, old)): &(usize, (&String, &String))| cell != old && has_digit(cell, old);
            for (col, (cell, old)) in row.iter().zip(old).enumerate().filter(figure) {
                moved += 1;
                let note = after.notes.get(&(sheet.clone(), *at, col)).map_or("", String::as_str);
                let header = header(sheet, rows, *at, col);
                // 校验码 is no figure: it stands for the amounts of this print, whatever they are.
                let told = says(&whole) || says(note) || says(&header) || whole.starts_with("校验码");
                let counted = sheet == "总览" || SCORED_WEIGHT.contains(&header.as_str());
                if !told || (is_zero(cell) && !is_zero(old) && !counted) {
                    silent.push(format!("{sheet} row {} under {header}: {old} → {cell} in {whole}", at + 1));
                }
            }
        }
        for (subject, at) in was.iter().filter(|(subject, _)| !is.contains_key(*subject)) {
            let whole = old[*at].join("|");
            // What only the missing return said, and that nothing was found.
            let nothing = NOTHING_FOUND.iter().any(|said| whole.contains(said));
            if !whole.contains(agency) && !nothing && !whole.contains("SHA-256") {
                silent.push(format!("{sheet} gone: {subject:?}"));
            }
        }
    }
    (silent, moved)
}

fn expect_none((silent, moved): (Vec<String>, usize), least: usize) {
    assert!(silent.is_empty(), "{} in all:\n{}", silent.len(), silent[..silent.len().min(40)].join("\n"));
    assert!(moved >= least, "only {moved} cells moved");
}

/// Every district has a share in some twenty indicators, which stand on four sheets, and in the budget.
#[test]
fn a_missing_return_makes_its_figures_provisional() {
    for (stage, agency, least) in [("evaluate", "天河", 150), ("declare", "增城", 100)] {
        let Some(before) = whole(stage) else { return };
        let round = clean(stage).copy(&format!("missing-{stage}-{agency}"));
        let (file, kept) = (round.returned(agency), round.dir.join("kept.xlsx"));
        std::fs::rename(&file, &kept).unwrap();
        assert_eq!(round.run(&["consolidate"]).code, 1);
        let Some(after) = see(&round) else { return };
        expect_none(silent(before, &after, agency), least);

        std::fs::rename(&kept, &file).unwrap();
        assert_eq!(round.run(&["consolidate"]).code, 0);
        let first = std::fs::read(clean(stage).workbook()).unwrap();
        assert!(std::fs::read(round.workbook()).unwrap() == first, "what was taken away is back");
    }
}

#[test]
fn a_blank_cell_makes_its_figure_provisional() {
    let Some(before) = whole("evaluate") else { return };
    let round = clean("evaluate").copy("blank");
    if type_into(&round.returned("天河"), "运行监测样本数量", "完成值", "").is_none() {
        return;
    }
    assert_eq!(round.run(&["consolidate"]).code, 1);
    let Some(after) = see(&round) else { return };
    expect_none(silent(before, &after, "天河"), 30);
    let figure = after.shown.row("指标得分", &[("编码", "P-02")]);
    assert_eq!(figure["数据状态"], "暂定 10/11：天河（缺）");
    let own = after.shown.row("明细", &[("单位", "天河"), ("编码", "P-02"), ("栏目", "完成值")]);
    assert_eq!((own["填报内容"], own["数值"], own["状态"]), ("缺", "", "缺"));
    let total = after.shown.row("单位得分", &[("单位代码", "部门")]);
    assert_eq!((total["数据状态"], total["评价等级"]), ("暂定", "暂定"));
}
