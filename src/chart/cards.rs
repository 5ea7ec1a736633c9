//! The parts of a model as cards in two columns, with arrows in the space between the columns. All text stands in
//! the cards; what an arrow carries is printed in the card at which it arrives.

use super::canvas::{Across, Along, Canvas, Desk, Frame, Type, mm};
use super::error::ChartError;
use super::figure_diagram::{BoxKind, Card, Cards};
use super::key::{Key, KeyItem, Sample};
use super::picture::{Picture, bad_data};
use super::shapes;
use super::theme::Colour;
use crate::text::Lang;

/// Share of the width that a card takes.
const CARD_SHARE: f64 = 0.40;
const PAD_MM: f64 = 1.6;
const GLYPH_MM: f64 = 3.2;
/// Between cards.
const GAP_MM: f64 = 3.5;

struct CardsPicture<'a> {
    data: &'a Cards,
    desk: Desk<'a>,
    key: Key,
    texts: Vec<CardText>,
    /// The cards of either column, from the top.
    columns: [Vec<usize>; 2],
    card_width: f64,
}

/// The wrapped lines of a card.
struct CardText {
    title: Vec<String>,
    items: Vec<ItemText>,
    /// Arrows that arrive: index of the link and its lines.
    arrivals: Vec<(usize, Vec<String>)>,
}

/// An item at its place: two short ones share a line.
struct ItemText {
    kind: BoxKind,
    is_strong: bool,
    lines: Vec<String>,
    /// The line of the card on which it begins, and how far from the start of that line.
    row: usize,
    indent: f64,
}

/// Lays cards out for `width`.
pub(crate) fn plan<'a>(
    data: &'a Cards,
    title: &str,
    desk: Desk<'a>,
    width: f64,
) -> Result<Box<dyn Picture + 'a>, ChartError> {
    if data.cards.is_empty() {
        return Err(ChartError::Empty { title: title.to_owned() });
    }
    let count = data.cards.len();
    if data.links.iter().any(|l| l.from >= count || l.to >= count || l.from == l.to) {
        return Err(bad_data(title, "an arrow does not lead from one card to another"));
    }
    let card_width = CARD_SHARE * width;
    let texts: Vec<CardText> =
        (0..count).map(|i| CardText::of(data, i, &desk, card_width)).collect();
    let heights: Vec<f64> = texts.iter().map(|text| text.height(&desk)).collect();
    let pairs: Vec<(usize, usize)> = data.links.iter().map(|l| (l.from, l.to)).collect();
    let columns = arrange(&heights, &pairs);
    let key = Key::new(key_items(data, &desk), &desk, width);
    let mut picture = CardsPicture { data, desk, key, texts, columns, card_width };
    picture.sort_arrivals();
    Ok(Box::new(picture))
}

fn item_type(desk: &Desk<'_>, is_strong: bool) -> Type {
    let kind = desk.small().coloured(desk.theme.ink);
    if is_strong { kind.bold() } else { kind }
}

fn arrival_type(desk: &Desk<'_>) -> Type {
    desk.small().scaled(0.93)
}

impl CardText {
    fn of(data: &Cards, index: usize, desk: &Desk<'_>, card_width: f64) -> Self {
        let card: &Card = &data.cards[index];
        let room = card_width - 2.0 * mm(PAD_MM);
        let title = desk.wrap(&card.title, desk.text().bold(), room, 2);
        let items = place_items(card, desk, room);
        let comma = desk.lang.pick(", ", "، ");
        let arrivals = data.links.iter().enumerate().filter(|(_, link)| link.to == index);
        let arrivals = arrivals.map(|(i, link)| {
            let from = isolated(&data.cards[link.from].title, desk.lang);
            let carried: Vec<String> =
                link.carries.iter().map(|name| isolated(name, desk.lang)).collect();
            let text = format!("{from}: {}", carried.join(comma));
            (i, desk.wrap(&text, arrival_type(desk), room - mm(1.0), 9))
        });
        CardText { title, items, arrivals: arrivals.collect() }
    }

