//! The model: a study with every name resolved, every array expanded to scalars, every unit
//! converted. Nothing in it has to be looked up by text, and everything in it is valid.

use jiff::civil::Date;

use super::posterior::Posterior;
use crate::random::distribution::Distribution;
use crate::study::{
    ChartKind, ChartScale, ChartSet, ChartTheme, Confidence, DesignKind, Duration, RowUse, Scale,
    Sense, Taken,
};
use crate::text::{Label, UnitWords};

/// Index of an expression in [`Model::exprs`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ExprId(pub u32);

/// A function of one number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Op1 {
    /// `-x`
    Neg,
    /// 1 where x is 0, else 0.
    Not,
    /// `|x|`
    Abs,
    /// Exponential.
    Exp,
    /// Natural logarithm.
    Ln,
    /// Decimal logarithm.
    Log10,
    /// Square root.
    Sqrt,
    /// Sine of an angle in radians.
    Sin,
    /// Cosine of an angle in radians.
    Cos,
    /// `1 / (1 + exp(-x))`
    Logistic,
    /// `1 - exp(-x)`, accurate near 0.
    OneMinusExpNeg,
    /// Largest whole number not above x.
    Floor,
    /// Smallest whole number not below x.
    Ceil,
    /// Nearest whole number, halves away from zero.
    Round,
    /// -1, 0 or 1.
    Sign,
}

/// A function of two numbers. Conditions are 0 and 1; any number but 0 counts as true.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Op2 {
    /// Sum.
    Add,
    /// Difference.
    Sub,
    /// Product.
    Mul,
    /// Ratio.
    Div,
    /// Power.
    Pow,
    /// Lesser; NaN if either is.
    Min,
    /// Greater; NaN if either is.
    Max,
    /// Less than.
    Lt,
    /// At most.
    Le,
    /// More than.
    Gt,
    /// At least.
    Ge,
    /// Equal.
    Eq,
    /// Not equal.
    Ne,
    /// Both are true.
    And,
    /// One or both are true.
    Or,
}

/// What an expression reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Leaf {
    /// The replicate's draw of an uncertainty.
    Uncertainty(usize),
    /// A stock as it stands (at the start of the step; in `set`, when the set acts).
    Stock(usize),
    /// A quantity at this time.
    Quantity(usize),
    /// A lever at this time, after the response and the bounds.
    Lever(usize),
    /// A driver at this time.
    Driver(usize),
    /// What flowed in this step (an amount, after scaling).
    Flowed(usize),
    /// What flowed in the step before (an amount); 0 before the first.
    LastFlow(usize),
    /// What an event moved in the step before (1 for one that moves nothing); 0 before the first.
    LastEvent(usize),
    /// What an event moved in this step; only measures see it.
    Moved(usize),
    /// Whether an event happened in this step; only measures see it.
    Happened(usize),
    /// A quantity in the step before; 0 in the first step.
    LastQuantity(usize),
    /// A lever in the step before; 0 in the first step.
    LastLever(usize),
    /// As `LastQuantity`, but in the first step the quantity's value at the start with all levers
    /// and drivers at their defaults. What rules and lever formulas read.
    PreviousQuantity(usize),
    /// As `LastLever`, but in the first step the lever's default.
    PreviousLever(usize),
    /// The value that a rule holds ([`Model::rules`]); inside its own formula, before the review.
    Held(usize),
    /// A smoothed value ([`Model::smooths`]).
    Smooth(usize),
    /// A delayed value ([`Model::delays`]).
    Delay(usize),
    /// Number of the time point: 0 at the start.
    TimeIndex,
    /// The severity drawn by the event whose amounts are worked out.
    Severity(usize),
    /// An accumulator of a measure or series ([`Model::accumulators`]).
    Accumulator(usize),
}

/// An expression; operands stand before it in [`Model::exprs`].
#[derive(Clone, Copy, Debug)]
pub enum Expr {
    /// A number.
    Const(f64),
    /// Something that changes.
    Leaf(Leaf),
    /// A function of one value.
    Unary(Op1, ExprId),
    /// A function of two values.
    Binary(Op2, ExprId, ExprId),
    /// The second where the first is not 0, else the third.
    Select(ExprId, ExprId, ExprId),
    /// Piecewise linear interpolation in [`Model::tables`], constant outside.
    Lookup(usize, ExprId),
}

