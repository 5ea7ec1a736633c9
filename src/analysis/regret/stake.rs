//! The expected outcomes of all options on one measure, turned so that less is better.

use std::collections::HashMap;

use crate::analysis::expectation::{Expected, Fit, Regressions, Slack};
use crate::study::Sense;

/// A measure in every future.
pub(in crate::analysis) struct Stake {
    sign: f64,
    /// `[futures]`
    pub futures: Vec<Outlook>,
}

/// A measure in one future. Rows are draws in the order of the regressions.
pub(in crate::analysis) struct Outlook {
    /// Place of the option with the best mean among the options.
    pub reference: usize,
    /// Its level.
    pub base: Side,
    /// Distinct differences from it.
    pub sides: Vec<Side>,
    /// The difference of each option; none where it cannot differ. `[options]`
    pub of: Vec<Option<usize>>,
    /// Least and greatest mean over luck of each option. `[options]`
    pub ranges: Vec<(f64, f64)>,
}

/// An expectation, times the sign that makes less better.
pub(in crate::analysis) struct Side {
    pub values: Vec<f64>,
    pub crossed: Vec<f64>,
    pub held: Vec<f64>,
    /// Means over all luck paths; empty where `held` is that.
    pub means: Vec<f64>,
    /// The sign that its values were turned by.
    turn: f64,
    pub slack: Slack,
    pub fit: Fit,
}

impl Side {
    fn new(expected: Expected, sign: f64) -> Self {
        let turned = |mut x: Vec<f64>| {
            x.iter_mut().for_each(|x| *x *= sign);
            x
        };
        Self {
            values: turned(expected.values),
            crossed: turned(expected.crossed),
            held: turned(expected.held),
            means: turned(expected.means),
            turn: sign,
            slack: expected.slack,
            fit: expected.fit,
        }
    }
}

impl Stake {
    /// None where a value is infinite. `table` holds values by luck path, `columns` which of them
    /// are those of each option in each future. `[futures][options]`
    pub fn new(
        table: &[Vec<f64>],
        columns: &[Vec<usize>],
        sense: Sense,
        regressions: &Regressions,
    ) -> Option<Self> {
        let sign = if sense == Sense::Maximise { -1.0 } else { 1.0 };
        // outputs that are the same in several cells are regressed once
        let mut index: HashMap<(usize, Option<usize>), usize> = HashMap::new();
        let mut outputs: Vec<Vec<f64>> = Vec::new();
        let mut places = Vec::new();
        for columns in columns {
            let reference = best(table, columns, sign);
            let base = columns[reference];
            let mut place = |key: (usize, Option<usize>)| {
                *index.entry(key).or_insert_with(|| {
                    let values = &table[key.0];
                    outputs.push(match key.1 {
                        None => values.clone(),
                        Some(base) => {
                            let base = &table[base];
                            values.iter().zip(base).map(|(a, b)| a - b).collect()
                        }
                    });
                    outputs.len() - 1
                })
            };
            let level = place((base, None));
            let differences: Vec<Option<usize>> = columns
                .iter()
                .map(|own| (*own != base).then(|| place((*own, Some(base)))))
                .collect();
            let ranges = columns
                .iter()
                .map(|c| range(&table[*c], regressions.luck_paths(), sign))
                .collect::<Vec<_>>();
            places.push((reference, level, differences, ranges));
        }
        if !outputs.iter().flatten().all(|x| x.is_finite()) {
            return None;
        }
        let mut uses = vec![0; outputs.len()];
        for (_, level, differences, _) in &places {
            uses[*level] += 1;
            distinct(differences).iter().for_each(|k| uses[*k] += 1);
        }
        let mut found: Vec<Option<Expected>> =
            regressions.expected(&outputs).into_iter().map(Some).collect();
        let mut side = |k: usize| {
            uses[k] -= 1;
            let expected = if uses[k] == 0 { found[k].take() } else { found[k].clone() };
            Side::new(expected.unwrap_or_default(), sign)
        };
        let futures = places
            .into_iter()
            .map(|(reference, level, differences, ranges)| {
                let base = side(level);
                let distinct = distinct(&differences);
                let sides = distinct.iter().map(|k| side(*k)).collect();
                let place = |k: &usize| distinct.iter().position(|d| d == k);
                let of = differences.iter().map(|d| d.as_ref().and_then(place)).collect();
                Outlook { reference, base, sides, of, ranges }
            })
            .collect();
        Some(Self { sign, futures })
    }

