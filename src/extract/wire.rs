//! How submissions travel between two processes of this program: nothing is lost on the way.
//!
//! `Submission` and what it holds derive serde, so that a new field travels by itself. A [`Finding`] does not: its JSON is
//! a contract that leaves fields out. Its mirror here is taken apart field by field, and a new one does not compile
//! until it is carried too.

use super::{Submission, Unplaced};
use crate::model::interned::{Word, interned};
use crate::model::{Finding, ItemId, Origin, Place, Reach, Severity, Slot};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A finding with all its fields.
#[derive(Serialize, Deserialize)]
struct Whole<'a> {
    code: Cow<'a, str>,
    name: Cow<'a, str>,
    severity: Severity,
    message: Cow<'a, str>,
    fix: Cow<'a, str>,
    places: Cow<'a, [Place]>,
    reach: Reach,
    slots: Cow<'a, [(ItemId, Slot)]>,
}

impl<'a> From<&'a Finding> for Whole<'a> {
    fn from(finding: &'a Finding) -> Self {
        let Finding { code, name, severity, message, fix, places, reach, slots } = finding;
        Whole {
            code: Cow::Borrowed(code),
            name: Cow::Borrowed(name),
            severity: *severity,
            message: Cow::Borrowed(message),
            fix: Cow::Borrowed(fix),
            places: Cow::Borrowed(places),
            reach: *reach,
            slots: Cow::Borrowed(slots),
        }
    }
}

impl Whole<'_> {
    fn finding(self) -> Option<Finding> {
        let Whole { code, name, severity, message, fix, places, reach, slots } = self;
        Some(Finding {
            code: interned(&code)?,
            name: interned(&name)?,
            severity,
            message: message.into_owned(),
            fix: fix.into_owned(),
            places: places.into_owned(),
            reach,
            slots: slots.into_owned(),
        })
    }
}

/// Findings with the fields that JSON leaves out.
pub(super) mod findings {
    use super::*;

    pub(in crate::extract) fn serialize<S: Serializer>(findings: &[Finding], s: S) -> Result<S::Ok, S::Error> {
        s.collect_seq(findings.iter().map(Whole::from))
    }

    pub(in crate::extract) fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Vec<Finding>, D::Error> {
        let all = Vec::<Whole<'_>>::deserialize(d)?;
        let known = all.into_iter().map(Whole::finding).collect::<Option<Vec<_>>>();
        known.ok_or_else(|| D::Error::custom("a code that is none"))
    }
}

/// A word of the program itself.
pub mod word {
    use super::*;

    /// The word as text.
    pub fn serialize<S: Serializer>(word: &str, s: S) -> Result<S::Ok, S::Error> {
        word.serialize(s)
    }

    /// The same word.
    pub fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Word, D::Error> {
        let word = Cow::<'_, str>::deserialize(d)?;
        interned(&word).ok_or_else(|| D::Error::custom("a word that is none"))
    }
}

/// Texts that many values carry: a file's name stands in each of its entries, an item's id in every return.
#[derive(Debug, Default)]
pub struct Shared {
    texts: BTreeSet<Arc<str>>,
}

impl Shared {
    /// Lets equal texts be one in memory again, as they were before they travelled.
    pub fn share(&mut self, submission: &mut Submission) {
        // What belongs to one file is not kept beyond it.
        let mut own = Shared::default();
        own.one(&mut submission.file);
        own.one(&mut submission.sheet);
        for entry in &mut submission.entries {
            own.origin(&mut entry.origin);
            self.one(&mut entry.item.0);
        }
        for Unplaced { origin, .. } in &mut submission.unplaced {
            own.origin(origin);
        }
        for origin in submission.added.iter_mut().flat_map(|row| &mut row.places) {
            own.origin(origin);
        }
        for finding in &mut submission.findings {
            finding.places.iter_mut().for_each(|place| own.one(&mut place.sheet));
            finding.slots.iter_mut().for_each(|(item, _)| self.one(&mut item.0));
        }
    }

    fn origin(&mut self, Origin { file, sheet, .. }: &mut Origin) {
        self.one(file);
        self.one(sheet);
    }

