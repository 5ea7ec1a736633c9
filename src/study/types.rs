//! A study as it is written: every table of the language, with the place of each value.
//!
//! Nothing here is checked beyond its form. Names are text, formulas are text; `model` gives
//! them meaning.

use jiff::civil::Date;

use super::chart_types::{Chart, ChartSet};
use super::sweep_types::Sweep;
use crate::diagnostic::{FileId, Span, Spanned};
pub use crate::formula::{Duration, TimeUnit};
use crate::text::Label;

/// A name and where it is written.
pub type Name = Spanned<String>;

/// Text of a formula (decoded from its TOML string) that knows where each byte is written.
#[derive(Clone, Debug, PartialEq)]
pub struct FormulaText {
    /// The formula.
    pub text: String,
    /// The whole TOML value, quotes included.
    pub span: Span,
    /// For each byte of `text` its byte offset in the file, and one more for the end.
    pub offsets: Vec<u32>,
}

impl FormulaText {
    /// Where the bytes `range` of the text are written.
    pub fn locate(&self, range: std::ops::Range<usize>) -> Span {
        let last = self.offsets.len() - 1;
        Span {
            file: self.span.file,
            start: self.offsets[range.start.min(last)],
            end: self.offsets[range.end.min(last)].max(self.offsets[range.start.min(last)]),
        }
    }
}

/// A number, or a formula to work out.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A number (TOML integer, float, or boolean as 0 and 1).
    Number(Spanned<f64>),
    /// A formula.
    Formula(FormulaText),
}

impl Value {
    /// Where it is written.
    pub fn span(&self) -> Span {
        match self {
            Value::Number(n) => n.span,
            Value::Formula(f) => f.span,
        }
    }
}

/// One value for all members of an array, or a table by member.
#[derive(Clone, Debug, PartialEq)]
pub enum ByMember<T> {
    /// The same for all.
    All(T),
    /// Member by member; `others` stands for those not named.
    Members {
        /// Entries in the order written; two dimensions nest.
        entries: Vec<(Name, ByMember<T>)>,
        /// The value of members that are not named.
        others: Option<Box<ByMember<T>>>,
        /// The whole table.
        span: Span,
    },
}

/// When a knot of a schedule stands.
#[derive(Clone, Debug, PartialEq)]
pub enum When {
    /// On a date.
    Date(Spanned<Date>),
    /// So long after the start (an option) or the onset (a trajectory).
    Offset(Spanned<Duration>),
    /// A formula with a unit of time.
    Formula(FormulaText),
}

/// How a schedule goes from knot to knot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Between {
    /// Along a straight line.
    Linear,
    /// Holding the last knot's value.
    Hold,
}

/// What a lever or driver does over time.
#[derive(Clone, Debug, PartialEq)]
pub enum Course {
    /// A number, or a formula evaluated every step.
    Value(Value),
    /// Knots and what is between them.
    Schedule {
        /// `[when, value]`, at least one.
        knots: Vec<(When, Value)>,
        /// What is between them.
        between: Between,
        /// The whole value.
        span: Span,
    },
    /// An adaptive rule.
    Rule {
        /// What the value should be, at a review.
        rule: FormulaText,
        /// Time between reviews; every step if absent.
        review_every: Option<Spanned<Duration>>,
        /// The most that the value may change at a review.
        step_limit: Option<Value>,
        /// The value before the first review; the lever's default if absent.
        start: Option<Value>,
        /// The whole value.
        span: Span,
    },
}

/// How well a number is supported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// Direct measurement, or two agreeing sources.
    A,
    /// One published estimate or a clear historical case.
    B,
    /// Form only, or judgement.
    C,
}

/// What any declared table may carry.
#[derive(Clone, Debug, PartialEq)]
pub struct Meta {
    /// What a report calls it.
    pub label: Option<Label>,
    /// A sentence of explanation.
    pub note: Option<Label>,
    /// Ids of sources.
    pub source: Vec<Name>,
    /// Why, where no source says it as it stands.
    pub judgement: Option<Spanned<Label>>,
    /// How sure.
    pub confidence: Option<Confidence>,
}

