//! 绩核: parse arguments, run, exit code.

fn main() -> std::process::ExitCode {
    jihe::cli::main()
}
