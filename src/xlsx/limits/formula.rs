//! Formulas and references: short enough, well formed, and in words that Excel 2010, WPS and LibreOffice share.

use super::{Known, at_most, is_escape, printable};
use crate::model::book::Area;
use crate::model::origin::CellRef;

/// Characters of a formula.
const FORMULA: usize = 8_192;
/// Characters of a text within a formula.
const LITERAL: usize = 255;
/// Functions within functions.
const NESTED: usize = 64;
/// Arguments of a function.
const ARGUMENTS: usize = 255;

/// The functions that Excel 2010, WPS and LibreOffice share and write alike; a new one is tried in all three before it comes
/// in. `RANK.EQ`, `IFNA`, `TEXTJOIN`, `XLOOKUP` and their kin need `_xlfn.` in the file and stay out, as do TODAY, NOW,
/// OFFSET and INDIRECT, whose results change without anybody's hand.
const FUNCTIONS: &str = "
    ABS AND AVERAGE AVERAGEIF AVERAGEIFS CHOOSE COLUMN COLUMNS CONCATENATE COUNT COUNTA COUNTBLANK
    COUNTIF COUNTIFS DATE DATEVALUE DAY EDATE EOMONTH EXACT FIND HLOOKUP HYPERLINK IF IFERROR INDEX INT
    ISBLANK ISERR ISERROR ISLOGICAL ISNA ISNONTEXT ISNUMBER ISTEXT LARGE LEFT LEN LOOKUP LOWER MATCH MAX
    MEDIAN MID MIN MOD MONTH N NA NOT OR POWER PRODUCT RANK REPLACE REPT RIGHT ROUND ROUNDDOWN ROUNDUP
    ROW ROWS SEARCH SIGN SMALL SQRT SUBSTITUTE SUBTOTAL SUM SUMIF SUMIFS SUMPRODUCT T TEXT TRIM TRUNC
    UPPER VALUE VLOOKUP WEEKDAY YEAR
";

/// Refuses a formula (with or without `=`) that one of the three programs would not take.
pub(super) fn check(formula: &str, known: &Known) -> Result<(), String> {
    at_most("公式", formula, FORMULA)?;
    printable("公式", formula, true)?;
    if let Some(at) = (0..formula.len()).find(|at| is_escape(&formula.as_bytes()[*at..])) {
        return Err(format!("公式中的“{}”会被Excel当作一个控制字符", &formula[at..at + 7]));
    }
    let body = formula.strip_prefix('=').unwrap_or(formula);
    let tokens = tokens(body)?;
    if tokens.is_empty() {
        return Err("公式是空的".to_owned());
    }
    words(&tokens, known)?;
    brackets(&tokens)
}

/// Reads `'表'!$A$1:$B$2`, `表!A1`.
pub(in crate::xlsx) fn range(text: &str) -> Option<(String, Area)> {
    let (sheet, cells) = text.strip_prefix('=').unwrap_or(text).rsplit_once('!')?;
    let sheet = match sheet.strip_prefix('\'').and_then(|s| s.strip_suffix('\'')) {
        Some(quoted) => quoted.replace("''", "'"),
        None => sheet.to_owned(),
    };
    let (first, last) = cells.split_once(':').unwrap_or((cells, cells));
    Some((sheet, Area { first: CellRef::parse(first)?, last: CellRef::parse(last)? }))
}

/// A piece of a formula; white space is left out.
#[derive(Debug, PartialEq)]
enum Token {
    /// A text in double quotes.
    Literal,
    /// A sheet's name in single quotes.
    Quoted(String),
    /// A function, a cell, a number, a name or a sheet's name without quotes.
    Word(String),
    /// An operator, comma or bracket.
    Sign(char),
}

