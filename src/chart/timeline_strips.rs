//! Timelines of levers in short: a row an option, a strip a lever whose tone is its level, and the dates at which it
//! falls.

use super::canvas::{Across, Along, Canvas, Desk, Frame, Type, mm};
use super::error::ChartError;
use super::figure_compare::{Timeline, TimelineFall, TimelineLane, TimelinePanel};
use super::key::{Key, KeyItem, Sample};
use super::marks::Mark;
use super::picture::Picture;
use super::rows::Rows;
use super::theme::along;
use super::ticks::{Tick, date_ticks};
use super::timeline::{Span, date_items, draw_date_ticks, drawn};
use crate::text::{self, Lang};

/// Height of one strip, and what lies between the strips of two options.
const STRIP_MM: f64 = 3.5;
const BETWEEN_MM: f64 = 1.4;
/// Between the names of levers and the strips, and between these and the dates.
const GAP_MM: f64 = 1.6;

struct StripsPicture<'a> {
    data: &'a Timeline,
    desk: Desk<'a>,
    span: Span,
    key: Key,
    rows: Rows,
    /// The largest level of each lever over all options.
    most: Vec<f64>,
    /// Width of the levers' names; 0 where there is one lever only.
    lanes: f64,
    /// The dates of falls in words, by option and lever.
    texts: Vec<Vec<String>>,
    text_width: f64,
    ticks: Vec<Tick>,
}

/// Lays strips out for `width`.
pub(crate) fn plan<'a>(
    data: &'a Timeline,
    span: Span,
    desk: Desk<'a>,
    width: f64,
) -> Box<dyn Picture + 'a> {
    let small = desk.small();
    let count = data.lanes.len();
    let strip = mm(STRIP_MM).max(small.leading());
    let names = data.panels.iter().map(|panel| (panel.title.as_str(), false));
    let rows =
        Rows::new(names, &desk, desk.text(), (0.25 * width, count as f64 * strip + mm(BETWEEN_MM)));
    let lanes = if count > 1 {
        desk.widest(data.lanes.iter().map(String::as_str), small).min(0.12 * width) + mm(GAP_MM)
    } else {
        0.0
    };
    let texts: Vec<Vec<String>> = data
        .panels
        .iter()
        .map(|panel| panel.lanes.iter().map(|lane| words(&lane.falls, desk.lang)).collect())
        .collect();
    let widest = desk.widest(texts.iter().flatten().map(String::as_str), small);
    let text_width = if widest > 0.0 { widest.min(0.34 * width) + mm(GAP_MM) } else { 0.0 };
    let most = (0..count)
        .map(|lane| {
            let levels = data.panels.iter().flat_map(|panel| &panel.lanes[lane].levels);
            levels.copied().map(drawn).fold(0.0, f64::max)
        })
        .collect();
    let plot = width - rows.strip - lanes - text_width;
    let ticks = date_ticks(span.first, span.last, &desk, small, plot);
    let mut picture = StripsPicture {
        data,
        desk,
        span,
        key: Key::new(Vec::new(), &desk, width),
        rows,
        most,
        lanes,
        texts,
        text_width,
        ticks,
    };
    picture.key = Key::new(picture.key_items(), &desk, width);
    Box::new(picture)
}

/// "half Sep 2024; none Mar 2026".
fn words(falls: &[TimelineFall], lang: Lang) -> String {
    let one = |fall: &TimelineFall| {
        let date = text::month_year(fall.date, lang);
        match fall.range.filter(|(from, to)| from != to) {
            Some((from, to)) => {
                let dash = lang.pick("to", "إلى");
                let (from, to) = (text::month_year(from, lang), text::month_year(to, lang));
                format!("{} {date} ({from} {dash} {to})", fall.label)
            }
            None => format!("{} {date}", fall.label),
        }
    };
    falls.iter().map(one).collect::<Vec<_>>().join(lang.pick("; ", "؛ "))
}

impl StripsPicture<'_> {
    fn key_items(&self) -> Vec<KeyItem> {
        let desk = &self.desk;
        let theme = desk.theme;
        let show = |most: f64| self.data.axis.format.compact(most, desk.lang);
        let levels = match (&self.data.lanes[..], &self.most[..]) {
            ([_], [most]) => show(*most),
            (names, most) => names
                .iter()
                .zip(most)
                .map(|(name, most)| format!("{name} {}", show(*most)))
                .collect::<Vec<_>>()
                .join(desk.lang.pick(", ", "، ")),
        };
        let levels = [self.data.axis.unit.as_str(), &levels]
            .into_iter()
            .rev()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" ");
        let name = match desk.lang {
            Lang::En => format!("none to the most: {levels}"),
            Lang::Ar => format!("من لا شيء إلى الأعلى: {levels}"),
        };
        let (from, to) = (along(&theme.neutral, 0.0), along(&theme.neutral, 1.0));
        let mut items = vec![KeyItem { sample: Sample::Ramp(from, to), name }];
        if self.data.panels.iter().flat_map(|p| &p.lanes).any(|lane| !lane.falls.is_empty()) {
            items.push(KeyItem {
                sample: Sample::Mark(Mark::Tick, theme.mark),
                name: desk.lang.pick("date at the right", "تاريخ مذكور في آخر السطر").to_owned(),
            });
        }
        items.extend(date_items(self.data, desk));
        items
    }

    fn strip_height(&self) -> f64 {
        mm(STRIP_MM).max(self.desk.small().leading())
    }
}

