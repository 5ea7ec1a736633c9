//! What can be typed to draw charts and write reports of a run.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use jiff::civil::Date;

use super::saved::RunArgument;
use crate::report::ChartFormat;
use crate::study::{ChartScale, ChartSet, ChartTheme};
use crate::text::Lang;

pub const CHART_EXAMPLES: &str = "Examples:
  drawdown chart coalition --list                  kinds, what they show, what there is to show
  drawdown chart coalition --quantity cost         the distribution of a measure
  drawdown chart coalition --kind fan --quantity fighters --trajectories drift
  drawdown chart coalition --kind differences --quantity cost --baseline phased --lang ar
  drawdown chart coalition --kind dots --quantity cost --options stay,full \\
      --theme slide --output cost.pdf
  drawdown chart coalition --name consequences-drift --text live --format svg

The run must be there: 'drawdown run coalition' first. Nothing is run again but the few replicates
that a chart shows one by one, and the back-test that calibration and history show.";

/// One language or both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum LangsArgument {
    /// English
    En,
    /// Arabic
    Ar,
    /// Both, English first
    #[default]
    Both,
}

impl LangsArgument {
    /// The languages.
    pub fn list(self) -> Vec<Lang> {
        match self {
            Self::En => vec![Lang::En],
            Self::Ar => vec![Lang::Ar],
            Self::Both => vec![Lang::En, Lang::Ar],
        }
    }

    /// The language of a terminal, which shows one.
    pub fn first(self) -> Lang {
        match self {
            Self::En | Self::Both => Lang::En,
            Self::Ar => Lang::Ar,
        }
    }
}

/// Which charts a run draws.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ChartsArgument {
    /// Those of the key measures and the series, and those that the study asks for
    Main,
    /// Those of every measure and series in every future too
    All,
    /// None
    None,
}

impl ChartsArgument {
    /// The set of charts.
    pub fn set(self) -> ChartSet {
        match self {
            Self::Main => ChartSet::Main,
            Self::All => ChartSet::All,
            Self::None => ChartSet::None,
        }
    }
}

/// `drawdown report`.
#[derive(Debug, Args)]
pub struct ReportArguments {
    #[command(flatten)]
    pub run: RunArgument,

    /// Language of charts and report
    #[arg(long, value_enum, value_name = "LANGUAGE", default_value = "both")]
    pub lang: LangsArgument,

    /// Which charts are drawn [default: what the study says, else main]
    #[arg(long, value_enum, value_name = "WHICH")]
    pub charts: Option<ChartsArgument>,

    /// Say nothing but where the report is, and what is wrong
    #[arg(short, long)]
    pub quiet: bool,
}

/// `drawdown chart`.
#[derive(Debug, Args)]
pub struct ChartArguments {
    #[command(flatten)]
    pub run: RunArgument,

    /// List the kinds of chart, what they can show of this run, and the charts that it has
    #[arg(long)]
    pub list: bool,

