//! A walk over the tags of an XML text, as cheap as a search for `<`: enough to look a part over before the reader does.

use super::refused::Refused;

/// One start tag, end tag or anything else between `<` and `>`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tag<'a> {
    /// What it is.
    pub kind: TagKind,
    /// The name without its prefix; empty for `Other`.
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
}

/// The tags of an XML text, one after the other.
pub(super) struct Tags<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Tags<'a> {
    /// Over a part in UTF-8, as all writers make them; a DOCTYPE is refused (no workbook needs one).
    pub(super) fn over(part: &str, bytes: &'a [u8]) -> Result<Self, Refused> {
        let text =
            std::str::from_utf8(bytes).map_err(|_| Refused::damaged(format!("部件“{part}”不是 UTF-8 文本。")))?;
        if text.contains("<!DOCTYPE") {
            return Err(Refused::damaged(format!("部件“{part}”含有工作簿不应有的 DOCTYPE 声明。")));
        }
        Ok(Self { text, at: 0 })
    }

    /// The text from here to the next tag.
    pub(super) fn text(&self) -> &'a str {
        let rest = self.text.get(self.at..).unwrap_or_default();
        rest.find('<').and_then(|end| rest.get(..end)).unwrap_or(rest)
    }

    /// Whether the tag after that text begins with this.
    pub(super) fn then(&self, start: &str) -> bool {
        let after = self.text.get(self.at + self.text().len()..).unwrap_or_default();
        after.starts_with(start)
    }

    /// The next tag; `None` at the end, and where a tag is not closed.
    pub(super) fn next(&mut self) -> Option<Tag<'a>> {
        let rest = self.text.get(self.at..)?;
        let open = rest.find('<')?;
        let inner = rest.get(open + 1..)?;
        let (close, skip) = match inner.as_bytes().first()? {
            b'!' if inner.starts_with("!--") => (inner.find("-->")?, 3),
            b'!' if inner.starts_with("![CDATA[") => (inner.find("]]>")?, 3),
            b'?' => (inner.find("?>")?, 2),
            _ => (tag_end(inner)?, 1),
        };
        let content = inner.get(..close)?;
        self.at += open + 1 + close + skip;
        if content.starts_with(['!', '?']) {
            return Some(Tag { kind: TagKind::Other, name: "", qualified: "", attributes: "" });
        }
        let (kind, content) = match (content.strip_prefix('/'), content.strip_suffix('/')) {
            (Some(content), _) => (TagKind::End, content),
            (None, Some(content)) => (TagKind::Empty, content),
            (None, None) => (TagKind::Start, content),
        };
        let split = content.find(|c: char| c.is_ascii_whitespace()).unwrap_or(content.len());
        let (qualified, attributes) = content.split_at(split);
        let name = qualified.rsplit_once(':').map_or(qualified, |(_, local)| local);
        Some(Tag { kind, name, qualified, attributes })
    }
}

/// The text of a part in UTF-8, as all writers make them; a DOCTYPE is refused, for no workbook needs one.
fn checked<'a>(part: &str, bytes: &'a [u8]) -> Result<&'a str, Refused> {
    let text = std::str::from_utf8(bytes).map_err(|_| Refused::damaged(format!("部件“{part}”不是 UTF-8 文本。")))?;
    if text.contains("<!DOCTYPE") {
        return Err(Refused::damaged(format!("部件“{part}”含有工作簿不应有的 DOCTYPE 声明。")));
    }
    Ok(text)
}

/// Refuses a part whose tags are not looked at, but whose text must be sound.
pub(super) fn check_text(part: &str, bytes: &[u8]) -> Result<(), Refused> {
    checked(part, bytes).map(|_| ())
}

/// The `>` that closes the tag: not one inside quotes.
fn tag_end(inner: &str) -> Option<usize> {
    let close = inner.find('>')?;
    if !inner.get(..close)?.contains(['"', '\'']) {
        return Some(close);
    }
    let mut quote = None;
    for (i, b) in inner.bytes().enumerate() {
        match quote {
            Some(q) if b == q => quote = None,
            Some(_) => {}
            None if b == b'>' => return Some(i),
            None if b == b'"' || b == b'\'' => quote = Some(b),
            None => {}
        }
    }
    None
}

/// The attributes of a tag as written: (name with its prefix, value with its entities).
pub(super) fn attributes(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (name, after) = rest.split_once('=')?;
        let after = after.trim_start();
        let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let (value, tail) = after.get(1..)?.split_once(quote)?;
        rest = tail;
        Some((name.trim(), value))
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
