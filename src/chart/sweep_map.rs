//! Maps over two things that are varied: numbers as colours with lines of equal value, or which option is best.

use super::canvas::{Across, Along, Canvas, Desk, Frame, mm};
use super::colour_scale::ColourScale;
use super::contour;
use super::error::ChartError;
use super::figure_sweep::{MapBorder, MapFill, MapOption, MapPanel, SweepMap, SweepScale, Winner};
use super::heat::Shade;
use super::key::{KeyItem, Sample};
use super::picture::{Picture, bad_data};
use super::places::{Margin, Places, wrong};
use super::response::place_title;
use super::sweep_panels::{Names, Plane, PlaneSpec, Up};
use super::theme::Colour;
use super::ticks::{Room, round_values};

/// A map is so high as a share of its width.
const SHAPE: f64 = 0.68;
/// Between stripes of cells in which options are not told apart.
const STRIPE_MM: f64 = 2.0;
/// A stripe takes this share of the way to the next.
const STRIPE_SHARE: f64 = 0.3;
/// How many lines of equal value there are, about.
const LEVELS: usize = 8;

struct MapPicture<'a> {
    data: &'a SweepMap,
    plane: Plane<'a>,
    /// How numbers become colours.
    shade: Option<Shade>,
}

/// Lays a map out for `width`.
pub(crate) fn plan<'a>(
    data: &'a SweepMap,
    title: &str,
    desk: Desk<'a>,
    width: f64,
) -> Result<Box<dyn Picture + 'a>, ChartError> {
    check(data, title)?;
    let titles: Vec<&str> = match &data.fill {
        MapFill::Values { panels, .. } => panels.iter().map(|p| p.title.as_str()).collect(),
        MapFill::Winners { panels, .. } => panels.iter().map(|p| p.title.as_str()).collect(),
    };
    let spec = PlaneSpec {
        columns: data.columns,
        up_names: Names::Shared(place_title(&data.up, &desk)),
        across_names: Names::Shared(place_title(&data.across, &desk)),
        key: key_items(data, &desk),
        ends: Vec::new(),
        shape: Some(if titles.len() == 1 { 0.6 * SHAPE } else { SHAPE }),
        gridded: false,
        marks: Vec::new(),
        titles,
    };
    let up = |_: usize, height: f64| {
        Up::Places(Places::new(&data.up, Margin::Cells, &desk, Room::Up(height)))
    };
    let across =
        |_: usize, width: f64| Places::new(&data.across, Margin::Cells, &desk, Room::Across(width));
    let plane = Plane::new(spec, up, across, desk, width);
    let shade = match &data.fill {
        MapFill::Values { axis, centre, panels, .. } => {
            let values = panels.iter().flat_map(|p| p.cells.iter().flatten().copied());
            Some(Shade::of_values(values, *centre, axis.scale, axis.format))
        }
        MapFill::Winners { .. } => None,
    };
    Ok(Box::new(MapPicture { data, plane, shade }))
}

fn check(data: &SweepMap, title: &str) -> Result<(), ChartError> {
    for axis in [&data.across, &data.up] {
        if let Some(what) = wrong(axis) {
            return Err(bad_data(title, format!("the axis \"{}\" {what}", axis.label)));
        }
    }
    let (rows, columns) = (data.up.places.len(), data.across.places.len());
    let fits = |lengths: Vec<usize>| lengths.len() == rows && lengths.iter().all(|n| *n == columns);
    let (count, whole) = match &data.fill {
        MapFill::Values { panels, .. } => {
            let each = panels.iter().map(|p| fits(p.cells.iter().map(Vec::len).collect()));
            (panels.len(), each.filter(|fits| !fits).count() == 0)
        }
        MapFill::Winners { panels, options } => {
            let known = |w: &Winner| w.best.into_iter().chain(w.rival).all(|o| o < options.len());
            let each = panels.iter().map(|p| {
                fits(p.cells.iter().map(Vec::len).collect()) && p.cells.iter().flatten().all(known)
            });
            (panels.len(), each.filter(|fits| !fits).count() == 0)
        }
    };
    if count == 0 {
        return Err(ChartError::Empty { title: title.to_owned() });
    }
    if !whole {
        return Err(bad_data(title, format!("{rows} by {columns} places need as many cells")));
    }
    Ok(())
}

/// The colour of an option's area. Options beyond the palette's end share its colours: theirs are darker.
fn area_colour(option: &MapOption, desk: &Desk<'_>) -> Colour {
    let theme = desk.theme;
    let colour = theme.tinted(option.colour, option.emphasis);
    let again = option.colour / theme.palette.len().max(1);
    if again > 0 { colour.mix(theme.ink, 0.45) } else { colour.mix(theme.paper, 0.22) }
}

