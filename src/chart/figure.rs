//! What a chart shows, as plain data: numbers and labels that are already in the reader's language.
//!
//! The types know nothing of studies, engines or analyses. A new kind of chart is a new variant of
//! [`FigureKind`] and a file that draws it.

use jiff::civil::Date;

use super::figure_backtest::{Calibration, Observed};
use super::figure_compare::{Consequence, Forest, Regret, Timeline, Tornado};
use super::figure_diagram::{Cards, Diagram};
use super::figure_discovery::{BoxLimits, PeelingPlot, Scatter};
use super::figure_outcomes::{Ecdf, History, Shares, Spaghetti};
use super::figure_sensitivity::{Indices, Screening};
use super::figure_sweep::{Response, SweepMap};
use super::figure_worth::Worth;
use crate::text::{Lang, NumberFormat};

/// One chart: what it says around the picture, and what it shows in it.
///
/// Empty texts are left out. Texts may be as long as they need to be: they are wrapped to the page.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// The heading: what is shown (a measure or a series).
    pub title: String,
    /// Below it: number of replicates, period, trajectory.
    pub subtitle: String,
    /// Below the picture: what a reader must know to read it right. The chart adds its own notes (for instance
    /// that an axis was cut) after this.
    pub caption: String,
    /// The last line: study, version, seed, sources.
    pub source_line: String,
    /// The language of all texts; it decides the direction of text and the number and date formats.
    pub lang: Lang,
    /// The picture.
    pub kind: FigureKind,
}

/// The kinds of chart.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum FigureKind {
    /// Distributions of one measure: a panel a trajectory, a row an option.
    Distribution(Distribution),
    /// Series over time with uncertainty bands.
    Fan(Fan),
    /// Cumulative distributions of one measure.
    Ecdf(Ecdf),
    /// Single replicates over time.
    Spaghetti(Spaghetti),
    /// Shares of outcomes in ordered classes.
    Shares(Shares),
    /// One number for each pair of row and column, as a coloured table.
    Heat(Heat),
    /// What was predicted beside what was observed.
    Observed(Observed),
    /// Whether predictions are calibrated.
    Calibration(Calibration),
    /// Boxes and arrows.
    Diagram(Diagram),
    /// The parts of a model as cards, with arrows between them.
    Cards(Cards),
    /// Differences from a baseline with their intervals.
    Forest(Forest),
    /// Ranks and regrets of options.
    Regret(Regret),
    /// What it is worth to know more.
    Worth(Worth),
    /// What each option leads to by each measure, as a table.
    Consequence(Consequence),
    /// How far an outcome moves with each of the things it depends on.
    Tornado(Tornado),
    /// Sensitivity indices with their intervals.
    Indices(Indices),
    /// Sizes and spreads of elementary effects.
    Screening(Screening),
    /// Levers over time by option.
    Timeline(Timeline),
    /// Outcomes along what is varied.
    Response(Response),
    /// Outcomes, or which option is best, over two things that are varied.
    SweepMap(SweepMap),
    /// The limits of a box.
    BoxLimits(BoxLimits),
    /// How a box was peeled.
    Peeling(PeelingPlot),
    /// Points of two kinds with a box.
    Scatter(Scatter),
}

/// How values are spread along an axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ScaleChoice {
    /// Logarithmic where all values of interest are positive and span more than two decades; linear otherwise.
    #[default]
    Auto,
    /// Linear.
    Linear,
    /// Logarithmic. Values of zero and below cannot be shown and sit at the end of the axis, with a note.
    Log,
}

/// An axis of values.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ValueAxis {
    /// What is measured, e.g. "Active fighters".
    pub label: String,
    /// Its unit, printed in brackets after the label; empty for none.
    pub unit: String,
    /// How values are printed.
    pub format: NumberFormat,
    /// Linear or logarithmic.
    pub scale: ScaleChoice,
    /// Limits that values cannot pass (`Some(0.0)` for counts, 0 and 1 for probabilities): the axis never goes
    /// beyond them, and densities are not smoothed across them.
    pub natural: (Option<f64>, Option<f64>),
}

/// A vertical line in distributions and a horizontal one in fans, with its name.
#[derive(Debug, Clone, PartialEq)]
pub struct Threshold {
    /// Where, in the unit of the axis.
    pub value: f64,
    /// What it is, e.g. "acceptable: 5 %".
    pub label: String,
}

/// Distributions of one measure by group and option.
#[derive(Debug, Clone, PartialEq)]
pub struct Distribution {
    /// The common axis of all panels.
    pub axis: ValueAxis,
    /// The panels, e.g. one a trajectory. Every panel must have the same rows in the same order.
    pub panels: Vec<DistributionPanel>,
    /// A bound worth comparing with.
    pub threshold: Option<Threshold>,
    /// How distributions are drawn.
    pub style: DistributionStyle,
}

/// How distributions are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DistributionStyle {
    /// A density, darker within the 50 % and 90 % intervals, above a line with its median and the two intervals.
    #[default]
    HalfEye,
    /// Densities that reach into the row above, with their quartiles as lines.
    Ridge,
    /// Dots, each of which stands for the same share of outcomes (a quantile dot plot): 20 of them for 5 % each,
    /// 50 for 2 %.
    Dots {
        /// How many.
        count: usize,
    },
}

/// How much something stands out among its like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Emphasis {
    /// It has its colour and its name.
    #[default]
    Normal,
    /// What the others are compared with: dark grey in every chart, and named.
    Reference,
    /// One of many that only show where the others stand: light grey.
    Faint,
}

/// A panel of distributions.
#[derive(Debug, Clone, PartialEq)]
pub struct DistributionPanel {
    /// Its name, e.g. the trajectory; may be empty when there is one panel only.
    pub title: String,
    /// Its rows, from the top.
    pub rows: Vec<DistributionRow>,
}

