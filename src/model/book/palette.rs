//! The colours of the house beside those of the marks (`model::mark`): every fill and ink that any sheet or chart uses, as
//! 0xRRGGBB. Ink on fill is at least 4.5 : 1, so that nothing is lost in a grey print.

/// Text.
pub const INK: u32 = 0x00_0000;
/// Text that steps back: small print, words beside the figures.
pub const FAINT: u32 = 0x59_59_59;
/// Links, on paper and on the fill of a header.
pub const LINK: u32 = 0x04_4F_9E;
/// Labels of the form, and what is fixed in a list to fill in.
pub const LABEL_FILL: u32 = 0xF2_F2_F2;
/// Headers of data sheets.
pub const HEADER_FILL: u32 = 0xD9_E2_EC;
/// Cells to fill in or to change.
pub const INPUT_FILL: u32 = 0xFF_FB_E6;
/// Hair lines of data sheets.
pub const HAIR: u32 = 0xBF_BF_BF;
/// Data bars.
pub const BAR: u32 = 0x9D_C3_E6;
/// Bars of a chart over agencies.
pub const CHART_BLUE: u32 = 0x5B_9B_D5;
/// Bars of a chart over groups of indicators.
pub const CHART_TEAL: u32 = 0x70_AD_A3;
/// The same where it is provisional.
pub const CHART_TEAL_PALE: u32 = 0xB7_D6_D1;
/// Bars of what falls short, and the same where it is provisional.
pub const CHART_RUST: u32 = 0xC5_5A_11;
/// See [`CHART_RUST`].
pub const CHART_RUST_PALE: u32 = 0xF4_B1_83;
/// Bars of what is not decided yet.
pub const CHART_GREY: u32 = 0xA6_A6_A6;
/// The heat map from nothing over where grades end to everything: light enough for black figures, falling evenly in grey.
pub const HEAT: [u32; 3] = [0xF4_B1_A5, 0xFF_F2_CC, 0xE8_F4_E1];
