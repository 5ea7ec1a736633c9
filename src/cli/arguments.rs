//! What can be typed.

use std::fs;
use std::path::PathBuf;

use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};

use super::chart_arguments::{
    CHART_EXAMPLES, ChartArguments, ChartsArgument, LangsArgument, ReportArguments,
};
use super::compare_arguments::{COMPARE_EXAMPLES, CompareArguments};
use super::sweep_arguments::{SWEEP_EXAMPLES, SweepArguments};
use crate::analysis::calibration::{REPLICATES, ROWS};
use crate::study::{DesignKind, Overrides, PosteriorChoice, Responses};
use crate::text::Lang;

/// The study that runs when none is named.
const COALITION: &str = "coalition";

const ABOUT: &str = "Compare courses of action when nobody knows the future";

const LONG_ABOUT: &str = "Compare courses of action when nobody knows the future.

A study is a folder of TOML files: a model, what is uncertain, the options on the table and the \
futures (trajectories) that they must survive. drawdown runs every option through every \
trajectory many thousand times, on the same luck, and writes tables, charts and a report.";

const EXAMPLES: &str = "Examples:
  drawdown                          run the coalition study that comes with drawdown
  drawdown new libya                copy it into the folder 'libya', to make it your own
  drawdown check libya              see what is wrong with it, and what is in it
  drawdown run libya                run it; results go to output/libya
  drawdown chart libya --list       what can be drawn of that run
  drawdown run libya --options stay,phased --set recruit_rate=0.03 --output trial
                                    two options, one assumption held, results in 'trial'

Exit status: 0 done, 1 the run failed, 2 a mistake in the study or on the command line,
130 interrupted.";

/// The command line.
#[derive(Debug, Parser)]
#[command(name = "drawdown", version, about = ABOUT, long_about = LONG_ABOUT,
    after_help = EXAMPLES, max_term_width = 100, disable_help_subcommand = true)]
pub struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

impl Arguments {
    /// The command; without one, a run of the coalition study as it stands.
    pub fn command(self) -> Command {
        self.command.unwrap_or_else(|| Command::Run(Box::default()))
    }
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run a study: every option through every trajectory
    #[command(after_help = RUN_EXAMPLES)]
    Run(Box<RunArguments>),
    /// Compare a study's model with what really happened
    #[command(after_help = BACKTEST_EXAMPLES)]
    Backtest(BacktestArguments),
    /// Learn about the uncertainties from what happened; writes a file of joint draws
    #[command(after_help = CALIBRATE_EXAMPLES)]
    Calibrate(Box<CalibrateArguments>),
    /// Look for mistakes in a study and say what is in it; runs nothing, writes nothing
    Check(CheckArguments),
    /// Say where a study's numbers come from, and which of the judged ones matter most
    #[command(after_help = LEDGER_EXAMPLES)]
    Ledger(LedgerArguments),
    /// Draw what acts on what in a study; runs nothing
    #[command(after_help = DIAGRAM_EXAMPLES)]
    Diagram(DiagramArguments),
    /// Compare the options of a run that is there: what is better, how surely, and for whom
    #[command(after_help = COMPARE_EXAMPLES)]
    Compare(Box<CompareArguments>),
    /// Run a study again and again with some of its values varied
    #[command(after_help = SWEEP_EXAMPLES)]
    Sweep(Box<SweepArguments>),
    /// Draw a chart of a run that is there
    #[command(after_help = CHART_EXAMPLES)]
    Chart(Box<ChartArguments>),
    /// Write the charts and the report of a run again
    Report(ReportArguments),
    /// Copy a study that comes with drawdown into a new folder, to make it your own
    New(NewArguments),
    /// List the studies that come with drawdown
    List,
}

const RUN_EXAMPLES: &str = "Examples:
  drawdown run                                  the coalition study, as it stands
  drawdown run my_study --replicates 1000       a quick look
  drawdown run coalition --trajectories deserts,libya
  drawdown run my_study --set recruit_rate=0.03 --set 'troops[iraq]=1200'
  drawdown run my_study --responses both        each future with and without the response to it
  drawdown run my_study --posterior             uncertainties as the past has taught them

The same study, seed, design and number of replicates give the same numbers, whatever the number
of threads.";

