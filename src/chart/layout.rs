//! Panels in a grid.

use super::canvas::Frame;

/// How many panels stand side by side in `width` when nobody says; none is narrower than `least` if fewer side by
/// side can help it.
pub(crate) fn columns_for(panels: usize, width: f64, gap: f64, least: f64) -> usize {
    let mut columns = match panels {
        0 | 1 => 1,
        2 | 4 => 2,
        3 | 5 | 6 | 9 => 3,
        _ => 4,
    };
    while columns > 1 && (width + gap) / (columns as f64) - gap < least {
        columns -= 1;
    }
    columns
}

/// A grid of panels of one size, with a strip of labels at the start of every row of panels.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Grid {
    pub panels: usize,
    pub columns: usize,
    /// Width of the strip of labels.
    pub labels: f64,
    /// Between panels side by side.
    pub gap: f64,
    /// Between rows of panels.
    pub row_gap: f64,
    /// Size of a panel with all that belongs to it.
    pub panel: (f64, f64),
}

impl Grid {
    pub(crate) fn new(
        panels: usize,
        columns: usize,
        width: f64,
        labels: f64,
        (gap, row_gap): (f64, f64),
    ) -> Self {
        let columns = columns.clamp(1, panels.max(1));
        let panel = (width - labels - gap * (columns - 1) as f64) / columns as f64;
        Grid { panels, columns, labels, gap, row_gap, panel: (panel, 0.0) }
    }

    pub(crate) fn rows(&self) -> usize {
        self.panels.div_ceil(self.columns)
    }

    pub(crate) fn height(&self) -> f64 {
        let rows = self.rows() as f64;
        rows * self.panel.1 + (rows - 1.0).max(0.0) * self.row_gap
    }

    /// The place of a panel within `frame`. Columns run from the right and labels stand on the right where text
    /// does.
    pub(crate) fn place(&self, index: usize, frame: Frame, rtl: bool) -> Frame {
        let (row, column) = (index / self.columns, index % self.columns);
        Frame {
            left: frame.left + self.labels + column as f64 * (self.panel.0 + self.gap),
            top: frame.top + row as f64 * (self.panel.1 + self.row_gap),
            width: self.panel.0,
            height: self.panel.1,
        }
        .mirrored(frame, rtl)
    }

    /// Whether a panel is the first of its row, next to the labels.
    pub(crate) fn is_first_in_row(&self, index: usize) -> bool {
        index.is_multiple_of(self.columns)
    }
}

/// Moves the middles of labels apart until none overlaps its neighbour, within `low` to `high` as far as there is
/// room, changing each as little as it can. Returns them in the order given.
pub(crate) fn spread_out(middles: &[f64], heights: &[f64], low: f64, high: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..middles.len()).collect();
    order.sort_by(|a, b| middles[*a].total_cmp(&middles[*b]));
    // Clusters of labels that touch, each around the mean of where its members wanted to be.
    let mut clusters: Vec<Cluster> = Vec::new();
    for index in order {
        let mut cluster =
            Cluster { members: vec![index], height: heights[index], wanted: middles[index] };
        cluster.wanted = cluster.within(low, high);
        while let Some(before) = clusters.pop_if(|before| before.end() > cluster.start()) {
            let (n, m) = (before.members.len() as f64, cluster.members.len() as f64);
            let mut members = before.members;
            members.append(&mut cluster.members);
            cluster = Cluster {
                members,
                height: before.height + cluster.height,
                wanted: (before.wanted * n + cluster.wanted * m) / (n + m),
            };
            cluster.wanted = cluster.within(low, high);
        }
        clusters.push(cluster);
    }
    let mut placed = middles.to_vec();
    for cluster in &clusters {
        let mut top = cluster.start();
        for index in &cluster.members {
            placed[*index] = top + heights[*index] / 2.0;
            top += heights[*index];
        }
    }
    placed
}

/// Labels stacked without space between them.
struct Cluster {
    members: Vec<usize>,
    height: f64,
    /// The middle of the stack.
    wanted: f64,
}

impl Cluster {
    fn start(&self) -> f64 {
        self.wanted - self.height / 2.0
    }

    fn end(&self) -> f64 {
        self.wanted + self.height / 2.0
    }

    /// The middle, moved so that the stack lies within the limits; the lower limit wins.
    fn within(&self, low: f64, high: f64) -> f64 {
        let half = self.height / 2.0;
        self.wanted.min(high - half).max(low + half)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_move_no_more_than_they_must() {
        let two = |positions: &[f64]| spread_out(positions, &[2.0, 2.0], 0.0, 20.0);
        assert_eq!(two(&[3.0, 10.0]), [3.0, 10.0]);
        assert_eq!(two(&[5.0, 5.0]), [4.0, 6.0]);
        assert_eq!(two(&[20.0, 19.0]), [19.0, 17.0]);
        let tall = spread_out(&[0.0, 0.0, 9.0], &[2.0, 4.0, 2.0], 0.0, 20.0);
        assert_eq!(tall, [1.0, 4.0, 9.0]);
    }

    #[test]
    fn panels_are_not_narrower_than_they_must() {
        assert_eq!(columns_for(5, 100.0, 2.0, 30.0), 3);
        assert_eq!(columns_for(5, 80.0, 2.0, 30.0), 2);
        assert_eq!(columns_for(5, 20.0, 2.0, 30.0), 1);
    }

    #[test]
    fn panels_fill_the_width() {
        let frame = Frame { left: 0.0, top: 0.0, width: 100.0, height: 50.0 };
        let mut grid = Grid::new(5, 3, 100.0, 10.0, (3.0, 4.0));
        grid.panel.1 = 20.0;
        assert_eq!(grid.height(), 44.0);
        assert_eq!(grid.place(2, frame, false).right(), 100.0);
        assert_eq!(grid.place(2, frame, true).left, 0.0);
        assert_eq!(grid.place(3, frame, false).top, 24.0);
        assert!(grid.is_first_in_row(3));
    }
}
