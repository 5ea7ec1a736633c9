//! What can be typed to ask what outcomes hang on.

use std::path::PathBuf;

use clap::{ArgAction, Args, ValueEnum};

use super::chart_arguments::LangsArgument;

pub const SENSITIVITY_EXAMPLES: &str = "Examples:
  drawdown sensitivity coalition                       what its run says: no more runs
  drawdown sensitivity coalition --method morris       which uncertainties matter at all
  drawdown sensitivity coalition --method sobol --options phased --measures cost
                                                       shares of the variance, interactions too
  drawdown sensitivity output/trial --method sobol     the study as it ran in that folder

Without --method the run must be there: 'drawdown run coalition' first. Morris's and Sobol's method
run the study anew, in rows of their own, and say first how long that takes. Everything is asked of
the level of each option and of its difference from the baseline.";

/// How it is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum MethodArgument {
    /// From a run that is there: shares of the variance and Borgonovo's delta
    Data,
    /// Elementary effects: a screening, few runs a factor
    Morris,
    /// Shares of the variance with all interactions: many runs a factor
    Sobol,
}

/// `drawdown sensitivity`.
#[derive(Debug, Args)]
pub struct SensitivityArguments {
    /// The folder of a run, or the name of a study whose run lies in output/NAME; with --method morris or
    /// sobol a study, or the folder of a run
    #[arg(value_name = "RUN|STUDY")]
    pub subject: String,

    /// How it is found
    #[arg(long, value_enum, value_name = "METHOD", default_value = "data")]
    pub method: MethodArgument,

    /// Of these measures, with commas between [default: the study's key measures]
    #[arg(
        long,
        alias = "measure",
        value_name = "NAMES",
        value_delimiter = ',',
        help_heading = "What is asked"
    )]
    pub measures: Vec<String>,

    /// Of these options and the baseline, with commas between; or 'all' [default: those of a run]
    #[arg(
        long,
        alias = "option",
        value_name = "NAMES",
        value_delimiter = ',',
        help_heading = "What is asked"
    )]
    pub options: Vec<String>,

    /// In these trajectories, with commas between; or 'all' [default: the first]
    #[arg(
        long,
        alias = "trajectory",
        value_name = "NAMES",
        value_delimiter = ',',
        help_heading = "What is asked"
    )]
    pub trajectories: Vec<String>,

    /// Set a constant, hold an uncertainty, or change a lever's default; may be repeated
    #[arg(long, value_name = "NAME=VALUE", action = ArgAction::Append,
        help_heading = "The rows of morris and sobol")]
    pub set: Vec<String>,

    /// Rows in each of Sobol's blocks, made a power of 2 [default: 1,024]; Morris's trajectories, made a
    /// multiple of 4 [default: 64]
    #[arg(long, value_name = "NUMBER", value_parser = size,
        help_heading = "The rows of morris and sobol")]
    pub size: Option<usize>,

    /// The number that all rows and luck follow from
    #[arg(long, value_name = "NUMBER", help_heading = "The rows of morris and sobol")]
    pub seed: Option<u64>,

    /// Threads to run on [default: all]; it does not change the results
    #[arg(long, value_name = "NUMBER", value_parser = threads,
        help_heading = "The rows of morris and sobol")]
    pub threads: Option<usize>,

    /// Folder for the results [default: output/STUDY-sensitivity, with -morris or -sobol after it]
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

/// Rows or trajectories: with thousands separators if one likes.
fn size(text: &str) -> Result<usize, String> {
    match text.replace(['_', ','], "").parse::<usize>() {
        Ok(size) if (8..=1 << 20).contains(&size) => Ok(size),
        _ => Err("a whole number from 8 to 1,048,576 is needed".to_owned()),
    }
}

fn threads(text: &str) -> Result<usize, String> {
    match text.parse::<usize>() {
        Ok(threads) if threads > 0 => Ok(threads),
        _ => Err("a number of threads, at least 1, is needed".to_owned()),
    }
}
