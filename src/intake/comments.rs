//! 批注 of an `.xlsx`: the old notes, and the conversations that Excel 365 keeps beside them.

use super::beside::note;
use super::raw::Beside;
use super::sheet_scan::strict_cell;
use super::tags::{TagKind, Tags, attribute, unescaped};
use crate::model::CellRef;
use std::collections::BTreeMap;

/// The texts of a conversation stand behind one another.
const NEXT: &str = "；";

/// The notes of one sheet, from its parts of both kinds; `None` where one of them is no such part.
pub(super) fn read(legacy: &[Vec<u8>], threaded: &[Vec<u8>]) -> Option<Vec<Beside>> {
    let mut conversations = BTreeMap::new();
    for part in threaded {
        walk(part, "threadedComment", "text", &mut conversations)?;
    }
    let mut notes = BTreeMap::new();
    for part in legacy {
        walk(part, "comment", "t", &mut notes)?;
    }
    // A conversation stands among the old notes a second time, behind a sentence for older programs.
    for (cell, text) in &mut notes {
        match conversations.remove(cell) {
            Some(conversation) => *text = conversation,
            None => *text = without_boilerplate(text).to_owned(),
        }
    }
    notes.extend(conversations);
    Some(notes.iter().map(|(cell, text)| note(*cell, text)).collect())
}

/// Every `outer` element with the text of the `inner` ones in it, by its cell.
fn walk(part: &[u8], outer: &str, inner: &str, into: &mut BTreeMap<CellRef, String>) -> Option<()> {
    let mut tags = Tags::over("comments", part).ok()?;
    let (mut cell, mut text, mut phonetic, mut depth) = (None, String::new(), false, 0_i64);
    while let Some(tag) = tags.next() {
        depth += match tag.kind {
            TagKind::Start => 1,
            TagKind::End => -1,
            _ => 0,
        };
        match tag.kind {
            TagKind::Start if tag.name == outer => {
                cell = attribute(tag.attributes, "ref").and_then(strict_cell);
                text.clear();
            }
            TagKind::Start if tag.name == "rPh" => phonetic = true,
            TagKind::End if tag.name == "rPh" => phonetic = false,
            TagKind::Start if tag.name == inner && !phonetic => text.push_str(&unescaped(tags.text().0)),
            TagKind::End if tag.name == outer => {
                let kept: &mut String = into.entry(cell.take()?).or_default();
                if !kept.is_empty() {
                    kept.push_str(NEXT);
                }
                kept.push_str(text.trim());
            }
            _ => {}
        }
    }
    (depth == 0).then_some(())
}

/// What follows Excel's sentence that this program is too old for conversations.
fn without_boilerplate(text: &str) -> &str {
    let Some((_, rest)) = text.split_once("linkid=870924") else { return text };
    let rest = rest.trim_start();
    match rest.split_once('\n') {
        Some((label, said)) if label.trim_end().ends_with([':', '：']) => said.trim(),
        _ => rest,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEGACY: &str = r#"<comments><authors><author>李四</author><author>tc={1}</author></authors><commentList>
        <comment ref="B2" authorId="0"><text><r><t>李四:</t></r><r><t xml:space="preserve">
实际为180家 &lt;核</t></r><rPh><t>shi</t></rPh></text></comment>
        <comment ref="C3" authorId="1"><text><t>[线程批注]

你的Excel版本可读取此线程批注; 了解详细信息: https://go.microsoft.com/fwlink/?linkid=870924

注释:
    按上年口径
答复:
    好</t></text></comment></commentList></comments>"#;

    fn said(legacy: &[&str], threaded: &[&str]) -> Option<Vec<String>> {
        let bytes = |parts: &[&str]| parts.iter().map(|p| p.as_bytes().to_vec()).collect::<Vec<_>>();
        let notes = read(&bytes(legacy), &bytes(threaded))?;
        Some(
            notes
                .iter()
                .map(|n| format!("{} {}", n.area.map(|a| a.first.to_string()).unwrap_or_default(), n.text))
                .collect(),
        )
    }

    #[test]
    fn notes_and_conversations_are_said_once() {
        assert_eq!(
            said(&[LEGACY], &[]).unwrap(),
            ["B2 李四:\n实际为180家 <核", "C3 按上年口径\n答复:\n    好"],
            "WPS drops the conversation and keeps the old note"
        );
        let threaded = r#"<ThreadedComments><threadedComment ref="C3" id="{1}"><text>按上年口径</text></threadedComment><threadedComment ref="C3" parentId="{1}"><text>好</text></threadedComment><threadedComment ref="D4"><text>只有新批注</text></threadedComment></ThreadedComments>"#;
        assert_eq!(
            said(&[LEGACY], &[threaded]).unwrap(),
            ["B2 李四:\n实际为180家 <核", "C3 按上年口径；好", "D4 只有新批注"]
        );
    }

    #[test]
    fn a_part_that_is_none_is_not_taken_for_no_notes() {
        for part in [
            "<comments><commentList><comment ref=\"B2\"><text>",
            "<comment ref=\"B99999999\"></comment>",
            "<!DOCTYPE a><a/>",
        ] {
            assert_eq!(said(&[part], &[]), None, "{part}");
        }
        assert_eq!(said(&["<comments/>"], &[]).unwrap(), Vec::<String>::new());
    }
}
