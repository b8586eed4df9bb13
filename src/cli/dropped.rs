//! Files and folders dropped on the program are checked, a consolidated workbook is verified; on Windows the window stays open until a key is pressed.

use super::workers::Limits;
use super::{Scene, Screen, check, finish, today, verify};
use crate::round::Round;
use clap::CommandFactory;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// The paths, where every argument is a file or folder and the first is no command.
pub(super) fn paths(words: &[OsString]) -> Option<Vec<PathBuf>> {
    let (first, _) = words.get(1..)?.split_first()?;
    let is_command = super::Arguments::command().get_subcommands().any(|c| first.to_str() == Some(c.get_name()));
    let paths: Vec<PathBuf> = words.iter().skip(1).map(PathBuf::from).collect();
    (!is_command && paths.iter().all(|p| p.exists())).then_some(paths)
}

/// Checks or verifies them, in the round they lie in where there is one.
pub(super) fn run(paths: &[PathBuf]) -> ExitCode {
    let dir = paths.first().map_or_else(PathBuf::new, |path| home(path));
    let scene = Scene { dir, screen: Screen::new(false), today: today(), limits: Limits::default() };
    let result = match paths {
        [only] if verify::is_consolidated(only) => verify::run(&verify::Arguments { file: only.clone() }, &scene),
        // The round's own folder means everything that came back.
        [only] if Round::is_here(only) => check::run(&check::Arguments { files: Vec::new() }, &scene),
        _ => check::run(&check::Arguments { files: paths.to_vec() }, &scene),
    };
    let code = finish(result, &scene.screen);
    wait();
    code
}

/// The round a path lies in, else its own folder.
fn home(path: &Path) -> PathBuf {
    let full = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let round = full.ancestors().find(|folder| Round::is_here(folder));
    round.or(full.parent()).map_or_else(PathBuf::new, Path::to_path_buf)
}

/// A window opened by a double click closes with the program: on Windows wait for a key.
pub(super) fn wait() {
    #[cfg(windows)]
    {
        use std::io::{BufRead, IsTerminal, Write};
        if std::io::stdin().is_terminal() {
            let _ = writeln!(std::io::stdout(), "\n看完后按回车键关闭窗口。");
            let _ = std::io::stdin().lock().read_line(&mut String::new());
        }
    }
}
