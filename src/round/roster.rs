//! 名册.xlsx → [`Roster`]. Sheets and columns are found by their names; everything that cannot be understood is said
//! with its cell, all at once.

use super::stop::{self, Stop};
use super::table::{Table, sheet, squeezed};
use crate::definition::FormDef;
use crate::definition::layout::Layout;
use crate::intake::{RawBook, RawValue};
use crate::model::roster::Assigned;
use crate::model::{Agency, CellRef, ItemId, Role, Roster, Slot};
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;
use unicode_normalization::UnicodeNormalization;

/// The file's name in the round folder.
pub const FILE: &str = "名册.xlsx";
pub(super) const AGENCIES: &str = "填报单位";
pub(super) const TARGETS: &str = "任务分解";
pub(super) const WEIGHTS: &str = "权数";
pub(super) const CONTENT: &str = "申报内容";
/// The columns of 填报单位.
pub(super) const AGENCY_COLUMNS: [&str; 11] =
    ["代码", "全称", "简称", "曾用名", "上级", "角色", "参与排名", "联系人", "电话", "邮箱", "抄送"];
/// The columns of 任务分解 before those of the agencies.
pub(super) const TARGET_COLUMNS: [&str; 4] = ["编码", "指标", "指标值", "部门目标"];
/// The columns of 权数 before those of the agencies.
pub(super) const WEIGHT_COLUMNS: [&str; 3] = ["编码", "指标", "权数口径"];
/// The columns of 申报内容.
pub(super) const CONTENT_COLUMNS: [&str; 4] = ["单位代码", "编码", "栏目", "内容"];

/// Reads the roster; on faults, a sentence for each.
pub fn read(book: &RawBook, form: &FormDef) -> Result<Roster, Stop> {
    let mut reader = Reader { book, slots: Slots::of(form), problems: Vec::new(), roster: Roster::default() };
    reader.agencies();
    if reader.problems.is_empty() {
        reader.targets();
        reader.weights();
        reader.content();
    }
    if reader.problems.is_empty() { Ok(reader.roster) } else { Err(Stop::all(reader.problems)) }
}

/// What a person may name in a roster: the form's items and slots by their printed labels.
struct Slots<'f> {
    form: &'f FormDef,
    /// Every item that has this slot in some stage.
    known: BTreeSet<(ItemId, Slot)>,
}

impl<'f> Slots<'f> {
    fn of(form: &'f FormDef) -> Self {
        let mut known = BTreeSet::new();
        for stage in &form.stages {
            known.extend(Layout::of(form, stage).slots().map(|(_, item, slot)| (item.clone(), slot)));
        }
        Self { form, known }
    }

    /// The slot of an item that is printed under this label, or the labels it could be.
    fn named(&self, item: &ItemId, label: &str) -> Result<Slot, String> {
        let own = Slot::ALL.into_iter().filter(|slot| self.known.contains(&(item.clone(), *slot)));
        let labels: Vec<(Slot, &str)> = own.map(|slot| (slot, self.form.slot_label(slot))).collect();
        let found = labels.iter().find(|(_, own)| squeezed(own) == squeezed(label));
        found.map(|(slot, _)| *slot).ok_or_else(|| labels.iter().map(|(_, l)| *l).collect::<Vec<_>>().join("、"))
    }
}

struct Reader<'b> {
    book: &'b RawBook,
    slots: Slots<'b>,
    problems: Vec<String>,
    roster: Roster,
}

