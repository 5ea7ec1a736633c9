//! Factors of a model, and the rows in which they are moved.

use serde::Serialize;

use crate::engine::{Rows, dimensions};
use crate::model::Model;
use crate::random::design::{Design, DesignError, Designer, RANDOMISATIONS};
use crate::random::philox::Stream;

/// What is moved as one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Factor {
    /// What it is.
    pub kind: FactorKind,
    /// Indices of its uncertainties, rising; none for luck.
    pub uncertainties: Vec<usize>,
    /// The uniforms that move with it.
    #[serde(skip)]
    dimensions: Vec<usize>,
}

/// Why uncertainties are moved as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FactorKind {
    /// One uncertainty that is independent of all others.
    Single,
    /// Uncertainties that hang together by the study's correlations.
    Correlated,
    /// Uncertainties that are drawn together from a posterior, with those correlated with them.
    Joint,
    /// Which of the histories that the same numbers allow comes true.
    Luck,
}

impl Factor {
    /// An uncertainty on its own.
    pub(super) fn single(uncertainty: usize) -> Self {
        let own = vec![uncertainty];
        Self { kind: FactorKind::Single, uncertainties: own.clone(), dimensions: own }
    }
}

/// The factors of a model, in the order of their first uncertainties, luck last. `reads` says which
/// uncertainties the outcomes read, `luck` whether they hang on luck. Those that nothing reads and
/// those that have one value are left out, unless a factor with others needs them.
pub fn factors(model: &Model, reads: &[bool], luck: bool) -> Vec<Factor> {
    let count = model.uncertainties.len();
    // the least member of each group, found again by way of the others
    let mut leader: Vec<usize> = (0..count).collect();
    let mut join = |a: usize, b: usize| {
        let (a, b) = (leader[a].min(leader[b]), leader[a].max(leader[b]));
        leader.iter_mut().filter(|l| **l == b).for_each(|l| *l = a);
    };
    for (a, b, rho) in &model.correlations {
        if *rho != 0.0 {
            join(*a, *b);
        }
    }
    let joint: Vec<usize> = match &model.posterior {
        Some(posterior) => (0..count).filter(|i| posterior.column(*i).is_some()).collect(),
        None => Vec::new(),
    };
    joint.windows(2).for_each(|pair| join(pair[0], pair[1]));
    let moves = |i: usize| {
        let (low, high) = model.uncertainties[i].distribution.support();
        joint.contains(&i) || low < high
    };
    let mut out: Vec<Factor> = Vec::new();
    for first in (0..count).filter(|i| leader[*i] == *i) {
        let members: Vec<usize> = (first..count).filter(|i| leader[*i] == first).collect();
        if !members.iter().any(|i| reads[*i] && moves(*i)) {
            continue;
        }
        let is_joint = members.iter().any(|i| joint.contains(i));
        let kind = match (is_joint, members.len()) {
            (true, _) => FactorKind::Joint,
            (false, 1) => FactorKind::Single,
            (false, _) => FactorKind::Correlated,
        };
        let mut dimensions = members.clone();
        // the uniform that chooses a row of the posterior
        dimensions.extend(is_joint.then_some(count));
        out.push(Factor { kind, uncertainties: members, dimensions });
    }
    if luck {
        let (uncertainties, dimensions) = (Vec::new(), Vec::new());
        out.push(Factor { kind: FactorKind::Luck, uncertainties, dimensions });
    }
    out
}

/// The first `n` points of one scrambled Sobol sequence over the named dimensions. `[names][n]`
///
/// Points of a designed run are dealt to sixteen scramblings, so that its errors can be measured; here
/// they come from resampled rows, and one sequence fills the space more evenly.
///
/// # Errors
/// [`DesignError`].
pub fn sobol_points(names: &[String], n: usize, seed: u64) -> Result<Vec<Vec<f64>>, DesignError> {
    let (parts, chunk) = (RANDOMISATIONS as usize, 64);
    let mut out = vec![Vec::with_capacity(n); names.len()];
    if names.is_empty() {
        return Ok(out);
    }
    let draws = (n * parts).max(parts) as u64;
    let designer = Designer::new(Design::Sobol, seed, names, draws)?;
    for first in (0..n).step_by(chunk) {
        let points = chunk.min(n - first);
        let mut dealt = vec![vec![0.0; points * parts]; names.len()];
        designer.fill((first * parts) as u64, &mut dealt);
        for (out, dealt) in out.iter_mut().zip(&dealt) {
            out.extend(dealt.iter().step_by(parts));
        }
    }
    Ok(out)
}

