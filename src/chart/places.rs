//! Axes of what a sweep varies: numbers, their logarithms, dates or names.

use jiff::civil::date;
use jiff::{Span, civil::Date};

use super::canvas::{Desk, mm};
use super::figure_sweep::{SweepAxis, SweepScale};
use super::ticks::{Room, Tick, date_ticks, even_labels, round_values};
use crate::text;

/// More places than this get round ticks instead of one each.
const MOST_PLACES: usize = 13;

/// An axis of places: places to shares of its length.
#[derive(Debug, Clone)]
pub(crate) struct Places {
    is_log: bool,
    /// Whether names run from the right.
    mirrored: bool,
    /// Ends, on the scale of [`Places::bent`].
    low: f64,
    high: f64,
    pub ticks: Vec<Tick>,
    /// Width of a name below the axis; none for numbers and dates, which stand on one line.
    slot: Option<f64>,
    lines: usize,
}

/// What lies at the ends of an axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Margin {
    /// The first and the last place themselves.
    Narrow,
    /// Half a cell around them.
    Cells,
}

impl Places {
    pub(crate) fn new(axis: &SweepAxis, margin: Margin, desk: &Desk<'_>, room: Room) -> Self {
        let is_log = axis.scale == SweepScale::Log;
        let is_across = matches!(room, Room::Across(_));
        let mirrored = matches!(axis.scale, SweepScale::Names(_)) && desk.lang.is_rtl();
        let mut places = Places {
            is_log,
            mirrored: mirrored && is_across,
            low: 0.0,
            high: 1.0,
            ticks: Vec::new(),
            slot: None,
            lines: 1,
        };
        let bent: Vec<f64> = axis.places.iter().map(|at| places.bent(*at)).collect();
        (places.low, places.high) = match (margin, &axis.scale) {
            (_, SweepScale::Names(names)) => (-0.5, names.len() as f64 - 0.5),
            (Margin::Cells, _) => {
                let edges = cell_edges(&bent);
                (edges[0], edges[edges.len() - 1])
            }
            (Margin::Narrow, _) => {
                let (first, last) = (bent[0], bent[bent.len() - 1]);
                if last > first { (first, last) } else { (first - 0.5, last + 0.5) }
            }
        };
        places.ticks = places.make_ticks(axis, desk, room);
        if let (SweepScale::Names(names), Room::Across(length)) = (&axis.scale, room) {
            places.slot = Some(length / names.len() as f64 - mm(1.5));
            let lines = places.ticks.iter().map(|tick| places.label(tick, desk).len());
            places.lines = lines.max().unwrap_or(1);
        }
        places
    }

    /// How many lines labels below the axis take.
    pub(crate) fn lines(&self) -> usize {
        self.lines
    }

    /// The lines of a label below the axis.
    pub(crate) fn label(&self, tick: &Tick, desk: &Desk<'_>) -> Vec<String> {
        match self.slot {
            Some(width) => desk.wrap(&tick.label, desk.small(), width, 3),
            None => vec![tick.label.clone()],
        }
    }

    /// A place on the scale of the axis.
    fn bent(&self, at: f64) -> f64 {
        if self.is_log { libm::log10(at.max(f64::MIN_POSITIVE)) } else { at }
    }

    /// The share of the axis at a place, kept within 0 and 1.
    pub(crate) fn share(&self, at: f64) -> f64 {
        let share = ((self.bent(at) - self.low) / (self.high - self.low)).clamp(0.0, 1.0);
        if self.mirrored { 1.0 - share } else { share }
    }

    /// The shares at which cells around places begin and end: one more than places.
    pub(crate) fn edges(&self, places: &[f64]) -> Vec<f64> {
        let bent: Vec<f64> = places.iter().map(|at| self.bent(*at)).collect();
        let share = |edge: f64| {
            let share = ((edge - self.low) / (self.high - self.low)).clamp(0.0, 1.0);
            if self.mirrored { 1.0 - share } else { share }
        };
        cell_edges(&bent).into_iter().map(share).collect()
    }

    fn make_ticks(&self, axis: &SweepAxis, desk: &Desk<'_>, room: Room) -> Vec<Tick> {
        let kind = desk.small();
        let tick = |at: f64, label: String| Tick { share: self.share(at), label };
        let (Room::Across(length) | Room::Up(length)) = room;
        match &axis.scale {
            SweepScale::Names(names) => {
                let width = length / names.len().max(1) as f64 - mm(1.5);
                let shorten = |name: &String| match room {
                    Room::Across(_) => name.clone(),
                    Room::Up(_) => {
                        desk.typesetter.shorten(name, kind.size, kind.bold, width.max(mm(30.0)))
                    }
                };
                names.iter().enumerate().map(|(i, n)| tick(i as f64, shorten(n))).collect()
            }
            SweepScale::Dates => self.date_ticks(axis, desk, room),
            SweepScale::Linear | SweepScale::Log => {
                let each: Vec<Tick> = axis
                    .places
                    .iter()
                    .map(|at| tick(*at, axis.format.compact(*at, desk.lang)))
                    .collect();
                if (3..=MOST_PLACES).contains(&each.len())
                    && room.fits(desk, kind, &each)
                    && all_differ(&each)
                {
                    return each;
                }
                self.round_ticks(axis, desk, room)
            }
        }
    }

