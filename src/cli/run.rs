//! `drawdown run`: what goes before and after the engine.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use super::arguments::RunArguments;
use super::chart_arguments::ChartsArgument;
use super::failure::Failure;
use super::locate::{Located, locate};
use super::progress::duration;
use super::render::{render, summary};
use super::report::write_report;
use super::saved::HistoryTest;
use super::summary::table;
use super::terminal::{Terminal, say};
use super::text_table::lines;
use crate::analysis::{BacktestError, Decision, Ensembles};
use crate::diagnostic::{Diagnostics, SourceMap, Span};
use crate::engine::{RunPlan, StopReport};
use crate::model::{self, BacktestModel, Model};
use crate::outcome::{Outcomes, Summary};
use crate::report::{
    self, Changes, Decided, DrawSettings, FROM_COMMAND_LINE, Findings, InputFile, MANIFEST,
    Manifest, REPORT, RunFolder, RunTables, keep_inputs, one_line,
};
use crate::study::{Overrides, PosteriorChoice, Study};
use crate::text::{Lang, counted, noun, plain_count};

/// A study that has been checked, with what the command line changes in it.
#[derive(Debug)]
pub struct Prepared {
    /// Where it lies.
    pub located: Located,
    /// As written.
    pub study: Study,
    /// Ready to run.
    pub model: Model,
    /// Every file that was read, and the command line's changes.
    pub inputs: Vec<InputFile>,
    /// The files that places in the study point into.
    pub sources: SourceMap,
    /// Warnings of the check.
    pub warnings: Vec<String>,
    /// The plan of the run.
    pub plan: RunPlan,
    /// Folder of the results.
    pub output: PathBuf,
    /// What a run compares with the past, whatever options and trajectories run; nothing without a
    /// history that lies in the run.
    pub compared: Option<BacktestModel>,
}

/// What a run found.
#[derive(Debug)]
pub struct Results {
    /// Values.
    pub outcomes: Outcomes,
    /// Statistics.
    pub summary: Summary,
    /// By which rule the run stopped, if it had one.
    pub stop: Option<StopReport>,
}

/// Finds, reads, changes and checks the study of a run, and says what will run.
///
/// # Errors
/// [`Failure::Study`], [`Failure::Usage`].
pub fn prepare(arguments: &RunArguments, terminal: &Terminal) -> Result<Prepared, Failure> {
    let changes = &arguments.changes;
    let study = &arguments.study.study;
    let warnings = if arguments.quiet { Warnings::Silent } else { Warnings::Counted };
    let mut prepared = prepare_study(study, &arguments.overrides(), terminal, warnings)?;
    prepared.compared = match Ensembles::prepare(&prepared.model, &[], &[]) {
        Err(BacktestError::NoRows(_)) => None,
        compared => Some(compared?),
    };
    let default = prepared.model.default_run.clone();
    let or = |typed: &[String], default: Vec<String>| match typed {
        [] => default,
        _ => typed.to_vec(),
    };
    let options = or(&changes.options, default.options);
    let trajectories = or(&changes.trajectories, default.trajectories);
    prepared.select(&options, &trajectories, arguments.quiet || changes.options.is_empty())?;
    prepared.limit_threads(arguments.threads)?;
    if let Some(output) = &arguments.output {
        prepared.output.clone_from(output);
    }
    refuse_another_study(&prepared.output, &prepared.model.id, arguments.force)?;
    if !arguments.quiet {
        eprint!("{}", announcement(&prepared, arguments.lang.first()));
    }
    Ok(prepared)
}

/// How much is said of warnings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Warnings {
    /// All of them, with their places.
    Shown,
    /// How many.
    Counted,
    /// Nothing.
    Silent,
}

/// The word that asks for all options or all trajectories, unless one of them is called so.
const ALL: &str = "all";

impl Prepared {
    /// How many replicates run at most: as many as are asked for, unless a rule stops the run.
    pub fn most_replicates(&self) -> u64 {
        self.model.stop.as_ref().map_or(self.plan.replicates, |rule| rule.at_most)
    }

    /// Runs on so many threads, or on all.
    pub(super) fn limit_threads(&mut self, threads: Option<usize>) -> Result<(), Failure> {
        self.plan.threads = threads;
        if let Some(threads) = threads {
            // for statistics and charts; the engine has a pool of its own
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build_global();
            pool.map_err(|e| Failure::Run(format!("cannot start {threads} threads: {e}")))?;
        }
        Ok(())
    }

    /// Names as they were typed; `all` becomes an empty list, which stands for all.
    pub(super) fn names(
        &self,
        options: &[String],
        trajectories: &[String],
    ) -> (Vec<String>, Vec<String>) {
        let names = |typed: &[String], called_so: bool| match typed {
            [word] if word == ALL && !called_so => Vec::new(),
            _ => typed.to_vec(),
        };
        let model = &self.model;
        (
            names(options, model.options.iter().any(|o| o.name == ALL)),
            names(trajectories, model.trajectories.iter().any(|t| t.name == ALL)),
        )
    }

