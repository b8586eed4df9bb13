//! A saved e-mail: what is attached to it, and what its head says. `mail-parser` takes it apart; its texts are put
//! together in `mail_words`, since attachments must arrive as the bytes they are and names as they were meant.

use super::archive::Packed;
use super::kind;
use super::mail_words::{decoded, parameter, readable, unfolded};
use super::refused::Refused;
use chrono::{DateTime, NaiveDateTime, TimeDelta};
use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::parsers::MessageStream;
use mail_parser::{Addr, Encoding, HeaderName, Message, MessageParser, MessagePart, PartType};
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// So much of one header is looked at: names and subjects are a tenth of it at most.
const LONGEST_HEADER: usize = 16 << 10;
/// Attachments of one mail, at most.
const MOST: usize = 1_000;

/// A saved e-mail, taken apart; its text is not read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Letter {
    /// The Date of its head, in UTC; one without a zone is taken for Beijing time.
    pub date: Option<NaiveDateTime>,
    /// The sender: name and address, as far as given.
    pub sender: String,
    /// The subject.
    pub subject: String,
    /// What is attached, in order, with the names given; a mail that is attached whole is one file of these.
    pub files: Vec<Packed>,
    /// Attachments that cannot be taken out: name and reason.
    pub refused: Vec<(String, Refused)>,
    /// Attachments that are nobody's return, such as signatures: name and what it is.
    pub asides: Vec<(String, &'static str)>,
    /// Pictures that belong to the text, as in signatures.
    pub pictures: usize,
    /// The mail ends before it should: there may have been more attachments.
    pub cut: bool,
}

/// Takes a saved e-mail apart; `None` if it is none, whatever its name.
pub fn open_mail(bytes: &[u8]) -> Result<Option<Letter>, Refused> {
    if bytes.len() > kind::MAX_FILE {
        return Err(Refused::too_large("文件超过 64 MB。"));
    }
    let whole = bytes;
    let Some(bytes) = kind::mail_in(whole) else { return Ok(None) };
    guard(bytes)?;
    if is_mailbox(bytes, whole) {
        return Err(Refused::new(
            "mailbox",
            "这个文件里存着多封邮件（mbox），没有读取。",
            "请在邮件程序里把每封邮件分别另存为 .eml，或把附件里的工作簿另存到“收回”文件夹。",
        ));
    }
    let open = || {
        let message = MessageParser::new().with_mime_headers().parse(bytes)?;
        letter(&message, bytes)
    };
    match catch_unwind(AssertUnwindSafe(open)) {
        Ok(Some(letter)) => letter.map(Some),
        _ => Err(broken()),
    }
}

fn broken() -> Refused {
    Refused::new(
        "mail-damaged",
        "这是保存下来的电子邮件，但结构不完整，附件取不出来。",
        "请在邮箱中打开原邮件，把附件里的工作簿另存到“收回”文件夹。",
    )
}

/// Several mails in one file: it begins with the `From ` line of a mail folder, and another mail follows on one.
fn is_mailbox(mail: &[u8], whole: &[u8]) -> bool {
    let begins = whole.trim_ascii_start();
    let begins = begins.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(begins).starts_with(b"From ");
    let mut rest = mail;
    while begins && let Some(at) = rest.windows(6).position(|w| w == b"\nFrom ") {
        rest = rest.get(at + 1..).unwrap_or_default();
        if kind::mail_in(rest).is_some() {
            return true;
        }
    }
    false
}

/// What would make the parser slow or large is refused before it starts: one look at each line.
fn guard(bytes: &[u8]) -> Result<(), Refused> {
    let (mut boundaries, mut headers, mut described, mut nested) = (0usize, 0usize, 0usize, 0usize);
    let mut in_type = false;
    for line in bytes.split(|b| *b == b'\n') {
        let text = line.trim_ascii_start();
        boundaries += usize::from(line.starts_with(b"--"));
        headers += usize::from(text.get(..text.len().min(80)).unwrap_or_default().contains(&b':'));
        let folded = in_type && matches!(line.first(), Some(b' ' | b'\t'));
        in_type = folded || text.get(..8).is_some_and(|start| start.eq_ignore_ascii_case(b"content-"));
        if in_type {
            described += line.len();
            let lower = line.to_ascii_lowercase();
            let has = |word: &[u8]| lower.windows(word.len()).any(|w| w == word);
            nested += usize::from(["multipart", "rfc822", "global", "digest"].iter().any(|w| has(w.as_bytes())));
        }
    }
    if boundaries > 20_000 || headers > 200_000 || described > 1 << 20 || nested > 100 {
        return Err(Refused::new(
            "mail-damaged",
            "这封邮件的部件多得异常，没有读取。",
            "请在邮箱中打开原邮件，把附件里的工作簿另存到“收回”文件夹。",
        ));
    }
    Ok(())
}

