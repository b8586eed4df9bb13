//! Saved e-mails: told by their content, their attachments taken out byte for byte under the names that were meant.

use super::parts::{Parts, zip};
use jihe::intake::{Letter, Refused, Sort, begins_as_mail, open_mail, sort, unpack};
use proptest::prelude::*;

/// The mail with `\r\n` at its line ends, as mail programs save it.
fn saved(text: &str) -> Vec<u8> {
    text.replace('\n', "\r\n").into_bytes()
}

fn opened(bytes: &[u8]) -> Letter {
    open_mail(bytes).unwrap().unwrap()
}

/// `name=content` of every attachment.
fn files(letter: &Letter) -> Vec<String> {
    letter.files.iter().map(|f| format!("{}={}", f.name, String::from_utf8_lossy(&f.bytes))).collect()
}

/// 越秀's mail: text, a workbook (the letters `table`) and a stamped page.
const PLAIN: &str = "\
Received: from mail.example.gov.cn (unknown [10.0.0.1])
From: =?utf-8?B?5p2O5pWP?= <limin@yuexiu.example.gov.cn>
To: gxw@example.gov.cn
Subject: =?utf-8?B?5oql6YCB6Ieq6K+E6KGo?=
Date: Mon, 20 Jan 2025 09:30:00 +0800
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=\"b1\"

This is a multi-part message in MIME format.
--b1
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: base64

6KeB6ZmE5Lu2
--b1
Content-Type: application/octet-stream; name=\"=?gbk?B?se0ueGxz?=\"
Content-Transfer-Encoding: base64
Content-Disposition: attachment; filename=\"=?gbk?B?se0ueGxzeA==?=\"

dGFi
bGU=
--b1
Content-Type: application/pdf; name=\"=?utf-8?B?55uW56ug5Lu2LnBkZg==?=\"
Content-Transfer-Encoding: quoted-printable

%PDF=2D1.=
4
--b1--
";

#[test]
fn a_mail_is_taken_apart() {
    let letter = opened(&saved(PLAIN));
    assert_eq!(letter.sender, "李敏 <limin@yuexiu.example.gov.cn>");
    assert_eq!(letter.subject, "报送自评表");
    assert_eq!(letter.date.unwrap().to_string(), "2025-01-20 01:30:00", "UTC");
    assert_eq!(files(&letter), ["表.xlsx=table", "盖章件.pdf=%PDF-1.4"]);
    assert_eq!((letter.pictures, letter.refused.len(), letter.asides.len()), (0, 0, 0));
    // Line ends of Unix, as Thunderbird and scripts save them.
    assert_eq!(opened(PLAIN.as_bytes()), letter);
}

#[test]
fn mails_are_told_by_their_content() {
    let before = |head: &str| [head.as_bytes(), PLAIN.as_bytes()].concat();
    for (who, bytes) in [
        ("Foxmail, with a byte order mark", before("\u{feff}")),
        ("blank lines first", before("\r\n\r\n")),
        ("out of a mail folder", before("From limin@yuexiu Mon Jan 20 09:30:00 2025\n")),
        ("QQ", before("X-QQ-mid: bizesmtp80t1737336601\nX-QQ-FEAT: abc\n")),
        ("NetEase", before("Received: from limin@163.com ( [10.1.1.1] ) by ajax-webmail (Coremail) ; Mon\n\tJan 20\n")),
        ("Coremail", before("X-Coremail-Locale: zh_CN\nX-CM-TRANSID:AQAAfwA3\n")),
        ("Outlook", before("X-MS-Has-Attach: yes\nThread-Topic: =?utf-8?B?5oql?=\nAccept-Language: zh-CN\n")),
        ("raw Chinese in the head", before("X-Unit: 越秀\nSubject: 报送\n")),
        ("a line that is none", before("Return-Path: <a@b>\n坏行\n")),
    ] {
        assert!(begins_as_mail(&bytes), "{who}");
        assert_eq!(files(&opened(&bytes)), ["表.xlsx=table", "盖章件.pdf=%PDF-1.4"], "{who}");
    }
    let page = "From: <Saved by Blink>\nSnapshot-Content-Location: http://a/\nSubject: a\nDate: Mon, 20 Jan 2025\n\n";
    let packed = zip(&[("a.eml", PLAIN.as_bytes())]);
    let (gbk, _, _) = encoding_rs::GBK.encode("单位,日期\n黄埔,1\n");
    for (what, bytes) in [
        ("nothing", &b""[..]),
        ("a table", &gbk),
        ("a table with such words", b"From:,To:,Date:\n1,2,3\n"),
        ("notes", "Date: 1月\n\nFrom: x\nTo: y\n".as_bytes()),
        ("a web page saved whole", page.as_bytes()),
        (
            "a web page of Excel",
            b"MIME-Version: 1.0\nX-Document-Type: Workbook\nFrom: a\nDate: b\nContent-Type: multipart/related\n\n",
        ),
        ("a zip with a mail in it", &packed),
        ("a workbook", &Parts::with_cells("").bytes()),
    ] {
        assert_eq!(open_mail(bytes), Ok(None), "{what}");
    }
}

