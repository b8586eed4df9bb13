//! `round.toml`: which form, stage and year this round is for.

use super::stop::Stop;
use crate::definition::cursor::{Cursor, Source};
use crate::definition::{Fault, FormDef, Vocabulary, rule_levels};
use crate::forms;
use crate::model::Severity;
use chrono::NaiveDate;
use std::collections::BTreeMap;
use toml::de::DeTable;

/// The settings of one round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The form's id.
    pub form: String,
    /// The stage's id.
    pub stage: String,
    /// The year the round is about.
    pub year: i32,
    /// The department's full name.
    pub department: String,
    /// The last day for handing in, where one is set.
    pub deadline: Option<NaiveDate>,
    /// Whom agencies ask: name and telephone as one text; may be empty.
    pub contact: String,
    /// The profile by which points are given, where it is another than the form names.
    pub profile: Option<String>,
    /// Rule levels this round sets itself.
    pub levels: BTreeMap<String, Severity>,
}

impl Settings {
    /// Reads the text of a `round.toml`; on faults, all of them in line order.
    pub fn parse(text: &str, words: &Vocabulary<'_>) -> Result<Settings, Vec<Fault>> {
        let source = Source::new(text);
        let table = DeTable::parse(text).map_err(|e| {
            vec![Fault {
                line: e.span().map_or(1, |s| source.line(s.start)),
                code: "D009",
                message: "这一行读不下去".to_owned(),
                fix: "请检查等号两边、引号是否成对，标点是否为半角".to_owned(),
            }]
        })?;
        let cursor = Cursor::new(&source, table.get_ref(), 0);
        let settings = Settings {
            form: cursor.need("form"),
            stage: cursor.need("stage"),
            year: year(&cursor),
            department: cursor.need("department"),
            deadline: deadline(&cursor),
            contact: cursor.text("contact").unwrap_or_default(),
            profile: profile(&cursor),
            levels: rule_levels(&cursor, words),
        };
        cursor.done();
        let faults = source.into_faults();
        if faults.is_empty() { Ok(settings) } else { Err(faults) }
    }

    /// The text of a new `round.toml`, every line with its explanation.
    pub fn text(&self, form: &FormDef) -> String {
        let stages: Vec<String> = form.stages.iter().map(|s| format!("\"{}\"（{}）", s.id, s.name)).collect();
        let deadline = match self.deadline {
            Some(date) => format!("deadline = \"{date}\""),
            None => "# deadline = \"2025-01-31\"".to_owned(),
        };
        format!(
            "# 本轮填报的设置。等号右边的文字要放在半角引号里；以 # 开头的行是说明，不起作用。\n\
             # 用记事本修改后，保存时编码请选 UTF-8。\n\n\
             # 表的编号：{title}\n\
             form = {form_id}\n\n\
             # 阶段：{stages}\n\
             stage = {stage}\n\n\
             # 年度\n\
             year = {year}\n\n\
             # 主管部门全称，印在每份表上\n\
             department = {department}\n\n\
             # 报送截止日期，写成 年-月-日；不设截止日期的，在行首加 #\n\
             {deadline}\n\n\
             # 填报单位有疑问时找谁：姓名和电话\n\
             contact = {contact}\n\n\
             # 计分办法：{profiles}；不写的，用表自己的计分办法\n\
             {profile}\n\n\
             # 个别审核规则在本轮要改变级别的，去掉下面两行行首的 # 后修改：\n\
             # \"send-back\"（退回）、\"query\"（待核实）、\"note\"（提示）\n\
             # [rules]\n\
             # V102 = \"query\"\n",
            title = form.title,
            form_id = quoted(&self.form),
            stages = stages.join("、"),
            stage = quoted(&self.stage),
            year = self.year,
            department = quoted(&self.department),
            contact = quoted(&self.contact),
            profiles = forms::profiles().map(|p| format!("\"{}\"（{}）", p.id, p.title)).collect::<Vec<_>>().join("、"),
            profile = match &self.profile {
                Some(id) => format!("profile = {}", quoted(id)),
                None => format!("# profile = \"{}\"", form.profile.id),
            },
        )
    }
}

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// The profile of that name; one that is not known is said with those that are.
fn profile(cursor: &Cursor<'_, '_>) -> Option<String> {
    let id = cursor.text("profile")?;
    if forms::profile(&id).is_none() {
        let known: Vec<String> = forms::profiles().map(|p| format!("{}（{}）", p.id, p.title)).collect();
        let line = cursor.line_of("profile");
        cursor.source.fault(line, "D006", format!("没有编号为“{id}”的计分办法"), format!("可用：{}", known.join("、")));
    }
    Some(id)
}

