//! V103 `unclear-value`: an indicator value that cannot surely be read as what is asked for.

use super::{Check, Found, Rule, scale_suspect};
use crate::check::view::{View, quoted};
use crate::check::wanted::Wanted;
use crate::extract::Entry;
use crate::model::{Meaning, Part, Reach, Severity};

pub(super) const RULE: Rule = Rule {
    code: "V103",
    name: "unclear-value",
    level: Severity::SendBack,
    reach: Reach::Entry,
    page: include_str!("unclear_value.md"),
    check: Check::Entry(check),
};

fn check(entry: &Entry, view: &View<'_>) -> Option<Found> {
    let wanted = Wanted::of(entry, view)?;
    if scale_suspect::value(entry, view).is_some() {
        return None;
    }
    let (reason, fix) = match (&entry.reading.meaning, &wanted) {
        (Meaning::Blank | Meaning::NotApplicable | Meaning::Placeholder, _) => return None,
        (Meaning::Unclear(reason), _) => (reason.clone(), wanted.fix()),
        (meaning, Wanted::Numbers(parts)) if meaning.parts().is_empty() => {
            (format!("不是数值，应填以“{}”为单位的数值", measures(parts)), wanted.fix())
        }
        (meaning, Wanted::Numbers(parts)) if meaning.parts().len() != parts.len() => {
            (format!("有{}个数值，应填{}个（{}）", meaning.parts().len(), parts.len(), measures(parts)), wanted.fix())
        }
        (Meaning::Quantity(_) | Meaning::Compound(_), Wanted::Date) => {
            ("不是日期，应填完成日期".to_owned(), wanted.fix())
        }
        (Meaning::Quantity(_) | Meaning::Compound(_) | Meaning::Date(_), Wanted::Words) => {
            ("是数值或日期，而目标是文字要求".to_owned(), wanted.fix())
        }
        _ => return None,
    };
    let name = view.name(&entry.item, entry.slot);
    let end = if reason.contains("是否") { '？' } else { '。' };
    let message = format!("{name}{}：{reason}{end}", quoted(&entry.text));
    Some(Found::new(message, fix).at(&entry.item, entry.slot))
}

fn measures(parts: &[Part]) -> String {
    parts.iter().map(Part::measure_text).collect::<Vec<_>>().join("、")
}