/// The grid of time.
#[derive(Clone, Debug, PartialEq)]
pub struct TimeGrid {
    /// First date.
    pub start: Date,
    /// The end that the study asks for.
    pub asked_end: Date,
    /// The step as written.
    pub step: Duration,
    /// Its length in days.
    pub step_days: f64,
    /// Number of steps K; times are 0..=K, steps 0..K.
    pub steps: usize,
}

impl TimeGrid {
    /// The calendar date on which time point `k` falls (the day in which it lies).
    pub fn date(&self, k: usize) -> Date {
        let days = (self.step_days * k as f64 + 1e-6).floor() as i64;
        self.start.checked_add(jiff::Span::new().days(days)).unwrap_or(Date::MAX)
    }

    /// The steps `first..last` of a window between two times, in days since the start: each end is
    /// the nearest time point, and there is at least one step. They may lie outside of the run.
    pub fn window(&self, from: f64, to: f64) -> (i64, i64) {
        let point = |days: f64| (days / self.step_days).round() as i64;
        (point(from), point(to).max(point(from) + 1))
    }
}

/// What a report calls something, and where its numbers come from.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Description {
    /// Label, with the member's label for an element of an array.
    pub label: Option<Label>,
    /// A sentence.
    pub note: Option<Label>,
    /// Source ids.
    pub source: Vec<String>,
    /// Judgement in words.
    pub judgement: Option<Label>,
    /// Grade.
    pub confidence: Option<Confidence>,
}

/// A scalar uncertainty.
#[derive(Clone, Debug)]
pub struct Uncertainty {
    /// `name` or `name[member]`: also the name of its stream of draws.
    pub name: String,
    /// Unit as written.
    pub unit: String,
    /// Distribution in that unit.
    pub distribution: Distribution,
    /// Label and sources.
    pub description: Description,
}

/// A scalar stock.
#[derive(Clone, Debug)]
pub struct Stock {
    /// `name` or `name[member]`.
    pub name: String,
    /// Unit.
    pub unit: String,
    /// Value at time 0: reads uncertainties (and quantities made of them) only.
    pub initial: ExprId,
    /// Lower bound: reads uncertainties only.
    pub min: Option<ExprId>,
    /// Upper bound.
    pub max: Option<ExprId>,
    /// Label and sources.
    pub description: Description,
}

/// A scalar quantity.
#[derive(Clone, Debug)]
pub struct Quantity {
    /// `name` or `name[member]`.
    pub name: String,
    /// Unit.
    pub unit: String,
    /// What it is.
    pub expr: ExprId,
    /// Whether it depends on what flowed in the step: then it has no value at time K.
    pub of_step: bool,
    /// Label and sources.
    pub description: Description,
}

/// A draw of severities: a quantile function whose parameters may change.
#[derive(Clone, Debug)]
pub enum Severity {
    /// All parameters are known.
    Fixed(Distribution),
    /// A quantile function written as an expression of the uniform ([`SeverityShape`]).
    Varying(SeverityShape),
}

/// A family whose quantile function is elementary, so that its parameters may be formulas.
/// `u` is the uniform of the draw, confined to `[lo, hi]` by truncation at load where given.
#[derive(Clone, Debug)]
pub struct SeverityShape {
    /// The family.
    pub family: Family,
    /// Its parameters, in the family's order.
    pub parameters: Vec<ExprId>,
    /// Truncation.
    pub truncate: Option<(ExprId, ExprId)>,
}

/// Families that [`SeverityShape`] knows. F is the distribution function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Family {
    /// `min, max`: `min + (max - min) u`.
    Uniform,
    /// `mean`: `-mean ln(1 - u)`.
    Exponential,
    /// `shape, scale`: `scale (-ln(1 - u))^(1/shape)`.
    Weibull,
    /// `min, alpha`: `min (1 - u)^(-1/alpha)`, F(x) = 1 - (min / x)^alpha.
    Pareto,
    /// `mu, sigma`: `exp(mu + sigma z(u))`.
    Lognormal,
    /// `mean, sd`: `mean + sd z(u)`.
    Normal,
}

