//! `jihe verify`: works a consolidated workbook out anew from its round and says what differs; nothing is written.

use super::consolidate::{self, WorkedOut};
use super::{Outcome, Scene};
use crate::forms;
use crate::intake::{self, Format, RawBook, RawValue};
use crate::model::CellRef;
use crate::report::{self, places};
use crate::round::register::{self, Register, Registered};
use crate::round::{Round, Stop};
use crate::verify::{self, Comparison, Difference, Kind};
use chrono::NaiveDate;
use clap::Args;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// So many differences are shown; all are counted, and all stand in the JSON line.
const SHOWN: usize = 50;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// 要复核的汇总工作簿 · the consolidated workbook
    #[arg(value_name = "FILE", help_heading = "参数 · arguments")]
    pub file: PathBuf,
}

pub(super) fn run(arguments: &Arguments, scene: &Scene) -> Result<Outcome, Stop> {
    let path = scene.find(&arguments.file);
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let bytes = std::fs::read(&path).map_err(|error| Stop::io("读不了", &path, &error))?;
    let found = book(&name, &bytes)?;
    let date = made_on(&found).ok_or_else(|| {
        Stop::new(format!("“{name}”没有写明生成日期，不能按当时的情形复核"), "请重新运行汇总，复核新生成的文件")
    })?;
    let round = Round::open(&home(&path, scene))?;
    let mut facts = identity(&name, &found, &round)?;
    let WorkedOut { register, bytes: expected, .. } = consolidate::work_out(&round, round.looked_at()?, date, scene)?;
    let sources = against_register(round.registered()?.as_ref(), &register, &round);
    facts.extend(sources);
    if bytes == expected {
        let line = json!({ "file": name, "bytes": "same", "register": facts, "differences": [], "count": 0 });
        scene.screen.emit(&line);
        scene.screen.say(format!("“{name}”与重新汇总的结果完全一致，汇总后未改动。"));
        say_facts(&facts, scene);
        return Ok(Outcome::open_if(!facts.is_empty()));
    }
    let own = intake::read(&name, &expected).map_err(|refused| stopped(&name, &refused))?;
    let (theirs, ours) = (program(&found), program(&own));
    let same = theirs.as_deref().zip(ours.as_deref()).filter(|(theirs, ours)| theirs != ours);
    let compared = verify::compare(&found, &own, same);
    let differences: Vec<Value> = compared.differences.iter().map(line).collect();
    scene.screen.emit(&json!({
        "file": name,
        "bytes": "differ",
        "register": facts,
        "differences": differences,
        "count": differences.len(),
    }));
    say_facts(&facts, scene);
    if let Some((theirs, ours)) = same {
        scene.screen.remark(&format!("这份文件由“{theirs}”生成，复核用的是“{ours}”，计算或说明的不同可能由此而来。"));
    }
    say(&name, &compared, scene);
    if !facts.is_empty() {
        scene.screen.say("来件或登记有变化的，请先核对来件，再重新汇总。");
    }
    Ok(Outcome::open_if(!facts.is_empty() || !compared.differences.is_empty()))
}

/// The file is a consolidated workbook, and no return.
pub(super) fn is_consolidated(path: &Path) -> bool {
    let bytes = if path.is_file() { std::fs::read(path).ok() } else { None };
    bytes.is_some_and(|bytes| book("", &bytes).is_ok())
}

/// The workbook, where it is one that this program wrote.
fn book(name: &str, bytes: &[u8]) -> Result<RawBook, Stop> {
    let found = intake::read(name, bytes).map_err(|refused| stopped(name, &refused))?;
    let ours = found.properties.get("jihe_kind").is_some_and(|kind| kind == report::KIND);
    if !ours || !matches!(found.format, Format::Xlsx | Format::Xlsm) {
        return Err(Stop::new(
            format!("“{name}”不是本程序写出的汇总工作簿，或另存时丢了文档属性"),
            "请指明“汇总”文件夹里的 .xlsx 文件",
        ));
    }
    Ok(found)
}

fn stopped(name: &str, refused: &intake::Refused) -> Stop {
    Stop::new(format!("“{name}”读不了：{}", refused.message), &refused.fix)
}

/// The day the workbook bears: its property, else the line in 口径.
fn made_on(book: &RawBook) -> Option<NaiveDate> {
    let property = book.properties.get("jihe_date").cloned();
    let printed = || {
        let sheet = book.sheets.iter().find(|s| s.name.as_ref() == places::BASIS)?;
        let is_label = |value: &RawValue| matches!(value, RawValue::Text(text) if text.as_ref() == places::MADE_ON);
        let (at, _) = sheet.cells.iter().find(|(_, cell)| is_label(&cell.value))?;
        Some(sheet.cell(CellRef::new(at.row, at.col + 1))?.shown().into_owned())
    };
    property.or_else(printed)?.trim().parse().ok()
}

/// `绩核 0.1.0`, as the sheets print it.
fn program(book: &RawBook) -> Option<String> {
    book.properties.get("jihe_program").map(|version| format!("绩核 {version}"))
}

