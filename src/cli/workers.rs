//! Files are read in processes of their own, each within a memory limit and a deadline (`worker` is what they do).
//!
//! One process serves many files. When it dies, the file it held is lost for this time, and the next process goes on; what
//! becomes of that file is for the caller, who can have it read once more with nothing beside it.

use super::frames::{Answer, hello, receive, send};
use super::worker;
use crate::definition::FormDef;
use crate::extract::wire::Shared;
use crate::extract::{Known, Submission};
use crate::intake::Refused;
use clap::Args;
use std::collections::BTreeMap;
use std::io::{self, ErrorKind, Read};
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// No machine gains from more.
const MOST: usize = 8;
/// So much of a dead process's last words is looked at.
const LAST_WORDS: u64 = 4096;
/// How long a process may take to say what it is: a slow disk and a virus scanner have to be through with it.
const GREETING: Duration = Duration::from_secs(20);

/// What reading may use. The options are for trying out what the limits do.
#[derive(Debug, Clone, Copy, Args)]
pub(super) struct Limits {
    /// Memory of a reading process, in megabytes.
    #[arg(long = "worker-memory", global = true, hide = true, value_name = "MB", default_value_t = 512)]
    pub memory: usize,
    /// How long one file may take, in seconds.
    #[arg(long = "worker-seconds", global = true, hide = true, value_name = "N", default_value_t = 20)]
    pub seconds: u64,
    /// How many reading processes; 0 reads in this process.
    #[arg(long = "workers", global = true, hide = true, value_name = "N")]
    pub count: Option<usize>,
}

impl Default for Limits {
    fn default() -> Self {
        Self { memory: 512, seconds: 20, count: None }
    }
}

/// Why a file was not read to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Loss {
    /// It took more memory than it may.
    Memory,
    /// It took longer than it may.
    Time,
    /// The process ended, or spoke nonsense.
    Broken,
}

impl Loss {
    /// What is said of the file.
    pub(super) fn refused(self, limits: &Limits) -> Refused {
        let fix = "请删除填报区域以外的内容、格式和图片，另存为 .xlsx 再报送。";
        match self {
            Loss::Memory => {
                let message = format!("读取这个文件要用的内存超过 {} MB，没有读完。", limits.memory);
                Refused::new("out-of-memory", message, fix)
            }
            Loss::Time => {
                let message = format!("读取这个文件超过{}秒，没有读完。", limits.seconds);
                Refused::new("too-slow", message, fix)
            }
            Loss::Broken => worker::stumbled(),
        }
    }
}

/// How a reading process is started.
type Start = Box<dyn Fn() -> io::Result<Command> + Send + Sync>;

/// The reading processes for one set of files.
pub(super) struct Crew<'f> {
    limits: Limits,
    forms: &'f [FormDef],
    /// The forms as they are sent.
    sent: Vec<u8>,
    start: Start,
    greeting: Duration,
    /// For reading in this process.
    known: OnceLock<Known<'f>>,
    /// No process can be started on this machine.
    barred: AtomicBool,
}

impl<'f> Crew<'f> {
    /// Of this program itself.
    pub(super) fn new(forms: &'f [FormDef], limits: Limits) -> Self {
        let memory = limits.memory.to_string();
        let start = move || {
            let mut command = Command::new(std::env::current_exe()?);
            command.args(["worker", "--worker-memory", &memory]);
            // A trace that nobody reads would fill the pipe.
            command.env_remove("RUST_BACKTRACE");
            Ok(command)
        };
        Self::started_by(forms, limits, Box::new(start))
    }

    fn started_by(forms: &'f [FormDef], limits: Limits, start: Start) -> Self {
        // Forms that cannot be sent are known here all the same.
        let sent = postcard::to_stdvec(forms);
        let barred = AtomicBool::new(sent.is_err());
        let sent = sent.unwrap_or_default();
        Self { limits, forms, sent, start, greeting: GREETING, known: OnceLock::new(), barred }
    }

    /// Files had to be read in this process.
    pub(super) fn is_barred(&self) -> bool {
        self.barred.load(SeqCst)
    }

