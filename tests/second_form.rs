//! Every form in `templates/` goes the whole way, at every stage: nothing of the published form is built in.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod office;

use calamine::{Data, Reader, Xlsx};
use chrono::NaiveDate;
use jihe::check::{self, Checked, Context};
use jihe::definition::{BUILT_IN, FormDef, Stage};
use jihe::demo::{self, Plan};
use jihe::merge::{self, Round};
use jihe::model::book::Content;
use jihe::model::roster::Assigned;
use jihe::model::{ItemId, Slot};
use jihe::report::{self, Facts};
use jihe::score::{self, Scored, State};
use jihe::template::{self, Given, Issue, Prefill};
use jihe::{extract, forms, intake, xlsx};
use std::collections::BTreeMap;
use std::io::Cursor;

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 1, 20).unwrap()
}

/// A clean sample round of the form, read back from its own returned files.
fn returned(form: &FormDef, stage: &Stage, edit: impl Fn(&mut demo::Demo)) -> (Vec<Checked>, demo::Demo) {
    let mut demo = demo::demo(form, stage, &Plan { agencies: 5, seed: 3, clean: true, today: today() });
    edit(&mut demo);
    let names: Vec<String> = demo.roster.agencies.iter().map(|a| a.name.clone()).collect();
    let issue = Issue {
        year: 2024,
        department: demo::DEPARTMENT,
        deadline: None,
        contact: "",
        created: today(),
        agencies: &names,
        checks: &[],
    };
    let context = Context { form, stage, roster: Some(&demo.roster), decisions: &[] };
    let known = [form.clone()];
    let mut returns = Vec::new();
    for answer in &demo.answers {
        let agency = demo.roster.agency(&answer.agency).unwrap();
        let mut prefill = Prefill::blank(&issue, Some(agency));
        for ((item, slot, code), assigned) in &demo.roster.assigned {
            let given = match assigned {
                Assigned::Target(text) if !stage.asks(*slot) => Given::Text(text.clone()),
                Assigned::NotApplicable => Given::NotApplicable,
                _ => continue,
            };
            if code == &agency.code {
                if given == Given::NotApplicable && *slot == Slot::YearTarget && stage.asks(Slot::Actual) {
                    prefill.values.insert((item.clone(), Slot::Actual), given.clone());
                }
                prefill.values.insert((item.clone(), *slot), given);
            }
        }
        prefill.filled = answer.typed.clone();
        let bytes = xlsx::write(&template::template(form, stage, &prefill)).unwrap();
        let raw = intake::read(&format!("收回/{}", answer.file), &bytes).unwrap();
        let submissions = extract::extract(&raw, &known).unwrap();
        returns.extend(submissions.into_iter().map(|s| check::check(s, &context)));
    }
    (returns, demo)
}

fn whole(form: &FormDef, stage: &Stage) -> (Scored, Vec<u8>) {
    let (returns, demo) = returned(form, stage, |_| {});
    for checked in &returns {
        assert!(checked.findings.is_empty(), "{} {}: {:#?}", form.id, stage.id, checked.findings);
    }
    let round = Round { form, stage, roster: &demo.roster, decisions: &[] };
    let scored = score::score(merge::merge(returns, Vec::new(), round), round);
    let facts = Facts {
        year: 2024,
        department: demo::DEPARTMENT.to_owned(),
        date: today(),
        deadline: None,
        program: "test",
        hashes: BTreeMap::new(),
        remarks: Vec::new(),
    };
    let bytes = xlsx::write(&report::report(&scored, round, &facts)).unwrap();
    (scored, bytes)
}

#[test]
fn every_form_goes_the_whole_way() {
    let mut books = Vec::new();
    for (id, text) in BUILT_IN {
        let form = forms::parse(text).unwrap();
        for stage in &form.stages {
            let (scored, bytes) = whole(&form, stage);
            for figure in &scored.merged.figures {
                assert!(!figure.is_provisional(), "{id} {}: {} {}", stage.id, figure.item, figure.slot);
            }
            assert!(!scored.total.provisional, "{id} {}: {:#?}", stage.id, scored.department);
            assert_eq!(scored.total.grade.is_some(), stage.scored);
            books.push((format!("{id}-{}", stage.id), bytes));
        }
    }
    assert_eq!(books.len(), 4);
    let Some(recalculated) = office::recalculated(&books) else { return };
    for ((name, bytes), again) in books.iter().zip(recalculated) {
        assert_same(name, bytes, &again);
    }
}