    fn title_height(&self, desk: &Desk<'_>) -> f64 {
        self.title.len() as f64 * desk.text().leading() + mm(1.2)
    }

    fn items_height(&self, desk: &Desk<'_>) -> f64 {
        let ends = self.items.iter().map(|item| item.row + item.lines.len());
        let lines = ends.max().unwrap_or(0);
        lines as f64 * desk.small().leading() + if lines > 0 { mm(1.6) } else { 0.0 }
    }

    fn height(&self, desk: &Desk<'_>) -> f64 {
        let arrivals: f64 =
            self.arrivals.iter().map(|(_, lines)| arrival_height(lines, desk)).sum();
        let foot = if self.arrivals.is_empty() { 0.0 } else { mm(1.2) };
        self.title_height(desk) + self.items_height(desk) + arrivals + foot
    }
}

/// Wraps the items of a card; those that leave half a line free share it with the next, if that fits.
fn place_items(card: &Card, desk: &Desk<'_>, room: f64) -> Vec<ItemText> {
    let glyph = mm(GLYPH_MM + 1.0);
    let (mut items, mut row, mut at): (Vec<ItemText>, usize, f64) = (Vec::new(), 0, 0.0);
    for item in &card.items {
        let kind = item_type(desk, item.is_strong);
        let length = glyph + desk.width(&item.label, kind);
        if at > 0.0 && at + length > room {
            (row, at) = (row + 1, 0.0);
        }
        let lines = desk.wrap(&item.label, kind, room - glyph, 3);
        let height = lines.len().max(1);
        let (kind, is_strong) = (item.kind, item.is_strong);
        items.push(ItemText { kind, is_strong, lines, row, indent: at });
        if height > 1 {
            (row, at) = (row + height, 0.0);
        } else {
            at += length + mm(2.0);
        }
    }
    items
}

/// A name kept together among names of another direction of writing (U+2068 ... U+2069).
fn isolated(name: &str, lang: Lang) -> String {
    if lang.is_rtl() { format!("\u{2068}{name}\u{2069}") } else { name.to_owned() }
}

fn arrival_height(lines: &[String], desk: &Desk<'_>) -> f64 {
    lines.len() as f64 * arrival_type(desk).leading() + mm(0.6)
}

/// Puts cards into two columns of about equal height, in an order that keeps arrows short.
fn arrange(heights: &[f64], links: &[(usize, usize)]) -> [Vec<usize>; 2] {
    let count = heights.len();
    let mut best: Option<(f64, [Vec<usize>; 2])> = None;
    for start in 0..8 {
        // Deal the cards out alternately, from another one each time.
        let mut columns: [Vec<usize>; 2] = [Vec::new(), Vec::new()];
        for i in 0..count {
            columns[i % 2].push((i * (2 * start + 1) + start) % count);
        }
        let mut seen = vec![false; count];
        for column in &mut columns {
            column.retain(|i| !std::mem::replace(&mut seen[*i], true));
        }
        for i in (0..count).filter(|i| !seen[*i]) {
            columns[0].push(i);
        }
        let mut cost = arrangement_cost(&columns, heights, links);
        while improve(&mut columns, &mut cost, heights, links) {}
        if best.as_ref().is_none_or(|(least, _)| cost < *least - 1e-9) {
            best = Some((cost, columns));
        }
    }
    best.map(|(_, columns)| columns).unwrap_or_default()
}

/// Takes the best exchange of two cards or move of one; whether there was one.
fn improve(
    columns: &mut [Vec<usize>; 2],
    cost: &mut f64,
    heights: &[f64],
    links: &[(usize, usize)],
) -> bool {
    let places: Vec<(usize, usize)> =
        (0..2).flat_map(|c| (0..columns[c].len()).map(move |i| (c, i))).collect();
    let mut found: Option<(f64, [Vec<usize>; 2])> = None;
    let mut offer = |candidate: [Vec<usize>; 2]| {
        let new = arrangement_cost(&candidate, heights, links);
        if new < found.as_ref().map_or(*cost, |(least, _)| *least) - 1e-6 {
            found = Some((new, candidate));
        }
    };
    for (n, (c, i)) in places.iter().enumerate() {
        for (d, j) in &places[n + 1..] {
            let mut candidate = columns.clone();
            let (a, b) = (candidate[*c][*i], candidate[*d][*j]);
            (candidate[*c][*i], candidate[*d][*j]) = (b, a);
            offer(candidate);
        }
        for d in 0..2 {
            let mut without = columns.clone();
            let card = without[*c].remove(*i);
            for j in 0..=without[d].len() {
                let mut candidate = without.clone();
                candidate[d].insert(j, card);
                offer(candidate);
            }
        }
    }
    match found {
        Some((new, better)) => {
            (*cost, *columns) = (new, better);
            true
        }
        None => false,
    }
}

