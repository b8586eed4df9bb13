//! The built-in forms, and what a broken definition says.

use super::layout::{Layout, TileKind};
use super::*;

/// Names of later stages, as the built-in forms use them: nothing here may look downstream.
pub(crate) const WORDS: Vocabulary<'_> = Vocabulary {
    aggregates: &[
        "sum",
        "owner",
        "headquarters",
        "weighted-mean",
        "latest",
        "worst-tier",
        "min",
        "max",
        "money-weighted-tier",
        "distinct-names",
        "text-by-agency",
    ],
    methods: &["budget-execution", "inverse-linear", "inverse-ratio", "bands", "deduction"],
    rules: &["V102"],
};

fn form(id: &str) -> FormDef {
    let (_, text) = BUILT_IN.iter().find(|(i, _)| *i == id).unwrap();
    FormDef::parse(text, &WORDS).unwrap_or_else(|f| panic!("{f:#?}"))
}

#[test]
fn the_built_in_forms_are_whole() {
    for (id, _) in BUILT_IN {
        let form = form(id);
        assert_eq!(form.id, id);
        for stage in &form.stages {
            let layout = Layout::of(&form, stage);
            for (i, a) in layout.tiles.iter().enumerate() {
                for b in &layout.tiles[i + 1..] {
                    let apart = a.area.last.row < b.area.first.row
                        || b.area.last.row < a.area.first.row
                        || a.area.last.col < b.area.first.col
                        || b.area.last.col < a.area.first.col;
                    assert!(apart, "{id} {}: {a:?} and {b:?} overlap", stage.id);
                }
            }
            for (tile, item, slot) in layout.slots() {
                assert_eq!(layout.cell(item, slot), Some(tile.area.first), "{item} {slot} stands twice");
            }
            assert!(layout.rows.iter().all(|r| r.height <= 40_950));
        }
    }
}

#[test]
fn the_published_form_is_as_published() {
    let form = form("dept-target");
    assert_eq!(form.indicators().count(), 33);
    let weights: Decimal = form.indicators().map(|(_, i)| i.weight).sum();
    assert_eq!(weights, Decimal::from(90));
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/form/indicators.tsv");
    #[allow(clippy::disallowed_methods, reason = "tests read the published form")]
    let table = std::fs::read_to_string(path).unwrap();
    for (line, (item, indicator)) in table.lines().skip(1).zip(form.indicators()) {
        let fields: Vec<&str> = line.split('\t').collect();
        let own = [
            item.id.as_str(),
            &indicator.level1,
            &indicator.level2,
            &item.label,
            &indicator.term_target,
            &indicator.target,
        ];
        assert_eq!(own.to_vec(), fields[..6].to_vec());
    }
    let declare = Layout::of(&form, &form.stages[0]);
    assert_eq!((declare.columns, declare.key_column), (6, 6));
    assert_eq!(Layout::of(&form, &form.stages[1]).columns, 8);
    assert_eq!(declare.slots().count(), 8 + 1 + 30 + 66);
    let labels = declare.tiles.iter().filter(|t| matches!(t.kind, TileKind::Label(_))).count();
    assert_eq!(labels, 8 + 33);
}

#[test]
fn keys_lead_to_the_slot_they_stand_beside() {
    let form = form("dept-target");
    let layout = Layout::of(&form, &form.stages[1]);
    let p02 = ItemId::new("P-02");
    assert_eq!(layout.place("indicators/P-02", "indicators/actual"), Some(&(p02.clone(), Slot::Actual)));
    let cell = layout.cell(&p02, Slot::Actual).unwrap();
    assert!(
        layout.keys.contains(&(crate::model::CellRef::new(cell.row, layout.key_column), "indicators/P-02".to_owned()))
    );
}