/// A mail whose one attachment has these header lines and holds `table`.
fn attached(headers: &[u8]) -> Vec<u8> {
    let head =
        b"From: a@b.cn\nDate: Mon, 20 Jan 2025 09:30:00 +0800\nContent-Type: multipart/mixed; boundary=x\n\n--x\n";
    [&head[..], headers, b"Content-Transfer-Encoding: base64\n\ndGFibGU=\n--x--\n"].concat()
}

#[test]
fn the_names_of_attachments() {
    let (gbk, _, _) = encoding_rs::GBK.encode("Content-Disposition: attachment; filename=\"黄埔区自评表.xls\"\n");
    for (who, headers, name) in [
        (
            "RFC 2231 folded",
            "Content-Type: application/vnd.ms-excel\nContent-Disposition: attachment;\n filename*0*=gb18030''%BB%C6%C6;\n filename*1*=%D2%C7%F8%D7%D4%C6%C0;\n filename*2*=%B1%ED.xls\n".as_bytes(),
            "黄埔区自评表.xls",
        ),
        ("raw GBK", &gbk, "黄埔区自评表.xls"),
        ("raw UTF-8", "Content-Disposition: attachment; filename=\"黄埔区自评表.xls\"\n".as_bytes(), "黄埔区自评表.xls"),
        (
            "encoded words over two lines, cut within a character",
            b"Content-Disposition: attachment;\n\tfilename=\"=?GB2312?B?u8bGw==?=\n\t=?GB2312?B?0sf419TGwLHtLnhscw==?=\"\n",
            "黄埔区自评表.xls",
        ),
        (
            "only in Content-Type",
            "Content-Type: application/octet-stream; name=\"黄埔区自评表.xls\"\n".as_bytes(),
            "黄埔区自评表.xls",
        ),
        (
            "called a text, and inline (Apple)",
            "Content-Type: text/plain; name=\"黄埔区自评表.xls\"\nContent-Disposition: inline\n".as_bytes(),
            "黄埔区自评表.xls",
        ),
        (
            "the whole header encoded",
            b"Content-Disposition: =?utf-8?B?YXR0YWNobWVudDsgZmlsZW5hbWU9ImEueGxzIg==?=\n",
            "a.xls",
        ),
        ("no name at all", b"Content-Type: application/octet-stream\n", "附件1"),
        ("a way for a name", b"Content-Disposition: attachment; filename=\"../../a/b.xls\"\n", ".._.._a_b.xls"),
        ("nothing but a name to print", b"Content-Disposition: attachment; filename=\"a\x1b[31m.xls\"\n", "a [31m.xls"),
    ] {
        assert_eq!(files(&opened(&attached(headers))), [format!("{name}=table")], "{who}");
    }
    // What has no name is called by what it is.
    let book = Parts::with_cells("").bytes();
    let head = b"From: a@b.cn\nTo: c@d.cn\nContent-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: application/octet-stream\nContent-Transfer-Encoding: binary\n\n";
    let letter = opened(&[&head[..], &book, b"\n--x--\n"].concat());
    assert_eq!(letter.files[0].name, "附件1.xlsx");
    assert!(letter.files[0].bytes.starts_with(&book));
}

