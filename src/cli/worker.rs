//! A reading process: this program again, which reads one file after the other within a memory limit and says what each
//! holds. A file that kills it kills nothing else.

use super::Limiter;
use super::frames::{Answer, hello, receive, send};
use crate::definition::FormDef;
use crate::extract::{self, Known, Submission};
use crate::intake::{self, OUT_OF_MEMORY, Refused};
use std::io::{self, BufWriter, ErrorKind, IsTerminal, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::thread;

/// The longest answer, in bytes: far more than any form holds.
pub(super) const MOST: usize = 128 << 20;
/// No file, form or name is longer, in bytes: what comes out of a zip is smaller.
const MOST_SENT: usize = 512 << 20;
/// The exit code of a process that had no memory for a file and could still say so.
pub(super) const NO_MEMORY: u8 = 3;
/// The stack for reading; the main thread's own differs from system to system.
const STACK: usize = 8 << 20;

/// Reads the files that arrive on stdin until it closes.
pub(super) fn run(bytes_of_memory: usize, limiter: &Limiter) -> ExitCode {
    if io::stdin().is_terminal() {
        let _ = writeln!(io::stderr(), "“worker”由程序自己使用，不需要手工运行。请运行“jihe --help”查看用法。");
        return ExitCode::from(2);
    }
    // A stumble is answered in a sentence; nobody reads its trace here, and a full pipe would stop the reading.
    std::panic::set_hook(Box::new(|_| {}));
    if !limiter(bytes_of_memory) {
        return ExitCode::from(2);
    }
    let served = thread::Builder::new().stack_size(STACK).spawn(|| {
        let (mut from, mut to) = (io::stdin().lock(), BufWriter::new(io::stdout().lock()));
        serve(&mut from, &mut to)
    });
    match served.map(thread::JoinHandle::join) {
        Ok(Ok(Ok(()))) => ExitCode::SUCCESS,
        Ok(Ok(Err(error))) if error.kind() == ErrorKind::OutOfMemory => ExitCode::from(NO_MEMORY),
        _ => ExitCode::from(2),
    }
}

/// First the forms, then a name and a content for every file.
fn serve(from: &mut impl Read, to: &mut impl Write) -> io::Result<()> {
    send(to, &hello())?;
    let Some(forms) = receive(from, MOST_SENT)? else { return Ok(()) };
    let forms: Vec<FormDef> = postcard::from_bytes(&forms).map_err(io::Error::other)?;
    let known = Known::new(&forms);
    while let Some(name) = receive(from, MOST_SENT)? {
        let Some(bytes) = receive(from, MOST_SENT)? else { break };
        let name = String::from_utf8(name).map_err(io::Error::other)?;
        let read = read(&name, &bytes, &known);
        if read.as_ref().is_err_and(|refused| refused.code == OUT_OF_MEMORY) {
            // Perhaps for what came before: a process that has read nothing yet shall tell.
            return Err(ErrorKind::OutOfMemory.into());
        }
        let answer = Answer::from(read);
        let mut answer = postcard::to_stdvec(&answer).map_err(io::Error::other)?;
        if answer.len() > MOST {
            answer = postcard::to_stdvec(&Answer::from(Err(too_much()))).map_err(io::Error::other)?;
        }
        send(to, &answer)?;
    }
    Ok(())
}

fn too_much() -> Refused {
    let fix = "请删除填报区域以外的内容，另存为 .xlsx 再报送。";
    Refused::new("too-many-cells", "填报区域以外的内容太多。", fix)
}

/// Every form in a file. What makes the program stumble refuses this file and no other.
pub(super) fn read(file: &str, bytes: &[u8], known: &Known<'_>) -> Result<Vec<Submission>, Refused> {
    let extracted = || extract::extract_known(&intake::read(file, bytes)?, known);
    catch_unwind(AssertUnwindSafe(extracted)).unwrap_or_else(|_| Err(stumbled()))
}

/// The program stumbled over a file.
pub(super) fn stumbled() -> Refused {
    let fix = "请另存为一份新的 .xlsx 再试，并把这个文件交给程序维护人员。";
    Refused::new("stumbled", "程序读这个文件时中断。", fix)
}