fn letter(message: &Message<'_>, bytes: &[u8]) -> Option<Result<Letter, Refused>> {
    let root = message.parts.first()?;
    let text = |name: HeaderName<'_>| raw_header(root, bytes, &name).map(unfolded);
    let mut letter = Letter {
        date: text(HeaderName::Date).as_deref().and_then(sent),
        sender: [HeaderName::From, HeaderName::Sender, HeaderName::ReplyTo, HeaderName::ReturnPath]
            .into_iter()
            .filter_map(text)
            .map(|header| sender(&header))
            .find(|sender| !sender.is_empty())
            .unwrap_or_default(),
        subject: text(HeaderName::Subject).map(|subject| readable(&subject)).unwrap_or_default(),
        cut: is_cut(root, bytes),
        ..Letter::default()
    };
    let parents = parents(message);
    for (n, part) in message.parts.iter().enumerate() {
        let related = parents
            .get(&n)
            .and_then(|p| message.parts.get(*p))
            .is_some_and(|p| Description::of(p, bytes).is("multipart/related"));
        take(part, bytes, related, &mut letter);
        if letter.files.len() > MOST {
            return Some(Err(Refused::too_large(format!("邮件的附件超过 {MOST} 个。"))));
        }
    }
    Some(Ok(letter))
}

/// The parts of a mail end with the boundary and two strokes behind it.
fn is_cut(root: &MessagePart<'_>, bytes: &[u8]) -> bool {
    let kind = raw_header(root, bytes, &HeaderName::ContentType).map(unfolded).unwrap_or_default();
    let is_pack = kind.trim_start().to_ascii_lowercase().starts_with("multipart/");
    let end = parameter(&kind, "boundary").filter(|_| is_pack).map(|boundary| format!("--{boundary}--"));
    end.is_some_and(|end| !bytes.windows(end.len()).any(|w| w == end.as_bytes()))
}

/// Which part each part lies in.
fn parents(message: &Message<'_>) -> BTreeMap<usize, usize> {
    let mut parents = BTreeMap::new();
    for (n, part) in message.parts.iter().enumerate() {
        if let PartType::Multipart(children) = &part.body {
            parents.extend(children.iter().filter_map(|child| Some((usize::try_from(*child).ok()?, n))));
        }
    }
    parents
}

fn raw_header<'a>(part: &MessagePart<'_>, bytes: &'a [u8], name: &HeaderName<'_>) -> Option<&'a [u8]> {
    let header = part.headers.iter().find(|h| &h.name == name)?;
    let value = bytes.get(usize::try_from(header.offset_start).ok()?..usize::try_from(header.offset_end).ok()?)?;
    value.get(..value.len().min(LONGEST_HEADER))
}

/// What a part says of itself.
struct Description {
    kind: String,
    disposition: String,
    name: Option<String>,
    has_id: bool,
}

impl Description {
    fn of(part: &MessagePart<'_>, bytes: &[u8]) -> Self {
        // Some programs encode the whole header and not the name in it.
        let plain = |text: String| if text.starts_with("=?") { decoded(&text) } else { text };
        let header = |name: HeaderName<'_>| raw_header(part, bytes, &name).map(unfolded).map(plain).unwrap_or_default();
        let first = |text: &str| text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let (kind, disposition) = (header(HeaderName::ContentType), header(HeaderName::ContentDisposition));
        let name = parameter(&disposition, "filename").or_else(|| parameter(&kind, "name"));
        let has_id = !header(HeaderName::ContentId).is_empty();
        Self {
            kind: first(&kind),
            disposition: first(&disposition),
            name: name.map(|n| readable(&n).replace(['/', '\\'], "_")),
            has_id,
        }
    }

    fn is(&self, kind: &str) -> bool {
        self.kind == kind
    }

