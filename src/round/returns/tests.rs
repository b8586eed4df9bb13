//! Zips and mails in 收回, on the disk: what is read, noted and refused, and where it lies.

use super::*;
use std::io::{Cursor, Write};

/// A file's name and what it holds.
type File<'a> = (&'a str, Vec<u8>);

fn zip(files: &[File<'_>]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A mail with these files attached, as they are.
fn mail(files: &[File<'_>]) -> Vec<u8> {
    let boundary = format!("={}=", files.iter().map(|(_, bytes)| bytes.len()).sum::<usize>());
    let mut bytes = format!(
        "From: =?utf-8?B?5p2O5pWP?= <limin@x.cn>\nSubject: a\nDate: Mon, 20 Jan 2025 09:30:00 +0800\n\
         Content-Type: multipart/mixed; boundary=\"{boundary}\"\n\n--{boundary}\nContent-Type: text/plain\n\nhello\n"
    )
    .into_bytes();
    for (name, content) in files {
        let head = format!("--{boundary}\nContent-Type: application/octet-stream; name=\"{name}\"\n\n");
        bytes.extend([head.as_bytes(), content, b"\n"].concat());
    }
    bytes.extend(format!("--{boundary}--\n").into_bytes());
    bytes
}

/// Enough of a workbook to be told for one.
fn book() -> Vec<u8> {
    zip(&[("_rels/.rels", b"<r/>".to_vec()), ("xl/workbook.xml", b"<w/>".to_vec())])
}

fn pdf() -> Vec<u8> {
    b"%PDF-1.4".to_vec()
}

fn photo() -> Vec<u8> {
    b"\xFF\xD8\xFF\xE0photo".to_vec()
}

/// A round with these files in 收回.
fn round(files: &[File<'_>]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let path = dir.path().join(RETURNED).join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    dir
}

/// `读`, `注` or `退` with the file and, of what is refused, the code; in order. Looking gives the same as gathering.
fn found(files: &[File<'_>]) -> Vec<String> {
    let dir = round(files);
    let looked = look(dir.path()).unwrap();
    assert!(!dir.path().join(UNPACKED).exists(), "looking writes nothing");
    let returned = gather(dir.path()).unwrap();
    assert_eq!((&returned.notes, &returned.refused), (&looked.notes, &looked.refused));
    let ids = |of: &Returned| of.files.iter().map(|f| (f.file.clone(), f.arrival.clone())).collect::<Vec<_>>();
    assert_eq!(ids(&returned), ids(&looked));
    for (file, _) in &returned.refused {
        assert!(dir.path().join(file).is_file(), "a link to {file} leads to it");
    }
    for (one, other) in returned.files.iter().zip(&looked.files) {
        assert_eq!(one.bytes(), other.bytes());
        assert!(dir.path().join(&one.file).is_file(), "a link to {} leads to it", one.file);
    }
    let mut all: Vec<String> = returned.files.iter().map(|f| format!("读 {}", f.file)).collect();
    all.extend(returned.refused.iter().map(|(file, why)| format!("退 {file} {}", why.code)));
    all.extend(returned.notes.iter().map(|(file, _)| format!("注 {file}")));
    all
}

#[test]
fn papers_beside_a_workbook_are_noted() {
    let letter = mail(&[("表.xlsx", book()), ("盖章件.pdf", pdf()), ("照片.jpg", photo())]);
    assert_eq!(
        found(&[("越秀.eml", letter)]),
        [
            "读 收回/.展开/越秀.eml/表.xlsx",
            "注 收回/.展开/越秀.eml/照片.jpg",
            "注 收回/.展开/越秀.eml/盖章件.pdf",
            "注 收回/越秀.eml",
        ]
    );
    // The workbook is packed, the stamped page lies beside the pack.
    let letter = mail(&[("表.zip", zip(&[("表.xlsx", book())])), ("盖章件.pdf", pdf())]);
    assert_eq!(
        found(&[("越秀.eml", letter)]),
        [
            "读 收回/.展开/越秀.eml/表.zip/表.xlsx",
            "注 收回/.展开/越秀.eml/盖章件.pdf",
            "注 收回/.展开/越秀.eml/表.zip",
            "注 收回/越秀.eml",
        ]
    );
    // In a pack of several agencies the one that sent only a stamped page is refused.
    let pack =
        zip(&[("甲/表.xlsx", book()), ("甲/扫描/盖章.pdf", pdf()), ("乙/盖章.pdf", pdf()), ("丙/表.jpg", photo())]);
    assert_eq!(
        found(&[("各区.zip", pack)]),
        [
            "读 收回/.展开/各区.zip/丙/表.jpg",
            "读 收回/.展开/各区.zip/乙/盖章.pdf",
            "读 收回/.展开/各区.zip/甲/表.xlsx",
            "注 收回/.展开/各区.zip/甲/扫描/盖章.pdf",
            "注 收回/各区.zip",
        ]
    );
}

#[test]
fn a_mail_without_a_workbook_is_refused_with_its_sender() {
    let dir = round(&[("白云.eml", mail(&[("照片.jpg", photo())])), ("从化.eml", mail(&[]))]);
    let returned = gather(dir.path()).unwrap();
    let said: Vec<String> = returned.refused.iter().map(|(file, why)| format!("{file}：{}", why.message)).collect();
    let whose = "发件人：李敏 <limin@x.cn>；发出时间：2025年1月20日9:30（北京时间），主题“a”";
    assert_eq!(
        said,
        [
            format!("收回/从化.eml：这封邮件里没有工作簿（{whose}），没有附件；正文没有读取。"),
            format!("收回/白云.eml：这封邮件里没有工作簿（{whose}），附件是“照片.jpg”；正文没有读取。"),
        ]
    );
    assert!(returned.files.is_empty());
    let notes: Vec<&str> = returned.notes.iter().map(|(file, _)| file.as_str()).collect();
    assert_eq!(notes, ["收回/.展开/白云.eml/照片.jpg"], "nothing is passed over in silence");
    // What is refused for itself answers for its mail.
    let rar = mail(&[("表.rar", b"Rar!\x1a\x07\x00".to_vec())]);
    assert_eq!(found(&[("a.eml", rar)]), ["读 收回/.展开/a.eml/表.rar", "注 收回/a.eml"]);
}

#[test]
fn parcels_within_parcels() {
    let deep = zip(&[("里.zip", zip(&[("表.xlsx", book())])), ("表.xlsx", book())]);
    let forwarded = mail(&[("原邮件.eml", mail(&[("表.xlsx", book())]))]);
    let packed = zip(&[("甲.eml", mail(&[("表.xlsx", book())])), ("乙.eml", mail(&[("表.xlsx", book())]))]);
    let again = zip(&[("丙.eml", mail(&[("表.zip", zip(&[("表.xlsx", book())]))]))]);
    for (what, name, bytes, expected) in [
        (
            "a zip in a zip",
            "a.zip",
            deep,
            vec!["读 收回/.展开/a.zip/表.xlsx", "退 收回/.展开/a.zip/里.zip archive", "注 收回/a.zip"],
        ),
        (
            "a mail in a mail",
            "a.eml",
            forwarded,
            vec!["读 收回/.展开/a.eml/原邮件.eml/表.xlsx", "注 收回/.展开/a.eml/原邮件.eml", "注 收回/a.eml"],
        ),
        (
            "mails in a zip",
            "a.zip",
            packed,
            vec![
                "读 收回/.展开/a.zip/乙.eml/表.xlsx",
                "读 收回/.展开/a.zip/甲.eml/表.xlsx",
                "注 收回/.展开/a.zip/乙.eml",
                "注 收回/.展开/a.zip/甲.eml",
                "注 收回/a.zip",
            ],
        ),
        (
            "a zip in a mail in a zip",
            "a.zip",
            again,
            vec!["退 收回/.展开/a.zip/丙.eml/表.zip archive", "注 收回/.展开/a.zip/丙.eml", "注 收回/a.zip"],
        ),
        (
            "a mail by another name",
            "表.xls",
            mail(&[("表.xlsx", book())]),
            vec!["读 收回/.展开/表.xls/表.xlsx", "注 收回/表.xls"],
        ),
        ("a cut zip", "a.zip", b"PK\x03\x04".to_vec(), vec!["退 收回/a.zip damaged"]),
        (
            "a cut zip in a mail",
            "a.eml",
            mail(&[("b.zip", b"PK\x03\x04".to_vec())]),
            vec!["退 收回/.展开/a.eml/b.zip damaged", "注 收回/a.eml"],
        ),
    ] {
        assert_eq!(found(&[(name, bytes)]), expected, "{what}");
    }
    let mut nested = mail(&[("表.xlsx", book())]);
    for _ in 0..6 {
        nested = mail(&[("再转.eml", nested)]);
    }
    let codes: Vec<String> = found(&[("a.eml", nested)]).into_iter().filter(|l| !l.starts_with('注')).collect();
    assert_eq!(codes, ["退 收回/.展开/a.eml/再转.eml/再转.eml/再转.eml/再转.eml mail"]);
}

#[test]
fn an_attachment_that_cannot_be_taken_out_goes_by_its_mail() {
    let letter = |name: &str| {
        let text = format!(
            "From: a@b.cn\nTo: c@d.cn\nContent-Type: application/vnd.ms-excel; name=\"{name}\"\n\
             Content-Transfer-Encoding: x-uuencode\n\nbegin 644 a.xls\n%=&%B;&4\n`\nend\n"
        );
        text.into_bytes()
    };
    assert_eq!(found(&[("a.eml", letter("表.xls"))]), ["退 收回/a.eml uuencode", "注 收回/a.eml"]);
    let dir = round(&[("a.zip", zip(&[("b.eml", letter("表.xls"))]))]);
    let (file, why) = gather(dir.path()).unwrap().refused.remove(0);
    assert_eq!(file, "收回/a.zip");
    assert!(why.message.starts_with("其中的“b.eml/表.xls”：邮件里有用老式编码"), "{}", why.message);
}

#[test]
fn names_out_of_parcels_are_safe_and_each_once() {
    let letter =
        mail(&[("con.xlsx", book()), ("表?.xlsx", book()), ("表*.XLSX", book()), ("../../../表.xlsx", book())]);
    let read: Vec<String> = found(&[("a.eml", letter)]).into_iter().filter(|l| l.starts_with('读')).collect();
    assert_eq!(
        read,
        [
            "读 收回/.展开/a.eml/.._.._.._表.xlsx",
            "读 收回/.展开/a.eml/_con.xlsx",
            "读 收回/.展开/a.eml/表_.xlsx",
            "读 收回/.展开/a.eml/表_（2）.XLSX",
        ]
    );
}

#[test]
fn everything_out_of_one_parcel_is_counted_together() {
    let many: Vec<(String, Vec<u8>)> = (0..600).map(|n| (format!("{n:03}.xlsx"), book())).collect();
    let half = || zip(&many.iter().map(|(name, bytes)| (name.as_str(), bytes.clone())).collect::<Vec<_>>());
    let dir = round(&[("a.eml", mail(&[("1.zip", half()), ("2.zip", half())]))]);
    let returned = look(dir.path()).unwrap();
    let codes: BTreeSet<&str> = returned.refused.iter().map(|(_, why)| why.code).collect();
    // The two zips count as well as what is in them.
    assert_eq!((returned.files.len(), returned.refused.len(), codes), (998, 202, BTreeSet::from(["too-large"])));
}

#[test]
fn the_folder_of_what_was_taken_out_is_no_return() {
    let dir = round(&[
        (".展开/旧.eml/旧.xlsx", book()),
        ("去年/.展开/旧.xlsx", book()),
        ("a.eml", mail(&[("表.xlsx", book())])),
    ]);
    for _ in 0..2 {
        let returned = gather(dir.path()).unwrap();
        let files: Vec<&str> = returned.files.iter().map(|f| f.file.as_str()).collect();
        assert_eq!(files, ["收回/.展开/a.eml/表.xlsx"]);
        let notes: Vec<&str> = returned.notes.iter().map(|(file, _)| file.as_str()).collect();
        assert_eq!(notes, ["收回/a.eml", "收回/去年/.展开"]);
        assert!(!dir.path().join("收回/.展开/旧.eml").exists());
    }
    // Named on the command line, what is in a parcel goes by the parcel's own name, and nothing is written.
    let returned = named(dir.path(), &[dir.path().join("收回/a.eml")]).unwrap();
    assert_eq!(returned.files[0].file, "收回/a.eml/表.xlsx");
    let mail = returned.files[0].arrival.mail.as_ref().unwrap();
    assert_eq!((mail.sender.as_str(), mail.file.as_ref()), ("李敏 <limin@x.cn>", "收回/a.eml"));
}

/// On Windows a workbook open in Excel keeps its folder from being cleared; a file in the place of the folder does the same.
#[test]
fn a_folder_that_is_held_stops_nothing() {
    let dir = round(&[(".展开", b"held".to_vec()), ("a.eml", mail(&[("表.xlsx", book())]))]);
    let returned = gather(dir.path()).unwrap();
    let table = returned.files.iter().find(|f| f.file == "收回/.展开/a.eml/表.xlsx").unwrap();
    assert_eq!(table.bytes().unwrap(), book());
    assert!(returned.hindered.iter().all(|s| s.ends_with('。')) && returned.hindered.len() == 2);
}
