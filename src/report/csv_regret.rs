//! `regret.csv` and `expectations.csv`: robustness of options, and how well it is founded.

use std::path::Path;

use super::csv::{Rows, header, plain, sense, with_error};
use super::error::ReportError;
use crate::analysis::{Decision, DecisionFuture, Fit, Ranked, Robustness, Satisficing, Term};
use crate::model::Model;

/// What stands in the column of the measure where all bounds have to hold at once.
const ALL_BOUNDS: &str = "[all bounds]";
/// What stands in the column of the trajectory where a metric is over all of them.
const ALL: &str = "all";

/// Writes `regret.csv` (one row for each measure, metric, future and option) and
/// `expectations.csv` (one row for each measure, future and option: how the expectation given the
/// draw was found) into `folder`, of the measures given.
///
/// # Errors
/// I/O errors.
pub fn write_regret(
    folder: &Path,
    model: &Model,
    decision: &Decision,
    measures: &[usize],
) -> Result<(), ReportError> {
    let asked = || decision.regret.iter().filter(|r| measures.contains(&r.measure));
    let regret = regret(model, asked(), decision.satisficing.as_ref());
    regret.write(&folder.join("regret.csv"))?;
    expectations(model, asked()).write(&folder.join("expectations.csv"))
}

fn regret<'a>(
    model: &Model,
    measures: impl Iterator<Item = &'a Robustness> + Clone,
    satisficing: Option<&Satisficing>,
) -> Rows {
    // one column for each rank of those that anything has
    let count = |options: &[usize]| options.len();
    let most = measures.clone().map(|r| count(&r.options));
    let most = most.chain(satisficing.map(|s| count(&s.options))).max().unwrap_or(0);
    let ranks: Vec<String> = (1..=most).map(|k| format!("rank_{k}")).collect();
    let mut rows = Rows::new(&header(&[
        &plain(&["measure", "unit", "metric", "trajectory", "response", "option"]),
        &with_error(&["value"]),
        &plain(&["rank", "kept"]),
        &ranks,
    ]));
    for robustness in measures {
        let definition = &model.measures[robustness.measure];
        for metric in &robustness.metrics {
            let future = metric.future.map(|f| robustness.futures[f]);
            let unit = if metric.kind.share() { "1" } else { &definition.unit };
            for ranked in &metric.by_option {
                let names = [definition.name.as_str(), unit, metric.kind.name()];
                row(&mut rows, model, names, future, ranked, most);
            }
        }
    }
    if let Some(satisficing) = satisficing {
        let of = |f: usize| Some(satisficing.futures[f]);
        let each = satisficing.by_future.iter().enumerate().map(|(f, ranked)| (of(f), ranked));
        for (future, all) in each.chain([(None, &satisficing.all)]) {
            for ranked in all {
                row(&mut rows, model, [ALL_BOUNDS, "1", "acceptable"], future, ranked, most);
            }
        }
    }
    rows
}

fn row(
    rows: &mut Rows,
    model: &Model,
    names: [&str; 3],
    future: Option<DecisionFuture>,
    ranked: &Ranked,
    ranks: usize,
) {
    names.iter().for_each(|name| rows.word(name));
    place(rows, model, future);
    rows.word(&model.options[ranked.option].name);
    rows.estimate(Some(ranked.value));
    rows.number(ranked.rank as f64);
    rows.number(ranked.kept);
    (0..ranks).for_each(|k| rows.maybe(ranked.ranks.get(k).copied()));
    rows.end();
}

fn place(rows: &mut Rows, model: &Model, future: Option<DecisionFuture>) {
    let Some(future) = future else {
        rows.word(ALL);
        return rows.word("");
    };
    rows.word(&model.trajectories[future.trajectory].name);
    rows.word(if future.response { "true" } else { "false" });
}

fn expectations<'a>(model: &Model, measures: impl Iterator<Item = &'a Robustness>) -> Rows {
    let mut rows = Rows::new(&header(&[
        &plain(&["measure", "unit", "sense", "option", "reference", "trajectory", "response"]),
        &plain(&["draws", "r2", "terms", "formula", "luck_variance", "left_variance", "own"]),
        &plain(&["knowing_the_draw"]),
        &with_error(&["crossed"]),
    ]));
    for robustness in measures {
        let definition = &model.measures[robustness.measure];
        for (f, fits) in robustness.fits.iter().enumerate() {
            for (option, fit) in robustness.options.iter().zip(fits) {
                rows.word(&definition.name);
                rows.word(&definition.unit);
                rows.word(sense(definition));
                rows.word(&model.options[*option].name);
                rows.word(&model.options[robustness.references[f]].name);
                place(&mut rows, model, Some(robustness.futures[f]));
                rows.number(robustness.draws as f64);
                rows.maybe(fit.r2);
                rows.number(fit.terms.len() as f64);
                rows.word(&formula(model, fit));
                rows.maybe(fit.luck);
                rows.maybe(fit.left);
                rows.number(fit.own);
                rows.number(robustness.checks[f].gain);
                rows.estimate(Some(robustness.checks[f].crossed));
                rows.end();
            }
        }
    }
    rows
}

/// The terms of a regression, in the order in which they were taken: `recruitment^2 a x b`.
fn formula(model: &Model, fit: &Fit) -> String {
    let name = |uncertainty: usize| model.uncertainties[uncertainty].name.as_str();
    let term = |term: &Term| match *term {
        Term::Power { uncertainty, degree: 1 } => name(uncertainty).to_owned(),
        Term::Power { uncertainty, degree } => format!("{}^{degree}", name(uncertainty)),
        Term::Product { first, second } => format!("{}*{}", name(first), name(second)),
    };
    fit.terms.iter().map(term).collect::<Vec<_>>().join(" + ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::testing;
    use crate::study::Sense;

    #[test]
    fn every_row_has_every_column() {
        let (mut model, outcomes) = testing::small_run();
        model.measures[0].sense = Sense::Minimise;
        model.measures[1].sense = Sense::Maximise;
        model.measures[1].acceptable = Some(0.2);
        let decision = Decision::of(&model, &outcomes, &outcomes.summarise(&model));
        let folder = tempfile::tempdir().unwrap();
        write_regret(folder.path(), &model, &decision, &[0, 1]).unwrap();
        let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
        let even = |text: &str| {
            let columns = text.lines().next().unwrap().split(',').count();
            for line in text.lines() {
                let line = line.replace("\"leave, now\"", "leave");
                assert_eq!(line.split(',').count(), columns, "{line}");
            }
        };
        let text = read("regret.csv");
        even(&text);
        // 3 metrics in 2 futures and 5 over them; shares of the bound in 3 places, for one measure
        // and for all bounds; 2 options
        assert_eq!(text.lines().count(), 1 + 2 * (2 * 11 + 3 + 3));
        assert!(text.contains("lost,people,max_expected_regret,all,,stay,"), "{text}");
        assert!(text.contains("[all bounds],1,acceptable,virtual,true,stay,1,"), "{text}");
        let text = read("expectations.csv");
        even(&text);
        assert_eq!(text.lines().count(), 1 + 2 * 2 * 2);
    }
}