/// The round: named with `-C`, else the one the file lies in.
fn home(path: &Path, scene: &Scene) -> PathBuf {
    if scene.dir != Path::new(".") {
        return scene.dir.clone();
    }
    let full = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    full.ancestors().find(|folder| Round::is_here(folder)).map_or_else(|| scene.dir.clone(), Path::to_path_buf)
}

/// The workbook belongs to this round: another form or stage stops, another version or profile is said.
fn identity(name: &str, book: &RawBook, round: &Round) -> Result<Vec<String>, Stop> {
    let of = |property: &str| book.properties.get(property).map(String::as_str).unwrap_or_default();
    let stage = |id| round.form.stage(id).map_or(id, |stage| stage.name.as_str());
    let own = [
        ("表样编号", of("jihe_form"), round.form.id.as_str()),
        ("阶段", stage(of("jihe_stage")), round.stage.name.as_str()),
    ];
    for (word, theirs, here) in own {
        if theirs != here {
            let matter = format!("“{name}”的{word}是“{theirs}”，这一轮填报的{word}是“{here}”");
            return Err(Stop::new(matter, "请用“-C 文件夹”指明它所属的那一轮填报"));
        }
    }
    let (version, profile) = (of("jihe_version"), of("jihe_profile"));
    let mut differs = Vec::new();
    if version != round.form.version {
        differs.push(format!("表样版本：文件按{version}版生成，这一轮填报现为{}版。", round.form.version));
    }
    if !profile.is_empty() && profile != round.form.profile.id {
        let title = forms::profile(profile).map_or_else(|| profile.to_owned(), |p| p.title);
        differs.push(format!("计分办法：文件按“{title}”计分，这一轮填报现为“{}”。", round.form.profile.title));
    }
    Ok(differs)
}

/// What 登记.json has of each agency beside what is in 收回 now, in sentences.
fn against_register(before: Option<&Register>, now: &Register, round: &Round) -> Vec<String> {
    let Some(before) = before else {
        return vec![format!("没有{}，不能核对来件在汇总之后有没有换过。", register::FILE)];
    };
    let short = |code: &str| round.roster.agency(code).map_or_else(|| code.to_owned(), |a| a.short.clone());
    let line = |of: &Register, code: &str| of.agencies.iter().find(|a| a.agency == code).cloned();
    let mut said = Vec::new();
    for was in &before.agencies {
        let name = short(&was.agency);
        match line(now, &was.agency) {
            None => said.push(format!("{name}：登记的来件{}已不在“收回”里。", files(was))),
            Some(is) => said.extend(changed(was, &is).into_iter().map(|what| format!("{name}：{what}"))),
        }
    }
    for is in now.agencies.iter().filter(|is| line(before, &is.agency).is_none()) {
        said.push(format!("{}：登记时没有来件，“收回”里现在有{}。", short(&is.agency), files(is)));
    }
    said
}

fn files(agency: &Registered) -> String {
    let all = agency.chosen.iter().chain(&agency.others);
    all.map(|r| format!("“{}”", r.file)).collect::<Vec<_>>().join("、")
}

/// What has changed in an agency's line.
fn changed(was: &Registered, is: &Registered) -> Vec<String> {
    let all = |of: &Registered| of.chosen.iter().chain(&of.others).cloned().collect::<Vec<_>>();
    let (before, now) = (all(was), all(is));
    let mut said = Vec::new();
    for one in &before {
        match now.iter().find(|r| r.file == one.file) {
            Some(same) if same.sha256 == one.sha256 => {}
            Some(_) => said.push(format!("“{}”的内容在汇总之后改动过，校验值与登记不符。", one.file)),
            None => said.push(match now.iter().find(|r| r.sha256 == one.sha256) {
                Some(moved) => format!("“{}”改名或移到了“{}”，内容没有变。", one.file, moved.file),
                None => format!("登记的“{}”已不在“收回”里。", one.file),
            }),
        }
    }
    let is_new = |r: &&register::Return| !before.iter().any(|b| b.file == r.file || b.sha256 == r.sha256);
    said.extend(now.iter().filter(is_new).map(|r| format!("“{}”是登记之后放进来的。", r.file)));
    let chosen = |of: &Registered| of.chosen.as_ref().map_or("没有".to_owned(), |r| format!("“{}”", r.file));
    let hash = |of: &Registered| of.chosen.as_ref().map(|r| r.sha256.clone());
    if chosen(was) != chosen(is) && (hash(was) != hash(is) || hash(is).is_none()) {
        said.push(format!("登记采用的是{}，现在采用的是{}。", chosen(was), chosen(is)));
    } else if was.how != is.how {
        said.push(format!("采用的文件没有变，选定方式登记为“{}”，现在是“{}”。", was.how.word(), is.how.word()));
    }
    said
}

fn say_facts(facts: &[String], scene: &Scene) {
    if !facts.is_empty() {
        scene.screen.say(format!("来件和登记有{}处与生成时不同：", facts.len()));
    }
    for fact in facts {
        scene.screen.say(format!("  {fact}"));
    }
}