#[test]
fn who_sent_it_and_when() {
    let head = |line: &str| opened(format!("Message-ID: <1@x>\nTo: a@b\n{line}\n\n").as_bytes());
    for (header, sender) in [
        ("From: limin@x.cn", "limin@x.cn"),
        ("From: <limin@x.cn>", "limin@x.cn"),
        ("From: limin@x.cn <limin@x.cn>", "limin@x.cn"),
        ("From: \"李敏\" <limin@x.cn>", "李敏 <limin@x.cn>"),
        ("From: \"=?gb2312?B?wO7D9A==?=\" <limin@x.cn>", "李敏 <limin@x.cn>"),
        ("From: =?utf-8?B?5p2O?= =?utf-8?B?5pWP?=\n <limin@x.cn>", "李敏 <limin@x.cn>"),
        ("From: =?utf-8?B?5p2O5g==?= =?utf-8?B?lY8=?= <limin@x.cn>", "李敏 <limin@x.cn>"),
        ("From: limin@x.cn (Li Min)", "Li Min <limin@x.cn>"),
        ("From:\nSender: office@x.cn", "office@x.cn"),
        ("Subject: a", ""),
    ] {
        assert_eq!(head(header).sender, sender, "{header}");
    }
    for (date, utc) in [
        ("Mon, 20 Jan 2025 09:30:00 +0800", "2025-01-20 01:30:00"),
        ("Mon, 20 Jan 2025 09:30:00 +0800 (CST)", "2025-01-20 01:30:00"),
        ("Mon, 20 Jan 2025 09:30:00 +0800 (GMT+08:00)", "2025-01-20 01:30:00"),
        ("20 Jan 2025 09:30 +0800", "2025-01-20 01:30:00"),
        ("Mon, 20 Jan 2025 01:30:00 GMT", "2025-01-20 01:30:00"),
        ("Sun, 19 Jan 2025 20:30:00 -0500", "2025-01-20 01:30:00"),
        // China Standard Time, not Chicago.
        ("Mon, 20 Jan 2025 09:30:00 CST", "2025-01-20 01:30:00"),
        ("Mon, 20 Jan 2025 09:30:00", "2025-01-20 01:30:00"),
        ("2025-01-20", "—"),
        ("Mon, 40 Jan 2025 09:30:00 +0800", "—"),
        ("昨天", "—"),
        ("", "—"),
    ] {
        let said = head(&format!("Date: {date}")).date.map_or("—".to_owned(), |at| at.to_string());
        assert_eq!(said, utc, "{date}");
    }
}

/// A part of a mail within the boundary `x`.
fn mail(kind: &str, parts: &[&str]) -> Vec<u8> {
    let mut text = format!("From: a@b.cn\nDate: Mon, 20 Jan 2025 09:30:00 +0800\nContent-Type: {kind}; boundary=x\n\n");
    for part in parts {
        text.push_str(&format!("--x\n{part}\n"));
    }
    saved(&(text + "--x--\n"))
}

const TABLE: &str = "Content-Type: application/vnd.ms-excel; name=a.xls\nContent-Transfer-Encoding: base64\n\ndGFibGU=";
const TEXT: &str = "Content-Type: text/plain\n\nhello";

#[test]
fn pictures_of_signatures_are_counted_and_not_taken() {
    let inline = "Content-Type: image/png; name=logo.png\nContent-ID: <1>\nContent-Transfer-Encoding: base64\n\niVBO";
    let shown = "Content-Type: image/png; name=p.png\nContent-Disposition: inline\n\nPNG";
    let photo = "Content-Type: image/jpeg; name=\"photo.jpg\"\nContent-Disposition: attachment\nContent-ID: <2>\nContent-Transfer-Encoding: base64\n\n/9j/";
    let letter = opened(&mail("multipart/related", &[TEXT, inline, shown, photo, TABLE]));
    let names: Vec<&str> = letter.files.iter().map(|f| f.name.as_str()).collect();
    assert_eq!((letter.pictures, names), (2, vec!["photo.jpg", "a.xls"]));
}

