//! A whole round whose returns come by mail and in zips: from 收回 to the consolidated workbook, its links and the register.

#![allow(clippy::disallowed_methods, clippy::unwrap_used, reason = "tests work in folders of their own")]

use assert_cmd::Command;
use serde_json::Value;
use std::io::{Cursor, Read, Write};
use std::path::{Path, PathBuf};

fn jihe(dir: &Path, words: &[&str]) -> (i32, String, String) {
    let output = Command::cargo_bin("jihe").unwrap().current_dir(dir).args(words).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for (n, three) in bytes.chunks(3).enumerate() {
        let number = three.iter().fold(0u32, |sum, b| sum << 8 | u32::from(*b)) << (8 * (3 - three.len()));
        for digit in 0..4 {
            let value = usize::try_from(number >> (18 - 6 * digit) & 63).unwrap();
            out.push(if digit > three.len() { '=' } else { char::from(DIGITS[value]) });
        }
        if n % 19 == 18 {
            out.push_str("\r\n");
        }
    }
    out
}

/// A mail with files attached, as Foxmail writes it.
fn mail(sender: &str, date: &str, files: &[(&str, &[u8])]) -> Vec<u8> {
    let word = |text: &str| format!("=?utf-8?B?{}?=", base64(text.as_bytes()));
    let mut text = format!(
        "Date: {date}\r\nFrom: \"{}\" <office@example.gov.cn>\r\nTo: gxw@example.gov.cn\r\nSubject: {}\r\nX-Mailer: Foxmail\r\n\
         MIME-Version: 1.0\r\nContent-Type: multipart/mixed;\r\n\tboundary=\"----=_1\"\r\n\r\n------=_1\r\n\
         Content-Type: text/plain\r\n\r\nhello\r\n",
        word(sender),
        word("报送")
    );
    for (name, bytes) in files {
        text.push_str(&format!(
            "------=_1\r\nContent-Type: application/octet-stream;\r\n\tname=\"{0}\"\r\nContent-Transfer-Encoding: base64\r\n\
             Content-Disposition: attachment;\r\n\tfilename=\"{0}\"\r\n\r\n{1}\r\n",
            word(name),
            base64(bytes)
        ));
    }
    (text + "------=_1--\r\n").into_bytes()
}

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// Takes the return of an agency out of 收回.
fn taken(inbox: &Path, name: &str) -> Vec<u8> {
    let mut found: Vec<PathBuf> = std::fs::read_dir(inbox).unwrap().map(|e| e.unwrap().path()).collect();
    found.retain(|path| path.to_string_lossy().contains(name) && path.extension().is_some_and(|e| e == "xlsx"));
    found.sort();
    let bytes = std::fs::read(&found[0]).unwrap();
    std::fs::remove_file(&found[0]).unwrap();
    bytes
}

/// The sample round; 越秀 sent a mail with a stamped page, 海珠 a zip, 番禺 a zip by mail, 南沙 two mails, of which the later one
/// counts, 从化 a photograph.
fn round() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    assert_eq!(jihe(dir.path(), &["demo", "轮", "--clean"]).0, 0);
    let inbox = dir.path().join("轮/收回");
    let put = |name: &str, bytes: Vec<u8>| std::fs::write(inbox.join(name), bytes).unwrap();
    let table = taken(&inbox, "越秀");
    let files: [(&str, &[u8]); 2] = [("自评表（定稿）.xlsx", &table), ("盖章件.pdf", b"%PDF-1.4")];
    put("越秀.eml", mail("李敏", "Mon, 20 Jan 2098 09:30:00 +0800", &files));
    let table = taken(&inbox, "海珠");
    put("海珠.zip", zip(&[("海珠/自评表.xlsx", &table)]));
    let table = taken(&inbox, "番禺");
    let pack = zip(&[("自评表.xlsx", &table)]);
    put("番禺.eml", mail("番禺", "Mon, 20 Jan 2098 09:30:00 +0800", &[("番禺.zip", &pack)]));
    let table = taken(&inbox, "南沙");
    put("南沙2.eml", mail("南沙", "Tue, 21 Jan 2098 09:30:00 +0800", &[("表.xlsx", &table)]));
    let mut former = table.clone();
    former.truncate(former.len() - 1);
    put("南沙1.eml", mail("南沙", "Tue, 21 Jan 2098 02:30:00 +0000", &[("表.xlsx", &table), ("旧表.xlsx", &former)]));
    taken(&inbox, "从化");
    put("从化.eml", mail("从化", "Tue, 21 Jan 2098 09:30:00 +0800", &[("照片.jpg", b"\xFF\xD8\xFF\xE0")]));
    dir
}

