//! Histories: each row is lowered like a measure over its window, apart from what a run works out.

use super::builder::{Builder, Lowered, Mode, Scope, Typed};
use super::describe::description;
use super::select::UnknownName;
use super::types::*;
use crate::diagnostic::{Diagnostic, Diagnostics, Spanned};
use crate::formula::{Node, Unit};
use crate::study::{self, Scale, Selection, Sense, Taken};

/// The 95 % point of the standard normal distribution, by which a 90 % interval is 2 x 1.6449
/// standard deviations wide.
const Z95: f64 = 1.644_853_626_951_472_7;

/// The name of the stream from which a history's counting errors are drawn.
pub fn history_stream(name: &str) -> String {
    format!("history {name}")
}

/// Which measure of a [`BacktestModel`] says what a row should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowMeasure {
    /// Index in [`Model::history`].
    pub history: usize,
    /// Index in [`History::rows`].
    pub row: usize,
    /// Index in [`Model::measures`].
    pub measure: usize,
}

/// A model whose measures are the rows of its histories.
#[derive(Clone, Debug)]
pub struct BacktestModel {
    /// The model. It reports no series; its cells are those that are compared with the past.
    pub model: Model,
    /// The rows that lie in the run, history by history, in the order of the files.
    pub rows: Vec<RowMeasure>,
    /// For each history the index of the measure that is the share which it counts.
    pub reported: Vec<usize>,
}

impl Model {
    /// The model that a back-test runs: its measures are what each row of a history should be if all
    /// were counted (`NAME.N` for row N from 1), and for each history the share that is counted
    /// (`NAME.reported`). Dynamics and draws are those of this model.
    ///
    /// Its cells are those of the named options and trajectories; where a list is empty those of
    /// `[backtest]`, by default the baseline in the first trajectory.
    ///
    /// # Errors
    /// The first name that does not exist.
    pub fn for_backtest(
        &self,
        options: &[String],
        trajectories: &[String],
    ) -> Result<BacktestModel, UnknownName> {
        let or = |asked: &[String], chosen: &[String]| match asked {
            [] => chosen.to_vec(),
            _ => asked.to_vec(),
        };
        let chosen = &self.backtest.chosen;
        let mut model = self.clone();
        model.keep_cells(&or(options, &chosen.options), &or(trajectories, &chosen.trajectories))?;
        let parts = std::mem::take(&mut model.backtest);
        model.exprs.extend(parts.exprs);
        model.smooths.extend(parts.smooths);
        model.delays.extend(parts.delays);
        model.accumulators.extend(parts.accumulators);
        model.series.clear();
        model.measures.clear();
        let (mut rows, mut reported) = (Vec::new(), Vec::new());
        for (h, history) in self.history.iter().enumerate() {
            let measure = |name: String, unit: &str, expr: ExprId| Measure {
                name: format!("{}.{name}", history.name),
                unit: unit.to_owned(),
                sense: Sense::None,
                acceptable: None,
                weight: None,
                condition: history.taken == Taken::Ever,
                group: None,
                expr,
                description: Description::default(),
            };
            for (r, row) in history.rows.iter().enumerate() {
                if let Place::Within { expr, .. } = row.place {
                    rows.push(RowMeasure { history: h, row: r, measure: model.measures.len() });
                    let name = (row.number + 1).to_string();
                    model.measures.push(measure(name, &history.unit, expr));
                }
            }
            reported.push(model.measures.len());
            let share = measure("reported".to_owned(), "1", history.reported);
            model.measures.push(Measure { condition: false, ..share });
        }
        Ok(BacktestModel { model, rows, reported })
    }
}

