//! `regret.csv`: robustness of the options, a row for each metric, future and option.

use std::path::Path;

use super::csv::{Rows, header, plain, with_error};
use super::error::ReportError;
use crate::analysis::{DecisionFuture, Ranked, Robustness, Satisficing};
use crate::model::Model;

/// What stands for the measure where the bounds of all measures hold together.
const ALL_BOUNDS: &str = "[all bounds]";

/// Writes `regret.csv`, of the measures given. `trajectory` is `all` for a metric over all futures.
/// `rank_1` to `rank_n` are the shares of resamples in which the option has that rank.
///
/// # Errors
/// I/O errors.
pub fn write_regret(
    path: &Path,
    model: &Model,
    regret: &[Robustness],
    satisficing: Option<&Satisficing>,
    measures: &[usize],
) -> Result<(), ReportError> {
    let ranks: Vec<String> = (1..=model.options.len()).map(|k| format!("rank_{k}")).collect();
    let mut rows = Rows::new(&header(&[
        &plain(&["measure", "unit", "metric", "trajectory", "response", "option"]),
        &with_error(&["value"]),
        &plain(&["rank", "kept"]),
        &ranks,
    ]));
    for robustness in regret.iter().filter(|r| measures.contains(&r.measure)) {
        let measure = &model.measures[robustness.measure];
        for metric in &robustness.metrics {
            let unit = if metric.kind.share() { "1" } else { &measure.unit };
            let future = metric.future.map(|f| &robustness.futures[f]);
            for ranked in &metric.by_option {
                head(&mut rows, model, [&measure.name, unit, metric.kind.name()], future);
                tail(&mut rows, model, ranked);
            }
        }
    }
    if let Some(joint) = satisficing {
        let metric = [ALL_BOUNDS, "1", "acceptable"];
        let each = joint.futures.iter().map(Some).zip(&joint.by_future);
        for (future, options) in each.chain([(None, &joint.all)]) {
            for ranked in options {
                head(&mut rows, model, metric, future);
                tail(&mut rows, model, ranked);
            }
        }
    }
    rows.write(path)
}

fn head(rows: &mut Rows, model: &Model, words: [&str; 3], future: Option<&DecisionFuture>) {
    words.into_iter().for_each(|word| rows.word(word));
    match future {
        Some(future) => {
            rows.word(&model.trajectories[future.trajectory].name);
            rows.word(if future.response { "true" } else { "false" });
        }
        None => {
            rows.word("all");
            rows.word("");
        }
    }
}

fn tail(rows: &mut Rows, model: &Model, ranked: &Ranked) {
    rows.word(&model.options[ranked.option].name);
    rows.estimate(Some(ranked.value));
    rows.number(ranked.rank as f64);
    rows.number(ranked.kept);
    for k in 0..model.options.len() {
        rows.maybe(ranked.ranks.get(k).copied());
    }
    rows.end();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Decision;
    use crate::outcome::testing;
    use crate::study::Sense;

    #[test]
    fn every_row_has_every_column() {
        let (mut model, outcomes) = testing::small_run();
        model.measures[0].sense = Sense::Minimise;
        model.measures[0].acceptable = Some(50.0);
        model.measures[1].sense = Sense::Minimise;
        let decision = Decision::of(&model, &outcomes, &outcomes.summarise(&model));
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("regret.csv");
        let joint = decision.satisficing.as_ref();
        write_regret(&path, &model, &decision.regret, joint, &[0]).unwrap();
        let text = std::fs::read_to_string(&path).unwrap().replace("leave, now", "leave");
        let columns = text.lines().next().unwrap().split(',').count();
        assert!(text.lines().all(|line| line.split(',').count() == columns), "{text}");
        for some in [
            "lost,people,max_expected_regret,all,,stay,",
            "lost,people,expected_regret,virtual,true,\"leave\",",
            "lost,1,acceptable,all,,stay,",
            "[all bounds],1,acceptable,relocation,true,stay,",
            "[all bounds],1,acceptable,all,,\"leave\",",
        ] {
            assert!(text.contains(some), "{some}\n{text}");
        }
        assert!(!text.contains("won,"), "a measure that was not asked for");
    }
}
