//! Panels of rows with their names beside them: what charts of distributions and of shares have in common.

use super::canvas::{Across, Along, Canvas, Desk, Frame, mm};
use super::error::ChartError;
use super::key::axis_name;
use super::layout::{Grid, columns_for};
use super::ticks::{Tick, label_centre};

/// Narrower panels have no room for ticks.
const LEAST_PANEL_MM: f64 = 26.0;

/// What is laid out.
pub(crate) struct RowSpec<'a> {
    /// The names of the rows, from the top, the same in all panels.
    pub labels: Vec<&'a str>,
    /// Which names are set in bold.
    pub strong: Vec<bool>,
    /// The names of the panels.
    pub titles: Vec<&'a str>,
    /// How high a row would like to be, and must be at least, in millimetres.
    pub row_mm: (f64, f64),
    /// Kept free between the title of a panel and its first row.
    pub above: f64,
    /// Kept free after the rows, for what is written at their end.
    pub side: f64,
}

/// Rows laid out.
pub(crate) struct RowPanels<'a> {
    pub desk: Desk<'a>,
    pub grid: Grid,
    pub above: f64,
    pub side: f64,
    /// The height of a row with one line of text.
    pub least: f64,
    labels: Vec<Vec<String>>,
    strong: Vec<bool>,
    titles: Vec<Vec<String>>,
    title_height: f64,
    /// The top of each row below the first, and after them the bottom of the last.
    tops: Vec<f64>,
}

impl<'a> RowPanels<'a> {
    pub(crate) fn new(spec: RowSpec<'_>, desk: Desk<'a>, width: f64) -> Self {
        let text = desk.text();
        let bold = text.bold();
        let kind = |index: usize| if spec.strong[index] { bold } else { text };
        let longest = desk.widest(spec.labels.iter().copied(), bold);
        let most = longest.min(0.26 * width);
        let wrap = |(index, label): (usize, &&str)| desk.wrap(label, kind(index), most, 3);
        let labels: Vec<Vec<String>> = spec.labels.iter().enumerate().map(wrap).collect();
        let widths = labels
            .iter()
            .enumerate()
            .map(|(index, lines)| desk.widest(lines.iter().map(String::as_str), kind(index)));
        let labels_width = widths.fold(0.0, f64::max) + mm(2.0);
        let panels = spec.titles.len();
        let gap = mm(5.0);
        let room = width - labels_width;
        let least_panel = mm(LEAST_PANEL_MM) + spec.side;
        let mut columns = columns_for(panels, room, gap, least_panel);
        // A low page takes all panels side by side, where they have room so.
        let needed = panels.div_ceil(columns) as f64 * labels.len() as f64 * mm(spec.row_mm.1);
        let in_one_row = (room + gap) / panels as f64 - gap;
        if needed > mm(desk.theme.room_mm()) && in_one_row >= least_panel {
            columns = panels;
        }
        let mut grid = Grid::new(panels, columns, width, labels_width, (gap, mm(4.0)));
        let titles: Vec<Vec<String>> =
            spec.titles.iter().map(|title| desk.wrap(title, bold, grid.panel.0, 3)).collect();
        let title_lines = titles.iter().map(Vec::len).max().unwrap_or(0);
        let title_height = title_lines as f64 * bold.leading() + mm(0.8) + spec.above;
        let ticks = desk.small().leading() + mm(1.0);
        let rows = labels.len() as f64;
        let page = mm(desk.theme.room_mm()) / grid.rows() as f64 - title_height - ticks - mm(4.0);
        let (wanted, least) = spec.row_mm;
        let least = mm(wanted).min(page / rows).max(mm(least));
        let mut tops = vec![0.0];
        let mut height = 0.0;
        for lines in &labels {
            height += (lines.len() as f64 * text.leading() + mm(0.8)).max(least);
            tops.push(height);
        }
        grid.panel.1 = title_height + height + ticks;
        let (above, side) = (spec.above, spec.side);
        let strong = spec.strong;
        RowPanels { desk, grid, above, side, least, labels, strong, titles, title_height, tops }
    }