/// Where a lane's row stands: the block of rows and the row within it.
fn place(row: usize, n: usize) -> (usize, usize) {
    (row / n, row % n)
}

/// Saltelli's design: blocks of n rows, A, then B, then for each factor A with that factor from B.
/// Luck is a factor: row i of A has luck path i, row i of B path n + i.
#[derive(Clone, Debug)]
pub struct Saltelli {
    n: usize,
    /// Uniforms of A, then those of B. `[2 x dimensions][rows]`
    base: Vec<Vec<f64>>,
    /// For each factor, whether it moves each dimension. `[factors][dimensions]`
    moved: Vec<Vec<bool>>,
    luck: Vec<bool>,
}

impl Saltelli {
    /// A design of `n` rows a block, best a power of 2: A and B together are [`sobol_points`].
    ///
    /// # Errors
    /// [`DesignError`], for more than 512 dimensions.
    pub fn new(
        model: &Model,
        factors: &[Factor],
        n: usize,
        seed: u64,
    ) -> Result<Self, DesignError> {
        let names = dimensions(model);
        let of =
            |part: &str| names.iter().map(|name| format!("[{part}] {name}")).collect::<Vec<_>>();
        let both = [of("sensitivity A"), of("sensitivity B")].concat();
        let base = sobol_points(&both, n, seed)?;
        let moved = |f: &Factor| (0..names.len()).map(|d| f.dimensions.contains(&d)).collect();
        Ok(Self {
            n,
            base,
            moved: factors.iter().map(moved).collect(),
            luck: factors.iter().map(|f| f.kind == FactorKind::Luck).collect(),
        })
    }
}

impl Rows for Saltelli {
    fn count(&self) -> usize {
        self.n * (self.moved.len() + 2)
    }

    fn luck(&self, row: usize) -> u64 {
        let (block, row) = place(row, self.n);
        let from_b = block == 1 || (block > 1 && self.luck[block - 2]);
        if from_b { (self.n + row) as u64 } else { row as u64 }
    }

    fn fill(&self, first: usize, out: &mut [Vec<f64>]) {
        let dimensions = out.len();
        for (d, column) in out.iter_mut().enumerate() {
            let mut lane = 0;
            while lane < column.len() {
                let (block, row) = place(first + lane, self.n);
                let lanes = (self.n - row).min(column.len() - lane);
                let from_b = block == 1 || (block > 1 && self.moved[block - 2][d]);
                let from = &self.base[if from_b { dimensions + d } else { d }];
                column[lane..lane + lanes].copy_from_slice(&from[row..row + lanes]);
                lane += lanes;
            }
        }
    }
}

/// Quantiles at which Morris's trajectories stand: the central 90 % of each prior, in thirds.
pub const LEVELS: [f64; 4] = [0.05, 0.35, 0.65, 0.95];
/// A step, in quantiles: two levels.
pub const DELTA: f64 = 0.6;
/// Stream of the choices: no variable can have this name.
const CHOICES: &str = "\u{0}morris design";

/// Morris's design: r trajectories, each from a point of a grid, every factor moved once by two
/// levels in a random order and left there, luck last.
///
/// The four moves (from the lowest and the second level up, from the highest and the third down)
/// are dealt to the trajectories of a factor in equal numbers, so that each factor stands at every
/// level equally often. Rows are in blocks of r: the starts of all trajectories, their second points,
/// and so on. Before luck moves, trajectory t has luck path t, then r + t.
#[derive(Clone, Debug)]
pub struct Morris {
    r: usize,
    /// Level where a dimension starts, and where it ends. `[dimensions][trajectories]`
    ends: Vec<Vec<(f64, f64)>>,
    /// The factor that moves a dimension, if one does. `[dimensions]`
    factor: Vec<Option<usize>>,
    /// When a factor moves: in which block it stands at its end first. `[factors][trajectories]`
    when: Vec<Vec<usize>>,
    /// Whether a factor's effects have a sign, and which. `[factors]`
    signed: Vec<bool>,
    luck: bool,
}

