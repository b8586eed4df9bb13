//! The texts of the sample round: the department's own are the published ones.

use super::dice::Dice;
use crate::definition::{BlockKind, FormDef, Shows};
use crate::model::roster::Assigned;
use crate::model::{Agency, ItemId, Role, Roster, Slot};

/// 总体绩效目标 of the published form.
const OBJECTIVE: &str = include_str!("objective.txt");
/// The published tasks: id, name, content, expected.
const TASKS: &str = include_str!("tasks.tsv");

/// What an agency writes into its text slots, by item and slot.
pub(super) fn own(form: &FormDef, agency: &Agency) -> Vec<(ItemId, Slot, String)> {
    let mut texts = Vec::new();
    for block in &form.blocks {
        match &block.kind {
            BlockKind::Text { item, slot } => {
                let gathered = form.item(item).is_some_and(|i| i.aggregate != "headquarters");
                texts.push((item.clone(), *slot, if gathered { measures(agency) } else { objective(agency) }));
            }
            BlockKind::Pairs { slot, left, right, .. } if slot.is_text() => {
                for id in left.iter().chain(right).flat_map(|g| &g.items) {
                    texts.push((id.clone(), *slot, fact(form.label_of(id))));
                }
            }
            BlockKind::Table { columns, rows, required, .. } if *required < rows.len() => {
                let slots: Vec<Slot> = columns
                    .iter()
                    .filter_map(|c| match c.shows {
                        Shows::Slot(slot) => Some(slot),
                        _ => None,
                    })
                    .collect();
                for (id, line) in rows.iter().zip(tasks(agency)) {
                    texts.extend(slots.iter().zip(line).map(|(slot, text)| (id.clone(), *slot, text)));
                }
            }
            _ => {}
        }
    }
    texts
}

/// At the evaluate stage the declared texts are given.
pub(super) fn declared(form: &FormDef, roster: &mut Roster) {
    for agency in roster.agencies.clone() {
        for (item, slot, text) in own(form, &agency) {
            roster.assigned.insert((item, slot, agency.code.clone()), Assigned::Target(text));
        }
    }
}

fn objective(agency: &Agency) -> String {
    match agency.role {
        Role::Headquarters => OBJECTIVE.trim().to_owned(),
        Role::District => format!(
            "2024年，{}区落实全市新型工业化部署，完成市下达的监测、技术改造和企业培育任务，管好用好财政专项资金，资金于年内拨付到位。",
            agency.short
        ),
    }
}

/// What an agency does of its own, where everybody's words are gathered.
fn measures(agency: &Agency) -> String {
    match agency.role {
        Role::Headquarters => "制定补助办法和验收标准，遴选数字化服务商，按季度调度各区进度。".to_owned(),
        Role::District => format!("{}区摸排企业需求，组织服务商对接，按项目进度审核拨付补助资金。", agency.short),
    }
}

fn tasks(agency: &Agency) -> Vec<[String; 3]> {
    if agency.role == Role::Headquarters {
        return TASKS
            .lines()
            .filter_map(|line| {
                let mut fields = line.split('\t').skip(1).map(str::to_owned);
                Some([fields.next()?, fields.next()?, fields.next()?])
            })
            .collect();
    }
    let lines = [
        [
            "企业培育和技术改造",
            "梳理重点企业名单，组织企业申报技术改造、专精特新和“小升规”项目，跟踪项目进度。",
            "完成市下达的技术改造、专精特新、“小升规”企业数量目标。",
        ],
        [
            "财政专项资金拨付",
            "按项目进度审核拨付专项资金，开展资金使用情况抽查。",
            "专项资金年内拨付到位，无截留、挪用。",
        ],
    ];
    lines.map(|line| line.map(str::to_owned)).to_vec()
}

fn fact(label: &str) -> String {
    match label {
        "项目名称" => "中小企业数字化改造补助".to_owned(),
        "主管部门" => super::DEPARTMENT.to_owned(),
        "项目属性" => "延续性项目".to_owned(),
        "项目期限" => "2024年1月至2024年12月".to_owned(),
        other => format!("{other}（示例）"),
    }
}

/// Why a target was missed and what is done about it.
pub(super) fn reason(dice: &mut Dice) -> String {
    let reasons = [
        "部分企业项目立项推迟到下半年，验收顺延；已建立月度台账，明年一季度补足。",
        "个别重点企业停产检修，影响当年数量；已对接企业排定复产计划。",
        "申报企业材料不齐，未能当年认定；已组织专题辅导，下一批次补报。",
        "用地手续办理周期较长，项目开工延后；已纳入区重点项目协调机制。",
    ];
    let at = usize::try_from(dice.between(0, 3)).unwrap_or(0);
    reasons[at.min(reasons.len() - 1)].to_owned()
}
