//! Boxes in columns, arrows between them: the order within columns, heights, and the ways of arrows.

use std::collections::BTreeMap;

use super::canvas::mm;
use super::columns::{Link, assign};

/// Between boxes above one another, and between lines that pass them.
const BOX_GAP: f64 = 2.4;
const LINE_GAP: f64 = 1.3;
/// Between the ports of a side.
const PORT_GAP: f64 = 2.7;

/// What stands in a column: a box, or a place where arrows of one box and class pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Item {
    Box(usize),
    Pass { source: usize, class: usize, column: usize },
}

/// A side of a box.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Side {
    Left,
    Right,
}

/// Where arrows leave a box or, by their class, arrive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Door {
    Out,
    In(usize),
}

/// A piece of an arrow's way, from one column to the next or back to the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Piece {
    from: Item,
    to: Item,
    class: usize,
}

/// A line to draw: columns and heights of its ends, by side.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Line {
    /// Column, side and height at which it begins.
    pub from: (usize, Side, f64),
    /// Column, side and height at which it ends.
    pub to: (usize, Side, f64),
    pub class: usize,
    /// The box whose arrow it is.
    pub source: usize,
}

/// Where arrows of one class arrive at a box.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Entry {
    pub node: usize,
    pub side: Side,
    pub y: f64,
    pub class: usize,
}

/// A laid-out diagram; heights in drawing units from its top.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Layered {
    /// The column of each box.
    pub column: Vec<usize>,
    /// Top of each box.
    pub top: Vec<f64>,
    /// Height of each box: at least what was asked for, and room for its ports.
    pub height: Vec<f64>,
    pub lines: Vec<Line>,
    pub entries: Vec<Entry>,
    /// Height of the whole.
    pub total: f64,
}

/// Lays boxes of these heights out in so many columns.
pub(crate) fn lay_out(heights: &[f64], links: &[Link], columns: usize) -> Layered {
    let links: Vec<Link> = links.iter().copied().filter(|l| l.from != l.to).collect();
    let column = assign(heights, &links, columns);
    let pieces = pieces(&links, &column);
    let mut doors: BTreeMap<(usize, Side), Vec<Door>> = BTreeMap::new();
    for piece in &pieces {
        for (node, side, door) in piece.doors(&column) {
            let list = doors.entry((node, side)).or_default();
            if !list.contains(&door) {
                list.push(door);
            }
        }
    }
    let mut height = heights.to_vec();
    for ((node, _), list) in &doors {
        height[*node] = height[*node].max(list.len() as f64 * mm(PORT_GAP) + mm(0.8));
    }
    let mut stacks = order(&column, &pieces, columns);
    stacks.iter_mut().for_each(|stack| stack.dedup());
    let middle = heights_of(&stacks, &pieces, &height);
    let total = middle.iter().map(|(item, y)| y + size(*item, &height) / 2.0).fold(0.0, f64::max);
    let mut out = Layered {
        top: (0..heights.len()).map(|i| middle[&Item::Box(i)] - height[i] / 2.0).collect(),
        column,
        height,
        total,
        ..Layered::default()
    };
    out.route(&pieces, &doors, &middle);
    out
}

impl Item {
    fn column(self, columns: &[usize]) -> usize {
        match self {
            Item::Box(i) => columns[i],
            Item::Pass { column, .. } => column,
        }
    }
}

impl Piece {
    /// The sides on which it begins and ends.
    fn sides(&self, columns: &[usize]) -> (Side, Side) {
        let (from, to) = (self.from.column(columns), self.to.column(columns));
        match from.cmp(&to) {
            std::cmp::Ordering::Less => (Side::Right, Side::Left),
            std::cmp::Ordering::Equal => (Side::Right, Side::Right),
            std::cmp::Ordering::Greater => (Side::Left, Side::Right),
        }
    }

    fn doors(&self, columns: &[usize]) -> Vec<(usize, Side, Door)> {
        let (out, into) = self.sides(columns);
        let mut doors = Vec::new();
        if let Item::Box(i) = self.from {
            doors.push((i, out, Door::Out));
        }
        if let Item::Box(i) = self.to {
            doors.push((i, into, Door::In(self.class)));
        }
        doors
    }
}

