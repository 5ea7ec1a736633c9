//! Panels whose axes are those of a sweep: what charts along one axis and maps over two share.

use super::axis::Axis;
use super::canvas::{Across, Along, Canvas, Desk, Frame, mm};
use super::error::ChartError;
use super::key::{Key, KeyItem, axis_name};
use super::layout::{Grid, columns_for};
use super::places::Places;
use super::ticks::{Tick, label_centre};
use super::timepanels::EndName;

/// Between panels side by side.
const GAP_MM: f64 = 5.0;
/// Narrower panels have no room for ticks.
const LEAST_PANEL_MM: f64 = 36.0;
/// Rows of labels above a panel at most.
const MOST_MARK_ROWS: usize = 3;

/// The axis upwards of a panel.
pub(crate) enum Up {
    Values(Box<Axis>),
    Places(Places),
}

impl Up {
    pub(crate) fn ticks(&self) -> &[Tick] {
        match self {
            Up::Values(axis) => &axis.ticks,
            Up::Places(places) => &places.ticks,
        }
    }
}

/// What is laid out.
pub(crate) struct PlaneSpec<'s> {
    /// The names of the panels.
    pub titles: Vec<&'s str>,
    pub columns: Option<usize>,
    /// The name of the upward axis that all share; else each panel's own.
    pub up_names: Names,
    pub across_names: Names,
    pub key: Vec<KeyItem>,
    /// Names at the ends of lines, where there is one panel.
    pub ends: Vec<EndName>,
    /// How high a panel is as a share of its width, where that matters: maps are not flat.
    pub shape: Option<f64>,
    pub gridded: bool,
    /// Labels above each panel: places and words.
    pub marks: Vec<Vec<(f64, String)>>,
}

/// What axes are called.
pub(crate) enum Names {
    Shared(String),
    Own(Vec<String>),
}

impl Names {
    fn lines(&self, desk: &Desk<'_>, width: f64) -> Vec<Vec<String>> {
        let kind = desk.small();
        match self {
            Names::Shared(_) => Vec::new(),
            Names::Own(names) => names.iter().map(|name| desk.wrap(name, kind, width, 2)).collect(),
        }
    }

    fn is_own(&self) -> bool {
        matches!(self, Names::Own(_))
    }
}

/// A label above a panel: its middle as a length from the left, its row from below, and its words.
struct MarkLabel {
    at: f64,
    centre: f64,
    row: usize,
    text: String,
}

/// Panels laid out.
pub(crate) struct Plane<'a> {
    pub desk: Desk<'a>,
    pub grid: Grid,
    pub ends: Vec<EndName>,
    pub up: Vec<Up>,
    pub across: Vec<Places>,
    spec_up: Names,
    spec_across: Names,
    gridded: bool,
    key: Key,
    /// The shared name of the upward axis, above all panels.
    name: Vec<String>,
    titles: Vec<Vec<String>>,
    up_names: Vec<Vec<String>>,
    across_names: Vec<Vec<String>>,
    marks: Vec<Vec<MarkLabel>>,
    title_height: f64,
    up_name_height: f64,
    mark_height: f64,
    plot_height: f64,
    foot_height: f64,
    strip: f64,
    gutter: f64,
}

impl<'a> Plane<'a> {
    /// `up` makes the upward axis of a panel of a height, `across` the other one of a width.
    pub(crate) fn new(
        spec: PlaneSpec<'_>,
        up: impl Fn(usize, f64) -> Up,
        across: impl Fn(usize, f64) -> Places,
        desk: Desk<'a>,
        width: f64,
    ) -> Self {
        let (text, small) = (desk.text(), desk.small());
        let panels = spec.titles.len();
        // tick labels of its own take room from a panel
        let least = LEAST_PANEL_MM + if spec.up_names.is_own() { 12.0 } else { 0.0 };
        let columns = spec
            .columns
            .unwrap_or_else(|| columns_for(panels, width - mm(12.0), mm(GAP_MM), mm(least)))
            .clamp(1, panels);
        let rows = panels.div_ceil(columns);
        let bold = text.bold();
        let guess = (width - mm(12.0)) / columns as f64 - mm(4.0);
        let most = |lines: &[Vec<String>]| lines.iter().map(Vec::len).max().unwrap_or(0) as f64;
        let ends_height: f64 = spec.ends.iter().map(|name| name.height(&desk)).sum();
        let is_own = spec.across_names.is_own();
        let plot_height = plot_height(&desk, &spec, (rows, columns), guess).max(ends_height);

        let up: Vec<Up> = (0..panels).map(|panel| up(panel, plot_height)).collect();
        let labels = up.iter().flat_map(Up::ticks).map(|tick| tick.label.as_str());
        let strip = desk.widest(labels, small) + mm(1.5);
        let gutter = gutter(&spec.ends, &desk);
        let own_strips = spec.up_names.is_own();
        let beside = if own_strips { 0.0 } else { strip };
        let mut grid = Grid::new(panels, columns, width - beside, 0.0, (mm(GAP_MM), mm(3.0)));
        let plot_width = grid.panel.0 - gutter - if own_strips { strip } else { 0.0 };
        let titles: Vec<Vec<String>> =
            spec.titles.iter().map(|title| desk.wrap(title, bold, plot_width, 3)).collect();
        let title_height = most(&titles) * bold.leading() + mm(0.8);
        let across: Vec<Places> = (0..panels).map(|panel| across(panel, plot_width)).collect();
        let tick_lines = across.iter().map(Places::lines).max().unwrap_or(1) as f64;
        let ticks_height = tick_lines * small.leading() + mm(1.0);
        let up_names = spec.up_names.lines(&desk, plot_width);
        let across_names = spec.across_names.lines(&desk, plot_width);
        let (marks, mark_height) = place_all(&spec.marks, &across, &desk, plot_width);
        let foot_height =
            if is_own { ticks_height + most(&across_names) * small.leading() } else { 0.0 };
        let up_name_height = most(&up_names) * small.leading();
        grid.panel.1 = title_height + up_name_height + mark_height + plot_height + foot_height;
        if !is_own && rows > 1 && !panels.is_multiple_of(columns) {
            // Panels above an empty place carry ticks of their own.
            grid.row_gap = ticks_height + mm(1.5);
        }
        let name = match &spec.up_names {
            Names::Shared(name) => desk.wrap(name, text.coloured(desk.theme.muted), width, 2),
            Names::Own(_) => Vec::new(),
        };
        Plane {
            desk,
            grid,
            ends: spec.ends,
            up,
            across,
            gridded: spec.gridded,
            key: Key::new(spec.key, &desk, width),
            name,
            titles,
            up_names,
            across_names,
            marks,
            title_height,
            up_name_height,
            mark_height,
            plot_height,
            foot_height: if is_own { foot_height } else { ticks_height },
            strip,
            gutter,
            spec_up: spec.up_names,
            spec_across: spec.across_names,
        }
    }

