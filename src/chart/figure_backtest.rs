//! What charts of back-tests show, as plain data: what was predicted beside what was observed.

use jiff::civil::Date;

use super::figure::{FanLine, ValueAxis};

/// A prediction over time or by window, with what was observed.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Observed {
    /// The axis of values.
    pub axis: ValueAxis,
    /// Predictions over time, each with its bands; the first is drawn below the others. At most three, e.g. the
    /// prior and the posterior. Empty where there are predictions by window only.
    pub predicted: Vec<FanLine>,
    /// Predictions by window, e.g. prior and posterior; empty where they are continuous.
    pub windows: Vec<WindowPrediction>,
    /// What was observed.
    pub points: Vec<ObservedPoint>,
    /// Forecasts without a model, thin and dashed, named at their ends.
    pub naive: Vec<NaiveLine>,
    /// The date from which the model runs, if points lie before it: a thin line with a name.
    pub start: Option<Date>,
}

/// One prediction for every window that has one.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct WindowPrediction {
    /// Its name, e.g. "prior".
    pub label: String,
    /// Which colour of the palette it takes.
    pub colour: usize,
    /// Its boxes.
    pub boxes: Vec<WindowBox>,
}

/// The prediction for one window: 90 % as a thin bar, 50 % as a thick one, the median as a tick.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WindowBox {
    /// First day of the window.
    pub from: Date,
    /// The day after its last; `from` for a point in time.
    pub to: Date,
    /// The quantile at 5 %.
    pub p05: f64,
    /// The quantile at 25 %.
    pub p25: f64,
    /// The median.
    pub p50: f64,
    /// The quantile at 75 %.
    pub p75: f64,
    /// The quantile at 95 %.
    pub p95: f64,
}

/// What an observation was used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PointUse {
    /// The prediction is scored against it: filled.
    #[default]
    Scored,
    /// It set a prior or weighed the draws: hollow.
    Fitted,
    /// It is only shown: small and grey.
    Context,
}

/// One observation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ObservedPoint {
    /// First day of its window.
    pub from: Date,
    /// The day after its last; `from` for a point in time. A window is drawn as a horizontal bar.
    pub to: Date,
    /// What was observed.
    pub value: f64,
    /// The ends of its error, if given.
    pub range: Option<(f64, f64)>,
    /// What it was used for.
    pub used: PointUse,
}

/// A forecast without a model.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct NaiveLine {
    /// Its name, e.g. "last value".
    pub label: String,
    /// Dates and values, ascending.
    pub points: Vec<(Date, f64)>,
}

/// Whether predictions are calibrated: a histogram of where observations fell in their predictions, and the share
/// of observations inside central bands.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Calibration {
    /// One or two sets of predictions, e.g. prior and posterior.
    pub sets: Vec<CalibrationSet>,
    /// How many bars the histogram has; 10 is usual, 5 with few observations.
    pub bins: usize,
}

/// A set of predictions.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CalibrationSet {
    /// Its name; may be empty if there is one.
    pub label: String,
    /// Which colour of the palette it takes.
    pub colour: usize,
    /// For each observation the share of its predictive distribution below it (PIT), from 0 to 1.
    pub pit: Vec<f64>,
    /// Central bands: nominal share, and the share of observations in them with the interval of that share.
    pub coverage: Vec<CoveragePoint>,
}

/// One point of a coverage plot.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CoveragePoint {
    /// The share that should lie in the band, e.g. 0.9.
    pub nominal: f64,
    /// The share that did.
    pub observed: f64,
    /// The interval of that share, e.g. 95 % (Wilson or Clopper-Pearson).
    pub interval: (f64, f64),
}
