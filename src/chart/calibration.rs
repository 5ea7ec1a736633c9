//! Whether predictions are calibrated: a histogram of where observations fell in their predictions beside the share
//! of observations in central bands.
//!
//! If every observation is a draw from its prediction, the share of the prediction below it (its PIT) is uniform
//! (T. Gneiting, F. Balabdaoui, A. E. Raftery, Probabilistic forecasts, calibration and sharpness, 2007).

use super::axis::{Axis, Core};
use super::canvas::{Across, Along, Canvas, Desk, Frame, mm};
use super::error::ChartError;
use super::figure::{ScaleChoice, ValueAxis};
use super::figure_backtest::{Calibration, CalibrationSet};
use super::key::{Key, KeyItem, Sample};
use super::picture::{Picture, bad_data};
use super::ticks::Room;
use crate::text::{self, NumberFormat};

const PLOT_MM: f64 = 58.0;
/// Between the two panels.
const GAP_MM: f64 = 9.0;

struct CalibrationPicture<'a> {
    data: &'a Calibration,
    desk: Desk<'a>,
    key: Key,
    /// Shares of the observations in each bar, by set.
    bars: Vec<Vec<f64>>,
    /// Between which shares 90 % of bars lie if all is well.
    band: Option<(f64, f64)>,
    axis: Axis,
    titles: [Vec<String>; 2],
    strips: [f64; 2],
    panel: f64,
}

/// Lays the chart out for `width`.
pub(crate) fn plan<'a>(
    data: &'a Calibration,
    title: &str,
    desk: Desk<'a>,
    width: f64,
) -> Result<Box<dyn Picture + 'a>, ChartError> {
    check(data, title)?;
    let bars: Vec<Vec<f64>> = data.sets.iter().map(|set| shares(&set.pit, data.bins)).collect();
    // The fewer observations, the wider the band: that of the smallest set holds for all.
    let least = data.sets.iter().map(|set| set.pit.len()).filter(|n| *n > 0).min();
    let band = least.map(|n| {
        let (low, high) = binomial_band(n, 1.0 / data.bins as f64);
        (low as f64 / n as f64, high as f64 / n as f64)
    });
    let highest = bars.iter().flatten().copied().fold(0.0, f64::max);
    let highest = highest.max(band.map_or(0.0, |b| b.1)).max(1e-3);
    let spec = ValueAxis {
        format: NumberFormat::Percent,
        scale: ScaleChoice::Linear,
        natural: (Some(0.0), Some(1.0)),
        ..ValueAxis::default()
    };
    let core =
        Core { low: 0.0, middle: highest / 2.0, high: highest, least: 0.0, greatest: highest };
    let axis = Axis::new(&spec, &[core], 9.0, &desk, Room::Up(mm(PLOT_MM)));
    let small = desk.small();
    let first = desk.widest(axis.ticks.iter().map(|t| t.label.as_str()), small) + mm(1.5);
    let second = desk.width(&text::percent(1.0, desk.lang), small) + mm(1.5);
    let panel = (width - mm(GAP_MM)) / 2.0;
    let bold = desk.text().bold();
    let titles = [
        desk.lang.pick(
            "Where observations fell in their predictions",
            "موقع القيم المرصودة ضمن التوقعات",
        ),
        desk.lang
            .pick("Observations inside central bands", "القيم المرصودة داخل النطاقات المركزية"),
    ]
    .map(|title| desk.wrap(title, bold, panel - first.max(second) - mm(2.0), 3));
    let key = Key::new(key_items(data, &desk), &desk, width);
    Ok(Box::new(CalibrationPicture {
        data,
        desk,
        key,
        bars,
        band,
        axis,
        titles,
        strips: [first, second],
        panel,
    }))
}

fn check(data: &Calibration, title: &str) -> Result<(), ChartError> {
    if data.sets.iter().all(|set| set.pit.is_empty() && set.coverage.is_empty()) {
        return Err(ChartError::Empty { title: title.to_owned() });
    }
    let unit = |value: f64| (0.0..=1.0).contains(&value);
    let coverage = data.sets.iter().flat_map(|set| &set.coverage);
    let mut shares = coverage.flat_map(|c| [c.nominal, c.observed, c.interval.0, c.interval.1]);
    let what = if data.bins == 0 || data.bins > 50 {
        "a histogram has from 1 to 50 bars"
    } else if data.sets.len() > 2 {
        "more than two sets cannot be told apart"
    } else if !data.sets.iter().flat_map(|set| &set.pit).all(|value| unit(*value))
        || !shares.all(unit)
    {
        "a share is not between 0 and 1"
    } else {
        return Ok(());
    };
    Err(bad_data(title, what))
}

/// The share of values in each of `bins` equal parts of 0 to 1.
fn shares(values: &[f64], bins: usize) -> Vec<f64> {
    let mut counts = vec![0.0; bins];
    for value in values {
        counts[((value * bins as f64) as usize).min(bins - 1)] += 1.0;
    }
    let n = values.len().max(1) as f64;
    counts.into_iter().map(|count| count / n).collect()
}

