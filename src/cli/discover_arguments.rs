//! What can be typed to find the conditions in which options fail.

use std::path::PathBuf;

use clap::{Args, value_parser};

use super::arguments::LangArgument;
use super::saved::RunArgument;

pub const DISCOVER_EXAMPLES: &str = "Examples:
  drawdown discover coalition                      options that fail in 5 to 95 % of draws
  drawdown discover coalition --option phased --trajectory drift
  drawdown discover coalition --option phased --measure attacks_iraq
                                                   by the bound of one measure
  drawdown discover coalition --option phased --measure cost --worse-than 4000
  drawdown discover coalition --option phased --against stay --measure cost
  drawdown discover coalition --option phased --density 0.8
                                                   the largest box that is so dense

The run must be there: 'drawdown run coalition' first. Nothing is run again.";

/// `drawdown discover`.
#[derive(Debug, Args)]
pub struct DiscoverArguments {
    #[command(flatten)]
    pub run: RunArgument,

    /// These options, with commas between [default: those that fail in 5 to 95 % of draws]
    #[arg(
        long,
        alias = "options",
        value_name = "NAMES",
        value_delimiter = ',',
        help_heading = "What is asked"
    )]
    pub option: Vec<String>,

    /// In this trajectory [default: the first that ran]
    #[arg(long, alias = "trajectories", value_name = "NAME", help_heading = "What is asked")]
    pub trajectory: Option<String>,

    /// By this measure's bound, value or difference [default: any bound called acceptable]
    #[arg(long, alias = "measures", value_name = "NAME", help_heading = "What is asked")]
    pub measure: Option<String>,

    /// Failing is a measure worse than this, in its unit
    #[arg(
        long,
        value_name = "VALUE",
        requires = "measure",
        allow_negative_numbers = true,
        help_heading = "What is asked"
    )]
    pub worse_than: Option<f64>,

    /// Looked for is a measure better than this, in its unit
    #[arg(
        long,
        value_name = "VALUE",
        requires = "measure",
        conflicts_with = "worse_than",
        allow_negative_numbers = true,
        help_heading = "What is asked"
    )]
    pub better_than: Option<f64>,

    /// Failing is to do worse than this option on the measure
    #[arg(
        long,
        value_name = "OPTION",
        requires = "measure",
        conflicts_with_all = ["worse_than", "better_than"],
        help_heading = "What is asked"
    )]
    pub against: Option<String>,

    /// … by more than this, in the measure's unit
    #[arg(
        long,
        value_name = "VALUE",
        requires = "against",
        default_value_t = 0.0,
        help_heading = "What is asked"
    )]
    pub by: f64,

    /// Failing is that any bound called acceptable does not hold, even if that is so nearly always; an
    /// option of which it is so is otherwise looked at by the bound that it misses in about half of
    /// the draws
    #[arg(
        long,
        conflicts_with_all = ["worse_than", "better_than", "against"],
        help_heading = "What is asked"
    )]
    pub fails: bool,

    /// Judge what came of each draw rather than what was to be expected
    #[arg(long, help_heading = "What is asked")]
    pub observed: bool,

    /// The box of this number on the peeling trajectory, as it is
    #[arg(long = "box", value_name = "N", help_heading = "Which box")]
    pub number: Option<usize>,

    /// The first box of the peeling trajectory in which this share of draws fails, 0 to 1, as it is
    #[arg(long, value_name = "SHARE", conflicts_with = "number", help_heading = "Which box")]
    pub density: Option<f64>,

    /// Boxes at most, each in what those before leave
    #[arg(
        long,
        value_name = "N",
        default_value_t = 3,
        value_parser = value_parser!(u32).range(1..),
        help_heading = "Which box"
    )]
    pub boxes: u32,

    /// Slices are chosen by the density of what is left rather than by the gain for each draw lost
    #[arg(long, help_heading = "Which box")]
    pub by_density: bool,

    /// Shuffles of the labels, for the probability of finding as much by chance
    #[arg(
        long,
        value_name = "N",
        default_value_t = 199,
        value_parser = value_parser!(u32).range(19..),
        help_heading = "Which box"
    )]
    pub shuffles: u32,

    /// Random halves of the draws on which the search is repeated
    #[arg(
        long,
        value_name = "N",
        default_value_t = 50,
        value_parser = value_parser!(u32).range(2..),
        help_heading = "Which box"
    )]
    pub halves: u32,

    /// Language of the sentences, the table and the charts
    #[arg(
        long,
        value_enum,
        value_name = "LANGUAGE",
        default_value = "en",
        help_heading = "The results"
    )]
    pub lang: LangArgument,

    /// Folder for tables and charts: boxes.csv, peeling.csv, tree.csv, options.csv, discovery.json,
    /// charts
    #[arg(short, long, value_name = "FOLDER", help_heading = "The results")]
    pub output: Option<PathBuf>,
}
