//! The values that a run found.

use std::time::Duration;

use super::quantile::type7;
use super::series::{SeriesPoint, SeriesTable};
use super::shape::RunShape;
use crate::kernel::{Incident, Layout};
use crate::model::Model;
use crate::study::DesignKind;
use crate::text::Lang;

/// Share of lane-steps above which an incident is worth a planner's attention.
pub const NOTABLE_SHARE: f64 = 0.001;

/// How often something happened that a planner should know of.
#[derive(Clone, Debug, PartialEq)]
pub struct IncidentShare {
    /// What.
    pub incident: Incident,
    /// Indices of the cells in which it happened together.
    pub cells: Vec<usize>,
    /// Number of lane-steps in which it happened, in each of these cells.
    pub lane_steps: u64,
    /// Their share of all replicates x steps.
    pub share: f64,
}

impl IncidentShare {
    /// What happened, in words. Names of the study stand between backticks.
    pub fn describe(&self, model: &Model, lang: Lang) -> String {
        let (en, name, ar) = match self.incident {
            Incident::Bound(i) => (
                ["stock ", " was held at a bound"],
                &model.stocks[i].name,
                ["المخزون ", ": أُوقف عند حدّه"],
            ),
            Incident::Limited(i) => (
                ["outflows of stock ", " took no more than it had"],
                &model.stocks[i].name,
                ["المخزون ", ": لم تأخذ التدفقات الخارجة أكثر مما فيه"],
            ),
            Incident::NegativeRate(i) => (
                ["the rate of flow ", " was below 0 and taken for 0"],
                &model.flows[i].name,
                ["التدفق ", ": نزل معدله تحت الصفر فعُدّ صفراً"],
            ),
            Incident::LeverBound(i) => (
                ["lever ", " was held at its bound"],
                &model.levers[i].name,
                ["الرافعة ", ": أُوقفت عند حدّها"],
            ),
        };
        let [before, after] = match lang {
            Lang::En => en,
            Lang::Ar => ar,
        };
        format!("{before}`{name}`{after}")
    }
}

/// Everything that a run found.
#[derive(Clone, Debug)]
pub struct Outcomes {
    /// What was drawn.
    pub shape: RunShape,
    /// Which column holds what.
    pub layout: Layout,
    /// Measures. `[distinct columns][replicates]`
    pub measures: Vec<Vec<f64>>,
    /// Uncertainties. `[uncertainties][draws]`
    pub uncertainties: Vec<Vec<f64>>,
    /// Series. `[reports x distinct columns]`
    pub series: SeriesTable,
    /// Incidents that happened at all, in the layout's order.
    pub incidents: Vec<IncidentShare>,
    /// Wall time.
    pub elapsed: Duration,
    /// Threads that ran.
    pub threads: usize,
}

impl Outcomes {
    /// Values of a measure in a cell. `[replicates]`
    pub fn measure(&self, cell: usize, measure: usize) -> &[f64] {
        &self.measures[self.layout.measures[cell][measure]]
    }

    /// Index of a cell, if it was run.
    pub fn cell(&self, option: usize, trajectory: usize, response: bool) -> Option<usize> {
        self.layout.cells.iter().position(|c| {
            c.option == option && c.trajectory == trajectory && c.response == response
        })
    }

    /// Means over the luck paths of each draw. `[draws]`
    pub fn by_draw(&self, cell: usize, measure: usize) -> Vec<f64> {
        let values = self.measure(cell, measure);
        if self.shape.luck_paths == 1 {
            return values.to_vec();
        }
        let mean = |draw: &[f64]| draw.iter().sum::<f64>() / draw.len() as f64;
        values.chunks(self.shape.luck_paths as usize).map(mean).collect()
    }

    /// The type 7 quantiles at 1/(count + 1), 2/(count + 1), ... of a measure in a cell. `[count]`
    pub fn quantiles(&self, cell: usize, measure: usize, count: usize) -> Vec<f64> {
        let mut sorted = self.measure(cell, measure).to_vec();
        sorted.sort_unstable_by(f64::total_cmp);
        let p = |i: usize| (i + 1) as f64 / (count + 1) as f64;
        (0..count).map(|i| type7(&sorted, p(i))).collect()
    }

    /// A series in a cell at a report.
    pub fn series_point(&self, cell: usize, series: usize, report: usize) -> SeriesPoint {
        self.series.point(self.layout.series[cell][series], report)
    }

    /// Incidents in more than [`NOTABLE_SHARE`] of all lane-steps.
    pub fn notable_incidents(&self) -> impl Iterator<Item = &IncidentShare> {
        self.incidents.iter().filter(|i| i.share > NOTABLE_SHARE)
    }
}

/// The word for a design in a study and in a manifest.
pub(crate) fn design_name(design: DesignKind) -> &'static str {
    match design {
        DesignKind::Random => "random",
        DesignKind::LatinHypercube => "latin_hypercube",
        DesignKind::Sobol => "sobol",
    }
}