/// A clerk writes 不涉及 as the budget of what was spent: neither is counted as 0, and nobody's execution rate uses it.
#[test]
fn no_budget_beside_spending_is_not_a_budget_of_0() {
    let form = forms::parse(BUILT_IN[0].1).unwrap();
    let stage = form.stage("evaluate").unwrap();
    let funds = ItemId::new("fiscal-special-funds");
    for slot in [Slot::Adjusted, Slot::Spent] {
        let (returns, demo) = returned(&form, stage, |demo| {
            demo.answers[2].typed.insert((funds.clone(), slot), Content::text("不涉及"));
        });
        let codes: Vec<&str> = returns[2].findings.iter().map(|f| f.code).collect();
        assert_eq!(codes, ["V304"], "one cause, one finding");
        let round = Round { form: &form, stage, roster: &demo.roster, decisions: &[] };
        let scored = score::score(merge::merge(returns, Vec::new(), round), round);
        let own = scored.agencies[2].iter().find(|s| s.item.as_str() == "budget-execution").unwrap();
        assert_eq!((own.state, own.points), (State::ToCorrect, None), "{}", own.explanation);
        let all = scored.department.iter().find(|s| s.item.as_str() == "budget-execution").unwrap();
        assert_eq!(all.coverage, Some((4, 5)));
        let amount = if slot == Slot::Spent { Slot::Adjusted } else { Slot::Spent };
        assert!(scored.merged.figure(&funds, amount).unwrap().is_provisional(), "the amount alone is in no sum");
        assert!(scored.total.provisional && scored.totals[2].provisional);
    }
}

/// A value in a measure that the form says means the same counts like any other, in the sum and in the points; a note tells
/// what it was read as.
#[test]
fn a_synonym_counts_and_is_told() {
    for (id, item, own, other) in [(0, "P-05", "个", "家"), (1, "Q-01", "家", "户")] {
        let form = forms::parse(BUILT_IN[id].1).unwrap();
        let stage = form.stage("evaluate").unwrap();
        let item = ItemId::new(item);
        let outcome = |measure: Option<&str>| {
            let (returns, demo) = returned(&form, stage, |demo| {
                let typed = demo.answers[2].typed.get_mut(&(item.clone(), Slot::Actual)).unwrap();
                let Content::Number(number) = typed else { panic!("{typed:?}") };
                if let Some(measure) = measure {
                    *typed = Content::text(format!("{number}{measure}"));
                }
            });
            let told: Vec<String> = returns[2].findings.iter().map(|f| format!("{} {}", f.code, f.message)).collect();
            let round = Round { form: &form, stage, roster: &demo.roster, decisions: &[] };
            let scored = score::score(merge::merge(returns, Vec::new(), round), round);
            let points = [&scored.department, &scored.agencies[2]]
                .map(|scores| scores.iter().find(|s| s.item == item).unwrap().points);
            (told, scored.merged.figure(&item, Slot::Actual).unwrap().meaning.clone(), points)
        };
        let (none, plain, points) = outcome(None);
        assert_eq!((none.len(), points.contains(&None)), (0, false));
        let (told, figure, same) = outcome(Some(other));
        assert_eq!((figure, same), (plain, points));
        let [note] = told.as_slice() else { panic!("{told:#?}") };
        assert!(note.starts_with("V111") && note.contains(&format!("{own}计")), "{note}");
        // Any other measure is sent back and not counted.
        let (told, figure, [_, agency]) = outcome(Some("台"));
        assert!(told.iter().any(|f| f.starts_with("V102")), "{told:#?}");
        assert!(figure != outcome(None).1 && agency.is_none());
    }
}

/// Every cell shows after recalculation what was cached before: the same type, the same value.
fn assert_same(name: &str, bytes: &[u8], again: &[u8]) {
    let mut before: Xlsx<_> = Xlsx::new(Cursor::new(bytes.to_vec())).unwrap();
    let mut after: Xlsx<_> = Xlsx::new(Cursor::new(again.to_vec())).unwrap();
    let mut compared = 0;
    for sheet in before.sheet_names() {
        let (own, other) = (before.worksheet_range(&sheet).unwrap(), after.worksheet_range(&sheet).unwrap());
        let (top, left) = own.start().unwrap_or_default();
        for (row, col, value) in own.used_cells() {
            let at = (top + u32::try_from(row).unwrap(), left + u32::try_from(col).unwrap());
            let now = other.get_value(at).cloned().unwrap_or_default();
            let same = match (value, &now) {
                (Data::Float(a), Data::Float(b)) => format!("{a:.9}") == format!("{b:.9}"),
                (Data::String(a), Data::String(b)) => a == b,
                (a, b) => a == b,
            };
            assert!(same, "{name} {sheet} {at:?}: {value:?} became {now:?}");
            compared += 1;
        }
    }
    assert!(compared > 500, "{name}: {compared}");
}