#[test]
fn what_comes_along_by_itself_is_named() {
    let signature =
        "Content-Type: application/pkcs7-signature; name=smime.p7s\nContent-Transfer-Encoding: base64\n\nAAAA";
    let card = "Content-Type: text/vcard; name=limin.vcf\n\nBEGIN:VCARD";
    let letter = opened(&mail("multipart/signed", &[TEXT, TABLE, signature, card]));
    assert_eq!(files(&letter), ["a.xls=table"]);
    let asides: Vec<&str> = letter.asides.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(asides, ["smime.p7s", "limin.vcf"]);
}

#[test]
fn forwarded_mails_are_files_of_their_own() {
    let inner = PLAIN.replace("b1", "inner");
    let whole = format!("Content-Type: message/rfc822\nContent-Disposition: attachment\n\n{inner}");
    let letter = opened(&mail("multipart/mixed", &[TEXT, &whole, TABLE]));
    assert_eq!(letter.files.iter().map(|f| f.name.as_str()).collect::<Vec<_>>(), ["报送自评表.eml", "a.xls"]);
    let forwarded = opened(&letter.files[0].bytes);
    assert_eq!(forwarded.sender, "李敏 <limin@yuexiu.example.gov.cn>");
    assert_eq!(files(&forwarded), ["表.xlsx=table", "盖章件.pdf=%PDF-1.4"]);
    assert_eq!(sort(&letter.files[0].name, &letter.files[0].bytes), Sort::Mail);
    // Attached as a file of no particular type, as web mail does it.
    let (name, encoded) = ("old.eml", "RnJvbTogYUBiLmNuClRvOiBjQGQuY24KCmhlbGxvCg==");
    for kind in ["application/octet-stream", "message/rfc822"] {
        let part = format!("Content-Type: {kind}; name={name}\nContent-Transfer-Encoding: base64\n\n{encoded}");
        let letter = opened(&mail("multipart/mixed", &[&part]));
        assert_eq!(files(&letter), ["old.eml=From: a@b.cn\nTo: c@d.cn\n\nhello\n"], "{kind}");
    }
}

#[test]
fn attachments_that_cannot_be_taken_out_are_named_with_a_way_out() {
    let cut = saved(
        "From: a@b.cn\nTo: c@d.cn\nContent-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: application/vnd.ms-excel; name=a.xls\nContent-Transfer-Encoding: base64\n\ndGFibGVz\ndGFi",
    );
    let uu = "Content-Type: text/plain\n\nhello\n\nbegin 644 a.xls\nM='%B;&4`\n`\nend";
    let old = "Content-Type: application/vnd.ms-excel; name=a.xls\nContent-Transfer-Encoding: x-uuencode\n\nbegin 644 a.xls\n%=&%B;&4\n`\nend";
    let broken =
        "Content-Type: application/vnd.ms-excel; name=a.xls\nContent-Transfer-Encoding: base64\n\n????\u{1}@@@@";
    for (what, bytes, code) in [
        ("the mail ends within the attachment", cut, "attachment-damaged"),
        ("uuencode in the text", mail("multipart/mixed", &[uu]), "uuencode"),
        ("uuencode", mail("multipart/mixed", &[old]), "uuencode"),
        (
            "sealed",
            saved(
                "From: a@b.cn\nTo: c@d.cn\nContent-Type: application/pkcs7-mime; name=smime.p7m\nContent-Transfer-Encoding: base64\n\nAAAA\n",
            ),
            "mail-encrypted",
        ),
        ("no base64", mail("multipart/mixed", &[broken]), "attachment-damaged"),
    ] {
        let letter = opened(&bytes);
        assert!(letter.files.is_empty(), "{what}: {:?}", files(&letter));
        let refused: Vec<&str> = letter.refused.iter().map(|(_, refused)| refused.code).collect();
        assert_eq!(refused, [code], "{what}");
        for Refused { message, fix, .. } in letter.refused.iter().map(|(_, refused)| refused) {
            assert!(message.ends_with('。') && fix.ends_with('。') && fix.contains("附件"), "{what}");
        }
    }
}