/// The ways of all arrows, each piece once.
fn pieces(links: &[Link], column: &[usize]) -> Vec<Piece> {
    let mut out = Vec::new();
    for link in links {
        let (mut at, end) = (column[link.from], column[link.to]);
        let mut from = Item::Box(link.from);
        loop {
            let next = match at.cmp(&end) {
                std::cmp::Ordering::Less => at + 1,
                std::cmp::Ordering::Equal => at,
                std::cmp::Ordering::Greater => at - 1,
            };
            let to = if next == end {
                Item::Box(link.to)
            } else {
                Item::Pass { source: link.from, class: link.class, column: next }
            };
            out.push(Piece { from, to, class: link.class });
            if next == end {
                break;
            }
            (from, at) = (to, next);
        }
    }
    out.sort_unstable();
    out.dedup();
    out
}

/// The order of items in each column, with few crossings.
fn order(column: &[usize], pieces: &[Piece], columns: usize) -> Vec<Vec<Item>> {
    let mut items: Vec<Item> = (0..column.len()).map(Item::Box).collect();
    items.extend(pieces.iter().flat_map(|p| [p.from, p.to]));
    items.sort_unstable();
    items.dedup();
    let mut best: Option<(f64, Vec<Vec<Item>>)> = None;
    for start in 0..8_u64 {
        let mut stacks = vec![Vec::new(); columns];
        for item in &items {
            stacks[item.column(column)].push(*item);
        }
        for (c, stack) in stacks.iter_mut().enumerate() {
            let turn = |i: usize| {
                (i as u64 + 1).wrapping_mul(2 * start + 3 + c as u64).wrapping_mul(0x9E37_79B1)
                    % 1009
            };
            if start > 0 {
                let mut turned: Vec<(u64, Item)> =
                    stack.iter().enumerate().map(|(i, item)| (turn(i), *item)).collect();
                turned.sort_unstable();
                *stack = turned.into_iter().map(|(_, item)| item).collect();
            }
        }
        let mut sorter = Sorter::new(stacks, pieces, column);
        sorter.sort();
        let cost = sorter.cost();
        if best.as_ref().is_none_or(|(least, _)| cost < *least - 1e-9) {
            best = Some((cost, sorter.stacks));
        }
    }
    best.map(|(_, stacks)| stacks).unwrap_or_default()
}

struct Sorter<'a> {
    stacks: Vec<Vec<Item>>,
    place: BTreeMap<Item, usize>,
    near: BTreeMap<Item, Vec<Item>>,
    /// For each channel right of a column the pieces in it.
    channels: Vec<Vec<(Item, Item)>>,
    column: &'a [usize],
}

impl<'a> Sorter<'a> {
    fn new(stacks: Vec<Vec<Item>>, pieces: &[Piece], column: &'a [usize]) -> Self {
        let mut near: BTreeMap<Item, Vec<Item>> = BTreeMap::new();
        let mut channels = vec![Vec::new(); stacks.len()];
        for piece in pieces {
            near.entry(piece.from).or_default().push(piece.to);
            near.entry(piece.to).or_default().push(piece.from);
            let (a, b) = (piece.from.column(column), piece.to.column(column));
            let ends = if a <= b { (piece.from, piece.to) } else { (piece.to, piece.from) };
            channels[a.min(b)].push(ends);
        }
        let mut sorter = Sorter { stacks, place: BTreeMap::new(), near, channels, column };
        (0..sorter.stacks.len()).for_each(|c| sorter.number(c));
        sorter
    }

    fn number(&mut self, column: usize) {
        for (place, item) in self.stacks[column].iter().enumerate() {
            self.place.insert(*item, place);
        }
    }

    /// A place as a share of its column, so that columns of different length compare.
    fn share(&self, item: Item) -> f64 {
        let stack = self.stacks[item.column(self.column)].len();
        (self.place[&item] as f64 + 0.5) / stack as f64
    }

