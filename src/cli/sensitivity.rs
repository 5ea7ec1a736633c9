//! `drawdown sensitivity`: what outcomes hang on.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use super::failure::Failure;
use super::progress::{Reporter, duration};
use super::run::{Warnings, prepare_study};
use super::saved::{OUTPUT, locate_run};
use super::sensitivity_arguments::{MethodArgument, SensitivityArguments};
use super::sensitivity_table::text;
use super::terminal::Terminal;
use crate::analysis::Target;
use crate::analysis::sensitivity::{
    DesignedMethod, Method, Sensitivity, designed, given, runs_of, targets,
};
use crate::engine::{self, GivenRows, RunPlan, dimensions};
use crate::kernel::Program;
use crate::model::Model;
use crate::report::{
    DrawSettings, InputFile, MANIFEST, RunFolder, SENSITIVITY, SENSITIVITY_TABLE, SavedRun,
    SensitivityView, draw_sensitivity, study_of_sensitivity, write_sensitivity,
};
use crate::study::{ChartSet, Overrides};
use crate::text::{Lang, counted, noun, plain_count};

/// Rows in each of Sobol's blocks, and Morris's trajectories, unless somebody says otherwise: one or
/// two minutes, and a few seconds, for a study of a hundred uncertainties and a few options.
const BLOCK_ROWS: usize = 1024;
const TRAJECTORIES: usize = 64;
/// Rows by which the time of all is estimated.
const PILOT: usize = 128;

/// Asks what outcomes hang on, writes tables and charts, and returns what to say. The last line is
/// the path of the table.
///
/// # Errors
/// [`Failure`].
pub fn sensitivity(
    arguments: &SensitivityArguments,
    terminal: &Terminal,
    cancel: &AtomicBool,
) -> Result<String, Failure> {
    let method = match arguments.method {
        MethodArgument::Data => None,
        MethodArgument::Morris => {
            let size = arguments.size.unwrap_or(TRAJECTORIES);
            Some(DesignedMethod::Morris(size.next_multiple_of(4)))
        }
        MethodArgument::Sobol => {
            let size = arguments.size.unwrap_or(BLOCK_ROWS);
            Some(DesignedMethod::Sobol(size.next_power_of_two()))
        }
    };
    let asked = match method {
        None => of_run(arguments)?,
        Some(method) => of_study(arguments, method, terminal, cancel)?,
    };
    let Asked { model, found, seed, inputs, folder } = asked;
    let command = repeated(arguments, &found, seed);
    write_sensitivity(folder.path(), (&model, &found), (seed, &command), &inputs)?;
    let lang = arguments.lang.first();
    let view = SensitivityView { model: &model, found: &found, lang };
    let settings =
        DrawSettings { langs: arguments.lang.list(), ..DrawSettings::new(ChartSet::All) };
    draw_sensitivity(view, seed, folder.path(), &settings)?;
    let table = folder.publish()?.join(SENSITIVITY_TABLE);
    if arguments.quiet {
        return Ok(format!("{}\n", table.display()));
    }
    let charts = lang.pick(
        "Charts are beside the table of all indices:",
        "الرسوم البيانية إلى جانب جدول كل المؤشرات:",
    );
    Ok(format!("{}\n{charts}\n{}\n", text(&view, terminal), table.display()))
}

/// What was found, and of what.
struct Asked {
    model: Model,
    found: Sensitivity,
    seed: u64,
    inputs: Vec<InputFile>,
    folder: RunFolder,
}

/// Begins the folder of the results, before anything that takes long.
fn begin(
    arguments: &SensitivityArguments,
    model: &Model,
    method: Method,
) -> Result<RunFolder, Failure> {
    let after = match method {
        Method::Given => String::new(),
        other => format!("-{}", other.name()),
    };
    let place: PathBuf = match &arguments.output {
        Some(output) => output.clone(),
        None => Path::new(OUTPUT).join(format!("{}-sensitivity{after}", model.id)),
    };
    refuse_another_study(&place, &model.id)?;
    Ok(RunFolder::marked(&place, SENSITIVITY)?)
}

