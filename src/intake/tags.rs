//! A walk over the tags of an XML text, byte by byte and without copying: enough to look a part over before the reader
//! reads it.

use super::refused::Refused;

/// One start tag, end tag or anything else between `<` and `>`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tag<'a> {
    /// What it is.
    pub kind: TagKind,
    /// The name without its prefix; empty for what has none.
    pub name: &'a str,
    /// The name as written.
    pub qualified: &'a str,
    /// The attributes as written.
    pub attributes: &'a str,
}

/// What stands between `<` and `>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TagKind {
    /// `<a>`.
    Start,
    /// `<a/>`.
    Empty,
    /// `</a>`.
    End,
    /// A comment, CDATA section or processing instruction.
    Other,
    /// `<!DOCTYPE …>`.
    Doctype,
}

/// The tags of an XML text, one after the other.
pub(super) struct Tags<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Tags<'a> {
    /// Over a part in UTF-8, as all writers make them; a DOCTYPE is refused, for no workbook needs one.
    pub(super) fn over(part: &str, bytes: &'a [u8]) -> Result<Self, Refused> {
        let text =
            std::str::from_utf8(bytes).map_err(|_| Refused::damaged(format!("部件“{part}”不是 UTF-8 文本。")))?;
        let mut prolog = Self { text, at: 0 };
        while let Some(tag) = prolog.next() {
            match tag.kind {
                TagKind::Other => {}
                TagKind::Doctype => {
                    return Err(Refused::damaged(format!("部件“{part}”含有工作簿不应有的 DOCTYPE 声明。")));
                }
                _ => break,
            }
        }
        Ok(Self { text, at: 0 })
    }

    /// The text from here to the next `<`, and what follows it.
    pub(super) fn text(&self) -> (&'a str, &'a str) {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let end = position(rest.as_bytes(), 0, b'<').unwrap_or(rest.len());
        rest.split_at_checked(end).unwrap_or((rest, ""))
    }

    /// The next tag; `None` at the end, and where a tag is not closed.
    pub(super) fn next(&mut self) -> Option<Tag<'a>> {
        let bytes = self.text.as_bytes();
        let open = position(bytes, self.at, b'<')? + 1;
        let first = *bytes.get(open)?;
        if first == b'!' || first == b'?' {
            return self.markup(open);
        }
        let close = tag_end(bytes, open)?;
        self.at = close + 1;
        let (kind, from, to) = if first == b'/' {
            (TagKind::End, open + 1, close)
        } else if bytes.get(close.wrapping_sub(1)) == Some(&b'/') && close > open {
            (TagKind::Empty, open, close - 1)
        } else {
            (TagKind::Start, open, close)
        };
        let content = self.text.get(from..to)?;
        let (mut split, mut local) = (content.len(), 0);
        for (i, b) in content.bytes().enumerate() {
            match b {
                b' ' | b'\t' | b'\r' | b'\n' => {
                    split = i;
                    break;
                }
                b':' => local = i + 1,
                _ => {}
            }
        }
        let (qualified, attributes) = content.split_at_checked(split)?;
        Some(Tag { kind, name: qualified.get(local..)?, qualified, attributes })
    }

    fn markup(&mut self, open: usize) -> Option<Tag<'a>> {
        let inner = self.text.get(open..)?;
        let (kind, end) = if inner.starts_with("!--") {
            (TagKind::Other, "-->")
        } else if inner.starts_with("![CDATA[") {
            (TagKind::Other, "]]>")
        } else if inner.starts_with('?') {
            (TagKind::Other, "?>")
        } else {
            (TagKind::Doctype, ">")
        };
        self.at = open + inner.find(end)? + end.len();
        Some(Tag { kind, name: "", qualified: "", attributes: "" })
    }
}

fn position(bytes: &[u8], from: usize, byte: u8) -> Option<usize> {
    bytes.get(from..)?.iter().position(|b| *b == byte).map(|at| from + at)
}

/// The `>` that closes the tag: not one inside quotes.
fn tag_end(bytes: &[u8], open: usize) -> Option<usize> {
    let mut at = open;
    loop {
        at += bytes.get(at..)?.iter().position(|b| matches!(b, b'>' | b'"' | b'\''))?;
        match *bytes.get(at)? {
            b'>' => return Some(at),
            quote => at = position(bytes, at + 1, quote)? + 1,
        }
    }
}

/// The attributes of a tag as written: (name with its prefix, value with its entities).
pub(super) fn attributes(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        let equals = position(bytes, at, b'=')?;
        let name = text.get(at..equals)?.trim_ascii();
        let open = equals + 1 + bytes.get(equals + 1..)?.iter().position(|b| !b.is_ascii_whitespace())?;
        let quote = *bytes.get(open).filter(|b| matches!(b, b'"' | b'\''))?;
        let close = position(bytes, open + 1, quote)?;
        at = close + 1;
        Some((name, text.get(open + 1..close)?))
    })
}

/// The attribute of this name, exactly as written.
pub(super) fn attribute<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    attributes(text).find(|(key, _)| *key == name).map(|(_, value)| value)
}

/// Entities resolved; the text itself where one is unknown.
pub(super) fn unescaped(text: &str) -> String {
    quick_xml::escape::unescape(text).map_or_else(|_| text.to_owned(), |t| t.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn walk(text: &str) -> Vec<String> {
        let mut tags = Tags { text, at: 0 };
        std::iter::from_fn(|| tags.next())
            .map(|t| format!("{:?} {} {}", t.kind, t.qualified, t.attributes.trim()))
            .collect()
    }

    #[test]
    fn tags_of_all_kinds() {
        for (text, expected) in [
            ("<a><b/></a>", vec!["Start a ", "Empty b ", "End a "]),
            ("<x:a r=\"1>2\" s='\"'/>", vec!["Empty x:a r=\"1>2\" s='\"'"]),
            ("<a\n r = \"1\" >", vec!["Start a r = \"1\""]),
            ("<?xml?><!-- <b> --><![CDATA[<c>]]><a>", vec!["Other  ", "Other  ", "Other  ", "Start a "]),
            ("<!DOCTYPE a><a>", vec!["Doctype  ", "Start a "]),
            ("<表 名=\"值\">", vec!["Start 表 名=\"值\""]),
            ("<a><b", vec!["Start a "]),
            ("<a r=\"1>", vec![]),
            ("<a r=\"1>2>3\" s='>'>", vec!["Start a r=\"1>2>3\" s='>'"]),
            ("<a r=\"'\" s=\"1>2\">", vec!["Start a r=\"'\" s=\"1>2\""]),
            ("<", vec![]),
            ("</>", vec!["End  "]),
            ("</", vec![]),
        ] {
            assert_eq!(walk(text), expected, "{text}");
        }
    }

    #[test]
    fn attributes_as_written() {
        let pairs: Vec<_> = attributes(" r='A1' x:s = \"&lt;\" t=\"\" bare q=5 z=\"no\"").collect();
        assert_eq!(pairs, [("r", "A1"), ("x:s", "&lt;"), ("t", "")]);
    }
}
