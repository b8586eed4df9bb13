//! `jihe value`: one text per line of stdin, one line for each: how it is understood.

use super::{Outcome, Scene, lines_of_stdin};
use crate::model::Reading;
use crate::round::Stop;

pub(super) fn run(scene: &Scene) -> Result<Outcome, Stop> {
    for line in lines_of_stdin().take_while(|_| !scene.screen.is_broken()) {
        let reading = Reading::of(&line?);
        scene.screen.emit(&reading.to_json());
        let notes =
            if reading.notes.is_empty() { String::new() } else { format!("（{}）", reading.notes.join("；")) };
        scene.screen.say(format!("{}\t{}{notes}", reading.text, reading.meaning));
    }
    Ok(Outcome::Clean)
}