/// A weight is taken from one number of the form, and not from itself.
#[test]
fn what_weights_an_item_is_one_number() {
    let text = BUILT_IN[1].1;
    let own = "weight_from = \"Q-01\"";
    for (to, says) in [
        ("weight_from = \"Q-99\"", "“Q-99”，这个项目不存在"),
        ("weight_from = \"Q-05\"", "又取自它自己"),
        ("weight_from = \"Q-04\"", "不是单个数值"),
        ("weight_from = \"objective\"", "不是单个数值"),
        ("weight_from = \"Q-01\", weight_basis = \"支持企业数\"", "同时写了"),
    ] {
        let faults = FormDef::parse(&text.replacen(own, to, 1), &WORDS).unwrap_err();
        let fault = faults.iter().find(|f| f.code == "D006").unwrap_or_else(|| panic!("{to}: {faults:#?}"));
        assert!(fault.message.contains(says), "{fault:?}");
        let line = text.lines().position(|l| l.contains(own)).unwrap() + 1;
        assert_eq!(fault.line, line);
    }
    let round = text.replacen(own, "weight_from = \"Q-02\"", 1);
    let back = "label = \"组织数字化改造培训\",";
    let round = round.replacen(back, &format!("{back} weight_from = \"Q-05\","), 1);
    let faults = FormDef::parse(&round, &WORDS).unwrap_err();
    assert!(faults.iter().all(|f| f.message.contains("又取自它自己")) && faults.len() == 2, "{faults:#?}");
    for amount in ["project-total", "Q-02"] {
        FormDef::parse(&text.replacen(own, &format!("weight_from = \"{amount}\""), 1), &WORDS).unwrap();
    }
}

/// (what is changed, what it becomes, line, code, words of the message or the remedy)
#[test]
fn a_broken_definition_says_where_and_what_to_write() {
    let text = BUILT_IN[0].1;
    let cases = [
        ("sheet = ", "shet = ", "D001", "sheet"),
        ("version = \"2024.1\"\n", "", "D002", "version"),
        ("level1 = \"效益指标\"\n", "level1 = \"效益指标\"\nweight = 41\n", "D005", "101"),
        ("profile = \"general\"", "profile = \"generel\"", "D006", "general"),
        ("[guide]", "[scoring]\ngrade-good = { value = 95, source = \"本地办法\" }\n[guide]", "D012", "优应高于良"),
        ("[guide]", "[scoring]\ngrade-god = { value = 70, source = \"本地办法\" }\n[guide]", "D001", "grade-good"),
        ("[guide]", "[scoring]\nabout-tolerance = { value = 5 }\n[guide]", "D002", "source"),
        ("[guide]", "[scoring]\ninverse = \"inverse-lineer\"\n[guide]", "D006", "inverse-linear"),
        ("owner = \"headquarters\" }", "owner = \"headquarters\", deduct = 1 }", "D013", "deduction"),
        ("owner = \"headquarters\" }", "owner = \"headquarters\", method = \"bands\", of = 5 }", "D013", "分档"),
        ("id = \"P-02\"", "id = \"P-01\"", "D004", "P-01"),
        ("aggregate = \"sum\"", "aggregate = \"summ\"", "D006", "sum"),
        ("method = \"budget-execution\"", "method = \"budgetexecution\"", "D006", "budget-execution"),
        ("sheet = \"绩效目标\"", "sheet = \"绩效/目标\"", "D007", "绩效/目标"),
        ("label = \"完成值\"", "label = \"完成值完成值完成值完成值完成值完成值完成值\"", "D008", "完成值"),
        ("kind = \"cover\"", "kind = cover", "D009", "引号"),
        ("span = \"C:D\"", "span = \"C-D\"", "D003", "C-D"),
    ];
    for (from, to, code, says) in cases {
        assert!(text.contains(from), "{from}");
        let broken = text.replacen(from, to, 1);
        let faults = FormDef::parse(&broken, &WORDS).unwrap_err();
        let fault = faults.iter().find(|f| f.code == code).unwrap_or_else(|| panic!("{from}: {faults:#?}"));
        assert!(fault.message.contains(says) || fault.fix.contains(says), "{fault:?}");
        let own_line = !from.starts_with(['[', 'l']);
        if own_line && !matches!(code, "D002" | "D005" | "D007" | "D008") {
            let line = text.lines().position(|l| l.contains(from)).unwrap() + 1;
            assert_eq!(fault.line, line, "{fault:?}");
        }
    }
}

/// (what is changed, what it becomes, code of the fault, words of the message or the remedy)
#[test]
fn a_code_is_short_plain_and_means_one_item() {
    let text = BUILT_IN[0].1;
    let cases = [
        ("code = \"Y-02\"", "code = \"Y-01\"", "D004", "“basic-expenditure”已用过"),
        ("code = \"Y-02\"", "code = \"P-01\"", "D004", "“P-01”已用过"),
        ("code = \"Z-01\"", "code = \"Y-00\"", "D004", "“budget-execution”已用过"),
        ("code = \"Z-01\"", "code = \"T-10\"", "D004", "“T-10”已用过"),
        ("code = \"Y-00\"", "code = \"Y 00\"", "D007", "不留空格"),
        ("code = \"Y-00\"", "code = \"Y*\"", "D007", "“Y*”"),
        ("code = \"Y-00\"", "code = \"\"", "D007", "“Y-01”"),
        ("code = \"Z-01\"", "code = \"2024\"", "D007", "以文字开头"),
        ("code = \"Z-01\"", "code = \"objective\"", "D007", "不超过8个字"),
        ("code = \"Z-01\"", "code = 1", "D003", "code"),
    ];
    for (from, to, code, says) in cases {
        let faults = FormDef::parse(&text.replacen(from, to, 1), &WORDS).unwrap_err();
        let [fault] = faults.as_slice() else { panic!("{to}: {faults:#?}") };
        let line = text.lines().position(|l| l.contains(from)).unwrap() + 1;
        assert_eq!((fault.code, fault.line), (code, line), "{to}: {fault:?}");
        assert!(fault.message.contains(says) || fault.fix.contains(says), "{to}: {fault:?}");
    }
    FormDef::parse(&text.replacen("Z-01", "总体目标-1", 1), &WORDS).unwrap();
}