    fn one(&mut self, text: &mut Arc<str>) {
        match self.texts.get(text) {
            Some(same) => *text = same.clone(),
            None => {
                self.texts.insert(text.clone());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::{AddedRow, Anchor, CellCount, Entry};
    use crate::model::{Bound, CellRef, Change, Deadline, Meaning, Part, Reading, Tier};
    use chrono::NaiveDate;

    fn back(submission: &Submission) -> Submission {
        postcard::from_bytes(&postcard::to_stdvec(submission).unwrap()).unwrap()
    }

    /// Every kind of meaning, as a text that has it, and some that no text has.
    fn meanings() -> Vec<Meaning> {
        let decimal = |text: &str| text.parse().unwrap();
        let odd = Part {
            bound: Bound::Between,
            amount: decimal("-0.10"),
            upper: Some(decimal("79228162514264337593543950335")),
            scale: decimal("0.0000000000000000000000000001"),
            measure: "家次".to_owned(),
            change: Some(Change::Decrease),
        };
        let texts = ["≥53万台", "增长15%以上", "5-10项", "约3.50", "<2", ">2", "≤2", "=2", "2家，3亿元"];
        let words = ["2024年12月底前", "2024年", "2024年5月1日", "达成", "部分达成", "未达成", "好", "", "/", "≥**株"];
        let read = texts.into_iter().chain(words).map(|text| Reading::of(text).meaning);
        let date = NaiveDate::from_ymd_opt(9999, 12, 31).unwrap();
        let precision = crate::model::quantity::Precision::Month;
        read.chain([
            Meaning::Quantity(odd.clone()),
            Meaning::Compound(vec![odd, Part::bare(decimal("1.00"))]),
            Meaning::Qualitative(Some(Tier::Not)),
            Meaning::Date(Deadline { date, bound: Bound::AtMost, precision }),
            Meaning::Unclear("看不明白".to_owned()),
        ])
        .collect()
    }

    fn finding(code: &'static str, severity: Severity, reach: Reach) -> Finding {
        let place = Place { sheet: Arc::from("绩效目标"), cell: CellRef::new(1_048_576, 16_384) };
        Finding {
            code,
            name: "place-unsure",
            severity,
            message: "一句话。".to_owned(),
            fix: "做什么。".to_owned(),
            places: vec![place],
            reach,
            slots: vec![(ItemId::new("P-01"), Slot::Actual), (ItemId::new("T-3"), Slot::Name)],
        }
    }

    fn whole() -> Submission {
        let (file, sheet): (Arc<str>, Arc<str>) = (Arc::from("收回/甲.xlsx"), Arc::from("绩效目标"));
        let origin = |n: u32| Origin { file: file.clone(), sheet: sheet.clone(), cell: CellRef::new(n, u16::MAX) };
        let entries = (0u32..).zip(meanings()).map(|(n, meaning)| Entry {
            item: ItemId::new("P-01"),
            slot: Slot::ALL[usize::try_from(n).unwrap() % Slot::ALL.len()],
            text: "一\n二".to_owned(),
            reading: Reading { text: "一".to_owned(), meaning, notes: vec!["按20000计".to_owned()] },
            numeric: n % 2 == 0,
            origin: origin(u32::MAX - n),
            anchors: vec![Anchor::Label, Anchor::Key, Anchor::Name, Anchor::Layout],
            sure: n % 3 == 0,
        });
        Submission {
            entries: entries.collect(),
            file: file.clone(),
            format: "xlsx",
            sheet: sheet.clone(),
            form: Some("dept-target".to_owned()),
            version: None,
            stage: Some("evaluate".to_owned()),
            agency_code: Some("001".to_owned()),
            agency_name: "某局\u{0}\u{1b}".to_owned(),
            modified: NaiveDate::from_ymd_opt(2025, 1, 20).unwrap().and_hms_nano_opt(23, 59, 59, 999_999_999),
            checksum: Some("012345".to_owned()),
            signoff: vec![("填表人".to_owned(), "李四".to_owned())],
            unplaced: vec![Unplaced { origin: origin(0), text: "多余".to_owned() }],
            added: vec![AddedRow {
                block: "绩效指标".to_owned(),
                name: "自加".to_owned(),
                cells: vec![("完成值".to_owned(), "1".to_owned())],
                places: vec![origin(7)],
            }],
            cells: CellCount { nonempty: 4, form: 3, entries: 2, unplaced: usize::MAX },
            findings: vec![
                finding("E101", Severity::Note, Reach::Nothing),
                finding("E110", Severity::Query, Reach::Entry),
                finding("E199", Severity::SendBack, Reach::File),
            ],
        }
    }

    #[test]
    fn nothing_is_lost_on_the_way() {
        let sent = whole();
        let mut arrived = back(&sent);
        assert_eq!(arrived, sent);
        // Equal decimals may be written differently: 3.50 and 3.5 are shown as they were typed.
        assert_eq!(format!("{arrived:?}"), format!("{sent:?}"));
        let mut shared = Shared::default();
        shared.share(&mut arrived);
        assert_eq!(arrived, sent);
        assert!(Arc::ptr_eq(&arrived.file, &arrived.entries[1].origin.file));
        assert!(Arc::ptr_eq(&arrived.entries[0].item.0, &arrived.findings[0].slots[0].0.0));
    }

    #[test]
    fn what_is_cut_or_no_submission_is_refused() {
        let bytes = postcard::to_stdvec(&whole()).unwrap();
        for length in 0..bytes.len() {
            assert!(postcard::from_bytes::<Submission>(&bytes[..length]).is_err(), "{length}");
        }
    }
}
