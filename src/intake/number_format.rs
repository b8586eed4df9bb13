//! What a number format makes of a number.

use std::sync::Arc;

/// What a cell's number means under its format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// A number, also under literal text (`"≥"#,##0"家次"`), and a time of day or duration, which is a number of days.
    Number,
    /// A fraction shown as a percentage.
    Percent,
    /// A day.
    Date,
}

/// A number format's code and what it means.
#[derive(Debug, Clone)]
pub(super) struct NumberFormat {
    /// The code, `None` for General.
    pub code: Option<Arc<str>>,
    /// What it means.
    pub shape: Shape,
}

impl NumberFormat {
    /// From the code as the file has it.
    pub(super) fn from_code(code: &str) -> Self {
        let general = code.is_empty() || code.eq_ignore_ascii_case("general") || code == "G/通用格式";
        Self { code: (!general).then(|| Arc::from(code)), shape: shape(code) }
    }

    /// From the id of a format that every Excel knows; those from 27 on are the ones of the Chinese Excel.
    pub(super) fn built_in(id: u32) -> Self {
        Self::from_code(match id {
            1 => "0",
            2 => "0.00",
            3 => "#,##0",
            4 => "#,##0.00",
            5 | 6 => "¥#,##0;¥-#,##0",
            7 | 8 => "¥#,##0.00;¥-#,##0.00",
            9 => "0%",
            10 => "0.00%",
            11 => "0.00E+00",
            12 => "# ?/?",
            13 => "# ??/??",
            14 | 30 => "yyyy/m/d",
            15 => "d-mmm-yy",
            16 => "d-mmm",
            17 => "mmm-yy",
            18 => "h:mm AM/PM",
            19 => "h:mm:ss AM/PM",
            20 => "h:mm",
            21 => "h:mm:ss",
            22 => "yyyy/m/d h:mm",
            27 | 36 | 50 | 52 | 57 => "yyyy\"年\"m\"月\"",
            28 | 29 | 51 | 53 | 54 | 58 => "m\"月\"d\"日\"",
            31 => "yyyy\"年\"m\"月\"d\"日\"",
            32 => "h\"时\"mm\"分\"",
            33 => "h\"时\"mm\"分\"ss\"秒\"",
            34 | 55 => "上午/下午h\"时\"mm\"分\"",
            35 | 56 => "上午/下午h\"时\"mm\"分\"ss\"秒\"",
            37 | 38 => "#,##0;-#,##0",
            39 | 40 => "#,##0.00;-#,##0.00",
            41 | 42 => "_(* #,##0_);_(* -#,##0_);_(* \"-\"_);_(@_)",
            43 | 44 => "_(* #,##0.00_);_(* -#,##0.00_);_(* \"-\"??_);_(@_)",
            45 => "mm:ss",
            46 => "[h]:mm:ss",
            47 => "mmss.0",
            48 => "##0.0E+0",
            49 => "@",
            _ => "General",
        })
    }
}

/// Reads a format code: what is quoted, escaped or in brackets is no token. Of the sections the first tells a date,
/// any tells a percentage.
fn shape(code: &str) -> Shape {
    let tokens = tokens(code).replace("general", "");
    let first = tokens.split(';').next().unwrap_or_default();
    let has = |letters: &[char]| first.contains(letters);
    let digits = has(&['0', '#', '?']) && !has(&['s']);
    let day = has(&['y', 'd']) || (has(&['e']) && !has(&['0', '#', '?'])) || (has(&['m']) && !has(&['h', 's']));
    if day && !digits {
        Shape::Date
    } else if tokens.contains('%') {
        Shape::Percent
    } else {
        Shape::Number
    }
}

/// The code in lower case without quoted text, escaped characters, fills and brackets.
fn tokens(code: &str) -> String {
    let mut out = String::new();
    let mut chars = code.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => {
                chars.by_ref().find(|c| *c == '"');
            }
            '[' => {
                let inside: String = chars.by_ref().take_while(|c| *c != ']').collect();
                if !inside.is_empty() && inside.chars().all(|c| matches!(c, 'h' | 'H' | 'm' | 'M' | 's' | 'S')) {
                    // An elapsed time (`[h]:mm`) is a duration and no day: its `m` are minutes.
                    out.push('h');
                }
            }
            '\\' | '_' | '*' => {
                chars.next();
            }
            c => out.extend(c.to_lowercase()),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_as_officials_use_them() {
        for (code, expected) in [
            ("General", Shape::Number),
            ("", Shape::Number),
            ("0%", Shape::Percent),
            ("0.00%;[Red]-0.00%;\"—\"", Shape::Percent),
            ("0.0%_);(0.0%)", Shape::Percent),
            ("0\"%\"", Shape::Number),
            ("0\\%", Shape::Number),
            ("\"≥\"#,##0\"家次\"", Shape::Number),
            ("[Red]\"days\"0", Shape::Number),
            ("[$￥-804]#,##0.00", Shape::Number),
            ("0.00E+00", Shape::Number),
            ("# ?/?", Shape::Number),
            ("@", Shape::Number),
            ("General\"个\"", Shape::Number),
            ("G/通用格式", Shape::Number),
            ("G/通用格式\"个\"", Shape::Number),
            ("yyyy-mm-dd", Shape::Date),
            ("yyyy\"年\"m\"月\"d\"日\";@", Shape::Date),
            ("[$-804]yyyy年m月", Shape::Date),
            ("[DBNum1][$-804]m月d日", Shape::Date),
            ("YYYY/M/D H:MM", Shape::Date),
            ("mmm-yy", Shape::Date),
            ("h:mm", Shape::Number),
            ("mm:ss.0", Shape::Number),
            ("[h]:mm:ss", Shape::Number),
            ("上午/下午h\"时\"mm\"分\"", Shape::Number),
        ] {
            assert_eq!(shape(code), expected, "{code}");
        }
    }
}