    /// Does the work for every job, several at a time, and gives the results in the order of the jobs; none where the
    /// work itself came to grief.
    pub(super) fn each<T: Sync, R: Send>(
        &self,
        jobs: &[T],
        work: impl Fn(&T, &mut Seat<'_, 'f>) -> R + Sync,
    ) -> Vec<Option<R>> {
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let seats = match self.limits.count {
            Some(count) if count > 0 => count,
            _ => cores,
        };
        self.seated(jobs, seats.min(MOST), false, &work)
    }

    /// Does the work with nothing else running, in a process that has read nothing before.
    pub(super) fn alone<R: Send>(&self, work: impl Fn(&mut Seat<'_, 'f>) -> R + Sync) -> Option<R> {
        self.seated(&[()], 1, true, &|(), seat: &mut Seat<'_, 'f>| work(seat)).pop().flatten()
    }

    fn seated<T: Sync, R: Send>(
        &self,
        jobs: &[T],
        seats: usize,
        last: bool,
        work: &(impl Fn(&T, &mut Seat<'_, 'f>) -> R + Sync),
    ) -> Vec<Option<R>> {
        let next = AtomicUsize::new(0);
        let (bell, rung) = mpsc::channel();
        let mut results: Vec<Option<R>> = jobs.iter().map(|_| None).collect();
        thread::scope(|scope| {
            let seated: Vec<_> = (0..seats.clamp(1, jobs.len().max(1)))
                .map(|id| {
                    let mut seat =
                        Seat { crew: self, id, last, bell: bell.clone(), worker: None, shared: Shared::default() };
                    let next = &next;
                    scope.spawn(move || {
                        let mut done = Vec::new();
                        loop {
                            let n = next.fetch_add(1, SeqCst);
                            let Some(job) = jobs.get(n) else { return done };
                            done.push((n, work(job, &mut seat)));
                        }
                    })
                })
                .collect();
            drop(bell);
            watch(&rung);
            for done in seated.into_iter().filter_map(|seat| seat.join().ok()) {
                for (n, result) in done {
                    if let Some(place) = results.get_mut(n) {
                        *place = Some(result);
                    }
                }
            }
        });
        results
    }

    fn here(&self, file: &str, bytes: &[u8]) -> Result<Vec<Submission>, Refused> {
        worker::read(file, bytes, self.known.get_or_init(|| Known::new(self.forms)))
    }
}

/// What the watch is told.
enum Bell {
    /// A seat waits for its process until then.
    Begin(usize, Instant, Lease),
    /// It waits no longer.
    End(usize),
}

/// A process that can be ended from outside while somebody waits for it.
#[derive(Clone)]
struct Lease {
    child: Arc<Mutex<Child>>,
    /// It was ended because it took too long.
    late: Arc<AtomicBool>,
}

impl Lease {
    /// Ends it, if it has not ended by itself, and gives its exit code.
    fn end(&self) -> Option<i32> {
        let mut child = self.child.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = child.kill();
        child.wait().ok()?.code()
    }
}