    /// Keeps the named options and trajectories, and says so where the baseline was added.
    pub(super) fn select(
        &mut self,
        options: &[String],
        trajectories: &[String],
        quiet: bool,
    ) -> Result<(), Failure> {
        let (options, trajectories) = self.names(options, trajectories);
        if self.model.select(&options, &trajectories)? && !quiet {
            let baseline = &self.model.options[self.model.baseline].name;
            eprintln!("note: the baseline '{baseline}' runs too: the others are compared with it");
        }
        Ok(())
    }
}

/// Finds, reads, changes and checks a study. Warnings go to standard error.
pub(super) fn prepare_study(
    text: &str,
    overrides: &Overrides,
    terminal: &Terminal,
    warnings: Warnings,
) -> Result<Prepared, Failure> {
    let located = locate(text)?;
    let subject = match &located {
        Located::Disk(path) => path.display().to_string(),
        Located::Shipped(name) => name.clone(),
    };
    let show = |sources: &SourceMap, found: &Diagnostics| {
        render(sources, found, &subject, terminal.style, terminal.width.min(110))
    };
    let loaded = located.load();
    let (mut study, mut sources, mut found) =
        loaded.map_err(|(sources, found)| Failure::Study(show(&sources, &found)))?;
    let own = sources.files().len();
    if let Err(wrong) = overrides.apply(&mut study, &mut sources) {
        found.extend(wrong);
        return Err(Failure::Study(show(&sources, &found)));
    }
    let model = match model::build(&study) {
        Ok((model, warnings)) => {
            found.extend(warnings);
            model
        }
        Err(wrong) => {
            found.extend(wrong);
            return Err(Failure::Study(show(&sources, &found)));
        }
    };
    match warnings {
        Warnings::Shown => eprint!("{}", show(&sources, &found)),
        Warnings::Counted if !found.items().is_empty() => {
            eprintln!("{}: 'drawdown check' shows them", summary(&found, &subject));
        }
        Warnings::Counted | Warnings::Silent => {}
    }
    Ok(Prepared {
        located,
        inputs: inputs(&sources, own, overrides),
        warnings: found.items().iter().map(|d| one_line(&sources, d)).collect(),
        plan: RunPlan::of(&model),
        output: Path::new("output").join(&model.id),
        compared: None,
        study,
        model,
        sources,
    })
}

impl Prepared {
    /// Where something is written: `study.toml, line 12`.
    pub(super) fn place(&self, span: Span, lang: Lang) -> String {
        let (line, _) = self.sources.line_column(span);
        let name = &self.sources.get(span.file).name;
        match lang {
            Lang::En => format!("{name}, line {line}"),
            Lang::Ar => format!("{name}، السطر {line}"),
        }
    }
}

/// The files that a study was read from, the first `own` of which are its own.
fn inputs(sources: &SourceMap, own: usize, overrides: &Overrides) -> Vec<InputFile> {
    let mut inputs: Vec<InputFile> = (sources.files().iter())
        .map(|file| InputFile::of(file.name.as_str(), file.text.as_bytes()))
        .collect();
    if let Some(PosteriorChoice::File { name, .. }) = &overrides.posterior
        && let Some(file) = inputs[own..].iter_mut().find(|file| file.name == *name)
    {
        let last = Path::new(name).file_name().unwrap_or_default().to_string_lossy();
        file.kept = Some(format!("{FROM_COMMAND_LINE}/{last}"));
    }
    inputs
}

/// An earlier run of the same study is replaced; one of another study only if that is asked for.
fn refuse_another_study(output: &Path, id: &str, force: bool) -> Result<(), Failure> {
    if force || !output.join(MANIFEST).is_file() {
        return Ok(());
    }
    let whose = match Manifest::read(output) {
        Ok(manifest) if manifest.study == id => return Ok(()),
        Ok(manifest) => format!("a run of the study '{}'", manifest.study),
        Err(_) => "a run that this version cannot read".to_owned(),
    };
    Err(Failure::Usage(format!(
        "{} holds {whose}: name another folder with --output, or replace it with --force",
        output.display()
    )))
}

/// What will run, in a line or two.
fn announcement(prepared: &Prepared, lang: Lang) -> String {
    let (model, plan) = (&prepared.model, &prepared.plan);
    let count = |n: usize| plain_count(n as u64);
    let what = prepared.located.describe();
    let (options, trajectories) = (model.options.len(), model.trajectories.len());
    let (cells, steps) = (count(model.cells.len()), count(model.time.steps));
    let seed = plan.seed;
    let replicates = match &model.stop {
        None => plain_count(plan.replicates),
        Some(rule) => {
            let most = plain_count(rule.at_most);
            match lang {
                Lang::En => format!("at most {most}"),
                Lang::Ar => format!("{most} على الأكثر"),
            }
        }
    };
    let text = match lang {
        Lang::En => format!(
            "{what}: {options} options x {trajectories} trajectories in {cells} cells, {steps} steps, \
             {replicates} replicates, seed {seed}\n"
        ),
        Lang::Ar => format!(
            "{what}: الخيارات {options}، المسارات {trajectories}، الخانات {cells}، الخطوات {steps}، \
             التكرارات {replicates}، البذرة {seed}\n"
        ),
    };
    text + &report::drawn_from(model, lang).map(|words| format!("{words}\n")).unwrap_or_default()
}

