//! Axes of values: linear or logarithmic, with limits that a heavy tail cannot pull away from the rest.

use super::canvas::Desk;
use super::figure::{ScaleChoice, ValueAxis};
use super::ticks::{Room, Tick, even_labels, round_values};
use crate::text::NumberFormat;

/// The share of a logarithmic axis on which values at or near zero stand.
const SHELF: f64 = 0.07;

/// What one row or line asks of the axis.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Core {
    /// The lower end of what must be seen (5 %).
    pub low: f64,
    /// The middle.
    pub middle: f64,
    /// The upper end of what must be seen (95 %).
    pub high: f64,
    /// The least value there is to show.
    pub least: f64,
    /// The greatest value there is to show.
    pub greatest: f64,
}

impl Core {
    /// A single value.
    pub(crate) fn point(value: f64) -> Self {
        Core { low: value, middle: value, high: value, least: value, greatest: value }
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Map {
    Linear,
    /// With a shelf, values below `low` stand at the very start and the decades begin after [`SHELF`].
    Log {
        shelf: bool,
    },
}

/// An axis: values to shares of its length.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Axis {
    map: Map,
    low: f64,
    high: f64,
    pub ticks: Vec<Tick>,
    /// The greatest finite value that lies beyond the axis, if one does.
    pub cut_above: Option<f64>,
    /// The least finite value that lies beyond the axis, if one does.
    pub cut_below: Option<f64>,
    /// Whether there are infinite values.
    pub has_infinite: bool,
}

impl Axis {
    /// An axis for `cores`, of the length in `room`. `decades` is how far values must spread before an automatic
    /// scale turns logarithmic.
    pub(crate) fn new(
        spec: &ValueAxis,
        cores: &[Core],
        decades: f64,
        desk: &Desk<'_>,
        room: Room,
    ) -> Self {
        let spread = Spread::of(cores);
        let map = spread.choose(spec, decades);
        let (low, high) = match map {
            Map::Linear => spread.linear_limits(spec),
            Map::Log { .. } => spread.log_limits(),
        };
        let mut axis = Axis {
            map,
            low,
            high,
            ticks: Vec::new(),
            cut_above: Some(spread.greatest).filter(|v| *v > high * (1.0 + 1e-9)),
            cut_below: Some(spread.least)
                .filter(|v| map == Map::Linear && *v < low - 1e-9 * (high - low)),
            has_infinite: spread.has_infinite,
        };
        axis.ticks = axis.make_ticks(spec, desk, room);
        axis
    }

    pub(crate) fn is_log(&self) -> bool {
        matches!(self.map, Map::Log { .. })
    }

    /// Where the axis begins and ends, in its unit.
    pub(crate) fn limits(&self) -> (f64, f64) {
        (self.low, self.high)
    }

    /// The share of the axis at `value`, kept within 0 and 1.
    pub(crate) fn share(&self, value: f64) -> f64 {
        if value.is_nan() {
            return 0.0;
        }
        let share = match self.map {
            Map::Linear => (value - self.low) / (self.high - self.low),
            Map::Log { .. } if value < self.low * (1.0 - 1e-9) => 0.0,
            Map::Log { shelf } => {
                let share = libm::log(value / self.low) / libm::log(self.high / self.low);
                let start = if shelf { SHELF } else { 0.0 };
                start + (1.0 - start) * share
            }
        };
        share.clamp(0.0, 1.0)
    }

    /// Whether `value` lies beyond the end of the axis.
    pub(crate) fn is_above(&self, value: f64) -> bool {
        value > self.high * (1.0 + 1e-9) && value > self.high
    }

    /// Whether `value` lies before the start of the axis (and not on a shelf for it).
    pub(crate) fn is_below(&self, value: f64) -> bool {
        match self.map {
            Map::Linear => value < self.low - 1e-9 * (self.high - self.low),
            Map::Log { shelf } => !shelf && value < self.low * (1.0 - 1e-9),
        }
    }

    fn make_ticks(&self, spec: &ValueAxis, desk: &Desk<'_>, room: Room) -> Vec<Tick> {
        let kind = desk.small();
        let mut sparse = Vec::new();
        for count in (1..=7).rev() {
            let ticks = match self.map {
                Map::Linear => self.linear_ticks(spec.format, desk, count),
                Map::Log { .. } => self.log_ticks(spec.format, desk, count),
            };
            let labelled = ticks.iter().filter(|tick| !tick.label.is_empty()).count();
            if room.fits(desk, kind, &ticks) && labelled >= 2 {
                return ticks;
            }
            sparse = ticks;
        }
        if !room.fits(desk, kind, &sparse) {
            sparse.truncate(1);
        }
        sparse
    }

