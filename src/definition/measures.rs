//! Which measures mean the same and which convert: `[measures]` for the whole form, `synonyms` on one indicator.

use super::cursor::Cursor;
use crate::model::Measures;
use rust_decimal::Decimal;

/// The table `[measures]`: groups of synonyms, and conversions with their factor.
pub(super) fn of_form(c: &Cursor<'_, '_>) -> Measures {
    let mut measures = Measures::default();
    let Some(table) = c.table("measures") else { return measures };
    for (words, line) in table.text_lists("synonyms") {
        let Some((first, others)) = words.split_first().filter(|(_, others)| !others.is_empty()) else {
            table.source.fault(line, "D011", "一组同义的计量单位至少要有两个", "应写成 [\"家\", \"户\"] 的样子");
            continue;
        };
        for other in others {
            add(&mut measures, &table, line, (other, first), Decimal::ONE);
        }
    }
    for conversion in table.tables("conversions") {
        let (from, to) = (conversion.need("from"), conversion.need("to"));
        let factor = conversion.decimal("factor");
        if !conversion.has("factor") {
            conversion.missing("factor", "1个 from 等于多少个 to");
        }
        if let Some(factor) = factor.filter(|_| !from.is_empty() && !to.is_empty()) {
            add(&mut measures, &conversion, conversion.line, (&from, &to), factor);
        }
        conversion.done();
    }
    table.done();
    measures
}

/// The form's, and what else may stand for this indicator's own measure.
pub(super) fn of_indicator(c: &Cursor<'_, '_>, form: &Measures, measure: &str) -> Measures {
    let mut measures = form.clone();
    for word in c.texts("synonyms") {
        add(&mut measures, c, c.line_of("synonyms"), (&word, measure), Decimal::ONE);
    }
    measures
}

fn add(measures: &mut Measures, c: &Cursor<'_, '_>, line: usize, (from, to): (&str, &str), factor: Decimal) {
    if let Err(reason) = measures.add(from, to, factor) {
        c.source.fault(line, "D011", reason, "请改正或去掉这一条；计量单位不带倍数，同一个词只在一处写明");
    }
}
