//! `ledger.csv` and `effects.csv`: a study's numbers, where they come from, and what they do.

use std::path::Path;

use super::csv::{Rows, header, plain, with_error};
use super::error::ReportError;
use crate::analysis::{Effect, Effects, Target};
use crate::diagnostic::Span;
use crate::outcome::Estimate;
use crate::study::{Confidence, Ledger, LedgerEntry};

/// The letter of a grade; empty for none.
pub(super) fn grade(confidence: Option<Confidence>) -> &'static str {
    match confidence {
        Some(Confidence::A) => "A",
        Some(Confidence::B) => "B",
        Some(Confidence::C) => "C",
        None => "",
    }
}

/// Writes one row for each entry of a ledger: what it is, its value as text, its unit, where it
/// comes from, in which sources (with spaces between), what was judged, and its place as `place`
/// says it.
///
/// # Errors
/// I/O errors.
pub fn write_ledger(
    path: &Path,
    ledger: &Ledger,
    place: &dyn Fn(Span) -> String,
) -> Result<(), ReportError> {
    let mut rows = Rows::new(&plain(&[
        "kind",
        "name",
        "value",
        "unit",
        "origin",
        "confidence",
        "sources",
        "judgement",
        "judgement_ar",
        "place",
    ]));
    for entry in &ledger.entries {
        rows.word(entry.kind);
        rows.word(&entry.name);
        rows.word(&entry.value);
        rows.word(&entry.unit);
        rows.word(entry.origin.word());
        rows.word(grade(entry.confidence));
        rows.word(&entry.sources.join(" "));
        judgement(&mut rows, entry);
        rows.word(&place(entry.place));
        rows.end();
    }
    rows.write(path)
}

fn judgement(rows: &mut Rows, entry: &LedgerEntry) {
    let judgement = entry.judgement.as_ref();
    rows.word(judgement.map_or("", |j| j.en.as_str()));
    rows.word(judgement.and_then(|j| j.ar.as_deref()).unwrap_or(""));
}

/// Writes one row for each number that rests on judgement and each outcome it was tried on: how
/// far the outcome goes with it, in the measure's unit. `target` is `level` (of the baseline) or
/// `difference` (of `option`, less the baseline). The columns `down` and `up` (of what was moved),
/// `share` and `spearman` (of what was drawn) are empty where they do not apply.
///
/// # Errors
/// I/O errors.
pub fn write_effects(path: &Path, found: &Effects) -> Result<(), ReportError> {
    let mut rows = Rows::new(&header(&[
        &plain(&["measure", "measure_unit", "target", "option", "trajectory", "kind", "name"]),
        &plain(&["value", "unit", "origin", "confidence", "range"]),
        &with_error(&["change", "down", "up", "share"]),
        &plain(&["share_by_chance", "spearman", "notable", "judgement", "judgement_ar"]),
    ]));
    for (target, effects) in found.targets.iter().zip(&found.effects) {
        for effect in effects {
            row(&mut rows, found, *target, effect);
        }
    }
    rows.write(path)
}

fn row(rows: &mut Rows, found: &Effects, target: Target, effect: &Effect) {
    let (model, entry) = (&found.model, &effect.entry);
    let measure = &model.measures[target.measure()];
    rows.word(&measure.name);
    rows.word(&measure.unit);
    rows.word(match target {
        Target::Level { .. } => "level",
        Target::Difference { .. } => "difference",
    });
    rows.word(found.option_of(target).unwrap_or(&model.options[model.baseline].name));
    rows.word(&model.trajectories[0].name);
    rows.word(entry.kind);
    rows.word(&effect.name);
    rows.word(&entry.value);
    rows.word(&entry.unit);
    rows.word(entry.origin.word());
    rows.word(grade(entry.confidence));
    rows.word(&effect.range);
    rows.estimate(Some(effect.change));
    rows.estimate(effect.down);
    rows.estimate(effect.up);
    rows.estimate(effect.share.map(|s| Estimate {
        value: s.value,
        se: s.se,
        low: s.low,
        high: s.high,
    }));
    rows.maybe(effect.share.map(|s| s.chance));
    rows.maybe(effect.spearman);
    rows.word(if effect.notable { "true" } else { "false" });
    judgement(rows, entry);
    rows.end();
}
