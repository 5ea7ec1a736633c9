//! `drawdown check`: what is wrong with a study, and what is in it.

use super::arguments::CheckArguments;
use super::failure::Failure;
use super::labels::{self, missing_labels};
use super::ledger::sources;
use super::run::{Prepared, Warnings, prepare_study};
use super::summary::counted;
use super::terminal::Terminal;
use super::text_table::wrap;
use crate::model::{Model, Place};
use crate::report::{drawn_from, futures};
use crate::study::{Confidence, Ledger, Origin, RowUse, Study};
use crate::text::{Lang, day, number};

/// Checks a study and returns the account of it.
///
/// Warnings are printed to standard error on the way.
///
/// # Errors
/// [`Failure::Study`] with every mistake found, [`Failure::Usage`] where there is no such study.
pub fn check(arguments: &CheckArguments, terminal: &Terminal) -> Result<String, Failure> {
    let overrides = arguments.changes.overrides();
    let changes = &arguments.changes;
    let study = &arguments.study.study;
    let mut prepared = prepare_study(study, &overrides, terminal, Warnings::Shown)?;
    prepared.select(&changes.options, &changes.trajectories, false)?;
    let missing = missing_labels(&prepared.study, &prepared.model);
    if let Some(text) = labels::summary(&missing) {
        let more = if arguments.labels { "" } else { " (--labels lists them)" };
        eprintln!("warning: {text}{more}");
    }
    let mut out = account(&prepared, terminal.width);
    if arguments.labels && !missing.is_empty() {
        out.push('\n');
        out.push_str(&labels::list(&missing, terminal.width));
    }
    Ok(out)
}

/// What is in a study.
fn account(prepared: &Prepared, width: usize) -> String {
    let (study, model) = (&prepared.study, &prepared.model);
    let mut out = String::new();
    out.push_str(&wrap(&model.title.en, "", width));
    out.push_str(&format!("{}\n\n", prepared.located.describe()));
    for (name, text) in facts(study, model) {
        let body = wrap(&text, "                ", width);
        out.push_str(&format!("{name:<16}{}", body.trim_start()));
    }
    out.push('\n');
    out.push_str(&ledger(study, width));
    out
}

fn facts(study: &Study, model: &Model) -> Vec<(&'static str, String)> {
    let mut out = Vec::new();
    let time = &model.time;
    let end = time.date(time.steps);
    let steps = counted(time.steps, "step", "steps");
    let mut period = format!(
        "{} to {}: {steps} of {} {}",
        day(time.start, Lang::En),
        day(end, Lang::En),
        time.step.count,
        time.step.unit.name()
    );
    if end != time.asked_end {
        let asked = day(time.asked_end, Lang::En);
        period.push_str(&format!(" (the study asks for {asked}; only whole steps are run)"));
    }
    out.push(("period", period));
    if !study.dimensions.is_empty() {
        let dimensions = study.dimensions.iter().map(|d| {
            let members: Vec<&str> = d.members.iter().map(|m| m.value.as_str()).collect();
            format!("{} ({})", d.name.value, members.join(", "))
        });
        out.push(("dimensions", dimensions.collect::<Vec<_>>().join("; ")));
    }
    out.push((
        "model",
        [
            counted(model.stocks.len(), "stock", "stocks"),
            counted(model.flows.len(), "flow", "flows"),
            counted(model.quantities.len(), "quantity", "quantities"),
            counted(model.events.len(), "event", "events"),
            counted(model.levers.len(), "lever", "levers"),
            counted(model.uncertainties.len(), "uncertainty", "uncertainties"),
        ]
        .join(", "),
    ));
    if let Some(words) = drawn_from(model, Lang::En) {
        out.push(("posterior", words));
    }
    out.push((
        "reported",
        format!(
            "{}{}, {} at {} dates",
            counted(model.measures.len(), "measure", "measures"),
            match model.groups.len() {
                0 => String::new(),
                n => format!(" in {}", counted(n, "group", "groups")),
            },
            counted(model.series.len(), "series", "series"),
            model.reports.len()
        ),
    ));
    let baseline = model.options[model.baseline].name.as_str();
    let names = model.options.iter().map(|o| match o.name.as_str() {
        name if name == baseline => format!("{name} (the baseline)"),
        name => name.to_owned(),
    });
    out.push(("options", names.collect::<Vec<_>>().join(", ")));
    let trajectories: Vec<&str> = model.trajectories.iter().map(|t| t.name.as_str()).collect();
    out.push(("trajectories", trajectories.join(", ")));
    if !model.history.is_empty() {
        let rows = model.history.iter().map(|h| h.rows.len()).sum();
        let judging =
            model.history.iter().flat_map(|h| &h.rows).filter(|row| {
                row.used == RowUse::Score && matches!(row.place, Place::Within { .. })
            });
        out.push((
            "history",
            format!(
                "{} with {}, of which {} the model in a back-test",
                counted(model.history.len(), "record", "records"),
                counted(rows, "observation", "observations"),
                counted(judging.count(), "judges", "judge")
            ),
        ));
    }
    let sweeps: Vec<&str> = study.sweeps.iter().map(|s| s.name.value.as_str()).collect();
    out.extend((!sweeps.is_empty()).then(|| ("sweeps", sweeps.join(", "))));
    out.push(("a run", run_size(model)));
    out
}

