//! The value of knowing everything, or a set, in one future.

use rayon::prelude::*;

use super::sets::related;
use super::{InformationIn, PartialInformation, Run, SetKind, Stretch};
use crate::analysis::expectation::{Expected, Known, Regressions};
use crate::analysis::regret::resample::Resamples;
use crate::analysis::regret::stake::{Outlook, Side};
use crate::analysis::regret::{DecisionFuture, check};
use crate::math;
use crate::outcome::{Estimate, type7};

/// Share of the draws below which a stretch goes to its neighbours.
const LEAST: f64 = 0.02;
/// Classes in which the error of a threshold is found, at most, and draws in each at least.
const CLASSES: usize = 20;
const DRAWS_PER_CLASS: usize = 50;
/// Points at which a resample looks for a threshold, at most.
const POINTS: usize = 1000;
/// Share of the value of everything below which a set's value is rounding.
const NOTHING: f64 = 1e-9;

/// What is expected of one option's difference, given what is known. Less is better.
struct Line<'a> {
    /// `[rows]`
    values: &'a [f64],
    /// The class of each thinned row.
    classes: &'a [usize],
    /// By how much each class moves in each resample. `[resamples][classes]`
    moves: Vec<Vec<f64>>,
}

impl Line<'_> {
    /// By how much a thinned row moves in a resample; what is certain has no classes.
    fn moved(&self, resample: usize, thin: usize) -> f64 {
        let class = self.classes.get(thin);
        class.and_then(|class| self.moves[resample].get(*class)).copied().unwrap_or(0.0)
    }
}

/// Moves of classes as a line through their middles: a regression does not break where one class ends.
fn between_classes(moves: &[f64], place: f64) -> f64 {
    let Some(last) = moves.len().checked_sub(1) else { return 0.0 };
    let at = (place * moves.len() as f64 - 0.5).clamp(0.0, last as f64);
    let below = (at as usize).min(last);
    let above = (below + 1).min(last);
    moves[below] + (at - below as f64) * (moves[above] - moves[below])
}

