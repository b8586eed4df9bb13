//! What lies over the cells: notes, links, validations, conditional formats, charts; and printing.

use super::{COLUMNS, Known, Place, ROWS, SHORT, at_most, formula, is_area, on_grid, printable, short};
use crate::model::book::{Chart, ConditionalRule, LinkTarget, Print, Sheet, Validation, ValidationRule};
use crate::xlsx::Refused;
use crate::xlsx::rules::is_word;
use crate::xlsx::sheet::cell_at;
use std::collections::BTreeSet;

/// Characters of a note: those of a cell less what Excel keeps for the author.
const NOTE: usize = 32_713;
/// Links of a sheet.
const LINKS: usize = 65_530;
/// Characters of a link.
const LINK: usize = 2_079;
/// Characters of a prompt's or an error box's title.
const BOX_TITLE: usize = 32;
/// Characters of an error box.
const ERROR: usize = 225;
/// Characters of the words of a list validation, joined by commas.
const LIST: usize = 255;
/// Page breaks of a sheet.
const BREAKS: usize = 1_023;

pub(super) fn check(sheet: &Sheet, known: &Known, place: &Place) -> Result<(), Refused> {
    notes(sheet, place)?;
    links(sheet, known, place)?;
    for each in &sheet.validations {
        validation(each, known).map_err(place.area(each.area))?;
    }
    for each in &sheet.conditionals {
        let checked = is_area(each.area).and_then(|()| match &each.rule {
            ConditionalRule::Word(word, _) => formula::check(&is_word(each, word), known),
            rule => conditional(rule, known),
        });
        checked.map_err(place.area(each.area))?;
    }
    for each in &sheet.charts {
        chart(each, known).map_err(place.part(&format!("图表“{}”", each.title)))?;
    }
    if !(sheet.zoom == 0 || (10..=400).contains(&sheet.zoom)) {
        return Err(place.part("的显示比例")(format!("{}%不在Excel的10%至400%之间", sheet.zoom)));
    }
    if let Some(cell) = sheet.freeze {
        on_grid(cell).map_err(place.part("的冻结窗格"))?;
    }
    print(&sheet.print).map_err(place.part("的打印设置"))
}

fn notes(sheet: &Sheet, place: &Place) -> Result<(), Refused> {
    let mut seen = BTreeSet::new();
    for (cell, text) in &sheet.notes {
        let once = if seen.insert(*cell) { Ok(()) } else { Err("有两条批注".to_owned()) };
        once.and_then(|()| on_grid(*cell)).and_then(|()| at_most("批注", text, NOTE)).map_err(place.cell(*cell))?;
    }
    Ok(())
}

fn links(sheet: &Sheet, known: &Known, place: &Place) -> Result<(), Refused> {
    if sheet.links.len() > LINKS {
        return Err(place.part("")(format!("有{}个链接，Excel每张表最多{LINKS}个", sheet.links.len())));
    }
    let mut seen = BTreeSet::new();
    for (cell, target) in &sheet.links {
        let checked = link(target, known).and_then(|()| match seen.insert(*cell) {
            false => Err("有两个链接".to_owned()),
            true if cell_at(sheet, *cell).is_none() => Err("链接所在处没有单元格".to_owned()),
            true => Ok(()),
        });
        checked.map_err(place.cell(*cell))?;
    }
    Ok(())
}

fn link(target: &LinkTarget, known: &Known) -> Result<(), String> {
    let texts: &[&String] = match target {
        LinkTarget::Inside(text) | LinkTarget::File(text) => &[text],
        LinkTarget::FileCell(path, place) => &[path, place],
    };
    for text in texts {
        at_most("链接", text, LINK)?;
        printable("链接", text, false)?;
    }
    match target {
        LinkTarget::Inside(place) => match formula::range(place) {
            Some((sheet, _)) if known.sheets.contains(&sheet.to_lowercase()) => Ok(()),
            _ => Err(format!("链接“{place}”不是本工作簿内的单元格")),
        },
        LinkTarget::File(path) | LinkTarget::FileCell(path, _) => relative(path),
    }
}

