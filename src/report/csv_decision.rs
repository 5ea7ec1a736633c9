//! `consequences.csv`, `efficiency.csv`, `dominance.csv`, `variance.csv`: what a decision rests on,
//! with `regret.csv` and `expectations.csv`, and `ratios.csv` and `scores.csv` where the study asks for them.

use std::path::Path;

use super::csv::{Rows, header, place, plain, sense, with_error};
use super::csv_information::write_information;
use super::csv_regret::write_regret;
use super::csv_scores::{ratios, scores};
use super::error::ReportError;
use crate::analysis::decision::{Order, Standing, Verdict};
use crate::analysis::{Decision, FutureDecision};
use crate::model::{Cell, Model};
use crate::outcome::VarianceShares;

/// Writes the tables of a decision into `folder`, of the measures given.
///
/// # Errors
/// I/O errors.
pub fn write_decision(
    folder: &Path,
    model: &Model,
    decision: &Decision,
    measures: &[usize],
) -> Result<(), ReportError> {
    let tables = [
        ("consequences.csv", consequences(model, decision, measures)),
        ("efficiency.csv", efficiency(model, decision)),
        ("dominance.csv", dominance(model, decision, measures)),
        ("variance.csv", variance(model, decision, measures)),
    ];
    tables.into_iter().try_for_each(|(name, rows)| rows.write(&folder.join(name)))?;
    for (name, rows) in
        [("ratios.csv", ratios(model, decision)), ("scores.csv", scores(model, decision))]
    {
        rows.map_or(Ok(()), |rows| rows.write(&folder.join(name)))?;
    }
    write_regret(folder, model, decision, measures)?;
    write_information(folder, model, &decision.information)
}

/// The cell of an option in a future, whether it ran or not.
fn cell(future: &FutureDecision, option: usize) -> Cell {
    Cell { option, trajectory: future.trajectory, response: future.response }
}

fn names(model: &Model, options: &[usize]) -> String {
    options.iter().map(|o| model.options[*o].name.as_str()).collect::<Vec<_>>().join(" ")
}

fn flag(holds: bool) -> &'static str {
    if holds { "true" } else { "false" }
}

/// One row for each measure, future and option: the level, and where it stands among the others.
fn consequences(model: &Model, decision: &Decision, measures: &[usize]) -> Rows {
    let mut rows = Rows::new(&header(&[
        &plain(&["measure", "unit", "sense", "option", "trajectory", "response", "scale"]),
        &with_error(&["level"]),
        &plain(&["never", "place", "weighed"]),
    ]));
    for &measure in measures {
        for future in &decision.futures {
            let standing = &future.standings[measure];
            for (option, level) in standing.levels.iter().enumerate() {
                let Some(level) = level else { continue };
                let definition = &model.measures[measure];
                rows.word(&definition.name);
                rows.word(&definition.unit);
                rows.word(sense(definition));
                rows.word(&model.options[option].name);
                place(&mut rows, model, cell(future, option));
                rows.word(standing.scale.name());
                rows.estimate(Some(level.estimate));
                rows.number(level.never);
                rows.word(standing_word(standing, option));
                rows.word(flag(decision.measures.contains(&measure)));
                rows.end();
            }
        }
    }
    rows
}

/// `best`, `tied` with it, or `behind`; nothing without a better side.
fn standing_word(standing: &Standing, option: usize) -> &'static str {
    if standing.best == Some(option) {
        "best"
    } else if standing.tied.contains(&option) {
        "tied"
    } else if standing.behind.contains(&option) {
        "behind"
    } else {
        ""
    }
}

/// One row for each future and option.
fn efficiency(model: &Model, decision: &Decision) -> Rows {
    let mut rows = Rows::new(&plain(&[
        "option",
        "trajectory",
        "response",
        "measures",
        "efficient",
        "support",
        "resamples",
        "dominated_by",
        "clearly_efficient",
        "clearly_dominated_by",
    ]));
    for future in &decision.futures {
        let found = &future.efficiency;
        for of in &found.places {
            rows.word(&model.options[of.option].name);
            place(&mut rows, model, cell(future, of.option));
            rows.number(found.measures.len() as f64);
            rows.word(flag(of.efficient));
            rows.number(of.support);
            rows.number(found.resamples as f64);
            rows.word(&names(model, &of.dominated_by));
            rows.word(flag(of.clearly));
            rows.word(&names(model, &of.clearly_dominated_by));
            rows.end();
        }
    }
    rows
}