/// Names as they were typed; `all` becomes an empty list, which stands for all.
fn names(typed: &[String], default: Vec<String>) -> Vec<String> {
    match typed {
        [] => default,
        [word] if word == "all" => Vec::new(),
        _ => typed.to_vec(),
    }
}

/// The first trajectory of those that run.
fn first(model: &Model, chosen: &[String]) -> Vec<String> {
    let first = chosen.first().cloned();
    first.or_else(|| model.trajectories.first().map(|t| t.name.clone())).into_iter().collect()
}

/// What a run that is there says.
fn of_run(arguments: &SensitivityArguments) -> Result<Asked, Failure> {
    if !arguments.set.is_empty() || arguments.size.is_some() || arguments.seed.is_some() {
        return Err(Failure::Usage(
            "a run that is there cannot be changed: --set, --size and --seed are for \
             --method morris or sobol"
                .to_owned(),
        ));
    }
    let folder = locate_run(&arguments.subject)?;
    let mut run = SavedRun::load(&folder)?;
    run.notes.iter().for_each(|note| eprintln!("note: {note}"));
    let whole = run.model.clone();
    let options = names(&arguments.options, Vec::new());
    let trajectories = names(&arguments.trajectories, first(&whole, &[]));
    run.model.select(&options, &trajectories)?;
    run.outcomes.select(&whole, &run.model);
    let measures = measures(&run.model, &arguments.measures)?;
    let asked = targets(&run.model, &measures);
    let folder = begin(arguments, &run.model, Method::Given)?;
    let found = given(&run.model, &run.outcomes, &asked);
    let (seed, inputs) = (run.outcomes.shape.seed, run.manifest.inputs);
    Ok(Asked { model: run.model, found, seed, inputs, folder })
}

/// The measures that are asked for: the key ones, else all of them.
fn measures(model: &Model, typed: &[String]) -> Result<Vec<usize>, Failure> {
    Ok(match (typed.is_empty(), model.key.is_empty()) {
        (false, _) => model.measures_named(typed)?,
        (true, false) => model.key.clone(),
        (true, true) => (0..model.measures.len()).collect(),
    })
}

/// Runs the rows of a method.
fn of_study(
    arguments: &SensitivityArguments,
    method: DesignedMethod,
    terminal: &Terminal,
    cancel: &AtomicBool,
) -> Result<Asked, Failure> {
    let (mut model, mut plan, inputs) = if Path::new(&arguments.subject).join(MANIFEST).is_file() {
        let run = SavedRun::load(Path::new(&arguments.subject))?;
        if !arguments.set.is_empty() {
            let why = "a run that is there cannot be changed: use --set with a study".to_owned();
            return Err(Failure::Usage(why));
        }
        (run.model, run.plan, run.manifest.inputs)
    } else {
        let overrides = Overrides { set: arguments.set.clone(), ..Overrides::default() };
        let warnings = if arguments.quiet { Warnings::Silent } else { Warnings::Counted };
        let prepared = prepare_study(&arguments.subject, &overrides, terminal, warnings)?;
        (prepared.model, prepared.plan, prepared.inputs)
    };
    plan.seed = arguments.seed.unwrap_or(plan.seed);
    plan.threads = arguments.threads;
    let chosen = model.default_run.clone();
    let trajectories = names(&arguments.trajectories, first(&model, &chosen.trajectories));
    model.select(&names(&arguments.options, chosen.options), &trajectories)?;
    let measures = measures(&model, &arguments.measures)?;
    narrow(&mut model, &measures);
    let all: Vec<usize> = (0..model.measures.len()).collect();
    let asked = targets(&model, &all);
    let name = match method {
        DesignedMethod::Morris(_) => Method::Morris,
        DesignedMethod::Sobol(_) => Method::Sobol,
    };
    let folder = begin(arguments, &model, name)?;
    let program = Program::compile(&model);
    let rows = runs_of(&model, &program, method);
    if !arguments.quiet {
        let seconds = estimate(&model, &program, &plan, rows, cancel)?;
        eprint!("{}", announcement(&model, rows, seconds, arguments.lang.first()));
    }
    let reporter = Reporter::new("rows", rows as u64, terminal.moving, arguments.quiet);
    let found = designed((&model, &program), method, &asked, &plan, &reporter, cancel);
    reporter.end();
    Ok(Asked { found: found?, seed: plan.seed, model, inputs, folder })
}