fn relative(path: &str) -> Result<(), String> {
    if path.is_empty() || path.starts_with('/') || path.contains(['\\', ':']) {
        return Err(format!("链接“{path}”须是相对路径，用“/”分隔，文件夹移动后才不失效"));
    }
    if path.contains('#') {
        return Err(format!("链接“{path}”中有“#”，Excel会在此处断开"));
    }
    Ok(())
}

fn validation(validation: &Validation, known: &Known) -> Result<(), String> {
    match &validation.rule {
        ValidationRule::Any | ValidationRule::MaxLength(_) => {}
        ValidationRule::List(words) => list(words)?,
        ValidationRule::ListFrom(range) | ValidationRule::Custom(range) => {
            at_most("数据验证的公式", range, SHORT)?;
            formula::check(range, known)?;
        }
    }
    if let Some((title, text)) = &validation.prompt {
        short("输入提示的标题", title, BOX_TITLE)?;
        short("输入提示", text, SHORT)?;
    }
    if let Some((title, text)) = &validation.error {
        short("出错警告的标题", title, BOX_TITLE)?;
        short("出错警告", text, ERROR)?;
    }
    Ok(())
}

fn list(words: &[String]) -> Result<(), String> {
    if words.is_empty() || words.iter().any(|word| word.trim().is_empty()) {
        return Err("下拉列表中有空项".to_owned());
    }
    if let Some(word) = words.iter().find(|word| word.contains([',', '"'])) {
        return Err(format!("下拉列表的“{word}”中有半角逗号或引号，会被Excel拆开"));
    }
    short("下拉列表合起来", &words.join(","), LIST)
}

fn conditional(rule: &ConditionalRule, known: &Known) -> Result<(), String> {
    match rule {
        ConditionalRule::Word(..) => Ok(()),
        ConditionalRule::Formula(text, _) => formula::check(text, known),
        ConditionalRule::DataBar { min, max, .. } if min >= max => Err("数据条的起点不小于终点".to_owned()),
        ConditionalRule::DataBar { .. } => Ok(()),
        ConditionalRule::Scale { points: [low, middle, high] } if low.0 >= middle.0 || middle.0 >= high.0 => {
            Err("色阶的三个点须由小到大".to_owned())
        }
        ConditionalRule::Scale { .. } => Ok(()),
    }
}

fn chart(chart: &Chart, known: &Known) -> Result<(), String> {
    on_grid(chart.at)?;
    title("标题", &chart.title)?;
    if chart.series.is_empty() || chart.series.len() > SHORT {
        return Err(format!("有{}个系列，Excel要求1至255个", chart.series.len()));
    }
    if chart.size.0 == 0 || chart.size.1 == 0 {
        return Err("宽或高是0".to_owned());
    }
    if chart.ends.0 >= chart.ends.1 {
        return Err("数值轴的两端须由小到大".to_owned());
    }
    data(&chart.categories, known)?;
    for (name, values, _) in &chart.series {
        title("系列名", name)?;
        data(values, known)?;
    }
    Ok(())
}

/// The writer would take `=…` and `表!A1` for a reference.
fn title(what: &str, text: &str) -> Result<(), String> {
    short(what, text, SHORT)?;
    if text.starts_with('=') || formula::range(text).is_some() {
        return Err(format!("{what}“{text}”会被当作单元格引用"));
    }
    Ok(())
}

fn data(reference: &str, known: &Known) -> Result<(), String> {
    match formula::range(reference) {
        Some((sheet, area)) if known.sheets.contains(&sheet.to_lowercase()) => is_area(area),
        _ => Err(format!("数据区域“{reference}”不是本工作簿内的区域")),
    }
}

fn print(print: &Print) -> Result<(), String> {
    if let Some(area) = print.area {
        is_area(area)?;
    }
    if print.title_rows.is_some_and(|(first, last)| first > last || last >= ROWS)
        || print.title_columns.is_some_and(|(first, last)| first > last || last >= COLUMNS)
    {
        return Err("重复打印的标题行或标题列不在表内".to_owned());
    }
    if print.breaks.iter().any(|row| *row == 0 || *row >= ROWS) {
        return Err("分页符不在表内".to_owned());
    }
    if print.breaks.len() > BREAKS {
        return Err(format!("有{}个分页符，Excel最多{BREAKS}个", print.breaks.len()));
    }
    short("页眉", &print.header, SHORT)?;
    short("页脚", &print.footer, SHORT)
}
