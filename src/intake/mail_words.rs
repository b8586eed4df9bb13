//! The words in the head of an e-mail. Mail programs write Chinese in every way there is: raw bytes in GBK or UTF-8,
//! encoded words cut in the middle of a character, names spread over several parameters. The pieces are put together as
//! bytes first and read as text only then; `mail-parser` decodes each piece.

use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::charsets::map::charset_decoder;
use mail_parser::decoders::hex::decode_hex;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;

/// Bytes of unknown encoding: UTF-8 where they are that, else GBK.
pub(super) fn guess(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => encoding_rs::GB18030.decode(bytes).0.into_owned(),
    }
}

/// A header's value on one line.
pub(super) fn unfolded(raw: &[u8]) -> String {
    let text = guess(raw);
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    lines.join(" ")
}

/// Text for people to read: encoded words decoded, nothing that could move a cursor, no more than a line of it.
pub(super) fn readable(text: &str) -> String {
    const LONGEST: usize = 200;
    let decoded: String = decoded(text).chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let words: Vec<&str> = decoded.split_whitespace().collect();
    words.join(" ").chars().take(LONGEST).collect()
}

/// One encoded word, `=?gb2312?B?uL28/g==?=`.
struct Word<'a> {
    charset: &'a str,
    bytes: Vec<u8>,
}

/// The encoded word that begins the text, and what follows it.
fn word(text: &str) -> Option<(Word<'_>, &str)> {
    let rest = text.strip_prefix("=?")?;
    let (charset, rest) = rest.split_once('?')?;
    let (encoding, rest) = rest.split_once('?')?;
    let (payload, rest) = rest.split_once("?=")?;
    // `=?charset*language?…`
    let charset = charset.split('*').next().unwrap_or(charset);
    let bytes = match encoding {
        "B" | "b" => base64_decode(payload.trim().as_bytes())?,
        "Q" | "q" => quoted_printable_decode(payload.replace('_', "=20").as_bytes())?,
        _ => return None,
    };
    Some((Word { charset, bytes }, rest))
}

/// Encoded words as text. Neighbours in one charset are put together before they are decoded.
pub(super) fn decoded(text: &str) -> String {
    let mut out = String::new();
    let mut open: Option<Word<'_>> = None;
    let mut rest = text;
    while !rest.is_empty() {
        // White space between two words belongs to neither.
        let next = if open.is_some() { rest.trim_start() } else { rest };
        if let Some((new, after)) = word(next) {
            rest = after;
            match open.as_mut().filter(|old| old.charset.eq_ignore_ascii_case(new.charset)) {
                Some(old) => old.bytes.extend(new.bytes),
                None => flush(&mut out, open.replace(new)),
            }
            continue;
        }
        flush(&mut out, open.take());
        let end = rest.char_indices().skip(1).find(|(at, _)| rest[*at..].starts_with("=?")).map_or(rest.len(), |f| f.0);
        out.push_str(&rest[..end]);
        rest = &rest[end..];
    }
    flush(&mut out, open);
    out
}

fn flush(out: &mut String, word: Option<Word<'_>>) {
    if let Some(word) = word {
        out.push_str(&in_charset(word.charset, &word.bytes));
    }
}

/// Bytes in the charset they are said to be in; UTF-8 that is called GBK or the other way round is put right.
fn in_charset(charset: &str, bytes: &[u8]) -> String {
    match charset_decoder(charset.trim().as_bytes()) {
        Some(decode) => Some(decode(bytes)).filter(|text| !text.contains('\u{fffd}')).unwrap_or_else(|| guess(bytes)),
        None => guess(bytes),
    }
}

