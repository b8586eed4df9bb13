//! 退回/: one 审核意见 for each return that needs an answer.

use super::Scene;
use crate::check::Checked;
use crate::merge::AgencyReturn;
use crate::report::Facts;
use crate::report::letter::letter;
use crate::round::{Round, SENT_BACK, Stop};
use crate::xlsx;
use std::collections::BTreeMap;

/// Writes the letters about the returns that count (or, where all were sent back, about each of them) and gives their
/// number; a letter of an earlier run that is no longer needed is taken away.
pub(super) fn write(round: &Round, agencies: &[AgencyReturn], scene: &Scene) -> Result<usize, Stop> {
    let facts = Facts {
        year: round.settings.year,
        department: round.settings.department.clone(),
        date: scene.today,
        deadline: round.settings.deadline,
        program: env!("CARGO_PKG_VERSION"),
        hashes: BTreeMap::new(),
        remarks: Vec::new(),
    };
    let mut count = 0;
    for (number, returned) in (1..).zip(agencies) {
        let agency = &returned.agency;
        let own: Vec<&Checked> = match &returned.chosen {
            Some(chosen) => vec![chosen],
            None => returned.others.iter().collect(),
        };
        let mut books = own.iter().filter_map(|c| letter(agency, c, &round.form, &facts));
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

/// Without what a file name may not hold.
fn safe(text: &str) -> String {
    text.chars().map(|c| if c.is_control() || "\\/:*?\"<>|".contains(c) { '-' } else { c }).collect()
}