    /// The mail's own text, and not a file.
    fn is_text(&self) -> bool {
        (self.kind.is_empty() || self.is("text/plain") || self.is("text/html"))
            && self.name.is_none()
            && self.disposition != "attachment"
    }

    /// A picture that stands in the text.
    fn is_in_text(&self, related: bool) -> bool {
        self.kind.starts_with("image/")
            && self.disposition != "attachment"
            && (self.disposition == "inline" || self.has_id && related || self.name.is_none())
    }

    /// The mail's content as a whole, encrypted or signed.
    fn is_sealed(&self) -> bool {
        ["application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted"]
            .contains(&self.kind.as_str())
    }

    /// What comes along with mails by itself.
    fn aside(&self) -> Option<&'static str> {
        match self.kind.as_str() {
            "application/pkcs7-signature" | "application/x-pkcs7-signature" | "application/pgp-signature" => {
                Some("是邮件的数字签名，没有读取。")
            }
            "text/vcard" | "text/x-vcard" | "text/directory" => Some("是名片，没有读取。"),
            "text/calendar" => Some("是日程邀请，没有读取。"),
            "message/delivery-status" | "message/disposition-notification" | "text/rfc822-headers" => {
                Some("是退信或回执的说明，没有读取。")
            }
            _ => None,
        }
    }
}

/// Sorts one part into the letter.
fn take(part: &MessagePart<'_>, bytes: &[u8], related: bool, letter: &mut Letter) {
    let own = Description::of(part, bytes);
    let raw = body(part, bytes);
    let count = letter.files.len() + letter.refused.len() + 1;
    let named = |extension: &str| own.name.clone().unwrap_or_else(|| format!("附件{count}{extension}"));
    if matches!(part.body, PartType::Multipart(_)) {
        return;
    }
    if let (PartType::Message(_), Encoding::None) = (&part.body, part.encoding) {
        let name = own.name.clone().or_else(|| subject(raw)).unwrap_or_else(|| named(""));
        letter.files.push(Packed { name: with_extension(name, ".eml"), bytes: raw.to_vec() });
    } else if own.is_text() {
        letter.refused.extend(has_uuencoded(raw).then(|| (named(""), old_encoding())));
    } else if own.is_in_text(related) {
        letter.pictures += 1;
    } else if own.is_sealed() {
        letter.refused.push((named(".p7m"), sealed()));
    } else if let Some(what) = own.aside() {
        letter.asides.push((named(""), what));
    } else if is_old_encoding(part, bytes) {
        letter.refused.push((named(""), old_encoding()));
    } else {
        match content(part, bytes, raw).filter(|_| !part.is_encoding_problem) {
            Some(content) => {
                let name = named(kind::sort("", &content).extension());
                letter.files.push(Packed { name, bytes: content });
            }
            None => letter.refused.push((named(""), incomplete())),
        }
    }
}

/// A part's body as it stands in the mail.
fn body<'a>(part: &MessagePart<'_>, bytes: &'a [u8]) -> &'a [u8] {
    let place = |offset: u32| usize::try_from(offset).unwrap_or(usize::MAX).min(bytes.len());
    bytes.get(place(part.offset_body)..place(part.offset_end)).unwrap_or_default()
}

/// A part's content, byte for byte. The parser reads texts as texts; an attachment has to stay the bytes that it is.
fn content(part: &MessagePart<'_>, bytes: &[u8], raw: &[u8]) -> Option<Vec<u8>> {
    match &part.body {
        PartType::Binary(content) | PartType::InlineBinary(content) => Some(content.to_vec()),
        PartType::Message(inner) => Some(inner.raw_message.to_vec()),
        _ => decode(part, bytes, raw),
    }
}

/// A forwarded mail goes by its subject.
fn subject(mail: &[u8]) -> Option<String> {
    let head = MessageParser::new().parse_headers(mail)?;
    let subject = raw_header(head.parts.first()?, mail, &HeaderName::Subject)?;
    Some(readable(&unfolded(subject))).filter(|s| !s.is_empty())
}

fn with_extension(name: String, extension: &str) -> String {
    if name.to_lowercase().ends_with(extension) { name } else { name + extension }
}

