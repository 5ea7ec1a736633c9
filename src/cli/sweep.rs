//! `drawdown sweep`: a study again and again, with a few of its values changed.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use super::failure::Failure;
use super::locate::Located;
use super::progress::{Reporter, duration};
use super::render::render;
use super::run::{Prepared, Warnings, prepare_study};
use super::sweep_arguments::SweepArguments;
use super::sweep_summary::sweep_summary;
use super::terminal::Terminal;
use super::text_table::lines;
use crate::analysis::sweep::{
    Group, PlanError, REPLICATES, SweepError, SweepPlan, SweepQuestion, SweepResults, SweepTitle,
    groups, run_sweep, sweep_key,
};
use crate::diagnostic::Diagnostics;
use crate::report::{
    Changes, FoundParts, InputFile, RunFolder, SWEEP_PAGE, SWEEP_TABLE, SweepManifest, SweepParts,
    SweepReport, keep_inputs, write_sweep_report, write_sweep_tables,
};
use crate::study::{Overrides, Sweep, SweepAxis};
use crate::text::{Lang, plain_count};

/// Points from which on it takes a while to check that all can be built.
const LONG: u64 = 500;

/// Name of a sweep whose axes are typed.
const TYPED: &str = "vary";

/// Runs a sweep, or lists those of the study; returns what to say. The last line is the folder of
/// the results.
///
/// # Errors
/// [`Failure`].
pub fn sweep(
    arguments: &SweepArguments,
    terminal: &Terminal,
    cancel: &AtomicBool,
) -> Result<String, Failure> {
    let warnings = if arguments.quiet { Warnings::Silent } else { Warnings::Counted };
    let overrides = Overrides { seed: arguments.seed, ..arguments.changes.overrides() };
    let mut prepared = prepare_study(&arguments.study.study, &overrides, terminal, warnings)?;
    let lang = arguments.lang.first();
    if arguments.name.is_none() && arguments.vary.is_empty() {
        return Ok(listed_sweeps(&prepared, terminal.width, lang));
    }
    prepared.limit_threads(arguments.threads)?;
    let question = question(arguments, &mut prepared, terminal)?;
    let show = |error| plan_failure(error, &prepared, terminal);
    let plan = SweepPlan::new(&prepared.study, &prepared.model, &question).map_err(show)?;
    if !arguments.quiet {
        eprint!("{}", announcement(&prepared, &plan, lang));
    }
    let points = plan.points.len() as u64;
    let silent = arguments.quiet || points < LONG;
    let reporter = Reporter::new("points checked", points, terminal.moving, silent);
    let checked = groups(&plan, &reporter, cancel).map_err(show);
    reporter.end();
    let Some(groups) = checked? else {
        return Err(Failure::Interrupted("interrupted before anything ran".to_owned()));
    };
    let place = match &arguments.output {
        Some(output) => output.clone(),
        None => PathBuf::from("output").join(format!("{}-sweep-{}", plan.model.id, plan.of.name)),
    };
    refuse_another_sweep(&place, &plan)?;
    let began = Instant::now();
    let ran = run(arguments, &prepared, &plan, &groups, &place, terminal, cancel)?;
    let (results, folder, parts) = ran;
    write_sweep_tables(folder.path(), &results, &plan.model)?;
    let command = arguments.repeated(plan.replicates, plan.model.seed);
    let report = SweepReport::new(&results, &plan.model, command);
    write_sweep_report(&report, folder.path(), &arguments.lang.list())?;
    let mut inputs = prepared.inputs.clone();
    inputs.extend(typed_inputs(&prepared));
    keep_inputs(folder.path(), &inputs, &prepared.sources)?;
    let mut manifest = SweepManifest::of(&plan.model, &results, inputs);
    let typed = &arguments.changes;
    manifest.changes = Changes::of(&overrides, &typed.options, &typed.trajectories);
    manifest.command = arguments.repeated(plan.replicates, plan.model.seed);
    manifest.wall_seconds = began.elapsed().as_secs_f64();
    manifest.write(folder.path())?;
    let place = folder.publish()?;
    parts.remove()?;
    if arguments.quiet {
        return Ok(format!("{}\n", place.display()));
    }
    let took = duration(began.elapsed().as_secs_f64(), lang);
    let said = sweep_summary(&report.view(lang), terminal.width, terminal.colour);
    let (points, page) = (results.points.len(), place.join(SWEEP_PAGE));
    let here = lang.pick("Tables, charts and manifest are in", "الجداول والرسوم وبيان التشغيل في:");
    let place = place.display();
    let size = match lang {
        Lang::En => format!("Points: {points}, in {took}."),
        Lang::Ar => format!("عدد النقاط: {points}؛ المدة: {took}."),
    };
    Ok(format!("{said}\n{size}\n{here} {place}\n{}\n", page.display()))
}