fn year(cursor: &Cursor<'_, '_>) -> i32 {
    let line = cursor.line_of("year");
    match cursor.count("year") {
        Some(year) if (2000..=2100).contains(&year) => i32::try_from(year).unwrap_or_default(),
        Some(year) => {
            cursor.source.fault(line, "D003", format!("年度写成了{year}"), "应写成四位数的年份，如 year = 2024");
            0
        }
        None => {
            // A year of the wrong type has been said already.
            if !cursor.has("year") {
                cursor.source.fault(line, "D002", "缺少“year”", "请补写 year = 2024");
            }
            0
        }
    }
}

fn deadline(cursor: &Cursor<'_, '_>) -> Option<NaiveDate> {
    let text = cursor.text("deadline")?;
    let date = NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d").ok();
    if date.is_none() {
        let fix = "应写成 deadline = \"2025-01-31\"";
        cursor.source.fault(cursor.line_of("deadline"), "D003", format!("看不懂截止日期“{text}”"), fix);
    }
    date
}

/// The settings name a form that does not exist.
pub(super) fn unknown_form(text: &str, settings: &Settings) -> Stop {
    let fix =
        format!("可用：{}；自定的表请存为 编号.toml，放在同一文件夹", forms::ids().collect::<Vec<_>>().join("、"));
    unknown(text, "form", format!("没有编号为“{}”的表", settings.form), fix)
}

/// The settings name a stage that the form does not have.
pub(super) fn unknown_stage(text: &str, settings: &Settings, form: &FormDef) -> Stop {
    let stages: Vec<String> = form.stages.iter().map(|s| format!("\"{}\"（{}）", s.id, s.name)).collect();
    let message = format!("这张表没有“{}”这个阶段", settings.stage);
    unknown(text, "stage", message, format!("应写成 {}", stages.join(" 或 ")))
}

fn unknown(text: &str, key: &str, message: String, fix: String) -> Stop {
    let line = text.lines().position(|l| l.trim_start().starts_with(key)).map_or(1, |n| n + 1);
    Stop::faults(super::SETTINGS, &[Fault { line, code: "D006", message, fix }])
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: Vocabulary<'_> = Vocabulary { aggregates: &[], methods: &[], rules: &["V102"] };
    const GOOD: &str = "form = \"dept-target\"\nstage = \"evaluate\"\nyear = 2024\ndepartment = \"某局\"\n\
                        deadline = \"2025-01-31\"\n[rules]\nV102 = \"query\"\n";

    #[test]
    fn a_whole_file_is_read() {
        let settings = Settings::parse(GOOD, &WORDS).unwrap();
        assert_eq!(settings.year, 2024);
        assert_eq!(settings.deadline, NaiveDate::from_ymd_opt(2025, 1, 31));
        assert_eq!(settings.levels.get("V102"), Some(&Severity::Query));
    }

    #[test]
    fn what_is_written_is_read_back() {
        let form = crate::forms::parse(crate::forms::built_in("dept-target").unwrap()).unwrap();
        let settings = Settings {
            form: "dept-target".to_owned(),
            stage: "declare".to_owned(),
            year: 2025,
            department: "名称里有\"引号\"的局".to_owned(),
            deadline: NaiveDate::from_ymd_opt(2025, 3, 1),
            contact: String::new(),
            profile: Some("hubei".to_owned()),
            levels: BTreeMap::new(),
        };
        assert_eq!(Settings::parse(&settings.text(&form), &WORDS), Ok(settings));
    }

    /// (what is changed, what it becomes, line, words of the message or the remedy)
    #[test]
    fn a_broken_file_says_where_and_what_to_write() {
        let cases = [
            ("stage = \"evaluate\"\n", "", 1, "stage"),
            ("year = 2024\n", "", 1, "year = 2024"),
            ("year = 2024", "year = \"2024\"", 3, "整数"),
            ("year = 2024", "year = 24", 3, "四位数"),
            ("department", "departmant", 4, "department"),
            ("2025-01-31", "2025年1月31日", 5, "deadline = \"2025-01-31\""),
            ("V102 =", "V999 =", 7, "V999"),
            ("\"query\"", "\"warn\"", 7, "待核实"),
            ("year = 2024", "year = 2024\nprofile = \"hunan\"", 4, "hubei（湖北式）"),
            ("year = 2024", "year ＝ 2024", 3, "半角"),
        ];
        for (from, to, line, says) in cases {
            let faults = Settings::parse(&GOOD.replacen(from, to, 1), &WORDS).unwrap_err();
            let found = faults.iter().any(|f| f.line == line && (f.message.contains(says) || f.fix.contains(says)));
            assert!(found, "{from} → {to}: {faults:#?}");
        }
    }
}