/// `[unit]` entry: a base unit, or a multiple of another.
#[derive(Clone, Debug, PartialEq)]
pub struct UnitDecl {
    /// Its name.
    pub name: Name,
    /// Other names of the same unit.
    pub aliases: Vec<Name>,
    /// For a derived unit: how many of which unit expression it is.
    pub of: Option<(f64, Name)>,
    /// What reports call it; its name if absent.
    pub label: Option<Label>,
    /// What Arabic says of three to ten of it.
    pub plural_ar: Option<String>,
}

/// `[dimension.NAME]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Dimension {
    /// Its name.
    pub name: Name,
    /// Members in order.
    pub members: Vec<Name>,
    /// Labels of members that have one.
    pub member_labels: Vec<(Name, Label)>,
    /// The dimension of which it is a subset.
    pub within: Option<Name>,
    /// Label, note.
    pub meta: Meta,
}

/// `[topic.NAME]`: what the file is about in which it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Topic {
    /// Its name.
    pub name: Name,
    /// Label, note.
    pub meta: Meta,
}

/// `[constant.NAME]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Constant {
    /// Its name.
    pub name: Name,
    /// Dimensions.
    pub over: Vec<Name>,
    /// Unit expression; 1 if absent.
    pub unit: Option<Name>,
    /// Value.
    pub value: ByMember<Value>,
    /// Label, source and so on.
    pub meta: Meta,
}

/// A parameter of a distribution.
#[derive(Clone, Debug, PartialEq)]
pub enum Parameter {
    /// A number or a formula.
    Value(Value),
    /// A list of numbers.
    List(Vec<Spanned<f64>>),
    /// Pairs of numbers (`quantiles`).
    Pairs(Vec<[Spanned<f64>; 2]>),
    /// Parts of a mixture with their weights.
    Parts(Vec<(Spanned<f64>, DistributionSpec)>),
    /// Text (a file or column name).
    Text(Name),
}

/// A distribution as written: `between = […]` or `distribution = { kind = …, … }`.
#[derive(Clone, Debug, PartialEq)]
pub struct DistributionSpec {
    /// Its kind, if named.
    pub kind: Option<Name>,
    /// Parameters in the order written (`between` and `median` among them where they stand
    /// beside `distribution`), without `kind`, `truncate` and `unit`.
    pub parameters: Vec<(Name, Parameter)>,
    /// Lower and upper limit.
    pub truncate: Option<[Value; 2]>,
    /// Unit expression of the drawn value (severities only).
    pub unit: Option<Name>,
    /// The whole value.
    pub span: Span,
}

/// `[uncertainty.NAME]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Uncertainty {
    /// Its name.
    pub name: Name,
    /// Dimensions: each member is drawn on its own.
    pub over: Vec<Name>,
    /// Unit expression; 1 if absent.
    pub unit: Option<Name>,
    /// Its distribution.
    pub distribution: ByMember<DistributionSpec>,
    /// Label, source and so on.
    pub meta: Meta,
}

/// `[lever.NAME]` or `[driver.NAME]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Control {
    /// Its name.
    pub name: Name,
    /// Dimensions.
    pub over: Vec<Name>,
    /// Unit expression; 1 if absent.
    pub unit: Option<Name>,
    /// Value where nothing sets it.
    pub default: ByMember<Value>,
    /// Lowest and highest value (levers; drivers may have them too).
    pub bounds: Option<[Spanned<f64>; 2]>,
    /// Label, source and so on.
    pub meta: Meta,
}

/// `[stock.NAME]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Stock {
    /// Its name.
    pub name: Name,
    /// Dimensions.
    pub over: Vec<Name>,
    /// Unit expression; 1 if absent.
    pub unit: Option<Name>,
    /// Value at time 0.
    pub initial: ByMember<Value>,
    /// Lower bound.
    pub min: Option<ByMember<Value>>,
    /// Upper bound.
    pub max: Option<ByMember<Value>>,
    /// Label, source and so on.
    pub meta: Meta,
}

