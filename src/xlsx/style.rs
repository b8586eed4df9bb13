//! `Style` → `Format`, made once per style.

use super::{Refused, hundredths};
use crate::model::book::{Align, Border, Style, VAlign, palette};
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, FormatUnderline};
use std::collections::HashMap;
use std::sync::Arc;

/// 简体中文 (GB2312), without which Excel may choose another font for the CJK characters.
const CHARSET_CHINESE: u8 = 134;
/// The family Excel gives to 宋体, 仿宋 and 黑体.
const FAMILY_CHINESE: u8 = 3;
/// Text turned to stand upright, one character a line.
const STACKED: i16 = 270;

/// The formats of one workbook, by the identity of the style: cells share their styles, and the writer joins equal formats.
#[derive(Default)]
pub(super) struct Formats {
    made: HashMap<(*const Style, bool), Format>,
}

impl Formats {
    /// The format of a style. `quoted` keeps a text that begins like a formula a text when it is edited.
    pub(super) fn of(&mut self, style: &Arc<Style>, quoted: bool) -> Result<&Format, Refused> {
        match self.made.entry((Arc::as_ptr(style), quoted)) {
            std::collections::hash_map::Entry::Occupied(made) => Ok(made.into_mut()),
            std::collections::hash_map::Entry::Vacant(place) => {
                let format = format(style)?;
                Ok(place.insert(if quoted { format.set_quote_prefix() } else { format }))
            }
        }
    }
}

/// 宋体 11: what the cells without a style have.
pub(super) fn default() -> Format {
    Format::new().set_font_name(crate::model::book::FONT_DATA).set_font_size(11).set_font_charset(CHARSET_CHINESE)
}

/// A colour 0xRRGGBB.
pub(super) fn color(rgb: u32) -> Color {
    Color::RGB(rgb & 0xFF_FF_FF)
}

fn format(style: &Style) -> Result<Format, Refused> {
    let format = frame(alignment(font(style)?, style), style.border);
    let format = match style.fill {
        Some(fill) => format.set_background_color(color(fill)),
        None => format,
    };
    let format = number(format, &style.number);
    Ok(if style.unlocked { format.set_unlocked() } else { format })
}

/// Excel's own formats go by their number, as Excel writes them: readers know `@` by its 49.
fn number(format: Format, code: &str) -> Format {
    const BUILT_IN: [(&str, u8); 7] =
        [("0", 1), ("0.00", 2), ("#,##0", 3), ("#,##0.00", 4), ("0%", 9), ("0.00%", 10), ("@", 49)];
    match BUILT_IN.iter().find(|(known, _)| *known == code) {
        Some((_, index)) => format.set_num_format_index(*index),
        None if code.is_empty() => format,
        None => format.set_num_format(code),
    }
}

fn font(style: &Style) -> Result<Format, Refused> {
    let mut format =
        Format::new().set_font_name(style.font).set_font_size(hundredths(style.size)?).set_font_color(color(style.ink));
    if !style.font.is_ascii() {
        format = format.set_font_charset(CHARSET_CHINESE).set_font_family(FAMILY_CHINESE);
    }
    if style.bold {
        format = format.set_bold();
    }
    if style.italic {
        format = format.set_italic();
    }
    if style.underline {
        format = format.set_underline(FormatUnderline::Single);
    }
    Ok(format)
}

fn alignment(format: Format, style: &Style) -> Format {
    let mut format = format.set_align(match style.align {
        Align::General => FormatAlign::General,
        Align::Left => FormatAlign::Left,
        Align::Center => FormatAlign::Center,
        Align::Right => FormatAlign::Right,
        Align::Justify => FormatAlign::Justify,
    });
    format = format.set_align(match style.valign {
        VAlign::Middle => FormatAlign::VerticalCenter,
        VAlign::Top => FormatAlign::Top,
        VAlign::Bottom => FormatAlign::Bottom,
    });
    // Excel ignores shrinking where text wraps; writing both shows differently from program to program.
    if style.wrap {
        format = format.set_text_wrap();
    } else if style.shrink {
        format = format.set_shrink();
    }
    if style.vertical {
        format = format.set_rotation(STACKED);
    }
    if style.indent > 0 { format.set_indent(style.indent) } else { format }
}

fn frame(format: Format, border: Border) -> Format {
    match border {
        Border::None => format,
        Border::Thin => format.set_border(FormatBorder::Thin),
        Border::Hair => format.set_border(FormatBorder::Hair).set_border_color(color(palette::HAIR)),
        Border::Below => format.set_border_bottom(FormatBorder::Thin),
    }
}