impl Picture for StripsPicture<'_> {
    fn height(&self) -> f64 {
        let ticks = self.desk.small().leading() + mm(1.0);
        self.key.height(&self.desk) + self.rows.height() + ticks
    }

    fn notes(&self) -> Vec<String> {
        Vec::new()
    }

    fn draw(&self, canvas: &Canvas<'_>, frame: Frame) -> Result<(), ChartError> {
        let desk = &self.desk;
        let rtl = desk.lang.is_rtl();
        self.key.draw(canvas, frame)?;
        let all = Frame {
            left: frame.left + self.rows.strip,
            top: frame.top + self.key.height(desk),
            width: frame.width - self.rows.strip,
            height: self.rows.height(),
        }
        .mirrored(frame, rtl);
        let plot = Frame {
            left: all.left + self.lanes,
            width: all.width - self.lanes - self.text_width,
            ..all
        }
        .mirrored(all, rtl);
        self.rows.draw(canvas, all)?;
        for tick in &self.ticks {
            let x = plot.x(tick.share);
            canvas.line(&[(x, plot.top), (x, plot.bottom())], desk.theme.grid, mm(0.15))?;
        }
        draw_date_ticks(canvas, &self.ticks, plot, true)?;
        for (index, panel) in self.data.panels.iter().enumerate() {
            let band = self.rows.band(index, all);
            canvas.line(
                &[(all.left, band.top), (all.right(), band.top)],
                desk.theme.grid,
                mm(0.12),
            )?;
            let height = self.strip_height();
            let top = band.y(0.5) - height * panel.lanes.len() as f64 / 2.0;
            for lane in 0..panel.lanes.len() {
                let strip = Frame { top: top + lane as f64 * height, height, ..plot };
                self.draw_lane(canvas, (index, lane), strip, all)?;
            }
        }
        for mark in self.data.dates.iter().filter(|mark| self.span.contains(mark.date)) {
            let x = plot.x(self.span.share(mark.date));
            canvas.dashed(&[(x, plot.top), (x, plot.bottom())], desk.theme.mark, mm(0.2))?;
        }
        Ok(())
    }
}

impl StripsPicture<'_> {
    fn draw_lane(
        &self,
        canvas: &Canvas<'_>,
        (option, lane): (usize, usize),
        strip: Frame,
        all: Frame,
    ) -> Result<(), ChartError> {
        let desk = &self.desk;
        let rtl = desk.lang.is_rtl();
        let small = desk.small();
        let panel = &self.data.panels[option];
        let data = &panel.lanes[lane];
        self.draw_levels(canvas, panel, (lane, data), strip)?;
        let y = strip.y(0.5);
        if self.lanes > 0.0 {
            let room = self.lanes - mm(GAP_MM);
            let (x, across) =
                if rtl { (all.right(), Across::Right) } else { (all.left, Across::Left) };
            self.draw_text(canvas, &self.data.lanes[lane], (small, room + 1.0), (x, y), across)?;
        }
        if self.text_width > 0.0 {
            let ink = small.coloured(desk.theme.ink);
            let room = self.text_width - mm(GAP_MM) + 1.0;
            let (x, across) = if rtl {
                (strip.left - mm(GAP_MM), Across::Right)
            } else {
                (strip.right() + mm(GAP_MM), Across::Left)
            };
            self.draw_text(canvas, &self.texts[option][lane], (ink, room), (x, y), across)?;
        }
        Ok(())
    }

    fn draw_text(
        &self,
        canvas: &Canvas<'_>,
        text: &str,
        (kind, room): (Type, f64),
        place: (f64, f64),
        across: Across,
    ) -> Result<(), ChartError> {
        let text = self.desk.typesetter.shorten(text, kind.size, kind.bold, room);
        canvas.text(&text, kind, place, across, Along::Middle)
    }

    fn draw_levels(
        &self,
        canvas: &Canvas<'_>,
        panel: &TimelinePanel,
        (lane, data): (usize, &TimelineLane),
        strip: Frame,
    ) -> Result<(), ChartError> {
        let theme = self.desk.theme;
        let most = self.most[lane];
        let inner = Frame { top: strip.top + mm(0.3), height: strip.height - mm(0.6), ..strip };
        let share = |level: f64| if most > 0.0 { drawn(level) / most } else { 0.0 };
        // Dates with one level are one block, so that files stay small.
        let mut from = 0;
        while from < data.levels.len() {
            let same = |level: f64| (share(level) - share(data.levels[from])).abs() < 0.004;
            let run = data.levels[from..].iter().take_while(|level| same(**level)).count().max(1);
            let to = (from + run).min(panel.dates.len() - 1);
            let (left, right) = (
                strip.x(self.span.share(panel.dates[from])),
                strip.x(self.span.share(panel.dates[to])),
            );
            let tone = share(data.levels[from]);
            if tone > 0.002 && right > left {
                // A hair wider, or light shows between blocks.
                let width = (right - left + mm(0.08)).min(strip.right() - left);
                let block = Frame { left, width, ..inner };
                canvas.fill(block, along(&theme.neutral, 0.12 + 0.88 * tone), 1.0)?;
            }
            from += run;
        }
        for fall in data.falls.iter().filter(|fall| self.span.contains(fall.date)) {
            if let Some((first, last)) = fall.range {
                let ends =
                    [first, last].map(|date| (strip.x(self.span.share(date)), inner.bottom()));
                canvas.line(&ends, theme.mark, mm(0.25))?;
            }
            let x = strip.x(self.span.share(fall.date));
            canvas.line(&[(x, inner.top), (x, inner.bottom())], theme.mark, mm(0.4))?;
        }
        Ok(())
    }
}
