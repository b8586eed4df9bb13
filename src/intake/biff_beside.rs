//! What stands beside the cells of an `.xls`: notes with their texts, pictures and shapes with the cells they lie over.

use super::beside::{MAX_KEPT, at, drawing, note, picture, text_box, within_bounds};
use super::biff::{BOF, EOF, Record, Records};
use super::raw::Beside;
use crate::model::CellRef;
use crate::model::book::Area;
use std::collections::BTreeMap;

const NOTE: u16 = 0x001C;
const CONTINUE: u16 = 0x003C;
const OBJ: u16 = 0x005D;
const DRAWING: u16 = 0x00EC;
const TXO: u16 = 0x01B6;

/// The kinds of object, as OBJ names them.
const CHART: u16 = 5;
const PICTURE: u16 = 8;
const DROP_DOWN: u16 = 0x14;
const NOTE_SHAPE: u16 = 0x19;

/// Walks the records of one sheet, from its BOF.
pub(super) fn scan(sheet: &[u8], biff8: bool) -> Vec<Beside> {
    let mut walk = Walk { biff8, ..Walk::default() };
    let mut depth = 0_usize;
    for record in Records(sheet) {
        match record.kind {
            BOF => depth += 1,
            EOF if depth <= 1 => break,
            EOF => depth -= 1,
            // One more than is kept tells that there are more.
            _ if depth > 1 || walk.found.len() > MAX_KEPT || walk.notes.len() > MAX_KEPT => {}
            _ => walk.take(record),
        }
    }
    walk.close()
}

#[derive(Default)]
struct Walk {
    biff8: bool,
    found: Vec<Beside>,
    /// Notes: cell, object.
    notes: Vec<(CellRef, u16)>,
    /// Texts of the notes' shapes, by object.
    texts: BTreeMap<u16, String>,
    /// The anchor that was drawn last, which the next OBJ belongs to.
    anchor: Option<Area>,
    /// The object under way: kind, id, anchor.
    object: Option<(u16, u16, Option<Area>)>,
    text: Text,
}

/// A text that is spread over CONTINUE records.
#[derive(Default)]
struct Text {
    units: Vec<u16>,
    left: usize,
}

impl Walk {
    fn take(&mut self, record: Record<'_>) {
        if record.kind == CONTINUE {
            self.text.more(record.data);
            if self.text.left == 0 && !self.text.units.is_empty() {
                self.said();
            }
            return;
        }
        match record.kind {
            DRAWING => self.anchor = last_anchor(record.data).or(self.anchor),
            OBJ => self.object(record),
            TXO => {
                let length = record.u16(10).map_or(0, usize::from);
                self.text = Text { units: Vec::new(), left: length };
            }
            NOTE => self.note(record),
            _ => {}
        }
    }

    fn object(&mut self, record: Record<'_>) {
        // ftCmo: type, length, kind, id
        let (Some(0x15), Some(kind), Some(id)) = (record.u16(0), record.u16(4), record.u16(6)) else { return };
        let area = self.anchor.take();
        match kind {
            PICTURE => self.found.push(picture(area)),
            CHART => self.found.push(drawing(area)),
            _ => {}
        }
        self.object = Some((kind, id, area));
    }

    /// The text under way is whole.
    fn said(&mut self) {
        let text = String::from_utf16_lossy(&std::mem::take(&mut self.text.units)).replace('\r', "\n");
        match self.object {
            Some((NOTE_SHAPE, id, _)) => {
                self.texts.insert(id, text);
            }
            // The arrow of a list to choose from.
            Some((DROP_DOWN, ..)) => {}
            Some((_, _, area)) => self.found.extend(text_box(area, &text)),
            None => {}
        }
    }

    fn note(&mut self, record: Record<'_>) {
        let (Some(row), Some(col)) = (record.u16(0), record.u16(2)) else { return };
        let cell = CellRef::new(row.into(), col);
        if self.biff8 {
            self.notes.push((cell, record.u16(6).unwrap_or(0)));
        } else if row != u16::MAX {
            // Excel 5.0: the text stands in the record itself.
            let length = record.u16(4).map_or(0, usize::from);
            let text = record.data.get(6..).unwrap_or_default();
            let text = encoding_rs::GBK.decode(text.get(..length).unwrap_or(text)).0;
            self.found.push(note(cell, &text));
        }
    }

    fn close(self) -> Vec<Beside> {
        let Walk { mut found, notes, texts, .. } = self;
        found.extend(notes.iter().map(|(cell, id)| note(*cell, texts.get(id).map_or("", String::as_str))));
        within_bounds(found)
    }
}

impl Text {
    /// One CONTINUE: whether two bytes make a character, then the characters.
    fn more(&mut self, data: &[u8]) {
        let Some((flags, characters)) = data.split_first().filter(|_| self.left > 0) else { return };
        let before = self.units.len();
        if flags & 1 == 1 {
            let pairs = characters.chunks_exact(2).take(self.left);
            self.units.extend(pairs.map(|pair| u16::from_le_bytes([pair[0], pair[1]])));
        } else {
            self.units.extend(characters.iter().take(self.left).map(|b| u16::from(*b)));
        }
        self.left -= self.units.len() - before;
    }
}

/// The cells a shape lies over: the last client anchor among the drawing's records, whose containers may reach into the
/// next record.
fn last_anchor(data: &[u8]) -> Option<Area> {
    let mut rest = data;
    let mut found = None;
    loop {
        let record = Record { kind: 0, data: rest };
        let (Some(version), Some(kind), Some(length)) = (record.u16(0), record.u16(2), record.u32(4)) else {
            return found;
        };
        if kind == 0xF010 {
            let anchor = Record { kind, data: rest.get(8..).unwrap_or_default() };
            found = area(anchor).or(found);
        }
        let is_container = version & 0xF == 0xF;
        let step = if is_container { 0 } else { usize::try_from(length).unwrap_or(usize::MAX) };
        match rest.get(step.saturating_add(8)..) {
            Some(next) => rest = next,
            None => return found,
        }
    }
}

/// Flags, then column, offset, row, offset of both corners.
fn area(anchor: Record<'_>) -> Option<Area> {
    let [left, top, right, bottom] = [2, 6, 10, 14].map(|place| anchor.u16(place));
    let first = CellRef::new(top?.into(), left?);
    let last = CellRef::new(u32::from(bottom?).max(first.row), right?.max(first.col));
    Some(Area { last, ..at(first) })
}
