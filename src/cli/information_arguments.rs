//! What can be typed to ask what more knowledge is worth.

use std::path::PathBuf;

use clap::{ArgAction, Args};

use super::arguments::LangArgument;
use super::saved::RunArgument;

pub const INFORMATION_EXAMPLES: &str = "Examples:
  drawdown information coalition                   on the key measures, in every future
  drawdown information coalition --measure cost --trajectories drift
  drawdown information coalition --options stay,phased
  drawdown information coalition --group recruits=recruit_rate,sympathy
  drawdown information coalition --output tables   the same as CSV files, into a folder

The run must be there: 'drawdown run coalition' first. Nothing is run again. Options and trajectories
that are left out play no part in what is best.";

/// `drawdown information`.
#[derive(Debug, Args)]
pub struct InformationArguments {
    #[command(flatten)]
    pub run: RunArgument,

    /// On these measures, with commas between [default: the study's key measures]
    #[arg(
        long,
        alias = "measures",
        value_name = "NAMES",
        value_delimiter = ',',
        help_heading = "What is asked"
    )]
    pub measure: Vec<String>,

    /// Only these options, with commas between; the baseline always takes part
    #[arg(
        long,
        alias = "option",
        value_name = "NAMES",
        value_delimiter = ',',
        help_heading = "What is asked"
    )]
    pub options: Vec<String>,

    /// Only these trajectories, with commas between
    #[arg(
        long,
        alias = "trajectory",
        value_name = "NAMES",
        value_delimiter = ',',
        help_heading = "What is asked"
    )]
    pub trajectories: Vec<String>,

    /// Uncertainties that would become known together, beside those of the study; may be repeated
    #[arg(long, value_name = "NAME=A,B,…", action = ArgAction::Append,
        help_heading = "What is asked")]
    pub group: Vec<String>,

    /// Language of the tables and sentences
    #[arg(
        long,
        value_enum,
        value_name = "LANGUAGE",
        default_value = "en",
        help_heading = "The results"
    )]
    pub lang: LangArgument,

    /// Folder for the same as tables in CSV: evpi, evppi, thresholds
    #[arg(short, long, value_name = "FOLDER", help_heading = "The results")]
    pub output: Option<PathBuf>,
}