/// Where a flow or a move goes: a stock and the share that arrives (all of it if absent).
#[derive(Clone, Debug, PartialEq)]
pub struct Destination {
    /// `stock` or `stock[member]`.
    pub target: FormulaText,
    /// Share of what leaves.
    pub share: Option<ByMember<Value>>,
}

/// How luck enters a flow.
#[derive(Clone, Debug, PartialEq)]
#[expect(
    clippy::large_enum_variant,
    reason = "a study has tens of flows, and a box would stand in the way of every match"
)]
pub enum Noise {
    /// Rate x step.
    None,
    /// Poisson(rate x step).
    Poisson,
    /// Binomial(stock, 1 - exp(-rate x step / stock)).
    Binomial,
    /// Negative binomial with this ratio of variance to mean.
    Overdispersed(ByMember<Value>),
    /// The sum of one severity for each unit that flowed in another flow.
    Compound {
        /// The flow that counts.
        flow: Name,
        /// What is drawn for each unit.
        severity: DistributionSpec,
    },
    /// Rate x step + sigma x sqrt(step) x Normal(0, 1).
    Diffusion(ByMember<Value>),
}

/// `[flow.NAME]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Flow {
    /// Its name.
    pub name: Name,
    /// Dimensions.
    pub over: Vec<Name>,
    /// Stock that it leaves.
    pub from: Option<FormulaText>,
    /// Stocks that it enters.
    pub to: Vec<Destination>,
    /// Unit expression, per time.
    pub unit: Option<Name>,
    /// Rate; absent for a compound.
    pub rate: Option<ByMember<Value>>,
    /// Luck.
    pub noise: Spanned<Noise>,
    /// Label, source and so on.
    pub meta: Meta,
}

/// `[quantity.NAME]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Quantity {
    /// Its name.
    pub name: Name,
    /// Dimensions.
    pub over: Vec<Name>,
    /// Unit expression; taken from the formula if absent.
    pub unit: Option<Name>,
    /// What it is.
    pub formula: ByMember<Value>,
    /// Label, source and so on.
    pub meta: Meta,
}

/// `[table.NAME]`: a piecewise linear function, constant outside its points.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// Its name.
    pub name: Name,
    /// Points in rising order of x (as written; checked later).
    pub points: Vec<[Spanned<f64>; 2]>,
    /// Unit of x; 1 if absent.
    pub x_unit: Option<Name>,
    /// Unit of the result; 1 if absent.
    pub unit: Option<Name>,
    /// Label, source and so on.
    pub meta: Meta,
}

/// One `[[event.NAME.move]]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Move {
    /// Stock that it leaves.
    pub from: Option<FormulaText>,
    /// Stocks that it enters.
    pub to: Vec<Destination>,
    /// How much.
    pub amount: ByMember<Value>,
    /// The whole table.
    pub span: Span,
}

/// `[event.NAME]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Its name.
    pub name: Name,
    /// Dimensions: one event a member.
    pub over: Vec<Name>,
    /// Hazard per time.
    pub rate: Option<ByMember<Value>>,
    /// Condition under which it may happen.
    pub when: Option<ByMember<Value>>,
    /// Whether it happens once at most.
    pub once: bool,
    /// Time after an occurrence in which it cannot happen again.
    pub cooldown: Option<Spanned<Duration>>,
    /// Drawn when it happens.
    pub severity: Option<DistributionSpec>,
    /// What it moves.
    pub moves: Vec<Move>,
    /// What it sets, in the order written.
    pub sets: Vec<(FormulaText, ByMember<Value>)>,
    /// Label, source and so on.
    pub meta: Meta,
}

/// Which way a measure is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Sense {
    /// Less is better.
    Minimise,
    /// More is better.
    Maximise,
    /// Neither.
    None,
}

/// `[group.NAME]`: a heading under which measures stand, or a gap if none does.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Its name.
    pub name: Name,
    /// Label, note, source.
    pub meta: Meta,
}

