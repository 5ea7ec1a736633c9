//! `drawdown calibrate`: what happened teaches the uncertainties.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use super::arguments::CalibrateArguments;
use super::failure::Failure;
use super::locate::Located;
use super::progress::Reporter;
use super::run::{Prepared, Warnings, prepare_study};
use super::terminal::Terminal;
use super::text_table::{columns, cut, left, lines, right};
use crate::analysis::calibration::check;
use crate::analysis::importance::{Shift, least_ess};
use crate::analysis::{Calibration, CalibrationError, Ensembles};
use crate::model::Model;
use crate::report::{POSTERIOR_MARK, grouped, posterior_csv, posterior_place, write_posterior};
use crate::study::{DesignKind, Overrides};
use crate::text::{Lang, NumberFormat, number};

/// Uncertainties that are shown at least, and at most.
const FEWEST: usize = 5;
const MOST: usize = 20;

/// Runs the back-test's cell, weighs its draws, writes the file of joint draws, and returns what to
/// say about it.
///
/// # Errors
/// [`Failure`]: a mistake in the study, nothing to learn from, a run that failed.
pub fn calibrate(
    arguments: &CalibrateArguments,
    terminal: &Terminal,
    cancel: &AtomicBool,
) -> Result<String, Failure> {
    let quiet = arguments.quiet;
    if arguments.changes.posterior.is_some() {
        let why = "a calibration starts from the priors: leave --posterior away";
        return Err(Failure::Usage(why.to_owned()));
    }
    let warnings = if quiet { Warnings::Silent } else { Warnings::Counted };
    let overrides = Overrides { seed: arguments.seed, ..arguments.changes.overrides() };
    let mut prepared = prepare_study(&arguments.study.study, &overrides, terminal, warnings)?;
    let target = match &arguments.output {
        Some(path) => path.clone(),
        None => own_place(&prepared).unwrap_or_else(|| PathBuf::from("posterior.csv")),
    };
    posterior_place(&target)?;
    // independent draws: the effective sample size speaks of such
    prepared.model.luck_paths = 1;
    prepared.plan.luck_paths = 1;
    prepared.plan.design = DesignKind::Random;
    prepared.plan.replicates = arguments.replicates;
    prepared.limit_threads(arguments.threads)?;
    let (options, trajectories) = one_cell(&prepared, arguments);

    let (model, plan) = (&prepared.model, &prepared.plan);
    let rows = Ensembles::prepare(model, &options, &trajectories)?;
    check(&rows).map_err(not_learned)?;
    let reporter = Reporter::new("replicates", arguments.replicates, terminal.moving, quiet);
    let run = Ensembles::run(rows, plan, &reporter, cancel);
    reporter.end();
    let ensembles = run?;
    let cell = ensembles.cells().iter().position(|c| c.response).unwrap_or(0);
    let floor = least_ess(arguments.replicates as usize);
    let learned = Calibration::of(&ensembles, cell, arguments.temper.then_some(floor));
    let learned = learned.map_err(not_learned)?;

    let told = Told { model, ensembles: &ensembles, learned: &learned, cell, floor };
    let names: Vec<String> = model.uncertainties.iter().map(|u| u.name.clone()).collect();
    let rows = learned.weights().resample(arguments.rows as usize, plan.seed);
    let comments = told.comments(&arguments.repeated(plan.seed));
    write_posterior(&target, &posterior_csv(&comments, &names, ensembles.draws(), &rows))?;
    if quiet {
        return Ok(format!("{}\n", target.display()));
    }
    let own = arguments.output.is_none() && own_place(&prepared).is_some();
    let study = &arguments.study.study;
    let next = match own {
        true => format!("drawdown run {study} --posterior"),
        false => format!("drawdown run {study} --posterior {}", target.display()),
    };
    Ok(format!(
        "{}\n{} joint draws are in {}\nNext: {next}\n",
        told.account(terminal.width, arguments.temper),
        grouped(&arguments.rows.to_string()),
        target.display(),
    ))
}