#[test]
fn a_mail_that_is_cut_says_so() {
    assert!(!opened(PLAIN.as_bytes()).cut);
    let second = PLAIN.find("--b1\nContent-Type: application/pdf").unwrap();
    let cut = opened(&PLAIN.as_bytes()[..second + 5]);
    assert_eq!((files(&cut), cut.cut), (vec!["表.xlsx=table".to_owned()], true), "a second file may be lost");
}

#[test]
fn a_folder_of_mails_is_none() {
    let one = format!("From limin@x Mon Jan 20 09:30:00 2025\n{PLAIN}\n");
    assert_eq!(opened(one.as_bytes()).files.len(), 2);
    assert_eq!(open_mail(one.repeat(2).as_bytes()).map_err(|r| r.code), Err("mailbox"), "the second would be lost");
    let quoted = one.replace("6KeB6ZmE5Lu2", "\nFrom here on see below.");
    assert_eq!(opened(quoted.as_bytes()).files.len(), 2);
}

#[test]
fn mails_made_to_hurt_are_refused_or_read_at_once() {
    let head = "From: a@b.cn\nTo: c@d.cn\n";
    let nest = |header: &str, times: usize| format!("{head}{}", header.repeat(times)).into_bytes();
    for (what, bytes) in [
        ("mails within mails", nest("Content-Type: message/rfc822\n\n", 200_000)),
        ("packs within packs", nest("Content-Type: multipart/mixed; boundary=x\n\n--x\n", 200_000)),
        ("packs that never begin", nest("Content-Type: multipart/mixed; boundary=y\n\n--x\n", 200_000)),
        (
            "a million parts",
            nest("Content-Type: multipart/mixed; boundary=x\n\n", 1)
                .into_iter()
                .chain(b"--x\n\n".repeat(1_000_000))
                .collect(),
        ),
        ("a million header lines", nest("a:\n", 1_000_000)),
        ("a million parameters", format!("{head}Content-Type: a/b{}\n\n", ";a=b".repeat(1_000_000)).into_bytes()),
    ] {
        assert_eq!(open_mail(&bytes).map_err(|r| r.code), Err("mail-damaged"), "{what}");
    }
    for (what, bytes) in [
        ("encoded words without an end", format!("{head}Subject: {}\n\n", "=?a?B?x ".repeat(1_000_000))),
        ("names without an end", format!("{head}Content-Type: a/b; name=\"{}\n\n", "=?a?B?x ".repeat(100_000))),
        ("lines like those of a mail folder", format!("From x\n{head}\n{}.", "\nFrom x\nTo\n".repeat(1_000_000))),
    ] {
        assert!(open_mail(bytes.as_bytes()).is_ok(), "{what}");
    }
    assert_eq!(open_mail(&vec![b' '; (64 << 20) + 1]).map_err(|r| r.code), Err("too-large"));
}

#[test]
fn what_lies_in_parcels_is_sorted_by_content() {
    let rels = b"<Relationships/>";
    for (name, bytes, expected) in [
        ("a.dat", Parts::with_cells("").bytes(), Sort::Workbook),
        ("a.xlsx", zip(&[("a.xlsx", b"1")]), Sort::Zip),
        ("a.xlsx", b"PK\x03\x04 cut".to_vec(), Sort::Workbook),
        ("a.zip", b"PK\x03\x04 cut".to_vec(), Sort::Zip),
        ("a.docx", zip(&[("_rels/.rels", rels), ("word/document.xml", b"")]), Sort::Writing),
        ("a.ofd", zip(&[("OFD.xml", b"")]), Sort::Stamped),
        ("a.pdf", b"%PDF-1.4".to_vec(), Sort::Stamped),
        ("a.xls", b"\xFF\xD8\xFF\xE0".to_vec(), Sort::Picture),
        ("a.txt", "说明".into(), Sort::Writing),
        ("a.csv", b"a,b\n1,2\n".to_vec(), Sort::Workbook),
        ("a.rar", b"Rar!\x1a\x07\x00".to_vec(), Sort::Other),
        ("winmail.dat", b"\x78\x9F\x3E\x22\x01\x00".to_vec(), Sort::Other),
        ("a", PLAIN.as_bytes().to_vec(), Sort::Mail),
    ] {
        assert_eq!(sort(name, &bytes), expected, "{name}");
    }
}

