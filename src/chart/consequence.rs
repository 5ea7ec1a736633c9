//! Consequence tables: options by measures, in blocks below one another where a page is too narrow for one.
//! (B. F. Goeller and others, "Planning the Netherlands' water resources", Interfaces 15, 1985, on scorecards.)

use std::ops::Range;

use super::canvas::{Across, Along, Canvas, Desk, Frame, Type, mm};
use super::error::ChartError;
use super::figure::{ScaleChoice, Sense};
use super::figure_compare::{Consequence, ConsequenceCell, Standing};
use super::heat::Shade;
use super::key::{Key, KeyItem, Sample};
use super::marks::{self, Mark};
use super::picture::{Picture, bad_data};
use super::rows::{NAME_GAP_MM, Rows};
use super::theme::{Colour, along};

const WIDEST_CELL_MM: f64 = 27.0;
/// A table is cut into blocks so that its cells are this wide, if their texts need it.
const WANTED_CELL_MM: f64 = 18.5;
/// Headings are broken into lines no narrower than this.
const LEAST_CELL_MM: f64 = 13.0;
const LEAST_ROW_MM: f64 = 4.8;
const LEAST_TWO_LINES_MM: f64 = 6.2;
/// Space for the mark of efficient options, beside their names.
const STAR_MM: f64 = 3.6;
/// Between blocks.
const BLOCK_GAP_MM: f64 = 4.0;
/// Between groups of measures.
const GROUP_GAP_MM: f64 = 1.2;
/// How far into the colour scale the worst cell goes: ink can be read on all of it.
const DARKEST: f64 = 0.5;

/// Columns that stand side by side.
struct Block {
    columns: Range<usize>,
    top: f64,
    heads: Vec<Vec<String>>,
    units: Vec<Vec<String>>,
    /// Groups with their columns and the lines of their names.
    groups: Vec<(Range<usize>, Vec<String>)>,
    /// Height of the names of groups, and of all heads.
    group_height: f64,
    head_height: f64,
}

struct ConsequencePicture<'a> {
    data: &'a Consequence,
    desk: Desk<'a>,
    key: Key,
    rows: Rows,
    shades: Vec<Option<Shade>>,
    blocks: Vec<Block>,
    cell: f64,
    star: f64,
    height: f64,
}

/// Lays a consequence table out for `width`.
pub(crate) fn plan<'a>(
    data: &'a Consequence,
    title: &str,
    desk: Desk<'a>,
    width: f64,
) -> Result<Box<dyn Picture + 'a>, ChartError> {
    check(data, title)?;
    let cells = || data.rows.iter().flat_map(|row| &row.cells);
    let has_notes = cells().any(|cell| !cell.note.is_empty());
    let two_lines = 0.92 * (desk.small().leading() + note_type(&desk).leading());
    let least = if has_notes { two_lines.max(mm(LEAST_TWO_LINES_MM)) } else { mm(LEAST_ROW_MM) };
    let names = data.rows.iter().map(|row| (row.label.as_str(), false));
    let name_type = desk.small().coloured(desk.theme.ink);
    let rows = Rows::new(names, &desk, name_type, (0.28 * width, least));
    let star = if data.rows.iter().any(|row| row.is_efficient) { mm(STAR_MM) } else { 0.0 };
    let gaps = mm(GROUP_GAP_MM) * 2.0;
    let room = width - rows.strip - star;

    let wanted = cell_width(data, &desk).min(room);
    let per_block = (((room - gaps) / wanted) as usize).max(1);
    let parts = split(data, per_block);
    let widest = parts.iter().map(ExactSizeIterator::len).max().unwrap_or(1) as f64;
    let most_gaps = parts.iter().map(|part| group_gaps(data, part.clone())).max().unwrap_or(0);
    let gaps = most_gaps as f64 * mm(GROUP_GAP_MM);
    let cell = ((room - gaps) / widest).min(mm(WIDEST_CELL_MM));
    let key = Key::new(key_items(data, &desk), &desk, width);
    let mut height = key.height(&desk);
    let mut blocks = Vec::with_capacity(parts.len());
    for columns in parts {
        let block = block(data, &desk, columns, cell, height);
        height = block.top + block.head_height + rows.height() + mm(BLOCK_GAP_MM);
        blocks.push(block);
    }
    height -= mm(BLOCK_GAP_MM);
    let shade = |column: usize| {
        let spec = &data.columns[column];
        let values = data.rows.iter().map(|row| row.cells[column].value);
        (spec.sense != Sense::None)
            .then(|| Shade::of_values(values, None, ScaleChoice::Auto, spec.format))
    };
    let shades = (0..data.columns.len()).map(shade).collect();
    Ok(Box::new(ConsequencePicture { data, desk, key, rows, shades, blocks, cell, star, height }))
}

