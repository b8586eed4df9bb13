//! How cells look: the one style sheet of template and report.

use super::palette;
use crate::model::mark::Mark;
use std::sync::Arc;

/// Horizontal alignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, PartialOrd, Ord)]
pub enum Align {
    /// As Excel does by type.
    #[default]
    General,
    /// Left.
    Left,
    /// Centre.
    Center,
    /// Right.
    Right,
    /// Distributed to both edges.
    Justify,
}

/// Vertical alignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, PartialOrd, Ord)]
pub enum VAlign {
    /// Middle.
    #[default]
    Middle,
    /// Top.
    Top,
    /// Bottom.
    Bottom,
}

/// The frame of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, PartialOrd, Ord)]
pub enum Border {
    /// None.
    #[default]
    None,
    /// Thin on all sides.
    Thin,
    /// Hair lines in grey, for data sheets.
    Hair,
    /// A line below only.
    Below,
}

/// How a cell looks. The fonts and sizes of the house stand in `Style::body` and its kin; `xlsx` adds nothing.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Style {
    /// Font name; one per cell.
    pub font: &'static str,
    /// Size in hundredths of a point.
    pub size: u32,
    /// Bold.
    pub bold: bool,
    /// Italic.
    pub italic: bool,
    /// Underlined, for links.
    pub underline: bool,
    /// Text colour 0xRRGGBB.
    pub ink: u32,
    /// Fill 0xRRGGBB; none when absent.
    pub fill: Option<u32>,
    /// Frame.
    pub border: Border,
    /// Horizontal alignment.
    pub align: Align,
    /// Vertical alignment.
    pub valign: VAlign,
    /// Wrapped.
    pub wrap: bool,
    /// Text written downwards, one character a line (竖排).
    pub vertical: bool,
    /// Shrunk to fit.
    pub shrink: bool,
    /// Indent in characters.
    pub indent: u8,
    /// Excel number format; empty is General, `@` is text.
    pub number: Arc<str>,
    /// May be edited on a protected sheet.
    pub unlocked: bool,
}

/// 仿宋: the body of official documents.
pub const FONT_BODY: &str = "仿宋";
/// 黑体: labels and headers.
pub const FONT_LABEL: &str = "黑体";
/// 宋体: figures and data sheets.
pub const FONT_DATA: &str = "宋体";

impl Style {
    /// Body text: 仿宋 10.5, framed, wrapped.
    pub fn body() -> Self {
        Self {
            font: FONT_BODY,
            size: 1050,
            bold: false,
            italic: false,
            underline: false,
            ink: palette::INK,
            fill: None,
            border: Border::Thin,
            align: Align::General,
            valign: VAlign::Middle,
            wrap: true,
            vertical: false,
            shrink: false,
            indent: 0,
            number: Arc::from(""),
            unlocked: false,
        }
    }

    /// A label or header: 黑体 10.5, centred, light grey.
    pub fn label() -> Self {
        Self { font: FONT_LABEL, align: Align::Center, fill: Some(palette::LABEL_FILL), ..Self::body() }
    }

    /// A sheet's title: 黑体 18, centred, no frame.
    pub fn title() -> Self {
        Self { font: FONT_LABEL, size: 1800, align: Align::Center, border: Border::None, ..Self::body() }
    }

    /// Small unframed text beside the table: 单位：万元, dates, notes.
    pub fn remark() -> Self {
        Self { size: 1000, border: Border::None, ..Self::body() }
    }

    /// A cell of a data sheet: 宋体 10, hair lines, not wrapped.
    pub fn data() -> Self {
        Self { font: FONT_DATA, size: 1000, border: Border::Hair, wrap: false, ..Self::body() }
    }

    /// The header of a data sheet: 黑体 10 on blue-grey.
    pub fn data_header() -> Self {
        Self {
            font: FONT_LABEL,
            size: 1000,
            fill: Some(palette::HEADER_FILL),
            align: Align::Center,
            wrap: true,
            border: Border::Thin,
            ..Self::body()
        }
    }

    /// With this number format.
    pub fn number(mut self, format: &str) -> Self {
        self.number = Arc::from(format);
        self
    }

    /// Aligned so.
    pub fn align(mut self, align: Align) -> Self {
        self.align = align;
        self
    }

    /// With this fill.
    pub fn fill(mut self, rgb: u32) -> Self {
        self.fill = Some(rgb);
        self
    }

    /// Bold.
    pub fn bold(mut self) -> Self {
        self.bold = true;
        self
    }

    /// Wrapped or not.
    pub fn wrap(mut self, wrap: bool) -> Self {
        self.wrap = wrap;
        self
    }

    /// Framed so.
    pub fn border(mut self, border: Border) -> Self {
        self.border = border;
        self
    }

    /// An input cell of the template: one light fill, unlocked.
    pub fn input(mut self) -> Self {
        self.fill = Some(palette::INPUT_FILL);
        self.unlocked = true;
        self
    }

    /// Blue and underlined.
    pub fn link(mut self) -> Self {
        self.ink = palette::LINK;
        self.underline = true;
        self
    }

    /// Painted as a mark.
    pub fn mark(mut self, mark: Mark) -> Self {
        let look = mark.look();
        self.fill = Some(look.fill);
        self.ink = look.ink;
        self
    }
}

/// Amounts: two decimals, thousands separators.
pub const AMOUNT_FORMAT: &str = "#,##0.00";
/// Points: two decimals.
pub const POINTS_FORMAT: &str = "0.00";
/// Percent with two decimals.
pub const PERCENT_FORMAT: &str = "0.00%";
/// Dates.
pub const DATE_FORMAT: &str = "yyyy-mm-dd";
/// Text slots: nothing typed becomes a date.
pub const TEXT_FORMAT: &str = "@";
