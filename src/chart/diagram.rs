//! Diagrams of boxes and arrows. Boxes stand in columns, arrows run in the channels between columns and cross a
//! column only between its boxes, so that no arrow touches a text.

use super::canvas::{Across, Along, Canvas, Desk, Frame, Type, mm};
use super::columns::Link;
use super::error::ChartError;
use super::figure_diagram::{ArrowSign, BoxKind, Diagram, DiagramBox};
use super::key::{Key, KeyItem, Sample};
use super::layered::{Layered, Line, Side, lay_out};
use super::picture::{Picture, bad_data};
use super::shapes;

const SIGNS: [ArrowSign; 3] = [ArrowSign::Plus, ArrowSign::Minus, ArrowSign::Either];
/// From the edge of a box to its text: a sign's disc reaches this far in.
const PAD_MM: f64 = 1.9;
/// Above and below the text of a box.
const RIM_MM: f64 = 1.0;
/// Narrower boxes cut words.
const LEAST_BOX_MM: f64 = 22.0;

struct DiagramPicture<'a> {
    data: &'a Diagram,
    desk: Desk<'a>,
    key: Key,
    laid: Layered,
    texts: Vec<BoxText>,
    columns: usize,
    box_width: f64,
    /// Between columns.
    channel: f64,
}

/// The lines of a box.
struct BoxText {
    label: Vec<String>,
    note: Vec<String>,
    inputs: Vec<String>,
}

/// Lays a diagram out for `width`.
pub(crate) fn plan<'a>(
    data: &'a Diagram,
    title: &str,
    desk: Desk<'a>,
    width: f64,
) -> Result<Box<dyn Picture + 'a>, ChartError> {
    check(data, title)?;
    let columns = columns_for(data.boxes.len(), width);
    let channel = mm(match columns {
        0..=3 => 16.0,
        4 => 13.0,
        _ => 11.0,
    });
    // Room for arrows within the last column.
    let spare = mm(4.5);
    let box_width = (width - spare - channel * (columns as f64 - 1.0)) / columns as f64;
    let texts: Vec<BoxText> = data.boxes.iter().map(|b| BoxText::of(b, &desk, box_width)).collect();
    let heights: Vec<f64> = texts.iter().map(|text| text.height(&desk)).collect();
    let links: Vec<Link> = data
        .arrows
        .iter()
        .map(|a| Link { from: a.from, to: a.to, class: class_of(a.sign) })
        .collect();
    let laid = lay_out(&heights, &links, columns);
    let key = Key::new(key_items(data, &desk), &desk, width);
    Ok(Box::new(DiagramPicture { data, desk, key, laid, texts, columns, box_width, channel }))
}

fn check(data: &Diagram, title: &str) -> Result<(), ChartError> {
    if data.boxes.is_empty() {
        return Err(ChartError::Empty { title: title.to_owned() });
    }
    let count = data.boxes.len();
    if data.arrows.iter().any(|a| a.from >= count || a.to >= count) {
        return Err(bad_data(title, "an arrow begins or ends at no box"));
    }
    Ok(())
}

fn class_of(sign: ArrowSign) -> usize {
    match sign {
        ArrowSign::Plus => 0,
        ArrowSign::Minus => 1,
        ArrowSign::Either => 2,
    }
}

fn columns_for(boxes: usize, width: f64) -> usize {
    let wanted = match boxes {
        0..=2 => 2,
        3..=6 => 3,
        7..=14 => 4,
        _ => 5,
    };
    let room = ((width + mm(11.0)) / mm(LEAST_BOX_MM + 11.0)).floor() as usize;
    wanted.min(room.max(1))
}

/// The name of a box.
fn label_type(desk: &Desk<'_>, shown: &DiagramBox) -> Type {
    let kind = desk.small().coloured(desk.theme.ink);
    if shown.is_outside {
        kind.coloured(desk.theme.muted)
    } else if shown.kind == BoxKind::Stock {
        kind.bold()
    } else {
        kind
    }
}

/// What is smaller.
fn small_type(desk: &Desk<'_>) -> Type {
    let small = desk.small();
    small.scaled(0.86)
}

impl BoxText {
    fn of(shown: &DiagramBox, desk: &Desk<'_>, box_width: f64) -> Self {
        let room = box_width - 2.0 * mm(PAD_MM) - 2.0 * shapes::inset(shown.kind);
        let small = small_type(desk);
        let inputs = shown.inputs.iter().flat_map(|(sign, name)| {
            let text = format!("{} {name}", shapes::sign_text(*sign));
            desk.wrap(&text, small, room, 5)
        });
        BoxText {
            label: desk.wrap(&shown.label, label_type(desk, shown), room, 5),
            note: desk.wrap(&shown.note, small, room, 2),
            inputs: inputs.collect(),
        }
    }

    fn height(&self, desk: &Desk<'_>) -> f64 {
        let small = (self.note.len() + self.inputs.len()) as f64 * small_type(desk).leading();
        let gap = if self.inputs.is_empty() { 0.0 } else { mm(0.9) };
        self.label.len() as f64 * desk.small().leading() + small + gap + 2.0 * mm(RIM_MM)
    }
}