/// A zip whose names are these bytes, in the directory and before each file.
fn named(names: &[&[u8]]) -> Vec<u8> {
    let held: Vec<String> = names.iter().enumerate().map(|(n, name)| format!("{n}").repeat(name.len())).collect();
    let files: Vec<(&str, &[u8])> = held.iter().map(|name| (name.as_str(), &b"-"[..])).collect();
    let mut bytes = zip(&files);
    for (held, name) in held.iter().zip(names) {
        for at in 0..bytes.len() - name.len() {
            if bytes[at..].starts_with(held.as_bytes()) {
                bytes[at..at + name.len()].copy_from_slice(name);
            }
        }
    }
    bytes
}

#[test]
fn names_in_zips_are_utf_8_or_gbk_whatever_the_flag_says() {
    let (gbk, _, _) = encoding_rs::GBK.encode("黄埔区\\自评表.xlsx");
    // Two characters that are UTF-8 as well, of letters that nobody here writes.
    let both = [0xC4, 0xA3, 0xC4, 0xA3, b'.', b'x'];
    for (name, expected) in
        [(&gbk[..], "黄埔区/自评表.xlsx"), ("黄埔区/自评表.xlsx".as_bytes(), "黄埔区/自评表.xlsx"), (&both, "模模.x")]
    {
        let bytes = named(&[name]);
        let mut flagged = bytes.clone();
        let directory = (0..bytes.len()).find(|at| bytes[*at..].starts_with(b"PK\x01\x02")).unwrap();
        flagged[7] |= 8;
        flagged[directory + 9] |= 8;
        for bytes in [bytes, flagged] {
            let names: Vec<String> = unpack("a.zip", &bytes).unwrap().unwrap().into_iter().map(|f| f.name).collect();
            assert_eq!(names, [expected]);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Any bytes behind the head of a mail are a mail or refused, and no panic.
    #[test]
    fn random_mails(body in prop::collection::vec(any::<u8>(), 0..600)) {
        let bytes = [&b"From: a@b\nTo: c\n"[..], &body].concat();
        let _ = open_mail(&bytes);
    }

    /// So are mails with a few bytes changed, cut or doubled.
    #[test]
    fn changed_mails(at in 0..PLAIN.len(), with in any::<u8>(), cut in 0..PLAIN.len(), from in 0..PLAIN.len()) {
        let mut bytes = PLAIN.as_bytes().to_vec();
        bytes[at] = with;
        let _ = open_mail(&bytes);
        let _ = open_mail(&bytes[..cut]);
        bytes.extend_from_within(from..);
        let _ = open_mail(&bytes);
    }

    /// Header lines of any bytes: every name can be printed and every time is one.
    #[test]
    fn random_heads(value in prop::collection::vec(any::<u8>(), 0..200), name in "Content-Disposition|Content-Type|From|Date|Subject") {
        let value: Vec<u8> = value.into_iter().filter(|b| *b != b'\n').collect();
        let headers = [name.as_bytes(), b": attachment; filename=", &value, b"\n"].concat();
        for bytes in [attached(&headers), [&b"To: a\nCc: b\n"[..], name.as_bytes(), b": ", &value, b"\n\n"].concat()] {
            if let Ok(Some(letter)) = open_mail(&bytes) {
                let texts = [&letter.sender, &letter.subject].into_iter().chain(letter.files.iter().map(|f| &f.name));
                prop_assert!(texts.flat_map(|t| t.chars()).all(|c| !c.is_control()));
            }
        }
    }
}
