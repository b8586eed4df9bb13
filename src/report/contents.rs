//! 目录: every sheet with a link and one sentence, results, workings and sources told apart.

use super::Context;
use super::addresses::name;
use super::pen::{self, Styles};
use crate::model::CellRef;
use crate::model::book::{Area, Content, LinkTarget, Print, Sheet, Style, quoted};
use std::sync::Arc;

const RESULTS: &str = "结果";
const WORKINGS: &str = "计算依据";
const SOURCES: &str = "报送资料";

/// Kind, sheet, what it is for.
const PURPOSES: [(&str, &str, &str); 15] = [
    (RESULTS, name::OVERVIEW, "报送、得分、等级、失分较多的指标、预算执行和待处理问题。"),
    (RESULTS, name::MERGED, "按表样汇总的申报表，可直接打印；底色和批注标明尚不完整的数。"),
    (RESULTS, name::ITEMS, "部门每项指标的目标、完成、得分、算式和偏差原因。"),
    (RESULTS, name::AGENCIES, "各单位的得分、等级和名次，按名册次序排列。"),
    (RESULTS, name::MATRIX, "各单位每项指标的得分率，一眼看出强弱；没有得分的写明原因。"),
    (RESULTS, name::DECOMPOSITION, "部门目标与各单位已分解目标的差额，逐项列示。"),
    (RESULTS, name::REVIEW, "各单位申报内容的完整性、相关性、适当性、可行性审核意见。"),
    (RESULTS, name::BUDGET, "各单位的预算、勾稽和执行情况。"),
    (RESULTS, name::TASKS, "部门和各单位的年度重点工作任务。"),
    (WORKINGS, name::WORKINGS, "所有公式的依据：每个单位每项指标一行。"),
    (SOURCES, name::DETAIL, "各单位填报的全部内容，一格一行，可筛选、透视。"),
    (SOURCES, name::FINDINGS, "发现的问题、出处和处理办法。"),
    (SOURCES, name::RETURNS, "各单位报送了哪些文件，采用的是哪一份。"),
    (SOURCES, name::TRACE, "每个汇总数由哪些文件的哪些单元格得来。"),
    (SOURCES, name::UNPLACED, "各单位自行增加的行和表样以外的文字，一处不漏。"),
];
/// What some of them are for where nothing is scored.
const DECLARED: [(&str, &str); 4] = [
    (name::OVERVIEW, "报送、分解衔接、预算总额、审核结论和待处理问题。"),
    (name::BUDGET, "各单位的预算和勾稽情况。"),
    (name::WORKINGS, "汇总数的依据：每个单位每项指标一行。"),
    (name::BASIS, "汇总规则和标记图例。"),
];
/// 口径 holds what may be changed: it stands last, and is told apart from what follows from it.
const BASIS: (&str, &str, &str) =
    (WORKINGS, name::BASIS, "汇总和计分的规则、参数与标记图例；浅黄色的数值可以改动，得分随之重算。");

const COLUMNS: [(&str, u32); 3] = [("类别", 12), ("工作表", 18), ("内容", 66)];

/// The sheet that leads to these others, in their order.
pub(super) fn sheet(c: &Context<'_>, others: &[&str]) -> Sheet {
    let mut sheet = Sheet::named(name::CONTENTS);
    sheet.gridlines = false;
    let styles = Styles::new();
    let title = format!("{}年度{}汇总目录", c.facts.year, c.round.form.title);
    pen::head(&mut sheet, &styles, 2, &title, &c.facts.department, &c.made_on());
    for (col, (header, width)) in (0u16..).zip(COLUMNS) {
        sheet.text(2, col, header, &styles.header);
        sheet.widths.push((col, width * 100));
    }
    sheet.height(2, 2_200);
    let link = Arc::new(Style::data().link());
    let mut row = 3;
    for (kind, name, purpose) in PURPOSES.into_iter().chain([BASIS]).filter(|(_, name, _)| others.contains(name)) {
        let declared = DECLARED.iter().filter(|_| !c.round.stage.scored).find(|(own, _)| *own == name);
        let purpose = declared.map_or(purpose, |(_, own)| own);
        sheet.text(row, 0, kind, &styles.center);
        sheet.text(row, 1, name, &link);
        sheet.links.push((CellRef::new(row, 1), LinkTarget::Inside(format!("{}!A1", quoted(name)))));
        sheet.put(row, 2, Content::text(purpose), &styles.wrapped);
        sheet.height(row, pen::height(&[(purpose, COLUMNS[2].1)]).max(2_200));
        row += 1;
    }
    sheet.print = Print { area: Some(Area::new(0, 0, row - 1, 2)), fit_width: true, ..Print::default() };
    sheet
}
