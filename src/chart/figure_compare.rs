//! What charts for choosing between options show, as plain data: differences, regrets, consequences, swings, levers.

use jiff::civil::Date;

use super::figure::{DateMark, Sense, ValueAxis};
use crate::text::NumberFormat;

/// Differences from a baseline with their intervals ("forest plot"): a panel a trajectory, a row an option.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Forest {
    /// The common axis of all panels: differences. It is always linear and always shows zero.
    pub axis: ValueAxis,
    /// The panels. Every panel must have the same rows in the same order.
    pub panels: Vec<ForestPanel>,
    /// What a difference below zero and one above it mean, e.g. "better than No withdrawal" and "worse"; empty for
    /// nothing. They stand at the two ends of the axis.
    pub ends: (String, String),
    /// What the text at the right of each row is, e.g. "difference, 95 % interval"; may be empty.
    pub text_title: String,
    /// How many panels stand side by side; `None` chooses.
    pub columns: Option<usize>,
}

/// A panel of differences.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ForestPanel {
    /// Its name, e.g. the trajectory; may be empty when there is one panel only.
    pub title: String,
    /// Its rows, from the top.
    pub rows: Vec<ForestRow>,
}

/// One option in one panel.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ForestRow {
    /// Its name.
    pub label: String,
    /// What is drawn.
    pub mark: ForestMark,
}

/// What a row of differences shows.
#[derive(Debug, Clone, PartialEq)]
pub enum ForestMark {
    /// A difference with its interval.
    Difference {
        /// The mean difference.
        value: f64,
        /// The ends of its interval (95 %).
        interval: (f64, f64),
        /// Where 90 % of the replicates' differences lie: a thinner line.
        range: Option<(f64, f64)>,
        /// Whether it is told apart from zero, and which way.
        verdict: Verdict,
        /// What is printed at the right; empty for the formatted value and interval.
        text: String,
    },
    /// Nothing to show; `text` says why ("the same", "never, in either").
    Missing {
        /// Printed in the row.
        text: String,
    },
}

impl Default for ForestMark {
    fn default() -> Self {
        ForestMark::Missing { text: String::new() }
    }
}

/// What can be said of a difference. Each has a shape and a colour of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Verdict {
    /// Told apart from zero, and better: a filled disc.
    Better,
    /// Told apart from zero, and worse: a filled square.
    Worse,
    /// Told apart from zero, where neither side is better: a filled diamond.
    Differs,
    /// Not told apart from zero: a ring, muted.
    #[default]
    Unclear,
}

/// Ranks and regrets of options by one measure over all futures. Rows stand in the order given: sort them by the
/// criterion of choice.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Regret {
    /// The axis of regrets, in the unit of the measure.
    pub axis: ValueAxis,
    /// The options, best first.
    pub rows: Vec<RegretRow>,
    /// Heading of the ranks, e.g. "probability of each rank".
    pub rank_title: String,
    /// Heading of the regrets, e.g. "regret: how much worse than the best option".
    pub regret_title: String,
    /// Names of the three marks: expected, at 90 %, worst. An empty one is left out of the key.
    pub names: RegretNames,
}

/// What the marks of a regret plot are called in its key.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RegretNames {
    /// The disc, e.g. "expected regret with 95 % interval".
    pub expected: String,
    /// The tick, e.g. "exceeded in 10 % of draws".
    pub tail: String,
    /// The diamond, e.g. "in the worst future".
    pub worst: String,
    /// The small dots, e.g. "expected in each future".
    pub each: String,
}

/// One option.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RegretRow {
    /// Its name.
    pub label: String,
    /// Whether it is the one the criterion chooses: its name is bold.
    pub strong: bool,
    /// The probability of rank 1, 2, …: as many as there are rows, or none where ranks are not known.
    pub ranks: Vec<f64>,
    /// Its expected regret.
    pub expected: Option<RegretMark>,
    /// The regret that is exceeded with a small probability (10 %).
    pub tail: Option<RegretMark>,
    /// The regret in the future in which it is largest.
    pub worst: Option<RegretMark>,
    /// Regrets in single futures: small dots.
    pub each: Vec<f64>,
    /// Printed at the right, e.g. the name of the worst future; may be empty.
    pub note: String,
}

/// A regret with its interval.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct RegretMark {
    /// The estimate, 0 or more.
    pub value: f64,
    /// The ends of its interval, if known.
    pub interval: Option<(f64, f64)>,
}

/// A consequence table: what each option leads to by each measure, in one future.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Consequence {
    /// What the rows are ("Option"); may be empty.
    pub row_title: String,
    /// The measures, in reading order; neighbours of one group share a heading.
    pub columns: Vec<ConsequenceColumn>,
    /// The options, from the top.
    pub rows: Vec<ConsequenceRow>,
    /// What the mark of efficient options is called in the key, e.g. "efficient: no option is better by one measure
    /// and no worse by the others".
    pub efficient_name: String,
}

/// A measure.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ConsequenceColumn {
    /// Its name.
    pub label: String,
    /// Its unit; empty for none.
    pub unit: String,
    /// The heading it shares with its neighbours; empty for none.
    pub group: String,
    /// Which way is better. Columns without a better side are not shaded.
    pub sense: Sense,
    /// How its values are printed.
    pub format: NumberFormat,
}