/// The differences in sentences: what a person typed over first, what follows from it counted.
fn say(name: &str, compared: &Comparison, scene: &Scene) {
    let screen = &scene.screen;
    let count = compared.differences.len();
    if count == 0 {
        screen.say(format!("“{name}”另行保存过，但单元格的内容和公式与重新计算的结果都一致。"));
    } else {
        let saved = if compared.saved_since { "生成后另行保存过" } else { "记载的保存时间没有变" };
        screen.say(format!("“{name}”{saved}，与重新计算的结果有{count}处不同："));
    }
    if compared.without_result > 0 {
        screen.say(format!("  有{}个公式没有保存计算结果，只核对了公式。", compared.without_result));
    }
    if count > SHOWN {
        screen.say(format!("  各表：{}。", by_sheet(compared)));
    }
    let causes = compared.saved_since
        && [Kind::Input, Kind::Overtyped, Kind::Formula].iter().any(|k| compared.of(*k).next().is_some());
    let results = compared.of(Kind::Result).count();
    // Results that follow from what was typed over need no line each.
    let listed: Vec<&Difference> =
        compared.differences.iter().filter(|d| !(causes && d.kind == Kind::Result)).collect();
    let groups = alike(&listed);
    for (one, many) in groups.iter().take(SHOWN) {
        screen.say(format!("  {}", sentence(one, *many)));
    }
    let rest: usize = groups.iter().skip(SHOWN).map(|(_, many)| many).sum();
    if rest > 0 {
        screen.say(format!("  另有{rest}处没有列出，加“--json”可看全部。"));
    }
    if causes && results > 0 {
        screen.say(format!("  另有{results}个公式没有改，结果随上面的改动而变。"));
    }
}

/// `总览3处、明细81处`, as the sheets stand.
fn by_sheet(compared: &Comparison) -> String {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for one in &compared.differences {
        match counts.iter_mut().find(|(sheet, _)| *sheet == one.sheet) {
            Some((_, count)) => *count += 1,
            None => counts.push((&one.sheet, 1)),
        }
    }
    counts.iter().map(|(sheet, count)| format!("{sheet}{count}处")).collect::<Vec<_>>().join("、")
}

/// A name that stands in a hundred rows differs a hundred times and is said once, where it stands first.
fn alike<'a>(listed: &[&'a Difference]) -> Vec<(&'a Difference, usize)> {
    let mut groups: Vec<(&Difference, usize)> = Vec::new();
    let mut known: BTreeMap<(&str, Option<u16>, &str, &str), usize> = BTreeMap::new();
    for one in listed {
        let key = (one.sheet.as_str(), one.cell.map(|c| c.col), one.found.as_str(), one.expected.as_str());
        match known.get(&key).and_then(|n| groups.get_mut(*n)).filter(|_| one.kind == Kind::Typed) {
            Some((_, many)) => *many += 1,
            None => {
                known.insert(key, groups.len());
                groups.push((one, 1));
            }
        }
    }
    groups
}

/// `《口径》C15（P-01·权重（分））：文件中为3，应为2.09，是生成后由人改的。`
fn sentence(of: &Difference, many: usize) -> String {
    let about = if of.label.is_empty() { String::new() } else { format!("（{}）", of.label) };
    let more = if many > 1 { format!("等{many}处") } else { String::new() };
    let place = format!("《{}》{}{about}{more}", of.sheet, of.cell.map(|c| c.to_string()).unwrap_or_default());
    let (found, expected) = (brief(&of.found), brief(&of.expected));
    match of.kind {
        Kind::Input => format!("{place}：文件中为{found}，应为{expected}，是生成后由人改的。"),
        Kind::Overtyped => format!("{place}：公式被换成了{found}，应为{expected}。"),
        Kind::Formula => format!("{place}：公式不同，文件中为{found}，应为{expected}。"),
        Kind::Sheet => format!("{place}：文件中{}，重新计算的工作簿{}。", of.found, of.expected),
        Kind::Typed => format!("{place}：文件中为{found}，应为{expected}。"),
        Kind::Result => format!("{place}：公式没有改，文件中的结果为{found}，应为{expected}。"),
    }
}

/// Long texts by their beginning: the cell is named, where the whole can be read.
fn brief(text: &str) -> String {
    let flat = text.replace('\n', " ");
    let is_number =
        flat.trim_end_matches('%').parse::<rust_decimal::Decimal>().is_ok() || flat == "空白" || flat.starts_with('=');
    let cut: String = flat.chars().take(60).collect();
    let more = if flat.chars().count() > 60 { "…" } else { "" };
    if is_number { format!("{cut}{more}") } else { format!("“{cut}{more}”") }
}

/// A difference as JSON.
fn line(of: &Difference) -> Value {
    json!({
        "sheet": of.sheet,
        "cell": of.cell.map(|c| c.to_string()),
        "label": of.label,
        "kind": of.kind.as_str(),
        "found": of.found,
        "expected": of.expected,
    })
}
