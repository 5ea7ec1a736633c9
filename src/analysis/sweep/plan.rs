//! What a sweep runs: its axes with their values, its points, and the model of each.

use super::results::{Axis, AxisKind, AxisValue, Point, SweepTitle};
use crate::diagnostic::{Diagnostic, Diagnostics, Span, Spanned};
use crate::math::{exp, ln};
use crate::model::{self, Cell, Model, UnknownName};
use crate::random::design::{Design, DesignError, Designer};
use crate::study::{Duration, Level, Levels, Name, Selection, Study, Sweep, SweepAxis, Varied};
use crate::text::Label;

/// Replicates at each point unless asked otherwise.
pub const REPLICATES: u64 = 1_000;

/// The most points of a sweep.
pub const MOST_POINTS: usize = 1_000_000;

/// What is asked: a sweep of the study, or of a command line.
#[derive(Clone, Debug, PartialEq)]
pub struct SweepQuestion {
    /// Name, heading, note.
    pub of: SweepTitle,
    /// Names of the options; those of a run if empty.
    pub options: Vec<String>,
    /// Names of the trajectories; those of a run if empty.
    pub trajectories: Vec<String>,
    /// Names of the measures; the key measures if empty.
    pub measures: Vec<String>,
    /// Replicates at each point.
    pub replicates: u64,
    /// How many points are sampled; the grid of all axes if absent.
    pub sample: Option<u64>,
    /// What is varied.
    pub axes: Vec<SweepAxis>,
}

impl SweepQuestion {
    /// What a sweep of a study asks.
    pub fn of(sweep: &Sweep) -> Self {
        let names = |names: &[Name]| names.iter().map(|n| n.value.clone()).collect();
        Self {
            of: SweepTitle {
                name: sweep.name.value.clone(),
                title: sweep.meta.label.clone(),
                note: sweep.meta.note.clone(),
            },
            options: names(&sweep.options),
            trajectories: names(&sweep.trajectories),
            measures: names(&sweep.measures),
            replicates: sweep.replicates.unwrap_or(REPLICATES),
            sample: sweep.sample.as_ref().map(|sample| sample.value),
            axes: sweep.axes.clone(),
        }
    }
}