/// An option.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ConsequenceRow {
    /// Its name.
    pub label: String,
    /// Whether it is what the others are compared with: a line below sets it off.
    pub is_reference: bool,
    /// Whether it is efficient (no other is at least as good by all measures and better by one).
    pub is_efficient: bool,
    /// Its cells, one a column.
    pub cells: Vec<ConsequenceCell>,
}

/// A cell of a consequence table.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ConsequenceCell {
    /// The value; NaN leaves the cell empty, infinity is "∞".
    pub value: f64,
    /// What is printed; empty for the formatted value.
    pub text: String,
    /// A second, smaller line, e.g. an interval or an ICD 203 word; empty for none.
    pub note: String,
    /// How it stands in its column.
    pub standing: Standing,
}

/// How a cell stands in its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Standing {
    /// Best of its column: outlined and bold.
    Best,
    /// Not told apart from the best: marked with "≈".
    Tied,
    /// Neither.
    #[default]
    Other,
}

/// How far an outcome moves with each of the things it depends on ("tornado").
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Tornado {
    /// The common axis of all panels.
    pub axis: ValueAxis,
    /// The panels, e.g. one an option or one a difference. Each has rows of its own.
    pub panels: Vec<TornadoPanel>,
    /// What the two ends of the axis mean, e.g. "fewer attacks: better" and "more"; empty for nothing.
    pub ends: (String, String),
    /// What a bar's two halves are, for the key: where the driver is low and where it is high, e.g. "at its 10 %
    /// quantile" and "at its 90 % quantile".
    pub half_names: (String, String),
    /// What the notes at the right of rows are, e.g. "share of variance"; may be empty.
    pub note_title: String,
    /// How many panels stand side by side; `None` chooses.
    pub columns: Option<usize>,
}

/// A panel of a tornado.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TornadoPanel {
    /// Its name; may be empty when there is one panel only.
    pub title: String,
    /// The value from which bars start, e.g. the mean.
    pub centre: f64,
    /// The rows; they are drawn in order of width, the widest first.
    pub rows: Vec<TornadoRow>,
}

/// What the outcome depends on.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TornadoRow {
    /// Its name.
    pub label: String,
    /// The outcome where it is low.
    pub low: TornadoEnd,
    /// The outcome where it is high.
    pub high: TornadoEnd,
    /// Printed at the right, e.g. the share of the variance; may be empty.
    pub note: String,
    /// Whether it is more than chance; others are muted.
    pub is_clear: bool,
}

/// One end of a bar.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TornadoEnd {
    /// The outcome.
    pub value: f64,
    /// The value of the driver that makes it, printed at the end of the bar.
    pub driver: String,
}

/// Levers over time, option by option: who leaves when.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Timeline {
    /// The axis of levels, the same for all panels.
    pub axis: ValueAxis,
    /// The levers, e.g. places, in the order in which they are stacked from the floor.
    pub lanes: Vec<String>,
    /// The options.
    pub panels: Vec<TimelinePanel>,
    /// Panels with areas, or strips.
    pub style: TimelineStyle,
    /// Dates worth marking in all panels.
    pub dates: Vec<DateMark>,
    /// How many panels stand side by side; `None` chooses. Strips stand below one another.
    pub columns: Option<usize>,
}

/// How a timeline is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TimelineStyle {
    /// A small panel an option: medians of the levers stacked, the total's 90 % range as whiskers above them.
    #[default]
    Areas,
    /// A row an option, in it a strip a lever whose tone is its level, with the dates of [`TimelineFall`]s.
    Strips,
}

/// One option.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TimelinePanel {
    /// Its name.
    pub title: String,
    /// The dates, ascending, of all levels.
    pub dates: Vec<Date>,
    /// One a lever.
    pub lanes: Vec<TimelineLane>,
    /// Where 90 % of the replicates' totals lie at each date, lower and upper ends; empty for none.
    pub band: (Vec<f64>, Vec<f64>),
    /// Dates worth marking in this panel only, e.g. a decision.
    pub events: Vec<DateMark>,
}

/// One lever of one option.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TimelineLane {
    /// The level at each date (median); a level holds until the next date.
    pub levels: Vec<f64>,
    /// When it falls below something worth naming, ascending.
    pub falls: Vec<TimelineFall>,
}

/// A level falls below a bound and stays there.
#[derive(Debug, Clone, PartialEq)]
pub struct TimelineFall {
    /// What it falls below, e.g. "half" or "none".
    pub label: String,
    /// When.
    pub date: Date,
    /// Where 90 % of the replicates' dates lie, if they differ.
    pub range: Option<(Date, Date)>,
}

/// The first date from which `levels` stay at or below `bound` to the end; none where they do not, or where they
/// were there from the start.
#[must_use]
pub fn falls_below(dates: &[Date], levels: &[f64], bound: f64) -> Option<Date> {
    let above = levels.iter().rposition(|level| *level > bound)?;
    dates.get(above + 1).copied()
}