    fn linear_ticks(&self, format: NumberFormat, desk: &Desk<'_>, count: usize) -> Vec<Tick> {
        let (values, step) = round_values(self.low, self.high, count);
        let labels = even_labels(&values, step, format, desk);
        values
            .into_iter()
            .zip(labels)
            .map(|(value, label)| Tick { share: self.share(value), label })
            .collect()
    }

    /// Powers of ten, or 1, 2 and 5 times them where there are few, thinned to about `count`.
    fn log_ticks(&self, format: NumberFormat, desk: &Desk<'_>, count: usize) -> Vec<Tick> {
        let first = libm::floor(libm::log10(self.low) + 1e-9) as i32;
        let last = libm::ceil(libm::log10(self.high) - 1e-9) as i32;
        let decades = (last - first).max(1) as usize;
        let multiples: &[f64] = match count {
            _ if count >= 3 * decades => &[1.0, 2.0, 5.0],
            _ if count >= 2 * decades => &[1.0, 3.0],
            _ => &[1.0],
        };
        let every = decades.div_ceil(count).max(1) as i32;
        let mut ticks = Vec::new();
        if self.map == (Map::Log { shelf: true }) {
            ticks.push(Tick { share: 0.0, label: format.compact(0.0, desk.lang) });
        }
        for decade in first..=last {
            let is_labelled = decade.rem_euclid(every) == 0;
            for multiple in multiples {
                // Through text, so that a tick at 0.001 is exactly that.
                let value: f64 = format!("{multiple}e{decade}").parse().unwrap_or(1.0);
                if value >= self.low * (1.0 - 1e-9) && value <= self.high * (1.0 + 1e-9) {
                    let label =
                        if is_labelled { format.compact(value, desk.lang) } else { String::new() };
                    ticks.push(Tick { share: self.share(value), label });
                }
            }
        }
        ticks
    }
}

/// The finite values of all cores, summed up.
struct Spread {
    low: f64,
    high: f64,
    least: f64,
    greatest: f64,
    /// The smallest positive value that must be seen.
    positive: f64,
    /// The median of the middles.
    typical: f64,
    has_infinite: bool,
}

impl Spread {
    fn of(cores: &[Core]) -> Self {
        let finite = |get: fn(&Core) -> f64| {
            cores.iter().map(get).filter(|v| v.is_finite()).collect::<Vec<f64>>()
        };
        let min = |values: &[f64]| values.iter().copied().fold(f64::INFINITY, f64::min);
        let max = |values: &[f64]| values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        // An upper end at infinity leaves the middle or the lower end to set the limit.
        let mut seen = finite(|c| c.low);
        seen.extend(finite(|c| c.middle));
        seen.extend(finite(|c| c.high));
        let mut middles = finite(|c| c.middle);
        middles.sort_by(f64::total_cmp);
        let (mut low, mut high) = (min(&seen), max(&seen));
        if seen.is_empty() {
            (low, high) = (0.0, 1.0);
        }
        let positives: Vec<f64> = seen.iter().copied().filter(|v| *v > 0.0).collect();
        Spread {
            low,
            high,
            least: min(&finite(|c| c.least)).min(low),
            greatest: max(&finite(|c| c.greatest)).max(high),
            positive: min(&positives),
            typical: middles.get(middles.len() / 2).copied().unwrap_or(low),
            has_infinite: cores.iter().any(|c| c.high.is_infinite() || c.greatest.is_infinite()),
        }
    }

    fn choose(&self, spec: &ValueAxis, decades: f64) -> Map {
        let log = Map::Log { shelf: self.low < self.positive };
        let possible = self.high > 0.0 && self.low >= 0.0 && self.positive.is_finite();
        match spec.scale {
            ScaleChoice::Linear => Map::Linear,
            // With nothing positive there is no logarithm to take.
            ScaleChoice::Log if self.high > 0.0 && self.positive.is_finite() => log,
            ScaleChoice::Log => Map::Linear,
            ScaleChoice::Auto => {
                let wide = self.high / self.positive > libm::pow(10.0, decades);
                let squashed = self.high > 15.0 * self.typical;
                let plain = spec.format == NumberFormat::Plain;
                if possible && plain && wide && squashed { log } else { Map::Linear }
            }
        }
    }