fn key_items(data: &Diagram, desk: &Desk<'_>) -> Vec<KeyItem> {
    let lang = desk.lang;
    let mut kinds: Vec<BoxKind> = data.boxes.iter().map(|b| b.kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let mut items: Vec<KeyItem> = kinds
        .into_iter()
        .map(|kind| KeyItem {
            sample: Sample::Shape(kind),
            name: shapes::kind_name(kind, lang).to_owned(),
        })
        .collect();
    let listed =
        |sign: ArrowSign| data.boxes.iter().flat_map(|b| &b.inputs).any(|(of, _)| *of == sign);
    for sign in SIGNS {
        if data.arrows.iter().any(|a| a.sign == sign) || listed(sign) {
            let name = shapes::sign_name(sign, lang).to_owned();
            items.push(KeyItem { sample: Sample::Sign(sign), name });
        }
    }
    items
}

impl Picture for DiagramPicture<'_> {
    fn height(&self) -> f64 {
        self.key.height(&self.desk) + mm(1.0) + self.laid.total + mm(0.6)
    }

    fn notes(&self) -> Vec<String> {
        let lang = self.desk.lang;
        let mut notes = Vec::new();
        if self.data.boxes.iter().any(|b| !b.inputs.is_empty()) {
            notes.push(
                lang.pick(
                    "In small letters in a box: what else acts on it, with its sign.",
                    "بخط صغير داخل الإطار: ما يؤثر فيه غير ذلك، مع الإشارة.",
                )
                .to_owned(),
            );
        }
        if self.data.boxes.iter().any(|b| b.is_outside) {
            notes.push(
                lang.pick(
                    "Grey: what belongs to other parts of the model.",
                    "بالرمادي: ما ينتمي إلى أجزاء أخرى من النموذج.",
                )
                .to_owned(),
            );
        }
        notes
    }

    fn draw(&self, canvas: &Canvas<'_>, frame: Frame) -> Result<(), ChartError> {
        self.key.draw(canvas, frame)?;
        let top = frame.top + self.key.height(&self.desk) + mm(1.0);
        let sheet = Sheet { picture: self, frame: Frame { top, ..frame } };
        for line in &self.laid.lines {
            sheet.draw_line(canvas, line)?;
        }
        for (index, shown) in self.data.boxes.iter().enumerate() {
            sheet.draw_box(canvas, index, shown)?;
        }
        for entry in &self.laid.entries {
            let (edge, to_right) = sheet.edge(self.laid.column[entry.node], entry.side);
            let away = if to_right { -mm(shapes::BADGE_MM) } else { mm(shapes::BADGE_MM) };
            let y = sheet.frame.top + entry.y;
            let sign = SIGNS[entry.class];
            let colour = shapes::sign_colour(sign, self.desk.theme);
            shapes::draw_head(canvas, (edge + away, y), to_right, colour)?;
            shapes::draw_badge(canvas, sign, (edge, y))?;
        }
        Ok(())
    }
}

/// The picture at its place on the page.
struct Sheet<'p, 'a> {
    picture: &'p DiagramPicture<'a>,
    frame: Frame,
}

impl Sheet<'_, '_> {
    fn rtl(&self) -> bool {
        self.picture.desk.lang.is_rtl()
    }

    fn column(&self, column: usize) -> Frame {
        let p = self.picture;
        debug_assert!(column < p.columns);
        Frame {
            left: self.frame.left + column as f64 * (p.box_width + p.channel),
            width: p.box_width,
            ..self.frame
        }
        .mirrored(self.frame, self.rtl())
    }

    /// The x of a side of a column, and whether arrows that arrive there point to the right.
    fn edge(&self, column: usize, side: Side) -> (f64, bool) {
        let frame = self.column(column);
        if (side == Side::Left) == self.rtl() { (frame.right(), false) } else { (frame.left, true) }
    }

    fn draw_line(&self, canvas: &Canvas<'_>, line: &Line) -> Result<(), ChartError> {
        let p = self.picture;
        let (x0, _) = self.edge(line.from.0, line.from.1);
        let (x1, at_left) = self.edge(line.to.0, line.to.1);
        let (from, to) = ((x0, self.frame.top + line.from.2), (x1, self.frame.top + line.to.2));
        let points = if line.from.0 == line.to.0 && line.from.1 == line.to.1 {
            let far = (to.1 - from.1).abs();
            let bulge = (mm(2.6) + 0.06 * far).min(0.62 * p.channel).min(mm(6.5));
            shapes::bow(from, to, if at_left { -bulge } else { bulge })
        } else {
            shapes::curve(from, to)
        };
        let theme = p.desk.theme;
        let colour = shapes::sign_colour(SIGNS[line.class], theme);
        let outside = p.data.boxes[line.source].is_outside;
        let (colour, width) =
            if outside { (colour.mix(theme.paper, 0.45), 0.25) } else { (colour, 0.3) };
        canvas.line(&points, colour, mm(width))
    }

    fn draw_box(
        &self,
        canvas: &Canvas<'_>,
        index: usize,
        shown: &DiagramBox,
    ) -> Result<(), ChartError> {
        let p = self.picture;
        let frame = Frame {
            top: self.frame.top + p.laid.top[index],
            height: p.laid.height[index],
            ..self.column(p.laid.column[index])
        };
        shapes::draw_box(canvas, shown.kind, frame, shown.is_outside)?;
        let text = &p.texts[index];
        let (label, small) = (label_type(&p.desk, shown), small_type(&p.desk));
        let x = frame.x(0.5);
        let mut y = frame.top + (frame.height - text.height(&p.desk)) / 2.0 + mm(RIM_MM);
        canvas.lines(&text.label, label, (x, y), Across::Centre, Along::Top)?;
        y += text.label.len() as f64 * label.leading();
        canvas.lines(&text.note, small, (x, y), Across::Centre, Along::Top)?;
        y += text.note.len() as f64 * small.leading() + mm(0.9);
        canvas.lines(&text.inputs, small, (x, y), Across::Centre, Along::Top)
    }
}