/// Why there is no plan.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// The axes have mistakes.
    #[error("the sweep has mistakes")]
    Study(Diagnostics),
    /// No such option, trajectory or measure.
    #[error(transparent)]
    Name(#[from] UnknownName),
    /// The points cannot be sampled.
    #[error("cannot sample the points: {0}")]
    Sample(#[from] DesignError),
    /// There are too many points.
    #[error("{0} points are too many; {MOST_POINTS} are the most")]
    TooMany(u128),
    /// Nothing is varied, or nothing measured.
    #[error("{0}")]
    Nothing(&'static str),
    /// A point cannot be built.
    #[error("point {} of the sweep, {}, cannot be built", .point + 1, .what)]
    Point {
        /// Its index.
        point: usize,
        /// Its values: `a = 1, b = 2`.
        what: String,
        /// Why.
        found: Diagnostics,
    },
}

/// An axis with what it varies in the study.
#[derive(Clone, Debug)]
struct Placed {
    varied: Varied,
    /// Values as they are put into the study, on a grid.
    levels: Vec<Spanned<Level>>,
    /// Where a value of a sample is said to be written.
    span: Span,
}

impl Placed {
    /// Whether it can make a difference in a cell of `model`, a part of the study's.
    fn touches(&self, study: &Study, model: &Model, cell: Cell) -> bool {
        match &self.varied {
            Varied::Lever { options, .. } | Varied::Parameter { options, .. } => {
                let name = &model.options[cell.option].name;
                options.iter().any(|o| study.options[*o].name.value == *name)
            }
            Varied::Onset(index) => {
                model.trajectories[cell.trajectory].name == study.trajectories[*index].name.value
            }
            _ => true,
        }
    }
}

/// A sweep ready to run.
#[derive(Clone, Debug)]
pub struct SweepPlan {
    /// Name, heading, note.
    pub of: SweepTitle,
    /// The model of the study as it stands, with the options and trajectories of the sweep.
    pub model: Model,
    /// Indices of the measures in it.
    pub measures: Vec<usize>,
    /// Replicates at each point.
    pub replicates: u64,
    /// What is varied.
    pub axes: Vec<Axis>,
    /// Whether points are sampled.
    pub sampled: bool,
    /// Points.
    pub points: Vec<Point>,
    /// For each cell whether an axis touches it or the baseline's cell in the same future; what is said
    /// of a cell of which none does is the same at all points.
    pub touched: Vec<bool>,
    study: Study,
    placed: Vec<Placed>,
    /// What is put into the study at each point of a sample. `[points][axes]`
    drawn: Vec<Vec<Level>>,
    options: Vec<String>,
    trajectories: Vec<String>,
}

impl SweepPlan {
    /// Works out axes and points. `model` is that of `study`, whole.
    ///
    /// # Errors
    /// [`PlanError`]; nothing has run then.
    pub fn new(study: &Study, model: &Model, question: &SweepQuestion) -> Result<Self, PlanError> {
        if question.axes.is_empty() {
            return Err(PlanError::Nothing("a sweep varies at least one thing"));
        }
        let or = |asked: &[String], run: &[String]| {
            if asked.is_empty() { run.to_vec() } else { asked.to_vec() }
        };
        let options = or(&question.options, &model.default_run.options);
        let trajectories = or(&question.trajectories, &model.default_run.trajectories);
        let measures = match question.measures.as_slice() {
            [] => key_measures(model),
            names => model.measures_named(names)?,
        };
        if measures.is_empty() {
            return Err(PlanError::Nothing("the study has no measure"));
        }
        let mut base = model.clone();
        base.select(&options, &trajectories)?;
        let options = base.options.iter().map(|o| o.name.clone()).collect();
        let sampled = question.sample.is_some();
        let (mut axes, mut placed, mut wrong) = (Vec::new(), Vec::new(), Diagnostics::default());
        for declared in &question.axes {
            match place(study, model, declared, sampled) {
                Ok((axis, place)) => {
                    axes.push(axis);
                    placed.push(place);
                }
                Err(diagnostic) => wrong.push(*diagnostic),
            }
        }
        if wrong.has_errors() {
            return Err(PlanError::Study(wrong));
        }
        let (points, drawn) = match question.sample {
            Some(count) => sample(&question.axes, &mut axes, model, count)?,
            None => (grid(&axes)?, Vec::new()),
        };
        let touches = |cell: &Cell| {
            let like = Cell { option: base.baseline, ..*cell };
            placed.iter().any(|p| p.touches(study, &base, *cell) || p.touches(study, &base, like))
        };
        Ok(Self {
            of: question.of.clone(),
            touched: base.cells.iter().map(touches).collect(),
            model: base,
            measures,
            replicates: question.replicates,
            axes,
            sampled,
            points,
            study: lean(study),
            placed,
            drawn,
            options,
            trajectories,
        })
    }

    /// Cells of every point: those of [`SweepPlan::model`].
    pub fn cells(&self) -> &[Cell] {
        &self.model.cells
    }

    /// The values of a point in words: `months = 12, troops = 500`.
    pub fn describe(&self, point: usize) -> String {
        let values = self.points[point].values.iter();
        let pairs = self.axes.iter().zip(values).map(|(axis, value)| {
            let quantile = value.quantile.map(|p| format!(" (quantile {p})")).unwrap_or_default();
            format!("{} = {}{quantile}", axis.vary, value.text)
        });
        pairs.collect::<Vec<_>>().join(", ")
    }

    /// The model of a point: the cells of the sweep, its measures, no series.
    ///
    /// # Errors
    /// [`PlanError::Point`].
    pub fn build(&self, point: usize) -> Result<Model, PlanError> {
        let failed = |found| PlanError::Point { point, what: self.describe(point), found };
        let mut study = self.study.clone();
        let mut wrong = Diagnostics::default();
        for (axis, placed) in self.placed.iter().enumerate() {
            let level = match self.drawn.get(point) {
                Some(levels) => Spanned::new(levels[axis], placed.span),
                None => placed.levels[self.points[point].place[axis]].clone(),
            };
            if let Err(diagnostic) = placed.varied.apply(&mut study, &level) {
                wrong.push(*diagnostic);
            }
        }
        if wrong.has_errors() {
            return Err(failed(wrong));
        }
        let (mut model, _) = model::build(&study).map_err(failed)?;
        model.select(&self.options, &self.trajectories)?;
        let kept = self.measures.iter().map(|m| model.measures[*m].clone()).collect();
        model.measures = kept;
        model.series.clear();
        Ok(model)
    }
}

/// The study without what no point needs.
fn lean(study: &Study) -> Study {
    let mut study = study.clone();
    study.sweeps.clear();
    study.charts.clear();
    study.histories.clear();
    study.comparisons.clear();
    study.backtest = Selection::default();
    study.report.key.clear();
    study
}

/// The measures that a report begins with; where the study leaves that open, those with a sense, and
/// all if none has one.
fn key_measures(model: &Model) -> Vec<usize> {
    if !model.key.is_empty() {
        return model.key.clone();
    }
    let sense = |m: &usize| model.measures[*m].sense != crate::study::Sense::None;
    let all = 0..model.measures.len();
    let with: Vec<usize> = all.clone().filter(sense).collect();
    if with.is_empty() { all.collect() } else { with }
}

/// What an axis varies, and its values.
fn place(
    study: &Study,
    model: &Model,
    declared: &SweepAxis,
    sampled: bool,
) -> Result<(Axis, Placed), Box<Diagnostic>> {
    let varied = Varied::find(study, declared)?;
    let mut levels = Vec::new();
    let mut values = Vec::new();
    if !sampled {
        for level in spread(declared)? {
            let (level, value) = valued(declared, model, level)?;
            levels.push(level);
            values.push(value);
        }
    }
    let kind = match ends(declared)[0].value {
        Level::Number(_) => AxisKind::Number,
        Level::Date(_) => AxisKind::Date,
        Level::Duration(_) => AxisKind::Duration,
    };
    let known = values.iter().map(|v| v.x);
    let range =
        [known.clone().fold(f64::INFINITY, f64::min), known.fold(f64::NEG_INFINITY, f64::max)];
    let options = varied.options();
    let names = options.iter().map(|o| study.options[*o].name.value.clone()).collect();
    let axis = Axis {
        vary: declared.vary.value.clone(),
        label: declared
            .label
            .clone()
            .or_else(|| varied.label(study))
            .unwrap_or_else(|| Label::new(declared.vary.value.as_str())),
        unit: varied.unit(study),
        kind,
        log: declared.log,
        options: if options.len() == study.options.len() { Vec::new() } else { names },
        values,
        range,
        of_study: varied.of_study(study).map(|level| level.x()).or_else(|| median(model, declared)),
    };
    Ok((axis, Placed { varied, levels, span: declared.span }))
}

/// The values of an axis on a grid; probabilities where it asks for quantiles.
fn spread(axis: &SweepAxis) -> Result<Vec<Spanned<Level>>, Box<Diagnostic>> {
    match &axis.levels {
        Levels::List(levels) => Ok(levels.clone()),
        Levels::Between { from, to, points } => {
            let Some(points) = points else {
                let message = "an axis of a grid needs a number of points";
                return Err(Box::new(Diagnostic::error(axis.span, message)));
            };
            let last = f64::from(points.value - 1);
            let at = |i: u32| between(from.value, to.value, f64::from(i) / last, axis.log);
            Ok((0..points.value).map(|i| Spanned::new(at(i), axis.span)).collect())
        }
    }
}

fn ends(axis: &SweepAxis) -> Vec<&Spanned<Level>> {
    match &axis.levels {
        Levels::List(levels) => levels.iter().collect(),
        Levels::Between { from, to, .. } => vec![from, to],
    }
}

/// What lies at `share` of the way between two values: dates on whole days, numbers rounded to
/// twelve digits, as somebody would write them.
fn between(from: Level, to: Level, share: f64, log: bool) -> Level {
    let way = |a: f64, b: f64| {
        if share <= 0.0 {
            a
        } else if share >= 1.0 {
            b
        } else if log {
            tidy(exp(ln(a) * (1.0 - share) + ln(b) * share))
        } else {
            tidy(a * (1.0 - share) + b * share)
        }
    };
    match (from, to) {
        (Level::Number(a), Level::Number(b)) => Level::Number(way(a, b)),
        (Level::Date(a), Level::Date(b)) => {
            let days = (f64::from((b - a).get_days()) * share).round() as i64;
            Level::Date(a.checked_add(jiff::Span::new().days(days)).unwrap_or(b))
        }
        (Level::Duration(a), Level::Duration(b)) if a.unit == b.unit => {
            Level::Duration(Duration { count: way(a.count, b.count), unit: a.unit })
        }
        (Level::Duration(a), Level::Duration(b)) => Level::Duration(Duration {
            count: way(a.days(), b.days()),
            unit: crate::study::TimeUnit::Day,
        }),
        // values of one axis are alike
        (from, _) => from,
    }
}

/// A number to twelve digits.
fn tidy(x: f64) -> f64 {
    format!("{x:.11e}").parse().unwrap_or(x)
}

/// A value as it is put into the study, and as readers see it: of a probability the quantile.
fn valued(
    axis: &SweepAxis,
    model: &Model,
    level: Spanned<Level>,
) -> Result<(Spanned<Level>, AxisValue), Box<Diagnostic>> {
    let (level, quantile) = match level.value {
        Level::Number(p) if axis.quantiles => {
            let x = prior_quantile(axis, model, p)?;
            (Spanned::new(Level::Number(x), level.span), Some(p))
        }
        _ => (level, None),
    };
    let value = AxisValue { x: level.value.x(), text: level.value.text(), quantile };
    Ok((level, value))
}

/// Members of the uncertainty that an axis varies.
fn members<'m>(axis: &SweepAxis, model: &'m Model) -> Vec<&'m model::Uncertainty> {
    let plain = |text: &str| -> String {
        let inside = text.replace(['[', '.'], ",").replace([']', ' '], "");
        inside.trim_end_matches(',').to_owned()
    };
    let wanted = plain(&axis.vary.value);
    let within = format!("{wanted},");
    let fits = |name: &str| name == wanted || name.starts_with(&within);
    model.uncertainties.iter().filter(|u| fits(&plain(&u.name))).collect()
}

