//! Ranks and regrets: how probable each rank of each option is, and by how much it falls short of the best.

use super::axis::{Axis, Core};
use super::canvas::{Across, Along, Canvas, Desk, Frame, mm};
use super::ends::{draw_ticks, ticks_height};
use super::error::ChartError;
use super::figure::ValueAxis;
use super::figure_compare::{Regret, RegretMark, RegretRow};
use super::key::{Key, KeyItem, Sample};
use super::marks::{self, Mark, draw_stripe};
use super::picture::{Picture, axis_title, bad_data, cut_notes};
use super::rows::Rows;
use super::theme::{Colour, along};
use super::ticks::Room;

const LEAST_ROW_MM: f64 = 5.4;
/// A cell of the rank strip is no wider than this.
const WIDEST_RANK_MM: f64 = 7.0;
/// Narrower cells have no room for two digits.
const LEAST_RANK_MM: f64 = 3.2;
/// Probabilities below this are left blank.
const SEEN: f64 = 0.005;

struct RegretPicture<'a> {
    data: &'a Regret,
    desk: Desk<'a>,
    spec: ValueAxis,
    axis: Axis,
    key: Key,
    rows: Rows,
    /// How many ranks there are.
    ranks: usize,
    /// Width of one rank's cell.
    cell: f64,
    plot_width: f64,
    notes: Vec<Vec<String>>,
    heads: [Vec<String>; 2],
    head_height: f64,
}

/// Between the ranks and the regrets, and between these and the notes.
const GAP_MM: f64 = 4.0;

/// Lays a regret plot out for `width`.
pub(crate) fn plan<'a>(
    data: &'a Regret,
    title: &str,
    desk: Desk<'a>,
    width: f64,
) -> Result<Box<dyn Picture + 'a>, ChartError> {
    check(data, title)?;
    let small = desk.small();
    let ranks = data.rows.iter().map(|row| row.ranks.len()).max().unwrap_or(0);
    let longest_note = desk.widest(data.rows.iter().map(|row| row.note.as_str()), small);
    let note_width = longest_note.min(0.16 * width);
    let notes: Vec<Vec<String>> =
        data.rows.iter().map(|row| desk.wrap(&row.note, small, note_width, 3)).collect();
    let note_lines = notes.iter().map(Vec::len).max().unwrap_or(0) as f64;
    let rows = Rows::new(
        data.rows.iter().map(|row| (row.label.as_str(), row.strong)),
        &desk,
        desk.text(),
        (0.24 * width, mm(LEAST_ROW_MM).max(note_lines * small.leading() + mm(0.6))),
    );
    let note_width = desk.widest(notes.iter().flatten().map(String::as_str), small);
    let note_room = if note_width > 0.0 { note_width + mm(GAP_MM) } else { 0.0 };
    let room = width - rows.strip - note_room;
    let cell = match ranks {
        0 => 0.0,
        n => (0.52 * room / n as f64).min(mm(WIDEST_RANK_MM)),
    };
    let strip = if ranks > 0 { cell * ranks as f64 + mm(GAP_MM) } else { 0.0 };
    let plot_width = room - strip;

    let spec = ValueAxis { natural: (Some(0.0), None), ..data.axis.clone() };
    let mut cores: Vec<Core> = data.rows.iter().flat_map(marks_of).map(core).collect();
    let each = data.rows.iter().flat_map(|row| &row.each).copied();
    cores.extend(each.filter(|value| !value.is_nan()).map(Core::point));
    cores.push(Core::point(0.0));
    let axis = Axis::new(&spec, &cores, 3.0, &desk, Room::Across(plot_width));
    let bold = desk.text().bold();
    let regret_title = if data.regret_title.is_empty() {
        axis_title(&spec, axis.is_log(), desk.lang)
    } else {
        axis_title(
            &ValueAxis { label: data.regret_title.clone(), ..spec.clone() },
            axis.is_log(),
            desk.lang,
        )
    };
    let rank_title = if ranks > 0 { data.rank_title.as_str() } else { "" };
    let heads = [
        desk.wrap(rank_title, bold, cell * ranks as f64, 4),
        desk.wrap(&regret_title, bold, plot_width + note_room, 4),
    ];
    let numbers = if ranks > 0 { small.leading() } else { 0.0 };
    let head_lines = heads.iter().map(Vec::len).max().unwrap_or(0) as f64;
    let head_height = head_lines * bold.leading() + numbers + mm(1.2);
    let key = Key::new(key_items(data, &desk), &desk, width);
    Ok(Box::new(RegretPicture {
        data,
        desk,
        spec,
        axis,
        key,
        rows,
        ranks,
        cell,
        plot_width,
        notes,
        heads,
        head_height,
    }))
}

