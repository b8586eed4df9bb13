//! Defined names that stand for cells, in the spelling of every format.

use super::raw::DefinedName;
use super::sheet_scan::area_of;

/// Reads `填报!$A$1`, `'填 报'!$A$1:$B$2`, `$填报.$A$1`, `$'填 报'.$A$1:.$B$2`; `None` for a name that stands for
/// anything else (a formula, a list, another file).
pub(super) fn parse(name: &str, target: &str) -> Option<DefinedName> {
    let target = target.trim().trim_start_matches('=');
    let (sheet, cells) = split_sheet(target)?;
    // OpenDocument may repeat the sheet, or its dot, before the second corner.
    let cells = match cells.split_once(':') {
        None => cells.to_owned(),
        Some((first, last)) => {
            let last = split_sheet(last).map_or(last, |(_, cells)| cells).trim_start_matches('.');
            format!("{first}:{last}")
        }
    };
    let area = area_of(&cells.replace('$', ""))?;
    Some(DefinedName { name: name.to_owned(), sheet, area })
}

fn split_sheet(target: &str) -> Option<(String, &str)> {
    let target = target.strip_prefix('$').unwrap_or(target);
    if let Some(quoted) = target.strip_prefix('\'') {
        let mut name = String::new();
        let mut chars = quoted.char_indices().peekable();
        while let Some((i, c)) = chars.next() {
            if c != '\'' {
                name.push(c);
            } else if chars.next_if(|(_, c)| *c == '\'').is_some() {
                name.push('\'');
            } else {
                let cells = quoted.get(i + 1..)?.strip_prefix(['!', '.'])?;
                return own_sheet(name).map(|name| (name, cells));
            }
        }
        return None;
    }
    let (name, cells) = target.split_once('!').or_else(|| target.split_once('.'))?;
    own_sheet(name.to_owned()).map(|name| (name, cells))
}

/// `[1]表` is a sheet of another file.
fn own_sheet(name: String) -> Option<String> {
    (!name.is_empty() && !name.contains(['[', ']', '(', ','])).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings() {
        for (target, expected) in [
            ("填报!$A$1", Some("填报 $A$1:$A$1")),
            ("'填 报'!$A$1:$B$2", Some("填 报 $A$1:$B$2")),
            ("'it''s'!$C$3", Some("it's $C$3:$C$3")),
            ("$填报.$A$1", Some("填报 $A$1:$A$1")),
            ("$填报.$A$1:.$B$2", Some("填报 $A$1:$B$2")),
            ("$填报.$A$1:$填报.$B$2", Some("填报 $A$1:$B$2")),
            ("$'填 报'.$A$1", Some("填 报 $A$1:$A$1")),
            ("=Sheet1!B2", Some("Sheet1 $B$2:$B$2")),
            ("#REF!", None),
            ("填报!#REF!", None),
            ("[1]填报!$A$1", None),
            ("SUM(填报!$A$1)", None),
            ("填报!$A:$A", None),
            ("填报!$A$1,填报!$B$1", None),
            ("1.5", None),
            ("", None),
        ] {
            let read = parse("n", target).map(|n| format!("{} {}", n.sheet, n.area.absolute()));
            assert_eq!(read.as_deref(), expected, "{target}");
        }
    }
}