/// People may call an item by either; everything that is printed uses the code, and the id where there is none.
#[test]
fn an_item_is_called_by_its_code_or_its_id() {
    let form = form("dept-target");
    for (id, code) in [
        ("basic-expenditure", "Y-01"),
        ("transfer-to-districts", "Y-08"),
        ("budget-execution", "Y-00"),
        ("objective", "Z-01"),
        ("P-01", "P-01"),
        ("T-3", "T-3"),
    ] {
        let id = ItemId::new(id);
        assert_eq!((form.code_of(&id), form.named(code), form.named(id.as_str())), (code, Some(&id), Some(&id)));
    }
    assert_eq!((form.named("Y-99"), form.named("")), (None, None));
    // A row that an earlier edition had is another item, with no code of its own.
    let dropped = form.earlier[0].form.item(&ItemId::new("P-25")).unwrap();
    assert_eq!(dropped.code(), "P-25");
    for (id, _) in BUILT_IN {
        let form = self::form(id);
        assert!(form.items.iter().all(|item| item.code().len() <= 4), "{id}");
    }
}

/// (what stands under [measures], its line from there, code, words of the message or the remedy)
#[test]
fn measures_that_cannot_be_say_where() {
    let conversions = "conversions = [{ from = \"‰\", to = \"%\", factor = 0.1 }]";
    let cases = [
        ("conversion = []", "D001", "conversions"),
        ("synonyms = [\"家\"]", "D003", "synonyms"),
        ("synonyms = [[\"家\"]]", "D011", "至少要有两个"),
        ("synonyms = [[\"家\", \"家\"]]", "D011", "本来就是同一个"),
        ("synonyms = [[\"家\", \"户\"], [\"户\", \"家\"]]", "D011", "不必再写"),
        ("synonyms = [[\"公里\", \"km\"]]", "D011", "本来就是同一个"),
        ("synonyms = [[\"万元\", \"元\"]]", "D011", "不能作为一个计量单位"),
        ("conversions = [{ from = \"‰\", to = \"%\", factor = 0 }]", "D011", "应大于0"),
        ("conversions = [{ from = \"‰\", to = \"%\", factor = \"三\" }]", "D003", "factor"),
        ("conversions = [{ from = \"‰\", to = \"%\" }]", "D002", "factor"),
        ("conversions = [{ from = \"‰\", factor = 1 }]", "D002", "to"),
        ("conversions = [{ from = \"‰\", to = \"%\", factor = 0.1, by = 1 }]", "D001", "by"),
        (
            "conversions = [{ from = \"‰\", to = \"%\", factor = 0.1 }, { from = \"%\", to = \"‰\", factor = 100 }]",
            "D011",
            "互相矛盾",
        ),
    ];
    let text = BUILT_IN[0].1;
    let line = text.lines().position(|l| l == conversions).unwrap() + 1;
    for (written, code, says) in cases {
        let faults = FormDef::parse(&text.replacen(conversions, written, 1), &WORDS).unwrap_err();
        let [fault] = faults.as_slice() else { panic!("{written}: {faults:#?}") };
        assert_eq!((fault.code, fault.line), (code, line), "{written}: {fault:?}");
        assert!(fault.message.contains(says) || fault.fix.contains(says), "{written}: {fault:?}");
    }
    let own = "synonyms = [\"家\"]";
    for (written, says) in [("synonyms = [\"个\"]", "本来就是同一个"), ("synonyms = [\"家\", \"家\"]", "不必再写")]
    {
        let faults = FormDef::parse(&text.replacen(own, written, 1), &WORDS).unwrap_err();
        assert!(faults.iter().any(|f| f.code == "D011" && f.message.contains(says)), "{written}: {faults:#?}");
    }
}

