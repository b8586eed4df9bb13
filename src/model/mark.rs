//! A highlight: one table of words, signs and colours from which both the sheets and the legend are painted.

/// What a cell is marked as. Colour never speaks alone: the word or sign stands with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mark {
    /// Figures rolled up from fewer agencies than expected, or with a score still open.
    Provisional,
    /// No value where one is required.
    Missing,
    /// Sent back or with an open query.
    ToCorrect,
    /// To be verified or explained.
    ToVerify,
    /// Points to be given by a person.
    ToScore,
    /// Below its target.
    Short,
    /// Far above its target.
    Over,
    /// Target met.
    Met,
    /// Not applicable to this agency.
    NotApplicable,
    /// Data or weights were changed after the workbook was made.
    Changed,
    /// 优.
    GradeA,
    /// 良.
    GradeB,
    /// 中.
    GradeC,
    /// 差.
    GradeD,
}

/// The appearance of a mark: background and text colour as RGB, the word, and what it says in the legend.
pub struct MarkLook {
    /// The mark.
    pub mark: Mark,
    /// Background, 0xRRGGBB.
    pub fill: u32,
    /// Text colour, 0xRRGGBB.
    pub ink: u32,
    /// The word that stands in the cell beside the colour.
    pub word: &'static str,
    /// The legend's explanation.
    pub legend: &'static str,
}

const fn look(mark: Mark, fill: u32, ink: u32, word: &'static str, legend: &'static str) -> MarkLook {
    MarkLook { mark, fill, ink, word, legend }
}

/// Every mark with its look, in the legend's order.
pub const LOOKS: [MarkLook; 14] = [
    look(Mark::Met, 0xE2EFDA, 0x1E4620, "完成", "达到目标要求"),
    look(Mark::Short, 0xFCE4D6, 0x833C0B, "未完成", "未达到目标要求，须填写偏差原因及改进措施"),
    look(Mark::Over, 0xDDEBF7, 0x1F3864, "超额完成", "完成值达到或超过“超额起点”，请核实目标是否偏低"),
    look(Mark::Provisional, 0xFFF2CC, 0x5C4400, "暂定", "尚有单位未报、待更正或待评分，数据可能变动"),
    look(Mark::Missing, 0xF8CBAD, 0x843C0C, "缺", "应填未填，未按0计"),
    look(Mark::ToCorrect, 0xF8CBAD, 0x843C0C, "待更正", "有须更正的问题，有误的数更正前不计入汇总"),
    look(Mark::ToVerify, 0xFFE699, 0x7F6000, "待核实", "须由填报单位说明或由主管部门认定"),
    look(Mark::ToScore, 0xEDEDED, 0x404040, "待评分", "须由评分人评定"),
    look(Mark::NotApplicable, 0xF2F2F2, 0x595959, "不涉及", "该单位不承担此项，不参与计分"),
    look(Mark::Changed, 0xF4B084, 0x6B2C00, "已改动", "数据或权重在生成后有改动，文字说明以生成日期为准"),
    look(Mark::GradeA, 0xC6E0B4, 0x1E4620, "优", "核定得分不低于参数“优”"),
    look(Mark::GradeB, 0xE2EFDA, 0x1E4620, "良", "不低于参数“良”，未达到“优”"),
    look(Mark::GradeC, 0xFFF2CC, 0x7F6000, "中", "不低于参数“中”，未达到“良”"),
    look(Mark::GradeD, 0xF8CBAD, 0x843C0C, "差", "低于参数“中”"),
];

impl Mark {
    /// The mark's look.
    pub fn look(self) -> &'static MarkLook {
        LOOKS.iter().find(|l| l.mark == self).unwrap_or(&LOOKS[0])
    }
}
