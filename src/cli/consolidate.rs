//! `jihe consolidate`: merges, scores, and writes 汇总/*.xlsx; opens the questions in 决定.xlsx and enters the choice
//! into 登记.json.

use super::reading::{self, Read};
use super::{Outcome, Scene, check, lines, questions, status};
use crate::merge::{self, RefusedFile};
use crate::report::{self, Facts};
use crate::round::register::Register;
use crate::round::{MERGED, Round, Stop, decisions};
use crate::score::{self, Scored};
use crate::xlsx;
use serde_json::json;

pub(super) fn run(scene: &Scene) -> Result<Outcome, Stop> {
    consolidate(&scene.round()?, scene)
}

/// The whole way from 收回/ to 汇总/.
pub(super) fn consolidate(round: &Round, scene: &Scene) -> Result<Outcome, Stop> {
    let mut read = reading::of_round(round.returned()?, round);
    check::print_passed_over(&read, scene);
    let open = check::to_send_back(&read);
    let scored = scored(&mut read, round);
    let remarks = remarks(&read, &scored, round);

    let bytes = xlsx::write(&report::report(&scored, round.merging(), &facts(&read, remarks.clone(), round, scene)))?;
    let name = format!("{}_{}_汇总.xlsx", round.settings.year, round.form.title);
    let written = round.write(MERGED, &name, &bytes)?;
    round.enter(&Register::of(&scored.merged.agencies, &round.decisions.list, &read.hashes))?;
    let asked = round.ask(&questions::of(&scored), scene.today)?;

    for remark in remarks.iter().chain(&written.remark) {
        scene.screen.remark(remark);
    }
    let file = written.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let coverage = (scored.merged.merged_count(), scored.merged.agencies.len());
    scene.screen.emit(&json!({
        "file": format!("{MERGED}/{file}"), "merged": coverage.0, "expected": coverage.1, "questions": asked,
    }));
    scene.screen.say(status::tally(&scored.merged.agencies, &scored.merged.strays, &scored.merged.refused));
    scene.screen.say(format!("已汇总{}/{}家，结果在“{MERGED}/{file}”。", coverage.0, coverage.1));
    if asked > 0 {
        scene.screen.say(format!("{}新增{asked}行待定事项，请填写后重新汇总。", decisions::FILE));
    }
    Ok(Outcome::open_if(open || asked > 0 || status::is_open(&scored.merged.agencies, &scored.merged.strays)))
}

/// Merged and scored.
fn scored(read: &mut Read, round: &Round) -> Scored {
    let refused = read.refused.iter().map(|(file, refused)| RefusedFile {
        file: file.as_str().into(),
        code: refused.code,
        message: refused.message.clone(),
        fix: refused.fix.clone(),
    });
    let merged = merge::merge(std::mem::take(&mut read.returns), refused.collect(), round.merging());
    score::score(merged, round.merging())
}

/// What the report says about 收回/ and 决定.xlsx: files passed over, rows not yet usable, rows nothing has used.
fn remarks(read: &Read, scored: &Scored, round: &Round) -> Vec<String> {
    let passed = read.notes.iter().map(|(file, note)| lines::note(file, note));
    let used = questions::used(scored, &round.decisions.list);
    let unused = decisions::unused(&round.decisions.list, &used);
    passed.chain(round.decisions.remarks.iter().cloned()).chain(unused).collect()
}

fn facts(read: &Read, remarks: Vec<String>, round: &Round, scene: &Scene) -> Facts {
    Facts {
        year: round.settings.year,
        department: round.settings.department.clone(),
        date: scene.today,
        deadline: round.settings.deadline,
        program: env!("CARGO_PKG_VERSION"),
        hashes: read.hashes.clone(),
        remarks,
    }
}
