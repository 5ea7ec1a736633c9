//! The boxes of one option, with all that is said of them.

use serde::Serialize;

use super::columns::Columns;
use super::limits::{Counts, Limit, Limits, put};
use super::opinion::Opinion;
use super::prim::PrimSettings;
use super::repeat::{Peeled, Repeats, Support, by_chance, halves, peeled, support};
use super::select::{LEVEL, Rule, quasi_p};
use super::{Case, Criterion, DiscoveryQuestion, FEWEST, FEWEST_OF_A_KIND, Withheld};
use crate::outcome::Outcomes;

/// Rank correlations below this are not told.
const CORRELATED: f64 = 0.3;

/// A box.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FoundBox {
    /// Its limits, the one without which it would be thinnest first.
    pub restrictions: Vec<Restriction>,
    /// Draws that it was looked for in: all, or those outside the boxes before.
    pub among: Counts,
    /// What it holds of them.
    pub inside: Counts,
    /// Share of its draws that fail.
    pub density: f64,
    /// Share of all failures that it holds.
    pub coverage: f64,
    /// Share of all draws that it holds.
    pub mass: f64,
    /// The probability of finding as much by chance.
    pub p: f64,
    /// What comes of it on halves of the draws.
    pub repeats: Repeats,
    /// What really came of the draws, one for each measure that was judged.
    pub outcomes: Vec<Outcome>,
}

impl FoundBox {
    /// Its limits by column.
    pub fn limits(&self) -> Limits {
        let mut limits = Limits::new();
        for own in &self.restrictions {
            put(&mut limits, own.uncertainty, own.limit.clone());
        }
        limits
    }

    /// How often a draw outside of it fails, of those that it was looked for in.
    pub fn elsewhere(&self) -> Counts {
        self.among.less(self.inside)
    }
}

/// A limit on an uncertainty.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Restriction {
    /// Index of the uncertainty.
    pub uncertainty: usize,
    /// What is inside.
    pub limit: Limit,
    /// Between which shares of all draws it lies: 0 to 0.4 for the lowest 40 %. None for values
    /// without an order.
    pub quantiles: Option<(f64, f64)>,
    /// Share of all draws within it.
    pub share: f64,
    /// Its quasi-p-value ([`quasi_p`]).
    pub p: f64,
    /// Density of the box without it.
    pub density_without: f64,
    /// Coverage of the box without it.
    pub coverage_without: f64,
    /// How it fares on halves of the draws.
    pub support: Support,
    /// Uncertainties that hang together with it, the closest first, with the rank correlation
    /// (Spearman): 0.3 at least, and beyond chance.
    pub correlated: Vec<(usize, f64)>,
}

/// What really came of draws, luck and all, on a measure: means over replicates.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Outcome {
    /// Index of the measure.
    pub measure: usize,
    /// Within the box.
    pub inside: f64,
    /// In all other draws.
    pub outside: f64,
}

/// Ranks of all columns about their mean, over their length: products are rank correlations.
pub(super) struct Ranked {
    /// Empty for columns that do not vary.
    scores: Vec<Vec<f64>>,
}

impl Ranked {
    pub fn new(columns: &Columns<'_>) -> Self {
        let scores = (0..columns.count()).map(|c| scores(columns, c)).collect();
        Self { scores }
    }

    fn correlated(&self, column: usize) -> Vec<(usize, f64)> {
        let own = &self.scores[column];
        let least = CORRELATED.max(4.0 / (own.len() as f64).sqrt());
        let mut out: Vec<(usize, f64)> = self
            .scores
            .iter()
            .enumerate()
            .filter(|(c, other)| *c != column && !other.is_empty())
            .map(|(c, other)| (c, own.iter().zip(other).map(|(a, b)| a * b).sum::<f64>()))
            .filter(|(_, rho)| rho.abs() >= least)
            .collect();
        out.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
        out
    }
}

/// Ranks less their mean, equal values sharing the mean of theirs, scaled to length 1.
fn scores(columns: &Columns<'_>, column: usize) -> Vec<f64> {
    let (x, order) = (columns.values(column), columns.order(column));
    if order.is_empty() {
        return Vec::new();
    }
    let mut out = vec![0.0; x.len()];
    let centre = (x.len() as f64 - 1.0) / 2.0;
    let mut first = 0;
    for run in order.chunk_by(|a, b| x[*a as usize] == x[*b as usize]) {
        let rank = first as f64 + (run.len() as f64 - 1.0) / 2.0 - centre;
        run.iter().for_each(|row| out[*row as usize] = rank);
        first += run.len();
    }
    let length = out.iter().map(|r| r * r).sum::<f64>().sqrt();
    out.iter_mut().for_each(|r| *r /= length);
    out
}

/// Looks for the boxes of options.
pub(super) struct Finder<'a> {
    pub outcomes: &'a Outcomes,
    pub columns: &'a Columns<'a>,
    pub ranked: &'a Ranked,
    pub settings: &'a PrimSettings,
    pub question: &'a DiscoveryQuestion,
    /// Measures that were judged.
    pub measures: &'a [usize],
    pub future: (usize, bool),
}