    /// Crossings in the channel right of a column, with a little for length.
    fn channel_cost(&self, column: usize) -> f64 {
        let ends: Vec<(usize, usize, bool)> = self.channels[column]
            .iter()
            .map(|(a, b)| {
                let same = a.column(self.column) == b.column(self.column);
                (self.place[a], self.place[b], same)
            })
            .collect();
        let mut cost = 0.0;
        for (i, (a, b, same)) in ends.iter().enumerate() {
            if *same {
                cost += 0.8 * (a.abs_diff(*b) as f64 - 1.0);
                continue;
            }
            let crossed = ends[i + 1..]
                .iter()
                .filter(|(c, d, same)| !same && ((a < c && b > d) || (a > c && b < d)));
            cost += crossed.count() as f64;
        }
        let long: f64 = self.channels[column]
            .iter()
            .map(|(a, b)| (self.share(*a) - self.share(*b)).abs())
            .sum();
        cost + 0.5 * long
    }

    fn cost(&self) -> f64 {
        (0..self.stacks.len()).map(|c| self.channel_cost(c)).sum()
    }

    fn sort(&mut self) {
        let mut best = (self.cost(), self.stacks.clone());
        for round in 0..24 {
            let columns: Vec<usize> = if round % 2 == 0 {
                (0..self.stacks.len()).collect()
            } else {
                (0..self.stacks.len()).rev().collect()
            };
            for column in columns {
                let mut keyed: Vec<(f64, Item)> = self.stacks[column]
                    .iter()
                    .map(|item| (self.barycentre(*item), *item))
                    .collect();
                keyed.sort_by(|a, b| a.0.total_cmp(&b.0));
                self.stacks[column] = keyed.into_iter().map(|(_, item)| item).collect();
                self.number(column);
            }
            self.transpose();
            let cost = self.cost();
            if cost < best.0 - 1e-9 {
                best = (cost, self.stacks.clone());
            }
        }
        self.stacks = best.1;
        (0..self.stacks.len()).for_each(|c| self.number(c));
    }

    fn barycentre(&self, item: Item) -> f64 {
        let Some(near) = self.near.get(&item).filter(|near| !near.is_empty()) else {
            return self.share(item);
        };
        near.iter().map(|other| self.share(*other)).sum::<f64>() / near.len() as f64
    }

    /// Exchanges neighbours as long as that helps.
    fn transpose(&mut self) {
        for _ in 0..12 {
            let mut changed = false;
            for column in 0..self.stacks.len() {
                for i in 1..self.stacks[column].len() {
                    let cost = |sorter: &Self| {
                        let before = if column > 0 { sorter.channel_cost(column - 1) } else { 0.0 };
                        before + sorter.channel_cost(column)
                    };
                    let before = cost(self);
                    self.swap(column, i);
                    if cost(self) < before - 1e-9 {
                        changed = true;
                    } else {
                        self.swap(column, i);
                    }
                }
            }
            if !changed {
                return;
            }
        }
    }

    fn swap(&mut self, column: usize, i: usize) {
        self.stacks[column].swap(i - 1, i);
        self.place.insert(self.stacks[column][i - 1], i - 1);
        self.place.insert(self.stacks[column][i], i);
    }
}

fn size(item: Item, height: &[f64]) -> f64 {
    match item {
        Item::Box(i) => height[i],
        Item::Pass { .. } => 0.0,
    }
}