    /// From the least 5 % to the greatest 95 % quantile, with the tails where they add little, from zero where
    /// zero is near, within the natural limits.
    fn linear_limits(&self, spec: &ValueAxis) -> (f64, f64) {
        let span = (self.high - self.low).max(f64::MIN_POSITIVE);
        let mut low = self.low;
        let mut high = self.high;
        if self.least >= low - 0.25 * span {
            low = self.least;
        } else {
            low -= 0.05 * span;
        }
        if self.greatest <= high + 0.35 * span {
            high = self.greatest;
        } else {
            high += 0.08 * span;
        }
        if low >= 0.0 && low <= 0.5 * high {
            low = 0.0;
        }
        if high <= 0.0 && high >= 0.5 * low {
            high = 0.0;
        }
        if high - low <= 1e-12 * high.abs().max(low.abs()) {
            // All values are the same.
            let half = if high == 0.0 { 1.0 } else { 0.5 * high.abs() };
            (low, high) = (low - half, high + half);
        }
        let pad = 0.04 * (high - low);
        if low != 0.0 {
            low -= pad;
        }
        if high != 0.0 {
            high += pad;
        }
        if let Some(limit) = spec.natural.0.filter(|limit| *limit < high) {
            low = low.max(limit);
        }
        if let Some(limit) = spec.natural.1.filter(|limit| *limit > low) {
            high = high.min(limit);
        }
        (low, high)
    }

    /// Whole decades would waste paper: half decades (1 and 3) around what must be seen.
    fn log_limits(&self) -> (f64, f64) {
        let power = |value: f64| libm::pow(10.0, libm::floor(libm::log10(value)));
        let below = power(self.positive);
        let low = if self.positive >= 3.0 * below { 3.0 * below } else { below };
        let top = self.high.min(self.greatest);
        let above = power(top);
        let high = [1.0, 3.0, 10.0]
            .into_iter()
            .map(|m| m * above)
            .find(|limit| *limit >= top * (1.0 - 1e-9))
            .unwrap_or(top);
        (low, if high > low { high } else { low * 10.0 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::Theme;
    use crate::chart::typeset::Typesetter;
    use crate::text::Lang;

    fn axis(spec: &ValueAxis, cores: &[Core]) -> Axis {
        let theme = Theme::report();
        let desk =
            Desk { theme: &theme, lang: Lang::En, typesetter: Typesetter::new(Lang::En).unwrap() };
        Axis::new(spec, cores, 2.0, &desk, Room::Across(8000.0))
    }

    fn core(low: f64, middle: f64, high: f64, greatest: f64) -> Core {
        Core { low, middle, high, least: low, greatest }
    }

    fn labels(axis: &Axis) -> Vec<String> {
        let plain = |t: &Tick| t.label.replace('\u{a0}', " ");
        let labels = axis.ticks.iter().map(plain);
        labels.filter(|label| !label.is_empty()).collect()
    }

    #[test]
    fn a_heavy_tail_is_cut_and_told() {
        let axis = axis(&ValueAxis::default(), &[core(1.0, 5.0, 20.0, 5_000.0)]);
        assert_eq!(axis.cut_above, Some(5_000.0));
        assert!(axis.limits().1 < 30.0);
        assert_eq!(axis.share(1e9), 1.0);
    }

    #[test]
    fn rows_of_very_different_size_share_a_log_axis() {
        let cores = [
            core(0.03, 0.5, 4.0, 9.0),
            core(5.0, 40.0, 400.0, 900.0),
            core(1_000.0, 90_000.0, 4_000_000.0, 5_000_000.0),
        ];
        let axis = axis(&ValueAxis::default(), &cores);
        assert!(axis.is_log());
        assert_eq!(labels(&axis), ["1", "100", "10 k", "1 million"]);
    }

    #[test]
    fn zeros_stand_on_a_shelf() {
        let cores = [core(0.0, 2.0, 30.0, 90.0), core(0.0, 3.0, 9_000.0, 1e6)];
        let spec = ValueAxis { scale: ScaleChoice::Log, ..ValueAxis::default() };
        let axis = axis(&spec, &cores);
        assert_eq!(axis.share(0.0), 0.0);
        assert!(axis.share(2.0) > SHELF);
        assert_eq!(labels(&axis)[0], "0");
    }

    #[test]
    fn constants_and_infinities_have_an_axis() {
        let flat = axis(&ValueAxis::default(), &[Core::point(7.0)]);
        assert!(flat.limits().0 < 7.0 && flat.limits().1 > 7.0);
        let never = axis(&ValueAxis::default(), &[Core::point(f64::INFINITY)]);
        assert!(never.has_infinite && never.limits().1.is_finite());
    }

    #[test]
    fn probabilities_stay_within_their_limits() {
        let spec = ValueAxis {
            format: NumberFormat::Percent,
            natural: (Some(0.0), Some(1.0)),
            ..ValueAxis::default()
        };
        let axis = axis(&spec, &[core(0.02, 0.5, 0.99, 0.99)]);
        assert_eq!(axis.limits(), (0.0, 1.0));
        assert_eq!(labels(&axis), ["0 %", "20 %", "40 %", "60 %", "80 %", "100 %"]);
    }
}
