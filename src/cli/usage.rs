//! Help in two languages, and what was mistyped said in one Chinese sentence.

use super::Arguments;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Command, CommandFactory, FromArgMatches};
use std::ffi::OsString;
use std::io::{self, Write};
use std::process::ExitCode;

const TEMPLATE: &str = "{about}\n\n用法 · usage: {usage}\n\n{all-args}";

/// The command with its help in the house's words.
fn command() -> Command {
    let command = Arguments::command().help_template(TEMPLATE);
    command.mut_subcommands(|sub| sub.help_template(TEMPLATE))
}

/// The arguments, or the exit code after help was shown or the mistake was said.
pub(super) fn parse(words: &[OsString]) -> Result<Arguments, ExitCode> {
    let parsed = command().try_get_matches_from(words).and_then(|matches| Arguments::from_arg_matches(&matches));
    parsed.map_err(|error| {
        if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
            let _ = write!(io::stdout(), "{error}");
            return ExitCode::SUCCESS;
        }
        let _ = writeln!(io::stderr(), "{}", sentence(&error));
        ExitCode::from(2)
    })
}

/// The whole help, for a start without arguments.
pub(super) fn print_help() {
    let _ = write!(io::stdout(), "{}", command().render_help());
}

/// What clap found, as one sentence.
fn sentence(error: &clap::Error) -> String {
    let context = |kind: ContextKind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        // What people do not see in the help is not suggested either.
        Some(ContextValue::Strings(texts)) => {
            let shown: Vec<&str> = texts.iter().map(String::as_str).filter(|text| !text.contains("worker")).collect();
            (!shown.is_empty()).then(|| shown.join("、"))
        }
        _ => None,
    };
    let argument = context(ContextKind::InvalidArg).unwrap_or_default();
    let value = context(ContextKind::InvalidValue).unwrap_or_default();
    let matter = match error.kind() {
        ErrorKind::InvalidSubcommand => {
            let word = context(ContextKind::InvalidSubcommand).unwrap_or_default();
            format!("没有“{word}”这个命令，也没有叫这个名字的文件")
        }
        ErrorKind::UnknownArgument => format!("不认识“{argument}”"),
        ErrorKind::MissingRequiredArgument => format!("还缺少{}", argument.replace("<DIR>", "文件夹名")),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation if value.is_empty() => {
            format!("“{argument}”后面没有写内容")
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => format!("“{argument}”不能写成“{value}”"),
        ErrorKind::ArgumentConflict => format!("“{argument}”写了两次，或不能与其他选项同用"),
        _ => "命令的写法看不懂".to_owned(),
    };
    let near = context(ContextKind::SuggestedSubcommand).or_else(|| context(ContextKind::SuggestedArg));
    match near {
        Some(near) => format!("{matter}。是否想写“{near}”？请运行“jihe --help”查看用法。"),
        None => format!("{matter}。请运行“jihe --help”查看用法。"),
    }
}
