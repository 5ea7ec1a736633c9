//! What a chart is drawn of: a run, and what was asked of the chart.

use super::findings::{Findings, Future};
use crate::analysis::Replay;
use crate::chart::ScaleChoice;
use crate::model::ChartRequest;
use crate::study::ChartScale;

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
    /// What a `[[chart]]` table or a command line asks of the chart.
    pub request: &'a ChartRequest,
    /// Replicates that were played again, for charts that show single ones or levers.
    pub replay: Option<&'a Replay>,
}

impl<'a> View<'a> {
    /// A run as a chart that is asked for shows it.
    pub fn of(
        findings: &Findings<'a>,
        request: &'a ChartRequest,
        replay: Option<&'a Replay>,
    ) -> Self {
        let model = findings.model;
        let options = match request.options.as_slice() {
            [] => (0..model.options.len()).collect(),
            chosen => chosen.to_vec(),
        };
        let futures = chosen_futures(findings, request);
        let baseline = request.baseline.unwrap_or(model.baseline);
        Self { findings: *findings, options, futures, baseline, request, replay }
    }

    /// The scale that was asked for, else `own`.
    pub fn scale(&self, own: ScaleChoice) -> ScaleChoice {
        match self.request.scale {
            Some(ChartScale::Linear) => ScaleChoice::Linear,
            Some(ChartScale::Log) => ScaleChoice::Log,
            None => own,
        }
    }

    /// Reports between the dates that were asked for: their numbers and time points.
    pub fn reports(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        let model = self.findings.model;
        let (from, to) = (self.request.from, self.request.to);
        let shown = move |&(_, time): &(usize, usize)| {
            let date = model.time.date(time);
            from.is_none_or(|from| date >= from) && to.is_none_or(|to| date <= to)
        };
        model.reports.iter().copied().enumerate().filter(shown)
    }
}

/// The futures of a run that a chart shows, in its order.
pub fn chosen_futures(findings: &Findings<'_>, request: &ChartRequest) -> Vec<Future> {
    let all = findings.futures();
    match request.trajectories.as_slice() {
        [] => all,
        chosen => {
            let of = |t: usize| all.iter().filter(move |future| future.trajectory == t);
            chosen.iter().flat_map(|t| of(*t)).cloned().collect()
        }
    }
}
