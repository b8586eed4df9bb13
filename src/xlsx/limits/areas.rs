//! Areas that may not meet: merges, the table, the filter, validations.

use super::{Place, SHORT, is_area, short};
use crate::model::book::{Area, Content, Sheet};
use crate::model::origin::CellRef;
use crate::xlsx::Refused;
use crate::xlsx::sheet::cell_at;
use std::collections::BTreeSet;

pub(super) fn check(sheet: &Sheet, place: &Place) -> Result<(), Refused> {
    for area in &sheet.merges {
        merge(sheet, *area).map_err(place.area(*area))?;
    }
    apart(&sheet.merges, place, "两个合并区域重叠")?;
    let validated: Vec<Area> = sheet.validations.iter().map(|v| v.area).collect();
    for area in &validated {
        is_area(*area).map_err(place.area(*area))?;
    }
    apart(&validated, place, "两个数据验证的区域重叠")?;
    if let Some(area) = sheet.filter {
        is_area(area).map_err(place.area(area))?;
    }
    match &sheet.table {
        Some((area, _)) => table(sheet, *area).map_err(place.area(*area)),
        None => Ok(()),
    }
}

fn merge(sheet: &Sheet, area: Area) -> Result<(), String> {
    is_area(area)?;
    if area.first == area.last {
        return Err("合并区域只有一个单元格".to_owned());
    }
    if cell_at(sheet, area.first).is_none() {
        return Err("合并区域的左上角没有单元格".to_owned());
    }
    // What stands below a merge is kept in the file and seen by nobody.
    match inside(sheet, area).find(|(at, content)| *at != area.first && !matches!(content, Content::Blank)) {
        Some((at, _)) => Err(format!("合并区域内的{at}另有内容，会看不见")),
        None => Ok(()),
    }
}

/// The cells of an area.
fn inside(sheet: &Sheet, area: Area) -> impl Iterator<Item = (CellRef, &Content)> {
    let from = sheet.rows.partition_point(|r| r.index < area.first.row);
    let rows = sheet.rows[from..].iter().take_while(move |r| r.index <= area.last.row);
    rows.flat_map(move |row| {
        let cells = row.cells.iter().filter(move |(col, _)| (area.first.col..=area.last.col).contains(col));
        cells.map(|(col, cell)| (CellRef::new(row.index, *col), &cell.content))
    })
}

fn meet(a: Area, b: Area) -> bool {
    a.first.row <= b.last.row && b.first.row <= a.last.row && a.first.col <= b.last.col && b.first.col <= a.last.col
}

/// Goes down the sheet and compares each area only with those that still reach its row.
fn apart(areas: &[Area], place: &Place, reason: &str) -> Result<(), Refused> {
    let mut sorted = areas.to_vec();
    sorted.sort();
    let mut open: Vec<Area> = Vec::new();
    for area in sorted {
        open.retain(|above| above.last.row >= area.first.row);
        if let Some(other) = open.iter().find(|other| meet(**other, area)) {
            return Err(place.area(area)(format!("{reason}（另一个是{}:{}）", other.first, other.last)));
        }
        open.push(area);
    }
    Ok(())
}

fn table(sheet: &Sheet, area: Area) -> Result<(), String> {
    is_area(area)?;
    if area.first.row == area.last.row {
        return Err("表格除表头外至少要有一行".to_owned());
    }
    if sheet.merges.iter().any(|merge| meet(*merge, area)) {
        return Err("表格内不能有合并单元格".to_owned());
    }
    if sheet.filter.is_some_and(|filter| meet(filter, area)) {
        return Err("表格自带筛选，不能再加自动筛选".to_owned());
    }
    let mut seen = BTreeSet::new();
    for col in area.first.col..=area.last.col {
        header(sheet, CellRef::new(area.first.row, col), &mut seen)?;
    }
    Ok(())
}

/// A table keeps its headers a second time, and both must agree.
fn header(sheet: &Sheet, at: CellRef, seen: &mut BTreeSet<String>) -> Result<(), String> {
    let text = match cell_at(sheet, at).map(|cell| &cell.content) {
        Some(Content::Text(text)) if !text.trim().is_empty() => text,
        _ => return Err(format!("表头{at}须是文字且不能空")),
    };
    short("表头", text, SHORT)?;
    if text.contains('\n') {
        return Err(format!("表头{at}不能换行"));
    }
    if !seen.insert(text.to_lowercase()) {
        return Err(format!("表头“{text}”重复"));
    }
    Ok(())
}