/// The file that the study's own `[posterior]` names, if the study lies on disk.
fn own_place(prepared: &Prepared) -> Option<PathBuf> {
    let posterior = prepared.study.posterior.as_ref()?;
    let Located::Disk(path) = &prepared.located else { return None };
    let folder = match path.is_dir() {
        true => path.as_path(),
        false => path.parent().unwrap_or(Path::new("")),
    };
    // one that is named by a study that this one extends belongs to that study
    let home = posterior.path.strip_suffix(&posterior.file.value)?;
    let own = home.is_empty() || home.strip_suffix('/') == Some(prepared.study.id.as_str());
    own.then(|| folder.join(&posterior.file.value))
}

/// The first option and the first trajectory that are asked for, or that `[backtest]` names.
fn one_cell(prepared: &Prepared, arguments: &CalibrateArguments) -> (Vec<String>, Vec<String>) {
    let changes = &arguments.changes;
    let (options, trajectories) = prepared.names(&changes.options, &changes.trajectories);
    let chosen = &prepared.model.backtest.chosen;
    let first = |asked: Vec<String>, chosen: &[String]| {
        let list = if asked.is_empty() { chosen.to_vec() } else { asked };
        list.into_iter().take(1).collect()
    };
    (first(options, &chosen.options), first(trajectories, &chosen.trajectories))
}

fn not_learned(error: CalibrationError) -> Failure {
    match error {
        CalibrationError::Weights(_) => Failure::Run(error.to_string()),
        _ => Failure::Usage(error.to_string()),
    }
}

/// What there is to tell.
struct Told<'a> {
    model: &'a Model,
    ensembles: &'a Ensembles,
    learned: &'a Calibration,
    cell: usize,
    floor: f64,
}

impl Told<'_> {
    fn cell(&self) -> String {
        let cell = self.ensembles.cells()[self.cell];
        let model = &self.ensembles.backtest.model;
        let (option, trajectory) =
            (&model.options[cell.option].name, &model.trajectories[cell.trajectory].name);
        let without = if cell.response { "" } else { ", without its response" };
        format!("option {option}, trajectory {trajectory}{without}")
    }

    fn tempered(&self) -> Option<String> {
        let tempered = &self.learned.tempered;
        (tempered.beta < 1.0).then(|| {
            format!(
                "likelihood to the power {}, untempered effective sample size {}",
                count(tempered.beta),
                count(tempered.untempered)
            )
        })
    }

    /// The comment lines of the file.
    fn comments(&self, command: &str) -> Vec<String> {
        let shape = &self.ensembles.outcomes.shape;
        let replicates = grouped(&shape.replicates.to_string());
        let mut out = vec![
            format!(
                "{}: joint draws of the uncertainties of the study {}",
                POSTERIOR_MARK.trim_start_matches("# "),
                self.model.id
            ),
            "draws from the priors, weighted by what happened and resampled: all rows count the \
             same, and rows that are repeated stand for a heavy draw"
                .to_owned(),
            format!("rows of histories that taught: {}", taught(self.ensembles, self.learned)),
            format!("cell: {}", self.cell()),
            format!("replicates: {replicates}, seed {}", shape.seed),
            format!("effective sample size: {}", spread(self.learned)),
        ];
        out.extend(self.tempered().map(|words| format!("tempered: {words}")));
        out.push(format!("digest of the run: {}", self.ensembles.outcomes.digest()));
        out.push(format!("drawdown {}: {command}", env!("CARGO_PKG_VERSION")));
        out
    }

    /// What a reader sees.
    fn account(&self, width: usize, asked: bool) -> String {
        let learned = self.learned;
        let mut text = format!(
            "\nWhat happened teaches {}: {}\nRows: {}\nEffective sample size: {}\n",
            self.model.id,
            self.cell(),
            taught(self.ensembles, self.learned),
            spread(self.learned)
        );
        if let Some(words) = self.tempered() {
            text.push_str(&format!("Tempered: {words}\n"));
        }
        if learned.weights().ess < self.floor {
            let advice = if asked {
                "even tempered, too few replicates are possible".to_owned()
            } else {
                "few replicates carry all weight. Run more (-n), state larger counting errors if \
                 they are, or let what happened count for less (--temper)"
                    .to_owned()
            };
            let words = format!("Below {}: {advice}.", count(self.floor));
            text.push_str(&(lines(&words, width).join("\n") + "\n"));
        }
        text.push('\n');
        text.push_str(&moved(self.model, &learned.shifts, width));
        text
    }
}

