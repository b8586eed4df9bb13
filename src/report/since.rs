//! Whether data or weights have changed since the workbook was made. Sentences, lists and colours written by the program
//! are dated text; one live flag on 总览 says when they may no longer go with the figures.
//!
//! No sum of checks could promise that: in doubles, a cent vanishes beside a trillion. So what people may type over is
//! kept a second time as it was made, in hidden columns of 计算底稿 and 口径, and the flag compares cell by cell: exact, at
//! any size, for words as well as numbers, and two values that change places are seen. A cell that is itself a formula
//! is kept as the same formula, so that it differs only when somebody typed over it. A blank in a kept column means:
//! nothing to compare.

use super::Context;
use super::addresses::{
    BASIS_KEPT, BASIS_VALUE, STEPS_KEPT, Work, basis_inputs, column_range, flag_cell, name, step_inputs, work_range,
};
use super::decomposition;
use super::pen::Styles;
use crate::model::book::{Align, Area, Conditional, ConditionalRule, Content, Outcome, Sheet, Style};
use crate::model::{CellRef, Mark};
use rust_decimal::Decimal;
use std::sync::Arc;

/// What the flag says while nothing has changed.
pub(super) const SAME: &str = "与生成时一致";
/// What it says from the first change on.
pub(super) const CHANGED: &str = "已改动：数据或权重在生成后有改动，文字说明以生成日期为准";
/// What stands before the flag.
pub(super) const LABEL: &str = "生成后改动检查";

/// The header of a kept column.
const KEPT: &str = "生成时";

/// One kind of thing that is kept.
struct Check {
    kind: &'static str,
    /// Where it stands: the sheet, and its header there.
    sheet: &'static str,
    header: &'static str,
    /// The live count of its cells that differ now.
    formula: String,
}

fn checks(c: &Context<'_>) -> Vec<Check> {
    let differing = |own: &str, kept: &str| format!("SUMPRODUCT(({kept}<>\"\")*({own}<>{kept}))");
    let rows = c.scored.rows.len();
    let mut checks = Vec::new();
    if let Some(area) = basis_inputs(c) {
        let range = |col| column_range(name::BASIS, area, col);
        let formula = differing(&range(BASIS_VALUE), &range(BASIS_KEPT));
        checks.push(Check { kind: "参数和权重", sheet: name::BASIS, header: "数值、权重", formula });
    }
    for (kept, own) in STEPS_KEPT {
        let Some(area) = step_inputs(c, own) else { continue };
        let range = |col| column_range(name::BASIS, area, col);
        checks.push(Check {
            kind: "分档与扣分",
            sheet: name::BASIS,
            header: "得分、满分",
            formula: differing(&range(own), &range(kept)),
        });
    }
    if let Some(area) = decomposition::targets(c) {
        let range = |col| column_range(name::DECOMPOSITION, area, col);
        let formula = differing(&range(decomposition::TARGET), &range(decomposition::KEPT));
        checks.push(Check { kind: "部门目标", sheet: name::DECOMPOSITION, header: "部门目标", formula });
    }
    let scored = c.round.stage.scored;
    for (kept, own) in Work::KEPT {
        // Where nothing is scored, nothing of these is kept; the number of parts is.
        if !scored && own.is_about_points() && own != Work::Parts {
            continue;
        }
        let formula = differing(&work_range(own, rows), &work_range(kept, rows));
        let header = own.header(scored);
        checks.push(Check { kind: header, sheet: name::WORKINGS, header, formula });
    }
    checks
}

/// The flag: one word or one sentence.
pub(super) fn flag(c: &Context<'_>) -> Content {
    let counts: Vec<String> = checks(c).into_iter().map(|check| check.formula).collect();
    // A word typed where a number belongs makes errors, and those are changes too.
    let count = counts.join("+");
    let formula = format!("IF(ISERROR({count}),\"{CHANGED}\",IF({count}=0,\"{SAME}\",\"{CHANGED}\"))");
    Content::formula(formula, Outcome::Text(SAME.to_owned()))
}

/// Paints a cell that begins with the word of a change.
pub(super) fn mark(sheet: &mut Sheet, area: Area) {
    let word = Mark::Changed.look().word;
    let rule = format!("ISNUMBER(FIND(\"{word}\",{}))", area.first.absolute());
    sheet.conditionals.push(Conditional { area, rule: ConditionalRule::Formula(rule, Mark::Changed) });
}

/// The flag once more, over dated text.
pub(super) fn line(sheet: &mut Sheet, styles: &Styles, row: u32, last: u16) {
    let area = Area::new(row, 0, row, last);
    let formula = format!("\"{LABEL}：\"&{}", flag_cell());
    sheet.merge(area, Content::formula(formula, Outcome::Text(format!("{LABEL}：{SAME}"))), &styles.remark);
    mark(sheet, area);
}

/// The block in 口径: what is compared, and how many cells differ.
pub(super) fn block(c: &Context<'_>, sheet: &mut Sheet, styles: &Styles, row: u32, last: u16) -> u32 {
    let heading = Arc::new((*styles.header).clone().align(Align::Left));
    sheet.merge(Area::new(row, 0, row, last), Content::text(LABEL), &heading);
    let count = Arc::new(Style { number: Arc::from("0\"处\""), ..(*styles.number).clone() });
    let mut at = row + 1;
    for check in checks(c) {
        sheet.text(at, 0, check.kind, &styles.wrapped);
        sheet.text(at, 1, "生成后改动的单元格数", &styles.wrapped);
        sheet.put(at, BASIS_VALUE, Content::formula(check.formula, Outcome::Number(Decimal::ZERO)), &count);
        let place = format!("《{}》的“{}”，与隐藏列中生成时的内容逐格比较", check.sheet, check.header);
        sheet.merge(Area::new(at, BASIS_VALUE + 1, at, last), Content::text(place), &styles.wrapped);
        sheet.height(at, 1_800);
        at += 1;
    }
    let area = Area::new(row + 1, BASIS_VALUE, at - 1, BASIS_VALUE);
    let rule = format!("{}>0", CellRef::new(row + 1, BASIS_VALUE));
    sheet.conditionals.push(Conditional { area, rule: ConditionalRule::Formula(rule, Mark::Changed) });
    at
}

/// Keeps the numbers of an area of one column, hidden beside themselves.
pub(super) fn keep(sheet: &mut Sheet, styles: &Styles, area: Area, col: u16) {
    sheet.text(area.first.row - 1, col, KEPT, &styles.header);
    for row in area.first.row..=area.last.row {
        if let Some(Content::Number(value)) = sheet.content(row, area.first.col) {
            let kept = Content::Number(*value);
            sheet.put(row, col, kept, &styles.number);
        }
    }
    sheet.widths.push((col, 1_200));
    sheet.hidden_columns.push(col);
}