/// The bytes of a part that the parser took for text.
fn decode(part: &MessagePart<'_>, bytes: &[u8], raw: &[u8]) -> Option<Vec<u8>> {
    let encoding = raw_header(part, bytes, &HeaderName::ContentTransferEncoding).map(unfolded).unwrap_or_default();
    match encoding.trim().to_ascii_lowercase().as_str() {
        "base64" => base64_decode(raw),
        "quoted-printable" => quoted_printable_decode(raw),
        _ => Some(raw.to_vec()),
    }
}

fn is_old_encoding(part: &MessagePart<'_>, bytes: &[u8]) -> bool {
    let encoding = raw_header(part, bytes, &HeaderName::ContentTransferEncoding).map(unfolded).unwrap_or_default();
    ["x-uuencode", "uuencode", "x-uue", "binhex", "mac-binhex40"]
        .contains(&encoding.trim().to_ascii_lowercase().as_str())
}

/// `begin 644 表.xls` in the text, and lines of data below it.
fn has_uuencoded(text: &[u8]) -> bool {
    let mut lines = text.split(|b| *b == b'\n').map(<[u8]>::trim_ascii_end);
    lines.by_ref().any(|line| {
        let mode = line.strip_prefix(b"begin ").and_then(|rest| rest.get(..4));
        mode.is_some_and(|mode| mode.ends_with(b" ") && mode.iter().take(3).all(u8::is_ascii_digit))
    }) && lines.next().is_some_and(|line| line.first() == Some(&b'M') || line.len() < 61)
}

fn old_encoding() -> Refused {
    Refused::new(
        "uuencode",
        "邮件里有用老式编码（uuencode、BinHex）写进正文的附件，取不出来。",
        "请在邮箱中打开原邮件，把附件另存到“收回”文件夹。",
    )
}

fn incomplete() -> Refused {
    Refused::new(
        "attachment-damaged",
        "邮件里的这个附件不完整，取不出来。",
        "请在邮箱中打开原邮件，把附件另存到“收回”文件夹，或请填报单位重新发送。",
    )
}

fn sealed() -> Refused {
    Refused::new(
        "mail-encrypted",
        "邮件经过加密或签名封装，里面的附件取不出来。",
        "请用收件人的证书在邮箱中打开原邮件，把附件另存到“收回”文件夹，或请填报单位不加密重新发送。",
    )
}

/// `李敏 <limin@example.gov.cn>`.
fn sender(header: &str) -> String {
    // The parser wants the end of the line.
    let line = format!("{header}\n");
    let parsed = MessageStream::new(line.as_bytes()).parse_address();
    let first: Option<&Addr<'_>> = parsed.as_address().and_then(|list| list.first());
    let address = first.and_then(|a| a.address.as_deref()).map(readable).unwrap_or_default();
    let before = header.rsplit_once('<').map(|(name, _)| name.trim().trim_matches(['"', '\'']));
    let name = match before {
        Some(name) => readable(name),
        None => first.and_then(|a| a.name.as_deref()).map(readable).unwrap_or_default(),
    };
    match (name.trim_matches(['"', '\'', ' ']), address.as_str()) {
        ("", address) => address.to_owned(),
        (name, "") => name.to_owned(),
        (name, address) if name == address => address.to_owned(),
        (name, address) => format!("{name} <{address}>"),
    }
}

/// The moment a Date names, in UTC.
fn sent(header: &str) -> Option<NaiveDateTime> {
    // A zone that is left out, or called CST, is that of China.
    let header = &header.replace(" CST", " +0800 (CST)");
    let zoned = header.contains('+') || header.rsplit(' ').any(|w| w.starts_with('-') || is_zone(w));
    let line = format!("{header}{}\n", if zoned { "" } else { " +0800" });
    let parsed = MessageStream::new(line.as_bytes()).parse_date();
    let date = parsed.as_datetime().filter(|d| d.is_valid() && d.year >= 1990)?;
    let moment = DateTime::from_timestamp(date.to_timestamp(), 0)?.naive_utc();
    // Far zones are none: what is a day off is no moment.
    (date.tz_hour <= 14).then_some(moment).filter(|m| m.checked_add_signed(TimeDelta::hours(8)).is_some())
}

fn is_zone(word: &str) -> bool {
    let word = word.trim_matches(['(', ')']);
    ["GMT", "UT", "UTC", "Z", "EST", "EDT", "CDT", "MST", "MDT", "PST", "PDT"].contains(&word)
}