/// What is asked, by the study's own sweep or by axes that are typed.
fn question(
    arguments: &SweepArguments,
    prepared: &mut Prepared,
    terminal: &Terminal,
) -> Result<SweepQuestion, Failure> {
    let mut question = match &arguments.name {
        Some(name) => SweepQuestion::of(named(prepared, name)?),
        None => {
            let sampled = arguments.sample.is_some();
            let typed = SweepAxis::typed(&arguments.vary, sampled, &mut prepared.sources);
            SweepQuestion {
                of: SweepTitle { name: TYPED.to_owned(), title: None, note: None },
                options: Vec::new(),
                trajectories: Vec::new(),
                measures: Vec::new(),
                replicates: REPLICATES,
                sample: None,
                axes: typed.map_err(|found| shown(&found, prepared, terminal))?,
            }
        }
    };
    let changes = &arguments.changes;
    let (options, trajectories) = prepared.names(&changes.options, &changes.trajectories);
    let model = &prepared.model;
    let all = |typed: &[String], names: Vec<String>, known: &mut dyn Iterator<Item = &String>| {
        // `all` became an empty list, which would leave the choice to the study
        if names.is_empty() && !typed.is_empty() { known.cloned().collect() } else { names }
    };
    let put = |into: &mut Vec<String>, names: Vec<String>| {
        if !names.is_empty() {
            *into = names;
        }
    };
    let mut known = model.options.iter().map(|o| &o.name);
    put(&mut question.options, all(&changes.options, options, &mut known));
    let mut known = model.trajectories.iter().map(|t| &t.name);
    put(&mut question.trajectories, all(&changes.trajectories, trajectories, &mut known));
    put(&mut question.measures, arguments.measures.clone());
    question.replicates = arguments.replicates.unwrap_or(question.replicates);
    question.sample = arguments.sample.or(question.sample);
    Ok(question)
}

/// The study's sweep of this name.
fn named<'p>(prepared: &'p Prepared, name: &str) -> Result<&'p Sweep, Failure> {
    let sweeps = &prepared.study.sweeps;
    let found = sweeps.iter().find(|sweep| sweep.name.value == name);
    found.ok_or_else(|| {
        let names: Vec<&str> = sweeps.iter().map(|sweep| sweep.name.value.as_str()).collect();
        let near = match Diagnostics::nearest(name, names.iter().copied()) {
            Some(near) => format!(" (did you mean '{near}'?)"),
            None => String::new(),
        };
        let known = match names.as_slice() {
            [] => "the study has none; --vary varies what is typed".to_owned(),
            names => format!("there are: {}", names.join(", ")),
        };
        Failure::Usage(format!("there is no sweep '{name}'{near}; {known}"))
    })
}

/// The sweeps of a study, each with its heading and what it asks.
fn listed_sweeps(prepared: &Prepared, width: usize, lang: Lang) -> String {
    let study = &prepared.study;
    if study.sweeps.is_empty() {
        let none = lang.pick(
            "This study has no sweeps. Write [sweep.NAME] into a file of its folder, or vary what \
             you like: drawdown sweep STUDY --vary NAME=FROM:TO:POINTS",
            "ليس في هذه الدراسة مسح. أضف [sweep.NAME] إلى أحد ملفاتها، أو غيّر ما تشاء: drawdown sweep \
             STUDY --vary NAME=FROM:TO:POINTS",
        );
        return format!("{}\n", lines(none, width).join("\n"));
    }
    let mut out = String::new();
    for sweep in &study.sweeps {
        let title = sweep.meta.label.as_ref().map(|label| label.get(lang)).unwrap_or_default();
        out.push_str(&format!("{}: {title}\n", sweep.name.value));
        if let Some(note) = &sweep.meta.note {
            for line in lines(note.get(lang), width.saturating_sub(4).max(20)) {
                out.push_str(&format!("    {line}\n"));
            }
        }
    }
    let next = lang.pick("Run one with", "لتشغيل أحدها:");
    out.push_str(&format!("\n{next}: drawdown sweep {} NAME\n", study.id));
    out
}