/// Ends every process that lets its seat wait too long; returns when every seat has gone.
fn watch(rung: &Receiver<Bell>) {
    let mut waiting: BTreeMap<usize, (Instant, Lease)> = BTreeMap::new();
    loop {
        let first = waiting.values().map(|(until, _)| *until).min();
        let bell = match first {
            Some(until) => rung.recv_timeout(until.saturating_duration_since(Instant::now())),
            None => rung.recv().map_err(|_| RecvTimeoutError::Disconnected),
        };
        match bell {
            Ok(Bell::Begin(id, until, lease)) => {
                waiting.insert(id, (until, lease));
            }
            Ok(Bell::End(id)) => {
                waiting.remove(&id);
            }
            Err(RecvTimeoutError::Timeout) => {
                let now = Instant::now();
                for (_, (_, lease)) in waiting.extract_if(.., |_, (until, _)| *until <= now) {
                    lease.late.store(true, SeqCst);
                    let _ = lease.end();
                }
            }
            Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}

/// One who has files read, by a process that is started when the first file comes.
pub(super) struct Seat<'c, 'f> {
    crew: &'c Crew<'f>,
    id: usize,
    /// The files of this seat have cost a process before: they are not read in this one.
    last: bool,
    bell: Sender<Bell>,
    worker: Option<Worker>,
    shared: Shared,
}

impl Seat<'_, '_> {
    /// What the file holds, or how it was lost.
    pub(super) fn read(&mut self, file: &str, bytes: &[u8]) -> Result<Result<Vec<Submission>, Refused>, Loss> {
        let crew = self.crew;
        if crew.limits.count == Some(0) || (crew.is_barred() && !self.last) {
            return Ok(crew.here(file, bytes));
        }
        let mut worker = match self.worker.take() {
            Some(worker) => worker,
            None => match self.start() {
                Ok(worker) => worker,
                Err(_) if self.last => return Err(Loss::Broken),
                Err(_) => {
                    crew.barred.store(true, SeqCst);
                    return Ok(crew.here(file, bytes));
                }
            },
        };
        let patience = Duration::from_secs(crew.limits.seconds);
        let answer = self.waiting(&worker.lease.clone(), patience, || worker.ask(file, bytes));
        let Ok(answer) = answer else { return Err(worker.cause()) };
        self.worker = Some(worker);
        let mut result = Result::from(answer);
        if let Ok(submissions) = &mut result {
            submissions.iter_mut().for_each(|submission| self.shared.share(submission));
        }
        Ok(result)
    }

    fn start(&self) -> io::Result<Worker> {
        let mut worker = Worker::start((self.crew.start)()?)?;
        self.waiting(&worker.lease.clone(), self.crew.greeting, || worker.greet(&self.crew.sent))?;
        Ok(worker)
    }

    /// Waits for a process under the eyes of the watch.
    fn waiting<R>(&self, lease: &Lease, patience: Duration, wait: impl FnOnce() -> R) -> R {
        // The watch goes only after the last seat has gone.
        let _ = self.bell.send(Bell::Begin(self.id, Instant::now() + patience, lease.clone()));
        let result = wait();
        let _ = self.bell.send(Bell::End(self.id));
        result
    }
}

/// A reading process. It ends with this value, or when its stdin closes because this process has ended.
struct Worker {
    lease: Lease,
    stdin: ChildStdin,
    stdout: ChildStdout,
    stderr: ChildStderr,
}

impl Worker {
    fn start(mut command: Command) -> io::Result<Self> {
        #[cfg(windows)]
        {
            use std::os::windows::process::CommandExt;
            // CREATE_NO_WINDOW: no console flashes up.
            command.creation_flags(0x0800_0000);
        }
        let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = piped.spawn()?;
        let pipes = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let lease = Lease { child: Arc::new(Mutex::new(child)), late: Arc::default() };
        match pipes {
            (Some(stdin), Some(stdout), Some(stderr)) => Ok(Self { lease, stdin, stdout, stderr }),
            _ => {
                lease.end();
                Err(ErrorKind::BrokenPipe.into())
            }
        }
    }

    /// Lets it say who it is, and tells it the forms.
    fn greet(&mut self, forms: &[u8]) -> io::Result<()> {
        let hello = hello();
        if receive(&mut self.stdout, hello.len())?.as_ref() != Some(&hello) {
            return Err(ErrorKind::InvalidData.into());
        }
        send(&mut self.stdin, forms)
    }

    fn ask(&mut self, file: &str, bytes: &[u8]) -> io::Result<Answer> {
        send(&mut self.stdin, file.as_bytes())?;
        send(&mut self.stdin, bytes)?;
        let answer = receive(&mut self.stdout, worker::MOST)?.ok_or(ErrorKind::UnexpectedEof)?;
        postcard::from_bytes(&answer).map_err(io::Error::other)
    }

    /// Why it gave no answer.
    fn cause(mut self) -> Loss {
        let code = self.lease.end();
        if self.lease.late.load(SeqCst) {
            return Loss::Time;
        }
        if code == Some(i32::from(worker::NO_MEMORY)) {
            return Loss::Memory;
        }
        let mut words = Vec::new();
        let _ = self.stderr.by_ref().take(LAST_WORDS).read_to_end(&mut words);
        // What a Rust program says when it gets no memory, before it aborts.
        if String::from_utf8_lossy(&words).contains("memory allocation of") { Loss::Memory } else { Loss::Broken }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.lease.end();
    }
}

#[cfg(all(test, unix))]
mod tests;