    fn own_strips(&self) -> bool {
        self.spec_up.is_own()
    }

    pub(crate) fn height(&self) -> f64 {
        let name = self.name.len() as f64 * self.desk.text().leading();
        let foot = match &self.spec_across {
            Names::Own(_) => 0.0,
            Names::Shared(name) => {
                let line = if name.is_empty() { 0.0 } else { self.desk.text().leading() };
                self.foot_height + line
            }
        };
        self.key.height(&self.desk) + name + mm(1.0) + self.grid.height() + foot
    }

    /// Draws all but the data, and returns where those go.
    pub(crate) fn draw(&self, canvas: &Canvas<'_>, frame: Frame) -> Result<Vec<Frame>, ChartError> {
        let muted = self.desk.text().coloured(self.desk.theme.muted);
        let rtl = self.desk.lang.is_rtl();
        let start = if rtl { frame.right() } else { frame.left };
        self.key.draw(canvas, frame)?;
        let name_top = frame.top + self.key.height(&self.desk);
        canvas.lines(&self.name, muted, (start, name_top), self.desk.start(), Along::Top)?;
        let beside = if self.own_strips() { 0.0 } else { self.strip };
        let grid = Frame {
            left: frame.left + beside,
            top: name_top + self.name.len() as f64 * muted.leading() + mm(1.0),
            width: frame.width - beside,
            height: self.grid.height(),
        };
        let mut plots = Vec::with_capacity(self.titles.len());
        for index in 0..self.titles.len() {
            let place = self.grid.place(index, grid, rtl);
            let inset = if self.own_strips() { self.strip } else { 0.0 };
            let plot = Frame {
                left: place.left + inset,
                top: place.top + self.title_height + self.up_name_height + self.mark_height,
                width: place.width - self.gutter - inset,
                height: self.plot_height,
            };
            self.draw_heads(canvas, index, place.top, plot)?;
            self.draw_axes(canvas, index, plot)?;
            plots.push(plot);
        }
        if let Names::Shared(name) = &self.spec_across {
            let below = Frame {
                top: grid.bottom() + self.foot_height,
                width: grid.width - self.gutter,
                ..grid
            };
            axis_name(canvas, name, below)?;
        }
        Ok(plots)
    }

    fn draw_heads(
        &self,
        canvas: &Canvas<'_>,
        index: usize,
        top: f64,
        plot: Frame,
    ) -> Result<(), ChartError> {
        let rtl = self.desk.lang.is_rtl();
        let x = if rtl { plot.right() } else { plot.left };
        let foot = top + self.title_height - mm(0.6);
        let bold = self.desk.text().bold();
        canvas.lines(&self.titles[index], bold, (x, foot), self.desk.start(), Along::Bottom)?;
        if let Some(lines) = self.up_names.get(index) {
            let place = (x, top + self.title_height);
            canvas.lines(lines, self.desk.small(), place, self.desk.start(), Along::Top)?;
        }
        let small = self.desk.small().coloured(self.desk.theme.ink);
        for label in self.marks.get(index).map_or(&[][..], |labels| labels) {
            let y = plot.top - mm(0.6) - label.row as f64 * small.leading();
            if label.row > 0 || (label.centre - label.at).abs() > mm(2.0) {
                let tie = [(plot.left + label.at, plot.top), (plot.left + label.centre, y)];
                canvas.line(&tie, self.desk.theme.faint, mm(0.12))?;
            }
            let place = (plot.left + label.centre, y);
            canvas.text(&label.text, small, place, Across::Centre, Along::Bottom)?;
        }
        Ok(())
    }