/// `[measure.NAME]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Measure {
    /// Its name.
    pub name: Name,
    /// The group that it stands in.
    pub group: Option<Name>,
    /// Dimensions.
    pub over: Vec<Name>,
    /// Unit in which it is reported; taken from the formula if absent.
    pub unit: Option<Name>,
    /// What it is.
    pub formula: ByMember<Value>,
    /// Which way is better.
    pub sense: Sense,
    /// The value that is still acceptable.
    pub acceptable: Option<Spanned<f64>>,
    /// What it counts in scores, 0 or more.
    pub weight: Option<Spanned<f64>>,
    /// The worst value, which scores 0, and the best, which scores 1.
    pub scale: Option<Spanned<[f64; 2]>>,
    /// Only the time up to here counts.
    pub horizon: Option<Spanned<Duration>>,
    /// Label, source and so on.
    pub meta: Meta,
}

/// `[comparison.NAME]`: a formula over expected measures of an option and of the baseline.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// Its name.
    pub name: Name,
    /// Unit in which it is reported; taken from the formula if absent.
    pub unit: Option<Name>,
    /// What it is.
    pub formula: FormulaText,
    /// Which way is better.
    pub sense: Sense,
    /// Label, source and so on.
    pub meta: Meta,
}

/// `parameter.NAME` of an option.
#[derive(Clone, Debug, PartialEq)]
pub struct OptionParameter {
    /// Its name.
    pub name: Name,
    /// Its value.
    pub value: Value,
    /// Unit expression; 1 if absent.
    pub unit: Option<Name>,
}

/// `lever.NAME = …` of an option or `driver.NAME = …` of a trajectory.
#[derive(Clone, Debug, PartialEq)]
pub struct Setting {
    /// The lever or driver.
    pub name: Name,
    /// Its course.
    pub course: ByMember<Course>,
}

/// `[option.NAME]`.
#[derive(Clone, Debug, PartialEq)]
pub struct StudyOption {
    /// Its name.
    pub name: Name,
    /// The option that it inherits from.
    pub extends: Option<Name>,
    /// Its parameters.
    pub parameters: Vec<OptionParameter>,
    /// Its levers.
    pub levers: Vec<Setting>,
    /// Label (also written `title`), note, source.
    pub meta: Meta,
}

/// What a response does to a lever, in this order.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Response {
    /// Factor.
    pub multiply: Option<Course>,
    /// Added.
    pub add: Option<Course>,
    /// Raised to at least this.
    pub at_least: Option<Course>,
    /// Lowered to at most this.
    pub at_most: Option<Course>,
}

/// `response.LEVER = …` of a trajectory.
#[derive(Clone, Debug, PartialEq)]
pub struct ResponseSetting {
    /// The lever.
    pub name: Name,
    /// What is done to it.
    pub response: ByMember<Response>,
}

/// `[trajectory.NAME]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Trajectory {
    /// Its name.
    pub name: Name,
    /// When it begins; the start if absent.
    pub onset: Option<When>,
    /// Weight, if the study states one.
    pub weight: Option<Spanned<f64>>,
    /// Drivers.
    pub drivers: Vec<Setting>,
    /// The coalition's response.
    pub responses: Vec<ResponseSetting>,
    /// Label, note, source.
    pub meta: Meta,
}

/// `[posterior]`: a file whose rows are joint draws of uncertainties.
#[derive(Clone, Debug, PartialEq)]
pub struct PosteriorFile {
    /// The file below the study's folder.
    pub file: Name,
    /// Uncertainties that keep their priors: `name` with all members, or `name[member]`.
    pub except: Vec<Name>,
    /// Its path relative to the studies' common parent: that of the study that names it.
    pub path: String,
    /// The file's text, or why it cannot be read.
    pub text: Result<String, String>,
    /// Whether uncertainties are drawn from it.
    pub drawn: bool,
    /// The file among the study's, once it is drawn from.
    pub source: Option<FileId>,
}

/// `[[correlation]]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Correlation {
    /// Two uncertainties, `name` or `name[member]`.
    pub between: [Name; 2],
    /// Spearman's rank correlation.
    pub spearman: Spanned<f64>,
    /// Note, source and so on.
    pub meta: Meta,
}