fn run_size(model: &Model) -> String {
    let futures = futures(model, &model.cells, Lang::En).len();
    let work = model.replicates as f64 * model.cells.len() as f64 * model.time.steps as f64;
    let design = match model.design {
        crate::study::DesignKind::Random => "random",
        crate::study::DesignKind::LatinHypercube => "Latin hypercube",
        crate::study::DesignKind::Sobol => "Sobol",
    };
    let paths = match model.luck_paths {
        1 => String::new(),
        n => format!(", {n} luck paths a draw"),
    };
    let count = |x: u64| number(x as f64, Lang::En);
    format!(
        "{} options x {futures} futures = {} cells; {} replicates, {design} design{paths}, seed {}: \
         {} cell-steps",
        model.options.len(),
        model.cells.len(),
        count(model.replicates),
        model.seed,
        crate::text::compact(work, Lang::En).replace('\u{a0}', " ")
    )
}

/// Where the study's numbers come from.
fn ledger(study: &Study, width: usize) -> String {
    let ledger = Ledger::of(study);
    let mut out = format!("{}:\n", counted(ledger.entries.len(), "number", "numbers"));
    for (origin, words) in
        [(Origin::Sourced, "sourced"), (Origin::Derived, "derived"), (Origin::Judged, "judged")]
    {
        let grades = [Some(Confidence::A), Some(Confidence::B), Some(Confidence::C), None];
        let named = grades.into_iter().filter_map(|grade| {
            let letter = match grade {
                Some(Confidence::A) => "A",
                Some(Confidence::B) => "B",
                Some(Confidence::C) => "C",
                None => "without grade",
            };
            match ledger.graded(origin, grade) {
                0 => None,
                n => Some(format!("{n} {letter}")),
            }
        });
        let grades: Vec<String> = named.collect();
        let detail =
            if grades.is_empty() { String::new() } else { format!(" ({})", grades.join(", ")) };
        out.push_str(&format!("{:>6} {words}{detail}\n", ledger.count(origin)));
    }
    out.push_str(&format!("{:>6} neither\n", ledger.count(Origin::Neither)));
    let mut names: Vec<(String, usize)> = Vec::new();
    for entry in ledger.unaccounted() {
        let name = format!("{} {}", entry.kind, entry.name);
        match names.iter_mut().find(|(known, _)| *known == name) {
            Some((_, count)) => *count += 1,
            None => names.push((name, 1)),
        }
    }
    let names: Vec<String> = names
        .into_iter()
        .map(|(name, count)| if count > 1 { format!("{name} ({count})") } else { name })
        .collect();
    if !names.is_empty() {
        out.push_str(&wrap(&names.join(", "), "       ", width));
    }
    out.push_str(&sources(study, (width, Lang::En)));
    out
}
