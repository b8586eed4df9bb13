//! The files themselves: the same bytes again, formulas that every viewer can show, and openpyxl opens them all.

use super::clerk::{clean, dirty, python};
use super::eyes::stored;

#[test]
fn consolidating_again_gives_the_same_bytes() {
    for stage in ["declare", "evaluate"] {
        for round in
            [clean(stage).copy(&format!("again-clean-{stage}")), dirty(stage).0.copy(&format!("again-{stage}"))]
        {
            let first = std::fs::read(round.workbook()).unwrap();
            for _ in 0..2 {
                round.run(&["consolidate"]);
                assert!(std::fs::read(round.workbook()).unwrap() == first, "{}", round.name);
            }
            assert_eq!(round.files("汇总").len(), 1, "{}", round.name);
        }
    }
}

#[test]
fn every_formula_can_be_shown_as_it_stands() {
    for stage in ["declare", "evaluate"] {
        let (clean, dirty) = (clean(stage), &dirty(stage).0);
        let template = clean.files("下发").remove(1);
        for (file, consolidated) in
            [(clean.workbook(), true), (dirty.workbook(), true), (template, false), (clean.returned("天河"), false)]
        {
            let Some(cells) = stored(&file) else { return };
            let mut formulas = 0;
            for cell in cells {
                let Some(formula) = &cell.formula else { continue };
                formulas += 1;
                let at = || format!("{} {}({}, {}): {formula}", file.display(), cell.sheet, cell.row, cell.col);
                assert!(formula.encode_utf16().count() <= 8_192, "{}", at());
                assert!(!formula.contains("_xlfn"), "{}", at());
                assert!(cell.value.as_deref().is_some_and(|v| !v.is_empty()), "{}", at());
                assert!(["n", "s", "b"].contains(&cell.kind.as_str()), "{} is {}", at(), cell.kind);
                // The form of an agency stands alone: it may be copied out of its workbook.
                if !consolidated && cell.sheet == "绩效目标" {
                    assert!(!formula.contains('!'), "{}", at());
                }
            }
            assert!(formulas > 10, "{}: {formulas} formulas", file.display());
        }
    }
}

#[test]
fn openpyxl_opens_everything_without_a_warning() {
    let mut files = Vec::new();
    for stage in ["declare", "evaluate"] {
        let (clean, dirty) = (clean(stage), &dirty(stage).0);
        files.extend([clean, dirty].map(|round| round.workbook()));
        files.extend(clean.files("下发").into_iter().take(3));
        files.extend(dirty.files("收回"));
        files.extend([dirty.dir.join("名册.xlsx"), dirty.dir.join("决定.xlsx")].into_iter().filter(|f| f.exists()));
    }
    let paths: Vec<&str> = files.iter().map(|f| f.to_str().unwrap()).collect();
    let Some(opened) = python(&[&["opens"], paths.as_slice()].concat()) else { return };
    assert_eq!(opened, paths.len());
    assert!(paths.len() > 30);
}
