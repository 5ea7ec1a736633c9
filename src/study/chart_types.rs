//! The charts of a run: their kinds, and what a study asks of one.

use jiff::civil::Date;

use super::types::Name;
use crate::diagnostic::{Span, Spanned};
use crate::text::Label;

/// A kind of chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ChartKind {
    /// The distribution of a measure by option: density, median, quantile ticks.
    Distribution,
    /// The distributions of a measure by option, overlapping.
    Ridge,
    /// The distribution of a measure by option as dots of equal probability.
    Dots,
    /// The distribution function of a measure by option.
    Ecdf,
    /// The level of a measure, options by trajectories.
    Heat,
    /// The differences of a measure from a baseline, paired, with intervals.
    Differences,
    /// Ranks and regret of the options in a measure.
    Regret,
    /// What it is worth to know more before deciding on a measure.
    Information,
    /// The shares of histories in which a measure lies between cuts.
    Shares,
    /// What the spread of a measure is due to, uncertainty by uncertainty.
    Tornado,
    /// The medians of a series by option.
    Lines,
    /// The bands of a series over time.
    Fan,
    /// A series in some histories.
    Spaghetti,
    /// Options by measures, as a table.
    Consequences,
    /// The levers of the options over time.
    Timeline,
    /// Whether the model's back-test is calibrated.
    Calibration,
    /// A record of the past beside what the model says of it.
    History,
}

/// What a chart of a kind shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// A measure.
    Measure,
    /// A series.
    Series,
    /// A lever, or all levers if none is named.
    Lever,
    /// A history.
    History,
    /// Nothing that has a name.
    Nothing,
}

/// A setting of a chart that not all kinds have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChartSetting {
    /// Some of the options.
    Options,
    /// Some of the trajectories.
    Trajectories,
    /// The option that the others are compared with.
    Baseline,
    /// A line at a value.
    Threshold,
    /// The axis of values.
    Scale,
    /// First and last date.
    Dates,
    /// Where one class ends and the next begins.
    Cuts,
    /// How many histories are shown.
    Replicates,
    /// How many panels stand side by side.
    Columns,
}

impl ChartKind {
    /// All kinds, in the order of a report.
    pub const ALL: [ChartKind; 17] = [
        ChartKind::Consequences,
        ChartKind::Distribution,
        ChartKind::Ridge,
        ChartKind::Dots,
        ChartKind::Ecdf,
        ChartKind::Heat,
        ChartKind::Differences,
        ChartKind::Regret,
        ChartKind::Shares,
        ChartKind::Tornado,
        ChartKind::Information,
        ChartKind::Lines,
        ChartKind::Fan,
        ChartKind::Spaghetti,
        ChartKind::Timeline,
        ChartKind::Calibration,
        ChartKind::History,
    ];

    /// The word for it in a study, on the command line and in names of files.
    pub fn word(self) -> &'static str {
        match self {
            ChartKind::Distribution => "distribution",
            ChartKind::Ridge => "ridge",
            ChartKind::Dots => "dots",
            ChartKind::Ecdf => "ecdf",
            ChartKind::Heat => "heat",
            ChartKind::Differences => "differences",
            ChartKind::Regret => "regret",
            ChartKind::Information => "information",
            ChartKind::Shares => "shares",
            ChartKind::Tornado => "tornado",
            ChartKind::Lines => "lines",
            ChartKind::Fan => "fan",
            ChartKind::Spaghetti => "spaghetti",
            ChartKind::Consequences => "consequences",
            ChartKind::Timeline => "timeline",
            ChartKind::Calibration => "calibration",
            ChartKind::History => "history",
        }
    }

    /// The kind of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// What it shows.
    pub fn needs(self) -> Needs {
        match self {
            ChartKind::Distribution
            | ChartKind::Ridge
            | ChartKind::Dots
            | ChartKind::Ecdf
            | ChartKind::Heat
            | ChartKind::Differences
            | ChartKind::Regret
            | ChartKind::Information
            | ChartKind::Shares
            | ChartKind::Tornado => Needs::Measure,
            ChartKind::Lines | ChartKind::Fan | ChartKind::Spaghetti => Needs::Series,
            ChartKind::Timeline => Needs::Lever,
            ChartKind::History => Needs::History,
            ChartKind::Consequences | ChartKind::Calibration => Needs::Nothing,
        }
    }

    /// Whether it has a setting.
    pub fn takes(self, setting: ChartSetting) -> bool {
        use ChartSetting::{
            Baseline, Columns, Cuts, Dates, Options, Replicates, Scale, Threshold, Trajectories,
        };
        let own: &[ChartSetting] = match self {
            ChartKind::Distribution | ChartKind::Ridge | ChartKind::Dots => {
                &[Baseline, Threshold, Scale, Columns]
            }
            ChartKind::Ecdf => &[Threshold, Scale, Columns],
            ChartKind::Heat | ChartKind::Information => &[],
            ChartKind::Differences => &[Baseline, Columns],
            ChartKind::Regret => &[Columns],
            ChartKind::Shares => &[Cuts, Columns],
            ChartKind::Tornado => &[Baseline, Columns],
            ChartKind::Lines | ChartKind::Fan => &[Threshold, Scale, Dates, Columns],
            ChartKind::Spaghetti => &[Threshold, Scale, Dates, Columns, Replicates],
            ChartKind::Consequences => &[Baseline],
            ChartKind::Timeline => &[Dates, Columns],
            // they show the cells of the back-test
            ChartKind::Calibration | ChartKind::History => return false,
        };
        matches!(setting, Options | Trajectories) || own.contains(&setting)
    }
}

