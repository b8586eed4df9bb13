//! What a method says: points with the arithmetic behind them, or a verdict without points.

use crate::definition::profile::Rounding;
use crate::model::round_half_up::{plain, round_half_up};
use crate::score::rounding;
use rust_decimal::Decimal;

/// What a method says about one case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Points.
    Points(Points),
    /// 待核实: no points until someone looks; the reason as a Chinese sentence without full stop.
    Query(String),
    /// 待评分: a person has to score; the reason as a Chinese sentence without full stop.
    ToScore(String),
    /// 不涉及: the item is dropped and the rest rescaled.
    NotApplicable,
}

impl Verdict {
    /// The word for 状态 in 计算底稿; the formula runs where it is 计分.
    pub fn status(&self) -> &'static str {
        match self {
            Verdict::Points(_) => "计分",
            Verdict::Query(_) => QUERY,
            Verdict::ToScore(_) => "待评分",
            Verdict::NotApplicable => NOT_APPLICABLE,
        }
    }

    /// One Chinese sentence without full stop: the arithmetic, or why there are no points.
    pub fn explanation(&self) -> String {
        match self {
            Verdict::Points(points) => points.explanation(),
            Verdict::Query(reason) | Verdict::ToScore(reason) => reason.clone(),
            Verdict::NotApplicable => "不涉及，不计分，权重由其余指标分担".to_owned(),
        }
    }
}

/// The word of a query, in both faces.
pub(super) const QUERY: &str = "待核实";
/// The word of what does not apply, in both faces.
pub(super) const NOT_APPLICABLE: &str = "不涉及";

/// Something a person should look at although the points stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Flag {
    /// 超额完成: far above the target.
    Over,
    /// 需人工确认: the rule leaves it open.
    Confirm,
}

impl Flag {
    /// The word an official reads.
    pub const fn word(self) -> &'static str {
        match self {
            Flag::Over => "超额完成",
            Flag::Confirm => "需人工确认",
        }
    }
}

/// Points and how they came about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Points {
    /// The points before rounding.
    pub raw: Decimal,
    /// 完成值 ÷ 目标值, for display only: unrounded, 1 is 100 %; with the word in front of it.
    pub rate: Option<(&'static str, Decimal)>,
    /// What a person should look at.
    pub flag: Option<Flag>,
    /// How they are rounded.
    pub rounding: Rounding,
    /// The arithmetic whose value is `raw`: `10×4÷5`.
    pub(super) working: String,
    /// The comparison that decided: `864≥800`.
    pub(super) ground: Option<String>,
    /// The comparison gave everything.
    pub(super) full: bool,
}

impl Points {
    /// The points as they are given.
    pub fn rounded(&self) -> Decimal {
        rounding::points(self.raw, self.rounding)
    }

    /// With the comparison that led to the arithmetic.
    pub(super) fn because(mut self, ground: String) -> Self {
        self.ground = Some(ground);
        self
    }

    /// With this flag.
    pub(super) fn flagged(mut self, flag: Flag) -> Self {
        self.flag = Some(flag);
        self
    }

    /// `10×4÷5＝8（完成率80%）`; `864≥800，得满分2.09`.
    pub fn explanation(&self) -> String {
        let mut remarks = Vec::new();
        if let Some((word, rate)) = self.rate
            && (self.ground.is_none() || self.flag == Some(Flag::Over))
        {
            remarks.extend(percent(rate).map(|percent| format!("{word}{percent}")));
        }
        remarks.extend(self.flag.map(|flag| flag.word().to_owned()));
        let sentence = match &self.ground {
            Some(ground) if self.raw.is_zero() => format!("{ground}，得0分"),
            Some(ground) if self.full => format!("{ground}，得满分{}", plain(self.rounded())),
            Some(ground) => format!("{ground}，{}", self.equation()),
            None => self.equation(),
        };
        if remarks.is_empty() { sentence } else { format!("{sentence}（{}）", remarks.join("，")) }
    }

    /// `2.09×864÷900＝2.0064≈2.01`. A value with more than 8 decimals is left out: it would be rounded itself.
    fn equation(&self) -> String {
        // 20 places: three thirds are a whole.
        let (exact, rounded) = (round_half_up(self.raw, 20).normalize(), self.rounded());
        let working = &self.working;
        if exact == rounded {
            format!("{working}＝{}", plain(rounded))
        } else if exact.scale() <= 8 {
            format!("{working}＝{}≈{}", plain(exact), plain(rounded))
        } else {
            format!("{working}≈{}", plain(rounded))
        }
    }
}

/// `80%`, `≈33.33%`; `None` on overflow.
fn percent(rate: Decimal) -> Option<String> {
    let percent = rate.checked_mul(Decimal::ONE_HUNDRED)?;
    let shown = round_half_up(percent, 2);
    let sign = if shown == percent { "" } else { "≈" };
    Some(format!("{sign}{}%", plain(shown)))
}
