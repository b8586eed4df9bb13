//! Formulas as Excel, WPS and LibreOffice write them back: the same formula in other clothes is the same.

use rust_decimal::Decimal;
use std::str::FromStr;

/// The formula without what a re-save changes: `=`, spaces, quotes a sheet's name does not need, ways to write a number,
/// `_xlfn.`, small letters, and the brackets of `TRUE()`.
pub(super) fn canonical(formula: &str) -> String {
    let text: Vec<char> = formula.trim().trim_start_matches('=').chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(&c) = text.get(at) {
        match c {
            '"' | '\'' => {
                let end = quoted(&text, at, c);
                let piece: String = text[at..end].iter().collect();
                out.push_str(if c == '"' { &piece } else { piece[1..].trim_end_matches('\'') });
                at = end;
            }
            c if c.is_whitespace() => at += 1,
            c if c.is_ascii_digit() || (c == '.' && text.get(at + 1).is_some_and(char::is_ascii_digit)) => {
                let end = number(&text, at);
                let piece: String = text[at..end].iter().collect();
                out.push_str(&plain(&piece));
                at = end;
            }
            c if is_word(c) => {
                let end = (at..text.len()).find(|n| !is_word(text[*n])).unwrap_or(text.len());
                let word: String = text[at..end].iter().collect::<String>().to_uppercase();
                let word = word.strip_prefix("_XLFN.").unwrap_or(&word);
                out.push_str(word);
                let called = text.get(end) == Some(&'(') && text.get(end + 1) == Some(&')');
                at = if called && matches!(word, "TRUE" | "FALSE") { end + 2 } else { end };
            }
            other => {
                out.push(other);
                at += 1;
            }
        }
    }
    out
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '.' | '$')
}

/// Behind the closing quote; a doubled one stands for itself.
fn quoted(text: &[char], from: usize, quote: char) -> usize {
    let mut at = from + 1;
    while at < text.len() {
        if text[at] == quote {
            if text.get(at + 1) != Some(&quote) {
                return at + 1;
            }
            at += 1;
        }
        at += 1;
    }
    text.len()
}

/// Behind a number with its exponent.
fn number(text: &[char], from: usize) -> usize {
    let digits = |from: usize| (from..text.len()).find(|n| !text[*n].is_ascii_digit()).unwrap_or(text.len());
    let mut at = digits(from);
    if text.get(at) == Some(&'.') {
        at = digits(at + 1);
    }
    if matches!(text.get(at), Some('E' | 'e')) {
        let sign = usize::from(matches!(text.get(at + 1), Some('+' | '-')));
        let end = digits(at + 1 + sign);
        if end > at + 1 + sign {
            at = end;
        }
    }
    at
}

fn plain(number: &str) -> String {
    let value = Decimal::from_scientific(number).or_else(|_| Decimal::from_str(number));
    value.map_or_else(|_| number.to_owned(), |value| value.normalize().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_saved_formula_is_the_same_formula() {
        for (one, other) in [
            ("ROUND('计算底稿'!$K$12+1E-12,2)", "=ROUND(计算底稿!$K$12+0.000000000001, 2)"),
            ("IF(A1>=1E-12,\"a 'b' \"\"c\",TRUE)", "if(A1 >= 1E-012,\"a 'b' \"\"c\",TRUE())"),
            ("SUM($A$1:$A$9)", "SUM($A$1:$A$9)"),
            ("RANK(A1,B1:B9)", "_xlfn.RANK(A1,B1:B9)"),
        ] {
            assert_eq!(canonical(one), canonical(other));
        }
        for (one, other) in [
            ("SUM(A1:A9)", "SUM(A1:A8)"),
            ("IF(A1=\"完整\",1,2)", "IF(A1=\"完整 \",1,2)"),
            ("A1*2.09", "A1*2.9"),
            ("$A1", "A1"),
        ] {
            assert_ne!(canonical(one), canonical(other));
        }
    }
}