/// How luck enters a flow. Amounts are in the flow's amount unit.
#[derive(Clone, Debug)]
pub enum Noise {
    /// rate x step
    None,
    /// Poisson(rate x step)
    Poisson,
    /// Binomial(floor(stock), p) + (stock - floor(stock)) x p with
    /// p = 1 - exp(-rate x step / stock); 0 where the stock is not above 0.
    Binomial,
    /// Negative binomial with mean rate x step and this ratio of variance to mean
    /// (Poisson where the ratio is 1 or less).
    Overdispersed(ExprId),
    /// Sum of one severity for each unit that flowed in the flow `counts` in this step.
    Compound {
        /// Index of the flow that counts.
        counts: usize,
        /// What each unit brings.
        severity: Severity,
    },
    /// rate x step + sigma x `sqrt_step` x Normal(0, 1)
    Diffusion {
        /// sigma in its own unit.
        sigma: ExprId,
        /// Square root of the step, and the conversion of sigma's unit.
        sqrt_step: f64,
    },
}

/// Where a flow or a move arrives.
#[derive(Clone, Debug)]
pub struct Arrival {
    /// Index of the stock.
    pub stock: usize,
    /// Share of the amount that arrives; all of it if absent.
    pub share: Option<ExprId>,
    /// Conversion of the amount into the stock's unit.
    pub factor: f64,
}

/// A scalar flow.
#[derive(Clone, Debug)]
pub struct Flow {
    /// `name` or `name[member]`: also the name of its stream of draws.
    pub name: String,
    /// Unit of the rate.
    pub unit: String,
    /// Unit of the amount.
    pub amount_unit: String,
    /// Rate; absent for a compound.
    pub rate: Option<ExprId>,
    /// amount = rate x `step`: the step's length in the rate's unit of time.
    pub step: f64,
    /// Luck.
    pub noise: Noise,
    /// The stock that it leaves; amounts are in that stock's unit.
    pub from: Option<usize>,
    /// The stocks that it enters.
    pub to: Vec<Arrival>,
    /// Label and sources.
    pub description: Description,
}

impl Model {
    /// Whether two histories of one draw may differ: some flow has noise, some event is drawn.
    pub fn has_luck(&self) -> bool {
        self.flows.iter().any(|flow| !matches!(flow.noise, Noise::None))
            || self.events.iter().any(|event| event.hazard.is_some() || event.severity.is_some())
    }
}

impl Flow {
    /// Whether the rate may be negative (a net flow).
    pub fn may_be_negative(&self) -> bool {
        match self.noise {
            Noise::None | Noise::Diffusion { .. } => true,
            Noise::Poisson | Noise::Binomial | Noise::Overdispersed(_) | Noise::Compound { .. } => {
                false
            }
        }
    }
}

/// A move of an event.
#[derive(Clone, Debug)]
pub struct Move {
    /// The stock that it leaves; the amount is in its unit (else in the first arrival's).
    pub from: Option<usize>,
    /// Where it arrives.
    pub to: Vec<Arrival>,
    /// How much, worked out from the state at the start of the step; below 0 counts as 0.
    pub amount: ExprId,
    /// Conversion of the amount into the unit of the event's total.
    pub total_factor: f64,
}

/// A scalar event.
#[derive(Clone, Debug)]
pub struct Event {
    /// `name` or `name[member]`: its stream; the severity's is `name.severity`.
    pub name: String,
    /// Hazard x step; absent for one that only waits for its condition.
    pub hazard: Option<ExprId>,
    /// Condition.
    pub when: Option<ExprId>,
    /// At most once.
    pub once: bool,
    /// Steps after an occurrence in which it cannot happen (0: none).
    pub cooldown: usize,
    /// Severity.
    pub severity: Option<Severity>,
    /// Moves in the order written.
    pub moves: Vec<Move>,
    /// Sets in the order written: stock and value.
    pub sets: Vec<(usize, ExprId)>,
    /// Label and sources.
    pub description: Description,
}

/// A scalar lever or driver.
#[derive(Clone, Debug)]
pub struct Control {
    /// `name` or `name[member]`.
    pub name: String,
    /// Unit.
    pub unit: String,
    /// Default: reads uncertainties only.
    pub default: ExprId,
    /// Lowest and highest value.
    pub bounds: Option<[f64; 2]>,
    /// Label and sources.
    pub description: Description,
}

