//! `ratios.csv` and `scores.csv`: the study's comparisons, and its weighted scores.

use super::csv::{Rows, header, plain, with_error};
use crate::analysis::Decision;
use crate::analysis::decision::{RatioValue, Scored, Undefined};
use crate::model::Model;

/// One row for each comparison of the study, future and option. None where it has none.
pub(super) fn ratios(model: &Model, decision: &Decision) -> Option<Rows> {
    if decision.ratios.is_empty() {
        return None;
    }
    let mut rows = Rows::new(&header(&[
        &plain(&["comparison", "unit", "option", "baseline", "trajectory", "response"]),
        &with_error(&["value"]),
        &plain(&["undefined"]),
    ]));
    for ratio in &decision.ratios {
        let comparison = &model.comparisons[ratio.comparison];
        for future in &ratio.futures {
            for (option, value) in future.values.iter().enumerate() {
                let Some(value) = value else { continue };
                let (estimate, why) = match value {
                    RatioValue::Known(estimate) => (Some(*estimate), ""),
                    RatioValue::Undefined(Undefined::Denominator) => (None, "denominator"),
                    RatioValue::Undefined(Undefined::Never) => (None, "never"),
                    RatioValue::Undefined(Undefined::NotANumber) => (None, "not_a_number"),
                };
                rows.word(&comparison.name);
                rows.word(&comparison.unit);
                rows.word(&model.options[option].name);
                rows.word(&model.options[decision.baseline].name);
                rows.word(&model.trajectories[future.trajectory].name);
                rows.word(if future.response { "true" } else { "false" });
                rows.estimate(estimate);
                rows.word(why);
                rows.end();
            }
        }
    }
    Some(rows)
}

/// One row for each future and option, and one for each option over all futures where trajectories
/// have weights. None where the study gives no weights.
pub(super) fn scores(model: &Model, decision: &Decision) -> Option<Rows> {
    let scores = decision.scores.as_ref()?;
    let mut rows = Rows::new(&header(&[
        &plain(&["option", "trajectory", "response"]),
        &with_error(&["score"]),
        &plain(&["winner", "kept"]),
    ]));
    let mut each = |trajectory: &str, response: &str, scored: &Scored| {
        for (option, score) in scored.options.iter().enumerate() {
            let Some(score) = score else { continue };
            let wins = scored.winner == Some(option);
            rows.word(&model.options[option].name);
            rows.word(trajectory);
            rows.word(response);
            rows.estimate(Some(score.score));
            rows.word(if wins { "true" } else { "false" });
            rows.maybe(wins.then_some(scored.kept));
            rows.end();
        }
    };
    for future in &scores.futures {
        let response = if future.response { "true" } else { "false" };
        each(&model.trajectories[future.trajectory].name, response, &future.scored);
    }
    if let Some(overall) = &scores.overall {
        each("all", "", overall);
    }
    Some(rows)
}
