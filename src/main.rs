//! 绩核: parse arguments, run, exit code.

use cap::Cap;
use std::alloc::System;

/// Reading processes limit their memory by it; this process has no limit.
#[global_allocator]
static MEMORY: Cap<System> = Cap::new(System, usize::MAX);

fn main() -> std::process::ExitCode {
    jihe::cli::main(&|bytes| MEMORY.set_limit(bytes).is_ok())
}