/// One row for each measure with a better side, future and two options.
fn dominance(model: &Model, decision: &Decision, measures: &[usize]) -> Rows {
    let of_order = |order: &str| {
        ["verdict", "sample", "t_option", "t_other", "critical"].map(|c| format!("{order}_{c}"))
    };
    let mut rows = Rows::new(&header(&[
        &plain(&["measure", "unit", "sense", "option", "other", "trajectory", "response"]),
        &plain(&["relation"]),
        &of_order("first"),
        &of_order("second"),
    ]));
    for &measure in measures {
        for future in &decision.futures {
            let definition = &model.measures[measure];
            for pair in future.dominance(measure).iter().flat_map(|d| &d.pairs) {
                rows.word(&definition.name);
                rows.word(&definition.unit);
                rows.word(sense(definition));
                rows.word(&model.options[pair.first].name);
                rows.word(&model.options[pair.second].name);
                place(&mut rows, model, cell(future, pair.first));
                rows.word(pair.relation().name());
                order(&mut rows, &pair.one);
                order(&mut rows, &pair.two);
                rows.end();
            }
        }
    }
    rows
}

fn order(rows: &mut Rows, order: &Order) {
    let word = |verdict: Verdict| match verdict {
        Verdict::First => "option",
        Verdict::Second => "other",
        Verdict::Crossing => "crossing",
        Verdict::NotApart => "not_apart",
        Verdict::Same => "same",
    };
    rows.word(word(order.verdict));
    rows.word(word(order.sample));
    rows.number(order.for_first);
    rows.number(order.for_second);
    rows.number(order.critical);
}

/// One row for each measure, future and option, and one more for its difference from the baseline;
/// none where a draw has one luck path.
fn variance(model: &Model, decision: &Decision, measures: &[usize]) -> Rows {
    let mut rows = Rows::new(&plain(&[
        "measure",
        "unit",
        "option",
        "trajectory",
        "response",
        "of",
        "uncertainty",
        "luck",
        "se",
        "uncertainty_variance",
        "luck_variance",
    ]));
    let mut row =
        |future: &FutureDecision, measure: usize, option: usize, of: &str, s: VarianceShares| {
            rows.word(&model.measures[measure].name);
            rows.word(&model.measures[measure].unit);
            rows.word(&model.options[option].name);
            place(&mut rows, model, cell(future, option));
            rows.word(of);
            [s.uncertainty, s.luck, s.se, s.uncertainty_variance, s.luck_variance]
                .into_iter()
                .for_each(|x| rows.number(x));
            rows.end();
        };
    for &measure in measures {
        for future in &decision.futures {
            for (option, shares) in future.luck.iter().enumerate() {
                let shares = shares[measure];
                let level = shares.level.map(|s| ("level", s));
                for (of, shares) in
                    level.into_iter().chain(shares.difference.map(|s| ("difference", s)))
                {
                    row(future, measure, option, of, shares);
                }
            }
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::testing;
    use crate::study::Sense;

    #[test]
    fn every_row_has_every_column() {
        let (mut model, mut outcomes) = testing::small_run();
        model.measures[0].sense = Sense::Minimise;
        outcomes.shape.luck_paths = 2;
        let decision = Decision::of(&model, &outcomes, &outcomes.summarise(&model));
        let folder = tempfile::tempdir().unwrap();
        write_decision(folder.path(), &model, &decision, &[0, 1]).unwrap();
        for (name, rows, some) in [
            // measures x futures x options
            ("consequences.csv", 2 * 2 * 2, "lost,people,minimise,stay,virtual,true,mean,49."),
            ("efficiency.csv", 2 * 2, "\"leave\",virtual,true,1,false,0,1000,stay,false,stay"),
            (
                "dominance.csv",
                2,
                "lost,people,minimise,stay,\"leave\",virtual,true,dominates,option",
            ),
            // levels, and differences of the option; columns that are the same have none
            ("variance.csv", 4 + 4 + 2 + 1, "lost,people,\"leave\",virtual,true,difference,"),
        ] {
            let text = std::fs::read_to_string(folder.path().join(name)).unwrap();
            let text = text.replace("leave, now", "leave");
            assert_eq!(text.lines().count(), 1 + rows, "{name}\n{text}");
            let columns = text.lines().next().unwrap().split(',').count();
            assert!(text.lines().all(|line| line.split(',').count() == columns), "{name}\n{text}");
            assert!(text.contains(some), "{name}\n{text}");
        }
    }
}