fn key_items(data: &SweepMap, desk: &Desk<'_>) -> Vec<KeyItem> {
    let mut items = Vec::new();
    if let MapFill::Winners { options, panels } = &data.fill {
        let winners = || panels.iter().flat_map(|p| p.cells.iter().flatten());
        for (index, option) in options.iter().enumerate() {
            if winners().any(|w| w.best == Some(index) || w.rival == Some(index)) {
                let sample = Sample::Class(area_colour(option, desk));
                items.push(KeyItem { sample, name: option.label.clone() });
            }
        }
        if let Some(open) = winners().find(|w| w.rival.is_some()) {
            let of = |index: Option<usize>| {
                index.map_or(desk.theme.muted, |index| area_colour(&options[index], desk))
            };
            let name = desk
                .lang
                .pick("not told apart: stripes of the rival", "غير محسوم: خطوط بلون المنافس");
            let sample = Sample::Striped(pale(of(open.best), desk), of(open.rival));
            items.push(KeyItem { sample, name: name.to_owned() });
        }
    }
    let mut borders = borders(data).flatten();
    if !data.border_name.is_empty() && borders.next().is_some() {
        let name = data.border_name.clone();
        items.push(KeyItem { sample: Sample::Bar(desk.theme.ink, 0.5), name });
    }
    items
}

fn pale(colour: Colour, desk: &Desk<'_>) -> Colour {
    colour.mix(desk.theme.paper, 0.5)
}

fn borders(data: &SweepMap) -> Box<dyn Iterator<Item = &Vec<MapBorder>> + '_> {
    match &data.fill {
        MapFill::Values { panels, .. } => Box::new(panels.iter().map(|p| &p.borders)),
        MapFill::Winners { panels, .. } => Box::new(panels.iter().map(|p| &p.borders)),
    }
}

impl Picture for MapPicture<'_> {
    fn height(&self) -> f64 {
        let legend = match self.shade {
            Some(_) => mm(3.0) + ColourScale::height(&self.plane.desk),
            None => 0.0,
        };
        self.plane.height() + legend
    }

    fn notes(&self) -> Vec<String> {
        Vec::new()
    }

    fn draw(&self, canvas: &Canvas<'_>, frame: Frame) -> Result<(), ChartError> {
        let plots = self.plane.draw(canvas, frame)?;
        match &self.data.fill {
            MapFill::Values { axis, sense, centre, panels } => {
                let Some(shade) = self.shade else { return Ok(()) };
                let scale = ColourScale { axis, sense: *sense, centre: *centre, shade };
                for (index, (panel, plot)) in panels.iter().zip(plots).enumerate() {
                    self.draw_values(canvas, (index, panel), scale, plot)?;
                    self.draw_borders(canvas, index, &panel.borders, plot)?;
                }
                let height = ColourScale::height(&self.plane.desk);
                let place = Frame { top: frame.bottom() - height, height, ..frame };
                scale.draw(canvas, place)
            }
            MapFill::Winners { options, panels } => {
                for (index, (panel, plot)) in panels.iter().zip(plots).enumerate() {
                    self.draw_winners(canvas, (index, panel), options, plot)?;
                    self.draw_borders(canvas, index, &panel.borders, plot)?;
                    self.draw_names(canvas, (index, panel), options, plot)?;
                }
                Ok(())
            }
        }
    }
}