/// An adaptive rule: a value held between reviews.
#[derive(Clone, Debug)]
pub struct Rule {
    /// What it should be, at a review.
    pub rule: ExprId,
    /// For each step whether it is reviewed in it. `[steps + 1]`
    pub reviews: Vec<bool>,
    /// The most that it may change at a review.
    pub step_limit: Option<ExprId>,
    /// Held before the first review.
    pub start: ExprId,
}

/// `smooth(x, duration)`: s(0) = x(0), s(k+1) = s(k) + (x(k) - s(k)) (1 - exp(-step/duration)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Smooth {
    /// x.
    pub input: ExprId,
    /// step / duration, a plain number.
    pub steps_inverse: ExprId,
}

/// `delay(x, duration)`: x as it was `steps` steps before; before that, x at the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Delay {
    /// x.
    pub input: ExprId,
    /// How many steps, at least 1.
    pub steps: usize,
}

/// A lookup table.
#[derive(Clone, Debug, PartialEq)]
pub struct LookupTable {
    /// Name.
    pub name: String,
    /// Rising x.
    pub x: Vec<f64>,
    /// y at each x.
    pub y: Vec<f64>,
}

/// An option: what it makes of every lever.
#[derive(Clone, Debug)]
pub struct OptionDef {
    /// Name.
    pub name: String,
    /// Label, note, sources.
    pub description: Description,
    /// For each lever its value before responses and bounds. `[levers]`
    pub levers: Vec<ExprId>,
}

/// What a response does to a lever while the trajectory is on: multiply, add, at least, at most.
#[derive(Clone, Copy, Debug, Default)]
pub struct ResponseDef {
    /// Factor.
    pub multiply: Option<ExprId>,
    /// Added.
    pub add: Option<ExprId>,
    /// Raised to at least this.
    pub at_least: Option<ExprId>,
    /// Lowered to at most this.
    pub at_most: Option<ExprId>,
}

/// A trajectory.
#[derive(Clone, Debug)]
pub struct TrajectoryDef {
    /// Name.
    pub name: String,
    /// Label, note, sources.
    pub description: Description,
    /// Weight, if stated.
    pub weight: Option<f64>,
    /// For each driver its value (the default before the onset). `[drivers]`
    pub drivers: Vec<ExprId>,
    /// 1 from the onset on: when the response acts.
    pub active: ExprId,
    /// For each lever the response, if any. `[levers]`
    pub responses: Vec<Option<ResponseDef>>,
}

/// One course of action in one future.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Cell {
    /// Index of the option.
    pub option: usize,
    /// Index of the trajectory.
    pub trajectory: usize,
    /// Whether the trajectory's response acts.
    pub response: bool,
}

/// How an accumulator takes values in. Its value before the first is given in brackets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Accumulate {
    /// Sum (0).
    Sum,
    /// Highest (-inf).
    Highest,
    /// Lowest (+inf).
    Lowest,
    /// Whether any is true (0).
    Any,
    /// Whether all are true (1).
    All,
    /// How many are true (0).
    Count,
    /// Time index of the first that is true (+inf).
    First,
    /// The value at the last time of the range (0).
    Latest,
    /// Sum since the last report (0): emptied at the start of each step that a report falls on.
    SinceReport,
}

/// A running summary of an expression over a range of times or steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Accumulator {
    /// How.
    pub kind: Accumulate,
    /// Of what.
    pub expr: ExprId,
    /// Whether `expr` belongs to steps (0..K) rather than to times (0..=K).
    pub of_step: bool,
    /// First time or step that counts.
    pub first: usize,
    /// Last time or step that counts.
    pub last: usize,
}

/// A heading under which measures stand.
#[derive(Clone, Debug)]
pub struct Group {
    /// Name.
    pub name: String,
    /// Label, note, sources.
    pub description: Description,
}