/// The middle of every item: as near as its neighbours in other columns as the order allows.
fn heights_of(stacks: &[Vec<Item>], pieces: &[Piece], height: &[f64]) -> BTreeMap<Item, f64> {
    let apart = |a: Item, b: Item| {
        let gap = match (a, b) {
            (Item::Box(_), Item::Box(_)) => BOX_GAP,
            (Item::Pass { .. }, Item::Pass { .. }) => LINE_GAP,
            _ => 1.2 * LINE_GAP,
        };
        (size(a, height) + size(b, height)) / 2.0 + mm(gap)
    };
    // Distance of each item from the first of its column when nothing is wasted.
    let offsets: Vec<Vec<f64>> = stacks
        .iter()
        .map(|stack| {
            let mut at = stack.first().map_or(0.0, |first| size(*first, height) / 2.0);
            let mut out = vec![at];
            for pair in stack.windows(2) {
                at += apart(pair[0], pair[1]);
                out.push(at);
            }
            out
        })
        .collect();
    let length = |c: usize| match (stacks[c].last(), offsets[c].last()) {
        (Some(last), Some(at)) => at + size(*last, height) / 2.0,
        _ => 0.0,
    };
    let total = (0..stacks.len()).map(length).fold(0.0, f64::max);
    let mut middle: BTreeMap<Item, f64> = BTreeMap::new();
    for (c, stack) in stacks.iter().enumerate() {
        let spare = (total - length(c)) / 2.0;
        for (item, at) in stack.iter().zip(&offsets[c]) {
            middle.insert(*item, at + spare);
        }
    }
    let mut near: BTreeMap<Item, Vec<(Item, f64)>> = BTreeMap::new();
    for piece in pieces {
        let passing = |item: Item| matches!(item, Item::Pass { .. });
        let weight = match (passing(piece.from), passing(piece.to)) {
            (true, true) => 8.0,
            (true, false) | (false, true) => 2.0,
            _ => 1.0,
        };
        near.entry(piece.from).or_default().push((piece.to, weight));
        near.entry(piece.to).or_default().push((piece.from, weight));
    }
    for round in 0..60 {
        for step in 0..stacks.len() {
            let c = if round % 2 == 0 { step } else { stacks.len() - 1 - step };
            let wanted: Vec<(f64, f64)> = stacks[c]
                .iter()
                .zip(&offsets[c])
                .map(|(item, offset)| {
                    let mut sum = (0.02 * middle[item], 0.02);
                    for (other, weight) in near.get(item).into_iter().flatten() {
                        sum = (sum.0 + weight * middle[other], sum.1 + weight);
                    }
                    (sum.0 / sum.1 - offset, sum.1)
                })
                .collect();
            let spare = total - length(c);
            for ((item, offset), y) in stacks[c].iter().zip(&offsets[c]).zip(isotonic(&wanted)) {
                middle.insert(*item, y.clamp(0.0, spare) + offset);
            }
        }
    }
    middle
}

/// The rising sequence nearest to values with weights, by least squares (pool adjacent violators).
fn isotonic(wanted: &[(f64, f64)]) -> Vec<f64> {
    let mut pools: Vec<(f64, f64, usize)> = Vec::new();
    for (value, weight) in wanted {
        let mut pool = (*value, *weight, 1);
        while let Some(last) = pools.pop_if(|last| last.0 > pool.0) {
            let weight = last.1 + pool.1;
            pool = ((last.0 * last.1 + pool.0 * pool.1) / weight, weight, last.2 + pool.2);
        }
        pools.push(pool);
    }
    pools.into_iter().flat_map(|(value, _, count)| std::iter::repeat_n(value, count)).collect()
}

