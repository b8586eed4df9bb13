//! What goes to single agencies: in 退回/ one 审核意见 for each return that needs an answer, in 反馈/ one 反馈单 for each agency
//! that was scored.

use super::Scene;
use crate::check::Checked;
use crate::merge::AgencyReturn;
use crate::report::Facts;
use crate::report::feedback::feedback;
use crate::report::letter::{Desk, letter};
use crate::round::{FEEDBACK, Round, SENT_BACK, Stop};
use crate::score::Scored;
use crate::xlsx;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Writes the letters about the returns that count (or, where all were sent back, about each of them) and gives their
/// number; a letter of an earlier run that is no longer needed is taken away.
pub(super) fn write(round: &Round, agencies: &[AgencyReturn], scene: &Scene) -> Result<usize, Stop> {
    let facts = facts(round, scene);
    let desk = Desk { form: &round.form, stage: &round.stage, contact: &round.settings.contact };
    let mut count = 0;
    for (number, returned) in (1..).zip(agencies) {
        let agency = &returned.agency;
        let own: Vec<&Checked> = match &returned.chosen {
            Some(chosen) => vec![chosen],
            None => returned.others.iter().collect(),
        };
        let mut books = own.iter().filter_map(|c| letter(agency, c, desk, &facts));
        for n in 1..=own.len().max(1) {
            let name = match n {
                1 => format!("{number:02}_{}_审核意见.xlsx", safe(&agency.short)),
                _ => format!("{number:02}_{}_审核意见({n}).xlsx", safe(&agency.short)),
            };
            match books.next() {
                Some(book) => {
                    let written = round.write(SENT_BACK, &name, &xlsx::write(&book)?)?;
                    if let Some(remark) = &written.remark {
                        scene.screen.remark(remark);
                    }
                    count += 1;
                }
                None => round.take_away(SENT_BACK, &name)?,
            }
        }
    }
    Ok(count)
}

/// Writes 反馈单 for every agency that was scored and gives their number; one of an earlier run that is no longer true is
/// taken away.
pub(super) fn feed_back(round: &Round, scored: &Scored, scene: &Scene) -> Result<usize, Stop> {
    let facts = facts(round, scene);
    let slips: Vec<Result<Option<Vec<u8>>, Stop>> = (0..scored.merged.agencies.len())
        .into_par_iter()
        .map(|n| match feedback(n, scored, round.merging(), &facts) {
            Some(book) => Ok(Some(xlsx::write(&book)?)),
            None => Ok(None),
        })
        .collect();
    let mut count = 0;
    for (n, slip) in slips.into_iter().enumerate() {
        let short = scored.merged.agencies.get(n).map_or("", |a| a.agency.short.as_str());
        let name = format!("{:02}_{}_反馈单.xlsx", n + 1, safe(short));
        match slip? {
            Some(bytes) => {
                let written = round.write(FEEDBACK, &name, &bytes)?;
                if let Some(remark) = &written.remark {
                    scene.screen.remark(remark);
                }
                count += 1;
            }
            None => round.take_away(FEEDBACK, &name)?,
        }
    }
    Ok(count)
}

fn facts(round: &Round, scene: &Scene) -> Facts {
    Facts {
        year: round.settings.year,
        department: round.settings.department.clone(),
        date: scene.today,
        deadline: round.settings.deadline,
        program: env!("CARGO_PKG_VERSION"),
        hashes: BTreeMap::new(),
        remarks: Vec::new(),
    }
}

/// Without what a file name may not hold.
fn safe(text: &str) -> String {
    text.chars().map(|c| if c.is_control() || "\\/:*?\"<>|".contains(c) { '-' } else { c }).collect()
}