impl Run<'_> {
    /// What it is worth to know more in a future.
    pub(super) fn future(
        &self,
        outlook: &Outlook,
        future: Option<DecisionFuture>,
    ) -> InformationIn {
        let ground = self.ground;
        let counts = ground.resamples.all();
        let lines: Vec<Line<'_>> = outlook
            .sides
            .par_iter()
            .map(|side| Line {
                values: &side.values,
                classes: &side.slack.classes,
                moves: counts.iter().map(|counts| side.moves(counts)).collect(),
            })
            .collect();
        let worth = worth(&lines, &ground.regressions, &ground.resamples);
        let clusters = check::clusters(self.outcomes);
        let mut found = InformationIn {
            future,
            chosen: ground.grid.options[outlook.reference],
            differ: !outlook.sides.is_empty(),
            all: worth.estimate(&ground.resamples, f64::INFINITY),
            plain: worth.plain,
            crossed: check::crossed(outlook, &clusters),
            parts: Vec::new(),
        };
        let reach: Vec<Vec<usize>> =
            outlook.sides.iter().map(|side| self.reach(&side.fit.uncertainties)).collect();
        let mut parts: Vec<PartialInformation> = (0..self.sets.len())
            .into_par_iter()
            .filter_map(|set| self.part(outlook, set, &reach, &found))
            .collect();
        parts.sort_by(|a, b| {
            let kind = |part: &PartialInformation| self.sets[part.set].kind != SetKind::Single;
            let value = |part: &PartialInformation| (part.value.value, part.plain);
            let (x, y) = (value(a), value(b));
            kind(a).cmp(&kind(b)).then(y.0.total_cmp(&x.0)).then(y.1.total_cmp(&x.1))
        });
        found.parts = parts;
        found
    }

    /// Uncertainties that say something of those that a regression holds.
    fn reach(&self, held: &[usize]) -> Vec<usize> {
        let mut out = held.to_vec();
        for set in related(self.model) {
            if set.iter().any(|u| held.contains(u)) {
                out.extend(set);
            }
        }
        out.sort_unstable();
        out.dedup();
        out
    }

    /// What a set is worth; none where no difference hangs on it.
    fn part(
        &self,
        outlook: &Outlook,
        set: usize,
        reach: &[Vec<usize>],
        found: &InformationIn,
    ) -> Option<PartialInformation> {
        let members = &self.sets[set].members;
        let touched = |side: usize| members.iter().any(|u| reach[side].contains(u));
        if !(0..outlook.sides.len()).any(touched) {
            return None;
        }
        let Regressed { lines, narrowed } = self.regressed(outlook, members, &touched);
        let (regressions, resamples) = (&self.ground.regressions, &self.ground.resamples);
        let counts = resamples.all();
        let lines: Vec<Line<'_>> = lines
            .iter()
            .zip(&outlook.sides)
            .map(|(own, side)| match own {
                None => Line {
                    values: &side.values,
                    classes: &side.slack.classes,
                    moves: counts.iter().map(|counts| side.moves(counts)).collect(),
                },
                Some(expected) => Line {
                    values: &expected.values,
                    classes: &expected.slack.classes,
                    moves: counts.iter().map(|counts| expected.slack.moves(counts)).collect(),
                },
            })
            .collect();
        let worth = worth(&lines, regressions, resamples);
        let mut part = PartialInformation {
            set,
            value: worth.estimate(resamples, found.all.value),
            plain: worth.plain,
            stretches: Vec::new(),
            threshold: None,
        };
        part.value.high = part.value.high.min(found.all.high.max(part.value.value));
        if part.plain <= NOTHING * found.plain {
            part.value = Estimate { se: part.value.se, ..Estimate::exact(0.0) };
        }
        if let ([uncertainty], true) = (&members[..], part.counts()) {
            let x = narrowed.rows(&self.outcomes.uncertainties[*uncertainty]);
            (part.stretches, part.threshold) = self.stretches(outlook, &lines, &x);
        }
        Some(part)
    }

    /// Each difference given the members of a set.
    fn regressed(
        &self,
        outlook: &Outlook,
        members: &[usize],
        touched: &dyn Fn(usize) -> bool,
    ) -> Regressed {
        let narrowed = self.ground.regressions.narrowed(self.outcomes, members);
        let drawn = &self.outcomes.uncertainties;
        let everything = (0..drawn.len())
            .all(|u| members.contains(&u) || drawn[u].iter().all(|x| *x == drawn[u][0]));
        let whole = |side: &Side| {
            let held = side.fit.uncertainties.iter().all(|u| members.contains(u));
            everything || (side.fit.own == 0.0 && held)
        };
        let n = self.ground.regressions.draws();
        let means: Vec<Vec<f64>> = (outlook.sides.iter().enumerate())
            .map(|(k, side)| match touched(k) {
                true => side.values.clone(),
                false => vec![side.values.iter().sum::<f64>() / n as f64; n],
            })
            .collect();
        let asked: Vec<usize> =
            (0..outlook.sides.len()).filter(|k| !whole(&outlook.sides[*k])).collect();
        let known: Vec<Known<'_>> = asked
            .iter()
            .map(|k| Known { values: &means[*k], outcomes: outlook.sides[*k].outcomes() })
            .collect();
        let mut lines: Vec<Option<Expected>> = outlook.sides.iter().map(|_| None).collect();
        for (k, expected) in asked.iter().zip(narrowed.given(&known)) {
            lines[*k] = Some(expected);
        }
        Regressed { lines, narrowed }
    }

    /// Which option is best for which values of `x`, and the value between two stretches.
    fn stretches(
        &self,
        outlook: &Outlook,
        lines: &[Line<'_>],
        x: &[f64],
    ) -> (Vec<Stretch>, Option<Estimate>) {
        let mut order: Vec<usize> = (0..x.len()).collect();
        order.sort_by(|a, b| x[*a].total_cmp(&x[*b]));
        let at = |line: Option<usize>, row: usize| line.map_or(0.0, |k| lines[k].values[row]);
        let best = |row: usize| -> Option<usize> {
            let of = |best: Option<usize>, k: usize| {
                if at(Some(k), row) < at(best, row) { Some(k) } else { best }
            };
            (0..lines.len()).fold(None, of)
        };
        let mut runs: Vec<(Option<usize>, usize)> = Vec::new();
        for row in &order {
            let best = best(*row);
            match runs.last_mut() {
                Some(last) if last.0 == best => last.1 += 1,
                _ => runs.push((best, 1)),
            }
        }
        let runs = without_short(runs, (LEAST * x.len() as f64) as usize);
        let option = |line: Option<usize>| {
            let place = outlook.of.iter().position(|of| *of == line && line.is_some());
            self.ground.grid.options[place.unwrap_or(outlook.reference)]
        };
        let (mut first, mut stretches) = (0, Vec::new());
        for (line, count) in &runs {
            let last = first + count;
            stretches.push(Stretch {
                from: (first > 0).then(|| x[order[first]]),
                to: (last < x.len()).then(|| x[order[last - 1]]),
                share: *count as f64 / x.len() as f64,
                option: option(*line),
            });
            first = last;
        }
        let threshold = match runs[..] {
            [(low, count), (high, _)] => {
                let between = (x[order[count - 1]] + x[order[count]]) / 2.0;
                Some(self.threshold((low, high), (outlook, lines), x, &order, between))
            }
            _ => None,
        };
        (stretches, threshold)
    }

    /// Where one line passes the other, and where it does in the resamples: in classes of `x` their
    /// difference moves by the mean of what it misses there, between the middles of classes along
    /// a straight line.
    fn threshold(
        &self,
        (low, high): (Option<usize>, Option<usize>),
        (outlook, lines): (&Outlook, &[Line<'_>]),
        x: &[f64],
        order: &[usize],
        between: f64,
    ) -> Estimate {
        let (regressions, resamples) = (&self.ground.regressions, &self.ground.resamples);
        let n = order.len();
        let value = |line: Option<usize>, row: usize| line.map_or(0.0, |l| lines[l].values[row]);
        let missed = |line: Option<usize>, row: usize| {
            line.map_or(0.0, |l| outlook.sides[l].outcomes()[row] - lines[l].values[row])
        };
        let classes = (n / DRAWS_PER_CLASS).clamp(1, CLASSES);
        let mut scores = vec![vec![0.0; regressions.group_count()]; classes];
        let mut sizes = vec![0.0; classes];
        for (place, row) in order.iter().enumerate() {
            let class = place * classes / n;
            scores[class][regressions.groups()[*row]] += missed(low, *row) - missed(high, *row);
            sizes[class] += 1.0;
        }
        let every = n.div_ceil(POINTS).max(1);
        let points: Vec<(f64, f64)> = order
            .iter()
            .enumerate()
            .step_by(every)
            .map(|(place, row)| {
                let place = (place as f64 + 0.5) / n as f64;
                (place, value(low, *row) - value(high, *row))
            })
            .collect();
        let one = |counts: &Vec<f64>| {
            let total =
                |scores: &Vec<f64>| scores.iter().zip(counts).map(|(s, c)| s * c).sum::<f64>();
            let moves: Vec<f64> =
                scores.iter().zip(&sizes).map(|(scores, size)| total(scores) / size).collect();
            let below = |(place, d): &&(f64, f64)| d + between_classes(&moves, *place) <= 0.0;
            let below = points.iter().filter(below).count() * every;
            x[order[below.min(n - 1)]]
        };
        let mut drawn: Vec<f64> = resamples.all().iter().map(one).collect();
        if drawn.len() < 2 {
            return Estimate { value: between, se: f64::NAN, low: f64::NAN, high: f64::NAN };
        }
        let count = drawn.len() as f64;
        let mean = drawn.iter().sum::<f64>() / count;
        let squares: f64 = drawn.iter().map(|t| (t - mean) * (t - mean)).sum();
        drawn.sort_by(f64::total_cmp);
        Estimate {
            value: between,
            se: resamples.inflation() * (squares / (count - 1.0)).sqrt(),
            low: type7(&drawn, 0.025).min(between),
            high: type7(&drawn, 0.975).max(between),
        }
    }
}

/// Differences given a set.
struct Regressed {
    /// By a regression of its own, or as it is given everything.
    lines: Vec<Option<Expected>>,
    narrowed: Regressions,
}

/// Gives runs of fewer than `least` to the neighbour that is longer.
fn without_short(
    mut runs: Vec<(Option<usize>, usize)>,
    least: usize,
) -> Vec<(Option<usize>, usize)> {
    while let Some(short) = (0..runs.len())
        .filter(|k| runs[*k].1 < least.max(1) && runs.len() > 1)
        .min_by_key(|k| runs[*k].1)
    {
        let before = short.checked_sub(1).map_or(0, |k| runs[k].1);
        let after = runs.get(short + 1).map_or(0, |run| run.1);
        let (_, count) = runs.remove(short);
        let to = if before >= after { short - 1 } else { short };
        runs[to].1 += count;
        runs.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 += next.1;
            }
            same
        });
    }
    runs
}

