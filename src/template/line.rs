//! One line of 填报自查: what stands in a cell (填报内容) and what is to be said of it (结论), as formula and as value.

use super::form::Own;
use super::live::{self, Held, MISSING, NOTHING, Operand, TO_VERIFY};
use crate::definition::NOT_APPLICABLE;
use crate::model::book::{Formula, Outcome};
use crate::model::origin::CellRef;
use crate::model::round_half_up::{grouped, plain, round_half_up};
use crate::model::{Bound, ItemId, Part, Slot};
use rust_decimal::Decimal;

/// Filled, and nothing to be said against it.
const FILLED: &str = "已填";
/// Filled with something that cannot stand.
pub(super) const WRONG: &str = "须改填";
/// Sums that have to be equal are not.
pub(super) const UNEQUAL: &str = "不一致";
/// Below its target, and no reason given.
const NO_REASON: &str = "缺原因";
/// What is said of a cell with an error.
const UNREADABLE: &str = "无法识别，请重新填写";

/// One line.
pub(super) struct Line {
    pub item: String,
    pub column: String,
    /// The cell on the form.
    pub at: CellRef,
    /// The row is a spare one.
    pub hidden: bool,
    pub checked: Checked,
}

/// 填报内容 and 结论.
pub(super) struct Checked {
    pub echo: Formula,
    pub word: Formula,
}

/// The agency chosen in the common file.
pub(super) fn agency(label: &str, at: CellRef, cell: &Operand) -> Line {
    let checked = Checked { echo: echo(cell, MISSING, &Spoken::Word), word: filled_word(cell, MISSING, None) };
    Line { item: label.to_owned(), column: "名称".to_owned(), at, hidden: false, checked }
}

/// What is said of a slot; `beside` are the other cells of its item, `reason` the cell of its reason.
pub(super) fn checked(
    own: &Own<'_>,
    item: &ItemId,
    slot: Slot,
    cell: &Operand,
    beside: &[Operand],
    reason: Option<&Operand>,
) -> Option<Checked> {
    let definition = own.form.item(item)?;
    if slot.is_amount() {
        return Some(amount(cell, &own.form.measure));
    }
    if slot.is_text() {
        let most = definition.most.get(&slot).copied();
        return Some(text(cell, most, if definition.optional { beside } else { &[] }, definition.optional));
    }
    let indicator = definition.indicator.as_ref()?;
    let target = if slot == Slot::Actual { own.plain_target(item) } else { None };
    let measure = target.as_ref().map_or_else(|| indicator.measure.clone(), Part::measure_text);
    Some(Checked {
        echo: echo(cell, MISSING, &Spoken::Quantity(&measure)),
        word: match (&target, reason) {
            _ if slot == Slot::Actual && definition.lists_names() => listed(cell),
            (Some(target), Some(reason)) => compared(cell, target, reason),
            _ => filled_word(cell, MISSING, None),
        },
    })
}

