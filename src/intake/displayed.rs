//! What a number looks like under its format, where that is more or other than the number: a unit, a sign, a scale.

use super::raw::{RawCell, RawValue};
use crate::model::round_half_up::plain;
use rust_decimal::Decimal;
use std::str::FromStr;

impl RawCell {
    /// The number as the format shows it, words included, where the format says more than the number or shows another
    /// (`5214万元`, `0.5`, nothing at all); `None` where it shows the number itself.
    pub fn displayed(&self) -> Option<String> {
        let RawValue::Number(number) = self.value else { return None };
        // A dash for nothing is how accounts are written.
        let format = self.format.as_deref().filter(|_| !number.is_zero())?;
        let section = Section::for_number(format, number)?;
        if section.digits == 0 {
            return Some(section.before);
        }
        let places = u32::from(section.thousands).checked_mul(3)?.checked_add(section.tens.into())?;
        let shown = number.checked_mul(Decimal::try_new(1, places).ok()?)?;
        let (before, after) = (section.before.trim(), section.after.trim());
        if before.is_empty() && after.is_empty() && (shown == number) {
            return None;
        }
        Some(format!("{before}{}{after}", plain(shown.normalize())))
    }
}

/// Signs, brackets, blanks and currencies belong to the writing of numbers.
const SIGNS: [char; 9] = ['-', '+', '(', ')', ' ', '\u{a0}', '$', '¥', '￥'];

/// One section of a number format.
#[derive(Default)]
struct Section {
    before: String,
    after: String,
    /// Places for digits.
    digits: u8,
    /// Commas behind the last digit: each divides by 1,000.
    thousands: u8,
    /// Digits behind a point that is only drawn (`0!.0,`): each divides by 10.
    tens: u8,
    drawn_point: bool,
    /// The condition in brackets.
    condition: Option<(String, Decimal)>,
}

impl Section {
    /// The section a number is shown by; `None` for text, dates, fractions and powers of ten.
    fn for_number(code: &str, number: Decimal) -> Option<Section> {
        // What is shown as it was typed is a number like any other: only the words around it matter.
        let code = code.replace("G/通用格式", "0").replace("General", "0").replace("GENERAL", "0");
        let sections: Vec<Section> = split(&code).iter().map(|s| Section::read(s)).collect::<Option<_>>()?;
        let by_condition = sections.iter().any(|s| s.condition.is_some());
        let at = if by_condition {
            sections.iter().position(|s| s.holds(number))?
        } else {
            match sections.len() {
                1 => 0,
                2 => usize::from(number < Decimal::ZERO),
                _ if number.is_zero() => 2,
                _ => usize::from(number < Decimal::ZERO),
            }
        };
        sections.into_iter().nth(at)
    }

    fn holds(&self, number: Decimal) -> bool {
        let Some((sign, limit)) = &self.condition else { return true };
        match sign.as_str() {
            ">" => number > *limit,
            ">=" => number >= *limit,
            "<" => number < *limit,
            "<=" => number <= *limit,
            "<>" => number != *limit,
            _ => number == *limit,
        }
    }

    fn read(text: &str) -> Option<Section> {
        let mut section = Section::default();
        let mut chars = text.chars();
        while let Some(c) = chars.next() {
            match c {
                '0' | '#' | '?' => section.digit(),
                ',' if section.digits > 0 && section.after.is_empty() => {
                    section.thousands = section.thousands.saturating_add(1)
                }
                ',' | '.' if section.after.is_empty() => {}
                '"' => section.literal(&chars.by_ref().take_while(|c| *c != '"').collect::<String>()),
                '\\' | '!' => section.literal(&chars.next().map(String::from).unwrap_or_default()),
                '_' | '*' => {
                    chars.next();
                }
                '[' => section.bracket(&chars.by_ref().take_while(|c| *c != ']').collect::<String>()),
                '%' | '/' | 'E' | 'e' | '@' | 'G' | 'g' | 'y' | 'm' | 'd' | 'h' | 's' | 'Y' | 'M' | 'D' | 'H' | 'S' => {
                    return None;
                }
                c => section.literal(&c.to_string()),
            }
        }
        Some(section)
    }

