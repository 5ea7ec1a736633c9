//! The patient rule induction method: a box that is peeled, slice by slice.

use serde::Serialize;

use super::columns::Columns;
use super::limits::{Counts, Limit, Limits, of, put};

/// What a slice is chosen by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Objective {
    /// The gain in density over the draws that are given up for it (J. H. Kwakkel, M. Jaxa-Rozen
    /// 2016). Of slices of equal size the same one as [`Objective::Density`]; it is fair between
    /// the fine slices of a continuous column and the coarse ones of one of few values.
    #[default]
    Lenient,
    /// The density of what is left (J. H. Friedman, N. I. Fisher 1999).
    Density,
}

/// Settings of [`prim`].
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct PrimSettings {
    /// Share of the box's draws that a slice takes away, more where values are equal.
    pub alpha: f64,
    /// Share that is given back by a step of pasting.
    pub paste_alpha: f64,
    /// Draws that a box holds at least.
    pub support: usize,
    /// What a slice is chosen by.
    pub objective: Objective,
}

impl PrimSettings {
    /// The defaults for a number of draws: slices of 5 %, boxes of 2 % of the draws, 10 at least.
    pub fn new(draws: usize) -> Self {
        let support = draws.div_ceil(50).max(10);
        Self { alpha: 0.05, paste_alpha: 0.05, support, objective: Objective::Lenient }
    }
}

/// How a box came out of the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// All draws.
    Start,
    /// A slice was taken off.
    Peel,
    /// A slice was given back.
    Paste,
}

/// A box on the peeling trajectory.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Step {
    /// How it came about.
    pub phase: Phase,
    /// The column that was cut or widened; none for the first.
    pub column: Option<usize>,
    /// The box.
    pub limits: Limits,
    /// What it holds.
    pub counts: Counts,
    /// Share of its draws that fail.
    pub density: f64,
    /// Share of all that fail which it holds.
    pub coverage: f64,
    /// Share of all draws that it holds.
    pub mass: f64,
}

/// The peeling trajectory of labelled draws, `columns` by draw; `labels[d]` says whether draw d
/// fails.
///
/// From the box of all draws the slice at one end of one column is taken off that makes the
/// objective greatest, until none raises the density or the box would hold fewer than `support`
/// draws; then slices are given back as long as that raises the density (J. H. Friedman, N. I.
/// Fisher, "Bump hunting in high-dimensional data", Statistics and Computing 9, 1999). With n draws
/// in the box and their values `x_0 <= x_1 <= ...` in a column the lower slice are the draws up to
/// `x_k`, `k = floor((n - 1) alpha)`, and those equal to it; the upper one mirrors it. The limit lies
/// midway between the last value out and the first one in. Values without an order are taken off
/// one by one. With the lenient objective,
///
/// ```text
/// gain = (density after - density before) / (draws before - draws after)
/// ```
///
/// Of equal gains that which restricts fewer columns wins, then the first column, upper end first.
///
/// # Panics
/// Unless there is a label for each row.
pub fn prim(columns: &Columns<'_>, labels: &[bool], settings: &PrimSettings) -> Vec<Step> {
    let alive = vec![true; columns.rows()];
    let mut search = Search::new(columns, labels, alive);
    let mut steps = search.peel(settings);
    search.paste(settings, &mut steps);
    steps
}

/// A box in the making.
pub(super) struct Search<'a> {
    columns: &'a Columns<'a>,
    labels: &'a [bool],
    /// Rows that take part.
    all: Vec<bool>,
    /// Rows inside the box.
    alive: Vec<bool>,
    /// Rows by ascending value, of each column that varies; rows outside are swept out from time to
    /// time.
    lists: Vec<(usize, Vec<u32>)>,
    /// Rows that the lists hold.
    listed: usize,
    whole: Counts,
    now: Counts,
    limits: Limits,
}

/// A slice that may go.
struct Slice {
    column: usize,
    limit: Limit,
    out: Counts,
    gain: f64,
    restricted: usize,
}

impl<'a> Search<'a> {
    /// Among some rows.
    pub fn new(columns: &'a Columns<'a>, labels: &'a [bool], alive: Vec<bool>) -> Self {
        assert_eq!(labels.len(), columns.rows(), "a label for each row");
        let whole = columns.counts(&Vec::new(), labels, &alive);
        let listed = |c: usize| {
            let order = columns.order(c).iter();
            (c, order.copied().filter(|row| alive[*row as usize]).collect())
        };
        Self {
            lists: columns.varying().map(listed).collect(),
            listed: whole.draws,
            all: alive.clone(),
            alive,
            now: whole,
            whole,
            limits: Limits::new(),
            columns,
            labels,
        }
    }