impl MapPicture<'_> {
    fn up(&self, panel: usize) -> Option<&Places> {
        match &self.plane.up[panel] {
            Up::Places(places) => Some(places),
            Up::Values(_) => None,
        }
    }

    /// The edges of cells on paper, across and upwards.
    fn edges(&self, panel: usize, plot: Frame) -> (Vec<f64>, Vec<f64>) {
        let across = self.plane.across[panel].edges(&self.data.across.places);
        let up = self.up(panel).map_or(Vec::new(), |up| up.edges(&self.data.up.places));
        (
            across.into_iter().map(|share| plot.x(share)).collect(),
            up.into_iter().map(|share| plot.y(share)).collect(),
        )
    }

    /// The middles of cells on paper: the places themselves.
    fn middles(&self, panel: usize, plot: Frame) -> (Vec<f64>, Vec<f64>) {
        let across = &self.plane.across[panel];
        let x = |at: &f64| plot.x(across.share(*at));
        let y = |at: &f64| plot.y(self.up(panel).map_or(0.0, |up| up.share(*at)));
        (
            self.data.across.places.iter().map(x).collect(),
            self.data.up.places.iter().map(y).collect(),
        )
    }

    fn draw_values(
        &self,
        canvas: &Canvas<'_>,
        (index, panel): (usize, &MapPanel<f64>),
        scale: ColourScale<'_>,
        plot: Frame,
    ) -> Result<(), ChartError> {
        let desk = &self.plane.desk;
        let (xs, ys) = self.edges(index, plot);
        for (j, row) in panel.cells.iter().enumerate() {
            for (i, value) in row.iter().enumerate().filter(|(_, v)| !v.is_nan()) {
                let cell = seamless(cell_frame((xs[i], xs[i + 1]), (ys[j], ys[j + 1])), plot);
                canvas.fill(cell, scale.colour(*value, desk.theme), 1.0)?;
            }
        }
        canvas.outline(plot, desk.theme.muted, mm(0.15))?;
        let text = |value: f64| scale.axis.format.compact(value, desk.lang);
        let small = desk.small();
        let each = panel.cells.iter().flatten().map(|v| text(*v)).collect::<Vec<_>>();
        let widest = desk.widest(each.iter().map(String::as_str), small);
        let narrowest = |edges: &[f64]| {
            edges.windows(2).map(|p| (p[1] - p[0]).abs()).fold(f64::INFINITY, f64::min)
        };
        let has_room = narrowest(&xs) > widest + mm(2.6) && narrowest(&ys) > small.leading();
        if !has_room {
            return self.draw_contours(canvas, (index, panel), scale, plot);
        }
        for (j, row) in panel.cells.iter().enumerate() {
            for (i, value) in row.iter().enumerate().filter(|(_, v)| !v.is_nan()) {
                let cell = cell_frame((xs[i], xs[i + 1]), (ys[j], ys[j + 1]));
                let ink = desk.theme.text_on(scale.colour(*value, desk.theme));
                let place = (cell.x(0.5), cell.y(0.5));
                canvas.text(
                    &text(*value),
                    small.coloured(ink),
                    place,
                    Across::Centre,
                    Along::Middle,
                )?;
            }
        }
        Ok(())
    }

    fn draw_contours(
        &self,
        canvas: &Canvas<'_>,
        (index, panel): (usize, &MapPanel<f64>),
        scale: ColourScale<'_>,
        plot: Frame,
    ) -> Result<(), ChartError> {
        let named = |scale: &SweepScale| matches!(scale, SweepScale::Names(_));
        if named(&self.data.across.scale) || named(&self.data.up.scale) {
            // names have no order: nothing lies between them
            return Ok(());
        }
        let desk = &self.plane.desk;
        let small = desk.small();
        let (xs, ys) = self.middles(index, plot);
        let mut taken: Vec<Frame> = Vec::new();
        for level in levels(panel, scale) {
            let colour = desk.theme.text_on(scale.colour(level, desk.theme));
            let label = scale.axis.format.compact(level, desk.lang);
            let (width, height) = (desk.width(&label, small) + mm(1.0), small.leading());
            let mut found = contour::lines(&xs, &ys, &panel.cells, level);
            for line in &found {
                canvas.line(line, colour, mm(0.2))?;
            }
            found.sort_by(|a, b| contour::length(b).total_cmp(&contour::length(a)));
            let longest = found.first().filter(|line| contour::length(line) > 1.5 * width);
            if let Some((x, y)) = longest.and_then(|line| contour::middle(line)) {
                let left = (x - width / 2.0).clamp(plot.left, plot.right() - width);
                let top = (y - height / 2.0).clamp(plot.top, plot.bottom() - height);
                let place = Frame { left, top, width, height };
                if taken.iter().any(|other| overlap(*other, place)) {
                    continue;
                }
                canvas.fill(place, scale.colour(level, desk.theme), 1.0)?;
                let middle = (place.x(0.5), place.y(0.5));
                canvas.text(
                    &label,
                    small.coloured(colour),
                    middle,
                    Across::Centre,
                    Along::Middle,
                )?;
                taken.push(place);
            }
        }
        Ok(())
    }

    fn draw_winners(
        &self,
        canvas: &Canvas<'_>,
        (index, panel): (usize, &MapPanel<Winner>),
        options: &[MapOption],
        plot: Frame,
    ) -> Result<(), ChartError> {
        let desk = &self.plane.desk;
        let (xs, ys) = self.edges(index, plot);
        let colour = |option: usize| area_colour(&options[option], desk);
        for (j, row) in panel.cells.iter().enumerate() {
            for (i, winner) in row.iter().enumerate() {
                let Some(best) = winner.best else { continue };
                let cell = seamless(cell_frame((xs[i], xs[i + 1]), (ys[j], ys[j + 1])), plot);
                match winner.rival {
                    None => canvas.fill(cell, colour(best), 1.0)?,
                    Some(rival) => {
                        canvas.fill(cell, pale(colour(best), desk), 1.0)?;
                        draw_stripes(canvas, cell, colour(rival), STRIPE_MM)?;
                    }
                }
            }
        }
        if !panel.borders.is_empty() {
            // where lines say the same more finely
            return canvas.outline(plot, desk.theme.muted, mm(0.15));
        }
        let best = |i: usize, j: usize| panel.cells[j][i].best;
        for j in 0..panel.cells.len() {
            for i in 0..panel.cells[j].len() {
                if i > 0 && best(i, j) != best(i - 1, j) {
                    let side = [(xs[i], ys[j]), (xs[i], ys[j + 1])];
                    canvas.line(&side, desk.theme.paper, mm(0.3))?;
                }
                if j > 0 && best(i, j) != best(i, j - 1) {
                    let side = [(xs[i], ys[j]), (xs[i + 1], ys[j])];
                    canvas.line(&side, desk.theme.paper, mm(0.3))?;
                }
            }
        }
        canvas.outline(plot, desk.theme.muted, mm(0.15))
    }

    /// The name of each option in its largest area, where that has room.
    fn draw_names(
        &self,
        canvas: &Canvas<'_>,
        (index, panel): (usize, &MapPanel<Winner>),
        options: &[MapOption],
        plot: Frame,
    ) -> Result<(), ChartError> {
        let desk = &self.plane.desk;
        let small = desk.small().bold();
        let (xs, ys) = self.edges(index, plot);
        for (number, option) in options.iter().enumerate() {
            let told = |w: &Winner| w.best == Some(number) && w.rival.is_none();
            let Some(area) = largest(&panel.cells, told, &xs, &ys) else { continue };
            let lines = desk.wrap(&option.label, small, area.width - mm(2.0), 3);
            let height = lines.len() as f64 * small.leading();
            let is_cut = lines.iter().any(|line| line.ends_with('…'));
            let widest = desk.widest(lines.iter().map(String::as_str), small);
            if is_cut || height > area.height - mm(0.8) || widest > area.width {
                continue;
            }
            let kind = small.coloured(desk.theme.text_on(area_colour(option, desk)));
            canvas.lines(
                &lines,
                kind,
                (area.x(0.5), area.y(0.5)),
                Across::Centre,
                Along::Middle,
            )?;
        }
        Ok(())
    }

    /// Lines where something changes, dark on a pale edge, so that they are seen on every colour.
    fn draw_borders(
        &self,
        canvas: &Canvas<'_>,
        index: usize,
        borders: &[MapBorder],
        plot: Frame,
    ) -> Result<(), ChartError> {
        let theme = self.plane.desk.theme;
        let across = &self.plane.across[index];
        let Some(up) = self.up(index) else { return Ok(()) };
        for border in borders {
            for (at, _, interval) in &border.points {
                if let Some((low, high)) = interval {
                    let y = plot.y(up.share(*at));
                    let end = |v: f64, far: f64| {
                        plot.x(if v.is_finite() { across.share(v) } else { far })
                    };
                    let ends = [(end(*low, 0.0), y), (end(*high, 1.0), y)];
                    canvas.line(&ends, theme.paper, mm(0.55))?;
                    canvas.line(&ends, theme.ink, mm(0.2))?;
                }
            }
            let points: Vec<(f64, f64)> = border
                .points
                .iter()
                .map(|(at, x, _)| (plot.x(across.share(*x)), plot.y(up.share(*at))))
                .collect();
            canvas.line(&points, theme.paper, mm(0.9))?;
            canvas.line(&points, theme.ink, mm(0.45))?;
            for point in points {
                canvas.dot(point, mm(0.6), theme.ink)?;
            }
        }
        Ok(())
    }
}