fn check(data: &Consequence, title: &str) -> Result<(), ChartError> {
    if data.rows.is_empty() || data.columns.is_empty() {
        return Err(ChartError::Empty { title: title.to_owned() });
    }
    match data.rows.iter().find(|row| row.cells.len() != data.columns.len()) {
        Some(row) => Err(bad_data(
            title,
            format!(
                "the row \"{}\" has {} cells for {} columns",
                row.label,
                row.cells.len(),
                data.columns.len()
            ),
        )),
        None => Ok(()),
    }
}

fn note_type(desk: &Desk<'_>) -> Type {
    desk.small().scaled(0.86)
}

/// The text of a cell.
fn text_of(data: &Consequence, column: usize, cell: &ConsequenceCell, desk: &Desk<'_>) -> String {
    if cell.text.is_empty() {
        data.columns[column].format.compact(cell.value, desk.lang)
    } else {
        cell.text.clone()
    }
}

/// The width at which cells can be read: their texts in full, and headings broken between words.
fn cell_width(data: &Consequence, desk: &Desk<'_>) -> f64 {
    let value = desk.small().bold();
    let note = note_type(desk);
    let mut width = mm(LEAST_CELL_MM);
    for (index, column) in data.columns.iter().enumerate() {
        for row in &data.rows {
            let cell = &row.cells[index];
            let text = text_of(data, index, cell, desk);
            width = width.max(desk.width(&text, value) + mm(2.6));
            width = width.max(desk.width(&cell.note, note) + mm(1.4));
        }
        let words = desk.widest(column.label.split(' '), value);
        width = width.max(words + mm(1.2));
    }
    width.min(mm(WANTED_CELL_MM))
}

/// How often the group changes within a block.
fn group_gaps(data: &Consequence, columns: Range<usize>) -> usize {
    columns.skip(1).filter(|c| data.columns[*c].group != data.columns[*c - 1].group).count()
}

/// Cuts the columns into blocks of at most `most`: as few as will do, of about equal size, cut between groups where
/// that costs no further block.
fn split(data: &Consequence, most: usize) -> Vec<Range<usize>> {
    let all = data.columns.len();
    let mut left = all.div_ceil(most);
    let mut parts = Vec::with_capacity(left);
    let mut from = 0;
    while from < all {
        let even = (all - from).div_ceil(left.max(1));
        // The rest must fit into the blocks that are left.
        let fewest = (all - from).saturating_sub(most * (left - 1)).max(1);
        let is_border = |size: &usize| {
            let to = from + size;
            to == all || data.columns[to].group != data.columns[to - 1].group
        };
        let size = (fewest..=most.min(all - from))
            .filter(is_border)
            .min_by_key(|size| size.abs_diff(even))
            .unwrap_or(even.min(most));
        parts.push(from..from + size);
        from += size;
        left = left.saturating_sub(1).max(1);
    }
    parts
}

fn block(data: &Consequence, desk: &Desk<'_>, columns: Range<usize>, cell: f64, top: f64) -> Block {
    let bold = desk.small().coloured(desk.theme.ink).bold();
    let unit_type = note_type(desk);
    let room = cell - mm(1.6);
    let heads: Vec<Vec<String>> =
        columns.clone().map(|c| desk.wrap(&data.columns[c].label, bold, room, 6)).collect();
    let unit = |c: usize| desk.wrap(&data.columns[c].unit, unit_type, room, 2);
    let units: Vec<Vec<String>> = columns.clone().map(unit).collect();
    let mut groups = Vec::new();
    let all: Vec<usize> = columns.clone().collect();
    for run in all.chunk_by(|a, b| data.columns[*a].group == data.columns[*b].group) {
        let group = &data.columns[run[0]].group;
        let width = cell * run.len() as f64 - mm(1.0);
        let lines = desk.wrap(group, desk.small(), width, 2);
        groups.push((run[0]..run[0] + run.len(), lines));
    }
    let most = |lines: usize, kind: Type| lines as f64 * kind.leading();
    let group_lines = groups.iter().map(|(_, lines)| lines.len()).max().unwrap_or(0);
    let group_height =
        most(group_lines, desk.small()) + if group_lines > 0 { mm(1.0) } else { 0.0 };
    let label = heads
        .iter()
        .zip(&units)
        .map(|(head, unit)| most(head.len(), bold) + most(unit.len(), unit_type))
        .fold(0.0, f64::max);
    let head_height = group_height + label + mm(1.2);
    Block { columns, top, heads, units, groups, group_height, head_height }
}