const LEDGER_EXAMPLES: &str = "Examples:
  drawdown ledger my_study                      every number by source, judgement and grade
  drawdown ledger my_study --output accounts    the same as a table: accounts/ledger.csv
  drawdown ledger my_study --effects            which judged numbers the answer hangs on
  drawdown ledger my_study --effects --measure cost --options phased,rapid";

const BACKTEST_EXAMPLES: &str = "Examples:
  drawdown backtest precedent                   score it against every [history] of the study
  drawdown backtest my_study -n 2000            a quick look
  drawdown backtest my_study --options all      every option against the same past

Which options and trajectories are compared is said by [backtest] in the study.";

const CALIBRATE_EXAMPLES: &str = "Examples:
  drawdown calibrate my_study                   learn from the rows with use = \"calibrate\"
  drawdown run my_study --posterior             then run with what was learned
  drawdown calibrate my_study --temper --output trial.csv
  drawdown run my_study --posterior trial.csv

Draws from the priors are weighted by how well they foretell the rows of the study's histories
that have use = \"calibrate\", and resampled. Rows with use = \"score\" are never looked at.";

const DIAGRAM_EXAMPLES: &str = "Examples:
  drawdown diagram coalition                      an overview, a card a file of the model
  drawdown diagram coalition --topic troops       the variables of one file
  drawdown diagram coalition --of fighters        one variable and its neighbours
  drawdown diagram coalition --all --output docs/pictures
                                                  the overview and every file, into a folder
  drawdown diagram coalition --format dot         everything, as text for Graphviz

Signs follow from the formulas: + more leads to more, - more leads to less, ? either way.";

/// Which study.
#[derive(Debug, Args)]
pub struct StudyArgument {
    /// A folder with a study.toml, a .toml file, or the name of a study that comes with drawdown
    ///
    /// A path on disk wins over a name. For a bare name the folder 'scenarios' under the current
    /// one is looked in as well.
    #[arg(value_name = "STUDY", default_value = COALITION)]
    pub study: String,
}

impl Default for StudyArgument {
    fn default() -> Self {
        Self { study: COALITION.to_owned() }
    }
}

/// `drawdown run`.
#[derive(Debug, Default, Args)]
pub struct RunArguments {
    #[command(flatten)]
    pub study: StudyArgument,

    #[command(flatten)]
    pub changes: ChangeArguments,

    /// How many times chance is played out [default: what the study says]
    #[arg(short = 'n', long, value_name = "NUMBER", value_parser = count,
        help_heading = "The run")]
    pub replicates: Option<u64>,

    /// The number that all luck follows from; the same seed gives the same run
    #[arg(long, value_name = "NUMBER", help_heading = "The run")]
    pub seed: Option<u64>,

    /// How the uncertainties are drawn
    #[arg(long, value_enum, value_name = "DESIGN", help_heading = "The run")]
    pub design: Option<DesignArgument>,

    /// Threads to run on [default: all]; it does not change the results
    #[arg(long, value_name = "NUMBER", value_parser = threads, help_heading = "The run")]
    pub threads: Option<usize>,

    /// Folder for the results [default: output/STUDY]
    #[arg(short, long, value_name = "FOLDER", help_heading = "The results")]
    pub output: Option<PathBuf>,

    /// Which charts are drawn [default: what the study says, else main]
    #[arg(long, value_enum, value_name = "WHICH", help_heading = "The results")]
    pub charts: Option<ChartsArgument>,

    /// Language of charts and report
    #[arg(
        long,
        value_enum,
        value_name = "LANGUAGE",
        default_value = "both",
        help_heading = "The results"
    )]
    pub lang: LangsArgument,

    /// Replace what is in the folder even if it is a run of another study
    #[arg(long, help_heading = "The results")]
    pub force: bool,

    /// Say nothing but where the report is, and what is wrong
    #[arg(short, long, help_heading = "The results")]
    pub quiet: bool,
}