/// `[source.ID]`: a document or a fact.
#[derive(Clone, Debug, PartialEq)]
pub struct SourceDecl {
    /// Its id.
    pub id: Name,
    /// The document that a fact stands in.
    pub of: Option<Name>,
    /// Title, author, date, place … in the order written.
    pub fields: Vec<(String, String)>,
    /// What the fact says.
    pub claim: Option<Label>,
    /// The words to find it by.
    pub anchor: Option<String>,
    /// Why no number uses it, where that is meant.
    pub unused: Option<Spanned<Label>>,
    /// Whether it is of a study that this one extends, and that accounts for it.
    pub inherited: bool,
}

/// How uncertainties are sampled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum DesignKind {
    /// Independent draws.
    #[default]
    Random,
    /// Latin hypercube.
    LatinHypercube,
    /// Owen-scrambled Sobol points.
    Sobol,
}

/// Which cells a study runs: with the trajectories' responses, without, or both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Responses {
    /// With.
    #[default]
    On,
    /// Without.
    Off,
    /// Both, each a cell of its own.
    Both,
}

/// Some of a study's options and trajectories; an empty list leaves the choice to the reader.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Selection {
    /// Options.
    pub options: Vec<Name>,
    /// Trajectories.
    pub trajectories: Vec<Name>,
}

/// `[run]`.
#[derive(Clone, Debug, PartialEq)]
pub struct RunSettings {
    /// Number of luck paths in all.
    pub replicates: u64,
    /// Seed; 0 is a seed.
    pub seed: u64,
    /// Design over the uncertainties.
    pub design: DesignKind,
    /// Luck paths that share a draw.
    pub luck_paths: u32,
    /// Responses.
    pub responses: Responses,
    /// What runs unless the command line says otherwise; all where a list is empty.
    pub selection: Selection,
}

/// `[time]`.
#[derive(Clone, Debug, PartialEq)]
pub struct TimeSettings {
    /// First date.
    pub start: Spanned<Date>,
    /// Last date.
    pub end: Spanned<Date>,
    /// Length of a step.
    pub step: Spanned<Duration>,
}

/// An entry of `report.series`.
#[derive(Clone, Debug, PartialEq)]
pub struct SeriesRequest {
    /// `name` or `name[member]` or a formula over state.
    pub of: FormulaText,
    /// For a flow: since the start rather than since the last report.
    pub cumulative: bool,
    /// What a report calls it.
    pub label: Option<Label>,
}

/// `[report]`.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct ReportSettings {
    /// Time between reports; about sixty over the run if absent.
    pub every: Option<Spanned<Duration>>,
    /// What is reported over time.
    pub series: Vec<SeriesRequest>,
    /// Measures, `name` or `name[member]`, that a report begins with; chosen by their sense if empty.
    pub key: Vec<Name>,
    /// Which charts are drawn.
    pub charts: ChartSet,
}

/// What is taken of the observed formula over the window of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Taken {
    /// Its mean.
    Mean,
    /// Its total.
    Total,
    /// Its value at the start of the window.
    At,
    /// Its highest value.
    Highest,
    /// Whether it ever holds.
    Ever,
}

impl Taken {
    /// The word for it in a study.
    pub fn word(self) -> &'static str {
        match self {
            Taken::Mean => "mean",
            Taken::Total => "total",
            Taken::At => "at",
            Taken::Highest => "highest",
            Taken::Ever => "ever",
        }
    }
}

/// On which scale a history is scored, and its counting error acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Scale {
    /// ln(1 + x), x in the history's unit; the error is a factor.
    #[default]
    Log,
    /// x; the error is added.
    Linear,
}

impl Scale {
    /// The word for it in a study.
    pub fn word(self) -> &'static str {
        match self {
            Scale::Log => "log",
            Scale::Linear => "linear",
        }
    }
}

/// What an observation is there for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum RowUse {
    /// To judge the model.
    #[default]
    Score,
    /// To set or to weight its uncertainties: it judges nothing.
    Calibrate,
    /// To be shown.
    Context,
}