impl Layered {
    /// Gives every door its place on its side, and draws the pieces between them.
    fn route(
        &mut self,
        pieces: &[Piece],
        doors: &BTreeMap<(usize, Side), Vec<Door>>,
        middle: &BTreeMap<Item, f64>,
    ) {
        // Where the other ends of a door's pieces lie on average decides the order of doors.
        let mut pull: BTreeMap<(usize, Side, Door), (f64, f64)> = BTreeMap::new();
        for piece in pieces {
            for (node, side, door) in piece.doors(&self.column) {
                let other = if piece.from == Item::Box(node) && door == Door::Out {
                    piece.to
                } else {
                    piece.from
                };
                let sum = pull.entry((node, side, door)).or_default();
                *sum = (sum.0 + middle[&other], sum.1 + 1.0);
            }
        }
        let mut at: BTreeMap<(usize, Side, Door), f64> = BTreeMap::new();
        for ((node, side), list) in doors {
            let mut sorted: Vec<(f64, Door)> = list
                .iter()
                .map(|door| {
                    let (sum, count) = pull[&(*node, *side, *door)];
                    (sum / count, *door)
                })
                .collect();
            sorted.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            let first =
                middle[&Item::Box(*node)] - (sorted.len() as f64 - 1.0) / 2.0 * mm(PORT_GAP);
            for (i, (_, door)) in sorted.into_iter().enumerate() {
                let y = first + i as f64 * mm(PORT_GAP);
                at.insert((*node, *side, door), y);
                if let Door::In(class) = door {
                    self.entries.push(Entry { node: *node, side: *side, y, class });
                }
            }
        }
        for piece in pieces {
            let (out, into) = piece.sides(&self.column);
            let source = match piece.from {
                Item::Box(i) | Item::Pass { source: i, .. } => i,
            };
            let from = match piece.from {
                Item::Box(i) => at[&(i, out, Door::Out)],
                pass @ Item::Pass { .. } => middle[&pass],
            };
            let to = match piece.to {
                Item::Box(i) => at[&(i, into, Door::In(piece.class))],
                pass @ Item::Pass { .. } => middle[&pass],
            };
            self.lines.push(Line {
                from: (piece.from.column(&self.column), out, from),
                to: (piece.to.column(&self.column), into, to),
                class: piece.class,
                source,
            });
            if let Item::Pass { column, .. } = piece.to {
                let y = middle[&piece.to];
                let other = if into == Side::Left { Side::Right } else { Side::Left };
                let across = Line {
                    from: (column, into, y),
                    to: (column, other, y),
                    class: piece.class,
                    source,
                };
                if !self.lines.contains(&across) {
                    self.lines.push(across);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn some_links() -> Vec<Link> {
        let pairs =
            [(0, 3), (1, 3), (2, 4), (3, 5), (4, 5), (5, 0), (0, 5), (1, 5), (2, 3), (5, 4)];
        pairs.into_iter().map(|(from, to)| Link { from, to, class: from % 3 }).collect()
    }

    #[test]
    fn boxes_of_a_column_stand_apart() {
        let heights: Vec<f64> = (0..6).map(|i| mm(5.0 + f64::from(i))).collect();
        let laid = lay_out(&heights, &some_links(), 3);
        for a in 0..6 {
            assert!(laid.top[a] >= -1e-6 && laid.top[a] + laid.height[a] <= laid.total + 1e-6);
            for b in (0..6).filter(|b| *b != a && laid.column[*b] == laid.column[a]) {
                let above = laid.top[a] + laid.height[a] + mm(1.0) <= laid.top[b];
                let below = laid.top[b] + laid.height[b] + mm(1.0) <= laid.top[a];
                assert!(above || below, "{a} and {b} overlap");
            }
        }
    }

    #[test]
    fn lines_that_cross_a_column_pass_between_boxes() {
        let heights = vec![mm(9.0); 6];
        let laid = lay_out(&heights, &some_links(), 4);
        let mut passed = 0;
        for line in laid.lines.iter().filter(|l| l.from.0 == l.to.0 && l.from.1 != l.to.1) {
            passed += 1;
            for node in (0..6).filter(|i| laid.column[*i] == line.from.0) {
                let y = line.from.2;
                let inside = y > laid.top[node] && y < laid.top[node] + laid.height[node];
                assert!(!inside, "a line runs through box {node}");
            }
        }
        assert!(passed > 0, "no line was long enough to test");
    }

    #[test]
    fn every_arrow_arrives() {
        let links = some_links();
        let laid = lay_out(&[mm(8.0); 6], &links, 3);
        for link in &links {
            let arrives = |e: &&Entry| e.node == link.to && e.class == link.class;
            assert!(laid.entries.iter().any(|e| arrives(&e)), "{link:?}");
        }
    }

    #[test]
    fn isotonic_pools_what_falls() {
        assert_eq!(isotonic(&[(1.0, 1.0), (3.0, 1.0), (2.0, 1.0)]), [1.0, 2.5, 2.5]);
        assert_eq!(isotonic(&[(2.0, 3.0), (0.0, 1.0)]), [1.5, 1.5]);
    }
}