fn cell_frame((x0, x1): (f64, f64), (y0, y1): (f64, f64)) -> Frame {
    Frame { left: x0.min(x1), top: y0.min(y1), width: (x1 - x0).abs(), height: (y1 - y0).abs() }
}

/// A cell that reaches below its next neighbours: between two edges on the same pixel the paper would shine through.
/// Cells are drawn from the left and from below.
fn seamless(cell: Frame, plot: Frame) -> Frame {
    let more = mm(0.3);
    let top = (cell.top - more).max(plot.top);
    let right = (cell.right() + more).min(plot.right());
    Frame { left: cell.left, top, width: right - cell.left, height: cell.bottom() - top }
}

fn overlap(a: Frame, b: Frame) -> bool {
    a.left < b.right() && b.left < a.right() && a.top < b.bottom() && b.top < a.bottom()
}

/// Stripes from the lower left to the upper right of a rectangle. They lie on one lattice over the page, so that those
/// of neighbours meet.
pub(crate) fn draw_stripes(
    canvas: &Canvas<'_>,
    frame: Frame,
    colour: Colour,
    step_mm: f64,
) -> Result<(), ChartError> {
    let step = mm(step_mm);
    let (low, high) = (frame.left + frame.top, frame.right() + frame.bottom());
    let mut at = libm::floor(low / step) * step;
    while at < high {
        let points = between(frame, at, at + STRIPE_SHARE * step);
        if points.len() > 2 {
            canvas.polygon(&points, colour, 1.0)?;
        }
        at += step;
    }
    Ok(())
}