/// What is changed in a study, for a run or a check.
#[derive(Debug, Default, Args)]
pub struct ChangeArguments {
    /// Set a constant, hold an uncertainty, or change a lever's default; may be repeated
    #[arg(long, value_name = "NAME=VALUE", action = ArgAction::Append,
        help_heading = "What runs")]
    pub set: Vec<String>,

    /// Only these options, with commas between, or 'all'; the baseline always runs
    #[arg(long, value_name = "NAMES", value_delimiter = ',', help_heading = "What runs")]
    pub options: Vec<String>,

    /// Only these trajectories, with commas between, or 'all'
    #[arg(long, value_name = "NAMES", value_delimiter = ',', help_heading = "What runs")]
    pub trajectories: Vec<String>,

    /// With the responses that trajectories call for, without them, or both
    #[arg(long, value_enum, value_name = "WHICH", help_heading = "What runs")]
    pub responses: Option<ResponsesArgument>,

    /// Draw uncertainties together from the rows of a file of joint draws: the study's, or FILE
    ///
    /// Without it all are drawn from their priors. `drawdown calibrate` writes such a file.
    #[arg(long, value_name = "FILE", num_args = 0..=1, help_heading = "What runs")]
    pub posterior: Option<Option<PathBuf>>,
}

/// `drawdown calibrate`.
#[derive(Debug, Args)]
pub struct CalibrateArguments {
    #[command(flatten)]
    pub study: StudyArgument,

    #[command(flatten)]
    pub changes: ChangeArguments,

    /// How many draws are weighted
    #[arg(short = 'n', long, value_name = "NUMBER", value_parser = count,
        default_value_t = REPLICATES, help_heading = "The run")]
    pub replicates: u64,

    /// The number that all luck follows from [default: what the study says]
    #[arg(long, value_name = "NUMBER", help_heading = "The run")]
    pub seed: Option<u64>,

    /// Threads to run on [default: all]; it does not change the results
    #[arg(long, value_name = "NUMBER", value_parser = threads, help_heading = "The run")]
    pub threads: Option<usize>,

    /// Where few draws carry all weight: let what happened count for less, until enough do
    #[arg(long, help_heading = "What is learned")]
    pub temper: bool,

    /// How many joint draws are written
    #[arg(long, value_name = "NUMBER", value_parser = count, default_value_t = ROWS as u64,
        help_heading = "The results")]
    pub rows: u64,

    /// The file to write [default: the one that the study names, else posterior.csv]
    #[arg(short, long, value_name = "FILE", help_heading = "The results")]
    pub output: Option<PathBuf>,

    /// Language of the tables and sentences
    #[arg(
        long,
        value_enum,
        value_name = "LANGUAGE",
        default_value = "en",
        help_heading = "The results"
    )]
    pub lang: LangArgument,

    /// Say nothing but where the file is, and what is wrong
    #[arg(short, long, help_heading = "The results")]
    pub quiet: bool,
}

impl CalibrateArguments {
    /// The command line that repeats this.
    pub fn repeated(&self, seed: u64) -> String {
        let mut words = vec!["drawdown calibrate".to_owned(), quoted(&self.study.study)];
        words.push(format!("--replicates {} --seed {seed}", self.replicates));
        if self.rows != ROWS as u64 {
            words.push(format!("--rows {}", self.rows));
        }
        words.extend(self.temper.then(|| "--temper".to_owned()));
        self.changes.repeat(&mut words);
        words.join(" ")
    }
}

/// `drawdown backtest`.
#[derive(Debug, Args)]
pub struct BacktestArguments {
    #[command(flatten)]
    pub study: StudyArgument,

