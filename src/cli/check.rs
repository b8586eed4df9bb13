//! `jihe check`: the rules on everything that came back, or on the files named.

use super::reading::{self, Read};
use super::{Outcome, Scene, letters, lines, status};
use crate::check::State;
use crate::forms;
use crate::merge;
use crate::round::{self, Round, SENT_BACK, Stop, returns};
use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// 只审核这些文件；不写则审核收回的全部 · these files only; everything that came back when left out
    #[arg(value_name = "FILE", help_heading = "参数 · arguments")]
    pub files: Vec<PathBuf>,
}

pub(super) fn run(arguments: &Arguments, scene: &Scene) -> Result<Outcome, Stop> {
    if arguments.files.is_empty() {
        return whole_round(scene);
    }
    let paths: Vec<PathBuf> = arguments.files.iter().map(|f| scene.find(f)).collect();
    let returned = returns::named(&scene.dir, &paths)?;
    let read = if Round::is_here(&scene.dir) {
        reading::of_round(returned, &scene.round()?, scene)
    } else {
        let known: Result<Vec<_>, Stop> = forms::ids().map(|id| round::form(&scene.dir, id)).collect();
        reading::alone(returned, &known?, scene)
    };
    print(&read, scene);
    Ok(Outcome::open_if(to_send_back(&read)))
}

fn whole_round(scene: &Scene) -> Result<Outcome, Stop> {
    let round = scene.round()?;
    let mut read = reading::of_round(round.returned()?, &round, scene);
    print(&read, scene);
    let sent_back = to_send_back(&read);
    let choice = merge::choose(std::mem::take(&mut read.returns), round.merging());
    let letters = letters::write(&round, &choice.agencies, scene)?;
    for (_, finding) in &choice.findings {
        scene.screen.say(lines::finding(finding).trim_start());
    }
    scene.screen.say(status::tally(&choice.agencies, &choice.strays, &read.refused));
    if letters > 0 {
        scene.screen.say(format!("已写出{letters}份审核意见，在“{SENT_BACK}”文件夹，可随表退回。"));
    }
    Ok(Outcome::open_if(sent_back || status::is_open(&choice.agencies, &choice.strays)))
}

/// Something has to go back to an agency.
pub(super) fn to_send_back(read: &Read) -> bool {
    !read.refused.is_empty() || read.returns.iter().any(|c| c.state() != State::Arrived)
}

/// Every return with its findings, every file that cannot be taken, every file passed over.
fn print(read: &Read, scene: &Scene) {
    let screen = &scene.screen;
    for checked in &read.returns {
        let s = &checked.submission;
        let (state, counts) = (checked.state().word(), lines::counts(&checked.findings));
        if screen.is_json() {
            screen.emit(&lines::of_return(checked));
        }
        screen.say(format!("{}　{}　{state}　{counts}", s.file, lines::owner(s)));
        for finding in &checked.findings {
            screen.say(lines::finding(finding));
        }
    }
    for (file, refused) in &read.refused {
        screen.emit(&lines::of_refused(file, refused));
    }
    print_passed_over(read, scene);
}

/// Every file that cannot be taken or was passed over, with the reason.
pub(super) fn print_passed_over(read: &Read, scene: &Scene) {
    for (file, refused) in &read.refused {
        scene.screen.remark(&format!("“{file}”读不了：{}{}", refused.message, refused.fix));
    }
    for (file, note) in &read.notes {
        scene.screen.remark(&lines::note(file, note));
    }
    for sentence in &read.hindered {
        scene.screen.remark(sentence);
    }
}
