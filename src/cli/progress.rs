//! How far a run is: a bar on a terminal, a few lines elsewhere.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::engine::Progress;
use crate::report::grouped;
use crate::text::{Lang, Noun, counted, listed, noun};

/// Tells how far something is, on standard error.
#[derive(Debug)]
pub struct Reporter {
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    Silent,
    Bar(ProgressBar),
    Lines { began: Instant, what: &'static str, tenths: Mutex<u64> },
}

impl Reporter {
    /// A reporter on `total` things called `what` (in the plural). `moving` says whether a bar can
    /// move on standard error.
    pub fn new(what: &'static str, total: u64, moving: bool, quiet: bool) -> Self {
        let kind = if quiet {
            Kind::Silent
        } else if moving {
            let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr());
            let template = format!(
                "  {{bar:30}} {{percent:>3}} %  {{human_pos}} of {{human_len}} {what}  \
                 {{per_sec}}  {{eta}} left"
            );
            if let Ok(style) = ProgressStyle::with_template(&template) {
                bar.set_style(style.progress_chars("━╸─").with_key("per_sec", rate));
            }
            bar.enable_steady_tick(Duration::from_millis(200));
            Kind::Bar(bar)
        } else {
            Kind::Lines { began: Instant::now(), what, tenths: Mutex::new(0) }
        };
        Self { kind }
    }

    /// Takes the bar away.
    pub fn end(&self) {
        if let Kind::Bar(bar) = &self.kind {
            bar.finish_and_clear();
        }
    }
}

fn rate(state: &indicatif::ProgressState, out: &mut dyn std::fmt::Write) {
    // a bar that cannot be drawn is no reason to stop
    let _ = write!(out, "{:.0} a second", state.per_sec());
}

impl Progress for Reporter {
    fn advanced(&self, done: u64, total: u64) {
        match &self.kind {
            Kind::Silent => {}
            Kind::Bar(bar) => bar.set_position(done),
            Kind::Lines { began, what, tenths } => {
                let reached = (done * 10).checked_div(total).unwrap_or(10);
                let Ok(mut told) = tenths.lock() else { return };
                if reached <= *told {
                    return;
                }
                *told = reached;
                eprintln!("{}", line(done, total, what, began.elapsed()));
            }
        }
    }
}

/// `40 %: 4000 of 10000 replicates, 12 s left`.
fn line(done: u64, total: u64, what: &str, elapsed: Duration) -> String {
    let share = done as f64 / total.max(1) as f64;
    let left = elapsed.as_secs_f64() * (1.0 - share) / share.max(1e-9);
    let time = if done < total {
        format!("{} left", duration(left, Lang::En))
    } else {
        format!("done in {}", duration(elapsed.as_secs_f64(), Lang::En))
    };
    let (done, total) = (grouped(&done.to_string()), grouped(&total.to_string()));
    format!("  {:>3.0} %  {done} of {total} {what}, {time}", share * 100.0)
}

/// A length of time for readers.
pub fn duration(seconds: f64, lang: Lang) -> String {
    if seconds < 1.0 {
        return lang.pick("less than 1 s", "أقل من ثانية").to_owned();
    }
    let whole = seconds.round() as u64;
    let (h, m, s) = (whole / 3600, whole / 60 % 60, whole % 60);
    let in_words =
        |parts: [(u64, &Noun); 2]| listed(&parts.map(|(n, noun)| counted(n, noun, lang)), lang);
    match (lang, h, m) {
        (Lang::En, 0, 0) => format!("{s} s"),
        (Lang::En, 0, m) => format!("{m} min {s} s"),
        (Lang::En, h, m) => format!("{h} h {m} min"),
        (Lang::Ar, 0, 0) => counted(s, &noun::SECOND, lang),
        (Lang::Ar, 0, m) => in_words([(m, &noun::MINUTE), (s, &noun::SECOND)]),
        (Lang::Ar, h, m) => in_words([(h, &noun::HOUR), (m, &noun::MINUTE)]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_say_how_far_and_how_long() {
        let of = |done, seconds| line(done, 10_000, "replicates", Duration::from_secs(seconds));
        assert_eq!(of(2_000, 10), "   20 %  2,000 of 10,000 replicates, 40 s left");
        assert_eq!(of(10_000, 75), "  100 %  10,000 of 10,000 replicates, done in 1 min 15 s");
        assert_eq!(duration(75.0, Lang::Ar), "دقيقة واحدة و15 ثانية");
        assert_eq!(duration(3.0, Lang::Ar), "3 ثوانٍ");
        assert_eq!(duration(0.2, Lang::En), "less than 1 s");
        assert_eq!(duration(7_300.0, Lang::En), "2 h 1 min");
    }
}