impl Morris {
    /// A design of `r` trajectories, best a multiple of 4. Dimensions that no factor moves stay in
    /// the middle.
    pub fn new(model: &Model, factors: &[Factor], r: usize, seed: u64) -> Self {
        let stream = Stream::new(seed, CHOICES);
        let count = dimensions(model).len();
        let shuffled = |list: u64, length: usize| {
            let mut keys = vec![0.0; length];
            stream.fill_indices((list, 0), 0, 0, &mut keys);
            let mut order: Vec<usize> = (0..length).collect();
            order.sort_by(|a, b| keys[*a].total_cmp(&keys[*b]));
            order
        };
        let mut ends = vec![vec![(0.5, 0.5); r]; count];
        let mut factor = vec![None; count];
        for (f, moved) in factors.iter().enumerate() {
            for d in &moved.dimensions {
                factor[*d] = Some(f);
                for (deal, t) in shuffled(*d as u64, r).into_iter().enumerate() {
                    let (from, to) = [(0, 2), (1, 3), (2, 0), (3, 1)][deal % 4];
                    ends[*d][t] = (LEVELS[from], LEVELS[to]);
                }
            }
        }
        let luck = factors.iter().any(|f| f.kind == FactorKind::Luck);
        let moving = factors.len() - usize::from(luck);
        let mut when = vec![vec![factors.len(); r]; factors.len()];
        let orders: Vec<Vec<usize>> =
            (0..r).map(|t| shuffled((count + t) as u64, moving)).collect();
        for (t, order) in orders.iter().enumerate() {
            for (step, f) in order.iter().enumerate() {
                when[*f][t] = step + 1;
            }
        }
        let signed = factors.iter().map(|f| f.kind == FactorKind::Single).collect();
        Self { r, ends, factor, when, signed, luck }
    }

    /// Whether the effects of each factor have a sign.
    pub fn signed(&self) -> &[bool] {
        &self.signed
    }

    /// Elementary effects from values row by row: changes over [`DELTA`], upwards. Those of groups
    /// and of luck have no sign. `[factors][trajectories]`
    pub fn effects(&self, values: &[f64]) -> Vec<Vec<f64>> {
        let direction = |f: usize, t: usize| {
            let own = self.factor.iter().position(|factor| *factor == Some(f));
            let (from, to) = own.map_or((0.0, 1.0), |d| self.ends[d][t]);
            if to < from { -1.0 } else { 1.0 }
        };
        let effect = |f: usize, t: usize| {
            let after = self.when[f][t];
            let change = values[after * self.r + t] - values[(after - 1) * self.r + t];
            let size = change / DELTA;
            if self.signed[f] { direction(f, t) * size } else { size.abs() }
        };
        (0..self.when.len()).map(|f| (0..self.r).map(|t| effect(f, t)).collect()).collect()
    }
}

impl Rows for Morris {
    fn count(&self) -> usize {
        self.r * (self.when.len() + 1)
    }

    fn luck(&self, row: usize) -> u64 {
        let (block, t) = place(row, self.r);
        let moved = self.luck && block == self.when.len();
        if moved { (self.r + t) as u64 } else { t as u64 }
    }

    fn fill(&self, first: usize, out: &mut [Vec<f64>]) {
        for (d, column) in out.iter_mut().enumerate() {
            for (lane, u) in column.iter_mut().enumerate() {
                let (block, t) = place(first + lane, self.r);
                let (from, to) = self.ends[d][t];
                let moved = self.factor[d].is_some_and(|f| block >= self.when[f][t]);
                *u = if moved { to } else { from };
            }
        }
    }
}

#[cfg(test)]
#[path = "design_tests.rs"]
mod tests;
