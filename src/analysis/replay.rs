//! Single replicates of a run, played again: what became of a series or a lever in each.

use std::sync::atomic::AtomicBool;

use crate::engine::{self, Paths, RunError, RunPlan};
use crate::kernel::Program;
use crate::model::{Expr, ExprId, Leaf, Model, Series};

/// What is followed through a replicate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Followed {
    /// A series of the model.
    Series(usize),
    /// A lever: what the option, the response and the bounds make of it.
    Lever(usize),
}

/// The first replicates of a run, one by one.
#[derive(Clone, Debug)]
pub struct Replay {
    followed: Vec<Followed>,
    /// Time points, rising.
    times: Vec<usize>,
    /// `[cells][followed]`
    columns: Vec<Vec<usize>>,
    paths: Paths,
    replicates: usize,
}

impl Replay {
    /// Number of replicates.
    pub fn replicates(&self) -> usize {
        self.replicates
    }

    /// Values in a cell at a time point, by replicate: at the start and at each report. Nothing for
    /// another time, or for what was not followed.
    pub fn values(&self, cell: usize, of: Followed, time: usize) -> Option<&[f64]> {
        let at = self.followed.iter().position(|f| *f == of)?;
        let report = self.times.binary_search(&time).ok()?;
        Some(self.paths.values(report, self.columns[cell][at]))
    }
}

/// Plays the first `replicates` of a run again and follows some of its series and levers. Draws are
/// keyed by name and number, so that replicate i is replicate i of the run that `plan` describes, to
/// the last bit.
///
/// # Errors
/// [`RunError`].
pub fn replay(
    model: &Model,
    plan: &RunPlan,
    followed: &[Followed],
    replicates: u64,
    cancel: &AtomicBool,
) -> Result<Replay, RunError> {
    let mut copy = model.clone();
    copy.measures.clear();
    let series = |of: &Followed| match of {
        Followed::Series(s) => model.series[*s].clone(),
        Followed::Lever(l) => {
            let lever = &model.levers[*l];
            copy.exprs.push(Expr::Leaf(Leaf::Lever(*l)));
            Series {
                name: lever.name.clone(),
                family: lever.name.clone(),
                unit: lever.unit.clone(),
                cumulative: false,
                expr: ExprId(copy.exprs.len() as u32 - 1),
                description: lever.description.clone(),
            }
        }
    };
    copy.series = followed.iter().map(series).collect();
    if copy.reports.first() != Some(&0) {
        // nothing has been counted by then: what is counted from report to report stays the same
        copy.reports.insert(0, 0);
    }
    let times = copy.reports.clone();
    let program = Program::compile(&copy);
    let columns = program.layout().series.clone();
    let paths = engine::paths(&copy, &program, plan, replicates, cancel)?;
    let replicates = replicates.min(plan.replicates) as usize;
    Ok(Replay { followed: followed.to_vec(), times, columns, paths, replicates })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model;
    use crate::study::{DesignKind, load_from};

    const STUDY: &str = r#"
title = "Fishing"
[time]
start = 2026-01-01
end   = 2026-12-31
step  = "1 week"
[run]
replicates = 600
luck_paths = 2
design     = "sobol"
[report]
every  = "1 month"
series = ["fish", "catch"]
[unit]
people = {}
[uncertainty.growth]
unit    = "people/week"
distribution = { kind = "uniform", min = 0, max = 9 }
[stock.fish]
unit    = "people"
initial = 100
[flow.catch]
from  = "fish"
unit  = "people/week"
rate  = "effort"
noise = "poisson"
[flow.growing]
to   = "fish"
unit = "people/week"
rate = "growth"
[lever.effort]
unit    = "people/week"
default = 2
[measure.left]
formula = "final(fish)"
[measure.fleet]
formula = "final(effort)"
[option.wait]
[option.fish]
lever.effort = { schedule = [["5 months", 4]], between = "hold" }
"#;

    fn model() -> Model {
        let (study, _, _) = load_from(vec![("t.toml".to_owned(), STUDY.to_owned())], "t")
            .unwrap_or_else(|(_, d)| panic!("{:#?}", d.items()));
        model::build(&study).unwrap_or_else(|d| panic!("{:#?}", d.items())).0
    }

    #[test]
    fn a_replicate_is_that_of_the_run() {
        let model = model();
        let plan = RunPlan { threads: Some(1), ..RunPlan::of(&model) };
        let program = Program::compile(&model);
        let on = AtomicBool::new(false);
        let run = engine::run(&model, &program, &plan, &(), &on, &mut ()).expect("it runs");
        let followed = [Followed::Lever(0), Followed::Series(1), Followed::Series(0)];
        // an odd number that ends within a batch and a draw
        let again = replay(&model, &plan, &followed, 301, &on).expect("it runs again");
        assert_eq!(again.replicates(), 301);
        let last = model.time.steps;
        // a series that counts from report to report, over all replicates at an earlier report
        let (report, time) = (4, model.reports[4]);
        let caught = again.values(1, Followed::Series(1), time).expect("it was followed");
        let point = run.series_point(1, 1, report);
        assert!(caught.iter().all(|x| (point.min..=point.max).contains(x)));
        assert!(point.min > 0.0 && point.max < 40.0, "of a month: {point:?}");
        for cell in 0..model.cells.len() {
            for (of, measure) in [(Followed::Series(0), 0), (Followed::Lever(0), 1)] {
                let values = again.values(cell, of, last).expect("it was followed");
                assert_eq!(values, &run.measure(cell, measure)[..301]);
            }
        }
        // the course of the option is seen, and luck is
        let effort = |time| again.values(1, Followed::Lever(0), time).map(|v| v[7]);
        assert_eq!((effort(0), effort(last)), (Some(2.0), Some(4.0)));
        let fish = again.values(0, Followed::Series(0), last).expect("it was followed");
        assert!(fish.iter().any(|x| *x != fish[0]));
        assert!(again.values(0, Followed::Series(9), 0).is_none());
        assert!(again.values(0, Followed::Series(0), 1).is_none(), "no report");
    }

    #[test]
    fn no_more_are_played_than_there_are() {
        let model = model();
        let plan = RunPlan { replicates: 5, design: DesignKind::Random, ..RunPlan::of(&model) };
        let on = AtomicBool::new(false);
        let again = replay(&model, &plan, &[Followed::Series(0)], 64, &on).expect("it runs");
        assert_eq!(again.replicates(), 5);
        assert_eq!(again.values(0, Followed::Series(0), 0).map(<[f64]>::len), Some(5));
    }
}