/// A synonym written at one indicator holds there alone, one written for the form everywhere.
#[test]
fn synonyms_hold_where_they_are_written() {
    use crate::model::Reading;
    let holds = |form: &str, item: &str, part: &str, other: &str| {
        let form = self::form(form);
        let (part, other) = (Reading::of(part).meaning, Reading::of(other).meaning);
        part.parts()[0].amount_in(&other.parts()[0], form.measures_of(&ItemId::new(item))).is_some()
    };
    assert!(holds("dept-target", "P-05", "900家", "≥900个"));
    assert!(!holds("dept-target", "P-04", "900家", "≥900个"));
    assert!(holds("dept-target", "B-04", "14‰", "≤1.5%"));
    assert!(holds("project-target", "Q-01", "240户", "≥240家"));
    assert!(holds("project-target", "Q-05", "12万元/户", "≤12万元/家"));
    assert!(!holds("project-target", "Q-02", "240户", "≥240人次"));
}

#[test]
fn every_profile_is_whole_and_says_where_its_rules_come_from() {
    for id in Profile::ids() {
        let profile = Profile::parse(Profile::built_in(id).unwrap(), &WORDS).unwrap_or_else(|f| panic!("{id}: {f:#?}"));
        assert_eq!(profile.id, id);
        assert_eq!(profile.weights.iter().map(|w| w.weight).sum::<Decimal>(), Decimal::ONE_HUNDRED, "{id}");
        assert!(profile.weights.iter().all(|w| !w.source.is_empty()), "{id}");
        for (place, info) in profile::PARAMS.iter().enumerate() {
            assert_eq!(info.param as usize, place);
            assert!(!profile.params.source(info.param).is_empty(), "{id} {}", info.key);
        }
    }
}

/// DOMAIN §4: 产出50、效益30、满意度10、执行10, the 10 of 满意度 going to 效益 where a form has none; 湖北 20/40/40.
#[test]
fn a_profile_weighs_the_groups_and_the_form_overrides_it() {
    let text = |id: &str| BUILT_IN.iter().find(|(i, _)| *i == id).unwrap().1;
    let weights = |form: &FormDef| -> Vec<String> { form.groups.iter().map(|g| g.weight.to_string()).collect() };
    assert_eq!(weights(&form("dept-target")), ["50", "40", "10"]);
    assert_eq!(weights(&form("project-target")), ["50", "30", "10", "10"]);
    let hubei = FormDef::parse_under(text("dept-target"), &WORDS, "hubei").unwrap();
    assert_eq!(weights(&hubei), ["40", "40", "20"]);
    let total: Decimal = hubei.indicators().map(|(_, i)| i.weight).sum();
    assert_eq!(total, Decimal::from(80));
    // Kept to whole points, the shares of a group are whole points too.
    let whole =
        "[scoring]\nrounding = { decimals = 0 }\nabout-tolerance = { value = 5, source = \"本地办法\" }\n[guide]";
    let own = FormDef::parse(&text("dept-target").replacen("[guide]", whole, 1), &WORDS).unwrap();
    assert!(own.indicators().all(|(_, i)| i.weight.scale() == 0 || i.weight.fract().is_zero()));
    assert_eq!(own.profile.params[Param::AboutTolerance], Decimal::from(5));
    assert_eq!(own.profile.params[Param::GradeExcellent], Decimal::from(90));
}

#[test]
fn labels_are_compared_without_spaces_widths_and_signs() {
    use super::layout::same_label;
    for (a, b) in
        [("完成值", "完成值 *"), ("期望达到的目标（概述）", "期望达到的目标(概述)*"), ("基 本\n支出", "基本支出＊")]
    {
        assert!(same_label(a, b), "{a} {b}");
    }
    for (a, b) in [("财政拨款", "财政拔款"), ("企业数量", "企业")] {
        assert!(!same_label(a, b), "{a} {b}");
    }
}

/// A given text makes rows higher, and moves no cell.
#[test]
fn a_given_text_moves_no_cell() {
    let form = form("dept-target");
    for stage in &form.stages {
        let blank = Layout::of(&form, stage);
        let given = Layout::given(&form, stage, &|_, _| Some("字".repeat(3_000)));
        assert_eq!(blank.rows.len(), given.rows.len());
        assert_eq!(blank.keys, given.keys);
        for (tile, item, slot) in blank.slots() {
            assert_eq!(given.cell(item, slot), Some(tile.area.first));
        }
        assert!(given.rows.iter().all(|r| r.height <= 40_950));
    }
}