    /// Set a constant, hold an uncertainty, or change a lever's default; may be repeated
    #[arg(long, value_name = "NAME=VALUE", action = ArgAction::Append,
        help_heading = "What runs")]
    pub set: Vec<String>,

    /// These options instead of those that the study compares, with commas between; or 'all'
    #[arg(long, value_name = "NAMES", value_delimiter = ',', help_heading = "What runs")]
    pub options: Vec<String>,

    /// These trajectories instead of those that the study compares, with commas between; or 'all'
    #[arg(long, value_name = "NAMES", value_delimiter = ',', help_heading = "What runs")]
    pub trajectories: Vec<String>,

    /// Draw uncertainties together from the rows of a file of joint draws: the study's, or FILE
    #[arg(long, value_name = "FILE", num_args = 0..=1, help_heading = "What runs")]
    pub posterior: Option<Option<PathBuf>>,

    /// How many times chance is played out [default: 20,000]
    #[arg(short = 'n', long, value_name = "NUMBER", value_parser = count,
        help_heading = "The run")]
    pub replicates: Option<u64>,

    /// The number that all luck follows from; the same seed gives the same run
    #[arg(long, value_name = "NUMBER", help_heading = "The run")]
    pub seed: Option<u64>,

    /// Threads to run on [default: all]; it does not change the results
    #[arg(long, value_name = "NUMBER", value_parser = threads, help_heading = "The run")]
    pub threads: Option<usize>,

    /// Folder for the results [default: output/STUDY-backtest]
    #[arg(short, long, value_name = "FOLDER", help_heading = "The results")]
    pub output: Option<PathBuf>,

    /// Languages of the charts; tables and sentences are in the first
    #[arg(
        long,
        value_enum,
        value_name = "LANGUAGE",
        default_value = "both",
        help_heading = "The results"
    )]
    pub lang: LangsArgument,

    /// Say nothing but where the table is, and what is wrong
    #[arg(short, long, help_heading = "The results")]
    pub quiet: bool,
}

impl BacktestArguments {
    /// The file of joint draws that uncertainties are drawn from, if any.
    pub fn posterior(&self) -> Option<PosteriorChoice> {
        posterior(self.posterior.as_ref())
    }
}

/// `drawdown check`.
#[derive(Debug, Args)]
pub struct CheckArguments {
    #[command(flatten)]
    pub study: StudyArgument,
    #[command(flatten)]
    pub changes: ChangeArguments,
    /// List each label that a study in two languages lacks in one of them
    #[arg(long)]
    pub labels: bool,
}

/// `drawdown ledger`.
#[derive(Debug, Args)]
pub struct LedgerArguments {
    #[command(flatten)]
    pub study: StudyArgument,

    /// Find out which of the numbers that rest on judgement matter most: each is moved on its own
    #[arg(long)]
    pub effects: bool,

    /// On these measures, with commas between [default: those that a report begins with]
    #[arg(long, value_name = "NAMES", value_delimiter = ',', requires = "effects")]
    pub measure: Vec<String>,

    /// With these options against the baseline [default: the one that differs most]
    #[arg(long, value_name = "NAMES", value_delimiter = ',', requires = "effects")]
    pub options: Vec<String>,

    /// How many times chance is played out for each number that is moved
    #[arg(short = 'n', long, value_name = "NUMBER", value_parser = count, default_value = "400",
        requires = "effects")]
    pub replicates: u64,

    /// Language of the tables and sentences
    #[arg(long, value_enum, value_name = "LANGUAGE", default_value = "en")]
    pub lang: LangArgument,

    /// Folder for ledger.csv and effects.csv [default with --effects: output/STUDY-ledger]
    #[arg(short, long, value_name = "FOLDER")]
    pub output: Option<PathBuf>,
}

/// `drawdown diagram`.
#[derive(Debug, Args)]
pub struct DiagramArguments {
    #[command(flatten)]
    pub study: StudyArgument,

    /// One variable, with what acts on it and what it acts on
    #[arg(long, value_name = "NAME", conflicts_with_all = ["topic", "all"])]
    pub of: Option<String>,

    /// One file of the model, by its name with or without its number and .toml
    #[arg(long, value_name = "FILE", conflicts_with = "all")]
    pub topic: Option<String>,

    /// The overview and a diagram of every file
    #[arg(long)]
    pub all: bool,

    /// Leave out flows, quantities and uncertainties: an arrow is every way over them
    #[arg(long)]
    pub contract: bool,

    /// Language of the labels
    #[arg(long, value_enum, value_name = "LANGUAGE", default_value = "en")]
    pub lang: LangArgument,

    /// File to write, or with --all a folder [default: in the folder output; dot goes to the screen]
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,

    /// Form of the diagram [default: by the name of the file, else svg]
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub format: Option<DiagramFormat>,
}

/// A language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LangArgument {
    /// English
    En,
    /// Arabic
    Ar,
}

impl LangArgument {
    /// The language.
    pub fn lang(self) -> Lang {
        match self {
            Self::En => Lang::En,
            Self::Ar => Lang::Ar,
        }
    }
}

/// The form of a diagram.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DiagramFormat {
    /// A picture that can be enlarged
    Svg,
    /// A picture in pixels
    Png,
    /// Text for Graphviz
    Dot,
}