    fn step(&self, phase: Phase, column: Option<usize>) -> Step {
        Step {
            phase,
            column,
            limits: self.limits.clone(),
            counts: self.now,
            density: self.now.share(),
            coverage: self.now.failing as f64 / self.whole.failing as f64,
            mass: self.now.draws as f64 / self.whole.draws as f64,
        }
    }

    /// Takes slices off as long as that helps.
    pub fn peel(&mut self, settings: &PrimSettings) -> Vec<Step> {
        let mut steps = vec![self.step(Phase::Start, None)];
        while let Some(slice) = self.best(settings) {
            self.cut(&slice);
            steps.push(self.step(Phase::Peel, Some(slice.column)));
        }
        steps
    }

    fn best(&self, settings: &PrimSettings) -> Option<Slice> {
        let mut best: Option<Slice> = None;
        let mut offer = |slice: Slice| {
            let better = |b: &Slice| {
                slice.gain > b.gain || (slice.gain == b.gain && slice.restricted < b.restricted)
            };
            if slice.gain > 0.0 && best.as_ref().is_none_or(better) {
                best = Some(slice);
            }
        };
        for (column, list) in &self.lists {
            let mut consider = |limit: Limit, out: Counts| {
                if out.draws > 0 && self.now.draws - out.draws >= settings.support {
                    offer(self.slice(*column, limit, out, settings.objective));
                }
            };
            let classes = self.columns.classes(*column);
            if !classes.is_empty() {
                for (limit, out) in self.classes_out(*column, list, classes) {
                    consider(limit, out);
                }
                continue;
            }
            for upper in [true, false] {
                if let Some((end, out)) = self.end(*column, list, upper, settings.alpha) {
                    consider(self.moved(*column, upper, Some(end)), out);
                }
            }
        }
        best
    }

    fn slice(&self, column: usize, limit: Limit, out: Counts, objective: Objective) -> Slice {
        let (old, new) = (self.now, self.now.less(out));
        let product = |a: usize, b: usize| a as f64 * b as f64;
        // whole numbers below 2^53: equal gains come out equal
        let rise = product(new.failing, old.draws) - product(old.failing, new.draws);
        let scale = product(new.draws, old.draws);
        let gain = match objective {
            Objective::Lenient => rise / (scale * out.draws as f64),
            Objective::Density if rise > 0.0 => new.share(),
            Objective::Density => 0.0,
        };
        let known = self.limits.iter().any(|own| own.column == column);
        let restricted = self.limits.len() + usize::from(!known);
        Slice { column, limit, out, gain, restricted }
    }

    /// The limit of a column with one end moved.
    fn moved(&self, column: usize, upper: bool, end: Option<f64>) -> Limit {
        match of(&self.limits, column) {
            Limit::Range { low, .. } if upper => Limit::Range { low, high: end },
            Limit::Range { high, .. } => Limit::Range { low: end, high },
            values @ Limit::Values(_) => values,
        }
    }

    /// The slice at one end of a column: where the new limit is, and what goes.
    fn end(&self, column: usize, list: &[u32], upper: bool, alpha: f64) -> Option<(f64, Counts)> {
        let x = self.columns.values(column);
        let last = (self.now.draws - 1) as f64;
        let wanted = match upper {
            true => self.now.draws - (last * (1.0 - alpha)).ceil() as usize,
            false => (last * alpha).floor() as usize + 1,
        };
        let (mut out, mut edge) = (Counts::default(), f64::NAN);
        let mut walk = |row: &u32| {
            let row = *row as usize;
            if !self.alive[row] {
                return None;
            }
            if out.draws >= wanted && x[row] != edge {
                return Some(f64::midpoint(edge, x[row]));
            }
            edge = x[row];
            out.add(self.labels[row]);
            None
        };
        let end = match upper {
            true => list.iter().rev().find_map(&mut walk),
            false => list.iter().find_map(&mut walk),
        };
        Some((end?, out))
    }

    /// What goes with each value that is left of a column without an order.
    fn classes_out(&self, column: usize, list: &[u32], classes: &[f64]) -> Vec<(Limit, Counts)> {
        let x = self.columns.values(column);
        let kept: Vec<f64> = match of(&self.limits, column) {
            Limit::Values(kept) => kept,
            Limit::Range { .. } => classes.to_vec(),
        };
        let mut counts = vec![Counts::default(); kept.len()];
        for row in list.iter().map(|row| *row as usize).filter(|row| self.alive[*row]) {
            if let Some(k) = kept.iter().position(|v| *v == x[row]) {
                counts[k].add(self.labels[row]);
            }
        }
        let without = |k: usize| {
            let rest = kept.iter().enumerate().filter(|(i, _)| *i != k).map(|(_, v)| *v);
            Limit::Values(rest.collect())
        };
        counts.into_iter().enumerate().map(|(k, out)| (without(k), out)).collect()
    }