fn prior_quantile(axis: &SweepAxis, model: &Model, p: f64) -> Result<f64, Box<Diagnostic>> {
    let at: Vec<f64> = members(axis, model).iter().map(|u| u.distribution.quantile(p)).collect();
    match at.first() {
        Some(first) if at.iter().all(|x| x == first) => Ok(*first),
        _ => {
            let message = format!("members of '{}' have different priors", axis.vary.value);
            let first = members(axis, model).first().map(|u| u.name.clone()).unwrap_or_default();
            let help = format!("name one of them, such as {first}, or give values");
            Err(Box::new(Diagnostic::error(axis.vary.span, message).help(help)))
        }
    }
}

/// The median of what an axis holds, if that is one uncertainty.
fn median(model: &Model, axis: &SweepAxis) -> Option<f64> {
    match members(axis, model)[..] {
        [only] => Some(only.distribution.quantile(0.5)),
        _ => None,
    }
}

/// Every combination of the axes' values, the last axis the fastest.
fn grid(axes: &[Axis]) -> Result<Vec<Point>, PlanError> {
    let count = axes.iter().fold(1_u128, |n, axis| n.saturating_mul(axis.values.len() as u128));
    if count > MOST_POINTS as u128 {
        return Err(PlanError::TooMany(count));
    }
    let point = |index: usize| {
        let mut rest = index;
        let mut place: Vec<usize> = axes
            .iter()
            .rev()
            .map(|axis| {
                let at = rest % axis.values.len();
                rest /= axis.values.len();
                at
            })
            .collect();
        place.reverse();
        let values = axes.iter().zip(&place).map(|(a, i)| a.values[*i].clone()).collect();
        Point { place, values }
    };
    Ok((0..count as usize).map(point).collect())
}

