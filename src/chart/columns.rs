//! Boxes in columns, arrows between them: which box stands in which column.
//!
//! The layout of diagrams is that of Sugiyama, Tagawa and Toda (Methods for visual understanding of hierarchical
//! system structures, 1981) with columns for layers, changed in three ways. The number of columns is given, as the
//! page has a width: boxes are put into columns by local search rather than by longest paths, which also decides
//! which arrows run back. Long arrows of one box and sign share their way. Arrows within a column are allowed.

/// An arrow between boxes, and its class: arrows of one box and class share their way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Link {
    pub from: usize,
    pub to: usize,
    pub class: usize,
}

/// What an arrow costs by how many columns it leads on.
fn span_cost(from: usize, to: usize) -> f64 {
    let span = to as f64 - from as f64;
    if span == 1.0 {
        0.0
    } else if span > 1.0 {
        1.4 * (span - 1.0)
    } else if span == 0.0 {
        2.2
    } else {
        1.2 - 1.4 * span
    }
}

/// Finds a column for every box so that most arrows lead to the next one, and columns are about equally high.
pub(crate) fn assign(heights: &[f64], links: &[Link], columns: usize) -> Vec<usize> {
    let mut near: Vec<Vec<(usize, bool)>> = vec![Vec::new(); heights.len()];
    for link in links {
        near[link.from].push((link.to, true));
        near[link.to].push((link.from, false));
    }
    let mut best: Option<(f64, Vec<usize>)> = None;
    for start in 0..6_u64 {
        let mut search = Search::new(heights, &near, columns, start);
        search.improve();
        let cost = search.cost();
        if best.as_ref().is_none_or(|(least, _)| cost < *least - 1e-9) {
            best = Some((cost, search.column));
        }
    }
    best.map(|(_, column)| column).unwrap_or_default()
}

struct Search<'a> {
    heights: &'a [f64],
    /// For each box the others it is joined to, and whether the arrow leads there.
    near: &'a [Vec<(usize, bool)>],
    columns: usize,
    column: Vec<usize>,
    filled: Vec<f64>,
    /// The height of a column if all were equal.
    even: f64,
}

impl<'a> Search<'a> {
    fn new(heights: &'a [f64], near: &'a [Vec<(usize, bool)>], columns: usize, seed: u64) -> Self {
        let count = heights.len();
        let depth = depths(near, seed);
        let deepest = depth.iter().copied().max().unwrap_or(0).max(1);
        let column: Vec<usize> =
            depth.iter().map(|d| (d * (columns - 1) + deepest / 2) / deepest).collect();
        let mut filled = vec![0.0; columns];
        for i in 0..count {
            filled[column[i]] += heights[i];
        }
        let even = heights.iter().sum::<f64>() / columns as f64;
        Search { heights, near, columns, column, filled, even }
    }

    /// What it costs that columns are filled so: what stands out above the even height counts.
    fn fill_cost(&self, filled: f64) -> f64 {
        let over = filled / self.even.max(1.0) - 1.02;
        if over > 0.0 { 300.0 * over * over + 12.0 * over } else { 0.0 }
    }

    fn box_cost(&self, index: usize, at: usize) -> f64 {
        self.near[index]
            .iter()
            .filter(|(other, _)| *other != index)
            .map(|(other, leads_there)| {
                let there = self.column[*other];
                if *leads_there { span_cost(at, there) } else { span_cost(there, at) }
            })
            .sum()
    }

    fn cost(&self) -> f64 {
        let arrows: f64 =
            (0..self.column.len()).map(|i| self.box_cost(i, self.column[i])).sum::<f64>() / 2.0;
        arrows + self.filled.iter().map(|f| self.fill_cost(*f)).sum::<f64>()
    }

    fn move_gain(&self, index: usize, to: usize) -> f64 {
        let (from, height) = (self.column[index], self.heights[index]);
        let before = self.fill_cost(self.filled[from]) + self.fill_cost(self.filled[to]);
        let after =
            self.fill_cost(self.filled[from] - height) + self.fill_cost(self.filled[to] + height);
        self.box_cost(index, from) - self.box_cost(index, to) + before - after
    }

    fn set(&mut self, index: usize, to: usize) {
        self.filled[self.column[index]] -= self.heights[index];
        self.filled[to] += self.heights[index];
        self.column[index] = to;
    }

    /// Moves single boxes, then exchanges pairs, as long as either helps.
    fn improve(&mut self) {
        for _ in 0..200 {
            let mut changed = false;
            for index in 0..self.column.len() {
                let gains = (0..self.columns)
                    .filter(|to| *to != self.column[index])
                    .map(|to| (self.move_gain(index, to), to));
                let best = gains.fold((1e-9, None), |(most, found), (gain, to)| {
                    if gain > most { (gain, Some(to)) } else { (most, found) }
                });
                if let Some(to) = best.1 {
                    self.set(index, to);
                    changed = true;
                }
            }
            if !changed && !self.exchange() {
                return;
            }
        }
    }

    fn exchange(&mut self) -> bool {
        let mut changed = false;
        for a in 0..self.column.len() {
            for b in a + 1..self.column.len() {
                let (at, bt) = (self.column[a], self.column[b]);
                if at == bt {
                    continue;
                }
                let before = self.cost();
                self.set(a, bt);
                self.set(b, at);
                if self.cost() < before - 1e-9 {
                    changed = true;
                } else {
                    self.set(a, at);
                    self.set(b, bt);
                }
            }
        }
        changed
    }
}

/// How far each box lies behind others, over arrows that do not run back in the order of a search.
fn depths(near: &[Vec<(usize, bool)>], seed: u64) -> Vec<usize> {
    let count = near.len();
    let mut order: Vec<usize> = (0..count).collect();
    // Boxes that others do not act on come first; the seed turns the rest around.
    order.sort_by_key(|i| {
        let acted_on = near[*i].iter().filter(|(_, leads)| !leads).count();
        let acts = near[*i].len() - acted_on;
        let turn = (*i as u64).wrapping_mul(2 * seed + 1).wrapping_mul(0x9E37_79B9) % 97;
        (acted_on as i64 - acts as i64, if seed == 0 { 0 } else { turn })
    });
    let mut rank = vec![0; count];
    for (place, index) in order.iter().enumerate() {
        rank[*index] = place;
    }
    let mut depth = vec![0; count];
    for index in order {
        for (other, leads) in &near[index] {
            if *leads && rank[*other] > rank[index] {
                depth[*other] = depth[*other].max(depth[index] + 1);
            }
        }
    }
    depth
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chain_takes_one_column_each() {
        let links: Vec<Link> = (0..3).map(|i| Link { from: i, to: i + 1, class: 0 }).collect();
        assert_eq!(assign(&[10.0; 4], &links, 4), [0, 1, 2, 3]);
    }

    #[test]
    fn only_the_closing_arrow_of_a_loop_runs_back() {
        let links: Vec<Link> =
            (0..4).map(|i| Link { from: i, to: (i + 1) % 4, class: 0 }).collect();
        let columns = assign(&[10.0; 4], &links, 4);
        let back = links.iter().filter(|l| columns[l.from] >= columns[l.to]).count();
        assert_eq!(back, 1, "{columns:?}");
    }
}