/// How a number is spoken.
enum Spoken<'a> {
    /// With this measure.
    Quantity(&'a str),
    /// As an amount with two decimals and this measure.
    Amount(&'a str),
    /// As it is.
    Word,
}

/// What stands there: a number with its measure, a text in quotation marks. Nothing that looks like a number: Excel would
/// store it as one.
fn echo(cell: &Operand, blank: &str, spoken: &Spoken<'_>) -> Formula {
    let at = &cell.at;
    let quoted = |measure: &str| measure.replace('"', "\"\"");
    let words = format!("\"“\"&{at}&\"”\"");
    let (number, text) = match spoken {
        Spoken::Quantity("%") => (format!("ROUND({at}*100,4)&\"%\""), words),
        Spoken::Quantity("") => (format!("\"数字\"&ROUND({at},6)"), words),
        Spoken::Quantity(measure) => (format!("ROUND({at},6)&\"{}\"", quoted(measure)), words),
        Spoken::Amount(measure) => (
            format!("TEXT({at},\"#,##0.00\")&\"{}\"", quoted(measure)),
            format!("IF({},{words},\"不是数字，请改填数字\")", cell.not_applicable_test()),
        ),
        Spoken::Word => (format!("\"数字\"&{at}"), words),
    };
    let formula = format!(
        "IF(ISERROR({at}),\"{UNREADABLE}\",IF(LEN(TRIM({at}))=0,\"{blank}\",IF(ISNUMBER({at}),{number},{text})))"
    );
    let result = match &cell.held {
        _ if cell.is_blank() => blank.to_owned(),
        Held::Blank => blank.to_owned(),
        Held::Number(n) => match spoken {
            Spoken::Quantity("%") => format!("{}%", plain(round_half_up(*n * Decimal::ONE_HUNDRED, 4))),
            Spoken::Quantity("") => format!("数字{}", plain(round_half_up(*n, 6))),
            Spoken::Quantity(measure) => format!("{}{measure}", plain(round_half_up(*n, 6))),
            Spoken::Amount(measure) => format!("{}{measure}", grouped(round_half_up(*n, 2), 2)),
            Spoken::Word => format!("数字{}", plain(*n)),
        },
        Held::Text(text) => match spoken {
            Spoken::Amount(_) if !cell.is_not_applicable() => "不是数字，请改填数字".to_owned(),
            _ => format!("“{text}”"),
        },
    };
    live::word(formula, result)
}

/// An amount is a number not below 0, or 不涉及.
fn amount(cell: &Operand, measure: &str) -> Checked {
    let at = &cell.at;
    let number = (
        format!("IF({at}<0,\"{WRONG}\",\"{FILLED}\")"),
        cell.number().map(|n| if n < Decimal::ZERO { WRONG } else { FILLED }),
    );
    let formula = format!(
        "IF(ISERROR({at}),\"{WRONG}\",IF(LEN(TRIM({at}))=0,\"{MISSING}\",IF(ISNUMBER({at}),{},IF({},\"{NOT_APPLICABLE}\",\"{WRONG}\"))))",
        number.0,
        cell.not_applicable_test()
    );
    let word = match number.1 {
        _ if cell.is_blank() => MISSING,
        Some(word) => word,
        None if cell.is_not_applicable() => NOT_APPLICABLE,
        None => WRONG,
    };
    Checked { echo: echo(cell, MISSING, &Spoken::Amount(measure)), word: live::word(formula, word) }
}

/// A text within its length. A spare row may stay blank; once begun, it is to be filled whole.
fn text(cell: &Operand, most: Option<u32>, beside: &[Operand], optional: bool) -> Checked {
    let at = &cell.at;
    let length = match &cell.held {
        Held::Blank => 0,
        Held::Text(text) => text.encode_utf16().count(),
        Held::Number(number) => plain(*number).chars().count(),
    };
    let limit = most.map_or(String::new(), |m| format!("/{m}"));
    let echo =
        live::word(format!("IF(ISERROR({at}),\"{UNREADABLE}\",LEN({at})&\"{limit}字\")"), format!("{length}{limit}字"));
    if !optional {
        return Checked { echo, word: filled_word(cell, MISSING, most) };
    }
    let begun = beside.iter().map(|b| format!("IF({},0,1)", b.blank_test())).collect::<Vec<_>>().join("+");
    let blank = if beside.iter().any(|b| !b.is_blank()) { MISSING } else { NOTHING };
    let full = filled_word(cell, blank, most);
    let word = match beside.is_empty() {
        true => full,
        false => {
            let own = filled_word(cell, MISSING, most).formula;
            let test = cell.blank_test();
            live::word(format!("IF({test},IF({begun}>0,\"{MISSING}\",\"{NOTHING}\"),{own})"), outcome_text(&full))
        }
    };
    Checked { echo, word }
}

fn outcome_text(formula: &Formula) -> String {
    match &formula.result {
        Outcome::Text(text) => text.clone(),
        Outcome::Number(number) => plain(*number),
    }
}

/// 缺, 不涉及, 已填, or 须改填 where the text is longer than allowed.
fn filled_word(cell: &Operand, blank: &str, most: Option<u32>) -> Formula {
    let at = &cell.at;
    let (full, long) = match most {
        Some(most) => {
            let length = match &cell.held {
                Held::Text(text) => text.encode_utf16().count(),
                _ => 0,
            };
            (format!("IF(LEN({at})>{most},\"{WRONG}\",\"{FILLED}\")"), u32::try_from(length).unwrap_or(u32::MAX) > most)
        }
        None => (format!("\"{FILLED}\""), false),
    };
    let formula = format!(
        "IF(ISERROR({at}),\"{WRONG}\",IF(LEN(TRIM({at}))=0,\"{blank}\",IF({},\"{NOT_APPLICABLE}\",{full})))",
        cell.not_applicable_test()
    );
    let word = if cell.is_blank() {
        blank
    } else if cell.is_not_applicable() {
        NOT_APPLICABLE
    } else if long {
        WRONG
    } else {
        FILLED
    };
    live::word(formula, word)
}

/// A number beside its target: below it a reason is due, and a thousand times away it is to be verified.
fn compared(cell: &Operand, target: &Part, reason: &Operand) -> Formula {
    let at = &cell.at;
    let hundred = Decimal::ONE_HUNDRED;
    let scaled = if target.measure == "%" { target.amount.checked_div(hundred) } else { Some(target.amount) };
    let Some(goal) = scaled.map(|g| g.normalize()) else { return filled_word(cell, MISSING, None) };
    let (sign, short): (&str, fn(Decimal, Decimal) -> bool) = match target.bound {
        Bound::AtMost => (">", |x, t| x > t),
        Bound::LessThan => (">=", |x, t| x >= t),
        Bound::MoreThan => ("<=", |x, t| x <= t),
        _ => ("<", |x, t| x < t),
    };
    let thousand = Decimal::ONE_THOUSAND;
    let far = goal.checked_mul(thousand).zip(goal.checked_div(thousand)).filter(|_| goal > Decimal::ZERO);
    let (far_test, is_far) = match far {
        Some((high, low)) => (
            format!("OR({at}>={},AND({at}>0,{at}<={}))", plain(high), plain(low)),
            cell.number().is_some_and(|x| x >= high || (x > Decimal::ZERO && x <= low)),
        ),
        None => ("FALSE".to_owned(), false),
    };
    let due = format!("IF(ISERROR({0}),\"{FILLED}\",IF(LEN(TRIM({0}))=0,\"{NO_REASON}\",\"{FILLED}\"))", reason.at);
    let number = format!("IF({far_test},\"{TO_VERIFY}\",IF({at}{sign}{},{due},\"{FILLED}\"))", plain(goal));
    let otherwise = filled_word(cell, MISSING, None);
    let formula = format!("IF(ISNUMBER({at}),{number},{})", otherwise.formula);
    let word = match cell.number() {
        None => outcome_text(&otherwise),
        Some(_) if is_far => TO_VERIFY.to_owned(),
        Some(x) if short(x, goal) && reason.is_blank() => NO_REASON.to_owned(),
        Some(_) => FILLED.to_owned(),
    };
    live::word(formula, word)
}

/// A list of names is text; a number alone names nobody, unless it is 0.
fn listed(cell: &Operand) -> Formula {
    let at = &cell.at;
    let otherwise = filled_word(cell, MISSING, None);
    let formula = format!("IF(ISNUMBER({at}),IF({at}=0,\"{FILLED}\",\"{TO_VERIFY}\"),{})", otherwise.formula);
    let word = match cell.number() {
        None => outcome_text(&otherwise),
        Some(number) if number.is_zero() => FILLED.to_owned(),
        Some(_) => TO_VERIFY.to_owned(),
    };
    live::word(formula, word)
}

/// What is open in a block, in words.
pub(super) fn note(area: &str, words: &[(CellRef, String)]) -> Formula {
    let count = |word: &str| words.iter().filter(|(_, w)| w == word).count();
    let (gap, wrong, verify) = (count(MISSING) + count(NO_REASON), count(WRONG), count(TO_VERIFY));
    live::word(
        format!(
            "\"缺\"&(COUNTIF({area},\"{MISSING}\")+COUNTIF({area},\"{NO_REASON}\"))&\"项，须改填\"&COUNTIF({area},\"{WRONG}\")&\"项，待核实\"&COUNTIF({area},\"{TO_VERIFY}\")&\"项\""
        ),
        format!("缺{gap}项，须改填{wrong}项，待核实{verify}项"),
    )
}

/// What is open on the whole form; `area` reaches over the verdicts of the blocks as well.
pub(super) fn counts(area: &str, verdicts: &[(CellRef, String)], words: &[(CellRef, String)]) -> Formula {
    let verdict_area = match (verdicts.first(), verdicts.last()) {
        (Some((first, _)), Some((last, _))) => format!("{first}:{last}"),
        _ => return live::word(format!("\"{NOTHING}\""), NOTHING),
    };
    let wrong = words.iter().filter(|(_, w)| w == WRONG).count();
    let unequal = words.iter().filter(|(_, w)| w == UNEQUAL).count();
    let gap = words.iter().filter(|(_, w)| w == MISSING || w == NO_REASON).count();
    let verify = words.iter().filter(|(_, w)| w == TO_VERIFY).count();
    live::word(
        format!(
            "\"共缺\"&(COUNTIF({area},\"{MISSING}\")+COUNTIF({area},\"{NO_REASON}\"))&\"项，须改填\"&(COUNTIF({area},\"{WRONG}\")-COUNTIF({verdict_area},\"{WRONG}\"))&\"项，不一致\"&(COUNTIF({area},\"{UNEQUAL}\")-COUNTIF({verdict_area},\"{UNEQUAL}\"))&\"项，待核实\"&COUNTIF({area},\"{TO_VERIFY}\")&\"项\""
        ),
        format!("共缺{gap}项，须改填{wrong}项，不一致{unequal}项，待核实{verify}项"),
    )
}