    fn draw_axes(&self, canvas: &Canvas<'_>, index: usize, plot: Frame) -> Result<(), ChartError> {
        let theme = self.desk.theme;
        let small = self.desk.small();
        let column = index % self.grid.columns;
        let is_leftmost = match self.desk.lang.is_rtl() {
            true => column + 1 == self.grid.columns || index + 1 == self.grid.panels,
            false => column == 0,
        };
        for tick in self.up[index].ticks() {
            let y = plot.y(tick.share);
            if self.gridded {
                canvas.line(&[(plot.left, y), (plot.right(), y)], theme.grid, mm(0.15))?;
            }
            if is_leftmost || self.own_strips() {
                let place = (plot.left - mm(1.0), y);
                canvas.text(&tick.label, small, place, Across::Right, Along::Middle)?;
            }
        }
        let is_lowest = index + self.grid.columns >= self.grid.panels;
        let places = &self.across[index];
        for tick in &places.ticks {
            let (x, foot) = (plot.x(tick.share), plot.bottom());
            canvas.line(&[(x, foot), (x, foot + mm(0.8))], theme.muted, mm(0.2))?;
            if !is_lowest && !self.spec_across.is_own() {
                continue;
            }
            let lines = places.label(tick, &self.desk);
            let width = self.desk.widest(lines.iter().map(String::as_str), small);
            let centre = match lines.len() {
                1 => label_centre(tick.share, plot.width, width),
                _ => tick.share * plot.width,
            };
            let place = (plot.left + centre, foot + mm(0.8));
            canvas.lines(&lines, small, place, Across::Centre, Along::Top)?;
        }
        let floor = [(plot.left, plot.bottom()), (plot.right(), plot.bottom())];
        canvas.line(&floor, theme.muted, mm(0.2))?;
        if let Some(lines) = self.across_names.get(index) {
            let ticks = places.lines() as f64 * small.leading() + mm(1.0);
            let place = (plot.x(0.5), plot.bottom() + ticks);
            canvas.lines(lines, small, place, Across::Centre, Along::Top)?;
        }
        Ok(())
    }
}

/// Panels are as high as suits their number, as far as there is room on the page.
fn plot_height(
    desk: &Desk<'_>,
    spec: &PlaneSpec<'_>,
    (rows, columns): (usize, usize),
    width: f64,
) -> f64 {
    let wanted = match (spec.shape, columns) {
        (Some(share), _) => (share * width).min(mm(112.0)),
        (None, 1) => mm(72.0),
        (None, 2) => mm(46.0),
        (None, 3) => mm(38.0),
        (None, _) => mm(32.0),
    };
    let small = desk.small().leading();
    let own = if spec.across_names.is_own() { 2.0 * small + mm(1.0) } else { 0.0 }
        + if spec.up_names.is_own() { small } else { 0.0 };
    let room = mm(desk.theme.room_mm()) / rows as f64 - desk.text().leading() - own - mm(5.0);
    wanted.min(room).max(mm(18.0))
}

/// Width kept free after lines for their names.
fn gutter(ends: &[EndName], desk: &Desk<'_>) -> f64 {
    if ends.is_empty() {
        return 0.0;
    }
    let lines = ends.iter().flat_map(|name| &name.lines);
    desk.widest(lines.map(String::as_str), desk.small().bold()) + mm(3.5)
}

/// The labels above all panels, and the height that they take.
fn place_all(
    marks: &[Vec<(f64, String)>],
    across: &[Places],
    desk: &Desk<'_>,
    width: f64,
) -> (Vec<Vec<MarkLabel>>, f64) {
    let each = marks.iter().zip(across);
    let marks: Vec<Vec<MarkLabel>> =
        each.map(|(marks, places)| place_marks(marks, places, desk, width)).collect();
    let rows = marks.iter().flatten().map(|m| m.row + 1).max().unwrap_or(0) as f64;
    let height = if rows > 0.0 { rows * desk.small().leading() + mm(0.8) } else { 0.0 };
    (marks, height)
}

/// Puts labels above their places, in as many rows as they need; labels that find no room are left out.
fn place_marks(
    marks: &[(f64, String)],
    places: &Places,
    desk: &Desk<'_>,
    width: f64,
) -> Vec<MarkLabel> {
    let kind = desk.small();
    let mut order: Vec<(f64, &String)> =
        marks.iter().map(|(at, text)| (places.share(*at) * width, text)).collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut ends = [f64::NEG_INFINITY; MOST_MARK_ROWS];
    let mut labels = Vec::new();
    for (at, text) in order {
        let half = desk.width(text, kind) / 2.0;
        let centre = at.min(width - half).max(half);
        let free = ends.iter().position(|end| centre - half >= *end + mm(1.5));
        if let Some(row) = free {
            ends[row] = centre + half;
            labels.push(MarkLabel { at, centre, row, text: text.clone() });
        }
    }
    labels
}
