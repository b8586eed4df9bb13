//! The 100 third-party workbooks: each is read, or refused with a reason; none that calamine reads well is refused.

use std::path::{Path, PathBuf};

fn shared(path: &str) -> PathBuf {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/workbooks")).join(path)
}

#[test]
#[allow(clippy::disallowed_methods, reason = "a test reads its input files")]
fn every_workbook_is_read_or_refused_with_a_reason() {
    let index = std::fs::read_to_string(shared("index.tsv")).unwrap();
    let mut wrong = Vec::new();
    for line in index.lines().skip(1) {
        let fields: Vec<&str> = line.split('\t').collect();
        let (name, ext, calamine) = (fields[0], fields[3], fields[7]);
        let bytes = std::fs::read(shared("files").join(name)).unwrap();
        let start = std::time::Instant::now();
        let read = jihe::intake::read(name, &bytes);
        // Alone, and not optimised; the claim is 20 seconds.
        if start.elapsed() > std::time::Duration::from_secs(20) {
            wrong.push(format!("{name}: {:?}", start.elapsed()));
        }
        match read {
            Ok(book) if book.sheets.is_empty() && book.notes.is_empty() => {
                wrong.push(format!("{name}: no sheets, no word"))
            }
            Ok(_) => {}
            Err(refused) if calamine == "ok" && ext != "xlsb" => wrong.push(format!("{name}: {refused:?}")),
            Err(refused) if ext == "xlsb" && refused.code != "xlsb" => wrong.push(format!("{name}: {refused:?}")),
            Err(refused) => {
                assert_ne!(jihe::intake::Refused::word(refused.code), "读不了", "{name}: {refused:?}");
                assert!(refused.message.ends_with('。') && refused.fix.ends_with('。'), "{name}: {refused:?}");
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