/// One option in one panel.
#[derive(Debug, Clone, PartialEq)]
pub struct DistributionRow {
    /// Its name.
    pub label: String,
    /// Whether this row is what the others are compared with: a thin line is drawn through its median.
    pub is_reference: bool,
    /// Which colour of the palette it takes; `None` for the one colour of rows that are told apart by their names.
    pub colour: Option<usize>,
    /// What is drawn.
    pub mark: RowMark,
}

/// What a row shows.
#[derive(Debug, Clone, PartialEq)]
pub enum RowMark {
    /// A distribution, drawn as a density with its median, 50 % and 90 % intervals.
    ///
    /// `quantiles[i]` is the quantile at probability `(i + 1) / (n + 1)` for `n` points: 99 points are the
    /// percentiles 1 to 99, 199 the half percentiles. They must be sorted; infinite values are allowed (a time to
    /// something that never happened) and are drawn at the end of the axis.
    Spread {
        /// Sorted quantiles at evenly spaced probabilities.
        quantiles: Vec<f64>,
        /// The median.
        median: f64,
        /// The quantiles at 25 % and 75 %.
        inner: (f64, f64),
        /// The quantiles at 5 % and 95 %.
        outer: (f64, f64),
    },
    /// A single estimate with its interval, e.g. a probability: drawn as a dot and a line, its value beside it.
    Estimate {
        /// The estimate.
        value: f64,
        /// The ends of its interval.
        interval: (f64, f64),
        /// What is printed beside the dot; empty for the formatted value.
        text: String,
    },
    /// Nothing to show (no replicate has a value); `text` says why.
    Missing {
        /// Printed in the row.
        text: String,
    },
}

/// Series over time, with bands.
#[derive(Debug, Clone, PartialEq)]
pub struct Fan {
    /// The common value axis of all panels.
    pub axis: ValueAxis,
    /// The panels, e.g. one an option or one a trajectory.
    pub panels: Vec<FanPanel>,
    /// How many panels stand side by side; `None` chooses.
    pub columns: Option<usize>,
    /// A level worth comparing with.
    pub threshold: Option<Threshold>,
    /// Dates worth marking, e.g. the onset of a trajectory.
    pub dates: Vec<DateMark>,
}

/// A date with a name, drawn as a vertical line.
#[derive(Debug, Clone, PartialEq)]
pub struct DateMark {
    /// The date.
    pub date: Date,
    /// What it is.
    pub label: String,
}

/// One panel of a fan chart.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FanPanel {
    /// Its name; may be empty when there is one panel only.
    pub title: String,
    /// Its lines. One line is drawn with its bands; two or three with their 50 % bands; more as
    /// medians only, each named at its end.
    pub lines: Vec<FanLine>,
    /// What was observed before the first date.
    pub history: Option<History>,
}

/// One series. All vectors have the length of `dates`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FanLine {
    /// Its name, printed at its end where a panel has several.
    pub label: String,
    /// Which colour of the palette it takes; the same option should have the same number in every figure.
    pub colour: usize,
    /// Whether it stands out. Where a panel has more than six lines, those that matter should be named and the
    /// others faint.
    pub emphasis: Emphasis,
    /// The dates, ascending.
    pub dates: Vec<Date>,
    /// The quantiles at 5 %.
    pub p05: Vec<f64>,
    /// The quantiles at 25 %.
    pub p25: Vec<f64>,
    /// The medians.
    pub p50: Vec<f64>,
    /// The quantiles at 75 %.
    pub p75: Vec<f64>,
    /// The quantiles at 95 %.
    pub p95: Vec<f64>,
    /// The means, drawn as a dashed line where there is one line in the panel.
    pub mean: Option<Vec<f64>>,
    /// The bands of a line that is alone in its panel, from the widest to the narrowest; where empty, 90 % and 50 %
    /// from the quantiles above.
    pub bands: Vec<FanBand>,
}

/// A central band: `share` of outcomes lies within it.
#[derive(Debug, Clone, PartialEq)]
pub struct FanBand {
    /// The share, e.g. 0.6.
    pub share: f64,
    /// Its lower ends, e.g. the quantiles at 20 %.
    pub low: Vec<f64>,
    /// Its upper ends, e.g. the quantiles at 80 %.
    pub high: Vec<f64>,
}

/// Which direction of a measure is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sense {
    /// Less is better.
    Minimise,
    /// More is better.
    Maximise,
    /// Neither: the colour only says how much.
    #[default]
    None,
}

/// One number for each row and column.
#[derive(Debug, Clone, PartialEq)]
pub struct Heat {
    /// What the numbers are; its scale spreads the colours.
    pub axis: ValueAxis,
    /// What the rows are ("Option"); may be empty.
    pub row_title: String,
    /// What the columns are ("Trajectory"); may be empty.
    pub column_title: String,
    /// Names of the rows, from the top.
    pub rows: Vec<String>,
    /// Names of the columns, in reading order.
    pub columns: Vec<String>,
    /// `cells[row][column]`.
    pub cells: Vec<Vec<HeatCell>>,
    /// Which way is better. Worse cells are darker; with `None` higher cells are darker.
    pub sense: Sense,
    /// Where given, the colours diverge from this value (e.g. 0 for differences from a baseline).
    pub centre: Option<f64>,
}

/// A cell of a heat map.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct HeatCell {
    /// The value; NaN leaves the cell empty.
    pub value: f64,
    /// A second, smaller line, e.g. an interval or an ICD 203 word; empty for none.
    pub note: String,
    /// Whether the cell is outlined and set in bold, e.g. as the best of its column.
    pub strong: bool,
}
