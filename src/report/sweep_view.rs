//! A sweep as its reports see it: results, what they say, and what things are called.

use jiff::Span;
use jiff::civil::{Date, date};

use super::findings::{called, source_line};
use super::headlines::short;
use crate::analysis::sweep::{Axis, AxisKind, SweepFindings, SweepResults};
use crate::model::Model;
use crate::outcome::RunShape;
use crate::text::{Lang, NumberFormat, day, duration, noun, number, quantity, quoted};

/// A sweep with everything that a report says about it. `model` is the study's own, narrowed to the
/// options and trajectories of the sweep.
#[derive(Clone, Copy)]
pub struct SweepView<'a> {
    /// What was found.
    pub results: &'a SweepResults,
    /// The study.
    pub model: &'a Model,
    /// What it says.
    pub findings: &'a SweepFindings,
    /// Fingerprint of the results: [`SweepResults::digest`].
    pub digest: &'a str,
    /// Language of the report.
    pub lang: Lang,
}

impl SweepView<'_> {
    /// What an option is called.
    pub(super) fn option(&self, option: usize) -> String {
        let option = &self.model.options[option];
        called(&option.description, &option.name, self.lang)
    }

    /// The same in quotation marks.
    pub(super) fn named(&self, option: usize) -> String {
        quoted(&self.option(option), self.lang)
    }

    /// What a trajectory is called.
    pub(super) fn trajectory(&self, trajectory: usize) -> String {
        let trajectory = &self.model.trajectories[trajectory];
        called(&trajectory.description, &trajectory.name, self.lang)
    }

    /// A measure's definition, by its place in the results.
    pub(super) fn definition(&self, measure: usize) -> &crate::model::Measure {
        &self.model.measures[self.results.measures[measure]]
    }

    /// What a measure is called.
    pub(super) fn measure(&self, measure: usize) -> String {
        let measure = self.definition(measure);
        called(&measure.description, &measure.name, self.lang)
    }

    /// What a measure is called in short: without what stands after a comma or in brackets.
    pub(super) fn short_measure(&self, measure: usize) -> String {
        short(&self.measure(measure)).to_owned()
    }

    /// A value of a measure with its unit.
    pub(super) fn amount(&self, measure: usize, value: f64) -> String {
        let definition = self.definition(measure);
        match definition.condition {
            true => NumberFormat::Percent.format(value, self.lang),
            false => self.model.unit_words.counted(value, &definition.unit, self.lang),
        }
    }

    /// A difference in a measure with its unit; of a probability in percentage points.
    pub(super) fn difference(&self, measure: usize, value: f64) -> String {
        let definition = self.definition(measure);
        match definition.condition {
            true => quantity(100.0 * value, &noun::POINT, self.lang),
            false => self.model.unit_words.counted(value, &definition.unit, self.lang),
        }
    }

    /// A value of a measure without its unit.
    pub(super) fn bare(&self, measure: usize, value: f64) -> String {
        match self.definition(measure).condition {
            true => NumberFormat::Percent.format(value, self.lang),
            false => number(value, self.lang),
        }
    }

    /// What an axis is called.
    pub(super) fn axis(&self, axis: usize) -> String {
        self.results.axes[axis].label.get(self.lang).to_owned()
    }

    /// The unit of an axis' numbers in words; of lengths of time what [`scaled`] counts in.
    pub(super) fn unit(&self, axis: usize) -> String {
        let axis = &self.results.axes[axis];
        match axis.kind {
            AxisKind::Date => String::new(),
            AxisKind::Number => self.model.unit_words.of(&axis.unit, self.lang),
            AxisKind::Duration => match months(axis) {
                true => self.lang.pick("months", "شهر").to_owned(),
                false => self.lang.pick("days", "يوم").to_owned(),
            },
        }
    }

    /// A value of an axis in words: "17 months", "2 Mar 2026".
    pub(super) fn place(&self, axis: usize, x: f64) -> String {
        let axis = &self.results.axes[axis];
        match axis.kind {
            AxisKind::Number => self.model.unit_words.counted(x, &axis.unit, self.lang),
            AxisKind::Duration => duration(x, self.lang),
            AxisKind::Date => date_of(x).map_or_else(String::new, |d| day(d, self.lang)),
        }
    }

    /// The same as short as it can be: "17", "2 Mar 2026".
    pub(super) fn bare_place(&self, axis: usize, x: f64) -> String {
        match self.results.axes[axis].kind {
            AxisKind::Date => self.place(axis, x),
            _ => number(scaled(&self.results.axes[axis], x), self.lang),
        }
    }

    /// Lowest and highest number of an axis.
    pub(super) fn range(&self, axis: usize) -> (f64, f64) {
        let xs = self.results.points.iter().map(|point| point.values[axis].x);
        xs.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| (low.min(x), high.max(x)))
    }

    /// Indices of the trajectories.
    pub(super) fn trajectories(&self) -> Vec<usize> {
        let mut all: Vec<usize> = self.results.cells.iter().map(|c| c.trajectory).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Indices of the options.
    pub(super) fn options(&self) -> Vec<usize> {
        let mut all: Vec<usize> = self.results.cells.iter().map(|c| c.option).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Study, version, replicates, seed and digest.
    pub(super) fn source_line(&self) -> String {
        let model = self.model;
        let shape = RunShape {
            replicates: self.results.replicates,
            seed: model.seed,
            design: model.design,
            luck_paths: model.luck_paths,
        };
        source_line(&model.id, env!("CARGO_PKG_VERSION"), shape, self.digest, self.lang)
    }

    /// The heading of the sweep.
    pub(super) fn title(&self) -> String {
        match &self.results.of.title {
            Some(title) => title.get(self.lang).to_owned(),
            None => {
                let axes: Vec<String> =
                    (0..self.results.axes.len()).map(|axis| self.axis(axis)).collect();
                let axes = crate::text::listed(&axes, self.lang);
                format!(
                    "{}: {axes}",
                    self.lang.pick("What if it were otherwise", "ماذا لو اختلفت القيم")
                )
            }
        }
    }
}

/// Whether lengths of time are counted in months rather than days.
fn months(axis: &Axis) -> bool {
    axis.range[1].abs() >= 60.0
}

/// A number of an axis as its charts have it: lengths of time in months or days.
pub(super) fn scaled(axis: &Axis, x: f64) -> f64 {
    match axis.kind {
        AxisKind::Duration if months(axis) => x / (365.25 / 12.0),
        _ => x,
    }
}

/// The date of a number of days since 1 January 1970, to the nearest day.
pub(super) fn date_of(days: f64) -> Option<Date> {
    let whole = days.round();
    if !whole.is_finite() {
        return None;
    }
    let span = Span::new().try_days(whole as i64).ok()?;
    date(1970, 1, 1).checked_add(span).ok()
}