/// A scalar measure.
#[derive(Clone, Debug)]
pub struct Measure {
    /// `name` or `name[member]`.
    pub name: String,
    /// Index of its group in [`Model::groups`].
    pub group: Option<usize>,
    /// Unit (`"1"` for a probability).
    pub unit: String,
    /// Which way is better.
    pub sense: Sense,
    /// The value still acceptable.
    pub acceptable: Option<f64>,
    /// What it counts in scores, if the study says so.
    pub weight: Option<Weight>,
    /// Whether it is a condition: its mean is a probability.
    pub condition: bool,
    /// Reads accumulators and uncertainties only.
    pub expr: ExprId,
    /// Label and sources.
    pub description: Description,
}

/// A scalar series.
#[derive(Clone, Debug)]
pub struct Series {
    /// `name` or `name[member]`.
    pub name: String,
    /// Name of the whole array, for grouping.
    pub family: String,
    /// Unit.
    pub unit: String,
    /// For a flow: whether it counts from the start.
    pub cumulative: bool,
    /// Its value at a time point, read before the step.
    pub expr: ExprId,
    /// Label and sources.
    pub description: Description,
}

/// An item of the step, in dependency order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StepItem {
    /// Work out a quantity.
    Quantity(usize),
    /// Work out a flow's rate and draw its amount.
    Draw(usize),
    /// Scale the outflows of a stock together, if they take more than it has.
    Settle(usize),
}

/// Where a row of a history lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// It ends before the run begins.
    Past,
    /// In the run.
    Within {
        /// First step of its window.
        first: usize,
        /// One past the last step of its window.
        last: usize,
        /// What the model says it should be, in the history's unit, if all were counted and counted
        /// right: an expression of [`Model::for_backtest`].
        expr: ExprId,
    },
}

/// An observation.
#[derive(Clone, Debug, PartialEq)]
pub struct HistoryRow {
    /// Its number in the file, from 0.
    pub number: usize,
    /// First day of its window.
    pub from: Date,
    /// The day after its last; `from` itself for a point in time.
    pub to: Date,
    /// Where its window lies.
    pub place: Place,
    /// What was observed, in the history's unit.
    pub value: f64,
    /// 90 % interval of the counting error, if the row has its own.
    pub interval: Option<[f64; 2]>,
    /// Standard deviation of the counting error: of its logarithm on the logarithmic scale, else in
    /// the history's unit.
    pub sigma: f64,
    /// What it is there for.
    pub used: RowUse,
    /// A remark.
    pub note: Option<String>,
}

/// What really happened: one record, to compare a model with.
#[derive(Clone, Debug)]
pub struct History {
    /// Its name; its stream of counting errors is `history NAME`.
    pub name: String,
    /// Unit of its values.
    pub unit: String,
    /// The formula that it observes, as written.
    pub observes: String,
    /// What is taken of that over a row's window.
    pub taken: Taken,
    /// On which scale it is scored, and its counting error acts.
    pub scale: Scale,
    /// Share of what happens that it counts: reads uncertainties only, an expression of
    /// [`Model::for_backtest`].
    pub reported: ExprId,
    /// The file of its rows, as written.
    pub file: String,
    /// Rows in the order of the file; those that are neither past nor wholly in the run are left
    /// out.
    pub rows: Vec<HistoryRow>,
    /// Label and sources.
    pub description: Description,
}

/// Names of some options and trajectories; an empty list leaves the choice to the reader.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Chosen {
    /// Options.
    pub options: Vec<String>,
    /// Trajectories.
    pub trajectories: Vec<String>,
}

/// What a back-test needs beyond a run. It stands apart so that a run does not work it out.
#[derive(Clone, Debug, Default)]
pub struct BacktestParts {
    /// The cells that are compared with the past.
    pub chosen: Chosen,
    /// Expressions that follow those of [`Model::exprs`].
    pub exprs: Vec<Expr>,
    /// Smoothed values that follow those of [`Model::smooths`].
    pub smooths: Vec<Smooth>,
    /// Delayed values that follow those of [`Model::delays`].
    pub delays: Vec<Delay>,
    /// Accumulators that follow those of [`Model::accumulators`].
    pub accumulators: Vec<Accumulator>,
}

