//! The three files in a round that an official double-clicks instead of typing.

use crate::round::{MERGED, SENT, SENT_BACK, Stop, output};
use std::path::Path;

/// Name, title, the commands in order, and the folder to show at the end.
const FILES: [(&str, &str, &[&str], &str); 3] = [
    ("1 生成模板.cmd", "绩核 生成模板", &["template"], SENT),
    ("2 审核汇总.cmd", "绩核 审核汇总", &["consolidate"], MERGED),
    ("3 退回件.cmd", "绩核 审核意见", &["check"], SENT_BACK),
];

/// Writes them into the round's folder.
pub(super) fn write(dir: &Path) -> Result<(), Stop> {
    for (name, title, commands, folder) in FILES {
        output::write(&dir.join(name), &bytes(&script(title, commands, folder)))?;
    }
    Ok(())
}

fn script(title: &str, commands: &[&str], folder: &str) -> String {
    let mut lines = vec![
        "@echo off".to_owned(),
        // The file is GBK whatever the window's own code page is.
        "chcp 936 >nul".to_owned(),
        format!("title {title}"),
        "cd /d \"%~dp0\"".to_owned(),
        "set \"JIHE=jihe.exe\"".to_owned(),
        "if exist \"%~dp0jihe.exe\" set \"JIHE=%~dp0jihe.exe\"".to_owned(),
        "if exist \"%JIHE%\" goto run".to_owned(),
        "where jihe.exe >nul 2>nul".to_owned(),
        "if not errorlevel 1 goto run".to_owned(),
        "echo 没有找到 jihe.exe。请将 jihe.exe 复制到本文件夹后重新双击。".to_owned(),
        "goto end".to_owned(),
        ":run".to_owned(),
    ];
    for command in commands {
        lines.push(format!("\"%JIHE%\" {command}"));
        lines.push("if errorlevel 2 goto stopped".to_owned());
    }
    lines.extend([
        format!("if exist \"{folder}\" start \"\" \"{folder}\""),
        "goto end".to_owned(),
        ":stopped".to_owned(),
        "echo 未完成。请按上面的提示处理后重新双击。".to_owned(),
        ":end".to_owned(),
        "echo.".to_owned(),
        "pause".to_owned(),
    ]);
    lines.iter().map(|line| format!("{line}\r\n")).collect()
}

/// GBK, which Chinese Windows reads batch files in.
fn bytes(text: &str) -> Vec<u8> {
    encoding_rs::GBK.encode(text).0.into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_are_gbk_with_windows_line_ends() {
        let text = script(FILES[0].1, FILES[0].2, FILES[0].3);
        let bytes = bytes(&text);
        let (back, _, lost) = encoding_rs::GBK.decode(&bytes);
        assert!(!lost && back == text, "every character exists in GBK");
        assert!(std::str::from_utf8(&bytes).is_err());
        assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
        assert!(text.ends_with("pause\r\n") && text.contains("\"%JIHE%\" template"));
    }
}