    /// 1 where less is better, -1 where more is.
    pub fn sign(&self) -> f64 {
        self.sign
    }

    /// How each expectation was found. `[futures][options]`
    pub fn fits(&self) -> Vec<Vec<Fit>> {
        let of = |outlook: &Outlook, option: usize| match outlook.of[option] {
            _ if option == outlook.reference => outlook.base.fit.clone(),
            Some(side) => outlook.sides[side].fit.clone(),
            None => Fit::default(),
        };
        self.futures.iter().map(|f| (0..f.of.len()).map(|o| of(f, o)).collect()).collect()
    }
}

/// The place of the column with the least mean, turned; of equal ones the first.
fn best(table: &[Vec<f64>], columns: &[usize], sign: f64) -> usize {
    let mut best = (0, f64::INFINITY);
    for (place, column) in columns.iter().enumerate() {
        let total = sign * table[*column].iter().sum::<f64>();
        if total < best.1 {
            best = (place, total);
        }
    }
    best.0
}

/// Least and greatest mean of a draw, turned.
fn range(values: &[f64], luck_paths: usize, sign: f64) -> (f64, f64) {
    let ends = |ends: (f64, f64), x: f64| (ends.0.min(x), ends.1.max(x));
    let draws = values.chunks(luck_paths);
    let mean = |draw: &[f64]| sign * draw.iter().sum::<f64>() / draw.len() as f64;
    draws.map(mean).fold((f64::INFINITY, f64::NEG_INFINITY), ends)
}

/// The numbers that occur, in the order in which they do.
fn distinct(numbers: &[Option<usize>]) -> Vec<usize> {
    let mut out = Vec::new();
    for k in numbers.iter().flatten() {
        if !out.contains(k) {
            out.push(*k);
        }
    }
    out
}

/// The distinct differences of a future over some rows, and what options make of them.
pub(in crate::analysis) struct View<'a> {
    /// The reference's level. `[rows]`
    pub base: &'a [f64],
    /// `[sides][rows]`
    pub sides: Vec<&'a [f64]>,
    /// `[options]`
    pub of: &'a [Option<usize>],
    /// Where the losses of each option lie. `[options]`
    pub ranges: &'a [(f64, f64)],
}

impl Outlook {
    /// Over all rows.
    pub fn view(&self) -> View<'_> {
        View {
            base: &self.base.values,
            sides: self.sides.iter().map(|s| s.values.as_slice()).collect(),
            of: &self.of,
            ranges: &self.ranges,
        }
    }

    /// Over some rows, each regression moved by a resample, or as it is.
    pub fn moved(&self, rows: &[usize], counts: Option<&[f64]>) -> (Vec<f64>, Vec<Vec<f64>>) {
        let one = |side: &Side| side.moved(rows, counts);
        (one(&self.base), self.sides.iter().map(one).collect())
    }
}

impl Side {
    /// Means over all luck paths. `[rows]`
    pub fn outcomes(&self) -> &[f64] {
        if self.means.is_empty() { &self.held } else { &self.means }
    }

    /// By how much each class moves in a resample, turned.
    pub fn moves(&self, counts: &[f64]) -> Vec<f64> {
        self.slack.moves(counts).into_iter().map(|by| by * self.turn).collect()
    }

    fn moved(&self, rows: &[usize], counts: Option<&[f64]>) -> Vec<f64> {
        let mut out: Vec<f64> = rows.iter().map(|row| self.values[*row]).collect();
        let Some(counts) = counts else { return out };
        let moves = self.moves(counts);
        for (out, class) in out.iter_mut().zip(&self.slack.classes) {
            *out += moves[*class];
        }
        out
    }
}

impl View<'_> {
    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.base.len()
    }

    /// The least difference of any option in each row. `[rows]`
    pub fn least(&self) -> Vec<f64> {
        let zero = self.of.iter().any(Option::is_none);
        let mut least = vec![if zero { 0.0 } else { f64::INFINITY }; self.rows()];
        for side in &self.sides {
            least.iter_mut().zip(*side).for_each(|(l, x)| *l = l.min(*x));
        }
        least
    }

    /// The differences of an option; none where it cannot differ.
    pub fn side(&self, option: usize) -> Option<&[f64]> {
        self.of[option].map(|side| self.sides[side])
    }

    /// The difference of an option in a row.
    pub fn difference(&self, option: usize, row: usize) -> f64 {
        self.of[option].map_or(0.0, |side| self.sides[side][row])
    }
}