/// The 5 % and 95 % quantiles of Binomial(n, p).
fn binomial_band(n: usize, p: f64) -> (usize, usize) {
    let (count, ln_p, ln_q) = (n as f64, libm::log(p), libm::log1p(-p));
    let ln_choose =
        |k: f64| libm::lgamma(count + 1.0) - libm::lgamma(k + 1.0) - libm::lgamma(count - k + 1.0);
    let (mut below, mut low) = (0.0, None);
    for k in 0..=n {
        let j = k as f64;
        // With one bar everything is in it.
        let rest = if p < 1.0 {
            (count - j) * ln_q
        } else if k == n {
            0.0
        } else {
            f64::NEG_INFINITY
        };
        below += libm::exp(ln_choose(j) + j * ln_p + rest);
        if low.is_none() && below >= 0.05 {
            low = Some(k);
        }
        if below >= 0.95 {
            return (low.unwrap_or(k), k);
        }
    }
    (low.unwrap_or(n), n)
}

fn key_items(data: &Calibration, desk: &Desk<'_>) -> Vec<KeyItem> {
    let lang = desk.lang;
    let n = lang.pick("n = ", "العدد = ");
    let mut items: Vec<KeyItem> = data
        .sets
        .iter()
        .map(|set| {
            let counted = format!("{n}{}", text::number(set.pit.len() as f64, lang));
            KeyItem {
                sample: Sample::Band(desk.theme.category(set.colour), 0.75),
                name: if set.label.is_empty() {
                    counted
                } else {
                    format!("{} ({counted})", set.label)
                },
            }
        })
        .collect();
    items.push(KeyItem {
        sample: Sample::Band(desk.theme.ink, 0.13),
        name: lang
            .pick(
                "where nine bars in ten lie if predictions are calibrated",
                "حيث تقع تسعة أعمدة من عشرة إذا كانت التوقعات معايرة",
            )
            .to_owned(),
    });
    items
}

impl Picture for CalibrationPicture<'_> {
    fn height(&self) -> f64 {
        let small = self.desk.small().leading();
        self.head() + mm(PLOT_MM) + small + 2.0 * self.desk.text().leading() + mm(2.2)
    }

    fn notes(&self) -> Vec<String> {
        let note = self.desk.lang.pick(
            "Bars at both ends: predictions too narrow; a hump in the middle: too wide; a slope: too high or too low. \
             Points below the line: fewer observations in the band than it promises.",
            "أعمدة عالية عند الطرفين: التوقعات ضيقة أكثر من اللازم؛ وارتفاع في الوسط: واسعة أكثر من اللازم؛ وميل: \
             مرتفعة أو منخفضة أكثر من اللازم. والنقاط تحت الخط: ما وقع داخل النطاق أقل مما يَعِد به.",
        );
        vec![note.to_owned()]
    }

    fn draw(&self, canvas: &Canvas<'_>, frame: Frame) -> Result<(), ChartError> {
        self.key.draw(canvas, frame)?;
        let rtl = self.desk.lang.is_rtl();
        for index in 0..2 {
            let panel = Frame {
                left: frame.left + index as f64 * (self.panel + mm(GAP_MM)),
                width: self.panel,
                ..frame
            }
            .mirrored(frame, rtl);
            let plot = Frame {
                left: panel.left + self.strips[index],
                top: frame.top + self.head(),
                width: panel.width - self.strips[index] - mm(2.0),
                height: mm(PLOT_MM),
            };
            let start = if rtl { plot.right() } else { plot.left };
            let bold = self.desk.text().bold();
            let place = (start, plot.top - mm(1.4));
            canvas.lines(&self.titles[index], bold, place, self.desk.start(), Along::Bottom)?;
            if index == 0 {
                self.draw_histogram(canvas, plot)?;
            } else {
                self.draw_coverage(canvas, plot)?;
            }
        }
        Ok(())
    }
}