/// The rows that taught.
pub(super) fn taught(ensembles: &Ensembles, learned: &Calibration) -> String {
    let histories = ensembles.histories();
    let named = |(h, n): &(usize, usize)| format!("{} {n}", histories[*h].name);
    let each: Vec<String> = learned.rows.iter().map(named).collect();
    format!("{} ({})", learned.row_count(), each.join(", "))
}

/// Effective sample size and its companions.
pub(super) fn spread(learned: &Calibration) -> String {
    let weights = learned.weights();
    let percent = |x| plain(&NumberFormat::Percent.format(x, Lang::En));
    format!(
        "{} of {} (perplexity {}, largest weight {})",
        count(weights.ess),
        grouped(&weights.values.len().to_string()),
        percent(weights.perplexity),
        percent(weights.largest)
    )
}

/// The uncertainties that moved most, as a table.
fn moved(model: &Model, shifts: &[Shift], width: usize) -> String {
    let apart = shifts.iter().filter(|s| s.told_apart).count();
    let shown = apart.clamp(FEWEST, MOST).min(shifts.len());
    let interval = |[low, median, high]: [f64; 3]| {
        let at = |x| plain(&number(x, Lang::En));
        format!("{} ({} to {})", at(median), at(low), at(high))
    };
    let rows: Vec<[String; 4]> = shifts[..shown]
        .iter()
        .map(|s| {
            let learned = plain(&NumberFormat::Percent.format(s.learned, Lang::En));
            let name = &model.uncertainties[s.uncertainty].name;
            let mark = if s.told_apart { "*" } else { " " };
            [format!("{mark} {name}"), interval(s.prior), interval(s.posterior), learned]
        })
        .collect();
    let heads = ["", "prior: median (90 %)", "posterior", "learned"].map(str::to_owned);
    let widest = |i: usize| {
        rows.iter().chain([&heads]).map(|row| columns(&row[i])).max().unwrap_or_default()
    };
    let rest = widest(1) + widest(2) + widest(3) + 6;
    let names = widest(0).min(width.saturating_sub(rest).max(16));
    let mut text = String::new();
    for row in [&heads].into_iter().chain(&rows) {
        let line = format!(
            "{}  {}  {}  {}",
            left(&cut(&row[0], names), names),
            right(&row[1], widest(1)),
            right(&row[2], widest(2)),
            right(&row[3], widest(3))
        );
        text.push_str(line.trim_end());
        text.push('\n');
    }
    let more = match apart.saturating_sub(shown) {
        0 => String::new(),
        more => format!(", {more} of them not shown"),
    };
    let words = format!(
        "* told apart from its prior ({apart} of {}{more}; error 5 % for all together). Learned: by how \
         much the variance fell, on the scale of the prior's quantiles; below 0, both ends are favoured.",
        shifts.len(),
    );
    text.push('\n');
    text.push_str(&(lines(&words, width).join("\n") + "\n"));
    text
}

/// Three digits, with spaces that break.
fn count(x: f64) -> String {
    plain(&number(x, Lang::En))
}

fn plain(text: &str) -> String {
    text.replace('\u{a0}', " ")
}
