//! A filled return, damaged on its way: cut, bits flipped, blocks zeroed or exchanged. In an .xlsx nothing is ever read as
//! other data; in an .xls and .ods nothing panics or hangs, and what is read differently is counted.
//!
//! `JIHE_DAMAGE=50000 cargo test --release --test damage` tries as many cases of each format.
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "a test stops where it cannot go on, and says what it skips and counts"
)]

mod office;

use jihe::definition::FormDef;
use jihe::extract::{Submission, extract};
use jihe::intake;
use jihe::template::{Prefill, template};
use jihe::xlsx;
use office::*;
use std::time::{Duration, Instant};

/// A filled evaluate return.
fn filled(forms: &[FormDef]) -> Vec<u8> {
    let (agency, names, checks) = (agency(), names(), checks());
    let issue = issue(&names, &checks);
    let stage = forms[0].stage("evaluate").unwrap();
    let mut prefill = Prefill::blank(&issue, Some(&agency));
    give_targets(&forms[0], stage, &mut prefill);
    fill_published(stage, &mut prefill);
    xlsx::write(&template(&forms[0], stage, &prefill)).unwrap()
}

/// xorshift: the same cases every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(n.max(1)).unwrap()).unwrap()
    }
}

/// One damage of one kind; disks and mail lose blocks of 512 bytes.
fn damaged(good: &[u8], dice: &mut Dice) -> (String, Vec<u8>) {
    let mut bytes = good.to_vec();
    let at = dice.below(bytes.len());
    let block = |dice: &mut Dice| {
        let from = dice.below(good.len()) / 512 * 512;
        from..(from + 512 * (1 + dice.below(4))).min(good.len())
    };
    let what = match dice.below(10) {
        0 => {
            bytes.truncate(at);
            format!("cut at {at}")
        }
        1..=3 => {
            let bit = dice.below(8);
            bytes[at] ^= 1 << bit;
            format!("bit {bit} of byte {at} flipped")
        }
        4 => {
            let many = 2 + dice.below(8);
            for _ in 0..many {
                let at = dice.below(bytes.len());
                bytes[at] ^= 1 << dice.below(8);
            }
            format!("{many} bits flipped")
        }
        5 => {
            let block = block(dice);
            bytes[block.clone()].fill(0);
            format!("{block:?} zeroed")
        }
        6 => {
            let (a, b) = (block(dice), block(dice));
            let length = a.len().min(b.len());
            let (from, to) = (a.start, b.start);
            bytes[to..to + length].copy_from_slice(&good[from..from + length]);
            bytes[from..from + length].copy_from_slice(&good[to..to + length]);
            format!("{length} bytes at {from} and {to} exchanged")
        }
        7 => {
            let block = block(dice);
            bytes.drain(block.clone());
            format!("{block:?} lost")
        }
        8 => {
            let block = block(dice);
            let again = good[block.clone()].to_vec();
            bytes.splice(block.start..block.start, again);
            format!("{block:?} twice")
        }
        _ => {
            bytes[at] = u8::try_from(dice.below(256)).unwrap();
            format!("byte {at} is {}", bytes[at])
        }
    };
    (what, bytes)
}

/// What became of the damaged files.
#[derive(Default, Debug)]
struct Outcome {
    refused: usize,
    the_same: usize,
    asked_about: usize,
    /// Read as something else, and nothing said: the description, and what differs.
    silent: Vec<String>,
    slowest: Duration,
}

/// The values of a submission that differ from the undamaged ones and that nothing keeps out of the merge.
fn differing(read: &Submission, good: &Submission) -> Vec<String> {
    let mut differing = Vec::new();
    for (a, b) in read.entries.iter().zip(&good.entries) {
        let same = a.text == b.text && a.reading.meaning == b.reading.meaning;
        if !same && a.sure {
            differing.push(format!("{}/{}: “{}” was “{}”", a.item, a.slot, a.text, b.text));
        }
    }
    if (&read.agency_code, &read.form, &read.stage) != (&good.agency_code, &good.form, &good.stage) {
        differing.push(format!("{:?} {:?} {:?}", read.agency_code, read.form, read.stage));
    }
    differing
}

fn run(file: &str, good: &[u8], forms: &[FormDef], seed: u64, cases: usize) -> Outcome {
    let original = extract(&intake::read(file, good).unwrap(), forms).unwrap().remove(0);
    let mut dice = Dice(seed);
    let mut outcome = Outcome::default();
    for _ in 0..cases {
        let (what, bytes) = damaged(good, &mut dice);
        let start = Instant::now();
        let read = intake::read(file, &bytes).and_then(|book| extract(&book, forms));
        outcome.slowest = outcome.slowest.max(start.elapsed());
        match read {
            Err(_) => outcome.refused += 1,
            Ok(mut all) => {
                let read = all.remove(0);
                let differing = differing(&read, &original);
                if read == original {
                    outcome.the_same += 1;
                } else if differing.is_empty() || read.findings != original.findings {
                    outcome.asked_about += 1;
                } else {
                    outcome.silent.push(format!("{what}: {}", differing.join("; ")));
                }
            }
        }
    }
    outcome
}

/// How many cases of each format: more where asked for.
fn cases(ordinary: usize) -> usize {
    std::env::var("JIHE_DAMAGE").ok().and_then(|n| n.parse().ok()).unwrap_or(ordinary)
}

#[test]
fn a_damaged_xlsx_is_refused_or_read_the_same() {
    let forms = [form("dept-target")];
    let outcome = run("a.xlsx", &filled(&forms), &forms, 20241231, cases(2_000));
    eprintln!("xlsx: {outcome:?}");
    assert_eq!(outcome.silent, Vec::<String>::new());
    assert_eq!(outcome.asked_about, 0, "a damaged .xlsx is never read as other data at all");
    assert!(outcome.refused > 0 && outcome.the_same > 0);
    assert!(outcome.slowest < Duration::from_secs(20), "{:?}", outcome.slowest);
}

/// What is stored in an .xls has no checksum: some damage is read as other data whoever reads it. None of it panics.
#[test]
fn a_damaged_xls_or_ods_ends() {
    let forms = [form("dept-target")];
    let book = filled(&forms);
    for format in ["xls", "ods"] {
        let Some(good) = saved_as(&book, format) else { return };
        let outcome = run(&format!("a.{format}"), &good, &forms, 20241231, cases(500));
        let Outcome { refused, the_same, asked_about, silent, slowest } = outcome;
        eprintln!(
            "{format}: refused {refused}, the same {the_same}, asked about {asked_about}, silent {}, slowest {slowest:?}",
            silent.len()
        );
        for one in silent.iter().take(5) {
            eprintln!("  {one}");
        }
        assert!(slowest < Duration::from_secs(20), "{slowest:?}");
        if format == "ods" {
            assert_eq!(silent, Vec::<String>::new(), "an .ods has the checksums of its zip");
        }
    }
}
