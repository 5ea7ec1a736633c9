//! What a chart is drawn of: a run, and what was chosen of it.

use jiff::civil::Date;

use super::findings::{Findings, Future};
use crate::analysis::Replay;
use crate::chart::ScaleChoice;
use crate::text::Label;

/// What a `[[chart]]` table or a command line asks of a chart. What is absent is the chart's own
/// business.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ChartSettings {
    /// Indices of the options to show, in this order; all where empty.
    pub options: Vec<usize>,
    /// Indices of the trajectories to show, in this order; all where empty.
    pub trajectories: Vec<usize>,
    /// Instead of the chart's own title.
    pub title: Option<Label>,
    /// Instead of the chart's own subtitle.
    pub subtitle: Option<Label>,
    /// Instead of the chart's own caption.
    pub caption: Option<Label>,
    /// Index of the option that others are compared with.
    pub baseline: Option<usize>,
    /// A value worth comparing with, in the quantity's unit.
    pub threshold: Option<f64>,
    /// Linear or logarithmic.
    pub scale: Option<ScaleChoice>,
    /// First date shown.
    pub from: Option<Date>,
    /// Last date shown.
    pub to: Option<Date>,
    /// Where the classes of shares part, rising.
    pub cuts: Vec<f64>,
    /// How many replicates are drawn one by one, or dots.
    pub replicates: Option<usize>,
    /// How many panels stand side by side.
    pub columns: Option<usize>,
    /// Name of a theme.
    pub theme: Option<String>,
    /// Width in millimetres.
    pub width: Option<f64>,
}

/// A run as one chart shows it.
#[derive(Clone)]
pub struct View<'a> {
    /// The run; its language is the chart's.
    pub findings: Findings<'a>,
    /// Indices of the options, in the order in which they are shown.
    pub options: Vec<usize>,
    /// The futures, in the order in which they are shown.
    pub futures: Vec<Future>,
    /// The option that others are compared with. It need not be shown.
    pub baseline: usize,
    /// What was asked of the chart.
    pub settings: &'a ChartSettings,
    /// Replicates that were played again, for charts that show single ones or levers.
    pub replay: Option<&'a Replay>,
}

impl<'a> View<'a> {
    /// A run as a chart with these settings shows it.
    pub fn of(
        findings: &Findings<'a>,
        settings: &'a ChartSettings,
        replay: Option<&'a Replay>,
    ) -> Self {
        let model = findings.model;
        let options = match settings.options.as_slice() {
            [] => (0..model.options.len()).collect(),
            chosen => chosen.to_vec(),
        };
        let all = findings.futures();
        let futures = match settings.trajectories.as_slice() {
            [] => all,
            chosen => chosen
                .iter()
                .flat_map(|t| all.iter().filter(|future| future.trajectory == *t).cloned())
                .collect(),
        };
        let baseline = settings.baseline.unwrap_or(model.baseline);
        Self { findings: *findings, options, futures, baseline, settings, replay }
    }
}