    fn digit(&mut self) {
        // What looked like the end was inside: a comma between digits groups them, a drawn point divides.
        self.thousands = 0;
        self.drawn_point |= self.digits > 0 && self.after == ".";
        self.after.clear();
        self.digits = self.digits.saturating_add(1);
        self.tens += u8::from(self.drawn_point && self.tens < 20);
    }

    fn literal(&mut self, text: &str) {
        let says = |c: &char| !SIGNS.contains(c);
        if self.digits == 0 { &mut self.before } else { &mut self.after }.extend(text.chars().filter(says));
    }

    fn bracket(&mut self, inside: &str) {
        let sign: String = inside.chars().take_while(|c| matches!(c, '<' | '>' | '=')).collect();
        if let Some(limit) = inside.strip_prefix(&sign).filter(|_| !sign.is_empty()) {
            self.condition = Decimal::from_str(limit.trim()).ok().map(|limit| (sign, limit));
        }
    }
}

/// The sections of a code, none of them cut inside quotes or brackets.
fn split(code: &str) -> Vec<String> {
    let mut sections = vec![String::new()];
    let (mut quoted, mut escaped) = (false, false);
    for c in code.chars() {
        let Some(last) = sections.last_mut() else { break };
        if c == ';' && !quoted && !escaped {
            sections.push(String::new());
            continue;
        }
        quoted ^= c == '"' && !escaped;
        escaped = !escaped && !quoted && matches!(c, '\\' | '!');
        last.push(c);
    }
    // A section for texts shows no number.
    sections.truncate(3);
    sections
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    #[test]
    fn what_a_clerk_sees() {
        for (number, code, expected) in [
            ("5214", "#,##0.00", None),
            ("5214", "#,##0.00_ ;[Red]-#,##0.00\\ ", None),
            ("5214", "_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * \"-\"??_ ;_ @_ ", None),
            ("0", "_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * \"-\"??_ ;_ @_ ", None),
            ("5214", "_ \"¥\"* #,##0.00_ ;_ \"¥\"* \\-#,##0.00_ ;_ \"¥\"* \"-\"??_ ;_ @_ ", None),
            ("0", "0;-0;\"—\"", None),
            ("5214", "[$￥-804]#,##0.00", None),
            ("5214", "[>=100][Red]0;0", None),
            ("5214", "General", None),
            ("5214", "G/通用格式\"亿元\"", Some("5214亿元")),
            ("0.5", "General\"万元\"", Some("0.5万元")),
            ("5214", "0.00E+00", None),
            ("5214", "#,##0\"万元\"", Some("5214万元")),
            ("5214", "#,##0万元", Some("5214万元")),
            ("5", "0\"亿元\"", Some("5亿元")),
            ("52140000", "0!.0,", Some("5214")),
            ("52140000", "0\\.0,\"万元\"", Some("5214万元")),
            ("52140000", "0\".\"0,", Some("5214")),
            ("52140000", "#,##0,", Some("52140")),
            ("52140000", "0.00,,", Some("52.14")),
            ("-52140000", "0,;-0,", Some("-52140")),
            ("52140000", "[>=10000]0!.0,\"万\";0", Some("5214万")),
            ("5214", "[>=10000]0!.0,\"万\";0", None),
            ("20000", "\"≥\"#,##0\"家次\"", Some("≥20000家次")),
            ("5214", ";;;", Some("")),
            ("0", ";;;", None),
            ("5214", "0;-0;0;@", None),
            ("83", "0\"%\"", Some("83%")),
        ] {
            let value = RawValue::Number(number.parse().unwrap());
            let cell = RawCell { value, format: Some(Arc::from(code)), formula: None, hidden_by_merge: false };
            assert_eq!(cell.displayed().as_deref(), expected, "{number} under {code}");
        }
    }
}
