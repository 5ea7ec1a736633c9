//! `evpi.csv`, `evppi.csv` and `thresholds.csv`: what it is worth to know more before deciding.

use std::path::Path;

use super::csv::{Rows, header, plain, with_error};
use super::error::ReportError;
use crate::analysis::{Information, InformationIn, InformationOn, SetKind};
use crate::model::Model;
use crate::study::Sense;

/// What stands in the column of the measure for the study's weighted score.
const SCORE: &str = "[score]";
/// What stands in the column of the trajectory for all of them by their weights.
const ALL: &str = "all";

/// Writes `evpi.csv` (one row for each measure and future), `evppi.csv` (one for each measure,
/// future and set of uncertainties that a difference hangs on) and `thresholds.csv` (one for each
/// stretch of values of an uncertainty for which one option is best) into `folder`.
///
/// # Errors
/// I/O errors.
pub fn write_information(
    folder: &Path,
    model: &Model,
    information: &Information,
) -> Result<(), ReportError> {
    all(model, information).write(&folder.join("evpi.csv"))?;
    parts(model, information).write(&folder.join("evppi.csv"))?;
    thresholds(model, information).write(&folder.join("thresholds.csv"))
}

const PLACE: [&str; 5] = ["measure", "unit", "sense", "trajectory", "response"];

fn place(rows: &mut Rows, model: &Model, on: &InformationOn, of: &InformationIn) {
    match on.measure {
        Some(measure) => {
            rows.word(&model.measures[measure].name);
            rows.word(&model.measures[measure].unit);
        }
        None => {
            rows.word(SCORE);
            rows.word("1");
        }
    }
    rows.word(match on.sense {
        Sense::Minimise => "minimise",
        Sense::Maximise => "maximise",
        Sense::None => "none",
    });
    match of.future {
        Some(future) => {
            rows.word(&model.trajectories[future.trajectory].name);
            rows.word(if future.response { "true" } else { "false" });
        }
        None => {
            rows.word(ALL);
            rows.word("");
        }
    }
}

fn each(information: &Information) -> impl Iterator<Item = (&InformationOn, &InformationIn)> {
    information.measures.iter().flat_map(|on| on.futures.iter().map(move |of| (on, of)))
}

fn all(model: &Model, information: &Information) -> Rows {
    let mut rows = Rows::new(&header(&[
        &plain(&PLACE),
        &plain(&["draws", "best_now"]),
        &with_error(&["evpi"]),
        &plain(&["uncorrected"]),
        &with_error(&["crossed"]),
    ]));
    for (on, of) in each(information) {
        place(&mut rows, model, on, of);
        rows.number(on.draws as f64);
        rows.word(&model.options[of.chosen].name);
        rows.estimate(Some(of.all));
        rows.number(of.plain);
        rows.estimate(Some(of.crossed));
        rows.end();
    }
    rows
}

fn parts(model: &Model, information: &Information) -> Rows {
    let mut rows = Rows::new(&header(&[
        &plain(&PLACE),
        &plain(&["kind", "set", "members"]),
        &with_error(&["evppi"]),
        &plain(&["uncorrected", "best_low", "best_high"]),
        &with_error(&["threshold"]),
        &plain(&["threshold_unit"]),
    ]));
    for (on, of) in each(information) {
        for part in &of.parts {
            let set = &information.sets[part.set];
            place(&mut rows, model, on, of);
            rows.word(set.kind.name());
            rows.word(&set.name);
            let names: Vec<&str> =
                set.members.iter().map(|u| model.uncertainties[*u].name.as_str()).collect();
            rows.word(&names.join(" "));
            rows.estimate(Some(part.value));
            rows.number(part.plain);
            let option = |at: Option<usize>| at.map_or("", |o| model.options[o].name.as_str());
            rows.word(option(part.stretches.first().map(|s| s.option)));
            rows.word(option(part.stretches.last().map(|s| s.option)));
            rows.estimate(part.threshold);
            let unit = (set.kind == SetKind::Single)
                .then(|| model.uncertainties[set.members[0]].unit.as_str());
            rows.word(unit.unwrap_or_default());
            rows.end();
        }
    }
    rows
}

fn thresholds(model: &Model, information: &Information) -> Rows {
    let mut rows = Rows::new(&header(&[
        &plain(&PLACE),
        &plain(&["uncertainty", "uncertainty_unit", "from", "to", "share", "best"]),
    ]));
    for (on, of) in each(information) {
        for part in &of.parts {
            for stretch in &part.stretches {
                let uncertainty = &model.uncertainties[information.sets[part.set].members[0]];
                place(&mut rows, model, on, of);
                rows.word(&uncertainty.name);
                rows.word(&uncertainty.unit);
                rows.maybe(stretch.from);
                rows.maybe(stretch.to);
                rows.number(stretch.share);
                rows.word(&model.options[stretch.option].name);
                rows.end();
            }
        }
    }
    rows
}
