//! The few ways in which every sheet of the report is written, so that they look alike.

use super::agencies::OPEN;
use crate::merge::ReturnState;
use crate::model::Mark;
use crate::model::book::{
    Align, Area, Border, Conditional, ConditionalRule, Content, Outcome, Paper, Print, Sheet, Style, wrapped_lines,
};
use crate::model::{Bound, CellRef, Part};
use crate::score::grade::Grade;
use crate::score::{ItemScore, State};
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The sign of a provisional figure, since a colour does not tell it in a grey print.
pub(super) const STAR: &str = "＊";

/// The styles of the report, made once a sheet.
pub(super) struct Styles {
    pub(super) title: Arc<Style>,
    pub(super) remark: Arc<Style>,
    pub(super) remark_right: Arc<Style>,
    pub(super) header: Arc<Style>,
    pub(super) text: Arc<Style>,
    pub(super) wrapped: Arc<Style>,
    pub(super) center: Arc<Style>,
    pub(super) link: Arc<Style>,
    pub(super) number: Arc<Style>,
    pub(super) points: Arc<Style>,
    pub(super) percent: Arc<Style>,
    pub(super) date: Arc<Style>,
}

impl Styles {
    pub(super) fn new() -> Self {
        let data = Style::data;
        Self {
            title: Arc::new(Style::title()),
            remark: Arc::new(Style::remark().wrap(false)),
            remark_right: Arc::new(Style::remark().wrap(false).align(Align::Right)),
            header: Arc::new(Style::data_header()),
            text: Arc::new(data().align(Align::Left)),
            wrapped: Arc::new(data().align(Align::Left).wrap(true)),
            center: Arc::new(data().align(Align::Center)),
            link: Arc::new(data().align(Align::Left).link()),
            number: Arc::new(data().align(Align::Right)),
            points: Arc::new(data().align(Align::Right).number(crate::model::book::POINTS_FORMAT)),
            percent: Arc::new(data().align(Align::Right).number(crate::model::book::PERCENT_FORMAT)),
            date: Arc::new(data().align(Align::Center).number(crate::model::book::DATE_FORMAT)),
        }
    }
}

/// A number with exactly its own decimals and a thousands separator: 86500.5 under `#,##0.0`.
pub(super) fn own_decimals(value: Decimal) -> String {
    let places = usize::try_from(value.normalize().scale()).unwrap_or(0);
    if places == 0 { "#,##0".to_owned() } else { format!("#,##0.{}", "0".repeat(places)) }
}

/// The number format that prints a quantity as people write it: `"≥"#,##0"家次"`.
pub(super) fn quantity_format(bound: Bound, value: Decimal, measure: &str) -> String {
    let (before, after) = match bound {
        Bound::AtLeast => ("≥", ""),
        Bound::MoreThan => (">", ""),
        Bound::AtMost => ("≤", ""),
        Bound::LessThan => ("<", ""),
        Bound::Exactly => ("=", ""),
        Bound::About => ("", "左右"),
        Bound::Bare | Bound::Between => ("", ""),
    };
    let quote = |text: &str| if text.is_empty() { String::new() } else { format!("\"{}\"", text.replace('"', "")) };
    format!("{}{}{}", quote(before), own_decimals(value), quote(&format!("{measure}{after}")))
}

/// A part as a true number with the format that prints it, or as text where no number can say it (ranges).
pub(super) fn quantity(part: &Part) -> (Content, String) {
    if part.bound == Bound::Between || part.change.is_some() {
        return (Content::text(part.to_string()), String::new());
    }
    (Content::Number(part.amount), quantity_format(part.bound, part.amount, &part.measure_text()))
}

/// A typed result, or a word.
pub(super) fn outcome(value: Option<Decimal>, word: &str) -> Outcome {
    value.map_or_else(|| Outcome::Text(word.to_owned()), Outcome::Number)
}

/// The sum of the points of these items, which stand in the range; 待定 where none has any yet, since 0 would be a verdict.
pub(super) fn points_or_open(range: &str, items: &[ItemScore], sum: Decimal) -> Content {
    let scored = items.iter().any(|item| item.points.is_some());
    let formula = format!("IF(COUNT({range})=0,\"{OPEN}\",ROUND(SUM({range}),2))");
    Content::formula(formula, outcome(scored.then_some(sum), OPEN))
}

