//! A progress bar for work that takes more than a second; none where stderr is no terminal.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::time::Duration;

/// Counts what is done.
pub(super) struct Progress {
    bar: ProgressBar,
}

impl Progress {
    /// Of so many; `what` is a Chinese verb: 读取.
    pub(super) fn new(count: usize, what: &str) -> Self {
        let count = u64::try_from(count).unwrap_or(u64::MAX);
        let bar = ProgressBar::with_draw_target(Some(count), ProgressDrawTarget::hidden());
        if let Ok(style) = ProgressStyle::with_template("{msg} {bar:30} {pos}/{len}") {
            bar.set_style(style);
        }
        Self { bar: bar.with_message(what.to_owned()) }
    }

    /// One more is done.
    pub(super) fn step(&self) {
        if self.bar.is_hidden() && self.bar.elapsed() > Duration::from_secs(1) {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        self.bar.inc(1);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