impl CalibrationPicture<'_> {
    fn head(&self) -> f64 {
        let titles = self.titles.iter().map(Vec::len).max().unwrap_or(0) as f64;
        self.key.height(&self.desk) + titles * self.desk.text().leading() + mm(2.0)
    }

    /// Percentages below the plot, and what they are.
    fn draw_foot(&self, canvas: &Canvas<'_>, plot: Frame, name: &str) -> Result<(), ChartError> {
        let (theme, small) = (self.desk.theme, self.desk.small());
        let foot = plot.bottom();
        canvas.line(&[(plot.left, foot), (plot.right(), foot)], theme.muted, mm(0.2))?;
        for share in [0.0, 0.5, 1.0] {
            let x = plot.x(share);
            canvas.line(&[(x, foot), (x, foot + mm(0.8))], theme.muted, mm(0.2))?;
            let label = text::percent(share, self.desk.lang);
            let place = (x, foot + mm(0.8));
            canvas.text(&label, small, place, Across::Centre, Along::Top)?;
        }
        let kind = self.desk.text().coloured(theme.muted);
        let room = plot.width + mm(4.0);
        let name = self.desk.wrap(name, kind, room, 2);
        let y = foot + mm(1.4) + small.leading();
        canvas.lines(&name, kind, (plot.x(0.5), y), Across::Centre, Along::Top)
    }

    fn draw_histogram(&self, canvas: &Canvas<'_>, plot: Frame) -> Result<(), ChartError> {
        let (theme, small) = (self.desk.theme, self.desk.small());
        for tick in &self.axis.ticks {
            let y = plot.y(tick.share);
            canvas.line(&[(plot.left, y), (plot.right(), y)], theme.grid, mm(0.15))?;
            let place = (plot.left - mm(1.0), y);
            canvas.text(&tick.label, small, place, Across::Right, Along::Middle)?;
        }
        let share = |value: f64| self.axis.share(value);
        let bins = self.data.bins as f64;
        if let Some((low, high)) = self.band {
            let (top, foot) = (plot.y(share(high)), plot.y(share(low)));
            canvas.fill(Frame { top, height: foot - top, ..plot }, theme.ink, 0.13)?;
        }
        let drawn: Vec<(&CalibrationSet, &Vec<f64>)> =
            self.data.sets.iter().zip(&self.bars).filter(|(set, _)| !set.pit.is_empty()).collect();
        for (k, (set, bars)) in drawn.iter().enumerate() {
            for (i, bar) in bars.iter().enumerate() {
                // Bars of several sets stand side by side within their part.
                let width = 0.86 / drawn.len() as f64;
                let left = (i as f64 + 0.07 + k as f64 * width) / bins;
                let top = plot.y(share(*bar));
                let area = Frame {
                    left: plot.x(left),
                    top,
                    width: plot.width * width / bins,
                    height: plot.bottom() - top,
                };
                canvas.fill(area, theme.category(set.colour), 0.75)?;
            }
        }
        if let Some((low, high)) = self.band {
            for edge in [low, high] {
                let y = plot.y(share(edge));
                canvas.line(&[(plot.left, y), (plot.right(), y)], theme.muted, mm(0.12))?;
            }
            let even = plot.y(share(1.0 / bins));
            canvas.dashed(&[(plot.left, even), (plot.right(), even)], theme.ink, mm(0.2))?;
        }
        let name = self.desk.lang.pick(
            "share of the prediction below the observation",
            "نسبة التوقع دون القيمة المرصودة",
        );
        self.draw_foot(canvas, plot, name)
    }

    fn draw_coverage(&self, canvas: &Canvas<'_>, plot: Frame) -> Result<(), ChartError> {
        let (theme, small) = (self.desk.theme, self.desk.small());
        for share in [0.0, 0.25, 0.5, 0.75, 1.0] {
            let y = plot.y(share);
            canvas.line(&[(plot.left, y), (plot.right(), y)], theme.grid, mm(0.15))?;
            let label = text::percent(share, self.desk.lang);
            let place = (plot.left - mm(1.0), y);
            canvas.text(&label, small, place, Across::Right, Along::Middle)?;
        }
        let diagonal = [(plot.left, plot.bottom()), (plot.right(), plot.top)];
        canvas.dashed(&diagonal, theme.ink, mm(0.2))?;
        let sets = self.data.sets.len() as f64;
        for (k, set) in self.data.sets.iter().enumerate() {
            let colour = theme.category(set.colour);
            let aside = (k as f64 - (sets - 1.0) / 2.0) * mm(1.8);
            for point in &set.coverage {
                let x = plot.x(point.nominal) + aside;
                let (low, high) = (plot.y(point.interval.0), plot.y(point.interval.1));
                canvas.line(&[(x, low), (x, high)], colour, mm(0.35))?;
                canvas.dot((x, plot.y(point.observed)), mm(0.95), colour)?;
            }
        }
        let name = self.desk.lang.pick(
            "share that the band should hold (upwards: the share it did hold)",
            "النسبة المفترضة داخل النطاق (وعموديًا: النسبة الفعلية)",
        );
        self.draw_foot(canvas, plot, name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_shares_of_all() {
        assert_eq!(shares(&[0.0, 0.05, 0.1, 0.55, 1.0], 10)[..2], [0.4, 0.2]);
        assert_eq!(shares(&[1.0, 0.99], 5), [0.0, 0.0, 0.0, 0.0, 1.0]);
        assert_eq!(shares(&[], 3), [0.0; 3]);
    }

    #[test]
    fn the_band_has_the_quantiles_of_the_binomial() {
        assert_eq!(binomial_band(20, 0.1), (0, 4));
        assert_eq!(binomial_band(100, 0.1), (5, 15));
        assert_eq!(binomial_band(10, 0.2), (0, 4));
        assert_eq!(binomial_band(7, 1.0), (7, 7));
        assert_eq!(binomial_band(5000, 0.1), (465, 535));
    }
}