/// `drawdown new`.
#[derive(Debug, Args)]
pub struct NewArguments {
    /// The folder to make; its name is the study's name
    #[arg(value_name = "NAME")]
    pub name: PathBuf,
    /// The study to copy; see `drawdown list`
    #[arg(long, value_name = "STUDY", default_value = COALITION)]
    pub from: String,
}

/// How uncertainties are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub enum DesignArgument {
    /// Each draw on its own
    Random,
    /// Latin hypercube: each uncertainty evenly spread
    LatinHypercube,
    /// Scrambled Sobol points: all of them evenly spread together
    Sobol,
}

/// Which responses run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ResponsesArgument {
    /// With them
    On,
    /// Without them
    Off,
    /// Each future twice
    Both,
}

impl RunArguments {
    /// What they change in the study.
    pub fn overrides(&self) -> Overrides {
        Overrides {
            replicates: self.replicates,
            seed: self.seed,
            design: self.design.map(|design| match design {
                DesignArgument::Random => DesignKind::Random,
                DesignArgument::LatinHypercube => DesignKind::LatinHypercube,
                DesignArgument::Sobol => DesignKind::Sobol,
            }),
            ..self.changes.overrides()
        }
    }

    /// The command line that repeats this run, for a run of `shape`: everything that its numbers
    /// depend on is said.
    pub fn repeated(&self, replicates: u64, seed: u64) -> String {
        let mut words = vec!["drawdown run".to_owned(), quoted(&self.study.study)];
        words.push(format!("--replicates {replicates} --seed {seed}"));
        if let Some(design) = self.design.and_then(|d| d.to_possible_value()) {
            words.push(format!("--design {}", design.get_name()));
        }
        self.changes.repeat(&mut words);
        words.join(" ")
    }
}

impl ChangeArguments {
    /// What they change in the study.
    pub fn overrides(&self) -> Overrides {
        let responses = self.responses.map(|responses| match responses {
            ResponsesArgument::On => Responses::On,
            ResponsesArgument::Off => Responses::Off,
            ResponsesArgument::Both => Responses::Both,
        });
        let (set, posterior) = (self.set.clone(), posterior(self.posterior.as_ref()));
        Overrides { responses, set, posterior, ..Overrides::default() }
    }

    /// The words that repeat these changes.
    pub(super) fn repeat(&self, words: &mut Vec<String>) {
        if let Some(which) = self.responses.and_then(|r| r.to_possible_value()) {
            words.push(format!("--responses {}", which.get_name()));
        }
        words.extend(self.set.iter().map(|entry| format!("--set {}", quoted(entry))));
        let lists = [("options", &self.options), ("trajectories", &self.trajectories)];
        for (name, list) in lists.into_iter().filter(|(_, list)| !list.is_empty()) {
            words.push(format!("--{name} {}", quoted(&list.join(","))));
        }
        match &self.posterior {
            Some(Some(file)) => {
                words.push(format!("--posterior {}", quoted(&file.to_string_lossy())));
            }
            Some(None) => words.push("--posterior".to_owned()),
            None => {}
        }
    }
}

/// The file of joint draws that `--posterior` stands for.
fn posterior(typed: Option<&Option<PathBuf>>) -> Option<PosteriorChoice> {
    Some(match typed? {
        None => PosteriorChoice::OfStudy,
        Some(path) => PosteriorChoice::File {
            name: path.display().to_string(),
            text: fs::read_to_string(path).map_err(|e| e.to_string()),
        },
    })
}

/// A word as a shell takes it.
pub(super) fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-./=,:+".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

/// A whole number above 0, with or without `_`.
pub(super) fn count(text: &str) -> Result<u64, String> {
    match text.replace(['_', ','], "").parse::<u64>() {
        Ok(0) => Err("there must be at least one".to_owned()),
        Ok(number) => Ok(number),
        Err(_) => Err("expected a whole number above 0".to_owned()),
    }
}

pub(super) fn threads(text: &str) -> Result<usize, String> {
    match text.parse::<usize>() {
        Ok(number @ 1..=4096) => Ok(number),
        _ => Err("expected a whole number from 1 to 4096".to_owned()),
    }
}