/// Writes everything that a run leaves into its folder: what the tables still lack, the manifest,
/// the charts, the report. Returns what to say about it.
///
/// # Errors
/// [`Failure::Run`], [`Failure::Interrupted`].
pub fn finish(
    arguments: &RunArguments,
    prepared: &Prepared,
    results: &Results,
    tables: RunTables,
    folder: &RunFolder,
    (terminal, cancel): (&Terminal, &AtomicBool),
) -> Result<String, Failure> {
    let (model, outcomes) = (&prepared.model, &results.outcomes);
    tables.finish(model, outcomes, &results.summary)?;
    let mut manifest = Manifest::of(model, outcomes, prepared.inputs.clone());
    let typed = &arguments.changes;
    manifest.stop.clone_from(&results.stop);
    manifest.changes = Changes::of(&arguments.overrides(), &typed.options, &typed.trajectories);
    manifest.command = arguments.repeated(outcomes.shape.replicates, outcomes.shape.seed);
    manifest.note_tables(folder.path())?;
    manifest.write(folder.path())?;
    keep_inputs(folder.path(), &manifest.inputs, &prepared.sources)?;
    let compared = prepared.compared.as_ref();
    let plan = RunPlan { replicates: outcomes.shape.replicates, ..prepared.plan.clone() };
    let tested = HistoryTest::of(compared, model, &plan, cancel)?;
    let decision = Decision::of(model, outcomes, &results.summary);
    let all: Vec<usize> = (0..model.measures.len()).collect();
    report::write_decision(folder.path(), model, &decision, &all)?;
    let findings = Findings {
        study: &prepared.study,
        model,
        outcomes,
        summary: &results.summary,
        decision: Decided::Made(&decision),
        manifest: &manifest,
        command: &manifest.command,
        warnings: &prepared.warnings,
        tested: tested.as_ref().map(HistoryTest::tested),
        lang: arguments.lang.first(),
    };
    let set = arguments.charts.map_or(model.chart_set, ChartsArgument::set);
    let settings = DrawSettings { langs: arguments.lang.list(), ..DrawSettings::new(set) };
    write_report(&findings, folder.path(), &settings, (terminal, arguments.quiet), cancel)?;
    if arguments.quiet {
        return Ok(String::new());
    }
    let mut text = table(&findings, terminal.width, terminal.colour);
    text.push_str(&choice(&findings, &prepared.output, terminal.width));
    if let Some(words) = report::drawn_from(model, findings.lang) {
        text.push_str(&format!("\n{}\n", lines(&words, terminal.width).join("\n")));
    }
    if let Some(stop) = &results.stop {
        let words = report::stop_sentence(&findings, stop);
        text.push_str(&format!("\n{}\n", lines(&words, terminal.width).join("\n")));
    }
    let (replicates, elapsed) = (outcomes.shape.replicates, outcomes.elapsed.as_secs_f64());
    text.push_str(&format!("\n{}\n", took(replicates, elapsed, findings.lang)));
    Ok(text)
}

/// `1,000 replicates in 3 s.`
pub(super) fn took(replicates: u64, seconds: f64, lang: Lang) -> String {
    let replicates = counted(replicates, &noun::REPLICATE, lang);
    let time = duration(seconds, lang);
    match lang {
        Lang::En => format!("{replicates} in {time}."),
        Lang::Ar => format!("{replicates}؛ المدة: {time}."),
    }
}

/// The choice in a few lines, and where there is more.
fn choice(findings: &Findings<'_>, output: &Path, width: usize) -> String {
    let said = report::decision_lines(findings);
    if said.is_empty() {
        return String::new();
    }
    let more = findings.lang.pick(
        "More on the choice (dominance, regret, luck and what is not known):",
        "المزيد عن المفاضلة (الهيمنة العشوائية، والندم، ونصيب الحظ وما لا نعرفه):",
    );
    let more = format!("{more} drawdown compare {}", output.display());
    let paragraphs = said.iter().chain([&more]).flat_map(|text| lines(text, width));
    format!("\n{}\n", paragraphs.collect::<Vec<_>>().join("\n"))
}

/// Gives the folder its name, and says where things are; the last line is the report's path.
///
/// # Errors
/// [`Failure::Run`] where the folder cannot be moved to its place.
pub fn publish(folder: RunFolder, text: &str, arguments: &RunArguments) -> Result<(), Failure> {
    let place = folder.publish()?;
    let report = place.join(REPORT);
    if arguments.quiet {
        say(&format!("{}\n", report.display()));
    } else {
        let place = place.display();
        let here = arguments
            .lang
            .first()
            .pick("Tables, charts and manifest are in", "الجداول والرسوم وبيان التشغيل في:");
        say(&format!("{text}{here} {place}\n{}\n", report.display()));
    }
    Ok(())
}