impl RowUse {
    /// The word for it in a study.
    pub fn word(self) -> &'static str {
        match self {
            RowUse::Score => "score",
            RowUse::Calibrate => "calibrate",
            RowUse::Context => "context",
        }
    }
}

/// A row of a history's file.
#[derive(Clone, Debug, PartialEq)]
pub struct HistoryRow {
    /// First day of its window.
    pub from: Spanned<Date>,
    /// The day after its last; `from` itself for a point in time.
    pub to: Spanned<Date>,
    /// What was observed.
    pub value: Spanned<f64>,
    /// 90 % interval of the counting error, in the values' unit.
    pub interval: Option<[Spanned<f64>; 2]>,
    /// What it is there for, if not what the whole history is.
    pub used: Option<RowUse>,
    /// A remark.
    pub note: Option<String>,
    /// The whole row.
    pub span: Span,
}

/// `[history.NAME]`: what really happened, to compare the model with.
#[derive(Clone, Debug, PartialEq)]
pub struct History {
    /// Its name.
    pub name: Name,
    /// The CSV file, below the folder of the study that names it.
    pub file: Name,
    /// What it observes: a formula that a function over time takes.
    pub observes: FormulaText,
    /// What is taken of it.
    pub taken: Taken,
    /// Unit of the values; that of the formula if absent.
    pub unit: Option<Name>,
    /// Share of what happens that is counted; 1 if absent.
    pub reported: Option<Value>,
    /// Standard deviation of the counting error: of its logarithm, or in the unit (linear).
    pub error: Option<Spanned<f64>>,
    /// Scale of scores and errors.
    pub scale: Scale,
    /// What its rows are there for.
    pub used: RowUse,
    /// The rows of its file, in the order of the file.
    pub rows: Vec<HistoryRow>,
    /// Label, source and so on.
    pub meta: Meta,
}

/// A whole study as written.
#[derive(Clone, Debug)]
pub struct Study {
    /// Short name: the folder's or file's.
    pub id: String,
    /// Title.
    pub title: Label,
    /// A paragraph on what it is.
    pub summary: Option<Label>,
    /// The option that others are compared to.
    pub baseline: Option<Name>,
    /// Time grid.
    pub time: TimeSettings,
    /// Run settings.
    pub run: RunSettings,
    /// `[backtest]`: which cells are compared with the past.
    pub backtest: Selection,
    /// Report settings.
    pub report: ReportSettings,
    /// Charts to add or to change.
    pub charts: Vec<Chart>,
    /// Units.
    pub units: Vec<UnitDecl>,
    /// Dimensions.
    pub dimensions: Vec<Dimension>,
    /// Topics: names of files.
    pub topics: Vec<Topic>,
    /// Constants.
    pub constants: Vec<Constant>,
    /// Uncertainties.
    pub uncertainties: Vec<Uncertainty>,
    /// Levers.
    pub levers: Vec<Control>,
    /// Drivers.
    pub drivers: Vec<Control>,
    /// Stocks.
    pub stocks: Vec<Stock>,
    /// Flows.
    pub flows: Vec<Flow>,
    /// Quantities.
    pub quantities: Vec<Quantity>,
    /// Lookup tables.
    pub tables: Vec<Table>,
    /// Events.
    pub events: Vec<Event>,
    /// Groups of measures.
    pub groups: Vec<Group>,
    /// Measures.
    pub measures: Vec<Measure>,
    /// What options are compared by besides.
    pub comparisons: Vec<Comparison>,
    /// Options.
    pub options: Vec<StudyOption>,
    /// Trajectories; a study without any gets one neutral trajectory in the model.
    pub trajectories: Vec<Trajectory>,
    /// Correlations.
    pub correlations: Vec<Correlation>,
    /// Sources.
    pub sources: Vec<SourceDecl>,
    /// A file of joint draws, if the study names one.
    pub posterior: Option<PosteriorFile>,
    /// What really happened.
    pub histories: Vec<History>,
    /// What is to be varied.
    pub sweeps: Vec<Sweep>,
}