/// Which charts a run draws.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum ChartSet {
    /// Those of the key measures and the series, and those that the study asks for.
    #[default]
    Main,
    /// Those of every measure and series too.
    All,
    /// None at all.
    None,
}

/// How values are spread along an axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChartScale {
    /// Evenly.
    Linear,
    /// By their logarithm.
    Log,
}

/// What a chart is made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChartTheme {
    /// A report on a screen.
    Report,
    /// A slide.
    Slide,
    /// A printed page.
    Print,
}

/// `[[chart]]`: a chart to add, or a change to one that is drawn anyway.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    /// Name of its files.
    pub name: Option<Name>,
    /// Its kind; that of the chart with this name if absent.
    pub kind: Option<Spanned<ChartKind>>,
    /// A measure, series, lever or history, `name` or `name[member]`.
    pub quantity: Option<Name>,
    /// The options that it shows, in this order; all that ran if empty.
    pub options: Vec<Name>,
    /// The trajectories that it shows, in this order; all that ran if empty.
    pub trajectories: Vec<Name>,
    /// Heading.
    pub title: Option<Label>,
    /// Below the heading.
    pub subtitle: Option<Label>,
    /// Below the picture.
    pub caption: Option<Label>,
    /// The option that others are compared with.
    pub baseline: Option<Name>,
    /// A line at this value.
    pub threshold: Option<Spanned<f64>>,
    /// The axis of values.
    pub scale: Option<Spanned<ChartScale>>,
    /// First date.
    pub from: Option<Spanned<Date>>,
    /// Last date.
    pub to: Option<Spanned<Date>>,
    /// Where one class ends and the next begins, rising.
    pub cuts: Option<Spanned<Vec<f64>>>,
    /// How many histories are shown.
    pub replicates: Option<Spanned<u32>>,
    /// How many panels stand side by side.
    pub columns: Option<Spanned<u32>>,
    /// What it is made for.
    pub theme: Option<ChartTheme>,
    /// Its width in millimetres.
    pub width: Option<f64>,
    /// False leaves it out.
    pub draw: bool,
    /// The whole table.
    pub span: Span,
}

/// A name as part of a file name: letters, digits, `_` and `-`.
pub fn slug(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.chars() {
        match c {
            ']' | ' ' => {}
            '[' | ',' => out.push('-'),
            c if c.is_ascii_alphanumeric() || c == '_' || c == '-' => out.push(c),
            _ => out.push('_'),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stand_for_kinds() {
        for kind in ChartKind::ALL {
            assert_eq!(ChartKind::from_word(kind.word()), Some(kind));
        }
        assert_eq!(ChartKind::from_word("pie"), None);
    }

    #[test]
    fn names_for_files() {
        assert_eq!(slug("active[iraq, by_night]"), "active-iraq-by_night");
        assert_eq!(slug("sum(fish)"), "sum_fish_");
    }
}