/// The part of a rectangle where `low <= x + y <= high`.
fn between(frame: Frame, low: f64, high: f64) -> Vec<(f64, f64)> {
    let corners = vec![
        (frame.left, frame.top),
        (frame.right(), frame.top),
        (frame.right(), frame.bottom()),
        (frame.left, frame.bottom()),
    ];
    let above = cut(&corners, |(x, y)| x + y - low);
    cut(&above, |(x, y)| high - x - y)
}

/// The part of a polygon where `side` is not negative (I. E. Sutherland, G. W. Hodgman, 1974).
fn cut(points: &[(f64, f64)], side: impl Fn((f64, f64)) -> f64) -> Vec<(f64, f64)> {
    let mut kept = Vec::new();
    for (index, here) in points.iter().enumerate() {
        let next = points[(index + 1) % points.len()];
        let (a, b) = (side(*here), side(next));
        if a >= 0.0 {
            kept.push(*here);
        }
        if (a >= 0.0) != (b >= 0.0) {
            let t = a / (a - b);
            kept.push((here.0 + t * (next.0 - here.0), here.1 + t * (next.1 - here.1)));
        }
    }
    kept
}

/// Round values within the colour scale, for lines of equal value.
fn levels(panel: &MapPanel<f64>, scale: ColourScale<'_>) -> Vec<f64> {
    let values = panel.cells.iter().flatten().copied().filter(|v| v.is_finite());
    let (low, high) =
        values.fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), v| (a.min(v), b.max(v)));
    if high.is_nan() || low.is_nan() || high <= low {
        return Vec::new();
    }
    if let Shade::Log { low, high } = scale.shade {
        let count = LEVELS as f64;
        let share = |i: usize| low * libm::pow(high / low, i as f64 / count);
        return (1..LEVELS).map(|i| rounded(share(i))).collect();
    }
    let inside = |v: &f64| *v > low + 0.02 * (high - low) && *v < high - 0.02 * (high - low);
    round_values(low, high, LEVELS).0.into_iter().filter(inside).collect()
}

/// A value with one digit.
fn rounded(value: f64) -> f64 {
    let power = libm::pow(10.0, libm::floor(libm::log10(value)));
    (value / power).round() * power
}

/// The largest rectangle of cells for which `holds`, on paper; by area.
fn largest(
    cells: &[Vec<Winner>],
    holds: impl Fn(&Winner) -> bool,
    xs: &[f64],
    ys: &[f64],
) -> Option<Frame> {
    let columns = cells.first().map_or(0, Vec::len);
    let mut best: Option<Frame> = None;
    // for each row at the top, how far below it each column holds
    for top in 0..cells.len() {
        let mut open = vec![true; columns];
        for bottom in top..cells.len() {
            for (i, cell) in cells[bottom].iter().enumerate() {
                open[i] &= holds(cell);
            }
            let indices: Vec<usize> = (0..columns).collect();
            for run in indices.chunk_by(|a, b| open[*a] == open[*b]).filter(|run| open[run[0]]) {
                let (first, last) = (run[0], run[run.len() - 1] + 1);
                let frame = cell_frame((xs[first], xs[last]), (ys[top], ys[bottom + 1]));
                if best.is_none_or(|b| frame.width * frame.height > b.width * b.height) {
                    best = Some(frame);
                }
            }
        }
    }
    best
}
