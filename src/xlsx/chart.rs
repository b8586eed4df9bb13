//! Charts: bars or columns with a title that says one thing.

use super::limits::formula::range;
use super::style::color;
use super::{Refused, float};
use crate::model::book::{Chart, FONT_DATA, FONT_LABEL};
use rust_xlsxwriter::{
    ChartAxisCrossing, ChartDataLabel, ChartFont, ChartFormat, ChartLegendPosition, ChartSeries, ChartSolidFill,
    ChartType, Worksheet,
};

/// The size of all words of a chart but its title: with larger ones LibreOffice drops every second name of twelve.
const SMALL: u8 = 8;

/// Puts the chart on the sheet.
pub(super) fn insert(chart: &Chart, out: &mut Worksheet) -> Result<(), Refused> {
    let stacked = chart.horizontal && chart.series.len() > 1;
    let mut drawn = rust_xlsxwriter::Chart::new(match chart.horizontal {
        true if stacked => ChartType::BarStacked,
        true => ChartType::Bar,
        false => ChartType::Column,
    });
    for (name, values, fill) in &chart.series {
        drawn.push_series(&series(chart, name, values, *fill)?);
    }
    drawn.title().set_name(&chart.title).set_font(&font(FONT_LABEL, 11));
    drawn.x_axis().set_font(&font(FONT_DATA, SMALL));
    drawn.y_axis().set_font(&font(FONT_DATA, SMALL));
    // The writer's x axis lies, whichever holds the values.
    let values = if chart.horizontal { drawn.x_axis() } else { drawn.y_axis() };
    values.set_min(float(chart.ends.0)?).set_max(float(chart.ends.1)?).set_num_format(chart.format);
    values.set_major_gridlines(false);
    if chart.horizontal {
        // Bars are drawn from below; reversed they stand in the order of the list, with the scale still below. (The writer's
        // y axis is the one that stands, which in a bar chart holds the categories.)
        drawn.y_axis().set_reverse().set_crossing(ChartAxisCrossing::Max).set_label_interval(1);
    }
    if chart.series.len() > 1 {
        drawn.legend().set_position(ChartLegendPosition::Bottom).set_font(&font(FONT_DATA, SMALL));
    } else {
        drawn.legend().set_hidden();
    }
    drawn.set_width(chart.size.0).set_height(chart.size.1).set_alt_text(&chart.title);
    out.insert_chart(chart.at.row, chart.at.col, &drawn)?;
    Ok(())
}

fn series(chart: &Chart, name: &str, values: &str, fill: u32) -> Result<ChartSeries, Refused> {
    let mut series = ChartSeries::new();
    let place = |text: &str| range(text).ok_or_else(|| Refused::Writer(format!("图表“{}”的区域不明", chart.title)));
    let (sheet, area) = place(&chart.categories)?;
    series.set_categories((sheet.as_str(), area.first.row, area.first.col, area.last.row, area.last.col));
    let (sheet, area) = place(values)?;
    series.set_values((sheet.as_str(), area.first.row, area.first.col, area.last.row, area.last.col));
    series.set_name(name).set_gap(60);
    let mut label = ChartDataLabel::new();
    label.show_value().set_font(&font(FONT_DATA, SMALL));
    if chart.horizontal && chart.series.len() > 1 {
        // A piece of no length would bear its 0 over its neighbour's figure.
        label.set_num_format("#,##0;-#,##0;");
    }
    series.set_data_label(&label);
    series.set_format(ChartFormat::new().set_solid_fill(ChartSolidFill::new().set_color(color(fill))));
    Ok(series)
}

/// A font of the house for text in a chart.
fn font(name: &str, size: u8) -> ChartFont {
    let mut font = ChartFont::new();
    font.set_name(name).set_size(size).unset_bold();
    font
}
