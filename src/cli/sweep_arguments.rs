//! What can be typed to vary a study.

use std::path::PathBuf;

use clap::{ArgAction, Args};

use super::arguments::{ChangeArguments, StudyArgument, count, quoted, threads};
use super::chart_arguments::LangsArgument;

pub const SWEEP_EXAMPLES: &str = "Examples:
  drawdown sweep coalition                         list the sweeps of the study
  drawdown sweep coalition pace                    run one of them
  drawdown sweep my_study --vary months=6:48:8     eight values of a parameter
  drawdown sweep my_study --vary phased.months=6,12,24 --vary recruit_rate=q0.1:q0.9:9
                                                   every combination of two axes
  drawdown sweep my_study --vary deserts.onset=2026-06-01,2027-06-01 --options stay,phased
  drawdown sweep my_study --vary troops=0:5000 --vary recruit_rate=0.01:0.05:log --sample 200
                                                   200 points spread over both ranges

NAME is a constant, an uncertainty (a value, or q0.9: a quantile of its prior), a lever (held over
the whole time), a parameter of options (months, or phased.months in one option), TRAJECTORY.onset,
time.end, time.step, run.seed. A sweep that is interrupted goes on where it was when the same
command is given again.";

/// `drawdown sweep`.
#[derive(Debug, Args)]
pub struct SweepArguments {
    #[command(flatten)]
    pub study: StudyArgument,

    /// A sweep of the study; without one and without --vary they are listed
    #[arg(value_name = "NAME", conflicts_with = "vary")]
    pub name: Option<String>,

    /// Vary this over FROM:TO:POINTS (:log for a logarithmic scale) or over the values given; may be
    /// repeated, for every combination
    #[arg(long, value_name = "NAME=VALUES", action = ArgAction::Append,
        help_heading = "What is varied")]
    pub vary: Vec<String>,

    /// So many points spread over the axes (a Latin hypercube) instead of every combination
    #[arg(long, value_name = "NUMBER", value_parser = count, help_heading = "What is varied")]
    pub sample: Option<u64>,

    #[command(flatten)]
    pub changes: ChangeArguments,

    /// These measures, with commas between [default: the sweep's, else the study's key measures]
    #[arg(
        long,
        alias = "measure",
        value_name = "NAMES",
        value_delimiter = ',',
        help_heading = "What runs"
    )]
    pub measures: Vec<String>,

    /// How many times chance is played out at each point [default: the sweep's, else 1,000]
    #[arg(short = 'n', long, value_name = "NUMBER", value_parser = count,
        help_heading = "The run")]
    pub replicates: Option<u64>,

    /// The number that all luck follows from; the same seed gives the same sweep
    #[arg(long, value_name = "NUMBER", help_heading = "The run")]
    pub seed: Option<u64>,

    /// Threads to run on [default: all]; it does not change the results
    #[arg(long, value_name = "NUMBER", value_parser = threads, help_heading = "The run")]
    pub threads: Option<usize>,

    /// Start anew, even if an interrupted sweep has left finished parts
    #[arg(long, help_heading = "The run")]
    pub fresh: bool,

    /// Folder for the results [default: output/STUDY-sweep-NAME]
    #[arg(short, long, value_name = "FOLDER", help_heading = "The results")]
    pub output: Option<PathBuf>,

    /// Language of charts and page
    #[arg(
        long,
        value_enum,
        value_name = "LANGUAGE",
        default_value = "both",
        help_heading = "The results"
    )]
    pub lang: LangsArgument,

    /// Say nothing but where the results are, and what is wrong
    #[arg(short, long, help_heading = "The results")]
    pub quiet: bool,
}

impl SweepArguments {
    /// The command line that repeats this sweep.
    pub fn repeated(&self, replicates: u64, seed: u64) -> String {
        let mut words = vec!["drawdown sweep".to_owned(), quoted(&self.study.study)];
        words.extend(self.name.iter().map(|name| quoted(name)));
        words.extend(self.vary.iter().map(|axis| format!("--vary {}", quoted(axis))));
        words.extend(self.sample.map(|count| format!("--sample {count}")));
        words.push(format!("--replicates {replicates} --seed {seed}"));
        if !self.measures.is_empty() {
            words.push(format!("--measures {}", quoted(&self.measures.join(","))));
        }
        self.changes.repeat(&mut words);
        words.join(" ")
    }
}