/// Points of a sample with what is put into the study at each. `[points][axes]`
type Sampled = (Vec<Point>, Vec<Vec<Level>>);

/// A Latin hypercube over the axes, in as many independent parts as a run's design has, keyed by the
/// axes' names and the study's seed. On an axis whose values are listed each takes an equal share.
fn sample(
    declared: &[SweepAxis],
    axes: &mut [Axis],
    model: &Model,
    count: u64,
) -> Result<Sampled, PlanError> {
    if count > MOST_POINTS as u64 {
        return Err(PlanError::TooMany(u128::from(count)));
    }
    let names: Vec<String> = axes.iter().map(|axis| format!("[sweep] {}", axis.vary)).collect();
    let designer = Designer::new(Design::LatinHypercube, model.seed, &names, count)?;
    let mut uniforms = vec![vec![0.0; count as usize]; axes.len()];
    designer.fill(0, &mut uniforms);
    let (mut points, mut drawn) = (Vec::new(), Vec::new());
    for i in 0..count as usize {
        let (mut values, mut levels) = (Vec::new(), Vec::new());
        for (axis, uniforms) in declared.iter().zip(&uniforms) {
            let share = uniforms[i];
            let level = match &axis.levels {
                Levels::List(levels) => {
                    let at = (share * levels.len() as f64) as usize;
                    levels[at.min(levels.len() - 1)].value
                }
                Levels::Between { from, to, .. } => between(from.value, to.value, share, axis.log),
            };
            let level = Spanned::new(level, axis.span);
            let (level, value) = valued(axis, model, level)
                .map_err(|diagnostic| PlanError::Study(alone(*diagnostic)))?;
            values.push(value);
            levels.push(level.value);
        }
        points.push(Point { place: Vec::new(), values });
        drawn.push(levels);
    }
    for (axis, declared) in axes.iter_mut().zip(declared) {
        let mut range = [f64::INFINITY, f64::NEG_INFINITY];
        for end in ends(declared) {
            let (_, value) = valued(declared, model, end.clone())
                .map_err(|diagnostic| PlanError::Study(alone(*diagnostic)))?;
            range = [range[0].min(value.x), range[1].max(value.x)];
        }
        axis.range = range;
    }
    Ok((points, drawn))
}

/// One finding.
fn alone(diagnostic: Diagnostic) -> Diagnostics {
    let mut out = Diagnostics::default();
    out.push(diagnostic);
    out
}