impl Finder<'_> {
    /// What is found of an option.
    pub fn case(
        &self,
        option: usize,
        criterion: Criterion,
        labels: Vec<bool>,
        by_measure: Vec<usize>,
    ) -> Case {
        let alive = vec![true; self.columns.rows()];
        let counts = self.columns.counts(&Limits::new(), &labels, &alive);
        let mut case = Case {
            option,
            criterion,
            counts,
            by_measure,
            withheld: hopeless(counts),
            p: None,
            shuffles: 0,
            steps: Vec::new(),
            chosen: 0,
            boxes: Vec::new(),
            tree: None,
            labels,
        };
        if case.withheld.is_none() {
            self.search(&mut case, alive);
            let first = case.boxes.first().map(FoundBox::limits);
            case.tree = Some(Opinion::of(self.columns, &case.labels, first.as_ref()));
        }
        case
    }

    fn search(&self, case: &mut Case, mut alive: Vec<bool>) {
        let seed = self.outcomes.shape.seed;
        for number in 0..self.question.boxes.max(1) {
            let rule = if number == 0 { self.question.rule } else { Rule::Information };
            let among = self.columns.counts(&Limits::new(), &case.labels, &alive);
            if number > 0 && hopeless(among).is_some() {
                return;
            }
            let found = peeled(self.columns, &case.labels, &alive, self.settings, rule);
            let test = (self.question.shuffles, seed);
            let (p, shuffles) = by_chance(self.columns, &case.labels, &alive, self.settings, test);
            let Peeled { steps, chosen, limits } = found;
            let inside = self.columns.counts(&limits, &case.labels, &alive);
            if number == 0 {
                (case.p, case.shuffles) = (Some(p), shuffles);
                (case.steps, case.chosen) = (steps, chosen);
                // what somebody asks for by hand is shown, and p beside it
                case.withheld = match rule {
                    Rule::Information if p > LEVEL => Some(Withheld::Chance),
                    _ if limits.is_empty() => Some(Withheld::NoLimit),
                    _ => None,
                };
                if case.withheld.is_some() {
                    return;
                }
            } else if p > LEVEL || limits.is_empty() || inside.share() <= case.counts.share() {
                return;
            }
            let repeat_rule = match rule {
                Rule::Information => rule,
                Rule::Number(_) | Rule::Density(_) => Rule::Density(inside.share()),
            };
            let again = (self.question.halves, seed);
            let by = (self.settings, repeat_rule);
            let (repeats, boxes) = halves(self.columns, &case.labels, &alive, by, again);
            let restrictions = self.restrictions(case, &alive, &limits, &boxes);
            case.boxes.push(FoundBox {
                restrictions,
                among,
                inside,
                density: inside.share(),
                coverage: inside.failing as f64 / case.counts.failing as f64,
                mass: inside.draws as f64 / case.counts.draws as f64,
                p,
                repeats,
                outcomes: self.outcomes_of(case.option, &limits, &alive),
            });
            for (row, alive) in alive.iter_mut().enumerate() {
                *alive = *alive && !self.columns.inside(&limits, row);
            }
        }
    }

    fn restrictions(
        &self,
        case: &Case,
        alive: &[bool],
        limits: &Limits,
        boxes: &[Limits],
    ) -> Vec<Restriction> {
        let counts = |limits: &Limits| self.columns.counts(limits, &case.labels, alive);
        let inside = counts(limits);
        let one = |own: &super::ColumnLimit| {
            let mut wider = limits.clone();
            put(&mut wider, own.column, Limit::Range { low: None, high: None });
            let without = counts(&wider);
            let limit = self.columns.simplest(own.column, own.limit.clone());
            let x = self.columns.values(own.column);
            let n = x.len() as f64;
            let share =
                |inside: &dyn Fn(f64) -> bool| x.iter().filter(|x| inside(**x)).count() as f64 / n;
            let quantiles = match limit {
                Limit::Range { low, high } => Some((
                    low.map_or(0.0, |low| share(&|x| x < low)),
                    high.map_or(1.0, |high| share(&|x| x <= high)),
                )),
                Limit::Values(_) => None,
            };
            Restriction {
                uncertainty: own.column,
                quantiles,
                share: share(&|x| limit.holds(x)),
                p: quasi_p(inside, without),
                density_without: without.share(),
                coverage_without: without.failing as f64 / case.counts.failing as f64,
                support: support(own.column, &own.limit, boxes),
                correlated: self.ranked.correlated(own.column),
                limit,
            }
        };
        let mut out: Vec<Restriction> = limits.iter().map(one).collect();
        out.sort_by(|a, b| a.density_without.total_cmp(&b.density_without));
        out
    }

    /// Means of what really came of the draws in the box and of all others.
    fn outcomes_of(&self, option: usize, limits: &Limits, alive: &[bool]) -> Vec<Outcome> {
        let Some(cell) = self.outcomes.cell(option, self.future.0, self.future.1) else {
            return Vec::new();
        };
        let one = |measure: &usize| {
            let values = self.outcomes.by_draw(cell, *measure);
            let mean = |inside: bool| {
                let of = |row: &usize| (alive[*row] && self.columns.inside(limits, *row)) == inside;
                let of: Vec<f64> = (0..values.len()).filter(of).map(|row| values[row]).collect();
                of.iter().sum::<f64>() / of.len() as f64
            };
            Outcome { measure: *measure, inside: mean(true), outside: mean(false) }
        };
        self.measures.iter().map(one).collect()
    }
}

/// Why nothing is looked for.
fn hopeless(counts: Counts) -> Option<Withheld> {
    let holding = counts.draws - counts.failing;
    match counts {
        _ if counts.draws < FEWEST => Some(Withheld::FewDraws),
        _ if counts.failing == 0 => Some(Withheld::NeverFails),
        _ if holding == 0 => Some(Withheld::AlwaysFails),
        _ if counts.failing < FEWEST_OF_A_KIND => Some(Withheld::FewFail),
        _ if holding < FEWEST_OF_A_KIND => Some(Withheld::FewHold),
        _ => None,
    }
}
