//! What can be typed to compare the options of a run.

use std::path::PathBuf;

use clap::Args;

use super::arguments::LangArgument;
use super::saved::RunArgument;

pub const COMPARE_EXAMPLES: &str = "Examples:
  drawdown compare coalition                       the key measures, in every future
  drawdown compare coalition --measure cost,attacks --trajectories drift
  drawdown compare coalition --baseline phased     every option against another one
  drawdown compare coalition --options stay,phased,full --all
  drawdown compare coalition --output tables       the same as CSV files, into a folder

The run must be there: 'drawdown run coalition' first. Nothing is run again. Options, measures and
trajectories that are left out play no part in what is efficient, robust or best.";

/// `drawdown compare`.
#[derive(Debug, Args)]
pub struct CompareArguments {
    #[command(flatten)]
    pub run: RunArgument,

    /// The option that all others are compared with [default: the study's]
    #[arg(long, value_name = "OPTION", help_heading = "What is compared")]
    pub baseline: Option<String>,

    /// On these measures, with commas between [default: the study's key measures]
    #[arg(
        long,
        alias = "measures",
        value_name = "NAMES",
        value_delimiter = ',',
        help_heading = "What is compared"
    )]
    pub measure: Vec<String>,

    /// On all measures
    #[arg(long, conflicts_with = "measure", help_heading = "What is compared")]
    pub all: bool,

    /// Only these options, with commas between; the baseline always takes part
    #[arg(
        long,
        alias = "option",
        value_name = "NAMES",
        value_delimiter = ',',
        help_heading = "What is compared"
    )]
    pub options: Vec<String>,

    /// Only these trajectories, with commas between
    #[arg(
        long,
        alias = "trajectory",
        value_name = "NAMES",
        value_delimiter = ',',
        help_heading = "What is compared"
    )]
    pub trajectories: Vec<String>,

    /// Language of the tables and sentences
    #[arg(
        long,
        value_enum,
        value_name = "LANGUAGE",
        default_value = "en",
        help_heading = "The results"
    )]
    pub lang: LangArgument,

    /// Folder for the same as tables in CSV: summary, comparisons, consequences, efficiency,
    /// dominance, regret, variance
    #[arg(short, long, value_name = "FOLDER", help_heading = "The results")]
    pub output: Option<PathBuf>,
}
