//! A return that was opened and saved in LibreOffice says what it said before, in any format.

use super::clerk::{clean, converted, folder, jihe};
use serde_json::Value;
use std::collections::BTreeMap;

/// (item, slot) and what stands there: the text and its meaning.
fn entries(read: &Value) -> BTreeMap<(String, String), (Value, Value)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let entry = |e: &Value| ((text(&e["item"]), text(&e["slot"])), (e["text"].clone(), e["value"].clone()));
    read["entries"].as_array().unwrap().iter().map(entry).collect()
}

#[test]
fn a_return_saved_by_libreoffice_says_the_same() {
    let returns = [
        ("evaluate", clean("evaluate").returned("天河")),
        ("declare", clean("declare").returned("局本级")),
        ("headquarters", clean("evaluate").returned("局本级")),
    ];
    let files = returns.clone().map(|(name, path)| (format!("{name}.xlsx"), path));
    for (format, to) in [("xlsx", "xlsx:Calc MS Excel 2007 XML"), ("xls", "xls"), ("ods", "ods")] {
        let out = folder("saved").join(format);
        if converted(&files, to, &out).is_none() {
            return;
        }
        for (name, path) in &returns {
            let saved = out.join(format!("{name}.{format}"));
            let ran = jihe(&["read", "--json", path.to_str().unwrap(), saved.to_str().unwrap()]);
            let [before, after] = ran.json().try_into().unwrap();
            assert_eq!(after["format"], format, "{name}");
            let (sent, back) = (entries(&before), entries(&after));
            assert!(sent.len() > 40, "{name}: {}", sent.len());
            for (place, was) in &sent {
                assert_eq!(back.get(place), Some(was), "{name} as {format}: {place:?}");
            }
            assert_eq!(sent.len(), back.len(), "{name} as {format}");
            for said in ["form", "version", "stage", "agency", "cells", "unplaced"] {
                assert_eq!(before[said], after[said], "{name} as {format}: {said}");
            }
            // Nothing is lost on the way, so nothing is remarked on either.
            assert_eq!(after["findings"], Value::Array(vec![]), "{name} as {format}");
        }
    }
}