    fn cut(&mut self, slice: &Slice) {
        let x = self.columns.values(slice.column);
        for (row, alive) in self.alive.iter_mut().enumerate() {
            *alive = *alive && slice.limit.holds(x[row]);
        }
        self.now = self.now.less(slice.out);
        put(&mut self.limits, slice.column, slice.limit.clone());
        // swept when a quarter is outside: a slice is then found by few steps from the end
        if 4 * self.now.draws < 3 * self.listed {
            let alive = &self.alive;
            self.lists.iter_mut().for_each(|(_, list)| list.retain(|row| alive[*row as usize]));
            self.listed = self.now.draws;
        }
    }

    /// Gives slices back as long as that raises the density.
    pub fn paste(&mut self, settings: &PrimSettings, steps: &mut Vec<Step>) {
        loop {
            let restricted: Vec<usize> = self.limits.iter().map(|own| own.column).collect();
            let mut best: Option<(f64, usize, Limit, Counts)> = None;
            for column in restricted {
                for (limit, back) in self.back(column, settings.paste_alpha) {
                    let new = Counts {
                        draws: self.now.draws + back.draws,
                        failing: self.now.failing + back.failing,
                    };
                    let gain = (new.share() - self.now.share()) / back.draws as f64;
                    if gain > 0.0 && best.as_ref().is_none_or(|b| gain > b.0) {
                        best = Some((gain, column, limit, new));
                    }
                }
            }
            let Some((_, column, limit, new)) = best else { return };
            put(&mut self.limits, column, limit);
            for row in 0..self.columns.rows() {
                self.alive[row] = self.all[row] && self.columns.inside(&self.limits, row);
            }
            self.now = new;
            steps.push(self.step(Phase::Paste, Some(column)));
        }
    }

    /// What may be given back of a column, with what comes of it.
    fn back(&self, column: usize, alpha: f64) -> Vec<(Limit, Counts)> {
        let mut others = self.limits.clone();
        others.retain(|own| own.column != column);
        let own = of(&self.limits, column);
        let x = self.columns.values(column);
        let outside = |row: &usize| {
            self.all[*row] && !own.holds(x[*row]) && self.columns.inside(&others, *row)
        };
        let rows = self.columns.order(column).iter().map(|row| *row as usize).filter(outside);
        let rows: Vec<usize> = rows.collect();
        let wanted = (alpha * self.now.draws as f64).ceil() as usize;
        match own {
            Limit::Values(kept) => {
                let open = self.columns.classes(column).iter().filter(|v| !kept.contains(v));
                open.map(|value| {
                    let mut counts = Counts::default();
                    let of = rows.iter().filter(|row| x[**row] == *value);
                    of.for_each(|row| counts.add(self.labels[*row]));
                    let mut wider = kept.clone();
                    wider.push(*value);
                    wider.sort_by(f64::total_cmp);
                    let all = wider.len() == self.columns.classes(column).len();
                    let open = Limit::Range { low: None, high: None };
                    (if all { open } else { Limit::Values(wider) }, counts)
                })
                .filter(|(_, counts)| counts.draws > 0)
                .collect()
            }
            Limit::Range { low, high } => {
                let below = rows.iter().rev().filter(|row| low.is_some_and(|low| x[**row] < low));
                let above = rows.iter().filter(|row| high.is_some_and(|high| x[**row] > high));
                let lower = self.some_back(x, below, wanted);
                let upper = self.some_back(x, above, wanted);
                let widened = |end: Option<f64>, is_upper| self.moved(column, is_upper, end);
                let lower = lower.map(|(end, counts)| (widened(end, false), counts));
                let upper = upper.map(|(end, counts)| (widened(end, true), counts));
                lower.into_iter().chain(upper).collect()
            }
        }
    }

    /// The nearest rows beyond an end, and where the end is then; it is open where all are back.
    fn some_back<'r>(
        &self,
        x: &[f64],
        rows: impl Iterator<Item = &'r usize>,
        wanted: usize,
    ) -> Option<(Option<f64>, Counts)> {
        let (mut counts, mut edge) = (Counts::default(), f64::NAN);
        for row in rows {
            if counts.draws >= wanted && x[*row] != edge {
                return Some((Some(f64::midpoint(edge, x[*row])), counts));
            }
            edge = x[*row];
            counts.add(self.labels[*row]);
        }
        (counts.draws > 0).then_some((None, counts))
    }
}