/// Everything runs; what is finished is kept, so that nothing is lost when it is interrupted.
fn run(
    arguments: &SweepArguments,
    prepared: &Prepared,
    plan: &SweepPlan,
    groups: &[Group],
    place: &Path,
    terminal: &Terminal,
    cancel: &AtomicBool,
) -> Result<(SweepResults, RunFolder, SweepParts), Failure> {
    let folder = RunFolder::marked(place, SWEEP_TABLE)?;
    let files = prepared.sources.files().iter();
    let inputs: Vec<String> = files.map(|file| format!("{}\n{}", file.name, file.text)).collect();
    let key = sweep_key(plan, groups, &inputs);
    let (parts, found) = SweepParts::open(place, &key, arguments.fresh)?;
    if !arguments.quiet {
        match found {
            FoundParts::Same => eprintln!("note: this sweep was interrupted before; it goes on"),
            FoundParts::Other if !arguments.fresh => {
                eprintln!(
                    "note: an interrupted sweep with other inputs was there; it is started anew"
                );
            }
            FoundParts::Other | FoundParts::Nothing => {}
        }
    }
    let points = plan.points.len() as u64;
    let reporter = Reporter::new("points", points, terminal.moving, arguments.quiet);
    let ran = run_sweep(plan, groups, (&key, &parts), arguments.threads, &reporter, cancel);
    reporter.end();
    match ran {
        Ok(results) => Ok((results, folder, parts)),
        Err(SweepError::Interrupted { done, total }) => Err(Failure::Interrupted(format!(
            "interrupted after {} of {} points; what is finished is kept in {}: give the same command \
             again and it goes on, or --fresh to start anew",
            plain_count(done as u64),
            plain_count(total as u64),
            parts.folder().display()
        ))),
        Err(SweepError::Plan(error)) => Err(plan_failure(error, prepared, terminal)),
        Err(error) => Err(Failure::Run(error.to_string())),
    }
}

/// Mistakes in a study, as a reader sees them.
fn shown(found: &Diagnostics, prepared: &Prepared, terminal: &Terminal) -> Failure {
    let subject = match &prepared.located {
        Located::Disk(path) => path.display().to_string(),
        Located::Shipped(name) => name.clone(),
    };
    let width = terminal.width.min(110);
    Failure::Study(render(&prepared.sources, found, &subject, terminal.style, width))
}

fn plan_failure(error: PlanError, prepared: &Prepared, terminal: &Terminal) -> Failure {
    let words = error.to_string();
    match error {
        PlanError::Study(found) => shown(&found, prepared, terminal),
        PlanError::Point { found, .. } => {
            let Failure::Study(text) = shown(&found, prepared, terminal) else {
                return Failure::Usage(words);
            };
            Failure::Study(format!("error: {words}; nothing has run\n{text}"))
        }
        PlanError::Name(error) => error.into(),
        PlanError::Sample(_) | PlanError::TooMany(_) | PlanError::Nothing(_) => {
            Failure::Usage(words)
        }
    }
}

/// What will run, in a line.
fn announcement(prepared: &Prepared, plan: &SweepPlan, lang: Lang) -> String {
    let what = prepared.located.describe();
    let name = &plan.of.name;
    let (options, trajectories) = (plan.model.options.len(), plan.model.trajectories.len());
    let (points, replicates) = (plan.points.len() as u64, plain_count(plan.replicates));
    let (points, measures) = (plain_count(points), plan.measures.len());
    let steps = plain_count(plan.model.time.steps as u64);
    match lang {
        Lang::En => format!(
            "{what}, sweep '{name}': {points} points x {options} options x {trajectories} \
             trajectories, {steps} steps, {replicates} replicates each, {measures} measures\n"
        ),
        Lang::Ar => format!(
            "{what}، المسح «{name}»: النقاط {points}، الخيارات {options}، المسارات {trajectories}، \
             الخطوات {steps}، التكرارات في كل نقطة {replicates}، المقاييس {measures}\n"
        ),
    }
}

/// A former sweep of the same study and name is replaced, another is not.
fn refuse_another_sweep(place: &Path, plan: &SweepPlan) -> Result<(), Failure> {
    #[derive(serde::Deserialize)]
    struct Whose {
        study: String,
        sweep: String,
    }
    if !place.join(SWEEP_TABLE).is_file() {
        return Ok(());
    }
    let manifest = fs::read_to_string(place.join(crate::report::MANIFEST)).ok();
    let whose = match manifest.and_then(|text| serde_json::from_str::<Whose>(&text).ok()) {
        Some(whose) if whose.study == plan.model.id && whose.sweep == plan.of.name => return Ok(()),
        Some(whose) => format!("the sweep '{}' of the study '{}'", whose.sweep, whose.study),
        None => "a sweep that this version cannot read".to_owned(),
    };
    let place = place.display();
    Err(Failure::Usage(format!("{place} holds {whose}: name another folder with --output")))
}

/// What was typed to vary, which is an input like the files.
fn typed_inputs(prepared: &Prepared) -> Vec<InputFile> {
    let files = &prepared.sources.files()[prepared.inputs.len()..];
    files.iter().map(|file| InputFile::of(file.name.as_str(), file.text.as_bytes())).collect()
}