/// A parameter of a header such as Content-Disposition, whole: quoted, encoded by RFC 2047 or RFC 2231, in one piece or
/// in several. `text` is the unfolded header.
pub(super) fn parameter(text: &str, name: &str) -> Option<String> {
    let own: Vec<(String, String)> = parameters(text);
    let mut pieces: Vec<(u32, bool, &str)> = Vec::new();
    for (key, value) in &own {
        let Some(rest) = key.strip_prefix(name).and_then(|rest| rest.strip_prefix('*')) else { continue };
        let (number, encoded) = rest.strip_suffix('*').map_or((rest, rest.is_empty()), |number| (number, true));
        if let Some(number) = if number.is_empty() { Some(0) } else { number.parse().ok() } {
            pieces.push((number, encoded, value));
        }
    }
    pieces.sort_by_key(|(number, _, _)| *number);
    let plain = || own.iter().find(|(key, _)| key == name).map(|(_, value)| percent(decoded(value)));
    joined(&pieces).or_else(plain).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// The pieces of RFC 2231: `charset'language'%B8%BD` and what continues it.
fn joined(pieces: &[(u32, bool, &str)]) -> Option<String> {
    let (_, encoded, first) = pieces.first()?;
    let mut charset = "utf-8";
    let mut start = *first;
    if *encoded && let Some((set, rest)) = first.split_once('\'') {
        charset = set;
        start = rest.split_once('\'').map_or(rest, |(_, value)| value);
    }
    let mut bytes = Vec::new();
    for (n, (_, encoded, value)) in pieces.iter().enumerate() {
        let value = if n == 0 { start } else { value };
        match decode_hex(value.as_bytes()) {
            (true, decoded) if *encoded => bytes.extend(decoded),
            _ => bytes.extend_from_slice(value.as_bytes()),
        }
    }
    Some(decoded(&in_charset(charset, &bytes)))
}

/// Some programs write `filename="%E8%A1%A8.xlsx"`: percent signs that give Chinese are taken for what they mean.
fn percent(text: String) -> String {
    match decode_hex(text.as_bytes()) {
        (true, bytes) if text.contains('%') && !bytes.is_ascii() => String::from_utf8(bytes).unwrap_or(text),
        _ => text,
    }
}

/// `key=value` after each semicolon, keys in lower case, values without their quotes.
fn parameters(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut piece = String::new();
    let mut quoted = false;
    let mut chars = text.chars().peekable();
    let mut close = |piece: &mut String| {
        if let Some((key, value)) = piece.split_once('=') {
            found.push((key.trim().to_ascii_lowercase(), value.trim().to_owned()));
        }
        piece.clear();
    };
    while let Some(c) = chars.next() {
        match c {
            '"' => quoted = !quoted,
            '\\' if quoted && matches!(chars.peek(), Some('"' | '\\')) => piece.extend(chars.next()),
            ';' if !quoted => close(&mut piece),
            c => piece.push(c),
        }
    }
    close(&mut piece);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `附件1-黄埔区.xlsx` and `报送绩效目标` in every way that was met.
    #[test]
    fn names_as_mail_programs_write_them() {
        let name = "附件1-黄埔区.xlsx";
        for (who, header) in [
            ("RFC 2231", "attachment; filename*=UTF-8''%E9%99%84%E4%BB%B61-%E9%BB%84%E5%9F%94%E5%8C%BA.xlsx"),
            ("RFC 2231 in GBK", "attachment; filename*=gbk'zh-cn'%B8%BD%BC%FE1-%BB%C6%C6%D2%C7%F8.xlsx"),
            (
                "in pieces, a character cut in two, charset only in the first",
                "attachment; filename*0*=gb2312''%B8%BD%BC%FE1-%BB; filename*1*=%C6%C6%D2; filename*2*=%C7%F8; filename*3=.xlsx",
            ),
            (
                "pieces out of order",
                "attachment; filename*1*=%84%E5%9F%94%E5%8C%BA.xlsx; filename*0*=utf-8''%E9%99%84%E4%BB%B61-%E9%BB",
            ),
            (
                "both: the extended one counts",
                "attachment; filename=\"?.xlsx\"; filename*=UTF-8''%E9%99%84%E4%BB%B61-%E9%BB%84%E5%9F%94%E5%8C%BA.xlsx",
            ),
            ("RFC 2047 in quotes (Foxmail, QQ)", "attachment; filename=\"=?gb2312?B?uL28/jEtu8bG0sf4Lnhsc3g=?=\""),
            ("RFC 2047 without quotes", "attachment; filename==?GBK?Q?=B8=BD=BC=FE1-=BB=C6=C6=D2=C7=F8.xlsx?="),
            (
                "RFC 2047 in two words, a character cut in two",
                "attachment; filename=\"=?gb18030?B?uL28/jEtuw==?= =?GB18030?B?xsbSx/gueGxzeA==?=\"",
            ),
            ("UTF-8 called GB2312", "attachment; filename=\"=?gb2312?B?6ZmE5Lu2MS3pu4Tln5TljLoueGxzeA==?=\""),
            ("raw", "attachment; filename=\"附件1-黄埔区.xlsx\""),
            ("raw without quotes", "attachment;filename=附件1-黄埔区.xlsx;size=3"),
            ("as a browser writes it", "attachment; filename=\"%E9%99%84%E4%BB%B61-%E9%BB%84%E5%9F%94%E5%8C%BA.xlsx\""),
        ] {
            assert_eq!(parameter(header, "filename").as_deref(), Some(name), "{who}");
        }
        assert_eq!(parameter("attachment; filename=\"a\\\"b;c.xlsx\"", "filename").as_deref(), Some("a\"b;c.xlsx"));
        for none in ["attachment", "attachment; filename=", "attachment; filename=\" \"", "attachment; filename*x=1"] {
            assert_eq!(parameter(none, "filename"), None, "{none}");
        }
    }

    #[test]
    fn raw_headers_in_gbk_or_utf_8() {
        let (gbk, _, _) = encoding_rs::GBK.encode("attachment; filename=\"附件1-黄埔区.xlsx\"");
        assert_eq!(parameter(&unfolded(&gbk), "filename").as_deref(), Some("附件1-黄埔区.xlsx"));
        assert_eq!(
            unfolded("attachment;\r\n\tfilename=\"黄埔.xls\"\r\n".as_bytes()),
            "attachment; filename=\"黄埔.xls\""
        );
    }

    #[test]
    fn subjects() {
        for (text, expected) in [
            ("plain", "plain"),
            ("=?utf-8?B?5oql6YCB?=", "报送"),
            ("=?utf-8?B?5oql?= =?utf-8?B?6YCB?=", "报送"),
            ("Re: =?utf-8?Q?=E6=8A=A5=E9=80=81?= (2)", "Re: 报送 (2)"),
            ("=?utf-8?Q?a_b?=", "a b"),
            ("=?gbk?B?sajLzQ==?= =?utf-8?B?6YCB?=", "报送送"),
            ("=?nonsense?B?5oql6YCB?=", "报送"),
            ("=?utf-8?X?a?= =?utf-8?B?***?= =? =?utf-8?B?5oql", "=?utf-8?X?a?= =?utf-8?B?***?= =? =?utf-8?B?5oql"),
            ("a\u{1b}[31mb\tc", "a [31mb c"),
        ] {
            assert_eq!(readable(text), expected);
        }
    }
}