impl<'b> Reader<'b> {
    fn table(&mut self, name: &str, columns: &[&str], required: bool) -> Option<Table<'b>> {
        match sheet(self.book, name) {
            Some(sheet) => Table::of(FILE, sheet, columns, &mut self.problems),
            None => {
                if required {
                    self.problems.push(format!("{FILE}里没有名为《{name}》的工作表。请补上，或把原表改回这个名字。"));
                }
                None
            }
        }
    }

    fn say(&mut self, table: &Table<'_>, row: u32, matter: &str, remedy: &str) {
        self.problems.push(format!("{}{matter}。{remedy}。", table.line(row)));
    }

    fn agencies(&mut self) {
        let Some(table) = self.table(AGENCIES, &AGENCY_COLUMNS, true) else { return };
        let mut names: BTreeMap<String, u32> = BTreeMap::new();
        for row in table.rows() {
            let Some(agency) = self.agency(&table, row) else { continue };
            let own = [agency.code.clone(), squeezed(&agency.name), squeezed(&agency.short)];
            for name in own.into_iter().chain(agency.former.iter().cloned()).collect::<BTreeSet<_>>() {
                if let Some(other) = names.insert(name.clone(), row) {
                    let matter = format!("的“{name}”与第{}行重复", other + 1);
                    self.say(&table, row, &matter, "代码和名称不能两家共用，请核对");
                }
            }
            self.roster.agencies.push(agency);
        }
        if self.roster.agencies.is_empty() && self.problems.is_empty() {
            self.problems.push(format!("{FILE}的《{AGENCIES}》还没有一家单位。请每行填写一家。"));
        }
    }

    fn agency(&mut self, table: &Table<'_>, row: u32) -> Option<Agency> {
        let problems = &mut self.problems;
        let mut text = |header: &str| table.text(row, header, problems);
        let code: String = squeezed(&text("代码").nfkc().collect::<String>());
        let (name, short) = (squeezed(&text("全称")), squeezed(&text("简称")));
        let former = text("曾用名");
        let former = former.split(['、', '，', ',', '；', ';', '\n']).map(squeezed).filter(|n| !n.is_empty()).collect();
        let (role, ranked) = (text("角色"), text("参与排名"));
        let (contact, phone, mail) = (text("联系人"), text("电话"), text("邮箱"));
        for (value, header) in [(&code, "代码"), (&name, "全称"), (&short, "简称")] {
            if value.is_empty() {
                self.say(table, row, &format!("没有填“{header}”"), "请补填；不用的行请整行删除");
                return None;
            }
        }
        // Excel matches criteria by wildcards, and digits alone as a number of 15 digits: two such codes could be one to it.
        let long = code.len() > 15 && code.chars().all(|c| c.is_ascii_digit());
        if long || code.contains(['*', '?', '~']) {
            let fix = "代码不能含 * ? ~；超过15位的纯数字代码请在前面加一个字母，如“U”";
            self.say(table, row, &format!("的代码“{code}”在 Excel 公式里会与别的单位混淆"), fix);
            return None;
        }
        let role = match role.as_str() {
            "本级" => Role::Headquarters,
            "区" => Role::District,
            _ => {
                self.say(table, row, &format!("的“角色”是“{role}”"), "请填“本级”或“区”");
                return None;
            }
        };
        let ranked = match ranked.as_str() {
            "是" => true,
            "否" => false,
            _ => {
                self.say(table, row, &format!("的“参与排名”是“{ranked}”"), "请填“是”或“否”");
                return None;
            }
        };
        Some(Agency { code, name, short, former, role, ranked, contact, phone, mail })
    }

    /// The agencies' columns of a table; any other column is a sentence.
    fn agency_columns(&mut self, table: &Table<'_>, own: &[&str]) -> Vec<(u16, String)> {
        let mut columns = Vec::new();
        let mut seen = BTreeMap::new();
        for (header, col) in table.columns.iter().filter(|(header, _)| !own.contains(&header.as_str())) {
            let place = table.place(CellRef::new(table.header, *col));
            match self.roster.by_name(header).map(|a| a.code.clone()) {
                Some(code) => match seen.insert(code.clone(), header) {
                    None => columns.push((*col, code)),
                    Some(other) => {
                        self.problems.push(format!("{place}的“{header}”与“{other}”是同一家单位。请合并成一列。"))
                    }
                },
                None => self.problems.push(format!(
                    "{place}的“{header}”不是《{AGENCIES}》里的单位。请改成该表的简称或全称，或删去这一列。"
                )),
            }
        }
        columns
    }

    /// The item of a row, named by its code, its label agreeing where one is written.
    fn item(&mut self, table: &Table<'_>, row: u32) -> Option<ItemId> {
        let code = squeezed(&table.text(row, "编码", &mut self.problems));
        let label = table.text(row, "指标", &mut self.problems);
        if code.is_empty() {
            self.say(table, row, "有内容但没有填“编码”", "请补填编码；不用的行请整行删除");
            return None;
        }
        let form = self.slots.form;
        let Some((item, own)) = form.named(&code).and_then(|id| form.item(id)).map(|i| (i.id.clone(), &i.label)) else {
            self.say(table, row, &format!("的编码“{code}”不在本表中"), "请用“jihe form”查看编码，或删去这一行");
            return None;
        };
        if !label.is_empty() && squeezed(own) != squeezed(&label) {
            let matter = format!("的编码“{code}”应是“{own}”，指标一栏写的是“{label}”");
            self.say(table, row, &matter, "请核对编码和指标是否错行");
            return None;
        }
        Some(item)
    }

    fn targets(&mut self) {
        let Some(table) = self.table(TARGETS, &TARGET_COLUMNS, true) else { return };
        let agencies = self.agency_columns(&table, &TARGET_COLUMNS);
        let mut seen = BTreeMap::new();
        for row in table.rows() {
            let Some(item) = self.item(&table, row) else { continue };
            let Some(slot) = self.slot(&table, row, &item, "指标值") else { continue };
            if let Some(other) = seen.insert((item.clone(), slot), row) {
                self.say(
                    &table,
                    row,
                    &format!("与第{}行是同一项指标值", u32::saturating_add(other, 1)),
                    "请只保留一行",
                );
                continue;
            }
            let target = table.text(row, "部门目标", &mut self.problems);
            if !target.is_empty() {
                self.roster.department.insert((item.clone(), slot), target);
            }
            for (col, code) in &agencies {
                let assigned = match table.text_at(row, *col, &mut self.problems) {
                    text if text.is_empty() => Assigned::Open,
                    text if is_not_applicable(&text) => Assigned::NotApplicable,
                    text => Assigned::Target(text),
                };
                self.roster.assigned.insert((item.clone(), slot, code.clone()), assigned);
            }
        }
    }

    fn slot(&mut self, table: &Table<'_>, row: u32, item: &ItemId, header: &str) -> Option<Slot> {
        let label = table.text(row, header, &mut self.problems);
        match self.slots.named(item, &label) {
            Ok(slot) => Some(slot),
            Err(choices) => {
                let matter = format!("的“{header}”写的是“{label}”");
                self.say(table, row, &matter, &format!("请填：{choices}"));
                None
            }
        }
    }

    fn weights(&mut self) {
        let Some(table) = self.table(WEIGHTS, &WEIGHT_COLUMNS, true) else { return };
        let agencies = self.agency_columns(&table, &WEIGHT_COLUMNS);
        let mut seen = BTreeMap::new();
        for row in table.rows() {
            let Some(item) = self.item(&table, row) else { continue };
            if let Some(other) = seen.insert(item.clone(), row) {
                self.say(&table, row, &format!("与第{}行是同一项指标", u32::saturating_add(other, 1)), "请只保留一行");
                continue;
            }
            for (col, code) in &agencies {
                if let Some(amount) = self.weight(&table, row, *col) {
                    self.roster.weights.insert((item.clone(), code.clone()), amount);
                }
            }
        }
    }

    /// A weight; `None` where none is given or the agency has no part in it.
    fn weight(&mut self, table: &Table<'_>, row: u32, col: u16) -> Option<Decimal> {
        let text = table.text_at(row, col, &mut self.problems);
        if text.is_empty() || is_not_applicable(&text) {
            return None;
        }
        let amount = match table.value(row, col) {
            Some(RawValue::Number(n)) => Some(*n),
            _ => Decimal::from_str(&text.replace(',', "")).ok(),
        };
        let amount = amount.filter(|n| !n.is_sign_negative() || n.is_zero());
        if amount.is_none() {
            let place = table.place(CellRef::new(row, col));
            self.problems.push(format!("{place}的权数“{text}”不是0以上的数字。请只填数字，不带单位。"));
        }
        amount
    }

    fn content(&mut self) {
        let Some(table) = self.table(CONTENT, &CONTENT_COLUMNS, false) else { return };
        for row in table.rows() {
            let code = squeezed(&table.text(row, "单位代码", &mut self.problems));
            if self.roster.agency(&code).is_none() {
                self.say(&table, row, &format!("的单位代码“{code}”不在《{AGENCIES}》里"), "请核对代码");
                continue;
            }
            let Some(item) = self.item(&table, row) else { continue };
            let Some(slot) = self.slot(&table, row, &item, "栏目") else { continue };
            let text = table.text(row, "内容", &mut self.problems);
            if text.is_empty() {
                continue;
            }
            let assigned = if is_not_applicable(&text) { Assigned::NotApplicable } else { Assigned::Target(text) };
            if self.roster.assigned.insert((item, slot, code), assigned).is_some() {
                self.say(&table, row, "的这一栏前面已经写过", "请只保留一处");
            }
        }
    }
}

/// `/`, `—`, 不涉及.
fn is_not_applicable(text: &str) -> bool {
    matches!(text, "/" | "／" | "—" | "——" | "-" | "不涉及")
}

/// Reads the roster file's own bytes.
pub(super) fn from_bytes(bytes: &[u8], form: &FormDef) -> Result<Roster, Stop> {
    let book = crate::intake::read(FILE, bytes).map_err(|refused| stop::unreadable(FILE, &refused))?;
    read(&book, form)
}