/// What a cell with this content shows, for a formula that repeats it.
pub(super) fn outcome_of(content: &Content) -> Outcome {
    match content {
        Content::Formula(formula) => formula.result.clone(),
        Content::Number(number) => Outcome::Number(*number),
        Content::Text(text) => Outcome::Text(text.to_string()),
        Content::Date(date) => Outcome::Text(date.to_string()),
        Content::Blank => Outcome::Text(String::new()),
    }
}

/// Marks every word of a column.
pub(super) fn words(sheet: &mut Sheet, area: Area, marks: &[(&str, Mark)]) {
    for (word, mark) in marks {
        sheet.conditionals.push(Conditional { area, rule: ConditionalRule::Word((*word).to_owned(), *mark) });
    }
}

/// The words that stand where there are no points, with their marks.
pub(super) fn states() -> [(&'static str, Mark); 8] {
    [
        (State::Blank, Mark::Missing),
        (State::NotReturned(ReturnState::Missing), Mark::Missing),
        (State::NotReturned(ReturnState::Undecided), Mark::ToVerify),
        (State::NotReturned(ReturnState::SentBack), Mark::ToCorrect),
        (State::ToCorrect, Mark::ToCorrect),
        (State::ToVerify, Mark::ToVerify),
        (State::ToScore, Mark::ToScore),
        (State::NotApplicable, Mark::NotApplicable),
    ]
    .map(|(state, mark)| (state.word(), mark))
}

/// The mark of a grade.
pub(super) fn grade_mark(grade: Grade) -> Mark {
    match grade {
        Grade::Excellent => Mark::GradeA,
        Grade::Good => Mark::GradeB,
        Grade::Fair => Mark::GradeC,
        Grade::Poor => Mark::GradeD,
    }
}

/// The words of all grades, with their marks.
pub(super) fn grades() -> [(&'static str, Mark); 4] {
    Grade::ALL.map(|grade| (grade.word(), grade_mark(grade)))
}

/// Title over the columns, and a line under it: left remark, right remark.
pub(super) fn head(sheet: &mut Sheet, styles: &Styles, last_col: u16, title: &str, left: &str, right: &str) {
    sheet.merge(Area::new(0, 0, 0, last_col), Content::text(title), &styles.title);
    sheet.height(0, 3_200);
    let middle = last_col / 2;
    sheet.merge(Area::new(1, 0, 1, middle), Content::text(left), &styles.remark);
    sheet.merge(Area::new(1, middle + 1, 1, last_col), Content::text(right), &styles.remark_right);
    sheet.height(1, 1_800);
}

/// A landscape A4 page, one page wide, with these rows repeated.
pub(super) fn landscape(title_rows: Option<(u32, u32)>) -> Print {
    Print { landscape: true, fit_width: true, title_rows, ..Print::default() }
}

/// The same on A3, for tables with more columns than A4 can show legibly.
pub(super) fn wide(title_rows: Option<(u32, u32)>) -> Print {
    Print { paper: Paper::A3, ..landscape(title_rows) }
}

/// A plain data sheet: header in row 0, widths, panes frozen below it, filter over it.
pub(super) fn table(name: &str, columns: &[(&str, u32)], styles: &Styles) -> Sheet {
    let mut sheet = Sheet::named(name);
    for (col, (header, width)) in (0u16..).zip(columns) {
        sheet.text(0, col, header, &styles.header);
        sheet.widths.push((col, width * 100));
    }
    sheet.height(0, 2_400);
    sheet.freeze = Some(CellRef::new(1, 0));
    sheet.print = landscape(Some((0, 0)));
    sheet
}

/// Frames kept off: for lines of text under a table.
pub(super) fn unframed(style: Style) -> Arc<Style> {
    Arc::new(style.border(Border::None))
}

/// The one line of a table that has nothing to list: the sentence in its widest column, dashes beside it.
pub(super) fn only_line(sheet: &mut Sheet, columns: &[(&str, u32)], styles: &Styles, sentence: &str) {
    let widest = columns.iter().map(|(_, width)| *width).max();
    let at = columns.iter().position(|(_, width)| Some(*width) == widest);
    for (n, col) in (0u16..).zip(columns).map(|(col, _)| (usize::from(col), col)) {
        if Some(n) == at {
            sheet.text(1, col, sentence, &styles.text);
        } else {
            sheet.text(1, col, "—", &styles.center);
        }
    }
}

/// Data styles by number format, each made once.
pub(super) struct NumberStyles {
    base: Style,
    made: BTreeMap<String, Arc<Style>>,
}

impl NumberStyles {
    /// Numbers to the right, as this style has everything else.
    pub(super) fn new(base: Style) -> Self {
        Self { base: base.align(Align::Right), made: BTreeMap::new() }
    }

    /// The same for words in the middle.
    pub(super) fn centered(&self) -> Arc<Style> {
        Arc::new(self.base.clone().align(Align::Center))
    }

    /// The style with this format.
    pub(super) fn of(&mut self, format: &str) -> Arc<Style> {
        if let Some(style) = self.made.get(format) {
            return Arc::clone(style);
        }
        let style = Arc::new(self.base.clone().number(format));
        self.made.insert(format.to_owned(), Arc::clone(&style));
        style
    }
}

/// A text that is a plain number (`5,214.00`, `7.08%`) as the number it is, with the format that prints it alike; all else is
/// `None`. A percentage stays the number that was written: the sign is part of the format.
pub(super) fn plain_number(text: &str) -> Option<(Decimal, String)> {
    let text = text.trim();
    let (number, sign) = text.strip_suffix('%').map_or((text, ""), |number| (number, "\"%\""));
    let digits = number.replace(',', "");
    let value: Decimal = digits.parse().ok()?;
    let body = digits.trim_start_matches(['-', '+']);
    let (whole, places) = body.split_once('.').map_or((body, 0), |(whole, rest)| (whole, rest.len()));
    let is_code = whole.len() > 1 && whole.starts_with('0');
    let long = body.chars().filter(char::is_ascii_digit).count() > 15 || places > 6;
    if is_code || long || !body.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let parted = number.contains(',');
    let whole = if parted { "#,##0" } else { "0" };
    let format = if places == 0 { whole.to_owned() } else { format!("{whole}.{}", "0".repeat(places)) };
    // What a person wrote is shown as it was written, or it stays a text: 3,5 is not 35.
    let printed = if parted { grouped_exactly(value, places) } else { format!("{value:.places$}") };
    (printed == number && value.to_string().len() < 20).then(|| (value, format!("{format}{sign}")))
}

/// The number under `#,##0` and so many decimals.
fn grouped_exactly(value: Decimal, places: usize) -> String {
    let text = format!("{value:.places$}");
    let (whole, rest) = text.split_once('.').unwrap_or((&text, ""));
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("-", digits));
    let count = digits.len();
    let grouped: String = digits
        .chars()
        .enumerate()
        .flat_map(|(n, digit)| (n > 0 && (count - n) % 3 == 0).then_some(',').into_iter().chain([digit]))
        .collect();
    if rest.is_empty() { format!("{sign}{grouped}") } else { format!("{sign}{grouped}.{rest}") }
}

/// The height of a row whose wrapped texts stand in columns of these widths (in characters).
pub(super) fn height(texts: &[(&str, u32)]) -> u32 {
    let lines = texts.iter().map(|(text, width)| wrapped_lines(text, width * 100)).max().unwrap_or(1);
    lines.saturating_mul(1_350).saturating_add(500).clamp(1_850, 40_500)
}

#[cfg(test)]
mod tests {
    use super::plain_number;

    /// What agencies write, and what is a number as it stands.
    #[test]
    fn only_what_prints_back_alike_is_a_number() {
        for (text, format) in
            [("75", "0"), ("5,214.00", "#,##0.00"), ("-1,234,567", "#,##0"), ("0.9", "0.0"), ("7.08%", "0.00\"%\"")]
        {
            let (_, own) = plain_number(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(own, format, "{text}");
        }
        for text in ["3,5", "1,2", "1e3", "1_000", "5.", "1,234,5", "+7.31%", "007", "", "75家", ".5", "12,34.5"] {
            assert_eq!(plain_number(text), None, "{text}");
        }
    }
}