fn key_items(data: &Consequence, desk: &Desk<'_>) -> Vec<KeyItem> {
    let theme = desk.theme;
    let lang = desk.lang;
    let mut items = Vec::new();
    if data.columns.iter().any(|column| column.sense != Sense::None) {
        items.push(KeyItem {
            sample: Sample::Ramp(shaded(&theme.heat, 0.0), shaded(&theme.heat, 1.0)),
            name: lang
                .pick("better to worse within a column", "من الأفضل إلى الأسوأ داخل كل عمود")
                .to_owned(),
        });
    }
    let has =
        |standing| data.rows.iter().flat_map(|row| &row.cells).any(|c| c.standing == standing);
    if has(Standing::Best) {
        items.push(KeyItem {
            sample: Sample::Outline(theme.ink),
            name: lang.pick("best of its column", "أفضل ما في العمود").to_owned(),
        });
    }
    if has(Standing::Tied) {
        items.push(KeyItem {
            sample: Sample::Mark(Mark::Corner, theme.ink),
            name: lang.pick("not told apart from the best", "لا فرق مؤكداً عن الأفضل").to_owned(),
        });
    }
    if data.rows.iter().any(|row| row.is_efficient) {
        let name = if data.efficient_name.is_empty() {
            lang.pick("efficient", "كفؤ (لا يهيمن عليه خيار آخر)").to_owned()
        } else {
            data.efficient_name.clone()
        };
        items.push(KeyItem { sample: Sample::Mark(Mark::Star, theme.category(0)), name });
    }
    items
}

/// A colour from better (0) to worse (1).
fn shaded(stops: &[Colour], share: f64) -> Colour {
    along(stops, DARKEST * share)
}

impl Picture for ConsequencePicture<'_> {
    fn height(&self) -> f64 {
        self.height
    }

    fn notes(&self) -> Vec<String> {
        Vec::new()
    }

    fn draw(&self, canvas: &Canvas<'_>, frame: Frame) -> Result<(), ChartError> {
        self.key.draw(canvas, frame)?;
        for block in &self.blocks {
            self.draw_block(canvas, block, frame)?;
        }
        Ok(())
    }
}