/// A formula over expected measures.
#[derive(Clone, Debug, PartialEq)]
pub enum Combined {
    /// A number.
    Number(f64),
    /// The expectation of a measure.
    Measure {
        /// Index of the measure.
        measure: usize,
        /// Whether it is that of the baseline rather than of the option.
        baseline: bool,
    },
    /// A function of one value.
    Unary(Op1, Box<Combined>),
    /// A function of two values, no quotient.
    Binary(Op2, Box<Combined>, Box<Combined>),
    /// `of / by`.
    Quotient {
        /// Its number among the quotients of the formula.
        number: usize,
        /// What is divided.
        of: Box<Combined>,
        /// What it is divided by.
        by: Box<Combined>,
    },
    /// The second where the first is not 0, else the third.
    Select(Box<Combined>, Box<Combined>, Box<Combined>),
    /// Piecewise linear interpolation in [`Model::tables`].
    Lookup(usize, Box<Combined>),
}

/// What options are compared by besides their measures: a formula over expected measures of an
/// option and of the baseline in the same future.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// Name.
    pub name: String,
    /// Unit of its values.
    pub unit: String,
    /// Which way is better.
    pub sense: Sense,
    /// What it is, in that unit.
    pub expr: Combined,
    /// Number of quotients in it.
    pub quotients: usize,
    /// Whether it reads the baseline: then the baseline itself has none.
    pub against_baseline: bool,
    /// Label and sources.
    pub description: Description,
}

/// What a measure counts in scores.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weight {
    /// Its weight beside the others, 0 or more.
    pub weight: f64,
    /// The value that scores 0, in the measure's unit.
    pub worst: f64,
    /// The value that scores 1.
    pub best: f64,
}

/// What a chart shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChartQuantity {
    /// The measure with this index.
    Measure(usize),
    /// The series with this index.
    Series(usize),
    /// The levers with these indices: one, or the members of an array.
    Levers(Vec<usize>),
    /// The history with this index.
    History(usize),
}

/// A chart that the study, or a reader, asks for.
#[derive(Clone, Debug, PartialEq)]
pub struct ChartRequest {
    /// Name of its files. Where it is that of a chart that is drawn anyway, it changes that one.
    pub name: String,
    /// Its kind.
    pub kind: ChartKind,
    /// What it shows; absent for kinds that show no single quantity, and for all levers.
    pub quantity: Option<ChartQuantity>,
    /// Indices of the options that it shows, in this order; all if empty.
    pub options: Vec<usize>,
    /// Indices of the trajectories that it shows, in this order; all if empty.
    pub trajectories: Vec<usize>,
    /// Heading, in place of the standard one.
    pub title: Option<Label>,
    /// Below the heading, in place of the standard one.
    pub subtitle: Option<Label>,
    /// Below the picture, in place of the standard one.
    pub caption: Option<Label>,
    /// Index of the option that others are compared with; the model's baseline if absent.
    pub baseline: Option<usize>,
    /// A line at this value, in the unit of what is shown.
    pub threshold: Option<f64>,
    /// The axis of values; chosen by the values if absent.
    pub scale: Option<ChartScale>,
    /// First date shown, within the run.
    pub from: Option<Date>,
    /// Last date shown, within the run.
    pub to: Option<Date>,
    /// Where one class ends and the next begins, rising; may be empty.
    pub cuts: Vec<f64>,
    /// How many histories are shown.
    pub replicates: Option<usize>,
    /// How many panels stand side by side.
    pub columns: Option<usize>,
    /// What it is made for.
    pub theme: Option<ChartTheme>,
    /// Its width in millimetres.
    pub width: Option<f64>,
    /// Whether it is drawn; if not, a chart of this name is left out.
    pub draw: bool,
}

/// Uncertainties of one topic: those that stand in one file.
#[derive(Clone, Debug, PartialEq)]
pub struct Topic {
    /// Name.
    pub name: String,
    /// What a report calls it.
    pub description: Description,
    /// Indices of uncertainties, rising; at least one.
    pub uncertainties: Vec<usize>,
}

/// Until when a run adds replicates.
#[derive(Clone, Debug, PartialEq)]
pub struct StopRule {
    /// What has to be known.
    pub goal: StopGoal,
    /// How surely: above 0.5, below 1.
    pub confidence: f64,
    /// Replicates at most.
    pub at_most: u64,
}