fn tokens(body: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut rest = body.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            ' ' | '\n' => {}
            '"' | '\'' => {
                let mut text = String::new();
                loop {
                    match rest.next() {
                        Some(q) if q == c && rest.peek() == Some(&c) => {
                            rest.next();
                            text.push(c);
                        }
                        Some(q) if q == c => break,
                        Some(other) => text.push(other),
                        None => return Err("公式中的引号不成对".to_owned()),
                    }
                }
                if c == '"' {
                    at_most("公式中的文字", &text, LITERAL)?;
                }
                tokens.push(if c == '"' { Token::Literal } else { Token::Quoted(text) });
            }
            c if is_word(c) => {
                let mut word = String::from(c);
                while let Some(next) = rest.next_if(|c| is_word(*c)) {
                    word.push(next);
                }
                tokens.push(Token::Word(word));
            }
            c if "+-*/^&=<>(),:!%{};".contains(c) => tokens.push(Token::Sign(c)),
            c => return Err(format!("公式中的“{c}”不是Excel、WPS、LibreOffice都认的符号")),
        }
    }
    Ok(tokens)
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '.' | '$')
}

/// Every word is a shared function, a sheet or name of the book, a cell, a number or a logical value.
fn words(tokens: &[Token], known: &Known) -> Result<(), String> {
    for (index, token) in tokens.iter().enumerate() {
        let next = tokens.get(index + 1);
        let before = if index > 0 { tokens.get(index - 1) } else { None };
        let ranged = next == Some(&Token::Sign(':')) || before == Some(&Token::Sign(':'));
        let refused = match (token, next) {
            (Token::Word(function), Some(Token::Sign('('))) => {
                (!FUNCTIONS.split_whitespace().any(|shared| shared == function))
                    .then(|| format!("函数{function}不在Excel 2010、WPS、LibreOffice共有的函数之内"))
            }
            (Token::Word(sheet), Some(Token::Sign('!'))) if sheet.starts_with(|c: char| c.is_ascii_digit()) => {
                Some(format!("公式引用的工作表“{sheet}”以数字开头，须加单引号"))
            }
            (Token::Word(sheet) | Token::Quoted(sheet), Some(Token::Sign('!'))) => {
                (!known.sheets.contains(&sheet.to_lowercase()))
                    .then(|| format!("公式引用的工作表“{sheet}”不在本工作簿中"))
            }
            (Token::Quoted(_), _) => Some("公式中的单引号只能括工作表名".to_owned()),
            (Token::Word(word), _) => {
                (!is_value(word, ranged, known)).then(|| format!("公式中的“{word}”既不是单元格，也不是本工作簿的名称"))
            }
            _ => None,
        };
        if let Some(reason) = refused {
            return Err(reason);
        }
    }
    Ok(())
}

fn is_value(word: &str, ranged: bool, known: &Known) -> bool {
    let plain = word.replace('$', "");
    let letters = |text: &str| (1..=3).contains(&text.len()) && text.chars().all(|c| c.is_ascii_alphabetic());
    let digits = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    // `1E` is what is left of `1E+5`.
    word.strip_suffix('E').unwrap_or(word).parse::<rust_decimal::Decimal>().is_ok()
        || matches!(word, "TRUE" | "FALSE")
        || CellRef::parse(&plain).is_some()
        || (ranged && (letters(&plain) || digits(&plain)))
        || known.names.contains(&word.to_lowercase())
}

/// Brackets close, functions are not nested too deep, and none has too many arguments.
fn brackets(tokens: &[Token]) -> Result<(), String> {
    // The open brackets: what closes each, whether it is a function's, and the commas seen in it.
    let mut open: Vec<(char, bool, usize)> = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        let Token::Sign(sign) = token else { continue };
        match sign {
            '(' => {
                let function = index > 0 && matches!(tokens[index - 1], Token::Word(_));
                open.push((')', function, 0));
                if open.iter().filter(|(_, function, _)| *function).count() > NESTED {
                    return Err(format!("公式嵌套超过{NESTED}层"));
                }
            }
            '{' => open.push(('}', false, 0)),
            ')' | '}' => {
                let opened = open.pop().map(|(closing, _, _)| closing);
                if opened != Some(*sign) {
                    return Err("公式中的括号不成对".to_owned());
                }
            }
            ',' => {
                if let Some((_, function, commas)) = open.last_mut() {
                    *commas += 1;
                    if *function && *commas >= ARGUMENTS {
                        return Err(format!("公式中有函数的参数超过{ARGUMENTS}个"));
                    }
                }
            }
            _ => {}
        }
    }
    if open.is_empty() { Ok(()) } else { Err("公式中的括号不成对".to_owned()) }
}
