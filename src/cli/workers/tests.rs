//! Processes that misbehave in every way, played by shell scripts.
#![allow(clippy::unwrap_used, reason = "tests")]

use super::super::frames;
use super::*;
use std::io::Write;

/// What a script has in hand (a script becomes its last command, since the program ends its child and no grandchildren): `$HELLO` is a file with the right first frame.
fn crew<'f>(script: &'static str, limits: Limits, hello: &std::path::Path) -> Crew<'f> {
    let hello = hello.to_owned();
    let start = move || {
        let mut command = Command::new("sh");
        command.env("HELLO", &hello).args(["-c", script]);
        Ok(command)
    };
    Crew::started_by(&[], limits, Box::new(start))
}

fn hello_file() -> tempfile::NamedTempFile {
    let mut frame = Vec::new();
    frames::send(&mut frame, &hello()).unwrap();
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(&frame).unwrap();
    file
}

const HASTY: Limits = Limits { memory: 512, seconds: 1, count: Some(2) };

/// (what the process does, its script, how the file is lost)
#[test]
fn however_a_process_ends_its_file_is_lost_and_nobody_waits_for_ever() {
    let file = hello_file();
    for (what, script, loss) in [
        ("ends when it should read", "cat $HELLO; head -c 9 >/dev/null; exit 5", Loss::Broken),
        ("is killed", "cat $HELLO; head -c 9 >/dev/null; kill -9 $$", Loss::Broken),
        (
            "runs out of memory",
            "cat $HELLO; head -c 9 >/dev/null; echo 'memory allocation of 99 bytes failed' >&2; kill -6 $$",
            Loss::Memory,
        ),
        ("says that it has no memory", "cat $HELLO; head -c 9 >/dev/null; exit 3", Loss::Memory),
        ("hangs", "cat $HELLO; exec 3>&1; exec cat >/dev/null", Loss::Time),
        ("reads nothing", "cat $HELLO; exec sleep 60", Loss::Time),
        (
            "answers with an empty frame",
            "cat $HELLO; head -c 1048500 >/dev/null; printf '\\0\\0\\0\\0'; exec sleep 60",
            Loss::Broken,
        ),
        (
            "answers with nonsense",
            "cat $HELLO; head -c 1048500 >/dev/null; printf '\\4\\0\\0\\0abcd'; exec sleep 60",
            Loss::Broken,
        ),
        (
            "announces 4 GB",
            "cat $HELLO; head -c 1048500 >/dev/null; printf '\\377\\377\\377\\377'; exec sleep 60",
            Loss::Broken,
        ),
        ("prints for ever", "cat $HELLO; head -c 1048500 >/dev/null; exec cat /dev/zero", Loss::Broken),
        (
            "stops in an answer",
            "cat $HELLO; head -c 1048500 >/dev/null; printf '\\0\\1\\0\\0abc'; exec sleep 60",
            Loss::Time,
        ),
        ("complains for ever", "cat $HELLO; exec 3>&1; exec cat /dev/zero >&2", Loss::Time),
    ] {
        let crew = crew(script, HASTY, file.path());
        // More than a pipe holds, so that a process that reads nothing is felt.
        let content = vec![b'x'; 1 << 20];
        let first = crew.each(&[1, 2, 3], |_, seat| seat.read("甲.xlsx", &content));
        let again = crew.alone(|seat| seat.read("甲.xlsx", &content));
        for result in first.into_iter().chain([again]) {
            assert_eq!(result.unwrap().unwrap_err(), loss, "{what}");
        }
        assert!(!crew.is_barred(), "{what}");
    }
}

/// (what the process does, its script)
#[test]
fn where_no_process_can_be_started_files_are_read_here() {
    let file = hello_file();
    for (what, script) in [
        ("is not allowed to run", "exit 1"),
        ("is another program", "echo 欢迎使用"),
        ("is another version", "printf '\\21\\0\\0\\0jihe 0.0.1 reads'"),
        ("says nothing", "exec sleep 60"),
    ] {
        let limits = Limits { count: Some(1), ..HASTY };
        let mut crew = crew(script, limits, file.path());
        crew.greeting = Duration::from_secs(1);
        let read = crew.each(&["甲.xlsx"], |file, seat| seat.read(file, b"no workbook"));
        let refused = read.into_iter().next().unwrap().unwrap().unwrap().unwrap_err();
        assert_eq!(refused.code, "not-a-workbook", "{what}");
        assert!(crew.is_barred(), "{what}");
        // A file that has cost a process is never read in this one.
        assert_eq!(crew.alone(|seat| seat.read("甲.xlsx", b"")), Some(Err(Loss::Broken)), "{what}");
    }
    let missing = Crew::started_by(&[], HASTY, Box::new(|| Ok(Command::new("/nowhere/jihe"))));
    let read = missing.each(&["甲.xlsx"], |file, seat| seat.read(file, b"no workbook"));
    assert!(matches!(read.as_slice(), [Some(Ok(Err(refused)))] if refused.code == "not-a-workbook"));
    assert!(missing.is_barred());
}

#[test]
fn work_that_comes_to_grief_leaves_its_place_empty() {
    let crew = Crew::started_by(&[], Limits { count: Some(0), ..HASTY }, Box::new(|| Ok(Command::new("/nowhere"))));
    let done = crew.each(&[1, 2, 3, 4], |n, _| *n);
    assert_eq!(done, [Some(1), Some(2), Some(3), Some(4)]);
    assert!(crew.each(&Vec::<u8>::new(), |n, _| *n).is_empty());
    let done = crew.each(&[1], |_, _| std::panic::resume_unwind(Box::new("stumbled")));
    assert_eq!(done, [None::<u8>]);
}

/// Every sentence an official reads of a lost file says what happened and what to do.
#[test]
fn a_lost_file_is_refused_in_two_sentences() {
    for (loss, code, says) in [
        (Loss::Memory, "out-of-memory", "512 MB"),
        (Loss::Time, "too-slow", "20秒"),
        (Loss::Broken, "stumbled", "中断"),
    ] {
        let refused = loss.refused(&Limits::default());
        assert_eq!(refused.code, code);
        assert!(refused.message.contains(says) && refused.message.ends_with('。') && refused.fix.ends_with('。'));
    }
}
