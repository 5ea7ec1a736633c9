//! The values that a run found.

use std::time::Duration;

use super::quantile::type7;
use super::series::{SeriesPoint, SeriesTable};
use super::shape::RunShape;
use crate::kernel::{Incident, Layout};
use crate::model::{Cell, Model};
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

    /// Leaves only the cells of `to`, a part of `from`, which ran: both are found again by name.
    /// Columns of values stay where they are.
    pub fn select(&mut self, from: &Model, to: &Model) {
        let name = |model: &Model, cell: Cell| {
            let (option, trajectory) =
                (&model.options[cell.option], &model.trajectories[cell.trajectory]);
            (option.name.clone(), trajectory.name.clone(), cell.response)
        };
        let names: Vec<_> = to.cells.iter().map(|cell| name(to, *cell)).collect();
        let before = std::mem::take(&mut self.layout.cells);
        let place = |cell: &Cell| names.iter().position(|n| *n == name(from, *cell));
        let places: Vec<Option<usize>> = before.iter().map(place).collect();
        let mut kept: Vec<(usize, usize)> =
            places.iter().enumerate().filter_map(|(old, new)| Some(((*new)?, old))).collect();
        kept.sort_unstable();
        self.layout.cells = kept.iter().map(|(new, _)| to.cells[*new]).collect();
        for columns in [&mut self.layout.measures, &mut self.layout.series] {
            *columns = kept.iter().map(|(_, old)| std::mem::take(&mut columns[*old])).collect();
        }
        let now = |old: usize| kept.iter().position(|(_, o)| *o == old);
        let still = |cells: &[usize]| cells.iter().filter_map(|c| now(*c)).collect::<Vec<usize>>();
        for incident in &mut self.incidents {
            incident.cells = still(&incident.cells);
        }
        self.incidents.retain(|incident| !incident.cells.is_empty());
        for (_, cells) in &mut self.layout.incidents {
            *cells = still(cells);
        }
        self.layout.incidents.retain(|(_, cells)| !cells.is_empty());
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

#[cfg(test)]
mod tests {
    use super::super::testing;
    use super::*;

    #[test]
    fn a_part_of_a_run_has_the_values_of_the_whole() {
        let (model, whole) = testing::small_run();
        let mut part = model.clone();
        part.select(&["leave, now".to_owned()], &["relocation".to_owned()]).unwrap();
        let mut outcomes = whole.clone();
        outcomes.incidents.push(IncidentShare {
            incident: Incident::Bound(0),
            cells: vec![0, 3],
            lane_steps: 9,
            share: 0.1,
        });
        outcomes.select(&model, &part);
        assert_eq!(outcomes.layout.cells, part.cells);
        assert_eq!(outcomes.cell(1, 0, true), Some(1));
        for (new, old) in [(0, 1), (1, 3)] {
            assert_eq!(outcomes.measure(new, 0), whole.measure(old, 0));
            assert_eq!(outcomes.series_point(new, 0, 1), whole.series_point(old, 0, 1));
        }
        assert_eq!(outcomes.incidents[0].cells, [1], "of a cell that is left out nothing is said");
        assert!(outcomes.layout.incidents.is_empty());
        let summary = outcomes.summarise(&part);
        assert_eq!(summary.of(1, 0), whole.summarise(&model).of(3, 0));
    }
}
