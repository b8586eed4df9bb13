//! Any bytes as a file, and workbooks with changed parts: nothing of ours panics, every refusal says why and what to do,
//! and what is read keeps its own rules. `JIHE_SEEDS=FOLDER cargo +nightly fuzz run intake`, the folder holding small
//! workbooks of every format.
#![no_main]

mod pack;

use jihe::intake::{RawBook, read, unpack};
use libfuzzer_sys::fuzz_target;
use pack::{Dice, Parts};
use std::sync::LazyLock;

/// The workbooks that are changed: small ones of every format, from the folder named by `JIHE_SEEDS`.
static SEEDS: LazyLock<Vec<Parts>> = LazyLock::new(|| {
    let folder = std::env::var("JIHE_SEEDS").expect("JIHE_SEEDS names a folder with workbooks");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    paths.sort();
    let seeds: Vec<Parts> = paths.iter().filter_map(|p| Parts::of(&std::fs::read(p).unwrap())).collect();
    assert!(!seeds.is_empty());
    seeds
});

/// What readers stumble over.
const TOKENS: &[&str] = &[
    "<",
    ">",
    "\"",
    "&#0;",
    "&#x1F600;",
    "&amp;",
    "_x001B_",
    "\0",
    "\u{202e}",
    "-1",
    "0",
    "4294967297",
    "18446744073709551616",
    "1e999",
    "NaN",
    "A1",
    "XFD1048576",
    "A4294967297",
    "A1:A1048576",
    "<c r=\"B2\" t=\"s\"><v>99999</v></c>",
    "<mergeCell ref=\"A1:XFD1048576\"/>",
    "<xdr:twoCellAnchor><xdr:from><xdr:col>5</xdr:col><xdr:row>30</xdr:row></xdr:from>",
    "<xdr:pic/>",
    "<comment ref=\"A1\"><text><t>批</t></text></comment>",
    "<!DOCTYPE a>",
    "<![CDATA[",
    "]]>",
    "<!--",
    "-->",
    "t=\"shared\" si=\"0\" ref=\"A1:B2\"",
    "table:number-columns-repeated=\"16384\"",
    "table:number-rows-repeated=\"1048576\"",
    "<text:s text:c=\"99999\"/>",
    "<office:annotation>",
    "</office:annotation>",
    "<draw:frame table:end-cell-address=\"a.B2\">",
];

fuzz_target!(
    init: pack::only_our_panics_count(),
    |data: &[u8]| {
        let Some((kind, rest)) = data.split_first() else { return };
        if kind % 8 == 0 {
            let name = ["a.xlsx", "a.xls", "a.ods", "a.zip"][usize::from(kind / 8) % 4];
            held(read(name, rest));
            let _ = unpack(name, rest);
            return;
        }
        let mut dice = Dice(rest);
        let mut parts = SEEDS[dice.below(SEEDS.len())].clone();
        while !dice.is_empty() {
            change(&mut parts, &mut dice);
        }
        let bytes = parts.bytes();
        pack::dump(&bytes);
        held(read("a.xlsx", &bytes));
    }
);

/// One change to one part.
fn change(parts: &mut Parts, dice: &mut Dice<'_>) {
    let many = parts.members.len();
    let which = dice.below(many);
    let other = parts.members[dice.below(many)].1.clone();
    let content = &mut parts.members[which].1;
    let at = dice.below(content.len() + 1);
    let end = (at + dice.below(64)).min(content.len());
    match dice.byte() % 8 {
        0 => drop(content.splice(at..end, dice.bytes(64).iter().copied())),
        1 => drop(content.splice(at..at, TOKENS[dice.below(TOKENS.len())].bytes())),
        2 => drop(content.splice(at..end, TOKENS[dice.below(TOKENS.len())].bytes())),
        3 => drop(content.drain(at..end)),
        4 => content.truncate(at),
        5 => {
            let from = dice.below(other.len() + 1);
            let to = (from + dice.below(512)).min(other.len());
            content.splice(at..at, other[from..to].iter().copied());
        }
        6 => {
            if let Some(byte) = content.get_mut(at) {
                *byte = dice.byte();
            }
        }
        _ => {
            // From one `<` to another: whole tags come and go.
            let next =
                |from: usize, content: &[u8]| content.iter().skip(from).position(|b| *b == b'<').map(|n| from + n);
            if let Some(from) = next(at, content)
                && let Some(to) = next(from + 1 + dice.below(2000), content)
            {
                let piece: Vec<u8> = content[from..to].to_vec();
                if dice.byte() % 2 == 0 {
                    content.drain(from..to);
                } else {
                    let times = 1 + dice.below(3);
                    content.splice(from..from, piece.repeat(times));
                }
            }
        }
    }
}

/// What may be said of anything that was read.
fn held(outcome: Result<RawBook, jihe::intake::Refused>) {
    match outcome {
        Ok(book) => {
            let mut names: Vec<String> = book.sheets.iter().map(|s| s.name.to_lowercase()).collect();
            names.sort();
            names.dedup();
            assert_eq!(names.len(), book.sheets.len(), "two sheets of one name");
            for cell in book.sheets.iter().flat_map(|s| s.cells.values()) {
                let _ = cell.shown().len();
            }
        }
        Err(refused) => {
            assert!(refused.message.ends_with('。') && refused.fix.ends_with('。'), "{refused:?}");
        }
    }
}