fn check(data: &Regret, title: &str) -> Result<(), ChartError> {
    if data.rows.is_empty() {
        return Err(ChartError::Empty { title: title.to_owned() });
    }
    let known: Vec<usize> =
        data.rows.iter().map(|row| row.ranks.len()).filter(|n| *n > 0).collect();
    if known.iter().any(|n| *n != known[0]) {
        return Err(bad_data(title, "options have probabilities of different numbers of ranks"));
    }
    Ok(())
}

fn marks_of(row: &RegretRow) -> impl Iterator<Item = RegretMark> {
    [row.expected, row.tail, row.worst].into_iter().flatten().filter(|mark| !mark.value.is_nan())
}

fn core(mark: RegretMark) -> Core {
    let (low, high) = mark.interval.unwrap_or((mark.value, mark.value));
    let (low, high) = (low.min(mark.value), high.max(mark.value));
    Core { low, middle: mark.value, high, least: low, greatest: high }
}

/// The colours of expected, tail and worst regret, and of those in single futures.
fn colours(desk: &Desk<'_>) -> [Colour; 4] {
    [desk.theme.category(0), desk.theme.ink, desk.theme.category(1), desk.theme.muted]
}

fn key_items(data: &Regret, desk: &Desk<'_>) -> Vec<KeyItem> {
    let names = &data.names;
    let names = [&names.expected, &names.tail, &names.worst, &names.each];
    let marks = [Mark::Disc, Mark::Tick, Mark::Lozenge, Mark::Point];
    let mut items: Vec<KeyItem> = names
        .into_iter()
        .zip(marks.into_iter().zip(colours(desk)))
        .filter(|(name, _)| !name.is_empty())
        .map(|(name, (mark, colour))| KeyItem {
            sample: Sample::Mark(mark, colour),
            name: name.clone(),
        })
        .collect();
    let has_interval = data.rows.iter().flat_map(marks_of).any(|mark| mark.interval.is_some());
    if has_interval {
        items.push(KeyItem {
            sample: Sample::Bar(desk.theme.ink, 0.5),
            name: match desk.lang {
                crate::text::Lang::En => "95 % interval".to_owned(),
                crate::text::Lang::Ar => {
                    format!("مجال الثقة {}", crate::text::percent(0.95, desk.lang))
                }
            },
        });
    }
    items
}

impl Picture for RegretPicture<'_> {
    fn height(&self) -> f64 {
        self.key.height(&self.desk)
            + self.head_height
            + self.rows.height()
            + ticks_height(self.desk.small())
    }

    fn notes(&self) -> Vec<String> {
        cut_notes(&self.axis, &self.spec, self.desk.lang)
    }

    fn draw(&self, canvas: &Canvas<'_>, frame: Frame) -> Result<(), ChartError> {
        let desk = &self.desk;
        let rtl = desk.lang.is_rtl();
        self.key.draw(canvas, frame)?;
        let all = Frame {
            left: frame.left + self.rows.strip,
            top: frame.top + self.key.height(desk) + self.head_height,
            width: frame.width - self.rows.strip,
            height: self.rows.height(),
        }
        .mirrored(frame, rtl);
        for row in 0..self.rows.len() {
            draw_stripe(canvas, row, self.rows.band(row, all))?;
        }
        self.rows.draw(canvas, all)?;
        self.draw_ranks(canvas, all)?;
        let strip = if self.ranks > 0 { self.cell * self.ranks as f64 + mm(GAP_MM) } else { 0.0 };
        let plot =
            Frame { left: all.left + strip, width: self.plot_width, ..all }.mirrored(all, rtl);
        self.draw_regrets(canvas, plot)?;
        self.draw_notes(canvas, all)
    }
}