    /// One of the run's charts, by its name
    #[arg(long, value_name = "NAME", conflicts_with_all = ["kind", "quantity", "options",
        "trajectories", "baseline", "threshold", "scale", "from", "to", "cuts", "replicates",
        "columns"])]
    pub name: Option<String>,

    /// Kind of chart [default: distribution of a measure, lines of a series]
    #[arg(long, value_name = "KIND", help_heading = "What it shows")]
    pub kind: Option<String>,

    /// A measure, series, lever or history
    #[arg(long, value_name = "NAME", help_heading = "What it shows")]
    pub quantity: Option<String>,

    /// Only these options, in this order, with commas between
    #[arg(
        long,
        alias = "option",
        value_name = "NAMES",
        value_delimiter = ',',
        help_heading = "What it shows"
    )]
    pub options: Vec<String>,

    /// Only these trajectories, in this order, with commas between
    #[arg(
        long,
        alias = "trajectory",
        value_name = "NAMES",
        value_delimiter = ',',
        help_heading = "What it shows"
    )]
    pub trajectories: Vec<String>,

    /// The option that others are compared with
    #[arg(long, value_name = "OPTION", help_heading = "What it shows")]
    pub baseline: Option<String>,

    /// A line at this value
    #[arg(
        long,
        value_name = "VALUE",
        allow_negative_numbers = true,
        help_heading = "What it shows"
    )]
    pub threshold: Option<f64>,

    /// Axis of values
    #[arg(long, value_enum, value_name = "SCALE", help_heading = "What it shows")]
    pub scale: Option<ScaleArgument>,

    /// First date
    #[arg(long, value_name = "DATE", help_heading = "What it shows")]
    pub from: Option<Date>,

    /// Last date
    #[arg(long, value_name = "DATE", help_heading = "What it shows")]
    pub to: Option<Date>,

    /// Where one class ends and the next begins, with commas between
    #[arg(
        long,
        value_name = "VALUES",
        value_delimiter = ',',
        allow_negative_numbers = true,
        help_heading = "What it shows"
    )]
    pub cuts: Vec<f64>,

    /// How many replicates are shown one by one
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..=1000),
        help_heading = "What it shows")]
    pub replicates: Option<u32>,

    /// How many panels stand side by side
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..=12),
        help_heading = "How it looks")]
    pub columns: Option<u32>,

    /// Heading instead of its own
    #[arg(long, value_name = "TEXT", help_heading = "How it looks")]
    pub title: Option<String>,

    /// Line below the heading instead of its own
    #[arg(long, value_name = "TEXT", help_heading = "How it looks")]
    pub subtitle: Option<String>,

    /// Text below the picture instead of its own
    #[arg(long, value_name = "TEXT", help_heading = "How it looks")]
    pub caption: Option<String>,

    /// Language
    #[arg(
        long,
        value_enum,
        value_name = "LANGUAGE",
        default_value = "en",
        help_heading = "How it looks"
    )]
    pub lang: LangsArgument,

    /// What it is made for
    #[arg(long, value_enum, value_name = "THEME", help_heading = "How it looks")]
    pub theme: Option<ThemeArgument>,

    /// Width in millimetres, 30 to 1000
    #[arg(long, value_name = "MM", value_parser = width, help_heading = "How it looks")]
    pub width: Option<f64>,

    /// Text of SVG files: outlines look the same everywhere, live text can be edited
    #[arg(
        long,
        value_enum,
        value_name = "TEXT",
        default_value = "outlines",
        help_heading = "How it looks"
    )]
    pub text: TextArgument,

    /// Forms of the files, with commas between [default: by the name of the file, else all]
    #[arg(
        long,
        value_enum,
        value_name = "FORMATS",
        value_delimiter = ',',
        help_heading = "The files"
    )]
    pub format: Vec<FormatArgument>,

    /// Pixels to an inch of PNG files
    #[arg(long, value_name = "DPI", default_value_t = 300,
        value_parser = clap::value_parser!(u32).range(36..=1200), help_heading = "The files")]
    pub dpi: u32,

    /// File to write, or a folder [default: in the folder output]
    #[arg(short, long, value_name = "FILE", help_heading = "The files")]
    pub output: Option<PathBuf>,
}

/// How values are spread along an axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ScaleArgument {
    /// Evenly
    Linear,
    /// By their logarithm
    Log,
}

impl ScaleArgument {
    /// As a study says it.
    pub fn scale(self) -> ChartScale {
        match self {
            Self::Linear => ChartScale::Linear,
            Self::Log => ChartScale::Log,
        }
    }
}

/// What a chart is made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ThemeArgument {
    /// A report on a screen, 180 mm wide
    Report,
    /// A slide, 320 mm wide
    Slide,
    /// A printed page without colours, 160 mm wide
    Print,
}

impl ThemeArgument {
    /// As a study says it.
    pub fn theme(self) -> ChartTheme {
        match self {
            Self::Report => ChartTheme::Report,
            Self::Slide => ChartTheme::Slide,
            Self::Print => ChartTheme::Print,
        }
    }
}

/// What text in an SVG file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TextArgument {
    /// Shapes
    Outlines,
    /// Text
    Live,
}

/// The form of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FormatArgument {
    /// A picture that can be enlarged, for pages
    Svg,
    /// A picture in pixels
    Png,
    /// A picture that can be enlarged, for print
    Pdf,
}

impl FormatArgument {
    /// The form.
    pub fn format(self) -> ChartFormat {
        match self {
            Self::Svg => ChartFormat::Svg,
            Self::Png => ChartFormat::Png,
            Self::Pdf => ChartFormat::Pdf,
        }
    }
}

fn width(text: &str) -> Result<f64, String> {
    let number = text.strip_suffix("mm").unwrap_or(text).trim();
    match number.parse::<f64>() {
        Ok(number) if (30.0..=1000.0).contains(&number) => Ok(number),
        _ => Err("expected millimetres from 30 to 1000".to_owned()),
    }
}