/// Lengths of arrows, crossings of arrows from side to side, and the height of the higher column.
fn arrangement_cost(columns: &[Vec<usize>; 2], heights: &[f64], links: &[(usize, usize)]) -> f64 {
    let mut place = vec![(0, 0.0); heights.len()];
    let mut ends = [0.0_f64; 2];
    for (side, column) in columns.iter().enumerate() {
        for card in column {
            place[*card] = (side, ends[side] + heights[*card] / 2.0);
            ends[side] += heights[*card] + mm(GAP_MM);
        }
    }
    let mut cost = 4.0 * (ends[0] - ends[1]).abs() / mm(10.0);
    cost += 6.0 * ends[0].max(ends[1]) / mm(10.0);
    let mut across: Vec<(f64, f64)> = Vec::new();
    for (from, to) in links {
        let (a, b) = (place[*from], place[*to]);
        let length = (a.1 - b.1).abs() / mm(10.0);
        if a.0 == b.0 {
            cost += 1.3 * length;
        } else {
            cost += length;
            across.push(if a.0 == 0 { (a.1, b.1) } else { (b.1, a.1) });
        }
    }
    for (i, (a, b)) in across.iter().enumerate() {
        let crossed = across[i + 1..].iter().filter(|(c, d)| (a - c) * (b - d) < 0.0);
        cost += 0.5 * crossed.count() as f64;
    }
    cost
}

fn key_items(data: &Cards, desk: &Desk<'_>) -> Vec<KeyItem> {
    let lang = desk.lang;
    let mut kinds: Vec<BoxKind> =
        data.cards.iter().flat_map(|c| &c.items).map(|item| item.kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let mut items: Vec<KeyItem> = kinds
        .into_iter()
        .map(|kind| KeyItem {
            sample: Sample::Shape(kind),
            name: shapes::kind_name(kind, lang).to_owned(),
        })
        .collect();
    if !data.links.is_empty() {
        items.push(KeyItem {
            sample: Sample::Arrow(desk.theme.muted),
            name: lang
                .pick(
                    "acts on; what it carries is named where it arrives",
                    "يؤثر في؛ وما يحمله مذكور عند وصوله",
                )
                .to_owned(),
        });
    }
    items
}

impl Picture for CardsPicture<'_> {
    fn height(&self) -> f64 {
        let column = |side: usize| {
            let cards = &self.columns[side];
            let heights: f64 = cards.iter().map(|c| self.texts[*c].height(&self.desk)).sum();
            heights + mm(GAP_MM) * (cards.len() as f64 - 1.0).max(0.0)
        };
        self.head() + column(0).max(column(1)) + mm(0.5)
    }

    fn notes(&self) -> Vec<String> {
        if self.data.cards.iter().flat_map(|c| &c.items).any(|item| item.is_strong) {
            let note = self
                .desk
                .lang
                .pick("Bold: read by a measure.", "بالخط العريض: ما يقرؤه أحد المقاييس.");
            return vec![note.to_owned()];
        }
        Vec::new()
    }

    fn draw(&self, canvas: &Canvas<'_>, frame: Frame) -> Result<(), ChartError> {
        self.key.draw(canvas, frame)?;
        let sheet = Frame { top: frame.top + self.head(), ..frame };
        let places = self.places(sheet);
        for index in 0..self.data.links.len() {
            self.draw_link(canvas, index, &places, sheet)?;
        }
        for (index, card) in places.iter().enumerate() {
            self.draw_card(canvas, index, *card)?;
        }
        for (index, link) in self.data.links.iter().enumerate() {
            let (x, y, to_right) = self.arrival(index, &places, sheet);
            let from = self.colour(link.from);
            shapes::draw_head(canvas, (x, y), to_right, from)?;
        }
        Ok(())
    }
}