impl RegretPicture<'_> {
    fn draw_head(
        &self,
        canvas: &Canvas<'_>,
        lines: &[String],
        below: Frame,
        foot: f64,
    ) -> Result<(), ChartError> {
        let bold = self.desk.text().bold();
        let x = if self.desk.lang.is_rtl() { below.right() } else { below.left };
        canvas.lines(lines, bold, (x, foot), self.desk.start(), Along::Bottom)
    }

    fn draw_ranks(&self, canvas: &Canvas<'_>, all: Frame) -> Result<(), ChartError> {
        if self.ranks == 0 {
            return Ok(());
        }
        let desk = &self.desk;
        let theme = desk.theme;
        let small = desk.small();
        let rtl = desk.lang.is_rtl();
        let strip = Frame { width: self.cell * self.ranks as f64, ..all }.mirrored(all, rtl);
        self.draw_head(canvas, &self.heads[0], strip, all.top - small.leading() - mm(0.8))?;
        let place = |rank: usize, band: Frame| {
            Frame { left: all.left + rank as f64 * self.cell, width: self.cell, ..band }
                .mirrored(all, rtl)
        };
        // Where numbers of ranks would touch, every second stands.
        let widest = desk.width(&self.ranks.to_string(), small) + mm(0.4);
        let every = (widest / self.cell).ceil().max(1.0) as usize;
        for rank in (0..self.ranks).step_by(every) {
            let x = place(rank, all).x(0.5);
            let number = (rank + 1).to_string();
            canvas.text(&number, small, (x, all.top - mm(0.4)), Across::Centre, Along::Bottom)?;
        }
        for (index, row) in self.data.rows.iter().enumerate() {
            let band = self.rows.band(index, all);
            let most = row.ranks.iter().copied().fold(0.0, f64::max);
            for (rank, share) in row.ranks.iter().enumerate() {
                let cell = place(rank, band);
                let share = if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 };
                if share < SEEN {
                    continue;
                }
                // By the square root: a tenth must be seen beside nine.
                let colour = along(&theme.neutral, 0.08 + 0.92 * libm::sqrt(share));
                let inner = Frame {
                    left: cell.left + mm(0.1),
                    top: cell.top + mm(0.3),
                    width: cell.width - mm(0.2),
                    height: cell.height - mm(0.6),
                };
                canvas.fill(inner, colour, 1.0)?;
                let mut kind = small.coloured(theme.text_on(colour)).scaled(0.92);
                if share == most {
                    kind = kind.bold();
                }
                let text = format!("{:.0}", 100.0 * share);
                if self.cell >= mm(LEAST_RANK_MM) && desk.width(&text, kind) < cell.width - mm(0.3)
                {
                    let centre = (cell.x(0.5), cell.y(0.5));
                    canvas.text(&text, kind, centre, Across::Centre, Along::Middle)?;
                }
            }
        }
        Ok(())
    }

    fn draw_regrets(&self, canvas: &Canvas<'_>, plot: Frame) -> Result<(), ChartError> {
        let theme = self.desk.theme;
        self.draw_head(canvas, &self.heads[1], plot, plot.top - mm(0.8))?;
        draw_ticks(canvas, &self.axis, plot)?;
        let x = |v: f64| plot.x(self.axis.share(v));
        let [blue, ink, red, grey] = colours(&self.desk);
        for (index, row) in self.data.rows.iter().enumerate() {
            let y = self.rows.band(index, plot).y(0.5);
            let single = row.each.iter().copied().filter(|value| !value.is_nan());
            let values: Vec<f64> =
                marks_of(row).map(|mark| mark.value).chain(single.clone()).collect();
            let low = values.iter().copied().fold(f64::INFINITY, f64::min);
            let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            if low < high {
                let pale = theme.paper.mix(theme.muted, 0.6);
                canvas.line(&[(x(low), y), (x(high), y)], pale, mm(0.15))?;
            }
            for value in single {
                marks::draw(canvas, Mark::Point, (x(value), y), grey)?;
            }
            let marks = [
                (row.worst, Mark::Lozenge, red),
                (row.tail, Mark::Tick, ink),
                (row.expected, Mark::Disc, blue),
            ];
            for (mark, shape, colour) in marks {
                let Some(mark) = mark.filter(|mark| !mark.value.is_nan()) else { continue };
                if let Some((low, high)) = mark.interval {
                    canvas.line(&[(x(low), y), (x(high), y)], colour, mm(0.5))?;
                }
                if self.axis.is_above(mark.value) {
                    marks::draw(canvas, Mark::Right, (plot.right() + mm(0.8), y), colour)?;
                } else {
                    marks::draw(canvas, shape, (x(mark.value), y), colour)?;
                }
            }
        }
        Ok(())
    }

    fn draw_notes(&self, canvas: &Canvas<'_>, all: Frame) -> Result<(), ChartError> {
        let (x, across) = if self.desk.lang.is_rtl() {
            (all.left, Across::Left)
        } else {
            (all.right(), Across::Right)
        };
        for (index, lines) in self.notes.iter().enumerate() {
            let y = self.rows.band(index, all).y(0.5);
            canvas.lines(lines, self.desk.small(), (x, y), across, Along::Middle)?;
        }
        Ok(())
    }
}