impl Builder<'_> {
    /// Lowers all histories, and takes what that added off again, so that a run does not see it.
    /// Nothing may be lowered after it.
    pub(super) fn histories_apart(
        &mut self,
        options: &[OptionDef],
        trajectories: &[TrajectoryDef],
        baseline: usize,
    ) -> (Vec<History>, BacktestParts) {
        let (exprs, smooths) = (self.exprs.len(), self.smooths.len());
        let (delays, accumulators) = (self.delays.len(), self.accumulators.len());
        let history = self.histories();
        let parts = BacktestParts {
            chosen: self.backtest_cells(options, trajectories, baseline),
            exprs: self.exprs.split_off(exprs),
            smooths: self.smooths.split_off(smooths),
            delays: self.delays.split_off(delays),
            accumulators: self.accumulators.split_off(accumulators),
        };
        (history, parts)
    }

    /// The names of a selection, each of which must exist.
    pub(super) fn chosen(
        &mut self,
        selection: &Selection,
        options: &[OptionDef],
        trajectories: &[TrajectoryDef],
    ) -> Chosen {
        let known: Vec<&str> = options.iter().map(|o| o.name.as_str()).collect();
        let options = self.known_names("option", &selection.options, &known);
        let known: Vec<&str> = trajectories.iter().map(|t| t.name.as_str()).collect();
        let trajectories = self.known_names("trajectory", &selection.trajectories, &known);
        Chosen { options, trajectories }
    }

    pub(super) fn known_names(
        &mut self,
        kind: &str,
        names: &[Spanned<String>],
        known: &[&str],
    ) -> Vec<String> {
        for name in names.iter().filter(|name| !known.contains(&name.value.as_str())) {
            let d = Diagnostic::error(name.span, format!("unknown {kind} `{}`", name.value));
            self.diagnostics.push(match Diagnostics::nearest(&name.value, known.iter().copied()) {
                Some(near) => d.help(format!("did you mean `{near}`?")),
                None => d.help(format!("there are {}", known.join(", "))),
            });
        }
        names.iter().map(|name| name.value.clone()).collect()
    }

    /// The cells of `[backtest]`: by default the baseline in the first trajectory.
    fn backtest_cells(
        &mut self,
        options: &[OptionDef],
        trajectories: &[TrajectoryDef],
        baseline: usize,
    ) -> Chosen {
        let study = self.study;
        let mut chosen = self.chosen(&study.backtest, options, trajectories);
        if chosen.options.is_empty() {
            chosen.options.extend(options.get(baseline).map(|o| o.name.clone()));
        }
        if chosen.trajectories.is_empty() {
            chosen.trajectories.extend(trajectories.first().map(|t| t.name.clone()));
        }
        chosen
    }

    /// Lowers every history.
    fn histories(&mut self) -> Vec<History> {
        let study = self.study;
        let mut out = Vec::new();
        for declared in &study.histories {
            let lowered = self.history(declared);
            out.extend(self.keep(lowered));
        }
        out
    }

    fn history(&mut self, declared: &study::History) -> Lowered<History> {
        let one = self.number(1.0);
        let none = [];
        let text = &declared.observes;
        let scope = Scope::new(text, &none, Mode::Measure, self.time.steps);
        let reported = match &declared.reported {
            Some(value) => {
                let scope = Scope { mode: Mode::Initial, ..scope };
                let lowered = self.value(value, &scope, &Unit::one());
                self.keep(lowered).unwrap_or(one)
            }
            None => one,
        };
        let node = self.parse(text)?;
        let unit = self.history_unit(declared, &scope, &node)?;
        let mut rows = Vec::new();
        for (number, row) in declared.rows.iter().enumerate() {
            let Some(window) = self.place(row, declared.taken) else {
                continue;
            };
            let place = match window {
                None => Place::Past,
                Some((first, last)) => {
                    let typed = self.observed(&scope, &node, declared.taken, (first, last))?;
                    Place::Within { first, last, expr: self.assign(&scope, &node, typed, &unit)? }
                }
            };
            rows.push(HistoryRow {
                number,
                from: row.from.value,
                to: row.to.value,
                place,
                value: row.value.value,
                interval: row.interval.as_ref().map(|[low, high]| [low.value, high.value]),
                sigma: sigma(declared, row),
                used: row.used.unwrap_or(declared.used),
                note: row.note.clone(),
            });
        }
        if !rows.iter().any(|row| row.place != Place::Past) && !declared.rows.is_empty() {
            self.diagnostics.push(
                Diagnostic::warning(declared.file.span, "none of these rows lies in the run")
                    .help("there is nothing to compare the model with"),
            );
        }
        Ok(History {
            name: declared.name.value.clone(),
            unit: self.unit_words(&unit),
            observes: text.text.trim().to_owned(),
            taken: declared.taken,
            scale: declared.scale,
            reported,
            file: declared.file.value.clone(),
            rows,
            description: description(&declared.meta),
        })
    }

    /// The unit of a history's values, checked against what it observes.
    fn history_unit(
        &mut self,
        declared: &study::History,
        scope: &Scope<'_>,
        node: &Node,
    ) -> Lowered<Unit> {
        let typed: Typed = self.observed(scope, node, declared.taken, (0, 1))?;
        match &declared.unit {
            None if typed.bare => Ok(Unit::one()),
            None => Ok(typed.unit.tidy()),
            Some(_) => {
                let unit = self.unit(declared.unit.as_ref());
                self.assign(scope, node, typed, &unit)?;
                Ok(unit)
            }
        }
    }

    /// The steps of a row's window; nothing inside where it lies before the run, `None` where it
    /// lies neither there nor wholly in the run.
    #[expect(clippy::option_option, reason = "the past is a place, outside is none")]
    fn place(&mut self, row: &study::HistoryRow, taken: Taken) -> Option<Option<(usize, usize)>> {
        let days = |date: jiff::civil::Date| f64::from((date - self.time.start).get_days());
        let (from, to) = (days(row.from.value), days(row.to.value));
        let point = row.from.value == row.to.value;
        let (first, last) = self.time.window(from, to);
        let steps = self.time.steps as i64;
        // A value at a date may stand at the end; all else needs a step that begins there.
        let most = if taken == Taken::At { steps } else { steps - 1 };
        let past = if point { to < 0.0 } else { to <= 0.0 || last <= 0 };
        if past {
            return Some(None);
        }
        let end = if taken == Taken::At { first } else { last };
        if first >= 0 && first <= most && end <= steps {
            return Some(Some((first as usize, last.min(steps).max(first) as usize)));
        }
        let run =
            format!("the run goes from {} to {}", self.time.start, self.time.date(self.time.steps));
        let message = if first < 0 {
            "this row begins before the run and ends in it: it is ignored"
        } else {
            "this row ends after the run: it is ignored"
        };
        self.diagnostics.push(Diagnostic::warning(row.span, message).help(run));
        None
    }
}

/// Standard deviation of a row's counting error: of its logarithm, or in the unit.
fn sigma(history: &study::History, row: &study::HistoryRow) -> f64 {
    let own = history.error.as_ref().map_or(0.0, |error| error.value);
    match (&row.interval, history.scale) {
        (None, _) => own,
        (Some([low, high]), Scale::Linear) => (high.value - low.value) / (2.0 * Z95),
        (Some([low, high]), Scale::Log) => crate::math::ln(high.value / low.value) / (2.0 * Z95),
    }
}