impl ConsequencePicture<'_> {
    /// The place of a column of a block, over the rows in `all`.
    fn column(&self, block: &Block, column: usize, all: Frame, frame: Frame) -> Frame {
        let before = block.columns.start..column;
        let gaps = if before.is_empty() {
            0
        } else {
            group_gaps(self.data, block.columns.start..column + 1)
        };
        Frame {
            left: frame.left
                + self.rows.strip
                + self.star
                + before.len() as f64 * self.cell
                + gaps as f64 * mm(GROUP_GAP_MM),
            width: self.cell,
            ..all
        }
        .mirrored(frame, self.desk.lang.is_rtl())
    }

    fn draw_block(
        &self,
        canvas: &Canvas<'_>,
        block: &Block,
        frame: Frame,
    ) -> Result<(), ChartError> {
        let desk = &self.desk;
        let theme = desk.theme;
        let rtl = desk.lang.is_rtl();
        let all = Frame {
            left: frame.left + self.rows.strip,
            top: frame.top + block.top + block.head_height,
            width: frame.width - self.rows.strip,
            height: self.rows.height(),
        }
        .mirrored(frame, rtl);
        self.draw_heads(canvas, block, all, frame)?;
        self.rows.draw(canvas, all)?;
        let last = self.column(block, block.columns.end - 1, all, frame);
        let (far, near) = if rtl { (last.left, frame.right()) } else { (last.right(), frame.left) };
        let mut best = Vec::new();
        for (index, row) in self.data.rows.iter().enumerate() {
            let band = self.rows.band(index, all);
            if row.is_efficient {
                let beside = mm(STAR_MM) / 2.0 - mm(NAME_GAP_MM) / 4.0;
                let x = if rtl { all.right() - beside } else { all.left + beside };
                marks::draw(canvas, Mark::Star, (x, band.y(0.5)), theme.category(0))?;
            }
            for column in block.columns.clone() {
                let place = self.column(block, column, band, frame);
                let cell = &row.cells[column];
                self.draw_cell(canvas, column, cell, place)?;
                if cell.standing == Standing::Best {
                    best.push(place);
                }
            }
        }
        self.draw_rules(canvas, all, (near, far))?;
        for place in best {
            let inner = Frame {
                left: place.left + mm(0.25),
                top: place.top + mm(0.25),
                width: place.width - mm(0.5),
                height: place.height - mm(0.5),
            };
            canvas.outline(inner, theme.ink, mm(0.4))?;
        }
        Ok(())
    }

    fn draw_heads(
        &self,
        canvas: &Canvas<'_>,
        block: &Block,
        all: Frame,
        frame: Frame,
    ) -> Result<(), ChartError> {
        let desk = &self.desk;
        let theme = desk.theme;
        let rtl = desk.lang.is_rtl();
        let bold = desk.small().coloured(theme.ink).bold();
        let unit_type = note_type(desk);
        let foot = all.top - mm(0.8);
        for (columns, lines) in &block.groups {
            if lines.is_empty() {
                continue;
            }
            let first = self.column(block, columns.start, all, frame);
            let last = self.column(block, columns.end - 1, all, frame);
            let (left, right) =
                if rtl { (last.left, first.right()) } else { (first.left, last.right()) };
            let (left, right) = (left + mm(0.4), right - mm(0.4));
            let y = frame.top + block.top + block.group_height - mm(0.6);
            canvas.line(&[(left, y), (right, y)], theme.muted, mm(0.2))?;
            let centre = (f64::midpoint(left, right), y - mm(0.3));
            canvas.lines(lines, desk.small(), centre, Across::Centre, Along::Bottom)?;
        }
        for (index, column) in block.columns.clone().enumerate() {
            let x = self.column(block, column, all, frame).x(0.5);
            let units = &block.units[index];
            canvas.lines(units, unit_type, (x, foot), Across::Centre, Along::Bottom)?;
            let above = foot - units.len() as f64 * unit_type.leading();
            canvas.lines(&block.heads[index], bold, (x, above), Across::Centre, Along::Bottom)?;
        }
        let (x, across) = if rtl {
            (all.right() + mm(NAME_GAP_MM), Across::Left)
        } else {
            (all.left - mm(NAME_GAP_MM), Across::Right)
        };
        canvas.text(&self.data.row_title, desk.small(), (x, foot), across, Along::Bottom)
    }

    /// The rules below the heads and the rows, over the cells, whose edges would hide them.
    fn draw_rules(
        &self,
        canvas: &Canvas<'_>,
        all: Frame,
        (near, far): (f64, f64),
    ) -> Result<(), ChartError> {
        let theme = self.desk.theme;
        let rule = |y: f64, colour: Colour, width: f64| {
            canvas.line(&[(near, y), (far, y)], colour, mm(width))
        };
        rule(all.top, theme.ink, 0.25)?;
        for (index, row) in self.data.rows.iter().enumerate() {
            let y = self.rows.band(index, all).bottom();
            if row.is_reference {
                rule(y, theme.ink, 0.35)?;
            } else {
                rule(y, theme.grid, 0.12)?;
            }
        }
        Ok(())
    }

    fn draw_cell(
        &self,
        canvas: &Canvas<'_>,
        column: usize,
        cell: &ConsequenceCell,
        place: Frame,
    ) -> Result<(), ChartError> {
        let desk = &self.desk;
        let theme = desk.theme;
        let background = match self.shades[column] {
            Some(shade) if !cell.value.is_nan() => {
                let share = shade.share(cell.value);
                let is_more_better = self.data.columns[column].sense == Sense::Maximise;
                shaded(&theme.heat, if is_more_better { 1.0 - share } else { share })
            }
            _ => theme.paper,
        };
        canvas.fill(place, background, 1.0)?;
        canvas.outline(place, theme.paper, mm(0.2))?;
        if cell.standing == Standing::Tied {
            marks::draw_corner(canvas, place, theme.ink)?;
        }
        let ink = if cell.value.is_nan() { theme.muted } else { theme.ink };
        let mut kind = desk.small().coloured(ink);
        if cell.standing == Standing::Best {
            kind = kind.bold();
        }
        let room = place.width - mm(1.0);
        let text = text_of(self.data, column, cell, desk);
        let text = desk.typesetter.shorten(&text, kind.size, kind.bold, room);
        let note_type = note_type(desk).coloured(theme.ink.mix(background, 0.25));
        // Rather smaller than cut.
        let mut note_type = note_type;
        let wide = desk.width(&cell.note, note_type);
        if wide > room {
            note_type = note_type.scaled((room / wide).max(0.8));
        }
        let note = desk.typesetter.shorten(&cell.note, note_type.size, false, room + 1.0);
        let (x, y) = (place.x(0.5), place.y(0.5));
        if note.is_empty() {
            return canvas.text(&text, kind, (x, y), Across::Centre, Along::Middle);
        }
        canvas.text(
            &text,
            kind,
            (x, y - 0.22 * place.height.min(mm(7.2))),
            Across::Centre,
            Along::Middle,
        )?;
        canvas.text(
            &note,
            note_type,
            (x, y + 0.21 * place.height.min(mm(7.2))),
            Across::Centre,
            Along::Middle,
        )
    }
}