/// What choosing after knowing is worth, from the draws and in each resample.
struct Worth {
    plain: f64,
    resampled: Vec<f64>,
    groups: usize,
}

/// The chosen option's mean less that of the best one each time; the option that the others are
/// differences from stands at 0.
fn worth(lines: &[Line<'_>], regressions: &Regressions, resamples: &Resamples) -> Worth {
    let (n, groups) = (regressions.draws(), regressions.groups());
    let mut least = vec![0.0_f64; n];
    for line in lines {
        least.iter_mut().zip(line.values).for_each(|(l, x)| *l = l.min(*x));
    }
    let by_group = |values: &[f64]| {
        let mut sums = vec![0.0; regressions.group_count()];
        values.iter().zip(groups).for_each(|(x, g)| sums[*g] += x);
        sums
    };
    let sums: Vec<Vec<f64>> = lines.iter().map(|line| by_group(line.values)).collect();
    let least_sums = by_group(&least);
    let total = |sums: &[f64]| sums.iter().sum::<f64>() / n as f64;
    let chosen = |means: &mut dyn Iterator<Item = f64>| means.fold(0.0_f64, f64::min);
    let plain = (chosen(&mut sums.iter().map(|s| total(s))) - total(&least_sums)).max(0.0);
    let still = on_thin(lines, regressions.thin(), None);
    let resampled = (0..resamples.count())
        .map(|b| {
            let mean = |sums: &[f64]| resamples.mean(b, sums);
            let drawn = chosen(&mut sums.iter().map(|s| mean(s))) - mean(&least_sums);
            (drawn + on_thin(lines, regressions.thin(), Some(b)) - still).max(0.0)
        })
        .collect();
    Worth { plain, resampled, groups: regressions.group_count() }
}

/// The same on the thinned rows, with the regressions moved by a resample.
fn on_thin(lines: &[Line<'_>], thin: &[usize], resample: Option<usize>) -> f64 {
    let mut least = vec![0.0_f64; thin.len()];
    let mut chosen = 0.0_f64;
    for line in lines {
        let mut sum = 0.0;
        for (k, row) in thin.iter().enumerate() {
            let x = line.values[*row] + resample.map_or(0.0, |b| line.moved(b, k));
            sum += x;
            least[k] = least[k].min(x);
        }
        chosen = chosen.min(sum / thin.len() as f64);
    }
    chosen - least.iter().sum::<f64>() / thin.len() as f64
}

impl Worth {
    /// The estimate without its bias, at most `most`, and its interval.
    fn estimate(&self, resamples: &Resamples, most: f64) -> Estimate {
        let n = self.resampled.len() as f64;
        if self.resampled.len() < 2 || self.groups < 2 {
            return Estimate { value: self.plain, se: f64::NAN, low: f64::NAN, high: f64::NAN };
        }
        let mean = self.resampled.iter().sum::<f64>() / n;
        let squares: f64 = self.resampled.iter().map(|v| (v - mean) * (v - mean)).sum();
        let se = resamples.inflation() * (squares / (n - 1.0)).sqrt();
        let value = (2.0 * self.plain - mean).clamp(0.0, most);
        let reach = math::student_t_quantile((self.groups - 1) as f64, 0.975) * se;
        Estimate { value, se, low: (value - reach).max(0.0), high: value + reach }
    }
}
