//! 填报说明: how to fill the form in, in the manner of an official notice.

use super::form::Own;
use super::paint::slot_style;
use crate::definition::{AS_ASSIGNED, NOT_APPLICABLE};
use crate::model::Slot;
use crate::model::book::{Align, Area, Border, Content, Print, Protection, Sheet, Style, VAlign, wrapped_lines};
use chrono::{Datelike, NaiveDate};
use std::sync::Arc;

/// The sheet's name.
pub(super) const SHEET: &str = "填报说明";
/// Sample and text.
const WIDTHS: [u32; 2] = [1_600, 7_600];
/// One printed line of 12 pt text.
const LINE: u32 = 1_850;

/// The sheet.
pub(super) fn sheet(own: &Own<'_>) -> Sheet {
    let mut page = Page { out: Sheet::named(SHEET), row: 0 };
    let issue = own.prefill.issue;
    page.out.widths.extend((0..).zip(WIDTHS));
    page.title(&format!("{}年度{}", issue.year, own.form.title), &format!("{}填报说明", own.stage.name));
    let whom = own.prefill.agency.map_or("各填报单位", |a| &a.name);
    page.paragraph(&format!("{whom}："), false);
    page.paragraph(
        &format!("请按以下要求填写{}年度{}，并按时报送。{}。", issue.year, own.form.title, own.form.notice),
        true,
    );
    page.heading("一、填报要求");
    let how: Vec<String> = own.form.guide.iter().chain(&own.stage.guide).cloned().collect();
    page.list(&how);
    page.heading("二、颜色和标记");
    page.key(own);
    page.heading("三、报送前自查");
    page.paragraph(&format!("（一）{}", self_check(own)), true);
    if !issue.checks.is_empty() {
        page.paragraph("（二）收到后将审核下列内容，请先自行核对：", true);
        page.list(issue.checks);
    }
    page.heading("四、报送方式和时间");
    page.list(&sending(own));
    page.foot(issue.department, issue.created);
    let last = page.row.saturating_sub(1);
    page.out.gridlines = false;
    page.out.protection = Some(Protection { format_rows: true, format_columns: true });
    page.out.print =
        Print { area: Some(Area::new(0, 0, last, 1)), fit_width: true, fit_height: true, ..Print::default() };
    page.out
}

/// The words of 填报自查, each where this stage has it.
fn self_check(own: &Own<'_>) -> String {
    let reason = if own.stage.asks(Slot::Reason) {
        "“缺原因”表示未达到目标要求而没有填写偏差原因；"
    } else {
        ""
    };
    let sums =
        if own.form.balances.is_empty() { "" } else { "“不一致”表示应当相等的各项合计不相等。" };
    format!(
        "《填报自查》随填随算，不用填写。“缺”“缺项”表示必填栏目没有填写；{reason}“须改填”表示金额不是数字或小于0、\
         文字超过规定字数；{sums}以上各项须补填或更正。“待核实”的请核对，无误的可以报送。\
         各部分都显示“完成”或“不涉及”的，结论为“可上报”。"
    )
}

fn sending(own: &Own<'_>) -> Vec<String> {
    let issue = own.prefill.issue;
    let mut lines = Vec::new();
    if let Some(day) = issue.deadline {
        lines.push(format!("报送截止时间：{}。", chinese_date(day)));
    }
    lines.push(
        "《填报自查》显示“可上报”后，报送本电子表格（保持.xlsx格式，文件名不限）和打印盖章后的扫描件；盖章件上的校验码应与电子表格一致。"
            .to_owned(),
    );
    if !issue.contact.trim().is_empty() {
        lines.push(format!("联系人：{}。", issue.contact.trim()));
    }
    lines
}

fn chinese_date(day: NaiveDate) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

struct Page {
    out: Sheet,
    row: u32,
}

impl Page {
    fn next(&mut self, height: u32) -> u32 {
        let row = self.row;
        self.out.height(row, height.min(40_000));
        self.row += 1;
        row
    }

    fn title(&mut self, first: &str, second: &str) {
        for text in [first, second] {
            let row = self.next(3_200);
            self.out.merge(Area::new(row, 0, row, 1), Content::text(text), &Arc::new(Style::title()));
        }
        self.next(1_000);
    }

    fn wide(&mut self, text: &str, style: Style) {
        let lines = wrapped_lines(text, (WIDTHS[0] + WIDTHS[1]) * 87 / 100);
        let row = self.next(lines * LINE + 500);
        self.out.merge(Area::new(row, 0, row, 1), Content::text(text), &Arc::new(style));
    }

    fn heading(&mut self, text: &str) {
        let style = Style { font: crate::model::book::FONT_LABEL, ..body() };
        self.wide(text, style);
    }

    /// A paragraph begins two characters in, as letters do; the address does not.
    fn paragraph(&mut self, text: &str, indented: bool) {
        let text = if indented { format!("　　{text}") } else { text.to_owned() };
        self.wide(&text, body());
    }

    fn list(&mut self, lines: &[String]) {
        for (n, line) in (1..).zip(lines) {
            self.paragraph(&format!("{n}. {line}"), true);
        }
    }

    /// Samples painted from the very styles of the form.
    fn key(&mut self, own: &Own<'_>) {
        let amount = slot_style(Slot::Amount).align(Align::Center);
        let asked = if own.stage.asks(Slot::Actual) { Slot::Actual } else { Slot::YearTarget };
        let starred = format!("{} *", own.form.slot_label(asked));
        let samples = [
            ("可填写", amount.clone().input(), "浅黄色单元格请填写，其余单元格已锁定。"),
            (starred.as_str(), Style::label(), "带“*”的栏目必须填写。"),
            (NOT_APPLICABLE, amount.clone(), "本单位不承担的指标，已预填并锁定，不用填写。"),
        ];
        let assigned = (AS_ASSIGNED, Style { size: 900, ..amount }, "目标值以任务分解时下达的为准，不用填写。");
        let common = own.prefill.agency.is_none() && own.form.indicators().next().is_some();
        let targets_given = !own.stage.asks(Slot::YearTarget);
        for (word, style, text) in samples.into_iter().chain((common && targets_given).then_some(assigned)) {
            let row = self.next(2_400);
            self.out.text(row, 0, word, &Arc::new(Style { unlocked: false, ..style }));
            self.out.text(row, 1, text, &Arc::new(Style { indent: 1, ..body() }));
        }
    }

    fn foot(&mut self, department: &str, day: NaiveDate) {
        self.next(1_000);
        for text in [department.to_owned(), chinese_date(day)] {
            self.wide(&text, Style { align: Align::Right, ..body() });
        }
    }
}

/// 仿宋 12, no frame.
fn body() -> Style {
    Style { size: 1200, border: Border::None, align: Align::Left, valign: VAlign::Middle, ..Style::body() }
}