/// Leaves these measures, no series, and of each trajectory the cells with its response.
fn narrow(model: &mut Model, measures: &[usize]) {
    let cells = model.cells.clone();
    let responds = |trajectory| cells.iter().any(|c| c.trajectory == trajectory && c.response);
    model.cells.retain(|c| c.response || !responds(c.trajectory));
    let kept = measures.iter().map(|m| model.measures[*m].clone()).collect();
    model.measures = kept;
    // these speak of measures by their places
    (model.key, model.charts, model.comparisons) = (Vec::new(), Vec::new(), Vec::new());
    model.series.clear();
}

/// How long all rows will take, in seconds, by a few in the middle of the priors.
fn estimate(
    model: &Model,
    program: &Program,
    plan: &RunPlan,
    rows: usize,
    cancel: &AtomicBool,
) -> Result<f64, Failure> {
    let pilot = PILOT.min(rows);
    let uniforms = vec![vec![0.5; pilot]; dimensions(model).len()];
    let given = GivenRows { uniforms, luck: (0..pilot as u64).collect() };
    let began = Instant::now();
    let one = RunPlan { threads: Some(1), ..plan.clone() };
    engine::rows(model, program, &one, &given, &(), cancel)?;
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let threads = plan.threads.unwrap_or(cores) as f64;
    Ok(began.elapsed().as_secs_f64() * rows as f64 / pilot.max(1) as f64 / threads)
}

fn announcement(model: &Model, rows: usize, seconds: f64, lang: Lang) -> String {
    let (cells, steps) = (model.cells.len(), model.time.steps);
    let all = plain_count(rows as u64 * cells as u64 * steps as u64);
    let rows = counted(rows as u64, &noun::ROW, lang);
    let (cells, steps, time) =
        (plain_count(cells as u64), plain_count(steps as u64), duration(seconds, lang));
    match lang {
        Lang::En => {
            format!("{rows} in {cells} cells of {steps} steps: {all} cell-steps; time: {time}\n")
        }
        Lang::Ar => format!(
            "{rows}، الخانات {cells}، الخطوات {steps}: خطوات الخانات {all}، والمدة: {time}\n"
        ),
    }
}

/// The command that gives the same again.
fn repeated(arguments: &SensitivityArguments, found: &Sensitivity, seed: u64) -> String {
    let mut command = format!("drawdown sensitivity {}", arguments.subject);
    let mut add = |name: &str, values: &[String]| {
        if !values.is_empty() {
            command.push_str(&format!(" --{name} {}", values.join(",")));
        }
    };
    add("measures", &arguments.measures);
    add("options", &arguments.options);
    add("trajectories", &arguments.trajectories);
    for set in &arguments.set {
        add("set", std::slice::from_ref(set));
    }
    if found.method != Method::Given {
        add("method", &[found.method.name().to_owned()]);
        add("size", &[found.size.to_string()]);
        add("seed", &[seed.to_string()]);
    }
    command
}

/// A former analysis of the same study is replaced, one of another is not.
fn refuse_another_study(place: &Path, id: &str) -> Result<(), Failure> {
    if !place.join(SENSITIVITY).is_file() {
        return Ok(());
    }
    let whose = match study_of_sensitivity(place) {
        Ok(study) if study == id => return Ok(()),
        Ok(study) => format!("an analysis of the study '{study}'"),
        Err(_) => "an analysis that this version cannot read".to_owned(),
    };
    Err(Failure::Usage(format!(
        "{} holds {whose}: name another folder with --output",
        place.display()
    )))
}

/// What is asked of a cell's target, for the order of tables.
pub(super) fn cell_of(target: Target) -> usize {
    match target {
        Target::Level { cell, .. } | Target::Difference { cell, .. } => cell,
    }
}