/// Every link to a file in a workbook, as it is written.
fn links(workbook: &Path) -> Vec<String> {
    let mut zip = zip::ZipArchive::new(Cursor::new(std::fs::read(workbook).unwrap())).unwrap();
    let mut links = Vec::new();
    for n in 0..zip.len() {
        let mut part = zip.by_index(n).unwrap();
        if part.name().unwrap().ends_with(".xml.rels") {
            let mut text = String::new();
            part.read_to_string(&mut text).unwrap();
            let targets = text.split("Target=\"").skip(1).filter_map(|rest| rest.split_once('"'));
            links.extend(targets.map(|(target, _)| target.to_owned()).filter(|t| t.contains("收回")));
        }
    }
    links
}

fn plain(link: &str) -> String {
    let path = link.strip_prefix("file:///").unwrap_or(link);
    path.replace("%20", " ").replace("&amp;", "&")
}

#[test]
fn a_round_that_came_by_mail() {
    let dir = round();
    let home = dir.path().join("轮");
    let (code, out, err) = jihe(&home, &["status", "--json"]);
    assert_eq!(code, 1, "从化 has sent no workbook: {err}");
    let lines: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let of = |code: &str| lines.iter().find(|line| line["code"] == code).unwrap();
    for (agency, file, sent) in [
        ("440104", "收回/.展开/越秀.eml/自评表（定稿）.xlsx", "2098-01-20T01:30:00"),
        ("440105", "收回/.展开/海珠.zip/海珠/自评表.xlsx", ""),
        ("440113", "收回/.展开/番禺.eml/番禺.zip/自评表.xlsx", "2098-01-20T01:30:00"),
        // Sent at 10:30 in Beijing, an hour after the mail that reads 09:30; the same table came in both.
        ("440115", "收回/.展开/南沙1.eml/表.xlsx", "2098-01-21T02:30:00"),
    ] {
        let line = of(agency);
        assert_eq!(
            (line["state"].as_str(), line["file"].as_str(), line["mail"]["date"].as_str()),
            (Some("received"), Some(file), Some(sent).filter(|s| !s.is_empty())),
        );
    }
    assert_eq!(of("440117")["state"], "missing");
    assert!(err.contains("从化.eml”读不了：这封邮件里没有工作簿（发件人：从化 <office@example.gov.cn>"), "{err}");
    assert!(err.contains("盖章件.pdf”按盖章件登记"), "{err}");
    assert!(err.contains("旧表.xlsx”读不了"), "{err}");

    assert_eq!(jihe(&home, &["consolidate"]).0, 1);
    let workbook = std::fs::read_dir(home.join("汇总")).unwrap().next().unwrap().unwrap().path();
    let links = links(&workbook);
    assert!(links.iter().any(|link| link.contains("番禺.zip")), "{links:?}");
    for link in &links {
        let target = workbook.parent().unwrap().join(plain(link));
        assert!(target.is_file(), "{link} leads nowhere");
    }
    let register: Value = serde_json::from_str(&std::fs::read_to_string(home.join("登记.json")).unwrap()).unwrap();
    let yuexiu = &register["agencies"].as_array().unwrap().iter().find(|a| a["agency"] == "440104").unwrap()["chosen"];
    assert_eq!(yuexiu["parcel"], "收回/越秀.eml");
    assert_eq!(yuexiu["mail"]["sender"], "李敏 <office@example.gov.cn>");
    assert_eq!(yuexiu["mail"]["subject"], "报送");
    // Verifying looks into the mails themselves, and needs nothing that was taken out.
    std::fs::remove_dir_all(home.join("收回/.展开")).unwrap();
    let name = format!("汇总/{}", workbook.file_name().unwrap().to_string_lossy());
    let (code, out, err) = jihe(&home, &["verify", &name]);
    assert_eq!(code, 0, "{out}{err}");
    assert!(!home.join("收回/.展开").exists());
    // A second run gives the same bytes.
    let before = std::fs::read(&workbook).unwrap();
    jihe(&home, &["consolidate"]);
    assert!(before == std::fs::read(&workbook).unwrap());
}

#[test]
fn a_register_of_before_is_still_read() {
    let dir = round();
    let home = dir.path().join("轮");
    jihe(&home, &["consolidate"]);
    let path = home.join("登记.json");
    let mut register: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
    for agency in register["agencies"].as_array_mut().unwrap() {
        if let Some(chosen) = agency["chosen"].as_object_mut() {
            chosen.remove("parcel");
            chosen.remove("mail");
        }
    }
    std::fs::write(&path, register.to_string()).unwrap();
    let workbook = std::fs::read_dir(home.join("汇总")).unwrap().next().unwrap().unwrap().path();
    let name = format!("汇总/{}", workbook.file_name().unwrap().to_string_lossy());
    let (code, out, err) = jihe(&home, &["verify", &name]);
    assert_eq!(code, 0, "{out}{err}");
}
