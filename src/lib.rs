//! 绩核 (jihe): the map of the house.
//!
//! A department sends a form out as Excel workbooks, gets them back from its agencies in whatever state, checks and
//! merges them, scores every indicator and hands a consolidated workbook up. Each stage is one module with one public
//! function, which takes the type of the stage before it and gives its own:
//!
//! ```text
//! TOML ─definition→ FormDef ─template→ Book ─xlsx→ bytes                                            what goes out
//! bytes ─intake→ RawBook ─extract→ Submission ─check→ Checked ─merge→ Merged ─score→ Scored ─report→ Book ─xlsx→ bytes
//! ```
//!
//! | module | is |
//! |---|---|
//! | [`model`] | the nouns of all stages, without I/O: origin, quantity, finding, roster, decision, a workbook as plain data |
//! | [`definition`] | one TOML file → a form; its `layout` is the one map of item × slot ↔ cell, for writer and reader alike |
//! | [`template`] | a form → the workbook an agency fills |
//! | [`intake`] | bytes → what Excel holds, with no opinion; refuses what is no workbook |
//! | [`extract`] | which agency, item and slot each cell is, and when that is sure; every cell is accounted for |
//! | [`check`] | the rules, one file and one page each (`check/rules`) |
//! | [`merge`] | the agencies' figures become the department's (`merge/aggregates`), each with where it came from |
//! | [`score`] | points, totals and grades (`score/methods`), each with its sentence |
//! | [`report`] | the consolidated workbook, one file per sheet |
//! | [`verify`] | a consolidated workbook beside the same one worked out anew: what differs |
//! | [`xlsx`] | a workbook as plain data → bytes; the same bytes for the same input |
//! | [`forms`] | the forms built in, and the names a definition may use |
//! | [`round`] | the round folder: settings, roster, decisions, what came back |
//! | [`demo`] | a sample round, made from a seed |
//! | [`cli`] | the commands; with `round` the only place that touches disk and clock |
//!
//! Imports point upstream only, and a test holds them to it. Numbers are decimal throughout. A cell that is wrong is a
//! [`model::Finding`], the normal product; an error means that the program cannot go on.
//!
//! # The pipeline whole, in memory
//!
//! One agency of the sample round, from the definition to the consolidated workbook:
//!
//! ```
//! use jihe::demo::{self, Plan};
//! use jihe::round::{self, Round, Settings};
//! use jihe::template::{self, Issue};
//! use jihe::{check, extract, forms, intake, merge, report, score, xlsx};
//!
//! // The form, the round and its roster: what lies in a round folder.
//! let form = forms::parse(forms::built_in("dept-target").unwrap()).unwrap();
//! let stage = form.stage("evaluate").unwrap().clone();
//! let today = chrono::NaiveDate::from_ymd_opt(2025, 1, 20).unwrap();
//! let sample = demo::demo(&form, &stage, &Plan { agencies: 1, seed: 1, clean: true, today });
//! let toml = "form = 'dept-target'\nstage = 'evaluate'\nyear = 2024\ndepartment = '某局'";
//! let settings = Settings::parse(toml, &forms::vocabulary()).unwrap();
//! let (dir, decisions) = Default::default();
//! let round = Round { dir, settings, form, stage, roster: sample.roster, decisions };
//!
//! // Out: the agency's own workbook, here with what its clerk typed.
//! let agency = &round.roster.agencies[0];
//! let names = [agency.name.clone()];
//! let issue = Issue {
//!     year: 2024, department: "某局", deadline: None, contact: "", created: today, agencies: &names, checks: &[],
//! };
//! let mut prefill = round::prefill(&round, &issue, agency);
//! prefill.filled.extend(sample.answers[0].typed.clone());
//! let returned = xlsx::write(&template::template(&round.form, &round.stage, &prefill)).unwrap();
//!
//! // Back: what Excel holds → which cell is what → what the rules say.
//! let raw = intake::read("收回/局本级.xlsx", &returned).unwrap();
//! let rules = check::Context {
//!     form: &round.form, stage: &round.stage, roster: Some(&round.roster), decisions: &[],
//! };
//! let read = extract::extract(&raw, &round.forms()).unwrap();
//! let checked: Vec<_> = read.into_iter().map(|submission| check::check(submission, &rules)).collect();
//! assert!(checked[0].findings.is_empty());
//!
//! // Up: the figures of the department, their points, the workbook.
//! let scored = score::score(merge::merge(checked, Vec::new(), round.merging()), round.merging());
//! let first = &scored.agencies[0][0];
//! assert_eq!((first.item.as_str(), first.points), ("P-01", Some(first.weight)));
//! let facts = report::Facts {
//!     year: 2024, department: "某局".into(), date: today, deadline: None, program: "0.1.0",
//!     hashes: Default::default(), remarks: Vec::new(),
//! };
//! let book = report::report(&scored, round.merging(), &facts);
//! assert_eq!(book.sheets[0].name, "总览");
//! assert!(xlsx::write(&book).unwrap().starts_with(b"PK"));
//! ```
#![forbid(unsafe_code)]

pub mod check;
pub mod cli;
pub mod definition;
pub mod demo;
pub mod extract;
pub mod forms;
pub mod intake;
pub mod merge;
pub mod model;
pub mod report;
pub mod round;
pub mod score;
pub mod template;
pub mod verify;
pub mod xlsx;
