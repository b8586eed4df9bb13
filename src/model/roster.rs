//! Who is expected to hand in, what each has to achieve, and what weights its rates: the content of 名册.xlsx.

use crate::model::{ItemId, Slot};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// An agency's place in the department.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// 本级: the department's own headquarters.
    Headquarters,
    /// 区: a subordinate agency.
    District,
}

/// One line of the sheet 填报单位.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agency {
    /// 代码, unique.
    pub code: String,
    /// 全称.
    pub name: String,
    /// 简称, used in headers and file names.
    pub short: String,
    /// 曾用名, under which it may still answer.
    pub former: Vec<String>,
    /// 角色.
    pub role: Role,
    /// 参与排名.
    pub ranked: bool,
    /// 联系人, 电话, 邮箱, as given.
    pub contact: String,
    /// 电话.
    pub phone: String,
    /// 邮箱.
    pub mail: String,
}

/// What 任务分解 says for one item and agency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Assigned {
    /// A target, as text.
    Target(String),
    /// `/`: the agency has no part in it.
    NotApplicable,
    /// Nothing yet: a finding.
    Open,
}

/// The roster, in the order that every list and sheet follows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Roster {
    /// The agencies expected to hand in.
    pub agencies: Vec<Agency>,
    /// 任务分解: (item, slot) → the department's own target text.
    pub department: BTreeMap<(ItemId, Slot), String>,
    /// 任务分解: (item, slot, agency code) → what is assigned.
    pub assigned: BTreeMap<(ItemId, Slot, String), Assigned>,
    /// 权数: (item, agency code) → the amount that weights its rate.
    pub weights: BTreeMap<(ItemId, String), Decimal>,
}

impl Roster {
    /// The agency with this code.
    pub fn agency(&self, code: &str) -> Option<&Agency> {
        self.agencies.iter().find(|a| a.code == code)
    }

    /// The agency that goes by this name: 全称, 简称 or 曾用名, white space ignored.
    pub fn by_name(&self, name: &str) -> Option<&Agency> {
        let name: String = name.chars().filter(|c| !c.is_whitespace()).collect();
        if name.is_empty() {
            return None;
        }
        self.agencies.iter().find(|a| a.name == name || a.short == name || a.former.contains(&name))
    }

    /// What is assigned to the agency; `Open` where 任务分解 says nothing.
    pub fn assigned(&self, item: &ItemId, slot: Slot, code: &str) -> &Assigned {
        self.assigned.get(&(item.clone(), slot, code.to_owned())).unwrap_or(&Assigned::Open)
    }

    /// The department's headquarters, the first agency with that role.
    pub fn headquarters(&self) -> Option<&Agency> {
        self.agencies.iter().find(|a| a.role == Role::Headquarters)
    }
}