    /// Ticks at round values, as many as fit.
    fn round_ticks(&self, axis: &SweepAxis, desk: &Desk<'_>, room: Room) -> Vec<Tick> {
        let kind = desk.small();
        for count in (1..=8).rev() {
            let ticks: Vec<Tick> = if self.is_log {
                self.log_values(count)
                    .into_iter()
                    .map(|v| Tick {
                        share: self.share(v),
                        label: axis.format.compact(v, desk.lang),
                    })
                    .collect()
            } else {
                let (values, step) = round_values(self.low, self.high, count);
                let labels = even_labels(&values, step, axis.format, desk);
                let tick = |(v, label): (&f64, String)| Tick { share: self.share(*v), label };
                values.iter().zip(labels).map(tick).collect()
            };
            if ticks.len() >= 2 && room.fits(desk, kind, &ticks) {
                return ticks;
            }
        }
        // a span within two round values: its ends
        let ends = [axis.places.first(), axis.places.last()];
        let mut ticks: Vec<Tick> = ends
            .into_iter()
            .flatten()
            .map(|at| Tick { share: self.share(*at), label: axis.format.compact(*at, desk.lang) })
            .collect();
        ticks.dedup();
        ticks
    }

    /// 1, 2 and 5 times powers of ten, or fewer.
    fn log_values(&self, count: usize) -> Vec<f64> {
        let (first, last) = (libm::floor(self.low) as i32, libm::ceil(self.high) as i32);
        let multiples: [&[f64]; 3] = [&[1.0, 2.0, 5.0], &[1.0, 3.0], &[1.0]];
        let of = |multiples: &[f64]| -> Vec<f64> {
            (first..=last)
                .flat_map(|decade| multiples.iter().map(move |m| format!("{m}e{decade}")))
                .filter_map(|text| text.parse().ok())
                .filter(|v: &f64| {
                    let at = libm::log10(*v);
                    at >= self.low - 1e-9 && at <= self.high + 1e-9
                })
                .collect()
        };
        let found = multiples.into_iter().map(of).find(|values| values.len() <= count);
        found.unwrap_or_else(|| {
            let decades = of(&[1.0]);
            let every = decades.len().div_ceil(count.max(1));
            decades.into_iter().step_by(every.max(1)).collect()
        })
    }

    fn date_ticks(&self, axis: &SweepAxis, desk: &Desk<'_>, room: Room) -> Vec<Tick> {
        let kind = desk.small();
        let each: Vec<Tick> = axis
            .places
            .iter()
            .map(|at| Tick {
                share: self.share(*at),
                label: day(*at).map_or(String::new(), |d| text::month_year(d, desk.lang)),
            })
            .collect();
        if each.len() <= MOST_PLACES && room.fits(desk, kind, &each) && all_differ(&each) {
            return each;
        }
        let (Room::Across(length) | Room::Up(length)) = room;
        match (day(self.low), day(self.high)) {
            (Some(first), Some(last)) => date_ticks(first, last, desk, kind, length),
            _ => Vec::new(),
        }
    }
}

fn all_differ(ticks: &[Tick]) -> bool {
    ticks.windows(2).all(|pair| pair[0].label != pair[1].label)
}

/// The date of a number of days since 1970-01-01.
fn day(at: f64) -> Option<Date> {
    let days = Span::new().try_days(at.round() as i64).ok()?;
    date(1970, 1, 1).checked_add(days).ok()
}

/// Edges half way between places; the outer cells are as wide outwards as inwards.
fn cell_edges(bent: &[f64]) -> Vec<f64> {
    match bent {
        [] => vec![0.0, 1.0],
        [only] => vec![only - 0.5, only + 0.5],
        _ => {
            let n = bent.len();
            let mut edges = vec![bent[0] - 0.5 * (bent[1] - bent[0])];
            edges.extend(bent.windows(2).map(|pair| 0.5 * (pair[0] + pair[1])));
            edges.push(bent[n - 1] + 0.5 * (bent[n - 1] - bent[n - 2]));
            edges
        }
    }
}

/// What is wrong with an axis, if something is.
pub(crate) fn wrong(axis: &SweepAxis) -> Option<&'static str> {
    let places = &axis.places;
    if places.is_empty() {
        Some("has no places")
    } else if places.iter().any(|at| !at.is_finite()) {
        Some("has places that are not finite")
    } else if places.windows(2).any(|pair| pair[0] >= pair[1]) {
        Some("has places that do not ascend")
    } else if axis.scale == SweepScale::Log && places[0] <= 0.0 {
        Some("is logarithmic and has places at or below zero")
    } else if matches!(&axis.scale, SweepScale::Names(names) if names.len() != places.len()) {
        Some("has not as many names as places")
    } else {
        None
    }
}