/// What has to be known before a run stops.
#[derive(Clone, Debug, PartialEq)]
pub enum StopGoal {
    /// The mean of a measure, or how probable a condition is, in every cell.
    Precision {
        /// Indices of measures.
        measures: Vec<usize>,
        /// How far the interval may reach to either side, in the measure's unit.
        half_width: f64,
    },
    /// Which option is best in the mean.
    Best {
        /// Index of a measure with a sense.
        measure: usize,
        /// Name of a trajectory; every one if absent.
        trajectory: Option<String>,
        /// Differences up to here do not matter, in the measure's unit.
        indifference: f64,
    },
}

/// A study, ready to be compiled.
#[derive(Clone, Debug)]
pub struct Model {
    /// Short name.
    pub id: String,
    /// Title.
    pub title: Label,
    /// A paragraph on what it is.
    pub summary: Option<Label>,
    /// Grid of time.
    pub time: TimeGrid,
    /// Time points at which series are reported, rising, the last is K.
    pub reports: Vec<usize>,
    /// Replicates asked for in the study.
    pub replicates: u64,
    /// Seed asked for in the study.
    pub seed: u64,
    /// Design over the uncertainties.
    pub design: DesignKind,
    /// Luck paths that share a draw.
    pub luck_paths: u32,
    /// Until when replicates are added, if the study says so.
    pub stop: Option<StopRule>,
    /// All expressions.
    pub exprs: Vec<Expr>,
    /// Lookup tables.
    pub tables: Vec<LookupTable>,
    /// Uncertainties.
    pub uncertainties: Vec<Uncertainty>,
    /// The topics of the study that have uncertainties, in declared order.
    pub topics: Vec<Topic>,
    /// Spearman correlations between uncertainties.
    pub correlations: Vec<(usize, usize, f64)>,
    /// Joint draws that take the place of priors, if the run uses them.
    pub posterior: Option<Posterior>,
    /// Stocks in declared order.
    pub stocks: Vec<Stock>,
    /// Quantities.
    pub quantities: Vec<Quantity>,
    /// Flows in declared order.
    pub flows: Vec<Flow>,
    /// Events in declared order.
    pub events: Vec<Event>,
    /// Levers.
    pub levers: Vec<Control>,
    /// Drivers.
    pub drivers: Vec<Control>,
    /// Adaptive rules.
    pub rules: Vec<Rule>,
    /// Smoothed values.
    pub smooths: Vec<Smooth>,
    /// Delayed values.
    pub delays: Vec<Delay>,
    /// Accumulators.
    pub accumulators: Vec<Accumulator>,
    /// Quantities, draws and settlements in dependency order.
    pub order: Vec<StepItem>,
    /// Groups of measures in declared order; one without any measure is a gap that the study states.
    pub groups: Vec<Group>,
    /// Measures.
    pub measures: Vec<Measure>,
    /// Indices of the measures that a report begins with, as the study lists them; empty if it
    /// leaves the choice to the report.
    pub key: Vec<usize>,
    /// What options are compared by besides.
    pub comparisons: Vec<Comparison>,
    /// Words for units.
    pub unit_words: UnitWords,
    /// Series.
    pub series: Vec<Series>,
    /// Options.
    pub options: Vec<OptionDef>,
    /// Trajectories.
    pub trajectories: Vec<TrajectoryDef>,
    /// Index of the option that others are compared to.
    pub baseline: usize,
    /// Cells in order: option-major, then trajectory, then response off before on.
    pub cells: Vec<Cell>,
    /// What runs unless somebody asks for something else; all where a list is empty.
    pub default_run: Chosen,
    /// Which charts are drawn unless somebody asks for others.
    pub chart_set: ChartSet,
    /// Charts that the study adds or changes.
    pub charts: Vec<ChartRequest>,
    /// What really happened.
    pub history: Vec<History>,
    /// What a back-test needs beyond a run.
    pub backtest: BacktestParts,
}

impl Model {
    /// The expression with this id.
    pub fn expr(&self, id: ExprId) -> Expr {
        self.exprs[id.0 as usize]
    }

    /// The value of an uncertainty that has one only, whatever is drawn.
    pub fn held(&self, uncertainty: usize) -> Option<f64> {
        if self.posterior.as_ref().is_some_and(|p| p.column(uncertainty).is_some()) {
            return None;
        }
        let (low, high) = self.uncertainties[uncertainty].distribution.support();
        (low == high).then_some(low)
    }
}