    /// The width of the axis of a panel.
    pub(crate) fn axis_width(&self) -> f64 {
        self.grid.panel.0 - self.side
    }

    /// The height of all panels with the name of the axis below them.
    pub(crate) fn height(&self) -> f64 {
        self.grid.height() + self.desk.text().leading() + mm(0.5)
    }

    /// Draws titles, names and ticks, and returns where the rows of each panel go.
    pub(crate) fn draw(
        &self,
        canvas: &Canvas<'_>,
        ticks: &[Tick],
        name: &str,
        frame: Frame,
    ) -> Result<Vec<Frame>, ChartError> {
        let rtl = self.desk.lang.is_rtl();
        let frame = Frame { height: self.grid.height(), ..frame };
        let mut places = Vec::with_capacity(self.titles.len());
        for (index, title) in self.titles.iter().enumerate() {
            let panel = self.grid.place(index, frame, rtl);
            let rows = Frame {
                left: panel.left + if rtl { self.side } else { 0.0 },
                top: panel.top + self.title_height,
                width: panel.width - self.side,
                height: self.tops.last().copied().unwrap_or(0.0),
            };
            let x = if rtl { panel.right() } else { panel.left };
            let foot = (x, rows.top - self.above - mm(0.6));
            let bold = self.desk.text().bold();
            canvas.lines(title, bold, foot, self.desk.start(), Along::Bottom)?;
            if self.grid.is_first_in_row(index) {
                self.draw_labels(canvas, rows)?;
            }
            self.draw_ticks(canvas, ticks, rows)?;
            places.push(rows);
        }
        let strip = Frame {
            left: frame.left + self.grid.labels,
            top: frame.bottom() + mm(0.5),
            width: frame.width - self.grid.labels - self.side,
            height: 0.0,
        };
        axis_name(canvas, name, strip.mirrored(frame, rtl))?;
        Ok(places)
    }

    /// The place of a row within those of its panel.
    pub(crate) fn row(&self, index: usize, rows: Frame) -> Frame {
        Frame {
            top: rows.top + self.tops[index],
            height: self.tops[index + 1] - self.tops[index],
            ..rows
        }
    }

    fn draw_labels(&self, canvas: &Canvas<'_>, rows: Frame) -> Result<(), ChartError> {
        let rtl = self.desk.lang.is_rtl();
        for (index, lines) in self.labels.iter().enumerate() {
            let y = self.row(index, rows).y(0.5);
            // Labels end where the panel begins, so that the eye does not jump.
            let (x, across) = if rtl {
                (rows.right() + mm(2.0), Across::Left)
            } else {
                (rows.left - mm(2.0), Across::Right)
            };
            let mut kind = self.desk.text();
            kind.bold = self.strong[index];
            canvas.lines(lines, kind, (x, y), across, Along::Middle)?;
        }
        Ok(())
    }

    fn draw_ticks(
        &self,
        canvas: &Canvas<'_>,
        ticks: &[Tick],
        rows: Frame,
    ) -> Result<(), ChartError> {
        let theme = self.desk.theme;
        let small = self.desk.small();
        for tick in ticks {
            let x = rows.x(tick.share);
            canvas.line(&[(x, rows.top), (x, rows.bottom())], theme.grid, mm(0.15))?;
            let width = self.desk.width(&tick.label, small);
            let centre = label_centre(tick.share, rows.width, width);
            let label = (rows.left + centre, rows.bottom() + mm(0.6));
            canvas.text(&tick.label, small, label, Across::Centre, Along::Top)?;
        }
        let floor = [(rows.left, rows.bottom()), (rows.right(), rows.bottom())];
        canvas.line(&floor, theme.muted, mm(0.2))
    }
}