impl CardsPicture<'_> {
    fn head(&self) -> f64 {
        self.key.height(&self.desk) + mm(1.0)
    }

    fn colour(&self, card: usize) -> Colour {
        let theme = self.desk.theme;
        theme.category(card).mix(theme.ink, 0.08)
    }

    /// Whether a card stands in the first column.
    fn is_first(&self, card: usize) -> bool {
        self.columns[0].contains(&card)
    }

    /// The frames of all cards.
    fn places(&self, sheet: Frame) -> Vec<Frame> {
        let mut places = vec![sheet; self.data.cards.len()];
        for (side, column) in self.columns.iter().enumerate() {
            let mut top = sheet.top;
            for card in column {
                let height = self.texts[*card].height(&self.desk);
                let left = if side == 0 { sheet.left } else { sheet.right() - self.card_width };
                places[*card] = Frame { left, top, width: self.card_width, height }
                    .mirrored(sheet, self.desk.lang.is_rtl());
                top += height + mm(GAP_MM);
            }
        }
        places
    }

    /// Arrows arrive in the order of the cards that they come from.
    fn sort_arrivals(&mut self) {
        let sheet = Frame { left: 0.0, top: 0.0, width: 3.0 * self.card_width, height: 0.0 };
        let tops: Vec<f64> = self.places(sheet).iter().map(|f| f.top).collect();
        for text in &mut self.texts {
            text.arrivals.sort_by(|(a, _), (b, _)| {
                let top = |link: &usize| tops[self.data.links[*link].from];
                top(a).total_cmp(&top(b))
            });
        }
    }

    /// Where a link arrives: the point, and whether it points to the right.
    fn arrival(&self, link: usize, places: &[Frame], sheet: Frame) -> (f64, f64, bool) {
        let to = self.data.links[link].to;
        let (frame, text) = (places[to], &self.texts[to]);
        let mut y = frame.top + text.title_height(&self.desk) + text.items_height(&self.desk);
        for (index, lines) in &text.arrivals {
            if *index == link {
                break;
            }
            y += arrival_height(lines, &self.desk);
        }
        y += mm(0.3) + arrival_type(&self.desk).leading() / 2.0;
        let left = frame.left + frame.width / 2.0 < sheet.x(0.5);
        if left { (frame.right(), y, false) } else { (frame.left, y, true) }
    }

    /// Where links leave a card: beside its title, those that lead up above those that lead down.
    fn departure(&self, link: usize, places: &[Frame], sheet: Frame) -> (f64, f64) {
        let from = self.data.links[link].from;
        let frame = places[from];
        let mut leaving: Vec<usize> =
            (0..self.data.links.len()).filter(|l| self.data.links[*l].from == from).collect();
        leaving.sort_by(|a, b| {
            let y = |l: &usize| self.arrival(*l, places, sheet).1;
            y(a).total_cmp(&y(b)).then(a.cmp(b))
        });
        let rank = leaving.iter().position(|l| *l == link).unwrap_or(0) as f64;
        let height = self.texts[from].title_height(&self.desk);
        let y = frame.top + height * (rank + 1.0) / (leaving.len() as f64 + 1.0);
        let left = frame.left + frame.width / 2.0 < sheet.x(0.5);
        (if left { frame.right() } else { frame.left }, y)
    }

    fn draw_link(
        &self,
        canvas: &Canvas<'_>,
        index: usize,
        places: &[Frame],
        sheet: Frame,
    ) -> Result<(), ChartError> {
        let link = &self.data.links[index];
        let from = self.departure(index, places, sheet);
        let (x, y, to_right) = self.arrival(index, places, sheet);
        // The head is drawn later; the line ends inside it.
        let to = (if to_right { x - mm(0.8) } else { x + mm(0.8) }, y);
        let points = if self.is_first(link.from) == self.is_first(link.to) {
            let room = sheet.width - 2.0 * self.card_width;
            let bulge = (mm(3.0) + 0.16 * (to.1 - from.1).abs()).min(0.6 * room);
            shapes::bow(from, to, if to_right { -bulge } else { bulge })
        } else {
            shapes::curve(from, to)
        };
        canvas.line(&points, self.colour(link.from), mm(0.32))
    }

    fn draw_card(&self, canvas: &Canvas<'_>, index: usize, frame: Frame) -> Result<(), ChartError> {
        let (desk, text) = (&self.desk, &self.texts[index]);
        let (theme, rtl) = (desk.theme, desk.lang.is_rtl());
        let colour = self.colour(index);
        canvas.fill(frame, theme.paper, 1.0)?;
        let bar = Frame { height: text.title_height(desk), ..frame };
        canvas.fill(bar, theme.paper.mix(colour, 0.22), 1.0)?;
        canvas.outline(frame, colour, mm(0.3))?;
        let across = desk.start();
        let inner = |indent: f64| {
            if rtl { frame.right() - mm(PAD_MM) - indent } else { frame.left + mm(PAD_MM) + indent }
        };
        let title = desk.text().bold();
        canvas.lines(&text.title, title, (inner(0.0), bar.y(0.5)), across, Along::Middle)?;
        for item in &text.items {
            let kind = item_type(desk, item.is_strong);
            let y = bar.bottom() + mm(0.8) + item.row as f64 * desk.small().leading();
            let glyph = Frame {
                left: frame.left + mm(PAD_MM) + item.indent,
                top: y + kind.leading() / 2.0 - mm(0.85),
                width: mm(GLYPH_MM),
                height: mm(1.7),
            };
            shapes::draw_box(canvas, item.kind, glyph.mirrored(frame, rtl), false)?;
            let x = inner(item.indent + mm(GLYPH_MM + 1.0));
            canvas.lines(&item.lines, kind, (x, y), across, Along::Top)?;
        }
        let y = bar.bottom() + text.items_height(desk);
        self.draw_arrivals(canvas, index, frame, y)
    }

    /// What arrives, beside the arrows: on the side of the space between the columns.
    fn draw_arrivals(
        &self,
        canvas: &Canvas<'_>,
        index: usize,
        frame: Frame,
        mut y: f64,
    ) -> Result<(), ChartError> {
        let (desk, text) = (&self.desk, &self.texts[index]);
        let inward_right = self.is_first(index) != desk.lang.is_rtl();
        if !text.arrivals.is_empty() && !text.items.is_empty() {
            let ends = [(frame.left + mm(PAD_MM), y), (frame.right() - mm(PAD_MM), y)];
            canvas.line(&ends, desk.theme.grid, mm(0.2))?;
        }
        let (x, across) = if inward_right {
            (frame.right() - mm(PAD_MM), Across::Right)
        } else {
            (frame.left + mm(PAD_MM), Across::Left)
        };
        for (link, lines) in &text.arrivals {
            let colour = self.colour(self.data.links[*link].from).mix(desk.theme.ink, 0.45);
            let kind = arrival_type(desk).coloured(colour);
            canvas.lines(lines, kind, (x, y + mm(0.3)), across, Along::Top)?;
            y += arrival_height(lines, desk);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_card_has_one_place() {
        let heights = [30.0, 10.0, 20.0, 40.0, 15.0].map(mm);
        let links = [(0, 1), (1, 2), (3, 0), (4, 3), (2, 4)];
        let columns = arrange(&heights, &links);
        let mut all: Vec<usize> = columns.iter().flatten().copied().collect();
        all.sort_unstable();
        assert_eq!(all, [0, 1, 2, 3, 4]);
        let height = |side: usize| columns[side].iter().map(|c| heights[*c]).sum::<f64>();
        assert!((height(0) - height(1)).abs() < mm(25.0), "{columns:?}");
    }
}
